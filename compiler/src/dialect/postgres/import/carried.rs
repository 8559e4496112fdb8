//! Statements that are carried as they are: what each is, by kind and name.

use super::{Reading, nodes};
use crate::design::ObjectKind;
use crate::import::fold::{Carried, Fold, ObjectKey};
use crate::import::report::Outcome;
use crate::import::statement::Statement;
use pg_query::protobuf::{CreateTrigStmt, FunctionParameterMode, GrantTargetType, ObjectType};
use pg_query::{Node, NodeEnum};

/// Carries a statement.
pub(super) fn carry(fold: &mut Fold<'_>, reading: &Reading<'_>, node: &NodeEnum) -> Outcome {
    if let NodeEnum::DoStmt(_) = node {
        fold.report.partly(
            reading.base,
            "DO",
            "a DO block is carried as it is; what it does to the schema is not seen",
        );
        let block = reading.carried(fold, ObjectKind::Other, fold.new_name(None, "DO"));
        fold.carry_quietly(block);
        return Outcome::Carried;
    }
    let carried = describe(fold, reading, node).unwrap_or_else(|| {
        let (kind, name) = guess(&reading.statement);
        reading.carried(fold, kind, fold.new_name(None, &name))
    });
    if let Some(relation) = &carried.on
        && !fold.has_relation(relation)
    {
        let (what, relation) = (reading.statement.head(2), relation.clone());
        return fold.unknown(reading.base, &what, &relation);
    }
    fold.carry(reading.base, carried)
}

fn describe(fold: &Fold<'_>, reading: &Reading<'_>, node: &NodeEnum) -> Option<Carried> {
    let of_path = |kind: ObjectKind, path: &[String]| {
        let (namespace, name) = nodes::split(path);
        reading.carried(fold, kind, fold.new_name(namespace, name))
    };
    let plain = |kind: ObjectKind, name: &str| reading.carried(fold, kind, fold.new_name(None, name));
    Some(match node {
        NodeEnum::ViewStmt(made) => {
            let mut carried = reading.carried(fold, ObjectKind::View, nodes::new_relation(fold, made.view.as_ref()?));
            carried.replaces = made.replace;
            carried
        }
        NodeEnum::CreateTableAsStmt(made) => {
            let kind = kind_of(made.objtype());
            let relation = made.into.as_ref()?.rel.as_ref()?;
            reading.carried(fold, kind, nodes::new_relation(fold, relation))
        }
        NodeEnum::CreateForeignTableStmt(made) => {
            let relation = made.base_stmt.as_ref()?.relation.as_ref()?;
            reading.carried(fold, ObjectKind::Table, nodes::new_relation(fold, relation))
        }
        NodeEnum::CreateFunctionStmt(made) => {
            let kind = if made.is_procedure {
                ObjectKind::Procedure
            } else {
                ObjectKind::Function
            };
            let mut carried = of_path(kind, &nodes::strings(&made.funcname));
            let taken: Vec<String> = made
                .parameters
                .iter()
                .filter_map(|p| match &p.node {
                    Some(NodeEnum::FunctionParameter(p)) => Some(p),
                    _ => None,
                })
                .filter(|p| {
                    !matches!(
                        p.mode(),
                        FunctionParameterMode::FuncParamOut | FunctionParameterMode::FuncParamTable
                    )
                })
                .filter_map(|p| p.arg_type.as_ref().map(nodes::type_text))
                .collect();
            carried.key.arguments = Some(taken.join(", "));
            carried.replaces = made.replace;
            carried
        }
        NodeEnum::CreateTrigStmt(made) => trigger(fold, reading, made)?,
        NodeEnum::RuleStmt(made) => {
            let mut carried = on_relation(fold, reading, ObjectKind::Rule, made.relation.as_ref()?, &made.rulename);
            carried.replaces = made.replace;
            carried
        }
        NodeEnum::CreatePolicyStmt(made) => on_relation(
            fold,
            reading,
            ObjectKind::Policy,
            made.table.as_ref()?,
            &made.policy_name,
        ),
        NodeEnum::CreateDomainStmt(made) => of_path(ObjectKind::Domain, &nodes::strings(&made.domainname)),
        NodeEnum::AlterDomainStmt(altered) => {
            let mut carried = of_path(ObjectKind::Domain, &nodes::strings(&altered.type_name));
            needs_itself(&mut carried);
            carried
        }
        NodeEnum::CompositeTypeStmt(made) => reading.carried(
            fold,
            ObjectKind::Type,
            nodes::new_relation(fold, made.typevar.as_ref()?),
        ),
        NodeEnum::CreateRangeStmt(made) => of_path(ObjectKind::Type, &nodes::strings(&made.type_name)),
        NodeEnum::DefineStmt(made) => of_path(kind_of(made.kind()), &nodes::strings(&made.defnames)),
        NodeEnum::CreateSchemaStmt(made) => plain(ObjectKind::Schema, &made.schemaname).into_schema(),
        NodeEnum::CreateExtensionStmt(made) => plain(ObjectKind::Extension, &made.extname).into_schema(),
        NodeEnum::AlterFunctionStmt(altered) => {
            let function = altered.func.as_ref()?;
            let mut carried = of_path(kind_of(altered.objtype()), &nodes::strings(&function.objname));
            needs_itself(&mut carried);
            carried
        }
        NodeEnum::GrantStmt(granted) => {
            let mut carried = plain(ObjectKind::Grant, &grant_label(&granted.objects));
            if granted.targtype() == GrantTargetType::AclTargetObject
                && let [only] = granted.objects.as_slice()
                && let Some(NodeEnum::RangeVar(relation)) = &only.node
            {
                let relation = nodes::relation(fold, relation);
                carried.on = fold.has_relation(&relation).then_some(relation);
            }
            carried
        }
        NodeEnum::CreateStatsStmt(made) if !made.defnames.is_empty() => {
            let mut carried = of_path(ObjectKind::Other, &nodes::strings(&made.defnames));
            let relation = made.relations.first().and_then(|r| r.node.as_ref());
            if let Some(NodeEnum::RangeVar(relation)) = relation {
                carried.on = Some(nodes::relation(fold, relation));
            }
            carried
        }
        NodeEnum::CreateOpClassStmt(made) => of_path(ObjectKind::Other, &nodes::strings(&made.opclassname)),
        NodeEnum::CreateOpFamilyStmt(made) => of_path(ObjectKind::Other, &nodes::strings(&made.opfamilyname)),
        NodeEnum::CreateConversionStmt(made) => of_path(ObjectKind::Other, &nodes::strings(&made.conversion_name)),
        NodeEnum::CreateEventTrigStmt(made) => plain(ObjectKind::Other, &made.trigname).into_schema(),
        NodeEnum::CreatePublicationStmt(made) => plain(ObjectKind::Other, &made.pubname).into_schema(),
        NodeEnum::CreateForeignServerStmt(made) => plain(ObjectKind::Other, &made.servername).into_schema(),
        NodeEnum::CreateFdwStmt(made) => plain(ObjectKind::Other, &made.fdwname).into_schema(),
        NodeEnum::CreatePlangStmt(made) => plain(ObjectKind::Other, &made.plname).into_schema(),
        NodeEnum::AlterDefaultPrivilegesStmt(_) => plain(ObjectKind::Grant, "default privileges"),
        _ => return None,
    })
}

