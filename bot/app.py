"""Makes everything, once; the only module that knows all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import holidays
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.database import Database
from bot.desk import Desk
from bot.domain.models import EffectKind
from bot.domain.policy import load_policies
from bot.jobs import Timetable
from bot.metrics import Metrics
from bot.outbox.loop import Executor, Outbox
from bot.outbox.platform import PlatformEffects
from bot.outbox.slack import SlackEffects
from bot.platforms.connector import Connector
from bot.platforms.facebook import FacebookConnector
from bot.platforms.wordpress import SiteCredentials, WordPressConnector
from bot.settings import Settings, check_zone
from bot.slack.sender import Sender
from bot.store.effects import Pace
from handlers import register
from handlers.context import gives

UPDATE_BURST = 10  # edits that may go at once after a rest
SLACK_TIMEOUT = 10  # seconds for one call


@dataclass(frozen=True)
class Bot:
    """Everything one process may need; `bot.__main__` decides what it runs."""

    settings: Settings
    desk: Desk
    connectors: Mapping[str, Connector]
    metrics: Metrics
    slack: AsyncWebClient
    bolt: AsyncApp
    outbox: Outbox
    timetable: Timetable

    def socket(self) -> AsyncSocketModeHandler | None:
        """Give the Socket Mode connection, when an app token is given."""
        token = self.settings.slack_app_token.get_secret_value()
        return AsyncSocketModeHandler(self.bolt, token) if token else None

    async def close(self) -> None:
        """Close every connection."""
        for connector in self.connectors.values():
            await connector.close()
        await self.desk.db.close()


def build(settings: Settings, database_url: str, now: Callable[[], datetime] | None = None) -> Bot:
    """Make everything from the settings; nothing is connected yet."""
    clock = now or _utc_now
    metrics = Metrics()
    connectors = build_connectors(settings, clock)
    desk = build_desk(settings, database_url, clock, connectors)
    slack = build_slack(settings)
    bolt = build_bolt(settings)
    bolt.middleware(gives(desk, metrics))
    register(bolt)
    executors = build_executors(desk, Sender(slack), connectors)
    lease = timedelta(seconds=settings.lease_seconds)
    outbox = Outbox(desk, executors, pace=paces(settings), lease=lease, metrics=metrics)
    timetable = Timetable(desk, connectors, every=timedelta(seconds=settings.poll_seconds), metrics=metrics)
    return Bot(settings, desk, connectors, metrics, slack, bolt, outbox, timetable)


def build_bolt(settings: Settings) -> AsyncApp:
    """Make Bolt; it asks Slack nothing, so that a click is decided also while Slack's Web API is down."""
    token = settings.slack_bot_token.get_secret_value()

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

    without_token = build_slack(settings)
    without_token.token = None  # with one, Bolt would check it at the first click
    secret = settings.slack_signing_secret.get_secret_value() or None
    return AsyncApp(
        client=without_token,
        authorize=authorize,
        signing_secret=secret,
        raise_error_for_unhandled_request=True,
    )


def build_desk(
    settings: Settings,
    database_url: str,
    now: Callable[[], datetime] | None = None,
    connectors: Mapping[str, Connector] | None = None,
) -> Desk:
    """Make the desk alone, for commands that need no Slack."""
    clock = now or _utc_now
    alberta = holidays.country_holidays("CA", subdiv="AB", language="en_CA")
    known = build_connectors(settings, clock) if connectors is None else connectors
    return Desk(
        db=Database(database_url),
        policies=load_policies(),
        now=clock,
        channel=settings.slack_channel,
        platforms={name: c.capabilities for name, c in known.items()},
        zone=check_zone(),
        closed=alberta.__contains__,
        window=settings.card_window,
    )


def build_slack(settings: Settings) -> AsyncWebClient:
    """Make Slack's client; it connects with its first call."""
    return AsyncWebClient(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url,
        timeout=SLACK_TIMEOUT,
        retry_handlers=[],  # the default repeats a post after a dropped connection
    )


def build_connectors(settings: Settings, now: Callable[[], datetime]) -> dict[str, Connector]:
    """Make one connector per platform; what has no credentials can still be registered and says so."""
    tokens = {page: token.get_secret_value() for page, token in settings.facebook_page_tokens.items()}
    sites = {
        site: SiteCredentials(login.user, login.password.get_secret_value())
        for site, login in settings.wordpress_sites.items()
    }
    connectors: list[Connector] = [
        FacebookConnector(
            app_secret=settings.facebook_app_secret.get_secret_value(),
            verify_token=settings.facebook_verify_token.get_secret_value(),
            page_tokens=tokens,
            base_url=settings.facebook_api_url,
            now=now,
        ),
        WordPressConnector(sites=sites, now=now),
    ]
    return {c.platform: c for c in connectors}


def build_executors(
    desk: Desk, sender: Sender, connectors: Mapping[str, Connector]
) -> dict[EffectKind, Executor]:
    """Say who carries out which kind of effect."""
    slack, platforms = SlackEffects(desk, sender), PlatformEffects(desk, connectors)
    return {
        EffectKind.POST_CARD: slack.post_card,
        EffectKind.UPDATE_CARD: slack.update_card,
        EffectKind.POST_NOTE: slack.post_note,
        EffectKind.UPDATE_SUMMARY: slack.update_summary,
        EffectKind.SEND_MESSAGE: slack.send_message,
        EffectKind.REMOVE_COMMENT: platforms.remove_comment,
        EffectKind.RESTORE_COMMENT: platforms.restore_comment,
        EffectKind.READ_POST: platforms.read_post,
    }


def paces(settings: Settings) -> Callable[[str], Pace]:
    """Say how fast each lane may go."""
    posts = Pace(timedelta(seconds=settings.slack_post_seconds))
    updates = Pace(timedelta(seconds=settings.slack_update_seconds), UPDATE_BURST)

    def pace(lane: str) -> Pace:
        if lane.startswith("slack:post:"):
            return posts
        return updates if lane == "slack:update" else Pace()

    return pace


def _utc_now() -> datetime:
    return datetime.now(UTC)
