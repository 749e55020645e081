"""Effects on platforms: act, read back, record what was seen."""

from collections.abc import Mapping

from bot.desk import Desk
from bot.domain.errors import Refusal, TryLater, WillNeverWork
from bot.domain.models import Effect, EffectKind, EffectStatus
from bot.domain.platform import Visibility
from bot.platforms.connector import Connector
from bot.services.effects import finish, platform_seen, post_read, still_wanted


class PlatformEffects:
    """Executors of what decisions ask of platforms."""

    def __init__(self, desk: Desk, connectors: Mapping[str, Connector]) -> None:
        self._desk = desk
        self._connectors = connectors

    async def remove_comment(self, effect: Effect) -> None:
        """Take a comment out of public sight."""
        await self._act(effect, wanted=Visibility.HIDDEN)

    async def restore_comment(self, effect: Effect) -> None:
        """Bring a comment back into public sight."""
        await self._act(effect, wanted=Visibility.VISIBLE)

    async def read_post(self, effect: Effect) -> None:
        """Read the Town's post a comment stands under."""
        account, post = effect.payload["account"], effect.payload["post"]
        await post_read(self._desk, effect, await self._connector(effect).read_post(account, post))

    def _connector(self, effect: Effect) -> Connector:
        connector = self._connectors.get(effect.payload["platform"])
        if connector is None:
            raise WillNeverWork(f"{effect.payload['platform']} is not connected.", code=Refusal.NOT_SUPPORTED)
        return connector

    async def _act(self, effect: Effect, *, wanted: Visibility) -> None:
        if not await still_wanted(self._desk, effect):
            await finish(
                self._desk, effect, "a later decision asked for something else", EffectStatus.DROPPED
            )
            return
        connector = self._connector(effect)
        account, comment = effect.payload["account"], effect.payload["comment"]
        if effect.kind == EffectKind.REMOVE_COMMENT:
            await connector.remove_comment(account, comment, effect.key)
        else:
            await connector.restore_comment(account, comment, effect.key)
        seen = await connector.read_state(account, comment)
        if seen not in (wanted, Visibility.GONE):
            raise TryLater(f"The platform said yes, but the comment is still {seen}.")
        await platform_seen(self._desk, effect, seen)
