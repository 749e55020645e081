"""A real browser on the practice page, for its tests."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from tests.sandbox.page_world import Stage, open_stage

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FOLDER = os.environ.get("SCREENSHOTS")
IN_A_BROWSER = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="There is no Chromium on this machine."),
]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for the whole run."""
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(name="stage", loop_scope="session")
async def stage_in_the_browsers_loop() -> AsyncIterator[Stage]:
    """A world of its own for every test."""
    async with open_stage() as stage:
        yield stage


@asynccontextmanager
async def a_window(chromium: Browser, **more: Any) -> AsyncIterator[Page]:
    """Open a window on a second visit; nothing may go wrong in the browser's own eyes."""
    given = {"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"} | more
    context = await chromium.new_context(**given)
    context.set_default_timeout(10_000)
    page = await context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if "Content Security" in line.text else None)
    await page.add_init_script("localStorage.setItem('seen', 'yes')")
    yield page
    await context.close()
    assert faults == []


@pytest_asyncio.fixture(loop_scope="session")
async def page(chromium: Browser, stage: Stage) -> AsyncIterator[Page]:
    """One window on a world of its own."""
    async with a_window(chromium) as page:
        yield page


async def visit(page: Page, stage: Stage, query: str = "") -> None:
    """Open the page and wait until the world is drawn in it."""
    await page.goto(f"{stage.url}/{query}")
    await expect(page.locator(".rail button")).not_to_have_count(0)


async def break_it(page: Page, service: str, kind: str, *, on: bool = True) -> None:
    """Break or repair one thing of a service, as a visitor does."""
    await page.get_by_role("button", name=f"Break {service}").click()
    await page.get_by_role("switch", name=kind).set_checked(on)
    await page.keyboard.press("Escape")


async def picture(page: Page, name: str) -> None:
    """Keep a screenshot where the environment asks for one."""
    if FOLDER:
        await page.screenshot(path=f"{FOLDER}/{name}.png")


def button(page: Page, name: str) -> Locator:
    """Find a button by its whole name."""
    return page.get_by_role("button", name=name, exact=True)
