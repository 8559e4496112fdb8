//! Partitions: `CREATE TABLE p (…)` with a later `ATTACH PARTITION p`, as pg_dump writes them, become
//! `CREATE TABLE p PARTITION OF parent …`, so that what is said of the parent's columns is said once.

use super::{Reading, nodes};
use crate::design::ObjectKind;
use crate::dialect::Dialect;
use crate::dialect::postgres::implied_names;
use crate::import::fold::{Carried, Fold, PartitionKey, QName, quoted};
use crate::import::report::Outcome;
use crate::schema::{Column, SchemaTable};
use pg_query::NodeEnum;
use pg_query::protobuf::{AlterTableCmd, AlterTableType, ConstrType, PartitionCmd, RangeVar};

/// Reads `ALTER TABLE parent ATTACH PARTITION child bound`.
pub(super) fn attach(
    fold: &mut Fold<'_>,
    reading: &Reading<'_>,
    parent: &QName,
    said: &PartitionCmd,
) -> Option<Outcome> {
    let child = nodes::relation(fold, said.name.as_ref()?);
    let canonical = bound(reading, said.name.as_ref()?).and_then(|bound| canonical(fold, parent, &child, &bound));
    let model = fold.table(&child).cloned();
    let Some(sql) = canonical else {
        demote(fold, &child, model.as_ref(), None);
        let attached = reading.carried(fold, ObjectKind::Table, child.clone()).on(child);
        return Some(fold.carry(reading.base, attached));
    };
    let origin = model.as_ref().map(|m| m.origin).unwrap_or_default();
    let made = Carried::new(ObjectKind::Table, child.clone(), sql, origin);
    demote(fold, &child, model.as_ref(), Some(made));
    if let Some(model) = model {
        fold.add_partition(child.clone(), model);
    }
    let message = format!("{child} is carried as a partition of {parent}");
    fold.report.say(
        reading.base,
        crate::diagnostic::Diagnostic::new(crate::diagnostic::Severity::Info, "carried-verbatim", message)
            .subject(format!("table {child}")),
    );
    Some(Outcome::Carried)
}

/// What follows the child's name: `FOR VALUES …` or `DEFAULT`.
fn bound(reading: &Reading<'_>, child: &RangeVar) -> Option<String> {
    let mut at = reading.token(child.location) + 1;
    while reading.statement.is_symbol(at, '.') {
        at += 2;
    }
    let text = reading.statement.text(at, reading.statement.tokens.len());
    (!text.is_empty()).then_some(text)
}

/// Carries a table that was modelled, with its comments; `made` in place of the statement that made it.
fn demote(fold: &mut Fold<'_>, name: &QName, model: Option<&SchemaTable>, made: Option<Carried>) {
    fold.demote_table(name, made);
    let Some(model) = model else { return };
    let shown = quoted(name, Dialect::Postgres);
    let mut comment = |on: String, text: &Option<String>| {
        let Some(text) = text else { return };
        let sql = format!("COMMENT ON {on} IS {}", Dialect::Postgres.literal(text));
        let mut said = Carried::new(ObjectKind::Comment, name.clone(), sql, model.origin).on(name.clone());
        said.key.arguments = Some(on);
        fold.carry_quietly(said);
    };
    let part = |name: &str| Dialect::Postgres.identifier(name);
    comment(format!("TABLE {shown}"), &model.comment);
    for column in &model.columns {
        comment(format!("COLUMN {shown}.{}", part(&column.name)), &column.comment);
    }
    let keys = model
        .primary_key
        .iter()
        .chain(&model.unique_keys)
        .map(|k| (&k.name, &k.comment));
    let checks = model.checks.iter().map(|c| (&c.name, &c.comment));
    let foreign = model.foreign_keys.iter().map(|k| (&k.name, &k.comment));
    for (key, text) in keys.chain(checks).chain(foreign) {
        if let Some(key) = key {
            comment(format!("CONSTRAINT {} ON {shown}", part(key)), text);
        }
    }
    for index in &model.indexes {
        if let Some(name) = &index.name {
            let on = quoted(
                &QName {
                    namespace: model.namespace.clone(),
                    name: name.clone(),
                },
                Dialect::Postgres,
            );
            comment(format!("INDEX {on}"), &index.comment);
        }
    }
}

