"""Filling a modal in, as far as Slack's own client lets a person submit it."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.slack import elements

Element = dict[str, Any]
Find = Callable[[list[Element], str, str | None], tuple[Element, Element]]


def fill(view: dict[str, Any], values: dict[str, dict[str, Any]], find: Find) -> None:
    """Put what a person typed into the view's state; LookupError for what the form would not take."""
    if view.get("submit") is None:
        raise LookupError("This modal has no submit button.")
    state = elements.state_of(view["blocks"], view["state"]["values"])
    for block_id, typed in values.items():
        for action_id, value in typed.items():
            _, element = find(view["blocks"], action_id, block_id)
            _check_length(element, value)
            state[block_id][action_id] = elements.filled(element, value)
    for block, element in elements.elements(view["blocks"]):
        if block["type"] == "input" and not block.get("optional"):
            held = state[block["block_id"]][element["action_id"]]
            if held[str(elements.value_key(element["type"]))] in (None, "", []):
                raise LookupError(f"{element['action_id']} must be filled in.")
    view["state"]["values"] = state


def _check_length(element: dict[str, Any], value: Any) -> None:
    if not isinstance(value, str) or element["type"] != "plain_text_input":
        return
    if value and not element.get("min_length", 0) <= len(value) <= element.get("max_length", 3000):
        raise LookupError(f"{element['action_id']} does not take {len(value)} characters.")
