//! Random elements, and small ones by hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;
use tablewright_compiler::design::{
    ArrayConfig, BinaryConfig, Constraint, ConstraintDetails, ConstraintKind, DateConfig, DateKind, Deferrable,
    DesignObject, Element, EnumConfig, EnumType, Field, FieldDetails, FieldPair, FieldType, Generated, Identity, Index,
    IndexDetails, IndexPart, JsonConfig, NullsOrder, NumberConfig, NumberKind, ObjectKind, PartTarget,
    ReferentialAction, Relationship, RelationshipDetails, RelationshipType, SortDirection, SqlExpression, Table,
    TableDetails, TableStatus, TextConfig, TypeFamily,
};
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::edit::Change;
use tablewright_compiler::ids::{ConstraintId, EnumId, FieldId, IndexId, ObjectId, RelationshipId, TableId};
use uuid::Uuid;

pub(super) fn created(element: Element) -> Change {
    Change {
        before: None,
        after: Some(element),
    }
}

pub(super) fn deleted(element: Element) -> Change {
    Change {
        before: Some(element),
        after: None,
    }
}

pub(super) fn updated(before: Element, after: Element) -> Change {
    Change {
        before: Some(before),
        after: Some(after),
    }
}

pub(super) fn table(name: &str) -> Table {
    Table {
        id: TableId(Uuid::now_v7()),
        name: name.to_owned(),
        namespace: String::new(),
        table_name: name.to_lowercase().replace(' ', "_"),
        description: None,
        status: TableStatus::Draft,
        native_options: BTreeMap::new(),
        details: Default::default(),
    }
}

pub(super) fn field(table: &Table, name: &str, sort_order: u32) -> Field {
    Field {
        id: FieldId(Uuid::now_v7()),
        table_id: table.id,
        name: name.to_owned(),
        field_name: name.to_lowercase(),
        description: None,
        field_type: FieldType::new(TypeFamily::Text(TextConfig::default())),
        is_required: false,
        default_value: None,
        identity: None,
        generated: None,
        on_update: None,
        collation: None,
        sort_order,
        details: Default::default(),
    }
}

pub(super) fn relationship(name: &str, source: &Field, target: &Field) -> Relationship {
    Relationship {
        id: RelationshipId(Uuid::now_v7()),
        name: name.to_owned(),
        relationship_type: RelationshipType::OneToMany,
        source_table_id: source.table_id,
        target_table_id: target.table_id,
        field_pairs: vec![FieldPair {
            source_field_id: source.id,
            target_field_id: target.id,
        }],
        on_delete: ReferentialAction::Cascade,
        on_update: ReferentialAction::NoAction,
        deferrable: Deferrable::No,
        match_full: false,
        junction_table_id: None,
        description: None,
        details: Default::default(),
    }
}

pub(super) fn key(table: &Table, name: &str, kind: ConstraintKind) -> Constraint {
    Constraint {
        id: ConstraintId(Uuid::now_v7()),
        table_id: table.id,
        name: Some(name.to_owned()),
        kind,
        deferrable: Deferrable::No,
        description: None,
        details: Default::default(),
    }
}

pub(super) fn of_table(table: &Table) -> Element {
    Element::Table(Arc::new(table.clone()))
}

pub(super) fn of_field(field: &Field) -> Element {
    Element::Field(Arc::new(field.clone()))
}

pub(super) fn of_constraint(constraint: &Constraint) -> Element {
    Element::Constraint(Arc::new(constraint.clone()))
}

/// Text as people and programs write it: quotes, keywords, other scripts, line ends, but no NUL.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z_]{1,12}",
        "\\PC{1,20}",
        Just("it's \"quoted\" \\ \n\t 日本 🙂 null".to_owned())
    ]
}

fn id() -> impl Strategy<Value = Uuid> {
    any::<u128>().prop_map(Uuid::from_u128)
}

fn dialect() -> impl Strategy<Value = Dialect> {
    select(Dialect::ALL.to_vec())
}

fn expression() -> impl Strategy<Value = SqlExpression> {
    (text(), option::of(dialect())).prop_map(|(sql, dialect)| SqlExpression { sql, dialect })
}

fn deferrable() -> impl Strategy<Value = Deferrable> {
    select(vec![
        Deferrable::No,
        Deferrable::InitiallyImmediate,
        Deferrable::InitiallyDeferred,
    ])
}

fn action() -> impl Strategy<Value = ReferentialAction> {
    use ReferentialAction::{Cascade, NoAction, Restrict, SetDefault, SetNull};
    select(vec![NoAction, Restrict, Cascade, SetNull, SetDefault])
}

