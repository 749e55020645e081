"""Messages that wait for their time, and the alarm that rings when one is due."""

import asyncio
from dataclasses import replace

from bot.sandbox.slack.state import BOT_USER, Scheduled, State


class Timetable:
    """Posts what was scheduled: at its time by the clock of the world."""

    def __init__(self, state: State) -> None:
        self.state = state
        self._alarm: asyncio.TimerHandle | None = None

    def add(self, waiting: Scheduled) -> None:
        """Keep a message until its time."""
        self.state.scheduled[waiting.id] = waiting
        self.post_due()

    def post_due(self) -> None:
        """Post what is due; what carries metadata never comes, as Slack's own documentation warns."""
        now = self.state.now().timestamp()
        due = [one for one in self.state.scheduled.values() if one.post_at <= now]
        for waiting in sorted(due, key=lambda one: one.post_at):
            del self.state.scheduled[waiting.id]
            if waiting.message.metadata is None and self._possible(waiting):
                message = replace(waiting.message, ts=self.state.next_ts())
                self.state.add_message(waiting.channel, message)
        self._set_alarm(now)

    def _possible(self, waiting: Scheduled) -> bool:
        channel = self.state.channels[waiting.channel]
        thread_ts = waiting.message.thread_ts
        answered = thread_ts is None or self.state.message(channel.id, thread_ts) is not None
        return answered and not channel.archived and BOT_USER in channel.members

    def _set_alarm(self, now: float) -> None:
        self.stop()
        if self.state.scheduled:
            earliest = min(one.post_at for one in self.state.scheduled.values())
            self._alarm = asyncio.get_running_loop().call_later(earliest - now, self.post_due)

    def stop(self) -> None:
        """Let the alarm be silent."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
