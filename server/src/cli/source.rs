//! What the commands read: a file or standard input, as SQL of an engine or as a design.

use std::fmt::{self, Write as _};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use clap::ValueEnum;
use tablewright_compiler::dbml;
use tablewright_compiler::design::Design;
use tablewright_compiler::diagnostic::{Diagnostic, Issue, Position};
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::document;
use tablewright_compiler::edit::{ApplyContext, apply};
use tablewright_compiler::ids::IdSource;
use tablewright_compiler::import::{LONGEST_SOURCE, import};
use tablewright_compiler::lift::lift;
use tablewright_compiler::lower::lower;
use tablewright_compiler::schema::Schema;
use uuid::Uuid;

use super::report::line;

/// Seeds of ids, so that the same input gives the same output; far enough apart never to meet.
const LIFT_SEED: Uuid = Uuid::from_u128(1 << 64);
const APPLY_SEED: Uuid = Uuid::from_u128(2 << 64);

/// An engine, as it is named on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Engine {
    /// PostgreSQL 14 and later
    #[value(alias = "postgresql")]
    Postgres,
    /// MySQL 8 and MariaDB 10.6 and later
    #[value(alias = "mariadb")]
    Mysql,
    /// SQLite 3.35 and later
    Sqlite,
}

impl From<Engine> for Dialect {
    fn from(engine: Engine) -> Self {
        match engine {
            Engine::Postgres => Self::Postgres,
            Engine::Mysql => Self::Mysql,
            Engine::Sqlite => Self::Sqlite,
        }
    }
}

/// What a source may be written in, as it is named on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// SQL of PostgreSQL
    #[value(alias = "postgresql")]
    Postgres,
    /// SQL of MySQL or MariaDB
    #[value(alias = "mariadb")]
    Mysql,
    /// SQL of SQLite
    Sqlite,
    /// DBML
    Dbml,
    /// A design as JSON
    Json,
}

impl Format {
    /// The format of the file: its name says it, or else `from`.
    fn of(file: &Path, from: Option<Self>) -> Result<Self, Unusable> {
        let extension = file.extension().and_then(|it| it.to_str()).map(str::to_lowercase);
        let is_sql = matches!(extension.as_deref(), Some("sql" | "ddl"));
        match (extension.as_deref(), from) {
            (Some("json"), _) => Ok(Self::Json),
            (Some("dbml"), _) => Ok(Self::Dbml),
            (_, Some(Self::Json | Self::Dbml)) if is_sql => Err(Unusable::new(
                "format-unknown",
                "a .sql file has SQL; name its engine: --from postgres, mysql or sqlite",
            )),
            (_, Some(from)) => Ok(from),
            (_, None) if is_sql => Err(Unusable::new(
                "engine-unknown",
                "whose SQL is this? Say it with --from postgres, mysql or sqlite",
            )),
            (_, None) => Err(Unusable::new(
                "format-unknown",
                "the name does not say what this is; say it with --from postgres, mysql, sqlite, dbml or json",
            )),
        }
    }
}

impl From<Engine> for Format {
    fn from(engine: Engine) -> Self {
        match engine {
            Engine::Postgres => Self::Postgres,
            Engine::Mysql => Self::Mysql,
            Engine::Sqlite => Self::Sqlite,
        }
    }
}

/// Why a source, or nothing in it, can be used.
#[derive(Debug)]
pub(super) struct Unusable {
    code: &'static str,
    message: String,
    position: Option<Position>,
    /// What was found on the way, for the person who looks for the cause.
    diagnostics: Vec<Diagnostic>,
    /// The source's name.
    name: String,
}

