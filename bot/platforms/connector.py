"""The one shape of every connector, and what it says of its platform."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.intake import IncomingComment, Parsed
from bot.domain.platform import Capabilities, Visibility

__all__ = ["Capabilities", "Connector", "Finding", "HookedConnector", "Polled", "Visibility"]


@dataclass(frozen=True)
class Polled:
    """One sweep of one account: what was found, and where the next sweep goes on."""

    comments: Sequence[IncomingComment]
    cursor: str


@dataclass(frozen=True)
class Finding:
    """One thing `modbot doctor` looked at."""

    what: str
    ok: bool
    remedy: str = ""


class Connector(Protocol):
    """One platform. Every act is set-state: a second call changes nothing."""

    platform: str
    capabilities: Capabilities

    async def poll(self, account: str, cursor: str) -> Polled:
        """Read what is new on the account since the cursor ("" at first), re-reading an overlap.

        Raises TryLater or WillNeverWork.
        """

    async def remove_comment(self, account: str, comment_id: str, key: str) -> None:
        """Take the comment out of public sight by the most reversible means the platform has.

        A comment that is already hidden or gone is no error. Raises TryLater or WillNeverWork.
        """

    async def restore_comment(self, account: str, comment_id: str, key: str) -> None:
        """Bring a removed comment back into public sight. Raises TryLater or WillNeverWork."""

    async def read_state(self, account: str, comment_id: str) -> Visibility:
        """Read where the comment stands now. Raises TryLater or WillNeverWork."""

    async def read_post(self, account: str, post_id: str) -> str:
        """Read the text of a Town post; "" when it is not there. Raises TryLater or WillNeverWork."""

    async def check(self, account: str) -> list[Finding]:
        """Check credentials and rights for the account, changing nothing."""

    async def close(self) -> None:
        """Close the connections."""


class HookedConnector(Connector, Protocol):
    """A platform that calls us."""

    def answer_handshake(self, query: Mapping[str, str]) -> str:
        """Give the body that proves the address is ours. Raises NotVerified."""

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Check the signature over the raw bytes. Raises NotVerified."""

    def parse(self, body: bytes, read_at: datetime) -> Parsed:
        """Read one delivery. Raises Malformed."""
