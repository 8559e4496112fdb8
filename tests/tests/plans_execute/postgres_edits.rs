//! Edits of a PostgreSQL schema as people make them, from a seed: another version of it, and what was renamed.

use tablewright_compiler::design::{Identity, ReferentialAction, SortDirection};
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::diff::Rename;
use tablewright_compiler::schema::{
    Check, Column, ForeignKey, GeneratedColumn, Key, Schema, SchemaIndex, SchemaIndexPart, SchemaPartTarget,
    SchemaTable,
};

/// Numbers from a seed.
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit.max(1) as u64) as usize
    }
}

/// The schema after so many edits.
pub(crate) fn edited(schema: &Schema, seed: u64, edits: usize) -> (Schema, Vec<Rename>) {
    let mentioned: Vec<String> = schema.objects.iter().map(|o| o.sql.to_lowercase()).collect();
    let mut maker = Maker {
        schema: schema.clone(),
        numbers: Numbers::new(seed),
        mentioned,
        renames: Vec::new(),
        made: 0,
        touched: Vec::new(),
    };
    let mut done = 0;
    for _ in 0..edits * 20 {
        if done == edits {
            break;
        }
        if maker.edit().is_some() {
            done += 1;
        }
    }
    (maker.schema, maker.renames)
}

struct Maker {
    schema: Schema,
    numbers: Numbers,
    mentioned: Vec<String>,
    renames: Vec<Rename>,
    made: usize,
    /// Tables that are renamed, added or dropped: left alone from then on.
    touched: Vec<String>,
}

fn word_in(text: &str, word: &str) -> bool {
    let word = word.to_lowercase();
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .any(|w| w == word)
}

impl Maker {
    fn name(&mut self, what: &str) -> String {
        self.made += 1;
        format!("{what}_{}", self.made)
    }

    fn is_mentioned(&self, word: &str) -> bool {
        self.mentioned.iter().any(|text| word_in(text, word))
    }

    fn table(&mut self) -> Option<usize> {
        let at = self.numbers.below(self.schema.tables.len());
        let table = self.schema.tables.get(at)?;
        let plain = table
            .options
            .as_deref()
            .is_none_or(|o| !o.to_uppercase().contains("INHERITS"));
        (plain && !self.touched.contains(&table.name)).then_some(at)
    }

    /// A table, and a column of it that nothing but the table's own statement mentions.
    fn free_column(&mut self) -> Option<(usize, usize)> {
        let at = self.table()?;
        let table = &self.schema.tables[at];
        let c = self.numbers.below(table.columns.len());
        let column = table.columns.get(c)?;
        let own = |columns: &[String]| columns.contains(&column.name);
        let keyed = table
            .primary_key
            .iter()
            .chain(&table.unique_keys)
            .any(|k| own(&k.columns) || own(&k.included))
            || table.foreign_keys.iter().any(|k| own(&k.columns))
            || table
                .checks
                .iter()
                .any(|k| word_in(&k.expression.to_lowercase(), &column.name))
            || table
                .exclusions
                .iter()
                .any(|k| word_in(&k.definition.to_lowercase(), &column.name))
            || table.columns.iter().any(|c| {
                c.generated
                    .as_ref()
                    .is_some_and(|g| word_in(&g.expression.to_lowercase(), &column.name))
            })
            || table
                .options
                .as_deref()
                .is_some_and(|o| word_in(&o.to_lowercase(), &column.name))
            || self.is_referenced(table, &column.name)
            || table.indexes.iter().any(|i| uses(i, &column.name));
        (!keyed && !self.is_mentioned(&column.name)).then_some((at, c))
    }

    fn is_referenced(&self, table: &SchemaTable, column: &str) -> bool {
        self.schema.tables.iter().flat_map(|t| &t.foreign_keys).any(|k| {
            k.referenced_table == table.name
                && k.referenced_namespace == table.namespace
                && (k.referenced_columns.is_empty() || k.referenced_columns.iter().any(|c| c == column))
        })
    }

    fn edit(&mut self) -> Option<()> {
        match self.numbers.below(26) {
            0..=2 => self.add_column(),
            3..=4 => self.drop_column(),
            5..=6 => self.rename_column(),
            7..=9 => self.change_type(),
            10 => self.change_default(),
            11 => self.change_required(),
            12..=13 => self.add_index(),
            14 => self.drop_index(),
            15 => self.rename_part(),
            16 => self.add_check(),
            17 => self.drop_check(),
            18 => self.add_foreign_key(),
            19 => self.change_foreign_key(),
            20 => self.add_table(),
            21 => self.drop_table(),
            22 => self.rename_table(),
            23 => self.change_enum(),
            24 => self.comment(),
            _ => self.change_object(),
        }
    }

