//! A design as DBML.

use super::build::is_implied_key_name;
use super::details;
use super::types::Types;
use super::words;
use crate::design::{
    Constraint, ConstraintKind, Deferrable, Design, Field, FieldPair, Identity, Index, IndexPart, NullsOrder,
    PartTarget, ReferentialAction, Relationship, RelationshipType, SortDirection, SqlExpression, Table, TableStatus,
};
use crate::diagnostic::{Diagnostic, Severity};
use crate::dialect::Dialect;
use crate::ids::{FieldId, RelationshipId, TableId};
use crate::lift::names::Names;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use uuid::Uuid;

/// The design as DBML, and what DBML has no words for. Each such thing stands in a note.
pub fn write(design: &Design) -> (String, Vec<Diagnostic>) {
    let mut writer = Writer::new(design);
    writer.project();
    writer.enums();
    writer.tables();
    writer.refs();
    writer.objects();
    (writer.out, writer.diagnostics)
}

struct Writer<'a> {
    design: &'a Design,
    types: Types,
    out: String,
    diagnostics: Vec<Diagnostic>,
    /// What is to be said in the note of a table.
    notes: HashMap<TableId, Vec<String>>,
    /// Junctions that a `<>` makes by itself.
    implied: HashSet<TableId>,
    /// Relationships between the same columns as another.
    repeated: HashSet<RelationshipId>,
}
impl<'a> Writer<'a> {
    fn new(design: &'a Design) -> Self {
        Self {
            design,
            types: Types::new(words::home(design)),
            out: String::new(),
            diagnostics: Vec::new(),
            notes: HashMap::new(),
            implied: super::junctions::implied(design),
            repeated: HashSet::new(),
        }
    }

    fn say(&mut self, severity: Severity, code: &str, subject: &str, element: impl Into<Uuid>, message: String) {
        let finding = Diagnostic::new(severity, code, message)
            .subject(subject)
            .element(element);
        self.diagnostics.push(finding);
    }

