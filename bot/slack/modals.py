"""Draws the modals: why remove, the full text, a refusal."""

from collections.abc import Sequence
from typing import Any

from bot.domain.decisions import clear_words
from bot.domain.errors import Malformed
from bot.domain.policy import Ground
from bot.domain.views import CaseView
from bot.slack.blocks import Block, actions, button, context, escape, option, plain, quote, section, when
from bot.slack.cards import PRIVATE, comment_words, title_of
from bot.slack.ids import Field, Form, Press, read_stamp, stamp
from bot.slack.words import pages, shown

TEXT_PAGE = 9000  # characters of a comment on one page of the full-text modal
TEXT_PIECE = 3000
REASON_LONGEST = 1500


def modal(title: str, blocks: Sequence[Block], **more: Any) -> Block:
    """A modal that can only be closed, unless more is said."""
    return {"type": "modal", "title": plain(title), "close": plain("Close"), "blocks": list(blocks), **more}


def removal_form(view: CaseView, version: int) -> Block:
    """Ask under which ground and why; the likely answer is filled in."""
    grounds = [g for g in view.policy.grounds if not g.election_only]
    options = [_ground_option(g) for g in grounds]
    chosen = next((o for o, g in zip(options, grounds, strict=True) if g.id == view.case.ground), None)
    menu: Block = {"type": "static_select", "action_id": Field.GROUND, "options": options}
    menu |= {"initial_option": chosen} if chosen else {"placeholder": plain("Choose a ground")}
    ground = view.policy.grounds_by_id.get(view.case.ground or "")
    hint = (ground.judgement if ground and ground.judgement else "Say what in the comment breaks it.")[:1900]
    words = ", ".join(clear_words(view.case, ground.id)) if ground and ground.clear_cut else ""
    reason: Block = {
        "type": "plain_text_input",
        "action_id": Field.REASON,
        "multiline": True,
        "max_length": REASON_LONGEST,
    }
    if words and view.case.ground != PRIVATE:  # what is masked on the card is not written out here
        reason["initial_value"] = shown(words)[:REASON_LONGEST]
    undo = "It can be undone." if view.does.reversible else "It cannot be undone."
    why = {"label": plain("Reason, in your words"), "hint": plain(hint), "optional": bool(words)}
    blocks: list[Block] = [
        comment_words(view, 700)[1],
        {"type": "input", "block_id": Field.GROUND, "label": plain("Ground"), "element": menu},
        {"type": "input", "block_id": Field.REASON, "element": reason, **why},
        context(f"Remove {view.does.remove_does}. {undo}"),
    ]
    value = stamp(view.case.id or 0, version)
    more = {"callback_id": Form.REMOVAL, "private_metadata": value, "submit": plain("Remove")}
    return modal(f"Remove · case {view.case.id}"[:24], blocks, **more) | {"close": plain("Cancel")}


def read_removal(view: dict[str, Any]) -> dict[str, Any]:
    """Read the submitted form; raise Malformed."""
    values = view["state"]["values"]
    try:
        chosen = values[Field.GROUND][Field.GROUND]["selected_option"]
        reason = values[Field.REASON][Field.REASON]["value"]
    except KeyError as fault:
        raise Malformed("This form is not one of the desk's.") from fault
    case_id, version = read_stamp(view["private_metadata"])
    ground = chosen["value"] if chosen else ""
    return {"case_id": case_id, "version": version, "ground": ground, "reason": reason or ""}


def full_text(view: CaseView, page: int = 0) -> Block:
    """Show everything: the text unmasked, in pages; every reason; the author; the capture's seal."""
    texts = pages(shown(view.capture.text), TEXT_PAGE)
    page = max(0, min(page, len(texts) - 1))
    text = texts[page] or "(no words)"
    blocks: list[Block] = [quote(piece) for piece in pages(text, TEXT_PIECE)]
    if len(texts) > 1:
        blocks.append(_turn(view.case.id or 0, page, len(texts)))
    for media in view.capture.media[:10]:
        blocks.append(quote(f"{media['kind']}: {shown(media['url'])[:2000]}"))
    for flag in view.flags[:20]:
        clause = view.policy.clause_title(flag.clause)
        words = ", ".join(f"“{escape(shown(w)[:80])}”" for w in flag.words[:10])
        blocks.append(section(f"*{flag.clause}* {escape(clause)}\n{escape(flag.reason)} {words}"[:2900]))
    author = escape(view.capture.author_name[:200]) or "not named by the platform"
    blocks.append(context(f"Author as shown then: {author}", f"Revision {view.capture.revision}, captured "
                          f"{when(view.capture.captured_at)}", f"SHA-256 {view.capture.sha256}"))  # fmt: skip
    blocks.append(context(f"{title_of(view)} · policy {view.case.assessment['policy_version']}"))
    return modal(f"Case {view.case.id}"[:24], blocks)


def refusal(sentence: str) -> Block:
    """Say why nothing was done; the sentence is our own mark-up."""
    return modal("Nothing was changed", [section(sentence)])


def case_modal(card: Sequence[Block], case_id: int) -> Block:
    """Show a case's card in a modal, for whoever came by the queue."""
    return modal(f"Case {case_id}"[:24], card)


def _ground_option(ground: Ground) -> Block:
    return option(f"{ground.id} {ground.name}", ground.id)


def _turn(case_id: int, page: int, of: int) -> Block:
    buttons = []
    if page > 0:
        buttons.append(button("‹ Before", f"{Press.TEXT}.back", stamp(case_id, page - 1), "Page before"))
    if page < of - 1:
        buttons.append(button("Next ›", f"{Press.TEXT}.on", stamp(case_id, page + 1), "Next page"))
    words = button(
        f"Page {page + 1} of {of}", f"{Press.TEXT}.here", stamp(case_id, page), f"Page {page + 1} of {of}"
    )
    return actions(*buttons, words)
