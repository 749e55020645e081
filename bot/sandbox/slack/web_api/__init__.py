"""Slack's Web API: one function per method, and the checks all of them share."""
