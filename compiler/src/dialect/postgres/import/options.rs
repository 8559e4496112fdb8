//! `WITH (…)` and what stands around it.

use super::nodes;
use pg_query::protobuf::a_const;
use pg_query::{Node, NodeEnum};

/// The parameters that a list says: name and value, without quotes.
pub(super) fn said(list: &[Node]) -> Vec<(String, String)> {
    list.iter()
        .filter_map(|node| match &node.node {
            Some(NodeEnum::DefElem(option)) => Some(option),
            _ => None,
        })
        .map(|option| {
            let name = if option.defnamespace.is_empty() {
                nodes::quote(&option.defname)
            } else {
                format!(
                    "{}.{}",
                    nodes::quote(&option.defnamespace),
                    nodes::quote(&option.defname)
                )
            };
            (name, option.arg.as_deref().map_or_else(|| "true".to_owned(), value))
        })
        .collect()
}

fn value(node: &Node) -> String {
    match &node.node {
        Some(NodeEnum::Integer(i)) => i.ival.to_string(),
        Some(NodeEnum::Float(f)) => f.fval.clone(),
        Some(NodeEnum::String(s)) => s.sval.clone(),
        Some(NodeEnum::Boolean(b)) => b.boolval.to_string(),
        Some(NodeEnum::TypeName(t)) => nodes::strings(&t.names).join("."),
        Some(NodeEnum::AConst(c)) => match &c.val {
            Some(a_const::Val::Ival(i)) => i.ival.to_string(),
            Some(a_const::Val::Fval(f)) => f.fval.clone(),
            Some(a_const::Val::Sval(s)) => s.sval.clone(),
            Some(a_const::Val::Boolval(b)) => b.boolval.to_string(),
            _ => String::new(),
        },
        _ => String::new(),
    }
}

/// The parameters in parentheses, as dumps write them: `(fillfactor='70')`; `None` for none.
pub(super) fn list(parameters: &[(String, String)]) -> Option<String> {
    if parameters.is_empty() {
        return None;
    }
    let said: Vec<String> = parameters
        .iter()
        .map(|(name, value)| format!("{name}='{}'", value.replace('\'', "''")))
        .collect();
    Some(format!("({})", said.join(", ")))
}

/// The parameters of a list as [`list`] gives it.
pub(super) fn of_list(list: &str) -> Vec<(String, String)> {
    let parsed = pg_query::parse(&format!("ALTER TABLE t SET {list}"), 0);
    let Ok(parsed) = parsed else { return Vec::new() };
    match parsed
        .protobuf
        .stmts
        .first()
        .and_then(|s| s.stmt.as_ref()?.node.as_ref())
    {
        Some(NodeEnum::AlterTableStmt(altered)) => match altered.cmds.first().and_then(|c| c.node.as_ref()) {
            Some(NodeEnum::AlterTableCmd(command)) => of_list_node(command.def.as_ref().and_then(|d| d.node.as_ref())),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The parameters of a node that is a list.
pub(super) fn of_list_node(node: Option<&NodeEnum>) -> Vec<(String, String)> {
    match node {
        Some(NodeEnum::List(list)) => said(&list.items),
        _ => Vec::new(),
    }
}

/// Sets parameters, or takes them away where `resets`.
pub(super) fn change(parameters: &mut Vec<(String, String)>, said: Vec<(String, String)>, resets: bool) {
    for (name, value) in said {
        match parameters.iter_mut().find(|(known, _)| *known == name) {
            Some(_) if resets => parameters.retain(|(known, _)| *known != name),
            Some(known) => known.1 = value,
            None if resets => {}
            None => parameters.push((name, value)),
        }
    }
}

/// What is said of an index behind its columns: `WITH (…)` and its tablespace, which follows `words`.
pub(super) fn of_index(with: &[Node], words: &str, tablespace: &str) -> Option<String> {
    let with = list(&said(with)).map(|list| format!("WITH {list}"));
    let place = (!tablespace.is_empty()).then(|| format!("{words} {}", nodes::quote(tablespace)));
    let both: Vec<String> = with.into_iter().chain(place).collect();
    (!both.is_empty()).then(|| both.join(" "))
}

/// What stands behind a table's columns, its storage parameters as dumps write them. Tables have had no OIDs for long.
pub(super) fn of_table(written: &str, with: &[Node]) -> Option<String> {
    let written = written.trim();
    let without = |words: &str| {
        let at = written.to_ascii_lowercase().find(words)?;
        Some(format!("{} {}", &written[..at], &written[at + words.len()..]))
    };
    let shortened = without("without oids");
    let written = shortened.as_deref().map_or(written, str::trim);
    if with.is_empty() {
        return (!written.is_empty()).then(|| written.to_owned());
    }
    let (before, _, after) = parted(written);
    let mut parameters = said(with);
    parameters.retain(|(name, _)| name != "oids");
    let with = list(&parameters).map(|list| format!("WITH {list}"));
    joined(&[before, with.as_deref().unwrap_or_default(), after])
}

fn joined(parts: &[&str]) -> Option<String> {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// The options of a table or index with other storage parameters.
pub(super) fn with_parameters(options: &str, said: Vec<(String, String)>, resets: bool) -> Option<String> {
    let (before, list_said, after) = parted(options);
    let mut parameters = list_said.map(of_list).unwrap_or_default();
    change(&mut parameters, said, resets);
    let with = list(&parameters).map(|list| format!("WITH {list}"));
    joined(&[before, with.as_deref().unwrap_or_default(), after])
}

/// What stands before WITH, its list, and what stands behind it. Without it what must stand behind is told by its
/// first word.
fn parted(options: &str) -> (&str, Option<&str>, &str) {
    let mut lexer = crate::import::lex::Lexer::new(options, crate::dialect::Dialect::Postgres);
    let (mut depth, mut with, mut open) = (0u32, None, None);
    while let Some(token) = lexer.next_token() {
        let (start, end) = (token.start as usize, token.end as usize);
        match token.text(options) {
            "(" => {
                if depth == 0 && with.is_some() {
                    open = Some(start);
                }
                depth += 1;
            }
            ")" => {
                depth = depth.saturating_sub(1);
                if let (0, Some(with), Some(open)) = (depth, with, open) {
                    return (options[..with].trim(), Some(&options[open..end]), options[end..].trim());
                }
            }
            word if depth == 0 && word.eq_ignore_ascii_case("with") => with = Some(start),
            word if depth == 0 && word.eq_ignore_ascii_case("tablespace") => {
                return (options[..start].trim(), None, options[start..].trim());
            }
            _ => {}
        }
    }
    (options.trim(), None, "")
}
