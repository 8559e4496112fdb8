//! What PostgreSQL's types can hold.

use crate::dialect::Dialect::Postgres;
use crate::seed::native::Native;
use crate::seed::pool::{Pool, Series};
use crate::seed::value::Value;

/// The values of a built-in type; `None` where it is none that is known.
pub(crate) fn pool(native: &Native) -> Option<Pool> {
    let read = |make: fn(u64) -> String, extremes: &[&str]| Some(Pool::read(Postgres, make, extremes));
    match native.name.as_str() {
        "smallint" | "int2" => Some(Pool::integer(i16::MIN.into(), i16::MAX.into())),
        "integer" | "int" | "int4" => Some(Pool::integer(i32::MIN.into(), i32::MAX.into())),
        "bigint" | "int8" => Some(Pool::integer(i64::MIN.into(), i64::MAX.into())),
        "oid" | "xid" => Some(Pool::integer(1, u32::MAX.into())),
        "numeric" | "decimal" => Some(match native.number(0) {
            Some(precision) => Pool::decimal(precision, native.number(1).unwrap_or(0)),
            None => Pool::decimal(20, 6),
        }),
        "real" | "float4" => Some(floats(&["-3.4e38", "3.4e38", "0"])),
        "double precision" | "float8" | "float" => {
            let single = native.number(0).is_some_and(|bits| bits <= 24);
            let most = if single { "3.4e38" } else { "1.7976931348623157e308" };
            Some(floats(&[&format!("-{most}"), most, "0"]))
        }
        "money" => read(
            |n| format!("{}.25", n + 1),
            &["-92233720368547758.08", "92233720368547758.07"],
        ),
        "boolean" | "bool" => Some(Pool::boolean()),
        "character varying" | "varchar" => Some(Pool::text(Postgres, native.number(0), true)),
        "character" | "char" | "bpchar" => {
            let length = if native.name == "bpchar" {
                native.number(0)
            } else {
                Some(native.number(0).unwrap_or(1))
            };
            Some(Pool::text(Postgres, length, true))
        }
        "text" | "citext" => Some(Pool::text(Postgres, None, true)),
        "name" => Some(Pool::text(Postgres, Some(60), false)),
        "uuid" => read(
            |n| format!("0190a7c4-0000-7000-8000-{:012x}", n + 1),
            &[
                "00000000-0000-0000-0000-000000000000",
                "ffffffff-ffff-ffff-ffff-ffffffffffff",
            ],
        ),
        "json" | "jsonb" => read(
            |n| format!("{{\"n\": {n}}}"),
            &[
                "null",
                "{\"a\": [1, 2.5, null, true], \"é\": \"O'Brien 🚀\"}",
                "[]",
                "{}",
            ],
        ),
        "jsonpath" => read(|n| format!("$.a{n}"), &["$"]),
        "bytea" => Some(Pool::bytes(Postgres, 64, false)),
        "inet" => read(
            address,
            &[
                "0.0.0.0",
                "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                "10.1.2.3/8",
                "::1",
            ],
        ),
        "cidr" => read(|n| format!("{}/32", address(n)), &["0.0.0.0/0", "2001:db8::/32"]),
        "macaddr" => read(mac, &["00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff"]),
        "macaddr8" => read(|n| format!("{}:01:02", mac(n)), &["ff:ff:ff:ff:ff:ff:ff:ff"]),
        "bit" => Some(bits(native.number(0).unwrap_or(1), true)),
        "bit varying" | "varbit" => Some(bits(native.number(0).unwrap_or(16).min(64), false)),
        "tsvector" => read(|n| format!("'word{n}':1 'other':2A"), &["", "'O''Brien':1,3"]),
        "tsquery" => read(|n| format!("'word{n}' & !'other'"), &["'a' | 'b'"]),
        "xml" => read(|n| format!("<a n=\"{n}\">é</a>"), &["<a/>", "<a>O'Brien &amp; 🚀</a>"]),
        "pg_lsn" => read(|n| format!("0/{n:X}"), &["FFFFFFFF/FFFFFFFF"]),
        "regclass" | "regtype" | "regproc" => None,
        other => moment(other).or_else(|| range(other)).or_else(|| geometry(other)),
    }
}

