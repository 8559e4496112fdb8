//! Prints an expression's tree in the words of an engine.

use super::functions;
use super::{Kind, Place, Scope, Translated};
use crate::design::DateKind;
use crate::dialect::Dialect;
use sqlparser::ast::{Array, BinaryOperator, CaseWhen, DataType, Expr, Ident, TypedString, UnaryOperator, Value};

/// The tree in the words of `to`. `neutral`: a person typed it in what the engines share.
pub(super) fn print(tree: &Expr, from: Dialect, neutral: bool, to: Dialect, scope: Scope<'_>) -> Translated {
    let mut printer = Printer {
        from,
        neutral,
        to,
        scope,
        columns: Vec::new(),
        note: None,
    };
    let printed = printer.expr(tree, scope.expects).and_then(|(sql, kind)| {
        if to == Dialect::Sqlite || printer.fits(&kind, scope.expects) {
            Ok(sql)
        } else {
            Err("it gives another type than is due".to_owned())
        }
    });
    match printed {
        Ok(sql) => Translated::Sql {
            sql,
            note: printer.note,
            columns: printer.columns,
        },
        Err(why) => Translated::Impossible(why),
    }
}

pub(super) struct Printer<'a> {
    pub(super) from: Dialect,
    pub(super) neutral: bool,
    pub(super) to: Dialect,
    pub(super) scope: Scope<'a>,
    columns: Vec<String>,
    pub(super) note: Option<String>,
}

/// SQL and what it gives, or why it cannot be said.
pub(super) type Printed = Result<(String, Kind), String>;

