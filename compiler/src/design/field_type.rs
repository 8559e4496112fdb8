//! What a field can hold: a family, refined by its config, with exact native types per engine.

use crate::dialect::Dialect;
use crate::ids::EnumId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A field's type. In JSON: `{ "dataType": "NUMBER", "config": { "precision": 12, "scale": 2 } }`, with the
/// native types inside the config as `"native": { "postgres": "money" }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "TypeParts", into = "TypeParts")]
#[schemars(with = "TypeParts")]
pub struct FieldType {
    /// Family and refinement.
    pub family: TypeFamily,
    /// The exact type on an engine, as that engine prints it; wins over the family there.
    pub native: BTreeMap<Dialect, String>,
}

/// The families.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DataType {
    /// Text.
    Text,
    /// Integers, decimals, floating point.
    Number,
    /// Dates, times, timestamps, intervals, years.
    Date,
    /// True or false.
    Boolean,
    /// A UUID.
    Uuid,
    /// A JSON document.
    Json,
    /// Bytes.
    Binary,
    /// One of a list of values.
    Enum,
    /// A list of another type.
    Array,
    /// A type that only one engine has.
    Native,
}

impl DataType {
    /// Its name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "TEXT",
            Self::Number => "NUMBER",
            Self::Date => "DATE",
            Self::Boolean => "BOOLEAN",
            Self::Uuid => "UUID",
            Self::Json => "JSON",
            Self::Binary => "BINARY",
            Self::Enum => "ENUM",
            Self::Array => "ARRAY",
            Self::Native => "NATIVE",
        }
    }
}

/// A family and its refinement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeFamily {
    /// Text.
    Text(TextConfig),
    /// Integers, decimals, floating point.
    Number(NumberConfig),
    /// Dates and times.
    Date(DateConfig),
    /// True or false.
    Boolean,
    /// A UUID.
    Uuid,
    /// A JSON document.
    Json(JsonConfig),
    /// Bytes.
    Binary(BinaryConfig),
    /// One of a list of values.
    Enum(EnumConfig),
    /// A list of another type.
    Array(ArrayConfig),
    /// Only what [`FieldType::native`] says; it must say something.
    Native,
}

impl TypeFamily {
    /// Which family.
    pub fn data_type(&self) -> DataType {
        match self {
            Self::Text(_) => DataType::Text,
            Self::Number(_) => DataType::Number,
            Self::Date(_) => DataType::Date,
            Self::Boolean => DataType::Boolean,
            Self::Uuid => DataType::Uuid,
            Self::Json(_) => DataType::Json,
            Self::Binary(_) => DataType::Binary,
            Self::Enum(_) => DataType::Enum,
            Self::Array(_) => DataType::Array,
            Self::Native => DataType::Native,
        }
    }
}

/// How text is refined.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TextConfig {
    /// At most this many characters; `None` without limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<u32>,
    /// Padded to exactly `length` (CHAR).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub fixed: bool,
    /// Compared without regard to case.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub case_insensitive: bool,
}

/// How numbers are refined.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct NumberConfig {
    /// Integer, decimal or float; left out, a precision or scale makes it a decimal, else it is an integer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<NumberKind>,
    /// Bits of an integer (8, 16, 24, 32, 64; left out 32) or a float (32, 64; left out 64).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u8>,
    /// Never negative (MySQL's UNSIGNED).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unsigned: bool,
    /// Digits of a decimal in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<u16>,
    /// Digits of a decimal after the point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale: Option<i16>,
}

impl NumberConfig {
    /// The kind, said or implied.
    pub fn effective_kind(&self) -> NumberKind {
        self.kind
            .unwrap_or(if self.precision.is_some() || self.scale.is_some() {
                NumberKind::Decimal
            } else {
                NumberKind::Integer
            })
    }
}

/// The sorts of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum NumberKind {
    /// Whole.
    Integer,
    /// Exact, with digits after the point.
    Decimal,
    /// IEEE 754.
    Float,
}

/// How dates and times are refined.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct DateConfig {
    /// What part of time; left out, a time zone or precision makes it a timestamp, else it is a date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<DateKind>,
    /// An instant (time zone kept or normalized), not a wall clock.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub with_time_zone: bool,
    /// Digits of a second, 0 to 6.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<u8>,
}

impl DateConfig {
    /// The kind, said or implied.
    pub fn effective_kind(&self) -> DateKind {
        self.kind.unwrap_or(if self.with_time_zone || self.precision.is_some() {
            DateKind::Timestamp
        } else {
            DateKind::Date
        })
    }
}

