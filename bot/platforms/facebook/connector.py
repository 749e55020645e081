"""Facebook Pages as a connector: poll, hide, unhide, read back."""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx

from bot.domain.errors import EffectError, Refusal, TryLater, WillNeverWork
from bot.domain.intake import IncomingComment, Media, Parsed
from bot.platforms.connector import Capabilities, Finding, Polled, Visibility
from bot.platforms.facebook import hook
from bot.platforms.facebook.graph import Graph, MaybeGone

OVERLAP = timedelta(hours=1)
FIRST_LOOK = timedelta(days=7)
POSTS_BACK = timedelta(days=60)
SCOPES = ("pages_read_engagement", "pages_read_user_content", "pages_manage_engagement")
_POST_FIELDS = "id,message,created_time,permalink_url"
_COMMENT_FIELDS = "id,message,from,parent,attachment,created_time,permalink_url"
_UNSEEN = Finding(
    "token's permissions can be read",
    False,
    f"Look the token up in Facebook's Access Token Debugger; it needs {', '.join(SCOPES)}.",
)
_ATTACHMENTS = {"photo": "image", "animated_image_share": "image", "video_inline": "video", "share": "link"}


class FacebookConnector:
    """The Town's Facebook Pages. Hooks are the quick way; polling finds what they lost."""

    platform = "facebook"
    capabilities = Capabilities(
        name="Facebook",
        remove_does="hides it on Facebook (the author and their friends still see it)",
        removed_word="hidden on Facebook",
        reversible=True,
        by_hand="open the comment on Facebook, ⋯, Hide comment",
        restore_by_hand="open the comment on Facebook, ⋯, Unhide comment",
    )

    def __init__(
        self,
        *,
        app_secret: str,
        verify_token: str,
        page_tokens: Mapping[str, str],
        base_url: str = "https://graph.facebook.com/v26.0/",
        now: Callable[[], datetime],
        client_timeout: float = 10.0,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._app_secret = app_secret
        self._verify_token = verify_token
        self._now = now
        self._graph = Graph(
            app_secret=app_secret,
            page_tokens=page_tokens,
            base_url=base_url,
            now=now,
            client_timeout=client_timeout,
            transport=transport,
        )

    async def close(self) -> None:
        await self._graph.close()

    def answer_handshake(self, query: Mapping[str, str]) -> str:
        return hook.answer_handshake(query, self._verify_token)

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        hook.verify(headers, body, self._app_secret)

    def parse(self, body: bytes, read_at: datetime) -> Parsed:
        return hook.parse(body, read_at)

    async def poll(self, account: str, cursor: str) -> Polled:
        """Read the comments under the Page's posts of the last sixty days, written since the cursor."""
        started = self._now()
        since = datetime.fromisoformat(cursor) - OVERLAP if cursor else started - FIRST_LOOK
        found = [comment async for comment in self._comments(account, since)]
        if not found:
            # A token that lost its rights is given empty lists, not an error.
            await self._require_health(account)
        found.sort(key=lambda comment: comment.created_at or started)
        return Polled(found, started.isoformat())

    async def remove_comment(self, account: str, comment_id: str, key: str) -> None:  # noqa: ARG002
        """Hide it; the request names the wanted state, so it needs no key."""
        comment = await self._read(account, comment_id, "id,is_hidden,can_hide")
        if comment is None or comment.get("is_hidden") is True:
            return
        if comment.get("can_hide") is False:
            raise WillNeverWork("Facebook does not let a Page hide this comment.", code=Refusal.NOT_SUPPORTED)
        await self._set_hidden(account, comment_id, "true")

    async def restore_comment(self, account: str, comment_id: str, key: str) -> None:  # noqa: ARG002
        """Unhide it; the request names the wanted state, so it needs no key."""
        comment = await self._read(account, comment_id, "id,is_hidden")
        if comment is not None and comment.get("is_hidden") is False:
            return
        if comment is None or not await self._set_hidden(account, comment_id, "false"):
            raise WillNeverWork(
                "The comment is no longer on Facebook: there is nothing to bring back.",
                code=Refusal.NOT_SUPPORTED,
            )

    async def read_state(self, account: str, comment_id: str) -> Visibility:
        comment = await self._read(account, comment_id, "id,is_hidden")
        if comment is None:
            return Visibility.GONE
        match comment.get("is_hidden"):
            case True:
                return Visibility.HIDDEN
            case False:
                return Visibility.VISIBLE
            case _:
                raise WillNeverWork(
                    "Facebook does not tell us whether this comment is hidden.", code=Refusal.NOT_PERMITTED
                )

    async def read_post(self, account: str, post_id: str) -> str:
        post = await self._read(account, post_id, "id,message")
        return str(post.get("message", "")) if post else ""

    async def check(self, account: str) -> list[Finding]:
        """Ask Facebook whose token this is and what it may do."""
        try:
            rights = await self._rights(account)
            return [await self._identity(account), *(rights or [_UNSEEN])]
        except MaybeGone:
            return [Finding("Facebook shows the token its Page", False, "Link the Page again.")]
        except EffectError as error:
            return [Finding("Facebook accepts the Page's token", False, str(error))]

    async def _comments(self, account: str, since: datetime) -> AsyncIterator[IncomingComment]:
        posts = self._graph.pages(
            account,
            f"{quote(account, safe='')}/published_posts",
            fields=_POST_FIELDS,
            since=_seconds(self._now() - POSTS_BACK),
            limit="100",
        )
        listed = [post async for page in posts for post in page]
        for post in listed:
            try:
                async for comment in self._comments_under(account, post, since):
                    yield comment
            except MaybeGone:
                # The post was taken down after it was listed, unless it is we who lost our rights.
                await self._require_health(account)

    async def _comments_under(
        self, account: str, post: dict[str, Any], since: datetime
    ) -> AsyncIterator[IncomingComment]:
        """Read newest first; the default filter would leave out the replies."""
        read_at = self._now()
        pages = self._graph.pages(
            account,
            f"{quote(post['id'], safe='')}/comments",
            filter="stream",
            order="reverse_chronological",
            since=_seconds(since),
            limit="100",
            fields=_COMMENT_FIELDS,
        )
        async for page in pages:
            for found in page:
                comment = _incoming(account, post, found, read_at)
                if comment.created_at is None or comment.created_at >= since:
                    yield comment
            if page and (hook.time_of(page[-1].get("created_time")) or since) < since:
                return

    async def _read(self, account: str, node_id: str, fields: str) -> dict[str, Any] | None:
        """Read a comment or a post; None when it is gone for certain."""
        try:
            return await self._graph.get(account, quote(node_id, safe=""), fields=fields)
        except MaybeGone:
            await self._require_health(account)
            return None

    async def _set_hidden(self, account: str, comment_id: str, hidden: str) -> bool:
        """Name the wanted state; tell whether the comment was there to take it."""
        try:
            answer = await self._graph.post(account, quote(comment_id, safe=""), is_hidden=hidden)
        except MaybeGone:
            await self._require_health(account)
            return False
        if answer.get("success") is not True:
            raise TryLater("Facebook did not confirm the change.", code="not_confirmed")
        return True

    async def _require_health(self, account: str) -> None:
        """Raise what is wrong with our own access: "gone" must not mean that we lost our rights."""
        try:
            findings = [await self._identity(account), *await self._rights(account)]
        except MaybeGone as error:
            raise WillNeverWork(
                "Facebook no longer shows us the Page.", code=Refusal.NOT_PERMITTED
            ) from error
        for finding in findings:
            if not finding.ok:
                raise WillNeverWork(finding.remedy, code=Refusal.NOT_PERMITTED)

    async def _identity(self, account: str) -> Finding:
        """A user's token reads empty lists where the Page's own reads comments; both read this."""
        me = await self._graph.get(account, "me", fields="id")
        return Finding(
            "token is this Page's own",
            me.get("id") == account,
            "The token set is not this Page's: take the Page's own from /me/accounts.",
        )

    async def _rights(self, account: str) -> list[Finding]:
        """Read what the token may do; nothing where Facebook does not let it be inspected."""
        try:
            asked = await self._graph.get(account, "debug_token", input_token=self._graph.token(account))
        except WillNeverWork as error:
            if error.code == Refusal.INVALID:
                return []
            raise
        token = asked.get("data", {})
        missing = ", ".join(scope for scope in SCOPES if scope not in token.get("scopes", []))
        valid = token.get("is_valid") is True and token.get("type") == "PAGE"
        return [
            Finding("token is a valid Page token", valid, "Link the Page again: its token is not valid."),
            Finding("token has the permissions", not missing, f"Grant the app {missing}, then link again."),
        ]


def _incoming(
    account: str, post: dict[str, Any], found: dict[str, Any], read_at: datetime
) -> IncomingComment:
    """Read Graph's comment; it has no time for an edit, so `changed_at` stays unknown."""
    if not found.get("id"):
        raise WillNeverWork(
            "Facebook withholds the comments' ids: the token lacks the MODERATE task.",
            code=Refusal.NOT_PERMITTED,
        )
    author, attachment = found.get("from") or {}, found.get("attachment") or {}
    parent = (found.get("parent") or {}).get("id")
    return IncomingComment(
        platform="facebook",
        account=account,
        comment_id=hook.short_id(found["id"]),
        text=found.get("message", ""),
        author_id=author.get("id", ""),
        author_name=author.get("name", ""),
        parent_id=hook.short_id(parent) if parent else None,
        post_id=post["id"],
        post_text=post.get("message", ""),
        post_permalink=post.get("permalink_url", ""),
        permalink=found.get("permalink_url", ""),
        media=_media(attachment),
        created_at=hook.time_of(found.get("created_time")),
        read_at=read_at,
        raw=json.dumps(found).encode(),
    )


def _media(attachment: dict[str, Any]) -> tuple[Media, ...]:
    kind = attachment.get("type", "")
    picture = ((attachment.get("media") or {}).get("image") or {}).get("src")
    url = (picture if kind != "share" else None) or attachment.get("url") or ""
    return (Media(kind=_ATTACHMENTS.get(kind, kind), url=url),) if url else ()


def _seconds(at: datetime) -> str:
    return str(int(at.timestamp()))
