//! What InnoDB holds a table to: keys of 3,072 bytes over text of a length, rows of 65,535 bytes.

use super::names::Pool;
use super::{Lowering, types};
use crate::design::{Identity, Index, ReferentialAction};
use crate::dialect::{Dialect, NativeType};
use crate::schema::{Column, Key, Origin, SchemaIndex, SchemaIndexPart, SchemaPartTarget, SchemaTable};

const LONGEST_KEY: u32 = 3_072;
const LONGEST_ROW: u32 = 65_535;
/// Bytes of a character of utf8mb4.
const WIDEST: u32 = 4;
const KEYED_TEXT: u32 = 255;

/// The type with a length where it has none, so that a key can cover it whole.
pub(super) fn keyable(mut native: NativeType) -> NativeType {
    let base = types::base_name(&native.sql);
    let (sql, unit) = match base.as_str() {
        "longtext" | "mediumtext" | "text" => (format!("varchar({KEYED_TEXT})"), "characters"),
        "longblob" | "mediumblob" | "blob" => (format!("varbinary({KEYED_TEXT})"), "bytes"),
        _ => return native,
    };
    native.sql = sql;
    native.warn(
        "length-limited",
        format!("is in a key, so that it holds at most {KEYED_TEXT} {unit}; MySQL keys nothing longer whole"),
    )
}

/// Shortens the longest texts of tables whose rows would be too long.
pub(super) fn keep_rows_in_bounds(lowering: &mut Lowering<'_>) {
    if lowering.dialect != Dialect::Mysql {
        return;
    }
    for (at, table) in lowering.expressed() {
        loop {
            let columns = &lowering.table(at).columns;
            let total: u32 =
                columns.iter().map(|c| row_bytes(&c.native_type)).sum::<u32>() + columns.len() as u32 / 8 + 1;
            if total <= LONGEST_ROW {
                break;
            }
            let widest = columns
                .iter()
                .enumerate()
                .filter(|(_, c)| types::base_name(&c.native_type).starts_with("var") && row_bytes(&c.native_type) > 64)
                .max_by_key(|(i, c)| (row_bytes(&c.native_type), usize::MAX - i));
            let Some((i, column)) = widest else { break };
            let text = types::base_name(&column.native_type) == "varchar";
            let field = column.origin.element.unwrap_or_default();
            let subject = format!("{}.{}", table.table_name, column.name);
            let sql = if text { "longtext" } else { "longblob" };
            let message = format!("{subject} became {sql}, of any length: MySQL's rows end at {LONGEST_ROW} bytes");
            lowering.warn("row-too-long", &subject, field, message);
            lowering.schema.tables[at].columns[i].native_type = sql.to_owned();
        }
    }
}

/// Whether a key was too long and went in as a unique index over prefixes instead.
pub(super) fn shorten_key(lowering: &mut Lowering<'_>, key: &Key, primary: bool, subject: &str, at: usize) -> bool {
    let columns: Vec<Column> = key
        .columns
        .iter()
        .filter_map(|name| named(lowering, at, name))
        .collect();
    if !too_long(&columns) && !columns.iter().any(|c| needs_prefix(&c.native_type)) {
        return false;
    }
    let own = |name: &String| {
        let field = lowering.field_named(at, name).and_then(|id| lowering.design.field(id));
        field.is_some_and(|field| field.field_type.native.contains_key(&Dialect::Mysql))
    };
    // MariaDB tells texts of any length apart by a hash, where it was asked to.
    if !primary && !too_long(&columns) && key.columns.iter().any(own) {
        return false;
    }
    let element = key.origin.element.unwrap_or_default();
    let parts = key.columns.iter().map(|name| plain(name)).collect::<Vec<_>>();
    let Some(parts) = prefixed(parts, &columns) else {
        lowering.error(
            "key-left-out",
            subject,
            element,
            format!("{subject} is left out: it is longer than {LONGEST_KEY} bytes"),
        );
        return true;
    };
    let name = match &key.name {
        Some(name) => name.clone(),
        None => lowering.names.claim(&[Pool::Indexes(at)], &key.columns[0]).name,
    };
    let what = if primary {
        "the primary key is a unique index"
    } else {
        "the key"
    };
    let message =
        format!("{what} of {subject} tells values apart by their beginnings: MySQL's keys end at {LONGEST_KEY} bytes");
    lowering.warn("key-shortened", subject, element, message);
    lowering.schema.tables[at].indexes.push(SchemaIndex {
        name: Some(name),
        is_unique: true,
        parts,
        origin: Origin {
            element: Some(element),
            position: None,
        },
        ..Default::default()
    });
    true
}

