//! Checks, as far as they can be read: whether a row satisfies one, and which values it speaks of.

use super::pattern;
use super::value::Plain;
use crate::dialect::Dialect;
use crate::expression::parse;
use sqlparser::ast::{
    BinaryOperator, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, UnaryOperator, Value as Literal,
};
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// What a check says of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    /// It refuses the row.
    Refused,
    /// It cannot be read.
    Unknown,
    /// It accepts the row.
    Accepted,
}

/// A check.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    tree: Option<Expr>,
    dialect: Dialect,
    /// The columns it mentions, in lower case.
    pub(crate) columns: BTreeSet<String>,
    /// What its literals say: values to try.
    pub(crate) hints: Vec<Plain>,
}

/// Finds what a row has in a column; `None` where there is no such column.
pub(crate) type Find<'a> = dyn Fn(&str) -> Option<Plain> + 'a;

impl Condition {
    /// Reads a check.
    pub(crate) fn read(sql: &str, dialect: Dialect) -> Self {
        let tree = parse(sql, dialect).ok();
        let mut columns = BTreeSet::new();
        let mut hints = Vec::new();
        if let Some(tree) = &tree {
            let _ = sqlparser::ast::visit_expressions(tree, |node: &Expr| {
                match node {
                    Expr::Identifier(name) => {
                        columns.insert(name.value.to_lowercase());
                    }
                    Expr::CompoundIdentifier(parts) => {
                        columns.extend(parts.last().map(|name| name.value.to_lowercase()));
                    }
                    Expr::Value(literal) => hint(&literal.value, &mut hints),
                    Expr::BinaryOp { op, right, .. } if is_regular(op) => {
                        if let Some(pattern) = text_of(right) {
                            hints.extend((0..6).filter_map(|n| pattern::regular(&pattern, n)).map(Plain::Text));
                        }
                    }
                    Expr::RLike { pattern, .. } => {
                        if let Some(pattern) = text_of(pattern) {
                            hints.extend((0..6).filter_map(|n| pattern::regular(&pattern, n)).map(Plain::Text));
                        }
                    }
                    Expr::Like { pattern, .. } | Expr::ILike { pattern, .. } => {
                        if let Some(pattern) = text_of(pattern) {
                            hints.extend((0..4).map(|n| Plain::Text(pattern::like(&pattern, n))));
                        }
                    }
                    _ => {}
                }
                ControlFlow::<()>::Continue(())
            });
        }
        Self {
            tree,
            dialect,
            columns,
            hints,
        }
    }

    /// What it says of a row.
    pub(crate) fn verdict(&self, find: &Find<'_>) -> Verdict {
        let Some(tree) = &self.tree else {
            return Verdict::Unknown;
        };
        match evaluate(tree, find, self.dialect, self) {
            Some(Plain::Boolean(false)) => Verdict::Refused,
            Some(Plain::Number(0.0)) => Verdict::Refused,
            Some(Plain::Boolean(true) | Plain::Null | Plain::Number(_)) => Verdict::Accepted,
            _ => Verdict::Unknown,
        }
    }
}

fn is_regular(op: &BinaryOperator) -> bool {
    matches!(
        op,
        BinaryOperator::PGRegexMatch | BinaryOperator::PGRegexIMatch | BinaryOperator::Regexp
    )
}

fn hint(literal: &Literal, hints: &mut Vec<Plain>) {
    match literal {
        Literal::Number(digits, _) => {
            if let Ok(number) = digits.parse::<f64>() {
                hints.extend([number, number + 1.0, number - 1.0].map(Plain::Number));
            }
        }
        Literal::SingleQuotedString(text) | Literal::DoubleQuotedString(text) | Literal::EscapedStringLiteral(text) => {
            hints.push(Plain::Text(text.clone()));
        }
        Literal::Boolean(value) => hints.push(Plain::Boolean(*value)),
        _ => {}
    }
}

fn text_of(tree: &Expr) -> Option<String> {
    match tree {
        Expr::Value(value) => match &value.value {
            Literal::SingleQuotedString(text) | Literal::EscapedStringLiteral(text) => Some(text.clone()),
            Literal::DoubleQuotedString(text) => Some(text.clone()),
            _ => None,
        },
        Expr::Cast { expr, .. } | Expr::Nested(expr) => text_of(expr),
        _ => None,
    }
}

