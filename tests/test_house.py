"""The house keeps itself: who may import whom, what must have its counterpart, what must be documented."""

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from slack_bolt.kwargs_injection.async_args import AsyncArgs

import handlers
from bot.app import build_executors
from bot.domain import errors
from bot.domain.models import EffectKind
from bot.sandbox.slack.methods import METHODS
from bot.settings import Settings
from bot.slack.check import SCOPES
from bot.slack.ids import Form, More, Press
from tests.house import imports_of, python_files

ROOT = Path(__file__).parents[1]

# A ring may import itself and what stands here. Order: what happens, then services, then rows and rules.
MAY_IMPORT = {
    "bot.domain": set(),
    "bot.database": {"bot.domain"},
    "bot.embedded": {"bot.domain", "bot.database"},
    "bot.settings": {"bot.domain"},
    "bot.desk": {"bot.domain", "bot.database"},
    "bot.metrics": set(),
    "bot.migrations": {"bot.domain"},
    "bot.store": {"bot.domain"},
    "bot.services": {"bot.domain", "bot.store", "bot.desk"},
    "bot.slack": {"bot.domain", "bot.settings", "bot.platforms"},
    "bot.platforms": {"bot.domain"},
    "bot.outbox": {
        "bot.domain",
        "bot.store",
        "bot.services",
        "bot.slack",
        "bot.platforms",
        "bot.desk",
        "bot.metrics",
    },
    "bot.jobs": {"bot.domain", "bot.services", "bot.platforms", "bot.desk", "bot.metrics"},
    "bot.web": {"bot.domain", "bot.services", "bot.store", "bot.platforms", "bot.app"},
    "bot.process": {"bot.app", "bot.web"},
    "handlers": {"bot.domain", "bot.services", "bot.slack", "bot.desk", "bot.metrics"},
}
ANYTHING = ("bot.app", "bot.cli", "bot.__main__", "bot.sandbox", "bot")
# Where a library may be seen; everywhere else it may not.
LIBRARY_HOMES = {
    "slack_bolt": ("handlers", "bot.web", "bot.app", "bot.process"),
    "slack_sdk": ("handlers", "bot.slack", "bot.app", "bot.sandbox"),
    "httpx": ("bot.platforms", "bot.sandbox", "bot.cli.replay"),
    "starlette": ("bot.web", "bot.process", "bot.sandbox"),
    "uvicorn": ("bot.process", "bot.sandbox"),
    "apscheduler": ("bot.jobs",),
    "alembic": ("bot.database", "bot.migrations"),
    "typer": ("bot.cli", "bot.__main__"),
    "rich": ("bot.cli", "bot.__main__"),
}
DOMAIN_MAY = {"pydantic", "sqlmodel", "sqlalchemy", "bot"}  # sqlalchemy: the tables' types and indexes
LONGEST_FILE, LONGEST_FUNCTION = 300, 40


def ring_of(module: str) -> str:
    """Name the ring a module belongs to."""
    rings = [*MAY_IMPORT, *ANYTHING]
    return next(r for r in sorted(rings, key=len, reverse=True) if module == r or module.startswith(r + "."))


@pytest.mark.parametrize("path", python_files("bot", "handlers"), ids=str)
def test_imports_point_down_only(path: Path) -> None:
    module = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
    ring = ring_of(module)
    for name in imports_of(ROOT / path):
        if not name.startswith(("bot", "handlers")) or ring in ANYTHING:
            assert not name.startswith("bot.sandbox") or ring in ("bot.sandbox", "bot.cli"), (
                f"{module} imports {name}"
            )
            continue
        target = ring_of(name)
        assert target == ring or target in MAY_IMPORT[ring], f"{module} may not import {name}"


@pytest.mark.parametrize("path", python_files("bot", "handlers"), ids=str)
def test_a_library_is_seen_only_where_it_belongs(path: Path) -> None:
    module = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
    for name in imports_of(ROOT / path):
        homes = LIBRARY_HOMES.get(name.partition(".")[0])
        assert homes is None or module.startswith(homes), f"{module} may not import {name}"


