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
    Group { parts: Vec<Matcher>, form: GroupForm },
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
                let (parts, form) = GroupForm::of(parts, *slop, *ordered);
                let parts = parts.into_iter().map(|part| Self::open(part, segment, field));
                Self::Group { parts: parts.collect::<tantivy::Result<_>>()?, form }
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
            Self::Group { parts, form } => form.groups(parts.iter_mut().map(|part| part.spans(doc))),
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
                let (parts, _) = GroupForm::of(parts, *slop, *ordered);
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
                // The forms of a beginning are neighbours, from which most words of a text are far.
                let around = forms.first().zip(forms.last());
                let may_be = |form: &String| around.is_some_and(|(first, last)| first <= form && form <= last);
                let is_one = |token: &Token| may_be(&token.form) && forms.binary_search(&token.form).is_ok();
                let mut spans = spans_of(tokens, is_one);
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
                let (parts, form) = GroupForm::of(parts, *slop, *ordered);
                form.groups(parts.iter().map(|part| part.spans(tokens)))
            }
        }
    }
}

/// How the parts of a group stand to each other. A part that is asked for several times is looked for once.
struct GroupForm {
    /// Which of the different parts stands in each place.
    order: Vec<usize>,
    /// How often each of them does.
    times: Vec<usize>,
    slop: u32,
    ordered: bool,
}

impl GroupForm {
    fn of(parts: &[Pattern], slop: u32, ordered: bool) -> (Vec<&Pattern>, Self) {
        let (mut different, mut order, mut times) = (Vec::new(), Vec::new(), Vec::new());
        for part in parts {
            let known = different.iter().position(|known| *known == part);
            let n = known.unwrap_or(different.len());
            if known.is_none() {
                different.push(part);
                times.push(0);
            }
            times[n] += 1;
            order.push(n);
        }
        (different, Self { order, times, slop, ordered })
    }