/// What an expression gives; `None` where that cannot be read.
fn evaluate(tree: &Expr, find: &Find<'_>, dialect: Dialect, check: &Condition) -> Option<Plain> {
    let value = |tree: &Expr| evaluate(tree, find, dialect, check);
    match tree {
        Expr::Identifier(name) => match find(&name.value)? {
            Plain::Opaque => None,
            known => Some(known),
        },
        Expr::CompoundIdentifier(parts) => match find(&parts.last()?.value)? {
            Plain::Opaque => None,
            known => Some(known),
        },
        Expr::Value(literal) => match &literal.value {
            Literal::Number(digits, _) => digits.parse().ok().map(Plain::Number),
            Literal::SingleQuotedString(text) | Literal::EscapedStringLiteral(text) => Some(Plain::Text(text.clone())),
            Literal::DoubleQuotedString(text) if dialect == Dialect::Mysql => Some(Plain::Text(text.clone())),
            Literal::Boolean(value) => Some(Plain::Boolean(*value)),
            Literal::Null => Some(Plain::Null),
            _ => None,
        },
        Expr::Nested(inner) | Expr::Collate { expr: inner, .. } => value(inner),
        Expr::Cast { expr, .. } => value(expr),
        Expr::TypedString(typed) => match &typed.value.value {
            Literal::SingleQuotedString(text) => Some(Plain::Text(text.clone())),
            _ => None,
        },
        Expr::IsNull(inner) => value(inner).map(|v| Plain::Boolean(v == Plain::Null)),
        Expr::IsNotNull(inner) => value(inner).map(|v| Plain::Boolean(v != Plain::Null)),
        Expr::IsTrue(inner) => truth(value(inner)?).map(|v| Plain::Boolean(v == Some(true))),
        Expr::IsNotTrue(inner) => truth(value(inner)?).map(|v| Plain::Boolean(v != Some(true))),
        Expr::IsFalse(inner) => truth(value(inner)?).map(|v| Plain::Boolean(v == Some(false))),
        Expr::IsNotFalse(inner) => truth(value(inner)?).map(|v| Plain::Boolean(v != Some(false))),
        Expr::IsDistinctFrom(a, b) => Some(Plain::Boolean(value(a)? != value(b)?)),
        Expr::IsNotDistinctFrom(a, b) => Some(Plain::Boolean(value(a)? == value(b)?)),
        Expr::InList { expr, list, negated } => {
            let items: Vec<&Expr> = list.iter().collect();
            negate(any_of(value(expr)?, &items, find, dialect, check), *negated)
        }
        Expr::Between {
            expr,
            negated,
            low,
            high,
        } => {
            let found = value(expr)?;
            let above = compare(&BinaryOperator::GtEq, &found, &value(low)?, dialect);
            let below = compare(&BinaryOperator::LtEq, &found, &value(high)?, dialect);
            negate(and(above, below), *negated)
        }
        Expr::AnyOp {
            left,
            compare_op: BinaryOperator::Eq,
            right,
            ..
        } => any_of(value(left)?, &elements(right)?, find, dialect, check),
        Expr::Like {
            negated, expr, pattern, ..
        } => negate(likeness(value(expr)?, pattern, dialect != Dialect::Postgres), *negated),
        Expr::ILike {
            negated, expr, pattern, ..
        } => negate(likeness(value(expr)?, pattern, true), *negated),
        Expr::RLike { negated, expr, .. } if !negated => regular(value(expr)?, check),
        Expr::BinaryOp { left, op, right } => match op {
            BinaryOperator::And => and(value(left), value(right)),
            BinaryOperator::Or => or(value(left), value(right)),
            op if is_regular(op) => regular(value(left)?, check),
            BinaryOperator::Plus
            | BinaryOperator::Minus
            | BinaryOperator::Multiply
            | BinaryOperator::Divide
            | BinaryOperator::Modulo => arithmetic(op, value(left)?, value(right)?),
            op => compare(op, &value(left)?, &value(right)?, dialect),
        },
        Expr::UnaryOp { op, expr } => match (op, value(expr)?) {
            (UnaryOperator::Not, found) => negate(Some(found), true),
            (UnaryOperator::Minus, Plain::Number(number)) => Some(Plain::Number(-number)),
            (UnaryOperator::Plus, found) => Some(found),
            _ => None,
        },
        Expr::Trim { expr, .. } => match value(expr)? {
            Plain::Text(text) => Some(Plain::Text(text.trim_matches(' ').to_owned())),
            Plain::Null => Some(Plain::Null),
            _ => None,
        },
        Expr::Function(function) => call(function, find, dialect, check),
        _ => None,
    }
}

