"""The form that asks why: grounds that need judgement, another ground, and every refusal beside its field."""

import pytest

from tests.town import ANA, INSULT, PLEA, SPAM, Town

SLUR = "All immigrants should go back where they came from"
HOAX = "The vaccine clinic injects microchips into everybody"


def _block(view: dict[str, object], block_id: str) -> dict[str, object]:
    blocks: list[dict[str, object]] = view["blocks"]  # type: ignore[assignment]
    return next(b for b in blocks if b.get("block_id") == block_id)


async def _asked(town: Town, words: str) -> dict[str, object]:
    """A comment whose Remove asks why; gives the form in front of Ana."""
    await town.comment(words)
    await town.settle()
    await town.click(ANA, "case.remove_ask")
    return town.modal(ANA)


@pytest.mark.parametrize(("words", "ground"), [(INSULT, "7.1.2"), (SLUR, "7.1.3")])
async def test_a_ground_that_needs_judgement_opens_the_form_with_it_filled_in(
    town: Town, words: str, ground: str
) -> None:
    form = await _asked(town, words)
    menu = _block(form, "ground")["element"]
    assert menu["initial_option"]["value"] == ground  # type: ignore[index]
    assert "initial_value" not in _block(form, "reason")["element"]  # type: ignore[operator]
    assert await town.one("SELECT count(*) FROM decision") == 0


async def test_the_forms_reason_decides_and_stands_on_the_card_and_in_the_record(town: Town) -> None:
    await _asked(town, INSULT)
    await town.submit(ANA, reason="  Insults a named neighbour, <!channel>.  ")
    assert town.slack.modals[ANA] == []
    await town.settle()
    assert await town.rows("SELECT ground, reason FROM decision") == [
        ("7.1.2", "Insults a named neighbour, <!channel>.")
    ]
    assert "reason: Insults a named neighbour, &lt;!channel&gt;." in town.card().text


async def test_a_form_without_a_reason_is_refused_beside_the_field_and_nothing_typed_is_lost(
    town: Town,
) -> None:
    await _asked(town, INSULT)
    ack = await town.submit(ANA, ground="7.1.3", reason="   ")
    sentence = "This ground needs your judgement in words: say what in the comment breaks it."
    assert ack.body == {"response_action": "errors", "errors": {"reason": sentence}}
    state = town.modal(ANA)["state"]["values"]
    assert state["ground"]["ground"]["selected_option"]["value"] == "7.1.3"
    assert await town.one("SELECT status FROM cases") == "open"

    await town.submit(ANA, reason="Says all immigrants should leave.")
    assert await town.one("SELECT ground FROM decision") == "7.1.3"


async def test_a_clear_cut_ground_whose_words_did_not_match_needs_a_reason_too(town: Town) -> None:
    await town.comment(SPAM)
    await town.settle()
    await town.choose(ANA, "other_ground")
    ack = await town.submit(ANA, ground="7.1.4", reason=None)
    assert "reason" in ack.body["errors"]
    assert await town.one("SELECT count(*) FROM decision") == 0


async def test_another_ground_offers_every_ground_of_7_1_and_not_9_2(town: Town) -> None:
    await town.comment(SPAM)
    await town.settle()
    await town.choose(ANA, "other_ground")
    options = _block(town.modal(ANA), "ground")["element"]["options"]  # type: ignore[index]
    assert [o["value"] for o in options] == [f"7.1.{n}" for n in range(1, 12)]


async def test_removal_under_another_ground_cites_that_ground(town: Town) -> None:
    comment = await town.comment(PLEA)
    await town.settle()
    await town.choose(ANA, "other_ground")
    await town.submit(ANA, ground="7.1.1", reason="It is a line from a film, posted under the budget.")
    await town.settle()
    assert not town.visible(comment)
    assert "Removed" in town.card().text
    assert "7.1.1 Not relevant to the post" in town.card().text


@pytest.mark.parametrize(
    ("ground", "sentence"),
    [
        ("9.2", "Ground 9.2 can be used only during an election, and none is on."),
        ("7.1.12", "This is not a ground of section 7.1 of the policy, nor 9.2."),
        ("'; DROP TABLE cases; --", "This is not a ground of section 7.1 of the policy, nor 9.2."),
    ],
)
async def test_a_ground_that_is_none_is_refused_beside_its_field(
    town: Town, ground: str, sentence: str
) -> None:
    await town.comment(SPAM)
    await town.settle()
    answer = await _submitted(town, ground=ground)
    assert answer == {"response_action": "errors", "errors": {"ground": sentence}}
    assert await town.one("SELECT status FROM cases") == "open"
    assert await town.one("SELECT count(*) FROM decision") == 0


@pytest.mark.parametrize("metadata", ["", "1", "x|y", "1|1|1", '{"case": 1}', "9" * 3000])
async def test_a_form_whose_metadata_nobody_wrote_gets_a_sentence(town: Town, metadata: str) -> None:
    await town.comment(SPAM)
    await town.settle()
    answer = await _submitted(town, metadata=metadata)
    assert answer["response_action"] == "update"
    assert "This button belongs to no case." in str(answer["view"])
    assert await town.one("SELECT status FROM cases") == "open"


async def test_a_form_without_its_fields_gets_a_sentence(town: Town) -> None:
    answer = await _submitted(town, values={"elsewhere": {}})
    assert "This form is not one of the desk" in str(answer["view"])


async def test_a_form_sent_after_somebody_else_decided_says_who(town: Town) -> None:
    await _asked(town, INSULT)
    await town.click("U0BEN", "case.keep")
    ack = await town.submit(ANA, reason="Insults a neighbour.")
    assert "<@U0BEN> decided this" in str(town.modal(ANA)["blocks"])
    assert ack.body["response_action"] == "update"
    assert await town.one("SELECT outcome FROM decision") == "keep"


async def _submitted(
    town: Town,
    ground: str = "7.1.7",
    metadata: str = "1|1",
    values: dict[str, object] | None = None,
) -> dict[str, object]:
    """Submit a form of the test's own making as Ana; gives the bot's answer."""
    held = values or {
        "ground": {"ground": {"type": "static_select", "selected_option": {"value": ground}}},
        "reason": {"reason": {"type": "plain_text_input", "value": "Because."}},
    }
    view = {
        "id": "V1",
        "type": "modal",
        "callback_id": "removal",
        "private_metadata": metadata,
        "state": {"values": held},
    }
    payload = {"type": "view_submission", "user": {"id": ANA}, "team": {"id": "T0"}, "view": view}
    answer: dict[str, object] = (await town.interact(payload | {"token": "t"})).json()
    return answer


async def test_a_reason_that_the_database_cannot_hold_is_kept_readable(town: Town) -> None:
    await _asked(town, INSULT)
    await town.submit(ANA, reason="Rude\0 and \ud800 worse")
    assert await town.one("SELECT reason FROM decision") == "Rude\u2400 and \ufffd worse"
