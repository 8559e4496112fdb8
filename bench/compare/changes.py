"""The known changes: each is SQL that turns one schema into another, chosen from what the catalogs say is there.

A change takes its tables from the end of a queue that all share, so that two changes rarely meet in one table. What a
schema has nothing for (no enum to add a value to, say) is made where that is natural, and else left out.
"""

import json

# Ordinary tables with what the changes need to know of them; partitions and children of other tables stay out.
TABLES = """
SELECT coalesce(json_agg(t ORDER BY md5(t.name)), '[]') FROM (
  SELECT c.oid::regclass::text AS name, c.relname AS bare, n.nspname AS space,
    (SELECT json_agg(json_build_object('name', quote_ident(a.attname), 'bare', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
        'notnull', a.attnotnull, 'default', pg_get_expr(d.adbin, d.adrelid), 'plain', a.attidentity = '' AND a.attgenerated = '',
        'used', EXISTS (SELECT FROM pg_depend p WHERE p.refclassid = 'pg_class'::regclass AND p.refobjid = c.oid AND p.refobjsubid = a.attnum
                        AND p.classid <> 'pg_attrdef'::regclass),
        'viewed', EXISTS (SELECT FROM pg_depend p WHERE p.refclassid = 'pg_class'::regclass AND p.refobjid = c.oid AND p.refobjsubid = a.attnum
                        AND p.classid = 'pg_rewrite'::regclass),
        'keyed', EXISTS (SELECT FROM pg_constraint k WHERE (k.conrelid = c.oid AND a.attnum = ANY (k.conkey)) OR (k.confrelid = c.oid AND a.attnum = ANY (k.confkey)))
      ) ORDER BY a.attnum)
      FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
    (SELECT json_agg(json_build_object('name', quote_ident(k.conname), 'bare', k.conname, 'type', k.contype, 'def', pg_get_constraintdef(k.oid),
        'referred', EXISTS (SELECT FROM pg_depend p WHERE p.refclassid = 'pg_constraint'::regclass AND p.refobjid = k.oid)) ORDER BY k.conname)
       FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype <> 't') AS constraints,
    (SELECT json_agg(json_build_object('name', i.indexrelid::regclass::text, 'bare', x.relname, 'space', n.nspname) ORDER BY x.relname)
       FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
      WHERE i.indrelid = c.oid AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)) AS indexes,
    EXISTS (SELECT FROM pg_constraint k WHERE k.confrelid = c.oid AND k.conrelid <> c.oid)
      OR EXISTS (SELECT FROM pg_depend p WHERE p.refclassid = 'pg_class'::regclass AND p.refobjid = c.oid AND p.classid = 'pg_rewrite'::regclass)
      OR EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = c.oid OR i.inhrelid = c.oid) AS needed
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
) t WHERE t.columns IS NOT NULL
"""
ENUMS = """
SELECT coalesce(json_agg(json_build_object('name', t.oid::regtype::text, 'values',
    (SELECT json_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid)) ORDER BY t.typname), '[]')
FROM pg_type t WHERE typtype = 'e' AND typnamespace IN (SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_')
"""
VIEWS = """
SELECT coalesce(json_agg(json_build_object('name', c.oid::regclass::text, 'def', rtrim(pg_get_viewdef(c.oid), ';')) ORDER BY c.relname), '[]')
FROM pg_class c WHERE relkind = 'v' AND relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema')
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
  AND NOT EXISTS (SELECT FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid WHERE d.refobjid = c.oid AND r.ev_class <> c.oid)
"""
FUNCTIONS = """
SELECT coalesce(json_agg(json_build_object('name', p.oid::regprocedure::text, 'def', pg_get_functiondef(p.oid)) ORDER BY p.proname), '[]')
FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE l.lanname = 'plpgsql' AND p.prokind = 'f'
  AND p.pronamespace IN (SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema')
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""


def literal(text):
    return "'" + text.replace("'", "''") + "'"


class Catalog:
    """What there is to change, and what was taken already."""

    def __init__(self, ask):
        self.tables = json.loads(ask(TABLES))
        self.enums = json.loads(ask(ENUMS))
        self.views = json.loads(ask(VIEWS))
        self.functions = json.loads(ask(FUNCTIONS))
        self.taken = set()

    def column(self, wanted):
        """A column not taken yet, for which `wanted` says yes; tables without a change first."""
        for fresh in (True, False):
            for table in self.tables:
                if fresh and table["name"] in self.taken:
                    continue
                for column in table["columns"]:
                    key = (table["name"], column["bare"])
                    if key not in self.taken and column["plain"] and wanted(column):
                        self.taken |= {table["name"], key}
                        return table["name"], column
        raise LookupError

    def member(self, kind, wanted=lambda _: True):
        for table in self.tables:
            for member in table[kind] or []:
                key = (table["name"], member["bare"])
                if key not in self.taken and wanted(member):
                    self.taken |= {table["name"], key}
                    return table["name"], member
        raise LookupError

    def table(self, wanted=lambda _: True):
        for table in self.tables:
            if table["name"] not in self.taken and wanted(table):
                self.taken.add(table["name"])
                return table
        raise LookupError


def key_of(c, wanted=lambda _: True):
    """A table with a primary key of one column, that column, and the table's name."""
    for table in c.tables:
        for k in table["constraints"] or []:
            if k["type"] == "p" and "," not in k["def"] and wanted(table):
                bare = k["def"].split("(")[1].rstrip(")")
                for column in table["columns"]:
                    if column["name"] == bare:
                        return table, column
    raise LookupError


