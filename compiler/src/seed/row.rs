//! One row: values by its role, references to rows that exist, checks and keys satisfied.

use super::checks::Verdict;
use super::model::{Model, Reference, Rule};
use super::rng::Rng;
use super::value::{Plain, Value};
use crate::dialect::Dialect;

/// After so many attempts, texts take forms that a trigger may ask for.
pub(super) const PLAIN: usize = 3;

/// How many steps are tried to make the references of one row agree.
const MOST_STEPS: usize = 4_000;

/// What a row is there to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Ordinary values everywhere.
    Typical,
    /// Defaults, and nulls where there are none.
    Sparse,
    /// The lowest value of each type.
    Low,
    /// The highest and longest.
    High,
    /// What is odd: quotes, other scripts, zero, empty documents.
    Odd(usize),
    /// Nulls wherever they may be.
    Bare,
}

/// The roles of a table's rows, in order.
pub(super) const ROLES: [Role; 8] = [
    Role::Typical,
    Role::Sparse,
    Role::Low,
    Role::High,
    Role::Odd(0),
    Role::Odd(1),
    Role::Odd(2),
    Role::Bare,
];

/// A row to make.
pub(super) struct Wanted<'w> {
    pub(super) role: Role,
    /// Counts the rows of the table.
    pub(super) number: usize,
    /// Counts the times it was refused.
    pub(super) attempt: usize,
    /// Columns that the engine has named when it refused the row.
    pub(super) blamed: &'w [usize],
}

