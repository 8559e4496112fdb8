//! How a carried object with other words gets them.

use super::identity::{arguments, name_sql, relation_sql};
use super::parsed::{self, expression_sql};
use crate::dialect::postgres::identifiers::identifier;
use crate::dialect::postgres::implied_names;
use crate::dialect::postgres::import::nodes::{strings, type_text};
use crate::schema::SchemaObject;
use pg_query::NodeEnum;
use pg_query::protobuf::{
    ColumnDef, CompositeTypeStmt, ConstrType, CreateDomainStmt, CreateFunctionStmt, CreateSeqStmt, CreateStmt, DefElem,
    FunctionParameter,
};

/// How an object changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Alteration {
    /// It goes and comes again, and so does what depends on it.
    Redo,
    /// Its statement takes its place.
    Replace(String),
    /// These statements change it where it is.
    InPlace(Vec<String>),
    /// It is a type under which columns hold values: they get the new one, and then the old one goes.
    Retype,
}

/// How the object becomes the other, which has the same identity.
pub(super) fn alteration(from: &SchemaObject, to: &SchemaObject) -> Alteration {
    let (Some(old), Some(new)) = (parsed::statement(&from.sql), parsed::statement(&to.sql)) else {
        return Alteration::Redo;
    };
    match (&old, &new) {
        (NodeEnum::CreateFunctionStmt(a), NodeEnum::CreateFunctionStmt(b)) if replaceable(a, b) => {
            Alteration::Replace(or_replace(&to.sql, b.replace))
        }
        (NodeEnum::CreateDomainStmt(a), NodeEnum::CreateDomainStmt(b)) => domain(a, b),
        (NodeEnum::CompositeTypeStmt(a), NodeEnum::CompositeTypeStmt(b)) => composite(a, b),
        (NodeEnum::CreateRangeStmt(_), NodeEnum::CreateRangeStmt(_)) => Alteration::Retype,
        (NodeEnum::CreateSeqStmt(_), NodeEnum::CreateSeqStmt(b)) => {
            Alteration::InPlace(vec![sequence(b).unwrap_or_default()])
        }
        (NodeEnum::CommentStmt(_), NodeEnum::CommentStmt(_)) => Alteration::InPlace(vec![to.sql.clone()]),
        (NodeEnum::AlterSeqStmt(_), NodeEnum::AlterSeqStmt(_)) => Alteration::InPlace(vec![to.sql.clone()]),
        (NodeEnum::CreateStmt(a), NodeEnum::CreateStmt(b)) => partition(a, b),
        (NodeEnum::AlterTableStmt(_), NodeEnum::AlterTableStmt(_)) if !to.sql.to_uppercase().contains("ATTACH") => {
            Alteration::Redo
        }
        (NodeEnum::CreateExtensionStmt(a), NodeEnum::CreateExtensionStmt(b)) => {
            let name = identifier(&b.extname);
            let option = |options: &[pg_query::Node], wanted: &str| option_text(options, wanted);
            let mut out = Vec::new();
            if let Some(schema) = option(&b.options, "schema")
                && option(&a.options, "schema").as_ref() != Some(&schema)
            {
                out.push(format!("ALTER EXTENSION {name} SET SCHEMA {}", identifier(&schema)));
            }
            if let Some(version) = option(&b.options, "new_version")
                && option(&a.options, "new_version").as_ref() != Some(&version)
            {
                out.push(format!("ALTER EXTENSION {name} UPDATE TO '{version}'"));
            }
            Alteration::InPlace(out)
        }
        _ => Alteration::Redo,
    }
}

fn option_text(options: &[pg_query::Node], wanted: &str) -> Option<String> {
    options.iter().find_map(|node| match &node.node {
        Some(NodeEnum::DefElem(option)) if option.defname == wanted => match option.arg.as_ref()?.node.as_ref()? {
            NodeEnum::String(s) => Some(s.sval.clone()),
            _ => None,
        },
        _ => None,
    })
}

