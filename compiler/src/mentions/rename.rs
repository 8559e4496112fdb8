//! SQL under other names.

use super::{Form, Found, Mention, Merged, Target};
use crate::design::Design;
use crate::dialect::{Dialect, postgres};
use std::ops::Range;

/// The SQL with the names that what it mentions has after, where it has the names before. `None` where nothing of
/// it changes.
pub(crate) fn renamed(sql: &str, found: &Found, before: &Design, after: &Design, dialect: Dialect) -> Option<String> {
    let names = Names { before, after, dialect };
    // What stands in something that is written anew as a whole goes with it.
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for mention in &found.mentions {
        if let Some(text) = names.written(mention, sql) {
            edits.push((mention.at.clone(), text));
        }
    }
    edits.sort_by_key(|(at, _)| (at.start, std::cmp::Reverse(at.end)));
    let mut out = String::with_capacity(sql.len() + 16 * edits.len());
    let mut copied = 0;
    for (at, text) in edits {
        if at.start < copied || sql.get(copied..at.start).is_none() || sql.get(at.clone()).is_none() {
            continue;
        }
        out.push_str(&sql[copied..at.start]);
        out.push_str(&text);
        copied = at.end;
    }
    if copied == 0 {
        return None;
    }
    out.push_str(&sql[copied..]);
    Some(out)
}

struct Names<'a> {
    before: &'a Design,
    after: &'a Design,
    dialect: Dialect,
}

impl Names<'_> {
    /// What is written in place of a mention, where it changes.
    fn written(&self, mention: &Mention, sql: &str) -> Option<String> {
        match &mention.form {
            Form::Using(merged) => return self.condition(merged),
            Form::Merged(merged) => return self.merged(merged),
            _ => {}
        }
        let ((namespace, name), changed) = self.name(&mention.targets)?;
        if !changed {
            return None;
        }
        let moved = || self.namespace_changed(&mention.targets);
        let identifier = |name: &str| self.dialect.identifier(name);
        let path = |with_namespace: bool| match (namespace.as_str(), with_namespace) {
            ("", false) => identifier(&name),
            ("", true) => {
                let said = sql.get(mention.at.clone()).unwrap_or_default();
                let said = said.rsplit_once('.').map_or("public", |(before, _)| before.trim());
                let default = if moved() { "public" } else { said };
                format!("{default}.{}", identifier(&name))
            }
            (space, with_namespace) if with_namespace || moved() => {
                format!("{}.{}", identifier(space), identifier(&name))
            }
            _ => identifier(&name),
        };
        Some(match mention.form {
            Form::Name => identifier(&name),
            Form::Qualified { with_namespace } => path(with_namespace),
            Form::InLiteral { with_namespace } => path(with_namespace).replace('\'', "''"),
            Form::Text => {
                let literal = self.dialect.literal(&name);
                let inner = literal.strip_prefix('\'').and_then(|l| l.strip_suffix('\''));
                inner.map_or_else(|| name.replace('\'', "''"), str::to_owned)
            }
            Form::Using(_) | Form::Merged(_) => return None,
        })
    }

    /// The one name that all of these have after, with its namespace, and whether it is another than before.
    fn name(&self, targets: &[Target]) -> Option<((String, String), bool)> {
        let mut all = targets.iter().map(|t| path_of(self.after, *t));
        let name = all.next()??;
        if all.any(|other| other.as_ref() != Some(&name)) {
            return None;
        }
        let changed = targets.iter().any(|t| path_of(self.before, *t).as_ref() != Some(&name));
        Some((name, changed))
    }

    fn namespace_changed(&self, targets: &[Target]) -> bool {
        let space = |design, t: &Target| path_of(design, *t).map(|(space, _)| space);
        targets.iter().any(|t| space(self.before, t) != space(self.after, t))
    }

    /// USING, where its names go on alike; else the condition that it stands for.
    fn condition(&self, all: &[Merged]) -> Option<String> {
        let sides: Vec<(&Merged, String, String, bool)> = all
            .iter()
            .map(|merged| {
                let (left, a) = self.side(&merged.left_field, &merged.name);
                let (right, b) = self.side(&merged.right_field, &merged.name);
                (merged, left, right, a || b)
            })
            .collect();
        if !sides.iter().any(|(_, _, _, changed)| *changed) {
            return None;
        }
        if sides.iter().all(|(_, left, right, _)| left == right) {
            let names: Vec<String> = sides.iter().map(|(_, left, _, _)| left.clone()).collect();
            return Some(format!("USING ({})", names.join(", ")));
        }
        let terms: Vec<String> = sides
            .iter()
            .map(|(merged, left, right, _)| {
                let (before, behind) = (
                    self.qualifier(&merged.left, &merged.left_field),
                    self.qualifier(&merged.right, &merged.right_field),
                );
                format!("{before}.{left} = {behind}.{right}")
            })
            .collect();
        Some(format!("ON ({})", terms.join(" AND ")))
    }

    fn merged(&self, merged: &Merged) -> Option<String> {
        let (left, a) = self.side(&merged.left_field, &merged.name);
        let (right, b) = self.side(&merged.right_field, &merged.name);
        if !a && !b {
            None
        } else if left == right {
            Some(left)
        } else {
            Some(format!("{}.{left}", self.qualifier(&merged.left, &merged.left_field)))
        }
    }

    /// The name of a column on one side, and whether it is another than before.
    fn side(&self, targets: &[Target], name: &str) -> (String, bool) {
        match self.name(targets) {
            Some(((_, name), changed)) => (self.dialect.identifier(&name), changed),
            None => (self.dialect.identifier(name), false),
        }
    }

    /// How the relation of a column is called, which may be by its table's own name.
    fn qualifier(&self, written: &str, targets: &[Target]) -> String {
        let Some(Target::Field(field)) = targets.first() else {
            return written.to_owned();
        };
        let table = |design: &Design| {
            let field = design.field(*field)?;
            design.table(field.table_id).map(|t| t.table_name.clone())
        };
        match (table(self.before), table(self.after)) {
            (Some(before), Some(after)) if written.trim_matches(['"', '`']).eq_ignore_ascii_case(&before) => {
                self.dialect.identifier(&after)
            }
            _ => written.to_owned(),
        }
    }
}

/// The namespace and name of what is mentioned.
fn path_of(design: &Design, target: Target) -> Option<(String, String)> {
    let bare = |name: &String| (String::new(), name.clone());
    match target {
        Target::Table(id) => design.table(id).map(|t| (t.namespace.clone(), t.table_name.clone())),
        Target::Field(id) => design.field(id).map(|f| bare(&f.field_name)),
        Target::Sequence(id) => {
            let field = design.field(id)?;
            let table = design.table(field.table_id)?;
            let name = postgres::implied_names::join(&[&table.table_name, &field.field_name], "seq");
            Some((table.namespace.clone(), name))
        }
        Target::Enum(id) => design.enum_type(id).map(|e| (e.namespace.clone(), e.name.clone())),
        Target::Value(id, value) => {
            let value = design.enum_type(id)?.value(value)?;
            Some((String::new(), value.to_owned()))
        }
        Target::Constraint(id) => design.constraint(id)?.name.as_ref().map(bare),
        Target::Index(id) => design.index(id).map(|i| bare(&i.name)),
    }
}