/// Makes a row; `None` where no row can be found that satisfies what could be read.
pub(super) fn make(models: &[Model<'_>], at: usize, wanted: &Wanted<'_>, dialect: Dialect) -> Option<Vec<Value>> {
    let mut rng = Rng::new((at as u64) << 20 | (wanted.number as u64) << 8 | wanted.attempt as u64);
    let model = &models[at];
    for turn in 0..24 {
        let mut row = chosen(model, wanted, dialect, &mut rng);
        let fixed = refer(models, at, wanted, turn, &mut row)?;
        place_in_partition(model, wanted.number + turn, dialect, &fixed, &mut row);
        let sound = satisfy(model, &fixed, dialect, &mut row) && tell_apart(model, wanted, &fixed, dialect, &mut row);
        // Rows of others that hold the same values settle what a key among references refuses.
        if sound {
            return Some(row);
        }
    }
    None
}

/// The values by the row's role.
fn chosen(model: &Model<'_>, wanted: &Wanted<'_>, dialect: Dialect, rng: &mut Rng) -> Vec<Value> {
    (0..model.columns.len())
        .map(|at| {
            if model.is_computed(at) {
                return Value::left_out(Plain::Opaque);
            }
            let slot = &model.columns[at];
            let n = (wanted.number + wanted.attempt * 16) as u64;
            if slot.numbered {
                let left_out = wanted.role == Role::Sparse && wanted.attempt < 2;
                return if left_out {
                    Value::left_out(Plain::Opaque)
                } else {
                    let base = if slot.pool.few().is_some() || is_narrow(slot.pool.extremes.get(1)) {
                        60
                    } else {
                        1000
                    };
                    slot.pool.nth(dialect, base + n)
                };
            }
            let ordinary = |rng: &mut Rng| {
                let hinted = wanted.attempt > 0 && !slot.hints.is_empty() && rng.below(2) == 0;
                if hinted {
                    slot.hints[rng.below(slot.hints.len())].clone()
                } else {
                    let form = if model.rows.is_empty() {
                        wanted.attempt.checked_sub(PLAIN)
                    } else {
                        model.form
                    };
                    form.and_then(|form| slot.pool.formed(dialect, form, n))
                        .unwrap_or_else(|| slot.pool.nth(dialect, n))
                }
            };
            if wanted.attempt > 0 && (wanted.blamed.contains(&at) || rng.below(wanted.attempt + 1) > 0) {
                let all = &slot.pool.extremes;
                if wanted.blamed.contains(&at) && !all.is_empty() && rng.below(3) == 0 {
                    return all[rng.below(all.len())].clone();
                }
                return ordinary(rng);
            }
            let extreme = |place: usize| slot.pool.extremes.get(place).cloned();
            match wanted.role {
                Role::Typical => ordinary(rng),
                Role::Sparse | Role::Bare => match &slot.default {
                    Some(plain) if wanted.role == Role::Sparse || !slot.nullable => Value::left_out(plain.clone()),
                    _ if slot.nullable => Value::null(),
                    _ => ordinary(rng),
                },
                Role::Low => extreme(0).unwrap_or_else(|| ordinary(rng)),
                Role::High => extreme(1).unwrap_or_else(|| ordinary(rng)),
                Role::Odd(which) => {
                    let odd = slot.pool.extremes.len().saturating_sub(2);
                    if odd == 0 {
                        ordinary(rng)
                    } else {
                        extreme(2 + which % odd).unwrap_or_else(|| ordinary(rng))
                    }
                }
            }
        })
        .collect()
}

/// Whether a column holds no number of four digits.
fn is_narrow(highest: Option<&Value>) -> bool {
    matches!(highest, Some(Value { plain: Plain::Number(number), .. }) if *number < 2000.0)
}

/// Points the row at rows that exist. The answer says which columns are settled by that.
fn refer(models: &[Model<'_>], at: usize, wanted: &Wanted<'_>, turn: usize, row: &mut [Value]) -> Option<Vec<bool>> {
    let model = &models[at];
    let mut settled: Vec<Option<Value>> = vec![None; row.len()];
    // A row that was promised to one that had to come first.
    if let Some(promise) = model.promises.get(wanted.number) {
        for (place, value) in promise {
            settled[*place] = Some(value.clone());
        }
    }
    let mut order: Vec<&Reference> = model.foreign_keys.iter().collect();
    order.sort_by_key(|reference| (reference.optional, std::cmp::Reverse(reference.columns.len())));
    let mut search = Search {
        models,
        at,
        order,
        start: wanted.number + turn + wanted.attempt,
        number: wanted.number,
        // A turn later, references move on at different paces.
        pace: turn,
        nulls_first: matches!(wanted.role, Role::Sparse | Role::Bare),
        steps: 0,
    };
    if !search.settle(0, &mut settled) {
        return None;
    }
    let own: Vec<Value> = row.to_vec();
    let mut fixed = vec![false; row.len()];
    for (place, value) in settled.into_iter().enumerate() {
        if let Some(value) = value {
            row[place] = value;
            fixed[place] = true;
        }
    }
    // A row that has to refer to itself says its own key.
    for reference in model.foreign_keys.iter().filter(|r| r.target == at) {
        for (place, target) in reference.columns.iter().zip(&reference.target_columns) {
            if !fixed[*place] && !reference.optional {
                if row[*target].is_left_out() {
                    row[*target] = own[*target].clone();
                }
                row[*place] = row[*target].clone();
                fixed[*place] = true;
            }
        }
    }
    Some(fixed)
}

/// The search for rows to refer to that agree where foreign keys share columns.
struct Search<'s, 'a> {
    models: &'s [Model<'a>],
    at: usize,
    order: Vec<&'s Reference>,
    start: usize,
    number: usize,
    pace: usize,
    nulls_first: bool,
    steps: usize,
}

impl Search<'_, '_> {
    fn settle(&mut self, next: usize, settled: &mut Vec<Option<Value>>) -> bool {
        let Some(reference) = self.order.get(next).copied() else {
            return true;
        };
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return false;
        }
        if self.nulls_first && reference.optional && self.with_nulls(next, reference, settled) {
            return true;
        }
        let models = self.models;
        let rows = &models[reference.target].rows;
        // The last row is left alone where there are enough, so that one is referred to by none.
        let spared = usize::from(rows.len() > 2);
        let most = rows.len() - spared;
        for step in 0..rows.len() {
            let own = reference
                .reserved
                .filter(|_| self.number == 0)
                .map(|own| own + self.start);
            let which = if let Some(own) = own {
                (own + step) % rows.len()
            } else if step < most {
                (self.start + self.pace * next + step) % most
            } else {
                rows.len() - 1
            };
            if self.with_row(next, reference, &rows[which], settled) {
                return true;
            }
        }
        if reference.optional && self.with_nulls(next, reference, settled) {
            return true;
        }
        // The row itself, or one that is promised.
        let later = reference.target == self.at || reference.is_promise;
        later && !reference.optional && self.settle(next + 1, settled)
    }

    fn with_row(
        &mut self,
        next: usize,
        reference: &Reference,
        parent: &[Value],
        settled: &mut Vec<Option<Value>>,
    ) -> bool {
        let pairs = || reference.columns.iter().zip(&reference.target_columns);
        let agrees = pairs().all(|(place, target)| {
            parent[*target].is_known()
                && settled[*place]
                    .as_ref()
                    .is_none_or(|value| value.key() == parent[*target].key())
        });
        if !agrees {
            return false;
        }
        let before: Vec<Option<Value>> = reference.columns.iter().map(|place| settled[*place].clone()).collect();
        for (place, target) in pairs() {
            settled[*place] = Some(parent[*target].clone());
        }
        if self.settle(next + 1, settled) {
            return true;
        }
        for (place, value) in reference.columns.iter().zip(before) {
            settled[*place] = value;
        }
        false
    }

    fn with_nulls(&mut self, next: usize, reference: &Reference, settled: &mut Vec<Option<Value>>) -> bool {
        let slots = &self.models[self.at].columns;
        let free: Vec<usize> = reference
            .columns
            .iter()
            .copied()
            .filter(|place| settled[*place].is_none() && slots[*place].nullable)
            .collect();
        let has_null = |settled: &[Option<Value>]| {
            reference
                .columns
                .iter()
                .any(|place| settled[*place].as_ref().is_some_and(Value::is_null))
        };
        let enough = if reference.any_null {
            !free.is_empty() || has_null(settled)
        } else {
            free.len() == reference.columns.len()
        };
        if !enough {
            return false;
        }
        for place in &free {
            settled[*place] = Some(Value::null());
        }
        if self.settle(next + 1, settled) {
            return true;
        }
        for place in &free {
            settled[*place] = None;
        }
        false
    }
}

