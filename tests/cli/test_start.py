"""What stops the start, in one sentence each."""

from bot.database import create_database, drop_database
from tests.cli.conftest import Run


def test_a_database_that_was_not_migrated_is_refused_and_migrate_mends_it(run: Run, postgres: str) -> None:
    empty = create_database(postgres, "empty_desk")
    try:
        refused = run("people", "list", database_url=empty)
        assert refused.exit_code == 1
        assert "The database stands at None, the desk needs" in refused.output
        assert "run `modbot migrate`." in refused.output
        migrated = run("migrate", database_url=empty)
        assert migrated.output == "The database stands at the newest revision.\n"
        assert run("people", "list", database_url=empty).exit_code == 0
    finally:
        drop_database(postgres, "empty_desk")


def test_a_database_that_does_not_answer_is_one_sentence(run: Run) -> None:
    refused = run("verify", database_url="postgresql://nobody@127.0.0.1:1/none")
    assert refused.exit_code == 1
    assert refused.output.startswith("The database cannot be reached: ")
    assert refused.output.count("\n") == 1


def test_another_kind_of_database_is_refused(run: Run) -> None:
    refused = run("verify", database_url="sqlite:///desk.db")
    assert refused.output == "DATABASE_URL must name a PostgreSQL database, not sqlite.\n"


def test_every_setting_that_cannot_be_read_is_named_in_one_sentence(run: Run) -> None:
    refused = run(
        "people", "list", port="eighty", facebook_page_tokens='{"1": 2}', slack_bot_token="xoxb-secret"
    )
    assert refused.exit_code == 1
    assert "PORT:" in refused.output
    assert refused.output.startswith("The settings cannot be read. ")
    assert "secret" not in refused.output
    assert refused.output.count("\n") == 1


def test_a_setting_that_is_no_json_is_named_in_one_sentence(run: Run) -> None:
    refused = run("people", "list", facebook_page_tokens="{not json")
    assert refused.exit_code == 1
    assert "FACEBOOK_PAGE_TOKENS" in refused.output.upper()
    assert "Traceback" not in refused.output


def test_run_says_everything_that_slack_lacks_at_once(run: Run) -> None:
    refused = run("web")
    assert refused.exit_code == 1
    for name in ("SLACK_BOT_TOKEN", "SLACK_CHANNEL", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        assert name in refused.output


def test_without_a_word_the_commands_are_listed(run: Run) -> None:
    listed = run("--help").output
    for command in (
        "run",
        "web",
        "worker",
        "migrate",
        "doctor",
        "verify",
        "replay",
        "people",
        "accounts",
        "demo",
    ):
        assert f" {command} " in listed
