"""What a platform can do, and where a comment stands on it."""

from dataclasses import dataclass
from enum import StrEnum


class Visibility(StrEnum):
    """Where a comment stands on its platform, read back."""

    VISIBLE = "visible"  # the public sees it
    HIDDEN = "hidden"  # out of public sight, can come back
    GONE = "gone"  # no longer there for anybody


@dataclass(frozen=True)
class Capabilities:
    """What Remove does here, in words for the card."""

    name: str  # the platform's name for people: "Facebook"
    remove_does: str  # "hides it on Facebook (the author still sees it)"
    removed_word: str  # "hidden on Facebook"
    reversible: bool
    by_hand: str  # how a person does it: "open the comment, ⋯, Hide comment"
    restore_by_hand: str
