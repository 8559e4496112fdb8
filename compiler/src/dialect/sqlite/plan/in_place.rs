//! What SQLite changes without building the table anew.

use super::{emit, words};
use crate::dialect::sqlite::identifiers::identifier;
use crate::diff::SchemaChange;
use crate::emit::is_simple_default;
use crate::plan::by_table::{TablePair, free_name, ordered_renames};
use crate::plan::script::Script;
use crate::plan::{LockMode, PlanInput};
use crate::schema::{Column, ForeignKey, SchemaPartTarget, SchemaTable};

/// Whether the table has to be built anew.
pub(super) fn is_too_much(pair: &TablePair<'_>, input: &PlanInput<'_>) -> bool {
    use SchemaChange as C;
    pair.changes.iter().any(|(_, change)| match change {
        C::AlterTable { .. }
        | C::AlterColumn { .. }
        | C::ReorderColumns { .. }
        | C::AddPrimaryKey { .. }
        | C::DropPrimaryKey { .. }
        | C::AddUniqueKey { .. }
        | C::DropUniqueKey { .. }
        | C::DropForeignKey { .. }
        | C::AddCheck { .. }
        | C::DropCheck { .. }
        | C::RenameConstraint { .. } => true,
        C::AddForeignKey { foreign_key, .. } => !comes_with_column(pair, foreign_key),
        C::AddColumn { column, .. } => !can_be_added(pair, column),
        C::DropColumn { column, .. } => !can_be_dropped(pair, column, input),
        C::RenameTable(_)
        | C::RenameColumn { .. }
        | C::CreateIndex { .. }
        | C::DropIndex { .. }
        | C::RenameIndex { .. }
        | C::SetComment { .. } => false,
        // These are about other things, or other engines.
        C::CreateNamespace(_)
        | C::DropNamespace(_)
        | C::CreateEnum(_)
        | C::DropEnum(_)
        | C::RenameEnum { .. }
        | C::AlterEnum { .. }
        | C::CreateTable(_)
        | C::DropTable(_)
        | C::AddExclusion { .. }
        | C::DropExclusion { .. }
        | C::CreateObject(_)
        | C::DropObject(_)
        | C::AlterObject { .. } => false,
    }) || !is_order_kept(pair)
}

/// Whether adding the new columns at the end gives the order that is wanted.
fn is_order_kept(pair: &TablePair<'_>) -> bool {
    let kept = pair
        .from
        .columns
        .iter()
        .filter_map(|old| pair.columns.iter().find(|c| c.from.name == old.name))
        .map(|c| &c.to.name);
    let given = kept.chain(pair.added().map(|c| &c.name));
    given.eq(pair.to.columns.iter().map(|c| &c.name))
}

/// Whether the foreign key can stand at the column that is added.
fn comes_with_column(pair: &TablePair<'_>, foreign_key: &ForeignKey) -> bool {
    let [column] = foreign_key.columns.as_slice() else {
        return false;
    };
    pair.added()
        .any(|c| c.name.eq_ignore_ascii_case(column) && !c.not_null && c.default.is_none() && c.generated.is_none())
}

fn can_be_added(pair: &TablePair<'_>, column: &Column) -> bool {
    let key = |columns: &[String]| columns.iter().any(|c| c.eq_ignore_ascii_case(&column.name));
    let keyed = pair
        .to
        .primary_key
        .iter()
        .chain(&pair.to.unique_keys)
        .any(|k| key(&k.columns));
    let checked = pair
        .to
        .checks
        .iter()
        .any(|check| words(&check.expression).contains(&column.name.to_lowercase()));
    let filled = match (&column.default, &column.generated) {
        (_, Some(generated)) => !generated.stored && !column.not_null,
        (Some(default), None) => {
            let moment = default.to_ascii_lowercase().starts_with("current_");
            let null = default.eq_ignore_ascii_case("null");
            is_simple_default(default) && !moment && !(null && column.not_null)
        }
        (None, None) => !column.not_null,
    };
    column.identity.is_none() && !keyed && !checked && filled
}

