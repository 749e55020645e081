"""Hostile text: captured to the last code point, inert wherever it is shown."""

import json
from typing import Any

import pytest

from tests.town import ANA, BEN, PRIVATE, SPAM, Town, change, delivery

HOSTILE = {
    "image only": "",
    "spaces only": " \n\t ",
    "emoji only": "👩‍👩‍👧‍👦🏳️‍🌈",
    "NUL": "claim\x00 your raffle prize\x00",
    "controls": "".join(map(chr, range(1, 32))) + "\x7f",
    "lone surrogates": "claim your \ud83d raffle \udc00 prize",
    "right to left": "\u202eezirp elffar ruoy mialc\u202c شكرا \u2067x\u2069",
    "zero width": "cla\u200bim your raff\u200dle prize\ufeff",
    "Slack's mark-up": "<!channel> <!here> <@U0ANA> <#C0GENERAL|x> *x* _y_ ~z~ `c` <http://evil.example|bank>",
    "block quote": ">>> quoted\n> more\n```code```",
    "entities": "&lt;!channel&gt; &amp;amp; &",
    "100,000 characters": "claim your raffle prize " * 4167,
    "one long word": "a" * 100_000,
    "combining marks": "Z" + "\u0351\u0357" * 2000,
    "astral": "𝕮𝖑𝖆𝖎𝖒 𝖞𝖔𝖚𝖗 𝖗𝖆𝖋𝖋𝖑𝖊 𝖕𝖗𝖎𝖟𝖊",
}


@pytest.mark.clause("1.8")
@pytest.mark.parametrize("name", HOSTILE)
async def test_any_text_is_captured_exactly_and_its_card_is_taken_by_slack(town: Town, name: str) -> None:
    words = HOSTILE[name]
    body = delivery(change("1", words, photo="https://photos.example/1.jpg"))
    assert (await town.hook(body)).status_code == 200
    await town.settle()
    held = (await town.one("SELECT body FROM capture")).decode("utf-8", "surrogatepass")
    assert held == words
    if await town.one("SELECT count(*) FROM cases"):
        assert "case 1" in town.card().text
        await town.choose(ANA, "show_all")
        assert town.modal(ANA)["title"]["text"] == "Case 1"
        await town.click(BEN, "case.keep")
        await town.settle()
        assert town.card().text.startswith("KEPT")
    assert await town.one("SELECT count(*) FROM effect WHERE status = 'failed'") == 0


@pytest.mark.clause("1.8")
@pytest.mark.parametrize("name", HOSTILE)
async def test_any_text_beside_a_flagged_one_still_gets_its_card(town: Town, name: str) -> None:
    await town.hook(delivery(change("1", f"{HOSTILE[name][:50_000]} claim your raffle prize {SPAM}")))
    await town.settle()
    assert "case 1" in town.card().text
    assert await town.one("SELECT count(*) FROM effect WHERE status = 'failed'") == 0


async def test_nothing_in_a_comment_is_read_as_mark_up(town: Town) -> None:
    trap = HOSTILE["Slack's mark-up"]
    await town.hook(delivery(change("1", f"{trap} {SPAM}", **{"from": {"id": "7", "name": f"Eve {trap}"}})))
    await town.settle()
    await town.choose(ANA, "show_all")
    for blocks in (town.card().blocks, town.modal(ANA)["blocks"]):
        for text in _marked_up(blocks):
            for mark in ("<!channel", "<!here", "<@U0ANA>", "<#", "<http", "*x*", "_y_", "~z~", "`c`"):
                assert mark not in text
    assert "<!" not in town.card().text.replace("<!date^", "")
    assert "<http" not in town.card().text


async def test_the_matched_words_are_inert_too(town: Town) -> None:
    await town.hook(delivery(change("1", "claim your <!channel> raffle prize at <http://evil.example|here>")))
    await town.settle()
    for text in _marked_up(town.card().blocks):
        assert "<!channel>" not in text
        assert "evil.example" not in text


async def test_links_are_defanged_wherever_a_comment_is_shown(town: Town) -> None:
    await town.comment(f"{SPAM} also HTTPS://www.Prize.example/x and prize-town.com")
    await town.settle()
    await town.choose(ANA, "show_all")
    shown = json.dumps([town.card().text, town.card().blocks, town.modal(ANA), await town.home(ANA)])
    shown = shown.replace("https://www.facebook.com", "")
    assert "http://" not in shown
    assert "HTTPS://" not in shown
    assert "hxxp://prize-westlock[.]example" in shown
    assert "prize-town[.]com" in shown


async def test_direction_marks_are_written_out(town: Town) -> None:
    await town.hook(delivery(change("1", f"{SPAM} \u202egnihton")))
    await town.settle()
    assert "[RLO]gnihton" in town.card().text
    assert "\u202e" not in json.dumps(town.card().blocks, ensure_ascii=False)


async def test_personal_information_is_masked_on_the_card_and_in_the_queue(town: Town) -> None:
    await town.comment(PRIVATE)
    await town.settle()
    card = town.card()
    for place in (card.text, str(card.blocks), str(await town.home(ANA))):
        assert "780-555-0134" not in place
        assert "12 Main Street" not in place
    assert "▇▇▇" in card.text
    assert "(holds personal information)" in str(await town.home(ANA))


async def test_personal_information_stays_masked_once_it_is_decided(town: Town) -> None:
    await town.comment(PRIVATE)
    await town.settle()
    await town.click(ANA, "case.remove")
    await town.settle()
    shown = [m.text + str(m.blocks) for m in town.slack.messages["C0MODERATORS"]]
    assert not any("780-555-0134" in one or "12 Main Street" in one for one in shown)
    assert town.card().text.startswith("REMOVED")


async def test_the_removal_form_shows_no_personal_information_either(town: Town) -> None:
    await town.comment(PRIVATE)
    await town.settle()
    await town.choose(ANA, "other_ground")
    assert "780-555-0134" not in str(town.modal(ANA))
    assert "12 Main Street" not in str(town.modal(ANA))
    assert await town.events("case.viewed") == []
    await town.submit(ANA, reason=None)
    await town.settle()
    assert "780-555-0134" not in str(town.card())
    assert "780-555-0134" in await town.one("SELECT reason FROM decision")  # the record keeps it


async def test_a_hostile_account_or_author_name_breaks_nothing(town: Town) -> None:
    name = "\x00<!channel>\ud800" + "x" * 5000
    await town.hook(delivery(change("1", SPAM, **{"from": {"id": "\x00\udc00", "name": name}})))
    await town.settle()
    assert "case 1" in town.card().text
    assert await town.one("SELECT author_name FROM capture") == "␀<!channel>�" + "x" * 5000


def _marked_up(node: Any) -> list[str]:
    """Every text of the blocks in which Slack reads mark-up."""
    if isinstance(node, list):
        return [text for one in node for text in _marked_up(one)]
    if isinstance(node, dict):
        own = [node["text"]] if node.get("type") == "mrkdwn" else []
        return own + [text for one in node.values() for text in _marked_up(one)]
    return []
