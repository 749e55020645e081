"""Folds hostile text into plain small letters, keeping where each letter came from."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

Span = tuple[int, int]

_SPLIT = re.compile(r"\s\s|[\x00-\x08\x0e-\x1f\x7f]")
_PIECE = re.compile(r"(?P<plain>[!-~]+)|.", re.DOTALL)
_UNSEEN = ("Cc", "Cf", "Mn", "Me")  # controls, zero-width and bidi marks, accents, strokes
_SIMPLE_SPACES = str.maketrans("\t\n\v\f\r", "     ")
_PAIRS = (
    "‘' ’' ʼ' ´' `' “\" ”\" «\" »\" ‐- ‑- ‒- –- —- −- ⁄/ ∕/ ․. 。. ＿_ "
    "аa вb еe кk мm оo сc тt уy рp хx іi їi ѕs јj һh ԁd ԛq ԝw "  # Cyrillic
    "αa βb εe ιi κk νv οo ρp τt υu χx ωw "  # Greek
    "ɑa ɓb ɖd ɗd ɛe ɡg ɢg ɦh ɨi ɩi ɪi ɫl ɴn ʀr ʁr ʏy ʙb ʜh ʟl "  # phonetic letters, small capitals
    "ᴀa ᴄc ᴅd ᴇe ᴊj ᴋk ᴍm ᴏo ᴘp ᴛt ᴜu ᴠv ᴡw ᴢz ꜰf ꜱs "
    "øo łl đd ħh ŧt ıi ȼc ɇe ŋn"  # Latin with a stroke
)
_LOOK_ALIKES = {pair[0]: pair[1] for pair in _PAIRS.split()}


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as rules see it: small letters without accents or tricks, single spaces."""

    text: str
    original: str
    origins: tuple[int, ...] | None  # where each folded letter stood; None when nothing moved

    def in_original(self, span: Span) -> Span:
        """Give the stretch of the original text that a stretch of the folded one came from."""
        start, end = span
        if self.origins is None:
            return span
        return self.origins[start], self.origins[end - 1] + 1

    def quote(self, span: Span) -> str:
        """Give the words of the original text behind a stretch of the folded one."""
        start, end = self.in_original(span)
        return self.original[start:end]


def fold(text: str) -> Folded:
    """Fold any text, and remember the way back."""
    if text.isascii() and not _SPLIT.search(text):
        return Folded(text.lower().translate(_SIMPLE_SPACES), text, None)
    pieces: list[str] = []
    origins: list[int] = []
    for match in _PIECE.finditer(text):
        start, end = match.span()
        piece = match.group().lower() if match.lastgroup else _fold_character(match.group())
        if piece == " " and pieces and pieces[-1] == " ":
            continue
        if piece:
            pieces.append(piece)
            origins.extend(range(start, end) if match.lastgroup else [start] * len(piece))
    return Folded("".join(pieces), text, tuple(origins))


@lru_cache(maxsize=8192)
def _fold_character(character: str) -> str:
    if character.isspace():
        return " "
    plain = unicodedata.normalize("NFKD", character).casefold()
    seen = (c for c in plain if unicodedata.category(c) not in _UNSEEN)
    return "".join(_LOOK_ALIKES.get(c, " " if c.isspace() else c) for c in seen)
