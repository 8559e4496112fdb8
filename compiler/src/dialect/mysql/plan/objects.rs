//! Views, triggers, routines and events around what changes.

use super::super::identifiers::identifier;
use crate::design::ObjectKind;
use crate::diagnostic::{Diagnostic, Severity};
use crate::dialect::Dialect::Mysql;
use crate::diff::SchemaChange;
use crate::expression::lex::{Token, tokens};
use crate::plan::PlanInput;
use crate::plan::by_table::{ColumnPair, TablePair};
use crate::plan::dependents::{Dependents, Moved, dependents};
use crate::plan::script::Script;
use crate::schema::SchemaObject;
use std::collections::HashSet;

/// The objects that go before the tables change, and come after.
pub(super) fn around<'a>(
    input: &PlanInput<'a>,
    pairs: &[TablePair<'_>],
    diagnostics: &mut Vec<Diagnostic>,
) -> Dependents<'a> {
    let mut touched = HashSet::new();
    for pair in pairs {
        let columns = pair.columns.iter().any(|c| c.from.name != c.to.name) || pair.dropped().next().is_some();
        let renames = |column: &ColumnPair<'_>| !super::columns::renamed_values(column, pair).is_empty();
        let filled = pair.columns.iter().any(renames)
            || pair.columns.iter().any(super::columns::is_filled)
            || pair.columns.iter().any(super::columns::is_kept_aside);
        if pair.is_renamed() || columns || filled {
            touched.insert(pair.from.name.to_lowercase());
        }
    }
    for change in input.changes {
        if let SchemaChange::DropTable(table) = change {
            touched.insert(table.name.to_lowercase());
        }
    }
    // Triggers of a table run in the order in which they were made.
    let mut in_line: HashSet<(String, String)> = HashSet::new();
    for change in input.changes {
        let (SchemaChange::CreateObject(object)
        | SchemaChange::DropObject(object)
        | SchemaChange::AlterObject { to: object, .. }) = change
        else {
            continue;
        };
        in_line.extend(place_in_line(object));
    }
    let goes = |object: &SchemaObject| place_in_line(object).is_some_and(|place| in_line.contains(&place));
    let around = dependents(input, &touched, &goes);
    for moved in around.gone.iter().filter(|moved| dropped(moved.object).is_none()) {
        let message = format!(
            "{} stays as it is: it has no statement that takes it back",
            moved.object.name
        );
        diagnostics.push(Diagnostic::new(Severity::Warning, "object-kept", message).subject(moved.object.name.clone()));
    }
    around
}

/// The table of a trigger, and when it runs.
fn place_in_line(object: &SchemaObject) -> Option<(String, String)> {
    if object.kind != ObjectKind::Trigger {
        return None;
    }
    let tokens = tokens(&object.sql, Mysql).ok()?;
    let mut words = tokens.iter().filter_map(|token| match token {
        Token::Word(word) => Some(word.to_lowercase()),
        Token::Quoted(name) => Some(name.to_lowercase()),
        Token::Text(_) | Token::Comment | Token::Symbol(_) => None,
    });
    let time = words.find(|word| word == "before" || word == "after")?;
    let event = words.next()?;
    words.find(|word| word == "on")?;
    Some((words.next()?, format!("{time} {event}")))
}

/// The statement that takes an object away.
fn dropped(object: &SchemaObject) -> Option<String> {
    let name = identifier(&object.name);
    let kind = match object.kind {
        ObjectKind::View => "VIEW",
        ObjectKind::Trigger => "TRIGGER",
        ObjectKind::Procedure => "PROCEDURE",
        ObjectKind::Function => "FUNCTION",
        ObjectKind::Sequence => "SEQUENCE",
        ObjectKind::Table => "TABLE",
        ObjectKind::Other if is_event(object) => "EVENT",
        ObjectKind::Other
        | ObjectKind::Extension
        | ObjectKind::Schema
        | ObjectKind::Type
        | ObjectKind::Domain
        | ObjectKind::MaterializedView
        | ObjectKind::Rule
        | ObjectKind::Policy
        | ObjectKind::Grant
        | ObjectKind::Comment
        | ObjectKind::Index => return None,
    };
    Some(format!("DROP {kind} {name}"))
}

fn is_event(object: &SchemaObject) -> bool {
    let tokens = tokens(&object.sql, Mysql).unwrap_or_default();
    tokens
        .iter()
        .take(16)
        .any(|token| matches!(token, Token::Word(word) if word.eq_ignore_ascii_case("event")))
}

pub(super) fn gone(around: &Dependents<'_>, script: &mut Script) {
    for Moved { object, change } in &around.gone {
        let Some(sql) = dropped(object) else { continue };
        let noun = object.kind.noun();
        let comment = match change {
            Some(_) => format!("drop {noun} {}", object.name),
            None => format!("put {noun} {} aside while what it stands on changes", object.name),
        };
        let step = script.step(*change, sql, comment).about(object.origin.element);
        if object.kind == ObjectKind::Table {
            step.loses(format!("the rows of {}", object.name));
        }
    }
}

pub(super) fn made(around: &Dependents<'_>, script: &mut Script) {
    for Moved { object, change } in &around.made {
        let noun = object.kind.noun();
        let comment = match change {
            Some(_) => format!("{noun} {}", object.name),
            None => format!("put {noun} {} back", object.name),
        };
        script
            .step(*change, object.sql.clone(), comment)
            .about(object.origin.element);
    }
}
