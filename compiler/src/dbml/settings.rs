//! Settings: what stands in square brackets.

use super::elements::quoted;
use super::lex::TokenKind;
use super::parse::Words;
use super::report::Report;

/// A setting.
pub(super) struct Setting<'t> {
    /// In lower case, with one space between its words: `not null`.
    pub(super) key: String,
    /// What stands behind its colon.
    pub(super) value: Words<'t>,
    /// Where it stands.
    pub(super) at: usize,
}

/// The settings of `[ … ]`, with which the words must begin. What stands behind them is complained about.
pub(super) fn settings<'t>(words: Words<'t>, report: &mut Report<'_>) -> Vec<Setting<'t>> {
    let mut found = Vec::new();
    if words.is_empty() {
        return found;
    }
    let inner = match words.closing(0) {
        Some(end) => {
            if end + 1 < words.len() {
                let rest = words.from(end + 1);
                let message = format!("{} stands behind the settings and is left out", quoted(&rest.shown()));
                report.error(rest.at(), "dbml-syntax", message);
            }
            words.part(1, end)
        }
        None => {
            report.error(words.at(), "not-closed", "settings begin here and are never closed");
            words.from(1)
        }
    };
    let mut rest = inner;
    while !rest.is_empty() {
        let end = rest.find(|kind| *kind == TokenKind::Mark(',')).unwrap_or(rest.len());
        let one = rest.part(0, end);
        rest = rest.from(end + 1);
        if one.is_empty() {
            continue;
        }
        let colon = one.find(|kind| *kind == TokenKind::Mark(':')).unwrap_or(one.len());
        let key: Vec<String> = (0..colon).map_while(|n| one.keyword(n)).collect();
        if key.len() < colon || key.is_empty() {
            let message = format!("{} is no setting", quoted(&one.shown()));
            report.error(one.at(), "dbml-syntax", message);
            continue;
        }
        found.push(Setting {
            key: key.join(" "),
            value: one.from(colon + 1),
            at: one.at(),
        });
    }
    found
}

impl Setting<'_> {
    /// Its value as a text; where it is none, that is said.
    pub(super) fn text(&self, report: &mut Report<'_>) -> Option<String> {
        let found = text_value(self.value);
        if found.is_none() {
            let message = format!("{} needs a text in single quotes", quoted(&self.key));
            report.error(self.at, "dbml-syntax", message);
        }
        found
    }

    /// Its value as a text or a name.
    pub(super) fn name(&self, report: &mut Report<'_>) -> Option<String> {
        match (self.value.len(), self.value.name(0)) {
            (1, Some(name)) => Some(name.to_owned()),
            _ => self.text(report),
        }
    }

    /// Says that a design has no place for it.
    pub(super) fn leave_out(&self, report: &mut Report<'_>) {
        match self.key.as_str() {
            "headercolor" | "color" => {
                report.info(
                    self.at,
                    "color-left-out",
                    "a color is how it is drawn, which is no part of a design",
                );
            }
            key => {
                let message = format!("the setting {} is not known and is left out", quoted(key));
                report.warn(self.at, "setting-left-out", message);
            }
        }
    }
}

/// The words as one text.
pub(super) fn text_value(words: Words<'_>) -> Option<String> {
    match (words.len(), words.kind(0)) {
        (1, Some(TokenKind::Text(text))) => Some(text.clone()),
        _ => None,
    }
}
