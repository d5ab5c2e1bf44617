//! Cursors: how far someone has read what comes to an index.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// A place in the life of an index, written `UUID:GENERATION`, such as `4fa2…c1:12`: what came up to its generation has been
/// read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The index's own UUID, which no other index has.
    pub index: String,
    /// The last generation that was read. Each commit that adds articles raises it.
    pub generation: u64,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.index, self.generation)
    }
}

/// A text is no cursor.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a cursor such as 3f1c…:12, which `kiosque watch` prints")]
pub struct CursorError;

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        let (index, generation) = text.split_once(':').ok_or(CursorError)?;
        let is_uuid = !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        let is_number = generation.bytes().all(|byte| byte.is_ascii_digit());
        let generation = generation.parse().map_err(|_| CursorError)?;
        if is_uuid && is_number { Ok(Self { index: index.to_owned(), generation }) } else { Err(CursorError) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_come_back() {
        let check = |text: &str, is_one: bool| {
            let read = text.parse::<Cursor>();
            assert_eq!(read.as_ref().map(ToString::to_string).ok().as_deref(), is_one.then_some(text), "{text}");
        };
        check("00ff:0", true);
        check("3f1c0a:18446744073709551615", true);
        check("3f1c0a:18446744073709551616", false);
        check("3f1c0a", false);
        check("3f1c0a:", false);
        check(":12", false);
        check("3f1c0a:+1", false);
        check("3f1c0a:-1", false);
        check("pages:12", false);
        check("../x:12", false);
    }
}
