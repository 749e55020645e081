"""What the app's answers do: to commands, to submitted modals, and through a response address."""

from typing import Any

from bot.sandbox.slack.blocks.elements import GROUP, OPTION
from bot.sandbox.slack.blocks.rules import Items, Rule
from bot.sandbox.slack.handles import ResponseUrl
from bot.sandbox.slack.messages import Content, read_content
from bot.sandbox.slack.refusal import Refused
from bot.sandbox.slack.state import BOT_USER, Message, State
from bot.sandbox.slack.views import make_view, push_view, replace_view


def show_message(state: State, user: str, channel: str, body: dict[str, Any], command: str) -> None:
    """Show the message a command was answered with; tell the person when Slack would not take it."""
    try:
        content = read_content(state, body)
    except Refused as refusal:
        state.warn(user, f"{command} failed with the error {refusal.error}.")
        return
    if not content.empty:
        post_answer(state, user, channel, content, body)


def post_answer(state: State, user: str, channel: str, content: Content, body: dict[str, Any]) -> Message:
    """Post an answer: for one person, unless it asks to be seen by everybody."""
    public = body.get("response_type") == "in_channel"
    message = Message(state.next_ts(), BOT_USER, content.text or "", content.blocks)
    message.thread_ts = body.get("thread_ts")
    message.metadata = content.metadata or None
    message.ephemeral_to = None if public else user
    return state.add_message(channel, message)


def respond(state: State, handle: ResponseUrl, body: dict[str, Any]) -> None:
    """Carry out what the app sent to a response address."""
    source = state.message(handle.channel, handle.message_ts) if handle.message_ts else None
    if body.get("delete_original"):
        if source is not None:
            state.remove_message(handle.channel, source)
        return
    content = read_content(state, body)
    if content.empty:
        raise Refused("no_text")
    if body.get("replace_original") and source is not None:
        source.text = content.text or ""
        source.blocks = content.blocks
        if content.metadata is not None:
            source.metadata = content.metadata or None
        state.touch()
    else:
        post_answer(state, handle.user, handle.channel, content, body)


def suggested_options(body: dict[str, Any] | None) -> list[dict[str, Any]] | None:
    """The options an app answered a menu with; None when Slack could not show them."""
    groups = (body or {}).get("option_groups")
    rule: Rule = Items(OPTION, 100, 0)
    given = (body or {}).get("options")
    if isinstance(groups, list) and given is None:
        rule, given = Items(GROUP, 100, 0), groups
    if given is None or any(rule.problems(given, "/options")):
        return None
    return [one for group in given for one in group["options"]] if groups else list(given)


def show_views(state: State, user: str, view: dict[str, Any], body: dict[str, Any] | None) -> None:
    """Do what a submission was answered with: close, change, push, or leave open with errors."""
    try:
        _answer_submission(state, user, view, body or {})
    except Refused as refusal:
        state.warn(user, f"We had some trouble connecting: the app's answer was {refusal.error}.")
    state.touch()


def _answer_submission(state: State, user: str, view: dict[str, Any], body: dict[str, Any]) -> None:
    match body.get("response_action"):
        case None if not body:
            state.modals[user].remove(view)
        case "clear":
            state.modals[user] = []
        case "update":
            replace_view(state, view, make_view(state, body.get("view"), {"modal"}))
        case "push":
            push_view(state, user, make_view(state, body.get("view"), {"modal"}))
        case "errors":
            inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
            errors = body.get("errors")
            if not isinstance(errors, dict) or not errors or set(errors) - inputs:
                raise Refused("invalid_arguments")
        case _:
            raise Refused("invalid_arguments")
