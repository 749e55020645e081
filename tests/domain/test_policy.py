"""A policy folder is loaded whole or refused with a sentence that says where and how to mend it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.domain.errors import UnknownGround
from bot.domain.policy import (
    NoPolicyInForce,
    PolicyFault,
    Urgency,
    load_policies,
    load_policy,
)

HEAD = 'version = "{name}"\nin_force = {day}\nauthority = "A council"\n'
CLAUSE = """[[clause]]
id = "7.1.7"
title = "Spam"
role = "assist"
force = "may"
behaviour = ""
numbered = true
"""
GROUND = '[[ground]]\nid = "7.1.7"\nname = "Spam"\nsays = "Spam"\nclear_cut = true\njudgement = "Is it?"\n'
RULE = """[[rule]]
id = "zork"
clause = "7.1.7"
urgency = "low"
says = "Says zork."
words = ['\\bzork\\b']
yes = ["zork"]
no = ["zorkington"]
"""


def write_policy(root: Path, *, name: str = "town-1", day: str = "2024-06-10", **files: str) -> Path:
    folder = root / name
    (folder / "rules").mkdir(parents=True)
    content = {"policy": HEAD.format(name=name, day=day), "clauses": CLAUSE, "grounds": GROUND, "rules": RULE}
    content |= files
    for stem in ("policy", "clauses", "grounds"):
        (folder / f"{stem}.toml").write_text(content[stem], "utf-8")
    (folder / "rules" / "first.toml").write_text(content["rules"], "utf-8")
    (folder / "rules" / "notes.txt").write_text("not a rule", "utf-8")
    return folder


def test_a_sound_folder_is_loaded(tmp_path: Path) -> None:
    policy = load_policy(write_policy(tmp_path))
    assert policy.version == "town-1"
    assert policy.in_force == date(2024, 6, 10)
    assert policy.ground("7.1.7").name == "Spam"
    assert policy.clause_title("7.1.7") == "Spam"
    assert policy.clause_title("9.9") == ""
    rule = policy.rule("zork")
    assert rule is not None
    assert rule.urgency == Urgency.LOW
    assert policy.rule("other") is None


def test_a_ground_the_policy_does_not_know_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownGround):
        load_policy(write_policy(tmp_path)).ground("7.1.99")


def test_urgencies_are_ranked_from_the_most_urgent() -> None:
    assert [urgency.rank for urgency in Urgency] == [0, 1, 2, 3]
    assert Urgency.CRISIS.rank < Urgency.LOW.rank


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('clause = "7.1.7"', 'clause = "7.1.99"', "clause '7.1.99' is not in the policy"),
        ('yes = ["zork"]', "", "has no 'yes' example"),
        ('no = ["zorkington"]', "", "has no 'no' example"),
        ('yes = ["zork"]', 'yes = ["quux"]', "misses its 'yes' example 'quux'"),
        ('no = ["zorkington"]', 'no = ["a zork"]', "matches its 'no' example 'a zork'"),
        (r"'\bzork\b'", "'zork+'", "without a bound"),
        (r"'\bzork\b'", "'(zork'", "cannot be read"),
        (r"'\bzork\b'", "'[a-z]'", "no fixed letters"),
        (r"words = ['\bzork\b']", "", "looks for nothing"),
        (r"words = ['\bzork\b']", 'terms = ["Two Words"]', "one word"),
        (r"words = ['\bzork\b']", 'kind = "smell"', "kind"),
        ('says = "Says zork."', "says = 1", "says"),
        ('urgency = "low"', 'urgency = "later"', "urgency"),
        ('id = "zork"\n', "", "id"),
        ('id = "zork"', 'id = "zork"\nwordz = []', "unknown field"),
        ("yes =", "unless = ['(zork']\nyes =", "unless 1"),
        ("[[rule]]", "[[rule", "cannot be read"),
    ],
)
def test_a_rule_that_does_not_hold_is_refused(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert old in RULE
    with pytest.raises(PolicyFault) as caught:
        load_policy(write_policy(tmp_path, rules=RULE.replace(old, new)))
    assert sentence in str(caught.value)
    assert caught.value.file == "rules/first.toml"
    assert caught.value.remedy in str(caught.value)


def test_a_name_used_twice_in_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyFault, match=r"rules/first.toml, zork: this name is used 2 times"):
        load_policy(write_policy(tmp_path, rules=RULE + RULE))


def test_a_name_used_in_two_files_is_refused(tmp_path: Path) -> None:
    folder = write_policy(tmp_path)
    (folder / "rules" / "second.toml").write_text(RULE, "utf-8")
    with pytest.raises(PolicyFault, match=r"rules/second.toml, zork: this name is also used in rules/first"):
        load_policy(folder)


def test_a_ground_that_is_no_clause_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyFault, match=r"grounds.toml, 7.1.8: no such clause"):
        load_policy(write_policy(tmp_path, grounds=GROUND.replace("7.1.7", "7.1.8")))


def test_a_long_pattern_is_cut_in_the_sentence(tmp_path: Path) -> None:
    with pytest.raises(PolicyFault, match="…"):
        load_policy(write_policy(tmp_path, rules=RULE.replace("zork\\b", "zork " * 30 + "+")))


def without_grounds(folder: Path) -> None:
    (folder / "grounds.toml").unlink()


def without_rules(folder: Path) -> None:
    for file in (folder / "rules").iterdir():
        file.unlink()
    (folder / "rules").rmdir()


def with_bad_letters(folder: Path) -> None:
    (folder / "policy.toml").write_bytes(b"\xff\xfe")


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (without_grounds, "grounds.toml: is missing"),
        (without_rules, "rules: is missing"),
        (with_bad_letters, "policy.toml: cannot be read"),
    ],
)
def test_a_damaged_folder_is_refused(tmp_path: Path, damage: Callable[[Path], None], sentence: str) -> None:
    folder = write_policy(tmp_path)
    damage(folder)
    with pytest.raises(PolicyFault, match=sentence):
        load_policy(folder)


def test_a_name_in_braces_stands_for_the_words_of_the_list(tmp_path: Path) -> None:
    rules = '[lists]\nanimal = ["yak", "emu"]\n' + RULE.replace("zork\\b", "zork {animal}\\b").replace(
        'yes = ["zork"]', 'yes = ["zork yak", "zork emu"]'
    )
    policy = load_policy(write_policy(tmp_path, rules=rules))
    assert policy.rules[0].words == (r"\bzork (?:yak|emu)\b",)


def test_an_excuse_takes_a_match_back(tmp_path: Path) -> None:
    rules = RULE.replace("yes =", "unless = ['zork park']\nyes =").replace("zorkington", "the zork park")
    assert load_policy(write_policy(tmp_path, rules=rules)).rules[0].unless == ("zork park",)


@pytest.mark.clause("11")
def test_the_version_in_force_on_a_day_is_given(tmp_path: Path) -> None:
    write_policy(tmp_path, name="a-new", day="2026-01-01")
    write_policy(tmp_path, name="b-old", day="2024-06-10")
    (tmp_path / "README.md").write_text("for the clerk", "utf-8")
    policies = load_policies(tmp_path)
    assert policies.in_force_on(date(2024, 6, 10)).version == "b-old"
    assert policies.in_force_on(date(2025, 12, 31)).version == "b-old"
    assert policies.in_force_on(date(2026, 1, 1)).version == "a-new"
    assert policies.of_version("b-old").in_force == date(2024, 6, 10)


@pytest.mark.clause("11")
def test_before_the_first_version_nothing_is_in_force(tmp_path: Path) -> None:
    write_policy(tmp_path)
    with pytest.raises(NoPolicyInForce, match="2024-06-09"):
        load_policies(tmp_path).in_force_on(date(2024, 6, 9))


def test_a_version_nobody_wrote_is_refused(tmp_path: Path) -> None:
    write_policy(tmp_path)
    with pytest.raises(NoPolicyInForce, match="town-2"):
        load_policies(tmp_path).of_version("town-2")


def test_a_place_without_any_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyFault, match="holds no version"):
        load_policies(tmp_path)
