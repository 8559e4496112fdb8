//! Indexes.

use super::names::Pool;
use super::{Lowering, details, keys, mysql_limits, types};
use crate::design::{DataType, Index, IndexPart, NullsOrder, ObjectKind, PartTarget, SortDirection, Table};
use crate::dialect::{Dialect, NameScope};
use crate::expression::{Kind, Place, Scope, Translated, check_native, translate_in};
use crate::schema::{Origin, SchemaIndex, SchemaIndexPart, SchemaPartTarget};

/// Indexes of all tables.
pub(super) fn lower(lowering: &mut Lowering<'_>) {
    let design = lowering.design;
    for (at, table) in lowering.expressed() {
        for index in design.indexes_of(table.id) {
            let subject = format!("{}.{}", table.table_name, index.name);
            if let Err(why) = one(lowering, table, index, &subject, at) {
                let message = format!("the index {subject} is left out on {}: {why}", lowering.dialect);
                lowering.error("index-left-out", &subject, index.id, message);
            }
        }
    }
}

fn one(lowering: &mut Lowering<'_>, table: &Table, index: &Index, subject: &str, at: usize) -> Result<(), String> {
    let predicate = predicate(lowering, index, subject, at)?;
    let method = method(lowering, table, index, subject)?;
    let mut parts = Vec::with_capacity(index.parts.len());
    for part in &index.parts {
        parts.push(one_part(lowering, index, part, method.as_deref(), subject, at)?);
    }
    if parts.is_empty() {
        return Err("it is over nothing".to_owned());
    }
    if parts.len() > 16 && lowering.dialect == Dialect::Mysql
        || parts.len() > 32 && lowering.dialect == Dialect::Postgres
    {
        return Err(format!("it has {} parts", parts.len()));
    }
    if method.as_deref() == Some("fulltext") {
        let collations: Vec<_> = parts
            .iter()
            .filter_map(|part| match &part.target {
                SchemaPartTarget::Column(name) => lowering.table(at).columns.iter().find(|c| c.name == *name),
                SchemaPartTarget::Expression(_) => None,
            })
            .map(|column| &column.collation)
            .collect();
        if collations.windows(2).any(|pair| pair[0] != pair[1]) {
            return Err("its fields have different collations".to_owned());
        }
    }
    let included = included(lowering, index, method.as_deref(), subject)?;
    if lowering.dialect == Dialect::Mysql && !matches!(method.as_deref(), Some("fulltext" | "spatial")) {
        mysql_limits::prefix_parts(lowering, index, &mut parts, subject, at)?;
    }
    let pool = match lowering.can.index_names {
        NameScope::Table => Pool::Indexes(at),
        _ => Pool::relations(lowering.table(at).namespace.as_deref()),
    };
    let wanted = if index.name.is_empty() {
        format!("{}_idx", table.table_name)
    } else {
        index.name.clone()
    };
    let name = keys::name_in(lowering, &[pool], "index", &wanted, subject, index.id.0);
    let nulls_not_distinct = index.details.nulls_not_distinct && index.is_unique;
    if nulls_not_distinct {
        keys::say_of_nulls(lowering, subject, index.id.0);
    }
    let words = &index.details.native_options;
    let options = details::own_words(lowering, words, "options", subject, index.id.0);
    let comment = lowering.comment(index.description.as_deref(), 1_024, subject, index.id.0);
    lowering.schema.tables[at].indexes.push(SchemaIndex {
        name: Some(name),
        is_unique: index.is_unique && !matches!(method.as_deref(), Some("fulltext" | "spatial")),
        method,
        parts,
        included,
        nulls_not_distinct: nulls_not_distinct && lowering.can.nulls_not_distinct,
        options,
        predicate,
        comment,
        origin: Origin {
            element: Some(index.id.0),
            position: None,
        },
    });
    Ok(())
}

fn predicate(lowering: &mut Lowering<'_>, index: &Index, subject: &str, at: usize) -> Result<Option<String>, String> {
    let Some(wanted) = &index.predicate else {
        return Ok(None);
    };
    if !lowering.can.partial_indexes {
        if index.is_unique {
            return Err("it is unique among some rows only, which cannot be said".to_owned());
        }
        let message = format!(
            "the index {subject} covers all rows: {} has no partial indexes",
            lowering.dialect
        );
        lowering.warn("predicate-left-out", subject, index.id, message);
        return Ok(None);
    }
    let lookup = |name: &str| lowering.column_named(at, name);
    let scope = Scope {
        place: Place::Index,
        column: Some(&lookup),
        expects: &Kind::Boolean,
    };
    match translate_in(wanted, lowering.dialect, scope) {
        Translated::Sql { sql, note, .. } => {
            if let Some(note) = note {
                lowering.warn(
                    "expression-differs",
                    subject,
                    index.id,
                    format!("the rows of {subject} differ: {note}"),
                );
            }
            Ok(Some(sql))
        }
        Translated::Impossible(why) => Err(why),
    }
}