impl Printer<'_> {
    pub(super) fn expr(&mut self, tree: &Expr, expected: &Kind) -> Printed {
        match tree {
            Expr::Identifier(ident) => self.column(ident, expected),
            Expr::CompoundIdentifier(parts) => match parts.last() {
                Some(ident) if self.scope.column.is_some() => self.column(ident, expected),
                _ => Err("it names a column through its table".to_owned()),
            },
            Expr::Nested(inner) => {
                let (sql, kind) = self.expr(inner, expected)?;
                Ok((if is_atom(&sql) { sql } else { format!("({sql})") }, kind))
            }
            Expr::Value(value) => self.value(&value.value, expected),
            Expr::Prefixed { prefix, value } if prefix.value.starts_with('_') => self.expr(value, expected),
            Expr::TypedString(TypedString { data_type, value, .. }) => match value.value.clone().into_string() {
                Some(text) => self.cast_literal(&text, data_type, expected),
                None => Err("it has a literal of a kind that is not understood".to_owned()),
            },
            // What the other engines give as this moment is in UTC, or in the zone of the server.
            Expr::AtTimeZone { timestamp, time_zone } if self.to != Dialect::Postgres && is_utc(time_zone) => {
                self.in_utc(timestamp, expected)
            }
            Expr::Cast { expr, data_type, .. } => self.cast(expr, data_type, expected),
            Expr::BinaryOp { left, op, right } => self.binary(left, op, right),
            Expr::UnaryOp { op, expr } => self.unary(op, expr, expected),
            Expr::IsNull(e) => self.suffix(e, &Kind::Unknown, "IS NULL"),
            Expr::IsNotNull(e) => self.suffix(e, &Kind::Unknown, "IS NOT NULL"),
            Expr::IsTrue(e) => self.suffix(e, &Kind::Boolean, "IS TRUE"),
            Expr::IsNotTrue(e) => self.suffix(e, &Kind::Boolean, "IS NOT TRUE"),
            Expr::IsFalse(e) => self.suffix(e, &Kind::Boolean, "IS FALSE"),
            Expr::IsNotFalse(e) => self.suffix(e, &Kind::Boolean, "IS NOT FALSE"),
            Expr::IsDistinctFrom(a, b) => self.distinct(a, b, true),
            Expr::IsNotDistinctFrom(a, b) => self.distinct(a, b, false),
            Expr::InList { expr, list, negated } => self.in_list(expr, list, *negated),
            Expr::AnyOp {
                left,
                compare_op: BinaryOperator::Eq,
                right,
                ..
            } => self.in_array(left, right, false),
            Expr::AllOp {
                left,
                compare_op: BinaryOperator::NotEq,
                right,
            } => self.in_array(left, right, true),
            Expr::Between {
                expr,
                negated,
                low,
                high,
            } => {
                let (value, kind) = self.operand(expr, &Kind::Unknown)?;
                let low = self.beside(low, &kind)?;
                let high = self.beside(high, &kind)?;
                Ok((
                    format!("{value} {}BETWEEN {low} AND {high}", not(*negated)),
                    Kind::Boolean,
                ))
            }
            Expr::Like {
                negated,
                expr,
                pattern,
                escape_char: None,
                any: false,
            } => self.like(expr, pattern, *negated, self.from != Dialect::Postgres && !self.neutral),
            Expr::ILike {
                negated,
                expr,
                pattern,
                escape_char: None,
                any: false,
            } => self.like(expr, pattern, *negated, true),
            Expr::RLike {
                negated, expr, pattern, ..
            } => self.regexp(expr, pattern, *negated, true),
            Expr::Case {
                operand,
                conditions,
                else_result,
                ..
            } => self.case(operand.as_deref(), conditions, else_result.as_deref(), expected),
            Expr::Array(array) => self.array(array, expected),
            Expr::Function(_)
            | Expr::Substring { .. }
            | Expr::Trim { .. }
            | Expr::Ceil { .. }
            | Expr::Floor { .. }
            | Expr::Extract { .. }
            | Expr::Position { .. } => functions::call(self, tree, expected),
            other => Err(format!("`{}` is not understood", shortened(&other.to_string()))),
        }
    }

    fn column(&mut self, ident: &Ident, expected: &Kind) -> Printed {
        if self.scope.place == Place::Default {
            return Err("a default cannot mention a column".to_owned());
        }
        let Some(column) = self.scope.column else {
            return Ok((self.to.identifier(&ident.value), Kind::Unknown));
        };
        match column(&ident.value) {
            Some(found) => {
                let sql = self.to.identifier(&found.name);
                if !self.columns.contains(&found.name) {
                    self.columns.push(found.name);
                }
                // A number serves as a condition, except on PostgreSQL.
                if found.kind == Kind::Number && *expected == Kind::Boolean && self.to == Dialect::Postgres {
                    return Ok((format!("({sql} <> 0)"), Kind::Boolean));
                }
                Ok((sql, found.kind))
            }
            // SQLite reads a quoted name that is no column as text.
            None if ident.quote_style == Some('"') && self.from == Dialect::Sqlite => {
                self.value(&Value::SingleQuotedString(ident.value.clone()), expected)
            }
            None => Err(format!("there is no column {}", ident.value)),
        }
    }

    pub(super) fn value(&mut self, value: &Value, expected: &Kind) -> Printed {
        match value {
            Value::Null => Ok(("NULL".to_owned(), Kind::Unknown)),
            Value::Boolean(truth) => match expected {
                Kind::Number if !self.neutral => Ok((i32::from(*truth).to_string(), Kind::Number)),
                _ => Ok((if *truth { "TRUE" } else { "FALSE" }.to_owned(), Kind::Boolean)),
            },
            Value::Number(digits, _) => self.number(digits, expected),
            Value::SingleQuotedString(text)
            | Value::DoubleQuotedString(text)
            | Value::EscapedStringLiteral(text)
            | Value::NationalStringLiteral(text) => self.text(text, expected),
            Value::DollarQuotedString(text) => self.text(&text.value, expected),
            other => Err(format!("the literal `{other}` is not understood")),
        }
    }

    fn number(&mut self, digits: &str, expected: &Kind) -> Printed {
        if !digits.bytes().all(|b| b.is_ascii_digit() || b".eE+-".contains(&b)) {
            return Err(format!("the number `{digits}` is not understood"));
        }
        match (expected, digits) {
            (Kind::Boolean, "0") => Ok(("FALSE".to_owned(), Kind::Boolean)),
            (Kind::Boolean, "1") => Ok(("TRUE".to_owned(), Kind::Boolean)),
            (Kind::Text, _) if self.scope.place == Place::Default => Ok((self.to.literal(digits), Kind::Text)),
            (kind, _) if kind.takes_number() || self.scope.place != Place::Default => {
                Ok((digits.to_owned(), Kind::Number))
            }
            _ => Err(format!("{digits} is not a value of the field's type")),
        }
    }

    fn text(&mut self, text: &str, expected: &Kind) -> Printed {
        if *expected == Kind::Array {
            return match (text.trim(), self.to) {
                ("{}" | "[]", Dialect::Postgres) => Ok(("'{}'".to_owned(), Kind::Unknown)),
                ("{}" | "[]", _) => Ok(("'[]'".to_owned(), Kind::Unknown)),
                _ if expected.takes_literal(text, self.to) => Ok((self.to.literal(text), Kind::Unknown)),
                _ => Err(format!("the list `{}` has elements", shortened(text))),
            };
        }
        if *expected == Kind::Boolean && self.to != Dialect::Postgres {
            let truth = match text.trim().to_ascii_lowercase().as_str() {
                "t" | "true" | "1" | "yes" | "on" => "TRUE",
                "f" | "false" | "0" | "no" | "off" => "FALSE",
                _ => return Err(format!("'{}' is neither true nor false", shortened(text))),
            };
            return Ok((truth.to_owned(), Kind::Boolean));
        }
        if matches!(expected, Kind::Date(_)) && self.to != Dialect::Postgres && text == "epoch" {
            return Ok(("'1970-01-01 00:00:00'".to_owned(), Kind::Unknown));
        }
        if !expected.takes_literal(text, self.to) {
            return Err(format!("'{}' is not a value of the type that is due", shortened(text)));
        }
        let kind = if *expected == Kind::Text {
            Kind::Text
        } else {
            Kind::Unknown
        };
        Ok((self.to.literal(text), kind))
    }

    fn cast(&mut self, expr: &Expr, data_type: &DataType, expected: &Kind) -> Printed {
        let mut inner = expr;
        while let Expr::Nested(e) = inner {
            inner = e;
        }
        if let Expr::Cast { expr: deeper, .. } = inner {
            // 'now'::text::date: only the outermost type counts for a literal.
            if let Some(text) = literal_under(deeper) {
                return self.cast_literal(&text, data_type, expected);
            }
        }
        if let (Expr::Array(array), Kind::Array) = (inner, expected) {
            return self.array(array, expected);
        }
        if let Some(text) = literal_under(inner) {
            return self.cast_literal(&text, data_type, expected);
        }
        let target = type_kind(data_type);
        if self.to == Dialect::Postgres && self.needs_constant() && self.from != Dialect::Postgres {
            return Err("a cast may depend on settings of the session".to_owned());
        }
        let (sql, kind) = self.expr(inner, &Kind::Unknown)?;
        if kind == target || (target == Kind::Text && matches!(kind, Kind::Enum(_))) {
            let sql = if is_atom(&sql) { sql } else { format!("({sql})") };
            return Ok((sql, kind));
        }
        let name = match (&target, self.to) {
            (Kind::Text, Dialect::Mysql) => "char",
            (Kind::Text, _) => "text",
            (Kind::Number, _) => number_type(data_type, self.to),
            (Kind::Date(DateKind::Date), Dialect::Postgres | Dialect::Mysql) => "date",
            (Kind::Date(DateKind::Timestamp), Dialect::Postgres) => "timestamp",
            (Kind::Date(DateKind::Timestamp), Dialect::Mysql) => "datetime",
            _ => return Err(format!("the cast to {data_type} is not understood")),
        };
        Ok((format!("CAST({sql} AS {name})"), target))
    }

    fn cast_literal(&mut self, text: &str, data_type: &DataType, expected: &Kind) -> Printed {
        let kind = match type_kind(data_type) {
            Kind::Unknown | Kind::Text | Kind::Native => expected.clone(),
            kind => kind,
        };
        if matches!(kind, Kind::Date(_)) && text.trim().eq_ignore_ascii_case("now") {
            return functions::now(
                self,
                if kind == Kind::Date(DateKind::Date) {
                    kind
                } else {
                    expected.clone()
                },
            );
        }
        let expected = if *expected == Kind::Unknown { &kind } else { expected };
        if kind == Kind::Number {
            return self.number(text.trim(), expected);
        }
        self.text(text, expected)
    }

    /// This moment in UTC, for an engine other than PostgreSQL.
    pub(super) fn in_utc(&mut self, moment: &Expr, expected: &Kind) -> Printed {
        match self.expr(moment, expected)? {
            (sql, kind) if sql == "CURRENT_TIMESTAMP" && self.to == Dialect::Mysql => {
                Ok(("(utc_timestamp())".to_owned(), kind))
            }
            (sql, kind) if sql == "CURRENT_TIMESTAMP" => Ok((sql, kind)),
            _ => Err("AT TIME ZONE is understood for this moment only".to_owned()),
        }
    }

    fn binary(&mut self, left: &Expr, op: &BinaryOperator, right: &Expr) -> Printed {
        use BinaryOperator as Op;
        let sign = match op {
            Op::And | Op::Or => return self.logic(left, op, right),
            Op::Xor => return Err("XOR is not understood".to_owned()),
            Op::StringConcat => return functions::concat(self, &chain(left, right)),
            Op::PGRegexMatch => return self.regexp(left, right, false, false),
            Op::PGRegexIMatch => return self.regexp(left, right, false, true),
            Op::PGRegexNotMatch => return self.regexp(left, right, true, false),
            Op::PGRegexNotIMatch => return self.regexp(left, right, true, true),
            Op::PGLikeMatch => return self.like(left, right, false, false),
            Op::PGNotLikeMatch => return self.like(left, right, true, false),
            Op::PGILikeMatch => return self.like(left, right, false, true),
            Op::PGNotILikeMatch => return self.like(left, right, true, true),
            Op::Spaceship => return self.distinct(left, right, false),
            Op::Eq | Op::NotEq | Op::Lt | Op::LtEq | Op::Gt | Op::GtEq => {
                let (a, b) = self.pair(left, right)?;
                let sign = if *op == Op::NotEq {
                    "<>".to_owned()
                } else {
                    op.to_string()
                };
                return Ok((format!("{a} {sign} {b}"), Kind::Boolean));
            }
            Op::Plus => "+",
            Op::Minus => "-",
            Op::Multiply => "*",
            Op::Divide => "/",
            Op::Modulo => "%",
            other => return Err(format!("the operator `{other}` is not understood")),
        };
        if self.scope.place == Place::Default && matches!(self.scope.expects, Kind::Date(_)) {
            return Err(format!("`{sign}` is understood between numbers only"));
        }
        let (a, a_kind) = self.operand(left, &Kind::Number)?;
        let (b, b_kind) = self.operand(right, &Kind::Number)?;
        let numbers = |kind: &Kind| matches!(kind, Kind::Number | Kind::Unknown);
        if self.scope.column.is_some() && !(numbers(&a_kind) && numbers(&b_kind)) {
            return Err(format!("`{sign}` is understood between numbers only"));
        }
        if sign == "/" && (self.from == Dialect::Mysql) != (self.to == Dialect::Mysql) && !self.neutral {
            self.note = Some("whole numbers divide differently there".to_owned());
        }
        Ok((format!("{a} {sign} {b}"), Kind::Number))
    }

    fn logic(&mut self, left: &Expr, op: &BinaryOperator, right: &Expr) -> Printed {
        let mut side = |e: &Expr| -> Result<String, String> {
            let (sql, kind) = self.expr(e, &Kind::Boolean)?;
            if !self.fits(&kind, &Kind::Boolean) {
                return Err(format!("`{}` is no condition", shortened(&e.to_string())));
            }
            let other = matches!(e, Expr::BinaryOp { op: inner, .. }
                if matches!(inner, BinaryOperator::And | BinaryOperator::Or) && inner != op);
            Ok(if other { format!("({sql})") } else { sql })
        };
        let (a, b) = (side(left)?, side(right)?);
        Ok((format!("{a} {op} {b}"), Kind::Boolean))
    }

    fn unary(&mut self, op: &UnaryOperator, expr: &Expr, expected: &Kind) -> Printed {
        match op {
            UnaryOperator::Not | UnaryOperator::BangNot => {
                let (sql, kind) = self.operand(expr, &Kind::Boolean)?;
                if !self.fits(&kind, &Kind::Boolean) {
                    return Err("NOT is before something that is no condition".to_owned());
                }
                let sql = if is_atom(&sql) { sql } else { format!("({sql})") };
                Ok((format!("NOT {sql}"), Kind::Boolean))
            }
            UnaryOperator::Minus | UnaryOperator::Plus => {
                let expected = if expected.takes_number() {
                    expected
                } else {
                    &Kind::Number
                };
                let (sql, kind) = self.operand(expr, expected)?;
                if !kind.takes_number() {
                    return Err("a sign is before something that is no number".to_owned());
                }
                let sign = if *op == UnaryOperator::Minus { "-" } else { "" };
                let sql = if sql.starts_with('-') { format!("({sql})") } else { sql };
                Ok((format!("{sign}{sql}"), Kind::Number))
            }
            other => Err(format!("the operator `{other}` is not understood")),
        }
    }

    fn distinct(&mut self, left: &Expr, right: &Expr, distinct: bool) -> Printed {
        let (a, b) = self.pair(left, right)?;
        let sql = match (self.to, distinct) {
            (Dialect::Postgres, true) => format!("{a} IS DISTINCT FROM {b}"),
            (Dialect::Postgres, false) => format!("{a} IS NOT DISTINCT FROM {b}"),
            (Dialect::Mysql, true) => format!("NOT ({a} <=> {b})"),
            (Dialect::Mysql, false) => format!("{a} <=> {b}"),
            (Dialect::Sqlite, true) => format!("{a} IS NOT {b}"),
            (Dialect::Sqlite, false) => format!("{a} IS {b}"),
        };
        Ok((sql, Kind::Boolean))
    }

    fn in_list(&mut self, expr: &Expr, list: &[Expr], negated: bool) -> Printed {
        let (value, kind) = self.operand(expr, &Kind::Unknown)?;
        let items: Result<Vec<_>, _> = list.iter().map(|item| self.beside(item, &kind)).collect();
        let items = items?;
        if items.is_empty() {
            return Err("its list is empty".to_owned());
        }
        Ok((
            format!("{value} {}IN ({})", not(negated), items.join(", ")),
            Kind::Boolean,
        ))
    }

    /// PostgreSQL keeps `IN (…)` as `= ANY (ARRAY[…])`, under casts.
    fn in_array(&mut self, left: &Expr, right: &Expr, negated: bool) -> Printed {
        let mut right = right;
        while let Expr::Nested(e) | Expr::Cast { expr: e, .. } = right {
            right = e;
        }
        match right {
            Expr::Array(Array { elem, .. }) => self.in_list(left, elem, negated),
            _ => Err("ANY and ALL are understood over a list of literals only".to_owned()),
        }
    }

    fn like(&mut self, expr: &Expr, pattern: &Expr, negated: bool, any_case: bool) -> Printed {
        let (value, kind) = self.operand(expr, &Kind::Text)?;
        let (pattern, _) = self.operand(pattern, &Kind::Text)?;
        if !self.fits(&kind, &Kind::Text) {
            return Err("LIKE is understood over text only".to_owned());
        }
        let word = if any_case && self.to == Dialect::Postgres {
            "ILIKE"
        } else {
            "LIKE"
        };
        if !any_case && !self.neutral && self.to != Dialect::Postgres {
            self.note = Some("LIKE may disregard case there".to_owned());
        }
        Ok((format!("{value} {}{word} {pattern}", not(negated)), Kind::Boolean))
    }

    fn regexp(&mut self, expr: &Expr, pattern: &Expr, negated: bool, any_case: bool) -> Printed {
        if self.to == Dialect::Sqlite {
            return Err("SQLite has no regular expressions of its own".to_owned());
        }
        let (value, kind) = self.operand(expr, &Kind::Text)?;
        let (pattern, _) = self.operand(pattern, &Kind::Text)?;
        if !self.fits(&kind, &Kind::Text) {
            return Err("regular expressions are understood over text only".to_owned());
        }
        let sql = match self.to {
            Dialect::Postgres => {
                let sign = if negated { "!~" } else { "~" };
                format!("{value} {sign}{} {pattern}", if any_case { "*" } else { "" })
            }
            _ => {
                if !any_case {
                    self.note = Some("the regular expression may disregard case there".to_owned());
                }
                format!("{value} {}REGEXP {pattern}", not(negated))
            }
        };
        Ok((sql, Kind::Boolean))
    }

    fn case(
        &mut self,
        operand: Option<&Expr>,
        conditions: &[CaseWhen],
        otherwise: Option<&Expr>,
        expected: &Kind,
    ) -> Printed {
        let mut sql = "CASE".to_owned();
        let mut tested = Kind::Boolean;
        if let Some(operand) = operand {
            let (value, kind) = self.expr(operand, &Kind::Unknown)?;
            sql.push_str(&format!(" {value}"));
            tested = kind;
        }
        let mut gives = expected.clone();
        for CaseWhen { condition, result } in conditions {
            let condition = self.beside(condition, &tested)?;
            let (result, kind) = self.expr(result, &gives)?;
            if !self.fits(&kind, &gives) {
                return Err("the branches of CASE give different types".to_owned());
            }
            if gives == Kind::Unknown {
                gives = kind;
            }
            sql.push_str(&format!(" WHEN {condition} THEN {result}"));
        }
        if let Some(otherwise) = otherwise {
            let (result, kind) = self.expr(otherwise, &gives)?;
            if !self.fits(&kind, &gives) {
                return Err("the branches of CASE give different types".to_owned());
            }
            sql.push_str(&format!(" ELSE {result}"));
        }
        sql.push_str(" END");
        Ok((sql, gives))
    }

    fn array(&mut self, array: &Array, expected: &Kind) -> Printed {
        if *expected == Kind::Array && array.elem.is_empty() {
            return self.text("{}", expected);
        }
        Err("a list of values is not understood".to_owned())
    }

    fn suffix(&mut self, expr: &Expr, expected: &Kind, words: &str) -> Printed {
        let (sql, kind) = self.operand(expr, expected)?;
        if !self.fits(&kind, expected) {
            return Err(format!("{words} is after something that is no condition"));
        }
        Ok((format!("{sql} {words}"), Kind::Boolean))
    }

    /// Both sides of a comparison, each seen in the light of the other.
    fn pair(&mut self, left: &Expr, right: &Expr) -> Result<(String, String), String> {
        let (a, kind) = self.operand(left, &Kind::Unknown)?;
        if kind == Kind::Unknown {
            let (b, kind) = self.operand(right, &Kind::Unknown)?;
            let a = if kind == Kind::Unknown {
                a
            } else {
                self.beside(left, &kind)?
            };
            return Ok((a, b));
        }
        let b = self.beside(right, &kind)?;
        Ok((a, b))
    }

    /// Something that stands beside a value of this kind and must go with it.
    fn beside(&mut self, expr: &Expr, kind: &Kind) -> Result<String, String> {
        if self.to == Dialect::Postgres && matches!(kind, Kind::Json | Kind::Native | Kind::Array) {
            return Err("values of such a type may not be comparable".to_owned());
        }
        let (sql, found) = self.operand(expr, kind)?;
        if self.fits(&found, kind) {
            Ok(sql)
        } else {
            Err(format!(
                "`{}` is of another type than what it stands beside",
                shortened(&expr.to_string())
            ))
        }
    }

    /// Parenthesized where its operator could bind otherwise.
    pub(super) fn operand(&mut self, expr: &Expr, expected: &Kind) -> Printed {
        let (sql, kind) = self.expr(expr, expected)?;
        let loose = !is_atom(&sql)
            && !matches!(
                expr,
                Expr::Nested(_)
                    | Expr::Value(_)
                    | Expr::Cast { .. }
                    | Expr::Function(_)
                    | Expr::UnaryOp { .. }
                    | Expr::Case { .. }
            );
        Ok((if loose { format!("({sql})") } else { sql }, kind))
    }

    pub(super) fn fits(&self, kind: &Kind, expected: &Kind) -> bool {
        let alike = matches!(
            (kind, expected),
            (Kind::Enum(_), Kind::Enum(_)) | (Kind::Array, Kind::Array) | (Kind::Native, Kind::Native)
        );
        if self.to == Dialect::Postgres && self.scope.column.is_some() && alike {
            // Two types of the same family are two types all the same.
            return false;
        }
        self.to == Dialect::Sqlite
            || self.scope.column.is_none() && self.scope.place != Place::Default
            || kind.goes_with(expected)
            || (self.to != Dialect::Postgres
                && matches!(kind, Kind::Boolean | Kind::Number)
                && matches!(expected, Kind::Boolean | Kind::Number))
    }

    /// Whether the value must be the same for the same row, always.
    pub(super) fn needs_constant(&self) -> bool {
        match self.scope.place {
            Place::Default => false,
            Place::Check => self.to != Dialect::Postgres,
            Place::Generated | Place::Index => true,
        }
    }
}

