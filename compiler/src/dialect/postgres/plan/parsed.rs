//! What PostgreSQL's own parser says of a statement or an expression.

use pg_query::protobuf::{LimitOption, ResTarget, SelectStmt, SetOperation};
use pg_query::{Node, NodeEnum};

/// Longer ones are not parsed: the parser recurses.
const LONGEST: usize = 20_000;

/// The statement's tree.
pub(super) fn statement(sql: &str) -> Option<NodeEnum> {
    if sql.len() > 1 << 20 || sql.bytes().filter(|b| *b == b'(').count() > 4_000 {
        return None;
    }
    let parsed = pg_query::parse(sql, 0).ok()?;
    parsed.protobuf.stmts.into_iter().next()?.stmt?.node
}

/// Whether the two expressions have the same tree, however they are written.
pub(crate) fn same_expression(a: &str, b: &str) -> bool {
    if a.len() > LONGEST || b.len() > LONGEST {
        return false;
    }
    let printed = |sql: &str| {
        let parsed = pg_query::parse(&format!("SELECT ({sql})"), 0).ok()?;
        pg_query::deparse(&parsed.protobuf, Default::default()).ok()
    };
    let a = printed(a);
    a.is_some() && a == printed(b)
}

/// An expression of a tree as SQL.
pub(super) fn expression_sql(node: &Node) -> Option<String> {
    let target = ResTarget {
        val: Some(Box::new(node.clone())),
        ..Default::default()
    };
    let select = SelectStmt {
        target_list: vec![Node {
            node: Some(NodeEnum::ResTarget(Box::new(target))),
        }],
        limit_option: LimitOption::Default.into(),
        op: SetOperation::SetopNone.into(),
        ..Default::default()
    };
    let sql = NodeEnum::SelectStmt(Box::new(select))
        .deparse(Default::default())
        .ok()?;
    sql.strip_prefix("SELECT ").map(str::to_owned)
}
