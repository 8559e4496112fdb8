//! Reads PostgreSQL, statement by statement, with PostgreSQL's own parser.

mod alter;
mod attributes;
mod carried;
mod column;
mod comment;
mod constraint;
mod drop;
mod figured;
mod index;
pub(super) mod nodes;
mod options;
mod partition;
mod qualify;
mod rename;
mod sequence;
mod settings;
mod table;
mod types;

pub(crate) use sequence::Options as SequenceOptions;

use crate::design::ObjectKind;
use crate::import::fold::{Carried, Fold, QName};
use crate::import::report::Outcome;
use crate::import::statement::Statement;
use pg_query::NodeEnum;
use std::collections::BTreeMap;

/// How deeply a statement may nest before it is not given to the parser, which recurses.
const DEEPEST: usize = 4_000;

/// Reads one statement into the schema.
pub(crate) fn read(fold: &mut Fold<'_>, statement: Statement<'_>) -> Outcome {
    let mut reading = Reading {
        statement,
        base: statement.start(),
        text: statement.whole(),
        said: BTreeMap::new(),
    };
    if let Some(outcome) = settings::rows(fold, &reading) {
        return outcome;
    }
    if statement.nesting_bound() > DEEPEST {
        return reading.carry_unread(fold, "it is nested too deeply to be looked into");
    }
    let parsed = match pg_query::parse(&reading.text, 0) {
        Ok(parsed) => parsed,
        Err(pg_query::Error::Parse(message)) => return reading.unreadable(fold, &message),
        Err(_) => return reading.carry_unread(fold, "it is too large or too deep to be looked into"),
    };
    let node = parsed
        .protobuf
        .stmts
        .first()
        .and_then(|s| s.stmt.as_ref())
        .and_then(|s| s.node.as_ref());
    match node {
        Some(node) => {
            // Marks of conditional comments are MySQL's, so that the text is the source's.
            reading.said = qualify::insertions(fold, &statement, node);
            dispatch(fold, &reading, node)
        }
        None => fold.report.skip(reading.base, "an empty statement", "it says nothing"),
    }
}

/// The statement being read, where it stands, and its text.
pub(crate) struct Reading<'a> {
    statement: Statement<'a>,
    base: usize,
    text: String,
    /// The schemas that have to be said in it where no search path is set.
    said: BTreeMap<usize, String>,
}

impl Reading<'_> {
    /// The byte offset in the source of a location in the parser's tree.
    fn at(&self, location: i32) -> usize {
        self.base + usize::try_from(location).unwrap_or(0)
    }

    /// The index of the token at a location in the parser's tree.
    fn token(&self, location: i32) -> usize {
        self.statement.token_at(self.at(location))
    }

    /// The whole statement, to be carried.
    fn carried(&self, fold: &Fold<'_>, kind: ObjectKind, name: QName) -> Carried {
        Carried::new(kind, name, self.qualified(), fold.origin(self.base))
    }

    /// The whole statement, with the schemas that its names were looked up in.
    fn qualified(&self) -> String {
        qualify::with(&self.text, &self.said)
    }

    /// Where bytes of the text stand in the qualified one: what is said before a name belongs to it.
    fn moved(&self, (from, to): (usize, usize)) -> (usize, usize) {
        let length = |range: &mut dyn Iterator<Item = (&usize, &String)>| range.map(|(_, s)| s.len()).sum::<usize>();
        let before = length(&mut self.said.range(..from));
        let within = length(&mut self.said.range(from..to));
        (from + before, to + before + within)
    }

    fn unreadable(&self, fold: &mut Fold<'_>, message: &str) -> Outcome {
        let head = self.statement.head(2);
        if !carried::is_ddl(&head) {
            return fold.report.fail(
                self.base,
                "not-sql",
                format!("this is not SQL that PostgreSQL reads: {message}"),
            );
        }
        fold.report.fail(
            self.base,
            "statement-unreadable",
            format!("{head} cannot be read: {message}"),
        )
    }

    fn carry_unread(&self, fold: &mut Fold<'_>, why: &str) -> Outcome {
        let (kind, name) = carried::guess(&self.statement);
        fold.report.partly(
            self.base,
            format!("{} {name}", kind.noun()),
            format!("{} {name} is carried as it is: {why}", kind.noun()),
        );
        let carried = self.carried(fold, kind, fold.new_name(None, &name));
        fold.carry_quietly(carried);
        Outcome::Carried
    }
}

fn dispatch(fold: &mut Fold<'_>, reading: &Reading<'_>, node: &NodeEnum) -> Outcome {
    match node {
        NodeEnum::CreateStmt(made) => table::create(fold, reading, made),
        NodeEnum::AlterTableStmt(altered) => alter::alter(fold, reading, altered),
        NodeEnum::IndexStmt(made) => index::create(fold, reading, made),
        NodeEnum::CommentStmt(said) => comment::comment(fold, reading, said),
        NodeEnum::CreateEnumStmt(made) => types::create_enum(fold, reading, made),
        NodeEnum::AlterEnumStmt(altered) => types::alter_enum(fold, reading, altered),
        NodeEnum::DropStmt(dropped) => drop::drop(fold, reading, dropped),
        NodeEnum::RenameStmt(renamed) => rename::rename(fold, reading, renamed),
        NodeEnum::AlterObjectSchemaStmt(moved) => rename::set_schema(fold, reading, moved),
        NodeEnum::CreateSeqStmt(made) => sequence::create(fold, reading, made),
        NodeEnum::AlterSeqStmt(altered) => sequence::alter(fold, reading, altered),
        other => match settings::skip(fold, reading, other) {
            Some(outcome) => outcome,
            None => carried::carry(fold, reading, other),
        },
    }
}
