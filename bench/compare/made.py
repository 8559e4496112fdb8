"""A made schema of any size, with some of everything that real ones have."""


def schema(count):
    out = ["CREATE SCHEMA stock;", "CREATE TYPE state AS ENUM ('draft', 'open', 'on hold', 'closed');",
           "CREATE TYPE stock.size AS ENUM ('S', 'M', 'L');", "CREATE DOMAIN percent AS numeric(5,2) CHECK (VALUE >= 0 AND VALUE <= 100);"]
    after = []
    for n in range(1, count + 1):
        space = "stock." if n % 9 == 0 else ""
        name = f"{space}thing_{n:04}"
        key = "bigint GENERATED ALWAYS AS IDENTITY" if n % 4 == 0 else "serial" if n % 4 == 1 else "bigint"
        lines = [f"id {key} PRIMARY KEY", "name character varying(120) NOT NULL", "note text", "amount numeric(12,2) DEFAULT 0 NOT NULL",
                 "count integer DEFAULT 1", "is_open boolean DEFAULT true NOT NULL", "made_at timestamp with time zone DEFAULT now() NOT NULL",
                 "code character varying(8)"]
        if n % 3 == 0:
            lines += ["state state DEFAULT 'draft'::state NOT NULL", f"CONSTRAINT thing_{n:04}_amount_check CHECK (amount >= 0)"]
        if n % 5 == 0:
            lines += ["tags text[] DEFAULT '{}'::text[]", "rate percent", f"CONSTRAINT thing_{n:04}_code_key UNIQUE (code)"]
        if n % 7 == 0:
            lines += ["total numeric GENERATED ALWAYS AS (amount * count) STORED", "meta jsonb"]
        if n > 3:
            for at, parent in enumerate({(n * 7) % (n - 1) + 1, n - 1}):
                target = ("stock." if parent % 9 == 0 else "") + f"thing_{parent:04}"
                kind = "integer" if parent % 4 == 1 else "bigint"
                lines.append(f"parent_{at}_id {kind}")
                action = ["", " ON DELETE CASCADE", " ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED"][(n + at) % 3]
                after.append(f"ALTER TABLE {name} ADD CONSTRAINT thing_{n:04}_parent_{at}_fkey FOREIGN KEY (parent_{at}_id) REFERENCES {target}(id){action};")
                after.append(f"CREATE INDEX thing_{n:04}_parent_{at}_idx ON {name} (parent_{at}_id);")
        out.append(f"CREATE TABLE {name} (\n  " + ",\n  ".join(lines) + "\n);")
        if n % 6 == 0:
            after.append(f"CREATE INDEX thing_{n:04}_lower_idx ON {name} (lower(name));")
        if n % 8 == 0:
            after.append(f"CREATE UNIQUE INDEX thing_{n:04}_open_idx ON {name} (name) WHERE is_open;")
        if n % 10 == 0:
            after.append(f"COMMENT ON TABLE {name} IS 'The {n}th thing; it''s made';\nCOMMENT ON COLUMN {name}.amount IS 'In euros';")
            after.append(f"CREATE VIEW {space}seen_{n:04} AS SELECT t.id, t.name, upper(t.name) AS shout FROM {name} t WHERE t.is_open;")
        if n % 25 == 0:
            after.append(f"CREATE FUNCTION {space}touch_{n:04}() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  NEW.made_at := now();\n  RETURN NEW;\nEND\n$$;")
            after.append(f"CREATE TRIGGER touch BEFORE UPDATE ON {name} FOR EACH ROW EXECUTE FUNCTION {space}touch_{n:04}();")
    return "\n".join(out + after) + "\n"
