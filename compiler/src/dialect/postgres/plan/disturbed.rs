//! What else has to make way for what changes, and come back after it.

use super::alteration::{Alteration, alteration};
use super::casts::Shape;
use super::clauses::Part;
use super::world::{Kept, World, name_of};
use crate::design::ObjectKind;
use crate::dialect::Dialect::Postgres;
use crate::diff::{Named, SchemaChange};
use crate::emit::order::{defined_name, words};
use crate::plan::PlanInput;
use crate::schema::{Column, SchemaObject, SchemaPartTarget};
use std::collections::{HashMap, HashSet};

/// For each table by its old name, columns by their old names, and the change that disturbs them.
pub(super) type Columns<'a> = HashMap<Named, HashMap<&'a str, usize>>;

/// Everything that is disturbed, each with the change that does it.
#[derive(Default)]
pub(super) struct Disturbed<'a> {
    /// Names, in lower case, of relations, types and routines that go, or go and come again.
    pub(super) strong: HashMap<String, usize>,
    /// Names of other objects that do.
    weak: HashMap<String, usize>,
    /// Places in the first schema of the objects that go.
    pub(super) objects: HashMap<usize, usize>,
    /// How objects change, by the change.
    pub(super) alterations: HashMap<usize, Alteration>,
    /// Types that are built anew, by their names in lower case.
    pub(super) types: HashMap<String, usize>,
    /// Columns that get another type.
    pub(super) retyped: Columns<'a>,
    /// Columns that go and come again: computed ones.
    pub(super) remade: Columns<'a>,
    /// Columns that go.
    gone: Columns<'a>,
    /// Tables, by their words, of which columns come or get other names: what says `*` has to be made again.
    star: HashMap<String, usize>,
    /// Keys, checks and indexes that go and come again, by table, noun and name.
    pub(super) parts: HashMap<(Named, &'static str, &'a str), usize>,
    /// Defaults that go and come again.
    pub(super) defaults: HashMap<(Named, &'a str), usize>,
    /// Tables that are built anew, rows and all, by their old names.
    pub(super) rebuilt: HashMap<Named, usize>,
}

/// Finds it.
pub(super) fn disturbed<'a>(input: &PlanInput<'a>, world: &World<'a>) -> Disturbed<'a> {
    let mut out = Disturbed::default();
    out.start(input, world);
    out.retype(world);
    if out.is_nothing() {
        return out;
    }
    let candidates = candidates(input);
    let keys = KeysGone::of(input);
    loop {
        let before = out.size();
        out.computed_columns(world);
        out.parts_of_columns(world);
        out.parts_of_names(world);
        out.foreign_keys(world, &keys);
        out.find_objects(&candidates);
        if out.size() == before {
            return out;
        }
    }
}

struct Candidate<'a> {
    at: usize,
    object: &'a SchemaObject,
    words: HashSet<String>,
    has_star: bool,
}

fn candidates<'a>(input: &PlanInput<'a>) -> Vec<Candidate<'a>> {
    let counts = |o: &SchemaObject| {
        !matches!(
            o.kind,
            ObjectKind::Extension | ObjectKind::Schema | ObjectKind::Sequence
        )
    };
    let all = input.from.objects.iter().enumerate();
    all.filter(|(_, o)| counts(o))
        .map(|(at, object)| Candidate {
            at,
            object,
            words: words(&object.sql, Postgres),
            has_star: says_star(&object.sql),
        })
        .collect()
}

/// Whether it takes all columns of something, as `SELECT *` and `t.*` do; `count(*)` and `2 * 3` do not.
fn says_star(sql: &str) -> bool {
    sql.match_indices('*').any(|(at, _)| {
        let before = sql[..at].trim_end().to_lowercase();
        before.ends_with(['.', ','])
            || before.ends_with("select")
            || before.ends_with("distinct")
            || before.ends_with("all")
    })
}

/// Keys that go, by table: what refers to them has to go first.
struct KeysGone(HashMap<Named, usize>);

