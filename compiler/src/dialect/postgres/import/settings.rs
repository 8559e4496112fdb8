//! What says nothing about the schema: settings, data, roles, maintenance.

use super::{Reading, nodes};
use crate::import::fold::Fold;
use crate::import::report::Outcome;
use pg_query::protobuf::{SelectStmt, VariableSetStmt, a_const};
use pg_query::{Node, NodeEnum};

const DATA: &str = "an import takes the schema, not the rows";
const SERVER: &str = "it is about the server, not about one schema";
const SESSION: &str = "it is about the session";

/// Statements that only carry rows, told by their first word so that rows are never parsed.
pub(super) fn rows(fold: &mut Fold<'_>, reading: &Reading<'_>) -> Option<Outcome> {
    let head = reading.statement.head(2);
    let first = head.split(' ').next().unwrap_or_default();
    let what = match first {
        "INSERT" | "COPY" | "UPDATE" | "DELETE" | "TRUNCATE" | "MERGE" => first.to_owned(),
        _ => return None,
    };
    Some(fold.report.skip(reading.base, what, DATA))
}

/// Skips what says nothing about the schema; `None` for anything else.
pub(super) fn skip(fold: &mut Fold<'_>, reading: &Reading<'_>, node: &NodeEnum) -> Option<Outcome> {
    let (what, why) = match node {
        NodeEnum::VariableSetStmt(set) => {
            search_path(fold, set);
            ("SET", SESSION)
        }
        NodeEnum::SelectStmt(select) => return Some(read_select(fold, reading, select)),
        NodeEnum::VariableShowStmt(_) | NodeEnum::DiscardStmt(_) => ("SHOW", SESSION),
        NodeEnum::TransactionStmt(_) | NodeEnum::ConstraintsSetStmt(_) => ("a transaction command", SESSION),
        NodeEnum::InsertStmt(_)
        | NodeEnum::UpdateStmt(_)
        | NodeEnum::DeleteStmt(_)
        | NodeEnum::MergeStmt(_)
        | NodeEnum::CopyStmt(_)
        | NodeEnum::TruncateStmt(_) => ("data", DATA),
        NodeEnum::RefreshMatViewStmt(_) => ("REFRESH MATERIALIZED VIEW", DATA),
        NodeEnum::LockStmt(_)
        | NodeEnum::VacuumStmt(_)
        | NodeEnum::ClusterStmt(_)
        | NodeEnum::ReindexStmt(_)
        | NodeEnum::CheckPointStmt(_)
        | NodeEnum::ExplainStmt(_)
        | NodeEnum::PrepareStmt(_)
        | NodeEnum::ExecuteStmt(_)
        | NodeEnum::DeallocateStmt(_)
        | NodeEnum::ListenStmt(_)
        | NodeEnum::UnlistenStmt(_)
        | NodeEnum::NotifyStmt(_)
        | NodeEnum::LoadStmt(_)
        | NodeEnum::FetchStmt(_)
        | NodeEnum::DeclareCursorStmt(_)
        | NodeEnum::ClosePortalStmt(_) => ("a maintenance command", SESSION),
        NodeEnum::CreatedbStmt(_) => ("CREATE DATABASE", SERVER),
        NodeEnum::DropdbStmt(_) => ("DROP DATABASE", SERVER),
        NodeEnum::AlterDatabaseStmt(_) | NodeEnum::AlterDatabaseSetStmt(_) => ("ALTER DATABASE", SERVER),
        NodeEnum::CreateRoleStmt(_)
        | NodeEnum::AlterRoleStmt(_)
        | NodeEnum::AlterRoleSetStmt(_)
        | NodeEnum::DropRoleStmt(_)
        | NodeEnum::GrantRoleStmt(_)
        | NodeEnum::ReassignOwnedStmt(_)
        | NodeEnum::DropOwnedStmt(_) => ("a command about roles", SERVER),
        NodeEnum::CreateTableSpaceStmt(_) | NodeEnum::DropTableSpaceStmt(_) | NodeEnum::AlterSystemStmt(_) => {
            ("a command about the server", SERVER)
        }
        NodeEnum::AlterOwnerStmt(_) => ("OWNER TO", "owners are not part of a design"),
        NodeEnum::CreateSchemaStmt(made) if made.schemaname == "public" && made.schema_elts.is_empty() => {
            ("CREATE SCHEMA public", "every database has it")
        }
        _ => return None,
    };
    Some(fold.report.skip(reading.base, what, why))
}

fn read_select(fold: &mut Fold<'_>, reading: &Reading<'_>, select: &SelectStmt) -> Outcome {
    let call = match select.target_list.as_slice() {
        [only] => called(only),
        _ => None,
    };
    match call {
        Some((name, arguments)) if name == "set_config" => {
            if let [setting, value, ..] = arguments.as_slice()
                && setting == "search_path"
            {
                set_path(fold, value.split(','));
            }
            fold.report.skip(reading.base, "SELECT set_config", SESSION)
        }
        Some((name, _)) if name == "setval" => fold.report.skip(reading.base, "SELECT setval", DATA),
        Some((name, _)) if select.from_clause.is_empty() => {
            fold.report.partly(
                reading.base,
                format!("SELECT {name}"),
                format!("SELECT {name}(…) is left out; what that function does to the schema is not seen"),
            );
            Outcome::Skipped
        }
        _ => fold.report.skip(reading.base, "SELECT", DATA),
    }
}

/// The function that a select calls, and the strings it is given.
fn called(target: &Node) -> Option<(String, Vec<String>)> {
    let Some(NodeEnum::ResTarget(target)) = &target.node else {
        return None;
    };
    let Some(NodeEnum::FuncCall(call)) = target.val.as_ref().and_then(|v| v.node.as_ref()) else {
        return None;
    };
    let name = nodes::strings(&call.funcname).pop()?;
    Some((
        name,
        call.args.iter().map(|a| constant(a).unwrap_or_default()).collect(),
    ))
}

fn constant(node: &Node) -> Option<String> {
    match node.node.as_ref()? {
        NodeEnum::AConst(c) => match c.val.as_ref()? {
            a_const::Val::Sval(s) => Some(s.sval.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn search_path(fold: &mut Fold<'_>, set: &VariableSetStmt) {
    if set.name == "search_path" {
        let said: Vec<String> = set.args.iter().filter_map(constant).collect();
        set_path(fold, said.iter().map(String::as_str));
    }
}

/// Names are made in the first schema of the path; those of the system and of the user are passed over.
fn set_path<'p>(fold: &mut Fold<'_>, schemas: impl Iterator<Item = &'p str>) {
    let path: Vec<Option<String>> = schemas
        .map(|name| name.trim().trim_matches('"'))
        .filter(|name| !name.is_empty() && !name.starts_with("pg_") && *name != "$user")
        .map(|name| fold.namespace(name))
        .collect();
    fold.search_path = if path.is_empty() { vec![None] } else { path };
}