/// The elements of `ARRAY[…]`, whatever it is cast to.
fn elements(tree: &Expr) -> Option<Vec<&Expr>> {
    match tree {
        Expr::Array(array) => Some(array.elem.iter().collect()),
        Expr::Nested(inner) | Expr::Cast { expr: inner, .. } => elements(inner),
        _ => None,
    }
}

fn any_of(found: Plain, items: &[&Expr], find: &Find<'_>, dialect: Dialect, check: &Condition) -> Option<Plain> {
    let mut verdict = Some(Plain::Boolean(false));
    for item in items {
        let item = evaluate(item, find, dialect, check)?;
        verdict = or(verdict, compare(&BinaryOperator::Eq, &found, &item, dialect));
    }
    verdict
}

/// Whether it is true, false or null; `None` where it is neither.
fn truth(value: Plain) -> Option<Option<bool>> {
    match value {
        Plain::Boolean(value) => Some(Some(value)),
        Plain::Number(number) => Some(Some(number != 0.0)),
        Plain::Null => Some(None),
        _ => None,
    }
}

fn and(a: Option<Plain>, b: Option<Plain>) -> Option<Plain> {
    let (a, b) = (a.and_then(truth), b.and_then(truth));
    if a == Some(Some(false)) || b == Some(Some(false)) {
        return Some(Plain::Boolean(false));
    }
    match (a?, b?) {
        (Some(true), Some(true)) => Some(Plain::Boolean(true)),
        _ => Some(Plain::Null),
    }
}

fn or(a: Option<Plain>, b: Option<Plain>) -> Option<Plain> {
    let (a, b) = (a.and_then(truth), b.and_then(truth));
    if a == Some(Some(true)) || b == Some(Some(true)) {
        return Some(Plain::Boolean(true));
    }
    match (a?, b?) {
        (Some(false), Some(false)) => Some(Plain::Boolean(false)),
        _ => Some(Plain::Null),
    }
}

fn negate(value: Option<Plain>, negated: bool) -> Option<Plain> {
    match truth(value?)? {
        Some(value) => Some(Plain::Boolean(value != negated)),
        None => Some(Plain::Null),
    }
}

fn compare(op: &BinaryOperator, a: &Plain, b: &Plain, dialect: Dialect) -> Option<Plain> {
    let ordering = match (a, b) {
        (Plain::Null, _) | (_, Plain::Null) => return Some(Plain::Null),
        (Plain::Number(a), Plain::Number(b)) => a.partial_cmp(b)?,
        (Plain::Text(a), Plain::Text(b)) => text_order(a, b, dialect)?,
        (Plain::Boolean(a), Plain::Boolean(b)) => a.cmp(b),
        (Plain::Number(a), Plain::Boolean(b)) => a.partial_cmp(&f64::from(u8::from(*b)))?,
        (Plain::Boolean(a), Plain::Number(b)) => f64::from(u8::from(*a)).partial_cmp(b)?,
        // A cast or a literal in quotes may stand for a number.
        (Plain::Number(a), Plain::Text(b)) if dialect != Dialect::Sqlite => a.partial_cmp(&b.trim().parse().ok()?)?,
        (Plain::Text(a), Plain::Number(b)) if dialect != Dialect::Sqlite => {
            a.trim().parse::<f64>().ok()?.partial_cmp(b)?
        }
        (Plain::Number(_), Plain::Text(_)) => Ordering::Less,
        (Plain::Text(_), Plain::Number(_)) => Ordering::Greater,
        _ => return None,
    };
    let holds = match op {
        BinaryOperator::Eq => ordering.is_eq(),
        BinaryOperator::NotEq => ordering.is_ne(),
        BinaryOperator::Lt => ordering.is_lt(),
        BinaryOperator::LtEq => ordering.is_le(),
        BinaryOperator::Gt => ordering.is_gt(),
        BinaryOperator::GtEq => ordering.is_ge(),
        _ => return None,
    };
    Some(Plain::Boolean(holds))
}

