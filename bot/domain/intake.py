"""What arrives: a comment as a platform gave it, and whether we have seen this revision before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict

from bot.domain.ledger import canonical, instant


def readable(text: str) -> str:
    """Show what PostgreSQL cannot hold: NUL as its picture, a lone surrogate as the replacement mark."""
    pictured = text.replace("\0", "\u2400")
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in pictured)


Readable = Annotated[str, AfterValidator(readable)]


class Media(BaseModel):
    """One thing attached to a comment; only its reference, never its bytes."""

    model_config = ConfigDict(frozen=True)

    kind: str  # "image" | "video" | "sticker" | "link" | the platform's own word
    url: str


class IncomingComment(BaseModel):
    """A comment as a platform gave it, parsed once at the edge."""

    model_config = ConfigDict(frozen=True)

    platform: str
    account: Readable  # the account's own id on the platform
    comment_id: Readable  # the platform's id, the same for every revision
    text: str  # exactly as given: may be empty, hold NUL, lone surrogates, 100,000 characters
    author_id: str = ""  # empty where the platform withholds it
    author_name: str = ""
    parent_id: Readable | None = None  # the comment it answers, if it answers one
    post_id: str = ""
    post_text: str = ""  # the Town's post it stands under, where the platform gives it
    post_permalink: str = ""
    permalink: str = ""
    media: tuple[Media, ...] = ()
    created_at: datetime | None = None  # the platform's time for the comment
    changed_at: datetime | None = None  # the platform's time for this wording; None where it does not say
    read_at: datetime  # when we were given it
    raw: bytes = b""  # the payload it came in


class Skipped(BaseModel):
    """Something a platform told us that is no comment to review; recorded, not acted on."""

    model_config = ConfigDict(frozen=True)

    platform: str
    account: Readable
    what: Readable  # the platform's words: "reaction add", "comment remove", …
    comment_id: Readable = ""


@dataclass(frozen=True)
class Parsed:
    """What one delivery held."""

    comments: tuple[IncomingComment, ...] = ()
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True)
class Revision:
    """What we remember of one revision of a comment."""

    number: int
    digest: str
    changed_at: datetime | None
    seen_at: datetime


def content_digest(text: str, media: Sequence[Media]) -> str:
    """Digest what the author wrote and attached: the same wording gives the same digest."""
    hasher = sha256(text.encode("utf-8", "surrogatepass"))
    for item in media:
        hasher.update(f"\0{item.kind}\0{_lasting_part(item)}".encode("utf-8", "surrogatepass"))
    return hasher.hexdigest()


def _lasting_part(item: Media) -> str:
    """Give what names the thing: a picture's address is signed anew at every reading, its file name stays."""
    return item.url if item.kind == "link" else item.url.partition("?")[0].rpartition("/")[2] or item.url


def is_new_revision(known: Sequence[Revision], incoming: IncomingComment, digest: str) -> bool:
    """Tell whether this delivery shows a wording we have not captured.

    Deliveries come twice, late and in any order. One that carries the platform's time for the wording is a
    repeat when that wording is known for that time. One without (a poll) tells the wording at the moment of
    reading, so it is a repeat when the newest wording we know is the same, or was seen after the reading.
    """
    if not known:
        return True
    if incoming.changed_at is not None:
        same = (r for r in known if r.digest == digest)
        return not any(r.changed_at in (None, incoming.changed_at) for r in same)
    newest = max(known, key=lambda r: (r.changed_at or r.seen_at, r.number))
    if newest.digest == digest:
        return False
    return incoming.read_at > newest.seen_at or all(r.digest != digest for r in known)


def is_newest(known: Sequence[Revision], incoming: IncomingComment) -> bool:
    """Tell whether this wording is the one that stands on the platform now, as far as we know."""
    at = incoming.changed_at or incoming.read_at
    return all(at >= (r.changed_at or r.seen_at) for r in known)


CAPTURED = (
    "platform", "account", "comment_id", "revision", "body", "text", "digest", "author_id", "author_name",
    "parent_id", "post_id", "post_text", "post_permalink", "permalink", "media", "created_at", "changed_at",
    "read_at", "captured_at", "raw",
)  # fmt: skip


def capture_digest(row: Mapping[str, Any]) -> str:
    """Digest a capture as it is stored: every column but its id, its salt and this digest."""
    form = {name: _plain(row[name]) for name in CAPTURED}
    return sha256(canonical(form).encode("ascii")).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return sha256(value).hexdigest()
    return instant(value) if isinstance(value, datetime) else value
