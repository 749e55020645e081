"""files.*: uploading in three steps, as Slack wants it: ask, send, complete."""

from base64 import b64encode
from typing import Any

from bot.sandbox.slack.messages import read_blocks
from bot.sandbox.slack.refusal import Refused, invalid_arguments
from bot.sandbox.slack.state import BOT_USER, Channel, File, Message
from bot.sandbox.slack.web_api.places import existing, postable
from bot.sandbox.slack.web_api.reading import decoded, number
from bot.sandbox.slack.workspace import Workspace

MAX_ALT_TEXT = 1000
MAX_CHANNELS = 100


def get_upload_url(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """An address to send the bytes of one file to."""
    length = number(args, "length", 0)
    if length <= 0:
        raise invalid_arguments("must be greater than 0 [json-pointer:/length]")
    if len(str(args.get("alt_txt", ""))) > MAX_ALT_TEXT:
        raise Refused("alt_txt_too_large")
    file = File(workspace.next_id("F"), str(args["filename"]), length, alt_txt=str(args.get("alt_txt", "")))
    workspace.files[file.id] = file
    return {"upload_url": f"{workspace.handles.base_url}/upload/v1/{file.id}", "file_id": file.id}


def receive(workspace: Workspace, file_id: str, content: bytes) -> bool:
    """Take the bytes of a file; false when they are not the ones announced."""
    file = workspace.files.get(file_id)
    if file is None or file.content is not None or len(content) != file.length:
        return False
    file.content = b64encode(content).decode()
    return True


def complete_upload(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Finish files that have arrived, and show them where the app says."""
    listed = decoded(args, "files")
    if not isinstance(listed, list) or not listed or not all(isinstance(one, dict) for one in listed):
        raise invalid_arguments("must provide an array of objects [json-pointer:/files]")
    files = [_arrived(workspace, one) for one in listed]
    channels = _shared_with(workspace, args)
    for file, one in zip(files, listed, strict=True):
        file.complete = True
        file.title = str(one.get("title") or file.name)
    for channel in channels:
        _share(workspace, channel, files, args)
    workspace.touch()
    return {"files": [{"id": file.id, "title": file.title} for file in files]}


def _arrived(workspace: Workspace, listed: dict[str, Any]) -> File:
    file = workspace.files.get(str(listed.get("id")))
    if file is None or file.content is None or file.complete:
        raise Refused("file_not_found")
    return file


def _shared_with(workspace: Workspace, args: dict[str, Any]) -> list[Channel]:
    names = str(args.get("channels") or args.get("channel_id") or "")
    channels = [name for name in names.split(",") if name]
    if len(channels) > MAX_CHANNELS:
        raise Refused("channels_limit_exceeded")
    return [postable(workspace, name) for name in channels]


def _share(workspace: Workspace, channel: Channel, files: list[File], args: dict[str, Any]) -> None:
    comment = str(args.get("initial_comment") or "")
    blocks = None if comment else read_blocks(workspace, args.get("blocks"))
    thread_ts = args.get("thread_ts")
    if thread_ts:
        existing(workspace, channel, thread_ts)
    message = Message(workspace.next_ts(), BOT_USER, comment, blocks, thread_ts)
    message.files = [file.id for file in files]
    for file in files:
        file.channel = channel.id
    workspace.add_message(channel.id, message)
