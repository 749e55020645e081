"""Checks a clerk's regular expression before it may run, and finds the letters it cannot match without."""

import importlib
import re
from collections.abc import Iterable
from itertools import takewhile
from typing import Any

from bot.domain.text import fold

WAYS = 50_000  # the most ways a pattern may match at one place: keeps a hostile text from costing hours
LONGEST_REPEAT = 200

_parser: Any = importlib.import_module("re._parser")  # the standard library's own reading of a pattern


class BadPattern(ValueError):
    """This regular expression may not be used."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


def check_pattern(pattern: str) -> None:
    """Refuse a pattern that cannot be read, could run for long, or could never match folded text."""
    if _ways(_read(pattern)) > WAYS:
        raise BadPattern(
            "could take too long on a long text", "use fewer or shorter repeats and alternatives"
        )


def needles_of(pattern: str) -> frozenset[str]:
    """Give short strings of which every text the pattern matches holds at least one."""
    needles = _needles(_read(pattern))
    if needles is None:
        raise BadPattern("has no fixed letters to look for", "add a word that must be there")
    return needles


def _read(pattern: str) -> list[Any]:
    try:
        return list(_parser.parse(pattern))
    except re.error as error:
        raise BadPattern(f"cannot be read: {error}", "correct the brackets or backslashes") from error


def _ways(items: Iterable[Any]) -> int:
    """Bound the number of ways a sequence may match at one place."""
    ways = 1
    for code, value in items:
        ways = min(ways * _ways_of(code.name, value), WAYS + 1)
    return ways


def _ways_of(code: str, value: Any) -> int:
    match code:
        case "LITERAL":
            if fold(chr(value)).text != chr(value):
                raise BadPattern(
                    f"holds {chr(value)!r}, which no folded text holds", "write small letters without accents"
                )
            return 1
        case "NOT_LITERAL" | "ANY" | "IN" | "AT":
            return 1
        case "SUBPATTERN":
            return _ways(value[-1])
        case "ATOMIC_GROUP":
            return _ways(value)
        case "ASSERT" | "ASSERT_NOT":
            return _ways(value[1])
        case "BRANCH":
            return _ways_of_choice([(_opening(branch), _ways(branch)) for branch in value[1]])
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, most, inside = value
            if most > LONGEST_REPEAT:
                raise BadPattern("repeats without a bound", "write {0,40} for * and {1,40} for +")
            return _ways_of_repeat(_ways(inside), least, most)
    raise BadPattern("refers back to an earlier group", "write the words out")


def _ways_of_choice(choices: list[tuple[str, int]]) -> int:
    """Add up the ways of choices that may match together: those whose openings do not contradict."""
    return max(
        sum(ways for other, ways in choices if one.startswith(other) or other.startswith(one))
        for one, _ in choices
    )


def _opening(items: Iterable[Any]) -> str:
    """Give the fixed letters a sequence begins with."""
    letters = takewhile(lambda item: item[0].name == "LITERAL", items)
    return "".join(chr(value) for _, value in letters)


def _ways_of_repeat(inside: int, least: int, most: int) -> int:
    ways = 0
    for times in range(least, most + 1):
        ways += inside**times
        if ways > WAYS:
            break
    return ways


def _needles(items: Iterable[Any]) -> frozenset[str] | None:
    """Find the best strings of which every match of the sequence holds at least one."""
    found: list[frozenset[str]] = []
    run = ""
    for code, value in items:
        if code.name == "LITERAL":
            run += chr(value)
            continue
        found.append(frozenset([run]))
        run = ""
        needles = _needles_of(code.name, value)
        if needles is not None:
            found.append(needles)
    found.append(frozenset([run]))
    best = max(found, key=lambda needles: (min(map(len, needles)), -len(needles)))
    return best if min(map(len, best)) > 1 else None


def _needles_of(code: str, value: Any) -> frozenset[str] | None:
    match code:
        case "SUBPATTERN":
            return _needles(value[-1])
        case "ATOMIC_GROUP":
            return _needles(value)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT" if value[0] > 0:
            return _needles(value[2])
        case "BRANCH":
            branches = [_needles(branch) for branch in value[1]]
            needles = [branch for branch in branches if branch is not None]
            return frozenset().union(*needles) if len(needles) == len(branches) else None
    return None
