"""One request to a platform, and what can be said of the answer before anybody reads it."""

import logging
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from bot.domain.errors import TryLater


def open_client(
    *, base_url: str = "", timeout: float, transport: httpx.AsyncBaseTransport | None
) -> httpx.AsyncClient:
    """Open a client whose addresses stay out of the log: they can hold tokens."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    # Idle connections are given up before most servers do: a request on a closing one would be lost.
    limits = httpx.Limits(keepalive_expiry=2.0)
    return httpx.AsyncClient(base_url=base_url, timeout=timeout, transport=transport, limits=limits)


async def exchange(
    client: httpx.AsyncClient, request: httpx.Request, platform: str, auth: httpx.Auth | None = None
) -> httpx.Response:
    """Send one request. Raises TryLater when no whole answer came back."""
    try:
        return await client.send(request, auth=auth)
    except httpx.TimeoutException as error:
        raise TryLater(f"{platform} did not answer in time.", code="timeout") from error
    except httpx.RequestError as error:
        raise TryLater(f"{platform} could not be reached.", code="unreachable") from error


def json_answer(response: httpx.Response, platform: str, now: datetime) -> Any:
    """Read the answer as JSON. Raises TryLater for anything else: a gateway's page, a cut-off body."""
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if response.is_redirect:
        raise TryLater(f"{platform} sends us to another address: the one set for it is old.", code="redirect")
    # Graph may label its JSON as JavaScript.
    if not kind.endswith(("/json", "+json", "/javascript")):
        raise TryLater(
            f"{platform} answered {response.status_code} with something that is not its API's.",
            code="rate_limited" if response.status_code == 429 else "not_json",
            retry_after=retry_after(response, now),
        )
    try:
        return response.json()
    except (ValueError, RecursionError) as error:
        raise TryLater(f"{platform} answered with broken JSON.", code="not_json") from error


def retry_after(response: httpx.Response, now: datetime) -> timedelta | None:
    """Read how long the platform asks us to wait: seconds or a date."""
    value = response.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return timedelta(seconds=min(int(value), 7 * 86400))
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(at.replace(tzinfo=at.tzinfo or UTC) - now, timedelta())
