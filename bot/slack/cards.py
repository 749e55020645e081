"""Draws a case's card in each of its states: text for screen readers, blocks for the eye."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.decisions import clear_words
from bot.domain.errors import AlreadyDecided
from bot.domain.models import Audience, CaseStatus, Flag, Outcome, PlatformState
from bot.domain.policy import Urgency
from bot.domain.views import CaseView
from bot.slack.blocks import (
    Block,
    actions,
    button,
    context,
    escape,
    listed,
    option,
    person,
    quote,
    section,
    when,
)
from bot.slack.ids import More, Press, stamp
from bot.slack.words import cut, mask, shown

SHOWN = 700  # characters of a comment on its card
PRIVATE = "7.1.8"  # what matched under this ground is masked (1.9)
RISK = {Urgency.CRISIS: "CRISIS", Urgency.HIGH: "HIGH", Urgency.NORMAL: "NORMAL", Urgency.LOW: "LOW"}

DONE = {
    Outcome.KEEP: "Kept",
    Outcome.REMOVE: "Removed",
    Outcome.ESCALATE: "Escalated",
    Outcome.RESTORE: "Undone",
}


@dataclass(frozen=True)
class Drawing:
    """What is sent to Slack: `text` carries the whole meaning, `blocks` the look."""

    text: str
    blocks: list[Block]


def draw_card(view: CaseView, audience: Audience) -> Drawing:
    """Draw the card as the case stands now."""
    title, by_line, buttons = _state(view, audience)
    words = comment_words(view, SHOWN)
    menu = _menu(view, decides=len(buttons) > 1)
    blocks = [section(f"*{title}*    case {view.case.id}", menu), context(_place(view)), words[1]]
    if view.case.status in (CaseStatus.OPEN, CaseStatus.ESCALATED):
        blocks += [section(_why(view)), context(_author(view), _consequence(view))]
    if by_line:
        blocks.append(section(by_line))
    if buttons:
        blocks.append(actions(*buttons))
    if view.case.status == CaseStatus.OPEN:
        blocks.append(context(_times(view)))
    return Drawing(_spoken(view, title, words[0], by_line, buttons), blocks)


def draw_moved(case_id: int) -> Drawing:
    """Draw what stays of a card when the changed comment got a new one further down."""
    line = f"Case {case_id}: the author changed the comment. Its new card stands further down."
    return Drawing(line, [context(line)])


def loser(late: AlreadyDecided, sentence: str) -> list[Block]:
    """Draw, for whoever came second, who was faster, and offer to undo it."""
    value, label = stamp(late.case_id, late.version), f"Undo that decision, case {late.case_id}"
    return [section(sentence), actions(button("Undo that decision", Press.UNDO, value, label))]


def note_words(code: str) -> str:
    """Write one step for the thread; `code` is outcome:actor:ground, or a sentence of the desk's own."""
    outcome, _, rest = code.partition(":")
    if outcome not in set(Outcome):
        return code
    actor, _, ground = rest.partition(":")
    did = {
        "keep": "kept it",
        "remove": "removed it",
        "escalate": "escalated it to the CAO",
        "restore": "undid that",
    }
    return f"{person(actor)} {did[outcome]}" + (f" under {ground}" if ground else "") + "."


def title_of(view: CaseView) -> str:
    """Name the most urgent reason: the ground in words, else what the rule says first."""
    ground = view.policy.grounds_by_id.get(view.case.ground or "")
    if ground:
        return f"{ground.id} {ground.name}"
    return first_sentence(view.flags[0].reason) if view.flags else "Nothing in the text is flagged now"


def first_sentence(reason: str) -> str:
    """Give a reason's first sentence, without its full stop."""
    return reason.split(". ")[0].rstrip(".")


def comment_words(view: CaseView, most: int) -> tuple[str, Block]:
    """Give the comment masked, defanged and cut: as text, and as a quote in which nothing is parsed."""
    private = [m for m in view.case.assessment.get("matches", []) if m["clause"] == PRIVATE]
    spans = [(s, e) for m in private for s, e in m["spans"]]
    text, left = cut(shown(mask(view.capture.text, spans)), most)
    pieces = [f" … ({left:,} more characters: ⋯, Show everything)"] if left else []
    if not text.strip():
        text, pieces = "", ["(no words)", *pieces]
    if view.capture.media:
        kinds = ", ".join(sorted({m["kind"] for m in view.capture.media}))
        pieces.append(f" ({len(view.capture.media)} attached, not shown: {kinds[:60]})")
    return text + "".join(pieces), quote(text, "".join(pieces))


