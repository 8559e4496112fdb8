//! The settings of a server, and the only place that reads the environment.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

/// Everything `tablewright serve` can be told. Every option is also an environment variable.
#[derive(Args, Clone, Debug)]
pub(crate) struct Config {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(
        long,
        env = "TABLEWRIGHT_LISTEN",
        value_name = "ADDRESS",
        default_value = "127.0.0.1:4000"
    )]
    pub(crate) listen: SocketAddr,

    /// Where everything is kept: sqlite://FILE (made if it is missing) or postgres://USER:PASSWORD@HOST/DATABASE
    #[arg(
        long,
        env = "TABLEWRIGHT_DATABASE_URL",
        value_name = "URL",
        default_value = "sqlite://tablewright.db",
        hide_env_values = true
    )]
    pub(crate) database_url: String,

    /// Redis that joins several servers on one PostgreSQL; without it events stay in this process
    #[arg(long, env = "TABLEWRIGHT_REDIS_URL", value_name = "URL", hide_env_values = true)]
    pub(crate) redis_url: Option<String>,

    /// Web origin that may call the API from a browser, such as https://app.example.com; may be repeated.
    /// Without it only pages of the server's own host may
    #[arg(long = "allowed-origin", env = "TABLEWRIGHT_ALLOWED_ORIGIN", value_name = "ORIGIN", value_delimiter = ',', value_parser = parse_origin)]
    pub(crate) allowed_origins: Vec<String>,

    /// Who may sign up once there is a first account, which may always
    #[arg(long, env = "TABLEWRIGHT_SIGN_UP", value_name = "WHO", default_value = "invitation")]
    pub(crate) sign_up: SignUp,

    /// Keep only this many of the newest events of each branch; without it all are kept
    #[arg(long, env = "TABLEWRIGHT_RETAIN_EVENTS", value_name = "COUNT", value_parser = clap::value_parser!(i64).range(1..))]
    pub(crate) retain_events: Option<i64>,

    /// What to log: a level, or levels by module such as info,tablewright=debug
    #[arg(
        long,
        env = "TABLEWRIGHT_LOG",
        value_name = "FILTER",
        default_value = "info,sqlx=warn,sea_orm_migration=warn"
    )]
    pub(crate) log: String,

    /// How log lines look
    #[arg(long, env = "TABLEWRIGHT_LOG_FORMAT", value_name = "FORMAT", default_value = "text")]
    pub(crate) log_format: LogFormat,

    /// Where migrations are tried out.
    #[command(flatten)]
    pub(crate) scratch: ScratchOptions,

    /// The limits of requests.
    #[command(flatten, next_help_heading = "Limits")]
    pub(crate) limits: Limits,
}

/// Where scratch databases are made, for every command that tries things out.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct ScratchOptions {
    /// Server to try things on, of which only databases named tablewright_scratch_… are created and dropped: postgres://…
    /// or mysql://…; may be repeated, one an engine. Without it a server program on this machine is started and
    /// stopped. Also TABLEWRIGHT_SCRATCH_POSTGRES_URL and TABLEWRIGHT_SCRATCH_MYSQL_URL
    #[arg(long = "scratch-url", value_name = "URL")]
    urls: Vec<String>,

    /// The one for PostgreSQL from the environment.
    #[arg(
        long = "scratch-postgres-url",
        env = "TABLEWRIGHT_SCRATCH_POSTGRES_URL",
        hide = true,
        hide_env_values = true
    )]
    postgres_url: Option<String>,

    /// The one for MariaDB and MySQL from the environment.
    #[arg(
        long = "scratch-mysql-url",
        env = "TABLEWRIGHT_SCRATCH_MYSQL_URL",
        hide = true,
        hide_env_values = true
    )]
    mysql_url: Option<String>,
}

impl ScratchOptions {
    /// The addresses; where an engine has several, the last one counts.
    pub(crate) fn urls(&self) -> Vec<String> {
        let environment = self.postgres_url.iter().chain(&self.mysql_url);
        environment
            .filter(|url| !url.is_empty())
            .chain(&self.urls)
            .cloned()
            .collect()
    }
}

/// Where temporary files go.
pub(crate) fn temporary_folder() -> PathBuf {
    std::env::temp_dir()
}

/// The folders in which programs are looked for.
pub(crate) fn program_folders() -> Vec<PathBuf> {
    std::env::var_os("PATH").map_or_else(Vec::new, |path| std::env::split_paths(&path).collect())
}

/// Who may create an account on a server that has one already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SignUp {
    /// People with an invitation
    Invitation,
    /// Everyone who reaches the server
    Open,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people
    Text,
    /// One JSON object a line
    Json,
}