impl Unusable {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            position: None,
            diagnostics: Vec::new(),
            name: String::new(),
        }
    }

    fn at(mut self, position: Position) -> Self {
        self.position = Some(position);
        self
    }

    fn after(mut self, diagnostics: Vec<Diagnostic>) -> Self {
        self.diagnostics = diagnostics;
        self
    }

    pub(super) fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in &self.diagnostics {
            writeln!(f, "{}", line(&self.name, diagnostic))?;
        }
        write!(f, "error[{}]: {}", self.code, self.message)?;
        match self.position {
            Some(at) => write!(f, "\n  --> {}:{}:{}", self.name, at.line, at.column),
            None => write!(f, "\n  --> {}", self.name),
        }
    }
}

/// What a source has in it.
#[derive(Debug)]
pub(super) enum Content {
    /// SQL of an engine, as that engine would understand it.
    Sql(Schema),
    /// A design.
    Design(Box<Design>),
}

/// A source that was read.
#[derive(Debug)]
pub(super) struct Source {
    /// As people call it: its path, or `<stdin>`.
    pub(super) name: String,
    /// The text, for comments that mean something.
    pub(super) text: String,
    /// What it has in it.
    pub(super) content: Content,
    /// Whether it brought its elements' ids along.
    has_ids: bool,
    /// What there was to say when it was read.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Source {
    /// What was read from a database, as SQL of its engine.
    pub(super) fn of_database(name: String, text: String, schema: Schema, diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            name,
            text,
            content: Content::Sql(schema),
            has_ids: false,
            diagnostics,
        }
    }

    /// Reads a file, or standard input for `-`. `from` is needed where the file's name does not say what it is.
    pub(super) fn read(file: &Path, from: Option<Format>) -> Result<Self, Unusable> {
        let name = match file.to_str() {
            Some("-") => "<stdin>".to_owned(),
            _ => file.display().to_string(),
        };
        let read = || {
            let format = Format::of(file, from)?;
            Self::understood(name.clone(), text(bytes(file)?)?, format)
        };
        read().map_err(|error| error.named(&name))
    }

    /// Whether its elements have ids by which they are known in other versions. A document made of SQL or DBML by this
    /// program has none such: there, ids only count.
    pub(super) fn keeps_ids(&self) -> bool {
        let counted = [LIFT_SEED, APPLY_SEED].map(|seed| seed.as_u128() >> 64);
        match &self.content {
            Content::Design(design) => {
                self.has_ids
                    && design
                        .tables()
                        .all(|table| !counted.contains(&(table.id.0.as_u128() >> 64)))
            }
            Content::Sql(_) => false,
        }
    }

    /// The source as a design. SQL is lifted to one, under ids that are the same every time.
    pub(super) fn design(&self) -> Result<(Design, Vec<Diagnostic>), Unusable> {
        let schema = match &self.content {
            Content::Design(design) => return Ok((design.as_ref().clone(), Vec::new())),
            Content::Sql(schema) => schema,
        };
        let (edits, findings) = lift(schema, &mut IdSource::new(LIFT_SEED));
        let context = ApplyContext::import(IdSource::new(APPLY_SEED));
        match apply(&Design::new(), &edits, context) {
            Ok(applied) => Ok((applied.design, findings)),
            Err(issues) => Err(refused(&issues).after(findings).named(&self.name)),
        }
    }

    /// The source as a schema of the engine: its own words where it is that engine's SQL, else by way of a design.
    /// The findings are those that come on top of [`Self::diagnostics`].
    pub(super) fn schema_for(&self, dialect: Dialect) -> Result<(Schema, Vec<Diagnostic>), Unusable> {
        match &self.content {
            Content::Sql(schema) if schema.dialect == dialect => Ok((schema.clone(), Vec::new())),
            Content::Sql(_) | Content::Design(_) => {
                let (design, mut findings) = self.design()?;
                let (schema, lowered) = lower(&design, dialect);
                findings.extend(lowered);
                Ok((schema, findings))
            }
        }
    }

    fn understood(name: String, text: String, format: Format) -> Result<Self, Unusable> {
        if text.trim().is_empty() {
            return Err(Unusable::new("empty-source", "there is nothing in this source"));
        }
        let (content, diagnostics) = match format {
            Format::Postgres => sql(&text, Dialect::Postgres)?,
            Format::Mysql => sql(&text, Dialect::Mysql)?,
            Format::Sqlite => sql(&text, Dialect::Sqlite)?,
            Format::Dbml => dbml(&text)?,
            Format::Json => json(&text)?,
        };
        Ok(Self {
            name,
            text,
            content,
            has_ids: format == Format::Json,
            diagnostics,
        })
    }
}

