//! ALTER TABLE.

use super::attributes::Attribute;
use super::sequence::Options;
use super::table::{Draft, empty, settle_primary_key};
use super::{Reading, attributes, carried, column, constraint, index, nodes, options, partition, sequence};
use crate::design::{Identity, ObjectKind};
use crate::dialect::Dialect;
use crate::import::fold::{Carried, Fold, MOST_OF_A_SORT, QName};
use crate::import::lex::{Lexer, TokenKind};
use crate::import::report::Outcome;
use crate::schema::SchemaTable;
use pg_query::NodeEnum;
use pg_query::protobuf::{AlterTableCmd, AlterTableStmt, AlterTableType, ConstrType, DropBehavior, ObjectType};

/// Reads ALTER TABLE, and ALTER of what is like a table.
pub(super) fn alter(fold: &mut Fold<'_>, reading: &Reading<'_>, altered: &AlterTableStmt) -> Outcome {
    let Some(relation) = &altered.relation else {
        return reading.unreadable(fold, "it names no table");
    };
    let commands: Vec<&AlterTableCmd> = altered
        .cmds
        .iter()
        .filter_map(|node| match &node.node {
            Some(NodeEnum::AlterTableCmd(command)) => Some(command.as_ref()),
            _ => None,
        })
        .collect();
    if !commands.is_empty() && commands.iter().all(|c| c.subtype() == AlterTableType::AtChangeOwner) {
        return fold
            .report
            .skip(reading.base, "OWNER TO", "owners are not part of a design");
    }
    let name = nodes::relation(fold, relation);
    match altered.objtype() {
        ObjectType::ObjectTable => {}
        ObjectType::ObjectIndex => return alter_index(fold, reading, &commands, relation),
        other => {
            let kind = carried::kind_of(other);
            let mut carried = reading.carried(fold, kind, name.clone()).on(name);
            carried.on_at = relation_span(reading, relation);
            return fold.carry(reading.base, carried);
        }
    }
    if fold.table(&name).is_none() {
        if fold.is_carried_relation(&name) {
            if let [command] = commands.as_slice()
                && let Some(NodeEnum::PartitionCmd(said)) = command.def.as_ref().and_then(|d| d.node.as_ref())
                && command.subtype() == AlterTableType::AtAttachPartition
                && let Some(outcome) = partition::attach(fold, reading, &name, said)
            {
                return outcome;
            }
            let mut carried = reading.carried(fold, ObjectKind::Table, name.clone()).on(name.clone());
            carried.on_at = relation_span(reading, relation);
            partition::note_key(fold, &name, &commands, &mut carried);
            return fold.carry(reading.base, carried);
        }
        if altered.missing_ok {
            return fold
                .report
                .skip(reading.base, "ALTER TABLE IF EXISTS", "there is no such table");
        }
        return fold.unknown(reading.base, "ALTER TABLE", &name);
    }
    let body = body(reading, relation.location);
    let parts = reading.statement.comma_separated(body, reading.statement.tokens.len());
    let whole = reading.carried(fold, ObjectKind::Table, name.clone());
    fold.note_source(&name, whole);
    let mut outcome = Outcome::Modelled;
    for (i, command) in commands.iter().enumerate() {
        let range = match parts.get(i) {
            Some(range) if parts.len() == commands.len() => *range,
            _ => (body, reading.statement.tokens.len()),
        };
        let one = command_of(fold, reading, &name, command, range);
        if one != Outcome::Modelled && outcome != Outcome::Failed {
            outcome = one;
        }
    }
    outcome
}

/// The index of the first token after the table's name.
fn body(reading: &Reading<'_>, location: i32) -> usize {
    let mut at = reading.token(location) + 1;
    while reading.statement.is_symbol(at, '.') {
        at += 2;
    }
    if matches!(reading.statement.tokens.get(at), Some(t) if t.text(reading.statement.source) == "*") {
        at += 1;
    }
    at
}

/// Where in the statement's text the relation is named.
pub(super) fn relation_span(reading: &Reading<'_>, relation: &pg_query::protobuf::RangeVar) -> Option<(usize, usize)> {
    let first = reading.token(relation.location);
    let mut last = first;
    while reading.statement.is_symbol(last + 1, '.') {
        last += 2;
    }
    let start = reading.statement.tokens.get(first)?.start as usize;
    let end = reading.statement.tokens.get(last)?.end as usize;
    let span = (start.checked_sub(reading.base)?, end.checked_sub(reading.base)?);
    Some(reading.moved(span))
}

