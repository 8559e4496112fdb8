//! Functions that the engines share, by whatever name.

use super::Kind;
use super::print::{Printed, Printer, is_utc, shortened};
use crate::design::DateKind;
use crate::dialect::Dialect;
use sqlparser::ast::{
    CeilFloorKind, DateTimeField, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, TrimWhereField,
};

/// A call in the words of the target.
pub(super) fn call(printer: &mut Printer<'_>, tree: &Expr, expected: &Kind) -> Printed {
    match tree {
        Expr::Function(function) => function_call(printer, function, expected),
        Expr::Substring {
            expr,
            substring_from: Some(from),
            substring_for,
            ..
        } => {
            let mut args: Vec<&Expr> = vec![expr, from];
            args.extend(substring_for.as_deref());
            named(printer, "substr", &args, expected)
        }
        Expr::Trim {
            expr,
            trim_where,
            trim_what: None,
            trim_characters: None,
        } => {
            let name = match trim_where {
                Some(TrimWhereField::Leading) => "ltrim",
                Some(TrimWhereField::Trailing) => "rtrim",
                Some(TrimWhereField::Both) | None => "trim",
            };
            named(printer, name, &[expr], expected)
        }
        Expr::Ceil {
            expr,
            field: CeilFloorKind::DateTimeField(DateTimeField::NoDateTime),
        } => named(printer, "ceil", &[expr], expected),
        Expr::Floor {
            expr,
            field: CeilFloorKind::DateTimeField(DateTimeField::NoDateTime),
        } => named(printer, "floor", &[expr], expected),
        Expr::Extract { field, expr, .. } => extract(printer, field, expr),
        other => Err(format!("`{}` is not understood", shortened(&other.to_string()))),
    }
}

fn function_call(printer: &mut Printer<'_>, function: &Function, expected: &Kind) -> Printed {
    let written = function.name.to_string();
    let name = written.to_ascii_lowercase();
    let name = name.strip_prefix("pg_catalog.").unwrap_or(&name);
    let unknown = || format!("the function {} is not understood", shortened(&written));
    if function.filter.is_some() || function.over.is_some() || !function.within_group.is_empty() {
        return Err(unknown());
    }
    let args: Vec<&Expr> = match &function.args {
        FunctionArguments::None => Vec::new(),
        FunctionArguments::List(list) if list.clauses.is_empty() && list.duplicate_treatment.is_none() => list
            .args
            .iter()
            .map(|arg| match arg {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(e)) => Ok(e),
                _ => Err(unknown()),
            })
            .collect::<Result<_, _>>()?,
        _ => return Err(unknown()),
    };
    named(printer, name, &args, expected)
}

