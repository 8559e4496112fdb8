//! DROP.

use super::{Cursor, Read};
use crate::design::ObjectKind;
use crate::import::fold::{Fold, ObjectKey, QName};
use crate::import::report::Outcome;

/// Reads DROP, from the kind on; `None` for what is not part of a schema.
pub(super) fn drop(fold: &mut Fold<'_>, cursor: &mut Cursor<'_>) -> Option<Read<Outcome>> {
    cursor.words(&["temporary"]);
    let kinds = [
        ("table", ObjectKind::Table),
        ("tables", ObjectKind::Table),
        ("view", ObjectKind::View),
        ("index", ObjectKind::Index),
        ("trigger", ObjectKind::Trigger),
        ("procedure", ObjectKind::Procedure),
        ("function", ObjectKind::Function),
        ("event", ObjectKind::Other),
        ("sequence", ObjectKind::Sequence),
    ];
    let (_, kind) = kinds.iter().find(|(word, _)| cursor.words(&[word]))?;
    Some(names(fold, cursor, *kind))
}

fn names(fold: &mut Fold<'_>, cursor: &mut Cursor<'_>, kind: ObjectKind) -> Read<Outcome> {
    let start = cursor.statement.start();
    let if_exists = cursor.words(&["if", "exists"]);
    let mut outcome = Outcome::Modelled;
    loop {
        let (namespace, name) = cursor.qualified()?;
        let mut name = fold.relation(namespace.as_deref(), &name);
        let dropped = match kind {
            ObjectKind::Table => fold.drop_table(&name, true) || drop_object(fold, kind, &name),
            ObjectKind::Index => {
                if cursor.words(&["on"]) {
                    let (namespace, table) = cursor.qualified()?;
                    let table = fold.relation(namespace.as_deref(), &table);
                    name = fold.index_key(&table, &name.name);
                }
                fold.drop_index(&name) || drop_object(fold, kind, &name)
            }
            _ => drop_object(fold, kind, &name),
        };
        if !dropped {
            outcome = absent(fold, start, kind, &name, if_exists);
        }
        if !cursor.symbol(',') {
            break;
        }
    }
    cursor.at = cursor.end;
    Ok(outcome)
}

fn drop_object(fold: &mut Fold<'_>, kind: ObjectKind, name: &QName) -> bool {
    fold.drop_object(&ObjectKey {
        kind,
        name: name.clone(),
        arguments: None,
    })
}

fn absent(fold: &mut Fold<'_>, start: usize, kind: ObjectKind, name: &QName, if_exists: bool) -> Outcome {
    if if_exists {
        let what = format!("DROP {} IF EXISTS", kind.noun().to_uppercase());
        return fold
            .report
            .skip(start, what, "there is no such thing in the source before it");
    }
    let what = format!("{} {name}", kind.noun());
    fold.report.partly(
        start,
        what.clone(),
        format!("{what} is dropped, but the source does not make it before"),
    );
    Outcome::Skipped
}
