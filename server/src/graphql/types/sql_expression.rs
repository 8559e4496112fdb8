use async_graphql::Object;
use tablewright_compiler::design;

use super::Target;

/// An SQL expression and the engine whose words it uses.
pub(crate) struct SqlExpression(design::SqlExpression);

/// An SQL expression.
#[Object]
impl SqlExpression {
    /// The expression as written.
    async fn sql(&self) -> &str {
        &self.0.sql
    }

    /// The engine whose words it uses: it is written there word for word, and elsewhere translated, or named in a
    /// diagnostic. Absent where it uses what all engines share.
    async fn target(&self) -> Option<Target> {
        self.0.dialect.map(Target::from)
    }
}

impl From<&design::SqlExpression> for SqlExpression {
    fn from(expression: &design::SqlExpression) -> Self {
        Self(expression.clone())
    }
}
