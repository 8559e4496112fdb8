//! Primary keys, unique keys and checks.

use super::names::Pool;
use super::{Lowering, details, mysql_limits, types};
use crate::design::{Constraint, ConstraintKind, Deferrable, Table};
use crate::dialect::{Dialect, NameScope};
use crate::expression::{Kind, Place, Scope, Translated, translate_in};
use crate::ids::FieldId;
use crate::schema::{Check, Key, Origin};
use uuid::Uuid;

/// Keys of all tables.
pub(super) fn lower(lowering: &mut Lowering<'_>) {
    let design = lowering.design;
    let tables = lowering.expressed();
    for (at, table) in &tables {
        reserve_implied_names(lowering, table, *at);
    }
    for (at, table) in &tables {
        for constraint in design.constraints_of(table.id) {
            match &constraint.kind {
                ConstraintKind::PrimaryKey { fields } => key(lowering, table, constraint, fields, false, *at),
                ConstraintKind::Unique {
                    fields,
                    nulls_not_distinct,
                } => key(lowering, table, constraint, fields, *nulls_not_distinct, *at),
                ConstraintKind::Check { .. } | ConstraintKind::Exclusion { .. } => {}
            }
        }
        details::exclusions(lowering, table, *at);
    }
}

/// PostgreSQL names the indexes of unnamed keys by a rule; those names are not free.
fn reserve_implied_names(lowering: &mut Lowering<'_>, table: &Table, at: usize) {
    if lowering.dialect != Dialect::Postgres {
        return;
    }
    let pool = Pool::relations(lowering.table(at).namespace.as_deref());
    let name = lowering.table(at).name.clone();
    let unnamed: Vec<_> = lowering
        .design
        .constraints_of(table.id)
        .filter(|c| c.name.is_none())
        .cloned()
        .collect();
    for constraint in unnamed {
        let implied = match &constraint.kind {
            ConstraintKind::PrimaryKey { .. } => format!("{name}_pkey"),
            ConstraintKind::Unique { fields, .. } => {
                let columns: Vec<&str> = fields
                    .iter()
                    .filter_map(|f| lowering.column(*f))
                    .map(|c| c.name.as_str())
                    .collect();
                format!("{name}_{}_key", columns.join("_"))
            }
            ConstraintKind::Check { .. } | ConstraintKind::Exclusion { .. } => continue,
        };
        lowering.names.reserve(pool.clone(), &implied);
    }
}

fn key(
    lowering: &mut Lowering<'_>,
    table: &Table,
    constraint: &Constraint,
    fields: &[FieldId],
    nulls_not_distinct: bool,
    at: usize,
) {
    let primary = matches!(constraint.kind, ConstraintKind::PrimaryKey { .. });
    let noun = constraint.kind.noun();
    let subject = match &constraint.name {
        Some(name) => format!("{}.{name}", table.table_name),
        None => table.table_name.clone(),
    };
    let columns = match columns(lowering, fields) {
        Ok(columns) => columns,
        Err(why) => {
            return lowering.error(
                "key-left-out",
                &subject,
                constraint.id,
                format!("the {noun} of {subject} is left out: {why}"),
            );
        }
    };
    if let Some(why) = refused(lowering, fields, primary) {
        return lowering.error(
            "key-left-out",
            &subject,
            constraint.id,
            format!("the {noun} of {subject} is left out: {why}"),
        );
    }
    if primary && lowering.table(at).primary_key.is_some() {
        return lowering.error(
            "key-left-out",
            &subject,
            constraint.id,
            format!("{subject} has a primary key already"),
        );
    }
    if nulls_not_distinct {
        say_of_nulls(lowering, &subject, constraint.id.0);
    }
    let nulls_not_distinct = nulls_not_distinct && lowering.can.nulls_not_distinct;
    let deferrable = deferrable(
        lowering,
        constraint.deferrable,
        lowering.can.deferrable_keys,
        &subject,
        constraint.id.0,
    );
    let name = constraint.name.as_deref().and_then(|wanted| {
        // MySQL calls every primary key PRIMARY.
        (!(primary && lowering.dialect == Dialect::Mysql))
            .then(|| key_name(lowering, wanted, &subject, constraint.id.0, at))
    });
    let included = details::included(lowering, constraint, &subject);
    let options = details::of_key(lowering, constraint, &columns, &subject);
    let key = Key {
        name,
        columns,
        included,
        options,
        deferrable,
        nulls_not_distinct,
        comment: constraint
            .description
            .clone()
            .filter(|text| !text.is_empty() && lowering.dialect == Dialect::Postgres),
        origin: Origin {
            element: Some(constraint.id.0),
            position: None,
        },
    };
    if constraint.description.is_some() && key.comment.is_none() {
        lowering.unkept_comments += 1;
    }
    let prefixed = key.options.as_deref().is_some_and(|options| options.starts_with('('));
    if lowering.dialect == Dialect::Mysql
        && !prefixed
        && mysql_limits::shorten_key(lowering, &key, primary, &subject, at)
    {
        return;
    }
    let table = &mut lowering.schema.tables[at];
    if primary {
        table.primary_key = Some(key);
    } else {
        table.unique_keys.push(key);
    }
}

