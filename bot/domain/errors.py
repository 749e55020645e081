"""The reasons a moderator can understand.

DeskError
├── ModerationError             refused: nothing was changed
│   ├── NotPermitted            the person may not do this
│   │   ├── NotAppointed
│   │   └── OnlyTheCao
│   ├── NotFound                what was named is not there
│   │   ├── UnknownCase
│   │   ├── UnknownGround
│   │   ├── UnknownPerson
│   │   └── UnknownPlatform
│   ├── AlreadyDecided          somebody was faster; carries who and when
│   ├── CaseChanged             the card that was clicked is out of date
│   ├── NothingToUndo
│   ├── GroundRequired
│   ├── ReasonRequired
│   ├── GroundOutOfSeason
│   └── Malformed               what was typed or sent cannot be read
├── NotVerified                 a signature that does not hold
├── EffectError                 the outside world did not do what a decision asked
│   ├── TryLater
│   └── WillNeverWork
└── CannotStart                 the process says what to mend, and stops
"""

from datetime import datetime, timedelta
from enum import StrEnum


class DeskError(Exception):
    """Something went wrong at the desk."""

    def __str__(self) -> str:
        """Give the message, else the class's own sentence."""
        return str(self.args[0]) if self.args else (self.__doc__ or "").strip()


class ModerationError(DeskError):
    """This could not be done."""


class NotPermitted(ModerationError):
    """You may not do this."""


class NotAppointed(NotPermitted):
    """Only appointed moderators decide here (policy 3.3.1). Ask the CAO about appointment."""


class OnlyTheCao(NotPermitted):
    """This case is with the CAO: only the CAO or a designate decides it now (policy 3.3.3)."""


class NotFound(ModerationError):
    """There is no such thing here."""


class UnknownCase(NotFound):
    """There is no case with this number."""


class UnknownGround(NotFound):
    """This is not a ground of section 7.1 of the policy, nor 9.2."""


class UnknownPerson(NotFound):
    """There is no such person in the register."""


class UnknownPlatform(NotFound):
    """The desk has no connector of this name."""


class AlreadyDecided(ModerationError):
    """Somebody decided this before you. Nothing was changed by your click."""

    def __init__(
        self, case_id: int, version: int, actor: str, outcome: str, ground: str | None, at: datetime
    ) -> None:
        super().__init__()
        self.case_id = case_id
        self.version = version  # of the case, as it stands now
        self.actor = actor
        self.outcome = outcome
        self.ground = ground
        self.at = at


class CaseChanged(ModerationError):
    """The case has moved on since this card was drawn. Look again, then decide."""


class NothingToUndo(ModerationError):
    """There is nothing to undo: the case is open."""


class GroundRequired(ModerationError):
    """A removal needs a ground: one of 7.1.1 to 7.1.11, or 9.2 in an election."""


class ReasonRequired(ModerationError):
    """This ground needs your judgement in words: say what in the comment breaks it."""


class GroundOutOfSeason(ModerationError):
    """Ground 9.2 can be used only during an election, and none is on."""


class Malformed(ModerationError):
    """This could not be read."""


class NotVerified(DeskError):
    """The signature does not hold."""


class EffectError(DeskError):
    """The outside world did not do what was asked."""


class TryLater(EffectError):
    """It may work later."""

    def __init__(
        self, sentence: str, *, code: str = "transient", retry_after: timedelta | None = None
    ) -> None:
        super().__init__(sentence)
        self.code = code
        self.retry_after = retry_after


class Refusal(StrEnum):
    """Why an effect will never work (platform outcome classes)."""

    NOT_PERMITTED = "not_permitted"
    NOT_SUPPORTED = "not_supported"
    TOKEN_DEAD = "token_dead"  # noqa: S105
    INVALID = "invalid"
    POLICY_BLOCKED = "policy_blocked"


class WillNeverWork(EffectError):
    """It will not work by trying again; a person has to do it by hand."""

    def __init__(self, sentence: str, *, code: Refusal) -> None:
        super().__init__(sentence)
        self.code = code


class CannotStart(DeskError):
    """The desk cannot start."""
