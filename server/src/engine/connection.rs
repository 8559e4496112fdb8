//! A connection to a live engine, over which any statement can be sent as text.

use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlRow};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgRow};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection as _, Row as _, TypeInfo as _, ValueRef as _, raw_sql};
use tablewright_compiler::dialect::Dialect;

use super::error::EngineError;
use crate::config::without_password;

/// How long a statement may take unless told otherwise.
const TIMEOUT: Duration = Duration::from_secs(120);
/// How long a connection may take to be there.
const CONNECT: Duration = Duration::from_secs(15);
/// What a server gets to say itself that it was too slow, before we stop listening.
const GRACE: Duration = Duration::from_secs(2);
/// SQLite asks after this many of its instructions whether it should go on.
const SQLITE_STEPS: i32 = 20_000;

/// A row with every value as text.
pub(crate) type TextRow = Vec<Option<String>>;

/// One connection. Statements go as text, one at a time, so that whatever the engine's own client could send can be
/// sent: DDL, bodies of routines, BEGIN and COMMIT, PRAGMA.
#[derive(Debug)]
pub(crate) struct Connection {
    link: Link,
    timeout: Duration,
}

#[derive(Debug)]
enum Link {
    Postgres(PgConnection),
    Mysql(MySqlConnection),
    Sqlite(SqliteConnection, Deadline),
}

/// Which engine answers, and what it calls itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Version {
    /// PostgreSQL, MariaDB, MySQL or SQLite.
    pub(crate) product: &'static str,
    /// As the engine says it, such as `10.11.6-MariaDB`.
    pub(crate) text: String,
    /// Its first two numbers, for comparisons.
    pub(crate) number: (u32, u32),
}

impl std::fmt::Display for Version {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {}", self.product, self.text)
    }
}

/// Which engine a URL is for.
pub(crate) fn dialect_of(url: &str) -> Result<Dialect, EngineError> {
    match url.split(':').next().unwrap_or_default() {
        "postgres" | "postgresql" => Ok(Dialect::Postgres),
        "mysql" | "mariadb" => Ok(Dialect::Mysql),
        "sqlite" => Ok(Dialect::Sqlite),
        _ => Err(EngineError::Url {
            url: without_password(url),
            problem: "it begins with none of postgres://, mysql://, mariadb://, sqlite://".to_owned(),
        }),
    }
}

impl Connection {
    /// Connects to what the URL names. A SQLite file has to exist.
    pub(crate) async fn connect(url: &str) -> Result<Self, EngineError> {
        Self::open(url, false).await
    }

    /// Connects in a way in which nothing can be written, as far as the engine offers one.
    pub(crate) async fn connect_read_only(url: &str) -> Result<Self, EngineError> {
        Self::open(url, true).await
    }

    async fn open(url: &str, read_only: bool) -> Result<Self, EngineError> {
        let dialect = dialect_of(url)?;
        let unusable = |error: sqlx::Error| EngineError::Url {
            url: without_password(url),
            problem: words(&error),
        };
        let failed = |message: String| EngineError::Connect {
            dialect,
            url: without_password(url),
            message,
        };
        let opened = tokio::time::timeout(CONNECT, async {
            match dialect {
                Dialect::Postgres => {
                    let options = PgConnectOptions::from_str(url).map_err(unusable)?;
                    let options = options.application_name("tablewright").disable_statement_logging();
                    let link = PgConnection::connect_with(&options).await;
                    link.map(Link::Postgres).map_err(|error| failed(words(&error)))
                }
                Dialect::Mysql => {
                    // What is made over the connection keeps its sql_mode and time zone: they stay the server's.
                    let options = MySqlConnectOptions::from_str(url).map_err(unusable)?;
                    let options = options
                        .pipes_as_concat(false)
                        .no_engine_substitution(false)
                        .timezone(None)
                        .disable_statement_logging();
                    let link = MySqlConnection::connect_with(&options).await;
                    link.map(Link::Mysql).map_err(|error| failed(words(&error)))
                }
                Dialect::Sqlite => {
                    let mut options = SqliteConnectOptions::from_str(url).map_err(unusable)?;
                    if read_only {
                        options = options.read_only(true);
                    }
                    Self::sqlite(options).await.map_err(|error| failed(words(&error)))
                }
            }
        });
        let link = match opened.await {
            Ok(link) => link?,
            Err(_) => return Err(failed(format!("it did not answer within {} s", CONNECT.as_secs()))),
        };
        let mut connection = Self { link, timeout: TIMEOUT };
        connection.set_timeout(TIMEOUT).await?;
        if dialect == Dialect::Mysql {
            // The driver asks for IGNORE_SPACE when it connects, and every routine made under it would keep it.
            connection.execute("SET SESSION sql_mode = @@GLOBAL.sql_mode").await?;
        }
        if read_only && dialect == Dialect::Postgres {
            connection.execute("SET default_transaction_read_only = on").await?;
        }
        Ok(connection)
    }

