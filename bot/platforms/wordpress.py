"""WordPress sites as a connector: poll, hold, approve, read back."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import httpx

from bot.domain.errors import EffectError, Refusal, TryLater, WillNeverWork
from bot.domain.intake import IncomingComment
from bot.platforms.connector import Capabilities, Finding, Polled, Visibility
from bot.platforms.http import exchange, json_answer, open_client, retry_after

# WordPress keeps no time of change, so edits are found by reading the last day again.
REREAD = timedelta(days=1)
FIRST_LOOK = timedelta(days=7)
# A held comment is read and brought back through the right to edit its post.
RIGHTS = ("moderate_comments", "edit_others_posts", "edit_published_posts")
_PER_PAGE = 100


@dataclass(frozen=True)
class SiteCredentials:
    """An account of the site and its application password."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class _Post:
    text: str = ""
    link: str = ""


class WordPressConnector:
    """The Town's WordPress sites; an account is the site's address."""

    platform = "wordpress"
    capabilities = Capabilities(
        name="WordPress",
        remove_does="takes it off the website and holds it as pending (only staff see it)",
        removed_word="held on WordPress",
        reversible=True,
        by_hand="WordPress, Comments, Unapprove under the comment",
        restore_by_hand="WordPress, Comments, Pending, Approve under the comment",
    )

    def __init__(
        self,
        *,
        sites: Mapping[str, SiteCredentials],
        now: Callable[[], datetime],
        client_timeout: float = 15.0,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._sites = {site.rstrip("/"): credentials for site, credentials in sites.items()}
        self._now = now
        self._client = open_client(timeout=client_timeout, transport=transport)

    async def close(self) -> None:
        await self._client.aclose()

    async def poll(self, account: str, cursor: str) -> Polled:
        """Read what was written since a day before the cursor, pending comments too."""
        started = self._now()
        since = (datetime.fromisoformat(cursor) - REREAD) if cursor else started - FIRST_LOOK
        posts: dict[int, _Post] = {}
        comments = []
        for found in await self._since(account, since):
            if found["post"] not in posts:
                posts[found["post"]] = await self._post(account, found["post"])
            comments.append(_incoming(account, posts[found["post"]], found, started))
        return Polled(comments, started.isoformat())

    async def remove_comment(self, account: str, comment_id: str, key: str) -> None:  # noqa: ARG002
        """Hold it; the request names the wanted state, so it needs no key."""
        comment = await self._read(account, comment_id)
        if comment is not None and comment["status"] == "approved":
            await self._set_status(account, comment, word="hold", wanted="hold")

    async def restore_comment(self, account: str, comment_id: str, key: str) -> None:  # noqa: ARG002
        """Approve it; the request names the wanted state, so it needs no key."""
        comment = await self._read(account, comment_id)
        if comment is not None and comment["status"] != "approved":
            comment = await self._set_status(account, comment, word="approve", wanted="approved")
        if comment is None:
            raise WillNeverWork(
                "The comment is no longer on the website: there is nothing to bring back.",
                code=Refusal.NOT_SUPPORTED,
            )

    async def read_state(self, account: str, comment_id: str) -> Visibility:
        comment = await self._read(account, comment_id)
        if comment is None:
            return Visibility.GONE
        # Held, spam and trash can all be brought back.
        return Visibility.VISIBLE if comment["status"] == "approved" else Visibility.HIDDEN

    async def read_post(self, account: str, post_id: str) -> str:
        if not (post_id.isascii() and post_id.isdigit()):
            raise WillNeverWork("This is no id of a WordPress post.", code=Refusal.INVALID)
        return (await self._post(account, int(post_id))).text

    async def check(self, account: str) -> list[Finding]:
        """Ask the site who we are there and what we may do."""
        try:
            me = await self._object(account, "GET", "users/me", context="edit")
        except EffectError as error:
            return [Finding("WordPress lets us in", False, str(error))]
        rights = me.get("capabilities", {}) if me else {}
        missing = ", ".join(right for right in RIGHTS if rights.get(right) is not True)
        return [
            Finding("WordPress lets us in", me is not None, "The site's REST API has no users: allow it."),
            Finding(
                "account may moderate comments", not missing, f"Give it the Editor role: it lacks {missing}."
            ),
        ]

    async def _since(self, account: str, since: datetime) -> list[dict[str, Any]]:
        """Read all pages, the last one first: a comment taken away meanwhile moves none out of reach."""
        found: dict[int, dict[str, Any]] = {}
        first, pages = await self._page(account, since, 1)
        numbers = range(pages, 0, -1) if pages > 1 else ()
        for comment in first:
            found[comment["id"]] = comment
        for number in numbers:
            page, _ = await self._page(account, since, number)
            found.update((comment["id"], comment) for comment in page)
        return sorted(found.values(), key=lambda comment: (comment["date_gmt"], comment["id"]))

    async def _page(self, account: str, since: datetime, number: int) -> tuple[list[dict[str, Any]], int]:
        response, body = await self._ask(
            account,
            "GET",
            "comments",
            {
                "context": "edit",
                "status": "all",
                "orderby": "date_gmt",
                "order": "asc",
                "after": since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "per_page": str(_PER_PAGE),
                "page": str(number),
            },
        )
        if not isinstance(body, list):
            raise TryLater("WordPress answered in a shape we do not know.", code="not_json")
        return body, int(response.headers.get("x-wp-totalpages", "1"))

    async def _post(self, account: str, post_id: int) -> _Post:
        """Read what the comment stands under; a comment needs no readable post to be reviewed."""
        for kind in ("posts", "pages"):
            try:
                post = await self._object(account, "GET", f"{kind}/{post_id}", _fields="title,content,link")
            except WillNeverWork:
                return _Post()
            if post is not None:
                text = f"{post['title']['rendered']}\n\n{post['content']['rendered']}"
                return _Post(unescape(re.sub(r"<[^>]*>", "", text)).strip(), post["link"])
        return _Post()

    async def _read(self, account: str, comment_id: str) -> dict[str, Any] | None:
        if not (comment_id.isascii() and comment_id.isdigit()):
            raise WillNeverWork("This is no id of a WordPress comment.", code=Refusal.INVALID)
        return await self._object(account, "GET", f"comments/{comment_id}", context="edit")

    async def _set_status(
        self, account: str, comment: dict[str, Any], *, word: str, wanted: str
    ) -> dict[str, Any] | None:
        """Change the status and nothing else: what is not sent back, WordPress fills in with our own.

        None when the comment went away meanwhile.
        """
        address, agent = comment["author_ip"], comment["author_user_agent"]
        changed = await self._object(
            account,
            "POST",
            f"comments/{comment['id']}",
            # An empty address is refused and a missing one becomes ours: "unknown" is the truth.
            {"status": word, "author_ip": address or "0.0.0.0", "author_user_agent": agent},  # noqa: S104
            # An empty agent counts as missing; then our request must not name one either.
            headers=None if agent else {"User-Agent": ""},
        )
        # WordPress says yes to words it does not know, too.
        if changed is not None and changed["status"] != wanted:
            raise TryLater("WordPress said yes and left the comment as it was.", code="not_confirmed")
        return changed

    async def _object(
        self,
        account: str,
        method: str,
        route: str,
        body: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        **query: str,
    ) -> dict[str, Any] | None:
        """Read or change one thing; None when it is not there."""
        response, answer = await self._ask(account, method, route, query, body, headers)
        if response.status_code in (404, 410):
            return None
        if not isinstance(answer, dict):
            raise TryLater("WordPress answered in a shape we do not know.", code="not_json")
        return answer

    async def _ask(
        self,
        account: str,
        method: str,
        route: str,
        query: Mapping[str, str],
        body: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[httpx.Response, Any]:
        """Ask in the form that works with every permalink setting; 404 is left to the caller."""
        credentials = self._sites.get(account.rstrip("/"))
        if credentials is None:
            raise WillNeverWork("No password is set for this WordPress site.", code=Refusal.TOKEN_DEAD)
        request = self._client.build_request(
            method,
            f"{account.rstrip('/')}/",
            params={"rest_route": f"/wp/v2/{route}", **query},
            json=body,
            headers=headers,
        )
        auth = httpx.BasicAuth(credentials.user, credentials.password)
        response = await exchange(self._client, request, "WordPress", auth)
        answer = json_answer(response, "WordPress", self._now())
        if response.is_error:
            _judge(response, answer, self._now())
        return response, answer


def _judge(response: httpx.Response, answer: Any, now: datetime) -> None:
    """Raise the reason of a refusal; return where the thing asked for is simply not there."""
    code = answer.get("code") if isinstance(answer, dict) else None
    match response.status_code:
        case 429:
            wait = retry_after(response, now)
            raise TryLater("The website asks us to slow down.", code="rate_limited", retry_after=wait)
        case 404 if code == "rest_no_route":
            raise WillNeverWork("The website's REST API is switched off.", code=Refusal.NOT_SUPPORTED)
        case 404 | 410:
            return
        case 401:
            raise WillNeverWork("WordPress does not accept our password.", code=Refusal.TOKEN_DEAD)
        case 403:
            raise WillNeverWork("WordPress says a right is missing.", code=Refusal.NOT_PERMITTED)
        case status if status >= 500:
            raise TryLater(
                f"The website has a fault of its own ({status}).", retry_after=retry_after(response, now)
            )
        case status:
            raise WillNeverWork(f"WordPress does not accept what we asked ({status}).", code=Refusal.INVALID)


def _incoming(account: str, post: _Post, found: dict[str, Any], read_at: datetime) -> IncomingComment:
    """Read WordPress's comment; it has no time for an edit, so `changed_at` stays unknown."""
    return IncomingComment(
        platform="wordpress",
        account=account,
        comment_id=str(found["id"]),
        # WordPress keeps "<" and "&" as entities, which would hide words from the rules.
        text=unescape(found["content"]["raw"]),
        author_id=str(found["author"]) if found["author"] else found["author_email"],
        author_name=found["author_name"],
        parent_id=str(found["parent"]) if found["parent"] else None,
        post_id=str(found["post"]),
        post_text=post.text,
        post_permalink=post.link,
        permalink=found["link"],
        created_at=datetime.fromisoformat(found["date_gmt"]).replace(tzinfo=UTC),
        read_at=read_at,
        raw=json.dumps(found).encode(),
    )
