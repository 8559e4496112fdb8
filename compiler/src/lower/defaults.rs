//! Defaults, and what an update sets.

use super::Lowering;
use crate::design::{Field, NumberKind, TypeFamily};
use crate::dialect::Dialect;
use crate::expression::lex::{Token, tokens};
use crate::expression::{Kind, Place, Scope, Translated, translate_in};

/// The field's default and its ON UPDATE.
pub(super) fn lower(lowering: &mut Lowering<'_>, field: &Field, subject: &str, at: usize) {
    default(lowering, field, subject, at);
    on_update(lowering, field, subject, at);
}

/// Whether the field's table may have its column from another one, too.
fn inherits(lowering: &Lowering<'_>, field: &Field) -> bool {
    let table = lowering.design.table(field.table_id);
    let options = table.and_then(|t| t.native_options.get(&lowering.dialect));
    lowering.dialect == Dialect::Postgres
        && options
            .and_then(|o| o.get(..8))
            .is_some_and(|o| o.eq_ignore_ascii_case("inherits"))
}

fn default(lowering: &mut Lowering<'_>, field: &Field, subject: &str, at: usize) {
    let Some(wanted) = &field.default_value else { return };
    // No default and a default of null are the same; some engines refuse the latter on a required column.
    let says_null = wanted.sql.trim().eq_ignore_ascii_case("null");
    let placed = lowering.columns[&field.id].clone();
    if says_null && lowering.dialect != Dialect::Sqlite {
        // But one of null keeps off that of a parent.
        if inherits(lowering, field) {
            lowering.schema.tables[at].columns[placed.column].default = Some("NULL".to_owned());
        }
        return;
    }
    let column = &lowering.schema.tables[at].columns[placed.column];
    if column.identity.is_some() && is_from_sequence(field, lowering.dialect) {
        let message = format!(
            "{subject} is numbered by {} itself instead of by a sequence",
            lowering.dialect
        );
        lowering.info("sequence-as-identity", subject, field.id, message);
        return;
    }
    if column.identity.is_some() || column.generated.is_some() {
        let because = if column.identity.is_some() {
            "numbered"
        } else {
            "computed"
        };
        lowering.warn(
            "default-left-out",
            subject,
            field.id,
            format!("the default of {subject} is left out: it is {because}"),
        );
        return;
    }
    let scope = Scope {
        place: Place::Default,
        column: None,
        expects: &placed.kind,
    };
    let native = column.native_type.clone();
    let translated = translate_in(wanted, lowering.dialect, scope);
    let refused = match &translated {
        Translated::Sql { sql, .. } => out_of_range(field, sql, &native, lowering.dialect).or_else(|| {
            let collation = column.collation.as_deref();
            let own = lowering.is_from_mysql && wanted.dialect.is_none();
            let options = lowering.design.table(field.table_id);
            let options = options.and_then(|t| t.native_options.get(&Dialect::Mysql));
            let unicode = options
                .and_then(|options| super::options::charset(options))
                .is_some_and(|charset| charset.starts_with("utf8"));
            not_in_charset(sql, collation.or((own && !unicode).then_some("the_server")))
        }),
        Translated::Impossible(why) => Some(why.clone()),
    };
    if let Some(why) = refused {
        let shown: String = wanted.sql.chars().take(60).collect();
        let message = format!(
            "the default {shown} of {subject} is left out on {}: {why}",
            lowering.dialect
        );
        lowering.error("default-left-out", subject, field.id, message);
        return;
    }
    let Translated::Sql { sql, note, .. } = translated else {
        return;
    };
    if sql == "NULL" && lowering.dialect != Dialect::Sqlite {
        return;
    }
    let sql = match lowering.dialect {
        Dialect::Mysql => with_precision(&sql, &native),
        Dialect::Postgres => without_enum_cast(sql, &placed.kind),
        _ => sql,
    };
    if let Some(note) = note {
        lowering.warn(
            "expression-differs",
            subject,
            field.id,
            format!("the default of {subject} differs: {note}"),
        );
    }
    lowering.schema.tables[at].columns[placed.column].default = Some(sql);
}

