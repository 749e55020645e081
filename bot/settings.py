"""Environment to Settings; refuses to start with a sentence."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, reset_tzpath

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from bot.domain.errors import CannotStart

TOWN_ZONE = "America/Edmonton"
_PRACTICE_TOKENS = ("xoxb-sandbox", "xapp-sandbox")  # the practice world's, known to everybody


class SiteLogin(BaseModel):
    """A WordPress user and one of its application passwords."""

    user: str
    password: SecretStr


class Settings(BaseSettings):
    """Everything the environment says. `.env.example` explains each line."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    database_url: str = ""  # empty: the embedded server in data_dir
    data_dir: Path = Path(".data")

    slack_bot_token: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")  # given: Socket Mode; empty: HTTP
    slack_signing_secret: SecretStr = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"
    slack_channel: str = ""  # the moderators' channel, by id

    host: str = "127.0.0.1"
    port: int = 8000

    card_window: int = 20  # routine cards that may stand open in the channel
    lease_seconds: float = 60  # how long a worker may hold an effect
    poll_seconds: float = 60  # how often platforms are read
    slack_post_seconds: float = 1.0  # pace of new messages per channel
    slack_update_seconds: float = 1.2  # pace of edits per workspace (Slack's tier 3)

    facebook_app_secret: SecretStr = SecretStr("")
    facebook_verify_token: SecretStr = SecretStr("")
    facebook_page_tokens: dict[str, SecretStr] = {}
    facebook_api_url: str = "https://graph.facebook.com/v26.0/"

    wordpress_sites: dict[str, SiteLogin] = {}

    log_level: str = "INFO"


def read_settings(**given: object) -> Settings:
    """Read the environment; raise CannotStart with one line per fault."""
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as fault:
        lines = [f"{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in fault.errors()]
        raise CannotStart("The settings cannot be read. " + "; ".join(lines) + ".") from fault
    except SettingsError as fault:
        raise CannotStart(
            f"The settings cannot be read: {fault}; it must be JSON, see .env.example."
        ) from fault


def check_slack(settings: Settings) -> None:
    """Raise when Slack cannot be reached with what the settings hold."""
    missing = [name.upper() for name in ("slack_bot_token", "slack_channel") if not _given(settings, name)]
    if not _given(settings, "slack_app_token") and not _given(settings, "slack_signing_secret"):
        missing.append("SLACK_APP_TOKEN (for Socket Mode) or SLACK_SIGNING_SECRET (for HTTP)")
    if missing:
        raise CannotStart(
            f"Slack is not set up; missing: {', '.join(missing)}. See README, “Connect a workspace”."
        )
    practising = [
        name.upper()
        for name in ("slack_bot_token", "slack_app_token")
        if getattr(settings, name).get_secret_value().startswith(_PRACTICE_TOKENS)
    ]
    host = urlsplit(settings.slack_api_url).hostname or ""
    if practising and (host == "slack.com" or host.endswith(".slack.com")):
        raise CannotStart(
            f"A practice token stands in {' and '.join(practising)}, but SLACK_API_URL is the real Slack: "
            "put the tokens of the Town's own app. See README, “Connect a workspace”."
        )


def check_zone(zone: str = TOWN_ZONE) -> ZoneInfo:
    """Give the Town's zone; raise when its table is older than Alberta's change of 2026.

    Alberta stays on UTC-6 since 2026-11-01 (Official Time Act); tables before 2026c say UTC-7 in winter.
    """
    reset_tzpath(to=[])  # the tzdata package, not the system's copy
    ZoneInfo.clear_cache(only_keys=[zone])
    try:
        found = ZoneInfo.no_cache(zone)
    except ZoneInfoNotFoundError as fault:
        raise CannotStart(f"There is no zone table for {zone}: install tzdata>=2026.3.") from fault
    winter = datetime(2026, 12, 1, 12, tzinfo=UTC).astimezone(found)
    if winter.utcoffset() != timedelta(hours=-6):
        raise CannotStart(
            "The zone table for America/Edmonton is older than Alberta's change of 2026 and an hour wrong: "
            "install tzdata>=2026.3."
        )
    return found


def _given(settings: Settings, name: str) -> bool:
    value = getattr(settings, name)
    return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)
