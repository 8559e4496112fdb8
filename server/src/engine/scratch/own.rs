//! A server of our own, in a temporary folder, without durability.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tablewright_compiler::dialect::Dialect;
use uuid::Uuid;

use super::guard::{Guard, Plan};
use super::programs::{self, User};
use crate::config::temporary_folder;
use crate::engine::{Connection, EngineError};

/// How long a server may take until it answers.
const START: Duration = Duration::from_secs(60);
/// How often it is asked.
const ASK: Duration = Duration::from_millis(50);
/// The longest path of a folder whose socket the system still takes.
const LONGEST_FOLDER: usize = 80;

/// A server that only we can reach, by a socket in its folder.
#[derive(Debug)]
pub(super) struct OwnServer {
    dialect: Dialect,
    folder: PathBuf,
    guard: Guard,
}

impl OwnServer {
    /// Starts it, and waits until it answers.
    pub(super) async fn start(dialect: Dialect) -> Result<Self, EngineError> {
        let program = find(dialect)?;
        let failed = |message: String| EngineError::ScratchFailed { dialect, message };
        let folder = new_folder().map_err(|error| failed(format!("no temporary folder: {error}")))?;
        let planned = user_for(dialect, &folder).and_then(|user| plan(dialect, &program, &folder, user));
        let plan = match planned {
            Ok(plan) => plan,
            Err(message) => {
                // It is empty, and ours.
                let _ = fs::remove_dir_all(&folder);
                return Err(failed(message));
            }
        };
        let guard = Guard::start(&folder, plan).map_err(|error| failed(error.to_string()))?;
        let server = Self { dialect, folder, guard };
        let ready = async {
            while let Err(error) = Connection::connect(&server.url(None)).await {
                tracing::trace!(%error, "the scratch server is not there yet");
                tokio::time::sleep(ASK).await;
            }
        };
        let outcome = tokio::select! {
            outcome = tokio::time::timeout(START, ready) => outcome.map_err(|_| {
                format!("{} did not answer within {} s", program.display(), START.as_secs())
            }),
            last = server.guard.ended() => Err(format!("{} ended: {last}", program.display())),
        };
        match outcome {
            Ok(()) => Ok(server),
            Err(message) => {
                server.stop().await;
                Err(failed(message))
            }
        }
    }

    /// The address of a database on it, or of the server.
    pub(super) fn url(&self, database: Option<&str>) -> String {
        let folder = percent_encoded(&self.folder.to_string_lossy());
        match self.dialect {
            Dialect::Postgres => {
                let database = database.unwrap_or("postgres");
                format!("postgres://postgres@localhost/{database}?host={folder}&port=5432&sslmode=disable")
            }
            Dialect::Mysql | Dialect::Sqlite => {
                let database = database.unwrap_or_default();
                format!("mysql://root@localhost/{database}?socket={folder}%2Fsocket&ssl-mode=disabled")
            }
        }
    }

    pub(super) fn is_running(&self) -> bool {
        self.guard.is_running()
    }

    #[cfg(test)]
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Ends it, and waits until it and its folder are gone.
    pub(super) async fn stop(&self) {
        self.guard.stop().await;
    }
}

fn find(dialect: Dialect) -> Result<PathBuf, EngineError> {
    let (found, help) = match dialect {
        Dialect::Postgres => (
            programs::postgres().map(|folder| folder.join("postgres")),
            "install a PostgreSQL server (Debian: postgresql), or set TABLEWRIGHT_SCRATCH_POSTGRES_URL or --scratch-url to a \
             server on which databases named tablewright_scratch_… may be created and dropped",
        ),
        Dialect::Mysql | Dialect::Sqlite => (
            programs::mysql(),
            "install a MariaDB or MySQL server (Debian: mariadb-server), or set TABLEWRIGHT_SCRATCH_MYSQL_URL or --scratch-url \
             to a server on which databases named tablewright_scratch_… may be created and dropped",
        ),
    };
    found.ok_or_else(|| EngineError::NoScratch {
        dialect,
        help: help.to_owned(),
    })
}

/// An empty folder that nobody else can look into.
fn new_folder() -> std::io::Result<PathBuf> {
    let name = format!("tablewright-scratch-{}", Uuid::new_v4().simple());
    let mut folder = temporary_folder().join(&name);
    if folder.as_os_str().len() > LONGEST_FOLDER {
        folder = Path::new("/tmp").join(name);
    }
    fs::DirBuilder::new().mode(0o700).create(&folder)?;
    Ok(folder)
}