    fn add_column(&mut self) -> Option<()> {
        let at = self.table()?;
        let name = self.name("extra");
        let kind = self.numbers.below(8);
        let first = self.schema.tables[at]
            .columns
            .iter()
            .find(|c| matches!(c.native_type.as_str(), "integer" | "bigint") && c.generated.is_none())
            .map(|c| c.name.clone());
        let column = |native: &str| Column {
            name: name.clone(),
            native_type: native.to_owned(),
            ..Default::default()
        };
        let made = match kind {
            0 => column("text"),
            1 => Column {
                default: Some("now()".to_owned()),
                not_null: true,
                ..column("timestamp with time zone")
            },
            2 => Column {
                default: Some("'none'".to_owned()),
                not_null: true,
                ..column("character varying(40)")
            },
            3 => Column {
                default: Some("'{}'::text[]".to_owned()),
                ..column("text[]")
            },
            4 => Column {
                identity: Some(Identity::Serial),
                not_null: true,
                ..column("bigint")
            },
            5 => Column {
                generated: Some(GeneratedColumn {
                    expression: format!("{} * 2", Dialect::Postgres.identifier(&first?)),
                    stored: true,
                }),
                ..column("bigint")
            },
            6 => match self.schema.enums.first() {
                Some(made) if made.namespace.is_none() => Column {
                    default: made.values.first().map(|v| Dialect::Postgres.literal(v)),
                    ..column(&Dialect::Postgres.identifier(&made.name))
                },
                _ => return None,
            },
            _ => Column {
                default: Some("0".to_owned()),
                comment: Some("it's new".to_owned()),
                ..column("numeric(12,2)")
            },
        };
        self.schema.tables[at].columns.push(made);
        Some(())
    }

    fn drop_column(&mut self) -> Option<()> {
        let (at, c) = self.free_column()?;
        if self.schema.tables[at].columns.len() < 2 {
            return None;
        }
        self.schema.tables[at].columns.remove(c);
        Some(())
    }

    fn rename_column(&mut self) -> Option<()> {
        let at = self.table()?;
        let c = self.numbers.below(self.schema.tables[at].columns.len());
        let old = self.schema.tables[at].columns.get(c)?.name.clone();
        let is_ours = old.starts_with("extra_") || old.starts_with("renamed_");
        let table = &self.schema.tables[at];
        let complex = table.checks.iter().any(|k| word_in(&k.expression.to_lowercase(), &old))
            || table
                .exclusions
                .iter()
                .any(|k| word_in(&k.definition.to_lowercase(), &old))
            || table.columns.iter().any(|c| c.generated.is_some())
            || table
                .options
                .as_deref()
                .is_some_and(|o| word_in(&o.to_lowercase(), &old))
            || table.indexes.iter().any(|i| {
                i.predicate.as_deref().is_some_and(|p| word_in(&p.to_lowercase(), &old))
                    || i.parts.iter().any(
                        |p| matches!(&p.target, SchemaPartTarget::Expression(e) if word_in(&e.to_lowercase(), &old)),
                    )
            });
        if is_ours || complex || self.is_mentioned(&old) {
            return None;
        }
        let (space, name) = (table.namespace.clone(), table.name.clone());
        let new = self.name("renamed");
        let swap = |columns: &mut Vec<String>| {
            columns
                .iter_mut()
                .filter(|c| **c == old)
                .for_each(|c| c.clone_from(&new));
        };
        let table = &mut self.schema.tables[at];
        table.columns[c].name.clone_from(&new);
        for key in table.primary_key.iter_mut().chain(&mut table.unique_keys) {
            swap(&mut key.columns);
            swap(&mut key.included);
        }
        for key in &mut table.foreign_keys {
            swap(&mut key.columns);
            swap(&mut key.set_columns);
        }
        for index in &mut table.indexes {
            swap(&mut index.included);
            for part in &mut index.parts {
                if let SchemaPartTarget::Column(column) = &mut part.target
                    && *column == old
                {
                    column.clone_from(&new);
                }
            }
        }
        for other in &mut self.schema.tables {
            for key in &mut other.foreign_keys {
                if key.referenced_table == name && key.referenced_namespace == space {
                    swap(&mut key.referenced_columns);
                }
            }
        }
        let mut from: Vec<String> = space.into_iter().collect();
        from.extend([name, old]);
        self.renames.push(Rename { from, to: vec![new] });
        Some(())
    }

