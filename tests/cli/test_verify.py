"""`modbot verify`: true, or the entry that is not."""

import json

import sqlalchemy

from tests.cli.conftest import Run


def test_a_true_ledger_is_counted_and_its_end_named(run: Run) -> None:
    run("people", "add", "U012AB3CD", "cao")
    run("people", "remove", "U012AB3CD")
    said = run("verify")
    assert said.exit_code == 0
    assert "True: 2 entries, each sealed to the one before." in said.output
    verdict = json.loads(run("verify", "--json").output)
    assert verdict["entries"] == 2
    assert f"The ledger ends with {verdict['head']}." in said.output


def test_an_edited_ledger_names_the_entry_and_ends_with_1(run: Run, database_url: str) -> None:
    for n in range(3):
        run("people", "add", f"U{n}", "moderator")
    engine = sqlalchemy.create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("ALTER TABLE ledger DISABLE TRIGGER USER"))
        connection.execute(sqlalchemy.text("UPDATE ledger SET facts = '{}' WHERE seq = 2"))
    engine.dispose()
    for words in (("verify",), ("verify", "--json")):
        said = run(*words)
        assert said.exit_code == 1
        assert "Entry 2: its content is not what was sealed." in said.output