fn command_of(
    fold: &mut Fold<'_>,
    reading: &Reading<'_>,
    name: &QName,
    command: &AlterTableCmd,
    range: (usize, usize),
) -> Outcome {
    let def = command.def.as_ref().and_then(|d| d.node.as_ref());
    let offset = reading
        .statement
        .tokens
        .get(range.0)
        .map_or(reading.base, |t| t.start as usize);
    if is_about_inherited(fold, name, command) {
        return rest(fold, reading, name, range, ObjectKind::Other);
    }
    match (command.subtype(), def) {
        (AlterTableType::AtAddColumn, Some(NodeEnum::ColumnDef(def))) => {
            let table_columns = fold
                .table(name)
                .map(|t| (t.columns.len(), t.columns.iter().any(|c| c.name == def.colname)));
            match table_columns {
                Some((_, true)) if command.missing_ok => return Outcome::Modelled,
                Some((_, true)) => {
                    let column = format!("{name}.{}", def.colname);
                    return fold.report.fail(
                        offset,
                        "name-taken",
                        format!("column {column} is added a second time; the first one counts"),
                    );
                }
                Some((count, _)) if count >= 1600 => {
                    return fold
                        .report
                        .fail(offset, "too-many", format!("table {name} gets more than 1600 columns"));
                }
                _ => {}
            }
            let mut draft = Draft::new(empty(fold, name, reading.base));
            draft.known.insert(def.colname.clone());
            column::read(fold, reading, def, range, &mut draft);
            merge(fold, name, draft)
        }
        (AlterTableType::AtAddConstraint, Some(NodeEnum::Constraint(said))) => {
            if said.contype() == ConstrType::ConstrNotnull {
                return set_not_null(fold, name, &nodes::strings(&said.keys), true);
            }
            let start = reading.token(said.location).max(range.0);
            if !said.indexname.is_empty()
                && let Some(outcome) = index::into_key(fold, name, said)
            {
                return outcome;
            }
            let mut draft = Draft::new(empty(fold, name, reading.base));
            draft.is_filled = true;
            if let Some(table) = fold.table(name) {
                draft.known = table.columns.iter().map(|c| c.name.clone()).collect();
                draft.inherits = super::table::inherits(table);
            }
            constraint::read(fold, reading, said, (start, range.1), &mut draft);
            merge(fold, name, draft)
        }
        (AlterTableType::AtColumnDefault, _) => {
            let set = (range.0..range.1).find(|i| reading.statement.is_word(*i, "default"));
            let default = command
                .def
                .is_some()
                .then(|| set.map(|i| reading.statement.text(i + 1, range.1)))
                .flatten();
            if fold
                .column(name, &command.name)
                .is_some_and(|c| c.identity == Some(Identity::Serial))
            {
                fold.free_sequence(reading.base, name, &command.name);
            }
            on_column(fold, reading, name, &command.name, |column| column.default = default)
        }
        (AlterTableType::AtSetNotNull, _) => on_column(fold, reading, name, &command.name, |c| c.not_null = true),
        (AlterTableType::AtDropNotNull, _) => {
            if fold
                .column(name, &command.name)
                .is_some_and(|c| c.identity == Some(Identity::Serial))
            {
                fold.free_sequence(reading.base, name, &command.name);
            }
            on_column(fold, reading, name, &command.name, |c| c.not_null = false)
        }
        (AlterTableType::AtAlterColumnType, Some(NodeEnum::ColumnDef(def))) => {
            let native = def.type_name.as_ref().map(nodes::type_text).unwrap_or_default();
            let collation = def.coll_clause.as_ref().map(|c| {
                let said: Vec<String> = nodes::strings(&c.collname).iter().map(|n| nodes::quote(n)).collect();
                said.join(".")
            });
            retype(fold, reading, name, &command.name, (native, collation))
        }
        (AlterTableType::AtDropColumn, _) => {
            if fold.drop_column(name, &command.name) || command.missing_ok {
                return Outcome::Modelled;
            }
            missing(fold, offset, name, &command.name)
        }
        (AlterTableType::AtDropConstraint, _) => {
            let key = Carried::new(
                ObjectKind::Other,
                name.sibling(command.name.clone()),
                String::new(),
                Default::default(),
            )
            .key;
            if drop_constraint(fold, name, &command.name) || fold.drop_object(&key) || command.missing_ok {
                return Outcome::Modelled;
            }
            missing(fold, offset, name, &command.name)
        }
        (AlterTableType::AtAddIdentity, Some(NodeEnum::Constraint(said))) => {
            let Some(found) = fold.column(name, &command.name) else {
                return missing(fold, offset, name, &command.name);
            };
            let sequence = column::sequence_of(fold, said, name, found);
            let always = said.generated_when == "a";
            on_column(fold, reading, name, &command.name, |column| {
                column.not_null = true;
                column.default = None;
                column.sequence = sequence;
                column.identity = Some(if always { Identity::Always } else { Identity::ByDefault });
            })
        }
        (AlterTableType::AtDropIdentity, _) => on_column(fold, reading, name, &command.name, |c| {
            c.identity = None;
            c.sequence = None;
        }),
        (AlterTableType::AtSetIdentity, Some(NodeEnum::List(said))) => set_identity(fold, name, command, &said.items),
        (AlterTableType::AtDropExpression, _) => on_column(fold, reading, name, &command.name, |c| c.generated = None),
        (AlterTableType::AtChangeOwner, _) => {
            fold.report.skip(offset, "OWNER TO", "owners are not part of a design");
            Outcome::Modelled
        }
        (AlterTableType::AtValidateConstraint, _) => {
            if let Some(table) = fold.table_mut(name) {
                validate(table, &command.name);
            }
            Outcome::Modelled
        }
        (AlterTableType::AtAlterConstraint, Some(_)) => {
            let later = alter_constraint(fold, name, command);
            later.unwrap_or_else(|| rest(fold, reading, name, range, ObjectKind::Other))
        }
        (AlterTableType::AtSetLogged | AlterTableType::AtSetUnLogged, _) => {
            let unlogged = command.subtype() == AlterTableType::AtSetUnLogged;
            if let Some(table) = fold.table_mut(name) {
                table.unlogged = unlogged;
            }
            Outcome::Modelled
        }
        (AlterTableType::AtSetRelOptions | AlterTableType::AtResetRelOptions, def) => {
            let resets = command.subtype() == AlterTableType::AtResetRelOptions;
            let said = options::of_list_node(def);
            if let Some(table) = fold.table_mut(name) {
                let known = table.options.as_deref().unwrap_or_default();
                table.options = options::with_parameters(known, said, resets);
            }
            Outcome::Modelled
        }
        (AlterTableType::AtSetStorage, Some(NodeEnum::String(said))) => {
            let value = said.sval.clone();
            set_attribute(fold, reading, name, command, (Attribute::Storage, &value))
        }
        (AlterTableType::AtSetCompression, Some(NodeEnum::String(said))) => {
            let value = said.sval.clone();
            set_attribute(fold, reading, name, command, (Attribute::Compression, &value))
        }
        (AlterTableType::AtSetStatistics, Some(NodeEnum::Integer(said))) => {
            let value = said.ival.to_string();
            set_attribute(fold, reading, name, command, (Attribute::Statistics, &value))
        }
        (AlterTableType::AtSetOptions | AlterTableType::AtResetOptions, def) => {
            let resets = command.subtype() == AlterTableType::AtResetOptions;
            let said = options::of_list_node(def);
            if has_inherited(fold, name, &command.name) {
                return rest(fold, reading, name, range, ObjectKind::Other);
            }
            on_column(fold, reading, name, &command.name, |column| {
                attributes::set_options(column, said, resets);
            })
        }
        (AlterTableType::AtAttachPartition, Some(NodeEnum::PartitionCmd(partition))) => {
            match partition::attach(fold, reading, name, partition) {
                Some(outcome) => outcome,
                None => rest(fold, reading, name, range, ObjectKind::Table),
            }
        }
        (
            AlterTableType::AtEnableRowSecurity
            | AlterTableType::AtDisableRowSecurity
            | AlterTableType::AtForceRowSecurity
            | AlterTableType::AtNoForceRowSecurity,
            _,
        ) => rest(fold, reading, name, range, ObjectKind::Policy),
        _ => rest(fold, reading, name, range, ObjectKind::Other),
    }
}

