"""What monitors see: /healthz, /readyz, /metrics."""

from bot.database import drop_database
from bot.process import web_side
from tests.town import ANA, SPAM, Town, a_town, until


async def test_healthz_says_that_the_process_lives(town: Town) -> None:
    answer = await town.http.get(f"{town.url}/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


async def test_readyz_says_that_work_gets_done(town: Town) -> None:
    answer = await town.http.get(f"{town.url}/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": "ok", "outbox": "ok"}


async def test_readyz_says_since_when_an_effect_is_overdue(town: Town) -> None:
    await town.comment(SPAM)
    town.clock.forward(minutes=9)
    assert (await town.http.get(f"{town.url}/readyz")).status_code == 200
    town.clock.forward(minutes=2)
    answer = await town.http.get(f"{town.url}/readyz")
    assert answer.status_code == 503
    assert answer.json()["outbox"].startswith("an effect is due since 2")
    await town.settle()
    assert (await town.http.get(f"{town.url}/readyz")).status_code == 200


async def test_readyz_says_that_the_database_does_not_answer(postgres: str, database_url: str) -> None:
    async with a_town(database_url) as town:
        drop_database(postgres, database_url.partition("@/")[2].partition("?")[0])
        answer = await town.http.get(f"{town.url}/readyz")
        assert answer.status_code == 503
        assert answer.json() == {"ready": False, "database": "does not answer (OperationalError)"}


async def test_metrics_count_what_was_captured_what_waits_and_what_was_done(town: Town) -> None:
    await town.comment(SPAM)
    await town.comment("please help, my house is on fire and we are trapped")
    town.clock.forward(seconds=30)
    lines = (await town.http.get(f"{town.url}/metrics")).text.splitlines()
    assert 'modbot_captured_total{platform="facebook"} 2.0' in lines
    assert 'modbot_queue_cases{urgency="crisis"} 1.0' in lines
    assert 'modbot_queue_cases{urgency="normal"} 1.0' in lines
    assert 'modbot_effects_waiting{kind="post_card"} 2.0' in lines
    oldest = next(line for line in lines if line.startswith("modbot_oldest_due_effect_seconds"))
    assert float(oldest.split()[1]) >= 30

    await town.settle()
    await town.click(ANA, "case.escalate")
    lines = (await town.http.get(f"{town.url}/metrics")).text.splitlines()
    assert 'modbot_effects_total{kind="post_card",result="done"} 2.0' in lines
    assert 'modbot_queue_cases{urgency="escalated"} 1.0' in lines
    assert "modbot_ack_seconds_count 1.0" in lines
    assert "raffle" not in "\n".join(lines)


async def test_over_socket_mode_a_click_is_taken_and_readyz_watches_the_socket(database_url: str) -> None:
    async with a_town(database_url, slack_app_token="xapp-sandbox") as town:
        await town.comment(SPAM)
        await town.settle()
        town.slack.events_url = None  # nothing comes by HTTP any more
        async with web_side(town.bot, "127.0.0.1", 0) as address:
            await until(lambda: bool(town.slack.delivery.sockets))
            ack = await town.click(ANA, "case.keep")
            assert ack.status == 200
            assert await town.one("SELECT status FROM cases") == "kept"
            ready = await town.http.get(f"{address}/readyz")
            assert (ready.status_code, ready.json()["slack"]) == (200, "ok")

            town.slack.faults.down = True
            await town.slack.faults.drop_sockets()
            ready = await town.http.get(f"{address}/readyz")
            assert (ready.status_code, ready.json()["slack"]) == (503, "not connected")
            town.slack.faults.down = False
