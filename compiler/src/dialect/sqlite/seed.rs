//! What SQLite's types can hold: anything, in a table that is not STRICT; what people mean by them.

use crate::dialect::Dialect::Sqlite;
use crate::seed::native::Native;
use crate::seed::pool::{Pool, Series, day};
use crate::seed::value::Value;

/// The values of a type by its affinity, and what is odd about it.
pub(crate) fn pool(native: &Native) -> Option<Pool> {
    let name = native.name.to_ascii_lowercase();
    let has = |part: &str| name.contains(part);
    let length = native.number(0);
    Some(if has("bool") {
        Pool::new(
            Series::Integer { first: 0, last: 1 },
            vec![Value::number("0"), Value::number("1")],
        )
    } else if has("int") {
        let mut pool = Pool::integer(i64::MIN.into(), i64::MAX.into());
        pool.extremes.push(Value::number("1.5"));
        pool.extremes.push(Value::text(Sqlite, "not a number"));
        pool
    } else if has("char") || has("clob") || has("text") {
        Pool::text(Sqlite, length, true)
    } else if has("blob") || name.is_empty() {
        let mut pool = Pool::bytes(Sqlite, 64, false);
        pool.extremes.push(Value::text(Sqlite, "text in a blob é"));
        pool
    } else if has("real") || has("floa") || has("doub") {
        let extremes = ["-1.7976931348623157e308", "1.7976931348623157e308", "0"];
        let extremes = extremes.iter().map(|digits| Value::number(*digits)).collect();
        Pool::new(Series::Float, extremes)
    } else if has("datetime") || has("timestamp") {
        Pool::read(
            Sqlite,
            |n| format!("{} 12:34:56", day(n)),
            &["0001-01-01 00:00:00", "9999-12-31 23:59:59"],
        )
    } else if has("date") {
        Pool::read(Sqlite, day, &["0001-01-01", "9999-12-31"])
    } else if has("time") {
        Pool::read(
            Sqlite,
            |n| format!("{:02}:{:02}:{:02}", n / 3600 % 24, n / 60 % 60, n % 60),
            &["00:00:00", "23:59:59"],
        )
    } else if has("json") {
        Pool::read(Sqlite, |n| format!("{{\"n\":{n}}}"), &["null", "[]"])
    } else if has("uuid") {
        Pool::read(Sqlite, |n| format!("0190a7c4-0000-7000-8000-{:012x}", n + 1), &[])
    } else if has("any") {
        Pool::text(Sqlite, None, true)
    } else {
        // 15 digits are what a REAL keeps.
        Pool::decimal(length.unwrap_or(10).min(15), native.number(1).unwrap_or(2))
    })
}
