//! The shape of the schema: which type a field has, and whether it is a list. It is read once from the schema's
//! own text, so that no type can forget to say what it costs.

use std::collections::HashMap;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{BaseType, FieldDefinition, Type, TypeKind, TypeSystemDefinition};

/// The fields of every object and interface, by type name.
pub(super) struct Shape {
    types: HashMap<String, HashMap<String, Field>>,
    roots: Roots,
}

/// What the cost of a field depends on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Field {
    /// The name of the type behind lists and non-null.
    pub(super) of: String,
    /// Whether it yields many.
    pub(super) is_list: bool,
}

#[derive(Default)]
struct Roots {
    query: Option<String>,
    mutation: Option<String>,
    subscription: Option<String>,
}

impl Shape {
    /// Reads a schema from its definition language. Text that is no schema gives an empty shape, in which every
    /// field counts as one value.
    pub(super) fn read(sdl: &str) -> Self {
        let mut shape = Self {
            types: HashMap::new(),
            roots: Roots::default(),
        };
        let document = match parse_schema(sdl) {
            Ok(document) => document,
            Err(error) => {
                tracing::error!(%error, "the schema cannot be read; operations are not weighed");
                return shape;
            }
        };
        for definition in document.definitions {
            match definition {
                TypeSystemDefinition::Type(definition) => {
                    let name = definition.node.name.node.to_string();
                    match definition.node.kind {
                        TypeKind::Object(object) => shape.add(name, object.fields),
                        TypeKind::Interface(interface) => shape.add(name, interface.fields),
                        TypeKind::Scalar | TypeKind::Union(_) | TypeKind::Enum(_) | TypeKind::InputObject(_) => {}
                    }
                }
                TypeSystemDefinition::Schema(definition) => {
                    let name = |root: Option<async_graphql::Positioned<async_graphql::Name>>| {
                        root.map(|name| name.node.to_string())
                    };
                    shape.roots = Roots {
                        query: name(definition.node.query),
                        mutation: name(definition.node.mutation),
                        subscription: name(definition.node.subscription),
                    };
                }
                TypeSystemDefinition::Directive(_) => {}
            }
        }
        shape
    }

    /// The field of a type, if there is one.
    pub(super) fn field(&self, of: &str, name: &str) -> Option<&Field> {
        self.types.get(of)?.get(name)
    }

    /// The name of the type that queries start from.
    pub(super) fn query(&self) -> &str {
        self.roots.query.as_deref().unwrap_or("Query")
    }

    /// The name of the type that mutations start from.
    pub(super) fn mutation(&self) -> &str {
        self.roots.mutation.as_deref().unwrap_or("Mutation")
    }

    /// The name of the type that subscriptions start from.
    pub(super) fn subscription(&self) -> &str {
        self.roots.subscription.as_deref().unwrap_or("Subscription")
    }

    fn add(&mut self, name: String, fields: Vec<async_graphql::Positioned<FieldDefinition>>) {
        let known = self.types.entry(name).or_default();
        for field in fields {
            let (of, is_list) = base(&field.node.ty.node);
            known.insert(field.node.name.node.to_string(), Field { of, is_list });
        }
    }
}

fn base(ty: &Type) -> (String, bool) {
    match &ty.base {
        BaseType::Named(name) => (name.to_string(), false),
        BaseType::List(inner) => (base(inner).0, true),
    }
}

#[cfg(test)]
mod tests {
    use super::{Field, Shape};

    #[test]
    fn fields_know_their_type_and_whether_they_are_lists() {
        let shape = Shape::read(
            "schema { query: Root } type Root { items(first: Int): [[Item!]!]! one: Item } \
             interface Node { id: ID! } type Item implements Node { id: ID! }",
        );
        let field = |of: &str, is_list| Field {
            of: of.to_owned(),
            is_list,
        };
        assert_eq!(shape.field("Root", "items"), Some(&field("Item", true)));
        assert_eq!(shape.field("Root", "one"), Some(&field("Item", false)));
        assert_eq!(shape.field("Node", "id"), Some(&field("ID", false)));
        assert_eq!(shape.field("Root", "nothing"), None);
        assert_eq!(shape.query(), "Root");
        assert_eq!(shape.mutation(), "Mutation");
    }
}
