//! Enum types.

use super::Lowering;
use super::names::Pool;
use crate::design::Field;
use crate::dialect::Dialect;
use crate::schema::{Origin, SchemaEnum};
use uuid::Uuid;

/// How long a value of an enum may be on PostgreSQL, in bytes.
const LONGEST_LABEL: usize = 63;

/// Enum types, where the engine has them. Elsewhere each field says its values itself.
pub(super) fn lower(lowering: &mut Lowering<'_>) {
    let design = lowering.design;
    for enum_type in design.enums() {
        if !lowering.can.enum_types {
            let used = design.fields().any(|f| uses(f, enum_type.id.0));
            if !used {
                let message = format!(
                    "{} has no enum types and no field uses {}: it is left out",
                    lowering.dialect, enum_type.name
                );
                lowering.info("enum-unused", &enum_type.name, enum_type.id, message);
            }
            continue;
        }
        let (namespace, changed) = if enum_type.namespace.is_empty() {
            (None, false)
        } else {
            let (name, changed) = super::tables::namespace_name(&enum_type.namespace, lowering);
            (Some(name), changed)
        };
        if changed {
            let message = format!(
                "the schema {} is not accepted by {}",
                enum_type.namespace, lowering.dialect
            );
            lowering.warn("namespace-reformed", &enum_type.name, enum_type.id, message);
        }
        let values = labels(lowering, &enum_type.values, &enum_type.name, enum_type.id.0);
        let known: Vec<_> = enum_type.values.iter().zip(enum_type.ids()).collect();
        let ids = values
            .iter()
            .filter_map(|v| known.iter().find(|(k, _)| *k == v).map(|(_, id)| *id));
        let value_ids = ids.collect();
        let written = add(
            lowering,
            namespace,
            &enum_type.name,
            (values, value_ids),
            enum_type.id.0,
            enum_type.description.clone(),
        );
        lowering.enum_types.insert(enum_type.id, written);
    }
}

/// A type for the values that a field has of its own; how it is written.
pub(super) fn of_field(lowering: &mut Lowering<'_>, field: &Field, values: &[String], table: usize) -> String {
    let (namespace, table_name) = {
        let table = lowering.table(table);
        (table.namespace.clone(), table.name.clone())
    };
    let values = labels(lowering, values, &field.field_name, field.id.0);
    add(
        lowering,
        namespace,
        &format!("{table_name}_{}", field.field_name),
        (values, Vec::new()),
        field.id.0,
        None,
    )
}

fn add(
    lowering: &mut Lowering<'_>,
    namespace: Option<String>,
    wanted: &str,
    (values, value_ids): (Vec<String>, Vec<u32>),
    element: Uuid,
    comment: Option<String>,
) -> String {
    let given = lowering.names.claim(&[Pool::types(namespace.as_deref())], wanted);
    if let Some(change) = given.change {
        let message = change.message("enum", wanted, &given.name, lowering.dialect);
        lowering.warn(change.code(), wanted, element, message);
    }
    let written = match &namespace {
        Some(space) => format!(
            "{}.{}",
            Dialect::Postgres.identifier(space),
            Dialect::Postgres.identifier(&given.name)
        ),
        None => Dialect::Postgres.identifier(&given.name),
    };
    lowering.schema.enums.push(SchemaEnum {
        namespace,
        name: given.name,
        values,
        value_ids,
        comment: comment.filter(|text| !text.is_empty()),
        origin: Origin {
            element: Some(element),
            position: None,
        },
    });
    written
}

/// The values that the engine takes, each once.
fn labels(lowering: &mut Lowering<'_>, values: &[String], subject: &str, element: Uuid) -> Vec<String> {
    let mut kept: Vec<String> = Vec::with_capacity(values.len());
    for value in values {
        if value.len() > LONGEST_LABEL || value.contains('\0') || kept.contains(value) {
            let shown: String = value.chars().take(40).collect();
            let message = format!(
                "the value {shown:?} of {subject} is left out: PostgreSQL takes each once and up to {LONGEST_LABEL} bytes"
            );
            lowering.error("enum-value-refused", subject, element, message);
        } else {
            kept.push(value.clone());
        }
    }
    kept
}

fn uses(field: &Field, id: Uuid) -> bool {
    use crate::design::TypeFamily;
    let mut family = &field.field_type.family;
    while let TypeFamily::Array(array) = family {
        family = &array.element.family;
    }
    matches!(family, TypeFamily::Enum(config) if config.enum_id.is_some_and(|e| e.0 == id))
}