/// Gives the parts of an index the prefixes it needs.
pub(super) fn prefix_parts(
    lowering: &mut Lowering<'_>,
    index: &Index,
    parts: &mut Vec<SchemaIndexPart>,
    subject: &str,
    at: usize,
) -> Result<(), String> {
    let columns: Vec<Column> = parts
        .iter()
        .filter_map(|part| match &part.target {
            SchemaPartTarget::Column(name) => named(lowering, at, name),
            SchemaPartTarget::Expression(_) => None,
        })
        .collect();
    for (part, column) in parts.iter_mut().zip(&columns) {
        if let Some(length) = part.prefix_length {
            // A prefix as long as the column is no prefix, and one of a number is refused.
            let whole = declared(&column.native_type).is_some_and(|n| n <= length);
            let text = can_shorten(column);
            if length == 0 || (whole && !needs_prefix(&column.native_type)) || !text {
                part.prefix_length = None;
            }
        }
    }
    let unbounded = parts
        .iter()
        .zip(&columns)
        .any(|(p, c)| p.prefix_length.is_none() && needs_prefix(&c.native_type));
    if !unbounded
        && parts
            .iter()
            .zip(&columns)
            .map(|(p, c)| part_bytes(c, p.prefix_length))
            .sum::<u32>()
            <= LONGEST_KEY
    {
        return Ok(());
    }
    *parts =
        prefixed(std::mem::take(parts), &columns).ok_or_else(|| format!("it is longer than {LONGEST_KEY} bytes"))?;
    let message =
        format!("the index {subject} covers the beginnings of its values: MySQL's end at {LONGEST_KEY} bytes");
    if index.is_unique {
        lowering.warn("key-shortened", subject, index.id, message);
    } else {
        lowering.info("index-shortened", subject, index.id, message);
    }
    Ok(())
}

/// Names the unnamed keys, which MySQL would do without regard to the indexes that come after them.
pub(super) fn name_keys(lowering: &mut Lowering<'_>) {
    if lowering.dialect != Dialect::Mysql {
        return;
    }
    for (at, _) in lowering.expressed() {
        for number in 0..lowering.table(at).unique_keys.len() {
            let key = &lowering.table(at).unique_keys[number];
            if key.name.is_some() {
                continue;
            }
            let wanted = key.columns[0].clone();
            let name = lowering.names.claim(&[Pool::Indexes(at)], &wanted).name;
            lowering.schema.tables[at].unique_keys[number].name = Some(name);
        }
        // MariaDB does not let a check share a name with a unique key.
        let table = lowering.table(at);
        let unique = table
            .indexes
            .iter()
            .filter(|i| i.is_unique)
            .filter_map(|i| i.name.clone());
        let taken: Vec<String> = table
            .unique_keys
            .iter()
            .filter_map(|k| k.name.clone())
            .chain(unique)
            .collect();
        for name in taken {
            lowering.names.reserve(Pool::Constraints(at), &name);
        }
        drop_refused_values(lowering, at);
    }
}

