"""files.*: uploading in three steps, as Slack wants it: ask, send, complete."""

from base64 import b64encode
from mimetypes import guess_type
from typing import Any

from bot.sandbox.slack.messages import read_blocks
from bot.sandbox.slack.refusal import Refused, invalid_arguments
from bot.sandbox.slack.state import BOT_USER, Channel, File, Message
from bot.sandbox.slack.web_api.places import postable
from bot.sandbox.slack.web_api.reading import decoded, number
from bot.sandbox.slack.workspace import Workspace

MAX_ALT_TEXT = 1000
MAX_CHANNELS = 100


def get_upload_url(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """An address to send the bytes of one file to."""
    if not workspace.file_uploads:
        raise Refused("file_uploads_disabled")
    length = number(args, "length", 0)
    if length <= 0:
        raise invalid_arguments("must be greater than 0 [json-pointer:/length]")
    if len(str(args.get("alt_txt", ""))) > MAX_ALT_TEXT:
        raise Refused("alt_txt_too_large")
    if sum(one.length for one in workspace.files.values()) + length > workspace.storage:
        raise Refused("storage_limit_reached")
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
    comment = str(args.get("initial_comment") or "")
    blocks = None if comment else _blocks(workspace, args)
    for channel in channels:
        _check_thread(workspace, channel, args)
    for file, one in zip(files, listed, strict=True):
        file.complete = True
        file.title = str(one.get("title") or file.name)
    for channel in channels:
        message = Message(workspace.next_ts(), BOT_USER, comment, blocks, args.get("thread_ts"))
        _share(workspace, channel, files, message)
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
    try:
        return [postable(workspace, name, in_thread=bool(args.get("thread_ts"))) for name in channels]
    except Refused as refusal:
        if refusal.error in {"channel_not_found", "not_in_channel"}:
            raise
        raise Refused("posting_to_channel_denied") from None  # one word here for every other reason


def _blocks(workspace: Workspace, args: dict[str, Any]) -> list[dict[str, Any]] | None:
    try:
        return read_blocks(workspace, args.get("blocks"), "invalid_blocks")
    except Refused as refusal:
        raise Refused("invalid_blocks", **refusal.details) from None


def _check_thread(workspace: Workspace, channel: Channel, args: dict[str, Any]) -> None:
    root = args.get("thread_ts") and workspace.message(channel.id, str(args["thread_ts"]))
    if args.get("thread_ts") and not root:
        raise invalid_arguments("invalid `thread_ts`")


def _share(workspace: Workspace, channel: Channel, files: list[File], message: Message) -> None:
    message.files = [file.id for file in files]
    for file in files:
        file.shares.setdefault(channel.id, []).append(message.ts)
    workspace.add_message(channel.id, message)


def info(workspace: Workspace, args: dict[str, Any]) -> dict[str, Any]:
    """Everything about one file that was completed."""
    file = workspace.files.get(str(args["file"]))
    if file is None or not file.complete:
        raise Refused("file_not_found")
    shares: dict[str, dict[str, Any]] = {}
    for channel, written in file.shares.items():
        kind = "public" if workspace.channels[channel].kind == "public" else "private"
        shares.setdefault(kind, {})[channel] = [{"ts": ts} for ts in written]
    extension = file.name.rpartition(".")[2]
    shown = {
        "id": file.id,
        "name": file.name,
        "title": file.title,
        "alt_txt": file.alt_txt,
        "mimetype": guess_type(file.name)[0] or "application/octet-stream",
        "filetype": extension if extension != file.name else "binary",
        "size": file.length,
        "user": BOT_USER,
        "url_private": f"{workspace.handles.base_url}/files-pri/{file.id}",
        "permalink": f"{workspace.url}files/{BOT_USER}/{file.id}",
        "channels": [one for one in file.shares if workspace.channels[one].kind == "public"],
        "groups": [one for one in file.shares if workspace.channels[one].kind == "private"],
        "ims": [one for one in file.shares if workspace.channels[one].kind in {"im", "mpim"}],
        "shares": shares,
    }
    return {"file": shown, "comments": [], "response_metadata": {"next_cursor": ""}}
