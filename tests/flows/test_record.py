"""The official record: append-only, sealed, without content; every change to it is found and named."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.database import create_database, drop_database
from bot.desk import Desk
from bot.domain.ledger import BrokenLedger
from bot.services.records import check_ledger
from tests.town import ANA, BEN, CAROL, CHANNEL, EVAN, INSULT, PRIVATE, SPAM, a_town, change, delivery

REASON = "Insults a neighbour by name."


async def _busy_day(database_url: str) -> None:
    """Let a day pass in which everything happens once."""
    async with a_town(database_url) as town:
        comments = [await town.comment(words) for words in (SPAM, INSULT, PRIVATE, SPAM + " Again!")]
        await town.settle()
        await town.click(ANA, "case.remove", 1)
        await town.click(BEN, "case.remove_ask", 2)
        await town.submit(BEN, reason=REASON)
        await town.click(ANA, "case.escalate", 3)
        await town.settle()
        await town.click(CAROL, "case.remove", 3, town.slack.direct(CAROL).id)
        await town.click(ANA, "case.keep", 4)
        await town.click(BEN, "case.undo", 1)
        town.slack.channels[CHANNEL].members.append(EVAN)
        await town.click(EVAN, "case.undo", 2)
        await town.choose(BEN, "show_all", 2)
        await town.facebook.edit_comment(comments[1], "You are an idiot and a liar")
        await town.hook(delivery(change("77", "x", item="reaction")))
        await town.settle()


@pytest.fixture(scope="module")
def busy_day(postgres: str) -> str:
    """The database after a busy day; each test gets a copy."""
    asyncio.run(_busy_day(create_database(postgres, "busy_day", template="desk_template")))
    return "busy_day"


@pytest.fixture
def database_url(postgres: str, busy_day: str) -> Iterator[str]:
    """A copy of the busy day."""
    name = f"after_{busy_day}"
    yield create_database(postgres, name, template=busy_day)
    drop_database(postgres, name)


async def _rows(desk: Desk, query: str) -> list[Any]:
    async with desk.db.transaction() as session:
        return list((await session.execute(text(query))).all())


async def _one(desk: Desk, query: str) -> Any:
    return (await _rows(desk, query))[0][0]


async def _sql(desk: Desk, *statements: str) -> None:
    async with desk.db.transaction() as session:
        for statement in statements:
            await session.execute(text(statement))


async def test_after_a_busy_day_the_record_is_true(desk: Desk) -> None:
    verdict = await check_ledger(desk)
    assert verdict.entries == await _one(desk, "SELECT count(*) FROM ledger")
    assert {row[0] for row in await _rows(desk, "SELECT event FROM ledger")} == {
        "person.added", "account.registered", "comment.captured", "case.opened", "card.posted",
        "case.decided", "effect.done", "act.refused", "case.viewed", "case.reopened", "hook.skipped",
    }  # fmt: skip


async def test_no_text_author_or_reason_stands_in_the_ledger(desk: Desk) -> None:
    lines = " ".join(str(row) for row in await _rows(desk, "SELECT actor, event, facts FROM ledger"))
    for content in ("raffle", "lazy", "idiot", "780-555", "Dale", "Hewitt", REASON, "300000000000001"):
        assert content not in lines


async def test_the_check_tells_how_far_it_is(desk: Desk) -> None:
    seen: list[int] = []
    verdict = await check_ledger(desk, seen.append)
    assert seen == [verdict.entries]


@pytest.mark.parametrize("table", ["capture", "decision", "ledger"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET actor = 'U0EVE'", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
async def test_the_database_itself_refuses_to_change_a_record(desk: Desk, table: str, statement: str) -> None:
    column = "author_name" if table == "capture" else "actor"
    with pytest.raises(DBAPIError, match="append-only"):
        await _sql(desk, statement.format(table).replace("actor", column))


async def _broken(desk: Desk, table: str, statement: str) -> str:
    """Change a record past its guards, and give what the check says."""
    await _sql(
        desk,
        f"ALTER TABLE {table} DISABLE TRIGGER USER",
        statement,
        f"ALTER TABLE {table} ENABLE TRIGGER USER",
    )
    with pytest.raises(BrokenLedger) as found:
        await check_ledger(desk)
    return str(found.value)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "'U0EVE'"),
        ("event", "'case.kept'"),
        ("facts", "replace(facts, '7.1.7', '7.1.1')"),
        ("at", "at + interval '1 second'"),
    ],
)
async def test_an_edited_entry_is_named(desk: Desk, column: str, value: str) -> None:
    seq = await _one(desk, "SELECT min(seq) FROM ledger WHERE event = 'case.decided'")
    said = await _broken(desk, "ledger", f"UPDATE ledger SET {column} = {value} WHERE seq = {seq}")  # noqa: S608
    assert said == f"Entry {seq}: its content is not what was sealed."


async def test_an_entry_sealed_anew_is_found_by_the_one_after_it(desk: Desk) -> None:
    said = await _broken(desk, "ledger", "UPDATE ledger SET previous = repeat('1', 64) WHERE seq = 5")
    assert said == "Entry 5: it is not sealed to the entry before it."


async def test_an_entry_of_an_unknown_format_is_named(desk: Desk) -> None:
    said = await _broken(desk, "ledger", "UPDATE ledger SET format = 9 WHERE seq = 5")
    assert said == "Entry 5: its format 9 is not known to this version."


async def test_a_missing_entry_is_named(desk: Desk) -> None:
    said = await _broken(desk, "ledger", "DELETE FROM ledger WHERE seq = 9")
    assert said == "Entry 9: it is missing (the next one found is 10)."


async def test_a_deleted_tail_is_named(desk: Desk) -> None:
    last = await _one(desk, "SELECT max(seq) FROM ledger")
    said = await _broken(desk, "ledger", f"DELETE FROM ledger WHERE seq > {last - 2}")  # noqa: S608
    assert said == f"Entry {last - 1}: it is missing: the ledger ended with entry {last}."


@pytest.mark.parametrize(
    "edit",
    [
        "text = text || '!'",
        "body = body || 'x'",
        "author_name = 'Somebody else'",
        "permalink = ''",
        "changed_at = now()",
        "raw = 'x'",
        "sha256 = repeat('0', 64)",
        "salt = 'x'",
        "media = '[{}]'",
    ],
)
async def test_an_edited_capture_is_named(desk: Desk, edit: str) -> None:
    said = await _broken(desk, "capture", f"UPDATE capture SET {edit} WHERE id = 2")  # noqa: S608
    entry = "SELECT seq FROM ledger WHERE event = 'comment.captured' AND facts::json ->> 'capture' = '2'"
    assert said == f"Entry {await _one(desk, entry)}: its capture 2 is not what was captured."


async def test_a_capture_that_is_gone_is_named(desk: Desk) -> None:
    loose = "ALTER TABLE cases DROP CONSTRAINT cases_capture_id_fkey"
    await _sql(desk, loose, "ALTER TABLE flag DROP CONSTRAINT flag_capture_id_fkey")
    await _sql(desk, "ALTER TABLE decision DROP CONSTRAINT decision_capture_id_fkey")
    said = await _broken(desk, "capture", "DELETE FROM capture WHERE id = 1")
    assert re.fullmatch(r"Entry \d+: its capture 1 is missing\.", said)


@pytest.mark.parametrize(
    "edit",
    [
        "actor = 'U0EVE'",
        "outcome = 'keep'",
        "ground = '7.1.1'",
        "reason = 'x'",
        "case_id = 4",
        "capture_id = 4",
        "role = 'cao'",
        "policy_version = 'another'",
        "decided_at = now()",
        "undoes = 1",
        "salt = 'x'",
    ],
)
async def test_an_edited_decision_is_named(desk: Desk, edit: str) -> None:
    said = await _broken(desk, "decision", f"UPDATE decision SET {edit} WHERE id = 2")  # noqa: S608
    entry = "SELECT seq FROM ledger WHERE event = 'case.decided' AND facts::json ->> 'decision' = '2'"
    assert said == f"Entry {await _one(desk, entry)}: its decision 2 is not what was decided."


async def test_a_decision_that_is_gone_is_named(desk: Desk) -> None:
    said = await _broken(desk, "decision", "DELETE FROM decision WHERE id = 1")
    assert re.fullmatch(r"Entry \d+: its decision 1 is missing\.", said)
