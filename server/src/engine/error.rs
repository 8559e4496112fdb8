//! What can go wrong with an engine: one closed list, in the engine's own words.

use std::time::Duration;

use tablewright_compiler::dialect::Dialect;
use thiserror::Error;

/// How much of a refused statement is shown.
const SHOWN: usize = 400;

/// Why an engine could not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum EngineError {
    /// The URL is none that an engine could be reached with.
    #[error("{url} is not a database address: {problem}")]
    Url {
        /// Without its password.
        url: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The engine was not reached, or would not let us in.
    #[error("{dialect} at {url} cannot be reached: {message}")]
    Connect {
        /// Which engine.
        dialect: Dialect,
        /// Without its password.
        url: String,
        /// The engine's or the system's words.
        message: String,
    },
    /// The engine refused a statement.
    #[error("{dialect} says: {message}{}\n  in: {}", code.as_ref().map(|c| format!(" [{c}]")).unwrap_or_default(), shown(sql))]
    Refused {
        /// Which engine.
        dialect: Dialect,
        /// Its own code: an SQLSTATE, or SQLite's result code.
        code: Option<String>,
        /// Its own words.
        message: String,
        /// The statement.
        sql: String,
    },
    /// A statement took longer than it may.
    #[error("{dialect} did not finish within {} s\n  in: {}", limit.as_secs_f32(), shown(sql))]
    TooSlow {
        /// Which engine.
        dialect: Dialect,
        /// How long it may take.
        limit: Duration,
        /// The statement.
        sql: String,
    },
    /// The connection ended in the middle.
    #[error("the connection to {dialect} was lost: {message}")]
    Lost {
        /// Which engine.
        dialect: Dialect,
        /// What is known about it.
        message: String,
    },
    /// There is neither a URL nor a server program to try things on.
    #[error("there is no {dialect} to try this on: {help}")]
    NoScratch {
        /// Which engine.
        dialect: Dialect,
        /// What to install or to set.
        help: String,
    },
    /// A scratch server was found but did not start.
    #[error("a {dialect} to try this on could not be started: {message}")]
    ScratchFailed {
        /// Which engine.
        dialect: Dialect,
        /// Its own words.
        message: String,
    },
}

impl EngineError {
    /// Stable and kebab-case, as in diagnostics.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Url { .. } => "database-url",
            Self::Connect { .. } => "cannot-connect",
            Self::Refused { .. } => "statement-refused",
            Self::TooSlow { .. } => "statement-too-slow",
            Self::Lost { .. } => "connection-lost",
            Self::NoScratch { .. } => "no-scratch-engine",
            Self::ScratchFailed { .. } => "scratch-failed",
        }
    }

    /// The role that a PostgreSQL statement named and that does not exist.
    pub(crate) fn missing_role(&self) -> Option<&str> {
        match self {
            Self::Refused {
                dialect: Dialect::Postgres,
                code: Some(code),
                message,
                ..
            } if code == "42704" => message.strip_prefix("role \"")?.strip_suffix("\" does not exist"),
            _ => None,
        }
    }
}

/// The statement, cut where it gets long.
fn shown(sql: &str) -> String {
    match sql.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{} …", sql.get(..end).unwrap_or_default()),
        None => sql.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use tablewright_compiler::dialect::Dialect;

    use super::EngineError;

    #[test]
    fn a_refusal_has_the_engines_words_code_and_statement() {
        let error = EngineError::Refused {
            dialect: Dialect::Postgres,
            code: Some("42704".to_owned()),
            message: "role \"app\" does not exist".to_owned(),
            sql: "GRANT SELECT ON t TO app".to_owned(),
        };
        assert_eq!(
            error.to_string(),
            "PostgreSQL says: role \"app\" does not exist [42704]\n  in: GRANT SELECT ON t TO app"
        );
        assert_eq!(error.missing_role(), Some("app"));
    }
}