    fn info(&mut self, code: &str, subject: &str, element: impl Into<Uuid>, message: String) {
        self.say(Severity::Info, code, subject, element, message);
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn project(&mut self) {
        let Some(dialect) = self.types.dialect else {
            return;
        };
        self.line(&format!(
            "Project design {{\n  database_type: '{}'\n}}\n",
            dialect.title()
        ));
    }

    fn enums(&mut self) {
        for made in self.design.enums() {
            if let Some(description) = &made.description {
                let message = format!("DBML has no note on an enum; that of {} stands in a comment", made.name);
                self.info("note-as-comment", &made.name, made.id, message);
                for line in description.lines() {
                    self.line(&format!("// {line}"));
                }
            }
            self.line(&format!("Enum {} {{", words::path(&made.namespace, &made.name)));
            for value in &made.values {
                self.line(&format!("  {}", words::name(value)));
            }
            self.line("}\n");
        }
    }

    /// The tables that are written, in order.
    fn written(&self) -> impl Iterator<Item = &'a Table> + use<'a> {
        let implied = self.implied.clone();
        let tables = self.design.tables().map(AsRef::as_ref);
        tables.filter(move |table| table.status != TableStatus::Deleted && !implied.contains(&table.id))
    }

    fn is_written(&self, id: TableId) -> bool {
        let table = self.design.table(id);
        table.is_some_and(|table| table.status != TableStatus::Deleted)
    }

    fn tables(&mut self) {
        for table in self
            .design
            .tables()
            .filter(|table| table.status == TableStatus::Deleted)
        {
            let message = format!("the table {} is deleted and is left out", table.name);
            self.info("deleted-left-out", &table.name, table.id, message);
        }
        self.table_notes();
        let mut display = Names::default();
        for table in self.written() {
            let other = (!table.namespace.is_empty()).then(|| format!("{}.{}", table.namespace, table.table_name));
            let read = display.take(&table.table_name, other);
            self.table(table, &read);
        }
    }

    /// What there is to say about tables that is known only from their relationships.
    fn table_notes(&mut self) {
        let mut seen = HashSet::new();
        for relationship in self.design.relationships() {
            if let Some(ends) = ends(relationship)
                && !seen.insert(ends)
            {
                self.repeated.insert(relationship.id);
                let action = relationship.on_delete.sql();
                let note = format!("{} repeats another relationship, ON DELETE {action}", relationship.name);
                self.notes.entry(relationship.target_table_id).or_default().push(note);
                let message = format!(
                    "DBML has one relationship between the same columns; {} stands in a note",
                    relationship.name
                );
                self.say(
                    Severity::Warning,
                    "in-a-note",
                    &relationship.name,
                    relationship.id,
                    message,
                );
            }
            let mut said = Vec::new();
            match relationship.deferrable {
                Deferrable::No => {}
                Deferrable::InitiallyImmediate => said.push("DEFERRABLE"),
                Deferrable::InitiallyDeferred => said.push("DEFERRABLE INITIALLY DEFERRED"),
            }
            if relationship.match_full {
                said.push("MATCH FULL");
            }
            let details = details::of_relationship(&relationship.details, &|id| self.field_name(id));
            said.extend(details.iter().map(String::as_str));
            if let Some(description) = &relationship.description {
                said.push(description);
            }
            if said.is_empty() {
                continue;
            }
            let said = said.join(" ");
            let note = format!("{} is {said}", relationship.name);
            self.notes.entry(relationship.target_table_id).or_default().push(note);
            let message = format!(
                "DBML cannot say that {} is {said}; it stands in a note",
                relationship.name
            );
            self.info("in-a-note", &relationship.name, relationship.id, message);
        }
    }

    fn table(&mut self, table: &Table, read_name: &str) {
        if table.name != read_name {
            let message = format!(
                "DBML has one name for a table: {} is left out, {} kept",
                table.name, table.table_name
            );
            self.info("name-left-out", &table.name, table.id, message);
        }
        if table.status != TableStatus::Draft {
            let message = format!("DBML cannot say that {} is {}", table.name, table.status.as_str());
            self.info("status-left-out", &table.name, table.id, message);
        }
        let mut notes = self.notes.remove(&table.id).unwrap_or_default();
        for (dialect, options) in &table.native_options {
            notes.push(format!("options of {dialect}: {options}"));
            let message = format!(
                "DBML has no options of a table; those of {} stand in a note",
                table.name
            );
            self.info("in-a-note", &table.name, table.id, message);
        }
        for what in details::of_table(&table.details) {
            self.put_in_note(&table.table_name, table.id.0, &what, &mut notes);
        }
        if self.design.fields_of(table.id).next().is_none() {
            self.empty_table(table, &notes);
            return;
        }
        self.line(&format!(
            "Table {} {{",
            words::path(&table.namespace, &table.table_name)
        ));
        let keys = Keys::of(self.design, table);
        let mut fields: Vec<&Field> = self.design.fields_of(table.id).map(AsRef::as_ref).collect();
        fields.sort_by_key(|field| (field.sort_order, field.id));
        for field in fields {
            self.column(table, field, &keys);
        }
        self.indexes(table, &keys, &mut notes);
        self.checks(table, &mut notes);
        if let Some(note) = noted(table.description.as_deref(), &notes) {
            self.line(&format!("\n  Note: {}", words::text(&note, 4)));
        }
        self.line("}\n");
    }
    /// DBML takes no table without columns.
    fn empty_table(&mut self, table: &Table, notes: &[String]) {
        let title = format!("table {}", words::path(&table.namespace, &table.table_name));
        let message = format!("DBML has no table without columns; {title} stands in a note");
        self.say(Severity::Error, "table-as-note", &table.table_name, table.id, message);
        let text = noted(table.description.as_deref(), notes).unwrap_or_else(|| "No columns of its own.".to_owned());
        self.line(&format!(
            "Note {} {{\n  {}\n}}\n",
            words::name(&title),
            words::text(&text, 2)
        ));
    }

    fn column(&mut self, table: &Table, field: &Field, keys: &Keys<'_>) {
        let subject = format!("{}.{}", table.table_name, field.field_name);
        if field.name != field.field_name {
            let message = format!("DBML has one name for a column: {} is left out", field.name);
            self.info("name-left-out", &subject, field.id, message);
        }
        let mut notes = Vec::new();
        let type_name = self.type_of(field, &subject, &mut notes);
        let mut settings: Vec<String> = Vec::new();
        let is_key = keys.primary_alone == Some(field.id);
        if is_key {
            settings.push("pk".to_owned());
        }
        match field.identity {
            None => {}
            Some(Identity::Serial) if type_name.ends_with("serial") => {}
            Some(identity) => {
                settings.push("increment".to_owned());
                if identity != Identity::ByDefault {
                    notes.push(format!("numbered by the engine: {identity:?}").to_lowercase());
                    let message = format!("DBML cannot say how {subject} is numbered; it stands in a note");
                    self.info("in-a-note", &subject, field.id, message);
                }
            }
        }
        if keys.unique_alone.contains(&field.id) {
            settings.push("unique".to_owned());
        }
        if field.is_required && !is_key {
            settings.push("not null".to_owned());
        }
        if let Some(default) = &field.default_value {
            match words::default(&self.types, default, &field.field_type) {
                Some(written) => settings.push(format!("default: {written}")),
                None => self.put_in_note(&subject, field.id.0, &format!("default: {}", default.sql), &mut notes),
            }
            self.other_engine(default, &subject, field.id.0);
        }
        if let Some(generated) = &field.generated {
            let kind = if generated.stored { "STORED" } else { "VIRTUAL" };
            let what = format!("generated as ({}) {kind}", generated.expression.sql);
            self.put_in_note(&subject, field.id.0, &what, &mut notes);
        }
        if let Some(on_update) = &field.on_update {
            self.put_in_note(
                &subject,
                field.id.0,
                &format!("on update {}", on_update.sql),
                &mut notes,
            );
        }
        for what in details::of_field(&field.details) {
            self.put_in_note(&subject, field.id.0, &what, &mut notes);
        }
        if let Some(collation) = &field.collation {
            self.put_in_note(&subject, field.id.0, &format!("collation {collation}"), &mut notes);
        }
        if let Some(note) = noted(field.description.as_deref(), &notes) {
            settings.push(format!("note: {}", words::text(&note, 4)));
        }
        let settings = bracketed(&settings);
        self.line(&format!("  {} {type_name}{settings}", words::name(&field.field_name)));
    }

    /// What DBML has no words for goes into the note, and is named.
    fn put_in_note(&mut self, subject: &str, element: Uuid, what: &str, notes: &mut Vec<String>) {
        notes.push(what.to_owned());
        let message = format!("DBML has no words for this of {subject}; it stands in a note: {what}");
        self.say(Severity::Warning, "in-a-note", subject, element, message);
    }

    fn other_engine(&mut self, sql: &SqlExpression, subject: &str, element: Uuid) {
        if let Some(dialect) = sql.dialect.filter(|dialect| Some(*dialect) != self.types.dialect) {
            let message = format!("an expression of {subject} is in the words of {dialect}, which DBML cannot say");
            self.say(
                Severity::Warning,
                "expression-of-other-engine",
                subject,
                element,
                message,
            );
        }
    }

    fn type_of(&mut self, field: &Field, subject: &str, notes: &mut Vec<String>) -> String {
        if let Some(made) = words::enum_of(&field.field_type).and_then(|id| self.design.enum_type(id)) {
            return words::path(&made.namespace, &made.name) + &words::brackets(&field.field_type);
        }
        let others: Vec<(Dialect, String)> = field
            .field_type
            .native
            .iter()
            .filter(|(dialect, _)| self.types.dialect.is_some_and(|own| own != **dialect))
            .map(|(dialect, sql)| (*dialect, sql.clone()))
            .collect();
        for (dialect, sql) in others {
            self.put_in_note(subject, field.id.0, &format!("type in {dialect}: {sql}"), notes);
        }
        let spelled = words::type_name(&mut self.types, field);
        if !spelled.is_exact {
            let config = field.field_type.config();
            let what = format!("type {} {config}", field.field_type.data_type().as_str());
            self.put_in_note(subject, field.id.0, &what, notes);
        }
        spelled.text
    }

    fn indexes(&mut self, table: &Table, keys: &Keys<'_>, notes: &mut Vec<String>) {
        let mut lines = Vec::new();
        for key in &keys.in_indexes {
            lines.extend(self.key(table, key, keys));
        }
        for key in &keys.unique_alone_keys {
            let implied = key
                .name
                .as_deref()
                .is_none_or(|name| is_implied_unique(self.design, table, key, name));
            if !implied {
                let what = format!(
                    "the unique key over {} is called {}",
                    keys.names(self.design, key),
                    key.name.as_deref().unwrap_or_default()
                );
                self.put_in_note(&table.table_name, key.id.0, &what, notes);
            }
            self.key_attributes(table, key, notes);
        }
        for index in self.design.indexes_of(table.id) {
            lines.push(self.index(table, index));
        }
        if lines.is_empty() {
            return;
        }
        self.line("\n  indexes {");
        for line in lines {
            self.line(&format!("    {line}"));
        }
        self.line("  }");
    }

    /// A key as an entry of `indexes`.
    fn key(&mut self, table: &Table, key: &Constraint, keys: &Keys<'_>) -> Option<String> {
        let mut settings = Vec::new();
        let mut notes = Vec::new();
        let over = format!("({})", keys.written_names(self.design, key));
        match &key.kind {
            ConstraintKind::PrimaryKey { .. } => settings.push("pk".to_owned()),
            ConstraintKind::Unique { .. } if keys.is_implied_by_ref(self.design, key) => return None,
            ConstraintKind::Unique { .. } => {
                settings.push("unique".to_owned());
                let message = format!("a unique key of {} is written as a unique index", table.table_name);
                self.info("unique-as-index", &table.table_name, key.id, message);
            }
            ConstraintKind::Check { .. } | ConstraintKind::Exclusion { .. } => return None,
        }
        let is_primary = matches!(key.kind, ConstraintKind::PrimaryKey { .. });
        if let Some(name) = key
            .name
            .as_ref()
            .filter(|name| !(is_primary && is_implied_key_name(name, &table.table_name)))
        {
            settings.push(format!("name: {}", words::text(name, 6)));
        }
        self.key_attributes(table, key, &mut notes);
        if let Some(note) = noted(key.description.as_deref(), &notes) {
            settings.push(format!("note: {}", words::text(&note, 6)));
        }
        Some(over + &bracketed(&settings))
    }

    fn key_attributes(&mut self, table: &Table, key: &Constraint, notes: &mut Vec<String>) {
        let mut said = Vec::new();
        match key.deferrable {
            Deferrable::No => {}
            Deferrable::InitiallyImmediate => said.push("DEFERRABLE"),
            Deferrable::InitiallyDeferred => said.push("DEFERRABLE INITIALLY DEFERRED"),
        }
        if matches!(
            key.kind,
            ConstraintKind::Unique {
                nulls_not_distinct: true,
                ..
            }
        ) {
            said.push("NULLS NOT DISTINCT");
        }
        let details = details::of_constraint(&key.details, &|id| self.field_name(id));
        said.extend(details.iter().map(String::as_str));
        if !said.is_empty() {
            let what = format!("a key is {}", said.join(", "));
            self.put_in_note(&table.table_name, key.id.0, &what, notes);
        }
    }

    fn index(&mut self, table: &Table, index: &Index) -> String {
        let subject = format!("{}.{}", table.table_name, index.name);
        let mut notes = Vec::new();
        let mut parts = Vec::new();
        for part in &index.parts {
            let written = match &part.target {
                PartTarget::Field(field) => self.design.field(*field).map(|field| words::name(&field.field_name)),
                PartTarget::Expression(sql) => {
                    self.other_engine(sql, &subject, index.id.0);
                    words::expression(&sql.sql)
                }
            };
            match written {
                Some(written) => {
                    if let Some(refined) = refined(part, &written) {
                        self.put_in_note(&subject, index.id.0, &refined, &mut notes);
                    }
                    parts.push(written);
                }
                None => {
                    self.put_in_note(&subject, index.id.0, "an expression that cannot be written", &mut notes);
                    parts.push("`…`".to_owned());
                }
            }
        }
        for what in details::of_index(&index.details) {
            self.put_in_note(&subject, index.id.0, &what, &mut notes);
        }
        if !index.included.is_empty() {
            let names: Vec<String> = index.included.iter().filter_map(|id| self.field_name(*id)).collect();
            self.put_in_note(
                &subject,
                index.id.0,
                &format!("INCLUDE ({})", names.join(", ")),
                &mut notes,
            );
        }
        if let Some(predicate) = &index.predicate {
            self.put_in_note(&subject, index.id.0, &format!("WHERE {}", predicate.sql), &mut notes);
        }
        let mut settings = Vec::new();
        if index.is_unique {
            settings.push("unique".to_owned());
        }
        settings.push(format!("name: {}", words::text(&index.name, 6)));
        if let Some(method) = &index.method {
            settings.push(format!("type: {}", words::name(method)));
        }
        if let Some(note) = noted(index.description.as_deref(), &notes) {
            settings.push(format!("note: {}", words::text(&note, 6)));
        }
        format!("({}){}", parts.join(", "), bracketed(&settings))
    }

    fn field_name(&self, id: FieldId) -> Option<String> {
        self.design.field(id).map(|field| field.field_name.clone())
    }

    fn checks(&mut self, table: &Table, notes: &mut Vec<String>) {
        let mut lines = Vec::new();
        for constraint in self.design.constraints_of(table.id) {
            let name = constraint.name.as_deref();
            let subject = format!("{}.{}", table.table_name, name.unwrap_or("check"));
            let expression = match &constraint.kind {
                ConstraintKind::Check { expression } => expression,
                ConstraintKind::Exclusion { definition } => {
                    let what = format!("{subject}: EXCLUDE {}", definition.sql);
                    self.put_in_note(&subject, constraint.id.0, &what, notes);
                    continue;
                }
                ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. } => continue,
            };
            for what in details::of_constraint(&constraint.details, &|id| self.field_name(id)) {
                self.put_in_note(&subject, constraint.id.0, &format!("{subject} is {what}"), notes);
            }
            match words::expression(&expression.sql) {
                Some(written) => {
                    let settings: Vec<String> = name
                        .iter()
                        .map(|name| format!("name: {}", words::text(name, 6)))
                        .collect();
                    lines.push(written + &bracketed(&settings));
                    self.other_engine(expression, &subject, constraint.id.0);
                }
                None => self.put_in_note(&subject, constraint.id.0, &format!("CHECK ({})", expression.sql), notes),
            }
            if let Some(description) = &constraint.description {
                self.put_in_note(&subject, constraint.id.0, &format!("{subject}: {description}"), notes);
            }
        }
        if lines.is_empty() {
            return;
        }
        self.line("\n  checks {");
        for line in lines {
            self.line(&format!("    {line}"));
        }
        self.line("  }");
    }