trait IntoSchema {
    fn into_schema(self) -> Self;
}

impl IntoSchema for Carried {
    /// Schemas and extensions are in no schema themselves.
    fn into_schema(mut self) -> Self {
        self.key.name.namespace = None;
        self
    }
}

fn needs_itself(carried: &mut Carried) {
    let made = ObjectKey {
        kind: carried.key.kind,
        name: carried.key.name.clone(),
        arguments: None,
    };
    carried.key.arguments = Some("alter".to_owned());
    carried.needs.push(made);
}

fn grant_label(objects: &[Node]) -> String {
    let names: Vec<String> = objects
        .iter()
        .map(|object| match &object.node {
            Some(NodeEnum::RangeVar(relation)) => relation.relname.clone(),
            _ => nodes::path(Some(object)).join("."),
        })
        .collect();
    format!("on {}", names.join(", "))
}

fn trigger(fold: &Fold<'_>, reading: &Reading<'_>, made: &CreateTrigStmt) -> Option<Carried> {
    let mut carried = on_relation(
        fold,
        reading,
        ObjectKind::Trigger,
        made.relation.as_ref()?,
        &made.trigname,
    );
    carried.replaces = made.replace;
    let path = nodes::strings(&made.funcname);
    let (namespace, name) = nodes::split(&path);
    carried.needs.push(ObjectKey {
        kind: ObjectKind::Function,
        name: fold.new_name(namespace, name),
        arguments: Some(String::new()),
    });
    Some(carried)
}

/// Something that stands on a relation and has a name of its own there.
fn on_relation(
    fold: &Fold<'_>,
    reading: &Reading<'_>,
    kind: ObjectKind,
    relation: &pg_query::protobuf::RangeVar,
    name: &str,
) -> Carried {
    let on = nodes::relation(fold, relation);
    let mut carried = reading.carried(fold, kind, on.sibling(format!("{}.{name}", on.name)));
    carried.label = Some(name.to_owned());
    carried.on_at = super::alter::relation_span(reading, relation);
    carried.on(on)
}

