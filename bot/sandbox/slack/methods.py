"""The Web API's methods, one line of facts each: arguments, scopes, and calls allowed in a minute."""

from dataclasses import dataclass

TIER_2 = 20
TIER_3 = 50
TIER_4 = 100


@dataclass(frozen=True)
class Method:
    """What Slack checks before it does anything."""

    required: frozenset[str]
    optional: frozenset[str]
    scopes: tuple[str, ...]  # any one of them will do; conversations also need the one of their kind
    per_minute: int | None  # None: Slack calls its limit special
    app_token: bool = False


def method(
    required: str = "",
    optional: str = "",
    *,
    scopes: str = "",
    per_minute: int | None = None,
    app_token: bool = False,
) -> Method:
    """Read one line of the table."""
    return Method(
        frozenset(required.split()), frozenset(optional.split()), tuple(scopes.split()), per_minute, app_token
    )


CONTENT = "text blocks attachments markdown_text metadata parse link_names as_user"
AUTHOR = "icon_emoji icon_url username"
READ = "channels:read groups:read im:read mpim:read"
HISTORY = "channels:history groups:history im:history mpim:history"
PAGE = "cursor limit"
SPAN = "cursor limit oldest latest inclusive include_all_metadata"
TRIGGER = "trigger_id interactivity_pointer"
EVERYWHERE = frozenset({"team_id"})  # Bolt's clients send it with every call

METHODS: dict[str, Method] = {
    "api.test": method(optional="error foo", per_minute=TIER_4),
    "auth.test": method(),
    "apps.connections.open": method(per_minute=TIER_3, app_token=True),
    # Messages. chat.postMessage has a pace of its own: one a second in each channel.
    "chat.postMessage": method(
        "channel",
        f"{CONTENT} {AUTHOR} thread_ts reply_broadcast unfurl_links unfurl_media mrkdwn",
        scopes="chat:write",
    ),
    "chat.update": method(
        "channel ts", f"{CONTENT} reply_broadcast file_ids", scopes="chat:write", per_minute=TIER_3
    ),
    "chat.delete": method("channel ts", "as_user", scopes="chat:write", per_minute=TIER_3),
    "chat.postEphemeral": method(
        "channel user", f"{CONTENT} {AUTHOR} thread_ts", scopes="chat:write", per_minute=TIER_4
    ),
    "chat.getPermalink": method("channel message_ts"),
    # Views
    "views.open": method("view", TRIGGER, per_minute=TIER_4),
    "views.push": method("view", TRIGGER, per_minute=TIER_4),
    "views.update": method("view", "view_id external_id hash", per_minute=TIER_4),
    "views.publish": method("user_id view", "hash interactivity_pointer", per_minute=TIER_4),
    # Conversations
    "conversations.open": method(
        optional="channel users return_im prevent_creation",
        scopes="im:write mpim:write channels:manage groups:write",
        per_minute=TIER_3,
    ),
    "conversations.info": method(
        "channel", "include_locale include_num_members", scopes=READ, per_minute=TIER_3
    ),
    "conversations.members": method("channel", PAGE, scopes=READ, per_minute=TIER_4),
    "conversations.list": method(optional=f"{PAGE} types exclude_archived", scopes=READ, per_minute=TIER_2),
    "conversations.join": method("channel", scopes="channels:join", per_minute=TIER_3),
    "conversations.history": method("channel", SPAN, scopes=HISTORY, per_minute=TIER_3),
    "conversations.replies": method("channel ts", SPAN, scopes=HISTORY, per_minute=TIER_3),
    # People
    "users.info": method("user", "include_locale", scopes="users:read", per_minute=TIER_4),
    "users.list": method(optional=f"{PAGE} include_locale", scopes="users:read", per_minute=TIER_2),
    "usergroups.list": method(
        optional="include_count include_disabled include_users",
        scopes="usergroups:read",
        per_minute=TIER_2,
    ),
    "usergroups.users.list": method(
        "usergroup", "include_disabled", scopes="usergroups:read", per_minute=TIER_2
    ),
    # Files
    "files.getUploadURLExternal": method(
        "filename length", "alt_txt snippet_type", scopes="files:write", per_minute=TIER_4
    ),
    "files.completeUploadExternal": method(
        "files",
        f"{AUTHOR} blocks channel_id channels initial_comment thread_ts",
        scopes="files:write",
        per_minute=TIER_4,
    ),
    # Marks on messages and channels
    "pins.add": method("channel", "timestamp", scopes="pins:write", per_minute=TIER_2),
    "pins.remove": method("channel", "timestamp", scopes="pins:write", per_minute=TIER_2),
    "reactions.add": method("channel name timestamp", scopes="reactions:write", per_minute=TIER_3),
    "bookmarks.add": method(
        "channel_id title type",
        "access_level emoji entity_id link parent_id",
        scopes="bookmarks:write",
        per_minute=TIER_2,
    ),
}