    fn refs(&mut self) {
        let mut any = false;
        for relationship in self.design.relationships() {
            let ends = [relationship.source_table_id, relationship.target_table_id];
            let is_part =
                self.implied.contains(&relationship.target_table_id) || self.repeated.contains(&relationship.id);

            if is_part || ends.iter().any(|end| !self.is_written(*end)) {
                continue;
            }
            if let Some(line) = self.reference(relationship) {
                self.line(&line);
                any = true;
            }
        }
        if any {
            self.out.push('\n');
        }
    }

    fn reference(&mut self, relationship: &Relationship) -> Option<String> {
        let (left, operator, right) = match relationship.relationship_type {
            RelationshipType::ManyToMany => {
                let is_implied = relationship
                    .junction_table_id
                    .is_some_and(|id| self.implied.contains(&id));
                if !is_implied {
                    let message = format!(
                        "{} is written as the relationships of its junction table",
                        relationship.name
                    );
                    self.info("many-to-many-as-junction", &relationship.name, relationship.id, message);
                    return None;
                }
                let key = |table: TableId| self.design.primary_key_of(table).map(|key| key.kind.fields().to_vec());
                let source = self.endpoint(relationship.source_table_id, &key(relationship.source_table_id)?)?;
                let target = self.endpoint(relationship.target_table_id, &key(relationship.target_table_id)?)?;
                (source, "<>", target)
            }
            kind => {
                let sources: Vec<FieldId> = relationship
                    .field_pairs
                    .iter()
                    .map(|pair| pair.source_field_id)
                    .collect();
                let targets: Vec<FieldId> = relationship
                    .field_pairs
                    .iter()
                    .map(|pair| pair.target_field_id)
                    .collect();
                let source = self.endpoint(relationship.source_table_id, &sources)?;
                let target = self.endpoint(relationship.target_table_id, &targets)?;
                if kind == RelationshipType::OneToOne {
                    // The second of the two holds the foreign key.
                    (source, "-", target)
                } else {
                    (target, ">", source)
                }
            }
        };
        let mut settings = Vec::new();
        for (key, action) in [("delete", relationship.on_delete), ("update", relationship.on_update)] {
            if action != ReferentialAction::NoAction {
                settings.push(format!("{key}: {}", action.sql().to_lowercase()));
            }
        }
        let name = words::name(&relationship.name);
        Some(format!("Ref {name}: {left} {operator} {right}{}", bracketed(&settings)))
    }

