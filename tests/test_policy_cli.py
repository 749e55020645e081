"""`modbot policy`: what the clerk sees in a shell."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.policy import policy, shown_by_clause

SHELL = CliRunner()
MARKED = """import pytest

@pytest.mark.slow
@pytest.mark.clause("7.1.7", "1.8")
def test_spam() -> None: ...

@pytest.mark.clause("7.1.7")
async def test_more_spam() -> None: ...

def test_nothing() -> None: ...
"""


def test_check_counts_what_holds() -> None:
    result = SHELL.invoke(policy, ["check"])
    assert result.exit_code == 0
    assert "westlock-2024-0168" in result.output


def test_a_text_is_shown_with_clause_words_and_reason() -> None:
    result = SHELL.invoke(policy, ["test", "look bit.ly/abc"], env={"COLUMNS": "200"})
    assert "7.1.7" in result.output
    assert "bit.ly/a" in result.output
    assert "A person should look." in result.output


def test_mark_up_in_a_text_is_only_text() -> None:
    result = SHELL.invoke(policy, ["test", "you [bold]fucking[/bold] fuck[/]ing"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    assert "Profane language." in result.output


def test_opinion_is_shown_as_kept() -> None:
    assert "Not flagged" in SHELL.invoke(policy, ["test", "The mayor is wrong"]).output


def test_a_text_without_a_match_says_so() -> None:
    assert "No rule matches" in SHELL.invoke(policy, ["test", "When does the pool open?"]).output


@pytest.mark.parametrize("mode", ["--election", "--emergency"])
def test_a_mode_can_be_tried(mode: str) -> None:
    text = "Testwick has my vote, fire is now over 106 Street"
    assert "No rule matches" not in SHELL.invoke(policy, ["test", text, mode]).output


def test_coverage_reads_the_marks_without_running_the_tests(tmp_path: Path) -> None:
    (tmp_path / "test_marked.py").write_text(MARKED, "utf-8")
    assert shown_by_clause(tmp_path) == {
        "7.1.7": ["test_marked.py::test_spam", "test_marked.py::test_more_spam"],
        "1.8": ["test_marked.py::test_spam"],
    }


def test_coverage_lists_every_clause(tmp_path: Path) -> None:
    (tmp_path / "test_marked.py").write_text(MARKED, "utf-8")
    result = SHELL.invoke(policy, ["coverage", "--tests", str(tmp_path), "--json"])
    clauses = {row["id"]: row for row in json.loads(result.output)}
    assert len(clauses) == 108
    assert clauses["1.8"]["tests"] == ["test_marked.py::test_spam"]
    table = SHELL.invoke(policy, ["coverage", "--tests", str(tmp_path)])
    assert "2 of 103 clauses" in table.output
