"""Speaks Graph: one request, one JSON answer, and the reason where it is refused."""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import new as hmac
from typing import Any

import httpx

from bot.domain.errors import EffectError, Refusal, TryLater, WillNeverWork
from bot.platforms.http import exchange, json_answer, open_client, retry_after

_THROTTLES = {4, 17, 32, 341, 613, *range(80000, 80015)}
_TOKEN = {102, 104, 190}
_PERMISSION = {3, 10, *range(200, 300)}
_REMEDY = {
    458: "the app was taken off the Page",
    459: "the person who linked the Page must log in to Facebook once",
    460: "the person who linked the Page changed their password",
    463: "it has expired",
    464: "the person who linked the Page must confirm their account",
    467: "it was revoked",
    492: "the person who linked the Page lost their role on it",
}


class MaybeGone(Exception):
    """Facebook says the object is not there, or that we may not see it; it does not say which."""


class Graph:
    """Graph with each Page's own token."""

    def __init__(
        self,
        *,
        app_secret: str,
        page_tokens: Mapping[str, str],
        base_url: str,
        now: Callable[[], datetime],
        client_timeout: float,
        transport: httpx.AsyncBaseTransport | None,
    ) -> None:
        self._app_secret = app_secret
        self._tokens = page_tokens
        self._now = now
        self._client = open_client(base_url=base_url, timeout=client_timeout, transport=transport)

    async def close(self) -> None:
        await self._client.aclose()

    def token(self, account: str) -> str:
        """Give the Page's token. Raises WillNeverWork where none is set."""
        if token := self._tokens.get(account):
            return token
        raise WillNeverWork("No token is set for this Facebook Page.", code=Refusal.TOKEN_DEAD)

    async def get(self, account: str, path: str, **params: str) -> dict[str, Any]:
        """Read one object. Raises MaybeGone, TryLater or WillNeverWork."""
        return await self._ask(account, "GET", httpx.URL(path, params=self._signed(account, params)))

    async def post(self, account: str, path: str, **data: str) -> dict[str, Any]:
        """Change one object. Raises MaybeGone, TryLater or WillNeverWork."""
        return await self._ask(account, "POST", httpx.URL(path), self._signed(account, data))

    async def pages(self, account: str, path: str, **params: str) -> AsyncIterator[list[dict[str, Any]]]:
        """Read a list page by page; a page may be empty and not be the last."""
        url = httpx.URL(path, params=self._signed(account, params))
        while True:
            answer = await self._ask(account, "GET", url)
            yield answer.get("data", [])
            following = answer.get("paging", {}).get("next")
            if not following:
                return
            url = self._following(account, following)

    def _signed(self, account: str, params: dict[str, str]) -> dict[str, str]:
        proof = hmac(self._app_secret.encode(), self.token(account).encode(), sha256).hexdigest()
        return {**params, "appsecret_proof": proof}

    def _following(self, account: str, address: str) -> httpx.URL:
        """Take the next page's address, without the token that Facebook writes into it."""
        url, base = httpx.URL(address), self._client.base_url
        if (url.scheme, url.host, url.port) != (base.scheme, base.host, base.port):
            raise TryLater("Facebook's next page is at a foreign address.", code="foreign_address")
        return url.copy_remove_param("access_token").copy_merge_params(self._signed(account, {}))

    async def _ask(
        self, account: str, method: str, url: httpx.URL, data: dict[str, str] | None = None
    ) -> dict[str, Any]:
        request = self._client.build_request(
            method, url, data=data, headers={"Authorization": f"Bearer {self.token(account)}"}
        )
        response = await exchange(self._client, request, "Facebook")
        body = json_answer(response, "Facebook", self._now())
        if not isinstance(body, dict):
            raise TryLater("Facebook answered in a shape we do not know.", code="not_json")
        error = body.get("error")
        if isinstance(error, dict):
            raise _reason(error, response, self._now())
        if response.is_error:
            raise TryLater(f"Facebook answered {response.status_code} without a reason.")
        return body


def _reason(error: dict[str, Any], response: httpx.Response, now: datetime) -> EffectError | MaybeGone:
    """Name the reason by Graph's code; the HTTP status says little."""
    code, subcode = error.get("code"), error.get("error_subcode")
    if not isinstance(code, int):
        return TryLater(f"Facebook answered {response.status_code} without a reason we know.")
    if code in _THROTTLES:
        wait = _throttled_for(response) or retry_after(response, now)
        return TryLater("Facebook asks us to slow down.", code="rate_limited", retry_after=wait)
    if code in (1, 2) or error.get("is_transient") is True:
        return TryLater("Facebook has a fault of its own.", retry_after=retry_after(response, now))
    if code in _TOKEN:
        why = _REMEDY.get(subcode, "it is no longer valid") if isinstance(subcode, int) else "it is not valid"
        return WillNeverWork(f"Facebook refuses the Page's token: {why}.", code=Refusal.TOKEN_DEAD)
    if code in _PERMISSION:
        return WillNeverWork("Facebook says a permission is missing.", code=Refusal.NOT_PERMITTED)
    if code == 368:
        return WillNeverWork(
            "Facebook has blocked this for the Page as misuse of its rules.", code=Refusal.POLICY_BLOCKED
        )
    if code == 100 and subcode == 33:
        return MaybeGone()
    if response.is_server_error:
        return TryLater("Facebook has a fault of its own.", retry_after=retry_after(response, now))
    return WillNeverWork(f"Facebook does not accept what we asked (code {code}).", code=Refusal.INVALID)


def _throttled_for(response: httpx.Response) -> timedelta | None:
    """Read the longest wait among the Page's limits; Facebook gives it in minutes."""
    try:
        usage = json.loads(response.headers.get("x-business-use-case-usage", ""))
        minutes = [int(limit["estimated_time_to_regain_access"]) for page in usage.values() for limit in page]
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return timedelta(minutes=max(minutes)) if minutes and max(minutes) > 0 else None
