//! Tables, and what differs in those that both schemas have.

use super::change::{CommentOn, Named, SchemaChange, TableRef};
use super::compare::Scope;
use super::members;
use super::pairs::{Known, Pairs, Side};
use super::resolve::{Resolved, folded};
use crate::dialect::Dialect;
use crate::schema::{Schema, SchemaEnum, SchemaTable};
use std::borrow::Cow;
use std::collections::HashMap;

/// Which tables and enums of the two schemas are the same.
pub(crate) struct Pairing<'a> {
    pub(crate) from: &'a Schema,
    pub(crate) to: &'a Schema,
    pub(crate) resolved: &'a Resolved,
    pub(crate) by_element: bool,
    pub(crate) tables: Pairs,
    pub(crate) enums: Pairs,
    /// Old names of tables, and new ones, where they differ.
    pub(crate) renamed_tables: HashMap<Named, Named>,
    /// Old types as columns say them, and new ones, where they differ.
    pub(crate) renamed_types: HashMap<String, String>,
    /// For each column that is renamed: the table's place, the old name, and the new one.
    pub(crate) renamed_columns: HashMap<usize, HashMap<String, String>>,
    /// The columns of each pair of tables.
    pub(crate) columns: Vec<Pairs>,
}

impl<'a> Pairing<'a> {
    pub(crate) fn of(from: &'a Schema, to: &'a Schema, resolved: &'a Resolved, by_element: bool) -> Self {
        let mut pairing = Self {
            from,
            to,
            resolved,
            by_element,
            tables: pair_tables(from, to, resolved, by_element),
            enums: pair_enums(from, to, resolved, by_element),
            renamed_tables: HashMap::new(),
            renamed_types: HashMap::new(),
            renamed_columns: HashMap::new(),
            columns: Vec::new(),
        };
        for &(a, b) in &pairing.tables.both {
            let (old, new) = (table_name(&from.tables[a]), table_name(&to.tables[b]));
            if old != new {
                pairing.renamed_tables.insert(old, new);
            }
        }
        for &(a, b) in &pairing.enums.both {
            let (old, new) = (&from.enums[a], &to.enums[b]);
            if old.name != new.name {
                pairing.renamed_types.insert(old.name.clone(), new.name.clone());
            }
        }
        let columns = |&(a, b): &(usize, usize)| members::pair_columns(&pairing, a, b);
        let paired: Vec<Pairs> = pairing.tables.both.iter().map(columns).collect();
        for (&(a, b), pairs) in pairing.tables.both.iter().zip(&paired) {
            for &(c, d) in &pairs.both {
                let (old, new) = (&from.tables[a].columns[c].name, &to.tables[b].columns[d].name);
                if old != new {
                    let names = pairing.renamed_columns.entry(a).or_default();
                    names.insert(old.clone(), new.clone());
                }
            }
        }
        pairing.columns = paired;
        pairing
    }

    /// What words in the expressions of this table have become.
    pub(crate) fn scope(&self, table: usize) -> Scope {
        Scope {
            names: self.renamed_columns.get(&table).cloned().unwrap_or_default(),
            types: self.renamed_types.clone(),
        }
    }

    /// The table's new name.
    pub(crate) fn table_now(&self, old: Named) -> Named {
        self.renamed_tables.get(&old).cloned().unwrap_or(old)
    }
}

fn pair_tables(from: &Schema, to: &Schema, resolved: &Resolved, by_element: bool) -> Pairs {
    let table = |side: Side, at: usize| match side {
        Side::From => &from.tables[at],
        Side::To => &to.tables[at],
    };
    let name_of = |t: &'_ SchemaTable| (t.namespace.clone(), folded(from.dialect, &t.name).into_owned());
    let by_id = |side: Side, at: usize| {
        let id = table(side, at).origin.element.filter(|_| by_element);
        id.map(|id| Known::Name(None, Cow::Owned(id.to_string())))
    };
    let told = |side: Side, at: usize| match side {
        Side::From => resolved
            .tables
            .get(&at)
            .map(|(space, name)| (space.clone(), folded(from.dialect, name).into_owned())),
        Side::To => Some(name_of(table(side, at))),
    };
    let by_name = |side: Side, at: usize| {
        let t = table(side, at);
        (!by_element || t.origin.element.is_none())
            .then(|| Known::Name(t.namespace.as_deref(), folded(from.dialect, &t.name)))
    };
    let sizes = (from.tables.len(), to.tables.len());
    if by_element {
        Pairs::of(sizes, &[&by_id, &by_name])
    } else {
        let told = |side: Side, at: usize| {
            told(side, at).map(|(space, name)| Known::Name(None, Cow::Owned(format!("{space:?}.{name}"))))
        };
        if resolved.tables.is_empty() {
            Pairs::of(sizes, &[&by_name])
        } else {
            Pairs::of(sizes, &[&told, &by_name])
        }
    }
}