/// Gives a partitioned table's row values that some partition takes.
fn place_in_partition(model: &Model<'_>, number: usize, dialect: Dialect, fixed: &[bool], row: &mut [Value]) {
    let bounds = &model.partitions.bounds;
    if bounds.is_empty() {
        return;
    }
    let bound = &bounds[number % bounds.len()];
    for (name, value) in model.partitions.columns.iter().zip(bound) {
        let (Some(place), Some(text)) = (model.place(name), value) else {
            continue;
        };
        if !fixed[place] {
            row[place] = model.columns[place]
                .pool
                .hinted(&Plain::Text(text.clone()), dialect)
                .unwrap_or_else(|| Value::text(dialect, text.as_str()));
        }
    }
}

/// What a check says of a row.
fn verdict(model: &Model<'_>, rule: &Rule, row: &[Value]) -> Verdict {
    rule.condition.verdict(&|name| match rule.value_of {
        Some(place) if name.eq_ignore_ascii_case("value") => Some(row[place].plain.clone()),
        Some(_) => None,
        None => model.place(name).map(|place| row[place].plain.clone()),
    })
}

/// How well the row satisfies all checks: how many refuse it, and how many cannot be read.
fn score(model: &Model<'_>, row: &[Value]) -> (usize, usize) {
    let mut refused = 0;
    let mut unknown = 0;
    for rule in &model.conditions {
        match verdict(model, rule, row) {
            Verdict::Refused => refused += 1,
            Verdict::Unknown => unknown += 1,
            Verdict::Accepted => {}
        }
    }
    (refused, unknown)
}

