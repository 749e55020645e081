"""What a visitor may break on purpose: the same kinds for Slack and every platform, in words."""

from copy import copy
from dataclasses import dataclass
from typing import Any

from bot.sandbox.world import World

SLACK = "slack"
_NAMES = {SLACK: "Slack", "facebook": "Facebook", "wordpress": "WordPress"}


@dataclass(frozen=True, kw_only=True)
class Switch:
    """One thing that can be broken, and where the simulator keeps it."""

    code: str
    name: str
    means: str
    field: str
    on: Any
    off: Any


_SLACK = (
    Switch(code="down", name="Down", means="Nobody reaches Slack, and Slack reaches nobody.",
           field="down", on=True, off=False),
    Switch(code="slow", name="Slow", means="Every answer takes two seconds.",
           field="slow", on=2.0, off=0.0),
    Switch(code="errors", name="Error 500", means="Every request fails, and nothing is done.",
           field="server_error", on={"*"}, off=set()),
    Switch(code="dropped", name="Connection dropped", means="Clicks do not reach the desk; its messages do.",
           field="dropped", on=True, off=False),
    Switch(code="lost", name="Lost answers", means="A message is posted, but the desk is not told so.",
           field="lost_answer", on={"chat.postMessage"}, off=set()),
    Switch(code="revoked", name="Access withdrawn", means="Slack no longer takes the desk’s token.",
           field="revoked", on=True, off=False),
)  # fmt: skip
_PLATFORM = (
    Switch(code="down", name="Down", means="The desk cannot reach it; residents still write.",
           field="down", on=True, off=False),
    Switch(code="slow", name="Slow", means="Every answer takes five seconds.",
           field="slow", on=5.0, off=0.0),
    Switch(code="errors", name="Error 500", means="Every request fails, and nothing is done.",
           field="status", on=500, off=None),
    Switch(code="dropped", name="Connection dropped", means="It breaks off before anything is done.",
           field="dropped", on=True, off=False),
    Switch(code="lost", name="Lost answers", means="A comment is hidden, but the desk is not told so.",
           field="lost_answer", on=True, off=False),
    Switch(code="limited", name="Too many requests", means="It asks the desk to come back in a minute.",
           field="rate_limited", on=1, off=0),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Service:
    """One service with what is broken of it now."""

    code: str
    name: str
    switches: tuple[Switch, ...]
    broken: tuple[Switch, ...]

    @property
    def state(self) -> str:
        """Say in a few words how it is."""
        return ", ".join(switch.name.lower() for switch in self.broken) or "works"


def services(world: World) -> list[Service]:
    """List what can be broken, Slack first."""
    return [
        Service(
            code=code,
            name=_NAMES.get(code, code),
            switches=_switches(code),
            broken=tuple(one for one in _switches(code) if getattr(_faults(world, code), one.field)),
        )
        for code in (SLACK, *world.platforms)
    ]


async def switch(world: World, code: str, kind: str, on: bool) -> None:
    """Break or repair one thing."""
    if code != SLACK and code not in world.platforms:
        raise LookupError(f"There is no {code} here.")
    chosen = next((one for one in _switches(code) if one.code == kind), None)
    if chosen is None:
        raise LookupError(f"{_NAMES.get(code, code)} cannot break like that.")
    setattr(_faults(world, code), chosen.field, copy(chosen.on if on else chosen.off))
    if code == SLACK and on and kind in ("down", "dropped"):
        await world.slack.faults.drop_sockets()
    world.touch()


async def repair(world: World) -> None:
    """Make everything work again."""
    for service in services(world):
        for one in service.broken:
            await switch(world, service.code, one.code, on=False)


def sentence(world: World) -> str:
    """Say what is broken and what becomes of the work; empty when all is well."""
    broken = [f"{one.name}: {one.state}" for one in services(world) if one.broken]
    return (
        f"Broken on purpose. {' · '.join(broken)}. Nothing is lost: watch the desk catch up."
        if broken
        else ""
    )


def _switches(code: str) -> tuple[Switch, ...]:
    return _SLACK if code == SLACK else _PLATFORM


def _faults(world: World, code: str) -> Any:
    return world.slack.faults if code == SLACK else world.platforms[code].faults
