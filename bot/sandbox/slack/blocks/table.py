"""Block Kit's table, last part: the blocks, and which of them may stand where."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack.blocks.data import (
    CARD,
    CAROUSEL,
    DATA_TABLE,
    DATA_VISUALIZATION,
    NAMED,
    PLAN,
    TABLE,
    TASK_CARD,
)
from bot.sandbox.slack.blocks.elements import (
    AS_ACCESSORY,
    IMAGE,
    IN_ACTIONS,
    IN_CONTEXT,
    IN_CONTEXT_ACTIONS,
    PICTURE,
    URL,
    plain,
    prose,
)
from bot.sandbox.slack.blocks.rich_text import IN_ANY_INPUT, RICH_TEXT
from bot.sandbox.slack.blocks.rules import (
    Flag,
    Items,
    OneOf,
    Problems,
    Rule,
    Shape,
    String,
    needs_one,
    one_of,
    problem,
    word,
)


def collapsed_is_collapsible(value: dict[str, Any], at: str) -> Problems:
    """Only what can be collapsed can be collapsed at first."""
    if value.get("default_collapsed") and not value.get("is_collapsible"):
        yield problem("default_collapsed requires is_collapsible", at)


SECTION = Shape(
    "section",
    {},
    {
        **NAMED,
        "text": prose(3000),
        "fields": Items(prose(2000), 10),
        "accessory": AS_ACCESSORY,
        "expand": Flag(),
    },
    (needs_one("text", "fields"),),
)
ACTIONS = Shape("actions", {"elements": Items(IN_ACTIONS, 25)}, NAMED)
CONTEXT = Shape("context", {"elements": Items(IN_CONTEXT, 10)}, NAMED)
CONTEXT_ACTIONS = Shape("context_actions", {"elements": Items(IN_CONTEXT_ACTIONS, 5)}, NAMED)
DIVIDER = Shape("divider", {}, NAMED)
HEADER = Shape("header", {"text": plain(150)}, NAMED)
MARKDOWN = Shape("markdown", {"text": String(12_000)}, NAMED)
ALERT = Shape(
    "alert",
    {"text": prose(200)},
    {**NAMED, "level": word("default", "info", "warning", "error", "success")},
)
PICTURE_BLOCK = Shape(
    "image",
    {"alt_text": String(2000)},
    {**NAMED, **PICTURE, "title": plain(2000)},
    (needs_one("image_url", "slack_file"),),
)
FILE = Shape("file", {"external_id": String(), "source": word("remote")}, NAMED)
VIDEO = Shape(
    "video",
    {"alt_text": String(), "title": plain(199), "thumbnail_url": URL, "video_url": URL},
    {
        **NAMED,
        "author_name": String(49),
        "description": plain(200),
        "provider_icon_url": URL,
        "provider_name": String(),
        "title_url": URL,
    },
)
INPUT = Shape(
    "input",
    {"label": plain(2000), "element": IN_ANY_INPUT},
    {**NAMED, "hint": plain(2000), "optional": Flag(), "dispatch_action": Flag()},
)
CONTAINER = Shape(
    "container",
    {
        "child_blocks": Items(
            one_of(
                ACTIONS,
                CONTEXT,
                DIVIDER,
                FILE,
                HEADER,
                PICTURE_BLOCK,
                INPUT,
                RICH_TEXT,
                SECTION,
                TABLE,
                VIDEO,
            ),
            10,
        )
    },
    {
        **NAMED,
        "title": plain(150),
        "rich_text_title": RICH_TEXT,
        "subtitle": prose(150),
        "width": word("narrow", "standard", "wide", "full"),
        "icon": IMAGE,
        "is_collapsible": Flag(),
        "default_collapsed": Flag(),
        "has_header_divider": Flag(),
    },
    (needs_one("title", "rich_text_title"), collapsed_is_collapsible),
)

EVERYWHERE = (ACTIONS, CARD, CONTEXT, DIVIDER, HEADER, PICTURE_BLOCK, INPUT, RICH_TEXT, SECTION, VIDEO)
WIDE = (CAROUSEL, CONTAINER, DATA_TABLE, DATA_VISUALIZATION, TABLE)
SURFACES: Mapping[str, OneOf] = {
    "message": one_of(*EVERYWHERE, *WIDE, CONTEXT_ACTIONS, FILE, MARKDOWN, PLAN, TASK_CARD),
    "modal": one_of(*EVERYWHERE, ALERT),
    "home": one_of(*EVERYWHERE, *WIDE),
}

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
MOST_OF_A_KIND = {"table": 1, "data_visualization": 2}  # in one message
MOST_MARKDOWN = 12_000  # characters, in all markdown blocks of one message


def _view(kind: str, must: Mapping[str, Rule], may: Mapping[str, Rule]) -> Shape:
    blocks = Items(SURFACES[kind], MOST_BLOCKS[kind])
    own: Mapping[str, Rule] = {
        "private_metadata": String(3000, 0),
        "callback_id": String(255, 0),
        "external_id": String(255, 0),
    }
    return Shape(kind, {"blocks": blocks, **must}, {**own, **may})


VIEWS: Mapping[str, Shape] = {
    "modal": _view(
        "modal",
        {"title": plain(24)},
        {
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": Flag(),
            "notify_on_close": Flag(),
            "submit_disabled": Flag(),
        },
    ),
    "home": _view("home", {}, {}),
}
