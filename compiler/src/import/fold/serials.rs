//! PostgreSQL's `serial`, put together again from the three statements that a dump writes for it.

use super::{Carried, Fold, QName, quoted};
use crate::design::{Identity, ObjectKind};
use crate::dialect::Dialect;
use crate::dialect::postgres::implied_names;
use crate::dialect::postgres::import::SequenceOptions;
use crate::import::lex::{Lexer, TokenKind};

/// A sequence of its own, as the source makes it.
#[derive(Debug, Clone)]
pub(crate) struct Sequence {
    /// Where the source makes it.
    pub(crate) offset: usize,
    /// What it is told.
    pub(crate) options: SequenceOptions,
    /// UNLOGGED.
    pub(crate) unlogged: bool,
    /// The table and column that own it.
    pub(crate) owner: Option<(QName, String)>,
}

impl Fold<'_> {
    /// Adds a sequence. False where its name is taken.
    pub(crate) fn add_sequence(&mut self, name: QName, sequence: Sequence) -> bool {
        if self.sequences.contains_key(&name) || self.has_relation(&name) {
            return false;
        }
        self.sequences.insert(name, sequence);
        true
    }

    /// The sequence, to change.
    pub(crate) fn sequence_mut(&mut self, name: &QName) -> Option<&mut Sequence> {
        self.sequences.get_mut(name)
    }

    /// The sequence that a name means here.
    pub(crate) fn sequence_named(&self, namespace: Option<&str>, name: &str) -> QName {
        self.resolve(namespace, name, |candidate| {
            self.sequences.contains_key(candidate) || self.numbered_by(candidate).is_some()
        })
    }

    /// Removes a sequence. True where there was one.
    pub(crate) fn drop_sequence(&mut self, name: &QName) -> bool {
        self.sequences.remove(name).is_some()
    }

    /// The name that PostgreSQL gives to the sequence of a numbered column.
    pub(crate) fn implied_sequence(&self, table: &QName, column: &str) -> QName {
        table.sibling(implied_names::join(&[&table.name, column], "seq"))
    }

    /// The table and column that a sequence numbers, which has no statement of its own.
    pub(crate) fn numbered_by(&self, sequence: &QName) -> Option<(QName, String)> {
        let quoted = quoted(sequence, self.dialect);
        self.tables.iter().flatten().find_map(|table| {
            let name = QName {
                namespace: table.namespace.clone(),
                name: table.name.clone(),
            };
            let mut numbered = table.columns.iter().filter(|c| c.identity.is_some());
            let column = numbered.find(|column| match column.sequence.as_deref() {
                Some(said) if said.starts_with(NAMED) => is_named(said, &quoted),
                _ => self.implied_sequence(&name, &column.name) == *sequence,
            })?;
            Some((name, column.name.clone()))
        })
    }

    /// Makes of a serial a column with a default, which owns a sequence; or takes the sequence from an identity.
    pub(crate) fn free_sequence(&mut self, offset: usize, table: &QName, column: &str) {
        let implied = self.implied_sequence(table, column);
        let Some(found) = self.column(table, column) else {
            return;
        };
        let Some(identity) = found.identity else { return };
        let native_type = found.native_type.clone();
        let mut options = SequenceOptions::of_text(self, found.sequence.as_deref().unwrap_or_default());
        let name = options.name.take().unwrap_or(implied);
        options.counts_in.get_or_insert(native_type);
        let dialect = self.dialect;
        if let Some(found) = self.column_mut(table, column) {
            found.identity = None;
            found.sequence = None;
            if identity == Identity::Serial {
                let target = dialect.literal(&quoted(&name, dialect));
                found.default = Some(format!("nextval({target}::regclass)"));
            }
        }
        if identity == Identity::Serial {
            let sequence = Sequence {
                offset,
                options,
                unlogged: false,
                owner: Some((table.clone(), column.to_owned())),
            };
            self.sequences.insert(name, sequence);
        }
    }

    /// Before a table or column gets another name: what numbers it keeps its own.
    pub(super) fn keep_sequences(&mut self, table: &QName, column: Option<&str>) {
        if self.dialect != Dialect::Postgres {
            return;
        }
        let Some(found) = self.table(table) else { return };
        let numbered: Vec<String> = found
            .columns
            .iter()
            .filter(|c| c.identity.is_some() && column.is_none_or(|name| name == c.name))
            .filter(|c| c.sequence.as_ref().is_none_or(|said| !said.starts_with(NAMED)))
            .map(|c| c.name.clone())
            .collect();
        for column in numbered {
            let name = quoted(&self.implied_sequence(table, &column), self.dialect);
            if let Some(found) = self.column_mut(table, &column) {
                let rest = found.sequence.take().unwrap_or_default();
                found.sequence = Some(format!("{NAMED}{name} {rest}").trim_end().to_owned());
            }
        }
    }

    /// After a table got another name: who owns what follows, and sequences go along into another namespace.
    pub(super) fn move_sequences(&mut self, old: &QName, new: &QName) {
        for sequence in self.sequences.values_mut() {
            if let Some((owner, _)) = sequence.owner.as_mut().filter(|(owner, _)| owner == old) {
                owner.clone_from(new);
            }
        }
        if old.namespace == new.namespace || self.dialect != Dialect::Postgres {
            return;
        }
        let owned: Vec<QName> = self
            .sequences
            .iter()
            .filter(|(name, s)| {
                name.namespace == old.namespace && s.owner.as_ref().is_some_and(|(owner, _)| owner == new)
            })
            .map(|(name, _)| name.clone())
            .collect();
        for name in owned {
            let target = QName {
                namespace: new.namespace.clone(),
                name: name.name.clone(),
            };
            self.rename_sequence(&name, target);
        }
        let Some(table) = self.table(new) else { return };
        let numbered: Vec<(String, String)> = table
            .columns
            .iter()
            .filter(|c| c.identity.is_some())
            .filter_map(|c| Some((c.name.clone(), c.sequence.clone()?)))
            .collect();
        for (column, said) in numbered {
            let mut options = SequenceOptions::of_text(self, &said);
            if let Some(name) = &mut options.name {
                name.namespace.clone_from(&new.namespace);
            }
            self.tell_sequence(new, &column, &options);
        }
    }

    /// Renames a sequence, and where defaults say it. False where there is none, or the new name is taken.
    pub(crate) fn rename_sequence(&mut self, old: &QName, new: QName) -> bool {
        if self.sequences.contains_key(&new) || self.has_relation(&new) {
            return false;
        }
        if let Some((table, column)) = self.numbered_by(old) {
            let said = self.column(&table, &column).and_then(|c| c.sequence.clone());
            let mut options = SequenceOptions::of_text(self, said.as_deref().unwrap_or_default());
            options.name = Some(new.clone());
            self.tell_sequence(&table, &column, &options);
        } else {
            let Some(sequence) = self.sequences.remove(old) else {
                return false;
            };
            self.sequences.insert(new.clone(), sequence);
        }
        let path = self.search_path.clone();
        let target = self.dialect.literal(&quoted(&new, self.dialect));
        for column in self.tables.iter_mut().flatten().flat_map(|t| &mut t.columns) {
            let says_old = column.default.as_deref().and_then(nextval_target).is_some_and(|said| {
                said.name == old.name && (said.namespace == old.namespace || path.contains(&old.namespace))
            });
            if says_old {
                column.default = Some(format!("nextval({target}::regclass)"));
            }
        }
        true
    }

    fn tell_sequence(&mut self, table: &QName, column: &str, options: &SequenceOptions) {
        let Some(found) = self.column(table, column) else {
            return;
        };
        let text = options.text(&found.native_type, &self.implied_sequence(table, column), self);
        if let Some(found) = self.column_mut(table, column) {
            found.sequence = text;
        }
    }

    /// After a column got another name: what it owns follows.
    pub(super) fn rename_owner(&mut self, table: &QName, old: &str, new: &str) {
        for sequence in self.sequences.values_mut() {
            if let Some((owner, column)) = &mut sequence.owner
                && owner == table
                && column == old
            {
                new.clone_into(column);
            }
        }
    }

    /// At the end: sequences of serials become that, the others are carried.
    pub(super) fn settle_sequences(&mut self) {
        let mut rest: Vec<(QName, Sequence)> = std::mem::take(&mut self.sequences)
            .into_iter()
            .filter(|(name, sequence)| !self.becomes_serial(name, sequence))
            .collect();
        rest.sort_by(|(a, left), (b, right)| (left.offset, a).cmp(&(right.offset, b)));
        for (name, sequence) in rest {
            let owner = sequence.owner.as_ref();
            // With the column that owns it a sequence is dropped as well.
            let is_gone = |(table, column): &(QName, String)| match self.table(table) {
                Some(found) => !found.columns.iter().any(|c| c.name == *column) && !is_heir(found),
                None => !self.is_carried_relation(table),
            };
            if owner.is_some_and(is_gone) {
                continue;
            }
            let origin = self.origin(sequence.offset);
            let sql = sequence.options.statement(&name, sequence.unlogged, self);
            let owned = owner.map(|(table, column)| {
                let (sequence, table) = (quoted(&name, self.dialect), quoted(table, self.dialect));
                format!(
                    "ALTER SEQUENCE {sequence} OWNED BY {table}.{}",
                    self.dialect.identifier(column)
                )
            });
            let made = Carried::new(ObjectKind::Sequence, name.clone(), sql, origin);
            self.carry(sequence.offset, made);
            if let Some(sql) = owned {
                let mut owned = Carried::new(ObjectKind::Sequence, name, sql, origin);
                owned.key.arguments = Some("owned".to_owned());
                self.carry(sequence.offset, owned);
            }
        }
        self.forget_implied_names();
    }

    /// Leaves out the names of sequences that go without saying after all.
    fn forget_implied_names(&mut self) {
        let dialect = self.dialect;
        for table in self.tables.iter_mut().flatten() {
            let name = QName {
                namespace: table.namespace.clone(),
                name: table.name.clone(),
            };
            for column in table.columns.iter_mut().filter(|c| c.identity.is_some()) {
                let Some(said) = &column.sequence else { continue };
                let implied = name.sibling(implied_names::join(&[&name.name, &column.name], "seq"));
                let implied = quoted(&implied, dialect);
                if is_named(said, &implied) {
                    let rest = said[NAMED.len() + implied.len()..].trim_start();
                    column.sequence = Some(rest.to_owned()).filter(|rest| !rest.is_empty());
                }
            }
        }
    }

    fn becomes_serial(&mut self, name: &QName, sequence: &Sequence) -> bool {
        let Some((owner, column)) = &sequence.owner else {
            return false;
        };
        let path = self.search_path.clone();
        let Some(found) = self.column(owner, column).filter(|_| !sequence.unlogged) else {
            return false;
        };
        let counted = found.default.as_deref().and_then(nextval_target).is_some_and(|target| {
            target.name == name.name && (target.namespace == name.namespace || path.contains(&name.namespace))
        });
        let integer = matches!(found.native_type.as_str(), "smallint" | "integer" | "bigint");
        if !(counted && integer && found.not_null && found.identity.is_none()) {
            return false;
        }
        let mut options = sequence.options.clone();
        options.name = Some(name.clone());
        options.counts_in.get_or_insert_with(|| "bigint".to_owned());
        if let Some(found) = self.column_mut(owner, column) {
            found.default = None;
            found.identity = Some(Identity::Serial);
        }
        self.tell_sequence(owner, column, &options);
        true
    }
}