/// The sorts of dates and times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum DateKind {
    /// A calendar day.
    Date,
    /// A time of day.
    Time,
    /// A day and a time.
    Timestamp,
    /// A span of time.
    Interval,
    /// A year.
    Year,
}

/// How JSON is refined.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct JsonConfig {
    /// Kept as text, word for word (PostgreSQL's `json`), instead of parsed (`jsonb`).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub as_text: bool,
}

/// How bytes are refined.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct BinaryConfig {
    /// At most this many bytes; `None` without limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<u32>,
    /// Exactly `length` (BINARY).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub fixed: bool,
}

/// Which values: exactly one of the two is set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct EnumConfig {
    /// An enum type of the branch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enum_id: Option<EnumId>,
    /// Values of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<String>>,
}

/// Of what a list is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ArrayConfig {
    /// The type of one element; never itself an array.
    pub element: Box<FieldType>,
    /// How many dimensions, at least 1.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub dimensions: u8,
}

fn one() -> u8 {
    1
}

fn is_one(n: &u8) -> bool {
    *n == 1
}

/// A [`FieldType`] as it stands in JSON and in the API.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct TypeParts {
    /// The family.
    data_type: DataType,
    /// What refines it, and under `native` the exact type per engine: see the configs of the families.
    #[serde(default)]
    #[schemars(with = "Option<Map<String, Value>>")]
    config: Value,
}

impl FieldType {
    /// A family without exact native types.
    pub fn new(family: TypeFamily) -> Self {
        Self {
            family,
            native: BTreeMap::new(),
        }
    }

    /// From the API's two parts. `config` may be null. The error is one sentence for a person: an unknown key,
    /// a value of the wrong type or out of range, and what would be accepted.
    pub fn from_parts(data_type: DataType, config: &Value) -> Result<Self, String> {
        let mut config = match config {
            Value::Null => Map::new(),
            Value::Object(map) => map.clone(),
            _ => return Err("config must be an object".to_owned()),
        };
        let native = match config.remove("native") {
            None | Some(Value::Null) => BTreeMap::new(),
            Some(value) => {
                parse(value).map_err(|e| format!("config.native must map postgres, mysql or sqlite to a type: {e}"))?
            }
        };
        let rest = Value::Object(config);
        let family = match data_type {
            DataType::Text => TypeFamily::Text(parse(rest)?),
            DataType::Number => TypeFamily::Number(parse(rest)?),
            DataType::Date => TypeFamily::Date(parse(rest)?),
            DataType::Boolean => parse::<NoConfig>(rest).map(|_| TypeFamily::Boolean)?,
            DataType::Uuid => parse::<NoConfig>(rest).map(|_| TypeFamily::Uuid)?,
            DataType::Json => TypeFamily::Json(parse(rest)?),
            DataType::Binary => TypeFamily::Binary(parse(rest)?),
            DataType::Enum => TypeFamily::Enum(parse(rest)?),
            DataType::Array => TypeFamily::Array(parse(rest)?),
            DataType::Native => parse::<NoConfig>(rest).map(|_| TypeFamily::Native)?,
        };
        Ok(Self { family, native })
    }

    /// The API's second part.
    pub fn config(&self) -> Value {
        let refined = match &self.family {
            TypeFamily::Text(c) => serde_json::to_value(c),
            TypeFamily::Number(c) => serde_json::to_value(c),
            TypeFamily::Date(c) => serde_json::to_value(c),
            TypeFamily::Json(c) => serde_json::to_value(c),
            TypeFamily::Binary(c) => serde_json::to_value(c),
            TypeFamily::Enum(c) => serde_json::to_value(c),
            TypeFamily::Array(c) => serde_json::to_value(c),
            TypeFamily::Boolean | TypeFamily::Uuid | TypeFamily::Native => Ok(Value::Object(Map::new())),
        };
        let mut config = refined.expect("configs have only string keys");
        if !self.native.is_empty() {
            config["native"] = serde_json::to_value(&self.native).expect("dialects are string keys");
        }
        config
    }

    /// Which family.
    pub fn data_type(&self) -> DataType {
        self.family.data_type()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoConfig {}

fn parse<T: for<'de> Deserialize<'de>>(value: Value) -> Result<T, String> {
    serde_json::from_value(value).map_err(|e| e.to_string())
}

impl TryFrom<TypeParts> for FieldType {
    type Error = String;

    fn try_from(parts: TypeParts) -> Result<Self, String> {
        Self::from_parts(parts.data_type, &parts.config)
    }
}

impl From<FieldType> for TypeParts {
    fn from(field_type: FieldType) -> Self {
        Self {
            data_type: field_type.data_type(),
            config: field_type.config(),
        }
    }
}
