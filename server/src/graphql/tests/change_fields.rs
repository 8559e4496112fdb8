//! The names in `Change.fields` are those of the API.

use std::collections::BTreeMap;
use std::sync::Arc;

use tablewright_compiler::design::{
    Constraint, ConstraintDetails, ConstraintKind, Deferrable, DesignObject, Element, EnumType, Field, FieldDetails,
    FieldPair, FieldType, Generated, Identity, Index, IndexDetails, IndexPart, ObjectKind, ReferentialAction,
    Relationship, RelationshipDetails, RelationshipType, SqlExpression, Table, TableDetails, TableStatus, TypeFamily,
};
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::edit::Change;
use tablewright_compiler::ids::{ConstraintId, EnumId, FieldId, IndexId, ObjectId, RelationshipId, TableId};
use uuid::Uuid;

fn sql() -> SqlExpression {
    SqlExpression::native("now()", Dialect::Postgres)
}

/// One element of each kind, with every property set.
fn whole_elements() -> Vec<Element> {
    let native_options = BTreeMap::from([(Dialect::Mysql, "ENGINE=InnoDB".to_owned())]);
    let table = Table {
        id: TableId(Uuid::now_v7()),
        name: "Orders".to_owned(),
        namespace: "sales".to_owned(),
        table_name: "orders".to_owned(),
        description: Some("What was bought".to_owned()),
        status: TableStatus::Active,
        native_options,
        details: TableDetails { unlogged: true },
    };
    let field = Field {
        id: FieldId(Uuid::now_v7()),
        table_id: table.id,
        name: "Total".to_owned(),
        field_name: "total".to_owned(),
        description: Some("In cents".to_owned()),
        field_type: FieldType::new(TypeFamily::Boolean),
        is_required: true,
        default_value: Some(sql()),
        identity: Some(Identity::Always),
        generated: Some(Generated {
            expression: sql(),
            stored: true,
        }),
        on_update: Some(sql()),
        collation: Some("C".to_owned()),
        sort_order: 1,
        details: FieldDetails {
            sequence: Some("START WITH 2".to_owned()),
            ..Default::default()
        },
    };
    let relationship = Relationship {
        id: RelationshipId(Uuid::now_v7()),
        name: "again".to_owned(),
        relationship_type: RelationshipType::OneToMany,
        source_table_id: table.id,
        target_table_id: table.id,
        field_pairs: vec![FieldPair {
            source_field_id: field.id,
            target_field_id: field.id,
        }],
        on_delete: ReferentialAction::Cascade,
        on_update: ReferentialAction::Cascade,
        deferrable: Deferrable::InitiallyDeferred,
        match_full: true,
        junction_table_id: Some(table.id),
        description: Some("Whose".to_owned()),
        details: RelationshipDetails {
            not_valid: true,
            ..Default::default()
        },
    };
    let index = Index {
        id: IndexId(Uuid::now_v7()),
        table_id: table.id,
        name: "by_total".to_owned(),
        is_unique: true,
        parts: vec![IndexPart::field(field.id)],
        method: Some("btree".to_owned()),
        included: vec![field.id],
        predicate: Some(sql()),
        description: Some("Fast".to_owned()),
        details: IndexDetails {
            nulls_not_distinct: true,
            ..Default::default()
        },
    };
    let constraint = |kind| {
        Element::Constraint(Arc::new(Constraint {
            id: ConstraintId(Uuid::now_v7()),
            table_id: table.id,
            name: Some("rule".to_owned()),
            kind,
            deferrable: Deferrable::InitiallyDeferred,
            description: Some("Why".to_owned()),
            details: ConstraintDetails {
                not_valid: true,
                ..Default::default()
            },
        }))
    };
    let enum_type = EnumType {
        id: EnumId(Uuid::now_v7()),
        namespace: "sales".to_owned(),
        name: "state".to_owned(),
        description: Some("Where it is".to_owned()),
        values: vec!["new".to_owned()],
        value_ids: vec![7],
    };
    let object = DesignObject {
        id: ObjectId(Uuid::now_v7()),
        kind: ObjectKind::View,
        name: "v".to_owned(),
        dialect: Dialect::Postgres,
        sql: "CREATE VIEW v AS SELECT 1".to_owned(),
        sort_order: 1,
    };
    vec![
        constraint(ConstraintKind::PrimaryKey { fields: vec![field.id] }),
        constraint(ConstraintKind::Unique {
            fields: vec![field.id],
            nulls_not_distinct: true,
        }),
        constraint(ConstraintKind::Check { expression: sql() }),
        constraint(ConstraintKind::Exclusion { definition: sql() }),
        Element::Table(Arc::new(table)),
        Element::Field(Arc::new(field)),
        Element::Relationship(Arc::new(relationship)),
        Element::Index(Arc::new(index)),
        Element::Enum(Arc::new(enum_type)),
        Element::Object(Arc::new(object)),
    ]
}

#[test]
fn every_property_that_changes_has_its_name_in_the_api() {
    let schema = crate::graphql::builder().finish();
    let sdl = async_graphql::parser::parse_schema(schema.sdl()).unwrap();
    for element in whole_elements() {
        let kind = element.kind();
        let has = fields_of(&sdl, kind.type_name());
        let change = Change {
            before: None,
            after: Some(element),
        };
        let names = change.fields();
        assert!(names.len() > 4, "{names:?}");
        for name in names {
            let shown = crate::graphql::types::property(kind, &name);
            assert!(
                has.iter().any(|field| field == shown),
                "{}.{shown} is no field",
                kind.type_name()
            );
        }
    }
}

fn fields_of(sdl: &async_graphql::parser::types::ServiceDocument, name: &str) -> Vec<String> {
    use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
    let found = sdl.definitions.iter().find_map(|definition| match definition {
        TypeSystemDefinition::Type(ty) if ty.node.name.node == name => Some(&ty.node.kind),
        _ => None,
    });
    let Some(TypeKind::Object(object)) = found else {
        panic!("{name} is no type")
    };
    object
        .fields
        .iter()
        .map(|field| field.node.name.node.to_string())
        .collect()
}