fn set_attribute(
    fold: &mut Fold<'_>,
    reading: &Reading<'_>,
    name: &QName,
    command: &AlterTableCmd,
    (attribute, value): (Attribute, &str),
) -> Outcome {
    if has_inherited(fold, name, &command.name) {
        let column = fold.dialect.identifier(&command.name);
        let word = match attribute {
            Attribute::Storage => "STORAGE",
            Attribute::Compression => "COMPRESSION",
            Attribute::Statistics => "STATISTICS",
            Attribute::Options => "",
        };
        let quoted = crate::import::fold::quoted(name, fold.dialect);
        let sql = format!("ALTER TABLE ONLY {quoted} ALTER COLUMN {column} SET {word} {value}");
        let mut carried =
            Carried::new(ObjectKind::Other, name.clone(), sql, fold.origin(reading.base)).on(name.clone());
        carried.on_at = Some((17, 17 + quoted.len()));
        carried.key.arguments = Some(format!("{column} {word}"));
        return fold.carry(reading.base, carried);
    }
    on_column(fold, reading, name, &command.name, |column| {
        attributes::set(column, attribute, value);
    })
}

/// Another type: what numbers the column goes on counting as it did, unless it is an identity.
fn retype(
    fold: &mut Fold<'_>,
    reading: &Reading<'_>,
    name: &QName,
    column: &str,
    (native, collation): (String, Option<String>),
) -> Outcome {
    if let Some(found) = fold.column(name, column)
        && found.identity == Some(Identity::Serial)
        && found.native_type != native
    {
        let mut options = Options::of_text(fold, found.sequence.as_deref().unwrap_or_default());
        options.counts_in.get_or_insert_with(|| found.native_type.clone());
        let text = options.text(&native, &fold.implied_sequence(name, column), fold);
        if let Some(found) = fold.column_mut(name, column) {
            found.sequence = text;
        }
    }
    on_column(fold, reading, name, column, |column| {
        let (before, after) = (base_of(&column.native_type), base_of(&native));
        // What was a value of the former type stays one, and is cast to the new one where it is used.
        if before != after
            && let Some(default) = column.default.as_mut().filter(|default| is_literal(default))
        {
            default.push_str(&format!("::{before}"));
        }
        column.native_type = native;
        column.collation = collation;
    })
}

