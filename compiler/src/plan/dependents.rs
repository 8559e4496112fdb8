//! Carried objects around what changes: gone before it, made again after it, in the order that they depend on
//! each other.

use crate::design::ObjectKind;
use crate::diff::SchemaChange;
use crate::emit::{emit, order};
use crate::plan::PlanInput;
use crate::schema::{Schema, SchemaObject};
use std::collections::{HashMap, HashSet};

/// What happens to an object.
pub(crate) struct Moved<'a> {
    /// The object: as it was where it goes, as it will be where it comes.
    pub(crate) object: &'a SchemaObject,
    /// The change it serves; `None` where only what it depends on changes.
    pub(crate) change: Option<usize>,
}

/// The objects that go first, dependents before what they depend on, and those that come last, the other way round.
pub(crate) struct Dependents<'a> {
    pub(crate) gone: Vec<Moved<'a>>,
    pub(crate) made: Vec<Moved<'a>>,
}

/// What happens to the objects where `touched` are the names, in lower case, of what changes so much that nothing may
/// depend on it meanwhile, and `goes` says which others have to go.
pub(crate) fn dependents<'a>(
    input: &PlanInput<'a>,
    touched: &HashSet<String>,
    goes: &dyn Fn(&SchemaObject) -> bool,
) -> Dependents<'a> {
    let (from, to) = (input.from, input.to);
    let mut gone: HashMap<*const SchemaObject, Option<usize>> = HashMap::new();
    let mut names = touched.clone();
    let mut made: Vec<Moved<'a>> = Vec::new();
    for (at, change) in input.changes.iter().enumerate() {
        let (old, new) = match change {
            SchemaChange::DropObject(old) => (Some(old), None),
            SchemaChange::CreateObject(new) => (None, Some(new)),
            SchemaChange::AlterObject { from, to } => (Some(from), Some(to)),
            _ => continue,
        };
        if let Some(old) = old.and_then(|old| from.objects.iter().find(|o| *o == old)) {
            gone.insert(std::ptr::from_ref(old), Some(at));
            names.insert(order::defined_name(&old.name));
        }
        if let Some(object) = new.and_then(|new| to.objects.iter().find(|o| *o == new)) {
            made.push(Moved {
                object,
                change: Some(at),
            });
        }
    }
    for object in from.objects.iter().filter(|o| goes(o)) {
        gone.entry(std::ptr::from_ref(object)).or_insert(None);
    }
    if names.is_empty() && made.is_empty() && gone.is_empty() {
        return Dependents { gone: Vec::new(), made };
    }
    let bound: Vec<(&SchemaObject, HashSet<String>)> = from
        .objects
        .iter()
        .filter(|o| is_bound(o))
        .map(|o| (o, order::words(&o.sql, from.dialect)))
        .collect();
    // Views on views on what changes.
    loop {
        let before = gone.len();
        for (object, words) in &bound {
            if !gone.contains_key(&std::ptr::from_ref(*object)) && words.iter().any(|word| names.contains(word)) {
                gone.insert(std::ptr::from_ref(*object), None);
                names.insert(order::defined_name(&object.name));
            }
        }
        if gone.len() == before {
            break;
        }
    }
    for object in from
        .objects
        .iter()
        .filter(|o| gone.get(&std::ptr::from_ref(*o)) == Some(&None))
    {
        made.extend(
            to.objects
                .iter()
                .find(|o| is_same(o, object))
                .map(|object| Moved { object, change: None }),
        );
    }
    let mut gone: Vec<Moved<'a>> = from
        .objects
        .iter()
        .filter_map(|object| {
            let change = *gone.get(&std::ptr::from_ref(object))?;
            Some(Moved { object, change })
        })
        .collect();
    let places = places(from);
    gone.sort_by_key(|moved| std::cmp::Reverse(places.get(moved.object.sql.as_str()).copied()));
    let places = self::places(to);
    made.sort_by_key(|moved| places.get(moved.object.sql.as_str()).copied());
    Dependents { gone, made }
}

/// Whether the one is what the other becomes, where no change says so.
fn is_same(new: &SchemaObject, old: &SchemaObject) -> bool {
    new.kind == old.kind && new.name.eq_ignore_ascii_case(&old.name)
}

/// Whether it says what it stands on and holds no rows, so that it can go and come back.
fn is_bound(object: &SchemaObject) -> bool {
    matches!(object.kind, ObjectKind::View | ObjectKind::Trigger)
}

/// When each statement of the schema runs.
fn places(schema: &Schema) -> HashMap<String, usize> {
    let only_needed = Schema {
        dialect: schema.dialect,
        enums: Vec::new(),
        tables: Vec::new(),
        objects: schema.objects.clone(),
    };
    emit(&only_needed)
        .statements
        .into_iter()
        .enumerate()
        .map(|(at, statement)| (statement.sql, at))
        .collect()
}
