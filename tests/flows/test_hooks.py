"""The address platforms call: signatures, shapes, sizes, the handshake."""

from collections.abc import AsyncIterator

import httpx
import pytest

from bot.sandbox.facebook import TOWN, VERIFY_TOKEN
from tests.town import SPAM, Town, change, delivery

LARGEST = 8 * 1024 * 1024


async def _recorded(town: Town) -> int:
    return int(await town.one("SELECT count(*) FROM capture"))


async def test_a_forged_signature_is_refused_and_nothing_is_recorded(town: Town) -> None:
    answer = await town.hook(delivery(change("1", SPAM)), secret="guessed")
    assert answer.status_code == 401
    assert answer.text == "The signature does not hold.\n"
    assert await _recorded(town) == 0


@pytest.mark.parametrize("header", [{}, {"X-Hub-Signature-256": ""}, {"X-Hub-Signature-256": "sha256=é"}])
async def test_a_delivery_without_a_signature_is_refused(town: Town, header: dict[str, str]) -> None:
    raw = [(k.encode(), v.encode()) for k, v in header.items()]
    answer = await town.http.post(f"{town.url}/hooks/facebook", content=b"{}", headers=raw)
    assert answer.status_code == 401


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"object": "page"'])
async def test_a_signed_body_that_is_no_json_is_answered_400(town: Town, body: bytes) -> None:
    answer = await town.hook(body)
    assert answer.status_code == 400
    assert answer.text == "Facebook's delivery is not JSON.\n"


@pytest.mark.parametrize(
    "shape", [[], "page", None, 3, {}, {"entry": {}}, {"entry": [3]}, {"entry": [{"changes": {}}]}]
)
async def test_a_signed_body_of_another_shape_is_answered_400(town: Town, shape: object) -> None:
    assert (await town.hook(shape)).status_code == 400


@pytest.mark.parametrize("size", [LARGEST, LARGEST + 1])
async def test_a_body_over_8_mib_is_refused_by_its_length(town: Town, size: int) -> None:
    answer = await town.hook(b" " * size)
    assert answer.status_code == (413 if size > LARGEST else 400)


async def test_a_body_that_grows_over_8_mib_is_refused_though_it_names_no_length(town: Town) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(9):
            yield b" " * 1024 * 1024

    try:
        answer = await town.http.post(f"{town.url}/hooks/facebook", content=pieces())
        assert answer.status_code == 413
    except httpx.WriteError:
        pass  # the server stopped reading
    assert (await town.http.get(f"{town.url}/healthz")).status_code == 200


@pytest.mark.parametrize("platform", ["myspace", "wordpress", "../healthz", "%00"])
async def test_a_platform_that_calls_nobody_is_not_found(town: Town, platform: str) -> None:
    answer = await town.http.post(f"{town.url}/hooks/{platform}", content=b"{}")
    assert answer.status_code in (404, 405)
    assert await _recorded(town) == 0


async def test_fields_we_do_not_know_are_ignored(town: Town) -> None:
    body = delivery(change("1", SPAM, new_field={"deep": [1, 2]}, reactions=None))
    body["entry"][0]["messaging"] = []
    body["signature_version"] = 4
    assert (await town.hook(body)).status_code == 200
    assert await town.one("SELECT count(*) FROM cases") == 1


async def test_what_is_no_comment_is_recorded_as_skipped_and_the_rest_is_taken(town: Town) -> None:
    changes = [
        change("1", "", verb="remove"),
        change("2", "x", item="reaction"),
        {"field": "mention", "value": {}},
        {"field": "feed", "value": "odd"},
        "odder",
        change("3", SPAM),
    ]
    assert (await town.hook(delivery(*changes))).status_code == 200  # type: ignore[arg-type]
    skipped = await town.rows("SELECT facts::json ->> 'what' FROM ledger WHERE event = 'hook.skipped'")
    assert [row[0] for row in skipped] == [
        "comment remove",
        "reaction add",
        "mention",
        "unreadable change",
        "unreadable change",
    ]
    assert await town.one("SELECT count(*) FROM cases") == 1


async def test_a_delivery_about_something_else_than_a_page_is_recorded_as_skipped(town: Town) -> None:
    await town.hook(delivery(change("1", SPAM)) | {"object": "user"})
    assert await town.events("hook.skipped") == ["hook.skipped"]
    assert await _recorded(town) == 0


async def test_the_handshake_is_answered_to_whoever_knows_our_token(town: Town) -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "1158201444"}
    answer = await town.http.get(f"{town.url}/hooks/facebook", params=asked)
    assert (answer.status_code, answer.text) == (200, "1158201444")


@pytest.mark.parametrize(
    "wrong",
    [
        {"hub.verify_token": "guessed"},
        {"hub.verify_token": "é\ud83d".encode("utf-8", "replace").decode()},
        {"hub.mode": "unsubscribe"},
        {"hub.challenge": "<script>alert(1)</script>"},
        {"hub.challenge": ""},
    ],
)
async def test_the_handshake_is_refused_to_everybody_else(town: Town, wrong: dict[str, str]) -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "1158201444"}
    answer = await town.http.get(f"{town.url}/hooks/facebook", params=asked | wrong)
    assert answer.status_code == 403
    assert "<script>" not in answer.text


async def test_a_delivery_is_taken_whole_or_not_at_all(town: Town) -> None:
    await town.sql("ALTER TABLE flag RENAME TO flag_away")
    answer = await town.hook(delivery(change("1", SPAM)))
    assert answer.status_code == 500
    await town.sql("ALTER TABLE flag_away RENAME TO flag")
    assert await _recorded(town) == 0
    assert (await town.hook(delivery(change("1", SPAM)))).status_code == 200
    assert await _recorded(town) == 1


async def test_the_towns_own_page_is_the_one_that_was_registered(town: Town) -> None:
    await town.hook(delivery(change("1", SPAM)))
    assert await town.rows("SELECT a.handle FROM cases JOIN account a ON a.id = account_id") == [(TOWN,)]
