//! What tables hold: columns, keys, foreign keys, checks, exclusion constraints and indexes.

use super::change::{ColumnRef, CommentOn, Named, SchemaChange, TableRef};
use super::compare::{Scope, same_expression, same_optional, same_type};
use super::pairs::{Known, Pairs, Side};
use super::resolve::{Member, folded};
use super::tables::Pairing;
use crate::dialect::Dialect;
use crate::schema::{Check, Column, Exclusion, ForeignKey, Key, Origin, SchemaIndex, SchemaPartTarget, SchemaTable};
use std::borrow::Cow;

/// A table on both sides.
pub(super) struct TablePair<'a> {
    pub(super) pairing: &'a Pairing<'a>,
    /// Its place in the first schema.
    pub(super) at: usize,
    pub(super) old: &'a SchemaTable,
    pub(super) new: &'a SchemaTable,
    pub(super) table: &'a TableRef,
    pub(super) columns: &'a Pairs,
}

/// The columns of a table on both sides.
pub(super) fn pair_columns(pairing: &Pairing<'_>, from_table: usize, to_table: usize) -> Pairs {
    let dialect = pairing.from.dialect;
    let (old, new) = (&pairing.from.tables[from_table], &pairing.to.tables[to_table]);
    let column = |side: Side, at: usize| match side {
        Side::From => &old.columns[at],
        Side::To => &new.columns[at],
    };
    let by_id = |side: Side, at: usize| column(side, at).origin.element.map(Known::Element);
    let told = |side: Side, at: usize| {
        let name = folded(dialect, &column(side, at).name);
        match side {
            Side::From => {
                let key = (from_table, Member::Column, name.into_owned());
                let new = pairing.resolved.members.get(&key)?;
                Some(Known::Name(None, folded(dialect, new)))
            }
            Side::To => Some(Known::Name(None, name)),
        }
    };
    let by_name = |side: Side, at: usize| {
        let column = column(side, at);
        let counts = !pairing.by_element || column.origin.element.is_none();
        counts.then(|| Known::Name(None, folded(dialect, &column.name)))
    };
    let sizes = (old.columns.len(), new.columns.len());
    let by_place = |(a, b): (&Column, &Column)| {
        if pairing.by_element {
            a.origin.element.is_some() && a.origin.element == b.origin.element
        } else {
            a.name == b.name
        }
    };
    let told_none = pairing.by_element || pairing.resolved.members.is_empty();
    if told_none && sizes.0 == sizes.1 && old.columns.iter().zip(&new.columns).all(by_place) {
        return Pairs::by_place(sizes.0);
    }
    if pairing.by_element {
        Pairs::of(sizes, &[&by_id, &by_name])
    } else if pairing.resolved.members.is_empty() {
        Pairs::of(sizes, &[&by_name])
    } else {
        Pairs::of(sizes, &[&told, &by_name])
    }
}

/// What differs in what the table holds.
pub(super) fn differences(pair: &TablePair<'_>, out: &mut Vec<SchemaChange>) {
    let scope = pair.pairing.scope(pair.at);
    columns(pair, &scope, out);
    primary_key(pair, &scope, out);
    parts(pair, &scope, out, &pair.old.unique_keys, &pair.new.unique_keys);
    parts(pair, &scope, out, &pair.old.checks, &pair.new.checks);
    parts(pair, &scope, out, &pair.old.exclusions, &pair.new.exclusions);
    parts(pair, &scope, out, &pair.old.foreign_keys, &pair.new.foreign_keys);
    parts(pair, &scope, out, &pair.old.indexes, &pair.new.indexes);
}

