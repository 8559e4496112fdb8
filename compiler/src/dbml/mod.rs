//! DBML, the language of dbdiagram.io, in and out.
//!
//! Reading never fails as a whole: every element at the top of a text is in the design, or left out with a finding that
//! says where and why, and what is read becomes edits that the rules of an import accept. Writing says all that DBML
//! has words for; the rest stands in notes, and each such thing is named in a diagnostic.
//!
//! What is written and read again is the same design, apart from what a diagnostic named.

mod ast;
mod build;
mod details;
mod elements;
mod junctions;
mod lex;
mod parse;
mod partials;
mod refs;
mod relations;
mod report;
mod settings;
mod tables;
mod types;
mod words;
mod write;

pub use build::{Read, read};
pub use report::Tally;
pub use write::write;
