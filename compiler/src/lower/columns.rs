//! Columns.

use super::names::Pool;
use super::{Lowering, Placed, defaults, details, types};
use crate::design::{ConstraintKind, Field, Identity, PartTarget, Table, TypeFamily};
use crate::dialect::{Dialect, NativeType};
use crate::expression::{Kind, Place, Scope, Translated, translate_in};
use crate::ids::FieldId;
use crate::schema::{Check, Column, GeneratedColumn, Origin};
use std::collections::HashSet;

/// The columns of all tables: names and types first, then what mentions other columns.
pub(super) fn lower(lowering: &mut Lowering<'_>) {
    lowering.keyed = keyed_fields(lowering);
    let design = lowering.design;
    let tables = lowering.expressed();
    lowering.is_from_mysql = lowering.dialect == Dialect::Mysql
        && (design
            .fields()
            .any(|f| f.field_type.native.contains_key(&Dialect::Mysql))
            || design.tables().any(|t| t.native_options.contains_key(&Dialect::Mysql)));
    if lowering.dialect == Dialect::Mysql {
        for (at, _) in &tables {
            // MariaDB takes a check of this name for the primary key.
            lowering.names.reserve(Pool::Constraints(*at), "primary");
        }
    }
    for (at, table) in &tables {
        for field in design.fields_of(table.id) {
            name_and_type(lowering, table, field, *at);
        }
    }
    for (at, table) in &tables {
        let key: Vec<FieldId> = design
            .primary_key_of(table.id)
            .map(|key| key.kind.fields().to_vec())
            .unwrap_or_default();
        for field in design.fields_of(table.id) {
            let subject = subject(table, field);
            generated(lowering, field, &subject, *at);
            identity(lowering, field, &subject, *at, &key);
            defaults::lower(lowering, field, &subject, *at);
        }
    }
}

/// The field as a person would name it.
pub(super) fn subject(table: &Table, field: &Field) -> String {
    format!("{}.{}", table.table_name, field.field_name)
}

/// Fields that a key or foreign key covers, or a unique index.
fn keyed_fields(lowering: &Lowering<'_>) -> HashSet<FieldId> {
    let design = lowering.design;
    let mut keyed: HashSet<FieldId> = design
        .constraints()
        .flat_map(|c| c.kind.fields().iter().copied())
        .collect();
    for relationship in design.relationships() {
        for pair in &relationship.field_pairs {
            keyed.extend([pair.source_field_id, pair.target_field_id]);
        }
    }
    for index in design.indexes().filter(|i| i.is_unique) {
        keyed.extend(index.parts.iter().filter_map(|part| match part.target {
            PartTarget::Field(id) if part.prefix_length.is_none() => Some(id),
            _ => None,
        }));
    }
    keyed
}

fn name_and_type(lowering: &mut Lowering<'_>, table: &Table, field: &Field, at: usize) {
    let subject = subject(table, field);
    let given = lowering.names.claim(&[Pool::Columns(at)], &field.field_name);
    if let Some(change) = given.change {
        let message = change.message("field", &field.field_name, &given.name, lowering.dialect);
        lowering.warn(change.code(), &subject, field.id, message);
    }
    let native = types::of_field(lowering, field, &subject, at);
    let kind = types::kind(lowering, &field.field_type);
    if let Some(values) = &native.values {
        hold_to_values(lowering, field, &given.name, values, at);
    }
    let collation = collation(lowering, field, &native, &subject);
    if lowering.dialect == Dialect::Mysql
        && matches!(&field.field_type.family, TypeFamily::Text(c) if !c.case_insensitive)
        && collation.is_none()
        && !field.field_type.native.contains_key(&Dialect::Mysql)
    {
        lowering.texts_by_collation += 1;
    }
    let in_key = lowering
        .design
        .constraints_of(table.id)
        .any(|c| matches!(&c.kind, ConstraintKind::PrimaryKey { fields } if fields.contains(&field.id)));
    if lowering.dialect == Dialect::Mysql && native.sql.starts_with("json") {
        // MariaDB holds it to its type by a check of its name.
        lowering.names.reserve(Pool::Constraints(at), &given.name);
    }
    let mut words = field.details.native_attributes.clone();
    // A row's number is never null, whatever it says.
    words.retain(|dialect, said| *dialect == lowering.dialect || field.identity.is_none() || said != "NULL");
    let attributes = details::own_words(lowering, &words, "attributes", &subject, field.id.0);
    // How SQLite's keys say that they may hold null.
    let nullable = lowering.dialect == Dialect::Sqlite && attributes.as_deref() == Some("NULL");
    let attributes = attributes.filter(|_| !nullable);
    let comment = lowering.comment(field.description.as_deref(), 1_024, &subject, field.id.0);
    lowering.by_identifier[at].insert(field.field_name.clone(), field.id);
    let column = lowering.schema.tables[at].columns.len();
    lowering.columns.insert(
        field.id,
        Placed {
            table: at,
            column,
            kind,
        },
    );
    let enum_values = enum_values(lowering, field);
    lowering.schema.tables[at].columns.push(Column {
        enum_values,
        name: given.name,
        native_type: native.sql,
        not_null: field.is_required || (in_key && !nullable),
        collation,
        attributes,
        comment,
        origin: Origin {
            element: Some(field.id.0),
            position: None,
        },
        ..Default::default()
    });
}

