"""Rich text: what may stand in it, and how it may be styled."""

from typing import Any

import pytest

from bot.sandbox.slack.blocks.check import message_problems
from tests.sandbox.making import Block, rich_section, rich_text

AT = "/blocks/0/elements/0"


def text(words: str = "x", **style: bool) -> Block:
    """A run of text."""
    return {"type": "text", "text": words} | ({"style": style} if style else {})


def rich_list(*items: Block, **more: Any) -> Block:
    """A list."""
    return {"type": "rich_text_list", "style": "bullet", "elements": list(items), **more}


def quote(*inline: Block) -> Block:
    """A quotation."""
    return {"type": "rich_text_quote", "elements": list(inline)}


@pytest.mark.parametrize(
    "inline",
    [
        text("<!channel> *not bold* <@U0ANA>", bold=True, italic=True, strike=True, code=True),
        {
            "type": "link",
            "url": "https://example.org",
            "text": "here",
            "unsafe": True,
            "style": {"bold": True},
        },
        {"type": "user", "user_id": "U0ANA", "style": {"bold": True, "highlight": True}},
        {"type": "channel", "channel_id": "C0GENERAL"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "emoji", "name": "fire", "unicode": "1f525", "skin_tone": 2},
        {"type": "date", "timestamp": 1795230000, "format": "{date} {time}", "fallback": "21 November"},
        {"type": "broadcast", "range": "here"},
        {"type": "color", "value": "#FF00aa"},
    ],
    ids=lambda inline: inline["type"],
)
def test_a_paragraph_takes_every_kind_of_inline_element(inline: Block) -> None:
    assert message_problems([rich_text(rich_section(inline), quote(inline))]) == []


def test_lists_quotes_and_preformatted_text_stand_side_by_side() -> None:
    preformatted = {"type": "rich_text_preformatted", "border": 0, "elements": [text("code")]}
    nested = rich_list(rich_section(text()), indent=1, border=1, offset=2)
    assert (
        message_problems([rich_text(rich_list(rich_section(text())), nested, quote(text()), preformatted)])
        == []
    )


@pytest.mark.parametrize(
    ("element", "complaint"),
    [
        (rich_section(text("")), f"must be more than 0 characters [json-pointer:{AT}/elements/0/text]"),
        (rich_section({"type": "text"}), f"missing required field: text [json-pointer:{AT}/elements/0]"),
        (
            rich_section(text(loud=True)),
            f"invalid additional property: loud [json-pointer:{AT}/elements/0/style]",
        ),
        (
            rich_section({"type": "text", "text": "x", "style": {"bold": "yes"}}),
            f"must be a boolean [json-pointer:{AT}/elements/0/style/bold]",
        ),
        (
            rich_section({"type": "mrkdwn", "text": "x"}),
            f"unsupported type: mrkdwn [json-pointer:{AT}/elements/0/type]",
        ),
        (
            rich_section({"type": "link", "text": "x"}),
            f"missing required field: url [json-pointer:{AT}/elements/0]",
        ),
        (rich_section({"type": "user"}), f"missing required field: user_id [json-pointer:{AT}/elements/0]"),
        (
            rich_section({"type": "user", "user_id": "U1", "style": {"code": True}}),
            f"invalid additional property: code [json-pointer:{AT}/elements/0/style]",
        ),
        (
            rich_section({"type": "date", "timestamp": "now", "format": "{date}"}),
            f"must be an integer [json-pointer:{AT}/elements/0/timestamp]",
        ),
        (
            rich_section({"type": "date", "timestamp": 1}),
            f"missing required field: format [json-pointer:{AT}/elements/0]",
        ),
        (
            rich_section({"type": "broadcast", "range": "all"}),
            f"must be a valid enum value [json-pointer:{AT}/elements/0/range]",
        ),
        (rich_section({"type": "emoji"}), f"missing required field: name [json-pointer:{AT}/elements/0]"),
        (rich_list(text()), f"unsupported type: text [json-pointer:{AT}/elements/0/type]"),
        (rich_list(rich_section(), style="stars"), f"must be a valid enum value [json-pointer:{AT}/style]"),
        (rich_list(rich_section(), indent=9), f"must be less than or equal to 8 [json-pointer:{AT}/indent]"),
        (
            {"type": "rich_text_preformatted", "elements": [{"type": "user", "user_id": "U1"}]},
            f"unsupported type: user [json-pointer:{AT}/elements/0/type]",
        ),
        (quote(rich_section()), f"unsupported type: rich_text_section [json-pointer:{AT}/elements/0/type]"),
        (text(), f"unsupported type: text [json-pointer:{AT}/type]"),
    ],
)
def test_slack_refuses_rich_text(element: Block, complaint: str) -> None:
    assert complaint in message_problems([rich_text(element)])