/// Says what becomes of NULLS NOT DISTINCT.
pub(super) fn say_of_nulls(lowering: &mut Lowering<'_>, subject: &str, element: Uuid) {
    if lowering.can.nulls_not_distinct {
        let message = format!("{subject} takes PostgreSQL 15 or later: NULLS NOT DISTINCT");
        lowering.info("needs-postgres-15", subject, element, message);
    } else {
        let message = format!(
            "{subject} allows any number of nulls: {} tells them apart",
            lowering.dialect
        );
        lowering.warn("nulls-distinct", subject, element, message);
    }
}

/// The columns of the fields, each once.
pub(super) fn columns(lowering: &Lowering<'_>, fields: &[FieldId]) -> Result<Vec<String>, String> {
    let mut columns: Vec<String> = Vec::with_capacity(fields.len());
    for field in fields {
        let column = lowering.column(*field).ok_or("one of its fields is not expressed")?;
        if !columns.contains(&column.name) {
            columns.push(column.name.clone());
        }
    }
    if columns.is_empty() {
        return Err("it has no fields".to_owned());
    }
    let most = if lowering.dialect == Dialect::Mysql { 16 } else { 32 };
    if columns.len() > most && lowering.dialect != Dialect::Sqlite {
        return Err(format!(
            "it has {} fields; {} allows {most}",
            columns.len(),
            lowering.dialect
        ));
    }
    Ok(columns)
}

/// Why the engine would refuse a key over these fields.
fn refused(lowering: &Lowering<'_>, fields: &[FieldId], primary: bool) -> Option<String> {
    for field in fields {
        let column = lowering.column(*field)?;
        if !sortable(&column.native_type, lowering.dialect) {
            return Some(format!(
                "{} of type {} cannot be in a key",
                column.name, column.native_type
            ));
        }
        if primary && column.generated.is_some() && lowering.dialect != Dialect::Postgres {
            return Some(format!("{} is computed", column.name));
        }
    }
    None
}

/// Whether the engine's plain indexes take the type.
pub(super) fn sortable(native: &str, dialect: Dialect) -> bool {
    let base = types::base_name(native);
    match dialect {
        Dialect::Postgres => ![
            "json",
            "xml",
            "point",
            "line",
            "lseg",
            "box",
            "path",
            "polygon",
            "circle",
            "jsonpath",
            "aclitem",
            "txid_snapshot",
            "pg_snapshot",
            "xid",
            "cid",
        ]
        .contains(&base.as_str()),
        Dialect::Mysql => !(base == "json" || is_geometry(&base)),
        Dialect::Sqlite => true,
    }
}

/// Whether MySQL's type holds shapes.
pub(super) fn is_geometry(base: &str) -> bool {
    base.contains("point") || base.contains("polygon") || base.contains("linestring") || base.contains("geom")
}

pub(super) fn key_name(lowering: &mut Lowering<'_>, wanted: &str, subject: &str, element: Uuid, at: usize) -> String {
    let pools = match lowering.can.index_names {
        NameScope::Schema if lowering.dialect == Dialect::Postgres => {
            vec![
                Pool::relations(lowering.table(at).namespace.as_deref()),
                Pool::Constraints(at),
            ]
        }
        NameScope::Table => vec![Pool::Indexes(at)],
        _ => vec![Pool::Constraints(at)],
    };
    name_in(lowering, &pools, "key", wanted, subject, element)
}

