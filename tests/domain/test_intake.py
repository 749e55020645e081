"""Which deliveries show a wording we have not captured, and which stands on the platform now."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.intake import (
    CAPTURED,
    IncomingComment,
    Media,
    Revision,
    Skipped,
    capture_digest,
    content_digest,
    is_new_revision,
    is_newest,
    readable,
)

NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    """A time so many minutes after noon."""
    return NOON + timedelta(minutes=minutes)


def hooked(changed: float | None, read: float = 60) -> IncomingComment:
    """A delivery; `changed` is the platform's time for the wording."""
    changed_at = None if changed is None else at(changed)
    return IncomingComment(
        platform="facebook", account="1", comment_id="2", text="", changed_at=changed_at, read_at=at(read)
    )


def known(*revisions: tuple[str, float | None, float]) -> list[Revision]:
    """What we remember: digest, the platform's time, when we saw it."""
    return [
        Revision(n, digest, None if changed is None else at(changed), at(seen))
        for n, (digest, changed, seen) in enumerate(revisions, 1)
    ]


@pytest.mark.parametrize(
    ("before", "incoming", "digest", "new"),
    [
        (known(), hooked(0), "a", True),  # never seen
        (known(("a", 0, 1)), hooked(0), "a", False),  # the same delivery again
        (known(("a", 0, 1)), hooked(5), "b", True),  # an edit
        (known(("a", 0, 1), ("b", 5, 6)), hooked(0), "a", False),  # the first delivery again, late
        (known(("b", 5, 6)), hooked(0), "a", True),  # the first wording after the edit
        (known(("a", 0, 1), ("b", 5, 6)), hooked(9), "a", True),  # edited back: a wording of its own time
        (known(("a", None, 1)), hooked(0), "a", False),  # a poll saw it first, without a time
        (known(("a", 0, 1)), hooked(None), "a", False),  # a poll after the hook
        (known(("a", 0, 1)), hooked(None), "b", True),  # a poll finds an edit no hook told
        (known(("a", 0, 1), ("b", 5, 6)), hooked(None, read=60), "a", True),  # edited back, seen by poll
        (known(("a", 0, 1), ("b", 5, 90)), hooked(None, read=60), "a", False),  # read before the edit came
        (known(("a", 0, 1), ("b", 5, 90)), hooked(None, read=60), "c", True),  # a wording nobody told
    ],
)
def test_a_wording_is_captured_once_in_whatever_order_it_comes(
    before: list[Revision], incoming: IncomingComment, digest: str, new: bool
) -> None:
    assert is_new_revision(before, incoming, digest) is new


@pytest.mark.parametrize(
    ("before", "incoming", "newest"),
    [
        (known(), hooked(0), True),
        (known(("a", 0, 1)), hooked(5), True),
        (known(("a", 5, 6)), hooked(0), False),  # the edit came first
        (known(("a", 5, 6)), hooked(5), True),
        (known(("a", None, 30)), hooked(0), False),  # a poll saw something later
        (known(("a", None, 30)), hooked(None, read=60), True),
        (known(("a", None, 90)), hooked(None, read=60), False),
        (known(("a", 0, 1), ("b", 9, 10)), hooked(5), False),
    ],
)
def test_the_newest_wording_is_the_one_that_stands_now(
    before: list[Revision], incoming: IncomingComment, newest: bool
) -> None:
    assert is_newest(before, incoming) is newest


def test_the_same_wording_gives_the_same_digest_and_anything_else_another() -> None:
    image, other = (
        Media(kind="image", url="https://a.example/1"),
        Media(kind="image", url="https://a.example/2"),
    )
    digests = [
        content_digest("a", ()),
        content_digest("b", ()),
        content_digest("a", (image,)),
        content_digest("a", (other,)),
        content_digest("a", (image, other)),
        content_digest("a", (Media(kind="video", url=image.url),)),
        content_digest("\ud800", ()),
        content_digest("\ud801", (Media(kind="link", url="\udfff"),)),
    ]
    assert len(set(digests)) == len(digests)
    assert content_digest("a", (image,)) == content_digest("a", (image,))


def test_what_postgresql_cannot_hold_is_shown_as_a_picture_of_it() -> None:
    assert readable("a\0b\ud800c\udfffd\U0001f600\ud7ff\ue000") == "a␀b�c�d😀\ud7ff\ue000"


@given(st.text(st.characters(), max_size=40))
def test_readable_text_can_always_be_stored_and_keeps_its_length(text: str) -> None:
    shown = readable(text)
    shown.encode("utf-8")
    assert "\0" not in shown
    assert len(shown) == len(text)


def test_ids_and_words_of_the_platform_are_readable_from_the_start() -> None:
    comment = IncomingComment(
        platform="facebook", account="\0", comment_id="\ud800", text="\0", parent_id="\0", read_at=NOON
    )
    assert (comment.account, comment.comment_id, comment.parent_id) == ("␀", "�", "␀")
    assert comment.text == "\0"  # the text stays exactly as given
    assert Skipped(platform="facebook", account="1", what="\0").what == "␀"


def test_every_column_of_a_capture_counts_in_its_digest() -> None:
    row: dict[str, Any] = dict.fromkeys(CAPTURED, "x") | {
        "body": b"x",
        "raw": b"x",
        "read_at": NOON,
        "media": [],
    }
    digests = {capture_digest(row)} | {
        capture_digest(row | {name: b"y" if isinstance(row[name], bytes) else "y"}) for name in CAPTURED
    }
    assert len(digests) == len(CAPTURED) + 1
