//! Objects carried verbatim.

use super::Lowering;
use crate::design::{DesignObject, ObjectKind};
use crate::diagnostic::Severity;
use crate::schema::{Origin, SchemaObject};

/// Objects of this engine go along; each of the others is named.
pub(super) fn lower(lowering: &mut Lowering<'_>) {
    let mut objects: Vec<_> = lowering.design.objects().map(AsRef::as_ref).collect();
    objects.sort_by_key(|o| (o.sort_order, o.id));
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