/// The types of a function's arguments, where the node says any.
pub(super) fn arguments(object: Option<&Node>) -> Option<String> {
    match object?.node.as_ref()? {
        NodeEnum::ObjectWithArgs(function) if !function.args_unspecified => {
            let types: Vec<String> = function
                .objargs
                .iter()
                .filter_map(|a| match &a.node {
                    Some(NodeEnum::TypeName(t)) => Some(nodes::type_text(t)),
                    _ => None,
                })
                .collect();
            Some(types.join(", "))
        }
        _ => None,
    }
}

/// The kind of object for one of the parser's.
pub(super) fn kind_of(kind: ObjectType) -> ObjectKind {
    match kind {
        ObjectType::ObjectExtension => ObjectKind::Extension,
        ObjectType::ObjectSchema => ObjectKind::Schema,
        ObjectType::ObjectType | ObjectType::ObjectAttribute => ObjectKind::Type,
        ObjectType::ObjectDomain | ObjectType::ObjectDomconstraint => ObjectKind::Domain,
        ObjectType::ObjectSequence => ObjectKind::Sequence,
        ObjectType::ObjectFunction | ObjectType::ObjectAggregate | ObjectType::ObjectRoutine => ObjectKind::Function,
        ObjectType::ObjectProcedure => ObjectKind::Procedure,
        ObjectType::ObjectView => ObjectKind::View,
        ObjectType::ObjectMatview => ObjectKind::MaterializedView,
        ObjectType::ObjectTrigger => ObjectKind::Trigger,
        ObjectType::ObjectRule => ObjectKind::Rule,
        ObjectType::ObjectPolicy => ObjectKind::Policy,
        ObjectType::ObjectTable | ObjectType::ObjectForeignTable => ObjectKind::Table,
        ObjectType::ObjectIndex => ObjectKind::Index,
        _ => ObjectKind::Other,
    }
}

/// Kind and name as the first words of a statement tell them.
pub(super) fn guess(statement: &Statement<'_>) -> (ObjectKind, String) {
    let source = statement.source;
    let mut kind = ObjectKind::Other;
    let mut at = 0;
    for (i, token) in statement.tokens.iter().enumerate().take(6) {
        let word = token.text(source).to_ascii_uppercase();
        let found = match word.as_str() {
            "TABLE" => ObjectKind::Table,
            "MATERIALIZED" => ObjectKind::MaterializedView,
            "VIEW" if kind == ObjectKind::MaterializedView => kind,
            "VIEW" => ObjectKind::View,
            "FUNCTION" | "AGGREGATE" => ObjectKind::Function,
            "PROCEDURE" => ObjectKind::Procedure,
            "TRIGGER" => ObjectKind::Trigger,
            "RULE" => ObjectKind::Rule,
            "POLICY" => ObjectKind::Policy,
            "INDEX" => ObjectKind::Index,
            "TYPE" => ObjectKind::Type,
            "DOMAIN" => ObjectKind::Domain,
            "SEQUENCE" => ObjectKind::Sequence,
            "EXTENSION" => ObjectKind::Extension,
            "SCHEMA" => ObjectKind::Schema,
            _ => continue,
        };
        kind = found;
        at = i + 1;
        if word != "MATERIALIZED" {
            break;
        }
    }
    while ["if", "not", "exists", "only", "concurrently"]
        .iter()
        .any(|w| statement.is_word(at, w))
    {
        at += 1;
    }
    let mut end = at + 1;
    while statement.is_symbol(end, '.') {
        end += 2;
    }
    let name = if kind == ObjectKind::Other {
        statement.head(3)
    } else {
        statement.text(at, end)
    };
    (kind, name.replace('"', ""))
}

/// Whether a statement that begins with these words is about the schema.
pub(super) fn is_ddl(head: &str) -> bool {
    let first = head.split(' ').next().unwrap_or_default();
    matches!(
        first,
        "CREATE"
            | "ALTER"
            | "DROP"
            | "COMMENT"
            | "GRANT"
            | "REVOKE"
            | "RENAME"
            | "DO"
            | "SET"
            | "SELECT"
            | "WITH"
            | "BEGIN"
            | "COMMIT"
            | "INSERT"
            | "UPDATE"
            | "DELETE"
            | "SECURITY"
            | "IMPORT"
            | "REFRESH"
            | "TRUNCATE"
    )
}
