//! Enum types.

use super::{Reading, nodes};
use crate::design::ObjectKind;
use crate::import::fold::Fold;
use crate::import::report::Outcome;
use crate::schema::SchemaEnum;
use pg_query::protobuf::{AlterEnumStmt, CreateEnumStmt};

/// Reads CREATE TYPE … AS ENUM.
pub(super) fn create_enum(fold: &mut Fold<'_>, reading: &Reading<'_>, made: &CreateEnumStmt) -> Outcome {
    let path = nodes::strings(&made.type_name);
    let (namespace, name) = nodes::split(&path);
    let name = fold.new_name(namespace, name);
    let added = fold.add_enum(SchemaEnum {
        namespace: name.namespace.clone(),
        name: name.name.clone(),
        values: nodes::strings(&made.vals),
        value_ids: Vec::new(),
        comment: None,
        origin: fold.origin(reading.base),
    });
    if added {
        Outcome::Modelled
    } else {
        fold.taken(reading.base, ObjectKind::Type, &name, false)
    }
}

/// Reads ALTER TYPE … ADD VALUE and RENAME VALUE.
pub(super) fn alter_enum(fold: &mut Fold<'_>, reading: &Reading<'_>, altered: &AlterEnumStmt) -> Outcome {
    let path = nodes::strings(&altered.type_name);
    let (namespace, name) = nodes::split(&path);
    let name = fold.type_name(namespace, name);
    let Some(found) = fold.enum_mut(&name) else {
        return fold.unknown(reading.base, "ALTER TYPE", &name);
    };
    let place = |value: &str| found.values.iter().position(|v| v == value);
    if !altered.old_val.is_empty() {
        let Some(at) = place(&altered.old_val) else {
            let message = format!("type {name} has no value '{}'", altered.old_val);
            return fold.report.fail(reading.base, "unknown-value", message);
        };
        found.values[at].clone_from(&altered.new_val);
        return Outcome::Modelled;
    }
    if place(&altered.new_val).is_some() {
        if altered.skip_if_new_val_exists {
            return Outcome::Modelled;
        }
        let message = format!("type {name} gets the value '{}' a second time", altered.new_val);
        return fold.report.fail(reading.base, "name-taken", message);
    }
    let at = if altered.new_val_neighbor.is_empty() {
        Some(found.values.len())
    } else {
        place(&altered.new_val_neighbor).map(|i| i + usize::from(altered.new_val_is_after))
    };
    match at {
        Some(at) => {
            found.values.insert(at, altered.new_val.clone());
            Outcome::Modelled
        }
        None => {
            let message = format!("type {name} has no value '{}'", altered.new_val_neighbor);
            fold.report.fail(reading.base, "unknown-value", message)
        }
    }
}