    fn endpoint(&self, table: TableId, fields: &[FieldId]) -> Option<String> {
        let table = self.design.table(table)?;
        let names: Option<Vec<String>> = fields
            .iter()
            .map(|id| self.design.field(*id).map(|field| words::name(&field.field_name)))
            .collect();
        let path = words::path(&table.namespace, &table.table_name);
        match names?.as_slice() {
            [one] => Some(format!("{path}.{one}")),
            several => Some(format!("{path}.({})", several.join(", "))),
        }
    }

    fn objects(&mut self) {
        let mut names = Names::default();
        let mut objects: Vec<_> = self.design.objects().collect();
        objects.sort_by_key(|object| (object.sort_order, object.id));
        for object in objects {
            let title = format!("{} {}", object.kind.noun(), object.name);
            let name = names.take(&title, None);
            let message = format!("DBML has no {}; {title} stands in a note", object.kind.noun());
            self.info("object-as-note", &title, object.id, message);
            let text = words::text(&format!("{}: {}", object.dialect, object.sql), 2);
            self.line(&format!("Note {} {{\n  {text}\n}}\n", words::name(&name)));
        }
    }
}

/// Where the keys of a table are written.
struct Keys<'a> {
    /// The field that is the primary key, where that is said at its column.
    primary_alone: Option<FieldId>,
    /// Fields that are unique keys, said at their columns.
    unique_alone: HashSet<FieldId>,
    /// Those keys.
    unique_alone_keys: Vec<&'a Constraint>,
    /// The others.
    in_indexes: Vec<&'a Constraint>,
}

