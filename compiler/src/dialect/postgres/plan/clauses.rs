//! Pieces of DDL, as the emitter writes them.

use crate::dialect::Dialect::Postgres;
use crate::dialect::postgres::emit::drafts;
use crate::dialect::postgres::identifiers::identifier;
use crate::emit::order::{Draft, Mentions, Phase};
use crate::emit::qualified;
use crate::schema::{Check, Column, Exclusion, ForeignKey, Key, Schema, SchemaIndex, SchemaTable};

/// Something that a table holds beside its columns.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part<'a> {
    Primary(&'a Key),
    Unique(&'a Key),
    Check(&'a Check),
    Exclusion(&'a Exclusion),
    Foreign(&'a ForeignKey),
    Index(&'a SchemaIndex),
}

impl<'a> Part<'a> {
    pub(super) fn name(self) -> &'a str {
        let name = match self {
            Self::Primary(key) | Self::Unique(key) => &key.name,
            Self::Check(check) => &check.name,
            Self::Exclusion(exclusion) => &exclusion.name,
            Self::Foreign(key) => &key.name,
            Self::Index(index) => &index.name,
        };
        name.as_deref().unwrap_or_default()
    }

    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Primary(_) => "primary key",
            Self::Unique(_) => "unique key",
            Self::Check(_) => "check",
            Self::Exclusion(_) => "exclusion constraint",
            Self::Foreign(_) => "foreign key",
            Self::Index(_) => "index",
        }
    }

    /// All that the table holds.
    pub(super) fn all(table: &'a SchemaTable) -> impl Iterator<Item = Self> {
        let primary = table.primary_key.iter().map(Part::Primary);
        primary
            .chain(table.unique_keys.iter().map(Part::Unique))
            .chain(table.checks.iter().map(Part::Check))
            .chain(table.exclusions.iter().map(Part::Exclusion))
            .chain(table.indexes.iter().map(Part::Index))
            .chain(table.foreign_keys.iter().map(Part::Foreign))
    }

    /// The table with nothing but this in it.
    fn alone(self, table: &SchemaTable) -> SchemaTable {
        let mut stub = SchemaTable {
            namespace: table.namespace.clone(),
            name: table.name.clone(),
            options: table.options.clone(),
            ..Default::default()
        };
        match self {
            Self::Primary(key) => stub.primary_key = Some(key.clone()),
            Self::Unique(key) => stub.unique_keys.push(key.clone()),
            Self::Check(check) => stub.checks.push(check.clone()),
            Self::Exclusion(exclusion) => stub.exclusions.push(exclusion.clone()),
            Self::Foreign(key) => stub.foreign_keys.push(key.clone()),
            Self::Index(index) => stub.indexes.push(index.clone()),
        }
        stub
    }

    /// The statements that add it to the table, its comment among them.
    pub(super) fn added(self, table: &SchemaTable) -> Vec<Draft> {
        let comment = format!("{} {} of {}", self.noun(), self.name(), crate::emit::readable(table));
        let (inner, mut rest) = split(self.alone(table));
        if let Some(clause) = inner {
            let sql = format!("ALTER TABLE {} ADD {clause}", table_sql(table));
            let mut draft = Draft::plain(Phase::Index, sql, comment);
            draft.mentions = Mentions::Types;
            rest.insert(0, draft);
        }
        for draft in rest.iter_mut().filter(|d| d.phase != Phase::Comment) {
            draft.after.push(super::work::marker(&table.name));
            // An exclusion constraint or index may need a function that is made anew.
            if matches!(self, Self::Index(_) | Self::Exclusion(_)) {
                draft.mentions = Mentions::Types;
            }
        }
        rest
    }

    /// The statement that takes it from the table.
    pub(super) fn dropped(self, table: &SchemaTable) -> String {
        match self {
            Self::Index(_) => format!(
                "DROP INDEX {}",
                qualified(Postgres, table.namespace.as_deref(), self.name())
            ),
            _ => format!(
                "ALTER TABLE {} DROP CONSTRAINT {}",
                table_sql(table),
                identifier(self.name())
            ),
        }
    }
}

/// The table's name in SQL.
pub(super) fn table_sql(table: &SchemaTable) -> String {
    qualified(Postgres, table.namespace.as_deref(), &table.name)
}

/// A column as ALTER TABLE ADD COLUMN says it, and what else has to run for it: its sequence, attributes, comment.
pub(super) fn column(table: &SchemaTable, column: &Column) -> (String, Vec<Draft>) {
    let stub = SchemaTable {
        namespace: table.namespace.clone(),
        name: table.name.clone(),
        columns: vec![column.clone()],
        ..Default::default()
    };
    let (inner, rest) = split(stub);
    (inner.unwrap_or_default(), rest)
}

/// What stands in the parentheses of the table's statement, and the other statements.
fn split(table: SchemaTable) -> (Option<String>, Vec<Draft>) {
    let schema = Schema {
        tables: vec![table],
        ..Schema::new(Postgres)
    };
    let mut all = Vec::new();
    drafts(&schema, &mut all);
    let at = all.iter().position(|d| d.phase == Phase::Table);
    let made = at.map(|at| all.remove(at).sql);
    let inner = made.and_then(|sql| {
        let start = sql.find("(\n    ")? + 6;
        let end = sql.rfind("\n)")?;
        sql.get(start..end).map(str::to_owned)
    });
    (inner, all)
}

/// All statements of a schema with these tables.
pub(super) fn whole(tables: Vec<SchemaTable>) -> Vec<Draft> {
    let schema = Schema {
        tables,
        ..Schema::new(Postgres)
    };
    let mut all = Vec::new();
    drafts(&schema, &mut all);
    all
}
