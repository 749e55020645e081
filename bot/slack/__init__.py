"""How things look in Slack, and how they are sent."""
