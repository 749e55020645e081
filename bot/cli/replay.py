"""`modbot replay`: sends a file of comments through the signed webhook: shuffled, repeated, edited."""

import asyncio
import csv
import hashlib
import hmac
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.progress import track

from bot.cli.session import console, faults_as_sentences
from bot.domain.errors import Malformed
from bot.settings import read_settings

COLUMNS = ("COMMENT_ID", "AUTHOR", "DATE", "CONTENT")


@dataclass(frozen=True)
class Written:
    """One revision of one comment of the file."""

    comment_id: str
    author: str
    text: str
    created_at: datetime
    edited_at: datetime | None = None


def read_comments(paths: Sequence[Path]) -> list[Written]:
    """Read CSV files with COMMENT_ID, AUTHOR, DATE, CONTENT; a repeated row stays repeated."""
    found = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            if missing := [c for c in COLUMNS if c not in (rows.fieldnames or ())]:
                raise Malformed(f"{path.name} lacks the columns {', '.join(missing)}.")
            for row in rows:
                at = datetime.fromisoformat(row["DATE"]) if row["DATE"] else datetime(2015, 1, 1)  # noqa: DTZ001
                found.append(
                    Written(row["COMMENT_ID"], row["AUTHOR"], row["CONTENT"], at.replace(tzinfo=UTC))
                )
    return found


def shuffle_as_platforms_do(
    comments: Sequence[Written], chance: random.Random, share: float = 0.1
) -> list[Written]:
    """Put deliveries in random order; repeat a share of them, and edit a share of the comments later."""
    once = list({c.comment_id: c for c in comments}.values())
    repeated = chance.sample(once, int(len(once) * share))
    edited = [
        replace(
            c, text=f"{c.text} (edited)", edited_at=c.created_at + timedelta(minutes=chance.randint(1, 600))
        )
        for c in chance.sample(once, int(len(once) * share))
    ]
    deliveries = [*comments, *repeated, *edited, *chance.sample(edited, len(edited) // 2)]
    chance.shuffle(deliveries)
    return deliveries


def in_posts(deliveries: Sequence[Written], page: str, post: str, size: int) -> Iterator[bytes]:
    """Write deliveries as webhook bodies of at most `size` comments."""
    for start in range(0, len(deliveries), size):
        changes = [
            {"field": "feed", "value": _value(w, page, post)} for w in deliveries[start : start + size]
        ]
        entry = {"id": page, "time": int(datetime.now(UTC).timestamp()), "changes": changes}
        yield json.dumps({"object": "page", "entry": [entry]}).encode()


def signature(secret: str, body: bytes) -> str:
    """Sign a body as Facebook does: over its raw bytes."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _value(written: Written, page: str, post: str) -> dict[str, Any]:
    value: dict[str, Any] = {
        "item": "comment",
        "verb": "edited" if written.edited_at else "add",
        "comment_id": f"{post}_{written.comment_id}",
        "post_id": f"{page}_{post}",
        "parent_id": f"{page}_{post}",
        "from": {"id": hashlib.sha256(written.author.encode()).hexdigest()[:15], "name": written.author},
        "message": written.text,
        "created_time": int(written.created_at.timestamp()),
    }
    if written.edited_at:
        value["edited_time"] = int(written.edited_at.timestamp())
    return value


def replay(
    files: Annotated[
        list[Path], typer.Argument(help="CSV with COMMENT_ID, AUTHOR, DATE, CONTENT.", exists=True)
    ],
    page: Annotated[str, typer.Option(help="The registered Page's id.")],
    to: Annotated[str, typer.Option(help="The desk's address.")] = "http://127.0.0.1:8000",
    size: Annotated[int, typer.Option(help="Comments per delivery.", min=1, max=1000)] = 20,
    seed: Annotated[int, typer.Option(help="The same seed, the same order.")] = 1,
) -> None:
    """Send comments from files through the desk's signed Facebook webhook."""
    with faults_as_sentences():
        secret = read_settings().facebook_app_secret.get_secret_value()
        if not secret:
            raise Malformed("FACEBOOK_APP_SECRET is not set: the desk would refuse the deliveries.")
        deliveries = shuffle_as_platforms_do(read_comments(files), random.Random(seed))  # noqa: S311
        bodies = list(in_posts(deliveries, page, "1", size))
        asyncio.run(_send(f"{to.rstrip('/')}/hooks/facebook", bodies, secret))
    console.print(f"{len(deliveries):,} deliveries in {len(bodies):,} posts were taken.", highlight=False)


async def _send(url: str, bodies: Sequence[bytes], secret: str) -> None:
    async with httpx.AsyncClient(timeout=60) as client:
        for body in track(bodies, "Replaying …", console=console):
            try:
                answer = await client.post(
                    url, content=body, headers={"X-Hub-Signature-256": signature(secret, body)}
                )
            except httpx.HTTPError as fault:
                raise Malformed(f"The desk does not answer at {url} ({type(fault).__name__}).") from fault
            if answer.status_code != 200:
                raise Malformed(f"The desk answered {answer.status_code}: {answer.text.strip()[:200]}")
