//! DROP.

use super::{Reading, alter, carried, nodes};
use crate::import::fold::{Fold, ObjectKey, QName};
use crate::import::report::Outcome;
use pg_query::protobuf::{DropStmt, ObjectType};
use pg_query::{Node, NodeEnum};

/// Reads DROP: what it drops is no longer in the schema.
pub(super) fn drop(fold: &mut Fold<'_>, reading: &Reading<'_>, dropped: &DropStmt) -> Outcome {
    let mut outcome = Outcome::Modelled;
    for object in &dropped.objects {
        let path = nodes::path(Some(object));
        if drop_one(fold, dropped, object, &path) {
            cascade(fold, reading, dropped, &path);
        } else {
            outcome = absent(fold, reading, dropped, &path);
        }
    }
    outcome
}

/// What a relation dropped with CASCADE takes with it.
fn cascade(fold: &mut Fold<'_>, reading: &Reading<'_>, dropped: &DropStmt, path: &[String]) {
    let is_relation = matches!(
        dropped.remove_type(),
        ObjectType::ObjectTable | ObjectType::ObjectView | ObjectType::ObjectMatview | ObjectType::ObjectForeignTable
    );
    if is_relation && alter::cascades(dropped.behavior()) {
        let (namespace, name) = nodes::split(path);
        let relation = fold.new_name(namespace, name);
        fold.drop_readers(reading.base, &relation);
    }
}

fn drop_one(fold: &mut Fold<'_>, dropped: &DropStmt, object: &Node, path: &[String]) -> bool {
    let (namespace, name) = nodes::split(path);
    let kind = carried::kind_of(dropped.remove_type());
    match dropped.remove_type() {
        ObjectType::ObjectTable
        | ObjectType::ObjectView
        | ObjectType::ObjectMatview
        | ObjectType::ObjectForeignTable => {
            let relation = fold.relation(namespace, name);
            let cascade = alter::cascades(dropped.behavior());
            fold.drop_table(&relation, cascade) || drop_object(fold, kind, relation, None)
        }
        ObjectType::ObjectIndex => {
            let index = fold.index_name(namespace, name);
            fold.drop_index(&index) || drop_object(fold, kind, index, None)
        }
        ObjectType::ObjectSequence => {
            let sequence = fold.sequence_named(namespace, name);
            fold.drop_sequence(&sequence) || drop_object(fold, kind, sequence, None)
        }
        ObjectType::ObjectType => {
            let found = fold.type_name(namespace, name);
            fold.drop_enum(&found) || drop_object(fold, kind, found, None)
        }
        ObjectType::ObjectTrigger | ObjectType::ObjectPolicy | ObjectType::ObjectRule => {
            let Some((name, table)) = path.split_last() else {
                return false;
            };
            let (namespace, table) = nodes::split(table);
            let table = fold.relation(namespace, table);
            let on = table.sibling(format!("{}.{name}", table.name));
            drop_object(fold, kind, on, None)
        }
        _ => {
            let object = match &object.node {
                Some(NodeEnum::TypeName(t)) => nodes::strings(&t.names),
                _ => path.to_vec(),
            };
            let (namespace, name) = nodes::split(&object);
            let name = fold.new_name(namespace, name);
            drop_object(fold, kind, name, carried::arguments(dropped_object(dropped, path)))
        }
    }
}

fn dropped_object<'a>(dropped: &'a DropStmt, path: &[String]) -> Option<&'a Node> {
    dropped.objects.iter().find(|object| nodes::path(Some(object)) == path)
}

fn drop_object(fold: &mut Fold<'_>, kind: crate::design::ObjectKind, name: QName, arguments: Option<String>) -> bool {
    fold.drop_object(&ObjectKey { kind, name, arguments })
}

fn absent(fold: &mut Fold<'_>, reading: &Reading<'_>, dropped: &DropStmt, path: &[String]) -> Outcome {
    let what = carried::kind_of(dropped.remove_type()).noun();
    if dropped.missing_ok {
        return fold.report.skip(
            reading.base,
            format!("DROP {} IF EXISTS", what.to_uppercase()),
            "there is no such thing in the source before it",
        );
    }
    let name = path.join(".");
    fold.report.partly(
        reading.base,
        format!("{what} {name}"),
        format!("{what} {name} is dropped, but the source does not make it before"),
    );
    Outcome::Skipped
}
