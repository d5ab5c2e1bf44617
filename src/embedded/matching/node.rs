//! What an article must be to match, as a tree.

use std::ops::RangeInclusive;

use tantivy::Searcher;
use tantivy::index::SegmentReader;
use tantivy::query::Query;
use tantivy::schema::Field;

use super::single::Single;
use crate::highlight::pattern::Pattern;
use crate::index::collection::Minutes;

/// What an article must be.
pub enum Node {
    All,
    /// It has the plan's word of this number.
    Word(usize),
    /// It has the pattern at least so many times, in all the fields together.
    Pattern {
        pattern: Pattern,
        fields: Vec<Field>,
        at_least: usize,
    },
    /// It was published within these minutes since 1970.
    Published(RangeInclusive<Minutes>),
    /// A field of it has what the query of tantivy's looks for.
    Single(Single, Box<dyn Query>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
}

impl Node {
    /// A field of it has this.
    pub fn single(what: Single, searcher: &Searcher) -> tantivy::Result<Self> {
        let query = what.query(searcher)?;
        Ok(Self::Single(what, query))
    }

    pub fn nothing() -> Self {
        Self::Or(Vec::new())
    }

    /// Whether an article must have the plan's word of this number.
    pub fn requires(&self, word: usize) -> bool {
        match self {
            Self::Word(n) => *n == word,
            Self::And(parts) => parts.iter().any(|part| part.requires(word)),
            _ => false,
        }
    }

    /// Of each of the plan's words, whether all that match have it, and nothing else in the tree asks which do.
    pub fn asked_alone(&self, words: usize) -> Vec<bool> {
        let mut asked = vec![(0, false); words];
        self.note(true, &mut asked);
        asked.into_iter().map(|(times, is_required)| times == 1 && is_required).collect()
    }

    /// Notes how many times each word is asked for, and whether all that match must have it.
    fn note(&self, is_required: bool, asked: &mut [(usize, bool)]) {
        match self {
            Self::Word(n) => {
                asked[*n].0 += 1;
                asked[*n].1 |= is_required;
            }
            Self::And(parts) => parts.iter().for_each(|part| part.note(is_required, asked)),
            Self::Or(parts) => parts.iter().for_each(|part| part.note(false, asked)),
            Self::Not(part) => part.note(false, asked),
            Self::All | Self::Pattern { .. } | Self::Published(_) | Self::Single(..) => {}
        }
    }

    /// Whether documents of a segment may match, by the least and the greatest number of its columns. What is new lies in few
    /// of the segments, and the words of the others need not be opened.
    pub fn may_be_in(&self, segment: &SegmentReader) -> tantivy::Result<bool> {
        match self {
            Self::Single(Single::Within(field, numbers), _) => {
                let column = segment.fast_fields().u64(segment.schema().get_field_name(*field))?;
                Ok(column.min_value() <= *numbers.end() && column.max_value() >= *numbers.start())
            }
            Self::And(parts) => {
                for part in parts {
                    if !part.may_be_in(segment)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            _ => Ok(true),
        }
    }

    /// Whether a document without text, date and names may match. Such a document stands for a rejected page.
    pub fn is_open(&self) -> bool {
        match self {
            Self::All | Self::Not(_) => true,
            Self::Word(_) | Self::Pattern { .. } | Self::Published(_) | Self::Single(..) => false,
            Self::And(parts) => parts.iter().all(Self::is_open),
            Self::Or(parts) => parts.iter().any(Self::is_open),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_nothing_else_asks_for() {
        let check = |root: &Node, expected: &[bool]| assert_eq!(root.asked_alone(expected.len()), expected);
        let word = Node::Word;
        check(&word(0), &[true]);
        check(&Node::And(vec![word(0), Node::And(vec![word(1), word(2)])]), &[true, true, true]);
        check(&Node::Or(vec![word(0), word(1)]), &[false, false]);
        // What one alternative leaves to the next is not all that is asked for.
        check(&Node::And(vec![word(0), Node::Or(vec![word(1), word(0)])]), &[false, false]);
        check(&Node::And(vec![word(0), Node::Not(Box::new(word(1)))]), &[true, false, false]);
    }
}