fn columns(pair: &TablePair<'_>, scope: &Scope, out: &mut Vec<SchemaChange>) {
    let (old, new) = (&pair.old.columns, &pair.new.columns);
    let table = || pair.table.clone();
    for &at in &pair.columns.gone {
        out.push(SchemaChange::DropColumn {
            table: table(),
            column: Box::new(old[at].clone()),
            position: at,
        });
    }
    for &(a, b) in &pair.columns.both {
        let (from, to) = (&old[a], &new[b]);
        if from.name != to.name {
            out.push(SchemaChange::RenameColumn {
                table: table(),
                column: ColumnRef {
                    from: from.name.clone(),
                    to: to.name.clone(),
                },
            });
        }
        if !same_column(from, to, scope, pair) {
            let key = (pair.at, folded(pair.pairing.from.dialect, &from.name).into_owned());
            out.push(SchemaChange::AlterColumn {
                table: table(),
                from: Box::new(from.clone()),
                to: Box::new(to.clone()),
                values: pair
                    .pairing
                    .resolved
                    .column_values
                    .get(&key)
                    .cloned()
                    .unwrap_or_default(),
            });
        }
        let on = || CommentOn::Column(to.name.clone());
        comment(pair.table, on, &from.comment, &to.comment, out);
    }
    for &at in &pair.columns.new {
        out.push(SchemaChange::AddColumn {
            table: table(),
            column: Box::new(new[at].clone()),
            position: at,
        });
    }
    // What is kept comes in the old order, what is added after it, unless something else is said.
    let kept = pair.columns.both.windows(2).all(|w| w[0].0 < w[1].0);
    let added_last = pair.columns.new.iter().all(|at| *at >= pair.columns.both.len());
    if !(kept && added_last) {
        out.push(SchemaChange::ReorderColumns {
            table: table(),
            from: old.iter().map(|c| c.name.clone()).collect(),
            to: new.iter().map(|c| c.name.clone()).collect(),
        });
    }
}

/// Whether the two say the same, word for word.
fn equal_column(from: &Column, to: &Column) -> bool {
    let Column {
        name: _,
        native_type,
        not_null,
        default,
        identity,
        sequence,
        generated,
        collation,
        on_update,
        attributes,
        comment: _,
        enum_values: _,
        origin: _,
    } = from;
    *native_type == to.native_type
        && *not_null == to.not_null
        && *default == to.default
        && *identity == to.identity
        && *sequence == to.sequence
        && *generated == to.generated
        && *collation == to.collation
        && *on_update == to.on_update
        && *attributes == to.attributes
}

fn same_column(from: &Column, to: &Column, scope: &Scope, pair: &TablePair<'_>) -> bool {
    let dialect = pair.pairing.from.dialect;
    if scope.is_trivial() && equal_column(from, to) {
        return true;
    }
    let bare = |column: &Column| Column {
        name: String::new(),
        native_type: String::new(),
        default: None,
        generated: None,
        collation: None,
        enum_values: Vec::new(),
        comment: None,
        origin: Origin::default(),
        ..column.clone()
    };
    let unquoted = |name: &Option<String>| name.as_deref().map(|n| n.replace('"', ""));
    bare(from) == bare(to)
        && unquoted(&from.collation) == unquoted(&to.collation)
        && same_type(&from.native_type, &to.native_type, scope, dialect)
        && same_default(from, to, scope, pair)
        && match (&from.generated, &to.generated) {
            (None, None) => true,
            (Some(a), Some(b)) => a.stored == b.stored && same_expression(&a.expression, &b.expression, scope, dialect),
            _ => false,
        }
}

/// A default is the same also where it is a value of an enum that goes on under another name.
fn same_default(from: &Column, to: &Column, scope: &Scope, pair: &TablePair<'_>) -> bool {
    let dialect = pair.pairing.from.dialect;
    if same_optional(from.default.as_deref(), to.default.as_deref(), scope, dialect) {
        return true;
    }
    let (Some(old), Some(new)) = (&from.default, &to.default) else {
        return false;
    };
    let enums = &pair.pairing.enums.both;
    enums.iter().any(|&(a, b)| {
        let (e, now) = (&pair.pairing.from.enums[a], &pair.pairing.to.enums[b]);
        let is_of = from.native_type.trim_matches('"').ends_with(e.name.as_str());
        is_of
            && super::enums::renamed_values(pair.pairing, a, e, now)
                .iter()
                .any(|(x, y)| {
                    let (x, y) = (dialect.literal(x), dialect.literal(y));
                    old.starts_with(&x) && same_expression(&old.replacen(&x, &y, 1), new, scope, dialect)
                })
    })
}

fn comment(
    table: &TableRef,
    on: impl FnOnce() -> CommentOn,
    from: &Option<String>,
    to: &Option<String>,
    out: &mut Vec<SchemaChange>,
) {
    if from != to {
        out.push(SchemaChange::SetComment {
            table: Some(table.clone()),
            on: on(),
            from: from.clone(),
            to: to.clone(),
        });
    }
}

