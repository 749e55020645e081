"""The engine and its transactions; one dialect, PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from bot.domain.errors import CannotStart

MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """One PostgreSQL database; hands out transactions."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = postgres_url(url)
        self.engine = create_async_engine(
            self.url,
            pool_size=pool_size,
            max_overflow=0,
            hide_parameters=True,  # what a statement carries, comment text too, stays out of errors and logs
            pool_timeout=30,
            connect_args={"connect_timeout": 5, "options": "-c timezone=UTC -c lock_timeout=10s"},
        )

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Give a session; commit at the end, roll back on any error."""
        async with (
            AsyncSession(self.engine, expire_on_commit=False, autoflush=False) as session,
            session.begin(),
        ):
            yield session

    async def close(self) -> None:
        """Give every connection back."""
        await self.engine.dispose()


def postgres_url(url: str) -> str:
    """Give the URL in the form the engine wants; raise CannotStart for anything but PostgreSQL."""
    parsed = make_url(url)
    if parsed.get_backend_name() not in ("postgresql", "postgres"):
        raise CannotStart(f"DATABASE_URL must name a PostgreSQL database, not {parsed.get_backend_name()}.")
    return parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def migrate(url: str) -> None:
    """Bring the database to the newest revision; one migrator at a time."""
    with _sync_engine(url) as engine, _connect(engine) as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(MIGRATIONS))
        # Two processes may start at once: the second waits, then finds nothing to do.
        connection.execute(text("SELECT pg_advisory_lock(hashtext('modbot.migrate'))"))
        connection.commit()
        command.upgrade(config, "head")
        connection.commit()


def revisions(url: str) -> tuple[str | None, str | None]:
    """Give the revision the database stands at, and the newest there is."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    newest = ScriptDirectory.from_config(config).get_current_head()
    with _sync_engine(url) as engine, _connect(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision(), newest


def create_database(server_url: str, name: str, *, template: str = "template1") -> str:
    """Create a database on the server unless it is there; give its URL."""
    url = make_url(postgres_url(server_url)).set(database=name)
    with _sync_engine(server_url) as engine:
        autocommit = engine.execution_options(isolation_level="AUTOCOMMIT")
        with _connect(autocommit) as connection:
            known = connection.execute(
                text("SELECT 1 FROM pg_database WHERE datname = :n"), {"n": name}
            ).first()
            if known is None:
                connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    return url.render_as_string(hide_password=False)


@contextmanager
def _sync_engine(url: str) -> Iterator[Engine]:
    engine = create_engine(postgres_url(url), connect_args={"connect_timeout": 5})
    try:
        yield engine
    finally:
        engine.dispose()


def _connect(engine: Engine) -> Connection:
    try:
        return engine.connect()
    except OperationalError as fault:
        why = str(fault.orig).strip().splitlines()[0] if fault.orig else "no answer"
        raise CannotStart(f"The database cannot be reached: {why}") from fault


def drop_database(server_url: str, name: str) -> None:
    """Drop a database, whoever is still connected to it."""
    with _sync_engine(server_url) as engine:
        autocommit = engine.execution_options(isolation_level="AUTOCOMMIT")
        with _connect(autocommit) as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
