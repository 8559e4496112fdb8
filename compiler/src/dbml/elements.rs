//! The elements at the top of a text.

use super::ast::{Document, Endpoint, Enum, Path};
use super::lex::TokenKind;
use super::parse::Words;
use super::refs;
use super::report::{Outcome, Report};
use super::settings::{Setting, settings, text_value};
use super::tables;

/// Reads one element.
pub(super) fn read(words: Words<'_>, report: &mut Report<'_>, document: &mut Document) -> Outcome {
    if let Some(n) = words
        .tokens
        .iter()
        .position(|token| matches!(token.kind, TokenKind::Unclosed(_)))
        && let Some(TokenKind::Unclosed(what)) = words.kind(n)
    {
        let message = format!("{what} begins here and is never closed");
        report.error(words.at_word(n), "not-closed", message);
    }
    match words.keyword(0).as_deref() {
        Some("table") => tables::table(words, report, document),
        Some("tablepartial") => tables::partial(words, report, document),
        Some("enum") => enumeration(words, report, document),
        Some("ref") => refs::element(words, report, document),
        Some("project") => project(words, report, document),
        Some("tablegroup") => skip(
            words,
            report,
            "group-left-out",
            "a group of tables is how they are drawn",
        ),
        Some("note") => skip(
            words,
            report,
            "note-left-out",
            "a design has no place for a note that is on no element",
        ),
        Some("records") => skip(words, report, "rows-left-out", "a design has the schema, not the rows"),
        Some("diagramview" | "dep" | "metadata" | "use" | "import" | "export") => {
            skip(words, report, "element-left-out", "a design has no place for it")
        }
        _ => {
            let message = format!(
                "{} begins no element; Table, Enum, Ref, Project, TableGroup, TablePartial, Note and Records do",
                quoted(&words.part(0, 1).shown())
            );
            report.error(words.at(), "dbml-syntax", message);
            Outcome::Failed
        }
    }
}

fn skip(words: Words<'_>, report: &mut Report<'_>, code: &str, why: &str) -> Outcome {
    let head = words
        .find(|kind| matches!(kind, TokenKind::Mark('{' | ':')))
        .unwrap_or(words.len());
    let message = format!("{} is left out: {why}", quoted(&words.part(0, head).shown()));
    report.info(words.at(), code, message);
    Outcome::Skipped
}

/// A name as it stands in a message.
pub(super) fn quoted(name: &str) -> String {
    let shown: String = name.chars().take(60).collect();
    format!("“{shown}”")
}

/// An element that stands before a block or a colon.
pub(super) struct Head<'t> {
    /// What stands between the keyword and the rest.
    pub(super) path: Option<Path>,
    /// `as name`.
    pub(super) alias: Option<String>,
    pub(super) settings: Vec<Setting<'t>>,
    /// What is in the braces, or behind the colon.
    pub(super) body: Words<'t>,
    /// Whether it is in braces.
    pub(super) is_block: bool,
}

/// Takes an element apart. Where it cannot be, that is said.
pub(super) fn head<'t>(words: Words<'t>, report: &mut Report<'_>) -> Option<Head<'t>> {
    let Some(open) = words.find(|kind| matches!(kind, TokenKind::Mark('{' | ':'))) else {
        let message = format!("{} has neither a block in braces nor a colon", quoted(&words.shown()));
        report.error(words.at(), "dbml-syntax", message);
        return None;
    };
    let is_block = words.is_mark(open, '{');
    let body = if is_block {
        match words.closing(open) {
            Some(end) => {
                if end + 1 < words.len() {
                    let rest = words.from(end + 1);
                    let message = format!("{} stands behind the block and is left out", quoted(&rest.shown()));
                    report.error(rest.at(), "dbml-syntax", message);
                }
                words.part(open + 1, end)
            }
            None => {
                let message = format!("the block of {} is never closed", quoted(&words.part(0, open).shown()));
                report.error(words.at_word(open), "not-closed", message);
                words.from(open + 1)
            }
        }
    } else {
        words.from(open + 1)
    };
    let before = words.part(1, open);
    let bracket = before
        .find(|kind| *kind == TokenKind::Mark('['))
        .unwrap_or(before.len());
    let settings = if bracket < before.len() {
        settings(before.from(bracket), report)
    } else {
        Vec::new()
    };
    let mut named = before.part(0, bracket);
    let mut alias = None;
    if let Some(at) = (1..named.len()).find(|at| named.keyword(*at).as_deref() == Some("as"))
        && at + 2 == named.len()
    {
        alias = named.name(at + 1).map(str::to_owned);
        named = named.part(0, at);
    }
    let path = if named.is_empty() {
        None
    } else {
        match path(named) {
            Some(path) => Some(path),
            None => {
                let message = format!("{} is not a name", quoted(&named.shown()));
                report.error(named.at(), "dbml-syntax", message);
                return None;
            }
        }
    };
    Some(Head {
        path,
        alias,
        settings,
        body,
        is_block,
    })
}

