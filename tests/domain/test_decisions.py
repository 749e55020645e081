"""What may be decided, by whom, and what follows."""

from typing import Any

import pytest

from bot.domain.decisions import (
    Judgement,
    check_decision,
    check_undo,
    clear_words,
    facts_of,
    platform_act,
    state_while,
    status_after,
)
from bot.domain.errors import (
    GroundOutOfSeason,
    GroundRequired,
    NothingToUndo,
    OnlyTheCao,
    ReasonRequired,
)
from bot.domain.models import Case, CaseStatus, Decision, EffectKind, Outcome, PlatformState, Role
from bot.domain.policy import Ground

SPAM = Ground(id="7.1.7", name="Spam", says="", clear_cut=True, judgement="")
ELECTION = Ground(id="9.2", name="Election", says="", clear_cut=False, judgement="", election_only=True)


def a_case(status: CaseStatus = CaseStatus.OPEN, **more: Any) -> Case:
    """A case; a test names only what it is about."""
    return Case(id=1, status=status, **more)


def a_decision(role: Role = Role.MODERATOR, **more: Any) -> Decision:
    """A decision of somebody with this role."""
    given: dict[str, Any] = {"id": 7, "case_id": 1, "capture_id": 3, "policy_version": "v1", "salt": b"s"}
    given |= {"outcome": Outcome.KEEP, "reason": "", "actor": "U0ANA", "role": role}
    return Decision(**given | more)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("outcome", [Outcome.KEEP, Outcome.ESCALATE])
def test_everybody_with_a_role_may_keep_or_escalate_an_open_case(role: Role, outcome: Outcome) -> None:
    check_decision(a_case(), Judgement(outcome), role)


@pytest.mark.parametrize("outcome", Outcome)
def test_only_the_cao_or_a_designate_decides_what_is_with_the_cao(outcome: Outcome) -> None:
    judgement = Judgement(outcome, SPAM, "spam")
    with pytest.raises(OnlyTheCao):
        check_decision(a_case(CaseStatus.ESCALATED), judgement, Role.MODERATOR)
    for lead in (Role.CAO, Role.DESIGNATE):
        check_decision(a_case(CaseStatus.ESCALATED), judgement, lead)


@pytest.mark.parametrize(
    ("judgement", "refusal"),
    [
        (Judgement(Outcome.REMOVE, None, "spam"), GroundRequired),
        (Judgement(Outcome.REMOVE, ELECTION, "commentary"), GroundOutOfSeason),
        (Judgement(Outcome.REMOVE, SPAM, ""), ReasonRequired),
        (Judgement(Outcome.REMOVE, SPAM, " \n\t"), ReasonRequired),
    ],
)
def test_a_removal_needs_a_ground_in_season_and_a_reason(
    judgement: Judgement, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        check_decision(a_case(), judgement, Role.CAO)


def test_a_removal_with_a_ground_and_a_reason_stands() -> None:
    check_decision(a_case(), Judgement(Outcome.REMOVE, SPAM, "spam"), Role.MODERATOR)


def test_only_words_of_rules_that_ask_for_no_judgement_speak_for_themselves() -> None:
    matches = [
        {"clause": "7.1.7", "judgement": False, "words": ["prize", "claim"]},
        {"clause": "7.1.7", "judgement": True, "words": ["maybe"]},
        {"clause": "7.1.2", "judgement": False, "words": ["other"]},
    ]
    case = a_case(assessment={"matches": matches})
    assert clear_words(case, "7.1.7") == ("prize", "claim")
    assert clear_words(case, "7.1.8") == ()
    assert clear_words(a_case(assessment={}), "7.1.7") == ()


def test_an_open_case_has_nothing_to_undo() -> None:
    with pytest.raises(NothingToUndo):
        check_undo(a_case(), a_decision(), Role.CAO)
    with pytest.raises(NothingToUndo):
        check_undo(a_case(CaseStatus.KEPT), None, Role.CAO)


@pytest.mark.parametrize(
    ("decided_by", "undone_by", "stands"),
    [
        (Role.MODERATOR, Role.MODERATOR, True),
        (Role.MODERATOR, Role.CAO, True),
        (Role.CAO, Role.MODERATOR, False),
        (Role.DESIGNATE, Role.MODERATOR, False),
        (Role.CAO, Role.DESIGNATE, True),
        (Role.DESIGNATE, Role.CAO, True),
    ],
)
def test_what_the_cao_decided_only_the_cao_or_a_designate_undoes(
    decided_by: Role, undone_by: Role, stands: bool
) -> None:
    if stands:
        check_undo(a_case(CaseStatus.KEPT), a_decision(decided_by), undone_by)
        return
    with pytest.raises(OnlyTheCao):
        check_undo(a_case(CaseStatus.KEPT), a_decision(decided_by), undone_by)


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Outcome.KEEP, CaseStatus.KEPT),
        (Outcome.REMOVE, CaseStatus.REMOVED),
        (Outcome.ESCALATE, CaseStatus.ESCALATED),
        (Outcome.RESTORE, CaseStatus.OPEN),
    ],
)
def test_the_status_follows_the_outcome(outcome: Outcome, status: CaseStatus) -> None:
    assert status_after(outcome) == status


REMOVE, RESTORE = EffectKind.REMOVE_COMMENT, EffectKind.RESTORE_COMMENT


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("state", PlatformState)
def test_public_sight_follows_the_decision(outcome: Outcome, state: PlatformState) -> None:
    in_sight_or_gone = state in (PlatformState.VISIBLE, PlatformState.GONE)
    wanted = {
        Outcome.REMOVE: None if state == PlatformState.GONE else REMOVE,
        Outcome.KEEP: None if in_sight_or_gone else RESTORE,
        Outcome.RESTORE: None if in_sight_or_gone else RESTORE,
        Outcome.ESCALATE: None,
    }
    assert platform_act(outcome, state) == wanted[outcome]


def test_while_the_platform_is_asked_the_comment_is_on_its_way() -> None:
    assert state_while(REMOVE) == PlatformState.REMOVING
    assert state_while(RESTORE) == PlatformState.RESTORING


def test_the_ledger_says_everything_of_a_decision_but_its_reason() -> None:
    facts = facts_of(a_decision(reason="Insults Dale", ground="7.1.2", undoes=5))
    assert facts.pop("reason") != facts_of(a_decision(reason="Insults Ana")).pop("reason")
    ids = {"case": 1, "decision": 7, "capture": 3, "undoes": 5}
    assert facts == ids | {"outcome": "keep", "ground": "7.1.2", "role": "moderator", "policy": "v1"}
    assert "Dale" not in str(facts)
    assert not {"ground", "undoes"} & facts_of(a_decision()).keys()
