//! Types and defaults: DBML takes any word for a type, so what it means goes by the database that the project names,
//! or else by what people mean everywhere.

use super::ast::{Default, TypeName};
use crate::design::{
    ArrayConfig, BinaryConfig, DateConfig, DateKind, FieldType, Identity, JsonConfig, NumberConfig, NumberKind,
    SqlExpression, TextConfig, TypeFamily,
};
use crate::dialect::Dialect;
use crate::expression::check_native;
use crate::import::import;
use crate::lift::{default_of, field_type, parts};
use std::collections::HashMap;

/// Types of PostgreSQL that no other engine has, which need no question.
const OF_POSTGRES: [&str; 34] = [
    "bit",
    "bit varying",
    "box",
    "cidr",
    "circle",
    "daterange",
    "geography",
    "geometry",
    "halfvec",
    "hstore",
    "inet",
    "int4range",
    "int8range",
    "line",
    "lseg",
    "ltree",
    "macaddr",
    "macaddr8",
    "money",
    "numrange",
    "oid",
    "path",
    "pg_lsn",
    "point",
    "polygon",
    "regclass",
    "tsquery",
    "tsrange",
    "tstzrange",
    "tsvector",
    "varbit",
    "vector",
    "xid",
    "xml",
];

/// Types of MySQL that no other engine has.
const OF_MYSQL: [&str; 3] = ["enum", "set", "geomcollection"];

/// A type as its engine writes it, and whether the engine numbers the field.
type Known = (String, Option<Identity>);

/// Reads types in the words of an engine, or of all.
pub(super) struct Types {
    /// The engine whose words they are.
    pub(super) dialect: Option<Dialect>,
    /// Types that were looked at, by engine and word.
    known: HashMap<(Dialect, String), Option<Known>>,
}

/// A type that was read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Typed {
    pub(super) field_type: FieldType,
    /// Where the type says that the engine numbers the field.
    pub(super) identity: Option<Identity>,
    /// What is doubtful about it.
    pub(super) doubt: Option<String>,
}

impl Typed {
    fn sure(field_type: FieldType) -> Self {
        Self {
            field_type,
            identity: None,
            doubt: None,
        }
    }
}

impl Types {
    pub(super) fn new(dialect: Option<Dialect>) -> Self {
        Self {
            dialect,
            known: HashMap::new(),
        }
    }

    /// The engine that a project's `database_type` names.
    pub(super) fn engine(database_type: &str) -> Option<Dialect> {
        let said = database_type.to_lowercase();
        match said.replace([' ', '-', '_'], "").as_str() {
            "postgresql" | "postgres" | "pg" => Some(Dialect::Postgres),
            "mysql" | "mariadb" => Some(Dialect::Mysql),
            "sqlite" | "sqlite3" => Some(Dialect::Sqlite),
            _ => None,
        }
    }

    /// What a type means. Enums are looked up before.
    pub(super) fn read(&mut self, name: &TypeName) -> Typed {
        let mut typed = self.element(name);
        if name.dimensions > 0 {
            typed.field_type = listed(typed.field_type, name.dimensions);
            typed.identity = None;
        }
        typed
    }

    fn element(&mut self, name: &TypeName) -> Typed {
        let said = match &name.schema {
            Some(schema) => format!("{schema}.{}", name.name),
            None => name.name.clone(),
        };
        let Some(dialect) = self.dialect else {
            return self.neutral(&said);
        };
        let Some((native, identity)) = self.canonical(&said, dialect) else {
            return Self::shared(&said).map_or_else(|| Self::unknown(&said, Some(dialect)), Typed::sure);
        };
        let found = field_type(&native, dialect, &|_| None);
        // A word of another engine, such as datetime in a design for PostgreSQL.
        if found.family == TypeFamily::Native
            && let Some(shared) = Self::shared(&said)
        {
            return Typed::sure(shared);
        }
        Typed {
            identity,
            ..Typed::sure(found)
        }
    }

