"""Interactive elements inside blocks: finding them, and what they send when a person uses them."""

from collections.abc import Iterator
from typing import Any

SINGLE = {  # element type -> the key its value stands under
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "rich_text_input": "rich_text_value",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "multi_users_select": "selected_users",
    "multi_channels_select": "selected_channels",
    "multi_conversations_select": "selected_conversations",
    "file_input": "files",
}
OPTION = {"static_select", "external_select", "radio_buttons", "overflow"}
OPTIONS = {"multi_static_select", "multi_external_select", "checkboxes"}
EXTERNAL = {"external_select", "multi_external_select"}  # the app supplies their options
LOOKED_AT = {"rich_text", "context", "carousel"}  # blocks whose elements nobody uses
BUTTONS = {"button", "workflow_button", "icon_button"}
INITIAL = {
    "value": "initial_value",
    "rich_text_value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
    "selected_user": "initial_user",
    "selected_users": "initial_users",
    "selected_channel": "initial_channel",
    "selected_channels": "initial_channels",
    "selected_conversation": "initial_conversation",
    "selected_conversations": "initial_conversations",
}


def value_key(kind: str) -> str | None:
    """Under which key an element of this type holds its value; None for a button."""
    if kind in OPTION:
        return "selected_option"
    if kind in OPTIONS:
        return "selected_options"
    return SINGLE.get(kind)


def nested(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every block, those inside containers and carousels too."""
    for block in blocks:
        yield block
        yield from nested(block.get("child_blocks", []))
        if block["type"] == "carousel":
            yield from nested(block["elements"])


def usable(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Everything in a block that a person can use."""
    inside = [] if block["type"] in LOOKED_AT else [*block.get("elements", []), *block.get("actions", [])]
    inside += [block[key] for key in ("accessory", "element") if key in block]
    for element in inside:
        if element["type"] != "image":
            yield element


def elements(blocks: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Every interactive element with the block it stands in."""
    for block in nested(blocks):
        for element in usable(block):
            yield block, element


def find(
    blocks: list[dict[str, Any]], action_id: str, block_id: str | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The one element a person means; LookupError when there is none or more than one.

    An edit gives the blocks new ids: a click that falls just before it names a block that is no longer there.
    """
    there = {block.get("block_id") for block in blocks}
    found = [
        (block, element)
        for block, element in elements(blocks)
        if element["action_id"] == action_id and (block_id not in there or block.get("block_id") == block_id)
    ]
    if not found:
        raise LookupError(f"There is no element {action_id} here.")
    if len(found) > 1:
        raise LookupError(f"{action_id} stands in {len(found)} blocks; say which block.")
    return found[0]


def offered(element: dict[str, Any]) -> list[dict[str, Any]]:
    """Every option the element offers."""
    groups = element.get("option_groups", [])
    return [*element.get("options", []), *(option for group in groups for option in group["options"])]


def choose(element: dict[str, Any], value: object) -> dict[str, Any]:
    """The option with this value; LookupError when it is not offered."""
    for option in offered(element):
        if option["value"] == value:
            return option
    raise LookupError(f"{element['action_id']} does not offer {value!r}.")


def filled(element: dict[str, Any], value: Any) -> dict[str, Any]:
    """What the element's state looks like once a person has put this value in."""
    kind = element["type"]
    key = value_key(kind)
    if key is None:
        raise LookupError(f"{element['action_id']} is a button and holds no value.")
    if kind in OPTION and value is not None:
        value = choose(element, value)
    elif kind in OPTIONS:
        value = [choose(element, one) for one in value or []]
    return {"type": kind, key: value}


def initial(element: dict[str, Any]) -> dict[str, Any] | None:
    """What the element holds before anybody touches it; None for what holds nothing."""
    kind = element["type"]
    key = value_key(kind)
    if key is None or kind == "overflow":
        return None
    nothing: Any = [] if kind in OPTIONS or kind.startswith("multi_") or kind == "file_input" else None
    return {"type": kind, key: element.get(INITIAL.get(key, ""), nothing)}


def pressed(block: dict[str, Any], element: dict[str, Any], selected: Any, action_ts: str) -> dict[str, Any]:
    """The action Slack reports when a person uses an element."""
    kind = element["type"]
    action = {"type": kind, "action_id": element["action_id"], "block_id": block["block_id"]}
    if kind in BUTTONS:
        if selected is not None:
            raise LookupError(f"{element['action_id']} is a button; nothing can be selected on it.")
        kept = ("text", "value", "style", "url", "confirm", "accessibility_label", "icon")
        action |= {key: element[key] for key in kept if key in element}
    else:
        if selected is None:
            raise LookupError(f"Say what was selected on {element['action_id']}.")
        action |= filled(element, selected)
    return action | {"action_ts": action_ts}


def response_places(view: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The channels a form asks to answer in: chosen in a menu with `response_url_enabled`."""
    for block, element in elements(view["blocks"]):
        if element.get("response_url_enabled"):
            held = view["state"]["values"][block["block_id"]][element["action_id"]]
            chosen = held.get("selected_conversation") or held.get("selected_channel")
            if chosen:
                where = {"block_id": block["block_id"], "action_id": element["action_id"]}
                yield where | {"channel_id": chosen}


def state_of(blocks: list[dict[str, Any]], kept: dict[str, Any] | None = None) -> dict[str, Any]:
    """`state.values` of the blocks: what was kept, else what elements hold at first."""
    values: dict[str, dict[str, Any]] = {}
    for block, element in elements(blocks):
        value = initial(element)
        if value is None:
            continue
        old = (kept or {}).get(block["block_id"], {}).get(element["action_id"])
        same = old is not None and old["type"] == element["type"]
        values.setdefault(block["block_id"], {})[element["action_id"]] = old if same else value
    return values
