"""The Town's policy as data: clauses, grounds and rules, loaded and proved from their files."""

import re
import tomllib
from collections import Counter
from datetime import date
from functools import cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.domain.detectors import Allowed
from bot.domain.errors import CannotStart, UnknownGround
from bot.domain.patterns import BadPattern, check_pattern, needles_of
from bot.domain.rules import Mode as Mode
from bot.domain.rules import Rule as Rule
from bot.domain.rules import Rulebook, example
from bot.domain.rules import Urgency as Urgency
from bot.domain.terms import BadTerm, check_term
from bot.domain.text import fold

Part = TypeVar("Part", bound=BaseModel)


class PolicyError(CannotStart):
    """The policy's files cannot be used."""


class NoPolicyInForce(PolicyError):
    """No version of the policy was in force on this day."""


class PolicyFault(PolicyError):
    """A mistake in a policy file: which file, which rule, where in it, and what to do."""

    def __init__(self, file: str, rule: str, place: str, remedy: str) -> None:
        self.file, self.rule, self.place, self.remedy = file, rule, place, remedy
        where = f"{file}, {rule}" if rule else file
        super().__init__(f"{where}: {place}. To mend it: {remedy}.")


class Clause(BaseModel):
    """One clause of the policy, and what it asks of the desk."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    role: Literal["enforce", "assist", "record", "outside"]
    force: Literal["definition", "must", "may", "should", "info"]
    behaviour: str
    numbered: bool
    binds: tuple[str, ...] = ()
    see: tuple[str, ...] = ()
    why: str = ""


class Ground(BaseModel):
    """A clause a comment may be removed under."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str  # short words for a card
    says: str  # the policy's own sentence
    clear_cut: bool  # one click removes; else the moderator is asked first
    judgement: str  # the question to ask
    limbs: tuple[str, ...] = ()  # which part of the sentence, where they are treated differently
    election_only: bool = False


class Policy(BaseModel):
    """One version of the policy, with everything that rests on it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    in_force: date
    authority: str
    allowed: Allowed = Field(default_factory=Allowed)
    clauses: tuple[Clause, ...]
    grounds: tuple[Ground, ...]
    rules: tuple[Rule, ...]

    @cached_property
    def rulebook(self) -> Rulebook:
        """Give the rules, compiled once."""
        return Rulebook(self.rules, self.allowed)

    def ground(self, ground_id: str) -> Ground:
        """Give a ground by its clause number."""
        if ground_id not in self.grounds_by_id:
            raise UnknownGround
        return self.grounds_by_id[ground_id]

    @cached_property
    def grounds_by_id(self) -> dict[str, Ground]:
        """Give every ground under its clause number."""
        return {ground.id: ground for ground in self.grounds}

    def clause_title(self, clause_id: str) -> str:
        """Give a clause's title, or nothing if this version has no such clause."""
        return next((clause.title for clause in self.clauses if clause.id == clause_id), "")

    def rule(self, rule_id: str) -> Rule | None:
        """Give a rule by its name, if this version has it."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)


class Policies(BaseModel):
    """All versions of the policy."""

    model_config = ConfigDict(frozen=True)

    versions: tuple[Policy, ...]  # oldest first

    def in_force_on(self, day: date) -> Policy:
        """Give the version in force on a day of the Town's calendar."""
        for policy in reversed(self.versions):
            if policy.in_force <= day:
                return policy
        raise NoPolicyInForce(f"No version of the policy was in force on {day:%Y-%m-%d}.")

    def of_version(self, version: str) -> Policy:
        """Give a version by its name, as a record cites it."""
        for policy in self.versions:
            if policy.version == version:
                return policy
        raise NoPolicyInForce(f"There is no policy version {version}.")


def load_policies(folder: Traversable | None = None) -> Policies:
    """Load and prove every version."""
    root = folder or resources.files("policies")
    folders = sorted((f for f in root.iterdir() if f.joinpath("policy.toml").is_file()), key=lambda f: f.name)
    if not folders:
        raise PolicyFault("policies", "", "holds no version", "add a folder with a policy.toml")
    return Policies(versions=tuple(sorted(map(load_policy, folders), key=lambda policy: policy.in_force)))


