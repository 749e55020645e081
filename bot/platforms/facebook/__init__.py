"""Facebook Pages, through Graph and its webhooks."""

from bot.platforms.facebook.connector import FacebookConnector

__all__ = ["FacebookConnector"]
