"""The Web API's methods in one table: arguments, scopes, calls a minute, and words of refusal."""

from dataclasses import dataclass

TIER_2 = 20
TIER_3 = 50
TIER_4 = 100


@dataclass(frozen=True)
class Method:
    """What Slack documents of one method."""

    required: frozenset[str]
    optional: frozenset[str]
    scopes: tuple[str, ...]  # any one of them will do; conversations also need the one of their kind
    per_minute: int | None  # None: Slack calls its limit special
    refuses: frozenset[str]  # beside the words every method may answer
    app_scope: str = ""  # what the app-level token needs, where a method takes that one

    @property
    def app_token(self) -> bool:
        """Whether the method takes the app-level token, and no other."""
        return bool(self.app_scope)


def method(
    required: str = "",
    optional: str = "",
    *,
    scopes: str = "",
    per_minute: int | None = None,
    refuses: str = "",
    app_scope: str = "",
) -> Method:
    """Read one entry of the table."""
    needs, takes, words = (frozenset(text.split()) for text in (required, optional, refuses))
    return Method(needs, takes, tuple(scopes.split()), per_minute, words, app_scope)


ANY_METHOD = (  # what the door answers, before a method is reached
    "not_authed invalid_auth account_inactive token_revoked token_expired not_allowed_token_type "
    "missing_scope unknown_method invalid_arguments invalid_arg_name invalid_array_arg invalid_charset "
    "invalid_form_data invalid_post_type missing_post_type invalid_json json_not_object ratelimited"
)
EVERYWHERE = frozenset({"team_id"})  # Bolt's clients send it with every call

CONTENT = "text blocks attachments markdown_text metadata parse link_names as_user"
AUTHOR = "icon_emoji icon_url username"
UNFURL = "unfurl_links unfurl_media"
READ = "channels:read groups:read im:read mpim:read"
HISTORY = "channels:history groups:history im:history mpim:history"
PAGE = "cursor limit"
SPAN = "cursor limit oldest latest inclusive include_all_metadata"
TRIGGER = "trigger_id interactivity_pointer"

BAD_CONTENT = (
    "no_text invalid_blocks invalid_blocks_format markdown_text_conflict invalid_attachments "
    "too_many_attachments"
)
BAD_METADATA = "invalid_metadata_format invalid_metadata_schema metadata_too_large"
BAD_PLACE = (
    "channel_not_found not_in_channel is_archived restricted_action_read_only_channel "
    "restricted_action_thread_only_channel restricted_action_non_threadable_channel"
)
BAD_SPAN = "channel_not_found invalid_cursor invalid_ts_latest invalid_ts_oldest"
BAD_TRIGGER = "invalid_trigger_id expired_trigger_id exchanged_trigger_id"
BAD_VIEW = "duplicate_external_id view_too_large"

