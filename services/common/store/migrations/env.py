"""Alembic's entry: runs the migrations on the connection that `engines.connect` hands over."""

from alembic import context

from services.common.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # The migration that created a table is the truth about it; the index of words is made by each engine's own words.
    render_as_batch=True,
)
context.run_migrations()
