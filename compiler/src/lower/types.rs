//! A field's type in the engine's words.

use super::{Lowering, enums};
use crate::design::{EnumConfig, Field, FieldType, ObjectKind, TypeFamily};
use crate::dialect::{Dialect, NativeType, mysql, postgres, sqlite};
use crate::expression::{Kind, check_native};

/// The type of a field that stands in the table at this place.
pub(super) fn of_field(lowering: &mut Lowering<'_>, field: &Field, subject: &str, table: usize) -> NativeType {
    let mut native = resolve(lowering, field, &field.field_type, subject, table);
    let own = field.field_type.native.contains_key(&Dialect::Mysql) && !lowering.is_whole_in_primary_key(field);
    if lowering.dialect == Dialect::Mysql && lowering.keyed.contains(&field.id) && !own {
        native = super::mysql_limits::keyable(native);
    }
    for note in std::mem::take(&mut native.notes) {
        lowering.say(
            note.severity,
            note.code,
            subject,
            field.id,
            format!("{subject} {}", note.message),
        );
    }
    native
}

/// What the field holds.
pub(super) fn kind(lowering: &Lowering<'_>, field_type: &FieldType) -> Kind {
    let native = field_type.native.get(&lowering.dialect);
    let named_enum = matches!(&field_type.family, TypeFamily::Enum(config) if config.enum_id.is_some());
    if let Some(native) = native.filter(|native| !named_enum && acceptable(lowering, native).is_ok()) {
        let read = match lowering.dialect {
            Dialect::Postgres => postgres::types_in::from_native(native),
            Dialect::Mysql => mysql::types_in::from_native(native),
            Dialect::Sqlite => sqlite::types_in::from_native(native),
        };
        if lowering.dialect == Dialect::Postgres && crate::dialect::lists_word(UNLIKE_TEXT, &base_name(native)) {
            return Kind::Native;
        }
        // A truth is a small number to MySQL; what was meant is known better here.
        let meant = matches!(
            (&field_type.family, &read.family),
            (TypeFamily::Boolean, TypeFamily::Number(_))
        );
        if lowering.dialect != Dialect::Sqlite && !meant && read.family.data_type() != field_type.data_type() {
            return Kind::of(&read.family, Vec::new);
        }
    }
    Kind::of(&field_type.family, || match &field_type.family {
        TypeFamily::Enum(config) => values(lowering, config).unwrap_or_default(),
        _ => Vec::new(),
    })
}

fn resolve(
    lowering: &mut Lowering<'_>,
    field: &Field,
    field_type: &FieldType,
    subject: &str,
    table: usize,
) -> NativeType {
    let dialect = lowering.dialect;
    // The enum's own identifier is the truth, whatever it was called when the field was read.
    let named_enum = matches!(&field_type.family, TypeFamily::Enum(config) if config.enum_id.is_some());
    if let Some(native) = field_type
        .native
        .get(&dialect)
        .filter(|_| !(named_enum && lowering.can.enum_types))
    {
        match acceptable(lowering, native) {
            Ok(()) => return NativeType::exact(native.trim()),
            Err(why) => {
                let shown: String = native.chars().take(60).collect();
                let message = format!("the native type {shown:?} of {subject} is not used: {why}");
                lowering.error("native-type-refused", subject, field.id, message);
            }
        }
    }
    match &field_type.family {
        TypeFamily::Enum(config) => enum_type(lowering, field, config, subject, table),
        TypeFamily::Array(array) if dialect == Dialect::Postgres => {
            let mut element = resolve(lowering, field, &array.element, subject, table);
            for _ in 0..array.dimensions.clamp(1, 6) {
                element.sql.push_str("[]");
            }
            element
        }
        TypeFamily::Native => native_elsewhere(lowering, field_type),
        family => match dialect {
            Dialect::Postgres => postgres::types_out::native_type(family),
            Dialect::Mysql => mysql::types_out::native_type(family),
            Dialect::Sqlite => sqlite::types_out::native_type(family),
        },
    }
}

/// A type that only another engine has.
fn native_elsewhere(lowering: &Lowering<'_>, field_type: &FieldType) -> NativeType {
    let dialect = lowering.dialect;
    let sql = match dialect {
        Dialect::Mysql => "longtext",
        Dialect::Postgres | Dialect::Sqlite => "text",
    };
    let native = NativeType::exact(sql);
    match field_type.native.iter().next() {
        Some((from, name)) => {
            let shown: String = name.chars().take(60).collect();
            native.warn(
                "type-approximated",
                format!("is {from}'s {shown}, which {dialect} does not have; it became {sql}"),
            )
        }
        None => native.warn("type-approximated", format!("names no type; it became {sql}")),
    }
}

fn enum_type(
    lowering: &mut Lowering<'_>,
    field: &Field,
    config: &EnumConfig,
    subject: &str,
    table: usize,
) -> NativeType {
    let dialect = lowering.dialect;
    if lowering.can.enum_types {
        if let Some(written) = config.enum_id.and_then(|id| lowering.enum_types.get(&id)) {
            return NativeType::exact(written.clone());
        }
        return match &config.values {
            Some(values) => NativeType::exact(enums::of_field(lowering, field, values, table)),
            None => missing_enum(dialect),
        };
    }
    let Some(values) = values(lowering, config) else {
        return missing_enum(dialect);
    };
    match dialect {
        Dialect::Mysql => mysql_enum(values, subject),
        Dialect::Postgres | Dialect::Sqlite => {
            let mut native = NativeType::exact("text");
            native.values = Some(values);
            native
        }
    }
}