fn parameters(made: &CreateFunctionStmt) -> Vec<&FunctionParameter> {
    made.parameters
        .iter()
        .filter_map(|p| match &p.node {
            Some(NodeEnum::FunctionParameter(p)) => Some(p.as_ref()),
            _ => None,
        })
        .collect()
}

/// Whether CREATE OR REPLACE is accepted: same parameters by name, mode and type, same result, no default taken away.
fn replaceable(old: &CreateFunctionStmt, new: &CreateFunctionStmt) -> bool {
    let (a, b) = (parameters(old), parameters(new));
    let result = |made: &CreateFunctionStmt| {
        made.return_type
            .as_ref()
            .map(|t| format!("{}{}", if t.setof { "setof " } else { "" }, type_text(t)))
    };
    let same = |(a, b): (&&FunctionParameter, &&FunctionParameter)| {
        (a.name == b.name || a.name.is_empty())
            && a.mode() == b.mode()
            && a.arg_type.as_ref().map(type_text) == b.arg_type.as_ref().map(type_text)
            && (a.defexpr.is_none() || b.defexpr.is_some())
    };
    old.is_procedure == new.is_procedure
        && arguments(old) == arguments(new)
        && result(old) == result(new)
        && a.len() == b.len()
        && a.iter().zip(&b).all(same)
        && is_window(old) == is_window(new)
}

fn is_window(made: &CreateFunctionStmt) -> bool {
    made.options
        .iter()
        .any(|o| matches!(&o.node, Some(NodeEnum::DefElem(d)) if d.defname == "window"))
}

/// The statement with OR REPLACE.
pub(super) fn or_replace(sql: &str, has_it: bool) -> String {
    let rest = sql.trim_start();
    match rest.get(..6) {
        Some(create) if !has_it && create.eq_ignore_ascii_case("create") => {
            format!("{create} OR REPLACE{}", &rest[6..])
        }
        _ => sql.to_owned(),
    }
}

struct Domain {
    base: String,
    collation: Vec<String>,
    not_null: bool,
    default: Option<String>,
    checks: Vec<(String, String)>,
}

fn domain_of(made: &CreateDomainStmt) -> Option<Domain> {
    let path = strings(&made.domainname);
    let name = path.last()?.clone();
    let mut domain = Domain {
        base: type_text(made.type_name.as_ref()?),
        collation: made
            .coll_clause
            .as_ref()
            .map(|c| strings(&c.collname))
            .unwrap_or_default(),
        not_null: false,
        default: None,
        checks: Vec::new(),
    };
    let mut unnamed = 0;
    for node in &made.constraints {
        let Some(NodeEnum::Constraint(c)) = &node.node else {
            continue;
        };
        match c.contype() {
            ConstrType::ConstrNotnull => domain.not_null = true,
            ConstrType::ConstrDefault => domain.default = c.raw_expr.as_deref().and_then(expression_sql),
            ConstrType::ConstrCheck => {
                let own = if c.conname.is_empty() {
                    let label = if unnamed == 0 {
                        "check".to_owned()
                    } else {
                        format!("check{unnamed}")
                    };
                    unnamed += 1;
                    implied_names::join(&[&name], &label)
                } else {
                    c.conname.clone()
                };
                domain
                    .checks
                    .push((own, c.raw_expr.as_deref().and_then(expression_sql)?));
            }
            _ => {}
        }
    }
    Some(domain)
}

/// The names that PostgreSQL made up for the checks of a domain.
pub(super) fn check_names(object: &SchemaObject) -> Vec<String> {
    match parsed::statement(&object.sql) {
        Some(NodeEnum::CreateDomainStmt(made)) => domain_of(&made)
            .map(|domain| domain.checks.into_iter().map(|(name, _)| name).collect())
            .unwrap_or_default(),
        _ => Vec::new(),
    }
}

