"""The practice town: the world with both platforms, the bot's settings for it, and who works there."""

from pathlib import Path
from typing import Any

from starlette.routing import BaseRoute

from bot.desk import Desk
from bot.domain.models import Role
from bot.sandbox.facebook import FacebookWorld
from bot.sandbox.facebook.pages import APP_SECRET, FIRE, PAGE_TOKENS, TOWN, VERIFY_TOKEN
from bot.sandbox.scenario import StagedWorld
from bot.sandbox.wordpress import WordPressWorld
from bot.sandbox.wordpress.site import PASSWORD, USER
from bot.services.people import accounts, add_account, add_person, people

ANA, BEN, CAROL, EVAN = "U0ANA", "U0BEN", "U0CAO", "U0EVE"
CHANNEL = "C0MODERATORS"
SITE = "wp/westlock"
WORKERS = (
    (ANA, "Ana Petrenko", Role.MODERATOR),
    (BEN, "Ben Okafor", Role.MODERATOR),
    (CAROL, "Carol Whitford", Role.CAO),
)


def make_world(manifest: dict[str, Any] | None = None) -> tuple[StagedWorld, list[BaseRoute]]:
    """Make the world with both platforms, and its app by a manifest; give it with the platforms' routes."""
    world = StagedWorld()
    if manifest is not None:
        world.slack.install(manifest)
    facebook, wordpress = FacebookWorld(world), WordPressWorld(world)
    world.platforms |= {"facebook": facebook, "wordpress": wordpress}
    return world, [*facebook.routes(), *wordpress.routes()]


def environment(sandbox: str) -> dict[str, Any]:
    """Give the settings that point a bot at the practice world: other addresses, nothing else."""
    return {
        "slack_bot_token": "xoxb-sandbox",
        "slack_signing_secret": "sandbox-signing-secret",
        "slack_api_url": f"{sandbox}/api/",
        "slack_channel": CHANNEL,
        "facebook_app_secret": APP_SECRET,
        "facebook_verify_token": VERIFY_TOKEN,
        "facebook_page_tokens": PAGE_TOKENS,
        "facebook_api_url": f"{sandbox}/graph/v26.0/",
        "wordpress_sites": {f"{sandbox}/{SITE}": {"user": USER, "password": PASSWORD}},
    }


async def register_everybody(desk: Desk, sandbox: str) -> None:
    """Fill the registers once: two moderators, the CAO, the Town's Pages and its site."""
    known = {p.slack_id for p in await people(desk)}
    for slack_id, name, role in WORKERS:
        if slack_id not in known:
            await add_person(desk, slack_id=slack_id, name=name, role=role)
    registered = {(a.platform, a.handle) for a in await accounts(desk)}
    for platform, handle, name in (
        ("facebook", TOWN, "Town of Westlock"),
        ("facebook", FIRE, "Westlock Fire Department"),
        ("wordpress", f"{sandbox}/{SITE}", "westlock.example"),
    ):
        if (platform, handle) not in registered:
            await add_account(desk, platform=platform, handle=handle, name=name)


def saved_world(data_dir: Path) -> Path:
    """Say where the world is kept between two runs."""
    return data_dir / "world.json"
