"""A practice WordPress: one site, its visitors and its REST API."""

from starlette.routing import Route

from bot.sandbox.wordpress.rest import Rest
from bot.sandbox.wordpress.site import PASSWORD, USER, Site

__all__ = ["PASSWORD", "USER", "WordPressWorld"]


class WordPressWorld(Site):
    """The practice site with its address; register it as `world.platforms["wordpress"]`."""

    def routes(self) -> list[Route]:
        """Give the site's one address, at `/wp/westlock/`."""
        return Rest(self).routes()
