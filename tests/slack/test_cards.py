"""Every card as it was last approved; `pytest tests/slack --write-goldens` rewrites them for review."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.models.blocks import Block

from bot.domain.models import Audience, CaseStatus, Outcome, PlatformState
from bot.domain.policy import Urgency
from bot.domain.views import CaseView
from bot.sandbox.slack.blocks.check import message_problems, view_problems
from bot.slack.cards import draw_card, draw_moved, note_words
from bot.slack.modals import case_modal, full_text, removal_form
from tests.slack.making import NOON, SPAM, a_decision, a_match, a_view

GOLDENS = Path(__file__).parent / "cards"
PRIVATE = "Call Dale at 780-555-0134, he lives at 12 Main Street"
HATE = "All newcomers should go back where they came from"
LONG = SPAM + " Hurry!" * 400
DONE_AT = NOON + timedelta(minutes=3)
REMOVED: dict[str, Any] = {"status": CaseStatus.REMOVED, "platform_state_at": DONE_AT}


def _private() -> CaseView:
    matches = [
        a_match(PRIVATE, "780-555-0134", clause="7.1.8", reason="A telephone number."),
        a_match(PRIVATE, "12 Main Street", clause="7.1.8", reason="A home address."),
    ]
    return a_view(PRIVATE, matches, urgency=Urgency.HIGH)


def _removed(state: PlatformState, note: str = "") -> CaseView:
    decision = a_decision(ground="7.1.7", reason="claim your raffle prize")
    return a_view(decision=decision, platform_state=state, platform_note=note, **REMOVED)


def _escalated() -> CaseView:
    return a_view(decision=a_decision(Outcome.ESCALATE), status=CaseStatus.ESCALATED)


def _political() -> CaseView:
    words = "This council is useless"
    match = a_match(words, words, clause="4.3.1", reason="Opinion about those who govern.")
    return a_view(words, [match | {"suggest": "keep"}], ground=None, urgency=Urgency.LOW)


STATES: dict[str, Callable[[], CaseView]] = {
    "open": a_view,
    "assigned": lambda: a_view(assigned_to="U0BEN"),
    "crisis": lambda: a_view(
        "please help, we are trapped",
        [a_match("please help, we are trapped", "please help", clause="3.3.3", reason="A plea for help.")],
        urgency=Urgency.CRISIS,
        ground=None,
    ),
    "needs-judgement": lambda: a_view(
        HATE, [a_match(HATE, HATE, clause="7.1.3", judgement=True, reason="Hostile to a group.")]
    ),
    "masked": _private,
    "long": lambda: a_view(LONG),
    "media-only": lambda: a_view(
        "",
        [a_match("", "", clause="4.3.6", reason="A picture without words: a person has to look.")],
        media=[{"kind": "image", "url": "https://photos.example/1.jpg"}],
        ground=None,
        urgency=Urgency.LOW,
        history={},
        post_text="",
    ),
    "political": _political,
    "removing": lambda: _removed(PlatformState.REMOVING),
    "waiting": lambda: _removed(PlatformState.REMOVING, "Facebook could not be reached."),
    "removed": lambda: _removed(PlatformState.HIDDEN),
    "removed-by-hand": lambda: _removed(PlatformState.HIDDEN, "done by hand by Ben Okafor"),
    "stuck": lambda: _removed(PlatformState.STUCK, "Facebook says a permission is missing."),
    "gone": lambda: _removed(PlatformState.GONE),
    "kept": lambda: a_view(decision=a_decision(Outcome.KEEP), status=CaseStatus.KEPT),
    "escalated": _escalated,
    "undone": lambda: a_view(decision=a_decision(Outcome.RESTORE, undoes=6), platform_state_at=DONE_AT),
    "coming-back": lambda: a_view(
        decision=a_decision(Outcome.RESTORE, undoes=6), platform_state=PlatformState.RESTORING
    ),
    "cannot-come-back": lambda: a_view(
        decision=a_decision(Outcome.RESTORE, undoes=6),
        platform_state=PlatformState.STUCK,
        platform_note="The comment is no longer on Facebook: there is nothing to bring back.",
        platform_state_at=DONE_AT,
    ),
    "changed": lambda: a_view("Sorry about the link.", []),
}
CARDS = [*((name, Audience.MODERATORS) for name in STATES), ("escalated", Audience.CAO)]


def _drawn(name: str, audience: Audience) -> dict[str, Any]:
    drawing = draw_card(STATES[name](), audience)
    return {"text": drawing.text, "blocks": drawing.blocks}


@pytest.mark.parametrize(("name", "audience"), CARDS)
def test_the_card_is_as_it_was_approved(name: str, audience: Audience, write_goldens: bool) -> None:
    golden = GOLDENS / (f"{name}.json" if audience == Audience.MODERATORS else f"{name}-{audience}.json")
    drawn = _drawn(name, audience)
    if write_goldens:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(json.dumps(drawn, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    assert drawn == json.loads(golden.read_text(encoding="utf-8"))


def test_every_golden_belongs_to_a_state() -> None:
    assert {path.stem for path in GOLDENS.glob("*.json")} == {*STATES, "escalated-cao"}


@pytest.mark.parametrize(("name", "audience"), CARDS)
def test_slack_takes_the_card(name: str, audience: Audience) -> None:
    drawn = _drawn(name, audience)
    assert message_problems(drawn["blocks"]) == []
    for block in drawn["blocks"]:
        parsed = Block.parse(block)
        assert parsed is not None
        parsed.to_dict()  # raises where a limit of Slack's is broken
    assert 0 < len(drawn["text"]) <= 4000  # what chat.update takes


@pytest.mark.parametrize("name", STATES)
def test_slack_takes_the_modals_of_the_case(name: str) -> None:
    view = STATES[name]()
    card = draw_card(view, Audience.MODERATORS).blocks
    for modal in (removal_form(view, 2), full_text(view), full_text(view, 99), case_modal(card, 1042)):
        assert view_problems(modal, {"modal"}) == []


@pytest.mark.parametrize(("name", "audience"), CARDS)
def test_there_is_at_most_one_red_button_and_it_removes(name: str, audience: Audience) -> None:
    pressed = [e for b in _drawn(name, audience)["blocks"] for e in b.get("elements", [])]
    red = [e["text"]["text"] for e in pressed if e.get("style") == "danger"]
    assert red in ([], ["Remove"])


@pytest.mark.parametrize(("name", "audience"), CARDS)
def test_the_spoken_text_carries_the_whole_meaning(name: str, audience: Audience) -> None:
    """Screen readers and notifications give only the text: the state, the place and every button's word."""
    drawn = _drawn(name, audience)
    assert "case 1042" in drawn["text"]
    assert "Facebook · Town of Westlock" in drawn["text"]
    for block in drawn["blocks"]:
        for element in block.get("elements", []):
            if element.get("type") == "button":
                assert element["text"]["text"] in drawn["text"]
                assert "1042" in element["accessibility_label"]


