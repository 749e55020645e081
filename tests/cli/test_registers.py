"""`modbot people` and `modbot accounts`: the registers, from a shell."""

import pytest

from tests.cli.conftest import Run


def test_people_are_added_listed_given_another_role_and_removed(run: Run) -> None:
    assert "Nobody holds a role yet." in run("people", "list").output
    added = run("people", "add", "U012AB3CD", "cao", "--name", "Carol Whitford")
    assert (added.exit_code, added.output) == (0, "Carol Whitford (U012AB3CD) is now cao.\n")
    assert "Carol Whitford" in run("people", "list").output

    assert run("people", "add", "U012AB3CD", "designate", "--name", "Carol Whitford").exit_code == 0
    listed = run("people", "list").output
    assert "designate" in listed
    assert "cao" not in listed

    removed = run("people", "remove", "U012AB3CD")
    assert removed.output == "Carol Whitford (U012AB3CD) has no role any more.\n"
    assert "Nobody holds a role yet." in run("people", "list").output


@pytest.mark.parametrize("slack_id", ["ana", "@ana", "u012ab3cd", "U0-1", "Ü012", ""])
def test_what_is_no_slack_id_is_refused_with_how_to_find_it(run: Run, slack_id: str) -> None:
    refused = run("people", "add", slack_id, "moderator")
    assert refused.exit_code == 1
    assert "is not a Slack member id: it looks like U012AB3CD" in refused.output


def test_somebody_without_a_role_cannot_be_removed(run: Run) -> None:
    refused = run("people", "remove", "U012AB3CD")
    assert (refused.exit_code, refused.output) == (1, "U012AB3CD has no role at the desk.\n")


def test_a_role_there_is_not_is_refused(run: Run) -> None:
    assert run("people", "add", "U012AB3CD", "mayor").exit_code == 2


def test_accounts_are_registered_renamed_and_listed(run: Run) -> None:
    assert "No account is registered yet" in run("accounts", "list").output
    assert (
        run("accounts", "add", "facebook", "123", "--name", "Town").output
        == "Town on facebook is registered.\n"
    )
    given = ("--name", "Town of Westlock", "--owner", "Communications", "--purpose", "News")
    assert run("accounts", "add", "facebook", "123", *given).exit_code == 0
    listed = run("accounts", "list").output
    assert listed.count("facebook") == 1
    for word in ("Town of Westlock", "Communications", "News", "Alberta time"):
        assert word in listed


def test_a_sites_address_is_registered_without_its_last_slash(run: Run) -> None:
    run("accounts", "add", "wordpress", "https://westlock.example/", "--name", "Site")
    assert "https://westlock.example " in run("accounts", "list").output


def test_a_platform_without_a_connector_is_refused_with_those_there_are(run: Run) -> None:
    refused = run("accounts", "add", "myspace", "1", "--name", "Town")
    assert refused.exit_code == 1
    assert "The desk has no connector for 'myspace'; it has: " in refused.output
    assert "facebook, wordpress" in refused.output