@pytest.mark.parametrize("path", python_files("bot/domain"), ids=str)
def test_the_domain_is_pure(path: Path) -> None:
    tree = ast.parse((ROOT / path).read_text())
    assert not any(isinstance(node, ast.AsyncFunctionDef | ast.Await) for node in ast.walk(tree))
    for name in imports_of(ROOT / path):
        top = name.partition(".")[0]
        assert top in DOMAIN_MAY or top in sys.stdlib_module_names, f"{path} imports {name}"


@pytest.mark.parametrize("path", python_files("bot", "handlers", "tests"), ids=str)
def test_files_and_functions_stay_short(path: Path) -> None:
    lines = (ROOT / path).read_text().splitlines()
    assert len(lines) <= LONGEST_FILE, f"{path} has {len(lines)} lines"
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= LONGEST_FUNCTION or "migrations" in path.parts, (
                f"{path}: {node.name} has {length} lines"
            )


def test_every_button_and_form_has_a_listener() -> None:
    registered = inspect.getsource(handlers)
    for press in Press:
        assert f"Press.{press.name}" in registered, press
    for form in Form:
        assert f"Form.{form.name}" in registered, form
    for entry in More:
        assert f"More.{entry.name}" in (ROOT / "handlers/decisions.py").read_text(), entry


def test_listeners_ask_only_for_what_bolt_can_give() -> None:
    known = set(AsyncArgs.__annotations__) | {"desk", "actor", "error"}
    for name, listener in inspect.getmembers(handlers, inspect.iscoroutinefunction):
        assert set(inspect.signature(listener).parameters) <= known, name


def test_every_effect_has_an_executor() -> None:
    assert set(build_executors(None, None, {})) == set(EffectKind)  # type: ignore[arg-type]


def test_every_error_has_a_sentence_and_stands_in_the_tree() -> None:
    for name, kind in inspect.getmembers(errors, inspect.isclass):
        if issubclass(kind, errors.DeskError):
            assert (kind.__doc__ or "").strip().endswith((".", "(policy 3.3.3).")), name
            assert re.search(rf"\b{name}\b", errors.__doc__ or ""), f"{name} is not in the tree at the top"


def test_every_setting_is_explained() -> None:
    explained = (ROOT / ".env.example").read_text()
    for name in Settings.model_fields:
        assert re.search(rf"\b{name.upper()}=", explained), name


def test_every_ledger_event_is_documented() -> None:
    documented = (ROOT / "bot/README.md").read_text()
    for event in sorted(set(_events())):
        assert f"`{event}`" in documented, event


def test_the_manifest_matches_the_code() -> None:
    manifest = yaml.safe_load((ROOT / "slack-manifest.yaml").read_text())
    source = inspect.getsource(handlers)
    commands = {c["command"] for c in manifest["features"]["slash_commands"]}
    assert commands == set(re.findall(r'app\.command\("(/\w+)"\)', source))
    events = set(manifest["settings"]["event_subscriptions"]["bot_events"])
    assert events == set(re.findall(r'app\.event\("(\w+)"\)', source))
    scopes = set(manifest["oauth_config"]["scopes"]["bot"])
    assert set(SCOPES) <= scopes
    for method in _methods_called():
        asked = METHODS[method].scopes
        assert not asked or set(asked) & scopes, f"{method} needs one of {asked}"


def _events() -> Iterator[str]:
    """Find the events' names where services write them: the first of an (event, facts) pair."""
    for path in python_files("bot/services"):
        for node in ast.walk(ast.parse((ROOT / path).read_text())):
            if isinstance(node, ast.Constant) and re.fullmatch(r"[a-z]+\.[a-z_]+", str(node.value)):
                yield str(node.value)


def _methods_called() -> set[str]:
    names = {m.replace(".", "_"): m for m in METHODS}
    text = "".join((ROOT / p).read_text() for p in python_files("bot/slack", "handlers"))
    return {names[n] for n in re.findall(r"lient\.([a-z_]+)\b", text) if n in names}
