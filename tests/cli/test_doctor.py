"""`modbot doctor` against the practice world: all well, and each thing that can be ill."""

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.app import build_desk
from bot.database import create_database, drop_database
from bot.sandbox.facebook import PAGE_TOKENS
from bot.sandbox.facebook import TOWN as PAGE
from bot.sandbox.town import CHANNEL, register_everybody
from bot.settings import Settings
from tests.cli.conftest import Practice, Run

Findings = dict[str, dict[str, Any]]


@pytest.fixture
def look(
    run: Run, practice: Practice, connected: dict[str, Any], database_url: str
) -> Iterator[Callable[..., Findings]]:
    """Run the doctor on a desk whose registers are filled; the practice Slack is mended afterwards."""

    async def register() -> None:
        desk = build_desk(Settings(_env_file=None, **connected), database_url)
        await register_everybody(desk, practice.url)
        await desk.db.close()

    asyncio.run(register())
    slack = practice.world.slack
    scopes, members = set(slack.scopes), list(slack.channels[CHANNEL].members)

    def findings(exit_code: int = 1, **settings: Any) -> Findings:
        said = run("doctor", "--json", **connected | settings)
        assert said.exit_code == exit_code
        return {f["what"]: f for f in json.loads(said.stdout)}

    yield findings
    slack.scopes, slack.channels[CHANNEL].members = scopes, members
    slack.faults.revoked = slack.faults.down = False


def ill(found: Findings) -> dict[str, str]:
    """What is not well, with what to do."""
    return {what: f["remedy"] for what, f in found.items() if not f["ok"]}


def test_all_is_well(look: Callable[..., Findings]) -> None:
    found = look(exit_code=0)
    assert ill(found) == {}
    assert "Slack bot token (Town of Westlock (practice))" in found
    assert "people in the register: 3" in found
    assert any(what.startswith("Town of Westlock on facebook: ") for what in found)
    assert any(what.startswith("westlock.example on wordpress: ") for what in found)


def test_the_table_says_ok_or_what_to_do(run: Run, connected: dict[str, Any]) -> None:
    said = run("doctor", **connected)
    assert said.exit_code == 1
    assert "to mend." in said.output
    assert "modbot people add" in said.output


def test_a_wrong_token(look: Callable[..., Findings]) -> None:
    assert ill(look(slack_bot_token="xoxb-guessed")) == {
        "Slack bot token": "Slack says invalid_auth: install the app again, set SLACK_BOT_TOKEN."
    }


def test_no_token_at_all(look: Callable[..., Findings]) -> None:
    faults = ill(look(slack_bot_token="", slack_signing_secret=""))
    assert "SLACK_BOT_TOKEN" in faults["Slack bot token"]
    assert "SLACK_SIGNING_SECRET" in faults["Slack signing secret (HTTP)"]


def test_a_scope_that_is_missing_is_named(look: Callable[..., Findings], practice: Practice) -> None:
    practice.world.slack.scopes -= {"im:write"}
    assert ill(look())["Slack scopes"].startswith("missing: im:write.")


def test_a_bot_that_is_not_in_the_channel(look: Callable[..., Findings], practice: Practice) -> None:
    practice.world.slack.channels[CHANNEL].members.remove("U0DESK")
    faults = ill(look())
    assert list(faults) == [f"moderators' channel {CHANNEL}"]
    assert "channel_not_found" in faults[f"moderators' channel {CHANNEL}"]


def test_a_public_channel_the_bot_was_never_invited_to(look: Callable[..., Findings]) -> None:
    assert ill(look(slack_channel="C0GENERAL")) == {
        "moderators' channel C0GENERAL (#general)": "Invite the bot: /invite in Slack."
    }


def test_slack_that_does_not_answer(look: Callable[..., Findings]) -> None:
    assert "did not answer" in ill(look(slack_api_url="http://127.0.0.1:1/api/"))["Slack"]


def test_slack_that_is_down(look: Callable[..., Findings], practice: Practice) -> None:
    practice.world.slack.faults.down = True
    assert ill(look()) == {"Slack": "Slack had a fault of its own (503)."}


@pytest.mark.parametrize(("token", "ok"), [("xapp-sandbox", True), ("xapp-guessed", False)])
def test_an_app_token_is_tried(look: Callable[..., Findings], token: str, ok: bool) -> None:
    faults = ill(look(exit_code=0 if ok else 1, slack_app_token=token))
    assert list(faults) == ([] if ok else ["Slack app token"])


def test_a_database_that_does_not_answer_still_lets_slack_be_looked_at(look: Callable[..., Findings]) -> None:
    found = look(database_url="postgresql://nobody@127.0.0.1:1/none")
    assert list(ill(found)) == ["database"]
    assert "Slack scopes" in found


def test_a_database_that_was_not_migrated(look: Callable[..., Findings], postgres: str) -> None:
    empty = create_database(postgres, "unmigrated_desk")
    try:
        assert "run `modbot migrate`" in ill(look(database_url=empty))["migrations"]
    finally:
        drop_database(postgres, "unmigrated_desk")


def test_settings_that_cannot_be_read(look: Callable[..., Findings]) -> None:
    assert "PORT" in ill(look(port="eighty"))["settings"]


def test_a_platform_without_its_token(look: Callable[..., Findings]) -> None:
    tokens = {page: token for page, token in PAGE_TOKENS.items() if page != PAGE}
    faults = ill(look(facebook_page_tokens=tokens))
    assert all(what.startswith("Town of Westlock on facebook: ") for what in faults)
    assert "No token is set for this Facebook Page." in faults.values()


def test_a_website_that_refuses_the_password(
    look: Callable[..., Findings], connected: dict[str, Any]
) -> None:
    sites = {
        site: {"user": "moderation-desk", "password": "guessed"} for site in connected["wordpress_sites"]
    }
    faults = ill(look(wordpress_sites=sites))
    assert faults
    assert all(what.startswith("westlock.example on wordpress: ") for what in faults)
