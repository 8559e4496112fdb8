use super::{Translated, check, check_native_expression, translate};
use crate::design::SqlExpression;
use crate::dialect::Dialect::{self, Mysql, Postgres, Sqlite};

fn sql(from: Option<Dialect>, text: &str, to: Dialect) -> String {
    let expression = SqlExpression {
        sql: text.to_owned(),
        dialect: from,
    };
    match translate(&expression, to) {
        Translated::Sql { sql, .. } => sql,
        Translated::Impossible(why) => format!("! {why}"),
    }
}

#[test]
fn only_one_harmless_expression_passes() {
    for good in [
        "1",
        "'it''s'",
        "a > 0 AND b IS NOT NULL",
        "now()",
        "coalesce(a, 'x')",
        "-1.5",
        "status IN ('a', 'b')",
    ] {
        assert_eq!(check(good), Ok(()), "{good}");
    }
    for bad in [
        "",
        " ",
        "1; drop table x",
        "1) ; (2",
        "1, 2",
        "1 -- x",
        "1 /* x",
        "'open",
        "a b c",
        "'\\'; drop table x; -- '",
        "1\0",
        "(1",
        "1 # x",
        "x) CHECK (y",
    ] {
        assert!(check(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn the_shared_subset_is_said_in_each_engines_words() {
    for (from, text, [postgres, mysql, sqlite]) in [
        (
            None,
            "now()",
            [
                "CURRENT_TIMESTAMP",
                "! it would not always give the same for the same row",
                "! it would not always give the same for the same row",
            ],
        ),
        (
            None,
            "a || '-' || b",
            ["(a || '-' || b)", "concat(`a`, '-', `b`)", "(a || '-' || b)"],
        ),
        (
            None,
            "price > 0 AND (qty IS NULL OR qty >= 1)",
            [
                "price > 0 AND (qty IS NULL OR qty >= 1)",
                "`price` > 0 AND (`qty` IS NULL OR `qty` >= 1)",
                "price > 0 AND (qty IS NULL OR qty >= 1)",
            ],
        ),
        (
            Some(Postgres),
            "(status)::text = ANY ((ARRAY['a'::character varying, 'b\\c'::character varying])::text[])",
            [
                "(status)::text = ANY ((ARRAY['a'::character varying, 'b\\c'::character varying])::text[])",
                "CAST(`status` AS char) IN ('a', 'b\\\\c')",
                "CAST(status AS text) IN ('a', 'b\\c')",
            ],
        ),
        (
            Some(Mysql),
            "`a` <=> 1",
            ["a IS NOT DISTINCT FROM 1", "`a` <=> 1", "a IS 1"],
        ),
        (Some(Mysql), "'it\\'s'", ["'it''s'", "'it\\'s'", "'it''s'"]),
        (
            None,
            "pg_sleep(10)",
            [
                "! the function pg_sleep(…) is not understood",
                "! the function pg_sleep(…) is not understood",
                "! the function pg_sleep(…) is not understood",
            ],
        ),
    ] {
        assert_eq!(sql(from, text, Postgres), postgres, "{text}");
        assert_eq!(sql(from, text, Mysql), mysql, "{text}");
        assert_eq!(sql(from, text, Sqlite), sqlite, "{text}");
    }
}

#[test]
fn deep_and_long_expressions_are_refused_not_overflowed() {
    for text in [
        "(".repeat(50_000) + "1" + &")".repeat(50_000),
        vec!["1"; 50_000].join(" + "),
        "NOT ".repeat(50_000) + "a",
    ] {
        for to in Dialect::ALL {
            assert!(sql(None, &text, to).starts_with('!'));
        }
        assert!(check(&text).is_err());
    }
}

#[test]
fn only_one_expression_of_an_engines_own_passes() {
    let long = vec!["a"; 200].join(" || ");
    for (dialect, good) in [
        (
            Postgres,
            "(status)::text = ANY ((ARRAY['a'::character varying])::text[])",
        ),
        (Postgres, "data ? 'key' AND data @> '{}' AND words @@ to_tsquery('x')"),
        (Postgres, "nextval('a_seq'::regclass)"),
        (Postgres, "$$it's$$ || E'\\n'"),
        (Postgres, "items[1:2]"),
        (Postgres, "name COLLATE \"C\" > ''"),
        (Postgres, "(ROW(1, 2)).f1"),
        (Postgres, "EXTRACT(year FROM at) > 2000"),
        (Postgres, long.as_str()),
        (Mysql, "concat(`a`, _utf8mb4'b', \"c\")"),
        (Mysql, "CURRENT_TIMESTAMP(6)"),
        (Mysql, "json_extract(`a`, '$.b') <=> 1"),
        (Mysql, "(`at` + interval 1 day)"),
        (Sqlite, "a GLOB '[0-9]*' AND [b] IS NOT NULL"),
        (Sqlite, "strftime('%s', 'now')"),
    ] {
        assert_eq!(check_native_expression(good, dialect), Ok(()), "{dialect}: {good}");
    }
    for bad in [
        "1 PRIMARY KEY",
        "1 AS x",
        "1 x",
        "1 REFERENCES canary",
        "1 NOT NULL REFERENCES canary (id)",
        "DEFAULT 1",
        "DEFAULT",
        "CHECK (a)",
        "SELECT 1",
        "1 FROM x",
        "1 WHERE true",
        "DISTINCT 1",
        "1 ORDER BY 1",
        "$1",
        ":a",
        "@@x",
        "a = $1",
        "`",
        "1) + (2",
        "*",
    ] {
        for dialect in Dialect::ALL {
            assert!(check_native_expression(bad, dialect).is_err(), "{dialect}: {bad}");
        }
        assert!(check(bad).is_err(), "{bad}");
    }
    for bad in ["$$a$$", "?", "a = ?", "@x", "a = :b"] {
        assert!(check_native_expression(bad, Mysql).is_err(), "{bad}");
        assert!(check_native_expression(bad, Sqlite).is_err(), "{bad}");
    }
    for bad in ["?", "a = ?", "@x", "a = :b"] {
        assert!(check(bad).is_err(), "{bad}");
    }
    for deep in [
        "NOT ".repeat(1_990) + "a",
        "- ".repeat(1_990) + "a",
        "(".repeat(990) + "1" + &")".repeat(990),
    ] {
        for dialect in Dialect::ALL {
            // Either is fine; it must come back.
            let _ = check_native_expression(&deep, dialect);
        }
    }
}
