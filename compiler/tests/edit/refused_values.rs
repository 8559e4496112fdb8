//! Refused: types that contradict themselves, SQL that does not stay in its place.

use crate::shop::{
    Case, constraint, defaulting, e, field_with, index, neutral, new_enum, new_object, of, table, text, typed,
};
use std::collections::BTreeMap;
use tablewright_compiler::design::{
    ArrayConfig, BinaryConfig, ConstraintKind, DateConfig, DateKind, EnumConfig, FieldType, NumberConfig, NumberKind,
    SqlExpression, TextConfig, TypeFamily,
};
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::edit::Rule;

pub(super) fn types() -> Vec<Case> {
    let path = "edits[0].createField.config";
    let integer = |width| {
        let config = NumberConfig {
            kind: Some(NumberKind::Integer),
            width: Some(width),
            ..NumberConfig::default()
        };
        typed(of(TypeFamily::Number(config)))
    };
    let decimal = |precision, scale| {
        typed(of(TypeFamily::Number(NumberConfig {
            precision,
            scale,
            ..NumberConfig::default()
        })))
    };
    let date = |kind, with_time_zone, precision| {
        typed(of(TypeFamily::Date(DateConfig {
            kind: Some(kind),
            with_time_zone,
            precision,
        })))
    };
    let array = |element: FieldType, dimensions| {
        typed(of(TypeFamily::Array(ArrayConfig {
            element: Box::new(element),
            dimensions,
        })))
    };
    let nested = of(TypeFamily::Array(ArrayConfig {
        element: Box::new(text()),
        dimensions: 1,
    }));
    let empty = of(TypeFamily::Text(TextConfig {
        length: Some(0),
        ..TextConfig::default()
    }));
    let no_bytes = of(TypeFamily::Binary(BinaryConfig {
        length: Some(0),
        fixed: false,
    }));
    let enums = |enum_id, values: Option<&[&str]>| {
        let values = values.map(|v| v.iter().map(|v| (*v).to_owned()).collect());
        typed(of(TypeFamily::Enum(EnumConfig { enum_id, values })))
    };
    let native = |sql: &str| {
        let native = BTreeMap::from([(Dialect::Postgres, sql.to_owned())]);
        typed(FieldType {
            family: TypeFamily::Native,
            native,
        })
    };
    let long = "v".repeat(256);
    vec![
        (typed(empty.clone()), Rule::TypeInvalid, path, "at least 1"),
        (typed(no_bytes), Rule::TypeInvalid, path, "at least 1"),
        (array(empty, 1), Rule::TypeInvalid, path, "at least 1"),
        (integer(12), Rule::TypeInvalid, path, "8, 16, 24, 32 or 64"),
        (decimal(Some(0), None), Rule::TypeInvalid, path, "1 to 1000"),
        (decimal(Some(1001), None), Rule::TypeInvalid, path, "1 to 1000"),
        (decimal(Some(4), Some(5)), Rule::TypeInvalid, path, "0 to the precision"),
        (
            decimal(Some(4), Some(-1)),
            Rule::TypeInvalid,
            path,
            "0 to the precision",
        ),
        (decimal(None, Some(2)), Rule::TypeInvalid, path, "needs a precision"),
        (
            date(DateKind::Timestamp, true, Some(7)),
            Rule::TypeInvalid,
            path,
            "0 to 6",
        ),
        (
            date(DateKind::Date, false, Some(3)),
            Rule::TypeInvalid,
            path,
            "no precision",
        ),
        (date(DateKind::Date, true, None), Rule::TypeInvalid, path, "time zone"),
        (array(nested, 1), Rule::TypeInvalid, path, "cannot be an ARRAY"),
        (array(text(), 0), Rule::TypeInvalid, path, "1 to 6"),
        (typed(of(TypeFamily::Native)), Rule::TypeInvalid, path, "config.native"),
        (
            native("money); DROP TABLE x; --"),
            Rule::TypeInvalid,
            path,
            "closes nothing",
        ),
        (native(" "), Rule::TypeInvalid, path, "is empty"),
        (enums(None, None), Rule::TypeInvalid, path, "either enumId or values"),
        (enums(Some(e(1)), Some(&["a"])), Rule::TypeInvalid, path, "not both"),
        (enums(Some(e(9)), None), Rule::UnknownElement, path, "no enum"),
        (enums(None, Some(&[])), Rule::EnumValuesInvalid, path, "at least one"),
        (
            enums(None, Some(&["a", "a"])),
            Rule::EnumValuesInvalid,
            path,
            "there twice",
        ),
        (enums(None, Some(&[""])), Rule::EnumValuesInvalid, path, "empty"),
        (
            enums(None, Some(&[&long])),
            Rule::EnumValuesInvalid,
            path,
            "longer than 255",
        ),
        (
            vec![new_enum(9, "n", &["a\0"])],
            Rule::EnumValuesInvalid,
            "edits[0].createEnum.values",
            "NUL",
        ),
    ]
}