fn sql(text: &str, dialect: Dialect) -> Result<(Content, Vec<Diagnostic>), Unusable> {
    let imported = import(text, dialect);
    if imported.tally.modelled + imported.tally.carried == 0 {
        let message = format!("nothing in this source could be used as SQL of {dialect}");
        return Err(Unusable::new("nothing-usable", message).after(imported.diagnostics));
    }
    Ok((Content::Sql(imported.schema), imported.diagnostics))
}

fn dbml(text: &str) -> Result<(Content, Vec<Diagnostic>), Unusable> {
    let read = dbml::read(text, &mut IdSource::new(LIFT_SEED));
    if read.edits.is_empty() {
        return Err(
            Unusable::new("nothing-usable", "nothing in this source could be used as DBML").after(read.diagnostics),
        );
    }
    let context = ApplyContext::import(IdSource::new(APPLY_SEED));
    match apply(&Design::new(), &read.edits, context) {
        Ok(applied) => Ok((Content::Design(Box::new(applied.design)), read.diagnostics)),
        Err(issues) => Err(refused(&issues).after(read.diagnostics)),
    }
}

fn json(text: &str) -> Result<(Content, Vec<Diagnostic>), Unusable> {
    let read = document::read(text, None);
    if !read.diagnostics.is_empty() {
        return Err(Unusable::new("not-a-design", "this document cannot be used").after(read.diagnostics));
    }
    match apply(&Design::new(), &read.edits, ApplyContext::restore()) {
        Ok(applied) => Ok((Content::Design(Box::new(applied.design)), Vec::new())),
        Err(issues) => {
            let issues: Vec<_> = issues.into_iter().map(|issue| read.located(issue)).collect();
            Err(refused(&issues))
        }
    }
}

fn refused(issues: &[Issue]) -> Unusable {
    let mut text = "this does not make a design:".to_owned();
    for issue in issues.iter().take(100) {
        let _ = write!(text, "\n  {issue}");
    }
    if issues.len() > 100 {
        let _ = write!(text, "\n  and {} more", issues.len() - 100);
    }
    Unusable::new("design-refused", text)
}

fn bytes(file: &Path) -> Result<Vec<u8>, Unusable> {
    let mut bytes = Vec::new();
    let most = LONGEST_SOURCE as u64 + 1;
    let outcome = match file.to_str() {
        Some("-") => io::stdin().lock().take(most).read_to_end(&mut bytes),
        _ => File::open(file).and_then(|opened| opened.take(most).read_to_end(&mut bytes)),
    };
    match outcome {
        Err(error) => Err(match error.kind() {
            io::ErrorKind::NotFound => Unusable::new("file-not-found", "there is no such file"),
            io::ErrorKind::IsADirectory => Unusable::new("file-is-directory", "this is a folder; name a file in it"),
            io::ErrorKind::PermissionDenied => Unusable::new("file-not-readable", "you may not read this file"),
            _ => Unusable::new("file-not-readable", format!("this cannot be read: {error}")),
        }),
        Ok(length) if length > LONGEST_SOURCE => {
            let message = format!(
                "this is longer than {} MiB; leave rows out, or give it in parts",
                LONGEST_SOURCE >> 20
            );
            Err(Unusable::new("source-too-long", message))
        }
        Ok(_) => Ok(bytes),
    }
}

