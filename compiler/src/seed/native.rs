//! A type as an engine writes it, taken apart.

use crate::dialect::Dialect;
use crate::expression::lex::{Token, tokens};

/// `character varying(80)[]` in its parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Native {
    /// Its words with blanks between them, without schema; in lower case unless it was quoted.
    pub(crate) name: String,
    /// What stands in its parentheses.
    pub(crate) arguments: Vec<String>,
    /// Whether it is an array.
    pub(crate) is_array: bool,
    /// MySQL's UNSIGNED.
    pub(crate) unsigned: bool,
    /// MySQL's character set, where it is said.
    pub(crate) charset: Option<String>,
}

impl Native {
    /// Takes a type apart.
    pub(crate) fn read(sql: &str, dialect: Dialect) -> Self {
        let mut native = Self::default();
        let mut words: Vec<String> = Vec::new();
        let mut found = tokens(sql, dialect).unwrap_or_default().into_iter().peekable();
        let mut depth = 0;
        while let Some(token) = found.next() {
            match token {
                Token::Symbol('(') => {
                    depth += 1;
                    native.arguments.push(String::new());
                }
                Token::Symbol(')') => depth -= 1,
                Token::Symbol('[') => native.is_array = true,
                Token::Symbol(']') | Token::Comment => {}
                Token::Symbol('.') if depth == 0 => words.clear(),
                Token::Symbol(',') if depth > 0 => native.arguments.push(String::new()),
                Token::Symbol(c) if depth > 0 => native.last_argument().push(c),
                Token::Symbol(_) => {}
                Token::Text(text) => native.last_argument().push_str(&unescaped(&text, dialect)),
                Token::Word(word) if depth > 0 => native.last_argument().push_str(word),
                Token::Quoted(name) if depth > 0 => native.last_argument().push_str(&name),
                Token::Quoted(name) => words.push(name.into_owned()),
                Token::Word(_) if native.is_array => {}
                Token::Word(word) => match word.to_ascii_lowercase().as_str() {
                    "unsigned" => native.unsigned = true,
                    "zerofill" | "signed" => {}
                    "array" if dialect == Dialect::Postgres => native.is_array = true,
                    "charset" | "set" if !words.is_empty() && dialect == Dialect::Mysql => {
                        if words.last().is_some_and(|w| w == "character") {
                            words.pop();
                        }
                        if let Some(Token::Word(name)) = found.next() {
                            native.charset = Some(name.to_ascii_lowercase());
                        }
                    }
                    "collate" => {
                        found.next();
                    }
                    other => words.push(other.to_owned()),
                },
            }
        }
        native.name = words.join(" ");
        native
    }

    /// The argument at a place, as a number.
    pub(crate) fn number(&self, at: usize) -> Option<usize> {
        self.arguments.get(at)?.trim().parse().ok()
    }

    fn last_argument(&mut self) -> &mut String {
        if self.arguments.is_empty() {
            self.arguments.push(String::new());
        }
        let last = self.arguments.len() - 1;
        &mut self.arguments[last]
    }
}

/// What a literal says once the engine's escapes are taken for what they stand for.
fn unescaped(text: &str, dialect: Dialect) -> String {
    if dialect != Dialect::Mysql || !text.contains('\\') {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some(other) => out.push(other),
                None => {}
            },
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Native;
    use crate::dialect::Dialect;

    #[test]
    fn takes_types_apart() {
        for (sql, dialect, name, arguments) in [
            ("character varying(80)", Dialect::Postgres, "character varying", "80"),
            ("numeric(5, 2)[]", Dialect::Postgres, "numeric", "5|2"),
            (
                "timestamp(3) with time zone",
                Dialect::Postgres,
                "timestamp with time zone",
                "3",
            ),
            ("public.\"Mood\"", Dialect::Postgres, "Mood", ""),
            ("int(10) unsigned zerofill", Dialect::Mysql, "int", "10"),
            ("enum('a,b','it''s')", Dialect::Mysql, "enum", "a,b|it's"),
            ("varchar(20) character set latin1", Dialect::Mysql, "varchar", "20"),
            ("set('x','y')", Dialect::Mysql, "set", "x|y"),
            ("", Dialect::Sqlite, "", ""),
        ] {
            let native = Native::read(sql, dialect);
            assert_eq!(
                (native.name.as_str(), native.arguments.join("|").as_str()),
                (name, arguments),
                "{sql}"
            );
        }
    }
}
