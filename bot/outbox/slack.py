"""Effects in Slack: cards, notes, the summary, messages."""

from bot.desk import Desk
from bot.domain.models import Audience, Card, Effect, EffectStatus
from bot.services.effects import card_posted, finish, forget_card, summary_posted
from bot.services.queue import look_at
from bot.slack.cards import Drawing, draw_card, draw_moved, note_words
from bot.slack.sender import MessageGone, Sender
from bot.slack.summary import draw_summary
from bot.store.cases import behind_the_cards, find_cards
from bot.store.effects import drop_twins


class SlackEffects:
    """Executors of what services ask of Slack."""

    def __init__(self, desk: Desk, sender: Sender) -> None:
        self._desk = desk
        self._sender = sender

    async def post_card(self, effect: Effect) -> None:
        """Post a case's card; an older card of the same case points to it."""
        assert effect.case_id is not None  # noqa: S101
        view = await look_at(self._desk, effect.case_id)
        audience = Audience(effect.payload["audience"])
        drawing = draw_card(view, audience)
        older = [c for c in await self._cards(effect.case_id) if c.audience == audience]
        channel, ts = await self._post_or_redraw(effect, drawing)
        for card in older:
            if card.channel == channel and card.ts != ts:
                await self._edit(card.channel, card.ts, draw_moved(effect.case_id))
        await card_posted(self._desk, effect, view, channel=channel, ts=ts)

    async def update_card(self, effect: Effect) -> None:
        """Draw a case's cards again, as the case stands now."""
        assert effect.case_id is not None  # noqa: S101
        async with self._desk.db.transaction() as session:
            await drop_twins(session, effect, self._desk.now())
        view = await look_at(self._desk, effect.case_id)
        cards = await self._cards(effect.case_id)
        for card in cards:
            await self._edit(card.channel, card.ts, draw_card(view, Audience(card.audience)))
        await finish(self._desk, effect, f"{len(cards)} drawn")

    async def post_note(self, effect: Effect) -> None:
        """Put one line into the thread of the case's card; without a card there is no thread to tell."""
        cards = [c for c in await self._cards(effect.case_id) if c.audience == Audience.MODERATORS]
        if not cards:
            await finish(self._desk, effect, "no card yet", EffectStatus.DROPPED)
            return
        line = note_words(effect.payload["line"])
        _, ts = await self._post(effect, cards[0].channel, Drawing(line, []), thread=cards[0].ts)
        await finish(self._desk, effect, ts)

    async def update_summary(self, effect: Effect) -> None:
        """Draw the one message that counts what waits behind the cards; post it when it is first needed."""
        async with self._desk.db.transaction() as session:
            await drop_twins(session, effect, self._desk.now())
            waiting = await behind_the_cards(session, self._desk.window)
        cards = await self._cards(None)
        drawing = draw_summary(waiting, self._desk.window)
        if cards:
            await self._edit(cards[0].channel, cards[0].ts, drawing)
            await finish(self._desk, effect, "drawn")
        elif waiting["counts"]:
            channel, ts = await self._post_or_redraw(effect, drawing)
            await summary_posted(self._desk, effect, channel=channel, ts=ts)
        else:
            await finish(self._desk, effect, "nothing waits", EffectStatus.DROPPED)

    async def send_message(self, effect: Effect) -> None:
        """Send a plain message to one person or channel."""
        words = effect.payload["words"]
        _, ts = await self._post(effect, effect.payload["to"], Drawing(words, []))
        await finish(self._desk, effect, ts)

    async def _post_or_redraw(self, effect: Effect, drawing: Drawing) -> tuple[str, str]:
        """Post what is edited in place; what an earlier try posted shows how things stood then."""
        channel, ts = await self._post(effect, effect.payload["channel"], drawing)
        if effect.attempts > 1:
            await self._edit(channel, ts, drawing)
        return channel, ts

    async def _post(
        self, effect: Effect, channel: str, drawing: Drawing, thread: str | None = None
    ) -> tuple[str, str]:
        again, since = effect.attempts > 1, effect.created_at
        return await self._sender.post(channel, drawing, effect.key, again=again, since=since, thread=thread)

    async def _edit(self, channel: str, ts: str, drawing: Drawing) -> None:
        try:
            await self._sender.edit(channel, ts, drawing)
        except MessageGone:
            await forget_card(self._desk, channel, ts)

    async def _cards(self, case_id: int | None) -> list[Card]:
        async with self._desk.db.transaction() as session:
            return list(await find_cards(session, case_id))