    /// A database in memory, which connections of the same name share while one of them is open.
    pub(super) async fn in_memory(name: &str) -> Result<Self, EngineError> {
        let options = SqliteConnectOptions::new()
            .filename(format!("file:{name}?mode=memory&cache=shared"))
            .in_memory(true)
            .shared_cache(true);
        let link = Self::sqlite(options).await.map_err(|error| EngineError::Connect {
            dialect: Dialect::Sqlite,
            url: "memory".to_owned(),
            message: words(&error),
        })?;
        let mut connection = Self { link, timeout: TIMEOUT };
        connection.set_timeout(TIMEOUT).await?;
        Ok(connection)
    }

    async fn sqlite(options: SqliteConnectOptions) -> Result<Link, sqlx::Error> {
        let options = options.disable_statement_logging();
        let mut link = SqliteConnection::connect_with(&options).await?;
        let deadline = Deadline::default();
        let asked = deadline.clone();
        link.lock_handle()
            .await?
            .set_progress_handler(SQLITE_STEPS, move || !asked.is_over());
        Ok(Link::Sqlite(link, deadline))
    }

    /// Whose connection it is.
    pub(crate) fn dialect(&self) -> Dialect {
        match self.link {
            Link::Postgres(_) => Dialect::Postgres,
            Link::Mysql(_) => Dialect::Mysql,
            Link::Sqlite(..) => Dialect::Sqlite,
        }
    }

    /// How long every statement from here on may take.
    pub(crate) async fn set_timeout(&mut self, timeout: Duration) -> Result<(), EngineError> {
        self.timeout = timeout;
        match self.dialect() {
            Dialect::Postgres => {
                let sql = format!("SET statement_timeout = {}", timeout.as_millis());
                self.execute(&sql).await?;
            }
            Dialect::Mysql => {
                // MariaDB's variable; MySQL has one for SELECT alone, and there only our own clock counts.
                let sql = format!("SET max_statement_time = {}", timeout.as_secs_f64());
                match self.execute(&sql).await {
                    Ok(_) | Err(EngineError::Refused { .. }) => {}
                    Err(error) => return Err(error),
                }
            }
            Dialect::Sqlite => {}
        }
        Ok(())
    }

    /// Runs one statement, and says how many rows it touched.
    pub(crate) async fn execute(&mut self, sql: &str) -> Result<u64, EngineError> {
        self.start_clock();
        let text = raw_sql(AssertSqlSafe(sql.to_owned()));
        let run = async {
            match &mut self.link {
                Link::Postgres(link) => text.execute(link).await.map(|done| done.rows_affected()),
                Link::Mysql(link) => text.execute(link).await.map(|done| done.rows_affected()),
                Link::Sqlite(link, _) => text.execute(link).await.map(|done| done.rows_affected()),
            }
        };
        let outcome = tokio::time::timeout(self.timeout + GRACE, run).await;
        self.judge(outcome, sql)
    }

    /// The rows of one query, every value as the engine writes it as text; bytes that are no text as `\x…`.
    pub(crate) async fn rows(&mut self, sql: &str) -> Result<Vec<TextRow>, EngineError> {
        self.start_clock();
        let text = raw_sql(AssertSqlSafe(sql.to_owned()));
        let run = async {
            match &mut self.link {
                Link::Postgres(link) => text.fetch_all(link).await?.iter().map(postgres_row).collect(),
                Link::Mysql(link) => text.fetch_all(link).await?.iter().map(mysql_row).collect(),
                Link::Sqlite(link, _) => text.fetch_all(link).await?.iter().map(sqlite_row).collect(),
            }
        };
        let outcome = tokio::time::timeout(self.timeout + GRACE, run).await;
        self.judge(outcome, sql)
    }

