"""What the practice Slack remembers: people, channels, messages, home tabs, open modals, files."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

TEAM_ID = "T0WESTLOCK"
TEAM_DOMAIN = "westlock-practice"
APP_ID = "A0DESK"
BOT_USER = "U0DESK"
BOT_ID = "B0DESK"
BOT_TOKEN = "xoxb-sandbox"
APP_TOKEN = "xapp-sandbox"
SIGNING_SECRET = "sandbox-signing-secret"
VERIFICATION_TOKEN = "sandbox-verification-token"
ANA = "U0ANA"
BEN = "U0BEN"
CAROL = "U0CAO"
EVAN = "U0EVE"
MODERATORS = "C0MODERATORS"
GENERAL = "C0GENERAL"


@dataclass
class Person:
    """A member of the workspace; the bot is one too."""

    id: str
    name: str
    real_name: str
    title: str = ""
    is_bot: bool = False
    deleted: bool = False
    email: str = ""


@dataclass
class Channel:
    """A public or private channel, or a direct conversation."""

    id: str
    name: str
    kind: str  # public | private | im | mpim
    members: list[str] = field(default_factory=list)
    archived: bool = False
    topic: str = ""
    posting: str = ""  # read_only | thread_only | non_threadable: what its owners forbid


@dataclass
class Message:
    """One message; a reply names the thread it stands in, an ephemeral one the person who sees it."""

    ts: str
    user: str
    text: str
    blocks: list[dict[str, Any]] | None = None
    thread_ts: str | None = None
    metadata: dict[str, Any] | None = None
    edited: bool = False
    pinned: bool = False
    ephemeral_to: str | None = None
    reactions: list[dict[str, Any]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    broadcast: bool = False  # a reply that is shown in the channel too
    attachments: list[dict[str, Any]] = field(default_factory=list)  # Slack's old cards
    username: str = ""  # another name the app wrote under

    @property
    def is_reply(self) -> bool:
        """Whether the message stands in a thread and did not begin it."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass
class File:
    """An upload; its bytes are kept as text in base64 so that they can be saved."""

    id: str
    name: str
    length: int
    title: str = ""
    alt_txt: str = ""
    content: str | None = None  # None until the bytes have arrived
    complete: bool = False
    shares: dict[str, list[str]] = field(default_factory=dict)  # channel -> the messages that show it


@dataclass
class UserGroup:
    """People who can be called by one name; on paid plans only."""

    id: str
    handle: str
    name: str
    users: list[str] = field(default_factory=list)


@dataclass
class Scheduled:
    """A message that waits for its time."""

    id: str
    channel: str
    post_at: int
    message: Message  # its ts is not known yet


def ts_key(ts: str) -> tuple[int, int]:
    """Read a timestamp so that two can be compared; raise ValueError when it is none."""
    seconds, _, fraction = ts.partition(".")
    return int(seconds), int(fraction.ljust(6, "0")[:6] or 0)


def default_people() -> dict[str, Person]:
    """The invented staff of the practice workspace, and the bot."""
    people = [
        Person(BOT_USER, "moderation-desk", "Moderation Desk", is_bot=True),
        Person(ANA, "ana", "Ana Petrenko", "Communications, moderator", email="ana@westlock.example"),
        Person(BEN, "ben", "Ben Okafor", "Communications, moderator", email="ben@westlock.example"),
        Person(
            CAROL, "carol", "Carol Whitford", "Chief Administrative Officer", email="cao@westlock.example"
        ),
        Person(EVAN, "evan", "Evan Brodie", "Parks", email="evan@westlock.example"),
    ]
    return {person.id: person for person in people}


def default_channels() -> dict[str, Channel]:
    """The moderators' private channel, and the public one where the bot is not."""
    channels = [
        Channel(MODERATORS, "moderators", "private", [BOT_USER, ANA, BEN, CAROL]),
        Channel(GENERAL, "general", "public", [ANA, BEN, CAROL, EVAN]),
    ]
    return {channel.id: channel for channel in channels}


