"""How each tool is asked for a migration, and for a schema built again from nothing.

Each `migrate` gets the two databases' URLs, the two schemas as SQL files and the renames, and returns SQL or raises.
"""

import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
LONGEST = 600


class Unavailable(Exception):
    """The tool cannot be run on this machine."""


def run(command, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=LONGEST, **options)
    return done


def checked(command, **options):
    done = run(command, **options)
    if done.returncode:
        raise RuntimeError(next((line for line in (done.stderr + "\n" + done.stdout).splitlines() if "rror" in line), "failed"))
    return done.stdout


class Tablewright:
    name = "tablewright"

    def __init__(self, home):
        self.binary = os.environ["TABLEWRIGHT_BIN"]

    def migrate(self, case):
        renames = [word for rename in case.renames for word in ("--rename", rename)]
        done = run([self.binary, "diff", case.old_sql, case.new_sql, "--from", "postgres", "--to", "postgres", *renames])
        if done.returncode > 1:
            raise RuntimeError(done.stderr.strip().splitlines()[-1])
        return done.stdout

    def back(self, case):
        renames = [word for rename in case.renames for word in ("--rename", rename)]
        return run([self.binary, "diff", case.old_sql, case.new_sql, "--from", "postgres", "--to", "postgres", "--down", *renames]).stdout

    def rebuild(self, case):
        done = run([self.binary, "compile", case.old_sql, "--from", "postgres", "--to", "postgres"])
        if done.returncode > 1:
            raise RuntimeError(done.stderr.strip().splitlines()[-1])
        return done.stdout


class Migra:
    name = "migra"

    def __init__(self, home):
        self.binary = python_tools(home) / "migra"

    def migrate(self, case):
        done = run([self.binary, "--unsafe", "--with-privileges", psycopg(case.old_url), psycopg(case.new_url)])
        if done.returncode not in (0, 2):
            raise RuntimeError(done.stderr.strip().splitlines()[-1])
        return done.stdout

    def rebuild(self, case):
        done = run([self.binary, "--unsafe", "--with-privileges", psycopg(case.empty_url), psycopg(case.old_url)])
        if done.returncode not in (0, 2):
            raise RuntimeError(done.stderr.strip().splitlines()[-1])
        return done.stdout


class Alembic:
    name = "alembic"

    def __init__(self, home):
        self.python = python_tools(home) / "python"

    def migrate(self, case):
        return checked([self.python, HERE / "alembic_diff.py", psycopg(case.old_url), psycopg(case.new_url)])

    def rebuild(self, case):
        return checked([self.python, HERE / "alembic_diff.py", psycopg(case.empty_url), psycopg(case.old_url)])


class Drizzle:
    name = "drizzle-kit"

    def __init__(self, home):
        self.home = node_tools(home)

    def migrate(self, case):
        return self.between(case.old_url, case.new_url, case)

    def rebuild(self, case):
        return self.between(case.empty_url, case.old_url, case)

    def between(self, old, new, case):
        folder = case.folder / "drizzle"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        environment = dict(os.environ, NODE_PATH=str(self.home / "node_modules"))
        return checked(["node", HERE / "drizzle_diff.cjs", self.home, folder, old, new], env=environment)


class Liquibase:
    name = "liquibase"

    def __init__(self, home):
        folder = node_tools(home) / "node_modules" / "node-liquibase" / "dist" / "liquibase"
        self.binary = folder / "liquibase"
        if not self.binary.exists() or not shutil.which("java"):
            raise Unavailable("needs Java and the package node-liquibase")
        self.driver = next((folder.parent / "drivers").glob("postgresql*.jar"))

    def ask(self, *words):
        return checked(["bash", self.binary, "--logLevel=severe", f"--classpath={self.driver}:/", *words])

    def between(self, case, old, new):
        log = case.folder / "liquibase.xml"
        log.unlink(missing_ok=True)
        here = [f"--changeLogFile={log}", f"--url={jdbc(old)}", "--username=postgres"]
        self.ask(*here, f"--referenceUrl={jdbc(new)}", "--referenceUsername=postgres", "diffChangeLog")
        if not log.exists():
            return ""
        out = case.folder / "liquibase.sql"
        self.ask(*here, f"--outputFile={out}", "updateSQL")
        # What it keeps its own books in is no part of the migration.
        return "".join(line for line in out.read_text().splitlines(True) if "databasechangelog" not in line.lower())

    def migrate(self, case):
        return self.between(case, case.old_url, case.new_url)

    def rebuild(self, case):
        return self.between(case, case.empty_url, case.old_url)


class Prisma:
    name = "prisma"

    def __init__(self, home):
        self.binary = node_tools(home) / "node_modules" / ".bin" / "prisma"
        done = run([self.binary, "--version"])
        if done.returncode:
            raise Unavailable("its schema engine could not be downloaded")

    def between(self, case, old, new):
        return checked([self.binary, "migrate", "diff", "--from-url", old, "--to-url", new, "--script"], cwd=case.folder)

    def migrate(self, case):
        return self.between(case, case.old_url, case.new_url)

    def rebuild(self, case):
        return self.between(case, case.empty_url, case.old_url)


class Dbml:
    name = "@dbml/core"

    def __init__(self, home):
        self.home = node_tools(home)

    def rebuild(self, case):
        return checked(["node", HERE / "dbml_rebuild.cjs", self.home, case.old_sql])


ALL = [Tablewright, Migra, Drizzle, Prisma, Alembic, Liquibase, Dbml]


def psycopg(url):
    return url.replace("postgres://", "postgresql://", 1)


def jdbc(url):
    return "jdbc:postgresql://" + url.split("@")[1]


def python_tools(home):
    folder = home / "venv"
    if not (folder / "bin" / "migra").exists():
        checked([sys.executable, "-m", "venv", folder])
        checked([folder / "bin" / "pip", "install", "--quiet", "-r", HERE / "requirements.txt"])
    return folder / "bin"


def node_tools(home):
    folder = home / "node"
    if not (folder / "node_modules").exists():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / "package.json", folder / "package.json")
        checked(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder)
        # Some keep their native parts out of the package; a part that cannot be had shows when the tool is run.
        run(["npm", "rebuild", "--foreground-scripts"], cwd=folder)
    return folder