fn family() -> impl Strategy<Value = TypeFamily> {
    let number = option::of(select(vec![
        NumberKind::Integer,
        NumberKind::Decimal,
        NumberKind::Float,
    ]));
    let date = option::of(select(vec![
        DateKind::Date,
        DateKind::Time,
        DateKind::Timestamp,
        DateKind::Interval,
        DateKind::Year,
    ]));
    prop_oneof![
        (option::of(any::<u32>()), any::<bool>(), any::<bool>()).prop_map(|(length, fixed, case_insensitive)| {
            TypeFamily::Text(TextConfig {
                length,
                fixed,
                case_insensitive,
            })
        }),
        (
            number,
            option::of(any::<u8>()),
            any::<bool>(),
            option::of(any::<u16>()),
            option::of(any::<i16>())
        )
            .prop_map(|(kind, width, unsigned, precision, scale)| {
                TypeFamily::Number(NumberConfig {
                    kind,
                    width,
                    unsigned,
                    precision,
                    scale,
                })
            }),
        (date, any::<bool>(), option::of(any::<u8>())).prop_map(|(kind, with_time_zone, precision)| {
            TypeFamily::Date(DateConfig {
                kind,
                with_time_zone,
                precision,
            })
        }),
        Just(TypeFamily::Boolean),
        Just(TypeFamily::Uuid),
        any::<bool>().prop_map(|as_text| TypeFamily::Json(JsonConfig { as_text })),
        (option::of(any::<u32>()), any::<bool>())
            .prop_map(|(length, fixed)| TypeFamily::Binary(BinaryConfig { length, fixed })),
        (option::of(id()), option::of(vec(text(), 0..4))).prop_map(|(enum_id, values)| {
            TypeFamily::Enum(EnumConfig {
                enum_id: enum_id.map(EnumId),
                values,
            })
        }),
        Just(TypeFamily::Native),
    ]
}

fn field_type() -> impl Strategy<Value = FieldType> {
    let native = || btree_map(dialect(), text(), 0..3);
    let plain = (family(), native()).prop_map(|(family, native)| FieldType { family, native });
    (plain.boxed(), option::of(1u8..4), native()).prop_map(|(element, dimensions, native)| match dimensions {
        None => element,
        Some(dimensions) => FieldType {
            family: TypeFamily::Array(ArrayConfig {
                element: Box::new(element),
                dimensions,
            }),
            native,
        },
    })
}

pub(super) fn any_table() -> impl Strategy<Value = Table> {
    use TableStatus::{Active, Deleted, Deprecated, Draft};
    let status = select(vec![Draft, Active, Deprecated, Deleted]);
    let options = btree_map(dialect(), text(), 0..3);
    (
        id(),
        text(),
        option::of(text()),
        text(),
        option::of(text()),
        status,
        options,
    )
        .prop_map(
            |(id, name, namespace, table_name, description, status, native_options)| Table {
                id: TableId(id),
                name,
                namespace: namespace.unwrap_or_default(),
                table_name,
                description,
                status,
                native_options,
                details: TableDetails {
                    unlogged: status == TableStatus::Draft,
                },
            },
        )
}

pub(super) fn any_field() -> impl Strategy<Value = Field> {
    let identity = option::of(select(vec![Identity::ByDefault, Identity::Always, Identity::Serial]));
    let generated = option::of((expression(), any::<bool>()));
    let names = (id(), id(), text(), text(), option::of(text()));
    let values = (
        option::of(expression()),
        identity,
        generated,
        option::of(expression()),
        option::of(text()),
    );
    (names, field_type(), any::<bool>(), values, any::<u32>()).prop_map(
        |((id, table_id, name, field_name, description), field_type, is_required, values, sort_order)| {
            let (default_value, identity, generated, on_update, collation) = values;
            Field {
                id: FieldId(id),
                table_id: TableId(table_id),
                name,
                field_name,
                description,
                field_type,
                is_required,
                default_value,
                identity,
                generated: generated.map(|(expression, stored)| Generated { expression, stored }),
                on_update,
                collation,
                sort_order,
                details: FieldDetails {
                    sequence: identity.map(|_| "START WITH 2".to_owned()),
                    native_attributes: [(Dialect::Postgres, "STORAGE MAIN".to_owned())]
                        .into_iter()
                        .filter(|_| is_required)
                        .collect(),
                },
            }
        },
    )
}

