"""Reads the project's own source, for the tests that keep the house."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]


def python_files(*folders: str) -> list[Path]:
    """Give every Python file below the folders, from the project's root."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path.relative_to(ROOT) for path in found)


def imports_of(path: Path) -> Iterator[str]:
    """Give every module a file imports; a name imported from a package counts as a module where it is one."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                there = ROOT / Path(*inner.split("."))
                yield inner if there.with_suffix(".py").exists() or there.is_dir() else node.module
