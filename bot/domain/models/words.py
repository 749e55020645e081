"""The words a row may hold, with their transitions beside them."""

from enum import StrEnum

SYSTEM = "system"  # the actor when no person acted


class Role(StrEnum):
    """What the register says a person may do here."""

    CAO = "cao"
    DESIGNATE = "designate"
    MODERATOR = "moderator"


class CaseStatus(StrEnum):
    """Where a case stands."""

    OPEN = "open"  # waits in the queue
    ESCALATED = "escalated"  # open -> escalated: waits for the CAO
    KEPT = "kept"  # open | escalated -> kept
    REMOVED = "removed"  # open | escalated -> removed
    # escalated | kept | removed -> open: by Undo, or when the author changes the comment


class Outcome(StrEnum):
    """What a person concluded."""

    KEEP = "keep"
    REMOVE = "remove"
    ESCALATE = "escalate"
    RESTORE = "restore"  # Undo: the case is open again, what was removed comes back


class PlatformState(StrEnum):
    """Where the comment stands on its platform, as last read back."""

    VISIBLE = "visible"
    REMOVING = "removing"  # visible -> removing: asked, not yet confirmed
    HIDDEN = "hidden"  # removing -> hidden: read back
    RESTORING = "restoring"  # hidden -> restoring: asked, not yet confirmed
    STUCK = "stuck"  # removing | restoring -> stuck: the platform will not; by hand
    GONE = "gone"  # no longer there for anybody


class EffectKind(StrEnum):
    """What a decision can ask of the outside world."""

    REMOVE_COMMENT = "remove_comment"
    RESTORE_COMMENT = "restore_comment"
    POST_CARD = "post_card"
    UPDATE_CARD = "update_card"
    POST_NOTE = "post_note"  # one line in a card's thread
    READ_POST = "read_post"  # the Town's post a comment stands under, where its delivery did not bring it
    UPDATE_SUMMARY = "update_summary"  # the one message that counts what waits behind the cards
    SEND_MESSAGE = "send_message"  # a plain message to one person


class EffectStatus(StrEnum):
    """Where an effect stands."""

    DUE = "due"  # waits for its time and its lane
    CLAIMED = "claimed"  # due -> claimed: a worker has it, until its lease ends
    DONE = "done"  # claimed -> done
    FAILED = "failed"  # claimed -> failed: will never work; a person was told
    DROPPED = "dropped"  # claimed -> dropped: no longer wanted when its turn came


class Audience(StrEnum):
    """Whom a card is for."""

    MODERATORS = "moderators"
    CAO = "cao"
    SUMMARY = "summary"  # no card: the channel's one summary message
