"""A strict Slack in memory: the Web API, Block Kit's rules, delivery to the app, and what people do."""
