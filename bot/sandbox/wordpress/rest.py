"""The practice site's REST API, with the traps of the real one."""

import json
import math
import re
from base64 import b64decode
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from ipaddress import ip_address
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.sandbox.platform_faults import faulty
from bot.sandbox.wordpress.site import Comment, Site, User

_LISTED = {"all": ("approved", "hold"), "approve": ("approved",), "hold": ("hold",)}
_ONE_COMMENT = re.compile(r"/wp/v2/comments/(\d+)")
_ONE_POST = re.compile(r"/wp/v2/(posts|pages)/(\d+)")


@dataclass
class Refused(Exception):
    """WordPress's no, in its own words."""

    code: str
    message: str
    status: int

    def answer(self) -> Response:
        body = {"code": self.code, "message": self.message, "data": {"status": self.status}}
        return _in_json(body, self.status)


@dataclass(frozen=True)
class Call:
    """One request: who asks, for what, with which parameters."""

    user: User | None
    method: str
    route: str
    given: dict[str, Any]
    ip: str
    agent: str
    base: str

    def may(self, right: str) -> bool:
        return self.user is not None and right in self.user.capabilities

    def refuse(self, code: str, message: str) -> Refused:
        """Refuse for want of rights: who is not logged in is told 401."""
        return Refused(code, message, 401 if self.user is None else 403)


