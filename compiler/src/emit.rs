//! A Schema as SQL, in an order in which it runs.

pub(crate) mod order;

use crate::design::{Design, ObjectKind};
use crate::diagnostic::Diagnostic;
use crate::dialect::{Dialect, mysql, postgres, sqlite};
use crate::lower::lower;
use crate::schema::{Schema, SchemaObject, SchemaTable};
use order::{Draft, Phase};
use uuid::Uuid;

/// SQL for one engine.
#[derive(Debug, Clone, PartialEq)]
pub struct Emitted {
    /// Whose SQL it is.
    pub dialect: Dialect,
    /// In the order in which they run.
    pub statements: Vec<Statement>,
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Without a final delimiter.
    pub sql: String,
    /// What it does, in a few words.
    pub comment: String,
    /// The element it expresses, where there is one.
    pub subject: Option<Uuid>,
}

/// A design as SQL, with what could not be said.
#[derive(Debug, Clone, PartialEq)]
pub struct Compilation {
    /// The whole script, for the engine's own command line client.
    pub sql: String,
    /// The same, statement by statement, for drivers.
    pub statements: Vec<Statement>,
    /// What could not be said, or means something else.
    pub diagnostics: Vec<Diagnostic>,
}

/// The design as SQL of the engine.
pub fn compile(design: &Design, dialect: Dialect) -> Compilation {
    let (schema, diagnostics) = lower(design, dialect);
    let emitted = emit(&schema);
    Compilation {
        sql: emitted.to_sql(),
        statements: emitted.statements,
        diagnostics,
    }
}

/// The schema as SQL of its engine.
pub fn emit(schema: &Schema) -> Emitted {
    let mut drafts = Vec::with_capacity(schema.tables.len() * 4 + schema.objects.len());
    prologue(schema, &mut drafts);
    match schema.dialect {
        Dialect::Postgres => postgres::emit::drafts(schema, &mut drafts),
        Dialect::Mysql => mysql::emit::drafts(schema, &mut drafts),
        Dialect::Sqlite => sqlite::emit::drafts(schema, &mut drafts),
    }
    for object in &schema.objects {
        drafts.push(carried(object, schema.dialect));
    }
    let mut statements = order::sorted(drafts, schema.dialect);
    if schema.dialect == Dialect::Mysql {
        statements = mysql::emit::with_modes(statements);
    }
    Emitted {
        dialect: schema.dialect,
        statements,
    }
}

impl Emitted {
    /// The whole script, for the engine's own command line client.
    pub fn to_sql(&self) -> String {
        let mut out = String::with_capacity(self.statements.iter().map(|s| s.sql.len() + 3).sum());
        for statement in &self.statements {
            push_statement(&mut out, self.dialect, &statement.sql);
        }
        out.truncate(out.trim_end().len());
        if !out.is_empty() {
            out.push('\n');
        }
        out
    }
}

/// Writes a statement with its delimiter, for the engine's own command line client.
pub(crate) fn push_statement(out: &mut String, dialect: Dialect, sql: &str) {
    // A body of statements would end at its first semicolon.
    if dialect == Dialect::Mysql && has_inner_delimiter(sql) {
        let delimiter = free_delimiter(sql);
        out.push_str(&format!("DELIMITER {delimiter}\n{sql}\n{delimiter}\nDELIMITER ;\n\n"));
    } else {
        out.push_str(sql);
        // A comment at the end would hide the delimiter.
        out.push_str(if ends_in_comment(sql) { "\n;\n\n" } else { ";\n\n" });
    }
}

fn has_inner_delimiter(sql: &str) -> bool {
    sql.contains(';')
        && crate::expression::lex::tokens(sql, Dialect::Mysql)
            .is_ok_and(|tokens| tokens.contains(&crate::expression::lex::Token::Symbol(';')))
}

fn free_delimiter(sql: &str) -> String {
    let mut delimiter = "$$".to_owned();
    while sql.contains(&delimiter) {
        delimiter.push('$');
    }
    delimiter
}

fn ends_in_comment(sql: &str) -> bool {
    let last = sql.rsplit('\n').next().unwrap_or_default();
    last.contains("--") || last.contains('#')
}

