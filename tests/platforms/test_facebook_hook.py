"""What Facebook delivers to our address."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from hmac import new as hmac
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import Malformed, NotVerified
from bot.domain.intake import IncomingComment, Parsed
from bot.platforms.connector import HookedConnector
from bot.platforms.facebook import FacebookConnector
from bot.platforms.facebook.hook import answer_handshake, parse, verify

READ_AT = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
WRITTEN = datetime.fromtimestamp(1795201190, UTC)
EDITED = datetime.fromtimestamp(1795201250, UTC)
SECRET = "an app secret"


def parsed(payload: str) -> Parsed:
    return parse((Path(__file__).parent / "payloads" / "facebook" / f"{payload}.json").read_bytes(), READ_AT)


def only(payload: str) -> IncomingComment:
    [comment] = parsed(payload).comments
    return comment


def signed(body: bytes, secret: str = SECRET) -> str:
    return "sha256=" + hmac(secret.encode(), body, sha256).hexdigest()


def delivery(**value: Any) -> bytes:
    change = {"field": "feed", "value": {"item": "comment", "verb": "add", "comment_id": "1_2", **value}}
    return json.dumps({"object": "page", "entry": [{"id": "9", "changes": [change]}]}).encode()


def test_a_new_comment_is_read_whole() -> None:
    comment = only("comment-added")
    assert (comment.platform, comment.account) == ("facebook", "100000000000001")
    assert (comment.comment_id, comment.parent_id) == ("5000001_7000042", None)
    assert comment.text == "Is the café open too? 🏊"
    assert (comment.author_id, comment.author_name) == ("300000000000009", "Mara Quill")
    assert comment.post_id == "100000000000001_5000001"
    assert comment.post_permalink == "https://www.facebook.com/100000000000001/posts/5000001"
    assert comment.permalink == f"{comment.post_permalink}?comment_id=7000042"
    assert (comment.created_at, comment.changed_at, comment.read_at) == (WRITTEN, WRITTEN, READ_AT)
    assert json.loads(comment.raw)["value"]["from"]["name"] == "Mara Quill"


def test_an_edit_carries_the_time_of_its_wording() -> None:
    comment = only("comment-edited")
    assert (comment.text, comment.parent_id) == ("Is the cafe open?", "5000001_7000040")
    assert (comment.created_at, comment.changed_at) == (WRITTEN, EDITED)


def test_older_names_ids_and_numbers_are_read_too() -> None:
    comment = only("old-style-sender")
    assert (comment.comment_id, comment.parent_id) == ("5000001_7000042", "5000001_7000040")
    assert (comment.author_id, comment.author_name) == ("300000000000009", "Mara Quill")
    assert [(item.kind, item.url) for item in comment.media] == [
        ("image", "https://photos.example/a.jpg"),
        ("video", "https://videos.example/b.mp4"),
        ("link", "https://shop.example/"),
    ]


def test_a_comment_may_have_no_author_and_no_words() -> None:
    comment = only("author-withheld")
    assert (comment.author_id, comment.author_name, comment.text) == ("", "", "")
    assert comment.account == "100000000000002"


def test_a_delivery_may_hold_anything_beside_comments() -> None:
    found = parsed("two-pages-many-changes")
    assert [(one.account, one.comment_id) for one in found.comments] == [
        ("100000000000001", "5000001_7000060"),
        ("100000000000002", "5000009_7000062"),
    ]
    assert [(one.what, one.comment_id) for one in found.skipped] == [
        ("comment remove", "5000001_7000060"),
        ("comment hide", "5000001_7000061"),
        ("comment unhide", "5000001_7000061"),
        ("reaction add", "5000001_7000061"),
        ("hologram beam", ""),
        ("ratings", ""),
        ("comment add without an id", ""),
        ("unreadable change", ""),
        ("unreadable change", ""),
    ]


def test_an_edit_nobody_dates_has_no_time_for_its_wording() -> None:
    edited = parsed("two-pages-many-changes").comments[1]
    assert (edited.created_at, edited.changed_at) == (WRITTEN, None)


def test_what_is_not_about_a_page_is_no_comment_of_ours() -> None:
    body = delivery().replace(b'"page"', b'"user"')
    found = parse(body, READ_AT)
    assert found.comments == ()
    assert [one.what for one in found.skipped] == ["user comment add"]


@pytest.mark.parametrize("time", ["soon", 10**30, -(10**30), True, None, {}, "1" * 5000])
def test_an_unreadable_time_is_unknown(time: Any) -> None:
    [comment] = parse(delivery(created_time=time), READ_AT).comments
    assert (comment.created_at, comment.changed_at) == (None, None)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe",
        b"[" * 100_000,
        b"[]",
        b'{"object": "page"}',
        b'{"object": "page", "entry": {}}',
        b'{"object": "page", "entry": [1]}',
        b'{"object": "page", "entry": [{"id": "9", "changes": 1}]}',
    ],
)
def test_what_is_no_delivery_is_refused_with_a_sentence(body: bytes) -> None:
    with pytest.raises(Malformed, match=r"delivery .*\."):
        parse(body, READ_AT)


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_arrives_unchanged(text: str) -> None:
    # A pair of surrogates in JSON is one character; only such pairs may change.
    wanted = json.loads(json.dumps(text))
    [comment] = parse(delivery(message=text), READ_AT).comments
    assert comment.text == wanted


_words = st.text("id-1:TZé\ud800", max_size=5)
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | _words,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_words, inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=50, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["from", "message", "post", "photo", "created_time", "edited_time", "parent_id"]),
        _json,
    )
)
def test_any_value_in_any_field_is_read_or_left_out(value: dict[str, Any]) -> None:
    [comment] = parse(delivery(**value), READ_AT).comments
    assert comment.comment_id == "1_2"


def test_a_signature_over_the_raw_bytes_holds() -> None:
    body = b'{"a":  "\\u00e9"}'
    verify({"X-Hub-Signature-256": signed(body)}, body, SECRET)
    verify({"x-hub-signature-256": signed(body)}, body, SECRET)


@pytest.mark.parametrize(
    "signature",
    [
        signed(b"body", "another secret"),
        signed(b"bodY"),
        signed(b"body").removeprefix("sha256="),
        signed(b"body").upper(),
        "sha256=",
        "",
        "é\ud800",
    ],
)
def test_any_other_signature_is_refused(signature: str) -> None:
    with pytest.raises(NotVerified):
        verify({"x-hub-signature-256": signature}, b"body", SECRET)


def test_a_missing_signature_is_refused() -> None:
    with pytest.raises(NotVerified):
        verify({"x-hub-signature": "sha1=0"}, b"body", SECRET)


def test_without_a_secret_of_ours_nothing_is_believed() -> None:
    with pytest.raises(NotVerified):
        verify({"x-hub-signature-256": signed(b"body", "")}, b"body", "")
    with pytest.raises(NotVerified):
        answer_handshake({"hub.mode": "subscribe", "hub.challenge": "1", "hub.verify_token": ""}, "")


def test_the_handshake_gives_the_challenge_back() -> None:
    query = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "ours"}
    assert answer_handshake(query, "ours") == "1158201444"


@pytest.mark.parametrize(
    "wrong",
    [
        {"hub.verify_token": "theirs"},
        {"hub.verify_token": "é\ud800"},
        {"hub.mode": "unsubscribe"},
        {"hub.challenge": ""},
        {"hub.challenge": "<script>"},
    ],
)
def test_the_handshake_is_refused_to_anybody_else(wrong: dict[str, str]) -> None:
    query = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "ours", **wrong}
    with pytest.raises(NotVerified):
        answer_handshake(query, "ours")


async def test_the_connector_uses_its_own_secret_and_token() -> None:
    connector: HookedConnector = FacebookConnector(
        app_secret=SECRET, verify_token="ours", page_tokens={}, now=lambda: READ_AT
    )
    body = delivery(message="hello")
    connector.verify({"X-Hub-Signature-256": signed(body)}, body)
    with pytest.raises(NotVerified):
        connector.verify({"X-Hub-Signature-256": signed(body, "ours")}, body)
    query = {"hub.mode": "subscribe", "hub.challenge": "1", "hub.verify_token": "ours"}
    assert connector.answer_handshake(query) == "1"
    assert [comment.text for comment in connector.parse(body, READ_AT).comments] == ["hello"]
    await connector.close()
