"""A comment that came without the Town's post gets it read, so that the card says what it stands under."""

from tests.town import SPAM, Town


async def test_the_card_names_the_towns_post_although_the_webhook_did_not_bring_it(town: Town) -> None:
    await town.comment(SPAM)
    await town.settle()
    assert "under “Pool reopens Monday" in town.card().text


async def test_a_post_is_read_once_for_all_the_comments_under_it(town: Town) -> None:
    await town.comment(SPAM)
    await town.comment(SPAM + " Again!")
    await town.settle()
    assert await town.one("SELECT count(*) FROM effect WHERE kind = 'read_post'") == 1
    assert "under “Pool reopens Monday" in town.card(2).text
