//! What the schema promises: the contract, a description of everything, and the file that is pinned.

use std::collections::BTreeMap;
use std::path::PathBuf;

use async_graphql::SDLExportOptions;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeDefinition, TypeKind, TypeSystemDefinition};

use crate::graphql::builder;

const CONTRACT: &str = include_str!("../../../testdata/contract.graphql");

fn sdl() -> String {
    let options = SDLExportOptions::new().prefer_single_line_descriptions();
    builder().finish().sdl_with_options(options)
}

/// Every named thing of a schema by its path (`Query.branch(id)`), with its type where it has one.
type Outline = BTreeMap<String, Member>;

#[derive(Debug)]
struct Member {
    ty: String,
    is_described: bool,
}

fn outline(sdl: &str) -> Outline {
    let document = parse_schema(sdl).expect("a schema");
    let mut outline = Outline::new();
    for definition in document.definitions {
        if let TypeSystemDefinition::Type(definition) = definition {
            add_type(&mut outline, definition.node);
        }
    }
    outline
}

fn add_type(outline: &mut Outline, definition: TypeDefinition) {
    let name = definition.name.node.to_string();
    let mut add = |path: String, ty: String, is_described: bool| {
        outline.insert(path, Member { ty, is_described });
    };
    let kind = match &definition.kind {
        TypeKind::Scalar => "scalar",
        TypeKind::Object(_) => "type",
        TypeKind::Interface(_) => "interface",
        TypeKind::Union(_) => "union",
        TypeKind::Enum(_) => "enum",
        TypeKind::InputObject(_) => "input",
    };
    let one_of = definition
        .directives
        .iter()
        .any(|directive| directive.node.name.node == "oneOf");
    let kind = if one_of {
        format!("{kind} @oneOf")
    } else {
        kind.to_owned()
    };
    add(name.clone(), kind, definition.description.is_some());
    match definition.kind {
        TypeKind::Scalar => {}
        TypeKind::Object(async_graphql::parser::types::ObjectType { fields, .. })
        | TypeKind::Interface(async_graphql::parser::types::InterfaceType { fields, .. }) => {
            for field in fields.into_iter().map(|field| field.node) {
                let path = format!("{name}.{}", field.name.node);
                add(path.clone(), field.ty.node.to_string(), field.description.is_some());
                for argument in field.arguments.into_iter().map(|argument| argument.node) {
                    let path = format!("{path}({})", argument.name.node);
                    add(path, argument.ty.node.to_string(), argument.description.is_some());
                }
            }
        }
        TypeKind::Union(union) => {
            for member in union.members {
                // A member's description is that of its type.
                add(format!("{name} | {}", member.node), "member".to_owned(), true);
            }
        }
        TypeKind::Enum(values) => {
            for value in values.values.into_iter().map(|value| value.node) {
                add(
                    format!("{name}.{}", value.value.node),
                    "value".to_owned(),
                    value.description.is_some(),
                );
            }
        }
        TypeKind::InputObject(input) => {
            for field in input.fields.into_iter().map(|field| field.node) {
                add(
                    format!("{name}.{}", field.name.node),
                    field.ty.node.to_string(),
                    field.description.is_some(),
                );
            }
        }
    }
}

#[test]
fn the_contract_is_kept() {
    let (contract, ours) = (outline(CONTRACT), outline(&sdl()));
    assert!(contract.len() > 250, "the contract was read: {}", contract.len());
    let broken: Vec<String> = contract
        .iter()
        .filter_map(|(path, promised)| match ours.get(path) {
            None => Some(format!("{path} is missing")),
            Some(given) if given.ty != promised.ty => Some(format!("{path} is {}, not {}", given.ty, promised.ty)),
            Some(_) => None,
        })
        .collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// What is added to the contract must not be asked of those who know only the contract.
#[test]
fn arguments_beside_the_contract_are_optional() {
    let (contract, ours) = (outline(CONTRACT), outline(&sdl()));
    let demanded: Vec<&String> = ours
        .iter()
        .filter(|(path, member)| {
            let parent = path.split(['(', '.']).next().unwrap_or_default();
            let is_argument = path.contains('(');
            let field = path.split('(').next().unwrap_or_default();
            let is_input = contract.get(parent).is_some_and(|of| of.ty.starts_with("input"));
            let is_known = if is_argument {
                contract.contains_key(field)
            } else {
                is_input
            };
            is_known && path.contains('.') && member.ty.ends_with('!') && !contract.contains_key(*path)
        })
        .map(|(path, _)| path)
        .collect();
    assert!(demanded.is_empty(), "{demanded:?}");
}

#[test]
fn everything_is_described() {
    let bare: Vec<String> = outline(&sdl())
        .into_iter()
        .filter(|(_, member)| !member.is_described)
        .map(|(path, _)| path)
        .collect();
    assert!(bare.is_empty(), "{}", bare.join("\n"));
}

/// `UPDATE_EXPECT=1 cargo test` writes the file.
#[test]
fn schema_graphql_is_what_the_server_serves() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../schema.graphql");
    let text = sdl();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &text).expect("the file can be written");
    }
    let pinned = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        pinned == text,
        "schema.graphql is not what the server serves. If the change is meant: UPDATE_EXPECT=1 cargo test -p \
         tablewright-server schema_graphql"
    );
}
