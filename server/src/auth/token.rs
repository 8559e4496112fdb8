//! Tokens: what a client shows to be let in. They are shown once; only their hashes are kept.

use std::fmt::{self, Write};

use sha2::{Digest, Sha256};

use crate::error::AppError;

/// A secret of 256 random bits, as 64 hexadecimal digits after a word that says what it is for.
pub(crate) struct Token(String);

impl Token {
    /// A new one. The prefix ("tws") lets people and secret scanners tell what they found.
    pub(crate) fn new(prefix: &str) -> Result<Self, AppError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(AppError::internal)?;
        let mut text = format!("{prefix}_");
        for byte in bytes {
            write!(text, "{byte:02x}").expect("writing to a string cannot fail");
        }
        Ok(Self(text))
    }

    /// What is kept of it.
    pub(crate) fn hash(&self) -> Vec<u8> {
        Self::hash_of(&self.0)
    }

    /// What is kept of a token with this text.
    pub(crate) fn hash_of(text: &str) -> Vec<u8> {
        Sha256::digest(text.as_bytes()).to_vec()
    }

    /// The text, for the one it belongs to.
    pub(crate) fn reveal(self) -> String {
        self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::Token;

    #[test]
    fn tokens_are_long_and_differ_and_do_not_show_in_logs() {
        let (one, two) = (Token::new("tws").unwrap(), Token::new("tws").unwrap());
        assert_ne!(one.hash(), two.hash());
        assert_eq!(one.hash().len(), 32);
        assert!(!format!("{one:?}").contains("tws"));
        let (hash, text) = (one.hash(), one.reveal());
        assert_eq!(text.len(), 4 + 64);
        assert_eq!(Token::hash_of(&text), hash);
    }
}