METHODS: dict[str, Method] = {
    "api.test": method(optional="error foo", per_minute=TIER_4),
    "auth.test": method(),
    "apps.connections.open": method(per_minute=TIER_3, app_scope="connections:write"),
    # Messages. chat.postMessage has a pace of its own: one a second in each channel.
    "chat.postMessage": method(
        "channel",
        f"{CONTENT} {AUTHOR} {UNFURL} thread_ts reply_broadcast mrkdwn",
        scopes="chat:write",
        refuses=f"{BAD_CONTENT} {BAD_METADATA} {BAD_PLACE} as_user_not_supported cannot_reply_to_message "
        "messages_tab_disabled msg_blocks_too_long",
    ),
    "chat.update": method(
        "channel ts",
        f"{CONTENT} reply_broadcast file_ids",
        scopes="chat:write",
        per_minute=TIER_3,
        refuses=f"{BAD_CONTENT} {BAD_METADATA} as_user_not_supported cant_broadcast_message "
        "cant_update_message channel_not_found edit_window_closed file_not_found is_inactive "
        "message_not_found msg_too_long",
    ),
    "chat.delete": method(
        "channel ts",
        "as_user",
        scopes="chat:write",
        per_minute=TIER_3,
        refuses="cant_delete_message channel_not_found message_not_found",
    ),
    "chat.postEphemeral": method(
        "channel user",
        f"{CONTENT} {AUTHOR} thread_ts",
        scopes="chat:write",
        per_minute=TIER_4,
        refuses=f"{BAD_CONTENT} cannot_reply_to_message channel_not_found is_archived messages_tab_disabled "
        "msg_too_long not_in_channel user_not_in_channel",
    ),
    "chat.scheduleMessage": method(
        "channel post_at",
        f"{CONTENT} {UNFURL} thread_ts reply_broadcast",
        scopes="chat:write",
        per_minute=TIER_3,
        refuses=f"{BAD_CONTENT} {BAD_METADATA} {BAD_PLACE} invalid_time msg_too_long restricted_action "
        "restricted_too_many time_in_past time_too_far",
    ),
    "chat.deleteScheduledMessage": method(
        "channel scheduled_message_id",
        "as_user",
        scopes="chat:write",
        per_minute=TIER_3,
        refuses="channel_not_found invalid_scheduled_message_id",
    ),
    "chat.getPermalink": method("channel message_ts", refuses="channel_not_found message_not_found"),
    # Views
    "views.open": method("view", TRIGGER, per_minute=TIER_4, refuses=f"{BAD_TRIGGER} {BAD_VIEW}"),
    "views.push": method(
        "view", TRIGGER, per_minute=TIER_4, refuses=f"{BAD_TRIGGER} {BAD_VIEW} not_found push_limit_reached"
    ),
    "views.update": method(
        "view",
        "view_id external_id hash",
        per_minute=TIER_4,
        refuses=f"{BAD_VIEW} hash_conflict not_found",
    ),
    "views.publish": method(
        "user_id view",
        "hash interactivity_pointer",
        per_minute=TIER_4,
        refuses=f"{BAD_VIEW} hash_conflict not_enabled",
    ),
    # Conversations
    "conversations.open": method(
        optional="channel users return_im prevent_creation",
        scopes="im:write mpim:write channels:manage groups:write",
        per_minute=TIER_3,
        refuses="channel_not_found method_not_supported_for_channel_type too_many_users user_disabled "
        "user_not_found users_list_not_supplied",
    ),
    "conversations.info": method(
        "channel",
        "include_locale include_num_members",
        scopes=READ,
        per_minute=TIER_3,
        refuses="channel_not_found",
    ),
    "conversations.members": method(
        "channel",
        PAGE,
        scopes=READ,
        per_minute=TIER_4,
        refuses="channel_not_found invalid_cursor invalid_limit",
    ),
    "conversations.list": method(
        optional=f"{PAGE} types exclude_archived",
        scopes=READ,
        per_minute=TIER_2,
        refuses="invalid_cursor invalid_limit invalid_types",
    ),
    "conversations.join": method(
        "channel",
        scopes="channels:join",
        per_minute=TIER_3,
        refuses="channel_not_found is_archived method_not_supported_for_channel_type",
    ),
    "conversations.history": method(
        "channel", SPAN, scopes=HISTORY, per_minute=TIER_3, refuses=f"{BAD_SPAN} not_in_channel"
    ),
    "conversations.replies": method(
        "channel ts", SPAN, scopes=HISTORY, per_minute=TIER_3, refuses=f"{BAD_SPAN} thread_not_found"
    ),
    # People
    "users.info": method(
        "user", "include_locale", scopes="users:read", per_minute=TIER_4, refuses="user_not_found"
    ),
    "users.list": method(
        optional=f"{PAGE} include_locale", scopes="users:read", per_minute=TIER_2, refuses="invalid_cursor"
    ),
    "users.lookupByEmail": method(
        "email", scopes="users:read.email", per_minute=TIER_3, refuses="users_not_found"
    ),
    "bots.info": method(optional="bot", scopes="users:read", per_minute=TIER_3, refuses="bot_not_found"),
    "team.info": method(
        optional="team domain", scopes="team:read", per_minute=TIER_3, refuses="team_not_found"
    ),
    "usergroups.list": method(
        optional="include_count include_disabled include_users",
        scopes="usergroups:read",
        per_minute=TIER_2,
        refuses="plan_upgrade_required",
    ),
    "usergroups.users.list": method(
        "usergroup",
        "include_disabled",
        scopes="usergroups:read",
        per_minute=TIER_2,
        refuses="no_such_subteam plan_upgrade_required",
    ),
    # Files
    "files.getUploadURLExternal": method(
        "filename length",
        "alt_txt snippet_type",
        scopes="files:write",
        per_minute=TIER_4,
        refuses="alt_txt_too_large file_uploads_disabled missing_argument storage_limit_reached",
    ),
    "files.completeUploadExternal": method(
        "files",
        f"{AUTHOR} blocks channel_id channels initial_comment thread_ts",
        scopes="files:write",
        per_minute=TIER_4,
        refuses="channel_not_found channels_limit_exceeded file_not_found invalid_blocks not_in_channel "
        "posting_to_channel_denied",
    ),
    "files.info": method(
        "file",
        f"{PAGE} count page",
        scopes="files:read",
        per_minute=TIER_4,
        refuses="file_not_found",
    ),
    # Marks on messages and channels
    "pins.add": method(
        "channel",
        "timestamp",
        scopes="pins:write",
        per_minute=TIER_2,
        refuses="already_pinned bad_timestamp channel_not_found message_not_found no_item_specified "
        "not_in_channel too_many_pins",
    ),
    "pins.remove": method(
        "channel",
        "timestamp",
        scopes="pins:write",
        per_minute=TIER_2,
        refuses="bad_timestamp channel_not_found message_not_found no_item_specified no_pin",
    ),
    "reactions.add": method(
        "channel name timestamp",
        scopes="reactions:write",
        per_minute=TIER_3,
        refuses="already_reacted bad_timestamp channel_not_found invalid_name is_archived message_not_found "
        "no_access too_many_emoji too_many_reactions",
    ),
    "reactions.remove": method(
        "name",
        "channel timestamp",
        scopes="reactions:write",
        per_minute=TIER_2,
        refuses="bad_timestamp channel_not_found invalid_name message_not_found no_access no_item_specified "
        "no_reaction",
    ),
    "bookmarks.add": method(
        "channel_id title type",
        "access_level emoji entity_id link parent_id",
        scopes="bookmarks:write",
        per_minute=TIER_2,
        refuses="channel_not_found invalid_bookmark_type invalid_emoji invalid_link too_many_bookmarks",
    ),
    "bookmarks.edit": method(
        "bookmark_id channel_id",
        "emoji link title",
        scopes="bookmarks:write",
        per_minute=TIER_2,
        refuses="channel_not_found invalid_emoji invalid_link not_found",
    ),
    "bookmarks.list": method(
        "channel_id", scopes="bookmarks:read", per_minute=TIER_3, refuses="channel_not_found"
    ),
    "bookmarks.remove": method(
        "bookmark_id channel_id",
        "quip_section_id",
        scopes="bookmarks:write",
        per_minute=TIER_2,
        refuses="channel_not_found not_found",
    ),
}