def _state(view: CaseView, audience: Audience) -> tuple[str, str, list[Block]]:
    match view.case.status:
        case CaseStatus.OPEN:
            return f"{RISK[view.case.urgency]} · {title_of(view)}", _open_line(view), _open_buttons(view)
        case CaseStatus.ESCALATED:
            buttons = _open_buttons(view)[:-1] if audience == Audience.CAO else []
            return f"WITH THE CAO · {title_of(view)}", _decided(view), [*buttons, _undo(view)]
        case CaseStatus.KEPT:
            return f"KEPT · {title_of(view)}", _decided(view), [_undo(view)]
        case _:
            return _removed(view)


def _removed(view: CaseView) -> tuple[str, str, list[Block]]:
    ground = view.decision.ground if view.decision else view.case.ground
    name = view.policy.ground(ground).name if ground else ""
    stuck = view.case.platform_state == PlatformState.STUCK
    words = {PlatformState.REMOVING: "REMOVING…", PlatformState.STUCK: "COULD NOT REMOVE"}
    title = f"{words.get(view.case.platform_state, 'REMOVED')} · {ground} {name}"
    return title, _decided(view), [*(_by_hand(view) if stuck else []), _undo(view)]


def _decided(view: CaseView) -> str:
    decision = view.decision
    if decision is None:
        return ""
    did = DONE[Outcome(decision.outcome)]
    line = f"{did} by {person(decision.actor)} at {when(decision.decided_at, '{time}')}"
    if decision.ground:
        line += f" · {decision.ground}"
    if decision.reason and decision.ground != PRIVATE:
        line += f" · reason: {escape(shown(cut(decision.reason, 200)[0]))}"
    return line + _on_platform(view)


def _on_platform(view: CaseView) -> str:
    """Say where the comment stands on its platform."""
    case, does = view.case, view.does
    at = f" {when(case.platform_state_at, '{time}')}" if case.platform_state_at else ""
    match case.platform_state:
        case PlatformState.REMOVING:
            return f"\nWaiting for {does.name}… {escape(case.platform_note)}".rstrip()
        case PlatformState.RESTORING:
            return f"\nComing back on {does.name}… {escape(case.platform_note)}".rstrip()
        case PlatformState.HIDDEN:
            return f" · {escape(case.platform_note) or does.removed_word + ', confirmed'}{at}"
        case PlatformState.GONE:
            return f" · no longer there on {does.name}, confirmed{at}"
        case PlatformState.STUCK:
            by_hand = does.by_hand if case.status == CaseStatus.REMOVED else does.restore_by_hand
            return f"\n{escape(case.platform_note)} By hand: {by_hand}"
        case _:
            back = (
                view.decision is not None
                and view.decision.outcome == Outcome.RESTORE
                and case.platform_state_at
            )
            return f" · back on {does.name}, confirmed{at}" if back else ""


def _open_line(view: CaseView) -> str:
    undone = view.decision is not None and view.decision.outcome == Outcome.RESTORE
    if undone:
        return _decided(view)
    return _on_platform(view).strip(" ·\n") if view.case.platform_state != PlatformState.VISIBLE else ""


def _open_buttons(view: CaseView) -> list[Block]:
    value = stamp(view.case.id or 0, view.case.version)
    of = f"case {view.case.id} on {view.does.name}"
    remove = button("Remove", _remove_id(view), value, f"Remove, {of}", "danger")
    keep = button("Keep", Press.KEEP, value, f"Keep, {of}")
    escalate = button("Escalate", Press.ESCALATE, value, f"Escalate to the CAO, {of}")
    if view.case.urgency == Urgency.CRISIS:  # a plea is never hidden first: Remove only in the menu
        return [keep, escalate | {"style": "primary"}]
    if _political(view):  # opinion about those who govern is kept unless something else is wrong with it
        keep |= {"style": "primary"}
    stuck = view.case.platform_state == PlatformState.STUCK
    return [remove, keep, *(_by_hand(view) if stuck else []), escalate]


def _political(view: CaseView) -> bool:
    return any(m["suggest"] == "keep" for m in view.case.assessment.get("matches", []))