/// Whether the expression names the time zone UTC.
pub(super) fn is_utc(zone: &Expr) -> bool {
    literal_under(zone).is_some_and(|zone| zone.eq_ignore_ascii_case("utc"))
}

/// The terms of a chain of `||`, from the left.
fn chain<'t>(left: &'t Expr, right: &'t Expr) -> Vec<&'t Expr> {
    let mut terms = vec![right];
    let mut rest = left;
    while let Expr::BinaryOp {
        left,
        op: BinaryOperator::StringConcat,
        right,
    } = rest
    {
        terms.push(right);
        rest = left;
    }
    terms.push(rest);
    terms.reverse();
    terms
}

fn literal_under(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Value(value) => match &value.value {
            Value::Number(digits, _) => Some(digits.clone()),
            Value::Boolean(truth) => Some(truth.to_string()),
            value => value.clone().into_string(),
        },
        Expr::Nested(inner) => literal_under(inner),
        _ => None,
    }
}

/// Whether the printed text binds tighter than any operator.
fn is_atom(sql: &str) -> bool {
    sql.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.')
        || (sql.starts_with('(') && closes_at_end(sql))
        || (sql.starts_with(['"', '`']) && sql[1..].find(&sql[..1]) == Some(sql.len() - 2))
        || (sql.starts_with('\'') && sql[1..].find('\'') == Some(sql.len() - 2))
}

