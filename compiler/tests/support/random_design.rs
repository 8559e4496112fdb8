//! Designs made by chance, with names, texts and types that engines stumble over.

use std::collections::BTreeMap;
use std::sync::Arc;
use tablewright_compiler::design::{
    ArrayConfig, BinaryConfig, Constraint, ConstraintKind, DateConfig, DateKind, Deferrable, Design, Element,
    EnumConfig, EnumType, Field, FieldPair, FieldType, Generated, Identity, Index, IndexPart, JsonConfig, NullsOrder,
    NumberConfig, NumberKind, PartTarget, ReferentialAction, Relationship, RelationshipType, SortDirection,
    SqlExpression, Table, TableStatus, TextConfig, TypeFamily,
};
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::ids::{FieldId, IdSource, TableId};
use uuid::Uuid;

/// Names that are keywords, differ in case alone, are too long, or try to get out of their quotes.
const NAMES: [&str; 40] = [
    "orders",
    "Orders",
    "order",
    "select",
    "group",
    "user",
    "table",
    "id",
    "ID",
    "name",
    "a",
    "b",
    "value",
    "key",
    "primary",
    "xmin",
    "ctid",
    "rowid",
    "sqlite_sequence",
    "sqlite_x",
    "pg_x",
    "FTS_DOC_ID",
    "über",
    "Ünïcode",
    "日本語",
    "😀",
    "two words",
    " lead",
    "trail ",
    "quote\"d",
    "tick`ed",
    "apos'trophe",
    "br[ack]et",
    "semi;colon",
    "x\"; DROP TABLE orders; --",
    "x`; DROP TABLE orders; --",
    "'); DROP TABLE orders; --",
    "back\\slash",
    "line\nbreak",
    "/* comment",
];

const TEXTS: [&str; 12] = [
    "plain",
    "it's",
    "\"quoted\"",
    "`ticked`",
    "back\\",
    "\\'; DROP TABLE orders; --",
    "two\nlines",
    "-- comment",
    "/* open",
    "😀 ünï",
    "$$ dollar $$",
    "tab\tand\r\nreturn",
];

const DEFAULTS: [&str; 40] = [
    "0",
    "1",
    "-1",
    "1.5",
    "99999999999",
    "'x'",
    "'it''s'",
    "''",
    "TRUE",
    "false",
    "NULL",
    "now()",
    "CURRENT_TIMESTAMP",
    "CURRENT_DATE",
    "current_time",
    "gen_random_uuid()",
    "uuid()",
    "'2024-02-29'",
    "'2023-02-29'",
    "'12:30:00'",
    "'2024-01-01 00:00:00'",
    "'{}'",
    "'[]'",
    "'{\"a\": 1}'",
    "'open'",
    "1 + 1",
    "lower('ABC')",
    "'a' || 'b'",
    "coalesce(NULL, 'x')",
    "'x'::text",
    "'x'; DROP TABLE orders",
    "1) , (2",
    "a",
    "pg_sleep(1)",
    "'\\'",
    "'00000000-0000-0000-0000-000000000000'",
    "CASE WHEN 1 = 1 THEN 2 ELSE 3 END",
    "1 = 1 AND 2 = 2",
    "'😀'",
    "-(-1)",
];

const NATIVES: [(Dialect, &str); 16] = [
    (Dialect::Postgres, "inet"),
    (Dialect::Postgres, "tsvector"),
    (Dialect::Postgres, "int4range"),
    (Dialect::Postgres, "point"),
    (Dialect::Postgres, "no_such_type"),
    (Dialect::Postgres, "text); DROP TABLE orders; --"),
    (Dialect::Postgres, "xml"),
    (Dialect::Mysql, "mediumtext"),
    (Dialect::Mysql, "set('a','b')"),
    (Dialect::Mysql, "point"),
    (Dialect::Mysql, "timestamp"),
    (Dialect::Mysql, "int, x int"),
    (Dialect::Mysql, "enum('it''s','b\\\\c')"),
    (Dialect::Sqlite, "ANY THING (1)"),
    (Dialect::Sqlite, "text -- x"),
    (Dialect::Sqlite, "varchar(20)"),
];

/// SplitMix64.
struct Chance(u64);

