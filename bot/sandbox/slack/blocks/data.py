"""Block Kit's table, third part: tables, charts, cards and plans."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack.blocks.elements import BUTTON, ICON_BUTTON, IDENT, IMAGE, URL, prose
from bot.sandbox.slack.blocks.rich_text import RICH_TEXT
from bot.sandbox.slack.blocks.rules import (
    Flag,
    Items,
    Number,
    Problems,
    Rule,
    Shape,
    String,
    needs_one,
    one_of,
    problem,
    word,
)

MAX_TABLE_TEXT = 20_000
NAMED: Mapping[str, Rule] = {"block_id": IDENT}
RAW_TEXT = Shape("raw_text", {"text": String(shortest=0)})
RAW_NUMBER = Shape("raw_number", {"value": Number()}, {"text": String()})


def rows_alike(value: dict[str, Any], at: str) -> Problems:
    """Every row has as many cells as the first; the first names the columns."""
    width = len(value["rows"][0])
    for position, row in enumerate(value["rows"]):
        if len(row) != width:
            yield problem("all rows must have the same number of cells", f"{at}/rows/{position}")
    for position, cell in enumerate(value["rows"][0]):
        if cell["type"] == "rich_text":
            yield problem("unsupported type: rich_text", f"{at}/rows/0/{position}/type")
    if value.get("row_header_column_index", 0) >= width:
        yield problem("must be the index of a column", f"{at}/row_header_column_index")


def table_text_fits(value: dict[str, Any], at: str) -> Problems:
    """All cells together stay under a limit."""
    if sum(len(str(cell.get("text", ""))) for row in value["rows"] for cell in row) > MAX_TABLE_TEXT:
        yield problem(f"must be less than {MAX_TABLE_TEXT + 1} characters", f"{at}/rows")


COLUMN = Shape(None, {}, {"align": word("left", "center", "right"), "is_wrapped": Flag()})
TABLE = Shape(
    "table",
    {"rows": Items(Items(one_of(RAW_TEXT, RICH_TEXT), 20), 100)},
    {**NAMED, "column_settings": Items(COLUMN, 20)},
)
DATA_TABLE = Shape(
    "data_table",
    {"caption": String(), "rows": Items(Items(one_of(RAW_TEXT, RAW_NUMBER, RICH_TEXT), 20), 201, 2)},
    {
        **NAMED,
        "page_size": Number(1, 100, whole=True),
        "row_header_column_index": Number(0, whole=True),
    },
    (rows_alike, table_text_fits),
)


def labels_are_categories(value: dict[str, Any], at: str) -> Problems:
    """Every series has its own name and a point for each category, in any order."""
    categories = sorted(value["axis_config"]["categories"])
    names = [series["name"] for series in value["series"]]
    if len(set(names)) < len(names):
        yield problem("series names must be unique", f"{at}/series")
    for position, series in enumerate(value["series"]):
        if sorted(point["label"] for point in series["data"]) != categories:
            yield problem("labels must match the categories", f"{at}/series/{position}/data")


POINT = Shape(None, {"label": String(20), "value": Number()})
SEGMENT = Shape(None, {"label": String(20), "value": Number(0)})
SERIES = Shape(None, {"name": String(20), "data": Items(POINT, 20)})
AXES = Shape(None, {"categories": Items(String(20), 20)}, {"x_label": String(50), "y_label": String(50)})


def drawn(kind: str) -> Shape:
    """A chart with two axes."""
    return Shape(kind, {"series": Items(SERIES, 6), "axis_config": AXES}, {}, (labels_are_categories,))


CHART = one_of(Shape("pie", {"segments": Items(SEGMENT, 6)}), drawn("bar"), drawn("area"), drawn("line"))
DATA_VISUALIZATION = Shape("data_visualization", {"title": String(50), "chart": CHART}, NAMED)

CARD = Shape(
    "card",
    {},
    {
        **NAMED,
        "hero_image": IMAGE,
        "icon": IMAGE,
        "title": prose(150),
        "subtitle": prose(150),
        "body": prose(200),
        "actions": Items(one_of(BUTTON, ICON_BUTTON), 3),
    },
    (needs_one("title", "body", "hero_image", "actions"),),
)
CAROUSEL = Shape("carousel", {"elements": Items(one_of(CARD), 10)}, NAMED)

SOURCE = Shape("url", {"url": URL, "text": String()})
STATES = ("pending", "in_progress", "complete", "error")


def task(*states: str) -> Shape:
    """A step of a plan, in one of these states."""
    return Shape(
        "task_card",
        {"task_id": String(), "title": String(), "status": word(*states)},
        {**NAMED, "details": RICH_TEXT, "output": RICH_TEXT, "sources": Items(SOURCE)},
    )


TASK_CARD = task("in_progress", "complete", "error")  # a card that stands alone cannot be pending
PLAN = Shape("plan", {"title": String()}, {**NAMED, "tasks": Items(task(*STATES), 50)})
