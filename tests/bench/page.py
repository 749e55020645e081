"""The practice page with five hundred cards: a picture on the server, a click until it is drawn."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from statistics import median

from playwright.async_api import Page, async_playwright

from bot.sandbox.page.live import Live, Seat
from bot.sandbox.slack.state import ANA, MODERATORS, Message
from bot.sandbox.world import World
from tests.sandbox.page_browser import ARGUMENTS, CHROMIUM
from tests.sandbox.page_world import Stage, open_stage

CARDS = 500
PICTURES = 50
CLICKS = 15
WORDS = "Congratz!! claim ur raffle prize at hxxp://prize-westlock[.]example, only today, only here. "
READY = "count => document.querySelectorAll('#feed .card').length === count"
PRESS_AND_WAIT = """name => new Promise((resolve) => {
  const button = document.querySelector(`[aria-label="${name}"]`);
  const card = button.closest('.card');
  const began = performance.now();
  new MutationObserver((_, watch) => {
    const now = document.querySelector(`[data-key="${card.dataset.key}"]`);
    if (!now.textContent.includes('Removed by')) return;
    watch.disconnect();
    now.getBoundingClientRect();
    resolve(performance.now() - began);
  }).observe(document.getElementById('feed'), { childList: true, subtree: true });
  button.click();
})"""


@dataclass(frozen=True)
class Quickness:
    """What five hundred cards cost."""

    picture: float  # seconds of the server for one picture in which one card is new
    drawn: float  # seconds from the click to the redrawn card


async def five_hundred_cards() -> Quickness:
    """Measure with the cards of the page's own tests, which hold everything a card may hold."""
    async with open_stage() as stage:
        cards = [stage.post_card(case, WORDS * (case % 4 + 1)) for case in range(CARDS)]
        picture = _picture(stage.world, cards)
        async with _a_browser() as page:
            return Quickness(picture, await _drawn(page, stage))


def _picture(world: World, cards: list[Message]) -> float:
    live, seat = Live(world), Seat(me=ANA, at=MODERATORS)
    live.picture(seat)
    took = []
    for card in cards[-PICTURES:]:
        card.edited = True
        began = time.perf_counter()
        live.picture(seat)
        took.append(time.perf_counter() - began)
    return median(took)


async def _drawn(page: Page, stage: Stage) -> float:
    await page.goto(f"{stage.url}/?me={ANA}&at={MODERATORS}")
    await page.wait_for_function(READY, arg=CARDS)
    took = [
        await page.evaluate(PRESS_AND_WAIT, f"Remove case {case}") for case in range(CARDS - CLICKS, CARDS)
    ]
    return float(median(took)) / 1000


@asynccontextmanager
async def _a_browser() -> AsyncIterator[Page]:
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 1440, "height": 900})
        await page.add_init_script("localStorage.setItem('seen', 'yes')")
        yield page
        await browser.close()