def _remove_id(view: CaseView) -> str:
    """One click where the ground is clear-cut and its words are found; else the modal asks."""
    ground = view.policy.grounds_by_id.get(view.case.ground or "")
    return (
        Press.REMOVE
        if ground and ground.clear_cut and clear_words(view.case, ground.id)
        else Press.REMOVE_ASK
    )


def _by_hand(view: CaseView) -> list[Block]:
    value = stamp(view.case.id or 0, view.case.version)
    return [
        button("Done by hand", Press.DONE_BY_HAND, value, f"Done by hand, case {view.case.id}"),
        button("Try again", Press.TRY_AGAIN, value, f"Try again, case {view.case.id}"),
    ]


def _undo(view: CaseView) -> Block:
    return button(
        "Undo", Press.UNDO, stamp(view.case.id or 0, view.case.version), f"Undo, case {view.case.id}"
    )


def _menu(view: CaseView, *, decides: bool) -> Block:
    value = stamp(view.case.id or 0, view.case.version)
    options = [option("Show everything", f"{More.SHOW_ALL}|{value}")]
    if decides and view.case.status in (CaseStatus.OPEN, CaseStatus.ESCALATED):
        options.insert(0, option("Remove under another ground…", f"{More.OTHER_GROUND}|{value}"))
        options.append(option("Assign to me", f"{More.ASSIGN}|{value}"))
        options.append(option("Wrong flag: keep it", f"{More.WRONG_FLAG}|{value}"))
    link = view.capture.permalink
    if link.startswith("https://") and len(link) <= 3000:
        options.append(option(f"Open on {view.does.name}", f"{More.OPEN_ORIGINAL}|{value}", link))
    return {"type": "overflow", "action_id": Press.MORE, "options": options}


def _place(view: CaseView) -> str:
    place = f"{view.does.name} · {escape(view.account.name)}"
    post, left = cut(next(iter(view.post_text.strip().splitlines()), ""), 80)
    return place + (f" · under “{escape(shown(post))}{'…' if left else ''}”" if post else "")


def _why(view: CaseView) -> str:
    lines = [_reason(flag) for flag in view.flags[:4]]
    if len(view.flags) > 4:
        lines.append(f"and {len(view.flags) - 4} more reasons (⋯, Show everything)")
    if _political(view):
        lines.append("Political opinion: keep it unless the reason above holds by itself (4.3.1)")
    return "Why: " + ("\n".join(lines) if lines else "the author changed the text; no rule matches it now")


def _reason(flag: Flag) -> str:
    line = f"{escape(flag.reason)} ({flag.clause})"
    if flag.clause == PRIVATE:
        return line + " · masked here"
    return line + (f" · the words {listed([shown(w) for w in flag.words], 4)}" if flag.words else "")


def _author(view: CaseView) -> str:
    seen = view.history
    if not seen:
        return "Author: not named by the platform"
    first = when(seen["first"], "{date_short_pretty}")
    comments = f"{seen['comments']} comment" + ("" if seen["comments"] == 1 else "s")
    return f"Author: first seen {first} · {comments} · {seen['removed'] or 'none'} removed"


def _consequence(view: CaseView) -> str:
    undo = "It can be undone." if view.does.reversible else "It cannot be undone."
    return f"Remove {view.does.remove_does}. {undo}"


def _times(view: CaseView) -> str:
    case = view.case
    arrived = f"Arrived {when(case.opened_at)} ({when(case.opened_at, '{ago}')})"
    line = f"{arrived} · answer by {when(case.answer_by)}"
    return line + (f" · {person(case.assigned_to)} has it" if case.assigned_to else "")


def _spoken(view: CaseView, title: str, words: str, by_line: str, buttons: Sequence[Block]) -> str:
    """Say the whole card in one paragraph: screen readers read only this."""
    said = [f"{title}, case {view.case.id}", _place(view), f"Comment: {escape(words)}"]
    if view.case.status in (CaseStatus.OPEN, CaseStatus.ESCALATED):
        said += [_why(view), _consequence(view)]
    said += [by_line] if by_line else []
    said += ["Buttons: " + ", ".join(b["text"]["text"] for b in buttons)] if buttons else []
    return cut(". ".join(s.strip(". \n") for s in said), 3900)[0]
