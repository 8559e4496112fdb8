"""What alembic's autogenerate makes of two databases, as SQL on stdout."""

import io
import sys

from alembic.autogenerate import produce_migrations
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.operations.ops import ModifyTableOps
from sqlalchemy import MetaData, create_engine, inspect
from sqlalchemy.exc import DBAPIError

old, new = (create_engine(url) for url in sys.argv[1:3])
target = MetaData()
spaces = [s for s in inspect(new).get_schema_names() if s != "information_schema"]
for space in spaces:
    target.reflect(new, schema=None if space == "public" else space)


def compared(defaults):
    with old.connect() as connection:
        options = {"include_schemas": True, "compare_type": True, "compare_server_default": defaults,
                   "include_name": lambda name, kind, _: kind != "schema" or name is None or name in spaces}
        return produce_migrations(MigrationContext.configure(connection, opts=options), target)


try:
    script = compared(True)
except DBAPIError:
    # It asks the old database whether defaults are equal, which fails where the old one lacks an enum's value.
    script = compared(False)
out = io.StringIO()
context = MigrationContext.configure(dialect_name="postgresql", opts={"as_sql": True, "output_buffer": out})
operations = Operations(context)


def invoke(ops):
    for op in ops:
        if isinstance(op, ModifyTableOps):
            invoke(op.ops)
        else:
            operations.invoke(op)


invoke(script.upgrade_ops.ops)
print(out.getvalue())