/// The values of the field's enum type, where the engine has no enum types.
fn enum_values(lowering: &Lowering<'_>, field: &Field) -> Vec<(u32, String)> {
    let TypeFamily::Enum(config) = &field.field_type.family else {
        return Vec::new();
    };
    let enum_type = config.enum_id.and_then(|id| lowering.design.enum_type(id));
    enum_type
        .filter(|_| lowering.dialect != Dialect::Postgres)
        .map(|e| e.ids().into_iter().zip(e.values.iter().cloned()).collect())
        .unwrap_or_default()
}

fn hold_to_values(lowering: &mut Lowering<'_>, field: &Field, column: &str, values: &[String], at: usize) {
    let dialect = lowering.dialect;
    let list: Vec<String> = values.iter().map(|v| dialect.literal(v)).collect();
    let expression = if list.is_empty() {
        format!("{} IS NULL", dialect.identifier(column))
    } else {
        format!("{} IN ({})", dialect.identifier(column), list.join(", "))
    };
    lowering.schema.tables[at].checks.push(Check {
        expression,
        origin: Origin {
            element: Some(field.id.0),
            position: None,
        },
        ..Default::default()
    });
}

/// The collation, where the engine is likely to have it.
fn collation(lowering: &mut Lowering<'_>, field: &Field, native: &NativeType, subject: &str) -> Option<String> {
    let Some(wanted) = field.collation.as_deref().filter(|c| !c.is_empty()) else {
        return native.collation.map(str::to_owned);
    };
    let text = is_text(&native.sql, lowering.dialect);
    if text && let Some(name) = collation_of(wanted, lowering.dialect) {
        if !name.eq_ignore_ascii_case(wanted) {
            let message = format!(
                "{subject} is compared by {name} on {}, not by {wanted}",
                lowering.dialect
            );
            lowering.warn("collation-replaced", subject, field.id, message);
        }
        return Some(name);
    }
    let shown: String = wanted.chars().take(60).collect();
    let message = if text {
        format!(
            "the collation {shown} of {subject} is left out: it is not one of {}",
            lowering.dialect
        )
    } else {
        format!(
            "the collation {shown} of {subject} is left out: {} is no text",
            native.sql
        )
    };
    lowering.warn("collation-left-out", subject, field.id, message);
    native.collation.map(str::to_owned)
}

/// The collation as the engine knows it, as a name without quotes or as written with them.
pub(super) fn collation_of(wanted: &str, dialect: Dialect) -> Option<String> {
    let mysql_like = wanted.ends_with("_ci")
        || wanted.ends_with("_cs")
        || wanted.ends_with("_bin")
        || wanted.eq_ignore_ascii_case("binary");
    let sqlite_like = ["nocase", "rtrim", "binary"]
        .iter()
        .any(|name| wanted.eq_ignore_ascii_case(name));
    match dialect {
        Dialect::Mysql if mysql_like && wanted.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') => {
            Some(super::options::shared_collation(wanted))
        }
        Dialect::Mysql if wanted.eq_ignore_ascii_case("nocase") => Some("utf8mb4_general_ci".to_owned()),
        Dialect::Sqlite if sqlite_like => Some(wanted.to_ascii_uppercase()),
        Dialect::Sqlite if wanted.ends_with("_ci") => Some("NOCASE".to_owned()),
        Dialect::Postgres if !mysql_like && !sqlite_like && wanted.len() < 64 => {
            crate::expression::check_native(wanted, dialect)
                .ok()
                .map(|()| wanted.to_owned())
        }
        _ => None,
    }
}

/// Whether a type can be given a collation.
pub(super) fn is_text(native: &str, dialect: Dialect) -> bool {
    let base = types::base_name(native);
    match dialect {
        Dialect::Sqlite => true,
        Dialect::Mysql => {
            let word = base.as_str();
            word.contains("char") || word.contains("text") || matches!(word, "enum" | "set")
        }
        Dialect::Postgres => {
            matches!(
                base.as_str(),
                "text" | "character" | "char" | "varchar" | "bpchar" | "name" | "citext" | "national"
            )
        }
    }
}

