"""Judges whole messages and views: every block by the table, and what holds between blocks."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot.sandbox.slack.blocks.rules import Items, OneOf, problem
from bot.sandbox.slack.blocks.table import (
    MOST_BLOCKS,
    MOST_MARKDOWN,
    MOST_OF_A_KIND,
    SURFACES,
    VIEWS,
)


def message_problems(blocks: list[Any]) -> list[str]:
    """What Slack would say against the blocks of a message."""
    found = list(Items(SURFACES["message"], MOST_BLOCKS["message"], least=0).problems(blocks, "/blocks"))
    if found:
        return found
    found = [*_ids(blocks, "/blocks"), *_focus(blocks, "/blocks")]
    kinds = Counter(block["type"] for block in blocks)
    found += [f"too many {kind} blocks" for kind, most in MOST_OF_A_KIND.items() if kinds[kind] > most]
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > MOST_MARKDOWN:
        found.append(problem(f"must be less than {MOST_MARKDOWN + 1} characters", "/blocks"))
    return found


def view_problems(view: dict[str, Any], kinds: set[str]) -> list[str]:
    """What Slack would say against a view, which must be of one of these kinds."""
    shapes = OneOf({kind: VIEWS[kind] for kind in kinds})
    found = list(shapes.problems(view, "/view"))
    if found:
        return found
    blocks = view["blocks"]
    found = [*_ids(blocks, "/view/blocks"), *_focus(blocks, "/view/blocks")]
    asks = any(block["type"] == "input" for block in blocks)
    if view["type"] == "modal" and asks and "submit" not in view:
        found.append(problem("missing required field: submit", "/view"))
    return found


def _ids(blocks: list[dict[str, Any]], at: str) -> Iterator[str]:
    """Block ids are unique in the whole, action ids in their block."""
    seen: set[str] = set()
    for place, block in _nested(blocks, at):
        block_id = block.get("block_id")
        if block_id in seen:
            yield problem(f'`block_id` "{block_id}" already exists', f"{place}/block_id")
        if block_id is not None:
            seen.add(block_id)
        yield from _action_ids(block, place)


def _nested(blocks: list[dict[str, Any]], at: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every block with its place, those inside containers and carousels too."""
    for position, block in enumerate(blocks):
        place = f"{at}/{position}"
        yield place, block
        yield from _nested(block.get("child_blocks", []), f"{place}/child_blocks")
        if block["type"] == "carousel":
            yield from _nested(block["elements"], f"{place}/elements")


def _usable(block: dict[str, Any], at: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything in a block that a person can use, with its place."""
    if block["type"] not in {"rich_text", "carousel", "context"}:
        for name in ("elements", "actions"):
            for position, element in enumerate(block.get(name, [])):
                yield f"{at}/{name}/{position}", element
    for name in ("accessory", "element"):
        if name in block:
            yield f"{at}/{name}", block[name]


def _action_ids(block: dict[str, Any], at: str) -> Iterator[str]:
    seen: set[str] = set()
    for place, element in _usable(block, at):
        action_id = element.get("action_id")
        if action_id in seen:
            yield problem(f'`action_id` "{action_id}" already exists', f"{place}/action_id")
        if action_id is not None:
            seen.add(action_id)


def _focus(blocks: list[dict[str, Any]], at: str) -> Iterator[str]:
    """Only one element can have the cursor at first."""
    focused = [
        place
        for where, block in _nested(blocks, at)
        for place, element in _usable(block, where)
        if element.get("focus_on_load")
    ]
    for place in focused[1:]:
        yield problem("only one element may have focus_on_load", f"{place}/focus_on_load")