fn named(printer: &mut Printer<'_>, name: &str, args: &[&Expr], expected: &Kind) -> Printed {
    let (to, from) = (printer.to, printer.from);
    match (name, args.len()) {
        ("now" | "current_timestamp" | "localtimestamp" | "transaction_timestamp" | "statement_timestamp", 0 | 1)
        | ("utc_timestamp", 0 | 1)
        | ("clock_timestamp" | "sysdate", 0) => now(printer, expected.clone()),
        ("timezone", 2) if from == Dialect::Postgres && to != Dialect::Postgres && is_utc(args[0]) => {
            printer.in_utc(args[1], expected)
        }
        ("nextval", _) if to != Dialect::Postgres => Err("it has no sequences".to_owned()),
        ("datetime" | "date", 1) if from == Dialect::Sqlite && is_now(args[0]) && *expected == Kind::Text => {
            now_as_text(printer, name == "date")
        }
        ("datetime" | "date" | "time", 1) if from == Dialect::Sqlite && is_now(args[0]) => now(
            printer,
            Kind::Date(match name {
                "date" => DateKind::Date,
                "time" => DateKind::Time,
                _ => DateKind::Timestamp,
            }),
        ),
        ("current_date" | "curdate", 0) => now(printer, Kind::Date(DateKind::Date)),
        ("current_time" | "curtime" | "localtime", 0 | 1) => now(printer, Kind::Date(DateKind::Time)),
        ("gen_random_uuid" | "uuid" | "uuid_generate_v4", 0) => random_uuid(printer, expected),
        ("random" | "rand", 0) if from != Dialect::Sqlite && to != Dialect::Sqlite => {
            volatile(printer)?;
            let word = if to == Dialect::Postgres { "random()" } else { "rand()" };
            Ok((word.to_owned(), Kind::Number))
        }
        ("concat", 1..) => concat(printer, args),
        ("coalesce", 2..) | ("ifnull", 2) => same_kind(printer, "coalesce", args, expected),
        ("nullif", 2) => same_kind(printer, "nullif", args, expected),
        ("greatest" | "max", 2..) => same_kind(
            printer,
            if to == Dialect::Sqlite { "max" } else { "greatest" },
            args,
            expected,
        ),
        ("least" | "min", 2..) => same_kind(
            printer,
            if to == Dialect::Sqlite { "min" } else { "least" },
            args,
            expected,
        ),
        ("lower" | "lcase", 1) => over_text(printer, "lower", args, Kind::Text),
        ("upper" | "ucase", 1) => over_text(printer, "upper", args, Kind::Text),
        ("trim" | "btrim", 1) => over_text(printer, "trim", args, Kind::Text),
        ("ltrim" | "rtrim", 1) => over_text(printer, name, args, Kind::Text),
        ("replace", 3) => over_text(printer, "replace", args, Kind::Text),
        ("md5", 1) if to != Dialect::Sqlite => over_text(printer, "md5", args, Kind::Text),
        ("length", 1) if from == Dialect::Mysql => match to {
            Dialect::Postgres => over_text(printer, "octet_length", args, Kind::Number),
            _ => over_text(printer, "length", args, Kind::Number),
        },
        ("octet_length", 1) if to != Dialect::Sqlite => over_text(printer, "octet_length", args, Kind::Number),
        ("octet_length", 1) => {
            let (text, kind) = printer.expr(args[0], &Kind::Text)?;
            text_only(printer, &kind)?;
            Ok((format!("length(CAST({text} AS blob))"), Kind::Number))
        }
        ("length" | "char_length" | "character_length", 1) => over_text(
            printer,
            if to == Dialect::Mysql { "char_length" } else { "length" },
            args,
            Kind::Number,
        ),
        ("substr" | "substring", 2 | 3) => {
            let (text, kind) = printer.expr(args[0], &Kind::Text)?;
            text_only(printer, &kind)?;
            let mut sql = format!("substr({text}");
            for arg in &args[1..] {
                let (number, kind) = printer.expr(arg, &Kind::Number)?;
                if !kind.takes_number() {
                    return Err("substr takes positions as numbers".to_owned());
                }
                sql.push_str(&format!(", {number}"));
            }
            Ok((sql + ")", Kind::Text))
        }
        ("abs", 1) => over_numbers(printer, "abs", args),
        ("round", 1) => over_numbers(printer, "round", args),
        ("floor", 1) if to != Dialect::Sqlite => over_numbers(printer, "floor", args),
        ("ceil" | "ceiling", 1) if to != Dialect::Sqlite => over_numbers(printer, "ceil", args),
        ("mod", 2) => {
            let (a, a_kind) = printer.operand(args[0], &Kind::Number)?;
            let (b, b_kind) = printer.operand(args[1], &Kind::Number)?;
            if !(a_kind.takes_number() && b_kind.takes_number()) {
                return Err("mod is understood over numbers only".to_owned());
            }
            Ok((format!("({a} % {b})"), Kind::Number))
        }
        _ => Err(format!(
            "the function {}({}) is not understood",
            shortened(name),
            if args.is_empty() { "" } else { "…" }
        )),
    }
}

