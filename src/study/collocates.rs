//! Collocates: the words that stand beside the occurrences of a query more often than chance would have it.

use std::cmp::Ordering;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::chosen::Chosen;
use super::error::StudyError;
use super::measures::Beside;
use super::pool::Pool;
use super::words::{Known, Words, forms, is_small};
use crate::analysis::numbered::NumberedWord;
use crate::engine::Engine;
use crate::engine::candidate::Handle;
use crate::highlight::sentences::sentences;

/// What is asked about the words beside an occurrence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CollocatesRequest {
    /// How far they may be.
    pub reach: Reach,
    /// On which side.
    pub side: Side,
    /// What they are sorted by.
    pub measure: Measure,
    /// How often they must stand there at least.
    pub min: u64,
    /// Whether stop words, single letters and numbers are among them.
    pub small_words: bool,
}

/// How far a word may be from an occurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// So many words on each side. A title has its own words alone.
    Words(usize),
    /// In the same sentence.
    Sentence,
    /// In the same line of the text.
    Paragraph,
}

/// On which side of an occurrence a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Side {
    Left,
    Right,
    Both,
}

/// What collocates are sorted by: [`Beside`] says how each is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Measure {
    LogLikelihood,
    LogDice,
    MutualInformation,
    T,
    Z,
}

/// The words beside the occurrences of a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Collocates {
    /// The greatest measure first.
    pub rows: Vec<Collocate>,
    /// The articles that were read.
    pub articles: u64,
    /// The articles that match: more than were read where these are a sample.
    pub of: u64,
    /// The occurrences in them.
    pub occurrences: u64,
    /// The words beside these.
    pub beside: u64,
    /// The words of all articles of the index.
    pub words: u64,
}

/// A word beside the occurrences.
#[derive(Debug, Clone, PartialEq)]
pub struct Collocate {
    /// Its commonest written form.
    pub word: String,
    /// All its forms beside the occurrences, with how often each stands there.
    pub forms: Vec<(String, u64)>,
    /// How often it stands beside one, in any form.
    pub beside: u64,
    /// The sum of the squares of how often it does in each article: what [`super::chosen::margin`] takes.
    pub squares: u64,
    /// How often it stands in any article of the index.
    pub times: u64,
    /// The measure that was asked for.
    pub score: f64,
    /// The id of an article where it stands beside one: the first of the hits.
    pub example: String,
}

/// What one thread counted.
#[derive(Default)]
struct Counted {
    known: Known,
    stems: FxHashMap<u32, Tally>,
    /// By written word.
    forms: FxHashMap<u32, u64>,
    occurrences: u64,
    beside: u64,
}

/// A stem beside the occurrences.
#[derive(Clone, Copy)]
struct Tally {
    beside: u64,
    squares: u64,
    /// The first article, by its place among the hits.
    first: usize,
    /// The last article, and how often it is beside an occurrence there so far.
    last: usize,
    there: u64,
}

