//! Views, routines, triggers and events.

use super::{Read, Source, left_out, literal, quoted, text, value};
use crate::engine::EngineError;
use crate::engine::connection::TextRow;
use tablewright_compiler::diagnostic::{Diagnostic, Severity};

const VIEWS: &str = "\
SELECT TABLE_NAME, VIEW_DEFINITION, CHECK_OPTION, SECURITY_TYPE, {algorithm},
  NULLIF(CHARACTER_SET_CLIENT, @@character_set_client)
FROM information_schema.VIEWS WHERE TABLE_SCHEMA = {database} ORDER BY TABLE_NAME";

/// Where MariaDB keeps routines as they were written; not everybody may look.
const ROUTINES_AS_WRITTEN: &str = "\
SELECT name, type, param_list, returns, body_utf8, is_deterministic, sql_data_access, security_type, comment
FROM mysql.proc WHERE db = {database} AND type IN ('FUNCTION', 'PROCEDURE') ORDER BY type, name";

const ROUTINES: &str = "\
SELECT ROUTINE_NAME, ROUTINE_TYPE, '', CONCAT(DTD_IDENTIFIER, IF(CHARACTER_SET_NAME IS NULL, '', CONCAT(' CHARSET ', CHARACTER_SET_NAME,
    ' COLLATE ', COLLATION_NAME))), ROUTINE_DEFINITION, IS_DETERMINISTIC, SQL_DATA_ACCESS, SECURITY_TYPE, ROUTINE_COMMENT, SPECIFIC_NAME
FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = {database} AND ROUTINE_TYPE IN ('FUNCTION', 'PROCEDURE')
ORDER BY ROUTINE_TYPE, ROUTINE_NAME";

const PARAMETERS: &str = "\
SELECT SPECIFIC_NAME, ROUTINE_TYPE, PARAMETER_MODE, PARAMETER_NAME, DTD_IDENTIFIER
FROM information_schema.PARAMETERS WHERE SPECIFIC_SCHEMA = {database} AND ORDINAL_POSITION > 0
ORDER BY ROUTINE_TYPE, SPECIFIC_NAME, ORDINAL_POSITION";

const TRIGGERS: &str = "\
SELECT TRIGGER_NAME, ACTION_TIMING, EVENT_MANIPULATION, EVENT_OBJECT_TABLE, ACTION_STATEMENT
FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = {database}
ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER";

const EVENTS: &str = "\
SELECT EVENT_NAME, EVENT_TYPE, EXECUTE_AT, INTERVAL_VALUE, INTERVAL_FIELD, STARTS, ENDS, ON_COMPLETION, STATUS, EVENT_COMMENT, EVENT_DEFINITION
FROM information_schema.EVENTS WHERE EVENT_SCHEMA = {database} ORDER BY EVENT_NAME";

/// What was made under another mode than the one that is usual here.
const MODES: &str = "\
SELECT LOWER(ROUTINE_TYPE), ROUTINE_NAME, SQL_MODE FROM information_schema.ROUTINES
WHERE ROUTINE_SCHEMA = {database} AND SQL_MODE <> @@sql_mode
UNION ALL SELECT 'trigger', TRIGGER_NAME, SQL_MODE FROM information_schema.TRIGGERS
WHERE TRIGGER_SCHEMA = {database} AND SQL_MODE <> @@sql_mode
UNION ALL SELECT 'event', EVENT_NAME, SQL_MODE FROM information_schema.EVENTS
WHERE EVENT_SCHEMA = {database} AND SQL_MODE <> @@sql_mode";

/// Names what was made under another sql_mode: the mode cannot be carried.
pub(super) async fn modes(source: &mut Source<'_>, read: &mut Read) -> Result<(), EngineError> {
    for row in source.rows(MODES).await? {
        let (what, name, mode) = (text(&row, 0), text(&row, 1), text(&row, 2));
        let message = format!("the {what} {name} was made under the sql_mode '{mode}', which is not carried");
        read.diagnostics.push(
            Diagnostic::new(Severity::Warning, "sql-mode", message)
                .subject(format!("{what} {name}"))
                .help("set this sql_mode before the statement is run"),
        );
    }
    Ok(())
}

/// Reads all views.
pub(super) async fn views(source: &mut Source<'_>, read: &mut Read) -> Result<(), EngineError> {
    let algorithm = if source.is_mariadb { "ALGORITHM" } else { "NULL" };
    let rows = source.rows(&VIEWS.replace("{algorithm}", algorithm)).await?;
    if !source.is_mariadb && !rows.is_empty() {
        let message = "MySQL does not say in its catalog by which ALGORITHM views are run; they are read as UNDEFINED";
        read.diagnostics
            .push(Diagnostic::new(Severity::Info, "not-inspected", message));
    }
    for row in rows {
        let name = text(&row, 0);
        if text(&row, 1).is_empty() {
            read.diagnostics.push(left_out("view", name));
            continue;
        }
        if let Some(charset) = value(&row, 5) {
            let message = format!(
                "the view {name} was made by a client of the character set {charset}; its texts are read as utf8mb4"
            );
            read.diagnostics
                .push(Diagnostic::new(Severity::Info, "character-set", message).subject(format!("view {name}")));
        }
        let algorithm = value(&row, 4).map_or_else(String::new, |algorithm| format!(" ALGORITHM={algorithm}"));
        let body = without_database(text(&row, 1), &source.database);
        let check = match text(&row, 2) {
            "NONE" | "" => String::new(),
            check => format!(" WITH {check} CHECK OPTION"),
        };
        read.statements.push(format!(
            "CREATE{algorithm} SQL SECURITY {} VIEW {} AS {body}{check}",
            text(&row, 3),
            quoted(name)
        ));
    }
    Ok(())
}

