"""`modbot replay`: comments from a file, through the signed webhook, out of order, repeated and edited."""

import asyncio
import csv
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli.replay import Written, read_comments, shuffle_as_platforms_do
from bot.domain.errors import Malformed
from bot.sandbox.facebook import APP_SECRET, TOWN
from tests.cli.conftest import Run
from tests.town import SPAM, a_town

SAID = ("Lovely evening at the lake.", SPAM, "You are an idiot", "", "👍", 'He said "no",\nthen left.')


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of thirty comments, the first of them twice."""
    path = tmp_path / "comments.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["COMMENT_ID", "AUTHOR", "DATE", "CONTENT", "CLASS"])
        rows = [[f"c{n}", f"Resident {n % 7}", "2015-05-20T10:00:00", SAID[n % 6], "0"] for n in range(30)]
        writer.writerows([*rows, rows[0]])
    return path


async def test_every_comment_of_the_file_is_captured_once_whatever_comes_twice(
    run: Run, file: Path, database_url: str
) -> None:
    async with a_town(database_url) as town:
        words = ("replay", str(file), "--page", TOWN, "--to", town.url, "--size", "7")
        said = await asyncio.to_thread(run, *words, facebook_app_secret=APP_SECRET)
        assert said.exit_code == 0
        assert "deliveries in" in said.output
        assert await town.one("SELECT count(DISTINCT comment_id) FROM capture") == 30
        assert await town.one("SELECT count(*) FROM capture WHERE text LIKE '%(edited)'") == 3
        assert await town.one("SELECT count(*) FROM capture") <= 33
        cases = await town.one("SELECT count(*) FROM cases")
        await asyncio.to_thread(run, *words, facebook_app_secret=APP_SECRET)
        assert await town.one("SELECT count(*) FROM cases") == cases


def test_a_desk_that_does_not_answer_is_one_sentence(run: Run, file: Path) -> None:
    said = run("replay", str(file), "--page", "1", "--to", "http://127.0.0.1:1", facebook_app_secret="s")
    assert said.exit_code == 1
    assert "The desk does not answer at http://127.0.0.1:1/hooks/facebook" in said.output


async def test_a_secret_the_desk_does_not_share_is_said(run: Run, file: Path, database_url: str) -> None:
    async with a_town(database_url) as town:
        words = ("replay", str(file), "--page", TOWN, "--to", town.url)
        said = await asyncio.to_thread(run, *words, facebook_app_secret="guessed")
        assert said.exit_code == 1
        assert "The desk answered 401: The signature does not hold." in said.output


def test_without_a_secret_nothing_is_sent(run: Run, file: Path) -> None:
    said = run("replay", str(file), "--page", "1")
    assert said.exit_code == 1
    assert "FACEBOOK_APP_SECRET is not set" in said.output


def test_a_file_without_the_columns_names_them(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("ID,TEXT\n1,x\n")
    with pytest.raises(Malformed, match=r"other\.csv lacks the columns COMMENT_ID, AUTHOR, DATE, CONTENT\."):
        read_comments([path])


def test_the_same_seed_gives_the_same_order_and_nothing_is_left_out() -> None:
    at = datetime(2015, 5, 20, tzinfo=UTC)
    comments = [Written(f"c{n}", "a", f"text {n}", at) for n in range(50)]
    first, again, other = (shuffle_as_platforms_do(comments, random.Random(n)) for n in (3, 3, 4))  # noqa: S311
    assert first == again
    assert first != other
    assert {w.comment_id for w in first} == {c.comment_id for c in comments}
    assert len([w for w in first if w.edited_at is None]) > 50
    assert len({w.comment_id for w in first if w.edited_at}) == 5