fn missing_enum(dialect: Dialect) -> NativeType {
    let sql = if dialect == Dialect::Mysql { "longtext" } else { "text" };
    NativeType::exact(sql).warn("enum-missing", "is of an enum that does not exist; it became text")
}

fn mysql_enum(values: Vec<String>, subject: &str) -> NativeType {
    let folded: std::collections::HashSet<String> = values.iter().map(|v| v.trim_end().to_lowercase()).collect();
    let listable = !values.is_empty()
        && folded.len() == values.len()
        && values
            .iter()
            .all(|v| v.chars().count() <= 255 && v.trim_end() == v && !v.contains('\0') && v.is_ascii());
    if listable {
        let list: Vec<String> = values.iter().map(|v| Dialect::Mysql.literal(v)).collect();
        return NativeType::exact(format!("enum({})", list.join(",")));
    }
    if values.iter().any(|v| v.chars().count() > 255) || values.is_empty() {
        return NativeType::exact("longtext").warn(
            "enum-as-text",
            format!("holds any text, since the values of {subject} cannot be listed on MySQL"),
        );
    }
    let mut native = NativeType::exact("varchar(255)").info(
        "enum-as-text",
        "is text held to its values by a check, since MySQL does not tell all of them apart in a list",
    );
    // A binary collation tells values apart that differ in case or accents alone.
    native.collation = Some("utf8mb4_bin");
    native.values = Some(values);
    native
}

pub(super) fn values(lowering: &Lowering<'_>, config: &EnumConfig) -> Option<Vec<String>> {
    match (&config.values, config.enum_id) {
        (Some(values), _) => Some(values.clone()),
        (None, Some(id)) => lowering.design.enum_type(id).map(|e| e.values.clone()),
        (None, None) => None,
    }
}

/// Whether the engine will know the type.
fn acceptable(lowering: &Lowering<'_>, native: &str) -> Result<(), String> {
    if lowering.dialect == Dialect::Sqlite && native.is_empty() {
        return Ok(());
    }
    check_native(native, lowering.dialect)?;
    let base = base_name(native);
    if lowering.dialect == Dialect::Sqlite {
        return Ok(());
    }
    let known = match lowering.dialect {
        Dialect::Postgres => POSTGRES_TYPES,
        Dialect::Mysql | Dialect::Sqlite => MYSQL_TYPES,
    };
    if crate::dialect::lists_word(known, &base) {
        return Ok(());
    }
    // Types that come with an extension, or that an object of the design makes.
    let made = lowering.dialect == Dialect::Postgres
        && (lowering.design.enums().any(|e| e.name.eq_ignore_ascii_case(&base))
            || lowering
                .design
                .tables()
                .any(|t| t.table_name.eq_ignore_ascii_case(&base))
            || lowering.design.objects().any(|o| {
                o.dialect == Dialect::Postgres
                    && (o.kind == ObjectKind::Extension
                        || matches!(o.kind, ObjectKind::Type | ObjectKind::Domain | ObjectKind::Other)
                            && (o.name.to_lowercase().ends_with(&base) || o.sql.to_lowercase().contains(&base)))
            }));
    if made {
        Ok(())
    } else {
        Err(format!("{} has no type {base}", lowering.dialect))
    }
}

/// The type's name in lower case, without its schema, its parameters and its dimensions.
pub(super) fn base_name(native: &str) -> String {
    let mut name = String::new();
    let mut quoted = false;
    for c in native.trim().chars() {
        match c {
            '"' => quoted = !quoted,
            '.' if !quoted => name.clear(),
            c if quoted || c.is_alphanumeric() || c == '_' => name.extend(c.to_lowercase()),
            _ => break,
        }
    }
    name
}

/// Types of PostgreSQL that a text is no value of by itself.
const UNLIKE_TEXT: &str = " xml point line lseg box path polygon circle tsvector tsquery inet cidr macaddr macaddr8 money \
int4range int8range numrange tsrange tstzrange daterange bit varbit pg_lsn jsonpath hstore ";

const POSTGRES_TYPES: &str = " bigint int8 bit varbit boolean bool box bytea character char varchar bpchar cidr circle date \
double float4 float8 float real inet integer int int4 interval json jsonb jsonpath line lseg macaddr macaddr8 money \
numeric decimal dec path pg_lsn pg_snapshot point polygon smallint int2 text time timetz timestamp timestamptz tsquery \
tsvector txid_snapshot uuid xml name oid regclass regproc regprocedure regoper regoperator regcollation regtype regrole regnamespace regconfig \
regdictionary xid xid8 cid tid int4range int8range numrange tsrange tstzrange daterange int4multirange int8multirange \
nummultirange tsmultirange tstzmultirange datemultirange national nchar oidvector int2vector aclitem refcursor ";

const MYSQL_TYPES: &str = " tinyint smallint mediumint int integer bigint decimal dec numeric fixed float double real bit bool \
boolean date time datetime timestamp year char character varchar nchar nvarchar national binary varbinary tinyblob blob \
mediumblob longblob tinytext text mediumtext longtext enum set json geometry point linestring polygon multipoint \
multilinestring multipolygon geometrycollection geomcollection serial int1 int2 int3 int4 int8 long middleint float4 float8 uuid inet4 inet6 ";
