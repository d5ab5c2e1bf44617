//! The warnings of the parser, which reads any query and says where it had to guess.

use std::ops::Range;

/// A part of a query that may have been meant otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The bytes of the query that the warning is about.
    pub span: Range<usize>,
    /// What was read there, or what was passed over; a sentence without a full stop.
    pub message: String,
}

impl Warning {
    /// Adds a warning, up to twenty: nobody reads more, and a megabyte of `)` would give a million.
    pub(super) fn add(warnings: &mut Vec<Warning>, span: Range<usize>, message: impl Into<String>) {
        if warnings.len() < 20 {
            warnings.push(Warning { span, message: message.into() });
        }
    }
}
