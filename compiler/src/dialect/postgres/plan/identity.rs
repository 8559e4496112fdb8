//! What a carried statement is about, and how it is taken back.

use super::parsed;
use crate::dialect::Dialect::Postgres;
use crate::dialect::postgres::identifiers::identifier;
use crate::dialect::postgres::import::nodes::{path, split, strings, type_text};
use crate::schema::SchemaObject;
use pg_query::protobuf::{CreateFunctionStmt, DefineStmt, FunctionParameterMode, ObjectType, RangeVar};
use pg_query::{Node, NodeEnum};

/// What a statement is about.
pub(super) struct About {
    /// The words that tell it apart from all others; the same on both sides, whatever else differs.
    pub(super) identity: String,
    /// What takes it back; nothing where it goes with something else or cannot be taken back.
    pub(super) undo: Vec<String>,
    /// The name of what it stands on, in lower case, where it goes with that.
    pub(super) on: Option<String>,
}

/// What would drop the object, or take back what it says: the words that tell it apart from all others.
pub(crate) fn identity(object: &SchemaObject) -> String {
    about(object).identity
}

/// What the statement is about.
pub(super) fn about(object: &SchemaObject) -> About {
    let found = parsed::statement(&object.sql).and_then(|node| describe(&object.sql, &node));
    found.unwrap_or_else(|| About {
        identity: format!("{} {} {}", object.kind.noun(), object.name, object.sql),
        undo: Vec::new(),
        on: None,
    })
}

/// The name of the trigger that the statement makes.
pub(super) fn trigger_name(object: &SchemaObject) -> Option<String> {
    match parsed::statement(&object.sql)? {
        NodeEnum::CreateTrigStmt(made) => Some(made.trigname),
        _ => None,
    }
}

/// A name as it stands in SQL; without the schema where it is the usual one.
pub(super) fn name_sql(parts: &[String]) -> String {
    let (namespace, name) = split(parts);
    crate::emit::qualified(Postgres, namespace.filter(|n| *n != "public"), name)
}

