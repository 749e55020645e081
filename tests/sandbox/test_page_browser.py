"""The page in a real browser: what people see, press and type."""

import re

from playwright.async_api import Page, expect

from bot.sandbox.slack.state import ANA, BOT_USER, GENERAL, MODERATORS, Message
from tests.sandbox import page_browser
from tests.sandbox.page_browser import IN_A_BROWSER, break_it, button, picture, visit
from tests.sandbox.page_world import HOSTILE, Stage, note, plain, with_ids

stage, page = page_browser.stage_in_the_browsers_loop, page_browser.page
pytestmark = IN_A_BROWSER


async def test_cards_are_drawn_and_hostile_words_stay_words(page: Page, stage: Stage) -> None:
    stage.post_card(1042, "Congratz!! claim ur raffle prize at hxxp://prize-westlock[.]example today")
    stage.post_card(1043)
    await stage.facebook.add_comment("p0", "<b>Eve</b>", HOSTILE)
    await visit(page, stage)
    feed = page.get_by_role("feed", name="Messages")
    await expect(feed.locator("blockquote").last).to_contain_text("<!channel> <@U0ANA> *bold* <script>")
    await expect(page.locator(".bubble")).to_contain_text("<script>")
    await expect(page.locator(".bubble .author")).to_have_text("<b>Eve</b>")
    assert (
        await page.locator(".feed img, .feed script, .posts img, .posts script, .feed .mention").count() == 0
    )
    assert await page.title() == "Practice desk"
    await expect(button(page, "Remove case 1042")).to_have_css("background-color", "rgb(179, 38, 30)")
    await picture(page, "cards")


async def test_a_click_is_pending_until_the_app_has_answered(page: Page, stage: Stage) -> None:
    card = stage.post_card(1042)
    await visit(page, stage)
    stage.gate.clear()
    await button(page, "Remove case 1042").click()
    await expect(button(page, "Remove case 1042")).to_have_attribute("aria-busy", "true")
    await picture(page, "pending")
    assert card.blocks
    card.blocks.append(note("Three more people flagged this."))
    stage.world.touch()
    await expect(page.locator(".card")).to_contain_text("Three more people")
    await expect(button(page, "Remove case 1042")).to_have_attribute("aria-busy", "true")
    stage.gate.set()
    await expect(page.locator(".card")).to_contain_text("Removed by @ana")
    await expect(button(page, "Remove case 1042")).to_have_count(0)
    await picture(page, "removed")


async def test_colleagues_see_a_change_without_reloading(page: Page, stage: Stage) -> None:
    card = stage.post_card(1042)
    await visit(page, stage, "?me=U0BEN")
    await stage.world.slack.click(ANA, MODERATORS, card.ts, "remove")
    await expect(page.locator(".card")).to_contain_text("Removed by @ana")


async def test_an_app_that_does_not_answer_is_told_to_who_clicked(page: Page, stage: Stage) -> None:
    stage.post_card(1042)
    stage.world.slack.events_url = None
    await visit(page, stage)
    await button(page, "Remove case 1042").click()
    await expect(page.locator("#toasts")).to_contain_text("This app didn't respond to your click.")
    await expect(button(page, "Remove case 1042")).not_to_have_attribute("aria-busy", "true")


async def test_a_modal_is_filled_in_corrected_and_submitted(page: Page, stage: Stage) -> None:
    stage.post_card(1042)
    await visit(page, stage)
    await button(page, "Escalate case 1042").click()
    words = page.get_by_role("textbox", name="What should the CAO decide?")
    await expect(words).to_be_focused()
    submit = page.get_by_role("dialog").get_by_role("button", name="Escalate")
    await submit.click()
    await expect(page.locator("#modal .error").first).to_have_text("Please fill this in.")
    await words.fill("Slander?")
    await submit.click()
    await expect(page.locator("#modal .error").first).to_have_text("Say a little more.")
    await expect(words).to_have_value("Slander?")
    await expect(words).to_be_focused()
    await picture(page, "modal")
    await words.fill("Is this slander, and of whom?")
    await page.get_by_label("Clause").select_option("7.1.7")
    await submit.click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.locator(".message").last).to_contain_text("Asked: Is this slander, and of whom?")