fn primary_key(pair: &TablePair<'_>, scope: &Scope, out: &mut Vec<SchemaChange>) {
    let table = || pair.table.clone();
    let (old, new) = (&pair.old.primary_key, &pair.new.primary_key);
    if let (Some(a), Some(b)) = (old, new)
        && a.same(b, scope, pair)
    {
        kept(pair, a, b, out);
        return;
    }
    out.extend(old.iter().map(|key| SchemaChange::DropPrimaryKey {
        table: table(),
        key: key.clone(),
    }));
    out.extend(new.iter().map(|key| SchemaChange::AddPrimaryKey {
        table: table(),
        key: key.clone(),
    }));
}

/// Something that a table holds beside its columns.
trait Part: Clone {
    /// Which sort of name it has.
    const MEMBER: Member;
    fn name(&self) -> Option<&String>;
    fn origin(&self) -> Origin;
    fn comment(&self) -> &Option<String>;
    /// Whether the two are the same but for name and comment.
    fn same(&self, other: &Self, scope: &Scope, pair: &TablePair<'_>) -> bool;
    fn dropped(self, table: TableRef) -> SchemaChange;
    fn added(self, table: TableRef) -> SchemaChange;
}

fn parts<P: Part>(pair: &TablePair<'_>, scope: &Scope, out: &mut Vec<SchemaChange>, old: &[P], new: &[P]) {
    if old.is_empty() && new.is_empty() {
        return;
    }
    let dialect = pair.pairing.from.dialect;
    let part = |side: Side, at: usize| match side {
        Side::From => &old[at],
        Side::To => &new[at],
    };
    let by_id = |side: Side, at: usize| part(side, at).origin().element.map(Known::Element);
    let told = |side: Side, at: usize| {
        let name = folded(dialect, part(side, at).name()?);
        match side {
            Side::From => {
                let key = (pair.at, P::MEMBER, name.into_owned());
                let new = pair.pairing.resolved.members.get(&key)?;
                Some(Known::Name(None, folded(dialect, new)))
            }
            Side::To => Some(Known::Name(None, name)),
        }
    };
    let by_name = |side: Side, at: usize| {
        let name = part(side, at).name()?;
        Some(Known::Name(None, folded(dialect, name)))
    };
    let sizes = (old.len(), new.len());
    let by_place = |(a, b): (&P, &P)| a.name().is_some() && a.name() == b.name();
    let told_none = !pair.pairing.by_element && pair.pairing.resolved.members.is_empty();
    let pairs = if told_none && sizes.0 == sizes.1 && old.iter().zip(new).all(by_place) {
        Pairs::by_place(sizes.0)
    } else if pair.pairing.by_element {
        Pairs::of(sizes, &[&by_id, &by_name])
    } else if pair.pairing.resolved.members.is_empty() {
        Pairs::of(sizes, &[&by_name])
    } else {
        Pairs::of(sizes, &[&told, &by_name])
    };
    let (mut gone, mut added) = (pairs.gone, pairs.new);
    for (a, b) in pairs.both {
        if old[a].same(&new[b], scope, pair) {
            kept(pair, &old[a], &new[b], out);
        } else {
            gone.push(a);
            added.push(b);
        }
    }
    gone.sort_unstable();
    added.sort_unstable();
    // What is left and differs in its name alone is renamed.
    let mut left = Vec::with_capacity(added.len());
    for b in added {
        match gone.iter().position(|a| old[*a].same(&new[b], scope, pair)) {
            Some(at) => kept(pair, &old[gone.remove(at)], &new[b], out),
            None => left.push(b),
        }
    }
    out.extend(gone.into_iter().map(|a| old[a].clone().dropped(pair.table.clone())));
    out.extend(left.into_iter().map(|b| new[b].clone().added(pair.table.clone())));
}

/// Name and comment of what is otherwise the same.
fn kept<P: Part>(pair: &TablePair<'_>, old: &P, new: &P, out: &mut Vec<SchemaChange>) {
    if let (Some(from), Some(to)) = (old.name(), new.name())
        && from != to
    {
        let (table, from, to) = (pair.table.clone(), from.clone(), to.clone());
        out.push(match P::MEMBER {
            Member::Index => SchemaChange::RenameIndex { table, from, to },
            Member::Column | Member::Constraint => SchemaChange::RenameConstraint { table, from, to },
        });
    }
    if let Some(name) = new.name() {
        let on = || match P::MEMBER {
            Member::Index => CommentOn::Index(name.clone()),
            Member::Column | Member::Constraint => CommentOn::Constraint(name.clone()),
        };
        comment(pair.table, on, old.comment(), new.comment(), out);
    }
}

fn mapped<'s>(name: &'s str, scope: &'s Scope) -> &'s str {
    scope.names.get(name).map_or(name, String::as_str)
}

fn same_columns(from: &[String], to: &[String], scope: &Scope, dialect: Dialect) -> bool {
    let same = |(a, b): (&String, &String)| folded(dialect, mapped(a, scope)) == folded(dialect, b);
    from.len() == to.len() && from.iter().zip(to).all(same)
}

impl Part for Key {
    const MEMBER: Member = Member::Constraint;
    fn name(&self) -> Option<&String> {
        self.name.as_ref()
    }
    fn origin(&self) -> Origin {
        self.origin
    }
    fn comment(&self) -> &Option<String> {
        &self.comment
    }
    fn same(&self, other: &Self, scope: &Scope, pair: &TablePair<'_>) -> bool {
        let dialect = pair.pairing.from.dialect;
        let bare = |key: &Self| Self {
            name: None,
            columns: Vec::new(),
            included: Vec::new(),
            comment: None,
            origin: Origin::default(),
            ..key.clone()
        };
        same_columns(&self.columns, &other.columns, scope, dialect)
            && same_columns(&self.included, &other.included, scope, dialect)
            && bare(self) == bare(other)
    }
    fn dropped(self, table: TableRef) -> SchemaChange {
        SchemaChange::DropUniqueKey { table, key: self }
    }
    fn added(self, table: TableRef) -> SchemaChange {
        SchemaChange::AddUniqueKey { table, key: self }
    }
}

impl Part for Check {
    const MEMBER: Member = Member::Constraint;
    fn name(&self) -> Option<&String> {
        self.name.as_ref()
    }
    fn origin(&self) -> Origin {
        self.origin
    }
    fn comment(&self) -> &Option<String> {
        &self.comment
    }
    fn same(&self, other: &Self, scope: &Scope, pair: &TablePair<'_>) -> bool {
        let bare = |check: &Self| Self {
            name: None,
            expression: String::new(),
            comment: None,
            origin: Origin::default(),
            ..check.clone()
        };
        bare(self) == bare(other)
            && same_expression(&self.expression, &other.expression, scope, pair.pairing.from.dialect)
    }
    fn dropped(self, table: TableRef) -> SchemaChange {
        SchemaChange::DropCheck { table, check: self }
    }
    fn added(self, table: TableRef) -> SchemaChange {
        SchemaChange::AddCheck { table, check: self }
    }
}

impl Part for Exclusion {
    const MEMBER: Member = Member::Constraint;
    fn name(&self) -> Option<&String> {
        self.name.as_ref()
    }
    fn origin(&self) -> Origin {
        self.origin
    }
    fn comment(&self) -> &Option<String> {
        &self.comment
    }
    fn same(&self, other: &Self, scope: &Scope, pair: &TablePair<'_>) -> bool {
        self.deferrable == other.deferrable
            && same_expression(&self.definition, &other.definition, scope, pair.pairing.from.dialect)
    }
    fn dropped(self, table: TableRef) -> SchemaChange {
        SchemaChange::DropExclusion { table, exclusion: self }
    }
    fn added(self, table: TableRef) -> SchemaChange {
        SchemaChange::AddExclusion { table, exclusion: self }
    }
}

impl Part for ForeignKey {
    const MEMBER: Member = Member::Constraint;
    fn name(&self) -> Option<&String> {
        self.name.as_ref()
    }
    fn origin(&self) -> Origin {
        self.origin
    }
    fn comment(&self) -> &Option<String> {
        &self.comment
    }
    fn same(&self, other: &Self, scope: &Scope, pair: &TablePair<'_>) -> bool {
        let dialect = pair.pairing.from.dialect;
        let bare = |key: &Self| Self {
            name: None,
            columns: Vec::new(),
            set_columns: Vec::new(),
            referenced_namespace: None,
            referenced_table: String::new(),
            referenced_columns: Vec::new(),
            comment: None,
            origin: Origin::default(),
            ..key.clone()
        };
        same_columns(&self.columns, &other.columns, scope, dialect)
            && same_columns(&self.set_columns, &other.set_columns, scope, dialect)
            && bare(self) == bare(other)
            && pair.pairing.same_target(self, other)
    }
    fn dropped(self, table: TableRef) -> SchemaChange {
        let foreign_key = Box::new(self);
        SchemaChange::DropForeignKey { table, foreign_key }
    }
    fn added(self, table: TableRef) -> SchemaChange {
        let foreign_key = Box::new(self);
        SchemaChange::AddForeignKey { table, foreign_key }
    }
}

impl Part for SchemaIndex {
    const MEMBER: Member = Member::Index;
    fn name(&self) -> Option<&String> {
        self.name.as_ref()
    }
    fn origin(&self) -> Origin {
        self.origin
    }
    fn comment(&self) -> &Option<String> {
        &self.comment
    }
    fn same(&self, other: &Self, scope: &Scope, pair: &TablePair<'_>) -> bool {
        let dialect = pair.pairing.from.dialect;
        let bare = |index: &Self| Self {
            name: None,
            parts: Vec::new(),
            included: Vec::new(),
            method: index.method.clone().filter(|m| m != "btree"),
            predicate: None,
            comment: None,
            origin: Origin::default(),
            ..index.clone()
        };
        let same_part = |(a, b): (&_, &_)| same_index_part(a, b, scope, dialect);
        self.parts.len() == other.parts.len()
            && bare(self) == bare(other)
            && self.parts.iter().zip(&other.parts).all(same_part)
            && same_columns(&self.included, &other.included, scope, dialect)
            && same_optional(self.predicate.as_deref(), other.predicate.as_deref(), scope, dialect)
    }
    fn dropped(self, table: TableRef) -> SchemaChange {
        let index = Box::new(self);
        SchemaChange::DropIndex { table, index }
    }
    fn added(self, table: TableRef) -> SchemaChange {
        let index = Box::new(self);
        SchemaChange::CreateIndex { table, index }
    }
}

fn same_index_part(
    from: &crate::schema::SchemaIndexPart,
    to: &crate::schema::SchemaIndexPart,
    scope: &Scope,
    dialect: Dialect,
) -> bool {
    let same_target = match (&from.target, &to.target) {
        (SchemaPartTarget::Column(a), SchemaPartTarget::Column(b)) => {
            folded(dialect, mapped(a, scope)) == folded(dialect, b)
        }
        (SchemaPartTarget::Expression(a), SchemaPartTarget::Expression(b)) => same_expression(a, b, scope, dialect),
        _ => false,
    };
    same_target
        && from.direction == to.direction
        && from.nulls == to.nulls
        && from.prefix_length == to.prefix_length
        && from.operator_class == to.operator_class
        && from.collation == to.collation
}

impl Pairing<'_> {
    /// Whether the two foreign keys refer to the same columns of the same table.
    fn same_target(&self, from: &ForeignKey, to: &ForeignKey) -> bool {
        let dialect = self.from.dialect;
        let old = Named {
            namespace: from.referenced_namespace.clone(),
            name: from.referenced_table.clone(),
        };
        let now = self.table_now(old.clone());
        let fold = |name: &str| -> String { Cow::into_owned(folded(dialect, name)) };
        if now.namespace != to.referenced_namespace || fold(&now.name) != fold(&to.referenced_table) {
            return false;
        }
        let at = |tables: &[SchemaTable], name: &Named| {
            tables
                .iter()
                .position(|t| t.namespace == name.namespace && t.name == name.name)
        };
        let (a, b) = (&from.referenced_columns, &to.referenced_columns);
        if a == b && self.renamed_columns.is_empty() && !a.is_empty() {
            return true;
        }
        let from_at = at(&self.from.tables, &old);
        let primary = |table: Option<&SchemaTable>| {
            table
                .and_then(|t| t.primary_key.as_ref())
                .map_or_else(Vec::new, |k| k.columns.clone())
        };
        let a = match a.is_empty() {
            true => primary(from_at.map(|i| &self.from.tables[i])),
            false => a.clone(),
        };
        let b = match b.is_empty() {
            true => primary(at(&self.to.tables, &now).map(|i| &self.to.tables[i])),
            false => b.clone(),
        };
        let renamed = from_at.and_then(|i| self.renamed_columns.get(&i));
        let scope = Scope {
            names: renamed.cloned().unwrap_or_default(),
            ..Scope::default()
        };
        same_columns(&a, &b, &scope, dialect)
    }
}