impl Chance {
    fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.number() % bound as u64) as usize
    }

    fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<T: Clone>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())].clone()
    }
}

/// The design of a seed: the same one every time.
pub(crate) fn random_design(seed: u64) -> Design {
    let mut maker = Maker {
        chance: Chance(seed),
        ids: IdSource::new(Uuid::from_u128(u128::from(seed) << 64)),
        design: Design::new(),
    };
    maker.enums();
    let tables = 1 + maker.chance.below(6);
    for number in 0..tables {
        maker.table(number);
    }
    for _ in 0..tables * 2 {
        maker.relationship();
    }
    maker.design
}

struct Maker {
    chance: Chance,
    ids: IdSource,
    design: Design,
}

impl Maker {
    fn put(&mut self, element: Element) {
        self.design.put(element);
    }

    fn name(&mut self, taken: &[String]) -> String {
        let mut name = self.chance.pick(&NAMES).to_owned();
        if self.chance.percent(10) {
            name = name.repeat(1 + 200 / name.len());
            name = name.chars().take(128).collect();
        }
        while taken.contains(&name) {
            name.push('x');
        }
        name
    }

    fn text(&mut self, percent: usize) -> Option<String> {
        self.chance.percent(percent).then(|| {
            let text = self.chance.pick(&TEXTS);
            if self.chance.percent(5) {
                text.repeat(1_500 / text.len())
            } else {
                text.to_owned()
            }
        })
    }

    fn expression(&mut self, sql: &str) -> SqlExpression {
        SqlExpression::neutral(sql)
    }

    fn enums(&mut self) {
        for i in 0..self.chance.below(3) {
            let id = self.ids.next_id();
            let values: Vec<&str> = match self.chance.below(5) {
                0 => vec!["open", "closed"],
                1 => vec!["a", "A", "ä"],
                2 => vec!["it's", "back\\slash", "semi;", "😀", ""],
                3 => vec![],
                _ => vec!["x ", "x"],
            };
            let description = self.text(30);
            self.put(Element::Enum(Arc::new(EnumType {
                id,
                namespace: String::new(),
                name: format!("{}{i}", ["mood", "order", "Status"][i]),
                description,
                values: values.into_iter().map(str::to_owned).collect(),
                value_ids: Vec::new(),
            })));
        }
    }

    fn table(&mut self, number: usize) {
        let id: TableId = self.ids.next_id();
        let namespace = self
            .chance
            .pick(&["", "", "", "sales", "public", "pg_odd", "sp ace"])
            .to_owned();
        let taken: Vec<String> = self.design.tables().map(|t| t.table_name.clone()).collect();
        let table_name = self.name(&taken);
        let description = self.text(40);
        let status = if self.chance.percent(8) {
            TableStatus::Deleted
        } else {
            TableStatus::Draft
        };
        let mut native_options = BTreeMap::new();
        if self.chance.percent(10) {
            native_options.insert(
                Dialect::Sqlite,
                self.chance
                    .pick(&["WITHOUT ROWID", "STRICT", "; DROP TABLE x"])
                    .to_owned(),
            );
            native_options.insert(
                Dialect::Mysql,
                self.chance
                    .pick(&[
                        "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci",
                        "COMMENT='x' ; DROP",
                    ])
                    .to_owned(),
            );
            native_options.insert(
                Dialect::Postgres,
                self.chance.pick(&["WITH (fillfactor=70)", "; DROP TABLE x"]).to_owned(),
            );
        }
        self.put(Element::Table(Arc::new(Table {
            id,
            name: format!("table {number}"),
            namespace,
            table_name,
            description,
            status,
            native_options,
            details: Default::default(),
        })));
        let fields = if self.chance.percent(5) {
            0
        } else {
            1 + self.chance.below(9)
        };
        let mut names = Vec::new();
        let mut ids = Vec::new();
        for order in 0..fields {
            let name = self.name(&names);
            names.push(name.clone());
            ids.push(self.field(id, name, order as u32, &names));
        }
        if ids.is_empty() {
            return;
        }
        if self.chance.percent(85) {
            let wide = self.chance.percent(20);
            let fields = self.some(&ids, if wide { 4 } else { 1 });
            let kind = ConstraintKind::PrimaryKey { fields };
            self.constraint(id, kind);
        }
        for _ in 0..self.chance.below(3) {
            let fields = self.some(&ids, 3);
            let nulls_not_distinct = self.chance.percent(10);
            self.constraint(
                id,
                ConstraintKind::Unique {
                    fields,
                    nulls_not_distinct,
                },
            );
        }
        for _ in 0..self.chance.below(3) {
            let sql = self.condition(&names);
            let expression = self.expression(&sql);
            self.constraint(id, ConstraintKind::Check { expression });
        }
        for i in 0..self.chance.below(4) {
            self.index(id, &ids, &names, i);
        }
    }

