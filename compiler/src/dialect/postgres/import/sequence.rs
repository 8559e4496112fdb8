//! Sequences: those that stand for themselves, and those that number a column.

use super::{Reading, nodes};
use crate::design::ObjectKind;
use crate::import::fold::{Fold, QName, Sequence, quoted};
use crate::import::report::Outcome;
use pg_query::protobuf::{AlterSeqStmt, CreateSeqStmt, DefElem, a_const};
use pg_query::{Node, NodeEnum};

/// What a sequence is told. `None` is what goes without saying.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Options {
    /// Its name, where it is another one than the engine would give it.
    pub(crate) name: Option<QName>,
    /// The integer type it counts in.
    pub(crate) counts_in: Option<String>,
    start: Option<String>,
    increment: Option<String>,
    least: Option<String>,
    most: Option<String>,
    cache: Option<String>,
    cycles: bool,
}

impl Options {
    /// What the text says, which is as [`Self::text`] gives it.
    pub(crate) fn of_text(fold: &Fold<'_>, text: &str) -> Self {
        let mut options = Self::default();
        let parsed = pg_query::parse(&format!("CREATE SEQUENCE s {text}"), 0);
        if let Ok(parsed) = parsed
            && let Some(NodeEnum::CreateSeqStmt(made)) = parsed
                .protobuf
                .stmts
                .first()
                .and_then(|s| s.stmt.as_ref()?.node.as_ref())
        {
            options.take(fold, &made.options);
        }
        options
    }

    /// Takes what is said in a list of options, and gives the column that is to own the sequence, where that is said:
    /// `Some(None)` for none.
    pub(super) fn take(&mut self, fold: &Fold<'_>, said: &[Node]) -> Option<Option<(QName, String)>> {
        let mut owner = None;
        for node in said {
            let Some(NodeEnum::DefElem(option)) = &node.node else {
                continue;
            };
            let number = number(option);
            match option.defname.as_str() {
                "as" => {
                    if let Some(NodeEnum::TypeName(counted)) = option.arg.as_ref().and_then(|a| a.node.as_ref()) {
                        self.counts_in = Some(nodes::type_text(counted));
                    }
                }
                "start" => self.start = number,
                "increment" => self.increment = number,
                "minvalue" => self.least = number,
                "maxvalue" => self.most = number,
                "cache" => self.cache = number,
                "cycle" => {
                    let arg = option.arg.as_ref().and_then(|a| a.node.as_ref());
                    self.cycles = matches!(arg, Some(NodeEnum::Boolean(b)) if b.boolval);
                }
                "sequence_name" => {
                    let path = nodes::path(option.arg.as_deref());
                    let (namespace, name) = nodes::split(&path);
                    self.name = Some(fold.new_name(namespace, name));
                }
                "owned_by" => {
                    let path = nodes::path(option.arg.as_deref());
                    owner = Some(
                        path.split_last()
                            .filter(|(_, table)| !table.is_empty())
                            .map(|(column, table)| {
                                let (namespace, name) = nodes::split(table);
                                (fold.relation(namespace, name), column.clone())
                            }),
                    );
                }
                // RESTART is about the next number, which is data.
                _ => {}
            }
        }
        owner
    }

    /// The options as they stand between the parentheses of an identity, in the order of dumps; only what does not go
    /// without saying for a sequence that counts in this type. `implied` is the name that goes without saying.
    pub(crate) fn text(&self, counts_in: &str, implied: &QName, fold: &Fold<'_>) -> Option<String> {
        let mut said = Vec::new();
        if let Some(name) = self.name.as_ref().filter(|name| *name != implied) {
            said.push(format!("SEQUENCE NAME {}", quoted(name, fold.dialect)));
        }
        let own = self.counts_in.as_deref().unwrap_or(counts_in);
        if own != counts_in {
            said.push(format!("AS {own}"));
        }
        said.extend(self.numbers(own));
        (!said.is_empty()).then(|| said.join(" "))
    }

    fn numbers(&self, counts_in: &str) -> Vec<String> {
        let (lowest, highest) = match counts_in {
            "smallint" => ("-32768", "32767"),
            "integer" => ("-2147483648", "2147483647"),
            _ => ("-9223372036854775808", "9223372036854775807"),
        };
        let falls = self.increment.as_ref().is_some_and(|by| by.starts_with('-'));
        let (least, most) = if falls { (lowest, "-1") } else { ("1", highest) };
        let first = if falls {
            self.most.as_deref().unwrap_or(most)
        } else {
            self.least.as_deref().unwrap_or(least)
        };
        let mut said: Vec<String> = [
            ("START WITH", &self.start, first),
            ("INCREMENT BY", &self.increment, "1"),
            ("MINVALUE", &self.least, least),
            ("MAXVALUE", &self.most, most),
            ("CACHE", &self.cache, "1"),
        ]
        .into_iter()
        .filter_map(|(words, value, usual)| {
            let value = value.as_deref().filter(|value| *value != usual)?;
            Some(format!("{words} {value}"))
        })
        .collect();
        if self.cycles {
            said.push("CYCLE".to_owned());
        }
        said
    }

