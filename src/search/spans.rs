//! Where words stand: phrases, and words near each other. A pattern of positions filters articles; it scores nothing,
//! since the words in it are scored for themselves.

use std::ops::Range;

use rustc_hash::FxHashSet;
use tantivy::index::SegmentReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::store::StoreReader;
use tantivy::{DocId, DocSet, TERMINATED, Term};

use super::window::{Places, Window};
use crate::analysis::wanted::Wanted;
use crate::analysis::{self, Token};
use crate::index::schema::Fields;

/// A pattern of words.
#[derive(Debug, Clone, PartialEq)]
pub enum Pattern {
    /// Any of these stems.
    Word(Vec<String>),
    /// Any of these words as they are written, in ascending order, and all stems that they may have.
    Written {
        forms: Vec<String>,
        stems: Vec<String>,
    },
    Or(Vec<Pattern>),
    /// All of these, at most `slop` other words between the first and the last; `ordered` as they are listed.
    Group {
        parts: Vec<Pattern>,
        slop: u32,
        ordered: bool,
    },
}

impl Pattern {
    /// The index does not know where a written word stands.
    fn needs_text(&self) -> bool {
        match self {
            Self::Word(_) => false,
            Self::Written { .. } => true,
            Self::Or(parts) | Self::Group { parts, .. } => parts.iter().any(Self::needs_text),
        }
    }
}

/// Patterns to look for in texts.
pub struct Sought {
    pub patterns: Vec<Pattern>,
    /// What may tell one of them: all else that stands in a text is passed over.
    words: Wanted,
}

impl From<Vec<Pattern>> for Sought {
    fn from(patterns: Vec<Pattern>) -> Self {
        let (mut stems, mut forms) = (FxHashSet::default(), FxHashSet::default());
        let mut pending: Vec<&Pattern> = patterns.iter().collect();
        while let Some(pattern) = pending.pop() {
            match pattern {
                Pattern::Word(words) => stems.extend(words.iter().cloned()),
                Pattern::Written { forms: written, .. } => forms.extend(written.iter().cloned()),
                Pattern::Or(parts) | Pattern::Group { parts, .. } => pending.extend(parts),
            }
        }
        Self { patterns, words: Wanted::new(stems, forms) }
    }
}

impl Sought {
    /// The tokens of a text that the patterns are looked for among.
    pub fn tokens(&self, text: &str) -> Vec<Token> {
        analysis::wanted_tokens(text, &self.words)
    }
}

/// A pattern with its postings in some fields of one segment.
pub struct PatternReader {
    fields: Vec<Matcher>,
    at_least: usize,
    /// Has the last word where postings tell too little.
    text: Option<Box<TextMatcher>>,
}

impl PatternReader {
    /// For the documents that have the pattern so many times, in all the fields together.
    pub fn open(
        pattern: &Pattern,
        fields: &[Field],
        at_least: usize,
        segment: &SegmentReader,
        schema: &Fields,
    ) -> tantivy::Result<Self> {
        let mut matchers = Vec::new();
        for field in fields {
            matchers.push(Matcher::open(pattern, segment, *field)?);
        }
        let text = pattern.needs_text().then(|| TextMatcher::open(pattern, fields, segment, schema)).transpose()?;
        Ok(Self { fields: matchers, at_least, text })
    }

    /// The first document from `doc` on that has the words of the pattern, wherever they stand.
    pub fn candidate(&mut self, doc: DocId) -> DocId {
        self.fields.iter_mut().map(|field| field.seek(doc)).min().unwrap_or(TERMINATED)
    }

    /// Which of some documents of a window have the pattern. Windows come in order.
    pub fn places(&mut self, window: Window, among: &Places) -> tantivy::Result<Places> {
        let mut found = Places::default();
        let mut next = among.from(0);
        while let Some(place) = next {
            let candidate = self.candidate(window.doc(place));
            if candidate >= window.end {
                break;
            }
            let reached = (candidate - window.start) as usize;
            if reached > place {
                next = among.from(reached);
                continue;
            }
            if self.has_pattern(candidate)? {
                found.insert(place);
            }
            next = among.from(place + 1);
        }
        Ok(found)
    }

    fn has_pattern(&mut self, doc: DocId) -> tantivy::Result<bool> {
        Ok(self.occurrences(doc) >= self.at_least
            && match &self.text {
                Some(text) => text.occurrences(doc)? >= self.at_least,
                None => true,
            })
    }

    fn occurrences(&mut self, doc: DocId) -> usize {
        self.fields.iter_mut().map(|field| field.spans(doc).len()).sum()
    }
}

/// A pattern that is looked for in the texts of articles.
struct TextMatcher {
    sought: Sought,
    fields: Vec<Field>,
    schema: Fields,
    store: StoreReader,
}

impl TextMatcher {
    fn open(
        pattern: &Pattern,
        fields: &[Field],
        segment: &SegmentReader,
        schema: &Fields,
    ) -> tantivy::Result<Box<Self>> {
        // Documents are read in order, so that one block at a time is enough.
        let store = segment.get_store_reader(1)?;
        Ok(Box::new(Self { sought: vec![pattern.clone()].into(), fields: fields.to_vec(), schema: *schema, store }))
    }

