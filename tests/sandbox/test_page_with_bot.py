"""The page and the real bot together: what each of the four people does, sees and is told."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from bot.sandbox.slack.state import ANA, BEN, EVAN
from tests.sandbox.page_bot import Practice, open_practice
from tests.sandbox.page_browser import IN_A_BROWSER, a_window, break_it, button, picture
from tests.town import INSULT, PLEA, SPAM

pytestmark = IN_A_BROWSER
HOSTILE = "<!channel> <@U0ANA> *bold* <script>document.title='owned'</script> claim your prize \u202ertl"


@pytest_asyncio.fixture(loop_scope="session")
async def practice(database_url: str) -> AsyncIterator[Practice]:
    """A practice world with the bot at work in it."""
    async with open_practice(database_url) as practice:
        yield practice


async def sit_down(page: Page, practice: Practice, me: str, query: str = "") -> None:
    """Open the page as somebody."""
    await page.goto(f"{practice.url}/?me={me}{query}")
    await expect(page.locator(".rail button")).not_to_have_count(0)


def press(page: Page | Locator, word: str) -> Locator:
    """Find the button of a card by the first word of its name."""
    return page.get_by_role("button", name=re.compile(rf"^{word}\b"))


def public(page: Page) -> Locator:
    """The public pages."""
    return page.get_by_role("region", name="The Town’s public pages")


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_ana_removes_a_comment_and_takes_it_back(
    chromium: Browser, practice: Practice, theme: str
) -> None:
    await practice.comment("Will the lanes be open at noon?", "Marlene Yaremko")
    await practice.comment(SPAM, "Prize Desk")
    async with a_window(chromium, color_scheme="dark" if theme == "dark" else "light") as page:
        await sit_down(page, practice, ANA)
        comment = public(page).get_by_text("claim your raffle prize")
        await expect(comment).to_be_visible()
        await expect(press(page, "Remove")).to_be_visible()
        await picture(page, f"bot-open-{theme}")
        await press(page, "Remove").click()
        await expect(page.locator(".card").last).to_contain_text("confirmed")
        await expect(page.locator(".card").last).to_contain_text("Removed by @ana")
        await expect(comment).to_be_hidden()
        await page.get_by_role("switch", name="As the page’s owner").check()
        await expect(public(page).locator(".hidden-one")).to_contain_text("friends and the Town")
        await picture(page, f"bot-removed-owner-{theme}")
        await page.get_by_role("switch", name="As the page’s owner").uncheck()
        await press(page, "Undo").click()
        await expect(comment).to_be_visible()


async def test_ben_keeps_a_comment_and_the_thread_says_so(chromium: Browser, practice: Practice) -> None:
    await practice.comment(SPAM)
    async with a_window(chromium) as page:
        await sit_down(page, practice, BEN)
        await press(page, "Keep").click()
        await expect(page.locator(".card").last).to_contain_text("Kept by @ben")
        await expect(public(page).get_by_text("claim your raffle prize")).to_be_visible()
        await page.get_by_role("button", name=re.compile(r"^\d+ repl")).click()
        await expect(page.get_by_role("region", name="Thread")).to_contain_text("ben")
        await picture(page, "bot-thread")


async def test_carol_answers_in_her_own_messages_what_was_brought_to_her(
    chromium: Browser, practice: Practice
) -> None:
    await practice.comment(SPAM)
    async with a_window(chromium) as page:
        await sit_down(page, practice, ANA)
        await press(page, "Escalate").click()
        await expect(page.locator(".card").last).to_contain_text("WITH THE CAO")
        await page.get_by_role("button", name=re.compile("Carol Whitford")).click()
        direct = page.get_by_role("button", name=re.compile("Moderation Desk, 1 unread"))
        await expect(direct).to_be_visible()
        await direct.click()
        await expect(page.get_by_role("feed").get_by_text("claim your raffle prize")).to_be_visible()
        await picture(page, "bot-cao")
        await press(page.get_by_role("feed"), "Remove").click()
        await expect(public(page).get_by_text("claim your raffle prize")).to_be_hidden()
        await page.get_by_role("button", name="moderators").click()
        await expect(page.locator(".card").last).to_contain_text("Removed by @carol")


async def test_evan_has_no_say_and_is_told_kindly(chromium: Browser, practice: Practice) -> None:
    await practice.comment(SPAM)
    async with a_window(chromium) as page:
        await sit_down(page, practice, EVAN)
        await expect(page.get_by_role("heading", name="general")).to_be_visible()
        await expect(page.get_by_role("button", name="moderators")).to_have_count(0)
        await page.get_by_label("Message or command").fill("/mod queue")
        await page.keyboard.press("Enter")
        await expect(page.locator(".private")).to_contain_text("Only appointed moderators")
        await button(page, "Home").click()
        await expect(page.get_by_role("region", name="Home tab")).to_contain_text("You hold no role")
        await picture(page, "bot-evan")


async def test_of_two_windows_one_decides_and_the_other_is_told_privately(
    chromium: Browser, practice: Practice
) -> None:
    await practice.comment(SPAM)
    async with a_window(chromium) as hers, a_window(chromium) as his:
        await sit_down(hers, practice, ANA)
        await sit_down(his, practice, BEN)
        await expect(press(hers, "Keep")).to_be_visible()
        await expect(press(his, "Keep")).to_be_visible()
        await asyncio.gather(press(hers, "Keep").click(), press(his, "Keep").click())
        for page in (hers, his):
            await expect(page.locator(".card").first).to_contain_text("Kept by")
        by_her = "Kept by @ana" in await hers.locator(".card").first.inner_text()
        won, lost = (hers, his) if by_her else (his, hers)
        await expect(lost.locator(".private")).to_contain_text("Nothing was changed by your click.")
        await expect(lost.locator(".private")).to_contain_text("Only you can see this")
        await expect(won.locator(".private")).to_have_count(0)
        await picture(lost, "bot-race-lost")


async def test_a_ground_that_needs_judgement_asks_for_it_in_a_form(
    chromium: Browser, practice: Practice
) -> None:
    await practice.comment(INSULT)
    async with a_window(chromium) as page:
        await sit_down(page, practice, ANA)
        await press(page, "Remove").click()
        form = page.get_by_role("dialog")
        await expect(form).to_contain_text("lazy ass")
        await form.get_by_role("button", name="Remove").click()
        await expect(form.locator(".error").filter(visible=True)).to_have_count(1)
        await picture(page, "bot-form")
        await form.get_by_role("textbox", name="Reason, in your words").fill("It insults the plow operator.")
        await form.get_by_role("button", name="Remove").click()
        await expect(form).to_have_count(0)
        await expect(page.locator(".card").last).to_contain_text("It insults the plow operator.")
        await expect(public(page).get_by_text("lazy ass")).to_be_hidden()


async def test_the_queue_opens_by_command_and_from_the_home_tab(
    chromium: Browser, practice: Practice
) -> None:
    await practice.comment(SPAM)
    await practice.comment(PLEA, "Jasper Doyle")
    async with a_window(chromium) as page:
        await sit_down(page, practice, BEN)
        await expect(page.locator(".card")).to_have_count(2)
        line = page.get_by_label("Message or command")
        await line.fill("/mod queue")
        await line.press("Enter")
        await expect(page.get_by_text(re.compile("1 crisis")).last).to_be_visible()
        await picture(page, "bot-command")
        await page.keyboard.press("Escape")
        await button(page, "Home").click()
        home = page.get_by_role("region", name="Home tab")
        await expect(home).to_contain_text("1 crisis")
        await expect(home.get_by_role("heading").first).to_be_in_viewport()
        await picture(page, "bot-home")
        await press(home, "Open").last.click()
        await press(page.get_by_role("dialog"), "Keep").click()
        await expect(page.get_by_role("dialog")).to_contain_text("Kept by @ben")
        await picture(page, "bot-case-modal")


async def test_the_keyboard_is_enough(chromium: Browser, practice: Practice) -> None:
    await practice.comment(SPAM)
    async with a_window(chromium) as page:
        await sit_down(page, practice, EVAN)
        await page.keyboard.press("?")
        await expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
        await picture(page, "bot-keys")
        await page.keyboard.press("Enter")
        await page.keyboard.press("1")
        await expect(press(page, "Remove")).to_be_visible()
        await page.keyboard.press("k")
        await expect(page.locator(".card")).to_be_focused()
        while not await press(page, "Remove").evaluate("it => it === document.activeElement"):
            await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.locator(".card").last).to_contain_text("confirmed")
        await page.keyboard.press("o")
        await expect(public(page).locator(".hidden-one")).to_be_visible()
        await page.keyboard.press("p")
        await expect(button(page, "WordPress")).to_have_attribute("aria-pressed", "true")
        await page.keyboard.press("/")
        await page.keyboard.type("h1?")  # keys are words while somebody types
        await expect(page.get_by_label("Message or command")).to_have_value("h1?")
        await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_single_keys_can_be_switched_off(chromium: Browser, practice: Practice) -> None:
    async with a_window(chromium) as page:
        await sit_down(page, practice, ANA)
        await button(page, "Keys").click()
        await page.get_by_role("switch", name="Use the single keys").uncheck()
        await page.keyboard.press("Escape")
        await page.keyboard.press("2")
        await page.keyboard.press("?")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(page.get_by_role("button", name=re.compile("Ana Petrenko"))).to_have_attribute(
            "aria-pressed", "true"
        )


async def test_a_moderator_on_a_telephone(chromium: Browser, practice: Practice) -> None:
    await practice.comment(SPAM)
    async with a_window(chromium, viewport={"width": 375, "height": 720}) as page:
        await sit_down(page, practice, ANA)
        await expect(press(page, "Remove")).to_be_in_viewport()
        await picture(page, "bot-telephone")
        await press(page, "Remove").click()
        await expect(page.locator(".card").last).to_contain_text("confirmed")
        await button(page, "Town pages").click()
        await expect(public(page).get_by_text("claim your raffle prize")).to_be_hidden()
        await picture(page, "bot-telephone-town")
        await button(page, "Slack").click()
        await expect(press(page, "Undo")).to_be_visible()


async def test_a_lost_answer_of_facebook_leaves_no_doubt(chromium: Browser, practice: Practice) -> None:
    await practice.comment(SPAM)
    async with a_window(chromium) as page:
        await sit_down(page, practice, ANA)
        await expect(press(page, "Remove")).to_be_visible()
        await break_it(page, "Facebook", "Lost answers")
        await press(page, "Remove").click()
        await expect(public(page).get_by_text("claim your raffle prize")).to_be_hidden()
        await picture(page, "bot-lost-answer")
        await button(page, "Repair everything").click()
        await expect(page.locator(".card").last).to_contain_text("confirmed", timeout=30_000)


async def test_a_desk_cut_off_from_slack_still_takes_comments_in(
    chromium: Browser, practice: Practice
) -> None:
    async with a_window(chromium) as page:
        await sit_down(page, practice, ANA)
        await break_it(page, "Slack", "Connection dropped")
        await practice.comment(SPAM)
        await expect(press(page, "Keep")).to_be_visible()
        await press(page, "Keep").click()
        await expect(page.locator("#toasts")).to_contain_text("didn't respond to your click")
        await expect(page.locator(".card").last).not_to_contain_text("Kept")
        await picture(page, "bot-dropped")


async def test_open_on_facebook_shows_the_comment_and_stays_in_the_practice_world(
    chromium: Browser, practice: Practice
) -> None:
    words = await practice.comment(SPAM)
    async with a_window(chromium) as page:
        await sit_down(page, practice, ANA)
        await page.locator(".card [data-menu]").click()
        await page.get_by_role("menuitem", name="Open on Facebook").click()
        await expect(page.locator(f'[data-comment="{words}"]')).to_be_focused()
        await picture(page, "bot-opened")
        assert len(page.context.pages) == 1


async def test_hostile_words_act_nowhere(chromium: Browser, practice: Practice) -> None:
    await practice.comment(HOSTILE, "<b>Eve</b> <!here>")
    async with a_window(chromium) as page:
        await sit_down(page, practice, ANA)
        await expect(page.locator(".card blockquote").last).to_contain_text("<!channel> <@U0ANA> *bold*")
        await expect(public(page).locator(".bubble").last).to_contain_text("<script>")
        assert await page.locator(".feed script, .feed .mention, .posts script").count() == 0
        assert await page.title() == "Practice desk"
        await picture(page, "bot-hostile")
