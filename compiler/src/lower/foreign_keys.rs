//! Relationships as foreign keys.

use super::names::Pool;
use super::options::{charset, collation_in};
use super::{Lowering, details, keys, types};
use crate::design::{Deferrable, ObjectKind, ReferentialAction, Relationship, RelationshipType};
use crate::dialect::{Dialect, NameScope};
use crate::emit::order;
use crate::ids::FieldId;
use crate::schema::{Column, ForeignKey, Key, Origin, SchemaPartTarget, SchemaTable};

/// Foreign keys of all relationships.
pub(super) fn lower(lowering: &mut Lowering<'_>) {
    let design = lowering.design;
    for relationship in design.relationships() {
        let subject = subject(lowering, relationship);
        let result = match relationship.relationship_type {
            RelationshipType::ManyToMany => through_junction(lowering, relationship),
            RelationshipType::OneToOne | RelationshipType::OneToMany => one(lowering, relationship, &subject),
        };
        if let Err(why) = result {
            let message = format!(
                "the foreign key of {subject} is left out on {}: {why}",
                lowering.dialect
            );
            lowering.error("foreign-key-left-out", &subject, relationship.id, message);
        }
    }
}

fn subject(lowering: &Lowering<'_>, relationship: &Relationship) -> String {
    match lowering.design.table(relationship.target_table_id) {
        Some(table) => format!("{}.{}", table.table_name, relationship.name),
        None => relationship.name.clone(),
    }
}

/// The junction's own foreign keys say it all.
fn through_junction(lowering: &Lowering<'_>, relationship: &Relationship) -> Result<(), String> {
    let junction = relationship.junction_table_id.ok_or("it has no junction table")?;
    if !lowering.tables.contains_key(&junction) {
        return Err("its junction table is not expressed".to_owned());
    }
    let held = |end| {
        lowering
            .design
            .relationships_of(junction)
            .any(|r| r.target_table_id == junction && r.source_table_id == end && r.id != relationship.id)
    };
    if held(relationship.source_table_id) && held(relationship.target_table_id) {
        Ok(())
    } else {
        Err("its junction table does not refer to both tables".to_owned())
    }
}

fn one(lowering: &mut Lowering<'_>, relationship: &Relationship, subject: &str) -> Result<(), String> {
    let dialect = lowering.dialect;
    let place = |id| lowering.tables.get(&id).copied();
    let source = place(relationship.source_table_id).ok_or("the table it refers to is not expressed")?;
    let target = place(relationship.target_table_id).ok_or("the table it is in is not expressed")?;
    let (from, to): (Vec<FieldId>, Vec<FieldId>) = relationship
        .field_pairs
        .iter()
        .map(|p| (p.source_field_id, p.target_field_id))
        .unzip();
    let referenced = keys::columns(lowering, &from)?;
    let columns = keys::columns(lowering, &to)?;
    if referenced.len() != columns.len() || columns.len() != relationship.field_pairs.len() {
        return Err("a field is in it twice".to_owned());
    }
    let indexed = dialect == Dialect::Mysql && begins_index(lowering.table(source), &referenced);
    if !indexed && !is_key(lowering.table(source), &referenced, dialect) {
        return Err(format!(
            "{} of {} is neither its primary key nor unique",
            referenced.join(", "),
            lowering.table(source).name
        ));
    }
    for pair in &relationship.field_pairs {
        let (Some(a), Some(b)) = (
            lowering.column(pair.source_field_id),
            lowering.column(pair.target_field_id),
        ) else {
            continue;
        };
        compatible(lowering, source, a, target, b)?;
    }
    let set_columns = details::set_columns(lowering, relationship, subject)?;
    let on_delete = match (&set_columns, relationship.details.set_fields.as_slice()) {
        (None, _) => ReferentialAction::NoAction,
        (Some(_), []) => action(lowering, relationship.on_delete, &to, "deleted", relationship, subject)?,
        (Some(_), set) => action(lowering, relationship.on_delete, set, "deleted", relationship, subject)?,
    };
    let sets = matches!(on_delete, ReferentialAction::SetNull | ReferentialAction::SetDefault);
    let set_columns = set_columns.filter(|_| sets).unwrap_or_default();
    let on_update = action(lowering, relationship.on_update, &to, "changed", relationship, subject)?;
    let on_update = cascade_of_null(lowering, relationship, on_update, subject);
    // What goes unsaid is RESTRICT to InnoDB; only what was read from there tells NO ACTION from it.
    let unsaid = |action| match action {
        ReferentialAction::NoAction if dialect == Dialect::Mysql && !lowering.is_from_mysql => {
            ReferentialAction::Restrict
        }
        action => action,
    };
    let (on_delete, on_update) = (unsaid(on_delete), unsaid(on_update));
    if dialect == Dialect::Mysql {
        mysql_refuses(lowering, source, target, &columns, &referenced, on_delete, on_update)?;
    }
    let deferrable = keys::deferrable(
        lowering,
        relationship.deferrable,
        lowering.can.deferrable_foreign_keys,
        subject,
        relationship.id.0,
    );
    let match_full = relationship.match_full && columns.len() > 1;
    if match_full && !lowering.can.match_full {
        let message = format!("{subject} may be null in part: {dialect} does not hold to MATCH FULL");
        lowering.warn("match-full-left-out", subject, relationship.id, message);
    }
    let not_valid = details::spares_rows(lowering, relationship, subject);
    let text = relationship.description.as_deref();
    let comment = lowering.comment(text, 1_024, subject, relationship.id.0);
    if comment.is_some() && dialect == Dialect::Mysql {
        lowering.unkept_comments += 1;
    }
    let unnamed = is_implied_name(&relationship.name, lowering.table(target), dialect);
    let name = (!unnamed).then(|| foreign_key_name(lowering, relationship, &columns, subject, target));
    let held = lowering.table(source);
    let foreign_key = ForeignKey {
        name,
        columns: columns.clone(),
        referenced_namespace: held.namespace.clone(),
        referenced_table: held.name.clone(),
        referenced_columns: referenced,
        on_delete,
        on_update,
        deferrable,
        match_full: relationship.match_full && lowering.can.match_full,
        not_valid,
        set_columns,
        comment: comment.filter(|_| dialect == Dialect::Postgres),
        origin: Origin {
            element: Some(relationship.id.0),
            position: None,
        },
    };
    if relationship.relationship_type == RelationshipType::OneToOne
        && !is_key(lowering.table(target), &columns, Dialect::Sqlite)
    {
        let wanted = format!("{}_{}_key", lowering.table(target).name, columns.join("_"));
        let name = keys::key_name(lowering, &wanted, subject, relationship.id.0, target);
        lowering.schema.tables[target].unique_keys.push(Key {
            name: Some(name),
            columns,
            origin: foreign_key.origin,
            ..Default::default()
        });
    }
    lowering.schema.tables[target].foreign_keys.push(foreign_key);
    Ok(())
}

