"""Real comments through both doors: each wording kept once, the flagged ones queued, a hundred decided."""

import random
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.cli.replay import Written, in_posts, read_comments, shuffle_as_platforms_do, signature
from bot.domain.classify import classify
from bot.platforms.facebook.hook import short_id
from bot.sandbox.facebook import APP_SECRET, TOWN
from bot.sandbox.facebook.pages import Comment
from bot.services.people import add_account
from bot.services.records import check_ledger
from tests.real_wordpress import RealWordPress, real_wordpress
from tests.town import ANA, CHANNEL, Town, a_town

__all__ = ["real_wordpress"]
DATA = Path(__file__).parents[2].parent / "shared" / "data"
DECIDED = 100
VISITS = 300  # comments that visitors write on the real WordPress
EDITS = 30
PER_DELIVERY = 100
pytestmark = pytest.mark.slow


@pytest.fixture
def real_comments() -> list[Written]:
    """Every row of the five files."""
    files = sorted(DATA.glob("youtube-spam-*.csv"))
    if not files:
        pytest.skip(f"The real comments are not here: youtube-spam-*.csv in {DATA.name}.")
    return read_comments(files)


@pytest.fixture
async def busy_town(database_url: str) -> AsyncIterator[Town]:
    """A town whose channel holds a hundred cards at once."""
    async with a_town(database_url, card_window=DECIDED) as town:
        yield town


async def test_every_real_comment_through_the_signed_webhook(
    busy_town: Town, real_comments: list[Written], capsys: pytest.CaptureFixture[str]
) -> None:
    town, chance = busy_town, random.Random(1956)  # noqa: S311
    post = town.facebook.posts()[0].id.partition("_")[2]
    deliveries = shuffle_as_platforms_do(real_comments, chance)
    write_on_the_page(town, post, deliveries)
    for body in in_posts(deliveries, TOWN, post, PER_DELIVERY):
        headers = {"X-Hub-Signature-256": signature(APP_SECRET, body)}
        answer = await town.http.post(f"{town.url}/hooks/facebook", content=body, headers=headers)
        assert answer.status_code == 200

    wordings = {(short_id(f"{post}_{w.comment_id}"), w.text) for w in deliveries}
    everything = {comment for comment, _ in wordings}
    assert await captured(town, everything) == wordings
    await check_queue(town, wordings)
    removed = await decide_a_hundred(town, everything)
    public = {c.id for p in town.facebook.posts() for c in town.facebook.public_comments(p.id)}
    assert public == everything - removed
    await tell(
        town, capsys, f"{len(real_comments):,} comments in {len(deliveries):,} deliveries", len(wordings)
    )


async def test_real_comments_of_visitors_on_a_real_wordpress(
    database_url: str,
    real_wordpress: RealWordPress,
    real_comments: list[Written],
    capsys: pytest.CaptureFixture[str],
) -> None:
    site, chance = real_wordpress, random.Random(300)  # noqa: S311
    login = {"user": site.editor.user, "password": site.editor.password}
    others = public_ids(site)
    async with a_town(database_url, card_window=DECIDED, wordpress_sites={site.url: login}) as town:
        await add_account(town.bot.desk, platform="wordpress", handle=site.url, name="westlock.example")
        texts = [w.text for w in chance.sample(real_comments, VISITS)]
        written = dict(zip(site.comment_many("A Visitor", texts), texts, strict=True))
        assert (await town.bot.timetable.poll_all()).captured >= VISITS
        edited = {
            comment: f"{written[comment]} (edited)" for comment in chance.sample(sorted(written), EDITS)
        }
        edit(site, edited)
        assert (await town.bot.timetable.poll_all()).captured == EDITS
        assert (await town.bot.timetable.poll_all()).captured == 0

        wordings = await captured(town, set(written))
        assert len(wordings) == VISITS + EDITS
        plain = {(c, w) for c, w in {*written.items(), *edited.items()} if not set(w) & set("<>&\ufeff")}
        assert {(c, w.strip()) for c, w in plain} <= {(c, w.strip()) for c, w in wordings}
        await check_queue(town, wordings)
        removed = await decide_a_hundred(town, set(written))
        assert public_ids(site) == (others | set(written)) - removed
        await tell(town, capsys, f"{VISITS} comments and {EDITS} edits on WordPress", len(wordings))


