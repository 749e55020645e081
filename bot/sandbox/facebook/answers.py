"""What a question to the practice Graph holds, and the shapes of its answers."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.datastructures import URL
from starlette.responses import Response

from bot.sandbox.facebook.pages import Comment, Post, Token


@dataclass
class Refused(Exception):
    """Graph's no, in Graph's words."""

    message: str
    code: int
    subcode: int | None = None
    status: int = 400
    type: str = "OAuthException"

    def answer(self) -> Response:
        error = {"message": self.message, "type": self.type, "code": self.code, "fbtrace_id": "AsandboxTrace"}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        return in_json({"error": error}, self.status)


@dataclass(frozen=True)
class Call:
    """One request: who asks, for what, with which parameters."""

    token_name: str
    token: Token
    given: dict[str, str]
    path: dict[str, str]
    url: URL


def in_json(content: Any, status: int = 200) -> Response:
    """Answer as Graph does: everything beyond ASCII is escaped, so any text passes."""
    return Response(json.dumps(content), status, media_type="application/json")


def gone(name: str, verb: str) -> Refused:
    """Say what Graph says both of what is gone and of what we may not see."""
    return Refused(
        f"Unsupported {verb} request. Object with ID '{name}' does not exist, cannot be loaded due to "
        "missing permissions, or does not support this operation",
        100,
        33,
        type="GraphMethodException",
    )


def bad_parameter(name: str) -> Refused:
    return Refused(f"(#100) Invalid parameter: {name}", 100)


def comment_fields(comment: Comment, post: Post) -> dict[str, Any]:
    """Give every field of the comment that the practice Graph knows."""
    return {
        "id": comment.id,
        "message": comment.text,
        "from": {"id": comment.author_id, "name": comment.author},
        "parent": {"id": comment.parent_id} if comment.parent_id else None,
        "attachment": _attachment(comment),
        "created_time": _time(comment.at),
        "permalink_url": f"{post.permalink}?comment_id={comment.id.partition('_')[2]}",
        "is_hidden": comment.hidden,
        "can_hide": comment.can_hide,
    }


def post_fields(post: Post) -> dict[str, Any]:
    """Give every field of the post that the practice Graph knows."""
    return {
        "id": post.id,
        "message": post.message,
        "created_time": _time(post.at),
        "permalink_url": post.permalink,
    }


def wanted(call: Call, usual: str) -> set[str]:
    """Read which fields were asked for; the id always comes along."""
    return {"id", *(name.strip() for name in call.given.get("fields", usual).split(","))}


def shown(fields: Mapping[str, Any], names: set[str], kind: str) -> dict[str, Any]:
    """Show the fields asked for; what has no value is left out, as Graph does."""
    if unknown := names - fields.keys():
        raise Refused(f"(#100) Tried accessing nonexisting field ({min(unknown)}) on node type ({kind})", 100)
    return {name: value for name, value in fields.items() if name in names and value is not None}


def listed(call: Call, found: list[dict[str, Any]], usual: str, kind: str) -> dict[str, Any]:
    """Show one page, with the token written into the next one's address as Graph does."""
    limit, start = _number(call, "limit", 25), 0
    if not 1 <= limit <= 100:
        raise bad_parameter("limit")
    if cursor := call.given.get("after"):
        try:
            start = int(base64.b64decode(cursor, validate=True))
        except ValueError as error:
            raise bad_parameter("after") from error
    names = wanted(call, usual)
    data = [shown(fields, names, kind) for fields in found[start : start + limit]]
    if not data:
        return {"data": []}
    cursors = {"before": _cursor(start), "after": _cursor(start + limit)}
    paging: dict[str, Any] = {"cursors": cursors}
    if start + limit < len(found):
        following = {"access_token": call.token_name, "after": cursors["after"]}
        paging["next"] = str(call.url.include_query_params(**following))
    return {"data": data, "paging": paging}


def since(call: Call) -> datetime:
    """Read the oldest time asked for; without one, everything is wanted."""
    return datetime.fromtimestamp(_number(call, "since", 0), UTC)


def _cursor(place: int) -> str:
    return base64.b64encode(str(place).encode()).decode()


def _number(call: Call, name: str, usual: int) -> int:
    given = call.given.get(name, str(usual))
    if not (given.isascii() and given.isdigit()):
        raise bad_parameter(name)
    return int(given)


def _time(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S+0000")


def _attachment(comment: Comment) -> dict[str, Any] | None:
    if comment.photo is None:
        return None
    address = f"https://www.facebook.com/photo/?fbid={comment.id}"
    image = {"src": comment.photo, "width": 720, "height": 540}
    return {"type": "photo", "media": {"image": image}, "url": address, "target": {"url": address}}