fn foreign_key_name(
    lowering: &mut Lowering<'_>,
    relationship: &Relationship,
    columns: &[String],
    subject: &str,
    target: usize,
) -> String {
    let mut pools = match lowering.can.constraint_names {
        NameScope::Database => vec![Pool::Constrained],
        _ => vec![Pool::Constraints(target)],
    };
    if lowering.dialect == Dialect::Mysql {
        // MySQL makes an index of this name, unless one over the same columns is there.
        let own = lowering.table(target).indexes.iter().any(|i| {
            i.name.as_deref() == Some(relationship.name.as_str())
                && i.parts
                    .iter()
                    .zip(columns)
                    .all(|(p, c)| matches!(&p.target, SchemaPartTarget::Column(name) if name == c))
                && i.parts.len() >= columns.len()
        });
        if !own {
            pools.push(Pool::Indexes(target));
        }
    }
    let wanted = if relationship.name.is_empty() {
        "fk"
    } else {
        relationship.name.as_str()
    };
    keys::name_in(lowering, &pools, "foreign key", wanted, subject, relationship.id.0)
}

/// Whether it is what an import calls a foreign key that has no name. SQLite does nothing with names, so it goes without
/// whatever its table is called by now; MySQL gives this very name itself, and calls the index by its column and not by
/// the name.
fn is_implied_name(name: &str, table: &SchemaTable, dialect: Dialect) -> bool {
    match dialect {
        Dialect::Sqlite => name.ends_with("_fkey"),
        Dialect::Mysql => {
            let unnamed = table.foreign_keys.iter().filter(|fk| fk.name.is_none()).count();
            name == format!("{}_ibfk_{}", table.name, unnamed + 1)
        }
        Dialect::Postgres => false,
    }
}

/// Whether an index of the table begins with these columns, which is all that InnoDB asks.
fn begins_index(table: &SchemaTable, columns: &[String]) -> bool {
    let begins =
        |names: &mut dyn Iterator<Item = Option<&String>>| columns.iter().all(|c| names.next() == Some(Some(c)));
    let mut keys = table.primary_key.iter().chain(&table.unique_keys);
    keys.any(|key| begins(&mut key.columns.iter().map(Some)))
        || table
            .indexes
            .iter()
            .filter(|i| i.method.as_deref().is_none_or(|m| m == "btree"))
            .any(|index| {
                begins(&mut index.parts.iter().map(|part| match &part.target {
                    SchemaPartTarget::Column(name) if part.prefix_length.is_none() => Some(name),
                    _ => None,
                }))
            })
}

