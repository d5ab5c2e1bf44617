//! Which documents of a segment have a pattern, by the positions in its postings. A pattern filters articles; it scores
//! nothing, since the words in it are scored for themselves.

use tantivy::directory::CompositeFile;
use tantivy::index::SegmentReader;
use tantivy::schema::Field;
use tantivy::store::StoreReader;
use tantivy::{DocId, TERMINATED};

use super::phrase::{Phrase, WordPositions};
use crate::embedded::postings::window::{Places, Window};
use crate::highlight::groups::{GroupForm, Span};
use crate::highlight::pattern::{Pattern, Sought};
use crate::index::schema::Fields;

/// A pattern with its postings in some fields of one segment.
pub struct PatternReader {
    fields: Vec<Matcher>,
    at_least: usize,
    /// Decides where the positions in the postings are not enough, as for words in their very form.
    text: Option<Box<TextMatcher>>,
}

impl PatternReader {
    /// For the documents that have the pattern so many times, in all the fields together.
    pub fn open(
        pattern: &Pattern,
        fields: &[Field],
        at_least: usize,
        segment: &SegmentReader,
        positions: &CompositeFile,
        schema: &Fields,
    ) -> tantivy::Result<Self> {
        let mut matchers = Vec::new();
        for field in fields {
            matchers.push(Matcher::open(pattern, *field, segment, positions, false)?);
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
        let mut counts = if self.at_least != 1 { vec![0; window.len()] } else { Vec::new() };
        for field in &mut self.fields {
            let mut rest = among.clone();
            rest.remove(&found);
            if self.at_least == 1
                && let Matcher::Phrase(phrase) = field
                && phrase.add_where_common(window, &rest, &mut found)
            {
                continue;
            }
            let mut next = rest.from(0);
            while let Some(place) = next {
                let candidate = field.seek(window.doc(place));
                if candidate >= window.end {
                    break;
                }
                let reached = (candidate - window.start) as usize;
                if reached > place {
                    next = rest.from(reached);
                    continue;
                }
                let is_enough = match counts.get_mut(place) {
                    Some(count) => {
                        *count += field.occurrences(candidate);
                        *count >= self.at_least
                    }
                    None => field.stands_in(candidate),
                };
                if is_enough {
                    found.insert(place);
                }
                next = rest.from(place + 1);
            }
        }
        let Some(text) = &self.text else { return Ok(found) };
        let mut proved = Places::default();
        for place in found.iter() {
            if text.occurrences(window.doc(place))? >= self.at_least {
                proved.insert(place);
            }
        }
        Ok(proved)
    }
}

/// At how many places some spans start, which are in order: a word with two stems stands there once.
fn starts(spans: &[Span]) -> usize {
    spans.chunk_by(|a, b| a.0 == b.0).count()
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
            self.sought.patterns.iter().map(|pattern| starts(&pattern.spans(&tokens))).sum::<usize>()
        };
        Ok(searched.filter_map(|(_, text)| text).map(occurrences).sum())
    }
}

/// A pattern with its postings in one field of one segment.
enum Matcher {
    Word(WordPositions),
    Phrase(Phrase),
    Or(Vec<Matcher>),
    Group { parts: Vec<Matcher>, form: GroupForm },
}

impl Matcher {
    fn open(
        pattern: &Pattern,
        field: Field,
        segment: &SegmentReader,
        file: &CompositeFile,
        is_part: bool,
    ) -> tantivy::Result<Self> {
        let open_all = |patterns: &[Pattern]| {
            patterns
                .iter()
                .map(|pattern| Self::open(pattern, field, segment, file, is_part))
                .collect::<tantivy::Result<Vec<_>>>()
        };
        if let Pattern::Group { parts, slop: 0, ordered: true } = pattern
            && let Some(words) = parts.iter().map(Pattern::stems).collect::<Option<Vec<_>>>()
        {
            let words = words.into_iter().map(|stems| WordPositions::open(stems, field, segment, file));
            return Ok(Self::Phrase(Phrase::of(words.collect::<tantivy::Result<_>>()?)));
        }
        Ok(match pattern {
            Pattern::Word(stems) => Self::Word(WordPositions::open(stems, field, segment, file)?),
            Pattern::Written(words) => Self::Word(WordPositions::open(words.stems(), field, segment, file)?),
            Pattern::Or(patterns) => Self::Or(open_all(patterns)?),
            Pattern::Group { parts, slop, ordered } => {
                let (parts, form) = GroupForm::of(parts, *slop, *ordered, is_part);
                let parts = parts.into_iter().map(|part| Self::open(part, field, segment, file, true));
                Self::Group { parts: parts.collect::<tantivy::Result<_>>()?, form }
            }
        })
    }

    /// The first document from `target` on that has all the words, wherever they stand.
    #[inline]
    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Phrase(phrase) => phrase.seek(target),
            other => other.seek_parts(target),
        }
    }

    fn seek_parts(&mut self, target: DocId) -> DocId {
        match self {
            Self::Word(word) => word.seek(target),
            Self::Phrase(phrase) => phrase.seek(target),
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

    /// Whether the pattern stands in `doc`; every posting list stands there or beyond it.
    fn stands_in(&mut self, doc: DocId) -> bool {
        match self {
            Self::Phrase(phrase) => phrase.stands_in(doc),
            _ => self.occurrences(doc) > 0,
        }
    }

    /// At how many places the pattern starts in `doc`; every posting list stands there or beyond it.
    fn occurrences(&mut self, doc: DocId) -> usize {
        match self {
            // `McDonald's` and its part `McDonald` have one stem and one place.
            Self::Word(word) => word.positions(doc).chunk_by(|a, b| a == b).count(),
            Self::Phrase(phrase) => phrase.starts(doc).chunk_by(|a, b| a == b).count(),
            Self::Or(_) | Self::Group { .. } => starts(&self.spans(doc)),
        }
    }

    /// The pattern's places in `doc`, in order of their starts; every posting list stands at `doc` or beyond it.
    fn spans(&mut self, doc: DocId) -> Vec<Span> {
        match self {
            Self::Word(word) => word.positions(doc).iter().map(|start| (*start, start + 1)).collect(),
            Self::Phrase(phrase) => {
                let length = phrase.length();
                phrase.starts(doc).iter().map(|start| (*start, start + length)).collect()
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
