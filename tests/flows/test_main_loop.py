"""The main loop through the front door: a comment, a card, a click, the platform, the record."""

from bot.services.records import check_ledger
from tests.town import ANA, SPAM, Town


async def test_a_click_on_remove_hides_the_comment_and_undo_brings_it_back(town: Town) -> None:
    comment = await town.comment(SPAM)
    await town.settle()
    assert "7.1.7" in town.card().text

    ack = await town.click(ANA, "case.remove")
    assert ack.status == 200
    await town.settle()
    assert not town.visible(comment)
    assert "REMOVED" in town.card().text
    assert "hidden on Facebook, confirmed" in town.card().text

    await town.click(ANA, "case.undo")
    await town.settle()
    assert town.visible(comment)
    assert town.thread() == ["<@U0ANA> removed it under 7.1.7.", "<@U0ANA> undid that."]
    assert (await check_ledger(town.bot.desk)).entries > 5