/// Claims the name and says what had to be done to it.
pub(super) fn name_in(
    lowering: &mut Lowering<'_>,
    pools: &[Pool],
    noun: &str,
    wanted: &str,
    subject: &str,
    element: Uuid,
) -> String {
    let given = lowering.names.claim(pools, wanted);
    if let Some(change) = given.change {
        let message = change.message(noun, wanted, &given.name, lowering.dialect);
        lowering.info(change.code(), subject, element, message);
    }
    given.name
}

/// When it is checked, as far as the engine can put that off.
pub(super) fn deferrable(
    lowering: &mut Lowering<'_>,
    wanted: Deferrable,
    can: bool,
    subject: &str,
    element: Uuid,
) -> Deferrable {
    if can || wanted == Deferrable::No {
        return wanted;
    }
    let message = format!(
        "{subject} is checked at once: {} does not put that off",
        lowering.dialect
    );
    lowering.warn("deferrable-not-kept", subject, element, message);
    Deferrable::No
}

/// Checks of all tables; after the foreign keys, which MySQL does not let them share columns with.
pub(super) fn lower_checks(lowering: &mut Lowering<'_>) {
    let design = lowering.design;
    for (at, table) in lowering.expressed() {
        for constraint in design.constraints_of(table.id) {
            if matches!(constraint.kind, ConstraintKind::Check { .. }) {
                check(lowering, table, constraint, at);
            }
        }
    }
}

fn check(lowering: &mut Lowering<'_>, table: &Table, constraint: &Constraint, at: usize) {
    let ConstraintKind::Check { expression } = &constraint.kind else {
        return;
    };
    let subject = match &constraint.name {
        Some(name) => format!("{}.{name}", table.table_name),
        None => table.table_name.clone(),
    };
    let lookup = |name: &str| lowering.column_named(at, name);
    let scope = Scope {
        place: Place::Check,
        column: Some(&lookup),
        expects: &Kind::Boolean,
    };
    let translated = translate_in(expression, lowering.dialect, scope);
    let native = expression.dialect == Some(lowering.dialect);
    let (sql, note) = match translated {
        Translated::Sql { sql, note, columns } => match mysql_limits::check_refused(lowering, at, &columns, native) {
            Some(why) => return left_out(lowering, constraint, &subject, &why),
            None => (sql, note),
        },
        Translated::Impossible(why) => return left_out(lowering, constraint, &subject, &why),
    };
    if let Some(note) = note {
        lowering.warn(
            "expression-differs",
            &subject,
            constraint.id,
            format!("the check {subject} differs: {note}"),
        );
    }
    if constraint.deferrable != Deferrable::No {
        let message = format!("the check {subject} is checked at once; no engine puts checks off");
        lowering.warn("deferrable-not-kept", &subject, constraint.id, message);
    }
    let Some(said) = details::of_check(lowering, constraint, &subject) else {
        return;
    };
    let name = constraint.name.as_deref().map(|wanted| {
        let pools = match lowering.can.constraint_names {
            // MariaDB's own are apart by table.
            NameScope::Database if !native => vec![Pool::Constrained, Pool::Constraints(at)],
            _ => vec![Pool::Constraints(at)],
        };
        name_in(lowering, &pools, "check", wanted, &subject, constraint.id.0)
    });
    let comment = constraint
        .description
        .clone()
        .filter(|text| !text.is_empty() && lowering.dialect == Dialect::Postgres);
    if constraint.description.is_some() && comment.is_none() {
        lowering.unkept_comments += 1;
    }
    let column = details::column_of_check(lowering, constraint, at);
    lowering.schema.tables[at].checks.push(Check {
        name,
        expression: sql,
        no_inherit: said.no_inherit,
        not_valid: said.not_valid,
        not_enforced: said.not_enforced,
        column,
        comment,
        origin: Origin {
            element: Some(constraint.id.0),
            position: None,
        },
    });
}

fn left_out(lowering: &mut Lowering<'_>, constraint: &Constraint, subject: &str, why: &str) {
    let message = format!("the check {subject} is left out on {}: {why}", lowering.dialect);
    lowering.error("check-left-out", subject, constraint.id, message);
}
