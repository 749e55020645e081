"""`modbot demo` as a newcomer meets it: a process, a real browser, stopped and started again."""

import asyncio
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from bot.embedded import EmbeddedPostgres
from tests.sandbox.page_browser import ARGUMENTS, CHROMIUM, picture

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="There is no Chromium: install Debian's chromium."),
]
PATIENCE = 60_000  # milliseconds until a card must have come


@asynccontextmanager
async def a_demo(data_dir: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """Run the demo on a free port while the block lasts; gives its address."""
    command = [sys.executable, "-m", "bot", "demo", "--no-browser", "--port", "0", "--speed", "100"]
    process = await asyncio.create_subprocess_exec(
        *command,
        "--data-dir",
        str(data_dir),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield process, await _address(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@asynccontextmanager
async def a_page(address: str) -> AsyncIterator[Page]:
    """Open the practice page in a real browser, past its first notes."""
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 1440, "height": 1000})
        await page.add_init_script("localStorage.setItem('seen', 'yes')")
        await page.goto(address)
        yield page
        await browser.close()


async def test_a_click_in_the_browser_hides_the_comment_on_the_public_page_and_a_second_demo_still_knows(
    tmp_path: Path,
) -> None:
    words = re.compile("lucky swimmer")
    try:
        async with a_demo(tmp_path) as (process, address):
            async with a_page(address) as page:
                public = page.get_by_role("complementary").get_by_text(words)
                await expect(page.get_by_role("button", name="Remove, case 1 ")).to_be_visible(
                    timeout=PATIENCE
                )
                await expect(public).to_be_visible()
                await page.get_by_role("button", name="Remove, case 1 ").click()
                await expect(public).to_be_hidden(timeout=PATIENCE)
                await expect(page.get_by_text("hidden on Facebook, confirmed")).to_be_visible(
                    timeout=PATIENCE
                )
                await picture(page, "demo-removed")
            await _stop(process)
        async with a_demo(tmp_path) as (process, address):
            async with a_page(address) as page:
                public = page.get_by_role("complementary").get_by_text(words)
                await expect(page.get_by_role("button", name="Undo, case 1")).to_be_visible(timeout=PATIENCE)
                await expect(public).to_be_hidden()
                await page.get_by_role("button", name="Undo, case 1").click()
                await expect(public).to_be_visible(timeout=PATIENCE)
            await _stop(process)
    finally:
        EmbeddedPostgres(tmp_path).remove()


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    said = ""
    async with asyncio.timeout(60):
        while line := (await process.stdout.readline()).decode():
            said += line
            if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
                return found[0]
    raise AssertionError(f"the demo did not open: {said}")


async def _stop(process: asyncio.subprocess.Process) -> None:
    """Press Ctrl-C: it must end by itself, at peace."""
    assert process.stdout is not None
    process.send_signal(signal.SIGINT)
    async with asyncio.timeout(30):
        rest = (await process.stdout.read()).decode()
        assert await process.wait() == 0, rest
    assert "Everything is kept." in rest
    assert "Traceback" not in rest
