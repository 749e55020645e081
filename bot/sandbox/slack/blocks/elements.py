"""Block Kit's table, first part: texts, options, and everything people can press or fill in."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack.blocks.rules import (
    Check,
    Either,
    Flag,
    Items,
    Number,
    OneOf,
    Problems,
    Rule,
    Shape,
    String,
    at_most_one,
    needs_one,
    one_of,
    problem,
    word,
)

IDENT = String(255)
URL = String(3000)
DATE = String(form=r"\d{4}-\d{2}-\d{2}")
DECIMAL = String(form=r"-?\d+(\.\d+)?")
TIME = String(form=r"\d{2}:\d{2}")


def plain(longest: int, shortest: int = 1) -> Shape:
    """A text object in which nothing is parsed."""
    return Shape("plain_text", {"text": String(longest, shortest)}, {"emoji": Flag()})


def marked(longest: int) -> Shape:
    """A text object with mark-up."""
    return Shape("mrkdwn", {"text": String(longest)}, {"verbatim": Flag()})


def prose(longest: int) -> Rule:
    """A text object of either kind."""
    return Either(one_of(plain(longest), marked(longest)))


CONFIRM = Shape(
    None,
    {"title": plain(100), "text": prose(300), "confirm": plain(30), "deny": plain(30)},
    {"style": word("primary", "danger")},
)
SLACK_FILE = Shape(None, {}, {"id": String(), "url": URL}, (needs_one("id", "url"),))
PICTURE: Mapping[str, Rule] = {"image_url": URL, "slack_file": SLACK_FILE}
IMAGE = Shape("image", {"alt_text": String(2000)}, PICTURE, (needs_one("image_url", "slack_file"),))


def option(text: Rule, **more: Rule) -> Shape:
    """One choice."""
    return Shape(None, {"text": text, "value": String(150)}, {"description": plain(75), **more})


OPTION = option(plain(75))
MARKED_OPTION = Shape(None, {"text": prose(75), "value": String(150)}, {"description": prose(75)})
GROUP = Shape(None, {"label": plain(75), "options": Items(OPTION, 100)})
CHOICES: Mapping[str, Rule] = {"options": Items(OPTION, 100), "option_groups": Items(GROUP, 100)}


def _offered(value: dict[str, Any]) -> list[Any]:
    groups = value.get("option_groups", [])
    return [*value.get("options", []), *(one for group in groups for one in group["options"])]


def initial_is_offered(value: dict[str, Any], at: str) -> Problems:
    """What is chosen at first must be among the options, letter for letter."""
    offered = _offered(value)
    if "initial_option" in value and value["initial_option"] not in offered:
        yield problem("initial_option must be one of the options", f"{at}/initial_option")
    for position, chosen in enumerate(value.get("initial_options", [])):
        if chosen not in offered:
            yield problem("initial_options must be among the options", f"{at}/initial_options/{position}")


def lengths_in_order(low: str, high: str) -> Check:
    """The smaller bound must not be above the greater."""

    def check(value: dict[str, Any], at: str) -> Problems:
        if low in value and high in value and float(value[low]) > float(value[high]):
            yield problem(f"{low} must not be greater than {high}", at)

    return check


def element(kind: str, must: Mapping[str, Rule], may: Mapping[str, Rule], *checks: Check) -> Shape:
    """Something people can use; Slack names it when the app does not."""
    return Shape(kind, must, {"action_id": IDENT, **may}, checks)


MENU: Mapping[str, Rule] = {"placeholder": plain(150), "confirm": CONFIRM, "focus_on_load": Flag()}
TYPED: Mapping[str, Rule] = {
    "placeholder": plain(150),
    "focus_on_load": Flag(),
    "dispatch_action_config": Shape(
        None, {}, {"trigger_actions_on": Items(word("on_enter_pressed", "on_character_entered"), 2)}
    ),
}
MANY: Mapping[str, Rule] = {"max_selected_items": Number(1, whole=True)}
ONE_SOURCE = (needs_one("options", "option_groups"), at_most_one("options", "option_groups"))
FILTER = Shape(
    None,
    {},
    {
        "include": Items(word("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": Flag(),
        "exclude_bot_users": Flag(),
    },
)
PLACES: Mapping[str, Rule] = {"default_to_current_conversation": Flag(), "filter": FILTER}
FEEDBACK = Shape(None, {"text": plain(75), "value": String(2000)}, {"accessibility_label": String(75)})

BUTTON = element(
    "button",
    {"text": plain(75)},
    {
        "value": String(2000),
        "url": URL,
        "style": word("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": String(75),
    },
)
OVERFLOW = element("overflow", {"options": Items(option(plain(75), url=URL), 5)}, {"confirm": CONFIRM})
CHECKBOXES = element(
    "checkboxes",
    {"options": Items(MARKED_OPTION, 10)},
    {"initial_options": Items(MARKED_OPTION, 10), "confirm": CONFIRM, "focus_on_load": Flag()},
    initial_is_offered,
)
RADIO = element(
    "radio_buttons",
    {"options": Items(MARKED_OPTION, 10)},
    {"initial_option": MARKED_OPTION, "confirm": CONFIRM, "focus_on_load": Flag()},
    initial_is_offered,
)
PICKERS = (
    element("datepicker", {}, {**MENU, "initial_date": DATE}),
    element("timepicker", {}, {**MENU, "initial_time": TIME, "timezone": String()}),
)
DATETIME = element(
    "datetimepicker",
    {},
    {"initial_date_time": Number(10**9, 10**10 - 1, whole=True), "confirm": CONFIRM, "focus_on_load": Flag()},
)
SELECTS = (
    element(
        "static_select", {}, {**MENU, **CHOICES, "initial_option": OPTION}, *ONE_SOURCE, initial_is_offered
    ),
    element(
        "external_select", {}, {**MENU, "initial_option": OPTION, "min_query_length": Number(0, whole=True)}
    ),
    element("users_select", {}, {**MENU, "initial_user": String()}),
    element("channels_select", {}, {**MENU, "initial_channel": String(), "response_url_enabled": Flag()}),
    element(
        "conversations_select",
        {},
        {**MENU, **PLACES, "initial_conversation": String(), "response_url_enabled": Flag()},
    ),
)
MULTI_SELECTS = (
    element(
        "multi_static_select",
        {},
        {**MENU, **MANY, **CHOICES, "initial_options": Items(OPTION, 100)},
        *ONE_SOURCE,
        initial_is_offered,
    ),
    element(
        "multi_external_select",
        {},
        {**MENU, **MANY, "initial_options": Items(OPTION, 100), "min_query_length": Number(0, whole=True)},
    ),
    element("multi_users_select", {}, {**MENU, **MANY, "initial_users": Items(String())}),
    element("multi_channels_select", {}, {**MENU, **MANY, "initial_channels": Items(String())}),
    element(
        "multi_conversations_select", {}, {**MENU, **MANY, **PLACES, "initial_conversations": Items(String())}
    ),
)
FIELDS = (
    element(
        "plain_text_input",
        {},
        {
            **TYPED,
            "initial_value": String(3000, 0),
            "multiline": Flag(),
            "min_length": Number(0, 3000, whole=True),
            "max_length": Number(1, 3000, whole=True),
        },
        lengths_in_order("min_length", "max_length"),
    ),
    element("email_text_input", {}, {**TYPED, "initial_value": String(shortest=0)}),
    element("url_text_input", {}, {**TYPED, "initial_value": String(shortest=0)}),
    element(
        "number_input",
        {"is_decimal_allowed": Flag()},
        {**TYPED, "initial_value": DECIMAL, "min_value": DECIMAL, "max_value": DECIMAL},
        lengths_in_order("min_value", "max_value"),
    ),
    element("file_input", {}, {"filetypes": Items(String()), "max_files": Number(1, 10, whole=True)}),
)
WORKFLOW_BUTTON = element(
    "workflow_button",
    {"text": plain(75), "workflow": Shape(None, {"trigger": Shape(None, {"url": URL})})},
    {"style": word("primary", "danger"), "accessibility_label": String(75)},
)
ICON_BUTTON = element(
    "icon_button",
    {"icon": word("trash"), "text": plain(75)},
    {
        "value": String(2000),
        "confirm": CONFIRM,
        "accessibility_label": String(75),
        "visible_to_user_ids": Items(String(), 10),
    },
)
FEEDBACK_BUTTONS = element("feedback_buttons", {"positive_button": FEEDBACK, "negative_button": FEEDBACK}, {})

IN_ACTIONS = one_of(
    BUTTON, OVERFLOW, CHECKBOXES, RADIO, *PICKERS, DATETIME, *SELECTS, *MULTI_SELECTS, WORKFLOW_BUTTON
)
AS_ACCESSORY = one_of(
    BUTTON, OVERFLOW, CHECKBOXES, RADIO, *PICKERS, *SELECTS, *MULTI_SELECTS, WORKFLOW_BUTTON, IMAGE
)
IN_CONTEXT_ACTIONS = one_of(FEEDBACK_BUTTONS, ICON_BUTTON)
IN_CONTEXT = OneOf({"image": IMAGE, "plain_text": plain(3000), "mrkdwn": marked(3000)})
IN_INPUT = one_of(CHECKBOXES, RADIO, *PICKERS, DATETIME, *SELECTS, *MULTI_SELECTS, *FIELDS)
