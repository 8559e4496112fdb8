//! Names, identifiers and descriptions.
//!
//! A name is for people: nearly anything on one line. An identifier stands in the database: 1 to 64 characters,
//! also keywords, quotes and spaces, because emitters quote. What one engine cannot take (PostgreSQL cuts at 63
//! bytes) is a finding of lower, not a rule here.

use super::{Rule, quoted};
use crate::design::snake_case;
use crate::edit::batch::Batch;
use uuid::Uuid;

/// The most characters of a name.
const NAME_LENGTH: usize = 255;
/// The most characters of an identifier: what MySQL takes.
const IDENTIFIER_LENGTH: usize = 64;
/// The most bytes of an identifier that is made here: what PostgreSQL takes.
const MADE_IDENTIFIER_BYTES: usize = 63;
/// The most characters of a description.
const DESCRIPTION_LENGTH: usize = 10_000;

/// A name that people read, without white space around it (an import's or an undo's is kept as it is).
pub(in crate::edit) fn display_name(batch: &mut Batch<'_>, property: &str, element: Uuid, name: &str) -> String {
    let kept = if batch.is_interactive() { name.trim() } else { name };
    let problem = if kept.trim().is_empty() {
        Some("a name cannot be empty".to_owned())
    } else if has_control(kept, batch.is_interactive()) {
        Some(format!(
            "the name {} has a control character; a name is one line of text",
            quoted(kept)
        ))
    } else if exceeds(kept, NAME_LENGTH) {
        Some(format!(
            "the name {} is longer than {NAME_LENGTH} characters",
            quoted(kept)
        ))
    } else {
        None
    };
    if let Some(message) = problem {
        batch.refuse(Rule::NameInvalid, property, Some(element), message);
    }
    kept.to_owned()
}

/// An identifier of the database, exactly as given.
pub(in crate::edit) fn identifier(batch: &mut Batch<'_>, property: &str, element: Uuid, identifier: &str) -> String {
    if let Some(message) = identifier_problem(identifier, batch.is_interactive()) {
        batch.refuse(Rule::IdentifierInvalid, property, Some(element), message);
    }
    identifier.to_owned()
}

/// The schema a table or enum is in: an identifier, or empty for the engine's default one.
pub(in crate::edit) fn namespace(batch: &mut Batch<'_>, element: Uuid, namespace: &str) -> String {
    if namespace.is_empty() {
        return String::new();
    }
    identifier(batch, "namespace", element, namespace)
}

/// The identifier given or, left out, the name in snake_case.
pub(in crate::edit) fn identifier_or_default(
    batch: &mut Batch<'_>,
    property: &str,
    element: Uuid,
    given: Option<&str>,
    name: &str,
) -> String {
    if let Some(given) = given {
        return identifier(batch, property, element, given);
    }
    let made = shortened(&snake_case(name), "");
    if made.is_empty() && !name.trim().is_empty() {
        let message = format!(
            "the name {} has no letter or digit to make an identifier of; give {property}",
            quoted(name)
        );
        batch.refuse(Rule::IdentifierNeeded, property, Some(element), message);
    }
    made
}

fn identifier_problem(identifier: &str, is_interactive: bool) -> Option<String> {
    let shown = quoted(identifier);
    if identifier.is_empty() {
        return Some(format!(
            "an identifier cannot be empty; 1 to {IDENTIFIER_LENGTH} characters are accepted"
        ));
    }
    if has_control(identifier, is_interactive) {
        return Some(format!("the identifier {shown} has a control character"));
    }
    let longest = if is_interactive { IDENTIFIER_LENGTH } else { NAME_LENGTH };
    if exceeds(identifier, longest) {
        return Some(format!("the identifier {shown} is longer than {longest} characters"));
    }
    if is_interactive && identifier.trim() != identifier {
        return Some(format!("the identifier {shown} begins or ends with white space"));
    }
    None
}

/// A description or comment.
pub(in crate::edit) fn described(batch: &mut Batch<'_>, element: Uuid, description: Option<&String>) -> Option<String> {
    let text = description?;
    if text.contains('\0') {
        batch.refuse(
            Rule::DescriptionInvalid,
            "description",
            Some(element),
            "the description has a NUL character",
        );
    } else if batch.is_interactive() && exceeds(text, DESCRIPTION_LENGTH) {
        let message = format!("the description is longer than {DESCRIPTION_LENGTH} characters");
        batch.refuse(Rule::DescriptionInvalid, "description", Some(element), message);
    }
    Some(text.clone())
}

/// `stem` and `suffix` as an identifier that every engine takes whole: the stem is cut to make room.
pub(in crate::edit) fn shortened(stem: &str, suffix: &str) -> String {
    let room = MADE_IDENTIFIER_BYTES - suffix.len();
    let mut end = stem.len().min(room);
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    let stem = if end < stem.len() {
        stem[..end].trim_end_matches('_')
    } else {
        stem
    };
    format!("{stem}{suffix}")
}

/// The first of `stem suffix`, `stem suffix_2`, `stem suffix_3` … that is not taken. Among many taken ones it
/// takes steps that double, so that it may skip a free one, but never looks at them all.
pub(in crate::edit) fn first_free(stem: &str, suffix: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let plain = shortened(stem, suffix);
    if !is_taken(&plain) {
        return plain;
    }
    let numbered = |n: u64| shortened(stem, &format!("{suffix}_{n}"));
    let (mut taken, mut free) = (1, 2);
    while is_taken(&numbered(free)) {
        (taken, free) = (free, if free < 10 { free + 1 } else { free * 2 });
    }
    while free - taken > 1 {
        let middle = taken.midpoint(free);
        if is_taken(&numbered(middle)) {
            taken = middle;
        } else {
            free = middle;
        }
    }
    numbered(free)
}

/// Whether the text has a character that does not belong on a line; from elsewhere, one that cannot be stored.
fn has_control(text: &str, is_interactive: bool) -> bool {
    text.contains(|c: char| c == '\0' || is_interactive && c.is_control())
}

/// Whether the text has more than `limit` characters, found without counting them all.
pub(super) fn exceeds(text: &str, limit: usize) -> bool {
    text.len() > limit && text.chars().nth(limit).is_some()
}