fn pair_enums(from: &Schema, to: &Schema, resolved: &Resolved, by_element: bool) -> Pairs {
    let found = |side: Side, at: usize| match side {
        Side::From => &from.enums[at],
        Side::To => &to.enums[at],
    };
    let by_id = |side: Side, at: usize| {
        found(side, at)
            .origin
            .element
            .filter(|_| by_element)
            .map(Known::Element)
    };
    let named = |e: &'_ SchemaEnum| Named {
        namespace: e.namespace.clone(),
        name: e.name.clone(),
    };
    let told = |side: Side, at: usize| match side {
        Side::From => resolved.enums.get(&at).map(|(space, name)| Named {
            namespace: space.clone(),
            name: name.clone(),
        }),
        Side::To => Some(named(found(side, at))),
    };
    let by_name = |side: Side, at: usize| {
        let e = found(side, at);
        (!by_element || e.origin.element.is_none()).then(|| named(e))
    };
    let sizes = (from.enums.len(), to.enums.len());
    if by_element {
        let by_id = |side: Side, at: usize| by_id(side, at).map(|k| (Some(k), None));
        let by_name = |side: Side, at: usize| by_name(side, at).map(|n| (None, Some(n)));
        Pairs::of(sizes, &[&by_id, &by_name])
    } else {
        Pairs::of(sizes, &[&told, &by_name])
    }
}

/// The table's name.
pub(crate) fn table_name(table: &SchemaTable) -> Named {
    Named {
        namespace: table.namespace.clone(),
        name: table.name.clone(),
    }
}

/// What differs in tables.
pub(crate) fn differences(pairing: &Pairing<'_>, out: &mut Vec<SchemaChange>) {
    let (from, to) = (pairing.from, pairing.to);
    for &at in &pairing.tables.gone {
        out.push(SchemaChange::DropTable(Box::new(from.tables[at].clone())));
    }
    for &at in &pairing.tables.new {
        out.push(SchemaChange::CreateTable(Box::new(to.tables[at].clone())));
    }
    for (i, &(a, b)) in pairing.tables.both.iter().enumerate() {
        let (old, new) = (&from.tables[a], &to.tables[b]);
        let table = TableRef {
            from: table_name(old),
            to: table_name(new),
        };
        if table.from != table.to {
            out.push(SchemaChange::RenameTable(table.clone()));
        }
        if !same_whole(old, new, &pairing.scope(a), pairing) {
            out.push(SchemaChange::AlterTable {
                table: table.clone(),
                from: Box::new(old.clone()),
                to: Box::new(new.clone()),
            });
        }
        let pair = members::TablePair {
            pairing,
            at: a,
            old,
            new,
            table: &table,
            columns: &pairing.columns[i],
        };
        members::differences(&pair, out);
        if old.comment != new.comment {
            out.push(SchemaChange::SetComment {
                table: Some(table),
                on: CommentOn::Table,
                from: old.comment.clone(),
                to: new.comment.clone(),
            });
        }
    }
}

/// Whether what is not told apart element by element is the same: options and whatever else a table has.
fn same_whole(old: &SchemaTable, new: &SchemaTable, scope: &Scope, pairing: &Pairing<'_>) -> bool {
    let dialect: Dialect = pairing.from.dialect;
    let bare = |table: &SchemaTable| SchemaTable {
        unlogged: table.unlogged,
        ..Default::default()
    };
    if bare(old) == bare(new) && old.options == new.options && pairing.renamed_tables.is_empty() && scope.is_trivial() {
        return true;
    }
    let mut scope = scope.clone();
    for (old, new) in &pairing.renamed_tables {
        scope.types.insert(old.name.clone(), new.name.clone());
    }
    bare(old) == bare(new)
        && super::compare::same_optional(old.options.as_deref(), new.options.as_deref(), &scope, dialect)
}