class Rest:
    """Answers as WordPress would, from the state of the practice site."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def routes(self) -> list[Route]:
        """Give the site's one address; plain permalinks put the route into the query."""
        guarded = faulty(self.site.faults, self._endpoint, _slow_down)
        methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
        return [Route(f"/wp/{self.site.slug}/", guarded, methods=methods)]

    async def _endpoint(self, request: Request) -> Response:
        if "rest_route" not in request.query_params:
            return HTMLResponse(f"<!doctype html><title>{escape(self.site.title)}</title>")
        try:
            return self._answer(await self._call(request))
        except Refused as refused:
            return refused.answer()

    def _answer(self, call: Call) -> Response:
        if call.route == "/wp/v2/users/me" and call.method == "GET":
            return self._me(call)
        if call.route == "/wp/v2/comments" and call.method == "GET":
            return self._list(call)
        if found := _ONE_POST.fullmatch(call.route):
            return self._post(call, found[1], int(found[2]))
        if found := _ONE_COMMENT.fullmatch(call.route):
            comment = self.site.comments.get(int(found[1]))
            if comment is None:
                raise Refused("rest_comment_invalid_id", "Invalid comment ID.", 404)
            work = {"GET": self._read, "DELETE": self._delete}.get(call.method, self._update)
            return _in_json(work(call, comment))
        raise Refused("rest_no_route", "No route was found matching the URL and request method.", 404)

    def _me(self, call: Call) -> Response:
        if call.user is None:
            raise Refused("rest_not_logged_in", "You are not currently logged in.", 401)
        me: dict[str, Any] = {"id": call.user.id}
        if call.given.get("context") == "edit":
            me["capabilities"] = dict.fromkeys(call.user.capabilities, True)
        return _in_json(me)

    def _post(self, call: Call, kind: str, post_id: int) -> Response:
        post = self.site.by_id.get(post_id)
        if post is None or kind != "posts":
            raise Refused("rest_post_invalid_id", "Invalid post ID.", 404)
        shown = {
            "id": post.id,
            "link": f"{call.base}?p={post.id}",
            "title": {"rendered": escape(post.title)},
            "content": {"rendered": f"<p>{escape(post.text)}</p>\n"},
        }
        names = call.given.get("_fields", ",".join(shown)).split(",")
        return _in_json({name: value for name, value in shown.items() if name in names})

    def _list(self, call: Call) -> Response:
        self._check_context(call)
        status = call.given.get("status", "approve")
        if status != "approve" and not call.may("edit_posts"):
            raise call.refuse("rest_forbidden_param", "Query parameter not permitted: status")
        per_page, page = _number(call, "per_page", 10, 100), _number(call, "page", 1)
        order, orderby = call.given.get("order", "desc"), call.given.get("orderby", "date_gmt")
        if order not in ("asc", "desc") or orderby not in ("date", "date_gmt", "id"):
            raise _invalid("order" if order not in ("asc", "desc") else "orderby")
        after = _after(call)
        found = [
            comment
            for comment in self.site.comments.values()
            if comment.status in _LISTED.get(status, (status,)) and _whole(comment.at) > after
        ]
        found.sort(
            key=lambda one: one.id if orderby == "id" else (_whole(one.at), one.id), reverse=order == "desc"
        )
        shown = [self._shown(call, one) for one in found[(page - 1) * per_page : page * per_page]]
        answer = _in_json(shown)
        answer.headers["X-WP-Total"] = str(len(found))
        answer.headers["X-WP-TotalPages"] = str(math.ceil(len(found) / per_page))
        return answer

    def _read(self, call: Call, comment: Comment) -> Any:
        self._check_context(call)
        if comment.status != "approved" and not call.may("edit_others_posts"):
            raise call.refuse("rest_cannot_read", "Sorry, you are not allowed to read this comment.")
        return self._shown(call, comment)

    def _update(self, call: Call, comment: Comment) -> Any:
        """Change the status; what is not sent of the author is filled in with the caller's own."""
        if not call.may("moderate_comments"):
            raise call.refuse("rest_cannot_edit", "Sorry, you are not allowed to edit this comment.")
        given_ip = call.given.get("author_ip")
        if given_ip is not None:
            try:
                ip_address(given_ip)
            except ValueError as error:
                raise _invalid("author_ip") from error
        comment.ip = given_ip or call.ip
        comment.agent = call.given.get("author_user_agent") or call.agent or comment.agent
        self.site.set_status(comment, str(call.given.get("status", "")))
        return self._shown(call, comment)

    def _delete(self, call: Call, comment: Comment) -> Any:
        if not call.may("moderate_comments"):
            raise call.refuse("rest_cannot_delete", "Sorry, you are not allowed to delete this comment.")
        if str(call.given.get("force", "")).lower() in ("true", "1"):
            del self.site.comments[comment.id]
            self.site.touch()
            return {"deleted": True, "previous": self._shown(call, comment)}
        if comment.status == "trash":
            raise Refused("rest_already_trashed", "The comment has already been trashed.", 410)
        self.site.set_status(comment, "trash")
        return self._shown(call, comment)

    def _check_context(self, call: Call) -> None:
        if call.given.get("context", "view") not in ("view", "edit", "embed"):
            raise _invalid("context")
        if call.given.get("context") == "edit" and not call.may("moderate_comments"):
            raise call.refuse("rest_forbidden_context", "Sorry, you are not allowed to edit comments.")

    def _shown(self, call: Call, comment: Comment) -> dict[str, Any]:
        """Show the comment; its author's traces only to who may edit."""
        text = escape(comment.text, quote=False)  # as WordPress keeps what a visitor wrote
        shown: dict[str, Any] = {
            "id": comment.id,
            "post": comment.post,
            "parent": comment.parent,
            "author": 0,
            "author_name": comment.author,
            "author_url": "",
            "date": _whole(comment.at).strftime("%Y-%m-%dT%H:%M:%S"),
            "date_gmt": _whole(comment.at).strftime("%Y-%m-%dT%H:%M:%S"),
            "content": {"rendered": f"<p>{text}</p>\n"},
            "link": f"{call.base}?p={comment.post}#comment-{comment.id}",
            "status": comment.status,
            "type": "comment",
        }
        if call.given.get("context") == "edit" or call.method != "GET":
            shown["content"]["raw"] = text
            shown |= {
                "author_email": comment.email,
                "author_ip": comment.ip,
                "author_user_agent": comment.agent,
            }
        return shown

    async def _call(self, request: Request) -> Call:
        given: dict[str, Any] = dict(request.query_params)
        if request.headers.get("content-type", "").startswith("application/json"):
            try:
                given |= json.loads(await request.body())
            except (ValueError, TypeError) as error:
                raise Refused("rest_invalid_json", "Invalid JSON body passed.", 400) from error
        return Call(
            user=self._user(request.headers.get("authorization", "")),
            method=request.method,
            route=given.pop("rest_route"),
            given=given,
            ip=request.client.host if request.client else "127.0.0.1",
            agent=request.headers.get("user-agent", ""),
            base=str(request.url.replace(query="")),
        )

    def _user(self, authorization: str) -> User | None:
        """Log in by application password; its spaces do not count."""
        if not authorization.startswith("Basic "):
            return None
        name, _, password = b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        user = self.site.users.get(name)
        if user is None:
            raise Refused("invalid_username", "Unknown username.", 401)
        if user.password.replace(" ", "") != password.replace(" ", ""):
            raise Refused("incorrect_password", "The provided password is not valid.", 401)
        return user


def _in_json(content: Any, status: int = 200) -> Response:
    return Response(json.dumps(content), status, media_type="application/json")


def _invalid(name: str) -> Refused:
    return Refused("rest_invalid_param", f"Invalid parameter(s): {name}", 400)


def _number(call: Call, name: str, usual: int, most: int = 1_000_000) -> int:
    given = str(call.given.get(name, usual))
    if not (given.isascii() and given.isdigit() and 1 <= int(given) <= most):
        raise _invalid(name)
    return int(given)


def _after(call: Call) -> datetime:
    try:
        at = datetime.fromisoformat(call.given.get("after", "1970-01-01T00:00:00Z"))
    except ValueError as error:
        raise _invalid("after") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _whole(at: datetime) -> datetime:
    """WordPress keeps whole seconds."""
    return at.astimezone(UTC).replace(microsecond=0)


def _slow_down(minutes: int) -> Response:
    """A host's own limiter, in front of WordPress."""
    page = "<html><body><h1>429 Too Many Requests</h1></body></html>"
    return HTMLResponse(page, 429, {"Retry-After": str(minutes * 60)})
