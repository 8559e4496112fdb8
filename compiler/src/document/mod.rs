//! A design as a JSON document: what `--to json` writes, and what programs may hand in.
//!
//! `{ "format": "tablewright-design", "version": 1, "design": { "tables": [ … ], "fields": [ … ], … } }`. The JSON
//! Schema of it is `docs/design.schema.json`. A document is read like everything else that comes in: it becomes
//! edits, which the rules of a design accept or refuse.

mod ids;
mod read;

pub use read::{Read, read};

use crate::design::{Design, DesignSnapshot};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// What `format` says.
pub const FORMAT: &str = "tablewright-design";

/// The version that is written, and the only one so far.
pub const VERSION: u32 = 1;

/// The envelope.
#[derive(Serialize, JsonSchema)]
#[serde(rename = "Tablewright design")]
struct Document<'a> {
    /// What the document is.
    #[schemars(extend("const" = FORMAT))]
    format: &'a str,
    /// The version of the format.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// The design.
    design: DesignSnapshot,
}

/// The JSON Schema of documents.
pub fn schema() -> Value {
    schemars::schema_for!(Document<'_>).to_value()
}

/// The design as a document, indented, with a line break at its end. Equal designs give equal bytes.
pub fn write(design: &Design) -> String {
    let document = Document {
        format: FORMAT,
        version: VERSION,
        design: DesignSnapshot::from(design),
    };
    serde_json::to_string_pretty(&document).expect("a design has only string keys") + "\n"
}