    fn some(&mut self, ids: &[FieldId], most: usize) -> Vec<FieldId> {
        let mut fields = Vec::new();
        for _ in 0..=self.chance.below(most) {
            let id = self.chance.pick(ids);
            if !fields.contains(&id) {
                fields.push(id);
            }
        }
        fields
    }

    fn condition(&mut self, names: &[String]) -> String {
        let column = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
        let (a, b) = (column(&self.chance.pick(names)), column(&self.chance.pick(names)));
        match self.chance.below(14) {
            0 => format!("{a} > 0"),
            1 => format!("{a} IS NOT NULL OR {b} IS NULL"),
            2 => format!("{a} IN ('a', 'b')"),
            3 => format!("length({a}) > 2"),
            4 => format!("{a} = {b}"),
            5 => format!("{a} BETWEEN 1 AND 10"),
            6 => format!("{a} LIKE 'x%'"),
            7 => format!("{a} >= '2020-01-01'"),
            8 => format!("{a} <> 'open' AND NOT {b} = 2"),
            9 => "no_such_column > 1".to_owned(),
            10 => a,
            11 => format!("{a} < now()"),
            12 => format!("{a} = TRUE"),
            _ => format!("coalesce({a}, 'x') = 'y\\'"),
        }
    }

    fn family(&mut self, depth: u8) -> TypeFamily {
        match self.chance.below(if depth == 0 { 12 } else { 8 }) {
            0 | 1 => TypeFamily::Text(TextConfig {
                length: self.chance.pick(&[
                    None,
                    None,
                    Some(1),
                    Some(80),
                    Some(255),
                    Some(1_000),
                    Some(16_000),
                    Some(70_000),
                ]),
                fixed: self.chance.percent(15),
                case_insensitive: self.chance.percent(15),
            }),
            2 | 3 => TypeFamily::Number(NumberConfig {
                kind: self.chance.pick(&[
                    None,
                    Some(NumberKind::Integer),
                    Some(NumberKind::Integer),
                    Some(NumberKind::Decimal),
                    Some(NumberKind::Float),
                ]),
                width: self
                    .chance
                    .pick(&[None, Some(8), Some(16), Some(24), Some(32), Some(64)]),
                unsigned: self.chance.percent(20),
                precision: self
                    .chance
                    .pick(&[None, None, None, Some(1), Some(12), Some(65), Some(200)]),
                scale: self
                    .chance
                    .pick(&[None, None, None, Some(2), Some(0), Some(40), Some(-2)]),
            }),
            4 => TypeFamily::Date(DateConfig {
                kind: self.chance.pick(&[
                    None,
                    Some(DateKind::Date),
                    Some(DateKind::Time),
                    Some(DateKind::Timestamp),
                    Some(DateKind::Interval),
                    Some(DateKind::Year),
                ]),
                with_time_zone: self.chance.percent(40),
                precision: self.chance.pick(&[None, Some(0), Some(3), Some(6)]),
            }),
            5 => TypeFamily::Boolean,
            6 => TypeFamily::Uuid,
            7 => TypeFamily::Binary(BinaryConfig {
                length: self.chance.pick(&[None, Some(16), Some(1_000), Some(100_000)]),
                fixed: self.chance.percent(30),
            }),
            8 => TypeFamily::Json(JsonConfig {
                as_text: self.chance.percent(40),
            }),
            9 => {
                let known: Vec<_> = self.design.enums().map(|e| e.id).collect();
                if known.is_empty() || self.chance.percent(40) {
                    TypeFamily::Enum(EnumConfig {
                        enum_id: None,
                        values: Some(vec!["open".to_owned(), "clo'sed".to_owned()]),
                    })
                } else {
                    TypeFamily::Enum(EnumConfig {
                        enum_id: Some(self.chance.pick(&known)),
                        values: None,
                    })
                }
            }
            10 => TypeFamily::Array(ArrayConfig {
                element: Box::new(FieldType::new(self.family(1))),
                dimensions: 1 + self.chance.below(2) as u8,
            }),
            _ => TypeFamily::Native,
        }
    }

