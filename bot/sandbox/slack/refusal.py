"""How Slack says no."""

from typing import Any


class Refused(Exception):
    """One error word of Slack's, with what goes beside it in the answer."""

    def __init__(self, error: str, **details: Any) -> None:
        super().__init__(error)
        self.error = error
        self.details = details

    @property
    def body(self) -> dict[str, Any]:
        """The answer as the Web API gives it."""
        return {"ok": False, "error": self.error, **self.details}


def invalid_arguments(*problems: str) -> Refused:
    """Refuse arguments, saying what is wrong with each."""
    messages = [f"[ERROR] {problem}" for problem in problems]
    return Refused("invalid_arguments", response_metadata={"messages": messages})
