//! Whether two pieces of SQL say the same, given what is renamed between them.

use crate::dialect::Dialect;
use crate::expression::lex::{Token, spanned};
use std::borrow::Cow;
use std::collections::HashMap;

/// What words of the first schema are in the second.
#[derive(Debug, Default, Clone)]
pub(crate) struct Scope {
    /// Columns of the table, and other names, by their old names.
    pub(crate) names: HashMap<String, String>,
    /// Types, as the old schema writes them.
    pub(crate) types: HashMap<String, String>,
}

impl Scope {
    /// Whether every word means itself.
    pub(crate) fn is_trivial(&self) -> bool {
        self.names.is_empty() && self.types.is_empty()
    }

    /// The SQL in the words of the second schema.
    pub(crate) fn mapped<'s>(&self, sql: &'s str, dialect: Dialect) -> Cow<'s, str> {
        if self.is_trivial() {
            return Cow::Borrowed(sql);
        }
        let Ok(tokens) = spanned(sql, dialect) else {
            return Cow::Borrowed(sql);
        };
        let mut out = String::with_capacity(sql.len() + 16);
        let mut copied = 0;
        for (i, (span, token)) in tokens.iter().enumerate() {
            let name = match token {
                Token::Word(word) if dialect == Dialect::Postgres => Cow::Owned(word.to_lowercase()),
                Token::Word(word) => Cow::Borrowed(*word),
                Token::Quoted(name) => Cow::Borrowed(name.as_ref()),
                _ => continue,
            };
            let is_called = matches!(tokens.get(i + 1), Some((_, Token::Symbol('('))));
            let found = self
                .types
                .get(name.as_ref())
                .or_else(|| (!is_called).then(|| self.names.get(name.as_ref())).flatten());
            if let Some(new) = found {
                out.push_str(&sql[copied..span.start]);
                out.push_str(&dialect.identifier(new));
                copied = span.end;
            }
        }
        if copied == 0 {
            return Cow::Borrowed(sql);
        }
        out.push_str(&sql[copied..]);
        Cow::Owned(out)
    }
}

/// Whether the two expressions are the same to the engine, as far as that is certain.
pub(crate) fn same_expression(from: &str, to: &str, scope: &Scope, dialect: Dialect) -> bool {
    let from = scope.mapped(from, dialect);
    if from == to {
        return true;
    }
    let (a, b) = (words(&from, dialect), words(to, dialect));
    a.is_some() && a == b || dialect == Dialect::Postgres && crate::dialect::postgres::plan::same_expression(&from, to)
}

/// Whether the two statements have the same words; space, comments and the case of keywords do not count.
pub(crate) fn same_by_words(from: &str, to: &str, scope: &Scope, dialect: Dialect) -> bool {
    let from = scope.mapped(from, dialect);
    let a = words(&from, dialect);
    a.is_some() && a == words(to, dialect)
}

/// As [`same_expression`], for what may be absent.
pub(crate) fn same_optional(from: Option<&str>, to: Option<&str>, scope: &Scope, dialect: Dialect) -> bool {
    match (from, to) {
        (None, None) => true,
        (Some(from), Some(to)) => same_expression(from, to, scope, dialect),
        _ => false,
    }
}

/// Whether the two types are the same.
pub(crate) fn same_type(from: &str, to: &str, scope: &Scope, dialect: Dialect) -> bool {
    from == to && scope.types.is_empty() || {
        let (a, b) = (words(&scope.mapped_type(from, dialect), dialect), words(to, dialect));
        a.is_some() && a == b
    }
}

impl Scope {
    fn mapped_type<'s>(&self, native: &'s str, dialect: Dialect) -> Cow<'s, str> {
        if self.types.is_empty() {
            return Cow::Borrowed(native);
        }
        let only_types = Self {
            names: HashMap::new(),
            types: self.types.clone(),
        };
        Cow::Owned(only_types.mapped(native, dialect).into_owned())
    }
}

/// The expression as words that differ only where the engine could tell it apart: case of keywords, space, comments,
/// outer parentheses, other words for the same type, and the cast of a text to text.
fn words(sql: &str, dialect: Dialect) -> Option<Vec<String>> {
    let tokens = spanned(sql, dialect).ok()?;
    let mut out: Vec<String> = Vec::with_capacity(tokens.len());
    for (_, token) in &tokens {
        match token {
            Token::Comment => {}
            Token::Word(word) => {
                let word = word.to_lowercase();
                // `public.` is where names are looked up anyway.
                out.push(type_word(&word, &out).map_or(word, str::to_owned));
            }
            Token::Quoted(name) => match dialect {
                Dialect::Postgres => out.push(dialect.identifier(name)),
                Dialect::Mysql | Dialect::Sqlite => out.push(name.to_lowercase()),
            },
            Token::Text(text) => out.push(format!("'{text}")),
            Token::Symbol(c) => out.push(c.to_string()),
        }
    }
    if dialect == Dialect::Postgres {
        out = without_public(out);
        out = without_text_casts(out);
    }
    while is_wrapped(&out) {
        out.remove(0);
        out.pop();
    }
    Some(out)
}

fn type_word(word: &str, before: &[String]) -> Option<&'static str> {
    let cast = before.is_empty() || before.len() > 1 && before[before.len() - 2..].iter().all(|w| w == ":");
    if !cast {
        return None;
    }
    Some(match word {
        "int" | "int4" => "integer",
        "int2" => "smallint",
        "int8" => "bigint",
        "bool" => "boolean",
        "decimal" => "numeric",
        "float4" => "real",
        _ => return None,
    })
}

fn without_public(words: Vec<String>) -> Vec<String> {
    let mut out = Vec::with_capacity(words.len());
    let mut rest = words.into_iter().peekable();
    while let Some(word) = rest.next() {
        if word == "public" && rest.peek().is_some_and(|next| next == ".") {
            rest.next();
        } else {
            out.push(word);
        }
    }
    out
}

fn without_text_casts(words: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    let mut i = 0;
    while i < words.len() {
        out.push(words[i].clone());
        let cast = words[i].starts_with('\'')
            && words
                .get(i + 1..i + 4)
                .is_some_and(|w| w[0] == ":" && w[1] == ":" && w[2] == "text")
            && words.get(i + 4).is_none_or(|w| w != "[");
        i += if cast { 4 } else { 1 };
    }
    out
}

/// Whether the first parenthesis closes with the last.
fn is_wrapped(words: &[String]) -> bool {
    let mut depth = 0usize;
    for (i, word) in words.iter().enumerate() {
        match word.as_str() {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return i > 0 && i + 1 == words.len() && words.len() > 2;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{Scope, same_expression};
    use crate::dialect::Dialect::Postgres;

    #[test]
    fn sees_through_what_the_engine_does_not_keep() {
        let scope = Scope {
            names: [("total".to_owned(), "amount".to_owned())].into(),
            ..Scope::default()
        };
        for (a, b, same) in [
            ("Total > 0", "((amount > 0))", true),
            ("a = 'x'::text", "A = 'x'", true),
            ("a::int4 > 0", "a::integer > 0", true),
            ("(a > 0) AND (b > 0)", "a > 0 and b > 0", true),
            ("\"Total\" > 0", "amount > 0", false),
            ("a > 0", "a >= 0", false),
            ("a = 'X'", "a = 'x'", false),
            ("nextval('public.s'::regclass)", "nextval('s'::regclass)", false),
        ] {
            assert_eq!(same_expression(a, b, &scope, Postgres), same, "{a} / {b}");
        }
    }
}