    fn change_type(&mut self) -> Option<()> {
        let at = self.table()?;
        let c = self.numbers.below(self.schema.tables[at].columns.len());
        let table = &self.schema.tables[at];
        let column = table.columns.get(c)?;
        let in_key = table
            .options
            .as_deref()
            .is_some_and(|o| word_in(&o.to_lowercase(), &column.name));
        let own = |columns: &[String]| columns.contains(&column.name);
        let refers = table.foreign_keys.iter().any(|k| own(&k.columns)) || self.is_referenced(table, &column.name);
        if in_key || refers || column.generated.is_some() || column.name.starts_with("extra_") {
            return None;
        }
        let checked = table
            .checks
            .iter()
            .any(|k| word_in(&k.expression.to_lowercase(), &column.name))
            || table.columns.iter().any(|c| {
                c.generated
                    .as_ref()
                    .is_some_and(|g| word_in(&g.expression.to_lowercase(), &column.name))
            });
        let new = match column.native_type.as_str() {
            "smallint" => "integer".to_owned(),
            "integer" => "bigint".to_owned(),
            "text" => "character varying(900)".to_owned(),
            "timestamp without time zone" => "timestamp with time zone".to_owned(),
            "boolean"
                if !checked
                    && column.default.is_none()
                    && !self.is_mentioned(&column.name)
                    && !table.indexes.iter().any(|i| uses(i, &column.name)) =>
            {
                "text".to_owned()
            }
            native if native.starts_with("character varying") => "text".to_owned(),
            native if native.starts_with("numeric(") => "numeric".to_owned(),
            _ => return None,
        };
        self.schema.tables[at].columns[c].native_type = new;
        Some(())
    }

    fn change_default(&mut self) -> Option<()> {
        let at = self.table()?;
        let c = self.numbers.below(self.schema.tables[at].columns.len());
        let column = self.schema.tables[at].columns.get_mut(c)?;
        let is_new = column.name.starts_with("extra_");
        if column.identity.is_some() || column.generated.is_some() || is_new {
            return None;
        }
        let new = match column.native_type.as_str() {
            "integer" | "bigint" | "smallint" => Some("42".to_owned()),
            "text" => Some("'it''s'".to_owned()),
            "boolean" => Some("true".to_owned()),
            native if native.starts_with("timestamp") => Some("CURRENT_TIMESTAMP".to_owned()),
            _ => None,
        };
        column.default = if column.default.is_some() { None } else { new };
        Some(())
    }

    fn change_required(&mut self) -> Option<()> {
        let at = self.table()?;
        let c = self.numbers.below(self.schema.tables[at].columns.len());
        let table = &mut self.schema.tables[at];
        let column = table.columns.get(c)?.clone();
        let in_primary = table
            .primary_key
            .as_ref()
            .is_some_and(|k| k.columns.contains(&column.name));
        if in_primary || column.identity.is_some() || column.generated.is_some() {
            return None;
        }
        let column = table.columns.get_mut(c)?;
        if column.not_null {
            column.not_null = false;
        } else {
            let default = column.default.clone().filter(|d| !d.eq_ignore_ascii_case("null"));
            default?;
            column.not_null = true;
        }
        Some(())
    }

    fn add_index(&mut self) -> Option<()> {
        let at = self.table()?;
        let c = self.numbers.below(self.schema.tables[at].columns.len());
        let table = &self.schema.tables[at];
        let column = table.columns.get(c)?.clone();
        let plain = ["integer", "bigint", "text", "boolean", "date"];
        if !plain.contains(&column.native_type.as_str()) {
            return None;
        }
        let is_text = column.native_type == "text";
        let target = if is_text && self.numbers.below(2) == 0 {
            SchemaPartTarget::Expression(format!("lower({})", Dialect::Postgres.identifier(&column.name)))
        } else {
            SchemaPartTarget::Column(column.name.clone())
        };
        let predicate =
            (self.numbers.below(3) == 0).then(|| format!("{} IS NOT NULL", Dialect::Postgres.identifier(&column.name)));
        let direction = if self.numbers.below(3) == 0 {
            SortDirection::Desc
        } else {
            SortDirection::Asc
        };
        let name = self.name("made_idx");
        self.schema.tables[at].indexes.push(SchemaIndex {
            name: Some(name),
            parts: vec![SchemaIndexPart {
                target,
                direction,
                ..Default::default()
            }],
            predicate,
            ..Default::default()
        });
        Some(())
    }