fn generated(lowering: &mut Lowering<'_>, field: &Field, subject: &str, at: usize) {
    let Some(generated) = &field.generated else { return };
    let column = lowering.columns[&field.id].column;
    let kind = lowering.columns[&field.id].kind.clone();
    let native = generated.expression.dialect == Some(lowering.dialect);
    let lookup = |name: &str| {
        let found = lowering.column_named(at, name)?;
        // Neither itself nor, where that is not allowed, another computed column.
        let other = lowering.design.field(lowering.field_named(at, name)?);
        let numbered = lowering.dialect == Dialect::Mysql && other.is_some_and(|f| f.identity.is_some());
        let computed = numbered || other.is_some_and(|f| f.id == field.id || (f.generated.is_some() && !native));
        (!computed).then_some(found)
    };
    let scope = Scope {
        place: Place::Generated,
        column: Some(&lookup),
        expects: &kind,
    };
    let translated = translate_in(&generated.expression, lowering.dialect, scope);
    match translated {
        Translated::Sql { sql, note, .. } => {
            let stored = generated.stored || !lowering.can.virtual_generated;
            if stored != generated.stored {
                let message = format!(
                    "{subject} is stored: {} computes no columns when they are read",
                    lowering.dialect
                );
                lowering.info("generated-stored", subject, field.id, message);
            }
            if let Some(note) = note {
                lowering.warn(
                    "expression-differs",
                    subject,
                    field.id,
                    format!("{subject} is computed differently: {note}"),
                );
            }
            lowering.schema.tables[at].columns[column].generated = Some(GeneratedColumn {
                expression: sql,
                stored,
            });
        }
        Translated::Impossible(why) => {
            let message = format!(
                "{subject} is an ordinary column: how it is computed cannot be said on {}, since {why}",
                lowering.dialect
            );
            lowering.error("generated-left-out", subject, field.id, message);
        }
    }
}

fn identity(lowering: &mut Lowering<'_>, field: &Field, subject: &str, at: usize, key: &[FieldId]) {
    // A sequence that the column does not own numbers it all the same.
    let sequence = lowering.dialect != Dialect::Postgres && defaults::is_from_sequence(field, lowering.dialect);
    let Some(identity) = field.identity.or(sequence.then_some(Identity::ByDefault)) else {
        return;
    };
    let dialect = lowering.dialect;
    let place = lowering.columns[&field.id].column;
    let column = &lowering.schema.tables[at].columns[place];
    let integer = match dialect {
        Dialect::Postgres => ["smallint", "integer", "bigint", "int2", "int4", "int8", "int"]
            .contains(&column.native_type.to_ascii_lowercase().as_str()),
        Dialect::Mysql => types::base_name(&column.native_type).contains("int"),
        Dialect::Sqlite => true,
    };
    let second = dialect != Dialect::Postgres && lowering.table(at).columns.iter().any(|c| c.identity.is_some());
    let why = if column.generated.is_some() {
        Some("it is computed")
    } else if !integer || lowering.columns[&field.id].kind != Kind::Number {
        Some("its type is no integer")
    } else if second {
        Some("another field of the table is numbered")
    } else if dialect == Dialect::Sqlite && key != [field.id] {
        Some("SQLite numbers only a field that is the primary key by itself")
    } else {
        None
    };
    if why.is_some() && sequence {
        // Said of the default.
        return;
    }
    if let Some(why) = why {
        lowering.error(
            "identity-left-out",
            subject,
            field.id,
            format!("{subject} is not numbered by {dialect}: {why}"),
        );
        return;
    }
    let sequence = details::sequence(lowering, field, subject);
    let column = &mut lowering.schema.tables[at].columns[place];
    let is_row_number = dialect == Dialect::Sqlite
        && identity == Identity::Serial
        && field.field_type.native.contains_key(&dialect)
        && column.native_type.eq_ignore_ascii_case("integer");
    column.identity = Some(match (dialect, identity) {
        (Dialect::Postgres, identity) => identity,
        (_, _) if is_row_number => identity,
        (_, _) => Identity::ByDefault,
    });
    let may_be_unsaid = dialect == Dialect::Sqlite && field.details.native_attributes.contains_key(&dialect);
    column.not_null |= !may_be_unsaid;
    column.sequence = sequence;
    match dialect {
        // Anything but this very word would be no alias of the row's number.
        Dialect::Sqlite if !column.native_type.eq_ignore_ascii_case("integer") => {
            column.native_type = "integer".to_owned();
        }
        Dialect::Postgres if identity == Identity::Serial => {
            let reserved = format!(
                "{}_{}_seq",
                lowering.schema.tables[at].name, lowering.schema.tables[at].columns[place].name
            );
            let pool = Pool::relations(lowering.schema.tables[at].namespace.as_deref());
            lowering.names.reserve(pool, &reserved);
        }
        Dialect::Postgres | Dialect::Mysql | Dialect::Sqlite => {}
    }
    if dialect != Dialect::Postgres && identity == Identity::Always {
        let message =
            format!("{subject} also takes numbers that are given to it: {dialect} has no GENERATED ALWAYS AS IDENTITY");
        lowering.info("identity-by-default", subject, field.id, message);
    }
}