/// How much a client may ask for at once.
#[derive(Args, Clone, Debug)]
pub(crate) struct Limits {
    /// Largest HTTP request body in bytes; an imported schema travels in the variables
    #[arg(long, env = "TABLEWRIGHT_MAX_BODY_BYTES", value_name = "BYTES", default_value_t = 32 * 1024 * 1024)]
    pub(crate) max_body_bytes: usize,

    /// Largest message from a WebSocket client in bytes
    #[arg(long, env = "TABLEWRIGHT_MAX_MESSAGE_BYTES", value_name = "BYTES", default_value_t = 256 * 1024)]
    pub(crate) max_message_bytes: usize,

    /// Longest GraphQL document in bytes, without its variables
    #[arg(long, env = "TABLEWRIGHT_MAX_QUERY_BYTES", value_name = "BYTES", default_value_t = 64 * 1024)]
    pub(crate) max_query_bytes: usize,

    /// Most tokens of a GraphQL document
    #[arg(
        long,
        env = "TABLEWRIGHT_MAX_QUERY_TOKENS",
        value_name = "COUNT",
        default_value_t = 2_000
    )]
    pub(crate) max_query_tokens: usize,

    /// Deepest nesting of fields in a GraphQL operation; introspection is not counted
    #[arg(
        long,
        env = "TABLEWRIGHT_MAX_QUERY_DEPTH",
        value_name = "LEVELS",
        default_value_t = 12
    )]
    pub(crate) max_query_depth: usize,

    /// Most values an operation may ask for, where a list counts as many times as the page it asks for
    #[arg(
        long,
        env = "TABLEWRIGHT_MAX_QUERY_COST",
        value_name = "COUNT",
        default_value_t = 250_000
    )]
    pub(crate) max_query_cost: u64,

    /// Most operations open on one WebSocket
    #[arg(long, env = "TABLEWRIGHT_MAX_OPERATIONS", value_name = "COUNT", default_value_t = 64)]
    pub(crate) max_operations: usize,

    /// Seconds a query may take
    #[arg(long, env = "TABLEWRIGHT_QUERY_TIMEOUT", value_name = "SECONDS", default_value = "10", value_parser = parse_seconds)]
    pub(crate) query_timeout: Duration,

    /// Seconds a mutation may take before its caller is told to ask again; it runs to its end all the same
    #[arg(long, env = "TABLEWRIGHT_MUTATION_TIMEOUT", value_name = "SECONDS", default_value = "120", value_parser = parse_seconds)]
    pub(crate) mutation_timeout: Duration,
}

fn parse_seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "expected a number of seconds".to_owned())?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(duration) if !duration.is_zero() => Ok(duration),
        _ => Err("expected a number of seconds above 0".to_owned()),
    }
}

/// Accepts `scheme://host[:port]`, in lower case and without a trailing slash, as browsers send it.
fn parse_origin(text: &str) -> Result<String, String> {
    let origin = text.trim().trim_end_matches('/').to_ascii_lowercase();
    let host = origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"))
        .unwrap_or_default();
    if host.is_empty() || host.contains(['/', '?', '#', '@', ' ', '*']) {
        return Err("expected an origin such as https://app.example.com".to_owned());
    }
    Ok(origin)
}

/// A database or Redis address without its password, for people and logs.
pub(crate) fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let authority_end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(authority_end);
    match authority.rsplit_once('@') {
        Some((user, host)) => {
            let user = user.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}@{host}{path}")
        }
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{parse_origin, parse_seconds, without_password};

    #[test]
    fn an_origin_is_a_scheme_and_a_host() {
        assert_eq!(
            parse_origin("https://App.example.com/").as_deref(),
            Ok("https://app.example.com")
        );
        assert_eq!(
            parse_origin("http://localhost:5173").as_deref(),
            Ok("http://localhost:5173")
        );
        for wrong in ["*", "app.example.com", "https://", "https://a/b", "null"] {
            assert!(parse_origin(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_time_limit_is_above_zero() {
        assert!(parse_seconds("0.5").is_ok());
        for wrong in ["0", "-1", "soon", "NaN", "inf", "1e30"] {
            assert!(parse_seconds(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_password_is_not_shown() {
        assert_eq!(
            without_password("postgres://ada:p@ss@db:5432/tw?sslmode=require"),
            "postgres://ada@db:5432/tw?sslmode=require"
        );
        assert_eq!(without_password("redis://:secret@cache/0"), "redis://@cache/0");
        assert_eq!(without_password("sqlite://tablewright.db"), "sqlite://tablewright.db");
    }
}
