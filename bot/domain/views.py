"""What there is to look at: a case with everything a card shows, a page of the queue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.models import Account, Capture, Case, Decision, Flag, Person
from bot.domain.platform import Capabilities
from bot.domain.policy import Policy


@dataclass(frozen=True)
class CaseView:
    """Everything a card or a modal shows of a case."""

    case: Case
    capture: Capture
    post_text: str  # the Town's post the comment stands under
    account: Account
    flags: Sequence[Flag]
    decision: Decision | None
    history: dict[str, Any]
    policy: Policy
    does: Capabilities


@dataclass(frozen=True)
class QueueLine:
    """One case in the queue."""

    case: Case
    text: str
    account: str


@dataclass(frozen=True)
class QueueView:
    """One page of the queue, for one person."""

    person: Person | None
    counts: dict[str, int]
    escalated: Sequence[QueueLine]
    lines: Sequence[QueueLine]
    page: int
    now: datetime
    cao: Sequence[Person]
