//! The words of articles counted, in all of them and in each part: what keywords are computed from.

use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::chosen::Chosen;
use super::error::StudyError;
use super::pool::Pool;
use super::words::{Known, Words};
use crate::analysis::numbered::NumberedWord;
use crate::article::Article;
use crate::engine::Engine;
use crate::engine::candidate::Handle;
use crate::engine::statistics::StemCount;

/// The words of articles, as a study of keywords needs them.
#[derive(Default)]
pub struct Counted {
    known: Known,
    pub all: Totals,
    pub parts: Vec<PartCounted>,
    /// By written word.
    pub forms: Vec<u64>,
    /// The article that is being read.
    here: Here,
    /// Articles of no part.
    pub without: u64,
}

/// How often each stem stands in one article.
#[derive(Default)]
struct Here {
    /// By stem; nothing but zeros between two articles.
    times: Vec<u32>,
    stems: Vec<u32>,
    /// The stems that stand in its signature alone.
    signed: Vec<u32>,
}

/// How often each stem stands in all articles. Nearly all stems do, so they need no table.
#[derive(Default)]
pub struct Totals {
    pub articles: u64,
    pub words: u64,
    /// By stem.
    pub stems: Vec<StemCount>,
}

#[derive(Default)]
pub struct PartCounted {
    pub articles: u64,
    pub words: u64,
    pub stems: FxHashMap<u32, Count>,
}

#[derive(Default)]
pub struct Count {
    pub times: u64,
    pub articles: u64,
    /// How many of the articles have it in their signature alone.
    pub signed: u64,
    /// The newspapers that have it.
    pub sources: Sources,
}

/// Newspapers, by their numbers.
#[derive(Default)]
pub struct Sources {
    /// A bit for each of the first: few indexes have more, and a list would be another place in memory.
    first: u64,
    /// The others, in order.
    others: Vec<u32>,
}

/// The words, newspapers and parts of a study, under numbers.
pub struct Names {
    pub words: Words,
    sources: Mutex<FxHashMap<Option<String>, u32>>,
    /// One without a name where articles are not parted.
    parts: Mutex<FxHashMap<Option<String>, u32>>,
}

impl Default for Names {
    fn default() -> Self {
        Self { words: Words::new(), sources: Mutex::default(), parts: Mutex::default() }
    }
}

impl Names {
    fn source(&self, article: &Article) -> u32 {
        let mut known = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        let next = known.len() as u32;
        *known.entry(article.source.clone()).or_insert(next)
    }

    pub fn part(&self, name: Option<String>) -> u32 {
        let mut known = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        let next = known.len() as u32;
        *known.entry(name).or_insert(next)
    }

    /// All parts by their names.
    pub fn parts(&self) -> Vec<(Option<String>, u32)> {
        let known = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        let mut parts: Vec<(Option<String>, u32)> = known.iter().map(|(name, part)| (name.clone(), *part)).collect();
        parts.sort();
        parts
    }
}

/// Counts the words of some of the articles that were chosen, in all of them and in each part.
pub fn count(
    engine: &dyn Engine,
    chosen: &Chosen,
    articles: &[Handle],
    parts: &(dyn Fn(&Article) -> Vec<Option<String>> + Sync),
    names: &Names,
) -> Result<Counted, StudyError> {
    let pool = Pool::<Counted>::new();
    let mut in_order = articles.to_vec();
    // Articles that lie beside each other are read faster.
    in_order.sort_unstable();
    engine.read_each(&in_order, &|_, filed| {
        let parts = parts(&filed.article);
        pool.with(|counted| counted.add(&filed.article, parts, names));
        (chosen.each)();
    })?;
    let mut counted = Counted::default();
    pool.into_all().into_iter().for_each(|part| counted.merge(part));
    counted.parts.resize_with(counted.parts.len().max(names.parts().len()), PartCounted::default);
    Ok(counted)
}

/// The line that signs a text, such as `Jeanne Kerdoncuff (avec AFP)`: its last one, if it is short and not all of it.
fn signature(body: &str) -> &str {
    const LONGEST: usize = 80;
    let last = body.rsplit_once('\n').map_or("", |(_, last)| last);
    if last.len() <= LONGEST { last } else { "" }
}

impl Counted {
    fn add(&mut self, article: &Article, parts: Vec<Option<String>>, names: &Names) {
        let texts = [Some(&article.title), article.lead.as_ref(), Some(&article.body)];
        let mut found: Vec<NumberedWord> = texts.into_iter().flatten().flat_map(|text| names.words.of(text)).collect();
        // What is known of a word lies anywhere in memory, and is looked up once.
        let reading = |word: &NumberedWord| (word.number(), word.has_other_reading());
        found.sort_unstable_by_key(reading);
        self.here.clear();
        let mut words = 0;
        for same in found.chunk_by(|a, b| reading(a) == reading(b)) {
            let (word, times) = (same[0], same.len() as u32);
            let form = word.number() as usize;
            self.forms.resize(self.forms.len().max(form + 1), 0);
            self.forms[form] += u64::from(times);
            for stem in self.known.reading(word, &names.words).tokens(word) {
                self.here.add(stem, times);
                words += u64::from(times);
            }
        }
        let mut signed = Vec::new();
        for word in names.words.of(signature(&article.body)) {
            signed.extend(self.known.reading(word, &names.words).tokens(word));
        }
        self.here.sign(signed);
        self.all.add(&self.here, words);
        self.without += u64::from(parts.is_empty());
        let source = names.source(article);
        for part in parts {
            let part = names.part(part) as usize;
            self.parts.resize_with(self.parts.len().max(part + 1), PartCounted::default);
            self.parts[part].add(&self.here, words, source);
        }
    }

