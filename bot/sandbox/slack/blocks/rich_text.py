"""Block Kit's table, second part: rich text, in which nothing is parsed."""

from collections.abc import Mapping

from bot.sandbox.slack.blocks.elements import IDENT, IN_INPUT, TYPED, URL, element
from bot.sandbox.slack.blocks.rules import Flag, Items, Number, OneOf, Rule, Shape, String, one_of, word

PLAIN_STYLE = Shape(None, {}, {name: Flag() for name in ("bold", "italic", "strike", "code", "underline")})
MENTION_STYLE = Shape(
    None,
    {},
    {name: Flag() for name in ("bold", "italic", "strike", "highlight", "client_highlight", "unlink")},
)
STYLED: Mapping[str, Rule] = {"style": PLAIN_STYLE}
MENTIONED: Mapping[str, Rule] = {"style": MENTION_STYLE}

TEXT = Shape("text", {"text": String()}, STYLED)
LINK = Shape("link", {"url": URL}, {**STYLED, "text": String(shortest=0), "unsafe": Flag()})
INLINE = one_of(
    TEXT,
    LINK,
    Shape("user", {"user_id": String()}, MENTIONED),
    Shape("usergroup", {"usergroup_id": String()}, MENTIONED),
    Shape("channel", {"channel_id": String()}, MENTIONED),
    Shape("broadcast", {"range": word("here", "channel", "everyone")}, STYLED),
    Shape(
        "emoji", {"name": String()}, {**STYLED, "unicode": String(), "skin_tone": Number(1, 6, whole=True)}
    ),
    Shape(
        "date",
        {"timestamp": Number(0, whole=True), "format": String()},
        {**STYLED, "url": URL, "fallback": String()},
    ),
    Shape("color", {"value": String(form=r"#[0-9A-Fa-f]{6}")}, STYLED),
)
BORDER: Mapping[str, Rule] = {"border": Number(0, 1, whole=True)}
SECTION = Shape("rich_text_section", {"elements": Items(INLINE, least=0)})
LIST = Shape(
    "rich_text_list",
    {"style": word("bullet", "ordered"), "elements": Items(one_of(SECTION))},
    {**BORDER, "indent": Number(0, 8, whole=True), "offset": Number(0, whole=True)},
)
PREFORMATTED = Shape(
    "rich_text_preformatted",
    {"elements": Items(one_of(TEXT, LINK), least=0)},
    {**BORDER, "language": String()},
)
QUOTE = Shape("rich_text_quote", {"elements": Items(INLINE, least=0)}, BORDER)
RICH_TEXT = Shape(
    "rich_text", {"elements": Items(one_of(SECTION, LIST, PREFORMATTED, QUOTE))}, {"block_id": IDENT}
)
RICH_TEXT_INPUT = element("rich_text_input", {}, {**TYPED, "initial_value": RICH_TEXT})
IN_ANY_INPUT = OneOf({**IN_INPUT.shapes, "rich_text_input": RICH_TEXT_INPUT})
