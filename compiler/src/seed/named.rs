//! Types that a schema names: enums, domains, composite types.

use super::checks::Condition;
use super::native::Native;
use super::pool::{Pool, arrays, rows};
use super::value::Value;
use crate::design::ObjectKind;
use crate::dialect::{Dialect, mysql, postgres, sqlite};
use crate::emit::order::defined_name;
use crate::expression::lex::{Token, spanned};
use crate::schema::Schema;
use std::collections::HashMap;

/// How deep types may be made of each other.
const DEEPEST: usize = 8;

/// The types that a schema names, by their names in lower case.
pub(crate) struct Named {
    dialect: Dialect,
    enums: HashMap<String, Vec<Value>>,
    domains: HashMap<String, Domain>,
    composites: HashMap<String, Vec<String>>,
}

/// CREATE DOMAIN.
struct Domain {
    base: String,
    not_null: bool,
    checks: Vec<String>,
}

/// What a column's type comes down to.
pub(crate) struct Resolved {
    /// Its values.
    pub(crate) pool: Pool,
    /// Whether its type refuses nulls.
    pub(crate) not_null: bool,
    /// What its type demands of a value, under the name VALUE.
    pub(crate) conditions: Vec<Condition>,
    /// Whether the type is one that nobody here knows.
    pub(crate) is_guess: bool,
}

impl Named {
    /// Those of a schema.
    pub(crate) fn of(schema: &Schema) -> Self {
        let dialect = schema.dialect;
        let mut named = Self {
            dialect,
            enums: HashMap::new(),
            domains: HashMap::new(),
            composites: HashMap::new(),
        };
        for enum_type in &schema.enums {
            let values = enum_type
                .values
                .iter()
                .map(|v| Value::text(dialect, v.as_str()))
                .collect();
            named.enums.insert(enum_type.name.to_lowercase(), values);
        }
        for object in &schema.objects {
            match object.kind {
                ObjectKind::Domain => {
                    if let Some(domain) = read_domain(&object.sql, dialect) {
                        named.domains.insert(defined_name(&object.name), domain);
                    }
                }
                ObjectKind::Type => {
                    if let Some(fields) = read_composite(&object.sql, dialect) {
                        named.composites.insert(defined_name(&object.name), fields);
                    }
                }
                _ => {}
            }
        }
        named
    }

    /// What a column of the type can hold.
    pub(crate) fn resolve(&self, native_type: &str) -> Resolved {
        self.resolve_at(native_type, 0)
    }

    fn resolve_at(&self, native_type: &str, depth: usize) -> Resolved {
        let native = Native::read(native_type, self.dialect);
        if native.is_array && self.dialect == Dialect::Postgres {
            let element = native_type.split('[').next().unwrap_or_default();
            let element = self.resolve_at(element, depth + 1);
            return Resolved {
                pool: arrays(element.pool, self.dialect),
                not_null: false,
                conditions: Vec::new(),
                is_guess: element.is_guess,
            };
        }
        let key = native.name.to_lowercase();
        let plain = |pool, is_guess| Resolved {
            pool,
            not_null: false,
            conditions: Vec::new(),
            is_guess,
        };
        if let Some(values) = self.enums.get(&key) {
            return plain(Pool::listed(values.clone()), false);
        }
        if let (Some(domain), true) = (self.domains.get(&key), depth < DEEPEST) {
            let mut base = self.resolve_at(&domain.base, depth + 1);
            base.not_null |= domain.not_null;
            base.conditions
                .extend(domain.checks.iter().map(|sql| Condition::read(sql, self.dialect)));
            return base;
        }
        if let (Some(fields), true) = (self.composites.get(&key), depth < DEEPEST) {
            let pools = fields
                .iter()
                .map(|field| self.resolve_at(field, depth + 1).pool)
                .collect();
            return plain(rows(pools, self.dialect), false);
        }
        let known = match self.dialect {
            Dialect::Postgres => postgres::seed::pool(&native),
            Dialect::Mysql => mysql::seed::pool(&native),
            Dialect::Sqlite => sqlite::seed::pool(&native),
        };
        match known {
            Some(pool) => plain(pool, false),
            None => plain(guesses(self.dialect), true),
        }
    }
}

/// What types of extensions may read.
fn guesses(dialect: Dialect) -> Pool {
    let texts = ["a", "1", "{}", "(0,0)", "[1,2]", "POINT(0 0)", "{1,2}", "<a/>"];
    Pool::listed(texts.iter().map(|text| Value::text(dialect, *text)).collect())
}

/// `CREATE DOMAIN name AS base [NOT NULL] [CHECK (…)] …`
fn read_domain(sql: &str, dialect: Dialect) -> Option<Domain> {
    let tokens = spanned(sql, dialect).ok()?;
    let is =
        |at: usize, word: &str| matches!(tokens.get(at), Some((_, Token::Word(w))) if w.eq_ignore_ascii_case(word));
    let mut at = (0..tokens.len()).find(|at| is(*at, "domain"))? + 2;
    while matches!(tokens.get(at), Some((_, Token::Symbol('.')))) {
        at += 2;
    }
    if is(at, "as") {
        at += 1;
    }
    let start = tokens.get(at)?.0.start;
    let ends = ["constraint", "check", "not", "null", "default", "collate"];
    let mut end = at;
    while end < tokens.len() && !ends.iter().any(|word| is(end, word)) {
        end += 1;
    }
    let base = sql.get(start..tokens.get(end - 1)?.0.end)?.to_owned();
    let mut domain = Domain {
        base,
        not_null: false,
        checks: Vec::new(),
    };
    let mut at = end;
    while at < tokens.len() {
        if is(at, "not") && is(at + 1, "null") {
            domain.not_null = true;
        }
        if is(at, "check") {
            let close = closing(&tokens, at + 1)?;
            domain
                .checks
                .push(sql.get(tokens[at + 1].0.end..tokens[close].0.start)?.to_owned());
            at = close;
        }
        at += 1;
    }
    Some(domain)
}

/// The types of `CREATE TYPE name AS (field type, …)`.
fn read_composite(sql: &str, dialect: Dialect) -> Option<Vec<String>> {
    let tokens = spanned(sql, dialect).ok()?;
    let open = tokens.iter().position(|(_, token)| *token == Token::Symbol('('))?;
    if !matches!(&tokens[open.checked_sub(1)?].1, Token::Word(word) if word.eq_ignore_ascii_case("as")) {
        return None;
    }
    let close = closing(&tokens, open)?;
    let mut fields = Vec::new();
    let mut first = open + 1;
    let mut depth = 0;
    for at in open + 1..=close {
        match tokens[at].1 {
            Token::Symbol('(') => depth += 1,
            Token::Symbol(')') if at < close => depth -= 1,
            Token::Symbol(',') | Token::Symbol(')') if depth == 0 => {
                if at > first + 1 {
                    fields.push(sql.get(tokens[first + 1].0.start..tokens[at - 1].0.end)?.to_owned());
                }
                first = at + 1;
            }
            _ => {}
        }
    }
    Some(fields)
}

/// The parenthesis that closes the one at a place.
fn closing(tokens: &[(std::ops::Range<usize>, Token<'_>)], open: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, (_, token)) in tokens.iter().enumerate().skip(open) {
        match token {
            Token::Symbol('(') => depth += 1,
            Token::Symbol(')') => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}