/// The child as one statement, where its columns are the parent's.
fn canonical(fold: &Fold<'_>, parent: &QName, child: &QName, bound: &str) -> Option<String> {
    let mut of = fold.table(parent).or_else(|| fold.partition(parent))?.clone();
    // A check without a name has one, by which a partition's is told to be the same.
    implied_names::freeze(&mut of);
    let table = fold.table(child)?;
    // What else stands in CREATE TABLE itself would be lost or made too early.
    let has_keys = fold.made_with(
        child,
        &["primary", "unique", "references", "foreign", "exclude", "inherits"],
    );
    let alike =
        of.columns.len() == table.columns.len() && of.columns.iter().zip(&table.columns).all(|(a, b)| is_alike(a, b));
    if has_keys
        || !alike
        || table
            .options
            .as_deref()
            .is_some_and(|o| o.to_ascii_lowercase().starts_with("inherits"))
    {
        return None;
    }
    let mut own: Vec<String> = Vec::new();
    for (theirs, column) in of.columns.iter().zip(&table.columns) {
        let mut said = String::new();
        if column.default != theirs.default {
            said.push_str(&format!(" DEFAULT {}", column.default.as_deref().unwrap_or("NULL")));
        }
        if column.not_null && !theirs.not_null {
            said.push_str(" NOT NULL");
        }
        if !said.is_empty() {
            own.push(Dialect::Postgres.identifier(&column.name) + &said);
        }
    }
    for check in &table.checks {
        let inherited = of
            .checks
            .iter()
            .any(|c| c.name == check.name && c.name.is_some() && !c.no_inherit);
        if !inherited && fold.made_with(child, &["check"]) {
            let name = check
                .name
                .as_deref()
                .map(|n| format!("CONSTRAINT {} ", Dialect::Postgres.identifier(n)));
            let tail = if check.no_inherit { " NO INHERIT" } else { "" };
            own.push(format!(
                "{}CHECK ({}){tail}",
                name.unwrap_or_default(),
                check.expression
            ));
        }
    }
    let own = if own.is_empty() {
        String::new()
    } else {
        format!(" (\n    {}\n)", own.join(",\n    "))
    };
    let unlogged = if table.unlogged { "UNLOGGED " } else { "" };
    let options = table.options.as_deref().map(|o| format!(" {o}")).unwrap_or_default();
    let (child, parent) = (quoted(child, Dialect::Postgres), quoted(parent, Dialect::Postgres));
    Some(format!(
        "CREATE {unlogged}TABLE {child} PARTITION OF {parent}{own} {bound}{options}"
    ))
}

/// Whether the child's column is the parent's but for what a partition may say of its own.
fn is_alike(parent: &Column, child: &Column) -> bool {
    parent.name == child.name
        && parent.native_type == child.native_type
        && parent.collation == child.collation
        && parent.generated == child.generated
        && parent.identity == child.identity
        && (child.not_null || !parent.not_null)
        && child.attributes == parent.attributes
}

/// Notes a key that a partition is given, in case it turns out to be that of its parent.
pub(super) fn note_key(fold: &mut Fold<'_>, partition: &QName, commands: &[&AlterTableCmd], carried: &mut Carried) {
    let [command] = commands else { return };
    let Some(NodeEnum::Constraint(said)) = command.def.as_ref().and_then(|d| d.node.as_ref()) else {
        return;
    };
    let is_primary = said.contype() == ConstrType::ConstrPrimary;
    let is_key = is_primary || said.contype() == ConstrType::ConstrUnique;
    if command.subtype() != AlterTableType::AtAddConstraint || !is_key || said.conname.is_empty() {
        return;
    }
    carried.key.arguments = Some(format!("constraint {}", said.conname));
    let columns = nodes::strings(&said.keys);
    let mut words: Vec<&str> = vec![&partition.name];
    if !is_primary {
        words.extend(columns.iter().map(String::as_str));
    }
    fold.add_partition_key(
        partition.sibling(said.conname.clone()),
        PartitionKey {
            partition: partition.clone(),
            implied: implied_names::join(&words, if is_primary { "pkey" } else { "key" }),
            statement: carried.key.clone(),
        },
    );
}

/// Reads `ALTER INDEX parent ATTACH PARTITION child` where both belong to keys: the partition gets its key with the
/// parent's, under the name that goes without saying.
pub(super) fn attach_index(
    fold: &mut Fold<'_>,
    reading: &Reading<'_>,
    index: &RangeVar,
    commands: &[&AlterTableCmd],
) -> Option<Outcome> {
    let [command] = commands else { return None };
    let Some(NodeEnum::PartitionCmd(said)) = command.def.as_ref().and_then(|d| d.node.as_ref()) else {
        return None;
    };
    let child = said.name.as_ref()?;
    let of = fold.new_name(nodes::schema_of(index), &index.relname);
    let name = fold.new_name(nodes::schema_of(child), &child.relname);
    if !fold.has_key(&of) {
        return None;
    }
    let key = fold.take_partition_key(&name)?;
    fold.drop_object(&key.statement);
    if key.implied == name.name {
        return Some(Outcome::Modelled);
    }
    let shown = quoted(&key.partition, Dialect::Postgres);
    let part = |name: &str| Dialect::Postgres.identifier(name);
    let sql = format!(
        "ALTER TABLE {shown} RENAME CONSTRAINT {} TO {}",
        part(&key.implied),
        part(&name.name)
    );
    let mut renamed = Carried::new(ObjectKind::Table, key.partition.clone(), sql, fold.origin(reading.base));
    renamed.key.arguments = Some(format!("rename {name}"));
    renamed.on_at = Some((12, 12 + shown.len()));
    Some(fold.carry(reading.base, renamed.on(key.partition)))
}
