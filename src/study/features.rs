//! What articles are compared by: words, and pairs of words that stand beside each other in one clause, such as `retour du loup`.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::words::{Known, Words};
use crate::article::Article;

/// A word by its stem, or a pair of them.
pub type Feature = u64;

/// The stems of a feature: one or two.
pub fn stems_of(feature: Feature) -> impl Iterator<Item = u32> {
    let first = (feature >> 32).checked_sub(1).map(|first| first as u32);
    first.into_iter().chain([feature as u32])
}

pub fn is_pair(feature: Feature) -> bool {
    feature >> 32 > 0
}

/// The words of an article and its pairs, each once; `each` gets the number of every word that counts.
pub fn features(article: &Article, words: &Words, known: &mut Known, each: &mut dyn FnMut(u32)) -> Vec<Feature> {
    let mut features = FxHashSet::default();
    for text in [Some(&article.title), article.lead.as_ref(), Some(&article.body)].into_iter().flatten() {
        for_each_feature(text, words, known, &mut |feature, number, _| {
            if !is_pair(feature) {
                each(number);
            }
            features.insert(feature);
        });
    }
    features.into_iter().collect()
}

/// Passes each word and each pair of words of a text with the number of its last word and its bytes. A pair stands in one clause, with
/// at most one small word between, as in `retour du loup`.
fn for_each_feature(text: &str, words: &Words, known: &mut Known, each: &mut dyn FnMut(Feature, u32, Range<usize>)) {
    let (found, bytes) = words.with_places(text);
    let mut last: Option<(u32, usize, usize)> = None;
    let mut small = 0;
    for (word, place) in found.iter().zip(&bytes) {
        if word.is_at_same_place() {
            continue;
        }
        let reading = known.reading(*word, words);
        if reading.is_small {
            small += 1;
            continue;
        }
        let is_calendar = reading.is_calendar;
        let Some(stem) = reading.stems.first().copied().filter(|_| !is_calendar) else {
            last = None;
            continue;
        };
        each(u64::from(stem), word.number(), place.clone());
        if let Some((before, start, end)) = last.filter(|_| small <= 1)
            && before != stem
            && !text[end..place.start.max(end)]
                .contains(['.', '!', '?', ';', ':', ',', '\n', '(', ')', '«', '»', '"', '–', '—'])
        {
            each(pair(before, stem), word.number(), start..place.end);
        }
        last = Some((stem, place.start, place.end));
        small = 0;
    }
}

/// A pair as an article has it first, in lower case.
pub fn written_pair(article: &Article, feature: Feature, words: &Words) -> String {
    let mut written = None;
    for text in [Some(&article.title), article.lead.as_ref(), Some(&article.body)].into_iter().flatten() {
        for_each_feature(text, words, &mut Known::default(), &mut |found, _, place| {
            if found == feature && written.is_none() {
                written = Some(text[place].split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase());
            }
        });
    }
    written.unwrap_or_default()
}

fn pair(first: u32, second: u32) -> Feature {
    (u64::from(first) + 1) << 32 | u64::from(second)
}