    fn field(&mut self, table_id: TableId, field_name: String, sort_order: u32, names: &[String]) -> FieldId {
        let id: FieldId = self.ids.next_id();
        let mut field_type = FieldType::new(self.family(0));
        if field_type.family == TypeFamily::Native || self.chance.percent(4) {
            let (dialect, native) = self.chance.pick(&NATIVES);
            field_type.native.insert(dialect, native.to_owned());
        }
        let default_value = self.chance.percent(40).then(|| {
            let sql = self.chance.pick(&DEFAULTS);
            SqlExpression::neutral(sql)
        });
        let generated = self.chance.percent(7).then(|| {
            let other = self.chance.pick(names).replace('"', "\"\"");
            let sql = match self.chance.below(4) {
                0 => format!("\"{other}\" + 1"),
                1 => format!("lower(\"{other}\")"),
                2 => format!("\"{other}\""),
                _ => "1 + 1".to_owned(),
            };
            Generated {
                expression: SqlExpression::neutral(sql),
                stored: self.chance.percent(50),
            }
        });
        let description = self.text(25);
        let identity = self.chance.percent(15).then(|| {
            self.chance
                .pick(&[Identity::Always, Identity::ByDefault, Identity::Serial])
        });
        let on_update = self
            .chance
            .percent(4)
            .then(|| SqlExpression::neutral("CURRENT_TIMESTAMP"));
        let collation = self.chance.percent(8).then(|| {
            self.chance
                .pick(&[
                    "C",
                    "utf8mb4_bin",
                    "NOCASE",
                    "x\"; DROP",
                    "utf8mb4_0900_ai_ci",
                    "latin1_swedish_ci",
                ])
                .to_owned()
        });
        let is_required = self.chance.percent(40);
        self.put(Element::Field(Arc::new(Field {
            id,
            table_id,
            name: format!("field {sort_order}"),
            field_name,
            description,
            field_type,
            is_required,
            default_value,
            identity,
            generated,
            on_update,
            collation,
            sort_order,
            details: Default::default(),
        })));
        id
    }

    fn deferrable(&mut self) -> Deferrable {
        self.chance.pick(&[
            Deferrable::No,
            Deferrable::No,
            Deferrable::No,
            Deferrable::InitiallyImmediate,
            Deferrable::InitiallyDeferred,
        ])
    }

    fn constraint(&mut self, table_id: TableId, kind: ConstraintKind) {
        let id = self.ids.next_id();
        let taken: Vec<String> = self
            .design
            .constraints_of(table_id)
            .filter_map(|c| c.name.clone())
            .collect();
        let name = self.chance.percent(60).then(|| self.name(&taken));
        let deferrable = self.deferrable();
        let description = self.text(15);
        self.put(Element::Constraint(Arc::new(Constraint {
            id,
            table_id,
            name,
            kind,
            deferrable,
            description,
            details: Default::default(),
        })));
    }

