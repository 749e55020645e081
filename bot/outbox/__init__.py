"""Carries out effects; the only code that changes anything on a platform, or in Slack outside a click."""