def is_text(column):
    return column["type"] == "text" or column["type"].startswith("character varying")


def free(column):
    return not column["used"] and not column["keyed"]


def known_changes(c):
    """Yields name, SQL, and the renames to tell the tool, one change after another."""

    def rename_column(wanted):
        table, column = c.column(wanted)
        new = column["bare"] + "_renamed"
        return f'ALTER TABLE {table} RENAME COLUMN {column["name"]} TO "{new}"', [f'{table}.{column["bare"]}={new}']

    def rename_table():
        table = c.table(lambda t: (t["constraints"] or []) and "." not in t["bare"])
        new = table["bare"] + "_renamed"
        return f'ALTER TABLE {table["name"]} RENAME TO "{new}"', [f'{table["name"]}={new}']

    def rename_index():
        _, index = c.member("indexes")
        new = index["bare"][:50] + "_renamed"
        return f'ALTER INDEX {index["name"]} RENAME TO "{new}"', []

    def rename_constraint():
        table, k = c.member("constraints", lambda k: k["type"] in "uf")
        return f'ALTER TABLE {table} RENAME CONSTRAINT {k["name"]} TO "{k["bare"][:50]}_renamed"', []

    def on_column(wanted, action):
        def make():
            table, column = c.column(wanted)
            return f'ALTER TABLE {table} ALTER COLUMN {column["name"]} {action(column)}', []
        return make

    def add(clause):
        return lambda: (f"ALTER TABLE {c.table()['name']} ADD {clause}", [])

    def drop_column(wanted):
        table, column = c.column(wanted)
        return f'ALTER TABLE {table} DROP COLUMN {column["name"]}', []

    def drop_constraint(sort):
        def make():
            table, k = c.member("constraints", lambda k: k["type"] == sort and not k["referred"])
            return f'ALTER TABLE {table} DROP CONSTRAINT {k["name"]}', []
        return make

    def change_foreign_key():
        table, k = c.member("constraints", lambda k: k["type"] == "f")
        bare = k["def"].split(" ON ")[0].split(" DEFERRABLE")[0]
        action = "NO ACTION" if "ON DELETE CASCADE" in k["def"] else "CASCADE"
        return f'ALTER TABLE {table} DROP CONSTRAINT {k["name"]}, ADD CONSTRAINT {k["name"]} {bare} ON DELETE {action}', []

    def defer_foreign_key():
        table, k = c.member("constraints", lambda k: k["type"] == "f" and "DEFERRABLE" not in k["def"])
        return f'ALTER TABLE {table} ALTER CONSTRAINT {k["name"]} DEFERRABLE INITIALLY DEFERRED', []

    def add_foreign_key():
        parent, key = key_of(c)
        child = c.table(lambda t: t is not parent)
        return (f'ALTER TABLE {child["name"]} ADD COLUMN added_parent_id {key["type"]}; ALTER TABLE {child["name"]} ADD CONSTRAINT '
                f'added_parent_fk FOREIGN KEY (added_parent_id) REFERENCES {parent["name"]} ({key["name"]}) ON DELETE SET NULL', [])

    def index(words):
        def make():
            table, column = c.column(lambda x: is_text(x) and not x["keyed"])
            return "CREATE INDEX " + words.format(name=f'added_{len(c.taken)}_idx', table=table, column=column["name"]), []
        return make

    def drop_index():
        _, found = c.member("indexes")
        return f'DROP INDEX {found["name"]}', []

    def create_table():
        parent, key = key_of(c)
        return (f'CREATE TABLE added_table (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, parent_id {key["type"]} NOT NULL '
                f'REFERENCES {parent["name"]} ({key["name"]}) ON DELETE CASCADE, label varchar(80) NOT NULL DEFAULT \'none\', price numeric(10,2) '
                "CHECK (price >= 0), made_at timestamptz NOT NULL DEFAULT now(), tags text[], UNIQUE (parent_id, label)); "
                "CREATE INDEX added_table_made_idx ON added_table (made_at DESC) WHERE price IS NOT NULL; "
                "COMMENT ON COLUMN added_table.price IS 'In euros; the client''s own'", [])

    def drop_table():
        return f'DROP TABLE {c.table(lambda t: not t["needed"])["name"]}', []

    def add_enum_value():
        enum = c.enums[0]
        return f'ALTER TYPE {enum["name"]} ADD VALUE \'added value\' BEFORE {literal(enum["values"][-1])}', []

    def rename_enum_value():
        enum = c.enums[-1]
        old = enum["values"][0]
        return (f'ALTER TYPE {enum["name"]} RENAME VALUE {literal(old)} TO {literal(old + " renamed")}',
                [f'{enum["name"]}.{old}={old} renamed'])

    def change_view():
        view = c.views.pop()
        return f'DROP VIEW {view["name"]}; CREATE VIEW {view["name"]} AS SELECT 1 AS added_first, was.* FROM ({view["def"]}) AS was', []

    def drop_view():
        return f'DROP VIEW {c.views.pop()["name"]}', []

    def change_function():
        function = c.functions.pop()
        return function["def"].replace("BEGIN", "BEGIN\n  -- changed", 1), []

    def add_trigger():
        table = c.table()
        return ("CREATE FUNCTION added_trigger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; "
                f'CREATE TRIGGER added BEFORE UPDATE ON {table["name"]} FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION added_trigger()', [])

    def comment_table():
        return f'COMMENT ON TABLE {c.table()["name"]} IS \'Changed; it\'\'s new\'', []

    def comment_column():
        table, column = c.column(lambda _: True)
        return f'COMMENT ON COLUMN {table}.{column["name"]} IS \'Changed "comment"\'', []

    makers = [
        ("add a column", add("COLUMN added_note text")),
        ("add a required column with a default", add("COLUMN added_count integer NOT NULL DEFAULT 7")),
        ("add a generated column", lambda: (lambda t, x: (f'ALTER TABLE {t} ADD COLUMN added_length integer GENERATED ALWAYS AS (length({x["name"]})) STORED', []))(*c.column(is_text))),
        ("add an identity column", add("COLUMN added_no bigint GENERATED ALWAYS AS IDENTITY")),
        ("add an array column", add("COLUMN added_tags character varying(20)[] DEFAULT '{}' NOT NULL")),
        ("drop a column", lambda: drop_column(free)),
        ("drop an indexed column", lambda: drop_column(lambda x: x["used"] and not x["keyed"] and not x["viewed"])),
        ("rename a column", lambda: rename_column(lambda x: not x["viewed"])),
        ("rename a column of a key", lambda: rename_column(lambda x: x["keyed"] and not x["viewed"])),
        ("rename a table", rename_table),
        ("rename an index", rename_index),
        ("rename a constraint", rename_constraint),
        ("widen a varchar", on_column(lambda x: x["type"].startswith("character varying(") and not x["viewed"], lambda _: "TYPE character varying(999)")),
        ("make a varchar text", on_column(lambda x: x["type"].startswith("character varying") and not x["viewed"], lambda _: "TYPE text")),
        ("make an integer a bigint", on_column(lambda x: x["type"] == "integer" and not x["keyed"] and not x["viewed"], lambda _: "TYPE bigint")),
        ("make an integer text", on_column(lambda x: x["type"] in ("integer", "bigint", "smallint") and free(x) and not x["default"], lambda x: f'TYPE text USING {x["name"]}::text')),
        ("add a default", on_column(lambda x: is_text(x) and not x["default"], lambda _: "SET DEFAULT 'it''s new'")),
        ("change a default", on_column(lambda x: x["type"] in ("integer", "boolean", "numeric") and x["default"] and "(" not in x["default"],
                                       lambda x: "SET DEFAULT " + {"integer": "42", "numeric": "4.2"}.get(x["type"], "NOT " + x["default"]))),
        ("drop a default", on_column(lambda x: x["default"] and "nextval" not in x["default"], lambda _: "DROP DEFAULT")),
        ("make a column required", on_column(lambda x: not x["notnull"] and is_text(x) and x["default"] is None, lambda _: "SET NOT NULL")),
        ("make a column optional", on_column(lambda x: x["notnull"] and not x["keyed"], lambda _: "DROP NOT NULL")),
        ("add a check", lambda: (lambda t, x: (f'ALTER TABLE {t} ADD CONSTRAINT added_check CHECK (length({x["name"]}) < 5000)', []))(*c.column(is_text))),
        ("drop a check", drop_constraint("c")),
        ("add a unique key", lambda: (lambda t, x: (f'ALTER TABLE {t} ADD CONSTRAINT added_key UNIQUE ({x["name"]})', []))(*c.column(lambda x: is_text(x) and free(x)))),
        ("drop a unique key", drop_constraint("u")),
        ("add a foreign key", add_foreign_key),
        ("change a foreign key", change_foreign_key),
        ("defer a foreign key", defer_foreign_key),
        ("drop a foreign key", drop_constraint("f")),
        ("add an index", index("{name} ON {table} ({column} DESC NULLS LAST)")),
        ("add a partial index", index("{name} ON {table} ({column}) WHERE {column} IS NOT NULL")),
        ("add an index on an expression", index("{name} ON {table} (lower({column}))")),
        ("drop an index", drop_index),
        ("create a table", create_table),
        ("drop a table", drop_table),
        ("create an enum and use it", lambda: ("CREATE TYPE added_mood AS ENUM ('sad', 'so so', 'fine'); "
                                               f"ALTER TABLE {c.table()['name']} ADD COLUMN added_mood added_mood NOT NULL DEFAULT 'so so'", [])),
        ("add an enum value", add_enum_value),
        ("rename an enum value", rename_enum_value),
        ("create a view", lambda: (lambda t: (f'CREATE VIEW added_view AS SELECT {t["columns"][0]["name"]} FROM {t["name"]}', []))(c.table())),
        ("change a view", change_view),
        ("drop a view", drop_view),
        ("change a function", change_function),
        ("add a trigger and its function", add_trigger),
        ("comment on a table", comment_table),
        ("comment on a column", comment_column),
    ]
    for name, make in makers:
        try:
            sql, renames = make()
        except (LookupError, IndexError):
            continue
        yield name, sql, renames