/// The type without what is in its parentheses.
fn base_of(native: &str) -> String {
    let base = match (native.find('('), native.rfind(')')) {
        (Some(open), Some(close)) if open < close => format!("{}{}", &native[..open], &native[close + 1..]),
        _ => native.to_owned(),
    };
    // By its own name it would be one character long.
    if base == "character" { "bpchar".to_owned() } else { base }
}

/// Whether the default is a string without a type.
fn is_literal(default: &str) -> bool {
    let mut lexer = Lexer::new(default, Dialect::Postgres);
    let mut kinds = std::iter::from_fn(|| lexer.next_token()).map(|token| token.kind);
    kinds.next() == Some(TokenKind::String) && kinds.all(|kind| kind == TokenKind::Blank)
}

/// `ALTER COLUMN … SET GENERATED … SET INCREMENT BY …`.
fn set_identity(fold: &mut Fold<'_>, name: &QName, command: &AlterTableCmd, said: &[pg_query::Node]) -> Outcome {
    let always = said.iter().find_map(|node| match &node.node {
        Some(NodeEnum::DefElem(option)) if option.defname == "generated" => {
            match option.arg.as_ref()?.node.as_ref()? {
                NodeEnum::Integer(code) => Some(code.ival == i32::from(b'a')),
                _ => None,
            }
        }
        _ => None,
    });
    sequence::change(fold, name, &command.name, said);
    if let (Some(always), Some(column)) = (always, fold.column_mut(name, &command.name)) {
        column.identity = Some(if always { Identity::Always } else { Identity::ByDefault });
    }
    Outcome::Modelled
}

