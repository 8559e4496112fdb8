//! Getting at what the parser's tree holds.

use crate::dialect::Dialect;
use crate::import::fold::{Fold, QName};
use pg_query::protobuf::{RangeVar, TypeName};
use pg_query::{Node, NodeEnum};

/// The string in a node.
pub(super) fn string(node: &Node) -> Option<&str> {
    match node.node.as_ref()? {
        NodeEnum::String(s) => Some(&s.sval),
        _ => None,
    }
}

/// The strings in a list of nodes.
pub(in crate::dialect::postgres) fn strings(nodes: &[Node]) -> Vec<String> {
    nodes.iter().filter_map(string).map(str::to_owned).collect()
}

/// The strings in a node that is a list, a string, a type or a function.
pub(in crate::dialect::postgres) fn path(node: Option<&Node>) -> Vec<String> {
    match node.and_then(|n| n.node.as_ref()) {
        Some(NodeEnum::List(list)) => strings(&list.items),
        Some(NodeEnum::String(s)) => vec![s.sval.clone()],
        Some(NodeEnum::TypeName(t)) => strings(&t.names),
        Some(NodeEnum::ObjectWithArgs(f)) => strings(&f.objname),
        _ => Vec::new(),
    }
}

/// The last two of a path: namespace and name.
pub(in crate::dialect::postgres) fn split(path: &[String]) -> (Option<&str>, &str) {
    match path {
        [] => (None, ""),
        [name] => (None, name),
        [.., namespace, name] => (Some(namespace), name),
    }
}

/// The namespace that a relation says.
pub(super) fn schema_of(relation: &RangeVar) -> Option<&str> {
    (!relation.schemaname.is_empty()).then_some(relation.schemaname.as_str())
}

/// The name of a relation that is made here.
pub(super) fn new_relation(fold: &Fold<'_>, relation: &RangeVar) -> QName {
    fold.new_name(schema_of(relation), &relation.relname)
}

/// The relation that is meant here.
pub(super) fn relation(fold: &Fold<'_>, relation: &RangeVar) -> QName {
    fold.relation(schema_of(relation), &relation.relname)
}

/// An identifier, quoted where it has to be.
pub(super) fn quote(name: &str) -> String {
    Dialect::Postgres.identifier(name)
}

/// A type as PostgreSQL prints it: `character varying(80)`, `timestamp(3) with time zone`, `public.mood[]`.
pub(in crate::dialect::postgres) fn type_text(type_name: &TypeName) -> String {
    let names = strings(&type_name.names);
    let modifiers: Vec<String> = type_name.typmods.iter().filter_map(constant).collect();
    let plain = match names.as_slice() {
        [name] => Some(name.as_str()),
        [schema, name] if schema == "pg_catalog" => Some(name.as_str()),
        _ => None,
    };
    let mut text = match plain.and_then(|name| builtin(name, &modifiers)) {
        Some(text) => text,
        None => {
            // What the grammar itself puts into pg_catalog is a keyword there and stands without quotes.
            let said: Vec<String> = match names.as_slice() {
                [schema, name] if schema == "pg_catalog" => vec![name.clone()],
                all => all.iter().map(|name| quote(name)).collect(),
            };
            let mut text = said.join(".");
            if !modifiers.is_empty() {
                text.push_str(&format!("({})", modifiers.join(",")));
            }
            text
        }
    };
    // PostgreSQL keeps at most six dimensions, and does not tell arrays apart by them.
    for _ in type_name.array_bounds.iter().take(6) {
        text.push_str("[]");
    }
    text
}

/// A constant or name among a type's modifiers.
fn constant(node: &Node) -> Option<String> {
    use pg_query::protobuf::a_const::Val;
    match node.node.as_ref()? {
        NodeEnum::AConst(c) => match c.val.as_ref()? {
            Val::Ival(i) => Some(i.ival.to_string()),
            Val::Fval(f) => Some(f.fval.clone()),
            Val::Sval(s) => Some(format!("'{}'", s.sval.replace('\'', "''"))),
            _ => None,
        },
        NodeEnum::ColumnRef(c) => Some(strings(&c.fields).join(".")),
        NodeEnum::AExpr(e) => {
            // A negative scale, `numeric(3, -2)`.
            let sign = path_of(&e.name);
            let value = e.rexpr.as_deref().and_then(constant)?;
            (e.lexpr.is_none() && sign == "-").then(|| format!("-{value}"))
        }
        _ => None,
    }
}

fn path_of(names: &[Node]) -> String {
    strings(names).join(".")
}

fn builtin(name: &str, modifiers: &[String]) -> Option<String> {
    let sized = |word: &str| match modifiers {
        [] => word.to_owned(),
        all => format!("{word}({})", all.join(",")),
    };
    let zoned = |word: &str, zone: &str| format!("{} {zone} time zone", sized(word));
    Some(match name {
        "int2" => "smallint".to_owned(),
        "int4" | "int" => "integer".to_owned(),
        "int8" => "bigint".to_owned(),
        "float4" => "real".to_owned(),
        "float8" => "double precision".to_owned(),
        "bool" => "boolean".to_owned(),
        "varchar" => sized("character varying"),
        "bpchar" if modifiers.is_empty() => "bpchar".to_owned(),
        "bpchar" => sized("character"),
        "char" => "\"char\"".to_owned(),
        "decimal" | "numeric" => sized("numeric"),
        "bit" => sized("bit"),
        "json" => "json".to_owned(),
        "varbit" => sized("bit varying"),
        "timestamptz" => zoned("timestamp", "with"),
        "timestamp" => zoned("timestamp", "without"),
        "timetz" => zoned("time", "with"),
        "time" => zoned("time", "without"),
        "interval" => interval(modifiers),
        _ => return None,
    })
}

/// `interval`, with its fields and precision.
fn interval(modifiers: &[String]) -> String {
    const YEAR: u32 = 1 << 2;
    const MONTH: u32 = 1 << 1;
    const DAY: u32 = 1 << 3;
    const HOUR: u32 = 1 << 10;
    const MINUTE: u32 = 1 << 11;
    const SECOND: u32 = 1 << 12;
    let mask: u32 = modifiers.first().and_then(|m| m.parse().ok()).unwrap_or(0x7fff);
    let precision = modifiers.get(1).map(|p| format!("({p})")).unwrap_or_default();
    let fields: Vec<&str> = [
        (YEAR, "year"),
        (MONTH, "month"),
        (DAY, "day"),
        (HOUR, "hour"),
        (MINUTE, "minute"),
        (SECOND, "second"),
    ]
    .iter()
    .filter(|(bit, _)| mask != 0x7fff && mask & bit != 0)
    .map(|(_, word)| *word)
    .collect();
    match fields.as_slice() {
        [] => format!("interval{precision}"),
        [only] => format!("interval {only}{precision}"),
        [first, .., last] => format!("interval {first} to {last}{precision}"),
    }
}
