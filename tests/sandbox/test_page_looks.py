"""The page in a real browser: first visit, contrast, names, small screens, many cards."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from bot.sandbox.slack.state import ANA, BOT_USER, GENERAL, MODERATORS, Message
from tests.sandbox import page_browser
from tests.sandbox.page_browser import IN_A_BROWSER, break_it, button, picture, visit
from tests.sandbox.page_world import Stage

stage, page = page_browser.stage_in_the_browsers_loop, page_browser.page
pytestmark = IN_A_BROWSER


OVERFLOWING = """() => [...document.querySelectorAll('body *')]
  .filter((item) => item.checkVisibility() && !item.closest('.sr, .skips, .table'))
  .filter((item) => item.getBoundingClientRect().right > innerWidth + 1)
  .map((item) => item.outerHTML.slice(0, 120))"""
FAINT = """() => {
  const pen = Object.assign(document.createElement('canvas'), { width: 1, height: 1 })
    .getContext('2d', { willReadFrequently: true });
  const read = (colour, under) => {
    pen.fillStyle = `rgb(${under})`; pen.fillRect(0, 0, 1, 1);
    pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const linear = (v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = (rgb) => rgb.map((v) => linear(v / 255))
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (item) => read(getComputedStyle(item).backgroundColor,
    item.parentElement ? ground(item.parentElement) : [255, 255, 255]);
  const dialog = document.querySelector('dialog[open]');
  return [...(dialog ?? document.body).querySelectorAll('*')]
    .filter((item) => item.checkVisibility({ opacityProperty: true }))
    .filter((item) => !item.closest('[aria-hidden], .skips, .sr'))
    .filter((item) => [...item.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .map((item) => {
      const under = ground(item);
      const [a, b] = [light(read(getComputedStyle(item).color, under)), light(under)].sort((x, y) => y - x);
      return [(a + 0.05) / (b + 0.05), item.outerHTML.slice(0, 100)];
    })
    .filter(([ratio]) => ratio < 4.5);
}"""
WAIT_FOR_REMOVED = """() => {
  const began = performance.now();
  window.removed = new Promise((resolve) => new MutationObserver((_, watch) => {
    if (document.querySelector('#feed').lastElementChild.textContent.includes('Removed by')) {
      watch.disconnect();
      requestAnimationFrame(() => resolve(performance.now() - began));
    }
  }).observe(document.querySelector('#feed'), { childList: true, subtree: true }));
}"""


async def test_a_first_visit_explains_itself_once(chromium: Browser, stage: Stage) -> None:
    context = await chromium.new_context()
    page = await context.new_page()
    await visit(page, stage)
    await expect(page.get_by_role("region", name="How this works").get_by_role("listitem")).to_have_count(3)
    await picture(page, "first-visit")
    await button(page, "Got it").click()
    await page.reload()
    await expect(page.locator(".rail button").first).to_be_visible()
    await expect(page.get_by_role("region", name="How this works")).to_have_count(0)
    await context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_every_word_can_be_read_against_its_ground(page: Page, stage: Stage, theme: str) -> None:
    slack, card = stage.world.slack, stage.post_card(1042)
    slack.add_message(
        MODERATORS, Message(slack.next_ts(), BOT_USER, "`code` <@U0ANA> <https://a.example|link>")
    )
    slack.add_message(MODERATORS, Message(slack.next_ts(), BOT_USER, "Only you", ephemeral_to=ANA))
    slack.add_message(MODERATORS, Message(slack.next_ts(), BOT_USER, "Step", thread_ts=card.ts))
    slack.say("U0BEN", GENERAL, "Morning")
    stage.facebook.hide(await stage.facebook.add_comment("p0", "Prize", "claim", media=["a photo"]))
    await page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    await visit(page, stage, "?owner=1")
    await break_it(page, "Facebook", "Lost answers")
    await expect(page.get_by_text("Facebook: lost answers.")).to_be_visible()
    dark = await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 26)"
    assert dark == (theme == "dark")
    await picture(page, f"theme-{theme}")
    assert await page.evaluate(FAINT) == []
    await page.get_by_role("button", name="Break Facebook").click()
    await expect(page.get_by_role("switch", name="Too many requests")).to_be_visible()
    await picture(page, f"faults-{theme}")
    assert await page.evaluate(FAINT) == []
    await page.keyboard.press("Escape")
    await button(page, "Escalate case 1042").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert await page.evaluate(FAINT) == []


async def test_the_theme_can_be_chosen(page: Page, stage: Stage) -> None:
    await page.emulate_media(color_scheme="light")
    await visit(page, stage)
    await button(page, "Theme: auto").click()
    await button(page, "Theme: light").click()
    await expect(page.locator("body")).to_have_css("background-color", "rgb(20, 24, 26)")
    await page.reload()
    await expect(page.locator("body")).to_have_css("background-color", "rgb(20, 24, 26)")


async def test_every_control_has_a_name(page: Page, stage: Stage) -> None:
    stage.post_card(1042)
    await visit(page, stage)
    await button(page, "Escalate case 1042").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    tree = await page.locator("body").aria_snapshot()
    nameless = re.findall(
        r"^\s*- (?:button|textbox|combobox|switch|radio|checkbox|link)(?: \[.*\])?:?$", tree, re.M
    )
    assert nameless == []


async def test_it_works_on_a_telephone(page: Page, stage: Stage) -> None:
    await page.set_viewport_size({"width": 375, "height": 720})
    stage.post_card(1042, "w" * 200)
    await stage.facebook.add_comment("p0", "Dale", "w" * 200)
    await visit(page, stage)
    await expect(button(page, "Remove case 1042")).to_be_in_viewport()
    await picture(page, "telephone-slack")
    for pane, landmark in (("Town pages", "Public pages"), ("People", "You are"), ("Slack", "moderators")):
        await button(page, pane).click()
        await expect(page.get_by_role("heading", name=landmark)).to_be_visible()
        assert await page.evaluate(OVERFLOWING) == []
        await picture(page, f"telephone-{pane.lower().replace(' ', '-')}")
    await page.get_by_role("button", name="Break Slack").click()
    await expect(page.get_by_role("switch", name="Access withdrawn")).to_be_in_viewport()
    assert await page.evaluate(OVERFLOWING) == []
    await picture(page, "telephone-faults")
    await page.keyboard.press("Escape")
    await button(page, "Escalate case 1042").click()
    await expect(page.get_by_role("dialog").get_by_role("button", name="Escalate")).to_be_in_viewport()
    await picture(page, "telephone-modal")
    await page.keyboard.press("Escape")
    await button(page, "Remove case 1042").click()
    await expect(page.locator(".card")).to_contain_text("Removed by @ana")


async def test_new_messages_are_offered_to_who_reads_older_ones(page: Page, stage: Stage) -> None:
    for case in range(12):
        stage.post_card(case)
    await visit(page, stage)
    await expect(button(page, "Remove case 11")).to_be_in_viewport()
    await page.locator("#scroll").evaluate("box => box.scrollTop = 0")
    await expect(button(page, "Remove case 0")).to_be_in_viewport()
    stage.post_card(12)
    await button(page, "New messages ↓").click()
    await expect(button(page, "Remove case 12")).to_be_in_viewport()
    await expect(button(page, "New messages ↓")).to_be_hidden()
    for case in range(13, 40):
        stage.post_card(case, "many words " * (case % 5 * 20))
        await expect(button(page, f"Remove case {case}")).to_be_in_viewport()


@pytest.mark.slow
async def test_five_hundred_cards_stay_quick(page: Page, stage: Stage) -> None:
    cards = [stage.post_card(case) for case in range(500)]
    await visit(page, stage)
    await expect(page.locator(".card")).to_have_count(500)
    await expect(button(page, "Remove case 499")).to_be_in_viewport()
    await page.evaluate(WAIT_FOR_REMOVED)
    await stage.world.slack.click(ANA, MODERATORS, cards[499].ts, "remove")
    clicked_to_drawn = await page.evaluate("removed")
    assert clicked_to_drawn < 1500
