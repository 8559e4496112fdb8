//! Throw-away databases of the three engines, on which compiled SQL must apply.
//!
//! SQL goes through the engines' own command-line clients, as people would apply it.

use std::io::Write as _;
use std::process::{Command, Stdio};

use reqwest::Url;

use crate::folder::TempFolder;
use crate::required;

/// The engines that Tablewright compiles for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// PostgreSQL, at `TEST_POSTGRES_URL`.
    Postgres,
    /// MariaDB or MySQL, at `TEST_MYSQL_URL`.
    Mysql,
    /// SQLite, in a temporary file.
    Sqlite,
}

impl Engine {
    /// Every engine.
    pub const ALL: [Self; 3] = [Self::Postgres, Self::Mysql, Self::Sqlite];

    /// Its value of the GraphQL enums `Target` and `SourceFormat`.
    pub fn target(self) -> &'static str {
        match self {
            Self::Postgres => "POSTGRES",
            Self::Mysql => "MYSQL",
            Self::Sqlite => "SQLITE",
        }
    }
}

/// An empty database of one engine, removed when dropped.
#[derive(Debug)]
pub struct ScratchDatabase {
    engine: Engine,
    name: String,
    folder: TempFolder,
}

impl ScratchDatabase {
    /// Creates it, with a name that nobody else has.
    pub fn create(engine: Engine) -> Self {
        Self::named(engine, format!("scratch_{}", uuid::Uuid::new_v4().simple()))
    }

    /// Creates it with the name that a script counts on. Only one test at a time may use a name.
    pub fn named(engine: Engine, name: String) -> Self {
        let create = format!("CREATE DATABASE {name}");
        match engine {
            Engine::Postgres => psql(&required("TEST_POSTGRES_URL"), &create),
            Engine::Mysql => mysql(None, &create),
            Engine::Sqlite => Ok(String::new()),
        }
        .unwrap();
        Self {
            engine,
            name,
            folder: TempFolder::create(),
        }
    }

    /// Runs a script and returns what it prints, or the engine's own words about the first
    /// statement it refused.
    pub fn apply(&self, sql: &str) -> Result<String, String> {
        match self.engine {
            Engine::Postgres => {
                let mut url = Url::parse(&required("TEST_POSTGRES_URL")).unwrap();
                url.set_path(&self.name);
                psql(url.as_str(), sql)
            }
            Engine::Mysql => mysql(Some(&self.name), sql),
            Engine::Sqlite => {
                let file = self.folder.path().join("scratch.db");
                let mut command = Command::new("sqlite3");
                command.args(["-batch", "-bail"]).arg(file);
                run(command, "sqlite3", sql)
            }
        }
    }

    /// Its address, as programs are given it.
    pub fn url(&self) -> String {
        let on_server = |variable: &str| {
            let mut url = Url::parse(&required(variable)).unwrap();
            url.set_path(&self.name);
            url.to_string()
        };
        match self.engine {
            Engine::Postgres => on_server("TEST_POSTGRES_URL"),
            Engine::Mysql => on_server("TEST_MYSQL_URL"),
            Engine::Sqlite => format!("sqlite://{}", self.folder.path().join("scratch.db").display()),
        }
    }

    /// Its name on the server.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the engine's own dump says of the schema, or why it does not. For SQLite there is `.schema`.
    pub fn dump(&self) -> Result<String, String> {
        match self.engine {
            Engine::Postgres => {
                let mut url = Url::parse(&required("TEST_POSTGRES_URL")).unwrap();
                url.set_path(&self.name);
                let mut command = Command::new("pg_dump");
                command.args(["--schema-only", "--no-owner"]).arg(url.as_str());
                run(command, "pg_dump", "")
            }
            Engine::Mysql => {
                let mut command = mysql_command(&["mariadb-dump", "mysqldump"]);
                command
                    .args(["--no-data", "--routines", "--triggers", "--events"])
                    .args(["--skip-dump-date", "--skip-comments"])
                    .arg(&self.name);
                run(command, "mariadb-dump", "")
            }
            Engine::Sqlite => self.apply(".schema"),
        }
    }

    /// How many tables it has.
    pub fn table_count(&self) -> usize {
        let count = match self.engine {
            Engine::Postgres => {
                "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
                 WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
            }
            Engine::Mysql => {
                "SELECT count(*) FROM information_schema.tables \
                 WHERE table_schema = database() AND table_type = 'BASE TABLE'"
            }
            Engine::Sqlite => "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        };
        self.apply(count).unwrap().trim().parse().unwrap()
    }
}

impl Drop for ScratchDatabase {
    fn drop(&mut self) {
        let removed = match self.engine {
            Engine::Postgres => psql(
                &required("TEST_POSTGRES_URL"),
                &format!("DROP DATABASE {} WITH (FORCE)", self.name),
            ),
            Engine::Mysql => mysql(None, &format!("DROP DATABASE {}", self.name)),
            Engine::Sqlite => Ok(String::new()),
        };
        if let Err(error) = removed {
            eprintln!("{} stays behind: {error}", self.name);
        }
    }
}

/// Runs SQL with psql, stopping at the first error.
pub(crate) fn psql(url: &str, sql: &str) -> Result<String, String> {
    let mut command = Command::new("psql");
    command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f", "-", url]);
    run(command, "psql", sql)
}

fn mysql(database: Option<&str>, sql: &str) -> Result<String, String> {
    let mut command = mysql_command(&["mariadb", "mysql"]);
    command.args(["--batch", "--skip-column-names"]).args(database);
    run(command, "mariadb", sql)
}

/// The first of these programs that is here, with what it needs to reach the server.
fn mysql_command(programs: &[&str]) -> Command {
    let url = Url::parse(&required("TEST_MYSQL_URL")).unwrap();
    let program = programs
        .iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok())
        .expect("`mariadb` and `mariadb-dump`, or `mysql` and `mysqldump`, are needed: run `make test`, which installs them");
    let mut command = Command::new(program);
    command
        .args(["--no-defaults", "--protocol=tcp", "--default-character-set=utf8mb4"])
        .arg(format!("--host={}", url.host_str().unwrap()))
        .arg(format!("--port={}", url.port().unwrap_or(3306)))
        .arg(format!("--user={}", url.username()))
        .env("MYSQL_PWD", url.password().unwrap_or(""));
    command
}

fn run(mut command: Command, name: &str, input: &str) -> Result<String, String> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{name} cannot be started ({error}): run `make test`, which installs it"));
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    // From a thread, because the client may fill its output before it has read all its input.
    let writer = std::thread::spawn(move || {
        // A client that stops at an error closes its end; its own words say why.
        let _ = stdin.write_all(input.as_bytes());
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}
