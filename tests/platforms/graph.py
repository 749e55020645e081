"""A Graph of a few fixed answers, for what the practice Facebook does not do by itself."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx

from bot.platforms.facebook import FacebookConnector
from bot.sandbox.facebook import TOWN

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
HEALTHY = {
    "me": {"id": TOWN},
    "debug_token": {
        "data": {
            "type": "PAGE",
            "is_valid": True,
            "scopes": ["pages_read_engagement", "pages_read_user_content", "pages_manage_engagement"],
        }
    },
}
GONE = {"error": {"code": 100, "error_subcode": 33, "type": "GraphMethodException", "message": "no"}}
Answers = Callable[[httpx.Request], httpx.Response]


@asynccontextmanager
async def answered_by(answers: Answers) -> AsyncIterator[FacebookConnector]:
    connector = FacebookConnector(
        app_secret="secret",
        verify_token="verify",
        page_tokens={TOWN: "page-token"},
        base_url="https://graph.example/v26.0/",
        now=lambda: NOW,
        transport=httpx.MockTransport(answers),
    )
    yield connector
    await connector.close()


def always(status: int, body: Any, **headers: str) -> Answers:
    return lambda _: httpx.Response(status, json=body, headers=headers)


def by_path(answers: dict[str, Any]) -> Answers:
    """Answer by the last part of the path; a healthy token unless the table says otherwise."""

    def answer(request: httpx.Request) -> httpx.Response:
        found = {**HEALTHY, **answers}[request.url.path.rpartition("/")[2]]
        return httpx.Response(400 if "error" in found else 200, json=found)

    return answer