pub(super) fn sql() -> Vec<Case> {
    let path = "edits[0].createField.defaultValue";
    let option = |dialect, sql: &str| {
        vec![table(1, |edit| {
            edit.native_options = Some(BTreeMap::from([(dialect, sql.to_owned())]))
        })]
    };
    let native = |sql: &str, dialect| field_with(|edit| edit.default_value = Some(SqlExpression::native(sql, dialect)));
    let object = |sql: &str, part| {
        let edits = new_object(|object| object.sql = sql.to_owned());
        (edits, Rule::SqlInvalid, "edits[0].createObject.sql", part)
    };
    let check = |sql: &str| {
        constraint(ConstraintKind::Check {
            expression: neutral(sql),
        })
    };
    vec![
        (defaulting(" "), Rule::SqlInvalid, path, "is empty"),
        (
            defaulting(&"1".repeat(10_001)),
            Rule::SqlInvalid,
            path,
            "longer than 10000",
        ),
        (defaulting("1\0"), Rule::SqlInvalid, path, "NUL"),
        (defaulting("1 CHECK (2)"), Rule::SqlInvalid, path, "not one"),
        (defaulting("1; DROP TABLE x"), Rule::SqlInvalid, path, "semicolon"),
        (defaulting("1, y int"), Rule::SqlInvalid, path, "comma"),
        (defaulting("1) , (2"), Rule::SqlInvalid, path, "closes nothing"),
        (defaulting("(1"), Rule::SqlInvalid, path, "`)` is missing"),
        (defaulting("(1]"), Rule::SqlInvalid, path, "closes nothing"),
        (defaulting("1 -- x"), Rule::SqlInvalid, path, "comment"),
        (defaulting("1 /* x"), Rule::SqlInvalid, path, "comment"),
        (defaulting("1 # x"), Rule::SqlInvalid, path, "comment"),
        (defaulting("'a"), Rule::SqlInvalid, path, "not closed"),
        (
            defaulting("'a\\'; DROP TABLE x; '"),
            Rule::SqlInvalid,
            path,
            "not closed",
        ),
        (defaulting("'a\\'"), Rule::SqlInvalid, path, "not closed"),
        (defaulting("$$;$$"), Rule::SqlInvalid, path, "semicolon"),
        (
            native("$a$ ; $b$", Dialect::Postgres),
            Rule::SqlInvalid,
            path,
            "dollar quote",
        ),
        (native("'a\\'; '", Dialect::Sqlite), Rule::SqlInvalid, path, ""),
        (
            native("E'a'\n'\\'' ;x '", Dialect::Postgres),
            Rule::SqlInvalid,
            path,
            "not closed",
        ),
        (native("`;`", Dialect::Postgres), Rule::SqlInvalid, path, "semicolon"),
        (
            check("a > 0) , (b > 0"),
            Rule::SqlInvalid,
            "edits[0].createConstraint.expression",
            "closes nothing",
        ),
        (
            option(Dialect::Mysql, "ENGINE=InnoDB; x"),
            Rule::SqlInvalid,
            "edits[0].updateTable.nativeOptions",
            ";",
        ),
        (
            option(Dialect::Mysql, ") ENGINE=x ("),
            Rule::SqlInvalid,
            "edits[0].updateTable.nativeOptions",
            "closes nothing",
        ),
        (
            field_with(|edit| edit.collation = Some("C; x".into())),
            Rule::SqlInvalid,
            "edits[0].createField.collation",
            "",
        ),
        (
            index(|edit| edit.method = Some("b-tree".into())),
            Rule::SqlInvalid,
            "edits[0].createIndex.method",
            "not a name",
        ),
        (
            index(|edit| edit.parts[0].operator_class = Some("x)".into())),
            Rule::SqlInvalid,
            "edits[0].createIndex.parts",
            "closes nothing",
        ),
        (
            index(|edit| edit.predicate = Some(neutral("a = 'b"))),
            Rule::SqlInvalid,
            "edits[0].createIndex.predicate",
            "not closed",
        ),
        (
            new_object(|object| object.sql = " ".into()),
            Rule::SqlInvalid,
            "edits[0].createObject.sql",
            "statement",
        ),
        object("CREATE VIEW v AS SELECT 1; DROP TABLE x", "more than one"),
        object("CREATE VIEW v AS SELECT 1 \\! ls", "backslash"),
        object("\\connect x", "backslash"),
        object("CREATE VIEW v AS SELECT 'a", "not closed"),
        object("CREATE VIEW v AS SELECT 1 /* a", "not closed"),
        object("-- nothing", "no statement"),
    ]
}