    fn neutral(&mut self, said: &str) -> Typed {
        if let Some(shared) = Self::shared(said) {
            return Typed::sure(shared);
        }
        let (word, _, _) = parts(said);
        let serial = match word.as_str() {
            "smallserial" | "serial2" => Some(16),
            "serial" | "serial4" => Some(32),
            "bigserial" | "serial8" => Some(64),
            _ => None,
        };
        if let Some(width) = serial {
            return Typed {
                identity: Some(Identity::Serial),
                ..Typed::sure(integer(width, false))
            };
        }
        let dialect = if OF_MYSQL.contains(&word.as_str()) {
            Dialect::Mysql
        } else {
            Dialect::Postgres
        };
        let Some((native, _)) = self.canonical(said, dialect) else {
            return Self::unknown(said, None);
        };
        let found = field_type(&native, dialect, &|_| None);
        let is_inline_enum = matches!(found.family, TypeFamily::Enum(_));
        if is_inline_enum {
            return Typed::sure(FieldType::new(found.family));
        }
        let is_sure = OF_MYSQL.contains(&word.as_str()) || OF_POSTGRES.contains(&word.as_str());
        Typed {
            doubt: (!is_sure).then(|| {
                format!("{said} is not known; it is kept as a type of {dialect}: name the database in a Project with database_type")
            }),
            ..Typed::sure(found)
        }
    }

    fn unknown(said: &str, dialect: Option<Dialect>) -> Typed {
        let of = dialect.map_or_else(String::new, |dialect| format!(" of {dialect}"));
        Typed {
            doubt: Some(format!("{said} is no type{of}; text is assumed")),
            ..Typed::sure(FieldType::new(TypeFamily::Text(TextConfig::default())))
        }
    }

    /// The type as the engine prints it, and whether it numbers; `None` where it is no type there.
    fn canonical(&mut self, said: &str, dialect: Dialect) -> Option<(String, Option<Identity>)> {
        let key = (dialect, said.to_owned());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let found = canonical(said, dialect);
        self.known.insert(key, found.clone());
        found
    }

    /// What a word means wherever it is used.
    fn shared(said: &str) -> Option<FieldType> {
        let (word, arguments, rest) = parts(said);
        let unsigned = rest == "unsigned" || word.starts_with("unsigned ");
        let zoned = rest == "with time zone";
        if !(rest.is_empty() || unsigned || zoned || rest == "without time zone") {
            return None;
        }
        let first = arguments.first().and_then(|a| a.parse::<u32>().ok());
        if arguments.iter().any(|a| a.parse::<i64>().is_err()) {
            return None;
        }
        let date = |kind: DateKind, zoned: bool| {
            TypeFamily::Date(DateConfig {
                kind: Some(kind),
                with_time_zone: zoned,
                precision: first.and_then(|p| u8::try_from(p).ok()),
            })
        };
        let text = |length: Option<u32>, fixed: bool, case_insensitive: bool| {
            TypeFamily::Text(TextConfig {
                length,
                fixed,
                case_insensitive,
            })
        };
        let float = |width: u8| {
            TypeFamily::Number(NumberConfig {
                kind: Some(NumberKind::Float),
                width: Some(width),
                unsigned,
                ..NumberConfig::default()
            })
        };
        let binary = |length: Option<u32>, fixed: bool| TypeFamily::Binary(BinaryConfig { length, fixed });
        let family = match word.trim_start_matches("unsigned ") {
            "text" | "clob" | "mediumtext" | "longtext" => text(None, false, false),
            "string" | "varchar" | "character varying" | "nvarchar" | "varchar2" | "nvarchar2" => {
                text(first, false, false)
            }
            "char" | "character" | "nchar" => text(Some(first.unwrap_or(1)), true, false),
            "citext" => text(first, false, true),
            "tinyint" => return Some(integer(8, unsigned)),
            "smallint" | "int2" => return Some(integer(16, unsigned)),
            "mediumint" => return Some(integer(24, unsigned)),
            "int" | "integer" | "int4" => return Some(integer(32, unsigned)),
            "bigint" | "int8" | "long" => return Some(integer(64, unsigned)),
            "decimal" | "numeric" | "number" | "dec" => TypeFamily::Number(NumberConfig {
                kind: Some(NumberKind::Decimal),
                unsigned,
                precision: first.and_then(|p| u16::try_from(p).ok()),
                scale: arguments.get(1).and_then(|s| s.parse().ok()),
                ..NumberConfig::default()
            }),
            "real" | "float4" => float(32),
            "float" | "double" | "double precision" | "float8" => float(64),
            "boolean" | "bool" => TypeFamily::Boolean,
            "uuid" | "guid" | "uniqueidentifier" => TypeFamily::Uuid,
            "json" | "jsonb" => TypeFamily::Json(JsonConfig::default()),
            "date" => date(DateKind::Date, false),
            "time" => date(DateKind::Time, zoned),
            "timetz" => date(DateKind::Time, true),
            "timestamp" | "datetime" | "datetime2" => date(DateKind::Timestamp, zoned),
            "timestamptz" | "datetimeoffset" => date(DateKind::Timestamp, true),
            "interval" => date(DateKind::Interval, false),
            "year" => date(DateKind::Year, false),
            "blob" | "bytea" | "bytes" | "mediumblob" | "longblob" => binary(None, false),
            "binary" => binary(Some(first.unwrap_or(1)), true),
            "varbinary" => binary(first, false),
            _ => return None,
        };
        Some(FieldType::new(family))
    }

