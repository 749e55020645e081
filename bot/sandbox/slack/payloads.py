"""What Slack writes down: messages and views as the API shows them, interactions as the app receives them."""

from copy import deepcopy
from typing import Any

from bot.sandbox.slack.state import (
    ANA,
    APP_ID,
    BOT_ID,
    BOT_USER,
    TEAM_DOMAIN,
    TEAM_ID,
    VERIFICATION_TOKEN,
    Channel,
    Message,
    Person,
    State,
)

CREATED = 1_767_283_200  # when the practice workspace says that everything in it was made


def message_json(
    state: State, channel: str, message: Message, *, with_metadata: bool = False
) -> dict[str, Any]:
    """One message as the API and the payloads show it."""
    shown: dict[str, Any] = {
        "type": "message",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "team": TEAM_ID,
    }
    if message.user == BOT_USER:
        shown |= {"bot_id": BOT_ID, "app_id": APP_ID}
    if message.blocks is not None:
        shown["blocks"] = deepcopy(message.blocks)
    if with_metadata and message.metadata is not None:
        shown["metadata"] = deepcopy(message.metadata)
    if message.edited:
        shown["edited"] = {"user": message.user, "ts": message.ts}
    if message.reactions:
        shown["reactions"] = deepcopy(message.reactions)
    if message.files:
        shown["files"] = [{"id": file, "title": state.files[file].title} for file in message.files]
    if message.pinned:
        shown["pinned_to"] = [channel]
    if message.attachments:
        shown["attachments"] = deepcopy(message.attachments)
    if message.username:
        shown["username"] = message.username
    return shown | _thread_json(state, channel, message)


def _thread_json(state: State, channel: str, message: Message) -> dict[str, Any]:
    if message.is_reply:
        subtype = {"subtype": "thread_broadcast"} if message.broadcast else {}
        return {"thread_ts": message.thread_ts, **subtype}
    replies = state.replies(channel, message.ts)
    if not replies:
        return {}
    return {"thread_ts": message.ts, "reply_count": len(replies), "latest_reply": replies[-1].ts}


def person_json(person: Person, *, with_email: bool = False) -> dict[str, Any]:
    """The user object of users.info; the address needs a scope of its own."""
    return {
        "id": person.id,
        "team_id": TEAM_ID,
        "name": person.name,
        "deleted": person.deleted,
        "real_name": person.real_name,
        "tz": "America/Edmonton",
        "tz_label": "Alberta Time",
        "tz_offset": -6 * 3600,
        "profile": {
            "real_name": person.real_name,
            "display_name": person.name,
            "title": person.title,
            "team": TEAM_ID,
            **({"email": person.email} if with_email and person.email else {}),
        },
        "is_admin": False,
        "is_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": CREATED,
    }


def channel_json(channel: Channel) -> dict[str, Any]:
    """The conversation object of conversations.info."""
    if channel.kind == "im":
        other = next(member for member in channel.members if member != BOT_USER)
        return {
            "id": channel.id,
            "is_im": True,
            "user": other,
            "is_archived": channel.archived,
            "is_open": True,
        }
    group = channel.kind == "mpim"
    private = channel.kind == "private"
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": channel.kind == "public",
        "is_group": private,
        "is_im": False,
        "is_mpim": group,
        "is_private": private or group,
        "is_archived": channel.archived,
        "is_member": BOT_USER in channel.members,
        "created": CREATED,
        "creator": ANA,
        "topic": {"value": channel.topic},
        "purpose": {"value": ""},
    }


def channel_name(channel: Channel) -> str:
    """How payloads call a conversation."""
    return "directmessage" if channel.kind == "im" else channel.name


def channel_type(channel: Channel) -> str:
    """How message events call the kind of a conversation."""
    return {"public": "channel", "private": "group"}.get(channel.kind, channel.kind)


def interaction(kind: str, person: Person) -> dict[str, Any]:
    """What all interactive payloads have in common."""
    return {
        "type": kind,
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": TEAM_ID},
        "api_app_id": APP_ID,
        "token": VERIFICATION_TOKEN,
        "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def place(channel: Channel) -> dict[str, Any]:
    """The channel of an interactive payload."""
    return {"channel": {"id": channel.id, "name": channel_name(channel)}}


def message_container(channel: Channel, message: Message) -> dict[str, Any]:
    """Where a click on a message happened."""
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    return container | ({"thread_ts": message.thread_ts} if message.thread_ts else {})


def command_payload(person: Person, channel: Channel, command: str, text: str) -> dict[str, Any]:
    """A slash command."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "team_domain": TEAM_DOMAIN,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
    }


def event_payload(state: State, event: dict[str, Any]) -> dict[str, Any]:
    """An event with the frame Slack sends around it."""
    bot = {"enterprise_id": None, "team_id": TEAM_ID, "user_id": BOT_USER}
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "api_app_id": APP_ID,
        "type": "event_callback",
        "event_id": state.next_id("Ev"),
        "event_time": int(state.now().timestamp()),
        "event": event,
        "authorizations": [{**bot, "is_bot": True, "is_enterprise_install": False}],
        "is_ext_shared_channel": False,
        "event_context": f"1-{event['type']}-{TEAM_ID}-{APP_ID}",
    }
