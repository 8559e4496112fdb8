//! Identifiers that an engine accepts, each once where it must be the only one.

use crate::dialect::{Dialect, IdentifierLimit};
use sha2::{Digest, Sha256};
use std::collections::HashSet;

/// The identifiers given so far.
#[derive(Debug)]
pub(super) struct Names {
    dialect: Dialect,
    taken: HashSet<(Pool, String)>,
}

/// In what an identifier must be the only one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Pool {
    /// Tables, indexes and keys of a schema.
    Relations(String),
    /// Types of a schema; tables are types too.
    Types(String),
    /// Columns of a table.
    Columns(usize),
    /// Constraints of a table.
    Constraints(usize),
    /// Indexes of a table.
    Indexes(usize),
    /// Foreign keys and checks of a database.
    Constrained,
}

impl Pool {
    /// Tables, indexes and keys of a schema; `public` is PostgreSQL's default one.
    pub(super) fn relations(namespace: Option<&str>) -> Self {
        Self::Relations(
            namespace
                .filter(|name| *name != "public")
                .unwrap_or_default()
                .to_owned(),
        )
    }

    /// Types of a schema.
    pub(super) fn types(namespace: Option<&str>) -> Self {
        Self::Types(
            namespace
                .filter(|name| *name != "public")
                .unwrap_or_default()
                .to_owned(),
        )
    }
}

/// An identifier, and what had to be done to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Given {
    pub(super) name: String,
    pub(super) change: Option<Change>,
}

/// Why an identifier is not the one that was wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// It was over the engine's limit.
    Shortened,
    /// It has characters or a form that the engine does not take.
    Reformed,
    /// Another has it.
    Taken,
}

impl Change {
    /// The code of the finding.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Shortened => "identifier-shortened",
            Self::Reformed => "identifier-reformed",
            Self::Taken => "identifier-taken",
        }
    }

    /// The finding.
    pub(super) fn message(self, noun: &str, wanted: &str, name: &str, dialect: Dialect) -> String {
        let wanted: String = wanted.chars().take(80).collect();
        match self {
            Self::Shortened => {
                format!("the identifier of the {noun} {wanted} is longer than {dialect} allows; it became {name}")
            }
            Self::Reformed => {
                format!("{dialect} does not take {wanted:?} as the identifier of a {noun}; it became {name}")
            }
            Self::Taken => format!("the identifier {wanted} of the {noun} is taken on {dialect}; it became {name}"),
        }
    }
}

impl Names {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            taken: HashSet::new(),
        }
    }

    /// The identifier, or the nearest one that the engine takes and that is free in all of the pools.
    pub(super) fn claim(&mut self, pools: &[Pool], wanted: &str) -> Given {
        let limit = self.dialect.capabilities().identifier_limit;
        let formed = form(wanted, self.dialect, pools);
        let fitted = if self.dialect == Dialect::Mysql && pools.iter().any(|p| matches!(p, Pool::Relations(_))) {
            as_file_name(&formed, limit)
        } else {
            shorten(&formed, limit)
        };
        let mut change = match (formed == wanted, fitted == formed) {
            (false, _) => Some(Change::Reformed),
            (true, false) => Some(Change::Shortened),
            (true, true) => None,
        };
        let mut name = fitted.clone();
        let mut turn = 2;
        while !self.is_free(pools, &name) {
            let suffix = format!("_{turn}");
            name = cut(&fitted, limit, suffix.len()) + &suffix;
            change = Some(Change::Taken);
            turn += 1;
        }
        for pool in pools {
            self.taken.insert((pool.clone(), self.folded(&name)));
        }
        Given { name, change }
    }

    /// Keeps the identifier from being given, as the engine will take it by itself.
    pub(super) fn reserve(&mut self, pool: Pool, name: &str) {
        self.taken.insert((pool, self.folded(name)));
    }

    fn is_free(&self, pools: &[Pool], name: &str) -> bool {
        let folded = self.folded(name);
        pools
            .iter()
            .all(|pool| !self.taken.contains(&(pool.clone(), folded.clone())))
    }

    fn folded(&self, name: &str) -> String {
        match self.dialect {
            Dialect::Postgres => name.to_owned(),
            Dialect::Mysql => name.to_lowercase(),
            Dialect::Sqlite => name.to_ascii_lowercase(),
        }
    }
}

