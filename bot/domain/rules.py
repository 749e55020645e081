"""One rule of the policy, and the book of all rules made ready to read comments with."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.domain.detectors import DETECTORS, Allowed, Kind
from bot.domain.patterns import needles_of
from bot.domain.terms import Terms
from bot.domain.text import Folded, Span

IMAGE = "[image]"  # an example that begins so is a comment with a picture
MOST_SPANS = 20  # more evidence than this helps nobody

_LETTER = re.compile(r"[^\W_]")


class Urgency(StrEnum):
    """How soon a person should look."""

    CRISIS = "crisis"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"

    @property
    def rank(self) -> int:
        """Give 0 for the most urgent, 3 for the least."""
        return list(Urgency).index(self)


class Mode(StrEnum):
    """A time when more rules count."""

    EMERGENCY = "emergency"
    ELECTION = "election"


class Rule(BaseModel):
    """What to look for, the clause it rests on, and examples that prove it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    clause: str
    urgency: Urgency
    says: str  # the plain reason on the card
    words: tuple[str, ...] = ()  # regular expressions over the folded text
    terms: tuple[str, ...] = ()  # whole words, found in disguise too; "word*" for all that begin so
    kind: Kind | None = None  # a built-in detector
    unless: tuple[str, ...] = ()  # a match that overlaps one of these does not count
    suggest: Literal["remove", "keep", "escalate"] | None = None
    judgement: bool = False  # ask the moderator even where the ground is clear-cut
    mode: Mode | None = None  # counts only while this mode is on
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    version: int = 1


class Rulebook:
    """All rules, compiled once."""

    def __init__(self, rules: Iterable[Rule], allowed: Allowed) -> None:
        self.rules = tuple(rules)
        self._allowed = allowed
        self._patterns: list[tuple[int, re.Pattern[str]]] = []
        needles: dict[str, list[int]] = defaultdict(list)
        terms: dict[str, list[int]] = defaultdict(list)
        for number, rule in enumerate(self.rules):
            for pattern in rule.words:
                for needle in needles_of(pattern):
                    needles[needle].append(len(self._patterns))
                self._patterns.append((number, re.compile(pattern)))
            for term in rule.terms:
                terms[term].append(number)
        self._needles: dict[str, list[tuple[str, list[int]]]] = defaultdict(list)
        for needle, places in needles.items():
            self._needles[needle[:3]].append((needle, places))
        self._short = [key for key in self._needles if len(key) < 3]
        self._terms = Terms(terms)
        self._unless = {n: [re.compile(p) for p in r.unless] for n, r in enumerate(self.rules) if r.unless}
        self._detectors = [(n, DETECTORS[r.kind]) for n, r in enumerate(self.rules) if r.kind in DETECTORS]
        self._images = [
            (n, r.kind) for n, r in enumerate(self.rules) if r.kind in (Kind.IMAGE, Kind.IMAGE_ALONE)
        ]

    def find(self, folded: Folded, *, media: int = 0) -> list[tuple[Rule, tuple[Span, ...]]]:
        """Give every rule that matches, with the stretches of the folded text that matched."""
        hits: dict[int, list[Span]] = defaultdict(list)
        for number, span in self._spans(folded):
            if len(hits[number]) < MOST_SPANS and span not in hits[number]:
                hits[number].append(span)
        for number, patterns in self._unless.items():
            if number in hits:
                excused = [m.span() for p in patterns for m in p.finditer(folded.text)]
                hits[number] = [s for s in hits[number] if not any(_overlap(s, e) for e in excused)]
        found = [(self.rules[n], tuple(sorted(spans))) for n, spans in hits.items() if spans]
        return found + [(self.rules[n], ()) for n, kind in self._images if _has_image(kind, folded, media)]

    def _spans(self, folded: Folded) -> Iterator[tuple[int, Span]]:
        text = folded.text
        for place in sorted(self._likely(text)):
            number, pattern = self._patterns[place]
            yield from ((number, m.span()) for m in pattern.finditer(text))
        yield from self._terms.find(text)
        for number, detect in self._detectors:
            yield from ((number, span) for span in detect(folded, self._allowed))

    def _likely(self, text: str) -> set[int]:
        """Give the patterns that could match: a needle of theirs is in the text."""
        openings = self._needles.keys() & {text[place : place + 3] for place in range(len(text) - 2)}
        return {
            pattern
            for opening in (*openings, *self._short)
            for needle, patterns in self._needles[opening]
            if needle in text
            for pattern in patterns
        }


def example(text: str) -> tuple[str, int]:
    """Read an example: its words, and how many pictures came with them."""
    return (text.removeprefix(IMAGE), 1) if text.startswith(IMAGE) else (text, 0)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _has_image(kind: Kind | None, folded: Folded, media: int) -> bool:
    return media > 0 and (kind == Kind.IMAGE or not _LETTER.search(folded.text))