pub(super) fn any_relationship() -> impl Strategy<Value = Relationship> {
    use RelationshipType::{ManyToMany, OneToMany, OneToOne};
    let kind = select(vec![OneToOne, OneToMany, ManyToMany]);
    let pairs = vec((id(), id()), 0..4);
    let ends = (id(), id(), id(), option::of(id()));
    (
        ends,
        text(),
        kind,
        pairs,
        action(),
        action(),
        deferrable(),
        any::<bool>(),
    )
        .prop_map(
            |(
                (id, source, target, junction),
                name,
                relationship_type,
                pairs,
                on_delete,
                on_update,
                deferrable,
                full,
            )| {
                Relationship {
                    id: RelationshipId(id),
                    name,
                    relationship_type,
                    source_table_id: TableId(source),
                    target_table_id: TableId(target),
                    field_pairs: pairs
                        .into_iter()
                        .map(|(source, target)| FieldPair {
                            source_field_id: FieldId(source),
                            target_field_id: FieldId(target),
                        })
                        .collect(),
                    on_delete,
                    on_update,
                    deferrable,
                    match_full: full,
                    junction_table_id: junction.map(TableId),
                    description: None,
                    details: RelationshipDetails {
                        set_fields: vec![FieldId(source)],
                        not_valid: full,
                    },
                }
            },
        )
}

pub(super) fn any_index() -> impl Strategy<Value = Index> {
    let target = prop_oneof![
        id().prop_map(|id| PartTarget::Field(FieldId(id))),
        expression().prop_map(PartTarget::Expression)
    ];
    let nulls = option::of(select(vec![NullsOrder::First, NullsOrder::Last]));
    let direction = select(vec![SortDirection::Asc, SortDirection::Desc]);
    let part = (
        target,
        direction,
        nulls,
        option::of(any::<u32>()),
        option::of(text()),
        option::of(text()),
    )
        .prop_map(
            |(target, direction, nulls, prefix_length, operator_class, collation)| IndexPart {
                target,
                direction,
                nulls,
                prefix_length,
                operator_class,
                collation,
            },
        );
    let rest = (
        option::of(text()),
        vec(id(), 0..3),
        option::of(expression()),
        option::of(text()),
    );
    (id(), id(), text(), any::<bool>(), vec(part, 1..4), rest).prop_map(
        |(id, table_id, name, is_unique, parts, (method, included, predicate, description))| Index {
            id: IndexId(id),
            table_id: TableId(table_id),
            name,
            is_unique,
            parts,
            method,
            included: included.into_iter().map(FieldId).collect(),
            predicate,
            description,
            details: IndexDetails {
                nulls_not_distinct: is_unique,
                native_options: Default::default(),
            },
        },
    )
}

pub(super) fn any_constraint() -> impl Strategy<Value = Constraint> {
    let fields = || vec(id().prop_map(FieldId), 1..4);
    let kind = prop_oneof![
        fields().prop_map(|fields| ConstraintKind::PrimaryKey { fields }),
        (fields(), any::<bool>()).prop_map(|(fields, nulls_not_distinct)| ConstraintKind::Unique {
            fields,
            nulls_not_distinct
        }),
        expression().prop_map(|expression| ConstraintKind::Check { expression }),
        expression().prop_map(|definition| ConstraintKind::Exclusion { definition }),
    ];
    (id(), id(), option::of(text()), kind, deferrable(), option::of(text())).prop_map(
        |(id, table_id, name, kind, deferrable, description)| Constraint {
            id: ConstraintId(id),
            table_id: TableId(table_id),
            name,
            kind,
            deferrable,
            description,
            details: ConstraintDetails {
                included: vec![FieldId(id)],
                not_valid: true,
                ..Default::default()
            },
        },
    )
}

pub(super) fn any_enum() -> impl Strategy<Value = EnumType> {
    let values = vec((text(), any::<u32>()), 0..5);
    (id(), option::of(text()), text(), option::of(text()), values).prop_map(
        |(id, namespace, name, description, values)| EnumType {
            id: EnumId(id),
            namespace: namespace.unwrap_or_default(),
            name,
            description,
            value_ids: values.iter().map(|(_, id)| *id).collect(),
            values: values.into_iter().map(|(value, _)| value).collect(),
        },
    )
}

pub(super) fn any_object() -> impl Strategy<Value = DesignObject> {
    let kind = select(vec![
        ObjectKind::View,
        ObjectKind::MaterializedView,
        ObjectKind::Trigger,
        ObjectKind::Other,
    ]);
    (id(), kind, text(), dialect(), text(), any::<u32>()).prop_map(|(id, kind, name, dialect, sql, sort_order)| {
        DesignObject {
            id: ObjectId(id),
            kind,
            name,
            dialect,
            sql,
            sort_order,
        }
    })
}