/// The name without what the engine refuses in one.
fn form(name: &str, dialect: Dialect, pools: &[Pool]) -> String {
    let mut out: String = name
        .chars()
        .filter(|c| *c != '\0')
        .map(|c| {
            if dialect == Dialect::Mysql && u32::from(c) > 0xFFFF {
                '_'
            } else {
                c
            }
        })
        .collect();
    if dialect == Dialect::Mysql {
        out.truncate(out.trim_end().len());
    }
    if out.is_empty() {
        out.push('_');
    }
    let has = |test: fn(&Pool) -> bool| pools.iter().any(test);
    let reserved = match dialect {
        Dialect::Postgres => {
            has(|p| matches!(p, Pool::Columns(_)))
                && crate::dialect::postgres::identifiers::SYSTEM_COLUMNS.contains(&out.as_str())
        }
        Dialect::Mysql => {
            has(|p| matches!(p, Pool::Columns(_))) && (out.eq_ignore_ascii_case("fts_doc_id") || is_hidden_column(&out))
                || has(|p| matches!(p, Pool::Indexes(_)))
                    && (out.eq_ignore_ascii_case("primary") || out.eq_ignore_ascii_case("gen_clust_index"))
        }
        Dialect::Sqlite => {
            has(|p| matches!(p, Pool::Relations(_))) && out.get(..7).is_some_and(|p| p.eq_ignore_ascii_case("sqlite_"))
        }
    };
    match (reserved, dialect) {
        (false, _) => out,
        (true, Dialect::Sqlite) => format!("_{out}"),
        (true, _) => format!("{out}_"),
    }
}

fn is_hidden_column(name: &str) -> bool {
    ["db_row_id", "db_trx_id", "db_roll_ptr"]
        .iter()
        .any(|hidden| name.eq_ignore_ascii_case(hidden))
}

/// The name within the limit: its beginning and a hash of the whole, so that long names stay apart.
pub(super) fn shorten(name: &str, limit: IdentifierLimit) -> String {
    if limit.allows(name) {
        return name.to_owned();
    }
    let hash = Sha256::digest(name.as_bytes());
    let suffix = format!("_{:02x}{:02x}{:02x}{:02x}", hash[0], hash[1], hash[2], hash[3]);
    cut(name, limit, suffix.len()) + &suffix
}

/// The name of a table within the limit of the file that MySQL keeps it in, where a character that is neither
/// an ASCII letter nor a digit takes five bytes.
fn as_file_name(name: &str, limit: IdentifierLimit) -> String {
    const LONGEST_FILE_NAME: usize = 235;
    let bytes = |c: char| if c.is_ascii_alphanumeric() || c == '_' { 1 } else { 5 };
    if name.chars().map(bytes).sum::<usize>() <= LONGEST_FILE_NAME {
        return shorten(name, limit);
    }
    let mut taken = 10;
    let beginning = name
        .chars()
        .take_while(|c| {
            taken += bytes(*c);
            taken <= LONGEST_FILE_NAME
        })
        .count();
    shorten(name, IdentifierLimit::Characters(beginning.min(60)))
}

/// As much of the beginning as leaves `room` within the limit.
fn cut(name: &str, limit: IdentifierLimit, room: usize) -> String {
    let mut out = String::new();
    for (count, c) in name.chars().enumerate() {
        let fits = match limit {
            IdentifierLimit::Bytes(most) => out.len() + c.len_utf8() + room <= most,
            IdentifierLimit::Characters(most) => count + 1 + room <= most,
            IdentifierLimit::Unlimited => true,
        };
        if !fits {
            break;
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Change, Names, Pool};
    use crate::dialect::Dialect;

    #[test]
    fn long_names_stay_apart_and_within_the_limit() {
        let mut names = Names::new(Dialect::Postgres);
        let pool = [Pool::Relations(String::new())];
        let a = names.claim(&pool, &("ä".repeat(40) + "a"));
        let b = names.claim(&pool, &("ä".repeat(40) + "b"));
        assert_eq!(a.change, Some(Change::Shortened));
        assert!(a.name.len() <= 63 && b.name.len() <= 63);
        assert_ne!(a.name, b.name);
    }

    #[test]
    fn taken_names_get_a_number_and_case_counts_on_postgres_alone() {
        for (dialect, expected) in [
            (Dialect::Postgres, "Orders"),
            (Dialect::Mysql, "Orders_2"),
            (Dialect::Sqlite, "Orders_2"),
        ] {
            let mut names = Names::new(dialect);
            let pool = [Pool::Relations(String::new())];
            names.claim(&pool, "orders");
            assert_eq!(names.claim(&pool, "Orders").name, expected);
        }
    }
}