    /// Which engine answers.
    pub(crate) async fn version(&mut self) -> Result<Version, EngineError> {
        let sql = match self.dialect() {
            Dialect::Postgres => "SHOW server_version",
            Dialect::Mysql => "SELECT version()",
            Dialect::Sqlite => "SELECT sqlite_version()",
        };
        let rows = self.rows(sql).await?;
        let text = rows.into_iter().flatten().flatten().next().unwrap_or_default();
        let product = match self.dialect() {
            Dialect::Postgres => "PostgreSQL",
            Dialect::Mysql if text.contains("MariaDB") => "MariaDB",
            Dialect::Mysql => "MySQL",
            Dialect::Sqlite => "SQLite",
        };
        let number = numbers(&text);
        Ok(Version { product, text, number })
    }

    /// Says goodbye, so that the server need not find out.
    pub(crate) async fn close(self) {
        let close = async {
            match self.link {
                Link::Postgres(link) => link.close().await,
                Link::Mysql(link) => link.close().await,
                Link::Sqlite(link, _) => link.close().await,
            }
        };
        // Whatever happens, the connection is gone.
        let _ = tokio::time::timeout(GRACE, close).await;
    }

    fn start_clock(&self) {
        if let Link::Sqlite(_, deadline) = &self.link {
            deadline.start(self.timeout);
        }
    }

    fn judge<T>(
        &self,
        outcome: Result<Result<T, sqlx::Error>, tokio::time::error::Elapsed>,
        sql: &str,
    ) -> Result<T, EngineError> {
        let dialect = self.dialect();
        let too_slow = || EngineError::TooSlow {
            dialect,
            limit: self.timeout,
            sql: sql.to_owned(),
        };
        let error = match outcome {
            Ok(Ok(value)) => return Ok(value),
            Ok(Err(error)) => error,
            Err(_) => return Err(too_slow()),
        };
        let Some(refusal) = error.as_database_error() else {
            return Err(EngineError::Lost {
                dialect,
                message: error.to_string(),
            });
        };
        let code = refusal.code().map(|code| code.into_owned());
        let interrupted = match (dialect, code.as_deref()) {
            (Dialect::Postgres, Some("57014")) => refusal.message().contains("statement timeout"),
            (Dialect::Mysql, Some("70100" | "HY000")) => refusal.message().contains("max_statement_time"),
            (Dialect::Sqlite, Some("9")) => true,
            _ => false,
        };
        if interrupted {
            return Err(too_slow());
        }
        Err(EngineError::Refused {
            dialect,
            code,
            message: refusal.message().to_owned(),
            sql: sql.to_owned(),
        })
    }
}

/// When SQLite has to stop, as milliseconds since a moment of its own; 0 for never.
#[derive(Debug, Clone)]
struct Deadline {
    since: Instant,
    at: Arc<AtomicU64>,
}

impl Default for Deadline {
    fn default() -> Self {
        Self {
            since: Instant::now(),
            at: Arc::new(AtomicU64::new(0)),
        }
    }
}

impl Deadline {
    fn start(&self, timeout: Duration) {
        let at = self.since.elapsed().saturating_add(timeout).as_millis();
        self.at.store(u64::try_from(at).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    fn is_over(&self) -> bool {
        let at = self.at.load(Ordering::Relaxed);
        at != 0 && self.since.elapsed().as_millis() > u128::from(at)
    }
}

fn words(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(refusal) => refusal.message().to_owned(),
        sqlx::Error::Configuration(problem) => problem.to_string(),
        sqlx::Error::Io(problem) => problem.to_string(),
        other => other.to_string(),
    }
}

/// The first two numbers of a version.
fn numbers(text: &str) -> (u32, u32) {
    let mut parts = text
        .split(|c: char| !c.is_ascii_digit())
        .map(|part| part.parse().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0))
}

