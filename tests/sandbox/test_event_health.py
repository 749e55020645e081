"""Events that are given up: at the app's wish, after too many failures, or because there are too many."""

from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.server import Server, create_app
from bot.sandbox.slack.delivery import DELAYED
from bot.sandbox.slack.event_health import ENOUGH, MOST_EVENTS, EventHealth
from bot.sandbox.slack.workspace import ANA
from bot.sandbox.world import World
from tests.sandbox.conftest import Clock


class Endpoint:
    """An app that counts requests and answers as the test says."""

    def __init__(self, world: World, status: int, **headers: str) -> None:
        self.seen: list[dict[str, Any]] = []
        self._status, self._headers = status, headers
        self.server = Server(create_app(world, [Route("/slack/events", self._take, methods=["POST"])]))

    async def _take(self, request: Request) -> Response:
        self.seen.append(dict(request.headers) | {"body": await request.json()})
        return Response(
            status_code=self._status, headers={k.replace("_", "-"): v for k, v in self._headers.items()}
        )


async def opened(world: World, endpoint: Endpoint, times: int = 1) -> list[int | None]:
    """Ana opens the home tab; how each event was answered, after all that came again."""
    async with endpoint.server as server:
        world.slack.events_url = f"{server.url}/slack/events"
        found = [(await world.slack.open_home(ANA)).status for _ in range(times)]
        await world.slack.delivery.settled()
    return found


async def test_an_app_can_ask_not_to_be_sent_an_event_again(world: World) -> None:
    world.slack.delivery.retry_delays = (0, 0, 0)
    endpoint = Endpoint(world, 500, x_slack_no_retry="1")
    await opened(world, endpoint)
    assert len(endpoint.seen) == 1


async def test_delayed_events_come_hourly_for_a_day_only_if_the_owner_wants_them(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert DELAYED == (3600.0,) * 24
    monkeypatch.setattr("bot.sandbox.slack.delivery.DELAYED", (0.0,) * 24)
    world.slack.delivery.retry_delays = (0, 0, 0)
    for wanted, attempts in ((False, 4), (True, 28)):
        world.slack.delivery.delayed_events = wanted
        endpoint = Endpoint(world, 500)
        await opened(world, endpoint)
        assert len(endpoint.seen) == attempts
        assert endpoint.seen[-1]["x-slack-retry-num"] == str(attempts - 1)


async def test_an_app_that_is_not_there_is_told_so_in_the_retry(world: World) -> None:
    world.slack.events_url = "http://127.0.0.1:1/slack/events"
    world.slack.delivery.retry_delays = ()
    assert (await world.slack.open_home(ANA)).reason == "connection_failed"


def test_more_than_95_failures_in_a_hundred_within_an_hour_switch_events_off(clock: Clock) -> None:
    health = EventHealth(clock)
    for number in range(ENOUGH):
        health.record(ok=number % 20 == 0)
    assert health.off is False  # 95 % exactly
    health.record(ok=False)
    assert health.off is True
    health.switch_on()
    for _ in range(ENOUGH - 1):
        health.record(ok=False)
    assert health.off is False  # too few to judge


def test_failures_of_an_hour_ago_are_forgotten(clock: Clock) -> None:
    health = EventHealth(clock)
    for _ in range(ENOUGH - 1):
        health.record(ok=False)
    clock.forward(minutes=61)
    health.record(ok=False)
    assert health.off is False


async def test_events_that_were_switched_off_are_not_sent(world: World) -> None:
    world.slack.delivery.health.off = True
    endpoint = Endpoint(world, 200)
    assert await opened(world, endpoint) == [None]
    assert endpoint.seen == []


async def test_too_many_events_in_an_hour_are_told_once_a_minute(world: World, clock: Clock) -> None:
    for _ in range(MOST_EVENTS):
        world.slack.delivery.health.record(ok=True)
    endpoint = Endpoint(world, 200)
    await opened(world, endpoint, times=2)
    [told] = [one["body"] for one in endpoint.seen]
    assert (told["type"], told["minute_rate_limited"] % 60) == ("app_rate_limited", 0)
    clock.forward(minutes=61)
    again = Endpoint(world, 200)
    await opened(world, again)
    assert again.seen[0]["body"]["event"]["type"] == "app_home_opened"
