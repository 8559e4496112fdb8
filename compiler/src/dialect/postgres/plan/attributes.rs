//! What a column is told with ALTER COLUMN … SET beside type and default.

/// Each attribute, as it stands behind SET.
pub(super) fn split(attributes: Option<&str>) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = attributes.unwrap_or_default().trim();
    while !rest.is_empty() {
        let end = if rest.starts_with('(') {
            rest.find(')').map_or(rest.len(), |at| at + 1)
        } else {
            let value = rest.find(' ').map_or(rest.len(), |at| at + 1);
            rest[value..].find(' ').map_or(rest.len(), |at| value + at)
        };
        found.push(rest[..end].to_owned());
        rest = rest[end..].trim_start();
    }
    found
}

/// What it is about.
pub(super) fn word(attribute: &str) -> &str {
    if attribute.starts_with('(') {
        "("
    } else {
        attribute.split(' ').next().unwrap_or_default()
    }
}

/// What makes it as it is without having been told.
pub(super) fn unset(attribute: &str, native_type: &str) -> String {
    match word(attribute) {
        "STATISTICS" => "SET STATISTICS -1".to_owned(),
        "COMPRESSION" => "SET COMPRESSION default".to_owned(),
        "STORAGE" => format!("SET STORAGE {}", usual_storage(native_type)),
        _ => {
            let names: Vec<&str> = attribute
                .trim_matches(['(', ')'])
                .split(',')
                .filter_map(|option| option.split('=').next())
                .map(str::trim)
                .collect();
            format!("RESET ({})", names.join(", "))
        }
    }
}

/// How PostgreSQL stores long values of the type.
fn usual_storage(native_type: &str) -> &'static str {
    let base = super::casts::Shape::of(native_type);
    if base.is_array {
        return "EXTENDED";
    }
    match base.base.as_str() {
        "numeric" | "inet" | "cidr" | "path" | "polygon" | "tsquery" => "MAIN",
        "smallint"
        | "integer"
        | "bigint"
        | "real"
        | "double precision"
        | "boolean"
        | "date"
        | "uuid"
        | "money"
        | "timestamp with time zone"
        | "timestamp without time zone"
        | "time with time zone"
        | "time without time zone"
        | "interval"
        | "macaddr"
        | "macaddr8"
        | "point"
        | "line"
        | "lseg"
        | "box"
        | "circle"
        | "oid"
        | "name" => "PLAIN",
        _ => "EXTENDED",
    }
}
