//! Expressions that go out word for word.

use super::{Place, Scope, Translated, parse};
use crate::dialect::Dialect;
use sqlparser::ast::{Expr, Ident, Visit, Visitor};
use std::ops::ControlFlow;

/// The expression as it is, where every column it mentions has the same name in the target. `None` where names
/// differ, so that it has to be printed anew.
///
/// What the parser cannot read is taken as it is: the engine it came from could.
pub(super) fn verbatim(sql: &str, dialect: Dialect, scope: Scope<'_>) -> Option<Translated> {
    let kept = |columns| {
        Some(Translated::Sql {
            sql: sql.to_owned(),
            note: None,
            columns,
        })
    };
    let Some(column) = scope.column.filter(|_| scope.place != Place::Default) else {
        return kept(Vec::new());
    };
    let Ok(tree) = parse(sql, dialect) else {
        return kept(Vec::new());
    };
    let mut columns: Vec<String> = Vec::new();
    for ident in mentioned(&tree) {
        // PostgreSQL reads a bare word in lower case.
        let said = match ident.quote_style {
            None if dialect == Dialect::Postgres => ident.value.to_lowercase(),
            _ => ident.value.clone(),
        };
        match column(&said) {
            Some(found) if found.name == ident.value || same_word(&ident, &found.name, dialect) => {
                if !columns.contains(&found.name) {
                    columns.push(found.name);
                }
            }
            Some(_) => return None,
            None => return Some(Translated::Impossible(format!("there is no column {}", ident.value))),
        }
    }
    kept(columns)
}

/// Whether a bare word names the column though written in another case.
fn same_word(ident: &Ident, name: &str, dialect: Dialect) -> bool {
    match dialect {
        Dialect::Postgres => ident.quote_style.is_none() && ident.value.to_lowercase() == name,
        Dialect::Mysql | Dialect::Sqlite => ident.value.eq_ignore_ascii_case(name),
    }
}

/// The names in an expression that can only be columns.
fn mentioned(tree: &Expr) -> Vec<Ident> {
    struct Names {
        found: Vec<Ident>,
        subqueries: bool,
    }
    impl Visitor for Names {
        type Break = ();

        fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
            match expr {
                Expr::Identifier(ident) => self.found.push(ident.clone()),
                Expr::CompoundIdentifier(parts) => self.found.extend(parts.last().cloned()),
                Expr::Subquery(_) | Expr::Exists { .. } | Expr::InSubquery { .. } => self.subqueries = true,
                _ => {}
            }
            ControlFlow::Continue(())
        }
    }
    let mut names = Names {
        found: Vec::new(),
        subqueries: false,
    };
    let _ = tree.visit(&mut names);
    // Inside a subquery the names are those of other tables.
    if names.subqueries { Vec::new() } else { names.found }
}