class State:
    """The rows of the workspace and the look-ups over them."""

    def __init__(self, now: Callable[[], datetime], touch: Callable[[], None]) -> None:
        self.now = now
        self.touch = touch
        self.people = default_people()
        self.channels = default_channels()
        self.messages: dict[str, list[Message]] = {channel: [] for channel in self.channels}
        self.homes: dict[str, dict[str, Any]] = {}
        self.modals: dict[str, list[dict[str, Any]]] = {}
        self.warnings: dict[str, list[str]] = {}
        self.files: dict[str, File] = {}
        self.user_groups: dict[str, UserGroup] = {}
        self.scheduled: dict[str, Scheduled] = {}
        self.bookmarks: dict[str, list[dict[str, Any]]] = {}
        self._threads: dict[tuple[str, str], list[Message]] = {}
        self._last_microsecond = 0
        self._last_id = 0

    def next_ts(self) -> str:
        """A timestamp later than every one before it."""
        microsecond = int(self.now().timestamp() * 1_000_000)
        self._last_microsecond = max(microsecond, self._last_microsecond + 1)
        return f"{self._last_microsecond // 1_000_000}.{self._last_microsecond % 1_000_000:06d}"

    def next_id(self, prefix: str) -> str:
        """An id nothing else has."""
        self._last_id += 1
        return f"{prefix}{self._last_id:08X}"

    def position(self, channel: str, ts: str) -> int:
        """Where in the channel a message of this time stands or would stand."""
        return bisect_left(self.messages.get(channel, []), ts_key(ts), key=lambda message: ts_key(message.ts))

    def message(self, channel: str, ts: str) -> Message | None:
        """The message, if there is one."""
        try:
            position = self.position(channel, ts)
        except ValueError:
            return None
        messages = self.messages.get(channel, [])
        if position < len(messages) and messages[position].ts == ts:
            return messages[position]
        return None

    def add_message(self, channel: str, message: Message) -> Message:
        """Put a new message at the end of its channel."""
        self.messages.setdefault(channel, []).append(message)
        self._index_reply(channel, message)
        self.touch()
        return message

    def _index_reply(self, channel: str, message: Message) -> None:
        if message.thread_ts is not None and message.is_reply:
            self._threads.setdefault((channel, message.thread_ts), []).append(message)

    def remove_message(self, channel: str, message: Message) -> None:
        """Take a message out of its channel."""
        del self.messages[channel][self.position(channel, message.ts)]
        if message.thread_ts is not None and message.is_reply:
            self._threads[channel, message.thread_ts].remove(message)
        self.touch()

    def replies(self, channel: str, thread_ts: str) -> list[Message]:
        """The answers in a thread that everybody can see, oldest first."""
        return [reply for reply in self._threads.get((channel, thread_ts), []) if reply.ephemeral_to is None]

    def direct(self, user: str) -> Channel:
        """The conversation between the bot and one person; opened if it is new."""
        return self.between([user]) or self.open_between([user])

    def between(self, users: list[str]) -> Channel | None:
        """The conversation between the bot and these people, if it was ever opened."""
        wanted = {BOT_USER, *users}
        direct = (channel for channel in self.channels.values() if channel.kind in {"im", "mpim"})
        return next((channel for channel in direct if set(channel.members) == wanted), None)

    def open_between(self, users: list[str]) -> Channel:
        """Open a conversation between the bot and these people."""
        if len(users) == 1:
            channel = Channel(self.next_id("D"), "", "im", [BOT_USER, *users])
        else:
            names = "--".join(self.people[user].name for user in users)
            channel = Channel(self.next_id("G"), f"mpdm-{names}", "mpim", [BOT_USER, *users])
        self.channels[channel.id] = channel
        self.messages[channel.id] = []
        self.touch()
        return channel

    def views(self) -> Iterator[dict[str, Any]]:
        """Every home tab, and every modal that is open."""
        yield from self.homes.values()
        for stack in self.modals.values():
            yield from stack

    def warn(self, user: str, sentence: str) -> None:
        """Tell one person something in Slack's own voice."""
        self.warnings.setdefault(user, []).append(sentence)
        self.touch()

    def to_json(self) -> dict[str, Any]:
        """Everything that outlives a restart."""
        return {
            "people": [asdict(person) for person in self.people.values()],
            "channels": [asdict(channel) for channel in self.channels.values()],
            "messages": {
                channel: [asdict(message) for message in messages]
                for channel, messages in self.messages.items()
            },
            "homes": self.homes,
            "modals": self.modals,
            "warnings": self.warnings,
            "files": [asdict(file) for file in self.files.values()],
            "bookmarks": self.bookmarks,
            "user_groups": [asdict(group) for group in self.user_groups.values()],
            "scheduled": [asdict(one) for one in self.scheduled.values()],
            "last_microsecond": self._last_microsecond,
            "last_id": self._last_id,
        }

    def restore(self, saved: dict[str, Any]) -> None:
        """Become what to_json once described; ephemeral messages do not outlive Slack's client."""
        self.people = {row["id"]: Person(**row) for row in saved["people"]}
        self.channels = {row["id"]: Channel(**row) for row in saved["channels"]}
        self.messages = {
            channel: [Message(**row) for row in rows if row["ephemeral_to"] is None]
            for channel, rows in saved["messages"].items()
        }
        self._threads = {}
        for channel, messages in self.messages.items():
            for message in messages:
                self._index_reply(channel, message)
        self.homes = saved["homes"]
        self.modals = saved["modals"]
        self.warnings = saved["warnings"]
        self.files = {row["id"]: File(**row) for row in saved["files"]}
        self.bookmarks = saved["bookmarks"]
        self.user_groups = {row["id"]: UserGroup(**row) for row in saved["user_groups"]}
        self.scheduled = {
            row["id"]: Scheduled(**row | {"message": Message(**row["message"])}) for row in saved["scheduled"]
        }
        self._last_microsecond = saved["last_microsecond"]
        self._last_id = saved["last_id"]
        self.touch()
