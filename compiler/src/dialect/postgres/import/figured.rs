//! The names that PostgreSQL finds for the expressions in indexes that have no name.

use super::nodes;
use pg_query::protobuf::IndexElem;
use pg_query::{Node, NodeEnum};

/// The word for a part of an index: its column, or what its expression is called.
pub(super) fn word(elem: &IndexElem) -> String {
    if elem.expr.is_none() {
        return elem.name.clone();
    }
    let named = elem.expr.as_deref().and_then(named);
    named.map_or_else(|| "expr".to_owned(), |(name, _)| name)
}

/// The name of an expression, and whether it is a strong one: a type is called like what it is a cast of, unless that
/// has only a weak name.
fn named(node: &Node) -> Option<(String, bool)> {
    let strong = |name: &str| Some((name.to_owned(), true));
    let last = |names: &[Node]| nodes::strings(names).pop();
    match node.node.as_ref()? {
        NodeEnum::ColumnRef(column) => Some((last(&column.fields)?, true)),
        NodeEnum::AIndirection(part) => match last(&part.indirection) {
            Some(name) => Some((name, true)),
            None => named(part.arg.as_deref()?),
        },
        NodeEnum::FuncCall(call) => Some((last(&call.funcname)?, true)),
        NodeEnum::TypeCast(cast) => {
            let inner = cast.arg.as_deref().and_then(named);
            if let Some((name, true)) = inner {
                return Some((name, true));
            }
            Some((last(&cast.type_name.as_ref()?.names)?, false))
        }
        NodeEnum::CollateClause(collated) => named(collated.arg.as_deref()?),
        NodeEnum::CaseExpr(case) => case
            .defresult
            .as_deref()
            .and_then(named)
            .filter(|(_, is_strong)| *is_strong)
            .or(Some(("case".to_owned(), false))),
        NodeEnum::AArrayExpr(_) => strong("array"),
        NodeEnum::RowExpr(_) => strong("row"),
        NodeEnum::CoalesceExpr(_) => strong("coalesce"),
        NodeEnum::MinMaxExpr(both) => strong(match both.op() {
            pg_query::protobuf::MinMaxOp::IsLeast => "least",
            _ => "greatest",
        }),
        NodeEnum::AExpr(e) if e.kind() == pg_query::protobuf::AExprKind::AexprNullif => strong("nullif"),
        _ => None,
    }
}