/// Whether nothing holds on to the column.
fn can_be_dropped(pair: &TablePair<'_>, column: &Column, input: &PlanInput<'_>) -> bool {
    let table = pair.from;
    let is_it = |name: &String| name.eq_ignore_ascii_case(&column.name);
    let lower = column.name.to_lowercase();
    let says = |sql: &str| words(sql).contains(&lower);
    let in_key = table
        .primary_key
        .iter()
        .chain(&table.unique_keys)
        .any(|key| key.columns.iter().any(is_it));
    let in_foreign_key = table.foreign_keys.iter().any(|fk| fk.columns.iter().any(is_it));
    let referred_to = input.from.tables.iter().any(|other| {
        other
            .foreign_keys
            .iter()
            .any(|fk| fk.referenced_table.eq_ignore_ascii_case(&table.name) && fk.referenced_columns.iter().any(is_it))
    });
    let computed_from = table
        .columns
        .iter()
        .filter(|other| other.name != column.name)
        .filter_map(|other| other.generated.as_ref())
        .any(|generated| says(&generated.expression));
    let checked = table.checks.iter().any(|check| says(&check.expression));
    // Indexes that go are gone by then.
    let indexed = pair.to.indexes.iter().any(|index| {
        let stays = !pair
            .changes
            .iter()
            .any(|(_, c)| matches!(c, SchemaChange::CreateIndex { index: new, .. } if new.name == index.name));
        let parts = index.parts.iter().any(|part| match &part.target {
            SchemaPartTarget::Column(name) => is_it(name),
            SchemaPartTarget::Expression(sql) => says(sql),
        });
        stays && (parts || index.predicate.as_deref().is_some_and(says))
    });
    !(in_key || in_foreign_key || referred_to || computed_from || checked || indexed) && table.columns.len() > 1
}

/// Gives the columns their new names, by way of free ones where that is needed. So do those of tables that are built
/// anew, so that what refers to them follows.
pub(super) fn rename_columns(pair: &TablePair<'_>, script: &mut Script) {
    let renamed: Vec<_> = pair.columns.iter().filter(|c| c.from.name != c.to.name).collect();
    if renamed.is_empty() {
        return;
    }
    let has = |table: &SchemaTable, name: &str| table.columns.iter().any(|c| c.name.eq_ignore_ascii_case(name));
    let mut given: Vec<String> = Vec::new();
    let mut free = |wanted: &str| {
        let wanted = format!("tablewright_{wanted}");
        let taken = |name: &str| has(pair.from, name) || has(pair.to, name) || given.iter().any(|g| g == name);
        let name = free_name(&wanted, usize::MAX, &taken);
        given.push(name.clone());
        name
    };
    let mut wanted: Vec<(String, String)> = renamed
        .iter()
        .map(|c| (c.from.name.clone(), c.to.name.clone()))
        .collect();
    // Who goes makes room for who takes the name.
    for gone in pair.dropped() {
        if renamed.iter().any(|c| c.to.name.eq_ignore_ascii_case(&gone.name)) {
            wanted.push((gone.name.clone(), free(&gone.name)));
        }
    }
    let table = identifier(&pair.to.name);
    let place = pair.place(|c| matches!(c, SchemaChange::RenameColumn { .. }));
    let mut place_of: Vec<(String, Option<usize>)> = renamed
        .iter()
        .map(|c| {
            let at = pair
                .place(|change| matches!(change, SchemaChange::RenameColumn { column, .. } if column.to == c.to.name));
            (c.from.name.clone(), at)
        })
        .collect();
    for (old, new) in ordered_renames(wanted, &mut free) {
        let sql = format!(
            "ALTER TABLE {table} RENAME COLUMN {} TO {}",
            identifier(&old),
            identifier(&new)
        );
        let known = place_of.iter_mut().find(|(name, _)| *name == old);
        let change = known.as_ref().map_or(place, |(_, at)| *at);
        if let Some((name, _)) = known {
            name.clone_from(&new);
        }
        let subject = pair.columns.iter().find(|c| c.to.name == new);
        script
            .step(change, sql, format!("rename column {}.{old} to {new}", pair.to.name))
            .about(subject.and_then(|c| c.to.origin.element))
            .locks(LockMode::All, &pair.to.name);
    }
}

/// Drops and adds columns.
pub(super) fn change(pair: &TablePair<'_>, script: &mut Script) {
    let table = identifier(&pair.to.name);
    for (at, change) in &pair.changes {
        if let SchemaChange::DropColumn { column, .. } = change {
            let now = super::rebuild::name_now(pair, &column.name);
            let sql = format!("ALTER TABLE {table} DROP COLUMN {}", identifier(&now));
            let step = script
                .step(Some(*at), sql, format!("drop column {}.{}", pair.to.name, column.name))
                .about(column.origin.element)
                .locks(LockMode::All, &pair.to.name)
                .rewrites(&pair.to.name);
            if column.generated.is_none() {
                step.loses(format!("the values of {}.{}", pair.to.name, column.name));
            }
        }
    }
    for column in pair.added() {
        let place = pair.place(|c| matches!(c, SchemaChange::AddColumn { column: new, .. } if new.name == column.name));
        let references = pair
            .to
            .foreign_keys
            .iter()
            .find(|fk| fk.columns.len() == 1 && fk.columns[0].eq_ignore_ascii_case(&column.name))
            .map(|fk| format!(" {}", emit::references(fk)))
            .unwrap_or_default();
        let sql = format!(
            "ALTER TABLE {table} ADD COLUMN {}{references}",
            emit::column(column, pair.to)
        );
        script
            .step(place, sql, format!("column {}.{}", pair.to.name, column.name))
            .about(column.origin.element)
            .locks(LockMode::All, &pair.to.name);
    }
}
