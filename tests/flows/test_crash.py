"""Killed at any moment between a click and its confirmed card: nothing is lost, nothing is done twice."""

import asyncio
import multiprocessing
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any

import pytest
from sqlalchemy import text

from bot.app import build, build_desk
from bot.desk import Desk
from bot.process import serving
from bot.sandbox.server import Server, create_app
from bot.sandbox.slack.state import Message
from bot.sandbox.town import make_world, register_everybody
from bot.sandbox.world import World
from bot.services.records import check_ledger
from bot.web import create_app as create_web
from tests.town import ANA, BEN, CHANNEL, SPAM, Town, settings_for

KILLS = 200
LONGEST = 0.15  # seconds a bot lives after the clicks
AHEAD = 3  # cards that wait for a click
PRESSES = ("case.remove", "case.remove", "case.remove", "case.keep", "case.escalate")
QUICK = {"lease_seconds": 0.6, "card_window": 100_000}


def breed(orders: Connection, url: str, sandbox: str) -> None:
    """Fork a bot for every order: all is imported and built by then, and nothing is connected."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever is killed leaves nothing behind
    bot = build(settings_for(sandbox, **QUICK), url)

    async def live() -> None:
        outbox = asyncio.create_task(bot.outbox.run())
        async with serving(create_web(bot), "127.0.0.1", 0) as address:
            orders.send((os.getpid(), address))
            await outbox

    with suppress(EOFError):  # the test is over
        while orders.recv() == "another":
            if os.fork() == 0:
                asyncio.run(live())


class Bots:
    """The bots of one test; one lives at a time."""

    def __init__(self, orders: Connection) -> None:
        self._orders = orders
        self._pid = 0

    async def start(self) -> str:
        """Start a bot; give its address."""
        self._orders.send("another")
        self._pid, address = await asyncio.to_thread(self._orders.recv)
        return str(address)

    def kill(self) -> None:
        """Kill the bot that lives."""
        os.kill(self._pid, signal.SIGKILL)


@contextmanager
def breeding(url: str, sandbox: str) -> Iterator[Bots]:
    """Keep the process that forks bots while the block lasts."""
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe()
    nursery = context.Process(target=breed, args=(theirs, url, sandbox), daemon=True)
    nursery.start()
    theirs.close()
    try:
        yield Bots(mine)
    finally:
        mine.close()
        nursery.join()
        nursery.close()


class Ordeal:
    """Residents write and moderators click while bots are killed under them."""

    def __init__(self, world: World, desk: Desk, bots: Bots) -> None:
        self.slack, self.facebook = world.slack, world.platforms["facebook"]
        self.world, self.desk, self.bots = world, desk, bots
        self.chance = random.Random(4900)  # noqa: S311
        self.comments: list[str] = []
        self.pressed: dict[str, str] = {}  # the newest click on each card, by its time
        self.acked: dict[str, str] = {}  # the click that was acked
        self.repeated = 0

    async def start(self) -> None:
        """Start a bot, and bring it what its forerunner did not take."""
        address = await self.bots.start()
        self.slack.events_url = f"{address}/slack/events"
        self.facebook.hook_url = f"{address}/hooks/facebook"
        await self.facebook.hooks.deliver(self.world.now())

    async def life(self) -> None:
        """Let a resident write and moderators click, and kill the bot at a random moment."""
        await self.start()
        writes = asyncio.create_task(self.write())
        while not self.waiting():
            await self.world.wait_change(self.world.version)
        clicks = [asyncio.create_task(self.click(card)) for card in self.waiting()[:AHEAD]]
        await asyncio.sleep(self.chance.uniform(0, LONGEST))
        self.bots.kill()
        await asyncio.gather(writes, *clicks)

    async def write(self) -> None:
        """Keep enough cards coming."""
        for _ in range(AHEAD + len(self.acked) - len(self.comments)):
            post = self.facebook.posts()[0].id
            words = f"{SPAM} ({len(self.comments)})"
            self.comments.append(await self.facebook.add_comment(post, "Dale Hewitt", words))

    def waiting(self) -> list[Message]:
        """The cards that nobody has an answer from yet."""
        cards = [m for m in self.slack.messages[CHANNEL] if key_of(m).startswith("card-")]
        return [m for m in cards if m.ts not in self.acked]

    async def click(self, card: Message) -> None:
        """Press a button; what was not acked is pressed again in a later life."""
        press = self.pressed.get(card.ts) or self.chance.choice(PRESSES)
        self.repeated += card.ts in self.pressed
        self.pressed[card.ts] = press
        try:
            ack = await self.slack.click(self.chance.choice((ANA, BEN)), CHANNEL, card.ts, press)
        except LookupError:  # the card says by now that the click counted: its button is gone
            self.acked[card.ts] = press
            return
        if ack.ok:
            self.acked[card.ts] = press

    async def end(self) -> None:
        """Let the last bot finish everything."""
        await self.start()
        async with asyncio.timeout(60):
            while (
                await self.rows("SELECT 1 FROM effect WHERE status IN ('due', 'claimed')") or self.waiting()
            ):
                await asyncio.gather(*(self.click(card) for card in self.waiting()))
                await asyncio.sleep(0.05)  # the end of an effect is seen by nobody but the database
        self.bots.kill()

    async def rows(self, query: str) -> list[Any]:
        """Look into the database."""
        async with self.desk.db.transaction() as session:
            return list((await session.execute(text(query))).all())

    def visible(self) -> set[str]:
        """The comments a stranger sees."""
        return {c.id for p in self.facebook.posts() for c in self.facebook.public_comments(p.id)}


def key_of(message: Message) -> str:
    """The key a message was posted under."""
    return str((message.metadata or {}).get("event_payload", {}).get("key", ""))


@asynccontextmanager
async def an_ordeal(database_url: str) -> AsyncIterator[Ordeal]:
    """Set up the practice world, the database, and the process that forks bots."""
    world, routes = make_world()
    world.slack.limits = False
    async with Server(create_app(world, routes)) as server:
        desk = build_desk(settings_for(server.url), database_url)
        try:
            await register_everybody(desk, server.url)
            with breeding(database_url, server.url) as bots:
                yield Ordeal(world, desk, bots)
        finally:
            await desk.db.close()


@pytest.mark.slow
async def test_a_bot_killed_at_any_moment_loses_nothing_and_does_nothing_twice(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with an_ordeal(database_url) as ordeal:
        for _ in range(KILLS):
            await ordeal.life()
        await ordeal.end()
        await check_cases(ordeal)
        check_messages(ordeal)
        await check_record(ordeal)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{KILLS} kills, {len(ordeal.comments)} comments, {len(ordeal.pressed)} cards clicked, "
            f"{ordeal.repeated} clicks repeated\n"
        )


async def test_a_card_whose_post_was_never_confirmed_shows_the_click_it_got_meanwhile(town: Town) -> None:
    town.slack.faults.lost_answer = {"chat.postMessage"}
    await town.comment(SPAM)
    await town.settle()
    town.slack.faults.lost_answer = set()
    await town.click(ANA, "case.remove")
    await town.settle()  # draws no card: the desk knows of none yet
    await town.later(minutes=1)
    assert town.card().text.startswith("REMOVED")


async def check_cases(ordeal: Ordeal) -> None:
    """Every comment has one case, every click one decision, and the platform shows what was decided."""
    cases = await ordeal.rows("SELECT id, comment_id, status, platform_state FROM cases")
    assert sorted(case.comment_id for case in cases) == sorted(ordeal.comments)
    decided = {
        row.case_id: row.outcomes
        for row in await ordeal.rows(
            "SELECT case_id, array_agg(outcome) AS outcomes FROM decision GROUP BY 1"
        )
    }
    cards = {row.ts: row.case_id for row in await ordeal.rows("SELECT ts, case_id FROM card")}
    clicked = {cards[ts]: [press.partition(".")[2]] for ts, press in ordeal.acked.items()}
    assert decided == clicked
    assert {case.comment_id for case in cases if case.status != "removed"} == ordeal.visible()
    ends = Counter((case.status, case.platform_state) for case in cases)
    assert set(ends) == {("removed", "hidden"), ("kept", "visible"), ("escalated", "visible")}


def check_messages(ordeal: Ordeal) -> None:
    """No message was posted twice, and every card shows its end."""
    said = [m for messages in ordeal.slack.messages.values() for m in messages if m.ephemeral_to is None]
    posted = Counter(key_of(m) for m in said)
    assert {key: times for key, times in posted.items() if times > 1} == {}
    assert sum(key.startswith("card-") and "-moderators-" in key for key in posted) == len(ordeal.comments)
    assert sum(key.startswith("note-") for key in posted) == len(ordeal.comments)
    assert sum(key.startswith("summary-") for key in posted) <= 1
    escalated = [press for press in ordeal.acked.values() if press == "case.escalate"]
    assert sum("-cao-" in key for key in posted) == len(escalated)
    ends = {"case.remove": "confirmed", "case.keep": "KEPT", "case.escalate": "WITH THE CAO"}
    for ts, press in ordeal.acked.items():
        card = ordeal.slack.message(CHANNEL, ts)
        assert card is not None
        assert ends[press] in card.text


async def check_record(ordeal: Ordeal) -> None:
    """The ledger is whole and says everything once."""
    assert (await check_ledger(ordeal.desk)).entries > 3 * len(ordeal.comments)
    twice = "SELECT event, facts->>'case' FROM (SELECT event, facts::jsonb FROM ledger) l"
    twice += " WHERE event IN ('comment.captured', 'case.opened', 'case.decided', 'effect.done')"
    said = Counter((event, case) for event, case in await ordeal.rows(twice) if event != "comment.captured")
    assert {line: times for line, times in said.items() if times > 1} == {}
    assert (await ordeal.rows("SELECT count(*) FROM capture"))[0][0] == len(ordeal.comments)