/// Who the server runs as: servers refuse to be run by root, so there the folder is given to somebody else.
fn user_for(dialect: Dialect, folder: &Path) -> Result<Option<User>, String> {
    let owner = fs::metadata(folder).map_err(|error| error.to_string())?.uid();
    if owner != 0 {
        return Ok(None);
    }
    let names: &[&str] = match dialect {
        Dialect::Postgres => &["postgres", "nobody"],
        Dialect::Mysql | Dialect::Sqlite => &["mysql", "nobody"],
    };
    let user = User::find(names).ok_or_else(|| {
        format!(
            "the server refuses to run as root, and none of the users {} exists",
            names.join(", ")
        )
    })?;
    chown(folder, Some(user.uid), Some(user.gid)).map_err(|error| error.to_string())?;
    Ok(Some(user))
}

fn plan(dialect: Dialect, program: &Path, folder: &Path, user: Option<User>) -> Result<Plan, String> {
    let data = folder.join("data");
    match dialect {
        Dialect::Postgres => Ok(postgres_plan(program, folder, &data, user)),
        Dialect::Mysql | Dialect::Sqlite => mysql_plan(program, folder, &data, user),
    }
}

fn postgres_plan(program: &Path, folder: &Path, data: &Path, user: Option<User>) -> Plan {
    let prepare = words(
        &program.with_file_name("initdb"),
        &[
            &format!("--pgdata={}", data.display()),
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
            "--no-instructions",
        ],
    );
    let mut serve = words(program, &[]);
    serve.extend([OsString::from("-D"), data.into(), "-k".into(), folder.into()]);
    for setting in [
        "listen_addresses=",
        "port=5432",
        "max_connections=40",
        "shared_buffers=64MB",
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "wal_level=minimal",
        "max_wal_senders=0",
        "autovacuum=off",
        // A plan over a thousand tables is one transaction.
        "max_locks_per_transaction=4096",
        "lc_messages=C",
    ] {
        serve.extend([OsString::from("-c"), setting.into()]);
    }
    Plan {
        prepare,
        serve,
        signal: "QUIT",
        user,
    }
}

fn mysql_plan(program: &Path, folder: &Path, data: &Path, user: Option<User>) -> Result<Plan, String> {
    let said = std::process::Command::new(program)
        .arg("--version")
        .output()
        .map_err(|error| format!("{}: {error}", program.display()))?;
    let is_mariadb = String::from_utf8_lossy(&said.stdout).contains("MariaDB");
    let data = format!("--datadir={}", data.display());
    let common = [
        data.as_str(),
        "--innodb-flush-log-at-trx-commit=0",
        "--innodb-doublewrite=0",
    ];
    let prepare = if is_mariadb {
        let installer = programs::mariadb_installer(program).ok_or_else(|| {
            format!(
                "mariadb-install-db, which belongs to {}, is not here",
                program.display()
            )
        })?;
        let mut prepare = words(&installer, &["--no-defaults"]);
        prepare.extend(common.map(OsString::from));
        prepare.extend(["--auth-root-authentication-method=normal", "--skip-test-db"].map(OsString::from));
        prepare
    } else {
        let mut prepare = words(program, &["--no-defaults"]);
        prepare.extend(common.map(OsString::from));
        prepare.push("--initialize-insecure".into());
        prepare
    };
    let mut serve = words(program, &["--no-defaults"]);
    serve.extend(common.map(OsString::from));
    serve.extend(
        [
            format!("--socket={}/socket", folder.display()),
            format!("--pid-file={}/pid", folder.display()),
        ]
        .map(OsString::from),
    );
    serve.extend(
        [
            "--skip-networking",
            "--skip-log-bin",
            "--innodb-buffer-pool-size=64M",
            "--character-set-server=utf8mb4",
        ]
        .map(OsString::from),
    );
    if is_mariadb {
        serve.push("--debug-no-sync".into());
    }
    Ok(Plan {
        prepare,
        serve,
        signal: "KILL",
        user,
    })
}

fn words(program: &Path, arguments: &[&str]) -> Vec<OsString> {
    let mut words = vec![program.as_os_str().to_owned()];
    words.extend(arguments.iter().map(OsString::from));
    words
}

/// A path as a value in a URL.
fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