pub(super) fn relation_sql(relation: &RangeVar) -> String {
    let parts: Vec<String> = [relation.schemaname.clone(), relation.relname.clone()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    name_sql(&parts)
}

/// The types of what a routine takes, as DROP says them.
pub(super) fn arguments(made: &CreateFunctionStmt) -> String {
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
        .filter_map(|p| p.arg_type.as_ref().map(type_text))
        .collect();
    taken.join(", ")
}

fn dropped(what: &str, name: &str) -> Option<About> {
    Some(About {
        identity: format!("{what} {name}"),
        undo: vec![format!("DROP {what} {name}")],
        on: None,
    })
}

fn dropped_on(what: &str, name: &str, relation: Option<&RangeVar>) -> Option<About> {
    let relation = relation?;
    Some(About {
        on: Some(relation.relname.to_lowercase()),
        ..dropped(what, &format!("{} ON {}", identifier(name), relation_sql(relation)))?
    })
}

fn describe(sql: &str, node: &NodeEnum) -> Option<About> {
    match node {
        NodeEnum::ViewStmt(made) => dropped("VIEW", &relation_sql(made.view.as_ref()?)),
        NodeEnum::CreateTableAsStmt(made) => {
            let name = relation_sql(made.into.as_ref()?.rel.as_ref()?);
            match made.objtype() {
                ObjectType::ObjectMatview => dropped("MATERIALIZED VIEW", &name),
                _ => dropped("TABLE", &name),
            }
        }
        NodeEnum::CreateStmt(made) => dropped("TABLE", &relation_sql(made.relation.as_ref()?)),
        NodeEnum::CreateForeignTableStmt(made) => {
            let relation = made.base_stmt.as_ref()?.relation.as_ref()?;
            dropped("FOREIGN TABLE", &relation_sql(relation))
        }
        NodeEnum::CreateFunctionStmt(made) => {
            let what = if made.is_procedure { "PROCEDURE" } else { "FUNCTION" };
            let name = format!("{}({})", name_sql(&strings(&made.funcname)), arguments(made));
            // A function and a procedure of one name and arguments cannot both be.
            Some(About {
                identity: format!("ROUTINE {name}"),
                undo: vec![format!("DROP {what} {name}")],
                on: None,
            })
        }
        NodeEnum::CreateTrigStmt(made) => dropped_on("TRIGGER", &made.trigname, made.relation.as_ref()),
        NodeEnum::CreateEventTrigStmt(made) => dropped("EVENT TRIGGER", &identifier(&made.trigname)),
        NodeEnum::RuleStmt(made) => dropped_on("RULE", &made.rulename, made.relation.as_ref()),
        NodeEnum::CreatePolicyStmt(made) => dropped_on("POLICY", &made.policy_name, made.table.as_ref()),
        NodeEnum::CreateDomainStmt(made) => dropped("DOMAIN", &name_sql(&strings(&made.domainname))),
        NodeEnum::CompositeTypeStmt(made) => dropped("TYPE", &relation_sql(made.typevar.as_ref()?)),
        NodeEnum::CreateRangeStmt(made) => dropped("TYPE", &name_sql(&strings(&made.type_name))),
        NodeEnum::CreateEnumStmt(made) => dropped("TYPE", &name_sql(&strings(&made.type_name))),
        NodeEnum::DefineStmt(made) => defined(sql, made),
        NodeEnum::CreateSeqStmt(made) => dropped("SEQUENCE", &relation_sql(made.sequence.as_ref()?)),
        NodeEnum::CreateSchemaStmt(made) => dropped("SCHEMA", &identifier(&made.schemaname)),
        NodeEnum::CreateExtensionStmt(made) => dropped("EXTENSION", &identifier(&made.extname)),
        NodeEnum::CreateCastStmt(made) => {
            let (from, to) = (made.sourcetype.as_ref()?, made.targettype.as_ref()?);
            dropped("CAST", &format!("({} AS {})", type_text(from), type_text(to)))
        }
        NodeEnum::CreateOpClassStmt(made) => {
            let name = name_sql(&strings(&made.opclassname));
            dropped("OPERATOR CLASS", &format!("{name} USING {}", identifier(&made.amname)))
        }
        NodeEnum::CreateOpFamilyStmt(made) => {
            let name = name_sql(&strings(&made.opfamilyname));
            dropped("OPERATOR FAMILY", &format!("{name} USING {}", identifier(&made.amname)))
        }
        NodeEnum::CreateStatsStmt(made) => dropped("STATISTICS", &name_sql(&strings(&made.defnames))),
        NodeEnum::CreatePublicationStmt(made) => dropped("PUBLICATION", &identifier(&made.pubname)),
        NodeEnum::CreateForeignServerStmt(made) => dropped("SERVER", &identifier(&made.servername)),
        NodeEnum::CreateFdwStmt(made) => dropped("FOREIGN DATA WRAPPER", &identifier(&made.fdwname)),
        NodeEnum::IndexStmt(made) => {
            let relation = made.relation.as_ref()?;
            let parts: Vec<String> = [relation.schemaname.clone(), made.idxname.clone()]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect();
            Some(About {
                on: Some(relation.relname.to_lowercase()),
                ..dropped("INDEX", &name_sql(&parts))?
            })
        }
        other => said(sql, other),
    }
}

fn defined(sql: &str, made: &DefineStmt) -> Option<About> {
    let name = name_sql(&strings(&made.defnames));
    match made.kind() {
        ObjectType::ObjectAggregate => {
            // Between the name and the definition stand the arguments, as DROP takes them.
            let open = sql.find('(')?;
            let close = closing(sql, open)?;
            let arguments = if made.oldstyle { None } else { sql.get(open + 1..close) };
            let arguments = arguments
                .unwrap_or("*")
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            dropped("AGGREGATE", &format!("{name}({arguments})"))
        }
        ObjectType::ObjectType => dropped("TYPE", &name),
        ObjectType::ObjectCollation => dropped("COLLATION", &name),
        ObjectType::ObjectTsconfiguration => dropped("TEXT SEARCH CONFIGURATION", &name),
        ObjectType::ObjectTsdictionary => dropped("TEXT SEARCH DICTIONARY", &name),
        ObjectType::ObjectTsparser => dropped("TEXT SEARCH PARSER", &name),
        ObjectType::ObjectTstemplate => dropped("TEXT SEARCH TEMPLATE", &name),
        ObjectType::ObjectOperator => {
            let argument = |wanted: &str| {
                made.definition.iter().find_map(|node| match &node.node {
                    Some(NodeEnum::DefElem(option)) if option.defname == wanted => {
                        match option.arg.as_ref()?.node.as_ref()? {
                            NodeEnum::TypeName(t) => Some(type_text(t)),
                            _ => None,
                        }
                    }
                    _ => None,
                })
            };
            let left = argument("leftarg").unwrap_or_else(|| "NONE".to_owned());
            let right = argument("rightarg").unwrap_or_else(|| "NONE".to_owned());
            let written = strings(&made.defnames).join(".");
            dropped("OPERATOR", &format!("{written} ({left}, {right})"))
        }
        _ => None,
    }
}

fn closing(sql: &str, open: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in sql.bytes().enumerate().skip(open) {
        match byte {
            b'(' => depth += 1,
            b')' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Statements that say something of what is there: grants, comments, settings.
fn said(sql: &str, node: &NodeEnum) -> Option<About> {
    match node {
        NodeEnum::CommentStmt(comment) => {
            let at = comment_starts(sql)?;
            let about = sql[..at].split_whitespace().collect::<Vec<_>>().join(" ");
            // A fresh database has one there.
            let usual = if about.eq_ignore_ascii_case("COMMENT ON SCHEMA public") {
                "'standard public schema'"
            } else {
                "NULL"
            };
            Some(About {
                undo: vec![format!("{about} IS {usual}")],
                identity: about,
                on: path(comment.object.as_deref()).last().map(|name| name.to_lowercase()),
            })
        }
        NodeEnum::GrantStmt(granted) => {
            let mut taken = granted.clone();
            taken.is_grant = !taken.is_grant;
            taken.grant_option = false;
            let undo = NodeEnum::GrantStmt(taken).deparse(Default::default()).ok()?;
            let only = match granted.objects.as_slice() {
                [
                    Node {
                        node: Some(NodeEnum::RangeVar(relation)),
                    },
                ] => Some(relation.relname.to_lowercase()),
                [other] => path(Some(other)).last().map(|name| name.to_lowercase()),
                _ => None,
            };
            Some(About {
                identity: node.deparse(Default::default()).ok()?,
                undo: vec![undo],
                on: only,
            })
        }
        NodeEnum::AlterDefaultPrivilegesStmt(altered) => {
            let mut taken = altered.clone();
            let action = taken.action.as_mut()?;
            action.is_grant = !action.is_grant;
            action.grant_option = false;
            let undo = NodeEnum::AlterDefaultPrivilegesStmt(taken)
                .deparse(Default::default())
                .ok()?;
            Some(About {
                identity: node.deparse(Default::default()).ok()?,
                undo: vec![undo],
                on: None,
            })
        }
        NodeEnum::AlterTableStmt(altered) => {
            let relation = altered.relation.as_ref()?;
            let undo = super::undo::table_commands(altered);
            Some(About {
                identity: super::undo::identity(altered, sql),
                undo: undo.unwrap_or_default(),
                on: Some(relation.relname.to_lowercase()),
            })
        }
        NodeEnum::AlterSeqStmt(altered) => {
            let relation = altered.sequence.as_ref()?;
            let name = relation_sql(relation);
            let owned = altered
                .options
                .iter()
                .any(|o| matches!(&o.node, Some(NodeEnum::DefElem(d)) if d.defname == "owned_by"));
            Some(About {
                identity: format!("ALTER SEQUENCE {name}{}", if owned { " OWNED BY" } else { "" }),
                undo: if owned {
                    vec![format!("ALTER SEQUENCE {name} OWNED BY NONE")]
                } else {
                    Vec::new()
                },
                on: Some(relation.relname.to_lowercase()),
            })
        }
        NodeEnum::AlterDomainStmt(altered) if altered.subtype == "C" => {
            let name = name_sql(&strings(&altered.type_name));
            let constraint = match altered.def.as_ref()?.node.as_ref()? {
                NodeEnum::Constraint(c) => c.conname.clone(),
                _ => return None,
            };
            Some(About {
                identity: format!("ALTER DOMAIN {name} ADD CONSTRAINT {constraint}"),
                undo: vec![format!(
                    "ALTER DOMAIN {name} DROP CONSTRAINT {}",
                    identifier(&constraint)
                )],
                on: strings(&altered.type_name).last().map(|n| n.to_lowercase()),
            })
        }
        _ => None,
    }
}

/// Where in COMMENT ON … IS … the text begins, with the word before it.
fn comment_starts(sql: &str) -> Option<usize> {
    use crate::expression::lex::{Token, spanned};
    let tokens = spanned(sql, Postgres).ok()?;
    let is = tokens
        .iter()
        .rposition(|(_, token)| matches!(token, Token::Word(word) if word.eq_ignore_ascii_case("is")))?;
    Some(tokens[is].0.start)
}
