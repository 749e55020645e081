"""Every length and count of Block Kit: taken at the limit, refused one beyond it."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.slack.blocks.check import message_problems, view_problems
from tests.sandbox.making import (
    actions,
    button,
    home,
    modal,
    mrkdwn,
    option,
    plain,
    rich_section,
    rich_text,
    section,
    text_input,
)
from tests.sandbox.samples import (
    PICTURE,
    asked,
    bars,
    card,
    cells,
    chart,
    choices,
    container,
    data_table,
    feedback,
    groups,
    menu,
    plan,
    trash,
    x,
)

Make = Callable[[int], Any]
MESSAGE: dict[str, tuple[int, Make]] = {
    "section text": (3000, lambda n: section(x(n))),
    "section fields": (10, lambda n: {"type": "section", "fields": [plain("x")] * n}),
    "field text": (2000, lambda n: {"type": "section", "fields": [plain(x(n))]}),
    "header text": (150, lambda n: {"type": "header", "text": plain(x(n))}),
    "block_id": (255, lambda n: section(block_id=x(n))),
    "action_id": (255, lambda n: actions(button(x(n)))),
    "actions elements": (
        25,
        lambda n: {"type": "actions", "elements": [button(str(one)) for one in range(n)]},
    ),
    "context elements": (10, lambda n: {"type": "context", "elements": [plain("x")] * n}),
    "context text": (3000, lambda n: {"type": "context", "elements": [mrkdwn(x(n))]}),
    "context_actions elements": (5, lambda n: {"type": "context_actions", "elements": trash(n)}),
    "visible_to_user_ids": (
        10,
        lambda n: {
            "type": "context_actions",
            "elements": [trash(1)[0] | {"visible_to_user_ids": ["U1"] * n}],
        },
    ),
    "feedback button text": (75, lambda n: feedback(text=plain(x(n)))),
    "button text": (75, lambda n: actions(button(text=plain(x(n))))),
    "button value": (2000, lambda n: actions(button(value=x(n)))),
    "button url": (3000, lambda n: actions(button(url=x(n)))),
    "accessibility_label": (75, lambda n: actions(button(accessibility_label=x(n)))),
    "confirm title": (100, lambda n: asked(title=plain(x(n)))),
    "confirm text": (300, lambda n: asked(text=plain(x(n)))),
    "confirm confirm": (30, lambda n: asked(confirm=plain(x(n)))),
    "confirm deny": (30, lambda n: asked(deny=plain(x(n)))),
    "option text": (75, lambda n: menu(options=[option("a", x(n))])),
    "option description": (75, lambda n: menu(options=[option("a", description=plain(x(n)))])),
    "option value": (150, lambda n: menu(options=[option(x(n))])),
    "option url": (3000, lambda n: menu("overflow", options=[option("a", url=x(n))])),
    "overflow options": (5, lambda n: menu("overflow", options=choices(n))),
    "select options": (100, lambda n: menu(options=choices(n))),
    "option groups": (100, lambda n: menu(option_groups=groups(n))),
    "options of a group": (100, lambda n: menu(option_groups=groups(1, n))),
    "checkboxes": (10, lambda n: menu("checkboxes", options=choices(n))),
    "radio buttons": (10, lambda n: menu("radio_buttons", options=choices(n))),
    "placeholder": (150, lambda n: menu(placeholder=plain(x(n)))),
    "image alt_text": (2000, lambda n: PICTURE | {"alt_text": x(n)}),
    "image url": (3000, lambda n: PICTURE | {"image_url": x(n)}),
    "image title": (2000, lambda n: PICTURE | {"title": plain(x(n))}),
    "input label": (2000, lambda n: text_input() | {"label": plain(x(n))}),
    "input hint": (2000, lambda n: text_input() | {"hint": plain(x(n))}),
    "min_length": (3000, lambda n: text_input(min_length=n)),
    "max_length": (3000, lambda n: text_input(max_length=n)),
    "file_input files": (10, lambda n: text_input(type="file_input", max_files=n)),
    "markdown text": (12_000, lambda n: {"type": "markdown", "text": x(n)}),
    "card title": (150, lambda n: card(title=plain(x(n)))),
    "card subtitle": (150, lambda n: card(subtitle=plain(x(n)))),
    "card body": (200, lambda n: card(body=plain(x(n)))),
    "card actions": (3, lambda n: card(actions=[button(str(one)) for one in range(n)])),
    "carousel cards": (10, lambda n: {"type": "carousel", "elements": [card()] * n}),
    "container title": (150, lambda n: container(title=plain(x(n)))),
    "container children": (10, lambda n: container(child_blocks=[section()] * n)),
    "table rows": (100, lambda n: {"type": "table", "rows": [cells(1)] * n}),
    "table cells": (20, lambda n: {"type": "table", "rows": [cells(n)]}),
    "data_table rows": (201, lambda n: data_table(rows=[cells(1)] * n)),
    "data_table columns": (20, lambda n: data_table(rows=[cells(n)] * 2)),
    "data_table page_size": (100, lambda n: data_table(page_size=n)),
    "data_table characters": (
        20_000,
        lambda n: data_table(rows=[cells(1), [{"type": "raw_text", "text": x(n - 1)}]]),
    ),
    "chart title": (50, lambda n: chart(title=x(n))),
    "pie segments": (6, lambda n: chart(chart={"type": "pie", "segments": [{"label": "a", "value": 1}] * n})),
    "chart series": (6, lambda n: bars(series=n)),
    "chart points": (20, lambda n: bars(count=n)),
    "chart label": (20, lambda n: bars(label=n)),
    "axis label": (50, lambda n: bars(x_label=x(n))),
    "plan steps": (50, plan),
    "rich text list indent": (
        8,
        lambda n: rich_text(
            {"type": "rich_text_list", "style": "bullet", "indent": n, "elements": [rich_section()]}
        ),
    ),
}
VIEW: dict[str, tuple[int, Make]] = {
    "modal blocks": (100, lambda n: modal(*[section()] * n)),
    "home blocks": (100, lambda n: home(*[section()] * n)),
    "title": (24, lambda n: modal(title=plain(x(n)))),
    "submit": (24, lambda n: modal(submit=plain(x(n)))),
    "close": (24, lambda n: modal(close=plain(x(n)))),
    "private_metadata": (3000, lambda n: modal(private_metadata=x(n))),
    "callback_id": (255, lambda n: modal(callback_id=x(n))),
    "external_id": (255, lambda n: modal(external_id=x(n))),
    "alert text": (200, lambda n: modal({"type": "alert", "text": plain(x(n))})),
}
NONE_IS_TOO_FEW = [
    "section text", "header text", "button text", "actions elements", "context elements", "overflow options",
    "select options", "checkboxes", "carousel cards", "container children", "image alt_text", "block_id",
]  # fmt: skip


@pytest.mark.parametrize("name", MESSAGE)
def test_a_message_holds_so_much_and_no_more(name: str) -> None:
    most, make = MESSAGE[name]
    assert message_problems([make(most)]) == []
    assert message_problems([make(most + 1)])


@pytest.mark.parametrize("name", VIEW)
def test_a_view_holds_so_much_and_no_more(name: str) -> None:
    most, make = VIEW[name]
    assert view_problems(make(most), {"modal", "home"}) == []
    assert view_problems(make(most + 1), {"modal", "home"})


@pytest.mark.parametrize("name", NONE_IS_TOO_FEW)
def test_nothing_is_too_little(name: str) -> None:
    assert message_problems([MESSAGE[name][1](0)])


def test_a_view_has_blocks_and_a_data_table_a_caption_and_two_rows() -> None:
    assert view_problems(home() | {"blocks": []}, {"home"})
    assert message_problems([data_table(rows=[cells(1)])])
    assert message_problems([{key: value for key, value in data_table().items() if key != "caption"}])


def test_a_step_that_stands_alone_is_not_pending() -> None:
    [step] = plan(1)["tasks"]
    assert message_problems([step])
    assert message_problems([step | {"status": "complete"}]) == []