def write_on_the_page(town: Town, post: str, deliveries: list[Written]) -> None:
    """Put what is delivered on the practice Page, so that it can be hidden there."""
    for w in deliveries:
        comment = short_id(f"{post}_{w.comment_id}")
        stands_under = town.facebook.posts()[0].id
        town.facebook.comments[comment] = Comment(comment, stands_under, "1", w.author, w.text, w.created_at)


def edit(site: RealWordPress, wordings: dict[str, str]) -> None:
    """Change comments by the site's own API."""
    for comment, words in wordings.items():
        route = {"rest_route": f"/wp/v2/comments/{comment}"}
        auth = (site.editor.user, site.editor.password)
        site.visitor.post("/", params=route, auth=auth, json={"content": words}).raise_for_status()


def public_ids(site: RealWordPress) -> set[str]:
    """Ask the site as a visitor which comments it shows."""
    found: set[str] = set()
    for page in range(1, 100):
        query = {"rest_route": "/wp/v2/comments", "per_page": "100", "page": str(page)}
        answer = site.visitor.get("/", params=query).raise_for_status()
        found |= {str(comment["id"]) for comment in answer.json()}
        if page >= int(answer.headers["x-wp-totalpages"]):
            return found
    raise AssertionError("The site has no last page.")


async def captured(town: Town, comments: set[str]) -> set[tuple[str, str]]:
    """Give the wordings that were captured of these comments; each must be there once."""
    found = [
        (c, text) for c, text in await town.rows("SELECT comment_id, text FROM capture") if c in comments
    ]
    assert len(found) == len(set(found))
    return set(found)


async def check_queue(town: Town, wordings: set[tuple[str, str]]) -> None:
    """The queue holds the comments of which the policy flags a wording, and no other."""
    policy = town.bot.desk.policies.versions[-1]
    flagged = {comment for comment, text in wordings if classify(text, policy=policy).flagged}
    known = {comment for comment, _ in wordings}
    rows = await town.rows("SELECT comment_id FROM cases WHERE status = 'open'")
    assert {row.comment_id for row in rows} & known == flagged
    assert len(flagged) > DECIDED


async def decide_a_hundred(town: Town, among: set[str]) -> set[str]:
    """Click through the first hundred cards, undo some; give the comments that are removed in the end."""
    await town.settle()
    cards = "SELECT ts, case_id, comment_id FROM card JOIN cases ON cases.id = case_id ORDER BY card.id"
    chosen = [row for row in await town.rows(cards) if row.comment_id in among][:DECIDED]
    assert len(chosen) == DECIDED
    removed = [card for card in chosen if await decide(town, card.ts, keep=card.case_id % 4 == 0)]
    await town.settle()
    undone = removed[::5]
    for card in undone:
        assert (await town.slack.click(ANA, CHANNEL, card.ts, "case.undo")).status == 200
    await town.settle()
    counts = await town.rows("SELECT case_id, count(*) FROM decision GROUP BY 1")
    assert {row[0]: row[1] for row in counts} == {c.case_id: 2 if c in undone else 1 for c in chosen}
    assert len(removed) > DECIDED / 2
    return {card.comment_id for card in removed if card not in undone}


async def decide(town: Town, ts: str, *, keep: bool) -> bool:
    """Click Remove, and say why where the ground asks for it; or Keep, as on a crisis. Tell which it was."""
    offered = str(town.slack.message(CHANNEL, ts).blocks)
    asks = "case.remove_ask" in offered
    press = "case.remove_ask" if asks else "case.remove"
    if keep or f"'{press}'" not in offered:
        assert (await town.slack.click(ANA, CHANNEL, ts, "case.keep")).status == 200
        return False
    assert (await town.slack.click(ANA, CHANNEL, ts, press)).status == 200
    if asks:
        assert (await town.submit(ANA, reason="Read in full: it breaks this ground.")).status == 200
    return True


async def tell(town: Town, capsys: pytest.CaptureFixture[str], what: str, wordings: int) -> None:
    """Say what was done, once the record proves true."""
    entries = (await check_ledger(town.bot.desk)).entries
    queued = await town.one("SELECT count(*) FROM cases")
    with capsys.disabled():
        sys.stdout.write(
            f"\n{what}: {wordings:,} wordings captured, {queued:,} cases, {DECIDED} decided, "
            f"{entries:,} ledger entries true\n"
        )
