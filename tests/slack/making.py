"""Cases to draw: a test names only what it is about."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from bot.domain.models import Account, Capture, Case, Decision, Flag, Outcome, PlatformState, Role
from bot.domain.platform import Capabilities
from bot.domain.policy import Policy, Urgency, load_policies
from bot.domain.views import CaseView

NOON = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
SPAM = "Congratulations, claim your raffle prize at http://prize-westlock.example/win now!"
FACEBOOK = Capabilities(
    name="Facebook",
    remove_does="hides it on Facebook (the author still sees it)",
    removed_word="hidden on Facebook",
    reversible=True,
    by_hand="open the comment, ⋯, Hide comment",
    restore_by_hand="open the comment, ⋯, Unhide comment",
)


@cache
def the_policy() -> Policy:
    """The policy in force; its grounds and clauses stand on cards."""
    return load_policies().versions[-1]


def a_match(
    text: str, words: str, *, clause: str = "7.1.7", judgement: bool = False, reason: str = "A scam's words."
) -> dict[str, Any]:
    """A rule that matched these words of the text."""
    start = text.index(words)
    return {
        "rule": "a-rule",
        "version": 1,
        "clause": clause,
        "reason": reason,
        "words": [words] if words else [],
        "spans": [[start, start + len(words)]] if words else [],
        "urgency": "normal",
        "suggest": "remove",
        "judgement": judgement,
    }


def a_decision(outcome: Outcome = Outcome.REMOVE, **more: Any) -> Decision:
    """A decision of Ana's, two minutes after noon."""
    given: dict[str, Any] = {"id": 7, "case_id": 1042, "capture_id": 3, "reason": "", "actor": "U0ANA"}
    given |= {"role": Role.MODERATOR, "policy_version": "westlock-2024-0168", "salt": b""}
    given |= {"outcome": outcome, "decided_at": NOON + timedelta(minutes=2)}
    return Decision(**given | more)


def a_view(
    text: str = SPAM,
    matches: list[dict[str, Any]] | None = None,
    *,
    decision: Decision | None = None,
    media: list[dict[str, str]] | None = None,
    history: dict[str, Any] | None = None,
    post_text: str = "Pool reopens Monday\n\nLane times are on the website.",
    **case: Any,
) -> CaseView:
    """A case on Facebook; `case` overrides its columns."""
    found = [a_match(text, "claim your raffle prize")] if matches is None else matches
    given: dict[str, Any] = {"id": 1042, "account_id": 1, "platform": "facebook", "comment_id": "1_2"}
    given |= {"capture_id": 3, "urgency": Urgency.NORMAL, "ground": found[0]["clause"] if found else None}
    given |= {"assessment": {"policy_version": "westlock-2024-0168", "matches": found}, "version": 2}
    given |= {
        "opened_at": NOON,
        "answer_by": NOON + timedelta(hours=4),
        "platform_state": PlatformState.VISIBLE,
    }
    capture = Capture(
        id=3, platform="facebook", account="1", comment_id="1_2", revision=1, body=b"", text=text, digest="",
        author_id="300", author_name="Dale Hewitt", post_id="1_1", post_text=post_text, post_permalink="",
        permalink="https://www.facebook.com/1/posts/1?comment_id=2", media=media or [], read_at=NOON,
        captured_at=NOON, raw=b"", sha256="0" * 64, salt=b"",
    )  # fmt: skip
    flags = [
        Flag(case_id=1042, capture_id=3, policy_version="", raised_at=NOON,
             **{name: m[name] for name in ("rule", "clause", "reason", "words")})
        for m in found
    ]  # fmt: skip
    account = Account(id=1, platform="facebook", handle="1", name="Town of Westlock", added_at=NOON)
    seen = {"first": NOON, "comments": 2, "removed": 0} if history is None else history
    made = Case(**given | case)
    return CaseView(made, capture, post_text, account, flags, decision, seen, the_policy(), FACEBOOK)
