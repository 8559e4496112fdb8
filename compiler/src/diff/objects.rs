//! Statements carried word for word, and the schemas that everything stands in.

use super::change::{Named, SchemaChange, TableRef};
use super::compare::{Scope, same_by_words};
use super::tables::Pairing;
use crate::design::ObjectKind;
use crate::dialect::{Dialect, postgres};
use crate::schema::{Schema, SchemaObject};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Schemas that only one of the two has.
pub(super) fn namespaces(from: &Schema, to: &Schema, out: &mut Vec<SchemaChange>) {
    let (old, new) = (namespaces_of(from), namespaces_of(to));
    let create = |n: &&String| SchemaChange::CreateNamespace((*n).clone());
    let drop = |n: &&String| SchemaChange::DropNamespace((*n).clone());
    out.extend(new.difference(&old).map(|n| create(&n)));
    out.extend(old.difference(&new).map(|n| drop(&n)));
}

fn namespaces_of(schema: &Schema) -> BTreeSet<String> {
    if schema.dialect != Dialect::Postgres {
        return BTreeSet::new();
    }
    let tables = schema.tables.iter().filter_map(|t| t.namespace.as_ref());
    let enums = schema.enums.iter().filter_map(|e| e.namespace.as_ref());
    let carried = schema.objects.iter().filter(|o| is_namespace(o)).map(|o| &o.name);
    let public = |name: &&String| name.as_str() != "public";
    tables.chain(enums).chain(carried).filter(public).cloned().collect()
}

fn is_namespace(object: &SchemaObject) -> bool {
    object.kind == ObjectKind::Schema
        && object
            .sql
            .get(..13)
            .is_some_and(|s| s.eq_ignore_ascii_case("create schema"))
}

/// What would drop an object: what sort it is of, and its name with what else tells it apart.
pub(crate) fn identity(object: &SchemaObject, dialect: Dialect) -> String {
    match dialect {
        Dialect::Postgres => postgres::plan::identity(object),
        Dialect::Mysql | Dialect::Sqlite => format!("{:?} {}", object.kind, object.name.to_lowercase()),
    }
}

/// What differs in objects.
pub(super) fn differences(pairing: &Pairing<'_>, out: &mut Vec<SchemaChange>) {
    let dialect = pairing.from.dialect;
    let counts = |object: &&SchemaObject| dialect != Dialect::Postgres || !is_namespace(object);
    let new: Vec<&SchemaObject> = pairing.to.objects.iter().filter(counts).collect();
    let mut equal: HashMap<(ObjectKind, &str, &str), Vec<usize>> = HashMap::with_capacity(new.len());
    for (at, object) in new.iter().enumerate().rev() {
        let key = (object.kind, object.name.as_str(), object.sql.as_str());
        equal.entry(key).or_default().push(at);
    }
    let mut found: HashSet<usize> = HashSet::with_capacity(new.len());
    let mut left = Vec::new();
    for object in pairing.from.objects.iter().filter(counts) {
        let key = (object.kind, object.name.as_str(), object.sql.as_str());
        match equal.get_mut(&key).and_then(Vec::pop) {
            Some(at) => {
                found.insert(at);
            }
            None => left.push(object),
        }
    }
    let mut unpaired: Vec<Option<&SchemaObject>> = new
        .iter()
        .enumerate()
        .filter(|(at, _)| !found.contains(at))
        .map(|(_, object)| Some(*object))
        .collect();
    let mut by_identity: HashMap<String, Vec<usize>> = HashMap::new();
    let mut by_element = HashMap::new();
    for (at, object) in unpaired.iter().enumerate().rev() {
        if let Some(object) = object {
            by_identity.entry(identity(object, dialect)).or_default().push(at);
            if pairing.by_element {
                by_element.extend(object.origin.element.map(|id| (id, at)));
            }
        }
    }
    for old in left {
        let now = renamed(pairing, old);
        let wanted = now.as_ref().unwrap_or(old);
        let mut partner = by_identity
            .get_mut(&identity(wanted, dialect))
            .and_then(|all| all.pop());
        if partner.is_none()
            && let Some(at) = old.origin.element.and_then(|id| by_element.get(&id)).copied()
            && unpaired[at].is_some_and(|o| o.kind == old.kind && identity(o, dialect) == identity(old, dialect))
        {
            partner = Some(at);
        }
        match partner.and_then(|at| unpaired[at].take()) {
            Some(new) => pair(pairing, old, new, out),
            None => out.push(SchemaChange::DropObject(old.clone())),
        }
    }
    out.extend(unpaired.into_iter().flatten().cloned().map(SchemaChange::CreateObject));
}

/// The object under the name that it is told to get, and on the table that is renamed.
fn renamed(pairing: &Pairing<'_>, old: &SchemaObject) -> Option<SchemaObject> {
    let scope = scope(pairing);
    if scope.is_trivial() {
        return None;
    }
    let mapped = scope.mapped(&old.sql, pairing.from.dialect).into_owned();
    let label = pairing.resolved.objects.iter().find(|(was, _)| label(was) == old.name);
    let name = label.map_or_else(|| old.name.clone(), |(_, now)| self::label(now));
    (mapped != old.sql || name != old.name).then(|| SchemaObject {
        sql: mapped,
        name,
        ..old.clone()
    })
}

fn label(name: &(Option<String>, String)) -> String {
    match &name.0 {
        Some(space) => format!("{space}.{}", name.1),
        None => name.1.clone(),
    }
}

fn named(name: &(Option<String>, String)) -> Named {
    Named {
        namespace: name.0.clone(),
        name: name.1.clone(),
    }
}

/// What names of tables and carried tables have become.
fn scope(pairing: &Pairing<'_>) -> Scope {
    let mut scope = Scope {
        names: HashMap::new(),
        types: pairing.renamed_types.clone(),
    };
    for (old, new) in &pairing.renamed_tables {
        scope.types.insert(old.name.clone(), new.name.clone());
    }
    for (old, new) in &pairing.resolved.objects {
        scope.types.insert(old.1.clone(), new.1.clone());
    }
    scope
}

fn pair(pairing: &Pairing<'_>, old: &SchemaObject, new: &SchemaObject, out: &mut Vec<SchemaChange>) {
    let dialect = pairing.from.dialect;
    // A table holds rows: it is not made anew where only names in its statement have changed.
    let keeps_rows = old.kind == ObjectKind::Table;
    if keeps_rows && old.name != new.name {
        let told = pairing.resolved.objects.iter().find(|(was, _)| label(was) == old.name);
        if let Some((was, now)) = told {
            out.push(SchemaChange::RenameTable(TableRef {
                from: named(was),
                to: named(now),
            }));
        }
    }
    if keeps_rows && same_by_words(&old.sql, &new.sql, &scope(pairing), dialect) {
        return;
    }
    let nothing = Scope::default();
    if old.sql == new.sql && old.name == new.name
        || old.sql.len() < 10_000 && old.name == new.name && same_by_words(&old.sql, &new.sql, &nothing, dialect)
    {
        return;
    }
    out.push(SchemaChange::AlterObject {
        from: old.clone(),
        to: new.clone(),
    });
}
