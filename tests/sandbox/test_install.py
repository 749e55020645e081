"""What an app's manifest allows it, and manifests Slack would not take."""

from copy import deepcopy
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.manifest import read_manifest
from bot.sandbox.slack.workspace import ANA, BEN, EVAN, GENERAL, MODERATORS
from bot.sandbox.town import make_world
from bot.sandbox.world import World
from bot.slack.check import SCOPES
from tests.manifest import the_manifest
from tests.sandbox.bolt_app import BoltApp
from tests.sandbox.making import actions, button, error_of, section


def changed(**parts: Any) -> dict[str, Any]:
    """The desk's manifest with some of its parts replaced."""
    return deepcopy(the_manifest()) | parts


def with_features(**features: Any) -> dict[str, Any]:
    """The desk's manifest with other features."""
    return changed(features=the_manifest()["features"] | features)


def with_settings(**settings: Any) -> dict[str, Any]:
    """The desk's manifest with other settings."""
    return changed(settings=the_manifest()["settings"] | settings)


async def test_the_desks_own_manifest_is_taken_and_gives_what_the_desk_checks_for() -> None:
    world, _ = make_world(the_manifest())
    assert set(SCOPES) <= world.slack.scopes
    assert world.slack.commands == {"/mod"}
    assert "queue" in world.slack.usage["/mod"]
    assert world.slack.events == {"app_home_opened"}
    assert (world.slack.home_tab, world.slack.messages_tab_read_only) == (True, True)
    await world.close()


async def test_the_installed_app_may_do_what_the_manifest_says_and_nothing_else(
    world: World, app: BoltApp, client: AsyncWebClient
) -> None:
    world.slack.install(the_manifest())
    await client.chat_postMessage(channel=MODERATORS, text="x", blocks=[section()])
    assert await error_of(client.users_info(user=ANA)) == "missing_scope"
    assert await error_of(client.conversations_join(channel=GENERAL)) == "missing_scope"
    assert (await world.slack.command(ANA, MODERATORS, "/mod", "queue")).status == 200
    with pytest.raises(LookupError, match="not a valid command"):
        await world.slack.command(ANA, MODERATORS, "/shout", "")


async def test_people_cannot_write_to_an_app_whose_messages_tab_is_for_reading(world: World) -> None:
    world.slack.install(the_manifest())
    place = world.slack.direct(ANA).id
    with pytest.raises(LookupError, match="turned off"):
        world.slack.say(ANA, place, "Hello?")
    world.slack.messages_tab_read_only = False
    assert world.slack.say(ANA, place, "Hello?").text == "Hello?"


async def test_an_event_nobody_subscribed_to_is_not_sent(world: World, app: BoltApp) -> None:
    world.slack.install(the_manifest())
    world.slack.say(ANA, MODERATORS, "Good morning")
    await world.slack.delivery.settled()
    assert app.heard == []


async def test_a_message_event_is_sent_where_the_app_is_and_asked_for_it(world: World, app: BoltApp) -> None:
    world.slack.install(
        with_settings(event_subscriptions={"bot_events": ["message.groups", "message.channels"]})
    )
    app.app.event("message")(app._hear)
    said = world.slack.say(ANA, MODERATORS, "Good morning")
    world.slack.say(ANA, GENERAL, "The app is not in here")
    world.slack.say(ANA, MODERATORS, "Again", said.ts)
    await world.slack.delivery.settled()
    events = [body["event"] for body in app.heard]
    assert sorted((one["text"], one["channel"], one["channel_type"]) for one in events) == [
        ("Again", MODERATORS, "group"),
        ("Good morning", MODERATORS, "group"),
    ]
    assert said.ts in {one["event_ts"] for one in events}


async def test_shortcuts_stand_in_their_own_menu_under_their_name(world: World, app: BoltApp) -> None:
    send = {"name": "Send to moderators", "type": "message", "callback_id": "send", "description": "x"}
    world.slack.install(with_features(shortcuts=[send]))
    assert world.slack.shortcuts is not None
    assert world.slack.shortcuts["send"].name == "Send to moderators"
    ts = world.slack.say(BEN, GENERAL, "Look at this").ts
    await world.slack.message_shortcut(EVAN, GENERAL, ts, "send")
    with pytest.raises(LookupError, match="no shortcut send here"):
        await world.slack.global_shortcut(EVAN, "send")
    assert len(app.heard) == 1


async def test_without_interactivity_a_click_reaches_nobody(
    world: World, app: BoltApp, client: AsyncWebClient
) -> None:
    world.slack.install(with_settings(interactivity={"is_enabled": False}))
    ts = (await client.chat_postMessage(channel=MODERATORS, text="x", blocks=[actions(button("go"))]))["ts"]
    assert (await world.slack.click(ANA, MODERATORS, ts, "go")).status is None
    assert world.slack.warnings[ANA] == ["This app is not configured to handle interactive responses."]
    assert app.heard == []


SHORTCUT = {"name": "Send", "type": "message", "callback_id": "send"}


@pytest.mark.parametrize(
    ("manifest", "sentence"),
    [
        (changed(display_information={"name": "x" * 36}), "name is longer than 35"),
        (changed(display_information={"name": "x", "description": "x" * 141}), "longer than 140"),
        (with_features(shortcuts=[SHORTCUT | {"name": "x" * 25}]), "name of send is longer than 24"),
        (with_features(shortcuts=[SHORTCUT | {"type": "channel"}]), "neither global nor on messages"),
        (
            with_features(shortcuts=[SHORTCUT]) | {"settings": {"interactivity": {"is_enabled": False}}},
            "Shortcuts need interactivity",
        ),
        (changed(oauth_config={"scopes": {"bot": ["chat:write"]}}), "need the scope commands"),
        (
            with_settings(event_subscriptions={"bot_events": ["message.mpim"]}),
            "message.mpim needs the scope mpim:history",
        ),
        (with_settings(event_subscriptions={"bot_events": ["team_join"]}), "does not send the event"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_slack_does_not_take_a_manifest(manifest: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_manifest(manifest)