/// The words beside the occurrences in articles.
pub fn collocates(engine: &dyn Engine, chosen: &Chosen, request: &CollocatesRequest) -> Result<Collocates, StudyError> {
    let (words, pool) = (Words::new(), Pool::<Counted>::new());
    let by_hits = &chosen.articles;
    // Articles that lie beside each other are read faster.
    let mut in_order: Vec<(Handle, usize)> = by_hits.iter().copied().zip(0..).collect();
    in_order.sort_unstable();
    let articles: Vec<Handle> = in_order.iter().map(|(article, _)| *article).collect();
    chosen.matches.visit(&articles, &|n, found| {
        pool.with(|counted| {
            for (text, places) in
                [(&found.filed.article.title, &found.title), (&found.filed.article.text(), &found.text)]
            {
                counted.add(text, places, in_order[n].1, request, &words);
            }
        });
        (chosen.each)();
    })?;

    let mut counted = Counted::default();
    pool.into_all().into_iter().for_each(|part| counted.merge(part));
    let stems = words.stems();
    let forms = forms(&counted.forms, &words);
    let mut found: Vec<(u32, Tally)> = counted.stems.into_iter().collect();
    // A stem that is mostly a stop word's, such as that of `du` and `dus`, is no more shown than the stop word.
    let is_shown = |stem: &u32| forms.get(stem).is_some_and(|forms| request.small_words || !is_small(&forms[0].0));
    found.retain(|(stem, tally)| tally.beside >= request.min.max(1) && is_shown(stem));
    found.sort_unstable_by_key(|(stem, _)| *stem);
    let names: Vec<String> = found.iter().map(|(stem, _)| stems[*stem as usize].clone()).collect();
    let (totals, all) = (engine.stem_counts(&names)?, engine.tokens()?);
    let examples: Vec<Handle> = found.iter().map(|(_, tally)| by_hits[tally.first]).collect();
    let examples = engine.ids(&examples)?;
    let mut rows = Vec::new();
    for (((stem, Tally { beside, squares, .. }), total), example) in found.into_iter().zip(totals).zip(examples) {
        let counts = Beside {
            together: beside as f64,
            windows: counted.beside as f64,
            nodes: counted.occurrences as f64,
            word: total.times as f64,
            all: all as f64,
        };
        let score = request.measure.of(&counts);
        let forms = forms[&stem].clone();
        rows.push(Collocate { word: forms[0].0.clone(), forms, beside, squares, times: total.times, score, example });
    }
    rows.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.beside.cmp(&a.beside)).then_with(|| a.word.cmp(&b.word)));
    let (occurrences, beside) = (counted.occurrences, counted.beside);
    Ok(Collocates { rows, articles: by_hits.len() as u64, of: chosen.of as u64, occurrences, beside, words: all })
}

impl Measure {
    fn of(self, counts: &Beside) -> f64 {
        match self {
            Self::LogLikelihood => counts.log_likelihood(),
            Self::LogDice => counts.log_dice(),
            Self::MutualInformation => counts.mutual_information(),
            Self::T => counts.t_score(),
            Self::Z => counts.z_score(),
        }
    }
}

impl Tally {
    fn of(article: usize) -> Self {
        Self { beside: 0, squares: 0, first: article, last: article, there: 0 }
    }

    /// Counts it once more. A thread reads one article after the other.
    fn add(&mut self, article: usize) {
        if article != self.last {
            (self.last, self.there) = (article, 0);
            self.first = self.first.min(article);
        }
        self.there += 1;
        self.beside += 1;
        // (n + 1)² = n² + 2n + 1
        self.squares += 2 * self.there - 1;
    }
}

impl Counted {
    fn add(&mut self, text: &str, places: &[Range<usize>], article: usize, request: &CollocatesRequest, words: &Words) {
        if places.is_empty() {
            return;
        }
        self.occurrences += places.len() as u64;
        let (found, bytes) = words.with_places(text);
        for n in beside(text, places, &found, &bytes, request) {
            let reading = self.known.reading(found[n], words);
            for stem in reading.tokens(found[n]) {
                self.beside += 1;
                self.stems.entry(stem).or_insert(Tally::of(article)).add(article);
            }
            *self.forms.entry(found[n].number()).or_default() += 1;
        }
    }

    fn merge(&mut self, part: Self) {
        for (stem, tally) in part.stems {
            let known = self.stems.entry(stem).or_insert(Tally::of(tally.first));
            known.beside += tally.beside;
            known.squares += tally.squares;
            known.first = known.first.min(tally.first);
        }
        part.forms.into_iter().for_each(|(form, count)| *self.forms.entry(form).or_default() += count);
        self.occurrences += part.occurrences;
        self.beside += part.beside;
    }
}

