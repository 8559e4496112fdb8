//! What stands after the columns of a table, taken apart.

use super::identity::relation_sql;
use super::parsed;
use crate::schema::SchemaTable;
use pg_query::protobuf::DefElem;
use pg_query::{Node, NodeEnum};

/// Properties of a table as a whole.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Options {
    /// PARTITION BY and what follows.
    pub(super) partition: Option<String>,
    /// The tables it inherits from, as they stand in SQL.
    pub(super) inherits: Vec<String>,
    /// WITH: names and values.
    pub(super) with: Vec<(String, String)>,
    pub(super) tablespace: Option<String>,
    /// USING.
    pub(super) method: Option<String>,
}

impl Options {
    pub(super) fn of(table: &SchemaTable) -> Self {
        let Some(said) = table.options.as_deref() else {
            return Self::default();
        };
        let Some(NodeEnum::CreateStmt(made)) = parsed::statement(&format!("CREATE TABLE x () {said}")) else {
            return Self::default();
        };
        let lower = said.to_ascii_lowercase();
        let partition = lower.find("partition by").map(|at| {
            let clause = &said[at..];
            let end = closing(clause).map_or(clause.len(), |end| end + 1);
            clause[..end].split_whitespace().collect::<Vec<_>>().join(" ")
        });
        let non_empty = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Self {
            partition: partition.filter(|_| made.partspec.is_some()),
            inherits: made
                .inh_relations
                .iter()
                .filter_map(|node| match &node.node {
                    Some(NodeEnum::RangeVar(parent)) => Some(relation_sql(parent)),
                    _ => None,
                })
                .collect(),
            with: made.options.iter().filter_map(option).collect(),
            tablespace: non_empty(&made.tablespacename),
            method: non_empty(&made.access_method),
        }
    }
}

/// Where the first parenthesis closes.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

fn option(node: &Node) -> Option<(String, String)> {
    let Some(NodeEnum::DefElem(option)) = &node.node else {
        return None;
    };
    let name = if option.defnamespace.is_empty() {
        option.defname.clone()
    } else {
        format!("{}.{}", option.defnamespace, option.defname)
    };
    Some((name, value(option)))
}

fn value(option: &DefElem) -> String {
    match option.arg.as_ref().and_then(|a| a.node.as_ref()) {
        None => "true".to_owned(),
        Some(NodeEnum::Integer(i)) => i.ival.to_string(),
        Some(NodeEnum::Float(f)) => f.fval.clone(),
        Some(NodeEnum::String(s)) => s.sval.clone(),
        Some(NodeEnum::Boolean(b)) => b.boolval.to_string(),
        Some(NodeEnum::TypeName(t)) => crate::dialect::postgres::import::nodes::type_text(t),
        Some(_) => "true".to_owned(),
    }
}
