//! A server's schema over a SQLite file of its own, and someone who asks.

use std::ops::Deref;

use async_graphql::{Executor, Request, Variables};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::access::Viewer;
use crate::graphql::{Schema, build_schema, error};
use crate::service::testing::World;
use crate::store::Role;

/// A server with a project, its owner, and the branch that tests work on.
pub(super) struct Designs {
    world: World,
    pub(super) schema: Schema,
    pub(super) owner: Viewer,
    pub(super) branch: String,
}

impl Deref for Designs {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

impl Designs {
    pub(super) async fn start() -> Self {
        let world = World::start().await;
        let owner = world.owner().await;
        let (_, branch) = world.project(&owner, "Shop").await;
        let schema = build_schema(&world);
        Self {
            world,
            schema,
            owner,
            branch: branch.id.to_string(),
        }
    }

    /// Someone else who works on the project.
    pub(super) async fn colleague(&self, name: &str, role: Role) -> Viewer {
        self.member(&self.owner, name, role).await
    }

    fn request(&self, viewer: &Viewer, document: &str, variables: Value) -> Request {
        Request::new(document)
            .variables(Variables::from_json(variables))
            .data(*viewer)
    }

    /// The whole answer, errors with their codes.
    pub(super) async fn ask(&self, viewer: &Viewer, document: &str, variables: Value) -> Value {
        let mut response = self.schema.execute(self.request(viewer, document, variables)).await;
        error::complete(&mut response.errors);
        serde_json::to_value(&response).unwrap()
    }

    /// The data of the owner's answer, which must have no errors.
    pub(super) async fn get(&self, document: &str, variables: Value) -> Value {
        let answer = self.ask(&self.owner, document, variables).await;
        assert!(answer["errors"].is_null(), "{answer:#}");
        answer["data"].clone()
    }

    /// The first error of an answer.
    pub(super) async fn refused(&self, viewer: &Viewer, document: &str, variables: Value) -> Value {
        let answer = self.ask(viewer, document, variables).await;
        assert!(answer["errors"][0].is_object(), "{answer:#}");
        answer["errors"][0].clone()
    }

    /// Applies edits of the owner's under a new name.
    pub(super) async fn edit(&self, edits: Value) -> Value {
        let data = self.get(APPLY, json!({ "input": self.batch(edits) })).await;
        data["applyEdits"].clone()
    }

    /// The input of a batch under a new name.
    pub(super) fn batch(&self, edits: Value) -> Value {
        json!({ "branchId": self.branch, "clientEditId": Uuid::new_v4(), "edits": edits })
    }

    /// The answers of a subscription as they come.
    pub(super) fn follow(&self, viewer: &Viewer, document: &str, variables: Value) -> BoxStream<'static, Value> {
        let stream = self
            .schema
            .execute_stream(self.request(viewer, document, variables), None);
        let answers = stream.map(|mut response| {
            error::complete(&mut response.errors);
            serde_json::to_value(&response).unwrap()
        });
        answers.boxed()
    }
}

/// A new id, as clients choose them.
pub(super) fn new_id() -> String {
    Uuid::now_v7().to_string()
}

pub(super) const APPLY: &str = "mutation($input: ApplyEditsInput!) { applyEdits(input: $input) { revision \
    branch { id revision } changes { kind elementType elementId fields element { __typename \
    ... on DataTable { name tableName status fields { name } } \
    ... on DataField { name fieldName dataType config isRequired isPrimaryKey isUnique sortOrder table { name } } \
    ... on TableRelationship { relationshipName sourceTable { name } targetTable { name } \
      fieldPairs { source { name } target { name } } } \
    ... on TableIndex { indexName: name table { name } parts { field { name } direction } } \
    ... on TableConstraint { constraintKind: kind fields { name } expression { sql } } \
    ... on EnumType { enumName: name values } \
    ... on DesignObject { objectName: name target } } } } }";

/// JSON with its keys in order, to compare texts.
pub(super) fn sorted(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(sorted).collect(),
        Value::Object(members) => {
            let mut members: Vec<_> = members
                .iter()
                .map(|(name, value)| (name.clone(), sorted(value)))
                .collect();
            members.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(members.into_iter().collect())
        }
        other => other.clone(),
    }
}
