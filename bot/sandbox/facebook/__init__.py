"""A practice Facebook: Pages, residents, Graph and its webhooks."""

from starlette.routing import Mount

from bot.sandbox.facebook.graph import Graph
from bot.sandbox.facebook.pages import (
    APP_SECRET,
    FIRE,
    PAGE_TOKENS,
    TOWN,
    USER_TOKEN,
    VERIFY_TOKEN,
    Pages,
)

__all__ = ["APP_SECRET", "FIRE", "PAGE_TOKENS", "TOWN", "USER_TOKEN", "VERIFY_TOKEN", "FacebookWorld"]


class FacebookWorld(Pages):
    """The practice Facebook with its addresses; register it as `world.platforms["facebook"]`."""

    def routes(self) -> list[Mount]:
        """Give the practice Graph, at `/graph/v26.0/`."""
        return Graph(self).routes()