async def test_escape_closes_a_modal_for_slack_too(page: Page, stage: Stage) -> None:
    stage.post_card(1042)
    await visit(page, stage)
    await button(page, "Escalate case 1042").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert stage.world.slack.modals[ANA] == []


async def test_what_was_typed_survives_a_redrawn_modal(page: Page, stage: Stage) -> None:
    stage.post_card(1042)
    await visit(page, stage)
    await button(page, "Escalate case 1042").click()
    words = page.get_by_role("textbox", name="What should the CAO decide?")
    await words.fill("Half a thou")
    view = stage.world.slack.modals[ANA][-1]
    view["blocks"][0]["hint"] = plain("Another moderator is looking at this too.")
    stage.world.touch()
    await expect(page.locator("#modal")).to_contain_text("Another moderator is looking")
    await expect(words).to_have_value("Half a thou")
    await expect(words).to_be_focused()


async def test_the_overflow_menu_works_from_the_keyboard(page: Page, stage: Stage) -> None:
    stage.post_card(1042)
    await visit(page, stage)
    await page.locator(".card [data-menu]").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitem", name="Other ground…")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator(".private")).to_contain_text("You chose mine:1042")
    await expect(page.locator(".private")).to_contain_text("Only you can see this")
    await expect(page.locator(".card [data-menu]")).to_be_focused()


async def test_a_command_is_typed_at_the_bottom(page: Page, stage: Stage) -> None:
    await visit(page, stage)
    line = page.get_by_label("Message or command")
    await line.fill("/mod queue")
    await line.press("Enter")
    await expect(page.locator(".private")).to_contain_text("The queue is empty (queue).")
    await expect(line).to_have_value("")


async def test_a_refused_command_is_kept_and_explained(page: Page, stage: Stage) -> None:
    stage.world.slack.commands = {"/mod"}
    await visit(page, stage)
    line = page.get_by_label("Message or command")
    await line.fill("/mood queue")
    await line.press("Enter")
    await expect(page.locator("#toasts")).to_contain_text("/mood is not a valid command.")
    await expect(line).to_have_value("/mood queue")


async def test_an_employee_sends_a_message_to_the_moderators(page: Page, stage: Stage) -> None:
    stage.world.slack.say(ANA, GENERAL, "Did you see that comment?")
    await visit(page, stage, f"?me=U0EVE&at={GENERAL}")
    await page.get_by_role("article").first.hover()
    await button(page, "More to do with this message").click()
    await page.get_by_role("menuitem", name="Send to moderators").click()
    await page.get_by_role("button", name=re.compile("Ana Petrenko")).click()
    await page.get_by_role("button", name=re.compile("moderators")).click()
    await expect(page.locator(".message").last).to_contain_text("Sent in: Did you see that comment?")


async def test_a_card_is_decided_with_the_keyboard_alone(page: Page, stage: Stage) -> None:
    stage.post_card(1042)
    await visit(page, stage)
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the messages")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowUp")
    await expect(page.locator(".card")).to_be_focused()
    for _ in ("the message's address", "its menu", "Remove"):
        await page.keyboard.press("Tab")
    await expect(button(page, "Remove case 1042")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator(".card")).to_contain_text("Removed by @ana")
    await expect(page.locator(".card")).to_be_focused()


async def test_a_thread_opens_in_the_drawer_and_escape_closes_it(page: Page, stage: Stage) -> None:
    slack, card = stage.world.slack, stage.post_card(1042)
    slack.add_message(MODERATORS, Message(slack.next_ts(), BOT_USER, "14:02 hidden", thread_ts=card.ts))
    await visit(page, stage)
    await button(page, "1 reply").click()
    await expect(page.get_by_role("region", name="Thread")).to_contain_text("14:02 hidden")
    await picture(page, "thread")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("region", name="Thread")).to_have_count(0)
    await expect(button(page, "1 reply")).to_be_focused()


