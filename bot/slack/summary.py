"""Draws the channel's one summary message."""

from typing import Any

from bot.domain.policy import Urgency
from bot.slack.blocks import actions, button, section, when
from bot.slack.cards import Drawing
from bot.slack.ids import Press


def draw_summary(waiting: dict[str, Any], window: int) -> Drawing:
    """Say what waits behind the cards; `waiting` holds the counts by urgency and the oldest one's time."""
    counts: dict[str, int] = waiting["counts"]
    total = sum(counts.values())
    if not total:
        line = "Nothing waits behind these cards."
        return Drawing(line, [section(line)])
    parts = ", ".join(f"{counts[u]} {u}" for u in Urgency if counts.get(u))
    line = f"{total} more wait behind these {window} cards: {parts}; oldest {when(waiting['oldest'])}."
    label = f"Open the queue, {total} waiting"
    return Drawing(line, [section(line), actions(button("Open the queue", Press.QUEUE, "0", label))])
