//! Sequences, and whether one counts as that of a serial does.

use super::{Reading, nodes};
use crate::design::ObjectKind;
use crate::import::fold::{Fold, Sequence};
use crate::import::report::Outcome;
use pg_query::protobuf::{AlterSeqStmt, CreateSeqStmt, DefElem, a_const};
use pg_query::{Node, NodeEnum};

/// Reads CREATE SEQUENCE. What becomes of it is settled at the end.
pub(super) fn create(fold: &mut Fold<'_>, reading: &Reading<'_>, made: &CreateSeqStmt) -> Outcome {
    let Some(relation) = &made.sequence else {
        return reading.unreadable(fold, "it names no sequence");
    };
    let name = nodes::new_relation(fold, relation);
    let statement = reading.carried(fold, ObjectKind::Sequence, name.clone());
    let mut sequence = Sequence {
        statements: vec![(reading.base, statement)],
        counts_in: "bigint".to_owned(),
        is_plain: true,
        owner: None,
    };
    take_options(fold, &mut sequence, &made.options);
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
    let statement = reading.carried(fold, ObjectKind::Sequence, name.clone());
    let Some(mut sequence) = fold.sequence_mut(&name).cloned() else {
        return fold.carry(reading.base, statement);
    };
    sequence.statements.push((reading.base, statement));
    take_options(fold, &mut sequence, &altered.options);
    if let Some(held) = fold.sequence_mut(&name) {
        *held = sequence;
    }
    Outcome::Modelled
}

fn take_options(fold: &Fold<'_>, sequence: &mut Sequence, options: &[Node]) {
    for node in options {
        let Some(NodeEnum::DefElem(option)) = &node.node else {
            continue;
        };
        let argument = option.arg.as_ref().and_then(|a| a.node.as_ref());
        match (option.defname.as_str(), argument) {
            ("as", Some(NodeEnum::TypeName(counted))) => sequence.counts_in = nodes::type_text(counted),
            ("owned_by", _) => {
                let path = nodes::path(option.arg.as_deref());
                sequence.owner = path
                    .split_last()
                    .filter(|(_, table)| !table.is_empty())
                    .map(|(column, table)| {
                        let (namespace, name) = nodes::split(table);
                        (fold.relation(namespace, name), column.clone())
                    });
            }
            _ if is_usual(option) => {}
            _ => sequence.is_plain = false,
        }
    }
}

/// Whether the option says what goes without saying.
pub(super) fn is_usual(option: &DefElem) -> bool {
    let number = match option.arg.as_ref().and_then(|a| a.node.as_ref()) {
        None => None,
        Some(NodeEnum::Integer(i)) => Some(i.ival),
        Some(NodeEnum::AConst(c)) => match &c.val {
            Some(a_const::Val::Ival(i)) => Some(i.ival),
            _ => Some(-1),
        },
        Some(NodeEnum::Boolean(b)) => return option.defname == "cycle" && !b.boolval,
        Some(_) => Some(-1),
    };
    match option.defname.as_str() {
        "start" | "increment" | "cache" => number == Some(1),
        "minvalue" => matches!(number, None | Some(1)),
        "maxvalue" => number.is_none(),
        _ => false,
    }
}