/// What begins the options of a sequence with a name of its own.
const NAMED: &str = "SEQUENCE NAME ";

/// Whether the options begin with this name.
fn is_named(options: &str, quoted: &str) -> bool {
    let rest = options.strip_prefix(NAMED).and_then(|rest| rest.strip_prefix(quoted));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

fn is_heir(table: &crate::schema::SchemaTable) -> bool {
    let options = table.options.as_deref().and_then(|o| o.get(..8));
    options.is_some_and(|o| o.eq_ignore_ascii_case("inherits"))
}
/// The sequence in `nextval('public.x_seq'::regclass)`.
fn nextval_target(default: &str) -> Option<QName> {
    let mut lexer = Lexer::new(default, Dialect::Postgres);
    let mut said = Vec::new();
    while let Some(token) = lexer.next_token() {
        if token.kind != TokenKind::Blank {
            said.push((token.kind, token.text(default)));
        }
    }
    let said = match said.as_slice() {
        [(_, schema), (_, "."), rest @ ..] if schema.eq_ignore_ascii_case("pg_catalog") => rest,
        all => all,
    };
    let [(_, function), (_, "("), (TokenKind::String, text), cast @ ..] = said else {
        return None;
    };
    let cast: String = cast.iter().map(|(_, text)| *text).collect();
    if !function.eq_ignore_ascii_case("nextval")
        || !matches!(
            cast.to_ascii_lowercase().as_str(),
            ")" | "::regclass)" | "::text)" | "::text::regclass)"
        )
    {
        return None;
    }
    let path = text.trim_matches('\'').replace("''", "'");
    let mut lexer = Lexer::new(&path, Dialect::Postgres);
    let mut parts = Vec::new();
    while let Some(token) = lexer.next_token() {
        match token.kind {
            TokenKind::Word => parts.push(token.text(&path).to_lowercase()),
            TokenKind::QuotedName => parts.push(token.text(&path).trim_matches('"').replace("\"\"", "\"")),
            _ => {}
        }
    }
    let name = parts.pop()?;
    let namespace = parts.pop().filter(|n| n != "public");
    Some(QName { namespace, name })
}
