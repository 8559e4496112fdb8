//! `Table` and `TablePartial`.

use super::ast::{Check, Column, ColumnOrPartial, Default, Document, Index, IndexPart, InlineRef, Table, TypeName};
use super::elements::{head, quoted};
use super::lex::TokenKind;
use super::parse::Words;
use super::refs;
use super::report::{Outcome, Report};
use super::settings::{Setting, settings, text_value};

pub(super) fn table(words: Words<'_>, report: &mut Report<'_>, document: &mut Document) -> Outcome {
    match read(words, report) {
        Some(table) => {
            document.tables.push(table);
            Outcome::Modelled
        }
        None => Outcome::Failed,
    }
}

pub(super) fn partial(words: Words<'_>, report: &mut Report<'_>, document: &mut Document) -> Outcome {
    match read(words, report) {
        Some(table) => {
            document.partials.push(table);
            Outcome::Modelled
        }
        None => Outcome::Failed,
    }
}

fn read(words: Words<'_>, report: &mut Report<'_>) -> Option<Table> {
    let head = head(words, report)?;
    let Some(path) = head.path.filter(|_| head.is_block) else {
        report.error(
            words.at(),
            "dbml-syntax",
            "a table needs a name and a block of columns in braces",
        );
        return None;
    };
    let mut table = Table {
        at: words.at(),
        path,
        alias: head.alias,
        note: None,
        columns: Vec::new(),
        indexes: Vec::new(),
        checks: Vec::new(),
    };
    for setting in &head.settings {
        match setting.key.as_str() {
            "note" => table.note = setting.text(report),
            _ => setting.leave_out(report),
        }
    }
    for line in head.body.lines() {
        self::line(line, &mut table, report);
    }
    Some(table)
}

fn line(line: Words<'_>, table: &mut Table, report: &mut Report<'_>) {
    if line.is_mark(0, '~') {
        match (line.len(), line.name(1)) {
            (2, Some(name)) => table.columns.push(ColumnOrPartial::Partial {
                at: line.at(),
                name: name.to_owned(),
            }),
            _ => report.error(line.at(), "dbml-syntax", "after ~ comes the name of a TablePartial"),
        }
        return;
    }
    let keyword = line.keyword(0).unwrap_or_default();
    if keyword == "note" && line.is_mark(1, ':') {
        match text_value(line.from(2)) {
            Some(note) => table.note = Some(note),
            None => report.error(line.at(), "dbml-syntax", "a Note is a text in single quotes"),
        }
        return;
    }
    let open = line.find(|kind| *kind == TokenKind::Mark('{'));
    if let Some(open) = open {
        block(&keyword, line, open, table, report);
        return;
    }
    if let Some(column) = column(line, report) {
        table.columns.push(ColumnOrPartial::Column(column));
    }
}

fn block(keyword: &str, line: Words<'_>, open: usize, table: &mut Table, report: &mut Report<'_>) {
    let end = line.closing(open).unwrap_or(line.len());
    let inner = line.part(open + 1, end);
    if end + 1 < line.len() {
        let rest = line.from(end + 1);
        let message = format!("{} stands behind the block and is left out", quoted(&rest.shown()));
        report.error(rest.at(), "dbml-syntax", message);
    }
    match keyword {
        "note" if open == 1 => match text_value(inner) {
            Some(note) => table.note = Some(note),
            None => report.error(line.at(), "dbml-syntax", "a Note is a text in single quotes"),
        },
        "indexes" if open == 1 => {
            for line in inner.lines() {
                table.indexes.extend(index(line, report));
            }
        }
        "checks" if open == 1 => {
            for line in inner.lines() {
                table.checks.extend(check(line, report));
            }
        }
        "records" => {
            let message = format!(
                "the rows of {} are left out: a design has the schema",
                quoted(&table.path.name)
            );
            report.info(line.at(), "rows-left-out", message);
        }
        "metadata" => report.info(
            line.at(),
            "element-left-out",
            "metadata is left out: a design has no place for it",
        ),
        _ => {
            let message = format!("{} is no part of a table", quoted(&line.part(0, open).shown()));
            report.error(line.at(), "dbml-syntax", message);
        }
    }
}

