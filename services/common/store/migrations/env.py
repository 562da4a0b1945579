"""Alembic's entry: runs the migrations in the transaction that `connect` hands over."""

from alembic import context

from services.common.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
