"""Finds listed words as whole words, also when starred, spaced out, stretched or written in digits."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from bot.domain.text import Span

_WORD = re.compile(r"[^\W_]{1,60}")
_CHUNK = re.compile(r"\S{2,60}")
_APART = re.compile(r"[ .\-_*/,][a-z][ .\-_*/,]{1,3}[a-z](?![^\W_])")
_SPACED = re.compile(r"(?<![^\W_])[a-z](?:[ .\-_*/,]{1,3}[a-z](?![^\W_])){2,24}")
_DISGUISED = re.compile(r"[a-z][0-9@$|*#%+€&]|[0-9@$!|*#%+€(&][a-z]")
_STRETCHED = re.compile(r"([a-z])\1\1")
_RUN = re.compile(r"([a-z])\1{2,}")
_EDGES = ".,;:?!\"'()[]{}<>…~^&-_"
_STARS = "*#@%$!|&-_"
_SPELLINGS = (
    str.maketrans("01345789@$!|+€(", "oieastbgasiltec"),
    str.maketrans("01345789@$!|+€(", "oleastbgasiitec"),
)
_ENDINGS = ("", "s", "er", "ers", "ed", "ing", "in", "head", "face")

_TERM = re.compile(r"[a-z]{2,40}|[a-z]{3,40}\*")


class BadTerm(ValueError):
    """This cannot be a term."""


def check_term(term: str) -> None:
    """Refuse what could never be found, or too often."""
    if not _TERM.fullmatch(term):
        raise BadTerm("is not one word in small letters without accents")


class Terms:
    """The listed words; one that ends in a star stands for every word that begins so."""

    def __init__(self, owners: Mapping[str, Iterable[int]]) -> None:
        """Take each term with whatever numbers its owners go by."""
        self._whole = {term: tuple(own) for term, own in owners.items() if not term.endswith("*")}
        self._stems = {term[:-1]: tuple(own) for term, own in owners.items() if term.endswith("*")}
        self._known = frozenset(self._whole)
        self._starred: dict[tuple[str, str, int], set[str]] = defaultdict(set)
        for word in [*self._whole, *(stem + ending for stem in self._stems for ending in _ENDINGS)]:
            self._starred[word[0], word[-1], len(word)].add(word)

    def find(self, text: str) -> Iterator[tuple[int, Span]]:
        """Give each owner of each listed word found in a folded text, and where it stands."""
        if any(map(text.__contains__, self._stems)) or not self._known.isdisjoint(_WORD.findall(text)):
            yield from self._look_up((m.group(), m.span()) for m in _WORD.finditer(text))
        if _STRETCHED.search(text):
            yield from self._look_up(_without_stretches(text))
        if _DISGUISED.search(text):
            yield from self._look_up(self._undisguised(text))
        if _APART.search(text):
            yield from self._look_up(_joined(text))

    def _look_up(self, words: Iterable[tuple[str, Span]]) -> Iterator[tuple[int, Span]]:
        for word, span in words:
            for owner in self._whole.get(word, ()):
                yield owner, span
            for stem, owners in self._stems.items():
                if word.startswith(stem):
                    yield from ((owner, span) for owner in owners)

    def _undisguised(self, text: str) -> Iterator[tuple[str, Span]]:
        for chunk in _CHUNK.finditer(text):
            word = chunk.group().strip(_EDGES)
            if not _DISGUISED.search(word):
                continue
            start = chunk.start() + chunk.group().index(word)
            span = (start, start + len(word))
            bare = word.lstrip("@#").rstrip("!")
            for reading in {w.translate(spelling) for spelling in _SPELLINGS for w in (word, bare)}:
                yield reading, span
            for known in self._starred.get((word[0], word[-1], len(word)), ()):
                if all(a == b or a in _STARS for a, b in zip(word, known, strict=True)):
                    yield known, span


def _without_stretches(text: str) -> Iterator[tuple[str, Span]]:
    for word in _WORD.finditer(text):
        if _STRETCHED.search(word.group()):
            yield _RUN.sub(r"\1", word.group()), word.span()
            yield _RUN.sub(r"\1\1", word.group()), word.span()


def _joined(text: str) -> Iterator[tuple[str, Span]]:
    for run in _SPACED.finditer(text):
        letters = "".join(c for c in run.group() if c.isalpha())
        yield letters, run.span()
        if letters[0] in "aiu":
            yield letters[1:], run.span()
        if letters[-1] in "u":
            yield letters[:-1], run.span()
