"""Reading a call: its arguments and token, from the query, a form, several parts or JSON alike."""

import json
from typing import Any

from python_multipart.multipart import parse_options_header
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from bot.sandbox.slack.messages import printable
from bot.sandbox.slack.refusal import Refused, invalid_arguments

FORMS = {b"application/x-www-form-urlencoded", b"multipart/form-data"}
POST_TYPES = FORMS | {b"application/json", b"text/plain"}
CHARSETS = {b"utf-8", b"iso-8859-1"}
TRUE = {"1", "true", "t", "yes"}


async def read_call(request: Request) -> tuple[dict[str, Any], str | None]:
    """The arguments and the token of a call."""
    args: dict[str, Any] = dict(request.query_params)
    if request.method == "POST":
        args |= await _body(request)
    given = args.pop("token", None)
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    token = bearer.strip() if scheme.lower() == "bearer" else given
    return {key: printable(value) for key, value in args.items() if value is not None}, token


async def _body(request: Request) -> dict[str, Any]:
    content_type, options = parse_options_header(request.headers.get("content-type", ""))
    if content_type and content_type not in POST_TYPES:
        raise Refused("invalid_post_type")
    if options.get(b"charset", b"utf-8").lower() not in CHARSETS:
        raise Refused("invalid_charset")
    if content_type in FORMS:
        try:
            async with request.form() as form:
                return {key: value for key, value in form.items() if not isinstance(value, UploadFile)}
        except (HTTPException, MultiPartException, UnicodeDecodeError):
            raise Refused("invalid_form_data") from None
    body = await request.body()
    if body and not content_type:
        raise Refused("missing_post_type")
    return _json_object(body) if content_type == b"application/json" else {}


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
