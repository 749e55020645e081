"""What every simulated platform shows the public, and what its residents do there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.sandbox.platform_faults import PlatformFaults


@dataclass(frozen=True, kw_only=True)
class PublicComment:
    """A resident's comment as the platform's own page shows it."""

    id: str
    author: str
    text: str
    at: datetime
    hidden: bool = False  # out of public sight; its author and the page's owner still see it
    parent_id: str | None = None  # the comment it answers
    media: tuple[str, ...] = ()  # what each picture shows, in words; the practice world has no files


@dataclass(frozen=True, kw_only=True)
class PublicPost:
    """Something the Town published, with everything written under it, oldest first."""

    id: str
    title: str
    text: str
    at: datetime
    comments: list[PublicComment]


class PublicPlatform(Protocol):
    """The side of a simulator that residents, the page and scenarios use."""

    @property
    def title(self) -> str:
        """Say what the page is called, as a resident reads it."""

    @property
    def faults(self) -> PlatformFaults:
        """Say what is broken on purpose."""

    def posts(self) -> list[PublicPost]:
        """List what the Town published, oldest first."""

    async def add_post(self, title: str, text: str) -> str:
        """Publish something as the Town; return its id."""

    async def add_comment(self, post_id: str, author: str, text: str, *, media: Sequence[str] = ()) -> str:
        """Write under a post as a resident; return the comment's id."""

    async def edit_comment(self, comment_id: str, text: str) -> None:
        """Change a comment's words as its author."""
