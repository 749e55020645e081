"""Blocks with a little of everything, for the tests of Block Kit's limits and surfaces."""

from typing import Any

from tests.sandbox.making import Block, actions, button, mrkdwn, option, plain, section

URL = "https://example.org/a.png"
PICTURE = {"type": "image", "image_url": URL, "alt_text": "A map"}
CONFIRM = {"title": plain("Sure?"), "text": mrkdwn("Really"), "confirm": plain("Yes"), "deny": plain("No")}


def x(count: int) -> str:
    """So many letters."""
    return "x" * count


def choices(count: int) -> list[Block]:
    """So many options."""
    return [option(str(number)) for number in range(count)]


def menu(kind: str = "static_select", **more: Any) -> Block:
    """A menu in a row."""
    given = {"options": choices(1)} if "option_groups" not in more else {}
    return actions({"type": kind, "action_id": "pick", **given, **more})


def asked(**confirm: Any) -> Block:
    """A button that asks before it acts."""
    return actions(button(confirm=CONFIRM | confirm))


def card(**more: Any) -> Block:
    """A card."""
    return {"type": "card", "title": plain("x"), **more}


def container(**more: Any) -> Block:
    """A container."""
    return {"type": "container", "title": plain("x"), "child_blocks": [section()], **more}


def cells(count: int) -> list[Block]:
    """A row of a table."""
    return [{"type": "raw_text", "text": "x"}] * count


def data_table(**more: Any) -> Block:
    """A table of data."""
    return {"type": "data_table", "caption": "x", "rows": [cells(1)] * 2, **more}


def chart(**more: Any) -> Block:
    """A chart."""
    pie = {"type": "pie", "segments": [{"label": "a", "value": 1}]}
    return {"type": "data_visualization", "title": "x", "chart": pie, **more}


def bars(count: int = 1, series: int = 1, label: int = 2, **axes: str) -> Block:
    """A chart of bars: so many categories, so many series."""
    names = [f"{number:0{label}}" for number in range(count)]
    data = [{"label": name, "value": 1} for name in names]
    drawn = [{"name": f"s{number}", "data": data} for number in range(series)]
    return chart(chart={"type": "bar", "series": drawn, "axis_config": {"categories": names, **axes}})


def plan(count: int) -> Block:
    """A plan of so many steps."""
    steps = [
        {"type": "task_card", "task_id": str(n), "title": "x", "status": "pending"} for n in range(count)
    ]
    return {"type": "plan", "title": "x", "tasks": steps}


def groups(count: int, each: int = 1) -> list[Block]:
    """Options in groups."""
    return [{"label": plain("x"), "options": choices(each)}] * count


def feedback(**more: Any) -> Block:
    """Two buttons to say what one thinks."""
    one = {"text": plain("x"), "value": "x"}
    pair = {"positive_button": one | more, "negative_button": one}
    return {"type": "context_actions", "elements": [{"type": "feedback_buttons", **pair}]}


def trash(count: int) -> list[Block]:
    """So many small buttons."""
    return [
        {"type": "icon_button", "icon": "trash", "text": plain("x"), "action_id": str(n)}
        for n in range(count)
    ]
