"""Modals and home tabs: what Slack refuses in them."""

import pytest

from bot.sandbox.slack.blocks.check import view_problems
from tests.sandbox.making import (
    Block,
    home,
    modal,
    mrkdwn,
    plain,
    section,
    text_input,
)

TABLE = {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}


def test_only_one_element_has_the_cursor_at_first() -> None:
    view = modal(text_input("a", focus_on_load=True), text_input("b", focus_on_load=True))
    complaint = "only one element may have focus_on_load [json-pointer:/view/blocks/1/element/focus_on_load]"
    assert view_problems(view, {"modal"}) == [complaint]


@pytest.mark.parametrize(
    ("view", "complaint"),
    [
        (modal(*[section()] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
        (home(*[section()] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
        (modal(title=plain("t" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
        (modal(submit=plain("t" * 25)), "must be less than 25 characters [json-pointer:/view/submit/text]"),
        (modal(close=plain("t" * 25)), "must be less than 25 characters [json-pointer:/view/close/text]"),
        (modal(title=mrkdwn("x")), "must be a valid enum value [json-pointer:/view/title/type]"),
        (
            modal(private_metadata="p" * 3001),
            "must be less than 3001 characters [json-pointer:/view/private_metadata]",
        ),
        (modal(callback_id="c" * 256), "must be less than 256 characters [json-pointer:/view/callback_id]"),
        (modal(external_id="c" * 256), "must be less than 256 characters [json-pointer:/view/external_id]"),
        (modal(colour="red"), "invalid additional property: colour [json-pointer:/view]"),
        (
            modal({"type": "markdown", "text": "x"}),
            "unsupported type: markdown [json-pointer:/view/blocks/0/type]",
        ),
        (
            modal(TABLE),
            "unsupported type: table [json-pointer:/view/blocks/0/type]",
        ),
        (
            home({"type": "alert", "text": plain("x")}),
            "unsupported type: alert [json-pointer:/view/blocks/0/type]",
        ),
        (home(submit=plain("x")), "invalid additional property: submit [json-pointer:/view]"),
        ({"type": "modal", "blocks": []}, "missing required field: title [json-pointer:/view]"),
        (
            {"type": "modal", "title": plain("x"), "blocks": [text_input()]},
            "missing required field: submit [json-pointer:/view]",
        ),
    ],
    ids=lambda value: value[:50] if isinstance(value, str) else None,
)
def test_slack_refuses_a_view(view: Block, complaint: str) -> None:
    assert complaint in view_problems(view, {"modal", "home"})


def test_an_alert_belongs_in_a_modal_and_a_table_on_the_home_tab() -> None:
    assert view_problems(modal({"type": "alert", "text": plain("x"), "level": "warning"}), {"modal"}) == []
    assert view_problems(home(TABLE), {"home"}) == []


def test_a_home_tab_cannot_be_opened_as_a_modal() -> None:
    assert view_problems(home(), {"modal"}) == ["unsupported type: home [json-pointer:/view/type]"]