/// Values to try in a column.
fn candidates(model: &Model<'_>, place: usize, dialect: Dialect) -> Vec<Value> {
    let slot = &model.columns[place];
    let mut out = slot.hints.clone();
    out.extend([0, 1, 2, 5, 50].map(|n| slot.pool.nth(dialect, n)));
    out.extend(slot.pool.extremes.iter().cloned());
    if slot.nullable {
        out.push(Value::null());
    }
    out.truncate(40);
    out
}

/// Changes values until every check that can be read accepts the row.
fn satisfy(model: &Model<'_>, fixed: &[bool], dialect: Dialect, row: &mut [Value]) -> bool {
    for _ in 0..3 {
        for rule in &model.conditions {
            if verdict(model, rule, row) == Verdict::Refused {
                mend(model, rule, fixed, dialect, row);
            }
        }
        if score(model, row).0 == 0 {
            return true;
        }
    }
    false
}

/// Changes one value or two that a check speaks of, so that it accepts the row and no other refuses it more.
fn mend(model: &Model<'_>, rule: &Rule, fixed: &[bool], dialect: Dialect, row: &mut [Value]) {
    let places: Vec<usize> = rule
        .columns
        .iter()
        .copied()
        .filter(|place| !fixed[*place] && !model.is_computed(*place))
        .collect();
    let before = score(model, row);
    let tries: Vec<(usize, Vec<Value>)> = places.iter().map(|p| (*p, candidates(model, *p, dialect))).collect();
    for (place, values) in &tries {
        let old = row[*place].clone();
        for value in values {
            row[*place] = value.clone();
            if verdict(model, rule, row) == Verdict::Accepted && score(model, row).0 < before.0 {
                return;
            }
        }
        row[*place] = old;
    }
    for (at, (one, values)) in tries.iter().enumerate() {
        for (other, others) in &tries[at + 1..] {
            let old = (row[*one].clone(), row[*other].clone());
            for value in values {
                row[*one] = value.clone();
                for second in others {
                    row[*other] = second.clone();
                    if verdict(model, rule, row) == Verdict::Accepted && score(model, row).0 < before.0 {
                        return;
                    }
                }
            }
            (row[*one], row[*other]) = old;
        }
    }
}

/// The row's entry in a key; `None` where a null keeps it out, or the engine fills it in.
pub(super) fn entry(columns: &[usize], nulls_count: bool, row: &[Value]) -> Option<String> {
    let mut out = String::new();
    for place in columns {
        let value = &row[*place];
        if (value.is_null() && !nulls_count) || (value.is_left_out() && value.plain == Plain::Opaque) {
            return None;
        }
        out.push_str(&value.key());
        out.push('\u{1}');
    }
    Some(out)
}

/// Changes values until no key has the row already.
fn tell_apart(model: &Model<'_>, wanted: &Wanted<'_>, fixed: &[bool], dialect: Dialect, row: &mut [Value]) -> bool {
    let taken = |row: &[Value], which: usize| {
        let unique = &model.uniques[which];
        entry(&unique.columns, unique.nulls_count, row).is_some_and(|entry| unique.used.contains(&entry))
    };
    for which in 0..model.uniques.len() {
        if !taken(row, which) {
            continue;
        }
        let unique = &model.uniques[which];
        let mut found = false;
        'columns: for place in unique.columns.iter().rev() {
            if fixed[*place] || model.is_computed(*place) {
                continue;
            }
            let old = row[*place].clone();
            let slot = &model.columns[*place];
            let base = if slot.numbered { 1000 } else { 0 };
            let more = (0..80).map(|n| slot.pool.nth(dialect, base + (wanted.number + n * 7) as u64));
            for value in more.chain(slot.hints.iter().cloned()) {
                row[*place] = value;
                if !taken(row, which) && score(model, row).0 == 0 {
                    found = true;
                    break 'columns;
                }
            }
            row[*place] = old;
        }
        if !found && !unique.is_guess {
            return false;
        }
    }
    (0..model.uniques.len()).all(|which| model.uniques[which].is_guess || !taken(row, which))
}
