"""views.*: triggers, the stack of modals, hashes, sizes, and the home tab."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.workspace import ANA, BEN, BOT_USER, MODERATORS
from bot.sandbox.world import World
from tests.sandbox.conftest import Clock
from tests.sandbox.making import error_of, home, modal, option, plain, refusal, section, text_input


def trigger(world: World, user: str = ANA) -> str:
    """What an interaction of this person gives the app."""
    return world.slack.handles.new_trigger(user)


async def opened(world: World, client: AsyncWebClient, **more: Any) -> dict[str, Any]:
    """A modal in front of Ana."""
    answer = await client.views_open(trigger_id=trigger(world), view=modal(text_input(), **more))
    return dict(answer["view"])


async def test_an_opened_modal_stands_in_front_of_the_person(world: World, client: AsyncWebClient) -> None:
    view = await opened(world, client, callback_id="reason", private_metadata="1042")
    [mine] = world.slack.modals[ANA]
    assert view == mine
    assert (view["callback_id"], view["private_metadata"]) == ("reason", "1042")
    assert view["root_view_id"] == view["id"]
    assert view["previous_view_id"] is None
    assert view["state"] == {"values": {}}


async def test_a_trigger_lives_three_seconds(world: World, client: AsyncWebClient, clock: Clock) -> None:
    young, old = trigger(world), trigger(world)
    clock.forward(seconds=3)
    assert (await client.views_open(trigger_id=young, view=modal()))["ok"]
    clock.forward(seconds=0.1)
    assert await error_of(client.views_open(trigger_id=old, view=modal())) == "expired_trigger_id"


async def test_a_trigger_works_once(world: World, client: AsyncWebClient) -> None:
    once = trigger(world)
    await client.views_open(trigger_id=once, view=modal())
    assert await error_of(client.views_open(trigger_id=once, view=modal())) == "exchanged_trigger_id"


async def test_a_trigger_nobody_gave_is_refused(client: AsyncWebClient) -> None:
    answer = await refusal(client.views_open(trigger_id="tomorrow", view=modal()))
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == ["invalid `trigger_id`"]
    unknown = client.views_open(trigger_id="1.2.abc", view=modal())
    assert await error_of(unknown) == "invalid_trigger_id"


async def test_a_refused_view_does_not_cost_the_trigger(world: World, client: AsyncWebClient) -> None:
    once = trigger(world)
    answer = await refusal(client.views_open(trigger_id=once, view=modal(colour="red")))
    assert answer["error"] == "invalid_arguments"
    complaint = "[ERROR] invalid additional property: colour [json-pointer:/view]"
    assert answer["response_metadata"]["messages"] == [complaint]
    assert (await client.views_open(trigger_id=once, view=modal()))["ok"]


async def test_three_modals_lie_on_each_other_and_no_fourth(world: World, client: AsyncWebClient) -> None:
    first = await opened(world, client)
    for _ in range(2):
        top = (await client.views_push(trigger_id=trigger(world), view=modal()))["view"]
    assert top["root_view_id"] == first["id"]
    assert top["previous_view_id"] == world.slack.modals[ANA][1]["id"]
    fourth = client.views_push(trigger_id=trigger(world), view=modal())
    assert await error_of(fourth) == "push_limit_reached"
    alone = client.views_push(trigger_id=trigger(world, BEN), view=modal())
    assert await error_of(alone) == "not_found"


async def test_a_view_is_changed_by_its_id_or_its_external_id(world: World, client: AsyncWebClient) -> None:
    view = await opened(world, client, external_id="case-7")
    changed = (await client.views_update(view_id=view["id"], view=modal(external_id="case-7")))["view"]
    assert (changed["id"], changed["blocks"][0]["type"]) == (view["id"], "section")
    assert changed["hash"] != view["hash"]
    await client.views_update(external_id="case-7", view=modal(section("New")))
    assert world.slack.modals[ANA][0]["blocks"][0]["text"]["text"] == "New"
    assert await error_of(client.views_update(view_id="V0", view=modal())) == "not_found"
    assert await error_of(client.api_call("views.update", json={"view": modal()})) == "invalid_arguments"


async def test_an_old_hash_is_refused(world: World, client: AsyncWebClient) -> None:
    view = await opened(world, client)
    await client.views_update(view_id=view["id"], hash=view["hash"], view=modal())
    late = client.views_update(view_id=view["id"], hash=view["hash"], view=modal())
    assert await error_of(late) == "hash_conflict"


async def test_a_closed_view_cannot_be_changed(world: World, client: AsyncWebClient) -> None:
    view = await opened(world, client)
    await world.slack.close_view(ANA, view["id"])
    assert await error_of(client.views_update(view_id=view["id"], view=modal())) == "not_found"


async def test_what_was_chosen_survives_an_update_where_the_ids_stay(
    world: World, client: AsyncWebClient
) -> None:
    menu = {"type": "static_select", "action_id": "ground", "options": [option("spam"), option("threat")]}
    choice = {"type": "input", "block_id": "a", "label": plain("x"), "element": menu, "dispatch_action": True}
    view = (await client.views_open(trigger_id=trigger(world), view=modal(choice)))["view"]
    await world.slack.click_in_view(ANA, view["id"], "ground", selected="threat")
    kept = (await client.views_update(view_id=view["id"], view=modal(choice, section())))["view"]
    assert kept["state"]["values"]["a"]["ground"]["selected_option"] == option("threat")
    lost = (await client.views_update(view_id=view["id"], view=modal(choice | {"block_id": "b"})))["view"]
    assert lost["state"]["values"] == {"b": {"ground": {"type": "static_select", "selected_option": None}}}


async def test_external_ids_are_unique(world: World, client: AsyncWebClient) -> None:
    await opened(world, client, external_id="case-7")
    twin = client.views_open(trigger_id=trigger(world, BEN), view=modal(external_id="case-7"))
    assert await error_of(twin) == "duplicate_external_id"


async def test_a_view_above_the_size_limit_is_refused(world: World, client: AsyncWebClient) -> None:
    big = modal(*[section("x" * 2600)] * 100)
    assert await error_of(client.views_open(trigger_id=trigger(world), view=big)) == "view_too_large"


@pytest.mark.parametrize("view", ["{", "[]", [1]])
async def test_a_view_must_be_an_object(world: World, client: AsyncWebClient, view: Any) -> None:
    call = client.api_call("views.open", json={"trigger_id": trigger(world), "view": view})
    answer = await refusal(call)
    assert answer["response_metadata"]["messages"] == ["[ERROR] must provide an object [json-pointer:/view]"]


async def test_a_home_tab_is_published_and_published_again(world: World, client: AsyncWebClient) -> None:
    first = (await client.views_publish(user_id=ANA, view=home()))["view"]
    assert (first["type"], first["title"], first["submit"]) == ("home", None, None)
    again = (await client.views_publish(user_id=ANA, hash=first["hash"], view=home(section("New"))))["view"]
    assert again["id"] == first["id"]
    assert world.slack.homes[ANA]["blocks"][0]["text"]["text"] == "New"
    late = client.views_publish(user_id=ANA, hash=first["hash"], view=home())
    assert await error_of(late) == "hash_conflict"


async def test_a_home_tab_is_for_people_and_only_when_the_tab_is_on(
    world: World, client: AsyncWebClient
) -> None:
    for nobody in ("U0NOBODY", BOT_USER):
        assert await error_of(client.views_publish(user_id=nobody, view=home())) == "invalid_arguments"
    assert await error_of(client.views_publish(user_id=ANA, view=modal())) == "invalid_arguments"
    world.slack.home_tab = False
    assert await error_of(client.views_publish(user_id=ANA, view=home())) == "not_enabled"
    assert world.slack.messages[MODERATORS] == []


async def test_a_home_tab_is_changed_by_its_id_and_stays_a_home_tab(
    world: World, client: AsyncWebClient
) -> None:
    view = (await client.views_publish(user_id=ANA, view=home(external_id="home-ana")))["view"]
    await client.views_update(view_id=view["id"], view=home(section("New"), external_id="home-ana"))
    assert world.slack.homes[ANA]["blocks"][0]["text"]["text"] == "New"
    await client.views_update(external_id="home-ana", view=home(section("Newer")))
    assert world.slack.homes[ANA]["blocks"][0]["text"]["text"] == "Newer"
    assert await error_of(client.views_update(view_id=view["id"], view=modal())) == "invalid_arguments"
