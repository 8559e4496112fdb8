//! What only the stored text of a SQLite table says: checks, collations, conflict clauses, names of constraints.

use std::collections::BTreeMap;

/// What a CREATE TABLE says beyond the pragmas. Names are in lower case.
#[derive(Debug, Default)]
pub(super) struct TableText {
    /// Name, or number, and expression.
    pub(super) checks: Vec<(String, String)>,
    /// By column.
    pub(super) columns: BTreeMap<String, String>,
    /// By `primary`, or `unique` and columns.
    pub(super) keys: BTreeMap<String, String>,
    /// By columns, and the table referred to.
    pub(super) references: BTreeMap<(String, String), String>,
}

impl TableText {
    pub(super) fn read(sql: &str) -> Self {
        let tokens = tokens(sql);
        let mut read = Self::default();
        let Some(open) = tokens.iter().position(|t| t == "(") else {
            return read;
        };
        let close = closing(&tokens, open);
        for part in split(&tokens[open + 1..close]) {
            read.part(part);
        }
        read
    }

    fn part(&mut self, tokens: &[String]) {
        let Some(first) = tokens.first() else { return };
        let is_constraint = ["constraint", "primary", "unique", "check", "foreign"].contains(&first.as_str())
            && !(first != "constraint" && tokens.get(1).is_none_or(|t| t != "key" && t != "("));
        let column = (!is_constraint).then(|| name(first));
        let mut own_name = String::new();
        let mut about = column.iter().cloned().collect::<Vec<_>>().join(" ");
        let mut at = usize::from(column.is_some());
        // What the clause before was about, for the ON CONFLICT and DEFERRABLE that follow it.
        let mut clause = Clause::Column;
        while at < tokens.len() {
            let word = tokens[at].as_str();
            let next = tokens.get(at + 1).map(String::as_str).unwrap_or_default();
            match word {
                "constraint" => {
                    own_name = name(next);
                    at += 1;
                }
                "check" if next == "(" => {
                    let end = closing(tokens, at + 1);
                    let known = if own_name.is_empty() {
                        format!("check {}", self.checks.len() + 1)
                    } else {
                        std::mem::take(&mut own_name)
                    };
                    self.checks.push((known, tokens[at + 2..end].join(" ")));
                    at = end;
                }
                "primary" | "unique" if word == "unique" || next == "key" => {
                    if next == "key" {
                        at += 1;
                    }
                    let mut said = String::new();
                    if tokens.get(at + 1).is_some_and(|t| t == "(") {
                        let end = closing(tokens, at + 1);
                        let parts = split(&tokens[at + 2..end]);
                        about = parts.iter().map(|p| name(&p[0])).collect::<Vec<_>>().join(" ");
                        if tokens[at + 2..end].iter().any(|t| t == "autoincrement") {
                            said.push_str("autoincrement\n");
                        }
                        at = end;
                    } else if tokens.get(at + 1).is_some_and(|t| t == "desc") {
                        said.push_str("desc\n");
                    }
                    if !own_name.is_empty() {
                        said.push_str(&format!("name {}\n", std::mem::take(&mut own_name)));
                    }
                    let key = if word == "primary" {
                        "primary".to_owned()
                    } else {
                        format!("unique {about}")
                    };
                    self.keys.entry(key.clone()).or_default().push_str(&said);
                    clause = Clause::Key(key);
                }
                "foreign" => {
                    let end = closing(tokens, at + 2);
                    let parts = split(&tokens[at + 3..end]);
                    about = parts.iter().map(|p| name(&p[0])).collect::<Vec<_>>().join(" ");
                    at = end;
                }
                "references" => {
                    let key = (about.clone(), name(next));
                    let mut said = String::new();
                    if !own_name.is_empty() {
                        said.push_str(&format!("name {}\n", std::mem::take(&mut own_name)));
                    }
                    self.references.entry(key.clone()).or_default().push_str(&said);
                    clause = Clause::Reference(key);
                    at += 1;
                    if tokens.get(at + 1).is_some_and(|t| t == "(") {
                        at = closing(tokens, at + 1);
                    }
                }
                "default" => {
                    own_name.clear();
                    at = if next == "(" { closing(tokens, at + 1) } else { at + 1 };
                }
                "on" if next == "conflict" => {
                    let how = tokens.get(at + 2).cloned().unwrap_or_default();
                    self.say(&clause, column.as_deref(), &format!("on conflict {how}\n"));
                    at += 2;
                }
                "not" if next == "null" => {
                    own_name.clear();
                    clause = Clause::Column;
                    at += 1;
                }
                "collate" => {
                    self.say(&Clause::Column, column.as_deref(), &format!("collate {}\n", name(next)));
                    at += 1;
                }
                "autoincrement" => self.say(&Clause::Key("primary".to_owned()), None, "autoincrement\n"),
                "as" if next == "(" => {
                    let end = closing(tokens, at + 1);
                    let text = format!("as {}\n", tokens[at + 2..end].join(" "));
                    self.say(&Clause::Column, column.as_deref(), &text);
                    at = end;
                }
                "deferrable" => {
                    let is_not = at > 0 && tokens[at - 1] == "not";
                    let deferred = next == "initially" && tokens.get(at + 2).is_some_and(|t| t == "deferred");
                    if deferred && !is_not {
                        self.say(&clause, None, "initially deferred\n");
                    } else if !is_not {
                        self.say(&clause, None, "deferrable\n");
                    }
                }
                _ => {}
            }
            at += 1;
        }
    }

