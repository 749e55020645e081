"""Block Kit as HTML: every block and element Slack takes is drawn, and none of its words is mark-up."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.sandbox.page.render import Renderer
from bot.sandbox.slack.state import BOT_USER, MODERATORS, Message
from bot.sandbox.world import World
from tests.sandbox.page_world import plain, with_ids

NOON = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
MARKED = {"type": "mrkdwn", "text": "*marked* &lt;b&gt;"}
PRESS = {"type": "button", "action_id": "go", "text": plain("Go"), "url": 'https://a.example/"x'}
CELLS = [[{"type": "raw_text", "text": "<Ground>"}], [{"type": "raw_number", "value": 12}]]
POINTS = {"name": "kept", "data": [{"label": "Mon", "value": 3}]}
BARS = {"type": "bar", "axis_config": {"categories": ["Mon"]}, "series": [POINTS]}
PIE = {"type": "pie", "segments": [{"label": "7.1.7", "value": 9}]}
PHOTO = {"type": "image", "alt_text": "A <photo>"}
CARD = {"type": "card", "title": MARKED, "body": plain("Body"), "actions": [PRESS], "hero_image": PHOTO}
OPTION = {"text": MARKED, "value": 'v"1', "description": plain("More")}


def drawn(*blocks: dict[str, Any]) -> str:
    """Draw a message made of these blocks."""
    world = World(lambda: NOON)
    message = Message(world.slack.next_ts(), BOT_USER, "All", blocks=with_ids(list(blocks)))
    return Renderer(world).message(MODERATORS, message)


@pytest.mark.parametrize(
    ("block", "piece"),
    [
        (
            {"type": "header", "text": plain("<Head>")},
            '<h3 class="block header" dir="auto">&lt;Head&gt;</h3>',
        ),
        ({"type": "divider"}, '<hr class="block">'),
        ({"type": "section", "fields": [plain("a"), MARKED]}, "<b>marked</b> &lt;b&gt;"),
        ({"type": "section", "text": MARKED, "accessory": PHOTO}, 'aria-label="A &lt;photo&gt;"'),
        (PHOTO | {"title": plain("Title")}, "<figcaption>Title</figcaption>"),
        ({"type": "markdown", "text": "**raw** <b>"}, "**raw** &lt;b&gt;"),
        ({"type": "alert", "text": plain("Mind"), "level": "warning"}, '<div class="block alert warning"'),
        ({"type": "table", "rows": CELLS}, "<td>&lt;Ground&gt;</td>"),
        (
            {"type": "data_table", "caption": "By <ground>", "rows": CELLS},
            "<caption>By &lt;ground&gt;</caption>",
        ),
        ({"type": "data_table", "caption": "c", "rows": CELLS}, "<td>12</td>"),
        ({"type": "data_visualization", "title": "Week", "chart": BARS}, 'value="3"'),
        ({"type": "data_visualization", "title": "Week", "chart": BARS}, '<th scope="row">Mon</th>'),
        ({"type": "data_visualization", "title": "Grounds", "chart": PIE}, 'max="9"'),
        (CARD, 'data-action="go"'),
        ({"type": "carousel", "elements": [CARD]}, 'data-url="https://a.example/&#34;x"'),
        ({"type": "container", "title": plain("Box"), "child_blocks": [CARD]}, "<h4>Box</h4>"),
        ({"type": "context", "elements": [PHOTO, MARKED]}, "Picture: A &lt;photo&gt;"),
        (
            {
                "type": "context_actions",
                "elements": [{"type": "icon_button", "action_id": "i", "text": plain("Bin")}],
            },
            ">Bin</button>",
        ),
        ({"type": "video", "title": plain("x")}, "This page doesn’t draw “video” blocks."),
    ],
)
def test_every_block_is_drawn(block: dict[str, Any], piece: str) -> None:
    assert piece in drawn(block)


@pytest.mark.parametrize(
    ("element", "piece"),
    [
        ({"type": "button", "text": plain("Go"), "style": "primary"}, 'class="button primary"'),
        ({"type": "overflow", "options": [OPTION]}, 'aria-haspopup="menu"'),
        ({"type": "static_select", "options": [OPTION]}, '<option value="v&#34;1">*marked*'),
        (
            {"type": "static_select", "options": [OPTION], "initial_option": OPTION},
            '<option value="v&#34;1" selected>',
        ),
        ({"type": "users_select"}, '<option value="U0BEN">Ben Okafor</option>'),
        ({"type": "channels_select"}, '<option value="C0GENERAL">#general</option>'),
        ({"type": "conversations_select"}, "#moderators"),
        ({"type": "multi_users_select", "initial_users": ["U0BEN"]}, 'value="U0BEN" checked>'),
        ({"type": "checkboxes", "options": [OPTION]}, "<small>More</small>"),
        ({"type": "radio_buttons", "options": [OPTION]}, 'type="radio"'),
        ({"type": "datepicker", "initial_date": "2026-11-20"}, 'value="2026-11-20"'),
        ({"type": "timepicker", "initial_time": "14:02"}, 'value="14:02"'),
        ({"type": "datetimepicker", "initial_date_time": 1795200000}, 'data-seconds="1795200000"'),
        ({"type": "file_input"}, "This page doesn’t draw “file_input”."),
    ],
)
def test_every_element_is_drawn(element: dict[str, Any], piece: str) -> None:
    assert piece in drawn({"type": "actions", "elements": [{"action_id": "a", **element}]})


@pytest.mark.parametrize(
    ("element", "piece"),
    [
        ({"type": "plain_text_input", "initial_value": '"<x>'}, 'value="&#34;&lt;x&gt;"'),
        ({"type": "plain_text_input", "multiline": True, "max_length": 20}, 'maxlength="20"'),
        ({"type": "number_input", "is_decimal_allowed": False}, 'inputmode="decimal"'),
        ({"type": "url_text_input", "placeholder": plain("Paste a link")}, 'placeholder="Paste a link"'),
        ({"type": "rich_text_input"}, "<textarea"),
    ],
)
def test_every_field_is_drawn_with_its_label(element: dict[str, Any], piece: str) -> None:
    html = drawn({"type": "input", "label": plain("Words"), "element": {"action_id": "a", **element}})
    assert piece in html
    assert 'aria-labelledby="field-b0"' in html


def test_a_message_without_blocks_shows_its_text() -> None:
    world = World(lambda: NOON)
    message = Message(world.slack.next_ts(), BOT_USER, "*Bold* <@U0ANA>", pinned=True, edited=True)
    html = Renderer(world).message(MODERATORS, message)
    for piece in ("<b>Bold</b>", "@ana", "pinned", "(edited)"):
        assert piece in html