/// This moment, as what is expected.
pub(super) fn now(printer: &mut Printer<'_>, expected: Kind) -> Printed {
    volatile(printer)?;
    match expected {
        Kind::Date(DateKind::Date) => {
            let bare = printer.to != Dialect::Mysql;
            Ok((
                if bare { "CURRENT_DATE" } else { "(CURRENT_DATE)" }.to_owned(),
                expected,
            ))
        }
        Kind::Date(DateKind::Time) => {
            let sql = match printer.to {
                Dialect::Postgres => "LOCALTIME",
                Dialect::Mysql => "(CURRENT_TIME)",
                Dialect::Sqlite => "CURRENT_TIME",
            };
            Ok((sql.to_owned(), expected))
        }
        Kind::Date(DateKind::Timestamp) | Kind::Unknown => {
            Ok(("CURRENT_TIMESTAMP".to_owned(), Kind::Date(DateKind::Timestamp)))
        }
        Kind::Text => match printer.to {
            Dialect::Sqlite => Ok(("CURRENT_TIMESTAMP".to_owned(), expected)),
            Dialect::Postgres => Ok(("(CURRENT_TIMESTAMP)::text".to_owned(), expected)),
            Dialect::Mysql => Ok(("(CAST(CURRENT_TIMESTAMP AS char))".to_owned(), expected)),
        },
        _ => Err("the field does not hold points in time".to_owned()),
    }
}

/// This moment, or its day, in UTC and in the very characters that SQLite gives.
fn now_as_text(printer: &mut Printer<'_>, only_day: bool) -> Printed {
    volatile(printer)?;
    let sql = match (printer.to, only_day) {
        (Dialect::Postgres, true) => "to_char(CURRENT_TIMESTAMP AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
        (Dialect::Postgres, false) => "to_char(CURRENT_TIMESTAMP AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')",
        (Dialect::Mysql, true) => "(CAST(utc_date() AS char))",
        (Dialect::Mysql, false) => "(CAST(utc_timestamp() AS char))",
        (Dialect::Sqlite, true) => "CURRENT_DATE",
        (Dialect::Sqlite, false) => "CURRENT_TIMESTAMP",
    };
    Ok((sql.to_owned(), Kind::Text))
}

fn random_uuid(printer: &mut Printer<'_>, expected: &Kind) -> Printed {
    volatile(printer)?;
    if !matches!(expected, Kind::Uuid | Kind::Text | Kind::Unknown) {
        return Err("the field does not hold UUIDs".to_owned());
    }
    let sql = match printer.to {
        Dialect::Postgres if *expected == Kind::Text => "(gen_random_uuid())::text",
        Dialect::Postgres => "gen_random_uuid()",
        Dialect::Mysql => "(uuid())",
        Dialect::Sqlite => {
            "(lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' \
             || substr('89ab', 1 + (abs(random()) % 4), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))))"
        }
    };
    Ok((sql.to_owned(), expected.clone()))
}

/// Text put end to end. PostgreSQL's concat takes nulls for empty; `||` and MySQL's concat do not.
pub(super) fn concat(printer: &mut Printer<'_>, args: &[&Expr]) -> Printed {
    let mut parts = Vec::with_capacity(args.len());
    for arg in args {
        let (sql, kind) = printer.operand(arg, &Kind::Text)?;
        if !matches!(kind, Kind::Text | Kind::Unknown | Kind::Number) {
            return Err("only text and numbers can be put end to end".to_owned());
        }
        if kind == Kind::Number && printer.to == Dialect::Postgres && printer.needs_constant() {
            return Err("a number may be written differently in another session".to_owned());
        }
        parts.push(sql);
    }
    let sql = match printer.to {
        Dialect::Mysql => format!("concat({})", parts.join(", ")),
        _ => format!("({})", parts.join(" || ")),
    };
    Ok((sql, Kind::Text))
}

