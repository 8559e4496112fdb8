//! What MySQL's types can hold.

use crate::dialect::Dialect::Mysql;
use crate::seed::native::Native;
use crate::seed::pool::{Pool, Series, day};
use crate::seed::value::Value;

/// The values of a type; `None` where it is none that is known.
pub(crate) fn pool(native: &Native) -> Option<Pool> {
    let read = |make: fn(u64) -> String, extremes: &[&str]| Some(Pool::read(Mysql, make, extremes));
    let unicode = native.charset.as_deref().is_none_or(|name| name == "utf8mb4");
    let length = native.number(0);
    match native.name.as_str() {
        "tinyint" if length == Some(1) && !native.unsigned => Some(Pool::new(
            Series::Integer { first: 0, last: 1 },
            numbers(&["0", "1", "-128", "127"]),
        )),
        "tinyint" => Some(integer(native, 8)),
        "boolean" | "bool" => Some(Pool::new(Series::Integer { first: 0, last: 1 }, numbers(&["0", "1"]))),
        "smallint" => Some(integer(native, 16)),
        "mediumint" => Some(integer(native, 24)),
        "int" | "integer" => Some(integer(native, 32)),
        "bigint" => Some(integer(native, 64)),
        "serial" => Some(Pool::integer(1, u64::MAX.into())),
        "decimal" | "dec" | "numeric" | "fixed" => {
            let mut pool = Pool::decimal(length.unwrap_or(10), native.number(1).unwrap_or(0));
            if native.unsigned {
                pool.extremes.remove(0);
                pool.extremes.reverse();
            }
            Some(pool)
        }
        "float" | "real" | "double" | "double precision" => Some(float(native)),
        "bit" => Some(bits(length.unwrap_or(1))),
        "char" | "character" | "nchar" | "char byte" => Some(Pool::text(Mysql, Some(length.unwrap_or(1)), unicode)),
        "char binary" | "varchar binary" | "varchar" | "character varying" | "nvarchar" => {
            Some(Pool::text(Mysql, length, unicode))
        }
        "tinytext" => Some(Pool::text(Mysql, Some(60), unicode)),
        "text" | "mediumtext" | "longtext" | "long" | "long varchar" => Some(Pool::text(Mysql, None, unicode)),
        "binary" => Some(Pool::bytes(Mysql, length.unwrap_or(1), true)),
        "varbinary" => Some(Pool::bytes(Mysql, length.unwrap_or(64), false)),
        "tinyblob" | "blob" | "mediumblob" | "longblob" => Some(Pool::bytes(Mysql, 64, false)),
        "enum" => Some(Pool::listed(labels(native))),
        "set" => {
            let mut pool = Pool::listed(labels(native));
            pool.extremes = vec![Value::text(Mysql, ""), Value::text(Mysql, native.arguments.join(","))];
            Some(pool)
        }
        "date" => read(day, &["1000-01-01", "9999-12-31", "2024-02-29"]),
        "datetime" => read(
            |n| format!("{} 12:34:56", day(n)),
            &["1000-01-01 00:00:00", "9999-12-31 23:59:59", "2024-02-29 00:00:00"],
        ),
        // Away from its ends, so that no time zone of a session matters.
        "timestamp" => read(
            |n| format!("{} 12:34:56", day(n)),
            &["1970-01-02 00:00:01", "2038-01-18 03:14:07"],
        ),
        "time" => read(
            |n| format!("{:02}:{:02}:{:02}", n / 3600 % 24, n / 60 % 60, n % 60),
            &["-838:59:59", "838:59:59", "00:00:00"],
        ),
        "year" => Some(Pool::new(
            Series::Integer {
                first: 1990,
                last: 2155,
            },
            numbers(&["1901", "2155"]),
        )),
        "json" => read(
            |n| format!("{{\"n\": {n}}}"),
            &["null", "{\"a\": [1, 2.5, null, true], \"é\": \"O'Brien\"}", "[]"],
        ),
        "uuid" => read(
            |n| format!("0190a7c4-0000-7000-8000-{:012x}", n + 1),
            &[
                "00000000-0000-0000-0000-000000000000",
                "ffffffff-ffff-ffff-ffff-ffffffffffff",
            ],
        ),
        "inet4" => read(
            |n| format!("10.0.{}.{}", n / 256 % 256, n % 256),
            &["0.0.0.0", "255.255.255.255"],
        ),
        "inet6" => read(
            |n| format!("::{:x}", n + 1),
            &["::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
        ),
        other => spatial(other),
    }
}

fn spatial(name: &str) -> Option<Pool> {
    let make: fn(u64) -> String = match name {
        "point" | "geometry" => |n| format!("ST_GeomFromText('POINT({n} 1.5)')"),
        "linestring" => |n| format!("ST_GeomFromText('LINESTRING(0 0,{} 1)')", n + 1),
        "polygon" => |n| format!("ST_GeomFromText('POLYGON((0 0,{} 0,1 1,0 0))')", n + 1),
        "multipoint" => |n| format!("ST_GeomFromText('MULTIPOINT({n} 0,1 1)')"),
        "multilinestring" => |n| format!("ST_GeomFromText('MULTILINESTRING((0 0,{} 1))')", n + 1),
        "multipolygon" => |n| format!("ST_GeomFromText('MULTIPOLYGON(((0 0,{} 0,1 1,0 0)))')", n + 1),
        "geometrycollection" | "geomcollection" => |n| format!("ST_GeomFromText('GEOMETRYCOLLECTION(POINT({n} 1))')"),
        _ => return None,
    };
    Some(Pool::raw(make, &[]))
}

fn integer(native: &Native, bits: u32) -> Pool {
    if native.unsigned {
        Pool::integer(0, (1_i128 << bits) - 1)
    } else {
        Pool::integer(-(1_i128 << (bits - 1)), (1_i128 << (bits - 1)) - 1)
    }
}

fn float(native: &Native) -> Pool {
    if let (Some(precision), Some(scale)) = (native.number(0), native.number(1)) {
        return Pool::decimal(precision, scale);
    }
    let most = if native.name == "float" {
        "3.4e38"
    } else {
        "1.7976931348623157e308"
    };
    let least = if native.unsigned {
        "0".to_owned()
    } else {
        format!("-{most}")
    };
    Pool::new(Series::Float, numbers(&[&least, most, "0"]))
}

fn bits(count: usize) -> Pool {
    let bits = |digit: &str| Value::raw(format!("b'{}'", digit.repeat(count)));
    Pool::new(Series::Bits { count, literal: true }, vec![bits("0"), bits("1")])
}

fn numbers(digits: &[&str]) -> Vec<Value> {
    digits.iter().map(|digits| Value::number(*digits)).collect()
}

fn labels(native: &Native) -> Vec<Value> {
    native
        .arguments
        .iter()
        .map(|label| Value::text(Mysql, label.as_str()))
        .collect()
}
