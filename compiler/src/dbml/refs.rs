//! `Ref`.

use super::ast::{Cardinality, Document, Endpoint, Ref};
use super::elements::{endpoint, head, quoted};
use super::lex::TokenKind;
use super::parse::Words;
use super::report::{Outcome, Report};
use super::settings::{Setting, settings};
use crate::design::ReferentialAction;

/// `Ref name { … }` and `Ref name: …`.
pub(super) fn element(words: Words<'_>, report: &mut Report<'_>, document: &mut Document) -> Outcome {
    let Some(head) = head(words, report) else {
        return Outcome::Failed;
    };
    let name = head.path.map(|path| path.name);
    let mut outcome = Outcome::Failed;
    let lines = head.body.lines();
    if lines.is_empty() {
        report.error(
            words.at(),
            "dbml-syntax",
            "a Ref says which column refers to which: a.b_id > b.id",
        );
    }
    for (n, line) in lines.into_iter().enumerate() {
        match relation(line, report) {
            Some(mut found) => {
                found.name = name.clone().filter(|_| n == 0);
                for setting in &head.settings {
                    apply(setting, &mut found, report);
                }
                document.refs.push(found);
                outcome = Outcome::Modelled;
            }
            None => {
                let message = format!(
                    "{} is no relationship; write it as a.b_id > b.id, with <, >, - or <> between two columns",
                    quoted(&line.shown())
                );
                report.error(line.at(), "dbml-syntax", message);
            }
        }
    }
    outcome
}

fn relation(words: Words<'_>, report: &mut Report<'_>) -> Option<Ref> {
    let (left, taken) = endpoint(words)?;
    let rest = words.from(taken);
    let (cardinality, taken) = operator(rest)?;
    let rest = rest.from(taken);
    let (right, taken) = endpoint(rest)?;
    let rest = rest.from(taken);
    if !rest.is_empty() && !rest.is_mark(0, '[') {
        return None;
    }
    let mut found = Ref {
        at: words.at(),
        name: None,
        left,
        cardinality,
        right,
        on_delete: ReferentialAction::NoAction,
        on_update: ReferentialAction::NoAction,
        right_refers: true,
    };
    for setting in settings(rest, report) {
        apply(&setting, &mut found, report);
    }
    Some(found)
}

fn apply(setting: &Setting<'_>, found: &mut Ref, report: &mut Report<'_>) {
    match setting.key.as_str() {
        "delete" => found.on_delete = action(setting, report),
        "update" => found.on_update = action(setting, report),
        _ => setting.leave_out(report),
    }
}

fn action(setting: &Setting<'_>, report: &mut Report<'_>) -> ReferentialAction {
    let words: Vec<String> = (0..setting.value.len())
        .filter_map(|n| setting.value.keyword(n))
        .collect();
    match words.join(" ").as_str() {
        "cascade" => ReferentialAction::Cascade,
        "restrict" => ReferentialAction::Restrict,
        "set null" => ReferentialAction::SetNull,
        "set default" => ReferentialAction::SetDefault,
        "no action" => ReferentialAction::NoAction,
        _ => {
            let message = format!(
                "{} is no action; cascade, restrict, set null, set default and no action are",
                quoted(&setting.value.shown())
            );
            report.error(setting.at, "dbml-syntax", message);
            ReferentialAction::NoAction
        }
    }
}

/// `<`, `>`, `-` or `<>`, with `?` beside it where a side is optional; and how many words it takes.
pub(super) fn operator(words: Words<'_>) -> Option<(Cardinality, usize)> {
    let mut n = usize::from(words.is_mark(0, '?'));
    let cardinality = match words.kind(n)? {
        TokenKind::Mark('<') if words.is_mark(n + 1, '>') => {
            n += 1;
            Cardinality::ManyToMany
        }
        TokenKind::Mark('<') => Cardinality::OneToMany,
        TokenKind::Mark('>') => Cardinality::ManyToOne,
        TokenKind::Mark('-') => Cardinality::OneToOne,
        _ => return None,
    };
    n += 1;
    n += usize::from(words.is_mark(n, '?'));
    Some((cardinality, n))
}

/// An inline ref: the operator and where it leads.
pub(super) fn inline(words: Words<'_>) -> Option<(Cardinality, Endpoint)> {
    let (cardinality, taken) = operator(words)?;
    let rest = words.from(taken);
    let (to, taken) = endpoint(rest)?;
    (taken == rest.len()).then_some((cardinality, to))
}