def load_policy(folder: Traversable) -> Policy:
    """Load one version; refuse it with a sentence if anything in it does not hold."""
    clauses = _parts(Clause, "clauses.toml", _read(folder, "clauses.toml").get("clause", []))
    grounds = _parts(Ground, "grounds.toml", _read(folder, "grounds.toml").get("ground", []))
    names = [f"rules/{file}" for file in _rule_files(folder)]
    homes: dict[str, str] = {}
    rules: list[Rule] = []
    for name in names:
        for rule in _parts(Rule, name, _with_lists(_read(folder, name))):
            if rule.id in homes:
                raise PolicyFault(name, rule.id, f"this name is also used in {homes[rule.id]}", "rename one")
            homes[rule.id] = name
            rules.append(rule)
    head = _read(folder, "policy.toml")
    parts = {**head, "clauses": clauses, "grounds": grounds, "rules": rules}
    policy = _part(Policy, "policy.toml", "", parts)
    _check_clauses(policy, homes)
    for rule in policy.rules:
        _check_rule(homes[rule.id], rule)
    _check_examples(policy, homes)
    return policy


def _check_clauses(policy: Policy, homes: dict[str, str]) -> None:
    known = {clause.id for clause in policy.clauses}
    for ground in policy.grounds:
        if ground.id not in known:
            raise PolicyFault("grounds.toml", ground.id, "no such clause", "use a number from clauses.toml")
    for rule in policy.rules:
        if rule.clause not in known:
            place = f"clause {rule.clause!r} is not in the policy"
            raise PolicyFault(homes[rule.id], rule.id, place, "use a number from clauses.toml")


def _check_rule(file: str, rule: Rule) -> None:
    """Refuse a rule that could not be run, or that proves nothing."""
    if not (rule.words or rule.terms or rule.kind):
        raise PolicyFault(file, rule.id, "looks for nothing", "give it words, terms or a kind")
    for place in ("yes", "no"):
        if not getattr(rule, place):
            raise PolicyFault(file, rule.id, f"has no {place!r} example", f"add one to {place!r}")
    for place in ("words", "unless"):
        for number, pattern in enumerate(getattr(rule, place), start=1):
            try:
                check_pattern(pattern)
                if place == "words":
                    needles_of(pattern)
            except BadPattern as bad:
                start = pattern if len(pattern) < 60 else f"{pattern[:60]}…"
                raise PolicyFault(file, rule.id, f"{place} {number} ({start}) {bad}", bad.remedy) from bad
    for term in rule.terms:
        try:
            check_term(term)
        except BadTerm as bad:
            raise PolicyFault(
                file, rule.id, f"term {term!r} {bad}", "move it to words, or shorten it"
            ) from bad


def _check_examples(policy: Policy, homes: dict[str, str]) -> None:
    """Refuse a rule that does not agree with its own examples."""
    for rule in policy.rules:
        for text in (*rule.yes, *rule.no):
            words, media = example(text)
            found = any(hit is rule for hit, _ in policy.rulebook.find(fold(words), media=media))
            if found and text in rule.no:
                raise PolicyFault(homes[rule.id], rule.id, f"matches its 'no' example {text!r}", "narrow it")
            if not found and text in rule.yes:
                raise PolicyFault(homes[rule.id], rule.id, f"misses its 'yes' example {text!r}", "widen it")


def _read(folder: Traversable, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(folder.joinpath(name).read_text("utf-8"))
    except FileNotFoundError as error:
        raise PolicyFault(name, "", "is missing", f"put it back into {folder.name}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicyFault(name, "", f"cannot be read: {error}", "correct that line") from error


def _rule_files(folder: Traversable) -> list[str]:
    home = folder.joinpath("rules")
    if not home.is_dir():
        raise PolicyFault("rules", "", "is missing", f"put it back into {folder.name}")
    return sorted(file.name for file in home.iterdir() if file.name.endswith(".toml"))


def _with_lists(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Write each list of the file out where a pattern names it in braces."""
    entries: list[dict[str, Any]] = content.get("rule", [])
    for name, words in content.get("lists", {}).items():
        choice = f"(?:{'|'.join(map(re.escape, words))})"
        for entry in entries:
            entry["words"] = [pattern.replace("{" + name + "}", choice) for pattern in entry.get("words", [])]
    return entries


def _parts(model: type[Part], file: str, entries: list[dict[str, Any]]) -> tuple[Part, ...]:
    names = [str(entry.get("id", f"entry {number}")) for number, entry in enumerate(entries, start=1)]
    for name, times in Counter(names).items():
        if times > 1:
            raise PolicyFault(file, name, f"this name is used {times} times", "rename all but one")
    return tuple(_part(model, file, name, entry) for name, entry in zip(names, entries, strict=True))


def _part(model: type[Part], file: str, name: str, entry: dict[str, Any]) -> Part:
    try:
        return model.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        problem = "unknown field" if first["type"] == "extra_forbidden" else first["msg"]
        raise PolicyFault(file, name, f"{place}: {problem}", "correct or remove it") from error
