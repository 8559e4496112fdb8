//! What takes back an ALTER TABLE that is carried.

use super::identity::relation_sql;
use crate::dialect::postgres::identifiers::identifier;
use pg_query::NodeEnum;
use pg_query::protobuf::{AlterTableCmd, AlterTableStmt, AlterTableType, ObjectType};

fn commands(altered: &AlterTableStmt) -> impl Iterator<Item = &AlterTableCmd> {
    altered.cmds.iter().filter_map(|node| match &node.node {
        Some(NodeEnum::AlterTableCmd(command)) => Some(command.as_ref()),
        _ => None,
    })
}

/// What the statement is about: the table, and for each of its parts what it sets.
pub(super) fn identity(altered: &AlterTableStmt, sql: &str) -> String {
    let Some(relation) = &altered.relation else {
        return sql.to_owned();
    };
    let said: Vec<String> = commands(altered)
        .map(|command| {
            use AlterTableType as T;
            let group = match command.subtype() {
                T::AtEnableRowSecurity | T::AtDisableRowSecurity => "row security".to_owned(),
                T::AtForceRowSecurity | T::AtNoForceRowSecurity => "force row security".to_owned(),
                T::AtEnableTrig | T::AtDisableTrig | T::AtEnableAlwaysTrig | T::AtEnableReplicaTrig => {
                    "trigger".to_owned()
                }
                T::AtAttachPartition | T::AtDetachPartition => {
                    format!("attach {}", attached(command).unwrap_or_default())
                }
                other => format!("{other:?}"),
            };
            let constraint = match command.def.as_ref().and_then(|d| d.node.as_ref()) {
                Some(NodeEnum::Constraint(c)) => c.conname.clone(),
                _ => String::new(),
            };
            format!("{group} {}{constraint}", command.name)
        })
        .collect();
    format!("ALTER {} {}", relation_sql(relation), said.join(", "))
}

fn attached(command: &AlterTableCmd) -> Option<String> {
    match command.def.as_ref()?.node.as_ref()? {
        NodeEnum::PartitionCmd(part) => Some(relation_sql(part.name.as_ref()?)),
        _ => None,
    }
}

/// The statements that take it back; `None` where one of its parts cannot be.
pub(super) fn table_commands(altered: &AlterTableStmt) -> Option<Vec<String>> {
    let table = relation_sql(altered.relation.as_ref()?);
    let what = match altered.objtype() {
        ObjectType::ObjectIndex => "INDEX",
        ObjectType::ObjectView => "VIEW",
        ObjectType::ObjectMatview => "MATERIALIZED VIEW",
        ObjectType::ObjectForeignTable => "FOREIGN TABLE",
        ObjectType::ObjectType => "TYPE",
        ObjectType::ObjectSequence => "SEQUENCE",
        _ => "TABLE",
    };
    let parts: Option<Vec<String>> = commands(altered).map(taken_back).collect();
    Some(
        parts?
            .iter()
            .map(|part| format!("ALTER {what} {table} {part}"))
            .collect(),
    )
}

fn taken_back(command: &AlterTableCmd) -> Option<String> {
    use AlterTableType as T;
    let name = identifier(&command.name);
    Some(match command.subtype() {
        T::AtEnableRowSecurity => "DISABLE ROW LEVEL SECURITY".to_owned(),
        T::AtDisableRowSecurity => "ENABLE ROW LEVEL SECURITY".to_owned(),
        T::AtForceRowSecurity => "NO FORCE ROW LEVEL SECURITY".to_owned(),
        T::AtNoForceRowSecurity => "FORCE ROW LEVEL SECURITY".to_owned(),
        T::AtDisableTrig | T::AtEnableAlwaysTrig | T::AtEnableReplicaTrig => format!("ENABLE TRIGGER {name}"),
        T::AtEnableTrig => format!("DISABLE TRIGGER {name}"),
        T::AtDisableTrigAll => "ENABLE TRIGGER ALL".to_owned(),
        T::AtDisableTrigUser => "ENABLE TRIGGER USER".to_owned(),
        T::AtDisableRule | T::AtEnableAlwaysRule | T::AtEnableReplicaRule => format!("ENABLE RULE {name}"),
        T::AtReplicaIdentity => "REPLICA IDENTITY DEFAULT".to_owned(),
        T::AtClusterOn => "SET WITHOUT CLUSTER".to_owned(),
        T::AtSetStatistics if !command.name.is_empty() => format!("ALTER COLUMN {name} SET STATISTICS -1"),
        T::AtColumnDefault => format!("ALTER COLUMN {name} DROP DEFAULT"),
        T::AtSetNotNull => format!("ALTER COLUMN {name} DROP NOT NULL"),
        T::AtAddConstraint => match command.def.as_ref()?.node.as_ref()? {
            NodeEnum::Constraint(c) if !c.conname.is_empty() => {
                format!("DROP CONSTRAINT {}", identifier(&c.conname))
            }
            _ => return None,
        },
        T::AtAttachPartition => format!("DETACH PARTITION {}", attached(command)?),
        T::AtAddInherit => match command.def.as_ref()?.node.as_ref()? {
            NodeEnum::RangeVar(parent) => format!("NO INHERIT {}", relation_sql(parent)),
            _ => return None,
        },
        _ => return None,
    })
}