def test_a_decided_card_offers_no_second_decision() -> None:
    for name in ("kept", "removed", "removing", "gone"):
        blocks = _drawn(name, Audience.MODERATORS)["blocks"]
        buttons = [e["text"]["text"] for b in blocks for e in b.get("elements", []) if e["type"] == "button"]
        assert buttons == ["Undo"]


def test_more_reasons_than_fit_are_counted() -> None:
    matches = [a_match(SPAM, "claim", reason=f"Reason {n}.") for n in range(6)]
    text = draw_card(a_view(SPAM, matches), Audience.MODERATORS).text
    assert "Reason 3." in text
    assert "Reason 4." not in text
    assert "and 2 more reasons" in text


def test_a_link_slack_would_not_take_is_not_offered() -> None:
    view = a_view()
    for link in ("", "http://plain.example", "https://x.example/" + "a" * 3000):
        view.capture.permalink = link
        assert "Open on Facebook" not in str(draw_card(view, Audience.MODERATORS).blocks)


def test_an_author_with_a_history_is_shown_in_numbers() -> None:
    history = {"first": NOON, "comments": 1, "removed": 3}
    assert "1 comment · 3 removed" in str(draw_card(a_view(history=history), Audience.MODERATORS).blocks)


def test_the_moved_card_points_down_and_slack_takes_it() -> None:
    drawing = draw_moved(1042)
    assert message_problems(drawing.blocks) == []
    assert "1042" in drawing.text


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("keep:U0ANA:", "<@U0ANA> kept it."),
        ("remove:U0ANA:7.1.7", "<@U0ANA> removed it under 7.1.7."),
        ("escalate:U0ANA:", "<@U0ANA> escalated it to the CAO."),
        ("restore:U0ANA:", "<@U0ANA> undid that."),
        ("The author changed the comment.", "The author changed the comment."),
    ],
)
def test_a_step_is_one_line_for_the_thread(code: str, line: str) -> None:
    assert note_words(code) == line
