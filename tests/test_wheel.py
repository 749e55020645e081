"""An installed bot needs no checkout: what it reads travels in the wheel."""

import zipfile
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[1]


def test_policies_migrations_and_the_practice_world_travel_in_the_wheel(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    held = set(zipfile.ZipFile(wheel).namelist())
    for folder, ending in (
        ("policies", ".toml"),
        ("bot/migrations", ".py"),
        ("bot/sandbox/scenarios", ".toml"),
        ("bot/sandbox/page", ".html"),
        ("bot/sandbox/page", ".css"),
        ("bot/sandbox/page", ".js"),
    ):
        wanted = {str(path.relative_to(ROOT)) for path in (ROOT / folder).rglob(f"*{ending}")}
        assert wanted
        assert wanted <= held
