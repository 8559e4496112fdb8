use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use tablewright_compiler::dialect::Dialect;

use crate::access;
use crate::graphql::context::{app, int, viewer};
use crate::graphql::id;
use crate::graphql::types::{Diagnostic, ImportSchemaPayload};
use crate::service::import;

/// What a source is written in.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum SourceFormat {
    /// SQL of PostgreSQL, such as `pg_dump --schema-only` writes.
    Postgres,
    /// SQL of MySQL or MariaDB, such as `mysqldump --no-data` writes.
    Mysql,
    /// SQL of SQLite, such as `.schema` writes.
    Sqlite,
    /// DBML, the language of dbdiagram.io.
    Dbml,
    /// A design as a JSON document, as `export` writes it. Its elements get new ids.
    Json,
}

impl From<SourceFormat> for import::SourceFormat {
    fn from(format: SourceFormat) -> Self {
        match format {
            SourceFormat::Postgres => Self::Sql(Dialect::Postgres),
            SourceFormat::Mysql => Self::Sql(Dialect::Mysql),
            SourceFormat::Sqlite => Self::Sql(Dialect::Sqlite),
            SourceFormat::Dbml => Self::Dbml,
            SourceFormat::Json => Self::Json,
        }
    }
}

/// Asks for a source text to be read and added to a branch.
#[derive(InputObject)]
pub(crate) struct ImportSchemaInput {
    /// The branch that gets what is read.
    branch_id: ID,
    /// What the source is written in.
    format: SourceFormat,
    /// The source text, 32 MiB at most.
    source: String,
    /// Your name for the import. Sent again, it gives the first result and changes nothing.
    client_edit_id: Option<ID>,
}

/// Mutations that bring designs in.
#[derive(Default)]
pub(crate) struct ImportMutation;

#[Object]
impl ImportMutation {
    /// Reads a schema and adds it to a branch: one event, all or nothing. What is not understood is kept word for word
    /// or named in a diagnostic with its place in the source; nothing is left out in silence.
    async fn import_schema(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The source, and where it goes.")] input: ImportSchemaInput,
    ) -> Result<ImportSchemaPayload> {
        let branch_id = id::existing("branch", &input.branch_id)?;
        let editor = access::editor(&app(context).store, viewer(context), branch_id).await?;
        let name = input.client_edit_id.map(|id| id.0);
        let imported = import::import_schema(app(context), editor, input.format.into(), input.source, name).await?;
        Ok(ImportSchemaPayload {
            revision: int(imported.live.event.revision)?,
            table_count: int(imported.table_count)?,
            diagnostics: imported.diagnostics.into_iter().map(Diagnostic::from).collect(),
        })
    }
}
