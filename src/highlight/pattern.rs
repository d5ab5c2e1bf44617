//! Patterns of words: phrases, and words near each other, looked for among the tokens of a text. An engine filters by the
//! same patterns over the positions of its postings, so that what is highlighted is what matched.

use std::ops::Range;
use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use super::groups::{GroupForm, Span, within};
use crate::analysis::wanted::WantedWords;
use crate::analysis::{self, Token};

/// A pattern of words.
#[derive(Debug, Clone, PartialEq)]
pub enum Pattern {
    /// Any of these stems.
    Word(Vec<String>),
    /// Any of these words as they are written.
    Written(WrittenWords),
    Or(Vec<Pattern>),
    /// All of these, at most `slop` other words between the first and the last; `ordered` as they are listed.
    Group {
        parts: Vec<Pattern>,
        slop: u32,
        ordered: bool,
    },
}

/// Words as they are written, maybe all that begin as `grev*`.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenWords {
    /// In ascending order.
    forms: Vec<String>,
    /// Known once somebody asked: of thousands of words they take longer than a search.
    stems: OnceLock<Vec<String>>,
}

impl WrittenWords {
    pub fn new(mut forms: Vec<String>) -> Self {
        forms.sort_unstable();
        forms.dedup();
        Self { forms, stems: OnceLock::new() }
    }

    /// All stems that they may have.
    pub fn stems(&self) -> &[String] {
        self.stems.get_or_init(|| {
            let mut stems: Vec<String> = self.forms.iter().flat_map(|form| analysis::stems_of_form(form)).collect();
            stems.sort_unstable();
            stems.dedup();
            stems
        })
    }

    fn has(&self, form: &str) -> bool {
        // The forms of a beginning are neighbours, from which most words of a text are far.
        let may_be = self
            .forms
            .first()
            .zip(self.forms.last())
            .is_some_and(|(first, last)| first.as_str() <= form && form <= last.as_str());
        may_be && self.forms.binary_search_by(|other| other.as_str().cmp(form)).is_ok()
    }
}

impl Pattern {
    /// The stems, where it is one word in any form.
    pub fn stems(&self) -> Option<&[String]> {
        match self {
            Self::Word(stems) => Some(stems),
            _ => None,
        }
    }

    /// The index does not know where a written word stands.
    pub fn needs_text(&self) -> bool {
        match self {
            Self::Word(_) => false,
            Self::Written(_) => true,
            Self::Or(parts) | Self::Group { parts, .. } => parts.iter().any(Self::needs_text),
        }
    }
}

impl Pattern {
    /// The pattern's places among the tokens of a text, as bytes: a phrase from its first word to its last, words near
    /// each other one by one.
    pub fn find(&self, tokens: &[Token]) -> Vec<Range<usize>> {
        let places = self.places(tokens).into_iter();
        places.filter_map(|span| bytes_of(span, tokens)).collect()
    }

    /// The pattern's occurrences among the tokens of a text, as bytes: what stands near each other as one, from its first word
    /// to its last.
    pub fn find_whole(&self, tokens: &[Token]) -> Vec<Range<usize>> {
        self.spans(tokens).into_iter().filter_map(|span| bytes_of(span, tokens)).collect()
    }

    fn places(&self, tokens: &[Token]) -> Vec<Span> {
        match self {
            Self::Group { parts, slop, ordered } if *slop > 0 || !ordered => {
                let groups = self.spans(tokens);
                let (parts, _) = GroupForm::of(parts, *slop, *ordered, false);
                let mut places: Vec<Span> = parts.iter().flat_map(|part| part.places(tokens)).collect();
                places.sort_unstable();
                within(&groups, places)
            }
            _ => self.spans(tokens),
        }
    }

    /// The pattern's places among the tokens of a text, in order of their starts.
    pub fn spans(&self, tokens: &[Token]) -> Vec<Span> {
        self.spans_in(tokens, false)
    }

    fn spans_in(&self, tokens: &[Token], is_part: bool) -> Vec<Span> {
        match self {
            Self::Word(stems) => spans_of(tokens, |token| stems.contains(&token.stem)),
            Self::Written(words) => {
                let mut spans = spans_of(tokens, |token| words.has(&token.form));
                // Alternatives share their form.
                spans.dedup();
                spans
            }
            Self::Or(parts) => {
                let mut spans: Vec<Span> = parts.iter().flat_map(|part| part.spans_in(tokens, is_part)).collect();
                spans.sort_unstable();
                spans
            }
            Self::Group { parts, slop, ordered } => {
                let (parts, form) = GroupForm::of(parts, *slop, *ordered, is_part);
                form.groups(parts.iter().map(|part| part.spans_in(tokens, true)))
            }
        }
    }
}

/// A compound that is read as one word (`weekend` for `week-end`) stands where its first part does, as in the postings of an
/// index, which do not know how long it is.
fn spans_of(tokens: &[Token], is_wanted: impl Fn(&Token) -> bool) -> Vec<Span> {
    let wanted = tokens.iter().filter(|token| is_wanted(token));
    wanted.map(|token| (token.position, token.position + 1)).collect()
}

/// From the first word's first byte to the last byte of the last word, and of the compounds that begin there. A compound that begins
/// earlier may go on behind it: `Île-de-France`, where the last word is its `de`.
fn bytes_of(span: Span, tokens: &[Token]) -> Option<Range<usize>> {
    let from = tokens.partition_point(|token| token.position < span.0);
    let to = tokens.partition_point(|token| token.position < span.1);
    let covered = tokens.get(from..to)?;
    let last = covered.last()?.position;
    let at_last = covered.iter().rev().take_while(|token| token.position == last);
    Some(covered.first()?.start..at_last.map(|token| token.end).max()?)
}

/// Patterns to look for in texts.
pub struct Sought {
    pub patterns: Vec<Pattern>,
    /// What may tell one of them: all else that stands in a text is passed over.
    words: WantedWords,
}

impl From<Vec<Pattern>> for Sought {
    fn from(patterns: Vec<Pattern>) -> Self {
        let (mut stems, mut forms) = (FxHashSet::default(), FxHashSet::default());
        let mut pending: Vec<&Pattern> = patterns.iter().collect();
        while let Some(pattern) = pending.pop() {
            match pattern {
                Pattern::Word(words) => stems.extend(words.iter().cloned()),
                Pattern::Written(words) => forms.extend(words.forms.iter().cloned()),
                Pattern::Or(parts) | Pattern::Group { parts, .. } => pending.extend(parts),
            }
        }
        Self { patterns, words: WantedWords::new(stems, forms) }
    }
}

impl Sought {
    /// The tokens of a text that the patterns are looked for among.
    pub fn tokens(&self, text: &str) -> Vec<Token> {
        analysis::wanted_tokens(text, &self.words)
    }
}