/// The constraint, given or implied, holds for all rows.
fn validate(table: &mut SchemaTable, name: &str) {
    let is = |n: &Option<String>| n.as_deref() == Some(name);
    for foreign_key in table.foreign_keys.iter_mut().filter(|fk| is(&fk.name)) {
        foreign_key.not_valid = false;
    }
    for check in table.checks.iter_mut().filter(|check| is(&check.name)) {
        check.not_valid = false;
    }
}

/// Another time at which a foreign key is checked; `None` where it is not there.
fn alter_constraint(fold: &mut Fold<'_>, name: &QName, command: &AlterTableCmd) -> Option<Outcome> {
    let Some(NodeEnum::Constraint(said)) = command.def.as_ref()?.node.as_ref() else {
        return None;
    };
    let table = fold.table_mut(name)?;
    let mut frozen = table.clone();
    crate::dialect::postgres::implied_names::freeze(&mut frozen);
    let found = frozen
        .foreign_keys
        .iter_mut()
        .find(|fk| fk.name.as_deref() == Some(said.conname.as_str()))?;
    found.deferrable = constraint::deferrable(said.deferrable, said.initdeferred);
    *table = frozen;
    Some(Outcome::Modelled)
}

/// Whether the table may have the column from another one.
fn has_inherited(fold: &Fold<'_>, name: &QName, column: &str) -> bool {
    fold.table(name).is_some_and(super::table::inherits) && fold.column(name, column).is_none()
}

/// Whether a column is altered that the table has from another.
fn is_about_inherited(fold: &Fold<'_>, name: &QName, command: &AlterTableCmd) -> bool {
    let alters = matches!(
        command.subtype(),
        AlterTableType::AtColumnDefault | AlterTableType::AtSetNotNull | AlterTableType::AtDropNotNull
    );
    alters && has_inherited(fold, name, &command.name)
}

/// A command that is carried as a statement of its own.
fn rest(fold: &mut Fold<'_>, reading: &Reading<'_>, name: &QName, range: (usize, usize), kind: ObjectKind) -> Outcome {
    let quoted = crate::import::fold::quoted(name, fold.dialect);
    let start = reading
        .statement
        .tokens
        .get(range.0)
        .map_or(reading.base, |t| t.start as usize);
    let only = if reading.statement.is_word(2, "only") {
        "ONLY "
    } else {
        ""
    };
    let prefix = format!("ALTER TABLE {only}");
    let sql = format!("{prefix}{quoted} {}", reading.statement.text(range.0, range.1));
    let mut carried = Carried::new(kind, name.clone(), sql, fold.origin(start)).on(name.clone());
    carried.on_at = Some((prefix.len(), prefix.len() + quoted.len()));
    carried.key.arguments = Some(reading.statement.text(range.0, range.1));
    fold.carry(start, carried)
}

/// Puts what was read for a table into it. What is about columns that the table has not, because it inherits them,
/// is carried.
fn merge(fold: &mut Fold<'_>, name: &QName, draft: Draft) -> Outcome {
    let Draft { table: new, extras, .. } = draft;
    let mut outcome = Outcome::Modelled;
    for (offset, extra) in extras {
        outcome = fold.carry(offset, extra);
    }
    for foreign_key in new.foreign_keys {
        let full = fold.table(name).is_some_and(|t| t.foreign_keys.len() >= MOST_OF_A_SORT);
        if !full {
            fold.add_foreign_key(name, foreign_key);
        }
    }
    let Some(table) = fold.table_mut(name) else {
        return outcome;
    };
    if new.checks.iter().any(|check| check.not_valid && check.name.is_none()) {
        // What is added later would get its name after others do.
        crate::dialect::postgres::implied_names::freeze(table);
    }
    table.exclusions.extend(new.exclusions);
    table.columns.extend(new.columns);
    table.unique_keys.extend(new.unique_keys);
    table.checks.extend(new.checks);
    let second = new.primary_key.is_some() && table.primary_key.is_some();
    if table.primary_key.is_none() {
        table.primary_key = new.primary_key;
    }
    settle_primary_key(table);
    let too_many = table.checks.len() > MOST_OF_A_SORT || table.unique_keys.len() > MOST_OF_A_SORT;
    table.checks.truncate(MOST_OF_A_SORT);
    table.unique_keys.truncate(MOST_OF_A_SORT);
    let position = new.origin.position;
    if second || too_many {
        let message = if second {
            format!("table {name} gets a second primary key; the first one counts")
        } else {
            format!("table {name} gets more than {MOST_OF_A_SORT} constraints of one sort; the rest is left out")
        };
        return fold.fail_at(position, "name-taken", message);
    }
    outcome
}

