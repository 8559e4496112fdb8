//! Designs in a few lines: what the cases under `testdata/compile` are written in.
//!
//! ```text
//! enum mood: happy, sad
//! table orders sales.orders
//!   id NUMBER {"width":64} required identity=BY_DEFAULT
//!   note TEXT {} default=`'none'` comment=`what is said`
//!   primary key (id)
//!   unique uq_note (note) deferred
//!   check ck_id: id > 0
//!   index ix_note unique (note, id) method=btree where=`id > 1`
//! ref fk_orders: customers(id) -> orders(customer_id) onDelete=CASCADE
//! object postgres VIEW v: CREATE VIEW v AS SELECT 1
//! ```

use serde_json::{Map, Value, json};
use std::collections::HashMap;
use tablewright_compiler::design::{Design, DesignSnapshot};

/// The design that the notation describes.
pub(crate) fn design(text: &str) -> Design {
    let mut reader = Reader::default();
    for line in text.lines().filter(|l| !l.trim().is_empty()) {
        reader.line(line);
    }
    let snapshot: DesignSnapshot =
        serde_json::from_value(Value::Object(reader.parts)).expect("the notation makes a design");
    snapshot.into()
}

#[derive(Default)]
struct Reader {
    parts: Map<String, Value>,
    ids: HashMap<String, String>,
    table: String,
    fields: usize,
    next: u128,
}

impl Reader {
    fn id(&mut self, name: &str) -> String {
        self.next += 1;
        let id = format!("{:08x}-0000-7000-8000-{:012x}", 1, self.next);
        self.ids.insert(name.to_owned(), id.clone());
        id
    }

    fn known(&self, name: &str) -> Value {
        json!(
            self.ids
                .get(name)
                .unwrap_or_else(|| panic!("{name} is not declared before it is used"))
        )
    }

    fn add(&mut self, kind: &str, element: Value) {
        let list = self.parts.entry(kind).or_insert_with(|| json!([]));
        list.as_array_mut().expect("a list").push(element);
    }

    fn line(&mut self, line: &str) {
        let (word, rest) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
        match (line.starts_with(' '), word) {
            (false, "enum") => self.enum_type(rest),
            (false, "table") => self.start_table(rest),
            (false, "ref") => self.relationship(rest),
            (false, "object") => self.object(rest),
            (true, "primary") => self.key("primaryKey", "primary", rest),
            (true, "unique") => {
                let name = rest.split(' ').next().expect("a name").to_owned();
                self.key("unique", &name, rest);
            }
            (true, "check") => self.check(rest),
            (true, "index") => self.index(rest),
            (true, _) => self.field(word, rest),
            (false, other) => panic!("{other} is no word of the notation"),
        }
    }

    fn enum_type(&mut self, rest: &str) {
        let (name, values) = rest.split_once(':').expect("enum name: values");
        let id = self.id(name);
        let values: Vec<&str> = values.split(',').map(str::trim).collect();
        self.add("enums", json!({ "id": id, "name": name, "values": values }));
    }

    fn start_table(&mut self, rest: &str) {
        let options = options(rest);
        let named = rest.split(' ').next().expect("a name");
        let (namespace, name) = named.split_once('.').unwrap_or(("", named));
        let id = self.id(name);
        self.table = name.to_owned();
        self.fields = 0;
        let native: Map<String, Value> = ["postgres", "mysql", "sqlite"]
            .iter()
            .filter_map(|d| Some(((*d).to_owned(), json!(options.get(*d)?))))
            .collect();
        self.add(
            "tables",
            json!({ "id": id, "name": name, "namespace": namespace, "tableName": name, "description": options.get("comment"),
                "status": options.get("status").map_or("DRAFT", String::as_str), "nativeOptions": native }),
        );
    }