/// Whether the default is the next number of a sequence.
pub(super) fn is_from_sequence(field: &Field, dialect: Dialect) -> bool {
    field
        .default_value
        .as_ref()
        .filter(|default| dialect != Dialect::Mysql || default.dialect != Some(dialect))
        .and_then(|default| default.sql.trim().get(..8))
        .is_some_and(|start| start.eq_ignore_ascii_case("nextval("))
}

fn on_update(lowering: &mut Lowering<'_>, field: &Field, subject: &str, at: usize) {
    let Some(wanted) = &field.on_update else { return };
    let placed = lowering.columns[&field.id].clone();
    let native = lowering.schema.tables[at].columns[placed.column]
        .native_type
        .to_ascii_lowercase();
    let moment = wanted.sql.trim().to_ascii_lowercase();
    let moment =
        moment.starts_with("current_timestamp") || moment.starts_with("now(") || moment.starts_with("localtimestamp");
    let takes = native.starts_with("datetime") || native.starts_with("timestamp");
    if lowering.dialect == Dialect::Mysql && moment && takes {
        lowering.schema.tables[at].columns[placed.column].on_update =
            Some(with_precision("CURRENT_TIMESTAMP", &native));
        return;
    }
    let message = format!(
        "{subject} is not set by updates on {}: that takes MySQL, a timestamp and CURRENT_TIMESTAMP, or a trigger",
        lowering.dialect
    );
    lowering.warn("on-update-left-out", subject, field.id, message);
}

/// MySQL wants the same precision of the moment as of the column.
fn with_precision(sql: &str, native: &str) -> String {
    let native = native.to_ascii_lowercase();
    if !(native.starts_with("datetime") || native.starts_with("timestamp")) {
        return sql.to_owned();
    }
    let digits = native
        .split_once('(')
        .and_then(|(_, rest)| rest.split(')').next())
        .filter(|digits| *digits != "0");
    let bare = sql.trim().to_ascii_lowercase();
    if let ("(utc_timestamp())", Some(digits)) = (bare.as_str(), digits) {
        return format!("(utc_timestamp({digits}))");
    }
    let bare = bare.split('(').next().unwrap_or_default();
    if !matches!(bare, "current_timestamp" | "now" | "localtimestamp" | "localtime") {
        return sql.to_owned();
    }
    match digits {
        Some(digits) => format!("CURRENT_TIMESTAMP({digits})"),
        _ => "CURRENT_TIMESTAMP".to_owned(),
    }
}

/// A literal of an enum without its cast: the column's type says the same, and goes with the enum's name.
fn without_enum_cast(sql: String, kind: &Kind) -> String {
    match (kind, sql.rsplit_once("'::")) {
        (Kind::Enum(_), Some((literal, name))) if literal.starts_with('\'') && !name.contains(['\'', '[', '(']) => {
            format!("{literal}'")
        }
        _ => sql,
    }
}