/// The words beside places in a text, each once, however many places it is beside.
fn beside(
    text: &str,
    places: &[Range<usize>],
    words: &[NumberedWord],
    bytes: &[Range<usize>],
    request: &CollocatesRequest,
) -> Vec<usize> {
    // A compound in one piece stands where its first part does.
    let mut positions = Vec::with_capacity(words.len());
    for word in words {
        let last = positions.last().map_or(-1, |last: &i64| *last);
        positions.push(if word.is_at_same_place() { last.max(0) } else { last + 1 });
    }
    let borders: Vec<Range<usize>> = match request.reach {
        Reach::Words(_) => Vec::new(),
        Reach::Sentence => sentences(text, &[]),
        Reach::Paragraph => lines(text),
    };
    let is_of = |place: &Range<usize>, word: &Range<usize>| match () {
        () if word.end <= place.start => Ordering::Less,
        () if word.start >= place.end => Ordering::Greater,
        () => Ordering::Equal,
    };
    let mut state = vec![false; words.len()];
    for place in places {
        let first = bytes.partition_point(|word| is_of(place, word) == Ordering::Less);
        let last = first + bytes[first..].partition_point(|word| is_of(place, word) == Ordering::Equal);
        let (from, to) = match request.reach {
            Reach::Words(reach) => {
                let start = positions.get(first).map_or(i64::MAX, |at| at.saturating_sub(reach as i64));
                let end = last.checked_sub(1).map_or(-1, |last| positions[last].saturating_add(reach as i64));
                (positions.partition_point(|at| *at < start), positions.partition_point(|at| *at <= end))
            }
            Reach::Sentence | Reach::Paragraph => {
                let start = borders.partition_point(|border| border.end <= place.start);
                let end = borders.partition_point(|border| border.start < place.end);
                let start = borders.get(start).map_or(text.len(), |border| border.start);
                let end = end.checked_sub(1).map_or(0, |end| borders[end].end);
                (bytes.partition_point(|word| word.start < start), bytes.partition_point(|word| word.end <= end))
            }
        };
        if request.side != Side::Right {
            state[from.min(first)..first].fill(true);
        }
        if request.side != Side::Left {
            state[last..to.max(last)].fill(true);
        }
    }
    // The words of an occurrence are beside no other one.
    for place in places {
        let first = bytes.partition_point(|word| word.end <= place.start);
        bytes[first..]
            .iter()
            .take_while(|word| word.start < place.end)
            .zip(&mut state[first..])
            .for_each(|(_, is)| *is = false);
    }
    (0..words.len()).filter(|n| state[*n]).collect()
}

fn lines(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let line = |line: &str| {
        let from = start;
        start += line.len();
        from..start
    };
    text.split_inclusive('\n').map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_beside() {
        let check = |text: &str, reach, side, expected: &str| {
            let mut plain = text.to_owned();
            let mut places = Vec::new();
            while let Some(start) = plain.find('[') {
                plain.remove(start);
                let end = plain.find(']').unwrap();
                plain.remove(end);
                places.push(start..end);
            }
            let request = CollocatesRequest { reach, side, measure: Measure::T, min: 1, small_words: true };
            let (found, bytes) = Words::new().with_places(&plain);
            let beside = beside(&plain, &places, &found, &bytes, &request);
            let beside: Vec<&str> = beside.into_iter().map(|n| &plain[bytes[n].clone()]).collect();
            assert_eq!(beside.join(" "), expected, "{text} {reach:?} {side:?}");
        };
        let text = "un deux trois [quatre] cinq six. Sept [huit] neuf\ndix";
        check(text, Reach::Words(1), Side::Both, "trois cinq Sept neuf");
        check(text, Reach::Words(1), Side::Left, "trois Sept");
        check(text, Reach::Words(2), Side::Right, "cinq six neuf dix");
        check(text, Reach::Words(9), Side::Both, "un deux trois cinq six Sept neuf dix");
        check(text, Reach::Words(0), Side::Both, "");
        check(text, Reach::Sentence, Side::Both, "un deux trois cinq six Sept neuf");
        check("un [deux] trois. Quatre", Reach::Sentence, Side::Right, "trois");
        check("zéro\nun [deux] trois. Quatre\ncinq", Reach::Paragraph, Side::Both, "un trois Quatre");
        check("[un deux] trois [quatre]", Reach::Words(5), Side::Both, "trois");
        check("un [deux] [trois] quatre", Reach::Words(1), Side::Both, "un quatre");
        check("il a-t-[il] froid", Reach::Words(1), Side::Right, "froid");
    }
}