/// Whether these columns, in any order, are a key of the table that a foreign key may refer to.
fn is_key(table: &SchemaTable, columns: &[String], dialect: Dialect) -> bool {
    let same = |others: &[String]| {
        others.len() == columns.len()
            && columns.iter().all(|c| others.contains(c))
            // InnoDB looks them up by an index in this order.
            && (dialect != Dialect::Mysql || others == columns)
    };
    let key = table
        .primary_key
        .iter()
        .chain(&table.unique_keys)
        .any(|key| same(&key.columns) && (dialect != Dialect::Postgres || key.deferrable == Deferrable::No));
    key || table.indexes.iter().any(|index| {
        let names: Vec<String> = index
            .parts
            .iter()
            .filter_map(|part| match &part.target {
                SchemaPartTarget::Column(name) if part.prefix_length.is_none() && part.collation.is_none() => {
                    Some(name.clone())
                }
                _ => None,
            })
            .collect();
        index.is_unique && index.predicate.is_none() && names.len() == index.parts.len() && same(&names)
    })
}

/// Whether the engine can compare the two.
fn compatible(lowering: &Lowering<'_>, source: usize, a: &Column, target: usize, b: &Column) -> Result<(), String> {
    let differ = || {
        Err(format!(
            "{} of type {} does not go with {} of type {}",
            b.name, b.native_type, a.name, a.native_type
        ))
    };
    match lowering.dialect {
        Dialect::Sqlite => Ok(()),
        Dialect::Postgres => {
            let (x, y) = (types::base_name(&a.native_type), types::base_name(&b.native_type));
            let list = |native: &str| native.ends_with("[]");
            let same = a.native_type == b.native_type;
            let sized = a.native_type.contains('(');
            // PostgreSQL finds no comparison for lists of these.
            if same && !(list(&a.native_type) && (sized || matches!(x.as_str(), "character" | "varchar" | "char"))) {
                return Ok(());
            }
            let goes = matches!((comparison_group(&x), comparison_group(&y)), (Some(p), Some(q)) if p == q);
            if goes && !list(&a.native_type) && !list(&b.native_type) && widens(&y, &x) {
                return Ok(());
            }
            // Domains compare as what they are of; only the engine knows.
            let domain = |name: &str| {
                lowering
                    .design
                    .objects()
                    .any(|o| o.kind == ObjectKind::Domain && order::defined_name(&o.name) == name)
            };
            if domain(&x) || domain(&y) { Ok(()) } else { differ() }
        }
        Dialect::Mysql => {
            let exact = |native: &str| {
                let native = native.to_ascii_lowercase();
                let base = types::base_name(&native);
                let text = base.contains("char") || base.contains("binary");
                let parameters = !text && !base.contains("int");
                let unsigned = native.contains("unsigned");
                let base = match base.as_str() {
                    "integer" => "int".to_owned(),
                    "varchar" => "char".to_owned(),
                    "varbinary" => "binary".to_owned(),
                    _ => base,
                };
                (base, unsigned, parameters.then(|| native.replace(" unsigned", "")))
            };
            let charset_of = |at: usize, c: &Column| {
                let options = lowering.table(at).options.as_deref();
                let own =
                    charset(&c.native_type).or_else(|| c.collation.as_deref()?.split('_').next().map(str::to_owned));
                let collation = c.collation.clone().or_else(|| options.and_then(collation_in));
                (own.or_else(|| options.and_then(charset)), collation)
            };
            let text = super::columns::is_text(&a.native_type, Dialect::Mysql);
            if exact(&a.native_type) != exact(&b.native_type) {
                return differ();
            }
            if text && charset_of(source, a) != charset_of(target, b) {
                return Err(format!(
                    "{} and {} have different character sets or collations",
                    b.name, a.name
                ));
            }
            Ok(())
        }
    }
}

/// Whether PostgreSQL takes a value of `from` for one of `to`, of the same comparison group, by itself.
fn widens(from: &str, to: &str) -> bool {
    let rank = |name: &str| match name {
        "numeric" | "decimal" => 1,
        "real" | "double" | "float4" | "float8" | "float" => 2,
        "timetz" => 1,
        _ => 0,
    };
    rank(from) <= rank(to)
}

/// Types among which PostgreSQL compares without a cast being said.
pub(super) fn comparison_group(base: &str) -> Option<u8> {
    match base {
        "smallint" | "integer" | "bigint" | "int2" | "int4" | "int8" | "int" | "numeric" | "decimal" | "real"
        | "double" | "float4" | "float8" | "float" => Some(1),
        "text" | "character" | "char" | "varchar" | "bpchar" | "name" | "citext" => Some(2),
        "date" | "timestamp" | "timestamptz" => Some(3),
        "time" | "timetz" => Some(4),
        "inet" | "cidr" => Some(5),
        _ => None,
    }
}