/// The method, where the engine has it; `None` for its own choice.
fn method(lowering: &mut Lowering<'_>, table: &Table, index: &Index, subject: &str) -> Result<Option<String>, String> {
    let Some(wanted) = index.method.as_deref().filter(|m| !m.is_empty()) else {
        return Ok(None);
    };
    let method = wanted.to_ascii_lowercase();
    let dialect = lowering.dialect;
    let method = match (method.as_str(), dialect) {
        ("rtree", Dialect::Mysql) => "spatial".to_owned(),
        _ => method,
    };
    if matches!(method.as_str(), "fulltext" | "spatial") && dialect != Dialect::Mysql {
        return Err(format!("{dialect} has no {method} indexes"));
    }
    let extended = dialect == Dialect::Postgres
        && lowering
            .design
            .objects()
            .any(|o| o.dialect == dialect && o.kind == ObjectKind::Extension)
        && method.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if method == "hash" && dialect == Dialect::Mysql && lowering.is_own(table) {
        return Ok(Some(method));
    }
    let plain = index.parts.len() == 1 && !index.is_unique;
    if (lowering.can.index_methods.contains(&method.as_str()) || extended)
        && (method != "hash" || plain)
        && (!index.is_unique || !matches!(method.as_str(), "gin" | "gist" | "spgist" | "brin"))
        && (plain || method != "spgist")
    {
        // An engine's own choice is not said twice.
        return Ok((method != "btree" || dialect == Dialect::Mysql).then_some(method));
    }
    if matches!(method.as_str(), "gin" | "gist" | "spgist" | "brin") && dialect == Dialect::Postgres {
        return Err(format!(
            "{method} indexes are never unique, and spgist ones have one part"
        ));
    }
    if method == "hash" && dialect == Dialect::Mysql {
        // InnoDB makes an ordinary index of it; MariaDB, where it is unique, one that no foreign key can use.
        let message = format!("the index {subject} is an ordinary one: InnoDB has no hash indexes");
        lowering.info("method-left-out", subject, index.id, message);
    } else if method != "btree" {
        let shown: String = method.chars().take(40).collect();
        let message = format!("the index {subject} is an ordinary one: {dialect} has no {shown} index for it");
        lowering.warn("method-left-out", subject, index.id, message);
    }
    Ok(None)
}

fn one_part(
    lowering: &mut Lowering<'_>,
    index: &Index,
    part: &IndexPart,
    method: Option<&str>,
    subject: &str,
    at: usize,
) -> Result<SchemaIndexPart, String> {
    let dialect = lowering.dialect;
    let target = match &part.target {
        PartTarget::Field(field) => {
            let name = lowering
                .column(*field)
                .ok_or("one of its fields is not expressed")?
                .name
                .clone();
            let native = lowering
                .column(*field)
                .map(|c| c.native_type.clone())
                .unwrap_or_default();
            let family = lowering.design.field(*field).map(|f| f.field_type.data_type());
            // An extension may bring a class that is taken without being named.
            let extended = dialect == Dialect::Postgres
                && lowering
                    .design
                    .objects()
                    .any(|o| o.kind == ObjectKind::Extension && o.dialect == dialect);
            let has_class = extended || operator_class(dialect, part).is_some();
            takes(dialect, method, &native, family, has_class)
                .map_err(|why| format!("{name} of type {native} {why}"))?;
            if method == Some("spatial") && lowering.column(*field).is_some_and(|c| !c.not_null) {
                return Err(format!("{name} may be null, which a spatial index does not allow"));
            }
            SchemaPartTarget::Column(name)
        }
        PartTarget::Expression(_) if !lowering.can.expression_indexes => {
            return Err("it is over an expression, which not all its servers have".to_owned());
        }
        PartTarget::Expression(expression) => {
            let lookup = |name: &str| lowering.column_named(at, name);
            let scope = Scope {
                place: Place::Index,
                column: Some(&lookup),
                expects: &Kind::Unknown,
            };
            match translate_in(expression, dialect, scope) {
                Translated::Sql { .. }
                    if operator_class(dialect, part).is_none()
                        && matches!(method, Some("gin" | "gist" | "spgist" | "brin"))
                        && expression.dialect.is_none() =>
                {
                    return Err("an expression in such an index wants an operator class".to_owned());
                }
                Translated::Sql { sql, .. } => SchemaPartTarget::Expression(sql),
                Translated::Impossible(why) => return Err(why),
            }
        }
    };
    let ordered = dialect != Dialect::Postgres || method.is_none_or(|m| m == "btree");
    let direction = if ordered && !matches!(method, Some("fulltext" | "spatial")) {
        part.direction
    } else {
        SortDirection::Asc
    };
    let nulls = part.nulls.filter(|nulls| {
        if lowering.can.nulls_order {
            return ordered;
        }
        let own = match direction {
            SortDirection::Asc => NullsOrder::First,
            SortDirection::Desc => NullsOrder::Last,
        };
        if *nulls != own {
            let message = format!("{dialect} decides where the index {subject} puts nulls");
            lowering.warn("nulls-order-left-out", subject, index.id, message);
        }
        false
    });
    let operator_class = operator_class(dialect, part);
    if let (Some(class), None) = (&part.operator_class, &operator_class) {
        let shown: String = class.chars().take(40).collect();
        let message = format!("the index {subject} goes without the operator class {shown}");
        lowering.warn("operator-class-left-out", subject, index.id, message);
    }
    let collation = part.collation.as_deref().and_then(|wanted| {
        let text = match &target {
            SchemaPartTarget::Column(name) => {
                let column = lowering.table(at).columns.iter().find(|c| c.name == *name);
                column.is_some_and(|c| super::columns::is_text(&c.native_type, dialect))
            }
            SchemaPartTarget::Expression(_) => true,
        };
        let kept = super::columns::collation_of(wanted, dialect).filter(|_| text && dialect != Dialect::Mysql);
        if kept.is_none() {
            let shown: String = wanted.chars().take(40).collect();
            lowering.warn(
                "collation-left-out",
                subject,
                index.id,
                format!("the index {subject} goes without the collation {shown}"),
            );
        }
        kept
    });
    let prefix_length = part.prefix_length.filter(|_| {
        if !lowering.can.prefix_lengths {
            let message = format!("the index {subject} covers whole values: {dialect} has no prefix lengths");
            lowering.info("prefix-left-out", subject, index.id, message);
        }
        lowering.can.prefix_lengths && !matches!(method, Some("fulltext" | "spatial"))
    });
    Ok(SchemaIndexPart {
        target,
        direction,
        nulls,
        prefix_length,
        operator_class,
        collation,
    })
}

