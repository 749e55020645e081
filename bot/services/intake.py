"""What arrives is captured first, then flagged, then a case."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.domain.calendar import answer_by
from bot.domain.classify import KEEP, Assessment, classify
from bot.domain.effects import (
    post_card,
    post_note,
    read_post,
    send_message,
    update_card,
    update_summary,
)
from bot.domain.intake import (
    IncomingComment,
    Parsed,
    Revision,
    Skipped,
    capture_digest,
    content_digest,
    is_new_revision,
    is_newest,
    readable,
)
from bot.domain.ledger import commitment, new_salt
from bot.domain.models import SYSTEM, Account, Audience, Case, CaseStatus, PlatformState, Role
from bot.domain.policy import Policy
from bot.store.captures import add_captures, known_revisions, lock_comments
from bot.store.cases import add_cases, add_flags, lock_cases
from bot.store.effects import ask
from bot.store.ledger import Line, append_ledger
from bot.store.people import list_accounts, list_people, save_cursor


@dataclass
class Received:
    """What one delivery came to."""

    captured: int = 0
    repeated: int = 0
    opened: list[int] = field(default_factory=list)
    reopened: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class _New:
    """A revision just captured: what came, its row, and whether it is what stands on the platform now."""

    comment: IncomingComment
    capture_id: int
    row: dict[str, Any]
    newest: bool


async def receive(desk: Desk, parsed: Parsed, *, cursor: tuple[Account, str] | None = None) -> Received:
    """Capture what one webhook or poll brought, flag it, open or join its cases; all or nothing."""
    now = desk.now()
    result = Received()
    async with desk.db.transaction() as session:
        new = await _capture(session, parsed.comments, now, result)
        lines = [_captured_line(n) for n in new] + [_skipped_line(s) for s in parsed.skipped]
        lines += await _open_cases(session, desk, [n for n in new if n.newest], now, result)
        if cursor:
            await save_cursor(session, *cursor)
        if lines:
            await append_ledger(session, now, SYSTEM, *lines)
    return result


async def _capture(
    session: AsyncSession, comments: Sequence[IncomingComment], now: datetime, result: Received
) -> list[_New]:
    rows, kept = [], []
    for platform in sorted({c.platform for c in comments}):
        mine = [c for c in comments if c.platform == platform]
        named = {c.comment_id for c in mine}
        await lock_comments(session, platform, named)
        known = await known_revisions(session, platform, named)
        for comment in mine:
            revisions = known.setdefault(comment.comment_id, [])
            digest = content_digest(comment.text, comment.media)
            if not is_new_revision(revisions, comment, digest):
                result.repeated += 1
                continue
            newest = is_newest(revisions, comment)
            revisions.append(Revision(len(revisions) + 1, digest, comment.changed_at, now))
            rows.append(_capture_row(comment, len(revisions), digest, now))
            kept.append((comment, newest))
    ids = await add_captures(session, rows) if rows else []
    result.captured = len(ids)
    return [_New(c, i, row, newest) for (c, newest), i, row in zip(kept, ids, rows, strict=True)]


def _capture_row(comment: IncomingComment, revision: int, digest: str, now: datetime) -> dict[str, Any]:
    shown = {
        name: readable(getattr(comment, name))
        for name in ("author_id", "author_name", "post_id", "post_text", "post_permalink", "permalink")
    }
    row = {
        **shown,
        "platform": comment.platform,
        "account": comment.account,
        "comment_id": comment.comment_id,
        "revision": revision,
        "body": comment.text.encode("utf-8", "surrogatepass"),
        "text": readable(comment.text),
        "digest": digest,
        "parent_id": comment.parent_id,
        "media": [{"kind": readable(m.kind), "url": readable(m.url)} for m in comment.media],
        "created_at": comment.created_at,
        "changed_at": comment.changed_at,
        "read_at": comment.read_at,
        "captured_at": now,
        "raw": comment.raw,
    }
    return {**row, "sha256": capture_digest(row), "salt": new_salt()}


async def _open_cases(
    session: AsyncSession, desk: Desk, new: Sequence[_New], now: datetime, result: Received
) -> list[Line]:
    """Open a case for what is flagged; let a changed comment join or re-open its case."""
    latest = {(n.comment.platform, n.comment.comment_id): n for n in new}.values()
    accounts = {(a.platform, a.handle): a for a in await list_accounts(session)} if new else {}
    lines: list[Line] = []
    fresh: list[tuple[_New, Assessment, Account]] = []
    strangers: dict[tuple[str, str], _New] = {}
    for platform in sorted({n.comment.platform for n in latest}):
        mine = [n for n in latest if n.comment.platform == platform]
        seen = {n.comment.comment_id for n in mine if n.row["revision"] > 1}  # no other can have a case
        cases = await lock_cases(session, platform, seen) if seen else {}
        for n in mine:
            account = accounts.get((platform, n.comment.account))
            if account is None:
                strangers.setdefault((platform, n.comment.account), n)
                continue
            policy = _policy_for(desk, n.comment.created_at or now)
            assessment = classify(n.row["text"], policy=policy, media=len(n.comment.media))
            case = cases.get(n.comment.comment_id)
            if case is not None:
                lines.append(await _join(session, desk, case, n, assessment, now, result))
            elif assessment.flagged:
                fresh.append((n, assessment, account))
    lines += await _tell_strangers(session, strangers, now)
    lines += await _open(session, desk, fresh, now, result)
    if result.opened or result.reopened:
        await ask(session, update_summary(desk.channel, now))
    return lines


async def _open(
    session: AsyncSession,
    desk: Desk,
    fresh: Sequence[tuple[_New, Assessment, Account]],
    now: datetime,
    result: Received,
) -> list[Line]:
    if not fresh:
        return []
    rows = [
        {
            "account_id": account.id,
            "platform": n.comment.platform,
            "comment_id": n.comment.comment_id,
            "status": CaseStatus.OPEN,
            "opened_at": now,
            "version": 1,
            "platform_state": PlatformState.VISIBLE,
            "platform_note": "",
            **_assessed(desk, n, assessment, now),
        }
        for n, assessment, account in fresh
    ]
    ids = await add_cases(session, rows)
    flags = [row for i, (n, a, _) in zip(ids, fresh, strict=True) for row in _flag_rows(i, n, a, now)]
    await add_flags(session, flags)
    bare = {
        (c.platform, c.account, n.row["post_id"]) for n, _, _ in fresh for c in [n.comment] if not c.post_text
    }
    cards = [post_card(i, desk.channel, Audience.MODERATORS, 1, now) for i in ids]
    await ask(session, *cards, *(read_post(*post, now) for post in sorted(bare) if post[2]))
    result.opened = ids
    return [
        ("case.opened", {"case": i, "capture": n.capture_id, "rules": [m.rule for m in a.matches]})
        for i, (n, a, _) in zip(ids, fresh, strict=True)
    ]


async def _join(
    session: AsyncSession,
    desk: Desk,
    case: Case,
    new: _New,
    assessment: Assessment,
    now: datetime,
    result: Received,
) -> Line:
    """Put the changed comment under its case; a decision was about the wording before."""
    assert case.id is not None  # noqa: S101
    reopens = case.status == CaseStatus.REMOVED or (case.status == CaseStatus.KEPT and assessment.flagged)
    for name, value in _assessed(desk, new, assessment, now).items():
        setattr(case, name, value)
    case.version += 1
    if reopens:
        case.status, case.carded_at = CaseStatus.OPEN, None
        result.reopened.append(case.id)
        await ask(session, post_card(case.id, desk.channel, Audience.MODERATORS, case.version, now))
    else:
        await ask(session, update_card(case.id, now))
        key = f"{case.id}-capture-{new.capture_id}"
        await ask(session, post_note(case.id, key, "The author changed the comment.", desk.channel, now))
    session.add(case)
    await session.flush()
    await add_flags(session, _flag_rows(case.id, new, assessment, now))
    facts = {"case": case.id, "capture": new.capture_id, "rules": [m.rule for m in assessment.matches]}
    return ("case.reopened" if reopens else "case.changed", facts)


def _policy_for(desk: Desk, at: datetime) -> Policy:
    """Give the policy in force when the comment was written; older comments fall under the first one (11)."""
    day = at.astimezone(desk.zone).date()
    return desk.policies.in_force_on(max(day, desk.policies.versions[0].in_force))


def _assessed(desk: Desk, new: _New, assessment: Assessment, now: datetime) -> dict[str, Any]:
    return {
        "capture_id": new.capture_id,
        "urgency": assessment.urgency,
        "ground": assessment.ground,
        "assessment": assessment.model_dump(mode="json"),
        "answer_by": answer_by(assessment.urgency, now, desk.zone, desk.closed),
    }


def _flag_rows(case_id: int, new: _New, assessment: Assessment, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "case_id": case_id,
            "capture_id": new.capture_id,
            "rule": m.rule,
            "clause": m.clause,
            "reason": m.reason,
            "words": list(m.words),
            "policy_version": assessment.policy_version,
            "raised_at": now,
        }
        for m in assessment.matches
        if m.suggest != KEEP
    ]


async def _tell_strangers(
    session: AsyncSession, strangers: dict[tuple[str, str], _New], now: datetime
) -> list[Line]:
    """Tell the CAO, once per account, that comments come from an account not on the register (2.1)."""
    if not strangers:
        return []
    leads = await list_people(session, Role.CAO, Role.DESIGNATE)
    for platform, account in sorted(strangers):
        words = (
            f"Unregistered account seen: comments arrive from {platform} account {account}, which is not on "
            "the register (policy 2.1). They are recorded; no buttons are offered until it is registered."
        )
        await ask(
            session, *(send_message(p.slack_id, f"stranger-{platform}-{account}", words, now) for p in leads)
        )
    return [("account.unregistered", {"platform": p, "account": a}) for p, a in sorted(strangers)]


def _captured_line(new: _New) -> Line:
    row = new.row
    facts = {
        "capture": new.capture_id,
        "platform": row["platform"],
        "comment": row["comment_id"],
        "revision": row["revision"],
        "content": commitment(row["salt"], row["sha256"]),
    }
    return "comment.captured", facts


def _skipped_line(skipped: Skipped) -> Line:
    return "hook.skipped", {k: v for k, v in skipped.model_dump().items() if v}