    fn say(&mut self, clause: &Clause, column: Option<&str>, what: &str) {
        match (clause, column) {
            (Clause::Key(key), _) => self.keys.entry(key.clone()).or_default().push_str(what),
            (Clause::Reference(key), _) => self.references.entry(key.clone()).or_default().push_str(what),
            (Clause::Column, Some(column)) => self.columns.entry(column.to_owned()).or_default().push_str(what),
            (Clause::Column, None) => {}
        }
    }
}

enum Clause {
    Column,
    Key(String),
    Reference((String, String)),
}

/// The statement with one blank between its tokens, bare words in lower case, names without quotes, no comments.
pub(super) fn normalized(sql: &str) -> String {
    tokens(sql).join(" ")
}

fn name(token: &str) -> String {
    token.trim_matches('\'').to_lowercase()
}

/// The tokens: words and names in lower case and without quotes, strings with theirs.
fn tokens(sql: &str) -> Vec<String> {
    let characters: Vec<char> = sql.chars().collect();
    let mut out = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let c = characters[at];
        let next = characters.get(at + 1).copied().unwrap_or(' ');
        let start = at;
        match c {
            '-' if next == '-' => {
                while at < characters.len() && characters[at] != '\n' {
                    at += 1;
                }
            }
            '/' if next == '*' => {
                at += 2;
                while at < characters.len() && !(characters[at - 1] == '*' && characters[at] == '/' && at > start + 2) {
                    at += 1;
                }
                at += 1;
            }
            '\'' | '"' | '`' | '[' => {
                let close = if c == '[' { ']' } else { c };
                at += 1;
                while at < characters.len() {
                    if characters[at] == close {
                        if close == ']' || characters.get(at + 1) != Some(&close) {
                            break;
                        }
                        at += 1;
                    }
                    at += 1;
                }
                at = (at + 1).min(characters.len());
                let whole: String = characters[start..at].iter().collect();
                out.push(match c {
                    '\'' => whole,
                    _ => {
                        let inside: String = characters[start + 1..at - 1].iter().collect();
                        inside
                            .replace(&format!("{close}{close}"), &close.to_string())
                            .to_lowercase()
                    }
                });
            }
            c if c.is_whitespace() => at += 1,
            c if c.is_alphanumeric() || c == '_' || c == '.' => {
                let holds = |c: char| c.is_alphanumeric() || c == '_' || c == '$' || c == '.';
                while at < characters.len() && holds(characters[at]) {
                    at += 1;
                }
                let word: String = characters[start..at].iter().collect::<String>().to_lowercase();
                // `a.b` is three tokens, as `"a"."b"` is; `1.5` is one.
                if word.starts_with(|c: char| c.is_ascii_digit()) || word == "." {
                    out.push(word);
                } else {
                    for (i, piece) in word.split('.').enumerate() {
                        if i > 0 {
                            out.push(".".to_owned());
                        }
                        if !piece.is_empty() {
                            out.push(piece.to_owned());
                        }
                    }
                }
            }
            c => {
                out.push(c.to_string());
                at += 1;
            }
        }
    }
    out
}

/// The parenthesis that closes the one at `open`.
fn closing(tokens: &[String], open: usize) -> usize {
    let mut depth = 0usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.as_str() {
            "(" => depth += 1,
            ")" => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at;
                }
            }
            _ => {}
        }
    }
    tokens.len().saturating_sub(1)
}

/// The stretches between the commas outside parentheses.
fn split(tokens: &[String]) -> Vec<&[String]> {
    let mut depth = 0usize;
    tokens
        .split(|token| {
            match token.as_str() {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                _ => {}
            }
            token == "," && depth == 0
        })
        .filter(|part| !part.is_empty())
        .collect()
}
