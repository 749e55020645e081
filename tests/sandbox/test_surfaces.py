"""Which block may stand where, and that none has a property Slack does not know."""

import pytest

from bot.sandbox.slack.blocks.check import message_problems, view_problems
from tests.sandbox.making import (
    Block,
    actions,
    home,
    modal,
    plain,
    rich_section,
    rich_text,
    section,
    text_input,
)
from tests.sandbox.samples import PICTURE, URL, card, cells, chart, container, data_table, feedback, plan

SAMPLES: dict[str, Block] = {
    "actions": actions(),
    "alert": {"type": "alert", "text": plain("x")},
    "card": card(),
    "carousel": {"type": "carousel", "elements": [card()]},
    "container": container(),
    "context": {"type": "context", "elements": [plain("x")]},
    "context_actions": feedback(),
    "data_table": data_table(),
    "data_visualization": chart(),
    "divider": {"type": "divider"},
    "file": {"type": "file", "external_id": "x", "source": "remote"},
    "header": {"type": "header", "text": plain("x")},
    "image": PICTURE,
    "input": text_input(),
    "markdown": {"type": "markdown", "text": "x"},
    "plan": plan(1),
    "rich_text": rich_text(rich_section()),
    "section": section(),
    "table": {"type": "table", "rows": [cells(1)]},
    "task_card": plan(1)["tasks"][0] | {"status": "complete"},
    "video": {
        "type": "video",
        "alt_text": "x",
        "title": plain("x"),
        "thumbnail_url": URL,
        "video_url": URL,
    },
}
EVERYWHERE = {
    "actions",
    "card",
    "context",
    "divider",
    "header",
    "image",
    "input",
    "rich_text",
    "section",
    "video",
}
WIDE = {"carousel", "container", "data_table", "data_visualization", "table"}
TAKEN = {
    "message": EVERYWHERE | WIDE | {"context_actions", "file", "markdown", "plan", "task_card"},
    "modal": EVERYWHERE | {"alert"},
    "home": EVERYWHERE | WIDE,
}


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_block_stands_where_slack_shows_it_and_nowhere_else(kind: str) -> None:
    block = SAMPLES[kind]
    found = {
        "message": message_problems([block]),
        "modal": view_problems(modal(block), {"modal"}),
        "home": view_problems(home(block), {"home"}),
    }
    assert {surface for surface, problems in found.items() if not problems} == {
        surface for surface, kinds in TAKEN.items() if kind in kinds
    }


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_block_has_no_property_slack_does_not_know(kind: str) -> None:
    surface = modal if kind == "alert" else home
    block = SAMPLES[kind] | {"colour": "red"}
    complaint = "invalid additional property: colour"
    found = view_problems(surface(block), {"modal", "home"}) if kind == "alert" else message_problems([block])
    assert any(complaint in problem for problem in found)