/// Why a literal does not fit the column, where the engine would refuse to make such a column.
fn out_of_range(field: &Field, sql: &str, native: &str, dialect: Dialect) -> Option<String> {
    if dialect == Dialect::Sqlite {
        return None;
    }
    match &field.field_type.family {
        TypeFamily::Text(config) => {
            let length = config
                .length
                .or(config.fixed.then_some(1))
                .or_else(|| declared_length(native))?;
            // What SQLite's moments become: PostgreSQL takes the default, and then refuses the rows.
            let given = match sql.trim_matches(['(', ')']) {
                "to_char(CURRENT_TIMESTAMP AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'" => 19,
                "to_char(CURRENT_TIMESTAMP AT TIME ZONE 'UTC', 'YYYY-MM-DD'" => 10,
                _ => 0,
            };
            if given > length {
                return Some(format!("it is longer than {length} characters"));
            }
            let tokens = tokens(sql, dialect).ok()?;
            let mut characters = 0;
            for token in &tokens {
                match token {
                    Token::Text(text) => characters += text.chars().count(),
                    // It gives more than it says.
                    Token::Word(word) if dialect == Dialect::Mysql && word.eq_ignore_ascii_case("uuid") => {
                        characters += 36
                    }
                    Token::Word(word)
                        if dialect == Dialect::Mysql && word.eq_ignore_ascii_case("current_timestamp") =>
                    {
                        characters += 26;
                    }
                    Token::Word(word) if dialect == Dialect::Mysql && word.eq_ignore_ascii_case("utc_timestamp") => {
                        characters += 19;
                    }
                    Token::Word(word) if dialect == Dialect::Mysql && word.eq_ignore_ascii_case("utc_date") => {
                        characters += 10;
                    }
                    _ => {}
                }
            }
            let counts = tokens.len() == 1 || dialect == Dialect::Mysql;
            (counts && characters > length as usize).then(|| format!("it is longer than {length} characters"))
        }
        TypeFamily::Binary(config) if dialect == Dialect::Mysql => {
            let length = config.length.or(config.fixed.then_some(1))?;
            let bytes: usize = tokens(sql, dialect)
                .ok()?
                .iter()
                .map(|t| if let Token::Text(text) = t { text.len() } else { 0 })
                .sum();
            (bytes > length as usize).then(|| format!("it is longer than {length} bytes"))
        }
        TypeFamily::Number(config) => {
            let bounds = decimal_bounds(native);
            let plain = sql.trim_matches(['\'', '(', ')']);
            let Ok(value) = plain.parse::<f64>() else {
                let fraction = dialect == Dialect::Mysql && bounds.is_some_and(|(digits, scale)| digits <= scale);
                return fraction.then(|| "it may be out of the type's range".to_owned());
            };
            if config.unsigned && value < 0.0 && dialect == Dialect::Mysql {
                return Some("it is negative".to_owned());
            }
            match config.effective_kind() {
                // Exactly where it can be: the greatest whole numbers are not told apart otherwise.
                NumberKind::Integer
                    if sql.trim_matches(['\'', '(', ')']).parse::<i64>().is_ok() && config.width == Some(64) =>
                {
                    None
                }
                NumberKind::Integer => {
                    let bits = i32::from(config.width.unwrap_or(32)) - i32::from(!config.unsigned);
                    let beyond = match plain.parse::<i128>() {
                        Ok(whole) => {
                            whole.unsigned_abs() >> bits.clamp(0, 127) != 0 && whole != -(1i128 << bits.clamp(0, 126))
                        }
                        Err(_) => value.abs() >= 2f64.powi(bits),
                    };
                    beyond.then(|| "it is out of the type's range".to_owned())
                }
                NumberKind::Decimal => {
                    let (digits, scale) = bounds?;
                    (value.abs() >= 10f64.powi(digits - scale)).then(|| "it is out of the type's range".to_owned())
                }
                NumberKind::Float => None,
            }
        }
        _ => None,
    }
}

/// Why a literal cannot be written in the column's character set.
fn not_in_charset(sql: &str, collation: Option<&str>) -> Option<String> {
    let collation = collation?;
    let narrow = collation.contains('_') && !collation.starts_with("utf8mb4") && !sql.is_ascii();
    narrow.then(|| format!("it may not be in the character set of {collation}"))
}

/// The digits of a decimal, in all and after the point, as the engine has them.
fn decimal_bounds(native: &str) -> Option<(i32, i32)> {
    let (name, rest) = native.split_once('(')?;
    if !matches!(name.trim().to_ascii_lowercase().as_str(), "decimal" | "numeric") {
        return None;
    }
    let (digits, scale) = rest
        .split(')')
        .next()?
        .split_once(',')
        .unwrap_or((rest.split(')').next()?, "0"));
    Some((digits.trim().parse().ok()?, scale.trim().parse().ok()?))
}

fn declared_length(native: &str) -> Option<u32> {
    let (name, rest) = native.split_once('(')?;
    if !name.to_ascii_lowercase().contains("char") {
        return None;
    }
    rest.split(')').next()?.trim().parse().ok()
}
