"""A comment's own words made safe to look at: masked, defanged, with nothing hidden in them."""

import re
from collections.abc import Iterable

MASK = "▇▇▇"
_LINK = re.compile(r"\b(h)tt(ps?)(://)([^\s/]+)", re.IGNORECASE)
_BARE = re.compile(
    r"\b(?=[\w-]+\.)((?:[a-z0-9-]{1,63}\.){1,4})(com|ca|net|org|info|biz|ru|xyz|top|link|shop)\b",
    re.IGNORECASE,
)
_DIRECTION = {
    "\u200e": "LRM", "\u200f": "RLM", "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO",
    "\u202e": "RLO", "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI",
}  # fmt: skip


def mask(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Black out spans given in code points of the text; overlapping ones become one."""
    out, at = [], 0
    for start, end in sorted(spans):
        if start > at:
            out.append(text[at:start])
        if end > at:
            out.append(MASK if start >= at else "")
            at = end
    return "".join(out) + text[at:]


def shown(text: str) -> str:
    """Defang links, and write out the characters that would turn or hide what follows them."""
    text = _LINK.sub(lambda m: f"hxx{m[2]}{m[3]}{m[4].replace('.', '[.]')}", text)
    text = _BARE.sub(lambda m: m[0].replace(".", "[.]"), text)
    return "".join(_visible(c) for c in text)


def cut(text: str, most: int) -> tuple[str, int]:
    """Cut text to a length; tell how many characters are left out."""
    return (text, 0) if len(text) <= most else (text[:most], len(text) - most)


def pages(text: str, size: int) -> list[str]:
    """Cut text into pages; empty text is one empty page."""
    return [text[i : i + size] for i in range(0, len(text), size)] or [""]


def _visible(c: str) -> str:
    if c in _DIRECTION:
        return f"[{_DIRECTION[c]}]"
    return "\ufffd" if (c < " " and c not in "\n\t") or c == "\x7f" else c
