"""Looks at everything an app hands to the practice Slack in any test, with slack_sdk's own models as well."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.sandbox.slack import messages, views
from bot.sandbox.slack.blocks.check import message_problems, view_problems
from bot.sandbox.slack.methods import ANY_METHOD, METHODS
from bot.sandbox.slack.refusal import Refused
from bot.sandbox.slack.web_api import routes
from bot.sandbox.slack.web_api.calls import call

UNKNOWN_TO_THE_SDK = {"data_table", "data_visualization"}
FAULTS_OF_THE_APP = {"invalid_arguments", "msg_too_long", "msg_blocks_too_long", "no_text", "view_too_large"}


@dataclass
class Emitted:
    """What was wrong with what an app sent."""

    refused: list[str] = field(default_factory=list)  # by the practice Slack
    taken: list[str] = field(default_factory=list)  # by the practice Slack, but slack_sdk would not have it

    def message(self, blocks: list[Any]) -> list[str]:
        """Judge the blocks of a message."""
        found = message_problems(blocks)
        self.refused += found
        if not found:
            for block in blocks:
                self.taken += sdk_problems(block)
        return found

    def view(self, given: dict[str, Any], kinds: set[str]) -> list[str]:
        """Judge a modal or a home tab."""
        found = view_problems(given, kinds)
        self.refused += found
        if not found:
            self.taken += _formed(lambda: View(**given).to_dict())
            for block in given["blocks"]:
                self.taken += sdk_problems(block)
        return found

    def call(self, workspace: Any, name: str, args: dict[str, Any], token: str | None) -> dict[str, Any]:
        """Call a method; remember a refusal that is the app's own fault, or a word that is not Slack's."""
        try:
            return call(workspace, name, args, token)
        except Refused as refusal:
            if refusal.error in FAULTS_OF_THE_APP or refusal.error.startswith("invalid_metadata"):
                self.refused.append(f"{name}: {refusal.body}")
            known = METHODS[name].refuses if name in METHODS else frozenset()
            if refusal.error not in {*known, *ANY_METHOD.split()} and name != "api.test":
                self.taken.append(f"{name} does not answer {refusal.error}")
            raise


def sdk_problems(block: dict[str, Any]) -> list[str]:
    """What slack_sdk has against a block, or would leave out of it."""
    if block["type"] in UNKNOWN_TO_THE_SDK:
        return []
    return _formed(lambda: _parsed(block))


def _parsed(block: dict[str, Any]) -> dict[str, Any]:
    parsed = Block.parse(block)
    if parsed is None:
        raise SlackObjectFormationError(f"there is no block {block['type']}")
    return parsed.to_dict()


def _formed(form: Any) -> list[str]:
    try:
        form()
    except (SlackObjectFormationError, TypeError) as fault:
        return [str(fault)]
    return []


@contextmanager
def watching() -> Iterator[Emitted]:
    """Look at every payload until the block ends."""
    seen = Emitted()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(messages, "message_problems", seen.message)
        patch.setattr(views, "view_problems", seen.view)
        patch.setattr(routes, "call", seen.call)
        yield seen
