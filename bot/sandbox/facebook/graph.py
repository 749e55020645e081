"""The practice Graph: as strict as Facebook about tokens, parameters and what is gone."""

import json
from collections.abc import Callable
from hashlib import sha256
from hmac import compare_digest
from hmac import new as hmac
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from bot.sandbox.facebook.answers import (
    Call,
    Refused,
    bad_parameter,
    comment_fields,
    gone,
    in_json,
    listed,
    post_fields,
    shown,
    since,
    wanted,
)
from bot.sandbox.facebook.pages import APP_SECRET, PAGE_TOKENS, TOWN, Comment, Pages
from bot.sandbox.platform_faults import faulty

_EVERYWHERE = {"access_token", "appsecret_proof"}
_LIST = {"fields", "limit", "since", "after"}
Work = Callable[[Call], Any]


class Graph:
    """Answers as Facebook would, from the state of the practice Pages."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def routes(self) -> list[Mount]:
        """Give Graph's addresses under its version."""
        routes = [
            self._route("GET", "/me", self.me, {"fields"}),
            self._route("GET", "/debug_token", self.debug_token, {"input_token"}),
            self._route("GET", "/{page}/published_posts", self.published_posts, _LIST),
            self._route("GET", "/{post}/comments", self.comments, _LIST | {"filter", "order"}),
            self._route("GET", "/{comment}", self.read, {"fields"}),
            self._route("POST", "/{comment}", self.change, {"is_hidden"}),
            self._route("DELETE", "/{comment}", self.delete, set()),
            self._route("GET", "/{rest:path}", self.unknown, set()),
        ]
        return [Mount("/graph/v26.0", routes=routes)]

    def me(self, call: Call) -> Any:
        page = {"id": call.token.owner, "name": self.pages.name_of(call.token.owner)}
        return shown(page, wanted(call, "id,name"), "Page")

    def debug_token(self, call: Call) -> Any:
        inspected = self.pages.tokens.get(call.given.get("input_token", ""))
        if inspected is None:
            raise Refused("The access token could not be decrypted", 190)
        data = {"app_id": "400000000000001", "type": inspected.type, "is_valid": inspected.dead is None}
        return {"data": {**data, "expires_at": 0, "profile_id": inspected.owner, "scopes": inspected.scopes}}

    def published_posts(self, call: Call) -> Any:
        page = call.path["page"]
        if page not in PAGE_TOKENS:
            raise gone(page, "get")
        if call.token.type == "PAGE" and call.token.owner != page:
            raise Refused("(#10) This endpoint requires the 'Page Public Content Access' feature", 10)
        _need(call, "pages_read_engagement")
        chosen = [post for post in self.pages.by_id.values() if post.page_id == page]
        found = [post_fields(post) for post in reversed(chosen) if post.at >= since(call)]
        return listed(call, found, "created_time,message", "Post")

    def comments(self, call: Call) -> Any:
        post = self.pages.by_id.get(call.path["post"])
        if post is None:
            raise gone(call.path["post"], "get")
        order, kept = call.given.get("order", "chronological"), call.given.get("filter", "toplevel")
        if order not in ("chronological", "reverse_chronological") or kept not in ("toplevel", "stream"):
            raise bad_parameter("order" if kept in ("toplevel", "stream") else "filter")
        # Facebook refuses nothing here to a token without the right: it shows an empty list.
        found = [
            comment_fields(comment, post)
            for comment in self.pages.comments.values()
            if self._sees(call, comment)
            and comment.post_id == post.id
            and comment.at >= since(call)
            and (kept == "stream" or comment.parent_id is None)
        ]
        if order == "reverse_chronological":
            found.reverse()
        return listed(call, found, "created_time,from,message", "Comment")

    def read(self, call: Call) -> Any:
        if call.path["comment"] == call.token.owner:
            return self.me(call)
        post = self.pages.by_id.get(call.path["comment"])
        if post is not None and post.page_id == call.token.owner:
            return shown(post_fields(post), wanted(call, "created_time,message"), "Post")
        comment = self._comment(call, "get")
        fields = comment_fields(comment, self.pages.by_id[comment.post_id])
        return shown(fields, wanted(call, "created_time,from,message"), "Comment")

    def change(self, call: Call) -> Any:
        comment = self._comment(call, "post")
        _need(call, "pages_manage_engagement")
        hidden = {"true": True, "1": True, "false": False, "0": False}.get(call.given.get("is_hidden", ""))
        if hidden is None:
            raise bad_parameter("is_hidden")
        if not comment.can_hide:
            raise Refused("(#200) Permissions error", 200, status=403)
        self.pages.set_hidden(comment, hidden)
        return {"success": True}

    def delete(self, call: Call) -> Any:
        comment = self._comment(call, "delete")
        _need(call, "pages_manage_engagement")
        self.pages.forget(comment)
        return {"success": True}

    def unknown(self, call: Call) -> Any:
        raise Refused(f"Unknown path components: /{call.path['rest']}", 2500)

    def _comment(self, call: Call, verb: str) -> Comment:
        """Find the comment; what this token may not see does not exist for it."""
        comment = self.pages.comments.get(call.path["comment"])
        if comment is None or not self._sees(call, comment):
            raise gone(call.path["comment"], verb)
        return comment

    def _sees(self, call: Call, comment: Comment) -> bool:
        own = self.pages.by_id[comment.post_id].page_id == call.token.owner
        return own and "pages_read_user_content" in call.token.scopes

    def _route(self, method: str, path: str, work: Work, allowed: set[str]) -> Route:
        async def endpoint(request: Request) -> Response:
            try:
                answer = in_json(work(await self._call(request, allowed)))
            except Refused as refused:
                return refused.answer()
            answer.background = BackgroundTask(self.pages.hooks.flush, self.pages.now())
            return answer

        return Route(path, faulty(self.pages.faults, endpoint, _slow_down), methods=[method])

    async def _call(self, request: Request, allowed: set[str]) -> Call:
        """Check the token, then that every parameter is one this edge has."""
        async with request.form() as form:
            given = {**request.query_params, **{name: str(value) for name, value in form.items()}}
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        name = bearer or given.get("access_token", "")
        if not name:
            raise Refused("An access token is required to request this resource.", 104)
        token = self.pages.tokens.get(name)
        if token is None:
            raise Refused("Invalid OAuth access token - Cannot parse access token", 190)
        if token.dead is not None:
            raise Refused("Error validating access token", 190, token.dead, 401)
        proof = hmac(APP_SECRET.encode(), name.encode(), sha256).hexdigest()
        if not compare_digest(given.get("appsecret_proof", proof).encode(), proof.encode()):
            raise Refused("Invalid appsecret_proof provided in the API argument", 100)
        if unknown := given.keys() - allowed - _EVERYWHERE:
            raise bad_parameter(min(unknown))
        return Call(name, token, given, dict(request.path_params), request.url)


def _need(call: Call, scope: str) -> None:
    if scope not in call.token.scopes:
        raise Refused(f"(#10) This endpoint requires the '{scope}' permission", 10, status=403)


def _slow_down(minutes: int) -> Response:
    """Graph's throttle for a Page: the wait stands in a header, in minutes."""
    limit = {"type": "pages", "call_count": 100, "total_cputime": 25, "total_time": 25}
    usage = {TOWN: [{**limit, "estimated_time_to_regain_access": minutes}]}
    answer = Refused("There have been too many calls to this Page account.", 80001).answer()
    answer.headers["X-Business-Use-Case-Usage"] = json.dumps(usage)
    return answer