    fn occurrences(&self, doc: DocId) -> tantivy::Result<usize> {
        let Some(article) = self.schema.article(&self.store.get(doc)?)? else { return Ok(0) };
        let Fields { title, lead, body, .. } = self.schema;
        let texts = [(title, Some(&article.title)), (lead, article.lead.as_ref()), (body, Some(&article.body))];
        let searched = texts.into_iter().filter(|(field, _)| self.fields.contains(&field.stems));
        let occurrences = |text: &String| {
            let tokens = self.sought.tokens(text);
            self.sought.patterns.iter().map(|pattern| pattern.spans(&tokens).len()).sum::<usize>()
        };
        Ok(searched.filter_map(|(_, text)| text).map(occurrences).sum())
    }
}

/// Positions from the first, included, to the second, excluded.
type Span = (u32, u32);

/// A pattern with its postings in one field of one segment.
enum Matcher {
    Word(Vec<SegmentPostings>),
    Or(Vec<Matcher>),
    Group { parts: Vec<Matcher>, slop: u32, ordered: bool },
}

impl Matcher {
    fn open(pattern: &Pattern, segment: &SegmentReader, field: Field) -> tantivy::Result<Self> {
        let open_all = |patterns: &[Pattern]| {
            patterns.iter().map(|pattern| Self::open(pattern, segment, field)).collect::<tantivy::Result<Vec<_>>>()
        };
        Ok(match pattern {
            Pattern::Word(stems) | Pattern::Written { stems, .. } => {
                let index = segment.inverted_index(field)?;
                let mut postings = Vec::new();
                for word in stems {
                    let term = Term::from_field_text(field, word);
                    if let Some(list) = index.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)? {
                        postings.push(list);
                    }
                }
                Self::Word(postings)
            }
            Pattern::Or(patterns) => Self::Or(open_all(patterns)?),
            Pattern::Group { parts, slop, ordered } => {
                Self::Group { parts: open_all(parts)?, slop: *slop, ordered: *ordered }
            }
        })
    }

    /// The first document from `target` on that has all the words, wherever they stand.
    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Word(postings) => {
                let docs =
                    postings.iter_mut().map(|list| if list.doc() < target { list.seek(target) } else { list.doc() });
                docs.min().unwrap_or(TERMINATED)
            }
            Self::Or(parts) => parts.iter_mut().map(|part| part.seek(target)).min().unwrap_or(TERMINATED),
            Self::Group { parts, .. } => {
                let mut candidate = target;
                loop {
                    let furthest = parts.iter_mut().map(|part| part.seek(candidate)).max().unwrap_or(TERMINATED);
                    if furthest == candidate || furthest == TERMINATED {
                        return furthest;
                    }
                    candidate = furthest;
                }
            }
        }
    }

    /// The pattern's places in `doc`, in order of their starts; every posting list stands at `doc` or beyond it.
    fn spans(&mut self, doc: DocId) -> Vec<Span> {
        match self {
            Self::Word(postings) => {
                let (mut spans, mut positions) = (Vec::new(), Vec::new());
                for list in postings {
                    if list.doc() == doc {
                        list.positions(&mut positions);
                        spans.extend(positions.iter().map(|start| (*start, start + 1)));
                    }
                }
                spans.sort_unstable();
                spans
            }
            Self::Or(parts) => {
                let mut spans: Vec<Span> = parts.iter_mut().flat_map(|part| part.spans(doc)).collect();
                spans.sort_unstable();
                spans
            }
            Self::Group { parts, slop, ordered } => {
                let mut lists = Vec::with_capacity(parts.len());
                for part in parts {
                    let spans = part.spans(doc);
                    if spans.is_empty() {
                        return spans;
                    }
                    lists.push(spans);
                }
                if *ordered { ordered_groups(&lists, *slop) } else { unordered_groups(&lists, *slop) }
            }
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

    fn places(&self, tokens: &[Token]) -> Vec<Span> {
        match self {
            Self::Group { parts, slop, ordered } if *slop > 0 || !ordered => {
                let groups = self.spans(tokens);
                let mut places: Vec<Span> = parts.iter().flat_map(|part| part.places(tokens)).collect();
                places.sort_unstable();
                within(&groups, places)
            }
            _ => self.spans(tokens),
        }
    }

    fn spans(&self, tokens: &[Token]) -> Vec<Span> {
        match self {
            Self::Word(stems) => spans_of(tokens, |token| stems.contains(&token.stem)),
            Self::Written { forms, .. } => {
                let mut spans = spans_of(tokens, |token| forms.binary_search(&token.form).is_ok());
                // Alternatives share their form.
                spans.dedup();
                spans
            }
            Self::Or(parts) => {
                let mut spans: Vec<Span> = parts.iter().flat_map(|part| part.spans(tokens)).collect();
                spans.sort_unstable();
                spans
            }
            Self::Group { parts, slop, ordered } => {
                let lists: Vec<Vec<Span>> = parts.iter().map(|part| part.spans(tokens)).collect();
                match lists.iter().any(Vec::is_empty) {
                    true => Vec::new(),
                    false if *ordered => ordered_groups(&lists, *slop),
                    false => unordered_groups(&lists, *slop),
                }
            }
        }
    }
}

/// Those of `places` that one of `groups` contains; both in order.
fn within(groups: &[Span], places: Vec<Span>) -> Vec<Span> {
    let mut begun = groups.iter().peekable();
    let mut furthest = 0;
    let is_within = |place: &Span| {
        while let Some(group) = begun.next_if(|group| group.0 <= place.0) {
            furthest = furthest.max(group.1);
        }
        place.1 <= furthest
    };
    places.into_iter().filter(is_within).collect()
}

fn spans_of(tokens: &[Token], is_wanted: impl Fn(&Token) -> bool) -> Vec<Span> {
    let wanted = tokens.iter().filter(|token| is_wanted(token));
    wanted.map(|token| (token.position, token.position + token.length)).collect()
}

fn bytes_of(span: Span, tokens: &[Token]) -> Option<Range<usize>> {
    let from = tokens.partition_point(|token| token.position < span.0);
    let to = tokens.partition_point(|token| token.position < span.1);
    let covered = tokens.get(from..to)?;
    Some(covered.first()?.start..covered.iter().map(|token| token.end).max()?)
}

/// One span of each list, in the lists' order and without overlap, at most `slop` positions between them in all.
fn ordered_groups(lists: &[Vec<Span>], slop: u32) -> Vec<Span> {
    let mut groups = Vec::new();
    for &(start, end) in &lists[0] {
        let mut ends = vec![(end, 0)];
        for list in &lists[1..] {
            ends = followers(&ends, list, slop);
        }
        groups.extend(ends.first().map(|(end, _)| (start, *end)));
    }
    groups
}

/// The ends that can be reached from `ends` by one more span, each with the positions skipped so far; nearest first.
fn followers(ends: &[(u32, u32)], list: &[Span], slop: u32) -> Vec<(u32, u32)> {
    let mut next = Vec::new();
    for &(end, skipped) in ends {
        let from = list.partition_point(|span| span.0 < end);
        let reachable = list[from..].iter().take_while(|span| skipped + (span.0 - end) <= slop);
        next.extend(reachable.map(|span| (span.1, skipped + (span.0 - end))));
    }
    next.sort_unstable();
    next.dedup();
    next
}

/// One span of each list, in any order, at most `slop` other positions within the window that holds them. Each step
/// takes the smallest window that starts with the least span, then drops that span.
fn unordered_groups(lists: &[Vec<Span>], slop: u32) -> Vec<Span> {
    let mut groups = Vec::new();
    let mut heads = vec![0; lists.len()];
    loop {
        let spans: Vec<Span> = lists.iter().zip(&heads).map(|(list, head)| list[*head]).collect();
        let start = spans.iter().map(|span| span.0).min().unwrap_or(0);
        let end = spans.iter().map(|span| span.1).max().unwrap_or(0);
        let covered: u32 = spans.iter().map(|span| span.1 - span.0).sum();
        if !overlap(&spans) && end - start <= covered.saturating_add(slop) {
            groups.push((start, end));
        }
        let least = (0..lists.len()).min_by_key(|n| spans[*n]).unwrap_or(0);
        heads[least] += 1;
        if heads[least] == lists[least].len() {
            return groups;
        }
    }
}

/// Whether two of the spans share a position: `"mot mot"` asks for the word twice.
fn overlap(spans: &[Span]) -> bool {
    spans.iter().enumerate().any(|(n, a)| spans[n + 1..].iter().any(|b| a.0 < b.1 && b.0 < a.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(positions: &[&[u32]]) -> Vec<Vec<Span>> {
        positions.iter().map(|list| list.iter().map(|start| (*start, start + 1)).collect()).collect()
    }

    #[test]
    fn ordered() {
        let check = |positions: &[&[u32]], slop, expected: &[Span]| {
            assert_eq!(ordered_groups(&words(positions), slop), expected, "{positions:?} slop {slop}");
        };
        check(&[&[1, 5], &[2, 9]], 0, &[(1, 3)]);
        check(&[&[1, 5], &[2, 9]], 3, &[(1, 3), (5, 10)]);
        check(&[&[2], &[1]], 9, &[]);
        check(&[&[1], &[2, 3], &[4]], 1, &[(1, 5)]);
        check(&[&[1], &[1]], 5, &[]);
    }

    #[test]
    fn unordered() {
        let check = |positions: &[&[u32]], slop, expected: &[Span]| {
            assert_eq!(unordered_groups(&words(positions), slop), expected, "{positions:?} slop {slop}");
        };
        check(&[&[5], &[1, 4]], 0, &[(4, 6)]);
        check(&[&[5], &[1]], 3, &[(1, 6)]);
        check(&[&[5], &[1]], 2, &[]);
        check(&[&[1], &[1]], 5, &[]);
        check(&[&[1, 2], &[1, 2]], 0, &[(1, 3)]);
    }
}
