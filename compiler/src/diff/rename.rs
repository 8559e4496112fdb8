//! Renames that a person tells, where elements are matched by name.

use std::fmt;

/// A rename: `old=new`, said with dots from the outside in.
///
/// The two paths have the same length, except that a table may be written with or without its schema:
/// `orders=sales`, `orders.total=amount`, `shop.orders.total=amount`; a constraint, an index and an enum are renamed
/// like a column and a table, an enum's value as `status.open=active`. A part with a dot or an equals sign in it
/// stands in double quotes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rename {
    /// The parts of the old name.
    pub from: Vec<String>,
    /// The last part of the new name, or all of its parts.
    pub to: Vec<String>,
}

impl Rename {
    /// Reads `orders.total=amount`; an error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (mut sides, mut part, mut quoted) = (vec![Vec::new()], String::new(), false);
        let mut chars = text.trim().chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '"' if quoted && chars.peek() == Some(&'"') => {
                    chars.next();
                    part.push('"');
                }
                '"' => quoted = !quoted,
                '.' | '=' if !quoted => {
                    let side = sides.last_mut().ok_or("it is empty")?;
                    side.push(std::mem::take(&mut part).trim().to_owned());
                    if c == '=' {
                        sides.push(Vec::new());
                    }
                }
                c => part.push(c),
            }
        }
        sides.last_mut().ok_or("it is empty")?.push(part.trim().to_owned());
        if quoted {
            return Err(format!("a quote in `{text}` is not closed"));
        }
        let wrong = || format!("`{text}` is not of the form old=new, with dots between the parts of a name");
        let [from, to] = <[Vec<String>; 2]>::try_from(sides).map_err(|_| wrong())?;
        let bad = |side: &Vec<String>| side.len() > 3 || side.iter().any(String::is_empty);
        if bad(&from) || bad(&to) || to.len() > from.len() + 1 {
            return Err(wrong());
        }
        Ok(Self { from, to })
    }
}

impl fmt::Display for Rename {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", path(&self.from), path(&self.to))
    }
}

fn path(parts: &[String]) -> String {
    let quoted: Vec<String> = parts
        .iter()
        .map(|part| {
            if part.contains(['.', '=', '"']) || part.trim() != part {
                format!("\"{}\"", part.replace('"', "\"\""))
            } else {
                part.clone()
            }
        })
        .collect();
    quoted.join(".")
}

#[cfg(test)]
mod tests {
    use super::Rename;

    #[test]
    fn reads_and_writes_paths() {
        for text in [
            "orders=sales",
            "orders.total=amount",
            "a.b.c=d",
            "\"x.y\"=\"p=q\"",
            "t=s.t",
        ] {
            assert_eq!(Rename::parse(text).expect("it is well formed").to_string(), text);
        }
        for text in ["", "a", "a=", "=b", "a=b=c", "a..b=c", "a.b.c.d=e", "\"a=b"] {
            assert!(Rename::parse(text).is_err(), "{text}");
        }
    }
}