async def test_a_confirm_dialog_stands_before_the_act(page: Page, stage: Stage) -> None:
    confirm = {"title": plain("Delete for good?"), "text": plain("This cannot be undone."),
               "confirm": plain("Delete"), "deny": plain("Keep it"), "style": "danger"}  # fmt: skip
    remove = {
        "type": "button",
        "text": plain("Delete"),
        "action_id": "remove",
        "value": "7",
        "confirm": confirm,
    }
    slack = stage.world.slack
    blocks = with_ids([note("Case 7"), {"type": "actions", "elements": [remove]}])
    slack.add_message(MODERATORS, Message(slack.next_ts(), BOT_USER, "Case 7", blocks=blocks))
    await visit(page, stage)
    await button(page, "Delete").click()
    dialog = page.get_by_role("dialog", name="Delete for good?")
    await expect(dialog.get_by_role("button", name="Keep it")).to_be_focused()
    await picture(page, "confirm")
    await page.keyboard.press("Escape")
    await expect(page.locator(".card")).not_to_contain_text("Removed")
    await button(page, "Delete").click()
    await dialog.get_by_role("button", name="Delete").click()
    await expect(page.locator(".message")).to_contain_text("Removed by @ana")


async def test_a_choice_in_a_message_is_sent_at_once(page: Page, stage: Stage) -> None:
    slack = stage.world.slack
    who = {"type": "users_select", "action_id": "pick", "placeholder": plain("Assign to")}
    blocks = with_ids([{"type": "actions", "elements": [who]}])
    slack.add_message(MODERATORS, Message(slack.next_ts(), BOT_USER, "Who?", blocks=blocks))
    await visit(page, stage)
    await page.get_by_label("Assign to").select_option("Ben Okafor")
    await expect(page.locator(".message").last).to_contain_text("Picked U0BEN")


async def test_the_home_tab_is_asked_for_and_drawn(page: Page, stage: Stage) -> None:
    await visit(page, stage)
    await button(page, "Home").click()
    await expect(page.get_by_role("region", name="Home tab")).to_contain_text("3 crisis · 7 high · 41 normal")
    await expect(page.get_by_label("Message or command")).to_be_hidden()
    await picture(page, "home")
    await page.get_by_role("button", name=re.compile("Ben Okafor")).click()
    await expect(page.get_by_role("region", name="Home tab")).to_contain_text("Drawn for @ben")


async def test_a_resident_writes_and_the_owner_sees_what_was_hidden(page: Page, stage: Stage) -> None:
    await visit(page, stage)
    await page.get_by_label("Name").fill("Marlene Yaremko")
    await page.get_by_label("Words").fill("Finally!! <b>open</b>")
    await button(page, "Post").click()
    comment = page.get_by_text("Finally!! <b>open</b>")
    await expect(comment).to_be_visible()
    stage.facebook.hide("p0c0")
    await expect(comment).to_have_count(0)
    await page.get_by_role("switch", name="As the page’s owner").check()
    await expect(page.locator(".hidden-one")).to_contain_text("hidden from the public")
    await picture(page, "owner")


async def test_the_blog_is_one_click_away(page: Page, stage: Stage) -> None:
    await visit(page, stage)
    await button(page, "WordPress").click()
    await expect(page.locator(".post.wordpress h3")).to_have_text("Council thanks the volunteers")


async def test_slack_goes_down_and_comes_back(page: Page, stage: Stage) -> None:
    stage.post_card(1042)
    await visit(page, stage)
    await break_it(page, "Slack", "Down")
    await expect(page.locator("#lost")).to_contain_text("Slack: down.")
    await expect(page.get_by_role("button", name="Break Slack; now: down")).to_be_focused()
    await button(page, "Remove case 1042").click()
    await expect(page.locator("#toasts")).to_contain_text("nothing you do there arrives")
    await picture(page, "slack-down")
    await button(page, "Repair everything").click()
    await expect(page.locator("#lost")).to_be_hidden()
    await button(page, "Remove case 1042").click()
    await expect(page.locator(".card")).to_contain_text("Removed by @ana")


async def test_a_menu_closes_where_it_was_opened_and_opens_again_at_once(page: Page, stage: Stage) -> None:
    stage.post_card(1042)
    await visit(page, stage)
    for opener, inside in (
        (page.get_by_role("button", name="Break Slack"), page.get_by_role("switch", name="Slow")),
        (button(page, "More actions"), page.get_by_role("menuitem", name="Assign to me")),
    ):
        await opener.click()
        await expect(inside).to_be_visible()
        await opener.click()
        await expect(inside).to_be_hidden()
        await opener.click()
        await expect(inside).to_be_visible()
        await page.keyboard.press("Escape")
        await opener.click()
        await expect(inside).to_be_visible()
        await page.keyboard.press("Escape")