/// The part's operator class, where the engine has such.
fn operator_class(dialect: Dialect, part: &IndexPart) -> Option<String> {
    let class = part.operator_class.as_ref().filter(|_| dialect == Dialect::Postgres)?;
    check_native(class, dialect).is_ok().then(|| class.clone())
}

/// Whether an index of the method takes the type by itself.
fn takes(
    dialect: Dialect,
    method: Option<&str>,
    native: &str,
    family: Option<DataType>,
    has_class: bool,
) -> Result<(), String> {
    let base = types::base_name(native);
    match (dialect, method) {
        (Dialect::Mysql, Some("fulltext")) if !(base.contains("char") || base.contains("text")) => {
            Err("is no text".to_owned())
        }
        (Dialect::Mysql, Some("spatial")) if !keys::is_geometry(&base) => Err("holds no shapes".to_owned()),
        (Dialect::Mysql, Some("fulltext" | "spatial")) => Ok(()),
        (Dialect::Postgres, Some("gin"))
            if !has_class && !matches!(base.as_str(), "jsonb" | "tsvector" | "hstore") && !native.ends_with("[]") =>
        {
            Err("cannot be in a gin index without an operator class".to_owned())
        }
        (Dialect::Postgres, Some("gist" | "spgist")) if !has_class && family != Some(DataType::Native) => {
            Err("cannot be in such an index without an operator class".to_owned())
        }
        (Dialect::Postgres, Some("brin"))
            if !has_class
                && (native.ends_with("[]")
                    || super::foreign_keys::comparison_group(&base).is_none()
                        && !matches!(base.as_str(), "uuid" | "bytea" | "interval" | "oid" | "bit" | "macaddr")) =>
        {
            Err("cannot be in a brin index".to_owned())
        }
        (_, None | Some("btree" | "hash")) if !has_class && !keys::sortable(native, dialect) => {
            Err("cannot be in an ordinary index".to_owned())
        }
        _ => Ok(()),
    }
}

fn included(
    lowering: &mut Lowering<'_>,
    index: &Index,
    method: Option<&str>,
    subject: &str,
) -> Result<Vec<String>, String> {
    if index.included.is_empty() {
        return Ok(Vec::new());
    }
    if !lowering.can.included_columns || !matches!(method, None | Some("btree" | "gist" | "spgist")) {
        let message = format!("the index {subject} carries no further fields on {}", lowering.dialect);
        lowering.info("included-left-out", subject, index.id, message);
        return Ok(Vec::new());
    }
    keys::columns(lowering, &index.included)
}
