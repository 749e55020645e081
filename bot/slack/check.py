"""Looks at the bot's standing in Slack, changing nothing."""

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import TryLater
from bot.platforms.connector import Finding
from bot.slack.sender import reach, understand

SCOPES = (
    "chat:write",
    "commands",
    "channels:history",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
)


async def check_bot(client: AsyncWebClient, channel: str) -> list[Finding]:
    """Check the bot's token, its scopes, and that it is in the moderators' channel."""
    try:
        answer = await reach(client.auth_test)
    except SlackApiError as fault:
        word = _refusal(fault)
        return [
            Finding(
                "Slack bot token", False, f"Slack says {word}: install the app again, set SLACK_BOT_TOKEN."
            )
        ]
    findings = [Finding(f"Slack bot token ({answer['team']})", True)]
    given = set(str(answer.headers.get("x-oauth-scopes", "")).replace(" ", "").split(","))
    missing = [s for s in SCOPES if s not in given]
    remedy = f"missing: {', '.join(missing)}. Install the app again with slack-manifest.yaml."
    findings.append(Finding("Slack scopes", not missing, remedy if missing else ""))
    return [*findings, await _check_channel(client, channel)]


async def check_app_token(client: AsyncWebClient, token: str) -> Finding:
    """Check the app token by asking for a Socket Mode address."""
    try:
        await reach(lambda: client.apps_connections_open(app_token=token))
    except SlackApiError as fault:
        word = _refusal(fault)
        return Finding(
            "Slack app token",
            False,
            f"Slack says {word}: make one with connections:write, set SLACK_APP_TOKEN.",
        )
    return Finding("Slack app token (Socket Mode)", True)


async def _check_channel(client: AsyncWebClient, channel: str) -> Finding:
    what = f"moderators' channel {channel}"
    try:
        found = (await reach(lambda: client.conversations_info(channel=channel)))["channel"]
    except SlackApiError as fault:
        word = _refusal(fault)
        return Finding(
            what, False, f"Slack says {word}: set SLACK_CHANNEL to the channel's id and invite the bot."
        )
    if found.get("is_archived"):
        return Finding(what, False, "The channel is archived: name another in SLACK_CHANNEL.")
    return Finding(
        f"{what} (#{found.get('name', '')})",
        bool(found.get("is_member")),
        "Invite the bot: /invite in Slack.",
    )


def _refusal(fault: SlackApiError) -> str:
    """Give Slack's word for its refusal; raise TryLater where the fault is Slack's own."""
    reason = understand(fault)
    if isinstance(reason, TryLater) and reason.code == "transient":
        raise reason from fault
    return str(fault.response.get("error", ""))
