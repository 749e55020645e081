"""Tables, charts, cards, containers and plans: what Slack refuses in them."""

from typing import Any

import pytest

from bot.sandbox.slack.blocks.check import message_problems
from tests.sandbox.making import (
    Block,
    button,
    mrkdwn,
    plain,
    rich_section,
    rich_text,
    section,
)


def chart(**more: Any) -> Block:
    """A pie."""
    pie = {"type": "pie", "segments": [{"label": "Spam", "value": 3}], **more}
    return {"type": "data_visualization", "title": "This week", "chart": pie}


def bars(*labels: str) -> Block:
    """A bar chart with one series over two days."""
    series = [{"name": "Removed", "data": [{"label": label, "value": 1} for label in labels]}]
    drawn = {"type": "bar", "series": series, "axis_config": {"categories": ["Mon", "Tue"]}}
    return {"type": "data_visualization", "title": "This week", "chart": drawn}


def cell(text: str) -> Block:
    """One cell of a table."""
    return {"type": "raw_text", "text": text}


def data_table(rows: list[list[Block]], **more: Any) -> Block:
    """A table people can page through."""
    return {"type": "data_table", "caption": "The shift", "rows": rows, **more}


def card(**more: Any) -> Block:
    """A card."""
    return {"type": "card", "title": plain("Title"), **more}


def task(status: str, number: int = 1) -> Block:
    """A step of a plan."""
    return {"type": "task_card", "task_id": str(number), "title": "Step", "status": status}


ROWS = [[cell("Day"), cell("Removed")], [cell("Mon"), {"type": "raw_number", "value": 3}]]


ACCEPTED: list[Block] = [
    {"type": "table", "rows": [[cell("x")] * 20] * 100},
    data_table(ROWS, page_size=100, row_header_column_index=1),
    chart(),
    bars("Tue", "Mon"),
    card(actions=[button("a"), button("b"), button("c")], body=mrkdwn("b" * 200)),
    {"type": "carousel", "elements": [card()] * 10},
    {"type": "container", "title": plain("t" * 150), "child_blocks": [section()] * 10},
    {"type": "plan", "title": "Plan", "tasks": [task("pending", number) for number in range(50)]},
]

REFUSED: list[tuple[Block, str]] = [
    (
        {"type": "table", "rows": [[cell("x")]] * 101},
        "no more than 100 items allowed [json-pointer:/blocks/0/rows]",
    ),
    (
        {"type": "table", "rows": [[cell("x")] * 21]},
        "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]",
    ),
    ({"type": "data_table", "rows": ROWS}, "missing required field: caption [json-pointer:/blocks/0]"),
    (data_table(ROWS[:1]), "no fewer than 2 items allowed [json-pointer:/blocks/0/rows]"),
    (data_table([ROWS[0]] * 202), "no more than 201 items allowed [json-pointer:/blocks/0/rows]"),
    (
        data_table([*ROWS, [cell("x")]]),
        "all rows must have the same number of cells [json-pointer:/blocks/0/rows/2]",
    ),
    (data_table(ROWS, page_size=101), "must be less than or equal to 100 [json-pointer:/blocks/0/page_size]"),
    (
        data_table(ROWS, row_header_column_index=2),
        "must be the index of a column [json-pointer:/blocks/0/row_header_column_index]",
    ),
    (
        data_table([ROWS[0], [cell("x" * 20_000), cell("x")]]),
        "must be less than 20001 characters [json-pointer:/blocks/0/rows]",
    ),
    (
        data_table([ROWS[0], [cell("Mon"), {"type": "raw_number"}]]),
        "missing required field: value [json-pointer:/blocks/0/rows/1/1]",
    ),
    (
        data_table([[rich_text(rich_section()), cell("x")], ROWS[1]]),
        "unsupported type: rich_text [json-pointer:/blocks/0/rows/0/0/type]",
    ),
    (
        chart(segments=[{"label": str(n), "value": 1} for n in range(7)]),
        "no more than 6 items allowed [json-pointer:/blocks/0/chart/segments]",
    ),
    (chart() | {"title": "t" * 51}, "must be less than 51 characters [json-pointer:/blocks/0/title]"),
    (bars("Mon", "Wed"), "labels must match the categories [json-pointer:/blocks/0/chart/series/0/data]"),
    (card(body=plain("b" * 201)), "must be less than 201 characters [json-pointer:/blocks/0/body/text]"),
    (
        card(actions=[button(str(n)) for n in range(4)]),
        "no more than 3 items allowed [json-pointer:/blocks/0/actions]",
    ),
    (
        {"type": "carousel", "elements": [card()] * 11},
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (
        {"type": "container", "title": plain("x"), "child_blocks": [section()] * 11},
        "no more than 10 items allowed [json-pointer:/blocks/0/child_blocks]",
    ),
    (
        {"type": "container", "title": plain("x"), "child_blocks": [section()], "default_collapsed": True},
        "default_collapsed requires is_collapsible [json-pointer:/blocks/0]",
    ),
    (task("pending"), "must be a valid enum value [json-pointer:/blocks/0/status]"),
    (
        {"type": "plan", "title": "P", "tasks": [task("pending")] * 51},
        "no more than 50 items allowed [json-pointer:/blocks/0/tasks]",
    ),
]


@pytest.mark.parametrize("block", ACCEPTED, ids=lambda block: block["type"])
def test_slack_takes_a_block_at_its_limits(block: Block) -> None:
    assert message_problems([block]) == []


@pytest.mark.parametrize(("block", "complaint"), REFUSED, ids=[complaint[:60] for _, complaint in REFUSED])
def test_slack_refuses_a_block_beyond_its_limits(block: Block, complaint: str) -> None:
    assert complaint in message_problems([block])


def test_a_message_holds_one_table_and_two_charts() -> None:
    table = {"type": "table", "rows": [[cell("x")]]}
    assert message_problems([table, chart(), chart()]) == []
    assert message_problems([table, table]) == ["too many table blocks"]
    assert message_problems([chart()] * 3) == ["too many data_visualization blocks"]


def test_a_block_id_stands_once_in_a_message_even_inside_a_container() -> None:
    inside = {"type": "container", "title": plain("x"), "child_blocks": [section(block_id="b")]}
    complaint = '`block_id` "b" already exists [json-pointer:/blocks/1/child_blocks/0/block_id]'
    assert message_problems([section(block_id="b"), inside]) == [complaint]


def test_the_series_of_a_chart_have_different_names() -> None:
    twice = bars("Mon", "Tue")
    twice["chart"]["series"] *= 2
    assert message_problems([twice]) == ["series names must be unique [json-pointer:/blocks/0/chart/series]"]
