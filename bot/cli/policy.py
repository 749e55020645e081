"""`modbot policy`: prove the rules, try one on a text, show which test shows which clause."""

import ast
import json
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Column, Table

from bot.cli.session import console, faults_as_sentences
from bot.domain.classify import classify
from bot.domain.policy import Policy, load_policies

policy = typer.Typer(help="The policy: its clauses, grounds and rules.", no_args_is_help=True)


@policy.command()
def check() -> None:
    """Load every version and prove each rule by its examples."""
    with faults_as_sentences():
        versions = load_policies().versions
    table = Table(
        Column("Version", no_wrap=True), "In force", "Clauses", "Grounds", "Rules", "Examples that hold"
    )
    for one in versions:
        examples = sum(len(rule.yes) + len(rule.no) for rule in one.rules)
        counts = (len(one.clauses), len(one.grounds), len(one.rules), examples)
        table.add_row(one.version, f"{one.in_force:%Y-%m-%d}", *map(str, counts))
    console.print(table)


@policy.command("test")
def try_text(
    text: Annotated[str, typer.Argument(help="The words of a comment.")],
    images: Annotated[int, typer.Option(help="How many pictures came with it.")] = 0,
    election: Annotated[bool, typer.Option(help="As if election mode were on.")] = False,
    emergency: Annotated[bool, typer.Option(help="As if emergency mode were on.")] = False,
) -> None:
    """Show what the policy in force today says of a text."""
    with faults_as_sentences():
        today = load_policies().in_force_on(datetime.now(UTC).date())
    found = classify(text, policy=today, media=images, election=election, emergency=emergency)
    if not found.matches:
        console.print("No rule matches: the comment is recorded, and nobody is asked.")
        return
    table = Table("Urgency", "Clause", "Rule", "Words", "Reason", "Suggests")
    for match in found.matches:
        words = " · ".join(match.words)
        cells = (match.urgency, match.clause, match.rule, words, match.reason, match.suggest or "")
        table.add_row(*map(escape, cells))
    console.print(table)
    console.print("A person should look." if found.flagged else "Not flagged: it is kept.")


@policy.command()
def coverage(
    tests: Annotated[Path, typer.Option(help="The folder of the tests.")] = Path("tests"),
    as_json: Annotated[bool, typer.Option("--json", help="Print it for a machine.")] = False,
) -> None:
    """Show every clause with the tests that show it."""
    with faults_as_sentences():
        newest = load_policies().versions[-1]
    shown = shown_by_clause(tests)
    if as_json:
        console.print_json(json.dumps(_rows(newest, shown)))
        return
    table = Table("Clause", "Title", "Role", "Force", "Tests")
    for clause in newest.clauses:
        names = "\n".join(shown.get(clause.id, []))
        table.add_row(*map(escape, (clause.id, clause.title, clause.role, clause.force, names)))
    console.print(table)
    asked = [clause for clause in newest.clauses if clause.role != "outside"]
    covered = sum(clause.id in shown for clause in asked)
    console.print(f"{covered} of {len(asked)} clauses that ask something of the desk are shown by a test.")


def shown_by_clause(folder: Path) -> dict[str, list[str]]:
    """Read the clause marks in test files, without running them."""
    shown: dict[str, list[str]] = defaultdict(list)
    for file in sorted(folder.rglob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                for clause in _marks(node.decorator_list):
                    shown[clause].append(f"{file.relative_to(folder).as_posix()}::{node.name}")
    return dict(shown)


def _marks(decorators: list[ast.expr]) -> list[str]:
    return [
        argument.value
        for decorator in decorators
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.clause"
        for argument in decorator.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]


def _rows(newest: Policy, shown: dict[str, list[str]]) -> list[dict[str, object]]:
    return [
        {"id": c.id, "title": c.title, "role": c.role, "force": c.force, "tests": shown.get(c.id, [])}
        for c in newest.clauses
    ]
