#!/usr/bin/env python3
"""Migrations by Tablewright and by what else makes them, executed on PostgreSQL and compared with the target.

For each schema two databases are built: the old one, filled with rows, and the new one, which is the old one after a list
of known changes (changes.py). Each tool is asked for the SQL from old to new; it runs on a copy of the old database, and
the catalogs of the result are compared line by line (listing.sql) with those of the new one. A change is right when
every line it added is there and every line it took away is gone, and, for a rename, the column's values are still there.

usage: compare.py [--tools a,b] [--schemas a,b] [--verbose]; needs TEST_POSTGRES_URL and TABLEWRIGHT_BIN
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

import changes
import made
import tools

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
SERVER = os.environ.get("TEST_POSTGRES_URL", "")


def url(database):
    return SERVER.rsplit("/", 1)[0] + "/" + database


def psql(database, sql, stop=True):
    """Runs a script; returns what it prints and the first error's words."""
    done = subprocess.run(["psql", "-XqAt", "-v", f"ON_ERROR_STOP={int(stop)}", "-f", "-", url(database)],
                          input=sql, capture_output=True, text=True, timeout=1200)
    error = next((line for line in done.stderr.splitlines() if "ERROR" in line), None)
    return done.stdout, error


def ask(database, sql):
    out, error = psql(database, sql)
    if error:
        raise RuntimeError(error)
    return out


def create(database, template="template0"):
    ask("postgres", f"DROP DATABASE IF EXISTS {database} WITH (FORCE);\nCREATE DATABASE {database} TEMPLATE {template};")


def listing(database):
    return set(ask(database, (HERE / "listing.sql").read_text()).splitlines())


def dump(database, file):
    with open(file, "w", encoding="utf-8") as out:
        subprocess.run(["pg_dump", "-s", "--no-owner", url(database)], stdout=out, check=True)