/// A name with or without its schema; `public` is the default one.
pub(super) fn path(words: Words<'_>) -> Option<Path> {
    let mut names = Vec::new();
    for n in 0..words.len() {
        match (n % 2, words.name(n)) {
            (0, Some(name)) => names.push(name.to_owned()),
            (1, None) if words.is_mark(n, '.') => {}
            _ => return None,
        }
    }
    if words.len().is_multiple_of(2) || names.len() > 3 {
        return None;
    }
    path_of(names)
}

/// A path of its parts. A third part in front is a database, of which there is but one.
pub(super) fn path_of(mut names: Vec<String>) -> Option<Path> {
    let name = names.pop()?;
    let schema = names.pop().filter(|schema| schema != "public").unwrap_or_default();
    Some(Path { schema, name })
}

/// `schema.table.column`, `table.(a, b)`: the endpoint and how many words it takes.
pub(super) fn endpoint(words: Words<'_>) -> Option<(Endpoint, usize)> {
    let mut names = vec![words.name(0)?.to_owned()];
    let mut n = 1;
    while words.is_mark(n, '.') {
        if words.is_mark(n + 1, '(') {
            let end = words.closing(n + 1)?;
            let inner = words.part(n + 2, end);
            let mut columns = Vec::new();
            for at in 0..inner.len() {
                match (at % 2, inner.name(at)) {
                    (0, Some(name)) => columns.push(name.to_owned()),
                    (1, None) if inner.is_mark(at, ',') => {}
                    _ => return None,
                }
            }
            let table = path_of(names)?;
            return (!columns.is_empty()).then_some((Endpoint { table, columns }, end + 1));
        }
        names.push(words.name(n + 1)?.to_owned());
        n += 2;
    }
    let column = names.pop()?;
    let table = path_of(names)?;
    let columns = vec![column];
    Some((Endpoint { table, columns }, n))
}

fn enumeration(words: Words<'_>, report: &mut Report<'_>, document: &mut Document) -> Outcome {
    let Some(head) = head(words, report) else {
        return Outcome::Failed;
    };
    let Some(path) = head.path.filter(|_| head.is_block) else {
        report.error(
            words.at(),
            "dbml-syntax",
            "an Enum needs a name and a block of values in braces",
        );
        return Outcome::Failed;
    };
    let mut values: Vec<String> = Vec::new();
    for line in head.body.lines() {
        let end = line.find(|kind| *kind == TokenKind::Mark('[')).unwrap_or(line.len());
        for n in 0..end {
            let value = match line.kind(n) {
                Some(TokenKind::Word(value) | TokenKind::Quoted(value) | TokenKind::Text(value)) => value,
                _ => {
                    let message = format!("{} is no value of an enum", quoted(&line.part(n, end).shown()));
                    report.error(line.at_word(n), "dbml-syntax", message);
                    break;
                }
            };
            if values.contains(value) {
                let message = format!("the value {} is there twice", quoted(value));
                report.error(line.at_word(n), "duplicate-value", message);
            } else {
                values.push(value.clone());
            }
        }
        for setting in settings(line.from(end), report) {
            let message = match setting.key.as_str() {
                "note" => "a value of an enum has no note in a design; it is left out".to_owned(),
                key => format!("the setting {} of a value is left out", quoted(key)),
            };
            report.info(setting.at, "note-left-out", message);
        }
    }
    document.enums.push(Enum {
        at: words.at(),
        path,
        values,
    });
    Outcome::Modelled
}

fn project(words: Words<'_>, report: &mut Report<'_>, document: &mut Document) -> Outcome {
    let Some(head) = head(words, report) else {
        return Outcome::Failed;
    };
    for line in head.body.lines() {
        let key = line.keyword(0).unwrap_or_default();
        match key.as_str() {
            "database_type" => match text_value(line.from(2)) {
                Some(database) => document.database_type = Some(database),
                None => report.error(line.at(), "dbml-syntax", "database_type needs a text: 'PostgreSQL'"),
            },
            "table" | "tablepartial" | "enum" | "ref" | "tablegroup" => line.elements(report, document, false),
            _ => {
                let message = format!(
                    "{} of the project is left out: a design has no place for it",
                    quoted(&line.part(0, 1).shown())
                );
                report.info(line.at(), "project-left-out", message);
            }
        }
    }
    Outcome::Modelled
}