/// Reads all functions and procedures.
pub(super) async fn routines(source: &mut Source<'_>, read: &mut Read) -> Result<(), EngineError> {
    if source.is_mariadb {
        match source.rows(ROUTINES_AS_WRITTEN).await {
            Ok(rows) => {
                for row in &rows {
                    read.statements.push(routine(row, text(row, 2), text(row, 4)));
                }
                return Ok(());
            }
            Err(EngineError::Refused { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    let parameters = source.rows(PARAMETERS).await?;
    for row in source.rows(ROUTINES).await? {
        let (name, kind) = (text(&row, 0), text(&row, 1));
        let Some(body) = value(&row, 4) else {
            read.diagnostics.push(left_out(&kind.to_lowercase(), name));
            continue;
        };
        let taken: Vec<String> = parameters
            .iter()
            .filter(|parameter| text(parameter, 0) == text(&row, 9) && text(parameter, 1) == kind)
            .map(|parameter| {
                let mode = value(parameter, 2).filter(|_| kind == "PROCEDURE");
                let mode = mode.map_or_else(String::new, |mode| format!("{mode} "));
                format!("{mode}{} {}", quoted(text(parameter, 3)), text(parameter, 4))
            })
            .collect();
        read.statements.push(routine(&row, &taken.join(", "), body));
    }
    Ok(())
}

fn routine(row: &TextRow, parameters: &str, body: &str) -> String {
    let (name, kind) = (text(row, 0), text(row, 1));
    let mut sql = format!("CREATE {kind} {}({parameters})", quoted(name));
    if kind == "FUNCTION" {
        sql += &format!(" RETURNS {}", text(row, 3));
    }
    match text(row, 6).replace('_', " ").as_str() {
        "" | "CONTAINS SQL" => {}
        access => sql += &format!("\n    {access}"),
    }
    if text(row, 5) == "YES" {
        sql += "\n    DETERMINISTIC";
    }
    if text(row, 7) == "INVOKER" {
        sql += "\n    SQL SECURITY INVOKER";
    }
    let comment = text(row, 8);
    if !comment.is_empty() {
        sql += &format!("\n    COMMENT {}", literal(comment));
    }
    format!("{sql}\n{body}")
}

/// Reads all triggers, in the order in which they fire.
pub(super) async fn triggers(source: &mut Source<'_>, read: &mut Read) -> Result<(), EngineError> {
    for row in source.rows(TRIGGERS).await? {
        read.statements.push(format!(
            "CREATE TRIGGER {} {} {} ON {} FOR EACH ROW {}",
            quoted(text(&row, 0)),
            text(&row, 1),
            text(&row, 2),
            quoted(text(&row, 3)),
            text(&row, 4)
        ));
    }
    Ok(())
}

/// Reads all events.
pub(super) async fn events(source: &mut Source<'_>, read: &mut Read) -> Result<(), EngineError> {
    for row in source.rows(EVENTS).await? {
        let mut sql = format!("CREATE EVENT {} ON SCHEDULE ", quoted(text(&row, 0)));
        match value(&row, 2) {
            Some(moment) => sql += &format!("AT {}", literal(moment)),
            None => {
                let interval = text(&row, 3);
                let is_number = interval.bytes().all(|byte| byte.is_ascii_digit());
                let interval = if is_number {
                    interval.to_owned()
                } else {
                    literal(interval)
                };
                sql += &format!("EVERY {interval} {}", text(&row, 4));
                for (word, moment) in [("STARTS", value(&row, 5)), ("ENDS", value(&row, 6))] {
                    if let Some(moment) = moment {
                        sql += &format!(" {word} {}", literal(moment));
                    }
                }
            }
        }
        sql += &format!(" ON COMPLETION {}", text(&row, 7));
        sql += match text(&row, 8) {
            "ENABLED" => " ENABLE",
            "DISABLED" => " DISABLE",
            _ => " DISABLE ON SLAVE",
        };
        let comment = text(&row, 9);
        if !comment.is_empty() {
            sql += &format!(" COMMENT {}", literal(comment));
        }
        read.statements.push(format!("{sql} DO {}", text(&row, 10)));
    }
    Ok(())
}

/// The query without the name of its own database before other names, which the catalog puts everywhere.
fn without_database(query: &str, database: &str) -> String {
    let qualifier = format!("{}.", quoted(database));
    let mut result = String::with_capacity(query.len());
    let mut rest = query;
    while let Some(c) = rest.chars().next() {
        if let Some(behind) = rest.strip_prefix(qualifier.as_str())
            && !result.ends_with('.')
        {
            rest = behind;
            continue;
        }
        let end = match c {
            '\'' | '"' | '`' => quoted_end(rest, c),
            _ => c.len_utf8(),
        };
        let (taken, behind) = rest.split_at(end);
        result.push_str(taken);
        rest = behind;
    }
    result
}

/// Where what is quoted at the start of the text ends.
fn quoted_end(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (i, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if quote != '`' => is_escaped = true,
            _ if c == quote => return i + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::without_database;

    #[test]
    fn a_views_own_database_is_not_said() {
        assert_eq!(
            without_database(
                "select `k`.`a`.`k` AS `k`,'`k`.`x' AS `l` from `k`.`a` join `o`.`k`.`z`",
                "k"
            ),
            "select `a`.`k` AS `k`,'`k`.`x' AS `l` from `a` join `o`.`k`.`z`"
        );
    }
}
