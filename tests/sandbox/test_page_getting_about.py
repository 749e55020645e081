"""Getting about on the page: addresses, threads, a second window, what is new and where."""

import re

from playwright.async_api import Page, expect

from bot.sandbox.slack.state import ANA, BEN, BOT_USER, GENERAL, MODERATORS, Message
from tests.sandbox import page_browser
from tests.sandbox.page_browser import IN_A_BROWSER, button, picture, visit
from tests.sandbox.page_world import Stage

stage, page = page_browser.stage_in_the_browsers_loop, page_browser.page
pytestmark = IN_A_BROWSER


async def test_a_comment_out_of_view_is_offered(page: Page, stage: Stage) -> None:
    for number in range(20):
        await stage.facebook.add_comment("p0", "Marlene Yaremko", f"Line {number}")
    await visit(page, stage)
    await expect(button(page, "New comment")).to_be_hidden()
    await stage.facebook.add_comment("p0", "Dale Hutchins", "The newest words")
    await expect(page.get_by_text("The newest words")).not_to_be_in_viewport()
    await button(page, "New comment").click()
    await expect(page.get_by_text("The newest words")).to_be_in_viewport()
    await expect(button(page, "New comment")).to_be_hidden()
    await stage.facebook.add_comment("p0", "Dale Hutchins", "Words in view")
    await expect(page.get_by_text("Words in view")).to_be_visible()


async def test_the_same_warning_twice_is_one_warning(page: Page, stage: Stage) -> None:
    await visit(page, stage)
    for _ in range(2):
        stage.world.slack.warn(ANA, "This app didn't respond to your click.")
    await expect(page.locator(".toast")).to_have_count(1)


async def test_somebody_answers_in_a_thread(page: Page, stage: Stage) -> None:
    card = stage.post_card(1042)
    await visit(page, stage)
    await page.locator(".card").hover()
    await button(page, "More to do with this message").click()
    await page.get_by_role("menuitem", name="Answer in a thread").click()
    answer = page.get_by_label("Answer in this thread")
    await expect(answer).to_be_focused()
    await answer.fill("I called the arena.")
    await answer.press("Enter")
    await expect(page.get_by_role("region", name="Thread")).to_contain_text("I called the arena.")
    await expect(answer).to_have_value("")
    assert stage.world.slack.messages[MODERATORS][-1].thread_ts == card.ts


async def test_what_is_new_since_the_last_look_stands_under_a_line(page: Page, stage: Stage) -> None:
    stage.post_card(1042)
    await visit(page, stage)
    await expect(page.locator(".card")).to_have_count(1)
    await button(page, "general").click()
    await expect(page.get_by_role("heading", name="general")).to_be_visible()
    stage.post_card(1043)
    await page.get_by_role("button", name="moderators, 1 unread").click()
    await expect(page.get_by_role("separator", name="New since your last look")).to_be_visible()
    await expect(page.locator(".new-line + .card")).to_contain_text("case 1043")
    await picture(page, "new-line")


async def test_a_second_window_belongs_to_somebody_else(page: Page, stage: Stage) -> None:
    await visit(page, stage)
    async with page.context.expect_page() as opened:
        await page.get_by_role("link", name="Open a second window as Ben Okafor").focus()
        await page.keyboard.press("Enter")
    second = await opened.value
    for window, name in ((second, "Ben Okafor"), (page, "Ana Petrenko")):
        chair = window.get_by_role("button", name=re.compile(name))
        await expect(chair).to_have_attribute("aria-pressed", "true")


async def test_links_stay_in_the_practice_world(page: Page, stage: Stage) -> None:
    slack = stage.world.slack
    slack.add_message(MODERATORS, Message(slack.next_ts(), BOT_USER, "<https://elsewhere.example/a|read>"))
    await visit(page, stage)
    await page.get_by_role("link", name="read").click()
    await expect(page.locator("#toasts")).to_contain_text("The practice world opens nothing outside itself.")
    assert len(page.context.pages) == 1
    assert page.url.startswith(stage.url)


async def test_a_message_is_found_again_by_its_address(page: Page, stage: Stage) -> None:
    slack = stage.world.slack
    lines = [slack.say(BEN, GENERAL, f"Line {number}\n" * 4) for number in range(12)]
    ts = lines[0].ts
    slack.say(BEN, GENERAL, f"See <{slack.url}archives/{GENERAL}/p{ts.replace('.', '')}|the first>")
    await visit(page, stage, "?me=U0EVE")
    first, last = page.get_by_role("article").first, page.get_by_role("article").last
    await expect(last).to_be_in_viewport()
    await page.get_by_role("link", name="the first").click()
    await expect(first).to_be_focused()
    await expect(first).to_be_in_viewport()
    assert f"msg={ts}" in page.url
    await page.reload()
    await expect(first).to_be_focused()
    await button(page, "Newest ↓").click()
    await expect(last).to_be_in_viewport()
    await visit(page, stage, f"?me=U0EVE&at={GENERAL}&msg=1.000001")
    await expect(page.locator("#toasts")).to_contain_text("That message is not here")
