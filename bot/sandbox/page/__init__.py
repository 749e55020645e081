"""The page people practise on: Slack and the Town's public pages side by side."""