impl KeysGone {
    fn of(input: &PlanInput<'_>) -> Self {
        let mut gone = HashMap::new();
        for (at, change) in input.changes.iter().enumerate() {
            match change {
                SchemaChange::DropPrimaryKey { table, .. } | SchemaChange::DropUniqueKey { table, .. } => {
                    gone.insert(table.from.clone(), at);
                }
                SchemaChange::DropIndex { table, index } if index.is_unique => {
                    gone.insert(table.from.clone(), at);
                }
                _ => {}
            }
        }
        Self(gone)
    }
}

impl<'a> Disturbed<'a> {
    /// Whether an object that is no relation, type or routine goes under this name.
    pub(super) fn is_weak(&self, name: Option<&str>) -> bool {
        name.is_some_and(|name| self.weak.contains_key(name))
    }

    fn size(&self) -> usize {
        let columns = |c: &Columns<'_>| c.values().map(HashMap::len).sum::<usize>();
        self.objects.len() + self.parts.len() + columns(&self.remade) + self.defaults.len() + self.strong.len()
    }

    fn is_nothing(&self) -> bool {
        self.strong.is_empty()
            && self.weak.is_empty()
            && self.types.is_empty()
            && self.retyped.is_empty()
            && self.remade.is_empty()
            && self.gone.is_empty()
            && self.star.is_empty()
            && self.objects.is_empty()
    }

    fn start(&mut self, input: &PlanInput<'a>, world: &World<'a>) {
        let mut places: HashMap<(&str, &str), usize> = HashMap::new();
        for (at, object) in input.from.objects.iter().enumerate() {
            places.insert((&object.name, &object.sql), at);
        }
        for (at, change) in input.changes.iter().enumerate() {
            match change {
                SchemaChange::DropTable(table) => {
                    self.strong.insert(table.name.to_lowercase(), at);
                }
                SchemaChange::AlterEnum { from, to, renamed } if !super::enums::only_adds(from, to, renamed) => {
                    self.types.insert(from.name.to_lowercase(), at);
                    self.strong.insert(from.name.to_lowercase(), at);
                }
                SchemaChange::DropObject(object) => {
                    if let Some(place) = places.get(&(object.name.as_str(), object.sql.as_str())) {
                        self.take(*place, object, at);
                    }
                }
                SchemaChange::AlterObject { from, to } => {
                    let how = alteration(from, to);
                    if how == Alteration::Redo
                        && let Some(place) = places.get(&(from.name.as_str(), from.sql.as_str()))
                    {
                        self.take(*place, from, at);
                    }
                    if how == Alteration::Retype {
                        self.types.insert(defined_name(&from.name), at);
                        self.strong.insert(defined_name(&from.name), at);
                    }
                    self.alterations.insert(at, how);
                }
                SchemaChange::AlterTable { table, from, to } if super::tables::is_rebuilt(from, to) => {
                    self.rebuilt.insert(table.from.clone(), at);
                    self.strong.insert(table.from.name.to_lowercase(), at);
                }
                SchemaChange::AlterColumn { table, from, to, .. } => {
                    if to.generated.is_some() && from.generated != to.generated
                        || to.generated.is_some() && from.native_type != to.native_type
                    {
                        note(&mut self.remade, &table.from, &from.name, at);
                    } else if super::columns::is_retyped(from, to) {
                        note(&mut self.retyped, &table.from, &from.name, at);
                    }
                }
                SchemaChange::DropColumn { table, column, .. } => note(&mut self.gone, &table.from, &column.name, at),
                SchemaChange::AddColumn { table, .. } | SchemaChange::RenameColumn { table, .. } => {
                    self.star.insert(table.from.name.to_lowercase(), at);
                }
                SchemaChange::DropPrimaryKey { table, .. } => {
                    // A view may group by it.
                    self.star
                        .insert(format!("group {}", table.from.name.to_lowercase()), at);
                }
                _ => {}
            }
        }
        self.taken_names(input, world);
    }