    fn index(&mut self, table_id: TableId, ids: &[FieldId], names: &[String], number: usize) {
        let id = self.ids.next_id();
        let mut parts: Vec<IndexPart> = self.some(ids, 3).into_iter().map(IndexPart::field).collect();
        for part in &mut parts {
            part.direction = self
                .chance
                .pick(&[SortDirection::Asc, SortDirection::Asc, SortDirection::Desc]);
            part.nulls = self
                .chance
                .pick(&[None, None, Some(NullsOrder::First), Some(NullsOrder::Last)]);
            part.prefix_length = self.chance.pick(&[None, None, None, Some(5), Some(1_000)]);
            part.collation =
                self.chance
                    .pick(&[None, None, None, None, Some("C".to_owned()), Some("NOCASE".to_owned())]);
        }
        if self.chance.percent(15) {
            let sql = format!("lower(\"{}\")", self.chance.pick(names).replace('"', "\"\""));
            parts[0].target = PartTarget::Expression(SqlExpression::neutral(sql));
        }
        let predicate = self.chance.percent(20).then(|| {
            let sql = self.condition(names);
            SqlExpression::neutral(sql)
        });
        let included = if self.chance.percent(10) {
            self.some(ids, 2)
        } else {
            Vec::new()
        };
        let method = self.chance.pick(&[
            None,
            None,
            None,
            Some("btree"),
            Some("hash"),
            Some("gin"),
            Some("fulltext"),
            Some("brin"),
            Some("x; DROP"),
        ]);
        let description = self.text(20);
        let name = match self.chance.below(3) {
            0 => "same_everywhere".to_owned() + &"_".repeat(number),
            1 => format!(
                "primary{}",
                if number == 0 { String::new() } else { number.to_string() }
            ),
            _ => {
                let taken: Vec<String> = self.design.indexes_of(table_id).map(|i| i.name.clone()).collect();
                self.name(&taken)
            }
        };
        let is_unique = self.chance.percent(30);
        self.put(Element::Index(Arc::new(Index {
            id,
            table_id,
            name,
            is_unique,
            parts,
            method: method.map(str::to_owned),
            included,
            predicate,
            description,
            details: Default::default(),
        })));
    }

    fn relationship(&mut self) {
        let tables: Vec<TableId> = self.design.tables().map(|t| t.id).collect();
        let (source, target) = (self.chance.pick(&tables), self.chance.pick(&tables));
        let key: Vec<FieldId> = match self.design.primary_key_of(source) {
            Some(key) if self.chance.percent(90) => key.kind.fields().to_vec(),
            _ => self.design.fields_of(source).take(1).map(|f| f.id).collect(),
        };
        let mut pairs = Vec::new();
        for (number, source_field_id) in key.iter().enumerate() {
            let Some(field) = self.design.field(*source_field_id).cloned() else {
                continue;
            };
            // Mostly a field made for it; at times one that is there, of whatever type.
            let others: Vec<FieldId> = self.design.fields_of(target).map(|f| f.id).collect();
            let target_field_id = if self.chance.percent(25) && !others.is_empty() {
                self.chance.pick(&others)
            } else {
                let id: FieldId = self.ids.next_id();
                let order = 100 + others.len() as u32;
                let is_required = self.chance.percent(30);
                self.put(Element::Field(Arc::new(Field {
                    id,
                    table_id: target,
                    name: format!("ref {order} {number}"),
                    field_name: format!("ref_{order}_{number}"),
                    description: None,
                    is_required,
                    default_value: None,
                    identity: None,
                    generated: None,
                    on_update: None,
                    sort_order: order,
                    ..Field::clone(&field)
                })));
                id
            };
            if !pairs.iter().any(|p: &FieldPair| p.target_field_id == target_field_id) {
                pairs.push(FieldPair {
                    source_field_id: *source_field_id,
                    target_field_id,
                });
            }
        }
        if pairs.is_empty() {
            return;
        }
        let taken: Vec<String> = self.design.relationships_of(target).map(|r| r.name.clone()).collect();
        let name = self.name(&taken);
        let actions = [
            ReferentialAction::NoAction,
            ReferentialAction::NoAction,
            ReferentialAction::Restrict,
            ReferentialAction::Cascade,
            ReferentialAction::SetNull,
            ReferentialAction::SetDefault,
        ];
        let relationship = Relationship {
            id: self.ids.next_id(),
            name,
            relationship_type: if self.chance.percent(25) {
                RelationshipType::OneToOne
            } else {
                RelationshipType::OneToMany
            },
            source_table_id: source,
            target_table_id: target,
            field_pairs: pairs,
            on_delete: self.chance.pick(&actions),
            on_update: self.chance.pick(&actions),
            deferrable: self.deferrable(),
            match_full: self.chance.percent(10),
            junction_table_id: None,
            description: None,
            details: Default::default(),
        };
        self.put(Element::Relationship(Arc::new(relationship)));
    }
}
