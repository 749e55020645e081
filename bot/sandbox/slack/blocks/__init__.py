"""Block Kit's rules: a table of shapes, and the little language it is written in."""
