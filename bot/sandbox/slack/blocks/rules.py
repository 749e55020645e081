"""The language of Block Kit's table: shapes that can say what is wrong with a value."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

Problems = Iterator[str]
Check = Callable[[dict[str, Any], str], Problems]


class Rule(Protocol):
    """Anything that can judge a value."""

    def problems(self, value: Any, at: str) -> Problems:
        """Say, in Slack's words, what is wrong with the value at this place."""
        ...


def problem(sentence: str, at: str) -> str:
    """One problem, with its place as Slack writes it."""
    return f"{sentence} [json-pointer:{at}]"


@dataclass(frozen=True)
class String:
    """A text between two lengths, perhaps one of a few words or of a certain form."""

    longest: int | None = None
    shortest: int = 1
    words: frozenset[str] = frozenset()
    form: str = ""

    def problems(self, value: Any, at: str) -> Problems:
        """Judge a string."""
        if not isinstance(value, str):
            yield problem("must provide a string", at)
        elif len(value) < self.shortest:
            yield problem(f"must be more than {self.shortest - 1} characters", at)
        elif self.longest is not None and len(value) > self.longest:
            yield problem(f"must be less than {self.longest + 1} characters", at)
        elif (self.words and value not in self.words) or (self.form and not re.fullmatch(self.form, value)):
            yield problem("must be a valid enum value" if self.words else "invalid format", at)


@dataclass(frozen=True)
class Number:
    """A number between two bounds."""

    least: float | None = None
    most: float | None = None
    whole: bool = False

    def problems(self, value: Any, at: str) -> Problems:
        """Judge a number."""
        kinds = (int,) if self.whole else (int, float)
        if not isinstance(value, kinds) or isinstance(value, bool):
            yield problem("must be an integer" if self.whole else "must be a number", at)
        elif self.least is not None and value < self.least:
            yield problem(f"must be greater than or equal to {self.least}", at)
        elif self.most is not None and value > self.most:
            yield problem(f"must be less than or equal to {self.most}", at)


@dataclass(frozen=True)
class Flag:
    """True or false."""

    def problems(self, value: Any, at: str) -> Problems:
        """Judge a boolean."""
        if not isinstance(value, bool):
            yield problem("must be a boolean", at)


@dataclass(frozen=True)
class Items:
    """A list of things of one kind."""

    of: Rule
    most: int | None = None
    least: int = 1

    def problems(self, value: Any, at: str) -> Problems:
        """Judge a list, and everything in it."""
        if not isinstance(value, list):
            yield problem("must provide an array", at)
            return
        if len(value) < self.least:
            yield problem(f"no fewer than {self.least} items allowed", at)
        if self.most is not None and len(value) > self.most:
            yield problem(f"no more than {self.most} items allowed", at)
            return
        for position, item in enumerate(value):
            yield from self.of.problems(item, f"{at}/{position}")


@dataclass(frozen=True)
class Shape:
    """An object with properties that must be there, properties that may be, and none else."""

    type: str | None
    must: Mapping[str, Rule] = field(default_factory=dict)
    may: Mapping[str, Rule] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()

    def problems(self, value: Any, at: str) -> Problems:
        """Judge an object, and everything in it."""
        if not isinstance(value, dict):
            yield problem("must provide an object", at)
            return
        known = {**self.must, **self.may} | (
            {"type": String(words=frozenset({self.type}))} if self.type else {}
        )
        for name in value:
            if name not in known:
                yield problem(f"invalid additional property: {name}", at)
        for name in [*self.must, *(["type"] if self.type else [])]:
            if name not in value:
                yield problem(f"missing required field: {name}", at)
        found = [
            one
            for name in value
            if name in known
            for one in known[name].problems(value[name], f"{at}/{name}")
        ]
        yield from found
        if not found and all(name in value for name in self.must):
            for check in self.checks:
                yield from check(value, at)


@dataclass(frozen=True)
class OneOf:
    """An object whose `type` says which shape it must have."""

    shapes: Mapping[str, Rule]

    def problems(self, value: Any, at: str) -> Problems:
        """Judge an object by the shape its type names."""
        if not isinstance(value, dict):
            yield problem("must provide an object", at)
        elif "type" not in value:
            yield problem("missing required field: type", at)
        elif not isinstance(value["type"], str) or value["type"] not in self.shapes:
            yield problem(f"unsupported type: {value['type']}", f"{at}/type")
        else:
            yield from self.shapes[value["type"]].problems(value, at)


@dataclass(frozen=True)
class Either:
    """Several shapes of which any would do; Slack first says that none matched, then why."""

    rule: Rule

    def problems(self, value: Any, at: str) -> Problems:
        """Judge a value, with Slack's preface."""
        found = list(self.rule.problems(value, at))
        if found:
            yield problem("failed to match all allowed schemas", at)
            yield from found


def one_of(*shapes: Shape) -> OneOf:
    """A choice between shapes by their type."""
    return OneOf({str(shape.type): shape for shape in shapes})


def word(*words: str) -> String:
    """One of a few words."""
    return String(words=frozenset(words))


def needs_one(*names: str) -> Check:
    """At least one of these properties must be there."""

    def check(value: dict[str, Any], at: str) -> Problems:
        if not any(name in value for name in names):
            yield problem(f"missing required field: {names[0]}", at)

    return check


def at_most_one(*names: str) -> Check:
    """No two of these properties go together."""

    def check(value: dict[str, Any], at: str) -> Problems:
        given = [name for name in names if name in value]
        if len(given) > 1:
            yield problem(f"only one of {', '.join(names)} may be given", at)

    return check