    /// Types that go while another of their name comes.
    fn taken_names(&mut self, input: &PlanInput<'a>, world: &World<'a>) {
        for (at, change) in input.changes.iter().enumerate() {
            let name = match change {
                SchemaChange::DropEnum(made) => made.name.to_lowercase(),
                SchemaChange::DropObject(o)
                    if matches!(o.kind, ObjectKind::Type | ObjectKind::Domain) && creates(o) =>
                {
                    defined_name(&o.name)
                }
                _ => continue,
            };
            let comes = world.to.enums.iter().any(|e| e.name.to_lowercase() == name)
                || world.to.objects.iter().any(|o| {
                    matches!(o.kind, ObjectKind::Type | ObjectKind::Domain)
                        && creates(o)
                        && defined_name(&o.name) == name
                });
            if comes {
                self.types.insert(name.clone(), at);
                self.strong.insert(name, at);
            }
        }
    }

    /// Whether it is a partition of a table that is built anew: it goes and comes with it.
    pub(super) fn goes_with_rebuilt(&self, object: &SchemaObject) -> bool {
        object.kind == ObjectKind::Table
            && !self.rebuilt.is_empty()
            && object.sql.to_uppercase().contains("PARTITION OF")
            && {
                let said = words(&object.sql, Postgres);
                self.rebuilt
                    .keys()
                    .any(|table| said.contains(&table.name.to_lowercase()))
            }
    }

    /// An object goes.
    fn take(&mut self, place: usize, object: &SchemaObject, change: usize) {
        self.objects.entry(place).or_insert(change);
        // Only what a statement makes goes with it.
        if !creates(object) {
            return;
        }
        let name = defined_name(&object.name);
        match object.kind {
            ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Function
            | ObjectKind::Procedure
            | ObjectKind::Table
            | ObjectKind::Sequence
            | ObjectKind::Other => {
                self.strong.entry(name).or_insert(change);
            }
            // Types go last, when no column has them any more.
            ObjectKind::Type | ObjectKind::Domain | ObjectKind::Extension | ObjectKind::Schema => {}
            ObjectKind::Trigger | ObjectKind::Rule | ObjectKind::Policy | ObjectKind::Index => {
                self.weak.entry(name).or_insert(change);
            }
            ObjectKind::Grant | ObjectKind::Comment => {}
        }
    }

    /// Types made of types that are built anew, and the columns that have them.
    fn retype(&mut self, world: &World<'a>) {
        if self.types.is_empty() {
            return;
        }
        loop {
            let before = self.types.len();
            for object in &world.from.objects {
                if !matches!(object.kind, ObjectKind::Type | ObjectKind::Domain) {
                    continue;
                }
                let name = defined_name(&object.name);
                if self.types.contains_key(&name) {
                    continue;
                }
                let said = words(&object.sql, Postgres);
                let found = said.iter().filter_map(|word| self.types.get(word)).min().copied();
                if let Some(change) = found {
                    self.types.insert(name.clone(), change);
                    self.strong.insert(name, change);
                }
            }
            if self.types.len() == before {
                break;
            }
        }
        for (old, kept) in &world.kept {
            for column in &kept.from.columns {
                let base = defined_name(&Shape::of(&column.native_type).base);
                if let Some(change) = self.types.get(&base)
                    && world.column_pair(old, column).is_some()
                {
                    let columns = if column.generated.is_some() {
                        &mut self.remade
                    } else {
                        &mut self.retyped
                    };
                    note(columns, old, &column.name, *change);
                }
            }
        }
    }

    /// Whether a column is given another type, or goes and comes again.
    fn change_of(&self, table: &Named, column: &str) -> Option<usize> {
        [&self.retyped, &self.remade]
            .into_iter()
            .find_map(|columns| columns.get(table)?.get(column).copied())
    }

    fn tables(&self) -> HashSet<Named> {
        self.retyped.keys().chain(self.remade.keys()).cloned().collect()
    }