/// Lets go of lists of values over columns that a foreign key may change.
fn drop_refused_values(lowering: &mut Lowering<'_>, at: usize) {
    let fields: Vec<(String, uuid::Uuid)> = lowering
        .table(at)
        .columns
        .iter()
        .filter_map(|c| Some((c.name.clone(), c.origin.element?)))
        .collect();
    for (name, field) in fields {
        let held = lowering
            .table(at)
            .checks
            .iter()
            .any(|c| c.origin.element == Some(field));
        let Some(why) = held
            .then(|| check_refused(lowering, at, std::slice::from_ref(&name), false))
            .flatten()
        else {
            continue;
        };
        lowering.schema.tables[at]
            .checks
            .retain(|c| c.origin.element != Some(field));
        let subject = format!("{}.{name}", lowering.table(at).name);
        let message = format!("{subject} is not held to its values: the check for them is refused, as {why}");
        lowering.error("check-left-out", &subject, field, message);
    }
}

/// Makes the numbered column of each table the first of a key, as MySQL wants it.
pub(super) fn number_leading_keys(lowering: &mut Lowering<'_>) {
    if lowering.dialect != Dialect::Mysql {
        return;
    }
    for (at, table) in lowering.expressed() {
        let Some(column) = lowering
            .table(at)
            .columns
            .iter()
            .find(|c| c.identity.is_some())
            .cloned()
        else {
            continue;
        };
        let leads = |columns: &[String]| columns.first() == Some(&column.name);
        let held = lowering.table(at);
        let keyed = held.primary_key.iter().chain(&held.unique_keys).any(|k| leads(&k.columns))
            || held.indexes.iter().any(|i| {
                !matches!(i.method.as_deref(), Some("fulltext" | "spatial"))
                    && matches!(i.parts.first().map(|p| &p.target), Some(SchemaPartTarget::Column(name)) if *name == column.name)
            });
        if keyed {
            continue;
        }
        let element = column.origin.element.unwrap_or_default();
        let name = lowering
            .names
            .claim(&[Pool::Indexes(at)], &format!("{}_idx", column.name))
            .name;
        let subject = format!("{}.{}", table.table_name, column.name);
        let message = format!("{subject} got the index {name}: MySQL wants a numbered field to lead a key");
        lowering.info("identity-indexed", &subject, element, message);
        lowering.schema.tables[at].indexes.push(SchemaIndex {
            name: Some(name),
            parts: vec![plain(&column.name)],
            origin: column.origin,
            ..Default::default()
        });
    }
}

/// Why MySQL would refuse a check over these columns.
pub(super) fn check_refused(lowering: &Lowering<'_>, at: usize, columns: &[String], is_own: bool) -> Option<String> {
    if lowering.dialect != Dialect::Mysql {
        return None;
    }
    let table = lowering.table(at);
    if let Some(numbered) = table
        .columns
        .iter()
        .find(|c| c.identity == Some(Identity::ByDefault) && columns.contains(&c.name))
    {
        return Some(format!("it mentions {}, which is numbered", numbered.name));
    }
    let collations: Vec<_> = table
        .columns
        .iter()
        .filter(|c| columns.contains(&c.name) && super::columns::is_text(&c.native_type, Dialect::Mysql))
        .map(|c| &c.collation)
        .collect();
    if !is_own && collations.windows(2).any(|pair| pair[0] != pair[1]) {
        return Some("its fields have different collations".to_owned());
    }
    let acts = |action: ReferentialAction| !matches!(action, ReferentialAction::NoAction | ReferentialAction::Restrict);
    table
        .foreign_keys
        .iter()
        .find(|fk| {
            let changes = acts(fk.on_update)
                || matches!(fk.on_delete, ReferentialAction::SetNull | ReferentialAction::SetDefault);
            changes && fk.columns.iter().any(|c| columns.contains(c))
        })
        .map(|fk| format!("it mentions {}, which a foreign key may change", fk.columns.join(", ")))
}

fn plain(name: &str) -> SchemaIndexPart {
    SchemaIndexPart {
        target: SchemaPartTarget::Column(name.to_owned()),
        ..Default::default()
    }
}

fn named(lowering: &Lowering<'_>, at: usize, name: &str) -> Option<Column> {
    lowering.table(at).columns.iter().find(|c| c.name == name).cloned()
}

