//! Objects carried verbatim.

use super::Lowering;
use crate::design::{DesignObject, ObjectKind};
use crate::diagnostic::{Diagnostic, Severity};
use crate::mentions::Catalog;
use crate::schema::{Origin, SchemaObject};

/// Objects of this engine go along; each of the others is named.
pub(super) fn lower(lowering: &mut Lowering<'_>) {
    let mut objects: Vec<_> = lowering.design.objects().map(AsRef::as_ref).collect();
    objects.sort_by_key(|o| (o.sort_order, o.id));
    if objects.is_empty() {
        return;
    }
    let catalog = Catalog::new(lowering.design, lowering.dialect);
    for object in objects {
        if object.dialect != lowering.dialect {
            elsewhere(lowering, object);
        } else if object.sql.contains('\0') || object.sql.trim().is_empty() {
            let message = format!(
                "the {} {} is left out: it is no statement",
                object.kind.noun(),
                object.name
            );
            lowering.error("object-left-out", &subject(object), object.id, message);
        } else {
            find_missing(lowering, object, &catalog);
            lowering.schema.objects.push(SchemaObject {
                kind: object.kind,
                name: object.name.clone(),
                sql: object.sql.trim().to_owned(),
                origin: Origin {
                    element: Some(object.id.0),
                    position: None,
                },
            });
        }
    }
}

/// Names what the object says of a table that the table has not: a field that was renamed where nobody could tell
/// whether the object means it, or that is gone.
fn find_missing(lowering: &mut Lowering<'_>, object: &DesignObject, catalog: &Catalog<'_>) {
    let found = catalog.of_object(object);
    let mut said: Vec<String> = Vec::new();
    for missing in &found.missing {
        if let Some(table) = lowering.design.table(missing.table) {
            let name = format!("{}.{}", table.table_name, missing.name);
            if !said.contains(&name) {
                said.push(name);
            }
        }
    }
    if said.is_empty() {
        return;
    }
    let message = format!(
        "the {} {} mentions {}, which is not there",
        object.kind.noun(),
        object.name,
        said.join(", ")
    );
    lowering.diagnostics.push(
        Diagnostic::new(Severity::Warning, "object-mentions-old-name", message)
            .subject(subject(object))
            .element(object.id)
            .help("update its SQL: say what the field is called now, or leave it out"),
    );
}

fn elsewhere(lowering: &mut Lowering<'_>, object: &DesignObject) {
    let severity = match object.kind {
        // What holds no data and computes nothing is not missed.
        ObjectKind::Extension | ObjectKind::Schema | ObjectKind::Grant | ObjectKind::Comment | ObjectKind::Other => {
            Severity::Info
        }
        _ => Severity::Warning,
    };
    let message = format!(
        "the {} {} is {}'s and is left out on {}",
        object.kind.noun(),
        object.name,
        object.dialect,
        lowering.dialect
    );
    lowering.say(severity, "object-left-out", &subject(object), object.id, message);
}

fn subject(object: &DesignObject) -> String {
    format!("{} {}", object.kind.noun(), object.name)
}