    /// Whether the expression mentions a column of the table that is disturbed, or a name that is.
    fn in_expression(&self, table: Option<&Named>, said: &HashSet<String>) -> Option<usize> {
        let column = table.and_then(|table| {
            let columns = [&self.retyped, &self.remade];
            columns.into_iter().find_map(|columns| {
                let columns = columns.get(table)?;
                columns
                    .iter()
                    .filter(|(name, _)| said.contains(&name.to_lowercase()))
                    .map(|(_, at)| *at)
                    .min()
            })
        });
        column.or_else(|| said.iter().filter_map(|word| self.strong.get(word).copied()).min())
    }

    fn computed_columns(&mut self, world: &World<'a>) {
        let tables: Vec<Named> = if self.strong.is_empty() {
            self.tables().into_iter().collect()
        } else {
            world.kept.keys().cloned().collect()
        };
        for table in tables {
            let Some(kept) = world.table(&table) else { continue };
            for column in &kept.from.columns {
                let Some(generated) = &column.generated else { continue };
                let is_computed = |c: &Column| c.generated.is_some();
                if !world.column_pair(&table, column).is_some_and(is_computed) {
                    continue;
                }
                let said = words(&generated.expression, Postgres);
                if let Some(change) = self.in_expression(Some(&table), &said) {
                    note(&mut self.remade, &table, &column.name, change);
                }
            }
        }
    }

    fn parts_of_columns(&mut self, world: &World<'a>) {
        for table in self.tables() {
            let Some(kept) = world.table(&table) else { continue };
            for part in Part::all(kept.from) {
                if let Some(change) = self.of_part(&table, part) {
                    self.note_part(&table, part, change);
                }
            }
        }
    }

    fn note_part(&mut self, table: &Named, part: Part<'a>, change: usize) {
        let key = (table.clone(), part.noun(), part.name());
        self.parts.entry(key).or_insert(change);
    }

    /// The change that disturbs a part by way of the table's columns.
    fn of_part(&self, table: &Named, part: Part<'_>) -> Option<usize> {
        let remade = |columns: &[String]| {
            let all = self.remade.get(table)?;
            columns.iter().find_map(|c| all.get(c.as_str()).copied())
        };
        let any = |columns: &[String]| columns.iter().find_map(|c| self.change_of(table, c));
        match part {
            Part::Primary(key) | Part::Unique(key) => remade(&key.columns).or_else(|| remade(&key.included)),
            Part::Check(check) => self.in_expression(Some(table), &words(&check.expression, Postgres)),
            Part::Exclusion(exclusion) => self.in_expression(Some(table), &words(&exclusion.definition, Postgres)),
            Part::Foreign(key) => any(&key.columns),
            Part::Index(index) => {
                let plain: Vec<String> = index
                    .parts
                    .iter()
                    .filter_map(|part| match &part.target {
                        SchemaPartTarget::Column(name) => Some(name.clone()),
                        SchemaPartTarget::Expression(_) => None,
                    })
                    .collect();
                remade(&plain)
                    .or_else(|| remade(&index.included))
                    .or_else(|| self.in_expression(Some(table), &index_words(index)))
            }
        }
    }