fn domain(old: &CreateDomainStmt, new: &CreateDomainStmt) -> Alteration {
    let (Some(a), Some(b)) = (domain_of(old), domain_of(new)) else {
        return Alteration::Retype;
    };
    if a.base != b.base || a.collation != b.collation {
        return Alteration::Retype;
    }
    let name = name_sql(&strings(&new.domainname));
    let mut out = Vec::new();
    let mut say = |what: String| out.push(format!("ALTER DOMAIN {name} {what}"));
    for (check, sql) in &a.checks {
        if !b.checks.iter().any(|(n, s)| n == check && s == sql) {
            say(format!("DROP CONSTRAINT {}", identifier(check)));
        }
    }
    match (&a.default, &b.default) {
        (old, new) if old == new => {}
        (_, Some(default)) => say(format!("SET DEFAULT {default}")),
        (_, None) => say("DROP DEFAULT".to_owned()),
    }
    if a.not_null != b.not_null {
        say(if b.not_null { "SET NOT NULL" } else { "DROP NOT NULL" }.to_owned());
    }
    for (check, sql) in &b.checks {
        if !a.checks.iter().any(|(n, s)| n == check && s == sql) {
            say(format!("ADD CONSTRAINT {} CHECK ({sql})", identifier(check)));
        }
    }
    Alteration::InPlace(out)
}

fn attributes(made: &CompositeTypeStmt) -> Vec<(String, String)> {
    let column = |def: &ColumnDef| {
        let collation = def
            .coll_clause
            .as_ref()
            .map(|c| strings(&c.collname))
            .unwrap_or_default();
        let collation = if collation.is_empty() {
            String::new()
        } else {
            format!(" COLLATE {}", name_sql(&collation))
        };
        let native = def.type_name.as_ref().map(type_text).unwrap_or_default();
        (def.colname.clone(), native + &collation)
    };
    made.coldeflist
        .iter()
        .filter_map(|node| match &node.node {
            Some(NodeEnum::ColumnDef(def)) => Some(column(def)),
            _ => None,
        })
        .collect()
}

fn composite(old: &CompositeTypeStmt, new: &CompositeTypeStmt) -> Alteration {
    let (a, b) = (attributes(old), attributes(new));
    let Some(name) = new.typevar.as_ref().map(relation_sql) else {
        return Alteration::Retype;
    };
    let kept: Vec<&(String, String)> = a.iter().filter(|(n, _)| b.iter().any(|(m, _)| m == n)).collect();
    let added_last = b.iter().take(kept.len()).zip(&kept).all(|(b, a)| b.0 == a.0);
    let retyped = kept.iter().any(|(n, t)| b.iter().any(|(m, u)| m == n && u != t));
    if !added_last || retyped {
        return Alteration::Retype;
    }
    let gone = a.iter().filter(|(n, _)| !b.iter().any(|(m, _)| m == n));
    let mut parts: Vec<String> = gone.map(|(n, _)| format!("DROP ATTRIBUTE {}", identifier(n))).collect();
    let new = b.iter().skip(kept.len());
    parts.extend(new.map(|(n, t)| format!("ADD ATTRIBUTE {} {t}", identifier(n))));
    if parts.is_empty() {
        return Alteration::InPlace(Vec::new());
    }
    Alteration::InPlace(vec![format!("ALTER TYPE {name} {}", parts.join(", "))])
}

/// The sequence's options, each said, so that what the other had goes.
fn sequence(made: &CreateSeqStmt) -> Option<String> {
    let name = relation_sql(made.sequence.as_ref()?);
    let options: Vec<&DefElem> = made
        .options
        .iter()
        .filter_map(|node| match &node.node {
            Some(NodeEnum::DefElem(option)) => Some(option.as_ref()),
            _ => None,
        })
        .collect();
    Some(format!("ALTER SEQUENCE {name}{}", all_options(&options, "bigint")))
}