    fn drop_index(&mut self) -> Option<()> {
        let at = self.table()?;
        let i = self.numbers.below(self.schema.tables[at].indexes.len());
        let index = self.schema.tables[at].indexes.get(i)?;
        if index.is_unique || self.is_mentioned(index.name.as_deref()?) {
            return None;
        }
        self.schema.tables[at].indexes.remove(i);
        Some(())
    }

    fn rename_part(&mut self) -> Option<()> {
        let at = self.table()?;
        let new = self.name("another");
        let which = self.numbers.below(4);
        let mentioned = self.mentioned.clone();
        let table = &mut self.schema.tables[at];
        let name = match which {
            0 => &mut table.primary_key.as_mut()?.name,
            1 => &mut table.indexes.first_mut()?.name,
            2 => &mut table.foreign_keys.first_mut()?.name,
            _ => &mut table.checks.first_mut()?.name,
        };
        if mentioned
            .iter()
            .any(|text| name.as_deref().is_some_and(|n| word_in(text, n)))
        {
            return None;
        }
        *name = Some(new);
        Some(())
    }

    fn add_check(&mut self) -> Option<()> {
        let at = self.table()?;
        let c = self.numbers.below(self.schema.tables[at].columns.len());
        let column = self.schema.tables[at].columns.get(c)?;
        let name = Dialect::Postgres.identifier(&column.name);
        let expression = match column.native_type.as_str() {
            "integer" | "bigint" => format!("{name} > '-1000'::integer"),
            "text" => format!("length({name}) < 100000"),
            _ => return None,
        };
        let own = self.name("made_check");
        self.schema.tables[at].checks.push(Check {
            name: Some(own),
            expression,
            ..Default::default()
        });
        Some(())
    }

    fn drop_check(&mut self) -> Option<()> {
        let at = self.table()?;
        self.schema.tables[at].checks.pop().map(|_| ())
    }

    fn add_foreign_key(&mut self) -> Option<()> {
        let (at, other) = (self.table()?, self.table()?);
        let target = self.schema.tables[other].clone();
        let key = target.primary_key.as_ref().filter(|k| k.columns.len() == 1)?;
        if target.options.is_some() || self.schema.tables[at].options.is_some() {
            return None;
        }
        let native = target
            .columns
            .iter()
            .find(|c| c.name == key.columns[0])?
            .native_type
            .clone();
        let column = self.name("extra_ref");
        let name = self.name("made_fk");
        let table = &mut self.schema.tables[at];
        table.columns.push(Column {
            name: column.clone(),
            native_type: native,
            ..Default::default()
        });
        table.foreign_keys.push(ForeignKey {
            name: Some(name),
            columns: vec![column],
            referenced_namespace: target.namespace.clone(),
            referenced_table: target.name.clone(),
            referenced_columns: key.columns.clone(),
            on_delete: ReferentialAction::SetNull,
            ..Default::default()
        });
        Some(())
    }

    fn change_foreign_key(&mut self) -> Option<()> {
        let at = self.table()?;
        let k = self.numbers.below(self.schema.tables[at].foreign_keys.len());
        let drop = self.numbers.below(3) == 0;
        let keys = &mut self.schema.tables[at].foreign_keys;
        if drop && !keys.is_empty() {
            keys.remove(k);
            return Some(());
        }
        let key = keys.get_mut(k)?;
        key.on_delete = if key.on_delete == ReferentialAction::Cascade {
            ReferentialAction::NoAction
        } else {
            ReferentialAction::Cascade
        };
        Some(())
    }

