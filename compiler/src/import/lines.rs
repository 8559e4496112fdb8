//! From byte offsets to lines and columns, at a fixed cost each.

use crate::diagnostic::Position;

/// How many bytes lie between two counts of characters.
const STRIDE: usize = 512;

/// Where the lines of a source begin.
pub(crate) struct Lines<'s> {
    source: &'s str,
    starts: Vec<u32>,
    /// Characters that begin before byte `i * STRIDE`.
    characters: Vec<u32>,
}

impl<'s> Lines<'s> {
    /// Reads the source once.
    pub(crate) fn new(source: &'s str) -> Self {
        let mut starts = vec![0];
        let mut characters = Vec::with_capacity(source.len() / STRIDE + 1);
        let mut seen = 0u32;
        for (i, byte) in source.bytes().enumerate() {
            if i % STRIDE == 0 {
                characters.push(seen);
            }
            if byte == b'\n' {
                starts.push(i as u32 + 1);
            }
            seen += u32::from(begins_character(byte));
        }
        Self {
            source,
            starts,
            characters,
        }
    }

    /// The line and column of a byte offset.
    pub(crate) fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.source.len());
        let line = self.starts.partition_point(|start| *start as usize <= offset);
        let line_start = self.starts[line - 1] as usize;
        Position {
            line: line as u32,
            column: self.count(offset) - self.count(line_start) + 1,
        }
    }

    /// How many characters begin before the offset.
    fn count(&self, offset: usize) -> u32 {
        let stride = (offset / STRIDE).min(self.characters.len().saturating_sub(1));
        let counted = self.characters.get(stride).copied().unwrap_or(0);
        let rest = &self.source.as_bytes()[(stride * STRIDE).min(offset)..offset];
        counted + rest.iter().filter(|b| begins_character(**b)).count() as u32
    }
}

fn begins_character(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}
