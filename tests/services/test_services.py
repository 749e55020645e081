"""Services on a real database: the refusals and records that no click reaches."""

import pytest
from sqlalchemy import text

from bot.desk import Desk
from bot.domain.effects import send_message
from bot.domain.errors import Malformed, Refusal, TryLater, UnknownPerson, UnknownPlatform, WillNeverWork
from bot.domain.models import Effect, EffectKind, Role
from bot.domain.platform import Visibility
from bot.outbox.platform import PlatformEffects
from bot.services.effects import refused, still_wanted
from bot.services.people import accounts, add_account, add_person, people, remove_person
from bot.services.records import check_ledger
from bot.store.effects import ask
from bot.store.ledger import append_ledger, read_ledger
from tests.conftest import Clock


async def test_a_role_changes_and_ends_and_begins_again_and_each_is_recorded(desk: Desk) -> None:
    await add_person(desk, slack_id="U1", name="Ana", role=Role.MODERATOR)
    await add_person(desk, slack_id="U1", name="Ana Petrenko", role=Role.DESIGNATE, actor="U0CAO")
    assert [(p.name, p.role, p.added_by) for p in await people(desk)] == [
        ("Ana Petrenko", "designate", "U0CAO")
    ]
    await remove_person(desk, slack_id="U1")
    assert await people(desk) == []
    with pytest.raises(UnknownPerson):
        await remove_person(desk, slack_id="U1")
    await add_person(desk, slack_id="U1", name="Ana", role=Role.MODERATOR)
    assert (await check_ledger(desk)).entries == 4


@pytest.mark.parametrize("slack_id", ["", "ana", "u1", "U 1", "B0BOT", "Ü1", "<@U1>"])
async def test_what_is_no_slack_id_is_not_put_on_the_register(desk: Desk, slack_id: str) -> None:
    with pytest.raises(Malformed, match="is not a Slack member id"):
        await add_person(desk, slack_id=slack_id, name="Ana", role=Role.MODERATOR)
    assert await people(desk) == []


async def test_an_account_registered_twice_is_renamed(desk: Desk) -> None:
    await add_account(desk, platform="facebook", handle="1", name="Town")
    await add_account(desk, platform="facebook", handle="1", name="Town of Westlock", owner="Communications")
    assert [(a.name, a.owner) for a in await accounts(desk)] == [("Town of Westlock", "Communications")]


async def test_an_account_of_a_platform_nobody_speaks_is_refused(desk: Desk) -> None:
    with pytest.raises(UnknownPlatform, match="no connector for 'myspace'; it has: "):
        await add_account(desk, platform="myspace", handle="1", name="Town")
    assert await accounts(desk) == []


async def test_a_message_that_slack_will_never_take_is_recorded_as_failed(desk: Desk, clock: Clock) -> None:
    async with desk.db.transaction() as session:
        await ask(session, send_message("U1", "k", "Hello.", clock()))
    async with desk.db.transaction() as session:
        row = (await session.execute(text("SELECT id, kind, lane, key FROM effect"))).one()
    effect = Effect(id=row.id, kind=row.kind, lane=row.lane, key=row.key, attempts=0)
    await refused(desk, effect, "Slack refuses (user_disabled).", Refusal.INVALID)
    async with desk.db.transaction() as session:
        (entry,) = [e async for page in read_ledger(session) for e in page]
    assert entry.facts == '{"code":"invalid","effect":"send_message","key":"message-k-U1"}'


async def test_an_act_that_belongs_to_no_case_is_a_fault_of_ours(desk: Desk) -> None:
    effect = Effect(id=1, kind=EffectKind.REMOVE_COMMENT, lane="x", key="y")
    with pytest.raises(ValueError, match=r"effect 1 \(remove_comment\) belongs to no case"):
        await still_wanted(desk, effect)


async def test_the_ledger_is_read_in_pages_and_none_is_left_out(desk: Desk, clock: Clock) -> None:
    async with desk.db.transaction() as session:
        await append_ledger(session, clock(), "U1", *(("case.viewed", {"case": n}) for n in range(10)))
    for page in (1, 3, 5, 10, 11):
        async with desk.db.transaction() as session:
            read = [[e.seq for e in entries] async for entries in read_ledger(session, page=page)]
        assert [seq for one in read for seq in one] == list(range(1, 11))
        assert max(map(len, read)) == min(page, 10)
    assert (await check_ledger(desk)).entries == 10


class Deaf:
    """A platform that says yes and does nothing."""

    async def remove_comment(self, account: str, comment_id: str, key: str) -> None:
        """Say yes."""

    async def read_state(self, account: str, comment_id: str) -> Visibility:  # noqa: ARG002
        """Tell the truth."""
        return Visibility.VISIBLE


@pytest.fixture
async def removal(desk: Desk) -> Effect:
    """The removal of a comment whose case waits for it."""
    await add_account(desk, platform="facebook", handle="1", name="Town")
    async with desk.db.transaction() as session:
        for statement in (
            "INSERT INTO capture (platform, account, comment_id, revision, body, text, digest, author_id,"
            " author_name, post_id, post_text, post_permalink, permalink, read_at, captured_at, raw, sha256,"
            " salt)"
            " VALUES ('facebook', '1', 'c', 1, '', '', '', '', '', '', '', '', '', now(), now(), '', '', '')",
            "INSERT INTO cases (account_id, platform, comment_id, capture_id, status, urgency, version,"
            " platform_state, platform_note, opened_at, answer_by) VALUES"
            " (1, 'facebook', 'c', 1, 'removed', 'normal', 2, 'removing', '', now(), now())",
        ):
            await session.execute(text(statement))
    payload = {"platform": "facebook", "account": "1", "comment": "c"}
    return Effect(id=1, kind=EffectKind.REMOVE_COMMENT, lane="l", key="k", case_id=1, payload=payload)


async def test_a_platform_that_says_yes_and_does_nothing_is_not_believed(desk: Desk, removal: Effect) -> None:
    with pytest.raises(TryLater, match="said yes, but the comment is still visible"):
        await PlatformEffects(desk, {"facebook": Deaf()}).remove_comment(removal)  # type: ignore[dict-item]


async def test_a_platform_that_is_not_connected_any_more_is_for_a_person(desk: Desk, removal: Effect) -> None:
    with pytest.raises(WillNeverWork, match="facebook is not connected"):
        await PlatformEffects(desk, {}).remove_comment(removal)
