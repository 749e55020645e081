"""The card's menu: show everything, assign, wrong flag."""

from tests.town import ANA, BEN, PRIVATE, SPAM, Town


def _words(view: dict[str, object]) -> str:
    """Everything quoted in a modal, in order."""
    blocks: list[dict[str, object]] = view["blocks"]  # type: ignore[assignment]
    quotes = [b["elements"][0]["elements"] for b in blocks if b["type"] == "rich_text"]  # type: ignore[index]
    return "".join(piece["text"] for pieces in quotes for piece in pieces)


async def test_show_everything_shows_the_whole_text_unmasked_and_records_who_looked(town: Town) -> None:
    await town.comment(PRIVATE)
    await town.settle()
    assert "780-555-0134" not in str(town.card().blocks)
    await town.choose(BEN, "show_all")
    assert _words(town.modal(BEN)) == PRIVATE
    assert await town.rows("SELECT actor, facts FROM ledger WHERE event = 'case.viewed'") == [
        (BEN, '{"capture":1,"case":1}')
    ]


async def test_a_long_comment_is_shown_in_pages_and_every_page_turned_is_recorded(town: Town) -> None:
    words = "".join(f"{n:05d} " for n in range(4000)) + SPAM  # 24,000 characters and more
    await town.comment(words)
    await town.settle()
    assert "more characters: ⋯, Show everything" in town.card().text
    await town.choose(ANA, "show_all")
    read = [_words(town.modal(ANA))]
    for _ in range(2):
        await town.slack.click_in_view(ANA, town.modal(ANA)["id"], "text.page.on")
        read.append(_words(town.modal(ANA)))
    assert "".join(read) == words.replace("http://prize-westlock.example", "hxxp://prize-westlock[.]example")
    assert "Page 3 of 3" in str(town.modal(ANA))
    await town.slack.click_in_view(ANA, town.modal(ANA)["id"], "text.page.back")
    assert "Page 2 of 3" in str(town.modal(ANA))
    assert await town.events("case.viewed") == ["case.viewed"] * 4


async def test_assign_shows_who_has_it_and_leaves_it_decidable_by_the_others(town: Town) -> None:
    await town.comment(SPAM)
    await town.settle()
    await town.choose(ANA, "assign")
    await town.settle()
    assert "<@U0ANA> has it" in str(town.card().blocks)
    assert await town.events("case.assigned") == ["case.assigned"]
    await town.click(BEN, "case.keep")
    assert await town.one("SELECT status FROM cases") == "kept"


async def test_wrong_flag_keeps_the_comment_and_marks_the_flags(town: Town) -> None:
    comment = await town.comment(SPAM)
    await town.settle()
    await town.choose(ANA, "wrong_flag")
    await town.settle()
    assert town.visible(comment)
    assert town.card().text.startswith("KEPT")
    assert {row[0] for row in await town.rows("SELECT disputed_by FROM flag")} == {ANA}
    assert await town.rows("SELECT outcome, reason FROM decision") == [("keep", "wrong flag")]


async def test_open_on_the_platform_is_a_link_and_its_click_is_taken(town: Town) -> None:
    comment = await town.comment(SPAM)
    await town.settle()
    options = (town.card().blocks or [])[0]["accessory"]["options"]
    url = next(o["url"] for o in options if o["value"].startswith("open_original"))
    assert url.startswith("https://www.facebook.com/")
    assert url.endswith(comment.partition("_")[2])
    assert (await town.choose(ANA, "open_original")).status == 200
    assert town.told(ANA) == []
