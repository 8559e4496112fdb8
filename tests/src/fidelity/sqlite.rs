//! What SQLite's pragmas say of a database, and its stored statements where they say more.

use super::sqlite_text::{TableText, normalized};
use super::{Catalog, Kind};
use crate::engine::ScratchDatabase;
use serde_json::Value;
use std::collections::HashMap;

/// One line of JSON each: objects, tables, columns, foreign keys, indexes with their parts.
const QUERIES: &str = "
SELECT json_group_array(json_object('type', type, 'name', name, 'table', tbl_name, 'sql', sql))
  FROM (SELECT * FROM sqlite_schema ORDER BY type, name);
SELECT json_group_array(json_object('name', name, 'type', type, 'rowid', wr, 'strict', strict))
  FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%';
SELECT json_group_array(json_object('table', t.name, 'name', x.name, 'type', x.type, 'required', x.\"notnull\",
    'default', x.dflt_value, 'pk', x.pk, 'hidden', x.hidden))
  FROM pragma_table_list t JOIN pragma_table_xinfo(t.name) x
 WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%';
SELECT json_group_array(json_object('table', t.name, 'id', f.id, 'to', f.\"table\", 'from', f.\"from\",
    'column', f.\"to\", 'update', f.on_update, 'delete', f.on_delete, 'match', f.match))
  FROM pragma_table_list t JOIN pragma_foreign_key_list(t.name) f
 WHERE t.schema = 'main' AND t.type = 'table';
SELECT json_group_array(json_object('table', t.name, 'name', i.name, 'unique', i.\"unique\", 'origin', i.origin,
    'partial', i.partial, 'column', x.name, 'cid', x.cid, 'desc', x.\"desc\", 'collation', x.coll, 'key', x.key))
  FROM pragma_table_list t JOIN pragma_index_list(t.name) i JOIN pragma_index_xinfo(i.name) x
 WHERE t.schema = 'main' AND t.type = 'table';
";

/// The objects in a database.
pub(super) fn catalog(database: &ScratchDatabase) -> Result<Catalog, String> {
    let printed = database.apply(QUERIES)?;
    let rows: Vec<Vec<Value>> = printed
        .lines()
        .map(|line| serde_json::from_str(line).map_err(|e| format!("sqlite3 printed no JSON: {e}")))
        .collect::<Result<_, _>>()?;
    let [objects, tables, columns, foreign_keys, indexes] = rows.as_slice() else {
        return Err(format!("sqlite3 gave {} answers to five queries", rows.len()));
    };
    let mut catalog = Catalog::default();
    let shadows: Vec<String> = tables
        .iter()
        .filter(|t| t["type"] == "shadow")
        .map(|t| text(t, "name"))
        .collect();
    let texts: HashMap<String, TableText> = objects
        .iter()
        .filter(|o| o["type"] == "table")
        .map(|o| (text(o, "name"), TableText::read(&text(o, "sql"))))
        .collect();
    for object in objects.iter().filter(|o| !shadows.contains(&text(o, "table"))) {
        stored(&mut catalog, object);
    }
    for row in tables.iter().filter(|t| t["type"] == "table") {
        table(&mut catalog, row, columns, &texts);
    }
    for row in columns {
        column(&mut catalog, row, &texts);
    }
    keys(&mut catalog, indexes, columns, &texts);
    references(&mut catalog, foreign_keys, columns, &texts);
    Ok(catalog)
}

fn text(row: &Value, key: &str) -> String {
    row[key].as_str().unwrap_or_default().to_owned()
}

/// Views, triggers, indexes and virtual tables, as they are stored.
fn stored(catalog: &mut Catalog, object: &Value) {
    let (name, sql) = (text(object, "name"), text(object, "sql"));
    match text(object, "type").as_str() {
        "view" => catalog.add(Kind::View, name, normalized(&sql)),
        "trigger" => catalog.add(
            Kind::Trigger,
            format!("{}.{name}", text(object, "table")),
            normalized(&sql),
        ),
        "index" if !sql.is_empty() => {
            // Ascending goes without saying.
            let sql = normalized(&sql).replace(" asc ,", " ,").replace(" asc )", " )");
            catalog.add(Kind::Index, format!("{}.{name}", text(object, "table")), sql);
        }
        "table" if sql.to_ascii_lowercase().starts_with("create virtual") => {
            catalog.add(Kind::Other, name, normalized(&sql));
        }
        _ => {}
    }
}

fn table(catalog: &mut Catalog, row: &Value, columns: &[Value], texts: &HashMap<String, TableText>) {
    let name = text(row, "name");
    let own: Vec<String> = columns
        .iter()
        .filter(|c| c["table"] == row["name"])
        .map(|c| text(c, "name"))
        .collect();
    let shape = format!(
        "without rowid {}\nstrict {}\n{}",
        row["rowid"],
        row["strict"],
        own.join("\n")
    );
    if let Some(said) = texts.get(&name) {
        for (check, expression) in &said.checks {
            catalog.add(Kind::Check, format!("{name}.{check}"), expression);
        }
    }
    catalog.add(Kind::Table, name, shape);
}

fn column(catalog: &mut Catalog, row: &Value, texts: &HashMap<String, TableText>) {
    let (table, name) = (text(row, "table"), text(row, "name"));
    let said = texts.get(&table).and_then(|t| t.columns.get(&name.to_lowercase()));
    let described = format!(
        "type {}\nrequired {}\ndefault {}\nhidden {}\n{}",
        row["type"],
        row["required"],
        default_text(&text(row, "default")),
        row["hidden"],
        said.map(String::as_str).unwrap_or_default()
    );
    catalog.add(Kind::Column, format!("{table}.{name}"), described);
}

/// The default; what stands in double quotes or bare is a string to SQLite.
fn default_text(said: &str) -> String {
    let bare = said.starts_with(char::is_alphabetic) && said.chars().all(|c| c.is_alphanumeric() || c == '_');
    let is_word = [
        "null",
        "true",
        "false",
        "current_timestamp",
        "current_date",
        "current_time",
    ]
    .iter()
    .any(|word| said.eq_ignore_ascii_case(word));
    if is_word {
        return said.to_uppercase();
    }
    if bare {
        return format!("'{said}'");
    }
    match said.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => format!("'{inner}'"),
        None => said.to_owned(),
    }
}

/// Primary and unique keys: those with an index of their own, and those that are the row's number.
fn keys(catalog: &mut Catalog, indexes: &[Value], columns: &[Value], texts: &HashMap<String, TableText>) {
    let mut primary: HashMap<String, Vec<(i64, String)>> = HashMap::new();
    for column in columns.iter().filter(|c| c["pk"].as_i64() > Some(0)) {
        let entry = primary.entry(text(column, "table")).or_default();
        entry.push((column["pk"].as_i64().unwrap_or(0), text(column, "name")));
    }
    let mut described: HashMap<(String, String), String> = HashMap::new();
    for (table, mut parts) in primary {
        parts.sort();
        let names: Vec<String> = parts.into_iter().map(|(_, name)| name.to_lowercase()).collect();
        described.insert((table, "primary".to_owned()), format!("columns {}\n", names.join(", ")));
    }
    let mut implied: Vec<(String, String, String, Vec<String>)> = Vec::new();
    for row in indexes.iter().filter(|i| i["origin"] != "c" && i["key"] == 1) {
        let (table, name) = (text(row, "table"), text(row, "name"));
        let part = format!(
            "{} desc {} collate {}",
            text(row, "column"),
            row["desc"],
            text(row, "collation").to_uppercase()
        );
        match implied.iter_mut().find(|(_, known, ..)| *known == name) {
            Some((.., parts)) => parts.push(part),
            None => implied.push((table, name, text(row, "origin"), vec![part])),
        }
    }
    for (table, _, origin, parts) in implied {
        let what = match origin.as_str() {
            "pk" => "primary".to_owned(),
            _ => {
                let columns: Vec<&str> = parts.iter().map(|p| p.split(" desc ").next().unwrap_or(p)).collect();
                format!("unique {}", columns.join(" ").to_lowercase())
            }
        };
        let entry = described.entry((table, what)).or_default();
        entry.push_str(&format!("index {}\n", parts.join(", ")));
    }
    for ((table, what), mut text) in described {
        if let Some(more) = texts.get(&table).and_then(|t| t.keys.get(&what)) {
            text.push_str(more);
        }
        catalog.add(Kind::Key, format!("{table}.{what}"), text);
    }
}

fn references(catalog: &mut Catalog, rows: &[Value], columns: &[Value], texts: &HashMap<String, TableText>) {
    let mut made: Vec<(String, i64, Vec<&Value>)> = Vec::new();
    for row in rows {
        let key = (text(row, "table"), row["id"].as_i64().unwrap_or(0));
        match made.iter_mut().find(|(table, id, _)| (table, id) == (&key.0, &key.1)) {
            Some((.., parts)) => parts.push(row),
            None => made.push((key.0, key.1, vec![row])),
        }
    }
    for (table, _, parts) in made {
        let from: Vec<String> = parts.iter().map(|p| text(p, "from").to_lowercase()).collect();
        let to = text(parts[0], "to");
        // Left unsaid, it is the primary key.
        let implied = || {
            let mut key: Vec<(i64, String)> = columns
                .iter()
                .filter(|c| text(c, "table").eq_ignore_ascii_case(&to) && c["pk"].as_i64() > Some(0))
                .map(|c| (c["pk"].as_i64().unwrap_or(0), text(c, "name").to_lowercase()))
                .collect();
            key.sort();
            key.into_iter().map(|(_, name)| name).collect::<Vec<_>>()
        };
        let referenced: Vec<String> = if parts[0]["column"].is_null() {
            implied()
        } else {
            parts.iter().map(|p| text(p, "column").to_lowercase()).collect()
        };
        let named = from.join(" ");
        let said = texts
            .get(&table)
            .and_then(|t| t.references.get(&(named.clone(), to.to_lowercase())));
        let implied_name = format!("{table}_{}_fkey", from.join("_"));
        let described = format!(
            "to {} ({})\non update {} on delete {} match {}\n{}",
            to.to_lowercase(),
            referenced.join(", "),
            parts[0]["update"],
            parts[0]["delete"],
            parts[0]["match"],
            said.map(String::as_str).unwrap_or_default()
        );
        catalog.add(Kind::ForeignKey, format!("{table}.{implied_name}"), described);
    }
}
