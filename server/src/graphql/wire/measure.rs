//! How much an operation asks for, told before it is validated or run: its depth, its cost, and what its
//! fragments unfold to. A fragment is measured once, however often it is spread, so that measuring stays cheap
//! where unfolding would not.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::{
    ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned, Value, Variables};

use super::shape::Shape;
use crate::config::Limits;
use crate::error::AppError;

/// How many a list without a page size is taken to hold.
const USUAL_LIST: u64 = 10;
/// How many a connection holds that is not asked for a page size.
const USUAL_PAGE: u64 = 50;
/// How many selections a document may unfold to once every fragment is put in place.
const MAX_UNFOLDED: u64 = 20_000;
/// How many of the list fields below may be nested in introspection; the queries of tools need three.
const MAX_INTROSPECTION_LISTS: usize = 3;
/// The fields by which introspection can multiply itself.
const INTROSPECTION_LISTS: [&str; 4] = ["fields", "inputFields", "interfaces", "possibleTypes"];

/// Refuses an operation that asks for too much, and a document whose fragments unfold without end.
pub(super) fn check(
    document: &ExecutableDocument,
    chosen: &OperationDefinition,
    variables: &Variables,
    shape: &Shape,
    limits: &Limits,
) -> Result<(), AppError> {
    let mut scale = Scale {
        document,
        variables,
        shape,
        measured: HashMap::new(),
        open: HashSet::new(),
    };

    // Every operation is looked at, for the validation behind this looks at every one.
    let mut unfolded = 0_u64;
    for (_, operation) in document.operations.iter() {
        unfolded = unfolded.saturating_add(scale.operation(&operation.node)?.unfolded);
    }
    if unfolded > MAX_UNFOLDED {
        return Err(AppError::limited(
            "fragments",
            format!("The fragments of the document unfold to more than {MAX_UNFOLDED} selections."),
        ));
    }

    let measure = scale.operation(chosen)?;
    if measure.depth > limits.max_query_depth {
        return Err(AppError::limited(
            "depth",
            format!(
                "The operation is {} fields deep, {} are accepted.",
                measure.depth, limits.max_query_depth
            ),
        ));
    }
    if measure.introspection_lists > MAX_INTROSPECTION_LISTS {
        return Err(AppError::limited(
            "introspection",
            format!("Introspection may nest {MAX_INTROSPECTION_LISTS} lists of fields or types."),
        ));
    }
    if measure.cost > limits.max_query_cost {
        return Err(AppError::limited(
            "cost",
            format!(
                "The operation asks for up to {} values, {} are accepted. Ask for smaller pages.",
                measure.cost, limits.max_query_cost
            ),
        ));
    }
    Ok(())
}

/// What a selection set asks for.
#[derive(Clone, Copy, Default)]
struct Measure {
    /// Fields below one another, without introspection.
    depth: usize,
    /// Values, lists multiplied.
    cost: u64,
    /// Selections once every fragment is put in place.
    unfolded: u64,
    /// Lists of introspection inside one another.
    introspection_lists: usize,
}

impl Measure {
    fn beside(self, other: Self) -> Self {
        Self {
            depth: self.depth.max(other.depth),
            cost: self.cost.saturating_add(other.cost),
            unfolded: self.unfolded.saturating_add(other.unfolded),
            introspection_lists: self.introspection_lists.max(other.introspection_lists),
        }
    }
}

/// Where a selection set stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    /// The name of the type whose fields are selected.
    of: &'a str,
    /// The page size, inside of a connection.
    page: Option<u64>,
}

struct Scale<'a> {
    document: &'a ExecutableDocument,
    variables: &'a Variables,
    shape: &'a Shape,
    /// Fragments already measured, by the page size around them.
    measured: HashMap<(&'a Name, Option<u64>), Measure>,
    /// Fragments that are being measured: to meet one again is a cycle.
    open: HashSet<&'a Name>,
}

impl<'a> Scale<'a> {
    fn operation(&mut self, operation: &'a OperationDefinition) -> Result<Measure, AppError> {
        let of = match operation.ty {
            OperationType::Query => self.shape.query(),
            OperationType::Mutation => self.shape.mutation(),
            OperationType::Subscription => self.shape.subscription(),
        };
        self.selections(&operation.selection_set, Place { of, page: None })
    }

    fn selections(&mut self, set: &'a Positioned<SelectionSet>, place: Place<'a>) -> Result<Measure, AppError> {
        let mut sum = Measure::default();
        for selection in &set.node.items {
            let one = match &selection.node {
                Selection::Field(field) => self.field(&field.node, place)?,
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    let of = condition.map_or(place.of, |condition| condition.node.on.node.as_str());
                    let inside = self.selections(&inline.node.selection_set, Place { of, ..place })?;
                    also_this(inside)
                }
                Selection::FragmentSpread(spread) => also_this(self.fragment(&spread.node.fragment_name.node, place)?),
            };
            sum = sum.beside(one);
        }
        Ok(sum)
    }

    fn field(&mut self, field: &'a Field, place: Place<'a>) -> Result<Measure, AppError> {
        let name = field.name.node.as_str();
        let known = self.shape.field(place.of, name);
        let asked = self.page_asked(field);
        let connects = known.is_some_and(|known| known.of.ends_with("Connection"));
        let below = self.selections(
            &field.selection_set,
            Place {
                of: known.map_or("", |known| known.of.as_str()),
                page: connects.then_some(asked.unwrap_or(USUAL_PAGE)),
            },
        )?;

        let times = match known {
            Some(known) if known.is_list => asked.or(place.page).unwrap_or(USUAL_LIST),
            _ => 1,
        };
        let introspects = matches!(name, "__schema" | "__type");
        Ok(Measure {
            depth: if introspects { 0 } else { below.depth + 1 },
            cost: below.cost.saturating_add(1).saturating_mul(times),
            unfolded: below.unfolded.saturating_add(1),
            introspection_lists: below.introspection_lists
                + usize::from(known.is_none() && INTROSPECTION_LISTS.contains(&name)),
        })
    }

    fn fragment(&mut self, name: &'a Name, place: Place<'a>) -> Result<Measure, AppError> {
        if let Some(measure) = self.measured.get(&(name, place.page)) {
            return Ok(*measure);
        }
        let document = self.document;
        let Some(fragment) = document.fragments.get(name) else {
            return Err(AppError::invalid(format!(
                "The fragment {name} is not in the document."
            )));
        };
        if !self.open.insert(name) {
            return Err(AppError::invalid(format!("The fragment {name} contains itself.")));
        }
        let of = fragment.node.type_condition.node.on.node.as_str();
        let measure = self.selections(&fragment.node.selection_set, Place { of, ..place })?;
        self.open.remove(name);
        self.measured.insert((name, place.page), measure);
        Ok(measure)
    }

    /// The page size a field is asked for.
    fn page_asked(&self, field: &Field) -> Option<u64> {
        let of = |name: &str| {
            let asked = field.get_argument(name)?.node.clone();
            let value = asked
                .into_const_with(|variable| self.variables.get(&variable).cloned().ok_or(()))
                .ok()?;
            match value {
                Value::Number(number) => number.as_u64(),
                _ => None,
            }
        };
        of("first").into_iter().chain(of("last")).max()
    }
}

/// A fragment counts as one selection itself.
fn also_this(inside: Measure) -> Measure {
    Measure {
        unfolded: inside.unfolded.saturating_add(1),
        ..inside
    }
}
