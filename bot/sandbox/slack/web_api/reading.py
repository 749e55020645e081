"""Reading a call: its arguments and token, from the query, a form, several parts or JSON alike."""

import json
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from bot.sandbox.slack.messages import printable
from bot.sandbox.slack.refusal import Refused, invalid_arguments

TRUE = {"1", "true", "t", "yes"}


async def read_call(request: Request) -> tuple[dict[str, Any], str | None]:
    """The arguments and the token of a call."""
    args: dict[str, Any] = dict(request.query_params)
    content_type = request.headers.get("content-type", "")
    if content_type.startswith("application/json"):
        args |= _json_object(await request.body())
    elif content_type.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        async with request.form() as form:
            args |= {key: value for key, value in form.items() if not isinstance(value, UploadFile)}
    given = args.pop("token", None)
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    token = bearer.strip() if scheme.lower() == "bearer" else given
    return {key: printable(value) for key, value in args.items() if value is not None}, token


def _json_object(body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    try:
        value = json.loads(body)
    except ValueError:
        raise Refused("invalid_json") from None
    if not isinstance(value, dict):
        raise Refused("json_not_object")
    return value


def flag(args: dict[str, Any], name: str) -> bool:
    """A yes-or-no argument, in any of the ways it may be sent."""
    return str(args.get(name, "")).lower() in TRUE


def number(args: dict[str, Any], name: str, default: int) -> int:
    """A whole number."""
    try:
        return int(args.get(name) or default)
    except (TypeError, ValueError):
        raise invalid_arguments(f"must be a number [json-pointer:/{name}]") from None


def decoded(args: dict[str, Any], name: str) -> Any:
    """An argument that is JSON, whether it came as text or as it is."""
    value = args.get(name)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        raise invalid_arguments(f"must be valid JSON [json-pointer:/{name}]") from None