impl<'a> Keys<'a> {
    fn of(design: &'a Design, table: &Table) -> Self {
        let mut keys = Self {
            primary_alone: None,
            unique_alone: HashSet::new(),
            unique_alone_keys: Vec::new(),
            in_indexes: Vec::new(),
        };
        for constraint in design.constraints_of(table.id).map(AsRef::as_ref) {
            match &constraint.kind {
                ConstraintKind::PrimaryKey { fields } => {
                    let name = constraint.name.as_deref();
                    let is_plain = name.is_none_or(|name| is_implied_key_name(name, &table.table_name))
                        && constraint.description.is_none()
                        && constraint.details.is_empty()
                        && constraint.deferrable == Deferrable::No;
                    match fields.as_slice() {
                        [one] if is_plain => keys.primary_alone = Some(*one),
                        _ => keys.in_indexes.push(constraint),
                    }
                }
                ConstraintKind::Unique { fields, .. } => match fields.as_slice() {
                    [one] if keys.unique_alone.insert(*one) => keys.unique_alone_keys.push(constraint),
                    _ => keys.in_indexes.push(constraint),
                },
                ConstraintKind::Check { .. } | ConstraintKind::Exclusion { .. } => {}
            }
        }
        keys
    }

    fn names(&self, design: &Design, key: &Constraint) -> String {
        let fields = key.kind.fields().iter();
        let names: Vec<&str> = fields
            .filter_map(|id| design.field(*id))
            .map(|f| f.field_name.as_str())
            .collect();
        names.join(", ")
    }

