"""Claims: a lane keeps its pace, the most urgent goes first, a lease that ends comes back."""

from datetime import datetime, timedelta

import pytest

from bot.desk import Desk
from bot.domain.effects import send_message
from bot.domain.models import Effect, EffectStatus
from bot.domain.policy import Urgency
from bot.store.effects import Pace, ask, claim, next_time, put_back, settle
from tests.conftest import Clock

LEASE = timedelta(seconds=60)
STEADY = Pace(timedelta(seconds=1))


def message(clock: Clock, key: str, to: str = "U1", urgency: Urgency = Urgency.NORMAL) -> Effect:
    """A plain message that is due now."""
    effect = send_message(to, key, "Hello.", clock())
    effect.urgency = urgency
    return effect


async def put_in(desk: Desk, *effects: Effect) -> None:
    """Ask for effects."""
    async with desk.db.transaction() as session:
        await ask(session, *effects)


async def take(desk: Desk, pace: Pace = STEADY) -> Effect | None:
    """Claim what goes next."""
    async with desk.db.transaction() as session:
        return await claim(session, desk.now(), window=20, lease=LEASE, pace=lambda _: pace)


async def finish(desk: Desk, effect: Effect) -> None:
    """End an effect."""
    async with desk.db.transaction() as session:
        await settle(session, effect, EffectStatus.DONE, "", desk.now())


async def taken(desk: Desk, pace: Pace = STEADY) -> str | None:
    """Claim what goes next, carry it out in no time; give its key."""
    effect = await take(desk, pace)
    if effect is not None:
        await finish(desk, effect)
    return effect.key.partition("-")[2].partition("-")[0] if effect else None


async def upcoming(desk: Desk) -> datetime | None:
    """When the next effect could go."""
    async with desk.db.transaction() as session:
        return await next_time(session, window=20)


async def test_a_lane_lets_one_go_per_gap(desk: Desk, clock: Clock) -> None:
    await put_in(desk, *(message(clock, str(n)) for n in range(3)))
    assert await taken(desk) == "0"
    assert await taken(desk) is None
    assert await upcoming(desk) == clock() + timedelta(seconds=1)
    clock.forward(seconds=0.9)
    assert await taken(desk) is None
    clock.forward(seconds=0.1)
    assert await taken(desk) == "1"
    assert await taken(desk) is None


async def test_a_rest_is_not_saved_up(desk: Desk, clock: Clock) -> None:
    await put_in(desk, *(message(clock, str(n)) for n in range(3)))
    assert await taken(desk) == "0"
    clock.forward(hours=1)
    assert await taken(desk) == "1"
    assert await taken(desk) is None


async def test_a_lane_with_a_burst_lets_that_many_go_after_a_rest_and_then_keeps_its_pace(
    desk: Desk, clock: Clock
) -> None:
    burst = Pace(timedelta(seconds=1), burst=3)
    await put_in(desk, *(message(clock, str(n)) for n in range(6)))
    assert [await taken(desk, burst) for _ in range(4)] == ["0", "1", "2", None]
    clock.forward(seconds=1)
    assert [await taken(desk, burst) for _ in range(2)] == ["3", None]


async def test_lanes_do_not_wait_for_each_other(desk: Desk, clock: Clock) -> None:
    await put_in(desk, message(clock, "a"), message(clock, "b"), message(clock, "c", to="U2"))
    assert [await taken(desk), await taken(desk), await taken(desk)] == ["a", "c", None]


async def test_while_one_of_a_lane_is_in_hand_the_next_waits(desk: Desk, clock: Clock) -> None:
    await put_in(desk, message(clock, "a"), message(clock, "b"))
    first = await take(desk, Pace())
    assert first is not None
    assert await take(desk, Pace()) is None
    await finish(desk, first)
    assert await taken(desk, Pace()) == "b"


async def test_two_workers_at_once_take_from_two_lanes_and_never_wait_for_each_other(
    desk: Desk, clock: Clock
) -> None:
    await put_in(desk, message(clock, "a"), message(clock, "b"), message(clock, "c", to="U2"))
    keys = []
    async with desk.db.transaction() as one, desk.db.transaction() as two, desk.db.transaction() as three:
        for session in (one, two, three):  # none has committed yet
            effect = await claim(session, clock(), window=20, lease=LEASE, pace=lambda _: Pace())
            keys.append(effect and effect.key)
    assert keys == ["message-a-U1", "message-c-U2", None]


async def test_the_most_urgent_goes_first_then_the_oldest(desk: Desk, clock: Clock) -> None:
    await put_in(desk, message(clock, "low", urgency=Urgency.LOW), message(clock, "first"))
    clock.forward(seconds=1)
    await put_in(desk, message(clock, "second"), message(clock, "crisis", urgency=Urgency.CRISIS))
    await put_in(desk, message(clock, "high", urgency=Urgency.HIGH))
    order = [await taken(desk, Pace()) for _ in range(5)]
    assert order == ["crisis", "high", "first", "second", "low"]


async def test_what_was_asked_for_before_is_not_asked_for_again(desk: Desk, clock: Clock) -> None:
    await put_in(desk, message(clock, "a"), message(clock, "a"))
    await put_in(desk, message(clock, "a"))
    assert [await taken(desk, Pace()), await taken(desk, Pace())] == ["a", None]


async def test_what_a_dead_worker_had_in_hand_comes_due_when_its_lease_ends(desk: Desk, clock: Clock) -> None:
    await put_in(desk, message(clock, "a"))
    dead = await take(desk)
    assert dead is not None
    assert dead.attempts == 1
    clock.forward(seconds=59)
    assert await take(desk) is None
    assert await upcoming(desk) == clock() + timedelta(seconds=1)
    clock.forward(seconds=1)
    again = await take(desk)
    assert again is not None
    assert (again.key, again.attempts) == (dead.key, 2)


async def test_what_is_put_back_waits_and_its_lane_rests(desk: Desk, clock: Clock) -> None:
    await put_in(desk, message(clock, "a"), message(clock, "b"))
    effect = await take(desk, Pace())
    assert effect is not None
    soon, later = clock() + timedelta(seconds=5), clock() + timedelta(minutes=1)
    async with desk.db.transaction() as session:
        await put_back(session, effect, due_at=later, answer="no", now=clock(), lane_until=soon)
    assert await taken(desk, Pace()) is None
    clock.forward(seconds=5)
    assert await taken(desk, Pace()) == "b"
    assert await taken(desk, Pace()) is None
    clock.forward(seconds=55)
    assert await taken(desk, Pace()) == "a"


async def test_nothing_asked_nothing_to_wait_for(desk: Desk) -> None:
    assert await upcoming(desk) is None


@pytest.mark.parametrize("status", [EffectStatus.DONE, EffectStatus.FAILED, EffectStatus.DROPPED])
async def test_what_ended_is_never_claimed_again(desk: Desk, clock: Clock, status: EffectStatus) -> None:
    await put_in(desk, message(clock, "a"))
    effect = await take(desk, Pace())
    assert effect is not None
    async with desk.db.transaction() as session:
        await settle(session, effect, status, "", clock())
    clock.forward(days=1)
    assert await take(desk, Pace()) is None
    assert await upcoming(desk) is None