fn set_not_null(fold: &mut Fold<'_>, name: &QName, columns: &[String], not_null: bool) -> Outcome {
    if let Some(table) = fold.table_mut(name) {
        for column in table.columns.iter_mut().filter(|c| columns.contains(&c.name)) {
            column.not_null = not_null;
        }
    }
    Outcome::Modelled
}

fn on_column(
    fold: &mut Fold<'_>,
    reading: &Reading<'_>,
    name: &QName,
    column: &str,
    change: impl FnOnce(&mut crate::schema::Column),
) -> Outcome {
    match fold
        .table_mut(name)
        .and_then(|t| t.columns.iter_mut().find(|c| c.name == column))
    {
        Some(found) => {
            change(found);
            Outcome::Modelled
        }
        None => missing(fold, reading.base, name, column),
    }
}

fn missing(fold: &mut Fold<'_>, offset: usize, name: &QName, what: &str) -> Outcome {
    fold.report.fail(
        offset,
        "unknown-column",
        format!("{name} has no {what}; the change to it is left out"),
    )
}

/// Removes the constraint of this name, given or implied. True where there was one.
fn drop_constraint(fold: &mut Fold<'_>, name: &QName, constraint: &str) -> bool {
    let Some(table) = fold.table_mut(name) else {
        return false;
    };
    if remove_named(table, constraint) {
        return true;
    }
    let mut frozen = table.clone();
    crate::dialect::postgres::implied_names::freeze(&mut frozen);
    if !remove_named(&mut frozen.clone(), constraint) {
        return false;
    }
    remove_named(&mut frozen, constraint);
    *table = frozen;
    true
}

fn remove_named(table: &mut SchemaTable, name: &str) -> bool {
    let is = |n: &Option<String>| n.as_deref() == Some(name);
    let count = |t: &SchemaTable| {
        t.unique_keys.len()
            + t.foreign_keys.len()
            + t.checks.len()
            + t.exclusions.len()
            + usize::from(t.primary_key.is_some())
    };
    let before = count(table);
    table.primary_key.take_if(|k| is(&k.name));
    table.unique_keys.retain(|k| !is(&k.name));
    table.foreign_keys.retain(|k| !is(&k.name));
    table.checks.retain(|c| !is(&c.name));
    table.exclusions.retain(|e| !is(&e.name));
    count(table) < before
}

fn alter_index(
    fold: &mut Fold<'_>,
    reading: &Reading<'_>,
    commands: &[&AlterTableCmd],
    relation: &pg_query::protobuf::RangeVar,
) -> Outcome {
    if let Some(outcome) = partition::attach_index(fold, reading, relation, commands) {
        return outcome;
    }
    let index = fold.index_name(nodes::schema_of(relation), &relation.relname);
    for command in commands {
        let resets = match command.subtype() {
            AlterTableType::AtSetRelOptions => false,
            AlterTableType::AtResetRelOptions => true,
            _ => continue,
        };
        let said = options::of_list_node(command.def.as_ref().and_then(|d| d.node.as_ref()));
        let Some(found) = fold.table_of_index(&index).and_then(|table| {
            let mut indexes = table.indexes.iter_mut();
            indexes.find(|i| i.name.as_deref() == Some(index.name.as_str()))
        }) else {
            continue;
        };
        let known = found.options.as_deref().unwrap_or_default();
        found.options = options::with_parameters(known, said, resets);
        if commands.len() == 1 {
            return Outcome::Modelled;
        }
    }
    let mut carried = reading.carried(fold, ObjectKind::Index, index);
    // An index that is attached to another belongs to a partition, which is carried.
    carried.key.arguments = commands.first().map(|c| format!("{:?}", c.subtype()));
    fold.carry(reading.base, carried)
}

/// Whether a DROP says CASCADE.
pub(super) fn cascades(behavior: DropBehavior) -> bool {
    behavior == DropBehavior::DropCascade
}
