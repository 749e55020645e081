"""The practice world stays on this computer, and its tokens stay in it."""

import pytest

from bot.domain.errors import CannotStart
from bot.sandbox.server import Server, create_app
from bot.sandbox.slack.workspace import APP_TOKEN, BOT_TOKEN
from bot.sandbox.town import environment
from bot.sandbox.world import World
from bot.settings import Settings, check_slack


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "localhost", "127.0.0.1.example.org", ""])  # noqa: S104
def test_the_server_listens_on_no_address_but_this_computers(world: World, host: str) -> None:
    with pytest.raises(CannotStart, match="on this computer only"):
        Server(create_app(world), host)


async def test_the_server_listens_on_any_loopback_address(world: World) -> None:
    async with Server(create_app(world), "127.0.0.2") as server:
        assert server.url.startswith("http://127.0.0.2:")


def settings(**more: str) -> Settings:
    """Settings of a bot in the practice world, some of them changed."""
    return Settings(_env_file=None, **(environment("http://127.0.0.1:8765") | more))


@pytest.mark.parametrize("address", ["https://slack.com/api/", "https://westlock.slack.com/api/"])
@pytest.mark.parametrize(
    ("tokens", "named"),
    [
        ({"slack_bot_token": BOT_TOKEN}, "in SLACK_BOT_TOKEN, but"),
        ({"slack_bot_token": "xoxb-1", "slack_app_token": APP_TOKEN}, "in SLACK_APP_TOKEN, but"),
    ],
)
def test_the_practice_tokens_are_refused_for_the_real_slack(
    address: str, tokens: dict[str, str], named: str
) -> None:
    with pytest.raises(CannotStart, match=named):
        check_slack(settings(slack_api_url=address, **tokens))


def test_real_tokens_go_to_the_real_slack_and_practice_tokens_to_the_practice_world() -> None:
    check_slack(settings())
    check_slack(settings(slack_bot_token="xoxb-1", slack_api_url="https://slack.com/api/"))
    check_slack(settings(slack_api_url="https://notslack.com/api/"))
