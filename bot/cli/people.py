"""`modbot people` and `modbot accounts`: the registers."""

from typing import Annotated

import typer
from rich.table import Table

from bot.cli.session import at_the_desk, console
from bot.domain.models import Role
from bot.services.people import accounts as list_all_accounts
from bot.services.people import add_account, add_person, people, remove_person
from bot.slack.blocks import alberta

people_app = typer.Typer(help="Who holds which role at the desk.", no_args_is_help=True)
accounts_app = typer.Typer(help="Which accounts are the Town's (policy 2.1).", no_args_is_help=True)


@people_app.command("add")
def add(
    slack_id: Annotated[
        str, typer.Argument(help="Slack member id, like U012AB3CD (Profile, ⋮, Copy member ID).")
    ],
    role: Annotated[Role, typer.Argument(help="What they may do.")],
    name: Annotated[str, typer.Option(help="Their name, for lists.")] = "",
) -> None:
    """Give somebody a role, or another one than they had."""
    person = at_the_desk(lambda desk: add_person(desk, slack_id=slack_id, name=name or slack_id, role=role))
    console.print(f"{person.name} ({person.slack_id}) is now {role}.", highlight=False)


@people_app.command("remove")
def remove(slack_id: Annotated[str, typer.Argument(help="Slack member id.")]) -> None:
    """End somebody's role, from this moment."""
    person = at_the_desk(lambda desk: remove_person(desk, slack_id=slack_id))
    console.print(f"{person.name} ({person.slack_id}) has no role any more.", highlight=False)


@people_app.command("list")
def show_people() -> None:
    """Show everybody who holds a role now."""
    found = at_the_desk(people)
    if not found:
        console.print(
            "Nobody holds a role yet. Begin with the CAO: modbot people add U012AB3CD cao --name Carol"
        )
        return
    table = Table("Slack id", "Name", "Role", "Since")
    for person in found:
        table.add_row(person.slack_id, person.name, person.role, alberta(person.added_at))
    console.print(table)


@accounts_app.command("add")
def register(
    platform: Annotated[str, typer.Argument(help="facebook, wordpress, …")],
    handle: Annotated[str, typer.Argument(help="The account's own id there: a Page's id, a site's address.")],
    name: Annotated[str, typer.Option(help="The account's name, as people know it.")],
    owner: Annotated[str, typer.Option(help="Who answers for it.")] = "",
    purpose: Annotated[str, typer.Option(help="What it is for.")] = "",
) -> None:
    """Put an account on the register; only what stands there is moderated."""
    at_the_desk(
        lambda desk: add_account(
            desk, platform=platform, handle=handle.rstrip("/"), name=name, owner=owner, purpose=purpose
        )
    )
    console.print(f"{name} on {platform} is registered.", highlight=False)


@accounts_app.command("list")
def show_accounts() -> None:
    """Show the register."""
    found = at_the_desk(list_all_accounts)
    if not found:
        console.print(
            "No account is registered yet: modbot accounts add facebook 1234567890 --name 'Town of Westlock'"
        )
        return
    table = Table("Platform", "Id there", "Name", "Owner", "Purpose", "Since")
    for account in found:
        since = alberta(account.added_at)
        table.add_row(account.platform, account.handle, account.name, account.owner, account.purpose, since)
    console.print(table)