/// The bytes as text, or what they are instead.
fn text(bytes: Vec<u8>) -> Result<String, Unusable> {
    if let Some(what) = known_binary(&bytes) {
        return Err(Unusable::new("not-text", what));
    }
    let bytes = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => rest.to_vec(),
        None => bytes,
    };
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&error.as_bytes()[..valid]).into_owned();
        let position = end_of(&before);
        let byte = error.as_bytes()[valid];
        if error.as_bytes().contains(&0) {
            return Unusable::new("not-text", "this is no text").at(position);
        }
        let message = format!(
            "this is not UTF-8: the byte 0x{byte:02x} stands here; convert it, as by `iconv -f latin1 -t utf-8`"
        );
        Unusable::new("not-utf-8", message).at(position)
    })
}

/// The position behind the text.
fn end_of(text: &str) -> Position {
    let last = text.rsplit('\n').next().unwrap_or_default();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Position {
        line: count(text.matches('\n').count() + 1),
        column: count(last.chars().count() + 1),
    }
}

fn known_binary(bytes: &[u8]) -> Option<&'static str> {
    const KNOWN: [(&[u8], &str); 7] = [
        (
            b"SQLite format 3\0",
            "this is an SQLite database, not a text; `sqlite3 FILE .schema` writes its SQL",
        ),
        (
            b"PGDMP",
            "this is a dump in PostgreSQL's custom format; `pg_restore --schema-only -f - FILE` writes it as SQL",
        ),
        (b"\x1f\x8b", "this is compressed; unpack it with gunzip"),
        (b"\x28\xb5\x2f\xfd", "this is compressed; unpack it with unzstd"),
        (b"PK\x03\x04", "this is a ZIP archive; unpack it"),
        (
            b"\xff\xfe",
            "this is UTF-16; convert it, as by `iconv -f utf-16 -t utf-8`",
        ),
        (
            b"\xfe\xff",
            "this is UTF-16; convert it, as by `iconv -f utf-16 -t utf-8`",
        ),
    ];
    KNOWN
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|(_, what)| *what)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use tablewright_compiler::diagnostic::Position;
    use tablewright_compiler::dialect::Dialect;

    use super::{Format, Source, text};

    #[test]
    fn sql_of_an_engine_is_its_schema() {
        let sql = "create table a (id int primary key, total money)".to_owned();
        let source = Source::understood("a.sql".to_owned(), sql, Format::Postgres).unwrap();
        assert!(source.text.starts_with("create"));
        let (same, findings) = source.schema_for(Dialect::Postgres).unwrap();
        assert_eq!(
            (same.tables[0].columns[1].native_type.as_str(), findings.len()),
            ("money", 0)
        );
        let (other, findings) = source.schema_for(Dialect::Sqlite).unwrap();
        assert_eq!((other.tables.len(), findings.is_empty()), (1, false));
    }

    #[test]
    fn a_name_says_the_format_or_from_does() {
        let of = |file: &str, from| Format::of(Path::new(file), from).map_err(|error| error.code);
        assert_eq!(of("a.sql", Some(Format::Mysql)), Ok(Format::Mysql));
        assert_eq!(of("a.SQL", None), Err("engine-unknown"));
        assert_eq!(of("a.sql", Some(Format::Json)), Err("format-unknown"));
        assert_eq!(of("a.json", Some(Format::Mysql)), Ok(Format::Json));
        assert_eq!(of("a.dbml", None), Ok(Format::Dbml));
        assert_eq!(of("-", Some(Format::Json)), Ok(Format::Json));
        assert_eq!(of("-", None), Err("format-unknown"));
        assert_eq!(of("schema", Some(Format::Sqlite)), Ok(Format::Sqlite));
    }

    #[test]
    fn what_is_no_text_is_named() {
        let code = |bytes: &[u8]| text(bytes.to_vec()).map_err(|error| (error.code, error.position));
        assert_eq!(code(b"\xef\xbb\xbfselect"), Ok("select".to_owned()));
        assert_eq!(code(b"SQLite format 3\0..."), Err(("not-text", None)));
        let at = Position { line: 2, column: 3 };
        assert_eq!(code(b"a\n\xc3\xa9b\xe9c"), Err(("not-utf-8", Some(at))));
    }
}
