use async_graphql::{ID, SimpleObject};
use tablewright_compiler::{emit, plan};

use super::hazard::Hazard;
use crate::graphql::id;

/// One SQL statement.
#[derive(Clone, SimpleObject)]
pub(crate) struct Statement {
    /// The statement, without a delimiter behind it.
    sql: String,
    /// What it does, in a few words.
    comment: String,
    /// The element it expresses, where there is one.
    element_id: Option<ID>,
    /// In a migration, the change it serves: its place in `changes`, from 0. What has the same place in the other
    /// direction is its reverse. Settings and transactions serve none.
    change: Option<i32>,
    /// What to think of before it is run on a database with rows and users in it.
    hazards: Vec<Hazard>,
}

impl From<emit::Statement> for Statement {
    fn from(statement: emit::Statement) -> Self {
        Self {
            sql: statement.sql,
            comment: statement.comment,
            element_id: statement.subject.map(id::wire),
            change: None,
            hazards: Vec::new(),
        }
    }
}

impl From<plan::Step> for Statement {
    fn from(step: plan::Step) -> Self {
        Self {
            sql: step.sql,
            comment: step.comment,
            element_id: step.subject.map(id::wire),
            change: step.change.and_then(|place| i32::try_from(place).ok()),
            hazards: step.hazards.into_iter().map(Hazard::from).collect(),
        }
    }
}