    fn written_names(&self, design: &Design, key: &Constraint) -> String {
        let fields = key.kind.fields().iter();
        let names: Vec<String> = fields
            .filter_map(|id| design.field(*id))
            .map(|f| words::name(&f.field_name))
            .collect();
        names.join(", ")
    }

    /// Whether a one-to-one relationship over the same fields says the same.
    fn is_implied_by_ref(&self, design: &Design, key: &Constraint) -> bool {
        let own: HashSet<&FieldId> = key.kind.fields().iter().collect();
        key.name.is_none()
            && design.relationships_of(key.table_id).any(|relationship| {
                relationship.relationship_type == RelationshipType::OneToOne
                    && relationship.target_table_id == key.table_id
                    && relationship
                        .field_pairs
                        .iter()
                        .map(|pair| &pair.target_field_id)
                        .collect::<HashSet<_>>()
                        == own
            })
    }
}

/// Whether an engine would give a unique key over one field this name by itself.
fn is_implied_unique(design: &Design, table: &Table, key: &Constraint, name: &str) -> bool {
    let field = key.kind.fields().first().and_then(|id| design.field(*id));
    field.is_some_and(|field| {
        name == field.field_name || name == format!("{}_{}_key", table.table_name, field.field_name)
    })
}

/// The columns on both sides, whichever way round; `None` for a relationship through a junction table.
fn ends(relationship: &Relationship) -> Option<[Vec<FieldId>; 2]> {
    let side = |of: fn(&FieldPair) -> FieldId| relationship.field_pairs.iter().map(of).collect::<Vec<_>>();
    let mut ends = [side(|pair| pair.source_field_id), side(|pair| pair.target_field_id)];
    ends.sort();
    (!relationship.field_pairs.is_empty()).then_some(ends)
}

/// What an index part says beyond what it is over.
fn refined(part: &IndexPart, written: &str) -> Option<String> {
    let mut said = written.to_owned();
    if let Some(length) = part.prefix_length {
        let _ = write!(said, "({length})");
    }
    if let Some(collation) = &part.collation {
        let _ = write!(said, " COLLATE {collation}");
    }
    if let Some(class) = &part.operator_class {
        let _ = write!(said, " {class}");
    }
    if part.direction == SortDirection::Desc {
        said.push_str(" DESC");
    }
    match part.nulls {
        None => {}
        Some(NullsOrder::First) => said.push_str(" NULLS FIRST"),
        Some(NullsOrder::Last) => said.push_str(" NULLS LAST"),
    }
    (said != written).then_some(said)
}

fn bracketed(settings: &[String]) -> String {
    if settings.is_empty() {
        return String::new();
    }
    format!(" [{}]", settings.join(", "))
}

/// A description, and below it what DBML has no words for.
fn noted(description: Option<&str>, notes: &[String]) -> Option<String> {
    let mut parts: Vec<String> = description.map(str::to_owned).into_iter().collect();
    if !notes.is_empty() {
        parts.push(format!("Not in DBML: {}", notes.join("; ")));
    }
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}
