//! Texts that match a pattern.

/// A text that matches a LIKE pattern; `variant` makes them differ where the pattern leaves room.
pub(super) fn like(pattern: &str, variant: usize) -> String {
    let mut out = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '%' if variant > 0 => out.push_str(&variant.to_string()),
            '%' => {}
            '_' => out.push(letter(variant)),
            '\\' => out.extend(chars.next()),
            c => out.push(c),
        }
    }
    out
}

/// Whether a text matches a LIKE pattern.
pub(super) fn is_like(text: &[char], pattern: &[char]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some(('%', rest)) => (0..=text.len()).any(|at| is_like(&text[at..], rest)),
        Some(('_', rest)) => !text.is_empty() && is_like(&text[1..], rest),
        Some(('\\', rest)) if !rest.is_empty() => text.first() == rest.first() && is_like(&text[1..], &rest[1..]),
        Some((c, rest)) => text.first() == Some(c) && is_like(&text[1..], rest),
    }
}

/// A text that matches a regular expression; `None` for what is more than classes, groups, choices and counts.
pub(super) fn regular(pattern: &str, variant: usize) -> Option<String> {
    let chars: Vec<char> = pattern.chars().collect();
    let mut maker = Maker {
        chars: &chars,
        at: 0,
        variant,
        depth: 0,
    };
    let out = maker.choices()?;
    (maker.at == chars.len()).then_some(out)
}

fn letter(variant: usize) -> char {
    char::from(b'a' + (variant % 26) as u8)
}

struct Maker<'a> {
    chars: &'a [char],
    at: usize,
    variant: usize,
    depth: usize,
}

impl Maker<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn take(&mut self) -> Option<char> {
        let found = self.peek()?;
        self.at += 1;
        Some(found)
    }

    fn choices(&mut self) -> Option<String> {
        self.depth += 1;
        if self.depth > 20 {
            return None;
        }
        let mut found = vec![self.sequence()?];
        while self.peek() == Some('|') {
            self.at += 1;
            found.push(self.sequence()?);
        }
        self.depth -= 1;
        let which = self.variant % found.len();
        Some(found.swap_remove(which))
    }

    fn sequence(&mut self) -> Option<String> {
        let mut out = String::new();
        while let Some(c) = self.peek() {
            if c == '|' || c == ')' {
                break;
            }
            let piece = self.piece()?;
            let (least, most) = self.count()?;
            let times = if least > 0 { least } else { most.min(1) };
            // A long count makes the texts differ, too.
            let times = if piece.chars().count() == 1 {
                (times + self.variant % 3).min(most.max(times))
            } else {
                times
            };
            if times > 1000 {
                return None;
            }
            out.push_str(&piece.repeat(times));
        }
        Some(out)
    }

    fn piece(&mut self) -> Option<String> {
        Some(match self.take()? {
            '^' | '$' => String::new(),
            '.' => letter(self.variant).to_string(),
            '(' => {
                if self.peek() == Some('?') {
                    self.at += 1;
                    if self.take()? != ':' {
                        return None;
                    }
                }
                let inner = self.choices()?;
                (self.take()? == ')').then_some(inner)?
            }
            '[' => self.class()?.to_string(),
            '\\' => match self.take()? {
                'd' => char::from(b'0' + (self.variant % 10) as u8).to_string(),
                'w' => letter(self.variant).to_string(),
                's' => " ".to_owned(),
                'b' | 'm' | 'M' | 'A' | 'Z' | 'y' => String::new(),
                c if c.is_alphanumeric() => return None,
                c => c.to_string(),
            },
            '*' | '+' | '?' | '{' => return None,
            c => c.to_string(),
        })
    }

    fn class(&mut self) -> Option<char> {
        let negated = self.peek() == Some('^');
        if negated {
            self.at += 1;
        }
        let mut found: Vec<(char, char)> = Vec::new();
        loop {
            let c = self.take()?;
            match c {
                ']' if !found.is_empty() => break,
                '[' if self.peek() == Some(':') => {
                    let rest: String = self.chars[self.at..].iter().collect();
                    let end = rest.find(":]")?;
                    found.push(match &rest[1..end] {
                        "digit" => ('0', '9'),
                        "upper" => ('A', 'Z'),
                        "space" => (' ', ' '),
                        _ => ('a', 'z'),
                    });
                    self.at += rest[..end + 2].chars().count();
                }
                '\\' => match self.take()? {
                    'd' => found.push(('0', '9')),
                    'w' => found.push(('a', 'z')),
                    's' => found.push((' ', ' ')),
                    c => found.push((c, c)),
                },
                c if self.peek() == Some('-') && self.chars.get(self.at + 1).is_some_and(|c| *c != ']') => {
                    self.at += 1;
                    found.push((c, self.take()?));
                }
                c => found.push((c, c)),
            }
        }
        if negated {
            return ('a'..='z')
                .chain('0'..='9')
                .find(|c| !found.iter().any(|(a, b)| a <= c && c <= b));
        }
        let (first, last) = found[self.variant % found.len()];
        let span = (last as u32).checked_sub(first as u32)? + 1;
        char::from_u32(first as u32 + (self.variant as u32 / found.len() as u32) % span)
    }

    /// How often the piece before stands: at least and at most.
    fn count(&mut self) -> Option<(usize, usize)> {
        let counted = match self.peek() {
            Some('*') => (0, 100),
            Some('+') => (1, 100),
            Some('?') => (0, 1),
            Some('{') => {
                let rest: String = self.chars[self.at + 1..].iter().collect();
                let body = &rest[..rest.find('}')?];
                let (least, most) = body.split_once(',').unwrap_or((body, body));
                self.at += body.chars().count() + 1;
                let least: usize = least.trim().parse().ok()?;
                (least, most.trim().parse().unwrap_or(least + 100))
            }
            _ => return Some((1, 1)),
        };
        self.at += 1;
        if self.peek() == Some('?') {
            self.at += 1;
        }
        Some(counted)
    }
}

#[cfg(test)]
mod tests {
    use super::{is_like, like, regular};

    #[test]
    fn makes_what_matches() {
        assert_eq!(like("a%@_.com", 0), "a@a.com");
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        assert!(is_like(&chars("abc"), &chars("a%c")));
        assert!(!is_like(&chars("abd"), &chars("a%c")));
        for (pattern, expected) in [
            ("^[A-Z]{2}$", Some("AA")),
            ("^[a-z]+@[a-z]+\\.(com|org)$", Some("a@a.com")),
            ("^\\d{3}-\\d{4}$", Some("000-0000")),
            ("^[[:digit:]]+$", Some("0")),
            ("(?=x)", None),
        ] {
            assert_eq!(regular(pattern, 0).as_deref(), expected, "{pattern}");
        }
    }
}
