//! Real server processes.

use std::io::{BufRead as _, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use crate::PATIENCE;
use crate::database::{PostgresDatabase, redis_url};
use crate::folder::TempFolder;

/// Where servers keep their data; several servers may share one. Gone when dropped.
#[derive(Debug)]
pub struct Storage {
    folder: TempFolder,
    variables: Vec<(&'static str, String)>,
    postgres: Option<PostgresDatabase>,
}

impl Storage {
    /// The embedded default: no configuration at all, one SQLite file in a folder of its own.
    pub fn sqlite() -> Self {
        Self {
            folder: TempFolder::create(),
            variables: Vec::new(),
            postgres: None,
        }
    }

    /// A database of its own on PostgreSQL, and the Redis that tests share.
    pub fn postgres() -> Self {
        let postgres = PostgresDatabase::create();
        let url = postgres.url().to_owned();
        Self::of(postgres, url, redis_url())
    }

    /// A PostgreSQL database and Redis by way of the given URLs, to put a proxy in between.
    pub fn of(postgres: PostgresDatabase, database_url: String, redis_url: String) -> Self {
        Self {
            folder: TempFolder::create(),
            variables: vec![
                ("TABLEWRIGHT_DATABASE_URL", database_url),
                ("TABLEWRIGHT_REDIS_URL", redis_url),
            ],
            postgres: Some(postgres),
        }
    }

    /// Sets an option, by its environment variable, of servers started from now on.
    #[must_use]
    pub fn with(mut self, variable: &'static str, value: impl ToString) -> Self {
        self.variables.push((variable, value.to_string()));
        self
    }

    /// The PostgreSQL database.
    pub fn database(&self) -> &PostgresDatabase {
        self.postgres.as_ref().expect("this storage is on PostgreSQL")
    }

    /// The folder in which its servers run.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
}

/// A running `tablewright serve`. Killed when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    url: String,
    output: Arc<Mutex<String>>,
}

impl Server {
    /// Starts a server on a free port and waits until it says that it is ready.
    pub async fn start(storage: &Storage) -> Self {
        let mut command = Command::new(binary());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("TABLEWRIGHT_") {
                command.env_remove(name);
            }
        }
        let mut child = command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .envs(storage.variables.iter().map(|(name, value)| (name, value)))
            .current_dir(storage.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let output = Arc::new(Mutex::new(String::new()));
        let (found, address) = mpsc::channel();
        collect(child.stdout.take().unwrap(), &output, found.clone());
        collect(child.stderr.take().unwrap(), &output, found);
        let Ok(port) = address.recv_timeout(PATIENCE) else {
            let _ = child.kill();
            panic!("the server named no address:\n{}", output.lock().unwrap());
        };
        let server = Self {
            child,
            url: format!("http://127.0.0.1:{port}"),
            output,
        };
        server.wait_until_ready().await;
        server
    }

    /// `http://127.0.0.1:<port>`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// `127.0.0.1:<port>`.
    pub fn address(&self) -> String {
        self.url["http://".len()..].to_owned()
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it has printed so far, on both streams.
    pub fn output(&self) -> String {
        self.output.lock().unwrap().clone()
    }

    /// Ends it as a power cut would: SIGKILL, nothing is told to anybody.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop (SIGTERM) and returns how it ended.
    pub async fn terminate(mut self) -> ExitStatus {
        let asked = Command::new("kill").args(["-TERM", &self.id().to_string()]).status();
        assert!(asked.unwrap().success());
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(
                Instant::now() < deadline,
                "SIGTERM did not end the server:\n{}",
                self.output()
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    async fn wait_until_ready(&self) {
        let http = reqwest::Client::new();
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Ok(answer) = http.get(format!("{}/readyz", self.url)).send().await
                && answer.status().is_success()
            {
                return;
            }
            assert!(
                Instant::now() < deadline,
                "the server never became ready:\n{}",
                self.output()
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("--- server {} ---\n{}", self.url, self.output());
        }
    }
}

/// Reads a stream to its end into `output`, and sends the port of the first address it names.
fn collect(stream: impl Read + Send + 'static, output: &Arc<Mutex<String>>, found: mpsc::Sender<u16>) {
    let output = Arc::clone(output);
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if let Some(port) = port_in(&line) {
                let _ = found.send(port);
            }
            let mut output = output.lock().unwrap();
            output.push_str(&line);
            output.push('\n');
        }
    });
}

fn port_in(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("http://127.0.0.1:")?;
    let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok().filter(|port| *port != 0)
}

/// `TABLEWRIGHT_BIN`, or the binary that cargo put beside this test's own.
pub fn binary() -> PathBuf {
    if let Some(path) = std::env::var_os("TABLEWRIGHT_BIN") {
        return path.into();
    }
    let test = std::env::current_exe().unwrap();
    let path = test.ancestors().nth(2).unwrap().join("tablewright");
    assert!(path.exists(), "{} is missing: run `make build` first", path.display());
    path
}
