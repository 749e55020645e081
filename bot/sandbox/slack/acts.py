"""What people do in Slack: click, type, submit, open; each act reaches the app and shows its answer."""

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from functools import partial
from typing import Any

from bot.sandbox.slack import elements, forms, payloads
from bot.sandbox.slack.answers import show_message, show_views, suggested_options
from bot.sandbox.slack.delivery import Ack, Delivery
from bot.sandbox.slack.handles import Handles
from bot.sandbox.slack.manifest import Shortcut
from bot.sandbox.slack.messages import printable
from bot.sandbox.slack.state import BOT_USER, Channel, Message, Person, State

EVENT_KINDS = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}


class Acts(State):
    """The workspace as its people use it; LookupError says why a person could not do such a thing."""

    def __init__(self, now: Callable[[], datetime], touch: Callable[[], None]) -> None:
        super().__init__(now, touch)
        self.delivery = Delivery(now, touch)
        self.handles = Handles(now)
        self.commands: set[str] | None = None  # what the manifest declares; None: anything
        self.usage: dict[str, str] = {}  # command -> what Slack shows beside it
        self.shortcuts: dict[str, Shortcut] | None = None
        self.events: set[str] | None = None
        self.messages_tab = True
        self.messages_tab_read_only = False
        self.interactive = True
        self.suggested: dict[tuple[str, str, str], list[dict[str, Any]]] = {}

    async def click(
        self,
        user: str,
        channel: str,
        ts: str,
        action_id: str,
        *,
        block_id: str | None = None,
        selected: Any = None,
    ) -> Ack:
        """Press a button, or choose from a menu, on a message."""
        person, place = self._present(user, channel)
        message = self._visible(user, channel, ts)
        block, element = self._found(user, message.blocks or [], action_id, block_id)
        action = elements.pressed(block, element, selected, self.next_ts())
        payload = payloads.interaction("block_actions", person) | payloads.place(place)
        payload |= {
            "container": payloads.message_container(place, message),
            "trigger_id": self.handles.new_trigger(user),
            "message": payloads.message_json(self, channel, message, with_metadata=True),
            "state": {"values": elements.state_of(message.blocks or [])},
            "response_url": self.handles.new_response_url(user, channel, ts),
            "actions": [action],
        }
        return await self._interact(user, payload, "This app didn't respond to your click.")

    async def click_in_view(
        self, user: str, view_id: str, action_id: str, *, block_id: str | None = None, selected: Any = None
    ) -> Ack:
        """Press a button, or choose from a menu, in a modal or on the home tab."""
        person = self._person(user)
        view = self._seen(user, view_id)
        block, element = self._found(user, view["blocks"], action_id, block_id)
        if block["type"] == "input" and not block.get("dispatch_action"):
            raise LookupError(f"{action_id} is sent with the form, not when it is touched.")
        action = elements.pressed(block, element, selected, self.next_ts())
        if element["type"] not in elements.BUTTONS | {"overflow"}:
            held = view["state"]["values"].setdefault(block["block_id"], {})
            held[action_id] = elements.filled(element, selected)
        payload = payloads.interaction("block_actions", person) | {
            "container": {"type": "view", "view_id": view_id},
            "trigger_id": self.handles.new_trigger(user),
            "view": deepcopy(view),
            "actions": [action],
        }
        return await self._interact(user, payload, "This app didn't respond to your click.")

    async def submit(self, user: str, view_id: str, values: dict[str, dict[str, Any]]) -> Ack:
        """Fill a modal in and press its submit button."""
        person = self._person(user)
        view = self._top_modal(user, view_id)
        forms.fill(view, values, partial(self._found, user))
        payload = payloads.interaction("view_submission", person) | {
            "trigger_id": self.handles.new_trigger(user),
            "view": deepcopy(view),
            "response_urls": [
                asked | {"response_url": self.handles.new_response_url(user, asked["channel_id"])}
                for asked in elements.response_places(view)
            ],
        }
        ack = await self._interact(user, payload, "We had some trouble connecting. Try again?")
        if ack.ok and view in self.modals.get(user, []):
            show_views(self, user, view, ack.body)
        return ack

    async def close_view(self, user: str, view_id: str) -> Ack:
        """Close a modal without submitting it."""
        person = self._person(user)
        view = self._top_modal(user, view_id)
        cleared = bool(view.get("clear_on_close"))
        self.modals[user] = [] if cleared else self.modals[user][:-1]
        self.touch()
        if not view.get("notify_on_close"):
            return Ack(200, None, 0.0)
        payload = payloads.interaction("view_closed", person)
        payload |= {"view": deepcopy(view), "is_cleared": cleared}
        return await self.delivery.send("interactive", payload)

    async def command(self, user: str, channel: str, command: str, text: str) -> Ack:
        """Type a slash command."""
        person, place = self._present(user, channel)
        if self.commands is not None and command not in self.commands:
            raise LookupError(f"{command} is not a valid command.")
        payload = payloads.command_payload(person, place, command, text) | {
            "response_url": self.handles.new_response_url(user, channel),
            "trigger_id": self.handles.new_trigger(user),
        }
        ack = await self.delivery.send("slash_commands", payload)
        if ack.status is None:
            self.warn(user, f"{command} failed because the app did not respond.")
        elif not ack.ok:
            self.warn(user, f"{command} failed: the app answered {ack.status}.")
        elif ack.body:
            show_message(self, user, channel, ack.body, command)
        return ack

    async def message_shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> Ack:
        """Choose the app's shortcut from a message's menu; works wherever the person can read."""
        person, place = self._present(user, channel)
        message = self._visible(user, channel, ts)
        self._declared(callback_id, "message")
        payload = payloads.interaction("message_action", person) | payloads.place(place)
        payload |= {
            "callback_id": callback_id,
            "trigger_id": self.handles.new_trigger(user),
            "action_ts": self.next_ts(),
            "message_ts": ts,
            "message": payloads.message_json(self, channel, message),
            "response_url": self.handles.new_response_url(user, channel),
        }
        return await self._interact(user, payload, "This shortcut didn't work: the app did not respond.")

    async def global_shortcut(self, user: str, callback_id: str) -> Ack:
        """Choose the app's shortcut from Slack's own menu."""
        person = self._person(user)
        self._declared(callback_id, "global")
        payload = payloads.interaction("shortcut", person) | {
            "callback_id": callback_id,
            "trigger_id": self.handles.new_trigger(user),
            "action_ts": self.next_ts(),
        }
        return await self._interact(user, payload, "This shortcut didn't work: the app did not respond.")

    async def open_home(self, user: str) -> Ack:
        """Open the app's home tab."""
        self._person(user)
        event: dict[str, Any] = {
            "type": "app_home_opened",
            "user": user,
            "channel": self.direct(user).id,
            "tab": "home",
            "event_ts": self.next_ts(),
        }
        if user in self.homes:
            event["view"] = deepcopy(self.homes[user])
        if self.events is not None and "app_home_opened" not in self.events:
            return Ack(None, None, 0.0)
        return await self.delivery.send_event(payloads.event_payload(self, event))

    def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Message:
        """Write a message, as a person does."""
        _, place = self._present(user, channel)
        if place.archived:
            raise LookupError(f"#{place.name} is archived.")
        if place.kind == "im" and (self.messages_tab_read_only or not self.messages_tab):
            raise LookupError("Sending messages to this app has been turned off.")
        written = Message(self.next_ts(), user, printable(text), thread_ts=thread_ts)
        self.add_message(channel, written)
        event = f"message.{EVENT_KINDS[place.kind]}"
        if self.events is not None and event in self.events and BOT_USER in place.members:
            told = payloads.message_json(self, channel, written) | {"channel": channel}
            told |= {"channel_type": payloads.channel_type(place), "event_ts": written.ts}
            self.delivery.announce(payloads.event_payload(self, told))
        return written

    async def suggest(
        self, user: str, where: str, action_id: str, value: str, *, block_id: str | None = None, ts: str = ""
    ) -> list[dict[str, Any]]:
        """Type into a menu whose options the app supplies; `where` is a view, or a channel with a `ts`."""
        person = self._person(user)
        payload = payloads.interaction("block_suggestion", person)
        if ts:
            _, place = self._present(user, where)
            message = self._visible(user, where, ts)
            blocks = message.blocks or []
            payload |= payloads.place(place) | {"container": payloads.message_container(place, message)}
        else:
            view = self._seen(user, where)
            blocks = view["blocks"]
            payload |= {"container": {"type": "view", "view_id": where}, "view": deepcopy(view)}
        block, element = elements.find(blocks, action_id, block_id)
        if element["type"] not in elements.EXTERNAL or len(value) < element.get("min_query_length", 3):
            raise LookupError(f"{action_id} asks the app for nothing here.")
        payload |= {"action_id": action_id, "block_id": block["block_id"], "value": value}
        ack = await self._interact(user, payload, "This menu couldn't be loaded.")
        options = suggested_options(ack.body)
        if ack.ok and options is None:
            self.warn(user, "This menu couldn't be loaded.")
        self.suggested[user, block["block_id"], action_id] = options or []
        return options or []

    def reload(self, user: str) -> None:
        """Start Slack's client anew: what only this person saw is gone, and so are open modals."""
        for messages in self.messages.values():
            messages[:] = [one for one in messages if one.ephemeral_to != user]
        self.modals.pop(user, None)
        self.warnings.pop(user, None)
        self.touch()

    def _found(
        self, user: str, blocks: list[dict[str, Any]], action_id: str, block_id: str | None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The element a person means, with the options the app last suggested to them."""
        block, element = elements.find(blocks, action_id, block_id)
        if user not in element.get("visible_to_user_ids", [user]):
            raise LookupError(f"{user} does not see {action_id}.")
        if element["type"] in elements.EXTERNAL:
            offered = self.suggested.get((user, block["block_id"], action_id), [])
            return block, element | {"options": offered}
        return block, element

    async def _interact(self, user: str, payload: dict[str, Any], complaint: str) -> Ack:
        if not self.interactive:
            self.warn(user, "This app is not configured to handle interactive responses.")
            return Ack(None, None, 0.0)
        ack = await self.delivery.send("interactive", payload)
        if not ack.ok:
            self.warn(user, complaint)
        return ack

    def _person(self, user: str) -> Person:
        person = self.people.get(user)
        if person is None or person.deleted or person.is_bot:
            raise LookupError(f"{user} is nobody who can use Slack.")
        return person

    def _present(self, user: str, channel: str) -> tuple[Person, Channel]:
        person = self._person(user)
        place = self.channels.get(channel)
        if place is None or user not in place.members:
            raise LookupError(f"{person.name} is not in {channel}.")
        return person, place

    def _visible(self, user: str, channel: str, ts: str) -> Message:
        message = self.message(channel, ts)
        if message is None or message.ephemeral_to not in (None, user):
            raise LookupError(f"{user} sees no message {ts} in {channel}.")
        return message

    def _seen(self, user: str, view_id: str) -> dict[str, Any]:
        home = self.homes.get(user)
        if home is not None and home["id"] == view_id:
            return home
        return self._top_modal(user, view_id)

    def _top_modal(self, user: str, view_id: str) -> dict[str, Any]:
        stack = self.modals.get(user, [])
        if not stack or stack[-1]["id"] != view_id:
            raise LookupError(f"{user} does not have {view_id} in front of them.")
        return stack[-1]

    def _declared(self, callback_id: str, kind: str) -> None:
        known = None if self.shortcuts is None else self.shortcuts.get(callback_id)
        if self.shortcuts is not None and (known is None or known.type != kind):
            raise LookupError(f"The app has no shortcut {callback_id} here.")
