"""The embedded PostgreSQL where it is hard: as root, below a folder that nobody else may enter."""

import os
import subprocess
from pathlib import Path

import pytest

from bot import embedded
from bot.embedded import EmbeddedPostgres

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="Only root drops to another user.")


def test_a_folder_closed_to_others_closes_all_below_it(tmp_path: Path) -> None:
    inner = tmp_path / "closed" / "bin"
    inner.mkdir(parents=True)
    for folder in inner.parents:
        if folder.is_relative_to(tmp_path.parent.parent):
            folder.chmod(0o755)
    assert embedded._open_to_all(inner)
    (tmp_path / "closed").chmod(0o700)
    assert not embedded._open_to_all(inner)


@as_root
def test_programs_below_a_closed_folder_run_from_their_copy_with_its_libraries(
    tmp_path: Path, postgres: str
) -> None:
    assert postgres  # its start made the user
    programs = embedded._wheel_programs()
    copy = embedded.ROOT_HOME / f"{tmp_path.name}-copy" / programs.relative_to(programs.parents[2])
    embedded._copy_programs(programs, copy)
    try:
        command = [str(copy / "initdb"), "--version"]
        done = subprocess.run(command, user=embedded.OS_USER, capture_output=True, check=False, cwd="/")
        assert done.returncode == 0, done.stderr
    finally:
        subprocess.run(["rm", "-rf", str(embedded.ROOT_HOME / f"{tmp_path.name}-copy")], check=True)


def test_a_server_that_was_never_made_does_not_run_and_can_be_removed(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path)
    assert not server.running()
    server.stop()
    server.remove()