    /// The groups among the spans of the different parts, which are looked for as long as there may be any.
    fn groups(&self, spans: impl Iterator<Item = Vec<Span>>) -> Vec<Span> {
        let mut found = Vec::with_capacity(self.times.len());
        for (spans, times) in spans.zip(&self.times) {
            // `"mot mot"` asks for the word twice.
            if spans.len() < *times {
                return Vec::new();
            }
            found.push(spans);
        }
        let lists: Vec<&[Span]> = self.order.iter().map(|n| found[*n].as_slice()).collect();
        match (self.ordered, self.slop) {
            (true, 0) => groups_in_a_row(&lists),
            (true, slop) => ordered_groups(&lists, slop),
            (false, slop) => unordered_groups(&lists, slop),
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

/// One span of each list, each right behind the one before; from the last to the first, so that each list is gone through
/// once.
fn groups_in_a_row(lists: &[&[Span]]) -> Vec<Span> {
    let Some((last, before)) = lists.split_last() else { return Vec::new() };
    let mut behind = last.to_vec();
    for list in before.iter().rev() {
        // Of those that start at one place, the nearest end comes first.
        behind.sort_unstable();
        let joined = |&(start, end): &Span| {
            let next = behind.get(behind.partition_point(|span| span.0 < end))?;
            (next.0 == end).then_some((start, next.1))
        };
        behind = list.iter().filter_map(joined).collect();
    }
    behind
}

/// One span of each list, in the lists' order and without overlap, at most `slop` positions between them in all.
fn ordered_groups(lists: &[&[Span]], slop: u32) -> Vec<Span> {
    let mut groups = Vec::new();
    for &(start, end) in lists[0] {
        let mut ends = vec![(end, 0)];
        for list in &lists[1..lists.len() - 1] {
            ends = followers(&ends, list, slop);
        }
        groups.extend(nearest_end(&ends, lists[lists.len() - 1], slop).map(|end| (start, end)));
    }
    groups
}

/// The least end that can be reached from `ends` by one more span.
fn nearest_end(ends: &[(u32, u32)], list: &[Span], slop: u32) -> Option<u32> {
    let mut nearest: Option<u32> = None;
    for &(end, skipped) in ends {
        let from = list.partition_point(|span| span.0 < end);
        // What starts behind an end has its own behind it.
        let reachable = list[from..].iter().take_while(|span| skipped + (span.0 - end) <= slop);
        for span in reachable {
            if nearest.is_some_and(|nearest| nearest <= span.0) {
                break;
            }
            nearest = Some(nearest.unwrap_or(u32::MAX).min(span.1));
        }
    }
    nearest
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
fn unordered_groups(lists: &[&[Span]], slop: u32) -> Vec<Span> {
    let mut groups = Vec::new();
    let mut at = vec![0; lists.len()];
    // A span of each list, in order, with the number of its list.
    let mut heads: Vec<(Span, usize)> = (0..lists.len()).filter_map(|n| Some((*lists[n].first()?, n))).collect();
    heads.sort_unstable();
    while heads.len() == lists.len() && !heads.is_empty() {
        let start = heads[0].0.0;
        let end = heads.iter().map(|(span, _)| span.1).max().unwrap_or(0);
        let covered: u32 = heads.iter().map(|(span, _)| span.1 - span.0).sum();
        // Where any two of them share a position, two that follow each other do: `"mot mot"` asks for the word twice.
        let overlap = heads.windows(2).any(|pair| pair[1].0.0 < pair[0].0.1);
        if !overlap && end - start <= covered.saturating_add(slop) {
            groups.push((start, end));
        }
        let (_, least) = heads.remove(0);
        at[least] += 1;
        if let Some(next) = lists[least].get(at[least]) {
            let next = (*next, least);
            heads.insert(heads.partition_point(|head| *head < next), next);
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(positions: &[&[u32]]) -> Vec<Vec<Span>> {
        positions.iter().map(|list| list.iter().map(|start| (*start, start + 1)).collect()).collect()
    }

    #[test]
    fn ordered() {
        let check = |positions: &[&[u32]], slop, expected: &[Span]| {
            let lists = words(positions);
            let lists: Vec<&[Span]> = lists.iter().map(Vec::as_slice).collect();
            assert_eq!(ordered_groups(&lists, slop), expected, "{positions:?} slop {slop}");
            if slop == 0 {
                assert_eq!(groups_in_a_row(&lists), expected, "{positions:?} in a row");
            }
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
            let lists = words(positions);
            let lists: Vec<&[Span]> = lists.iter().map(Vec::as_slice).collect();
            assert_eq!(unordered_groups(&lists, slop), expected, "{positions:?} slop {slop}");
        };
        check(&[&[5], &[1, 4]], 0, &[(4, 6)]);
        check(&[&[5], &[1]], 3, &[(1, 6)]);
        check(&[&[5], &[1]], 2, &[]);
        check(&[&[1], &[1]], 5, &[]);
        check(&[&[1, 2], &[1, 2]], 0, &[(1, 3)]);
    }

    /// What groups are, word for word: all ways to take a span of each list.
    fn all_groups(lists: &[&[Span]], slop: u32, ordered: bool) -> Vec<Span> {
        let mut ways: Vec<Vec<Span>> = vec![Vec::new()];
        for list in lists {
            let longer = ways.iter().flat_map(|way| list.iter().map(|span| [way.as_slice(), &[*span]].concat()));
            ways = longer.collect();
        }
        let mut groups: Vec<Span> = ways
            .into_iter()
            .filter_map(|way| {
                let mut sorted = way.clone();
                sorted.sort_unstable();
                let apart = sorted.windows(2).all(|pair| pair[0].1 <= pair[1].0);
                let (start, end) = (sorted[0].0, sorted.last()?.1);
                let covered: u32 = way.iter().map(|span| span.1 - span.0).sum();
                (apart && (!ordered || way == sorted) && end - start <= covered + slop).then_some((start, end))
            })
            .collect();
        groups.sort_unstable();
        groups.dedup_by_key(|group| group.0);
        groups
    }

    proptest! {
        #[test]
        fn groups_are_what_they_should_be(
            starts in prop::collection::vec(prop::collection::btree_set((0..24_u32, 1..3_u32), 1..6), 2..5),
            slop in 0..6_u32,
        ) {
            let lists: Vec<Vec<Span>> =
                starts.iter().map(|list| list.iter().map(|(at, length)| (*at, at + length)).collect()).collect();
            let lists: Vec<&[Span]> = lists.iter().map(Vec::as_slice).collect();
            let nearest = |mut groups: Vec<Span>| {
                groups.sort_unstable();
                groups.dedup_by_key(|group| group.0);
                groups
            };
            prop_assert_eq!(nearest(ordered_groups(&lists, slop)), all_groups(&lists, slop, true));
            prop_assert_eq!(nearest(groups_in_a_row(&lists)), all_groups(&lists, 0, true));
            // Not all ways are tried, but where there is one, one is found.
            let unordered = unordered_groups(&lists, slop);
            let all = all_groups(&lists, slop, false);
            prop_assert!(unordered.iter().all(|group| all.iter().any(|it| it.0 == group.0)), "{unordered:?} {all:?}");
        }
    }
}