/// How two texts compare: moments are read the same way first, and what collations order differently is not known.
fn text_order(a: &str, b: &str, dialect: Dialect) -> Option<Ordering> {
    if a == b {
        return Some(Ordering::Equal);
    }
    let is_moment = |text: &str| {
        text.as_bytes()
            .get(..5)
            .is_some_and(|t| t[..4].iter().all(u8::is_ascii_digit) && t[4] == b'-')
    };
    if is_moment(a) && is_moment(b) {
        let part = |text: &str| text.replace('T', " ").chars().take(19).collect::<String>();
        let (a, b) = (part(a), part(b));
        let padded = |text: String| if text.len() == 10 { text + " 00:00:00" } else { text };
        return Some(padded(a).cmp(&padded(b)));
    }
    let folded = |text: &str| text.to_lowercase();
    if folded(a) == folded(b) {
        return if dialect == Dialect::Mysql {
            None
        } else {
            Some(a.cmp(b))
        };
    }
    Some(folded(a).cmp(&folded(b)))
}

fn likeness(found: Plain, pattern: &Expr, folded: bool) -> Option<Plain> {
    let pattern = text_of(pattern)?;
    match found {
        Plain::Null => Some(Plain::Null),
        Plain::Text(text) => {
            let fold = |text: &str| -> Vec<char> {
                if folded {
                    text.to_lowercase().chars().collect()
                } else {
                    text.chars().collect()
                }
            };
            (text.len() < 400).then(|| Plain::Boolean(pattern::is_like(&fold(&text), &fold(&pattern))))
        }
        _ => None,
    }
}

/// A text that was made from the pattern matches it; of others it is taken that they do not.
fn regular(found: Plain, check: &Condition) -> Option<Plain> {
    match found {
        Plain::Null => Some(Plain::Null),
        Plain::Text(_) if check.hints.iter().any(|hint| matches!(hint, Plain::Text(_))) => {
            Some(Plain::Boolean(check.hints.contains(&found)))
        }
        _ => None,
    }
}

fn arithmetic(op: &BinaryOperator, a: Plain, b: Plain) -> Option<Plain> {
    let (Plain::Number(a), Plain::Number(b)) = (a.clone(), b.clone()) else {
        return (a == Plain::Null || b == Plain::Null).then_some(Plain::Null);
    };
    Some(Plain::Number(match op {
        BinaryOperator::Plus => a + b,
        BinaryOperator::Minus => a - b,
        BinaryOperator::Multiply => a * b,
        BinaryOperator::Modulo if b != 0.0 => a % b,
        BinaryOperator::Divide if b != 0.0 => a / b,
        _ => return None,
    }))
}

fn call(function: &Function, find: &Find<'_>, dialect: Dialect, check: &Condition) -> Option<Plain> {
    let FunctionArguments::List(list) = &function.args else {
        return None;
    };
    let mut arguments = Vec::new();
    for argument in &list.args {
        let FunctionArg::Unnamed(FunctionArgExpr::Expr(tree)) = argument else {
            return None;
        };
        arguments.push(evaluate(tree, find, dialect, check)?);
    }
    let name = function.name.to_string().to_lowercase();
    let nulls = arguments.iter().filter(|a| **a == Plain::Null).count();
    match name.rsplit('.').next().unwrap_or_default() {
        "num_nonnulls" => return Some(Plain::Number((arguments.len() - nulls) as f64)),
        "num_nulls" => return Some(Plain::Number(nulls as f64)),
        "coalesce" | "ifnull" => return arguments.into_iter().find(|a| *a != Plain::Null).or(Some(Plain::Null)),
        _ if nulls > 0 => return Some(Plain::Null),
        _ => {}
    }
    let first = arguments.first()?;
    let number = |count: usize| Some(Plain::Number(count as f64));
    match (name.as_str(), first) {
        ("length" | "char_length" | "character_length", Plain::Text(text)) => {
            let bytes = dialect == Dialect::Mysql && name == "length";
            number(if bytes { text.len() } else { text.chars().count() })
        }
        ("octet_length", Plain::Text(text)) => number(text.len()),
        ("length" | "octet_length", Plain::Bytes(length)) => number(*length),
        ("lower", Plain::Text(text)) => Some(Plain::Text(text.to_lowercase())),
        ("upper", Plain::Text(text)) => Some(Plain::Text(text.to_uppercase())),
        ("trim" | "btrim", Plain::Text(text)) if arguments.len() == 1 => {
            Some(Plain::Text(text.trim_matches(' ').to_owned()))
        }
        ("abs", Plain::Number(number)) => Some(Plain::Number(number.abs())),
        _ => None,
    }
}

impl Condition {
    /// What it gives where it mentions no column.
    pub(crate) fn constant(&self) -> Option<Plain> {
        evaluate(self.tree.as_ref()?, &|_| None, self.dialect, self)
    }
}