fn postgres_row(row: &PgRow) -> Result<TextRow, sqlx::Error> {
    (0..row.len())
        .map(|i| row.try_get_unchecked::<Option<String>, _>(i))
        .collect()
}

fn mysql_row(row: &MySqlRow) -> Result<TextRow, sqlx::Error> {
    (0..row.len())
        .map(|i| Ok(row.try_get_unchecked::<Option<Vec<u8>>, _>(i)?.map(text_or_bytes)))
        .collect()
}

fn sqlite_row(row: &SqliteRow) -> Result<TextRow, sqlx::Error> {
    (0..row.len())
        .map(|i| {
            let value = row.try_get_raw(i)?;
            if value.is_null() {
                return Ok(None);
            }
            let class = value.type_info().name().to_owned();
            Ok(Some(match class.as_str() {
                "INTEGER" => row.try_get_unchecked::<i64, _>(i)?.to_string(),
                "REAL" => format!("{:?}", row.try_get_unchecked::<f64, _>(i)?),
                "BLOB" => hexadecimal(&row.try_get_unchecked::<Vec<u8>, _>(i)?),
                _ => text_or_bytes(row.try_get_unchecked::<Vec<u8>, _>(i)?),
            }))
        })
        .collect()
}

fn text_or_bytes(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| hexadecimal(error.as_bytes()))
}

fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 + 2 * bytes.len());
    text.push_str("\\x");
    for byte in bytes {
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tablewright_compiler::dialect::Dialect;

    use super::{Connection, EngineError, dialect_of, numbers};

    #[test]
    fn a_url_says_its_engine_and_an_error_keeps_its_password() {
        assert_eq!(dialect_of("postgresql://a/b"), Ok(Dialect::Postgres));
        assert_eq!(dialect_of("mariadb://a/b"), Ok(Dialect::Mysql));
        assert_eq!(dialect_of("sqlite://a.db"), Ok(Dialect::Sqlite));
        let error = dialect_of("oracle://ada:secret@db/x").unwrap_err();
        assert!(error.to_string().starts_with("oracle://ada@db/x is not"), "{error}");
    }

    #[test]
    fn a_version_has_two_numbers() {
        assert_eq!(numbers("15.18 (Debian 15.18-0+deb12u1)"), (15, 18));
        assert_eq!(numbers("10.11.6-MariaDB-1"), (10, 11));
        assert_eq!(numbers("17beta1"), (17, 0));
    }

    #[tokio::test]
    async fn sqlite_values_are_text() {
        let mut connection = Connection::in_memory("values").await.unwrap();
        connection.execute("CREATE TABLE t (a, b)").await.unwrap();
        let touched = connection
            .execute("INSERT INTO t VALUES (1, 1.5), ('x', NULL), (x'00ff', '')")
            .await
            .unwrap();
        assert_eq!(touched, 3);
        let rows = connection.rows("SELECT a, b FROM t").await.unwrap();
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            rows,
            [
                vec![text("1"), text("1.5")],
                vec![text("x"), None],
                vec![text("\\x00ff"), text("")]
            ]
        );
        let mut other = Connection::in_memory("values").await.unwrap();
        assert_eq!(other.rows("SELECT count(*) FROM t").await.unwrap()[0], [text("3")]);
        assert!(connection.version().await.unwrap().number >= (3, 35));
    }

    #[tokio::test]
    async fn a_refusal_names_the_statement_and_a_slow_one_is_stopped() {
        let mut connection = Connection::in_memory("refusals").await.unwrap();
        let refusal = connection.execute("CREATE TABEL t (a)").await.unwrap_err();
        match &refusal {
            EngineError::Refused { message, sql, .. } => {
                assert_eq!(sql, "CREATE TABEL t (a)");
                assert!(message.contains("syntax error"), "{message}");
            }
            other => panic!("{other:?}"),
        }
        connection.set_timeout(Duration::from_millis(50)).await.unwrap();
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
        let slow = connection.rows(endless).await.unwrap_err();
        assert_eq!(slow.code(), "statement-too-slow", "{slow}");
        connection.rows("SELECT 1").await.unwrap();
    }
}
