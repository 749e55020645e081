"""Slack listeners, one module per stem; `register` is the one list of them all."""

import re

from slack_bolt.async_app import AsyncApp

from bot.slack.ids import Form, Press
from handlers.decisions import (
    on_done_by_hand,
    on_escalate,
    on_keep,
    on_more,
    on_removal_submitted,
    on_remove,
    on_remove_asked,
    on_try_again,
    on_undo,
)
from handlers.errors import on_error
from handlers.queue import on_command, on_home_opened, on_link, on_open, on_page, on_queue, on_text_page


def register(app: AsyncApp) -> None:
    """Tell Bolt which function answers to what."""
    app.action(Press.REMOVE)(on_remove)
    app.action(Press.REMOVE_ASK)(on_remove_asked)
    app.action(Press.KEEP)(on_keep)
    app.action(Press.ESCALATE)(on_escalate)
    app.action(Press.UNDO)(on_undo)
    app.action(Press.MORE)(on_more)
    app.action(Press.DONE_BY_HAND)(on_done_by_hand)
    app.action(Press.TRY_AGAIN)(on_try_again)
    app.action(Press.OPEN)(on_open)
    app.action(Press.QUEUE)(on_queue)
    app.action(re.compile(rf"^{re.escape(Press.PAGE)}\."))(on_page)
    app.action(re.compile(rf"^{re.escape(Press.TEXT)}\."))(on_text_page)
    app.action(Press.LINK)(on_link)
    app.view(Form.REMOVAL)(on_removal_submitted)
    app.command("/mod")(on_command)
    app.event("app_home_opened")(on_home_opened)
    app.error(on_error)
