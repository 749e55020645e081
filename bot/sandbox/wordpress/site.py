"""The practice site: what the Town posted, what visitors wrote, and who may moderate."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.platform_faults import PlatformFaults
from bot.sandbox.platforms import PublicComment, PublicPost
from bot.sandbox.world import World

USER = "moderation-desk"
PASSWORD = "sand boxx appl icat ionp assw"
EDITOR = ("read", "edit_posts", "edit_others_posts", "edit_published_posts", "moderate_comments")
_SEEDS = (
    ("Budget 2027: what we heard", "More than two hundred residents answered. Here is what they told us."),
    ("Winter trail map", "The groomed trails are open from Rotary Park to the north pond."),
)


@dataclass
class User:
    """Somebody who can log in, with an application password."""

    id: int
    password: str
    capabilities: list[str] = field(default_factory=lambda: list(EDITOR))


@dataclass
class Post:
    """One post of the site."""

    id: int
    title: str
    text: str
    at: datetime


@dataclass
class Comment:
    """One comment of a visitor, with what WordPress keeps of them."""

    id: int
    post: int
    author: str
    email: str
    ip: str
    agent: str
    text: str
    at: datetime
    status: str = "approved"  # approved | hold | spam | trash
    before: str = "approved"  # the status it had before spam or trash
    parent: int = 0


class Site:
    """The state of the practice site, and what people do there."""

    title = "westlock.example, the Town's website"
    slug = "westlock"

    def __init__(self, world: World) -> None:
        self.now = world.now
        self.touch = world.touch
        self.faults = PlatformFaults()
        self.users = {USER: User(2, PASSWORD)}
        self.by_id: dict[int, Post] = {}
        self.comments: dict[int, Comment] = {}
        self._made = 0
        for days, (title, text) in zip((4, 2), _SEEDS, strict=True):
            self._publish(title, text, self.now() - timedelta(days=days))

    def posts(self) -> list[PublicPost]:
        """List the posts with everything under them, held comments too."""
        return [
            PublicPost(
                id=str(post.id),
                title=post.title,
                text=post.text,
                at=post.at,
                comments=self._under(post.id),
            )
            for post in self.by_id.values()
        ]

    def public_comments(self, post_id: str) -> list[PublicComment]:
        """List what a visitor sees under the post."""
        return [comment for comment in self._under(int(post_id)) if not comment.hidden]

    async def add_post(self, title: str, text: str) -> str:
        """Publish as the Town."""
        post = self._publish(title, text, self.now())
        self.touch()
        return str(post.id)

    async def add_comment(
        self,
        post_id: str,
        author: str,
        text: str,
        *,
        media: Sequence[str] = (),
        parent_id: str | None = None,
    ) -> str:
        """Write under a post as a visitor; return the comment's id."""
        if media:
            raise ValueError("A WordPress comment carries no picture.")
        post = self.by_id[int(post_id)]
        self._made += 1
        self.comments[self._made] = Comment(
            id=self._made,
            post=post.id,
            author=author,
            email=f"visitor{self._made}@mail.example",
            ip=f"203.0.113.{self._made % 250 + 1}",
            agent="Mozilla/5.0 (practice visitor)",
            text=text,
            at=self.now(),
            parent=int(parent_id or 0),
        )
        self.touch()
        return str(self._made)

    async def edit_comment(self, comment_id: str, text: str) -> None:
        """Change a comment's words; WordPress keeps no time for it."""
        self.comments[int(comment_id)].text = text
        self.touch()

    async def delete_comment(self, comment_id: str) -> None:
        """Delete a comment for good, past the trash."""
        del self.comments[int(comment_id)]
        self.touch()

    async def hide_comment(self, comment_id: str) -> None:
        """Hold a comment by hand, as the site's staff."""
        self.set_status(self.comments[int(comment_id)], "hold")

    def set_status(self, comment: Comment, word: str) -> None:
        """Do what the word asks; a word WordPress does not know does nothing, and nobody is told."""
        match word:
            case "approve" | "approved" | "1":
                comment.status = "approved"
            case "hold" | "0":
                comment.status = "hold"
            case "spam" | "trash" if comment.status != word:
                comment.before, comment.status = comment.status, word
            case "unspam" | "untrash" if comment.status == word.removeprefix("un"):
                comment.status = comment.before
        self.touch()

    def to_json(self) -> dict[str, Any]:
        """Everything that outlives a restart."""
        return {
            "made": self._made,
            "posts": [{**asdict(post), "at": post.at.isoformat()} for post in self.by_id.values()],
            "comments": [{**asdict(one), "at": one.at.isoformat()} for one in self.comments.values()],
            "users": {name: asdict(user) for name, user in self.users.items()},
        }

    def restore(self, saved: dict[str, Any]) -> None:
        """Become what to_json once described."""
        self._made = saved["made"]
        posts = [Post(**{**post, "at": datetime.fromisoformat(post["at"])}) for post in saved["posts"]]
        comments = [Comment(**{**one, "at": datetime.fromisoformat(one["at"])}) for one in saved["comments"]]
        self.by_id = {post.id: post for post in posts}
        self.comments = {comment.id: comment for comment in comments}
        self.users = {name: User(**user) for name, user in saved["users"].items()}

    def _publish(self, title: str, text: str, at: datetime) -> Post:
        post = Post(len(self.by_id) + 11, title, text, at)
        self.by_id[post.id] = post
        return post

    def _under(self, post_id: int) -> list[PublicComment]:
        return [
            PublicComment(
                id=str(comment.id),
                author=comment.author,
                text=comment.text,
                at=comment.at,
                hidden=comment.status != "approved",
                parent_id=str(comment.parent) if comment.parent else None,
            )
            for comment in self.comments.values()
            if comment.post == post_id
        ]
