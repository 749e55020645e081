"""Block Kit's rules: every length, count, property and place that Slack refuses."""

from typing import Any

import pytest

from bot.sandbox.slack.blocks.check import message_problems
from tests.sandbox.making import (
    Block,
    actions,
    button,
    mrkdwn,
    option,
    plain,
    section,
    text_input,
)

CONFIRM = {"title": plain("Sure?"), "text": mrkdwn("Really"), "confirm": plain("Yes"), "deny": plain("No")}
PICTURE = {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "A map"}


def menu(**more: Any) -> Block:
    """A select menu."""
    return {"type": "static_select", "action_id": "pick", "options": [option("a")], **more}


def header(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": plain(text)}


ACCEPTED: list[Block] = [
    section("x" * 3000),
    {"type": "section", "fields": [mrkdwn("x" * 2000)] * 10},
    section(accessory={"type": "overflow", "action_id": "more", "options": [option("v" * 150)] * 5}),
    section(accessory=PICTURE),
    actions(*[button(f"b{number}") for number in range(25)]),
    actions(button(value="v" * 2000, style="danger", confirm=CONFIRM, accessibility_label="a" * 75)),
    actions(menu(options=[option(str(number)) for number in range(100)], placeholder=plain("p" * 150))),
    actions(menu(initial_option=option("a"))),
    {"type": "context", "elements": [mrkdwn("small"), PICTURE, *[plain("x")] * 8]},
    header("h" * 150),
    {"type": "divider", "block_id": "b" * 255},
    {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "a" * 2000},
    {"type": "markdown", "text": "m" * 12_000},
    {"type": "context_actions", "elements": [{"type": "icon_button", "icon": "trash", "text": plain("x")}]},
    text_input(max_length=3000),
]

REFUSED: list[tuple[Block, str]] = [
    (section("x" * 3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ({"type": "section"}, "missing required field: text [json-pointer:/blocks/0]"),
    (
        {"type": "section", "fields": [mrkdwn("x")] * 11},
        "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
    ),
    (
        {"type": "section", "fields": [mrkdwn("x" * 2001)]},
        "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
    ),
    (
        section(accessory={"type": "plain_text_input", "action_id": "a"}),
        "unsupported type: plain_text_input [json-pointer:/blocks/0/accessory/type]",
    ),
    (
        actions(*[button(f"b{n}") for n in range(26)]),
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (
        actions(button(disabled=True)),
        "invalid additional property: disabled [json-pointer:/blocks/0/elements/0]",
    ),
    (
        actions({"type": "button", "text": mrkdwn("Go")}),
        "must be a valid enum value [json-pointer:/blocks/0/elements/0/text/type]",
    ),
    (
        actions({"type": "button", "text": plain("x" * 76)}),
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ),
    (actions({"type": "button"}), "missing required field: text [json-pointer:/blocks/0/elements/0]"),
    (
        actions(button(style="warning")),
        "must be a valid enum value [json-pointer:/blocks/0/elements/0/style]",
    ),
    (
        actions(button(value="v" * 2001)),
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    (
        actions(button(url="u" * 3001)),
        "must be less than 3001 characters [json-pointer:/blocks/0/elements/0/url]",
    ),
    (
        actions(button(accessibility_label="a" * 76)),
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/accessibility_label]",
    ),
    (
        actions(button(confirm=CONFIRM | {"title": plain("t" * 101)})),
        "must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]",
    ),
    (
        actions(button(confirm=CONFIRM | {"text": plain("t" * 301)})),
        "must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]",
    ),
    (
        actions(button(confirm=CONFIRM | {"deny": plain("t" * 31)})),
        "must be less than 31 characters [json-pointer:/blocks/0/elements/0/confirm/deny/text]",
    ),
    (
        actions(button("a" * 256)),
        "must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]",
    ),
    (
        actions(button("x"), button("x")),
        '`action_id` "x" already exists [json-pointer:/blocks/0/elements/1/action_id]',
    ),
    (
        actions({"type": "overflow", "options": [option("a")] * 6}),
        "no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    (
        actions(menu(options=[option("v" * 151)])),
        "must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]",
    ),
    (
        actions(menu(options=[option("a", "l" * 76)])),
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]",
    ),
    (
        actions(menu(options=[option("a", description=plain("d" * 76))])),
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/description/text]",
    ),
    (
        actions(menu(options=[option("a", url="https://example.org")])),
        "invalid additional property: url [json-pointer:/blocks/0/elements/0/options/0]",
    ),
    (
        actions(menu(options=[option("a")] * 101)),
        "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    (actions(menu(options=[])), "no fewer than 1 items allowed [json-pointer:/blocks/0/elements/0/options]"),
    (
        actions(menu(placeholder=plain("p" * 151))),
        "must be less than 151 characters [json-pointer:/blocks/0/elements/0/placeholder/text]",
    ),
    (
        actions(menu(initial_option=option("b"))),
        "initial_option must be one of the options [json-pointer:/blocks/0/elements/0/initial_option]",
    ),
    (
        actions({"type": "checkboxes", "action_id": "c", "options": [option(str(n)) for n in range(11)]}),
        "no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    (
        actions({"type": "datepicker", "action_id": "d", "initial_date": "tomorrow"}),
        "invalid format [json-pointer:/blocks/0/elements/0/initial_date]",
    ),
    (actions(section()), "unsupported type: section [json-pointer:/blocks/0/elements/0/type]"),
    ({"type": "actions", "elements": []}, "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"),
    (
        {"type": "context", "elements": [plain("x")] * 11},
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (
        {"type": "context", "elements": [button()]},
        "unsupported type: button [json-pointer:/blocks/0/elements/0/type]",
    ),
    (header("h" * 151), "must be less than 151 characters [json-pointer:/blocks/0/text/text]"),
    (
        {"type": "header", "text": mrkdwn("x")},
        "must be a valid enum value [json-pointer:/blocks/0/text/type]",
    ),
    ({"type": "header", "text": "x"}, "must provide an object [json-pointer:/blocks/0/text]"),
    (
        {"type": "divider", "block_id": "b" * 256},
        "must be less than 256 characters [json-pointer:/blocks/0/block_id]",
    ),
    ({"type": "image", "alt_text": "A map"}, "missing required field: image_url [json-pointer:/blocks/0]"),
    (
        {"type": "image", "image_url": "https://example.org/a.png"},
        "missing required field: alt_text [json-pointer:/blocks/0]",
    ),
    (
        {"type": "markdown", "text": "m" * 12_001},
        "must be less than 12001 characters [json-pointer:/blocks/0/text]",
    ),
    ({"type": "paragraph", "text": "x"}, "unsupported type: paragraph [json-pointer:/blocks/0/type]"),
    ({"text": plain("x")}, "missing required field: type [json-pointer:/blocks/0]"),
    ({"type": "alert", "text": plain("x")}, "unsupported type: alert [json-pointer:/blocks/0/type]"),
    (
        {"type": "context_actions", "elements": [button()]},
        "unsupported type: button [json-pointer:/blocks/0/elements/0/type]",
    ),
    (text_input() | {"label": mrkdwn("x")}, "must be a valid enum value [json-pointer:/blocks/0/label/type]"),
    (
        text_input() | {"label": plain("x" * 2001)},
        "must be less than 2001 characters [json-pointer:/blocks/0/label/text]",
    ),
    (
        text_input() | {"hint": plain("x" * 2001)},
        "must be less than 2001 characters [json-pointer:/blocks/0/hint/text]",
    ),
    (
        text_input(max_length=3001),
        "must be less than or equal to 3000 [json-pointer:/blocks/0/element/max_length]",
    ),
    (
        text_input(type="number_input", is_decimal_allowed=True, min_value="a few"),
        "invalid format [json-pointer:/blocks/0/element/min_value]",
    ),
    (
        text_input(min_length=9, max_length=3),
        "min_length must not be greater than max_length [json-pointer:/blocks/0/element]",
    ),
    (text_input() | {"element": button()}, "unsupported type: button [json-pointer:/blocks/0/element/type]"),
    (
        {"type": "header", "text": {"type": "plain_text", "text": 5}},
        "must provide a string [json-pointer:/blocks/0/text/text]",
    ),
    ({"type": "actions", "elements": {}}, "must provide an array [json-pointer:/blocks/0/elements]"),
    (
        actions(menu(option_groups=[{"label": plain("x"), "options": [option("a")]}])),
        "only one of options, option_groups may be given [json-pointer:/blocks/0/elements/0]",
    ),
    (
        actions(menu(type="multi_static_select", initial_options=[option("b")])),
        "initial_options must be among the options [json-pointer:/blocks/0/elements/0/initial_options/0]",
    ),
    (
        actions({"type": "external_select", "min_query_length": True}),
        "must be an integer [json-pointer:/blocks/0/elements/0/min_query_length]",
    ),
    (section(expand=1), "must be a boolean [json-pointer:/blocks/0/expand]"),
]


@pytest.mark.parametrize("block", ACCEPTED, ids=lambda block: block["type"])
def test_slack_takes_a_block_at_its_limits(block: Block) -> None:
    assert message_problems([block]) == []


@pytest.mark.parametrize(("block", "complaint"), REFUSED, ids=[complaint[:60] for _, complaint in REFUSED])
def test_slack_refuses_a_block_beyond_its_limits(block: Block, complaint: str) -> None:
    assert complaint in message_problems([block])


def test_a_text_that_fits_no_schema_is_refused_with_slacks_preface() -> None:
    assert message_problems([section("x" * 3001)]) == [
        "failed to match all allowed schemas [json-pointer:/blocks/0/text]",
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ]


def test_a_message_holds_fifty_blocks() -> None:
    assert message_problems([section()] * 50) == []
    assert message_problems([section()] * 51) == ["no more than 50 items allowed [json-pointer:/blocks]"]


def test_the_same_action_id_may_stand_in_two_blocks() -> None:
    assert message_problems([actions(button("x")), actions(button("x"))]) == []


def test_all_markdown_of_a_message_shares_one_limit() -> None:
    half = {"type": "markdown", "text": "m" * 6001}
    assert message_problems([half, half]) == ["must be less than 12001 characters [json-pointer:/blocks]"]