    fn merge(&mut self, other: Self) {
        self.all.merge(&other.all);
        self.parts.resize_with(self.parts.len().max(other.parts.len()), PartCounted::default);
        self.parts.iter_mut().zip(other.parts).for_each(|(part, other)| part.merge(other));
        self.forms.resize(self.forms.len().max(other.forms.len()), 0);
        self.forms.iter_mut().zip(other.forms).for_each(|(form, count)| *form += count);
        self.without += other.without;
    }
}

impl Here {
    fn add(&mut self, stem: u32, times: u32) {
        let place = stem as usize;
        self.times.resize(self.times.len().max(place + 1), 0);
        if self.times[place] == 0 {
            self.stems.push(stem);
        }
        self.times[place] += times;
    }

    /// Notes which stems stand in its signature alone, by the stems of the signature.
    fn sign(&mut self, mut signature: Vec<u32>) {
        signature.sort_unstable();
        let is_all =
            |same: &&[u32]| self.times.get(same[0] as usize).is_some_and(|times| *times as usize == same.len());
        self.signed = signature.chunk_by(|a, b| a == b).filter(is_all).map(|same| same[0]).collect();
    }

    fn counts(&self) -> impl Iterator<Item = (u32, u64)> {
        self.stems.iter().map(|stem| (*stem, u64::from(self.times[*stem as usize])))
    }

    fn clear(&mut self) {
        self.stems.drain(..).for_each(|stem| self.times[stem as usize] = 0);
    }
}

impl Totals {
    fn add(&mut self, article: &Here, words: u64) {
        self.articles += 1;
        self.words += words;
        self.stems.resize(self.stems.len().max(article.times.len()), StemCount::default());
        for (stem, times) in article.counts() {
            let total = &mut self.stems[stem as usize];
            total.times += times;
            total.articles += 1;
        }
    }

    fn merge(&mut self, other: &Self) {
        self.articles += other.articles;
        self.words += other.words;
        self.stems.resize(self.stems.len().max(other.stems.len()), StemCount::default());
        for (total, count) in self.stems.iter_mut().zip(&other.stems) {
            total.times += count.times;
            total.articles += count.articles;
        }
    }
}

impl PartCounted {
    fn add(&mut self, article: &Here, words: u64, source: u32) {
        self.articles += 1;
        self.words += words;
        for (stem, times) in article.counts() {
            let count = self.stems.entry(stem).or_default();
            count.times += times;
            count.articles += 1;
            count.sources.add(source);
        }
        for stem in &article.signed {
            self.stems.entry(*stem).or_default().signed += 1;
        }
    }

    fn merge(&mut self, other: Self) {
        self.articles += other.articles;
        self.words += other.words;
        if self.stems.is_empty() {
            self.stems = other.stems;
            return;
        }
        for (stem, other) in other.stems {
            let count = self.stems.entry(stem).or_default();
            count.times += other.times;
            count.articles += other.articles;
            count.signed += other.signed;
            count.sources.first |= other.sources.first;
            other.sources.others.into_iter().for_each(|source| count.sources.add(source));
        }
    }
}

impl Sources {
    fn add(&mut self, source: u32) {
        if source < u64::BITS {
            self.first |= 1 << source;
        } else if let Err(at) = self.others.binary_search(&source) {
            self.others.insert(at, source);
        }
    }

    pub fn count(&self) -> u64 {
        u64::from(self.first.count_ones()) + self.others.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures() {
        let check = |body: &str, expected: &str| assert_eq!(signature(body), expected, "{body}");
        check("La digue tient.\nJeanne Kerdoncuff (avec AFP)", "Jeanne Kerdoncuff (avec AFP)");
        check("La digue tient.", "");
        check(&format!("La digue tient.\n{}", "Encore une longue phrase. ".repeat(4)), "");
        check("", "");
    }

    #[test]
    fn newspapers_count_once() {
        let check = |numbers: &[u32], expected| {
            let mut sources = Sources::default();
            numbers.iter().for_each(|number| sources.add(*number));
            assert_eq!(sources.count(), expected, "{numbers:?}");
        };
        check(&[], 0);
        check(&[0, 63, 0], 2);
        check(&[64, 3, 70, 64, 65, 3], 4);
    }
}
