"""Reads what Facebook delivers to our address, once its signature holds."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from hmac import compare_digest
from hmac import new as hmac
from typing import Any

from bot.domain.errors import Malformed, NotVerified
from bot.domain.intake import IncomingComment, Media, Parsed, Skipped

_MEDIA = {"photo": "image", "video": "video", "link": "link"}


def answer_handshake(query: Mapping[str, str], verify_token: str) -> str:
    """Give the challenge back to whoever knows our token. Raises NotVerified."""
    given, challenge = query.get("hub.verify_token", ""), query.get("hub.challenge", "")
    known = bool(verify_token) and compare_digest(given.encode("utf-8", "replace"), verify_token.encode())
    if not known or query.get("hub.mode") != "subscribe" or not challenge.isalnum():
        raise NotVerified
    return challenge


def verify(headers: Mapping[str, str], body: bytes, app_secret: str) -> None:
    """Check the signature over the raw bytes. Raises NotVerified."""
    given = next((value for name, value in headers.items() if name.lower() == "x-hub-signature-256"), "")
    wanted = "sha256=" + hmac(app_secret.encode(), body, sha256).hexdigest()
    if not app_secret or not compare_digest(given.encode("utf-8", "replace"), wanted.encode()):
        raise NotVerified


def parse(body: bytes, read_at: datetime) -> Parsed:
    """Read one delivery: up to a thousand changes of several Pages. Raises Malformed."""
    try:
        delivery = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("Facebook's delivery is not JSON.") from error
    if not isinstance(delivery, dict) or not isinstance(delivery.get("entry"), list):
        raise Malformed("Facebook's delivery has no list of entries.")
    comments: list[IncomingComment] = []
    skipped: list[Skipped] = []
    for entry in delivery["entry"]:
        if not isinstance(entry, dict) or not isinstance(entry.get("changes", []), list):
            raise Malformed("An entry of Facebook's delivery has no list of changes.")
        for change in entry.get("changes", []):
            found = _change(_text(entry.get("id")), change, read_at, delivery.get("object"))
            if isinstance(found, Skipped):
                skipped.append(found)
            else:
                comments.append(found)
    return Parsed(tuple(comments), tuple(skipped))


def short_id(comment_id: str) -> str:
    """Give the id in its newer form `<post>_<comment>`; the older one begins with the Page's id."""
    return comment_id.partition("_")[2] if comment_id.count("_") == 2 else comment_id


def time_of(value: object) -> datetime | None:
    """Read a time as Facebook writes it: seconds in hooks, ISO in answers."""
    try:
        if isinstance(value, str) and not value.isdigit():
            at = datetime.fromisoformat(value)
            return at if at.tzinfo else at.replace(tzinfo=UTC)
        if isinstance(value, str | int) and not isinstance(value, bool):
            return datetime.fromtimestamp(int(value), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None


def _change(account: str, change: Any, read_at: datetime, about: object) -> IncomingComment | Skipped:
    """Read one change; what is no readable comment must not lose us the other changes beside it."""
    if not isinstance(change, dict) or not isinstance(change.get("value"), dict):
        return Skipped(platform="facebook", account=account, what="unreadable change")
    value: dict[str, Any] = change["value"]
    comment_id = short_id(_text(value.get("comment_id")))
    field, item, verb = (_text(word) for word in (change.get("field"), value.get("item"), value.get("verb")))
    what = f"{item} {verb}".strip() if field == "feed" and item else field or "unreadable change"
    if about != "page":
        what = f"{_text(about) or 'unnamed object'} {what}"
    if what not in ("comment add", "comment edit", "comment edited"):
        return Skipped(platform="facebook", account=account, what=what, comment_id=comment_id)
    if not comment_id or not account:
        return Skipped(platform="facebook", account=account, what=f"{what} without an id")
    return _comment(account, comment_id, value, read_at, json.dumps(change).encode())


def _comment(
    account: str, comment_id: str, value: dict[str, Any], read_at: datetime, raw: bytes
) -> IncomingComment:
    author = _dict(value.get("from"))
    post_id, parent_id = _text(value.get("post_id")), _text(value.get("parent_id"))
    post_permalink = _text(_dict(value.get("post")).get("permalink_url"))
    created = time_of(value.get("created_time"))
    # An edit without its own time leaves the wording's time unknown: created_time is the first wording's.
    changed = time_of(value.get("edited_time")) or (created if value["verb"] == "add" else None)
    return IncomingComment(
        platform="facebook",
        account=account,
        comment_id=comment_id,
        text=_text(value.get("message")),
        author_id=_text(author.get("id")) or _text(value.get("sender_id")),
        author_name=_text(author.get("name")) or _text(value.get("sender_name")),
        parent_id=short_id(parent_id) if parent_id and parent_id != post_id else None,
        post_id=post_id,
        post_permalink=post_permalink,
        permalink=_permalink(post_permalink, comment_id),
        media=tuple(
            Media(kind=kind, url=url) for name, kind in _MEDIA.items() if (url := _text(value.get(name)))
        ),
        created_at=created,
        changed_at=changed,
        read_at=read_at,
        raw=raw,
    )


def _permalink(post_permalink: str, comment_id: str) -> str:
    if not post_permalink:
        return ""
    joint = "&" if "?" in post_permalink else "?"
    return f"{post_permalink}{joint}comment_id={comment_id.rpartition('_')[2]}"


def _text(value: object) -> str:
    """Take a word or an id; Facebook has sent ids as numbers too."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