/// Whether the first parenthesis is closed by the last character.
pub(crate) fn closes_at_end(sql: &str) -> bool {
    let mut depth = 0usize;
    let mut quote = None;
    for (i, c) in sql.char_indices() {
        match (quote, c) {
            (None, '\'' | '"' | '`') => quote = Some(c),
            (Some(q), c) if q == c => quote = None,
            (Some(_), _) => {}
            (None, '(') => depth += 1,
            (None, ')') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return i + 1 == sql.len();
                }
            }
            _ => {}
        }
    }
    false
}

fn type_kind(data_type: &DataType) -> Kind {
    let name = data_type.to_string().to_ascii_lowercase();
    if name.ends_with("[]") {
        return Kind::Array;
    }
    let word = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    match word {
        "text" | "char" | "character" | "varchar" | "bpchar" | "nchar" | "nvarchar" => Kind::Text,
        "int" | "int2" | "int4" | "int8" | "integer" | "smallint" | "bigint" | "numeric" | "decimal" | "real"
        | "double" | "float" | "float4" | "float8" | "signed" | "unsigned" => Kind::Number,
        "bool" | "boolean" => Kind::Boolean,
        "date" => Kind::Date(DateKind::Date),
        "time" | "timetz" => Kind::Date(DateKind::Time),
        "timestamp" | "timestamptz" | "datetime" => Kind::Date(DateKind::Timestamp),
        "interval" => Kind::Date(DateKind::Interval),
        "uuid" => Kind::Uuid,
        "json" | "jsonb" => Kind::Json,
        "bytea" | "blob" | "binary" => Kind::Binary,
        _ => Kind::Unknown,
    }
}

fn number_type(data_type: &DataType, to: Dialect) -> &'static str {
    let name = data_type.to_string().to_ascii_lowercase();
    let whole = name.contains("int") || name.contains("signed");
    match (to, whole) {
        (Dialect::Mysql, true) => "signed",
        (Dialect::Mysql, false) => "decimal(65,30)",
        (Dialect::Sqlite, true) => "integer",
        (Dialect::Sqlite, false) => "numeric",
        (Dialect::Postgres, true) => "bigint",
        (Dialect::Postgres, false) => "numeric",
    }
}

fn not(negated: bool) -> &'static str {
    if negated { "NOT " } else { "" }
}

pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
