//! Keys and checks as rows.

use serde_json::Value;
use tablewright_compiler::design::{Constraint, ConstraintKind};
use tablewright_compiler::ids::{ConstraintId, TableId};
use tablewright_entity::table_constraint::Model;
use uuid::Uuid;

use super::{json, parse, parse_word, word};
use crate::store::StoreError;

pub(in crate::store) fn to_row(branch_id: Uuid, constraint: &Constraint) -> Model {
    let Constraint {
        id,
        table_id,
        name,
        kind,
        deferrable,
        description,
        details,
    } = constraint;
    let no_fields = || Value::Array(Vec::new());
    let (word_of_kind, fields, nulls_not_distinct, expression) = match kind {
        ConstraintKind::PrimaryKey { fields } => ("PRIMARY_KEY", json(fields), false, None),
        ConstraintKind::Unique {
            fields,
            nulls_not_distinct,
        } => ("UNIQUE", json(fields), *nulls_not_distinct, None),
        ConstraintKind::Check { expression } => ("CHECK", no_fields(), false, Some(json(expression))),
        ConstraintKind::Exclusion { definition } => ("EXCLUSION", no_fields(), false, Some(json(definition))),
    };
    Model {
        id: id.0,
        branch_id,
        table_id: table_id.0,
        origin_id: None,
        name: name.clone(),
        kind: word_of_kind.to_owned(),
        fields,
        nulls_not_distinct,
        expression,
        deferrable: word(deferrable),
        description: description.clone(),
        details: json(details),
    }
}

pub(in crate::store) fn from_row(row: Model) -> Result<Constraint, StoreError> {
    let kind = match (row.kind.as_str(), row.expression) {
        ("PRIMARY_KEY", None) => ConstraintKind::PrimaryKey {
            fields: parse("fields of a key", row.fields)?,
        },
        ("UNIQUE", None) => ConstraintKind::Unique {
            fields: parse("fields of a key", row.fields)?,
            nulls_not_distinct: row.nulls_not_distinct,
        },
        ("CHECK", Some(expression)) => ConstraintKind::Check {
            expression: parse("expression of a check", expression)?,
        },
        ("EXCLUSION", Some(definition)) => ConstraintKind::Exclusion {
            definition: parse("definition of an exclusion constraint", definition)?,
        },
        (other, _) => return Err(StoreError::corrupt("kind of a constraint", other)),
    };
    Ok(Constraint {
        id: ConstraintId(row.id),
        table_id: TableId(row.table_id),
        name: row.name,
        kind,
        deferrable: parse_word("check time of a constraint", row.deferrable)?,
        description: row.description,
        details: parse("details of a constraint", row.details)?,
    })
}
