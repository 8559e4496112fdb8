use async_graphql::SimpleObject;

/// One SQL statement.
#[derive(Clone, SimpleObject)]
pub(crate) struct Statement {
    /// The statement, without a delimiter behind it.
    pub(crate) sql: String,
    /// What it does, in a few words.
    pub(crate) comment: String,
}
