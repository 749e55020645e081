"""A workspace in which there is one of everything, for tests that go through all methods."""

from base64 import b64encode
from typing import Any

from bot.sandbox.slack.methods import METHODS
from bot.sandbox.slack.state import File, Scheduled, UserGroup
from bot.sandbox.slack.web_api.calls import call
from bot.sandbox.slack.workspace import ANA, APP_TOKEN, BOT_TOKEN, MODERATORS, Message, Workspace
from bot.sandbox.world import World
from tests.sandbox.making import home, modal


def every_scope() -> set[str]:
    """All scopes any method asks for."""
    return {scope for method in METHODS.values() for scope in method.scopes} | {"chat:write.customize"}


def ask(slack: Workspace, method: str, **args: Any) -> dict[str, Any]:
    """Call a method as the app does, past HTTP."""
    return call(slack, method, args, APP_TOKEN if METHODS[method].app_token else BOT_TOKEN)


class Prepared:
    """The workspace, and the names of what is in it, each written `$name` in a table of arguments."""

    def __init__(self, world: World) -> None:
        self.slack = slack = world.slack
        slack.scopes = every_scope()
        slack.limits = False
        slack.paid_plan = True
        root = ask(slack, "chat.postMessage", channel=MODERATORS, text="root")["ts"]
        bookmark = ask(
            slack, "bookmarks.add", channel_id=MODERATORS, title="x", type="link", link="https://x.ca"
        )
        slack.user_groups["S1"] = UserGroup("S1", "mods", "Moderators", [ANA])
        slack.files = {
            "F1": File("F1", "a.txt", 3, "a.txt", content=b64encode(b"abc").decode(), complete=True),
            "F2": File("F2", "b.txt", 3, content=b64encode(b"abc").decode()),
        }
        now = int(world.now().timestamp())
        slack.scheduled["Q1"] = Scheduled("Q1", MODERATORS, now + 60, Message("", "U0DESK", "later"))
        self.names: dict[str, Any] = {
            "mine": root,
            "hers": slack.say(ANA, MODERATORS, "Mine").ts,
            "reply": ask(slack, "chat.postMessage", channel=MODERATORS, text="a", thread_ts=root)["ts"],
            "soon": now + 60,
            "past": now,
            "far": now + 120 * 86_400 + 1,
            "trigger": slack.handles.new_trigger(ANA),
            "modal": ask(slack, "views.open", trigger_id=slack.handles.new_trigger(ANA), view=modal())[
                "view"
            ]["id"],
            "home": ask(slack, "views.publish", user_id=ANA, view=home())["view"]["id"],
            "bookmark": bookmark["bookmark"]["id"],
            "direct": slack.direct(ANA).id,
        }

    def fill(self, args: dict[str, Any]) -> dict[str, Any]:
        """Put the real names in."""
        return {
            key: self.names[value[1:]] if isinstance(value, str) and value[:1] == "$" else value
            for key, value in args.items()
        }
