"""`modbot verify`: is the record what was sealed."""

import json
from typing import Annotated

import typer

from bot.cli.session import at_the_desk, console
from bot.services.records import check_ledger


def verify(as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False) -> None:
    """Walk the ledger and what it speaks of; name the first entry that is not what was sealed."""
    if as_json:
        verdict = at_the_desk(check_ledger)
        typer.echo(json.dumps({"entries": verdict.entries, "head": verdict.head}))
        return
    with console.status("Reading the ledger …") as status:
        verdict = at_the_desk(
            lambda desk: check_ledger(
                desk, lambda seq: status.update(f"Reading the ledger … {seq:,} entries")
            )
        )
    console.print(f"True: {verdict.entries:,} entries, each sealed to the one before.", highlight=False)
    console.print(f"The ledger ends with {verdict.head}.", highlight=False, soft_wrap=True)
