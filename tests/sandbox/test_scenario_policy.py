"""Every scenario is held against the policy: what it removes is flagged, what it keeps is left alone."""

import sys
from collections.abc import Iterator
from datetime import date

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.cli.demo import SCENARIOS
from bot.domain.classify import Assessment, classify
from bot.domain.policy import Policy, Urgency, load_policies
from bot.sandbox.scenario import Lesson, Scenario, ScenarioComment, load, names

# The share of the taught removals that a rule must bring to a moderator. Some need a person's ear, and the
# residents' own reports bring those; each scenario says with `teaches` what a moderator then does.
FLAGGED = {
    "quiet-morning": 1.0,
    "spam-wave": 1.0,
    "heated-council": 0.75,
    "wildfire": 1.0,
    "by-election": 0.8,
}
KEPT_BUT_FLAGGED = 1  # at most, in one scenario
CALM_PLEAS = 1 / 3  # at most: pleas that reach a moderator, but not as a crisis, or through the residents
EVERY = pytest.mark.parametrize("name", names())


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policies().in_force_on(date(2026, 11, 20))


def assess(policy: Policy, script: Scenario, comment: ScenarioComment) -> Assessment:
    """Read a comment with the mode on that the scenario asks for."""
    return classify(
        comment.text,
        policy=policy,
        media=len(comment.media),
        election=script.mode == "election",
        emergency=script.mode == "emergency",
    )


def tell(line: str) -> None:
    """Say how it stands; `pytest -s` shows it."""
    sys.stdout.write(f"{line}\n")


def taught(script: Scenario, outcome: str) -> Iterator[tuple[ScenarioComment, Lesson]]:
    """The comments that teach an outcome; one without a lesson is kept."""
    for comment in script.comments:
        lesson = comment.teaches or Lesson(outcome="keep", why="Nothing to see.")
        if lesson.outcome == outcome:
            yield comment, lesson


def test_each_scenario_has_a_stated_share() -> None:
    assert sorted(FLAGGED) == names()


@EVERY
def test_the_rules_flag_what_a_scenario_teaches_to_remove(policy: Policy, name: str) -> None:
    script = load(name)
    removals = list(taught(script, "remove"))
    missed = [comment.text for comment, _ in removals if not assess(policy, script, comment).flagged]
    share = 1 - len(missed) / len(removals)
    tell(f"{name}: {len(removals) - len(missed)} of {len(removals)} removals flagged, {missed} missed")
    assert share >= FLAGGED[name]


@EVERY
def test_the_rules_leave_alone_what_a_scenario_teaches_to_keep(policy: Policy, name: str) -> None:
    script = load(name)
    kept = [comment for comment, lesson in taught(script, "keep") if not lesson.clause]
    flagged = [comment.text for comment in kept if assess(policy, script, comment).flagged]
    tell(f"{name}: {len(flagged)} of {len(kept)} kept comments flagged, {flagged}")
    assert len(flagged) <= KEPT_BUT_FLAGGED


@EVERY
def test_a_political_opinion_is_kept_in_every_mode(policy: Policy, name: str) -> None:
    script = load(name)
    for comment, lesson in taught(script, "keep"):
        if lesson.clause == "4.3.1":
            assert not assess(policy, script, comment).flagged, comment.text


@EVERY
def test_what_asks_for_help_is_a_crisis(policy: Policy, name: str) -> None:
    script = load(name)
    pleas = [comment for comment, lesson in taught(script, "escalate") if lesson.clause == "3.3.3"]
    calm = [one.text for one in pleas if assess(policy, script, one).urgency != Urgency.CRISIS]
    tell(f"{name}: {len(pleas) - len(calm)} of {len(pleas)} pleas are a crisis, {calm} missed")
    assert len(calm) <= len(pleas) * CALM_PLEAS


@EVERY
def test_lessons_cite_what_the_policy_has(policy: Policy, name: str) -> None:
    clauses = {clause.id for clause in policy.clauses}
    grounds = set(policy.grounds_by_id)
    for comment in load(name).comments:
        if comment.teaches:
            assert comment.teaches.ground in grounds | {""}
            assert comment.teaches.clause in clauses | {""}


@pytest.mark.parametrize(("name", "mode"), [("wildfire", "emergency"), ("by-election", "election")])
def test_the_two_long_scenarios_teach_with_every_line(name: str, mode: str) -> None:
    script = load(name)
    assert script.mode == mode
    assert 30 <= len(script.comments) <= 60
    assert all(comment.teaches for comment in script.comments)
    assert {lesson.outcome for _, lesson in taught(script, "keep")} == {"keep"}
    assert all(len(list(taught(script, outcome))) >= 4 for outcome in ("keep", "remove", "escalate"))


def test_the_demos_help_names_every_scenario() -> None:
    assert sorted(SCENARIOS.split(", ")) == names()


def test_the_demo_refuses_a_scenario_that_is_not_there_before_it_starts_anything() -> None:
    refused = CliRunner().invoke(app, ["demo", "--scenario", "flood"])
    assert refused.exit_code == 1
    assert refused.output.startswith('There is no scenario "flood". There are: by-election, heated-council,')
    assert "Starting" not in refused.output