fn column(line: Words<'_>, report: &mut Report<'_>) -> Option<Column> {
    let Some(name) = line.name(0) else {
        let message = format!("{} is no column: a name and a type are", quoted(&line.shown()));
        report.error(line.at(), "dbml-syntax", message);
        return None;
    };
    let mut column = Column {
        at: line.at(),
        name: name.to_owned(),
        type_name: TypeName::default(),
        is_primary_key: false,
        is_unique: false,
        is_required: false,
        is_numbered: false,
        default: None,
        note: None,
        refs: Vec::new(),
        checks: Vec::new(),
    };
    let rest = line.from(1);
    let bracket = settings_at(rest);
    let typed = rest.part(0, bracket);
    if typed.is_empty() {
        let message = format!("the column {} has no type; text is assumed", quoted(name));
        report.error(line.at(), "type-missing", message);
        "text".clone_into(&mut column.type_name.name);
    } else {
        match type_name(typed) {
            Some(found) => column.type_name = found,
            None => {
                let message = format!(
                    "{} is no type; the column {} is left out",
                    quoted(&typed.shown()),
                    quoted(name)
                );
                report.error(typed.at(), "dbml-syntax", message);
                return None;
            }
        }
    }
    for setting in settings(rest.from(bracket), report) {
        set(&setting, &mut column, report);
    }
    Some(column)
}

/// Where the settings of a column begin: at a bracket that is no `[]` of its type.
fn settings_at(words: Words<'_>) -> usize {
    let mut depth = 0usize;
    let mut n = 0;
    while n < words.len() {
        match words.tokens[n].kind {
            TokenKind::Mark('(') => depth += 1,
            TokenKind::Mark(')') => depth = depth.saturating_sub(1),
            TokenKind::Mark('[') if depth == 0 => match dimension(words, n) {
                Some(end) => n = end,
                None => return n,
            },
            _ => {}
        }
        n += 1;
    }
    n
}

/// The end of `[]` or `[3]` that begins here, right behind a type.
fn dimension(words: Words<'_>, n: usize) -> Option<usize> {
    if n == 0 || !words.tokens[n].is_joined {
        return None;
    }
    if words.is_mark(n + 1, ']') {
        return Some(n + 1);
    }
    let is_size = words
        .keyword(n + 1)
        .is_some_and(|word| word.bytes().all(|b| b.is_ascii_digit()));
    (is_size && words.is_mark(n + 2, ']')).then_some(n + 2)
}

fn type_name(words: Words<'_>) -> Option<TypeName> {
    let mut found = TypeName::default();
    let mut n = 0;
    let mut parts: Vec<String> = Vec::new();
    while n < words.len() {
        match &words.tokens[n].kind {
            TokenKind::Word(name) | TokenKind::Quoted(name) => {
                let follows_dot = n > 0 && words.is_mark(n - 1, '.');
                if follows_dot && found.schema.is_none() {
                    found.schema = parts.pop();
                }
                parts.push(name.clone());
            }
            TokenKind::Mark('.') if n > 0 && words.name(n + 1).is_some() => {}
            TokenKind::Mark('(') if n > 0 => {
                let end = words.closing(n)?;
                let arguments = &words.source[words.tokens[n].start..words.tokens[end].end];
                parts
                    .last_mut()?
                    .push_str(&arguments.split_whitespace().collect::<Vec<_>>().join(" "));
                n = end;
            }
            TokenKind::Mark('[') => {
                n = dimension(words, n)?;
                found.dimensions = found.dimensions.saturating_add(1);
            }
            _ => return None,
        }
        n += 1;
    }
    found.name = parts.join(" ");
    // In quotes, the brackets of a list are part of the name.
    while let Some(element) = found.name.strip_suffix("[]") {
        found.name = element.to_owned();
        found.dimensions = found.dimensions.saturating_add(1);
    }
    (!found.name.is_empty()).then_some(found)
}

