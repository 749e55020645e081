"""What can go wrong with Slack, switched on by whoever rehearses it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field


@dataclass
class Faults:
    """The faults in force; all off at first. A method's name chooses it, `*` means every method."""

    drop_sockets: Callable[[], Awaitable[None]]  # cut every Socket Mode connection without a word
    down: bool = False  # nothing is reachable: every request gets 503, no socket opens
    dropped: bool = False  # no socket opens: clicks and events do not arrive, methods still work
    slow: float = 0.0  # seconds every answer is held back
    server_error: set[str] = field(default_factory=set)  # 500, and nothing was done
    lost_answer: set[str] = field(default_factory=set)  # the work is done, the connection dies unanswered
    revoked: bool = False  # the bot's token stopped working

    def fails(self, method: str) -> bool:
        """Whether the method answers 500 instead of working."""
        return bool(self.server_error & {method, "*"})

    def loses_answer(self, method: str) -> bool:
        """Whether the method's answer is lost on the way."""
        return bool(self.lost_answer & {method, "*"})
