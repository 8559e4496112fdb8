//! The order in which statements run: by phase, and after what they mention.

use super::Statement;
use crate::dialect::Dialect;
use crate::expression::lex::{Token, tokens};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};
use uuid::Uuid;

/// When a statement runs where nothing else is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    /// Settings.
    Prologue,
    /// Schemas.
    Namespace,
    /// Extensions.
    Extension,
    /// Enum types.
    Enum,
    /// Types, domains, sequences, functions.
    Type,
    /// Tables.
    Table,
    /// Indexes.
    Index,
    /// Tables carried verbatim, such as partitions, and what attaches them.
    TableObject,
    /// Indexes of partitioned tables, which take up those of the partitions, and indexes carried verbatim.
    LateIndex,
    /// Foreign keys.
    ForeignKey,
    /// Views and procedures.
    View,
    /// Triggers, rules, policies.
    Trigger,
    /// Comments.
    Comment,
    /// Everything else.
    Rest,
}

/// What a statement may have to wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mentions {
    /// Nothing but its phase.
    None,
    /// Types, sequences and functions.
    Types,
    /// Anything.
    All,
}

/// A statement that does not have its place yet.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) phase: Phase,
    pub(crate) sql: String,
    pub(crate) comment: String,
    pub(crate) subject: Option<Uuid>,
    /// What it makes, as [`defined_name`] gives it.
    pub(crate) defines: Option<String>,
    pub(crate) mentions: Mentions,
    /// Words that make it wait for whatever has that name.
    pub(crate) after: Vec<String>,
}

impl Draft {
    /// A statement that waits for nothing but its phase.
    pub(crate) fn plain(phase: Phase, sql: String, comment: String) -> Self {
        Self {
            phase,
            sql,
            comment,
            subject: None,
            defines: None,
            mentions: Mentions::None,
            after: Vec::new(),
        }
    }

    /// Says which element it expresses.
    pub(crate) fn of(mut self, subject: Option<Uuid>) -> Self {
        self.subject = subject;
        self
    }
}

/// The last part of a name without quotes and arguments, in lower case.
pub(crate) fn defined_name(name: &str) -> String {
    let bare = name.split('(').next().unwrap_or_default().trim();
    let last = bare.rsplit('.').next().unwrap_or_default();
    let last = last.split_whitespace().next().unwrap_or_default();
    last.trim_matches(['"', '`', '[', ']']).to_lowercase()
}

/// The words of some SQL that may be names, in lower case.
pub(crate) fn words(sql: &str, dialect: Dialect) -> HashSet<String> {
    let mut out = HashSet::new();
    for token in tokens(sql, dialect).unwrap_or_default() {
        match token {
            Token::Word(word) => {
                out.insert(word.to_lowercase());
            }
            Token::Quoted(name) => {
                out.insert(name.to_lowercase());
            }
            // 'sales.invoice_id_seq'::regclass
            Token::Text(text)
                if text.len() < 130 && text.chars().all(|c| c.is_alphanumeric() || "_.\"".contains(c)) =>
            {
                out.insert(defined_name(&text));
            }
            Token::Text(_) | Token::Comment | Token::Symbol(_) => {}
        }
    }
    out
}

/// The statements in order: by phase and then as they come, except that each follows what it mentions. Where
/// statements mention each other in a circle, the one of the earliest phase goes first.
pub(crate) fn sorted(drafts: Vec<Draft>, dialect: Dialect) -> Vec<Statement> {
    let order = sequence(&drafts, dialect);
    let mut drafts: Vec<Option<Draft>> = drafts.into_iter().map(Some).collect();
    order
        .into_iter()
        .filter_map(|i| drafts[i].take())
        .map(|draft| Statement {
            sql: draft.sql,
            comment: draft.comment,
            subject: draft.subject,
        })
        .collect()
}

/// The places of the statements in the order of [`sorted`].
pub(crate) fn sequence(drafts: &[Draft], dialect: Dialect) -> Vec<usize> {
    let waits_for = dependencies(drafts, dialect);
    let mut waiting: Vec<usize> = waits_for.iter().map(Vec::len).collect();
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); drafts.len()];
    for (i, needed) in waits_for.iter().enumerate() {
        for &n in needed {
            followers[n].push(i);
        }
    }
    let key = |i: usize| Reverse((drafts[i].phase, i));
    let mut ready: BinaryHeap<_> = (0..drafts.len()).filter(|i| waiting[*i] == 0).map(key).collect();
    let mut blocked: BinaryHeap<_> = (0..drafts.len()).filter(|i| waiting[*i] > 0).map(key).collect();
    let mut done = vec![false; drafts.len()];
    let mut order = Vec::with_capacity(drafts.len());
    while let Some(Reverse((_, next))) = ready.pop().or_else(|| blocked.pop()) {
        if std::mem::replace(&mut done[next], true) {
            continue;
        }
        order.push(next);
        for &follower in &followers[next] {
            waiting[follower] = waiting[follower].saturating_sub(1);
            if waiting[follower] == 0 && !done[follower] {
                ready.push(key(follower));
            }
        }
    }
    order
}

/// For each statement the ones it must follow.
fn dependencies(drafts: &[Draft], dialect: Dialect) -> Vec<Vec<usize>> {
    let mut makers: HashMap<&str, Vec<usize>> = HashMap::new();
    for (i, draft) in drafts.iter().enumerate() {
        if let Some(name) = draft.defines.as_deref().filter(|name| !name.is_empty()) {
            makers.entry(name).or_default().push(i);
        }
    }
    let carried = drafts.iter().any(|d| d.mentions == Mentions::All);
    drafts
        .iter()
        .enumerate()
        .map(|(i, draft)| {
            let mut needed: Vec<usize> = Vec::new();
            let mut follow = |word: &str, allowed: &dyn Fn(&Draft) -> bool| {
                for &maker in makers.get(word).into_iter().flatten() {
                    let other = &drafts[maker];
                    if maker != i && other.defines != draft.defines && allowed(other) {
                        needed.push(maker);
                    }
                }
            };
            for word in &draft.after {
                follow(word, &|_| true);
            }
            if draft.mentions != Mentions::None && carried {
                let types_only = draft.mentions == Mentions::Types;
                for word in words(&draft.sql, dialect) {
                    follow(&word, &|other| {
                        !types_only
                            || (other.phase == Phase::Type || other.phase == Phase::Rest)
                                && other.mentions == Mentions::All
                    });
                }
            }
            needed.sort_unstable();
            needed.dedup();
            needed
        })
        .collect()
}