/// What has to be said before anything else.
fn prologue(schema: &Schema, drafts: &mut Vec<Draft>) {
    if schema.dialect != Dialect::Postgres {
        return;
    }
    if schema
        .objects
        .iter()
        .any(|o| matches!(o.kind, ObjectKind::Function | ObjectKind::Procedure))
    {
        drafts.push(Draft::plain(
            Phase::Prologue,
            "SET check_function_bodies = false".to_owned(),
            "let functions mention what comes after them".to_owned(),
        ));
    }
    let mut namespaces: Vec<&str> = Vec::new();
    let used = schema
        .enums
        .iter()
        .filter_map(|e| e.namespace.as_deref())
        .chain(schema.tables.iter().filter_map(|t| t.namespace.as_deref()));
    for namespace in used {
        let carried = schema
            .objects
            .iter()
            .any(|o| o.kind == ObjectKind::Schema && o.name.trim_matches('"').eq_ignore_ascii_case(namespace));
        if !namespaces.contains(&namespace) && !carried {
            namespaces.push(namespace);
            drafts.push(Draft::plain(
                Phase::Namespace,
                format!("CREATE SCHEMA IF NOT EXISTS {}", schema.dialect.identifier(namespace)),
                format!("schema {namespace}"),
            ));
        }
    }
}

/// An object as it was, at its place.
pub(crate) fn carried(object: &SchemaObject, dialect: Dialect) -> Draft {
    let phase = match object.kind {
        ObjectKind::Schema => Phase::Namespace,
        ObjectKind::Extension => Phase::Extension,
        ObjectKind::Type | ObjectKind::Domain | ObjectKind::Sequence | ObjectKind::Function => Phase::Type,
        ObjectKind::Procedure if dialect == Dialect::Postgres => Phase::Type,
        ObjectKind::Table => Phase::TableObject,
        ObjectKind::Index => Phase::LateIndex,
        ObjectKind::View | ObjectKind::MaterializedView | ObjectKind::Procedure => Phase::View,
        ObjectKind::Trigger | ObjectKind::Rule | ObjectKind::Policy => Phase::Trigger,
        ObjectKind::Grant | ObjectKind::Comment | ObjectKind::Other => Phase::Rest,
    };
    let mut sql = object.sql.clone();
    // Every database has this one already.
    if object.kind == ObjectKind::Schema && sql.to_ascii_lowercase().starts_with("create schema public") {
        sql = format!("CREATE SCHEMA IF NOT EXISTS{}", &sql["create schema".len()..]);
    }
    // What has no name of its own is known by its first words, which other statements begin with as well.
    let is_named = !(object.kind == ObjectKind::Other && object.name.contains(' '));
    let creates = is_named && sql.get(..6).is_some_and(|word| word.eq_ignore_ascii_case("create"));
    Draft {
        phase,
        comment: format!("{} {}", object.kind.noun(), object.name),
        subject: object.origin.element,
        defines: creates.then(|| order::defined_name(&object.name)),
        mentions: order::Mentions::All,
        after: Vec::new(),
        sql,
    }
}

/// The table's name with its schema, as it stands in SQL.
pub(crate) fn qualified(dialect: Dialect, namespace: Option<&str>, name: &str) -> String {
    match namespace {
        Some(space) => format!("{}.{}", dialect.identifier(space), dialect.identifier(name)),
        None => dialect.identifier(name),
    }
}

/// The table's name as people write it.
pub(crate) fn readable(table: &SchemaTable) -> String {
    match &table.namespace {
        Some(space) => format!("{space}.{}", table.name),
        None => table.name.clone(),
    }
}

/// Column names in a list, without its parentheses.
pub(crate) fn listed(dialect: Dialect, columns: &[String]) -> String {
    let mut out = String::new();
    for (i, column) in columns.iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        out.push_str(&dialect.identifier(column));
    }
    out
}

/// Whether a default can stand without parentheses around it: a literal, or one of the moments.
pub(crate) fn is_simple_default(sql: &str) -> bool {
    let sql = sql.trim();
    let unsigned = sql.strip_prefix(['-', '+']).unwrap_or(sql);
    if unsigned.parse::<f64>().is_ok() && unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return true;
    }
    if sql.starts_with('\'') && sql.len() > 1 && sql.ends_with('\'') {
        // One literal, not two with something between.
        let body = sql[1..sql.len() - 1]
            .replace("\\\\", "")
            .replace("\\'", "")
            .replace("''", "");
        return !body.contains('\'');
    }
    let word = sql.to_ascii_lowercase();
    let word = word.split_once('(').map_or(word.as_str(), |(name, rest)| {
        if rest.trim_end_matches(')').bytes().all(|b| b.is_ascii_digit()) {
            name
        } else {
            ""
        }
    });
    matches!(
        word,
        "true" | "false" | "null" | "current_timestamp" | "current_date" | "current_time"
    )
}

#[cfg(test)]
mod tests;
