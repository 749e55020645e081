"""The practice Pages: what the Town posted, what residents wrote, and what each token may do."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.facebook.hooks import Hooks
from bot.sandbox.platform_faults import PlatformFaults
from bot.sandbox.platforms import PublicComment, PublicPost
from bot.sandbox.world import World

APP_SECRET = "sandbox-app-secret"
VERIFY_TOKEN = "sandbox-verify-token"
TOWN = "100000000000001"
FIRE = "100000000000002"
PAGE_TOKENS = {TOWN: "sandbox-page-token-town", FIRE: "sandbox-page-token-fire"}
USER_TOKEN = "sandbox-user-token"
SCOPES = ("pages_show_list", "pages_read_engagement", "pages_read_user_content", "pages_manage_engagement")
_NAMES = {TOWN: "Town of Westlock", FIRE: "Westlock Fire Department"}
_SEEDS = (
    ("Pool reopens Monday", "The Aquatic Centre opens again at 6 a.m. Lane times are on the website."),
    ("Garbage day moves", "Zone 2 is picked up on Thursday this week because of the holiday."),
    ("Open house: 106 Street", "Come and see the plans for 106 Street at Town Hall, Tuesday at 7 p.m."),
)


@dataclass
class Token:
    """One access token, and what is left of its rights."""

    owner: str  # the Page's id, or a person's
    type: str  # PAGE | USER
    scopes: list[str] = field(default_factory=lambda: list(SCOPES))
    dead: int | None = None  # the error_subcode it died of


@dataclass
class Post:
    """One post of a Page."""

    id: str
    page_id: str
    title: str
    text: str
    at: datetime

    @property
    def message(self) -> str:
        return f"{self.title}\n\n{self.text}"

    @property
    def permalink(self) -> str:
        return f"https://www.facebook.com/{self.page_id}/posts/{self.id.partition('_')[2]}"


@dataclass
class Comment:
    """One comment of a resident."""

    id: str
    post_id: str
    author_id: str
    author: str
    text: str
    at: datetime
    edited: datetime | None = None
    hidden: bool = False
    can_hide: bool = True
    parent_id: str | None = None
    media: list[str] = field(default_factory=list)

    @property
    def photo(self) -> str | None:
        return f"https://photos.example/{self.id}.jpg" if self.media else None


class Pages:
    """The state of the practice Facebook, and what people do there; whoever watches is told by hooks."""

    title = "Town of Westlock on Facebook"

    def __init__(self, world: World) -> None:
        self.now = world.now
        self.touch = world.touch
        self.faults = PlatformFaults()
        self.hooks = Hooks(APP_SECRET)
        self.tokens = {token: Token(owner=page, type="PAGE") for page, token in PAGE_TOKENS.items()}
        self.tokens[USER_TOKEN] = Token(owner="200000000000001", type="USER")
        self.by_id: dict[str, Post] = {}
        self.comments: dict[str, Comment] = {}
        self._authors: dict[str, str] = {}
        self._made = 0
        for days, (title, text) in zip((6, 3, 1), _SEEDS, strict=True):
            self._publish(TOWN, title, text, self.now() - timedelta(days=days))

    @property
    def hook_url(self) -> str | None:
        """Where the bot takes deliveries; nobody is told anything until it is set."""
        return self.hooks.url

    @hook_url.setter
    def hook_url(self, url: str | None) -> None:
        self.hooks.url = url

    def name_of(self, owner: str) -> str:
        return _NAMES.get(owner, "Evan Brodie")

    def posts(self) -> list[PublicPost]:
        """List the posts with everything under them, hidden comments too."""
        return [
            PublicPost(
                id=post.id, title=post.title, text=post.text, at=post.at, comments=self._under(post.id)
            )
            for post in self.by_id.values()
        ]

    def public_comments(self, post_id: str) -> list[PublicComment]:
        """List what a stranger sees under the post."""
        return [comment for comment in self._under(post_id) if not comment.hidden]

    async def add_post(self, title: str, text: str, *, page_id: str = TOWN) -> str:
        """Publish as the Town, or as another Page."""
        post = self._publish(page_id, title, text, self.now())
        self.touch()
        return post.id

    async def add_comment(
        self,
        post_id: str,
        author: str,
        text: str,
        *,
        media: Sequence[str] = (),
        parent_id: str | None = None,
    ) -> str:
        """Write under a post as a resident; return the comment's id."""
        post = self.by_id[post_id]
        if len(media) > 1:
            raise ValueError("A Facebook comment carries one picture.")
        self._made += 1
        comment = Comment(
            id=f"{post.id.partition('_')[2]}_{7_000_000 + self._made}",
            post_id=post_id,
            author_id=self._authors.setdefault(author, str(300_000_000_000_001 + len(self._authors))),
            author=author,
            text=text,
            at=self.now(),
            parent_id=parent_id,
            media=list(media),
        )
        self.comments[comment.id] = comment
        await self._tell(comment, "add")
        return comment.id

    async def edit_comment(self, comment_id: str, text: str) -> None:
        """Change a comment's words as its author."""
        comment = self.comments[comment_id]
        comment.text, comment.edited = text, self.now()
        await self._tell(comment, "edited")

    async def delete_comment(self, comment_id: str) -> None:
        """Take a comment away for good, as its author or as the Page."""
        self.forget(self.comments[comment_id])
        await self.hooks.flush(self.now())

    async def hide_comment(self, comment_id: str) -> None:
        """Hide a comment by hand, as the Page's staff."""
        self.set_hidden(self.comments[comment_id], True)
        await self.hooks.flush(self.now())

    def set_hidden(self, comment: Comment, hidden: bool) -> None:
        """Hide or unhide; a repeat changes nothing and tells nobody."""
        if comment.hidden != hidden:
            comment.hidden = hidden
            self._note(comment, "hide" if hidden else "unhide")

    def forget(self, comment: Comment) -> None:
        """Remove the comment and the replies under it."""
        for reply in [one for one in self.comments.values() if one.parent_id == comment.id]:
            self.forget(reply)
        del self.comments[comment.id]
        self._note(comment, "remove")

    def to_json(self) -> dict[str, Any]:
        """Everything that outlives a restart."""
        return {
            "made": self._made,
            "authors": self._authors,
            "posts": [_plain(asdict(post)) for post in self.by_id.values()],
            "comments": [_plain(asdict(comment)) for comment in self.comments.values()],
            "tokens": {name: asdict(token) for name, token in self.tokens.items()},
        }

    def restore(self, saved: dict[str, Any]) -> None:
        """Become what to_json once described."""
        self._made, self._authors = saved["made"], dict(saved["authors"])
        posts = [Post(**_timed(post)) for post in saved["posts"]]
        comments = [Comment(**_timed(comment)) for comment in saved["comments"]]
        self.by_id = {post.id: post for post in posts}
        self.comments = {comment.id: comment for comment in comments}
        self.tokens = {name: Token(**token) for name, token in saved["tokens"].items()}

    def _publish(self, page_id: str, title: str, text: str, at: datetime) -> Post:
        post = Post(f"{page_id}_{5_000_001 + len(self.by_id)}", page_id, title, text, at)
        self.by_id[post.id] = post
        return post

    def _under(self, post_id: str) -> list[PublicComment]:
        return [
            PublicComment(
                id=comment.id,
                author=comment.author,
                text=comment.text,
                at=comment.at,
                hidden=comment.hidden,
                parent_id=comment.parent_id,
                media=tuple(comment.media),
            )
            for comment in self.comments.values()
            if comment.post_id == post_id
        ]

    async def _tell(self, comment: Comment, verb: str) -> None:
        self._note(comment, verb)
        await self.hooks.flush(self.now())

    def _note(self, comment: Comment, verb: str) -> None:
        """Put the change into the next delivery, in Facebook's form."""
        post = self.by_id[comment.post_id]
        value: dict[str, Any] = {
            "item": "comment",
            "verb": verb,
            "comment_id": comment.id,
            "post_id": post.id,
            "parent_id": comment.parent_id or post.id,
            "from": {"id": comment.author_id, "name": comment.author},
            "created_time": int(comment.at.timestamp()),
            "post": {"id": post.id, "permalink_url": post.permalink, "status_type": "mobile_status_update"},
        }
        if verb in ("add", "edited"):
            value["message"] = comment.text
            if comment.photo:
                value["photo"] = comment.photo
        if verb == "edited" and comment.edited:
            value["edited_time"] = int(comment.edited.timestamp())
        self.hooks.add(post.page_id, value)
        self.touch()


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: one.isoformat() if isinstance(one, datetime) else one for name, one in fields.items()}


def _timed(fields: dict[str, Any]) -> dict[str, Any]:
    times = {name: datetime.fromisoformat(fields[name]) for name in ("at", "edited") if fields.get(name)}
    return {**fields, **times}
