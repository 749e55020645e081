"""Slack's address: whose request it is, how old, and what is answered."""

import json
import re
import time
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.sandbox.slack.delivery import sign
from tests.town import ANA, INSULT, SPAM, Town, a_town, change, delivery

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def _keep() -> bytes:
    click: dict[str, Any] = {"type": "block_actions", "user": {"id": ANA}, "team": {"id": "T0"}, "token": "t"}
    click["actions"] = [{"type": "button", "action_id": "case.keep", "block_id": "b", "value": "1|1"}]
    return urlencode({"payload": json.dumps(click)}).encode()


async def _send(town: Town, body: bytes, headers: dict[str, str]) -> int:
    answer = await town.http.post(f"{town.url}/slack/events", content=body, headers=headers | FORM)
    return answer.status_code


async def _decided(town: Town) -> int:
    return int(await town.one("SELECT count(*) FROM decision"))


async def test_a_request_signed_with_another_secret_is_refused(town: Town) -> None:
    await town.comment(SPAM)
    forged = sign(_keep(), int(time.time()), secret="guessed")
    assert await _send(town, _keep(), forged) == 401
    assert await _send(town, _keep(), {}) == 401
    assert await _decided(town) == 0


async def test_a_signature_holds_only_for_its_own_body(town: Town) -> None:
    await town.comment(SPAM)
    headers = sign(b"payload=%7B%7D", int(time.time()))
    assert await _send(town, _keep(), headers) == 401
    assert await _decided(town) == 0


@pytest.mark.parametrize(("age", "status"), [(301, 401), (-302, 401), (290, 200)])
async def test_a_signed_request_is_good_for_five_minutes(town: Town, age: int, status: int) -> None:
    await town.comment(SPAM)
    assert await _send(town, _keep(), sign(_keep(), int(time.time()) - age)) == status
    assert await _decided(town) == (status == 200)


async def test_slack_finds_our_address_by_its_challenge(town: Town) -> None:
    assert await town.slack.delivery.verify_url()


async def test_an_event_nobody_listens_to_is_answered_all_the_same(town: Town) -> None:
    event = {"type": "event_callback", "team_id": "T0", "event": {"type": "team_join", "user": {"id": ANA}}}
    body = json.dumps(event | {"token": "t", "event_id": "Ev1"}).encode()
    headers = sign(body, int(time.time())) | {"Content-Type": "application/json"}
    answer = await town.http.post(f"{town.url}/slack/events", content=body, headers=headers)
    assert answer.status_code == 200


async def test_only_post_is_taken(town: Town) -> None:
    assert (await town.http.get(f"{town.url}/slack/events")).status_code == 405


async def test_a_fault_of_ours_is_answered_with_a_reference_that_stands_in_the_log(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    await town.comment(SPAM)
    await town.settle()
    await town.sql("ALTER TABLE decision RENAME TO decision_away")
    await town.click(ANA, "case.keep")
    (said,) = town.told(ANA)
    assert said.startswith("Something went wrong at the desk")
    (reference,) = re.findall(r"\b[0-9a-f]{8}\b", said)
    assert reference in caplog.text
    assert "relation" not in said
    assert await town.one("SELECT status FROM cases") == "open"


async def test_what_people_wrote_stays_out_of_the_log_when_the_database_refuses_it(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    await town.comment(INSULT)
    await town.settle()
    await town.click(ANA, "case.remove_ask")
    caplog.set_level("ERROR", "uvicorn.error")
    await town.sql("ALTER TABLE decision DROP COLUMN reason", "ALTER TABLE capture DROP COLUMN raw CASCADE")
    await town.submit(ANA, reason="A reason with a name in it")
    assert (await town.hook(delivery(change("1", SPAM)))).status_code == 500
    assert 'column "reason" of relation "decision" does not exist' in caplog.text
    assert 'column "raw" of relation "capture" does not exist' in caplog.text
    for secret in ("A reason with a name in it", "raffle", "Mia Sorensen"):
        assert secret not in caplog.text


async def test_without_a_signing_secret_nothing_can_be_sent_in_slacks_name(database_url: str) -> None:
    async with a_town(database_url, slack_signing_secret="", slack_app_token="xapp-sandbox") as town:
        await town.comment(SPAM)
        await town.settle()
        answer = await town.interact({"type": "block_actions"})
        assert answer.status_code == 404


async def test_a_request_in_slacks_name_over_8_mib_is_413_and_one_that_is_not_text_400(town: Town) -> None:
    assert (await town.post_slack(b"x" * (8 * 1024 * 1024 + 1))).status_code == 413
    assert (await town.post_slack(b"payload=\xff\xfe")).status_code == 400


async def test_the_very_first_click_decides_although_slacks_web_api_is_down(town: Town) -> None:
    await town.comment(SPAM)
    await town.settle()
    town.slack.faults.down = True
    ack = await town.click(ANA, "case.keep")
    assert ack.status == 200
    assert await town.one("SELECT outcome FROM decision") == "keep"
