"""Runs the migrations on the connection that bot.database gives."""

from alembic import context
from sqlmodel import SQLModel

from bot.domain import models  # noqa: F401  (the tables register themselves in the metadata)

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=SQLModel.metadata, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