fn extract(printer: &mut Printer<'_>, field: &DateTimeField, expr: &Expr) -> Printed {
    let word = field.to_string().to_ascii_lowercase();
    if !["year", "month", "day", "hour", "minute", "quarter"].contains(&word.as_str()) {
        return Err(format!("extracting the {} is not understood", shortened(&word)));
    }
    let (sql, kind) = printer.expr(expr, &Kind::Date(DateKind::Timestamp))?;
    if printer.to == Dialect::Postgres && printer.needs_constant() {
        return Err("what is extracted may depend on the session's time zone".to_owned());
    }
    if !matches!(kind, Kind::Date(_)) {
        return Err("EXTRACT is understood over dates and times only".to_owned());
    }
    match (printer.to, word.as_str()) {
        (Dialect::Sqlite, "quarter") => Err("SQLite has no quarters".to_owned()),
        (Dialect::Sqlite, _) => {
            let code = match word.as_str() {
                "year" => "%Y",
                "month" => "%m",
                "day" => "%d",
                "hour" => "%H",
                _ => "%M",
            };
            Ok((format!("CAST(strftime('{code}', {sql}) AS integer)"), Kind::Number))
        }
        _ => Ok((format!("EXTRACT({word} FROM {sql})"), Kind::Number)),
    }
}

fn same_kind(printer: &mut Printer<'_>, name: &str, args: &[&Expr], expected: &Kind) -> Printed {
    let mut gives = expected.clone();
    let mut parts = Vec::with_capacity(args.len());
    for arg in args {
        let (sql, kind) = printer.expr(arg, &gives)?;
        if !printer.fits(&kind, &gives) {
            return Err(format!("the arguments of {name} are of different types"));
        }
        if gives == Kind::Unknown {
            gives = kind;
        }
        parts.push(sql);
    }
    // With nothing but literals PostgreSQL takes all for text.
    let literals = args.iter().all(|arg| matches!(arg, Expr::Value(_)));
    if printer.to == Dialect::Postgres
        && literals
        && !matches!(gives, Kind::Text | Kind::Unknown | Kind::Number | Kind::Boolean)
    {
        return Err(format!("{name} over literals gives text"));
    }
    Ok((format!("{name}({})", parts.join(", ")), gives))
}

fn over_text(printer: &mut Printer<'_>, name: &str, args: &[&Expr], gives: Kind) -> Printed {
    let mut parts = Vec::with_capacity(args.len());
    for arg in args {
        let (sql, kind) = printer.expr(arg, &Kind::Text)?;
        text_only(printer, &kind)?;
        parts.push(sql);
    }
    Ok((format!("{name}({})", parts.join(", ")), gives))
}

fn over_numbers(printer: &mut Printer<'_>, name: &str, args: &[&Expr]) -> Printed {
    let mut parts = Vec::with_capacity(args.len());
    for arg in args {
        let (sql, kind) = printer.expr(arg, &Kind::Number)?;
        if !kind.takes_number() {
            return Err(format!("{name} is understood over numbers only"));
        }
        parts.push(sql);
    }
    Ok((format!("{name}({})", parts.join(", ")), Kind::Number))
}

fn text_only(printer: &Printer<'_>, kind: &Kind) -> Result<(), String> {
    if printer.fits(kind, &Kind::Text) {
        Ok(())
    } else {
        Err("a function of text is called with something else".to_owned())
    }
}

/// Refuses what changes from one moment to the next, where the engine would.
fn volatile(printer: &Printer<'_>) -> Result<(), String> {
    if printer.needs_constant() {
        Err("it would not always give the same for the same row".to_owned())
    } else {
        Ok(())
    }
}

fn is_now(expr: &Expr) -> bool {
    matches!(expr, Expr::Value(value) if value.value.clone().into_string().is_some_and(|t| t.eq_ignore_ascii_case("now")))
}