    /// What a default means on a field of the type.
    pub(super) fn default(&self, default: &Default, field_type: &FieldType) -> SqlExpression {
        let sql = match default {
            Default::Word(word) => word.clone(),
            Default::Text(text) => self.dialect.unwrap_or(Dialect::Postgres).literal(text),
            Default::Expression(sql) => sql.clone(),
        };
        self.expression(&sql, Some(field_type))
    }

    /// An expression in the words of the engine, or of all.
    pub(super) fn expression(&self, sql: &str, default_of_type: Option<&FieldType>) -> SqlExpression {
        match (self.dialect, default_of_type) {
            (Some(dialect), Some(field_type)) => default_of(sql, field_type, dialect),
            (Some(dialect), None) => SqlExpression::native(sql, dialect),
            (None, _) => SqlExpression::neutral(sql),
        }
    }
}

/// A list of the type, where it has dimensions.
pub(super) fn listed(element: FieldType, dimensions: u8) -> FieldType {
    if dimensions == 0 {
        return element;
    }
    let dimensions = dimensions.min(6);
    FieldType::new(TypeFamily::Array(ArrayConfig {
        element: Box::new(element),
        dimensions,
    }))
}

fn integer(width: u8, unsigned: bool) -> FieldType {
    FieldType::new(TypeFamily::Number(NumberConfig {
        kind: Some(NumberKind::Integer),
        width: Some(width),
        unsigned,
        ..NumberConfig::default()
    }))
}

/// Has the engine's reader look at a type.
fn canonical(said: &str, dialect: Dialect) -> Option<(String, Option<Identity>)> {
    check_native(said, dialect).ok()?;
    let schema = import(&format!("CREATE TABLE t (c {said})"), dialect).schema;
    let [table] = schema.tables.as_slice() else {
        return None;
    };
    let [column] = table.columns.as_slice() else {
        return None;
    };
    let is_plain = !column.not_null
        && column.default.is_none()
        && column.generated.is_none()
        && table.primary_key.is_none()
        && table.checks.is_empty()
        && table.unique_keys.is_empty()
        && schema.objects.is_empty();
    let is_numbered = column.identity.is_some();
    (is_numbered || is_plain).then(|| (column.native_type.clone(), column.identity))
}
