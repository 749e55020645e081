"""What may be decided, by whom, and what follows from it."""

from dataclasses import dataclass
from typing import Any

from bot.domain.errors import (
    GroundOutOfSeason,
    GroundRequired,
    NothingToUndo,
    OnlyTheCao,
    ReasonRequired,
)
from bot.domain.ledger import commitment
from bot.domain.models import Case, CaseStatus, Decision, EffectKind, Outcome, PlatformState, Role
from bot.domain.policy import Ground

LEADS = frozenset({Role.CAO, Role.DESIGNATE})


@dataclass(frozen=True)
class Judgement:
    """What a person wants to conclude, and why."""

    outcome: Outcome
    ground: Ground | None = None
    reason: str = ""  # the person's own words, else the words that matched


def check_decision(case: Case, judgement: Judgement, role: Role) -> None:
    """Raise the reason this decision may not stand, if there is one."""
    if case.status == CaseStatus.ESCALATED and role not in LEADS:
        raise OnlyTheCao
    if judgement.outcome == Outcome.REMOVE:
        check_removal(judgement)


def check_removal(judgement: Judgement) -> None:
    """Raise what a removal lacks: a ground that may be used now, and a reason in words (7.1)."""
    ground = judgement.ground
    if ground is None:
        raise GroundRequired
    if ground.election_only:
        raise GroundOutOfSeason
    if not judgement.reason.strip():
        raise ReasonRequired


def clear_words(case: Case, ground: str) -> tuple[str, ...]:
    """Give the words that speak for themselves under a ground: matched by rules that ask for no judgement."""
    matches = case.assessment.get("matches", [])
    clear = (m for m in matches if m["clause"] == ground and not m["judgement"])
    return tuple(word for match in clear for word in match["words"])


def check_undo(case: Case, standing: Decision | None, role: Role) -> None:
    """Raise the reason the standing decision may not be undone, if there is one."""
    if case.status == CaseStatus.OPEN or standing is None:
        raise NothingToUndo
    if standing.role in LEADS and role not in LEADS:
        raise OnlyTheCao


def status_after(outcome: Outcome) -> CaseStatus:
    """Give the status a decision leads to."""
    match outcome:
        case Outcome.KEEP:
            return CaseStatus.KEPT
        case Outcome.REMOVE:
            return CaseStatus.REMOVED
        case Outcome.ESCALATE:
            return CaseStatus.ESCALATED
        case Outcome.RESTORE:
            return CaseStatus.OPEN


def platform_act(outcome: Outcome, state: PlatformState) -> EffectKind | None:
    """Give what the decision asks of the platform, if anything: public sight follows the decision."""
    if outcome == Outcome.REMOVE:
        return None if state == PlatformState.GONE else EffectKind.REMOVE_COMMENT
    if outcome in (Outcome.RESTORE, Outcome.KEEP) and state not in (
        PlatformState.VISIBLE,
        PlatformState.GONE,
    ):
        return EffectKind.RESTORE_COMMENT
    return None


def state_while(kind: EffectKind) -> PlatformState:
    """Give the state a comment is in while the platform is being asked."""
    return PlatformState.REMOVING if kind == EffectKind.REMOVE_COMMENT else PlatformState.RESTORING


def facts_of(decision: Decision) -> dict[str, Any]:
    """Give what the ledger says of a decision: everything but its reason, which it commits to."""
    facts = {
        "case": decision.case_id,
        "decision": decision.id,
        "capture": decision.capture_id,
        "outcome": decision.outcome,
        "ground": decision.ground,
        "undoes": decision.undoes,
        "role": decision.role,
        "policy": decision.policy_version,
        "reason": commitment(decision.salt, decision.reason),
    }
    return {name: value for name, value in facts.items() if value is not None}