fn moment(name: &str) -> Option<Pool> {
    let read = |make: fn(u64) -> String, extremes: &[&str]| Some(Pool::read(Postgres, make, extremes));
    match name {
        "date" => read(day, &["0001-01-01", "9999-12-31", "2024-02-29"]),
        "timestamp" | "timestamp without time zone" => read(
            |n| format!("{} 12:34:56", day(n)),
            &[
                "0001-01-01 00:00:00",
                "9999-12-31 23:59:59",
                "2024-02-29 00:00:00.123456",
            ],
        ),
        "timestamptz" | "timestamp with time zone" => read(
            |n| format!("{} 12:34:56+00", day(n)),
            &[
                "0001-01-02 00:00:00+00",
                "9999-12-30 23:59:59+00",
                "2024-02-29 00:00:00.123456+05:30",
            ],
        ),
        "time" | "time without time zone" => read(hour, &["00:00:00", "23:59:59"]),
        "timetz" | "time with time zone" => read(|n| format!("{}+00", hour(n)), &["00:00:00+14", "23:59:59-12"]),
        _ if name.starts_with("interval") => read(
            |n| format!("{} days", n + 1),
            &["-1 year -2 days", "178000000 years", "0", "1 mon 2 days 03:04:05.678"],
        ),
        _ => None,
    }
}

fn range(name: &str) -> Option<Pool> {
    let read = |make: fn(u64) -> String, extremes: &[&str]| Some(Pool::read(Postgres, make, extremes));
    match name {
        "int4range" | "int8range" => read(|n| format!("[{},{})", n * 10 + 1, n * 10 + 6), &["empty", "[-9,-5]"]),
        "numrange" => read(
            |n| format!("[{}.5,{}.5)", n * 10 + 1, n * 10 + 6),
            &["empty", "[-9,-5]"],
        ),
        "daterange" => read(
            |n| format!("[{},{})", day(n * 3), day(n * 3 + 2)),
            &["empty", "[1999-01-01,1999-01-02]"],
        ),
        "tsrange" | "tstzrange" => read(
            |n| format!("[\"{} 10:00:00\",\"{} 11:00:00\")", day(n), day(n)),
            &["empty", "[\"1999-01-01 00:00:00\",\"1999-01-02 00:00:00\")"],
        ),
        "int4multirange" | "int8multirange" | "nummultirange" => read(
            |n| format!("{{[{},{})}}", n * 10 + 1, n * 10 + 6),
            &["{}", "{[1,2),[5,9)}"],
        ),
        "datemultirange" => read(|n| format!("{{[{},{})}}", day(n * 3), day(n * 3 + 2)), &["{}"]),
        "tsmultirange" | "tstzmultirange" => read(|n| format!("{{[{},{})}}", day(n * 3), day(n * 3 + 2)), &["{}"]),
        _ => None,
    }
}

fn geometry(name: &str) -> Option<Pool> {
    let read = |make: fn(u64) -> String, extremes: &[&str]| Some(Pool::read(Postgres, make, extremes));
    match name {
        "point" => read(|n| format!("({n},1.5)"), &["(0,0)", "(-1e10,1e10)"]),
        "line" => read(|n| format!("{{1,-1,{n}}}"), &["{0,1,0}"]),
        "lseg" => read(|n| format!("[(0,0),({},1)]", n + 1), &["[(0,0),(0,0)]"]),
        "box" => read(|n| format!("({},1),(0,0)", n + 1), &["(0,0),(0,0)"]),
        "path" => read(|n| format!("[(0,0),({},1)]", n + 1), &["((0,0),(1,1),(2,0))"]),
        "polygon" => read(|n| format!("((0,0),({},1),(2,0))", n + 1), &["((0,0))"]),
        "circle" => read(|n| format!("<(0,0),{}>", n + 1), &["<(0,0),0>"]),
        "hstore" => read(|n| format!("a=>{n}"), &["", "\"é\"=>NULL"]),
        "ltree" => read(|n| format!("top.n{n}"), &["", "a.b.c"]),
        "vector" => None,
        _ => None,
    }
}

fn floats(extremes: &[&str]) -> Pool {
    let extremes = extremes.iter().map(|digits| Value::number(*digits)).collect();
    Pool::new(Series::Float, extremes)
}

fn bits(count: usize, fixed: bool) -> Pool {
    let mut extremes = vec![
        Value::text(Postgres, "0".repeat(count)),
        Value::text(Postgres, "1".repeat(count)),
    ];
    if !fixed {
        extremes.push(Value::text(Postgres, ""));
    }
    let series = Series::Bits { count, literal: false };
    Pool::new(series, extremes)
}

fn address(n: u64) -> String {
    format!("10.{}.{}.{}", n / 65_536 % 256, n / 256 % 256, n % 256)
}

fn mac(n: u64) -> String {
    format!(
        "08:00:2b:{:02x}:{:02x}:{:02x}",
        n / 65_536 % 256,
        n / 256 % 256,
        n % 256
    )
}

fn hour(n: u64) -> String {
    format!("{:02}:{:02}:{:02}", n / 3600 % 24, n / 60 % 60, n % 60)
}

/// Days of 2024, one after the other, and then of the years after.
fn day(n: u64) -> String {
    crate::seed::pool::day(n)
}
