//! Whether SQL in an engine's own words is one expression.

use super::lex::{self, Token};
use super::parse;
use crate::dialect::Dialect;
use pg_query::NodeEnum;
use pg_query::protobuf::SelectStmt;

/// Words that begin something else than an expression, reserved by every engine.
const NO_EXPRESSION: [&str; 7] = [
    "check",
    "constraint",
    "default",
    "foreign",
    "primary",
    "references",
    "unique",
];

/// Whether the text is exactly one expression of this engine's, which cannot escape from where it is put. The
/// error says what is wrong with it.
pub fn check_native_expression(sql: &str, dialect: Dialect) -> Result<(), String> {
    lex::stays_in_place(sql, dialect)?;
    only_values(sql, dialect, Some(dialect))?;
    let (count, most) = (lex::tokens(sql, dialect)?.len(), super::MOST_TOKENS);
    if count > most {
        return Err(format!("it has {count} words and signs; the limit is {most}"));
    }
    match dialect {
        Dialect::Postgres => postgres(sql),
        Dialect::Mysql | Dialect::Sqlite => parse(sql, dialect).map(|_| ()),
    }
}

/// Whether the text is what stands behind EXCLUDE in PostgreSQL, and no more. The error says what is wrong with it.
pub fn check_exclusion(sql: &str) -> Result<(), String> {
    let statement = format!("ALTER TABLE t ADD EXCLUDE {sql}");
    let parsed = pg_query::parse(&statement, 0)
        .map_err(|why| format!("it does not stand behind EXCLUDE in PostgreSQL: {why}"))?;
    let statements = &parsed.protobuf.stmts;
    let mut commands = statements
        .iter()
        .flat_map(|s| match s.stmt.as_ref().and_then(|s| s.node.as_ref()) {
            Some(NodeEnum::AlterTableStmt(altered)) => altered.cmds.as_slice(),
            _ => &[],
        });
    match (commands.next(), commands.next(), statements.len()) {
        (Some(_), None, 1) => Ok(()),
        _ => Err("it is more than one exclusion constraint".to_owned()),
    }
}

/// Refuses words that begin another clause, and what stands for a value given elsewhere: `$1`, `?`, `:a`, `@x`. The
/// text is read by the rules of `grammar`. PostgreSQL has operators with such signs, which its own parser knows.
pub(super) fn only_values(sql: &str, grammar: Dialect, dialect: Option<Dialect>) -> Result<(), String> {
    let own = dialect == Some(Dialect::Postgres);
    for (span, token) in lex::spanned(sql, grammar)? {
        let before = sql[..span.start].chars().next_back();
        let after = sql[span.end..].chars().next();
        let found = match token {
            Token::Word(word) if NO_EXPRESSION.iter().any(|w| word.eq_ignore_ascii_case(w)) => {
                return Err(format!(
                    "it is not one SQL expression: {word} begins another clause; quote it to mean a name"
                ));
            }
            Token::Symbol('$') => true,
            Token::Symbol('?') => !own,
            Token::Symbol(':') => !own && before != Some(':') && after != Some(':'),
            // Between two values `@@` is a search in text.
            Token::Symbol('@') if own => after == Some('@') && !ends_a_value(&sql[..span.start]),
            Token::Symbol('@') => !own && before != Some('<') && after != Some('>'),
            _ => false,
        };
        if found {
            let sign = &sql[span];
            return Err(format!("it contains a placeholder: `{sign}` stands for no value here"));
        }
    }
    Ok(())
}

fn ends_a_value(sql: &str) -> bool {
    sql.trim_end()
        .ends_with(|c: char| c.is_alphanumeric() || "_\"')]$".contains(c))
}

fn postgres(sql: &str) -> Result<(), String> {
    // Parentheses keep out what only a list of results may have; bare, a query would be no expression.
    for statement in [format!("SELECT ({sql})"), format!("SELECT {sql}")] {
        match pg_query::parse(&statement, 0) {
            Ok(parsed) => {
                let mut nodes = parsed.protobuf.stmts.into_iter().map(|s| s.stmt.and_then(|s| s.node));
                match (nodes.next().flatten(), nodes.next()) {
                    (Some(NodeEnum::SelectStmt(select)), None) if gives_one_value(&select) => {}
                    _ => return Err("it is not one SQL expression".to_owned()),
                }
            }
            Err(pg_query::Error::Parse(why)) => return Err(format!("it is not an SQL expression: {why}")),
            // PostgreSQL reads it, but its tree is too deep to be handed over.
            Err(_) => return parse(sql, Dialect::Postgres).map(|_| ()),
        }
    }
    Ok(())
}

/// Whether a SELECT is nothing but one value without a name.
fn gives_one_value(select: &SelectStmt) -> bool {
    let [target] = select.target_list.as_slice() else {
        return false;
    };
    let Some(NodeEnum::ResTarget(target)) = &target.node else {
        return false;
    };
    let plain = SelectStmt {
        target_list: select.target_list.clone(),
        limit_option: select.limit_option,
        op: select.op,
        ..SelectStmt::default()
    };
    target.name.is_empty() && target.indirection.is_empty() && target.val.is_some() && *select == plain
}