    fn add_table(&mut self) -> Option<()> {
        let name = self.name("made_table");
        let other = self.table()?;
        let target = &self.schema.tables[other];
        let key = target
            .primary_key
            .as_ref()
            .filter(|k| k.columns.len() == 1)
            .map(|k| k.columns[0].clone());
        let native = key
            .as_ref()
            .and_then(|k| target.columns.iter().find(|c| c.name == *k))
            .map(|c| c.native_type.clone());
        let mut table = SchemaTable {
            name: name.clone(),
            columns: vec![Column {
                name: "id".to_owned(),
                native_type: "bigint".to_owned(),
                not_null: true,
                identity: Some(Identity::Always),
                ..Default::default()
            }],
            primary_key: Some(Key {
                name: None,
                columns: vec!["id".to_owned()],
                ..Default::default()
            }),
            comment: Some("made".to_owned()),
            ..Default::default()
        };
        if let (Some(key), Some(native), None) = (key, native, &target.options) {
            table.columns.push(Column {
                name: "other".to_owned(),
                native_type: native,
                ..Default::default()
            });
            table.foreign_keys.push(ForeignKey {
                columns: vec!["other".to_owned()],
                referenced_namespace: target.namespace.clone(),
                referenced_table: target.name.clone(),
                referenced_columns: vec![key],
                ..Default::default()
            });
        }
        self.touched.push(name);
        self.schema.tables.push(table);
        Some(())
    }

    fn drop_table(&mut self) -> Option<()> {
        let at = self.table()?;
        let table = self.schema.tables[at].clone();
        let referenced = self
            .schema
            .tables
            .iter()
            .filter(|t| t.name != table.name)
            .flat_map(|t| &t.foreign_keys);
        let mut referenced = referenced.filter(|k| k.referenced_table == table.name);
        if referenced.next().is_some()
            || self.is_mentioned(&table.name)
            || self.renames.iter().any(|r| r.from.contains(&table.name))
        {
            return None;
        }
        self.schema.tables.remove(at);
        Some(())
    }

    fn rename_table(&mut self) -> Option<()> {
        let at = self.table()?;
        let (space, old) = (
            self.schema.tables[at].namespace.clone(),
            self.schema.tables[at].name.clone(),
        );
        if self.is_mentioned(&old) || self.renames.iter().any(|r| r.from.contains(&old)) {
            return None;
        }
        let new = self.name("moved");
        self.schema.tables[at].name.clone_from(&new);
        for other in &mut self.schema.tables {
            for key in &mut other.foreign_keys {
                if key.referenced_table == old && key.referenced_namespace == space {
                    key.referenced_table.clone_from(&new);
                }
            }
        }
        let mut from: Vec<String> = space.into_iter().collect();
        from.push(old);
        self.renames.push(Rename {
            from,
            to: vec![new.clone()],
        });
        self.touched.push(new);
        Some(())
    }

    fn change_enum(&mut self) -> Option<()> {
        let at = self.numbers.below(self.schema.enums.len());
        let way = self.numbers.below(3);
        let value = self.name("value");
        let place = self.numbers.below(4);
        let made = self.schema.enums.get_mut(at)?;
        match way {
            0 => made.values.insert(place.min(made.values.len()), value),
            1 => made.values.push(value),
            _ => made.values.rotate_left(1),
        }
        Some(())
    }

    fn comment(&mut self) -> Option<()> {
        let at = self.table()?;
        let text = self.name("it's a comment");
        let c = self.numbers.below(self.schema.tables[at].columns.len() + 1);
        let table = &mut self.schema.tables[at];
        match table.columns.get_mut(c) {
            Some(column) => column.comment = Some(text),
            None => table.comment = if table.comment.is_some() { None } else { Some(text) },
        }
        Some(())
    }

    fn change_object(&mut self) -> Option<()> {
        use tablewright_compiler::design::ObjectKind as K;
        let at = self.numbers.below(self.schema.objects.len());
        let object = self.schema.objects.get_mut(at)?;
        match object.kind {
            K::Function if object.sql.contains("BEGIN") => {
                object.sql = object.sql.replacen("BEGIN", "BEGIN /* again */", 1);
            }
            K::Trigger => {
                self.schema.objects.remove(at);
            }
            K::View if object.sql.to_uppercase().contains("SELECT ") => {
                // Something that stands on it must go on to stand.
                object.sql =
                    format!("{} ", object.sql.trim_end().trim_end_matches(';')).replacen("AS", "AS /* again */", 1);
            }
            _ => return None,
        }
        Some(())
    }
}

fn uses(index: &SchemaIndex, column: &str) -> bool {
    index.included.iter().any(|c| c == column)
        || index
            .predicate
            .as_deref()
            .is_some_and(|p| word_in(&p.to_lowercase(), column))
        || index.parts.iter().any(|p| match &p.target {
            SchemaPartTarget::Column(name) => name == column,
            SchemaPartTarget::Expression(sql) => word_in(&sql.to_lowercase(), column),
        })
}
