//! Two sources that are compared: what `diff` and `prove` read.

use std::path::{Path, PathBuf};

use clap::Args;
use tablewright_compiler::diagnostic::{Diagnostic, Severity};
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::diff::{Matching, Rename, renames_in};
use tablewright_compiler::schema::Schema;

use super::report::report;
use super::source::{Content, Engine, Format, Source, Unusable};

/// What commands that compare are told.
#[derive(Args)]
pub(super) struct PairOptions {
    /// The schema that is there: .sql, .dbml or .json; - reads standard input
    old: PathBuf,

    /// The schema that is wanted
    new: PathBuf,

    /// Whose SQL to write
    #[arg(long, value_name = "ENGINE")]
    to: Engine,

    /// What the files are written in, where their names do not say; SQL is that of --to unless said
    #[arg(long, value_name = "FORMAT")]
    from: Option<Format>,

    /// A rename that was meant, as in orders=sales or orders.total=amount; may be given several times. Comments of NEW
    /// say the same: -- renamed from: total
    #[arg(long = "rename", value_name = "OLD=NEW", value_parser = parse_rename)]
    renames: Vec<Rename>,
}

fn parse_rename(text: &str) -> Result<Rename, String> {
    Rename::parse(text)
}

/// Two schemas of one engine, and how they are matched.
pub(super) struct Pair {
    /// The schema that is left.
    pub(super) from: Schema,
    /// The schema that is reached.
    pub(super) to: Schema,
    /// How elements of the one find those of the other.
    pub(super) matching: Matching,
    /// What there was to say when they were read, with the source's name.
    pub(super) findings: Vec<(String, Vec<Diagnostic>)>,
}

impl Pair {
    /// Reads both.
    pub(super) fn read(options: &PairOptions) -> Result<Self, Unusable> {
        let stdin = Path::new("-");
        if options.old == stdin && options.new == stdin {
            return Err(Unusable::new("stdin-twice", "standard input can be read only once").named("<stdin>"));
        }
        let format = options.from.unwrap_or(Format::from(options.to));
        let old = Source::read(&options.old, Some(format))?;
        let new = Source::read(&options.new, Some(format))?;
        let dialect = Dialect::from(options.to);
        let (from, of_old) = old.schema_for(dialect)?;
        let (to, of_new) = new.schema_for(dialect)?;
        let mut findings = vec![
            (old.name.clone(), [old.diagnostics.clone(), of_old].concat()),
            (new.name.clone(), [new.diagnostics.clone(), of_new].concat()),
        ];
        let matching = matching(&old, &new, &options.renames, &mut findings[1].1);
        Ok(Self {
            from,
            to,
            matching,
            findings,
        })
    }

    /// Says on stderr what was found in the sources.
    pub(super) fn report(&self) {
        for (name, diagnostics) in &self.findings {
            report(name, diagnostics);
        }
    }

    /// All that was found in the sources.
    pub(super) fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.findings.iter().flat_map(|(_, diagnostics)| diagnostics)
    }
}

/// Designs of one project are matched by the ids of their elements, everything else by name.
fn matching(old: &Source, new: &Source, renames: &[Rename], findings: &mut Vec<Diagnostic>) -> Matching {
    if let (Content::Design(one), Content::Design(other)) = (&old.content, &new.content)
        && old.keeps_ids()
        && new.keeps_ids()
        && one.tables().any(|table| other.table(table.id).is_some())
    {
        if !renames.is_empty() {
            let message =
                "the two are versions of one design, matched by the ids of their elements; --rename is not needed";
            findings.push(Diagnostic::new(Severity::Info, "rename-not-needed", message));
        }
        return Matching::ByElement;
    }
    let mut all = renames.to_vec();
    if let Content::Sql(schema) = &new.content {
        let said = renames_in(&new.text, schema);
        all.extend(said.into_iter().filter(|rename| !renames.contains(rename)));
    }
    Matching::ByName(all)
}
