"""The commands: run, web, worker, demo, migrate, doctor, verify, replay, people, accounts, policy."""

import typer

from bot.cli.demo import demo
from bot.cli.doctor import doctor
from bot.cli.people import accounts_app, people_app
from bot.cli.policy import policy
from bot.cli.records import verify
from bot.cli.replay import replay
from bot.cli.run import run_process
from bot.cli.session import console, faults_as_sentences, settings_and_database

app = typer.Typer(
    name="modbot",
    help="The Town of Westlock's moderation desk.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(people_app, name="people")
app.add_typer(accounts_app, name="accounts")
app.add_typer(policy, name="policy")
app.command()(demo)
app.command()(doctor)
app.command()(verify)
app.command()(replay)


@app.command()
def run() -> None:
    """Run everything in one process; migrates first."""
    run_process(web=True, worker=True, migrated=True)


@app.command()
def web() -> None:
    """Take in what Slack and the platforms send."""
    run_process(web=True, worker=False, migrated=False)


@app.command()
def worker() -> None:
    """Carry out effects and keep the timetable."""
    run_process(web=False, worker=True, migrated=False)


@app.command()
def migrate() -> None:
    """Bring the database to the newest revision."""
    with faults_as_sentences(), settings_and_database(migrated=True):
        console.print("The database stands at the newest revision.")


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