/// AS, INCREMENT, MINVALUE, MAXVALUE, START, CACHE and CYCLE, each with its value or what goes without saying.
pub(super) fn all_options(options: &[&DefElem], usual_type: &str) -> String {
    let find = |wanted: &str| options.iter().rfind(|o| o.defname == wanted);
    let number = |wanted: &str| find(wanted).and_then(|o| o.arg.as_deref()).and_then(expression_number);
    let counted = find("as")
        .and_then(|o| match o.arg.as_ref()?.node.as_ref()? {
            NodeEnum::TypeName(t) => Some(type_text(t)),
            _ => None,
        })
        .unwrap_or_else(|| usual_type.to_owned());
    let increment = number("increment").unwrap_or_else(|| "1".to_owned());
    let is_down = increment.starts_with('-');
    let bound = |wanted: &str| {
        number(wanted).map_or_else(
            || format!("NO {}", wanted.to_uppercase()),
            |n| format!("{} {n}", wanted.to_uppercase()),
        )
    };
    let start = number("start")
        .or_else(|| number(if is_down { "maxvalue" } else { "minvalue" }))
        .unwrap_or_else(|| if is_down { "-1" } else { "1" }.to_owned());
    let cycle = find("cycle").is_some_and(|o| {
        !matches!(
            o.arg.as_ref().and_then(|a| a.node.as_ref()),
            Some(NodeEnum::Boolean(b)) if !b.boolval
        )
    });
    format!(
        " AS {counted} INCREMENT BY {increment} {} {} START WITH {start} CACHE {} {}",
        bound("minvalue"),
        bound("maxvalue"),
        number("cache").unwrap_or_else(|| "1".to_owned()),
        if cycle { "CYCLE" } else { "NO CYCLE" }
    )
}

fn expression_number(node: &pg_query::Node) -> Option<String> {
    match node.node.as_ref()? {
        NodeEnum::Integer(i) => Some(i.ival.to_string()),
        NodeEnum::Float(f) => Some(f.fval.clone()),
        _ => expression_sql(node),
    }
}

/// A partition with other bounds, or of another table, keeps its rows.
fn partition(old: &CreateStmt, new: &CreateStmt) -> Alteration {
    let parent = |made: &CreateStmt| {
        made.inh_relations.iter().find_map(|node| match &node.node {
            Some(NodeEnum::RangeVar(parent)) => Some(relation_sql(parent)),
            _ => None,
        })
    };
    let bare = |made: &CreateStmt| {
        let mut made = made.clone();
        made.partbound = None;
        made.inh_relations = Vec::new();
        made.relation = None;
        NodeEnum::CreateStmt(made)
    };
    let bounds = |made: &CreateStmt| made.partbound.is_some();
    if !(bounds(old) && bounds(new)) || without_places(&bare(old)) != without_places(&bare(new)) {
        return Alteration::Redo;
    }
    let (Some(a), Some(b), Some(table)) = (parent(old), parent(new), new.relation.as_ref().map(relation_sql)) else {
        return Alteration::Redo;
    };
    let values = NodeEnum::CreateStmt(new.clone()).deparse(Default::default()).ok();
    let values = values.as_deref().and_then(|sql| {
        let at = sql
            .find("FOR VALUES")
            .or_else(|| sql.rfind(" DEFAULT").map(|at| at + 1))?;
        let end = sql[at..].find(" PARTITION BY").map_or(sql.len(), |end| at + end);
        sql.get(at..end)
    });
    match values {
        Some(values) => Alteration::InPlace(vec![
            format!("ALTER TABLE {a} DETACH PARTITION {table}"),
            format!("ALTER TABLE {b} ATTACH PARTITION {table} {values}"),
        ]),
        None => Alteration::Redo,
    }
}

/// The tree as text, without where its parts stand in the source.
fn without_places(node: &NodeEnum) -> String {
    let text = format!("{node:?}");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("location: ") {
        out.push_str(&rest[..at]);
        rest = rest[at + 10..].trim_start_matches(|c: char| c.is_ascii_digit() || c == '-');
    }
    out.push_str(rest);
    out
}
