"""Draws the home tab: the queue for those with a role, the way in for everybody else."""

from bot.domain.models import CaseStatus, Role
from bot.domain.policy import Urgency
from bot.domain.views import QueueLine, QueueView
from bot.slack.blocks import Block, actions, button, context, escape, header, person, quote, section, when
from bot.slack.cards import PRIVATE, first_sentence
from bot.slack.ids import Press
from bot.slack.words import cut, shown

PREVIEW = 60


def draw_home(view: QueueView) -> Block:
    """Draw the home tab for one person."""
    blocks = _visitor(view) if view.person is None else _queue(view)
    blocks.append(context(f"As of {when(view.now)}"))
    return {"type": "home", "blocks": blocks}


def draw_queue_lines(view: QueueView) -> list[Block]:
    """Draw the counts and one line per case."""
    lead = view.person is not None and view.person.role in (Role.CAO, Role.DESIGNATE)
    blocks = [section(_counts(view))]
    if view.escalated:
        blocks.append(section("*With the CAO*" if not lead else "*For you: escalated cases*"))
        blocks += [b for line in view.escalated for b in _line(line)]
        blocks.append({"type": "divider"})
    if not view.lines:
        return [*blocks, section("The queue is empty: every flagged comment is decided.")]
    return blocks + [b for line in view.lines for b in _line(line)]


def _queue(view: QueueView) -> list[Block]:
    waiting = sum(n for word, n in view.counts.items() if word != CaseStatus.ESCALATED)
    blocks = [header("The queue"), *draw_queue_lines(view)]
    if waiting > len(view.lines) and view.lines:
        blocks.append(_turn(view.page, waiting, len(view.lines)))
    return blocks


def _counts(view: QueueView) -> str:
    parts = [f"{view.counts[u]} {u}" for u in Urgency if view.counts.get(u)]
    if escalated := view.counts.get(CaseStatus.ESCALATED):
        parts.append(f"{escalated} with the CAO")
    return " · ".join(parts) or "Nothing waits."


def _line(line: QueueLine) -> list[Block]:
    case = line.case
    matches = case.assessment.get("matches", [])
    private = any(m["clause"] == PRIVATE for m in matches)
    why = first_sentence(matches[0]["reason"]) if matches else "nothing is flagged now"
    words, left = cut(" ".join(shown(line.text).split()), PREVIEW)
    preview = "(holds personal information)" if private else (words or "(no words)") + ("…" if left else "")
    head = f"*{case.urgency.upper()}* · {escape(why)} · {escape(line.account)} · "
    show = button("Open", f"{Press.OPEN}", f"{case.id}|{case.version}", f"Open case {case.id}")
    holder = f" · {person(case.assigned_to)}" if case.assigned_to else ""
    return [section(f"{head}case {case.id} · {when(case.opened_at, '{ago}')}{holder}", show), quote(preview)]


def _turn(page: int, waiting: int, shown_now: int) -> Block:
    first = page * 15 + 1
    buttons = []
    if page > 0:
        buttons.append(button("‹ Before", f"{Press.PAGE}.back", str(page - 1), "Page before"))
    here = f"{first}–{first + shown_now - 1} of {waiting}"
    buttons.append(button(here, f"{Press.PAGE}.here", str(page), f"Shown: {here}"))
    if first + shown_now <= waiting:
        buttons.append(button("Next ›", f"{Press.PAGE}.on", str(page + 1), "Next page"))
    return actions(*buttons)


def _visitor(view: QueueView) -> list[Block]:
    cao = ", ".join(person(p.slack_id) for p in view.cao) or "the CAO"
    return [
        header("The moderation desk"),
        section(
            "Appointed moderators decide here on comments under the Town's posts: what is flagged under the "
            "Social Media Policy (2024-0168) is removed, kept or brought to the CAO, and it is all recorded."
        ),
        section(
            "You hold no role at the desk, so there is nothing here for you to decide. "
            "Have you seen something that needs a look? Tell a moderator. "
            f"Appointment is made by the CAO (policy 3.3.1): {cao}."
        ),
    ]