fn set(setting: &Setting<'_>, column: &mut Column, report: &mut Report<'_>) {
    match setting.key.as_str() {
        "pk" | "primary key" => column.is_primary_key = true,
        "unique" => column.is_unique = true,
        "not null" => column.is_required = true,
        "null" => column.is_required = false,
        "increment" => column.is_numbered = true,
        "note" => column.note = setting.text(report),
        "default" => {
            column.default = default(setting.value);
            if column.default.is_none() {
                let message = "a default is a number, a 'text', true, false, null or an `expression`";
                report.error(setting.at, "dbml-syntax", message);
            }
        }
        "check" => match (setting.value.len(), setting.value.kind(0)) {
            (1, Some(TokenKind::Expression(expression))) => column.checks.push(Check {
                at: setting.at,
                expression: expression.clone(),
                name: None,
            }),
            _ => report.error(setting.at, "dbml-syntax", "a check is an `expression` in backticks"),
        },
        "ref" => match refs::inline(setting.value) {
            Some((cardinality, to)) => column.refs.push(InlineRef {
                at: setting.at,
                cardinality,
                to,
            }),
            None => {
                let message = format!(
                    "{} is no relationship; write ref: > table.column",
                    quoted(&setting.value.shown())
                );
                report.error(setting.at, "dbml-syntax", message);
            }
        },
        _ => setting.leave_out(report),
    }
}

fn default(value: Words<'_>) -> Option<Default> {
    match (value.len(), value.kind(0)?) {
        (1, TokenKind::Text(text) | TokenKind::Quoted(text)) => Some(Default::Text(text.clone())),
        (1, TokenKind::Expression(sql)) => Some(Default::Expression(sql.clone())),
        (1, TokenKind::Word(word)) => Some(Default::Word(word.clone())),
        (2, TokenKind::Mark(sign @ ('-' | '+'))) => match value.kind(1) {
            Some(TokenKind::Word(word)) if word.starts_with(|c: char| c.is_ascii_digit()) => {
                let sign = if *sign == '-' { "-" } else { "" };
                Some(Default::Word(format!("{sign}{word}")))
            }
            _ => None,
        },
        // A value of an enum: status.open.
        (3 | 5, TokenKind::Word(_) | TokenKind::Quoted(_)) if value.is_mark(value.len() - 2, '.') => {
            value.name(value.len() - 1).map(|name| Default::Text(name.to_owned()))
        }
        _ => None,
    }
}

fn index(line: Words<'_>, report: &mut Report<'_>) -> Option<Index> {
    let mut found = Index {
        at: line.at(),
        parts: Vec::new(),
        name: None,
        method: None,
        is_unique: false,
        is_primary_key: false,
        note: None,
    };
    let (inner, taken) = if line.is_mark(0, '(') {
        let end = line.closing(0).unwrap_or(line.len());
        (line.part(1, end), end + 1)
    } else {
        (line.part(0, 1), 1)
    };
    for n in 0..inner.len() {
        match (n % 2, &inner.tokens[n].kind) {
            (0, TokenKind::Word(name) | TokenKind::Quoted(name)) => found.parts.push(IndexPart::Column(name.clone())),
            (0, TokenKind::Expression(sql)) => found.parts.push(IndexPart::Expression(sql.clone())),
            (1, TokenKind::Mark(',')) => {}
            _ => {
                found.parts.clear();
                break;
            }
        }
    }
    let rest = line.from(taken);
    if found.parts.is_empty() || !(rest.is_empty() || rest.is_mark(0, '[')) {
        let message = format!(
            "{} is no index: a column, an `expression` or several in parentheses are",
            quoted(&line.shown())
        );
        report.error(line.at(), "dbml-syntax", message);
        return None;
    }
    for setting in settings(rest, report) {
        match setting.key.as_str() {
            "pk" | "primary key" => found.is_primary_key = true,
            "unique" => found.is_unique = true,
            "name" => found.name = setting.name(report),
            "type" => found.method = setting.name(report),
            "note" => found.note = setting.text(report),
            _ => setting.leave_out(report),
        }
    }
    Some(found)
}

fn check(line: Words<'_>, report: &mut Report<'_>) -> Option<Check> {
    let Some(TokenKind::Expression(expression)) = line.kind(0) else {
        let message = format!("{} is no check: an `expression` in backticks is", quoted(&line.shown()));
        report.error(line.at(), "dbml-syntax", message);
        return None;
    };
    let mut found = Check {
        at: line.at(),
        expression: expression.clone(),
        name: None,
    };
    for setting in settings(line.from(1), report) {
        match setting.key.as_str() {
            "name" => found.name = setting.name(report),
            _ => setting.leave_out(report),
        }
    }
    Some(found)
}
