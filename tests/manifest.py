"""The manifest the desk is installed with."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def the_manifest() -> dict[str, Any]:
    """Read slack-manifest.yaml once."""
    found: dict[str, Any] = yaml.safe_load((Path(__file__).parents[1] / "slack-manifest.yaml").read_text())
    return found
