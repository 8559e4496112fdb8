//! A client's own copy of a branch, kept by events alone.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::events::Event;
use crate::session::{Branch, Session};

const SNAPSHOT: &str = "
query($branch: ID!, $after: String) {
  branch(id: $branch) {
    revision
    dataTables(first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      edges { node {
        __typename id name tableName description status
        fields { __typename id name fieldName dataType config isRequired defaultValue sortOrder }
      } }
    }
    relationships(first: 100) {
      pageInfo { hasNextPage }
      edges { node {
        __typename id relationshipName relationshipType sourceTable { id } targetTable { id }
        fieldPairs { source { id } target { id } }
      } }
    }
  }
}";

/// Elements by id, as the API shows them, at a revision.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Replica {
    /// The last revision that went in.
    pub revision: i64,
    /// Tables, fields and relationships.
    pub elements: BTreeMap<String, Value>,
}

impl Replica {
    /// The branch as queries show it now.
    pub async fn load(session: &Session, branch: &Branch) -> Self {
        let mut replica = Self::default();
        let mut after = Value::Null;
        loop {
            let data = session
                .expect(SNAPSHOT, json!({ "branch": branch.id, "after": after }))
                .await;
            let branch = &data["branch"];
            replica.revision = branch["revision"].as_i64().unwrap();
            for edge in branch["dataTables"]["edges"].as_array().unwrap() {
                let mut table = edge["node"].clone();
                let fields = table.as_object_mut().unwrap().remove("fields").unwrap();
                replica.put(table);
                for field in fields.as_array().unwrap() {
                    replica.put(field.clone());
                }
            }
            for edge in branch["relationships"]["edges"].as_array().unwrap() {
                replica.put(edge["node"].clone());
            }
            let page = &branch["dataTables"]["pageInfo"];
            assert_eq!(branch["relationships"]["pageInfo"]["hasNextPage"], false);
            if page["hasNextPage"] == false {
                return replica;
            }
            after = page["endCursor"].clone();
        }
    }

    /// Takes the next event in, which must be the one after the last.
    pub fn take(&mut self, event: &Event) {
        assert_eq!(event.revision(), self.revision + 1, "a gap or a repetition: {event:?}");
        self.revision = event.revision();
        let changes = event.0["changes"].as_array().cloned().unwrap_or_default();
        for change in changes {
            let id = change["elementId"].as_str().unwrap();
            match change["kind"].as_str().unwrap() {
                "DELETED" => {
                    self.elements.remove(id);
                }
                _ => self.put(change["element"].clone()),
            }
        }
    }

    /// Indexes, constraints and the like are asked for by neither document: they have no id here.
    fn put(&mut self, element: Value) {
        if let Some(id) = element["id"].as_str() {
            self.elements.insert(id.to_owned(), element);
        }
    }
}