    /// The statement that makes a sequence of this name.
    pub(crate) fn statement(&self, name: &QName, unlogged: bool, fold: &Fold<'_>) -> String {
        let kind = if unlogged { "UNLOGGED SEQUENCE" } else { "SEQUENCE" };
        let mut sql = format!("CREATE {kind} {}", quoted(name, fold.dialect));
        let own = self.counts_in.as_deref().unwrap_or("bigint");
        if own != "bigint" {
            sql.push_str(&format!(" AS {own}"));
        }
        for said in self.numbers(own) {
            sql.push(' ');
            sql.push_str(&said);
        }
        sql
    }
}

fn number(option: &DefElem) -> Option<String> {
    match option.arg.as_ref()?.node.as_ref()? {
        NodeEnum::Integer(i) => Some(i.ival.to_string()),
        NodeEnum::Float(f) => Some(f.fval.clone()),
        NodeEnum::AConst(c) => match c.val.as_ref()? {
            a_const::Val::Ival(i) => Some(i.ival.to_string()),
            a_const::Val::Fval(f) => Some(f.fval.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// Reads CREATE SEQUENCE. What becomes of it is settled at the end.
pub(super) fn create(fold: &mut Fold<'_>, reading: &Reading<'_>, made: &CreateSeqStmt) -> Outcome {
    let Some(relation) = &made.sequence else {
        return reading.unreadable(fold, "it names no sequence");
    };
    if relation.relpersistence == "t" {
        let why = "it ends with the session that makes it";
        return fold.report.skip(reading.base, "a temporary sequence", why);
    }
    let name = nodes::new_relation(fold, relation);
    let mut options = Options::default();
    let owner = options.take(fold, &made.options).flatten();
    let sequence = Sequence {
        offset: reading.base,
        options,
        unlogged: relation.relpersistence == "u",
        owner,
    };
    if fold.add_sequence(name.clone(), sequence) {
        Outcome::Modelled
    } else {
        fold.taken(reading.base, ObjectKind::Sequence, &name, made.if_not_exists)
    }
}

/// Reads ALTER SEQUENCE.
pub(super) fn alter(fold: &mut Fold<'_>, reading: &Reading<'_>, altered: &AlterSeqStmt) -> Outcome {
    let Some(relation) = &altered.sequence else {
        return reading.unreadable(fold, "it names no sequence");
    };
    let name = fold.sequence_named(nodes::schema_of(relation), &relation.relname);
    if let Some(mut sequence) = fold.sequence_mut(&name).cloned() {
        if let Some(owner) = sequence.options.take(fold, &altered.options) {
            sequence.owner = owner;
        }
        if let Some(held) = fold.sequence_mut(&name) {
            *held = sequence;
        }
        return Outcome::Modelled;
    }
    if let Some((table, column)) = fold.numbered_by(&name) {
        let owner = change(fold, &table, &column, &altered.options);
        if owner.is_some_and(|owner| owner != Some((table.clone(), column.clone()))) {
            fold.free_sequence(reading.base, &table, &column);
            if let (Some(Some(owner)), Some(held)) = (
                Options::default().take(fold, &altered.options),
                fold.sequence_mut(&name),
            ) {
                held.owner = Some(owner);
            }
        }
        return Outcome::Modelled;
    }
    if altered.missing_ok {
        let why = "there is no such sequence";
        return fold.report.skip(reading.base, "ALTER SEQUENCE IF EXISTS", why);
    }
    let carried = reading.carried(fold, ObjectKind::Sequence, name);
    fold.carry(reading.base, carried)
}

/// Changes the options of the sequence that numbers a column.
pub(super) fn change(
    fold: &mut Fold<'_>,
    table: &QName,
    column: &str,
    said: &[Node],
) -> Option<Option<(QName, String)>> {
    let found = fold.table(table)?.columns.iter().find(|c| c.name == column)?;
    let native_type = found.native_type.clone();
    let mut options = Options::of_text(fold, found.sequence.as_deref().unwrap_or_default());
    let owner = options.take(fold, said);
    let text = options.text(&native_type, &fold.implied_sequence(table, column), fold);
    let found = fold.table_mut(table)?.columns.iter_mut().find(|c| c.name == column)?;
    found.sequence = text;
    owner
}