    fn field(&mut self, name: &str, rest: &str) {
        let (data_type, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        let end = if rest.starts_with('{') { closing(rest) } else { 0 };
        let mut config: Value = if end > 0 {
            serde_json::from_str(&rest[..end]).expect("config is JSON")
        } else {
            json!({})
        };
        if let Some(of) = config.get("of").and_then(Value::as_str) {
            config = json!({ "enumId": self.known(of) });
        }
        let options = options(&rest[end..]);
        let id = self.id(&format!("{}.{name}", self.table));
        let expression = |key: &str| {
            options
                .get(key)
                .map(|sql| json!({ "sql": sql, "dialect": options.get("of") }))
        };
        let generated =
            expression("generated").map(|e| json!({ "expression": e, "stored": !options.contains_key("virtual") }));
        let element = json!({ "id": id, "tableId": self.known(&self.table), "name": name, "fieldName": name,
            "description": options.get("comment"), "dataType": data_type, "config": config,
            "isRequired": options.contains_key("required"), "defaultValue": expression("default"),
            "identity": options.get("identity"), "generated": generated, "onUpdate": expression("onUpdate"),
            "collation": options.get("collation"), "sortOrder": self.fields });
        self.fields += 1;
        self.add("fields", element);
    }

    fn fields_in(&self, text: &str) -> Vec<Value> {
        let list = &text[text.find('(').expect("a list") + 1..text.find(')').expect("a list")];
        list.split(',')
            .map(|f| self.known(&format!("{}.{}", self.table, f.trim())))
            .collect()
    }

    fn key(&mut self, kind: &str, name: &str, rest: &str) {
        let name = (name != "primary" && !name.starts_with('(')).then_some(name);
        let id = self.id(&format!("{} {rest}", self.table));
        let mut element = json!({ "id": id, "tableId": self.known(&self.table), "name": name, "constraint": kind, "fields": self.fields_in(rest) });
        if rest.ends_with("deferred") {
            element["deferrable"] = json!("INITIALLY_DEFERRED");
        }
        self.add("constraints", element);
    }

    fn check(&mut self, rest: &str) {
        let (name, sql) = rest.split_once(": ").expect("check name: expression");
        let id = self.id(&format!("{} check {name}", self.table));
        let element = json!({ "id": id, "tableId": self.known(&self.table), "name": name, "constraint": "check", "expression": { "sql": sql } });
        self.add("constraints", element);
    }

    fn index(&mut self, rest: &str) {
        let name = rest.split(' ').next().expect("a name").to_owned();
        let list = &rest[rest.find('(').expect("a list") + 1..rest.find(')').expect("a list")];
        let parts: Vec<Value> = list
            .split(',')
            .map(|part| {
                let (field, direction) = part.trim().split_once(' ').unwrap_or((part.trim(), "ASC"));
                json!({ "field": self.known(&format!("{}.{field}", self.table)), "direction": direction })
            })
            .collect();
        let options = options(&rest[rest.find(')').expect("a list") + 1..]);
        let id = self.id(&format!("{} index {name}", self.table));
        let element = json!({ "id": id, "tableId": self.known(&self.table), "name": name, "isUnique": rest.contains(" unique "), "parts": parts,
            "method": options.get("method"), "predicate": options.get("where").map(|sql| json!({ "sql": sql })) });
        self.add("indexes", element);
    }

    fn relationship(&mut self, rest: &str) {
        let (name, rest) = rest.split_once(": ").expect("ref name: source -> target");
        let (source, rest) = rest.split_once(" -> ").expect("source -> target");
        let end = rest.find(')').expect("target(fields)") + 1;
        let options = options(&rest[end..]);
        let side = |text: &str| {
            let (table, fields) = text.trim_end_matches(')').split_once('(').expect("table(fields)");
            let fields: Vec<Value> = fields
                .split(',')
                .map(|f| self.known(&format!("{table}.{}", f.trim())))
                .collect();
            (self.known(table), fields)
        };
        let ((from, from_fields), (to, to_fields)) = (side(source), side(&rest[..end]));
        let pairs: Vec<Value> = from_fields
            .iter()
            .zip(&to_fields)
            .map(|(a, b)| json!({ "sourceFieldId": a, "targetFieldId": b }))
            .collect();
        let id = self.id(name);
        let pick = |key: &str, default: &str| options.get(key).cloned().unwrap_or_else(|| default.to_owned());
        let element = json!({ "id": id, "name": name, "relationshipType": pick("type", "ONE_TO_MANY"), "sourceTableId": from, "targetTableId": to,
            "fieldPairs": pairs, "onDelete": pick("onDelete", "NO_ACTION"), "onUpdate": pick("onUpdate", "NO_ACTION"),
            "deferrable": pick("deferrable", "NO") });
        self.add("relationships", element);
    }

    fn object(&mut self, rest: &str) {
        let (head, sql) = rest.split_once(": ").expect("object dialect KIND name: sql");
        let words: Vec<&str> = head.split(' ').collect();
        let id = self.id(head);
        let order = self.next;
        let element = json!({ "id": id, "dialect": words[0], "kind": words[1], "name": words[2], "sql": sql, "sortOrder": order });
        self.add("objects", element);
    }
}

/// `word`, `key=value` and ``key=`several words` ``.
fn options(text: &str) -> HashMap<String, String> {
    let mut out = HashMap::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = rest.find([' ', '=']).unwrap_or(rest.len());
        let key = rest[..end].to_owned();
        let value = &rest[end..];
        let (value, after) = match value.strip_prefix("=`") {
            Some(quoted) => quoted.split_once('`').expect("a closing tick"),
            None => match value.strip_prefix('=') {
                Some(bare) => bare.split_once(' ').unwrap_or((bare, "")),
                None => ("", value),
            },
        };
        out.insert(key, value.to_owned());
        rest = after.trim_start();
    }
    out
}

fn closing(text: &str) -> usize {
    let mut depth = 0;
    for (i, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return i + 1;
        }
    }
    panic!("{text} is not closed")
}