    /// Checks, indexes and defaults anywhere that call what goes.
    fn parts_of_names(&mut self, world: &World<'a>) {
        if self.strong.is_empty() {
            return;
        }
        let mut found: Vec<(Named, Part<'a>, usize)> = Vec::new();
        let mut defaults: Vec<(Named, &'a str, usize)> = Vec::new();
        for (name, kept) in &world.kept {
            self.names_in(name, *kept, &mut found, &mut defaults);
        }
        for (table, part, change) in found {
            self.note_part(&table, part, change);
        }
        for (table, column, change) in defaults {
            self.defaults.entry((table, column)).or_insert(change);
        }
    }

    fn names_in(
        &self,
        name: &Named,
        kept: Kept<'a>,
        found: &mut Vec<(Named, Part<'a>, usize)>,
        defaults: &mut Vec<(Named, &'a str, usize)>,
    ) {
        let said = |sql: &str| said_in(sql, &self.strong);
        for part in Part::all(kept.from) {
            let change = match part {
                Part::Check(check) => said(&check.expression),
                Part::Exclusion(exclusion) => said(&exclusion.definition),
                Part::Index(index) => {
                    let expressions = index.parts.iter().filter_map(|part| match &part.target {
                        SchemaPartTarget::Expression(sql) => Some(sql.as_str()),
                        SchemaPartTarget::Column(_) => part.operator_class.as_deref(),
                    });
                    expressions.chain(index.predicate.as_deref()).filter_map(said).min()
                }
                Part::Primary(_) | Part::Unique(_) | Part::Foreign(_) => None,
            };
            if let Some(change) = change {
                found.push((name.clone(), part, change));
            }
        }
        for column in &kept.from.columns {
            let Some(default) = column.default.as_deref().filter(|d| d.contains(['(', ':'])) else {
                continue;
            };
            if let Some(change) = said(default) {
                defaults.push((name.clone(), &column.name, change));
            }
        }
    }

    /// Foreign keys that refer to a column that gets another type, or to a key that goes.
    fn foreign_keys(&mut self, world: &World<'a>, gone: &KeysGone) {
        let mut targets: HashMap<Named, Option<usize>> = HashMap::new();
        for (table, _, _) in self
            .parts
            .keys()
            .filter(|(_, noun, _)| noun.ends_with("key") && *noun != "foreign key")
        {
            targets.insert(table.clone(), None);
        }
        for (table, change) in &gone.0 {
            targets.insert(table.clone(), Some(*change));
        }
        for table in self.retyped.keys() {
            targets.entry(table.clone()).or_insert(None);
        }
        for table in self.rebuilt.keys() {
            targets.insert(table.clone(), self.rebuilt.get(table).copied());
        }
        if targets.is_empty() {
            return;
        }
        let mut found = Vec::new();
        for (name, kept) in &world.kept {
            for key in &kept.from.foreign_keys {
                let target = Named {
                    namespace: key.referenced_namespace.clone(),
                    name: key.referenced_table.clone(),
                };
                let Some(change) = targets.get(&target) else { continue };
                let referenced = if key.referenced_columns.is_empty() {
                    let primary = world.table(&target).and_then(|t| t.from.primary_key.as_ref());
                    primary.map_or_else(Vec::new, |k| k.columns.clone())
                } else {
                    key.referenced_columns.clone()
                };
                let by_column = referenced.iter().find_map(|c| self.change_of(&target, c));
                let by_key = change.or_else(|| self.part_change(&target));
                if let Some(change) = by_column.or(by_key.filter(|_| change.is_some() || self.has_key(&target))) {
                    found.push((name.clone(), Part::Foreign(key), change));
                }
            }
        }
        for (table, part, change) in found {
            self.note_part(&table, part, change);
        }
    }

    fn has_key(&self, table: &Named) -> bool {
        self.part_change(table).is_some()
    }

    fn part_change(&self, table: &Named) -> Option<usize> {
        let is_key = |noun: &str| noun == "primary key" || noun == "unique key" || noun == "index";
        let parts = self.parts.iter();
        parts
            .filter(|((t, noun, _), _)| t == table && is_key(noun))
            .map(|(_, change)| *change)
            .min()
    }

    fn find_objects(&mut self, candidates: &[Candidate<'a>]) {
        for candidate in candidates {
            if self.objects.contains_key(&candidate.at) {
                continue;
            }
            if let Some(change) = self.disturbs(candidate) {
                self.take(candidate.at, candidate.object, change);
            }
        }
    }

    fn disturbs(&self, candidate: &Candidate<'_>) -> Option<usize> {
        let own = defined_name(&candidate.object.name);
        let said = |names: &HashMap<String, usize>| {
            candidate
                .words
                .iter()
                .filter(|w| **w != own)
                .filter_map(|word| names.get(word).copied())
                .min()
        };
        match candidate.object.kind {
            ObjectKind::Type | ObjectKind::Domain => None,
            ObjectKind::Grant | ObjectKind::Comment => {
                let on_itself = self.strong.get(&own).or_else(|| self.weak.get(&own)).copied();
                on_itself.or_else(|| said(&self.strong)).or_else(|| said(&self.weak))
            }
            ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Other | ObjectKind::Table => said(&self.strong),
            ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Trigger
            | ObjectKind::Rule
            | ObjectKind::Policy
            | ObjectKind::Index => {
                let on = super::identity::about(candidate.object).on;
                said(&self.strong)
                    .or_else(|| on.and_then(|table| self.strong.get(&table).copied()))
                    .or_else(|| self.by_columns(candidate))
                    .or_else(|| self.by_star(candidate))
            }
            ObjectKind::Extension | ObjectKind::Schema | ObjectKind::Sequence => None,
        }
    }

    fn by_columns(&self, candidate: &Candidate<'_>) -> Option<usize> {
        let all = [&self.retyped, &self.remade, &self.gone].into_iter().flatten();
        all.filter(|(table, _)| candidate.words.contains(&table.name.to_lowercase()))
            .flat_map(|(_, columns)| columns)
            .filter(|(column, _)| candidate.has_star || candidate.words.contains(&column.to_lowercase()))
            .map(|(_, change)| *change)
            .min()
    }

    fn by_star(&self, candidate: &Candidate<'_>) -> Option<usize> {
        let found = self.star.iter().filter_map(|(table, change)| {
            let found = match table.strip_prefix("group ") {
                Some(table) => candidate.words.contains(table) && candidate.words.contains("group"),
                None => candidate.has_star && candidate.words.contains(table),
            };
            found.then_some(*change)
        });
        found.min()
    }
}

/// The first change of those whose names the SQL says, as words of their own or in quotes.
fn said_in(sql: &str, names: &HashMap<String, usize>) -> Option<usize> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let bare = sql.split(|c: char| !is_word(c)).filter(|word| !word.is_empty());
    let by_word = bare.filter_map(|word| {
        let lower = word.chars().any(char::is_uppercase).then(|| word.to_lowercase());
        names.get(lower.as_deref().unwrap_or(word)).copied()
    });
    let quoted = sql.contains('"').then(|| sql.to_lowercase());
    let by_quotes = quoted.iter().flat_map(|sql| {
        let unusual = names.iter().filter(|(name, _)| !name.chars().all(is_word));
        unusual
            .filter(|(name, _)| sql.contains(name.as_str()))
            .map(|(_, change)| *change)
    });
    by_word.chain(by_quotes).min()
}

/// Whether the statement makes something, rather than saying something of what is there.
pub(super) fn creates(object: &SchemaObject) -> bool {
    let start = object.sql.trim_start();
    start.get(..6).is_some_and(|word| word.eq_ignore_ascii_case("create"))
}

fn note<'a>(columns: &mut Columns<'a>, table: &Named, column: &'a str, change: usize) {
    columns
        .entry(table.clone())
        .or_default()
        .entry(column)
        .or_insert(change);
}

fn index_words(index: &crate::schema::SchemaIndex) -> HashSet<String> {
    let mut said = HashSet::new();
    for part in &index.parts {
        if let SchemaPartTarget::Expression(sql) = &part.target {
            said.extend(words(sql, Postgres));
        }
        said.extend(part.operator_class.iter().flat_map(|c| words(c, Postgres)));
    }
    said.extend(index.predicate.iter().flat_map(|sql| words(sql, Postgres)));
    said
}

/// The tables that both schemas have and that are not built anew, in the order of the first.
pub(super) fn kept_in_order<'a>(world: &World<'a>) -> Vec<(Named, Kept<'a>)> {
    let tables = world.from.tables.iter();
    tables
        .filter_map(|table| {
            let name = name_of(table);
            world.table(&name).map(|kept| (name, kept))
        })
        .collect()
}
