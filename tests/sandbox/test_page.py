"""The page's addresses: who may ask, what is refused, and what an act does, without a browser."""

from collections.abc import AsyncIterator
from copy import copy
from typing import Any

import httpx
import pytest

from bot.sandbox.page.faults import services
from bot.sandbox.page.live import Live, Picture, Seat
from bot.sandbox.slack.state import ANA, BEN, EVAN, MODERATORS
from tests.sandbox.page_world import HOSTILE, Stage, open_stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage() as stage:
        yield stage


@pytest.fixture
async def browser(stage: Stage) -> AsyncIterator[httpx.AsyncClient]:
    """A client that sends what the page's own script sends."""
    async with httpx.AsyncClient(base_url=stage.url, headers={"Origin": stage.url}) as client:
        yield client


def seen(stage: Stage, me: str, **where: Any) -> Picture:
    return Live(stage.world).picture(Seat(me=me, **where))


def feed(picture: Picture) -> str:
    return "".join(picture.parts[key] for key in picture.orders["feed"])


async def test_the_page_loads_nothing_from_elsewhere(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/")
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "style=" not in answer.text
    assert "//" not in answer.text.replace("http://www.w3.org", "")


@pytest.mark.parametrize(
    "file",
    [
        *(
            "page.js",
            "draw.js",
            "acts.js",
            "forms.js",
            "menus.js",
            "faults.js",
            "links.js",
            "keys.js",
            "scroll.js",
        ),
        *("base.css", "frame.css", "blocks.css", "town.css", "faults.css", "icon.svg"),
    ],
)
async def test_what_the_page_needs_is_served(browser: httpx.AsyncClient, file: str) -> None:
    answer = await browser.get(f"/page/static/{file}")
    assert answer.status_code == 200
    assert "https://" not in answer.text


@pytest.mark.parametrize("path", ["/", "/page/state", "/page/events"])
async def test_a_name_that_only_pretends_to_be_this_computer_is_refused(
    browser: httpx.AsyncClient, path: str
) -> None:
    answer = await browser.get(path, headers={"Host": "evil.example"})
    assert answer.status_code == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", ""])
@pytest.mark.parametrize("path", ["act", "comment", "fault"])
async def test_another_site_cannot_act(
    stage: Stage, browser: httpx.AsyncClient, path: str, origin: str
) -> None:
    wish = {"me": ANA, "what": "slack", "fault": "down", "on": True}
    answer = await browser.post(f"/page/{path}", json=wish, headers={"Origin": origin})
    assert answer.status_code == 403
    assert stage.world.slack.faults.down is False


async def test_a_form_of_another_site_cannot_pass_for_the_page(browser: httpx.AsyncClient) -> None:
    answer = await browser.post(
        "/page/fault", content='{"what": "slack"}', headers={"Content-Type": "text/plain"}
    )
    assert answer.status_code == 415


@pytest.mark.parametrize(
    "body", ["[]", "{", "{}", '{"me": 7, "act": "close"}', '{"me": "U0ANA", "act": "dance"}']
)
async def test_an_incomplete_wish_is_refused(browser: httpx.AsyncClient, body: str) -> None:
    answer = await browser.post("/page/act", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400


async def test_a_wish_has_a_largest_size(browser: httpx.AsyncClient) -> None:
    answer = await browser.post("/page/act", json={"me": "x" * 300_000})
    assert answer.status_code == 413


async def test_what_a_person_cannot_do_is_answered_with_a_sentence(browser: httpx.AsyncClient) -> None:
    wish = {"me": EVAN, "act": "command", "channel": MODERATORS, "text": "/mod queue"}
    answer = await browser.post("/page/act", json=wish)
    assert answer.status_code == 409
    assert "is not in" in answer.json()["refusal"]


async def test_a_click_reaches_the_app_and_changes_the_card(stage: Stage, browser: httpx.AsyncClient) -> None:
    ts = stage.post_card(1042).ts
    wish = {"me": ANA, "act": "click", "channel": MODERATORS, "ts": ts, "action": "remove", "block": "b3"}
    answer = await browser.post("/page/act", json=wish)
    assert answer.json()["status"] == 200
    assert "Removed by" in feed(seen(stage, BEN, at=MODERATORS))


async def test_nothing_is_delivered_while_slack_is_down(stage: Stage, browser: httpx.AsyncClient) -> None:
    ts = stage.post_card(1042).ts
    await browser.post("/page/fault", json={"what": "slack", "fault": "down", "on": True})
    wish = {"me": ANA, "act": "click", "channel": MODERATORS, "ts": ts, "action": "remove"}
    answer = await browser.post("/page/act", json=wish)
    assert answer.status_code == 409
    assert "Slack is down" in answer.json()["refusal"]
    assert "Removed by" not in feed(seen(stage, ANA, at=MODERATORS))


async def test_a_platform_is_taken_down_and_brought_back(stage: Stage, browser: httpx.AsyncClient) -> None:
    await browser.post("/page/fault", json={"what": "facebook", "fault": "down", "on": True})
    assert stage.facebook.faults.down is True
    assert "Facebook: down." in seen(stage, ANA).facts["broken"]
    await browser.post("/page/fault", json={"what": "facebook", "fault": "down", "on": False})
    assert stage.facebook.faults.down is False
    assert seen(stage, ANA).facts["broken"] == ""


@pytest.mark.parametrize(
    ("what", "kind", "sentence"),
    [
        ("myspace", "down", "There is no myspace here."),
        ("facebook", "on fire", "Facebook cannot break like that."),
        ("slack", "limited", "Slack cannot break like that."),
    ],
)
async def test_there_is_no_switch_for_what_is_not_here(
    browser: httpx.AsyncClient, what: str, kind: str, sentence: str
) -> None:
    answer = await browser.post("/page/fault", json={"what": what, "fault": kind, "on": True})
    assert answer.json() == {"refusal": sentence}


async def test_everything_that_can_break_is_broken_and_repaired(
    stage: Stage, browser: httpx.AsyncClient
) -> None:
    whole = [copy(vars(one.faults)) for one in (stage.world.slack, stage.facebook, stage.blog)]
    for service in services(stage.world):
        for one in service.switches:
            await browser.post("/page/fault", json={"what": service.code, "fault": one.code, "on": True})
    assert [len(service.broken) for service in services(stage.world)] == [6, 6, 6]
    assert stage.world.slack.faults.server_error == {"*"}
    assert stage.blog.faults.status == 500
    await browser.post("/page/fault", json={"repair": True})
    assert [vars(one.faults) for one in (stage.world.slack, stage.facebook, stage.blog)] == whole


@pytest.mark.parametrize(
    "changes",
    [
        {"platform": "myspace"},
        {"post": "p9"},
        {"author": " "},
        {"text": "\n"},
        {"text": "x" * 9000},
        {"author": "x" * 99},
    ],
)
async def test_a_resident_needs_a_post_a_name_and_words(
    stage: Stage, browser: httpx.AsyncClient, changes: dict[str, str]
) -> None:
    wish = {"platform": "facebook", "post": "p0", "author": "Dale", "text": "Hello"} | changes
    answer = await browser.post("/page/comment", json=wish)
    assert answer.status_code == 409
    assert stage.facebook.kept[0].comments == []


async def test_a_resident_comments_under_a_post(stage: Stage, browser: httpx.AsyncClient) -> None:
    wish = {"platform": "facebook", "post": "p0", "author": "Dale", "text": HOSTILE.replace("\ud800", "")}
    await browser.post("/page/comment", json=wish)
    html = seen(stage, ANA).parts["town:p0"]
    assert "&lt;!channel&gt;" in html
    assert "<script" not in html
    assert "<img" not in html


async def test_a_persons_state_is_read_as_json(stage: Stage, browser: httpx.AsyncClient) -> None:
    ts = stage.post_card(1042).ts
    answer = await browser.get("/page/state", params={"me": ANA, "at": MODERATORS})
    assert answer.json()["orders"]["feed"] == [f"feed:{ts}"]