class Case:
    """One schema with its changes, its databases and its files."""

    def __init__(self, name, source, folder):
        self.name, self.folder, self.renames, self.steps = name, folder, [], []
        folder.mkdir()
        stem = "tw_compare_" + re.sub(r"\W", "_", name)
        self.old, self.new, self.empty, self.work = (f"{stem}_{end}" for end in ("old", "new", "empty", "work"))
        self.old_url, self.new_url, self.empty_url = url(self.old), url(self.new), url(self.empty)
        self.old_sql, self.new_sql = folder / "old.sql", folder / "new.sql"
        create(self.old)
        create(self.empty)
        ask(self.old, source)
        self.old_lines = listing(self.old)
        create(self.new, self.old)
        self.change()
        dump(self.old, self.old_sql)
        dump(self.new, self.new_sql)
        ask(self.old, (HERE / "fill.sql").read_text())

    def change(self):
        before = self.old_lines
        catalog = changes.Catalog(lambda sql: ask(self.new, sql))
        for name, sql, renames in changes.known_changes(catalog):
            _, error = psql(self.new, f"BEGIN;\n{sql};\nCOMMIT;" if "ADD VALUE" not in sql else sql)
            if error:
                print(f"  left out of {self.name}: {name}: {error}", file=sys.stderr)
                continue
            after = listing(self.new)
            if after != before:
                self.steps.append((name, after - before, before - after))
                self.renames += renames
            before = after
        self.new_lines = before

    def drop(self):
        for database in (self.old, self.new, self.empty, self.work):
            psql("postgres", f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


def kept_rows(case, database):
    """How many renames kept their values, of those whose column had any."""
    kept = had = 0
    for rename in case.renames:
        path, new = rename.split("=")
        table, _, column = path.rpartition(".")
        if not column or "." in new or table == "" or new.endswith(" renamed"):
            continue
        count, error = psql(case.old, f'SELECT count("{column}") FROM {table}')
        if error or not count.strip() or int(count) == 0:
            continue
        had += 1
        count_after, error = psql(database, f'SELECT count("{new}") FROM {table}')
        kept += not error and count_after == count
    return kept, had


def measured(call):
    begin = time.monotonic()
    try:
        return call(), None, time.monotonic() - begin
    except Exception as error:  # Whatever a tool does is its result.
        return None, " ".join(str(error).split())[:110] or type(error).__name__, time.monotonic() - begin


def migrate(tool, case, verbose):
    sql, error, seconds = measured(lambda: tool.migrate(case))
    row = {"schema": case.name, "tool": tool.name, "seconds": seconds, "changes": len(case.steps), "right": 0, "whole": "no", "note": error}
    if sql is None:
        return row
    create(case.work, case.old)
    _, error = psql(case.work, sql, stop=False)
    lines = listing(case.work)
    wrong = [(name, (added & case.new_lines) - lines, (gone - case.new_lines) & lines) for name, added, gone in case.steps]
    wrong = [(name, missing, left) for name, missing, left in wrong if missing or left]
    kept, had = kept_rows(case, case.work)
    row["right"] = max(0, len(case.steps) - len(wrong) - (had - kept))
    row["whole"] = "yes" if lines == case.new_lines and kept == had else f"{len(lines ^ case.new_lines)} lines differ"
    row["note"] = error[error.find("ERROR"):][:110] if error else (f"values lost by {had - kept} renames" if kept < had else "")
    if verbose:
        (case.folder / f"{tool.name.strip('@').replace('/', '-')}.sql").write_text(sql)
        for name, missing, left in wrong:
            print(f"    {tool.name}: {name}\n" + "".join(f"      - {m[:200]}\n" for m in sorted(missing)[:4]) + "".join(f"      + {m[:200]}\n" for m in sorted(left)[:4]))
        for line in sorted(lines - case.new_lines)[:8]:
            print(f"      extra   {line[:220]}")
        for line in sorted(case.new_lines - lines)[:8]:
            print(f"      missing {line[:220]}")
    if hasattr(tool, "back") and not error:
        _, error = psql(case.work, tool.back(case))
        lines = listing(case.work)
        row["back"] = "yes" if lines == case.old_lines else f"{len(lines ^ case.old_lines)} lines differ"
        if error:
            row["note"] = "down: " + error[error.find("ERROR"):][:100]
        if verbose:
            for line in sorted(lines - case.old_lines)[:8]:
                print(f"      down extra   {line[:220]}")
            for line in sorted(case.old_lines - lines)[:8]:
                print(f"      down missing {line[:220]}")
    return row


def rebuild(tool, case):
    sql, error, seconds = measured(lambda: tool.rebuild(case))
    row = {"schema": case.name, "tool": tool.name, "seconds": seconds, "lines": len(case.old_lines), "lost": len(case.old_lines), "extra": 0, "note": error}
    if sql is None:
        return row
    create(case.work)
    _, error = psql(case.work, sql, stop=False)
    lines = listing(case.work)
    row |= {"lost": len(case.old_lines - lines), "extra": len(lines - case.old_lines), "note": error[error.find("ERROR"):][:110] if error else ""}
    return row


def table(title, columns, rows):
    cells = [[str(row.get(key, "") if not isinstance(row.get(key), float) else f"{row[key]:.2f}") or "" for _, key in columns] for row in rows]
    cells = [["" if cell == "None" else cell for cell in row] for row in cells]
    widths = [max(len(head), *(len(row[i]) for row in cells)) for i, (head, _) in enumerate(columns)]
    print(f"\n{title}\n")
    print("  ".join(head.ljust(width) for (head, _), width in zip(columns, widths)).rstrip())
    print("  ".join("-" * width for width in widths))
    for row in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def sources(wanted):
    for count in (100, 200):
        yield f"made{count}", made.schema(count)
    for name in ("pagila", "cratesio", "edfi", "synth1000"):
        file = CORPUS / f"{name}-pg" / "schema.sql"
        if file.exists():
            yield name, file.read_text()
        elif not wanted or name in wanted:
            print(f"the corpus schema {name}-pg is missing at ../shared/corpus; it is left out", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tools", help="only these, with commas between")
    parser.add_argument("--schemas", help="only these, with commas between")
    parser.add_argument("--keep", help="a folder for the files, kept afterwards")
    parser.add_argument("--verbose", action="store_true", help="say what is wrong with each change")
    options = parser.parse_args()
    if not SERVER or "TABLEWRIGHT_BIN" not in os.environ:
        sys.exit("TEST_POSTGRES_URL and TABLEWRIGHT_BIN must be set; `make bench-compiler` does it")
    home = pathlib.Path(os.environ.get("BENCH_TOOLS", ROOT / "target" / "bench-tools")).absolute()
    home.mkdir(parents=True, exist_ok=True)
    found = []
    for make in tools.ALL:
        if options.tools and make.name not in options.tools.split(","):
            continue
        try:
            found.append(make(home))
        except Exception as error:  # A tool that cannot be installed is named, and the others run.
            print(f"{make.name} is left out: {error}", file=sys.stderr)
    folder = pathlib.Path(options.keep or tempfile.mkdtemp(prefix="tablewright-compare-"))
    folder.mkdir(exist_ok=True)
    migrations, rebuilds, wanted = [], [], options.schemas and options.schemas.split(",")
    try:
        for name, source in sources(wanted):
            if wanted and name not in wanted:
                continue
            shutil.rmtree(folder / name, ignore_errors=True)
            case = Case(name, source, folder / name)
            try:
                for tool in found:
                    if hasattr(tool, "migrate"):
                        migrations.append(migrate(tool, case, options.verbose))
                    rebuilds.append(rebuild(tool, case))
                    print(f"  {name}: {tool.name} done", file=sys.stderr)
            finally:
                case.drop()
    finally:
        if not options.keep:
            shutil.rmtree(folder)
    table("Migrations, executed on a filled PostgreSQL", [("schema", "schema"), ("tool", "tool"), ("changes", "changes"), ("right", "right"),
          ("whole", "whole"), ("and back", "back"), ("seconds", "seconds"), ("note", "note")], migrations)
    table("Whole schemas built again from nothing", [("schema", "schema"), ("tool", "tool"), ("catalog lines", "lines"), ("lost", "lost"),
          ("extra", "extra"), ("seconds", "seconds"), ("note", "note")], rebuilds)
    ours = [row for row in migrations if row["tool"] == "tablewright"]
    if any(row["whole"] != "yes" or row.get("back") != "yes" for row in ours):
        sys.exit(1)


if __name__ == "__main__":
    main()