/// The action, as far as the engine has it.
fn action(
    lowering: &mut Lowering<'_>,
    wanted: ReferentialAction,
    fields: &[FieldId],
    when: &str,
    relationship: &Relationship,
    subject: &str,
) -> Result<ReferentialAction, String> {
    if wanted == ReferentialAction::SetDefault && !lowering.can.set_default {
        let message = format!(
            "{subject} refuses where it should take the default: {} cannot",
            lowering.dialect
        );
        lowering.warn("set-default-left-out", subject, relationship.id, message);
        return Ok(ReferentialAction::NoAction);
    }
    if wanted == ReferentialAction::SetNull {
        let required = fields
            .iter()
            .filter_map(|f| lowering.column(*f))
            .find(|c| c.not_null)
            .map(|c| c.name.clone());
        if let Some(column) = required {
            if !lowering.can.set_null_on_required {
                // To set null and fail, or to refuse, comes to the same.
                let message = format!("{subject} refuses where it should set null: {column} cannot be null");
                lowering.warn("set-null-on-required", subject, relationship.id, message);
                return Ok(ReferentialAction::NoAction);
            }
            let message = format!("{subject} fails when the row it refers to is {when}: {column} cannot be null");
            lowering.warn("set-null-on-required", subject, relationship.id, message);
        }
    }
    if matches!(
        wanted,
        ReferentialAction::SetNull | ReferentialAction::SetDefault | ReferentialAction::Cascade
    ) {
        let computed = fields
            .iter()
            .filter_map(|f| lowering.column(*f))
            .any(|c| c.generated.is_some());
        if computed && (wanted != ReferentialAction::Cascade || when == "changed") {
            return Err("it should change a computed field".to_owned());
        }
    }
    Ok(wanted)
}

/// MariaDB does not let an update that makes the key null follow into a column that cannot be null.
fn cascade_of_null(
    lowering: &mut Lowering<'_>,
    relationship: &Relationship,
    on_update: ReferentialAction,
    subject: &str,
) -> ReferentialAction {
    let null_to_required = relationship.field_pairs.iter().any(|pair| {
        let optional = lowering.column(pair.source_field_id).is_some_and(|c| !c.not_null);
        optional && lowering.column(pair.target_field_id).is_some_and(|c| c.not_null)
    });
    if lowering.dialect != Dialect::Mysql || on_update != ReferentialAction::Cascade || !null_to_required {
        return on_update;
    }
    let message =
        format!("{subject} refuses updates of the key, which may become null: MariaDB cannot let them follow");
    lowering.warn("cascade-left-out", subject, relationship.id, message);
    ReferentialAction::NoAction
}

fn mysql_refuses(
    lowering: &Lowering<'_>,
    source: usize,
    target: usize,
    columns: &[String],
    referenced: &[String],
    on_delete: ReferentialAction,
    on_update: ReferentialAction,
) -> Result<(), String> {
    let partitioned = |at: usize| {
        let design = lowering
            .table(at)
            .origin
            .element
            .and_then(|id| lowering.design.table(id.into()));
        design
            .and_then(|t| t.native_options.get(&Dialect::Mysql))
            .is_some_and(|o| o.to_ascii_lowercase().contains("partition by"))
    };
    if partitioned(source) || partitioned(target) {
        return Err("MySQL has no foreign keys on partitioned tables".to_owned());
    }
    let virtual_or_long = |at: usize, names: &[String]| {
        lowering.table(at).columns.iter().find(|c| {
            let base = types::base_name(&c.native_type);
            names.contains(&c.name)
                && (c.generated.as_ref().is_some_and(|g| !g.stored) || base.ends_with("text") || base.ends_with("blob"))
        })
    };
    if let Some(column) = virtual_or_long(target, columns).or_else(|| virtual_or_long(source, referenced)) {
        return Err(format!("{} cannot be in a foreign key", column.name));
    }
    if super::mysql_limits::is_too_long(lowering.table(target), columns) {
        return Err(format!(
            "{} is too long for the index that it needs",
            columns.join(", ")
        ));
    }
    // A stored column computed from one that an action changes.
    let acts = on_update != ReferentialAction::NoAction && on_update != ReferentialAction::Restrict
        || on_delete == ReferentialAction::SetNull;
    let feeds = lowering.table(target).columns.iter().any(|c| {
        c.generated
            .as_ref()
            .is_some_and(|g| g.stored && columns.iter().any(|name| g.expression.contains(name.as_str())))
    });
    if acts && feeds {
        return Err("a stored field is computed from one that it would change".to_owned());
    }
    Ok(())
}