/// Whether an index over the whole of these columns would be too long.
pub(super) fn is_too_long(table: &SchemaTable, columns: &[String]) -> bool {
    let columns: Vec<Column> = table
        .columns
        .iter()
        .filter(|c| columns.contains(&c.name))
        .cloned()
        .collect();
    too_long(&columns)
}

fn too_long(columns: &[Column]) -> bool {
    columns.iter().map(|c| part_bytes(c, None)).sum::<u32>() > LONGEST_KEY
}

/// The parts with the room left by short columns shared out among the long ones; `None` where there is too
/// little.
fn prefixed(mut parts: Vec<SchemaIndexPart>, columns: &[Column]) -> Option<Vec<SchemaIndexPart>> {
    let fixed: u32 = columns
        .iter()
        .filter(|c| !can_shorten(c))
        .map(|c| part_bytes(c, None))
        .sum();
    let shared = columns.iter().filter(|c| can_shorten(c)).count() as u32;
    let room = LONGEST_KEY.checked_sub(fixed)?.checked_div(shared)?;
    for (part, column) in parts.iter_mut().zip(columns).filter(|(_, c)| can_shorten(c)) {
        let most = room / width(&column.native_type);
        let wanted = part
            .prefix_length
            .or(declared(&column.native_type))
            .unwrap_or(KEYED_TEXT);
        if most == 0 {
            return None;
        }
        let shorter = wanted.min(most);
        let whole = declared(&column.native_type).is_some_and(|n| n <= shorter) && !needs_prefix(&column.native_type);
        part.prefix_length = (!whole).then_some(shorter);
    }
    Some(parts)
}

fn can_shorten(column: &Column) -> bool {
    let base = types::base_name(&column.native_type);
    base.contains("char") || base.contains("text") || base.contains("blob") || base.ends_with("binary")
}

fn needs_prefix(native: &str) -> bool {
    let base = types::base_name(native);
    base.ends_with("text") || base.ends_with("blob")
}

fn declared(native: &str) -> Option<u32> {
    let base = types::base_name(native);
    if base == "enum" || base == "set" {
        return None;
    }
    native.split_once('(')?.1.split([')', ',']).next()?.trim().parse().ok()
}

fn width(native: &str) -> u32 {
    let base = types::base_name(native);
    if base.ends_with("blob") || base.ends_with("binary") {
        1
    } else {
        WIDEST
    }
}

fn part_bytes(column: &Column, prefix: Option<u32>) -> u32 {
    let base = types::base_name(&column.native_type);
    let nullable = u32::from(!column.not_null);
    let length = prefix.or_else(|| declared(&column.native_type));
    let bytes = match base.as_str() {
        "char" | "varchar" | "character" | "nchar" | "nvarchar" => length.unwrap_or(1).saturating_mul(WIDEST) + 2,
        "binary" | "varbinary" => length.unwrap_or(1) + 2,
        _ if needs_prefix(&column.native_type) => {
            prefix.unwrap_or(KEYED_TEXT).saturating_mul(width(&column.native_type)) + 2
        }
        "decimal" | "numeric" | "dec" => length.unwrap_or(10) / 2 + 4,
        _ => 8,
    };
    bytes + nullable
}

/// How much of a row the column takes up, as MySQL counts.
fn row_bytes(native: &str) -> u32 {
    let length = declared(native);
    match types::base_name(native).as_str() {
        "char" | "character" | "nchar" => length.unwrap_or(1) * WIDEST,
        "varchar" | "nvarchar" => length.unwrap_or(1).saturating_mul(WIDEST) + 2,
        "binary" => length.unwrap_or(1),
        "varbinary" => length.unwrap_or(1) + 2,
        "decimal" | "numeric" | "dec" => length.unwrap_or(10) / 2 + 4,
        base if base.ends_with("text") || base.ends_with("blob") || base == "json" => 12,
        _ => 8,
    }
}
