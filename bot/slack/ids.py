"""Every id a person can press or submit; the handlers listen to exactly these."""

from enum import StrEnum

from bot.domain.errors import Malformed


class Press(StrEnum):
    """Buttons and menus."""

    REMOVE = "case.remove"  # acts at once under the suggested ground
    REMOVE_ASK = "case.remove_ask"  # opens the modal: the ground needs judgement
    KEEP = "case.keep"
    ESCALATE = "case.escalate"
    UNDO = "case.undo"
    MORE = "case.more"  # the overflow menu
    DONE_BY_HAND = "case.done_by_hand"
    TRY_AGAIN = "case.try_again"
    OPEN = "queue.open"  # open one case from the queue
    QUEUE = "queue.show"
    PAGE = "queue.page"
    TEXT = "text.page"  # the full text's next or previous page
    LINK = "link.open"  # a button that only opens an address; Slack tells us all the same


class More(StrEnum):
    """The overflow menu's entries."""

    OTHER_GROUND = "other_ground"
    SHOW_ALL = "show_all"
    OPEN_ORIGINAL = "open_original"
    ASSIGN = "assign"
    WRONG_FLAG = "wrong_flag"


class Form(StrEnum):
    """Modals that are submitted."""

    REMOVAL = "removal"


class Field(StrEnum):
    """Inputs of the modals: the block's and the element's id are the same."""

    GROUND = "ground"
    REASON = "reason"


def stamp(case_id: int, version: int) -> str:
    """Write a button's value: which case, as it stood when the card was drawn."""
    return f"{case_id}|{version}"


def read_stamp(value: str) -> tuple[int, int]:
    """Read a button's value; raise Malformed."""
    case_id, _, version = value.partition("|")
    if not (case_id.isascii() and case_id.isdigit() and version.isascii() and version.isdigit()):
        raise Malformed("This button belongs to no case.")
    if len(case_id) > 18 or len(version) > 9:
        raise Malformed("This button belongs to no case.")
    return int(case_id), int(version)
