//! Which articles tell the same story in the same words: wire copies, syndicated and republished articles.
//!
//! An article is a set of shingles, three neighbouring words that say something each, as the analysis has them; and of that
//! set it keeps the shingles with the smallest hashes, its sketch. Two sketches tell how much of two sets is common
//! (MinHash in its bottom-k form: Broder 1997, "On the resemblance and containment of documents"; Thorup 2013). SimHash
//! would be smaller, but its 64 bits cannot tell a copy with every tenth word replaced, a dozen bits away, from the
//! nearest of a hundred thousand strangers. And shingles can be looked up: the first few of a sketch are terms of the
//! index, so that an article's copies are found without comparing it to all others, and whatever was indexed before or
//! after it.

use std::collections::VecDeque;

use twox_hash::XxHash3_64;

use crate::analysis;
use crate::analysis::stop_words::is_stop_word;

/// The shingles with the smallest hashes, in ascending order.
pub type Sketch = Vec<u32>;

/// Words of a shingle. Pairs are so frequent that looking up copies becomes slow; four words survive too few changes.
const WORDS: usize = 3;
/// Shingles of a sketch: at the limit of resemblance, the estimate's standard deviation is 0.07.
const KEPT: usize = 48;
/// Shingles that are looked up. Of the copies that resemble by 0.4, one in four hundred shares none of them.
const LOOKED_UP: usize = 12;
/// An article with fewer shingles is too short to tell: a caption, or "réservé aux abonnés".
const LEAST: usize = 12;
/// How much of two articles together is in both, from which on one is a copy of the other. Every tenth word replaced and
/// the first paragraph cut leave 0.4; a later version of a wire story, with a third of it new, has less than that, and
/// articles about the same event that share a quotation less than 0.2.
const RESEMBLANCE: f64 = 0.3;

/// The sketch of a text; empty if it is too short.
pub fn sketch(text: &str) -> Sketch {
    let mut shingles = Vec::with_capacity(text.len() / 12);
    let mut last = VecDeque::with_capacity(WORDS);
    analysis::for_each_word(text, |form, stem| {
        if is_stop_word(form) {
            return;
        }
        if last.len() == WORDS {
            last.pop_front();
        }
        last.push_back(XxHash3_64::oneshot(stem.as_bytes()));
        if last.len() == WORDS {
            shingles.push(shingle(&last));
        }
    });
    shingles.sort_unstable();
    shingles.dedup();
    if shingles.len() < LEAST {
        return Sketch::new();
    }
    shingles.truncate(KEPT);
    shingles
}

/// The hash of words in their order (the finalizer of MurmurHash3, which leaves no trace of any).
fn shingle(words: &VecDeque<u64>) -> u32 {
    let mut hash = words.iter().fold(0u64, |hash, word| hash.rotate_left(21) ^ word);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    (hash >> 32) as u32
}

/// The part of a sketch of which two copies share at least one.
pub fn looked_up(sketch: &[u32]) -> &[u32] {
    &sketch[..sketch.len().min(LOOKED_UP)]
}

/// Whether two articles tell the same story in the same words.
pub fn are_copies(a: &[u32], b: &[u32]) -> bool {
    let shared = looked_up(a).iter().any(|shingle| looked_up(b).binary_search(shingle).is_ok());
    shared && resemblance(a, b) >= RESEMBLANCE
}

/// How much of two sets of shingles together is in both, as their sketches tell: of the smallest shingles of the union,
/// the share that both have.
fn resemblance(a: &[u32], b: &[u32]) -> f64 {
    // What is beyond the end of a full sketch may be in the set or not.
    let size = |sketch: &[u32]| if sketch.len() == KEPT { KEPT } else { usize::MAX };
    let most = size(a).min(size(b));
    let (mut union, mut both) = (0, 0);
    let (mut i, mut j) = (0, 0);
    while union < most && (i < a.len() || j < b.len()) {
        let (first, second) = (a.get(i).copied(), b.get(j).copied());
        let least = first.into_iter().chain(second).min();
        both += usize::from(first == second);
        i += usize::from(first == least);
        j += usize::from(second == least);
        union += 1;
    }
    both as f64 / union.max(1) as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A text of so many words, each its own.
    fn text(words: std::ops::Range<usize>) -> String {
        words.map(|n| format!("mot{}", n * 7919)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn copies() {
        let check = |a: &str, b: &str, expected: bool| {
            let (a, b) = (sketch(a), sketch(b));
            assert_eq!((are_copies(&a, &b), are_copies(&b, &a)), (expected, expected), "{}", resemblance(&a, &b));
        };
        let story = text(0..400);
        check(&story, &story, true);
        check(&story, &format!("CALAIS (ADL) – {story}"), true);
        check(&story, &text(80..400), true);
        check(&story, &text(1000..1400), false);
        // A quotation makes no copy.
        check(&story, &format!("{} {}", text(0..60), text(1000..1340)), false);
        // What is too short is nobody's copy.
        check("Article réservé aux abonnés.", "Article réservé aux abonnés.", false);
        check("", "", false);
    }

    #[test]
    fn inflection_and_stop_words_make_no_difference() {
        let (a, b) = (
            "Les ouvriers de la conserverie bretonne ont refusé l’offre. ",
            "L’ouvrier d’une conserverie bretonne refuse les offres. ",
        );
        let tail = text(0..30);
        assert_eq!(sketch(&format!("{a}{tail}")), sketch(&format!("{b}{tail}")));
    }

    proptest! {
        #[test]
        fn a_sketch_estimates_resemblance(shared in 100usize..400, own in 0usize..400) {
            let (a, b) = (text(0..shared + own), format!("{} {}", text(0..shared), text(9000..9000 + own)));
            let expected = (shared - 2) as f64 / (shared + 2 * own) as f64;
            let found = resemblance(&sketch(&a), &sketch(&b));
            // Four standard deviations.
            prop_assert!((found - expected).abs() < 4.0 * (0.25f64 / KEPT as f64).sqrt(), "{found}, not {expected}");
        }
    }
}
