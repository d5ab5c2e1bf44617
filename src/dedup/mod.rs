//! Near-duplicate detection: which articles tell the same story in the same words, as wire copies, syndicated and
//! republished articles do.
//!
//! An article is a set of shingles, each of three neighbouring words that are long enough to say something. Its sketch is
//! the shingles with the smallest hashes, and two sketches estimate the resemblance of two sets (MinHash in its bottom-k
//! form: Broder 1997, "On the resemblance and containment of documents"; Thorup 2013). The first shingles of a sketch are
//! terms of the index, so that an article's copies are looked up without comparing it to all others, in whatever order the
//! articles came. SimHash would be smaller, but a copy with every tenth word replaced differs from the original in a dozen
//! of its 64 bits, and so does the nearest of a hundred thousand unrelated articles.
//!
//! Words are folded and not stemmed. Newspapers change capitals, accents and apostrophes of a copy, which folding undoes,
//! but not inflections; analysing the text a second time would add a quarter to the time of indexing.

use twox_hash::XxHash3_64;
use unicode_normalization::char::is_combining_mark;

use crate::text::fold_letter;

/// The hashes of the shingles with the smallest hashes, in ascending order; empty for an article that is too short.
pub type Sketch = Vec<u32>;

/// Words of a shingle. Pairs of words are so frequent that looking them up would be slow; too few shingles of four words
/// survive the changes of a copy.
const WORDS: usize = 3;
/// Letters of the shortest word that counts. Most shorter words of French are articles, prepositions and pronouns.
const LETTERS: usize = 4;
/// Bits of a shingle's hash. Different shingles of one article hardly ever share a hash. A lookup finds one unrelated article
/// in fifty thousand, which the sketches then rule out.
const BITS: u32 = 24;
/// Shingles of a sketch. At the threshold of resemblance, the estimate then has a standard deviation of 0.07.
const KEPT: usize = 48;
/// Shingles of a sketch that are terms of the index.
const LOOKED_UP: usize = 12;
/// How many of these terms two copies have in common at least. An unrelated article now and then has one, from a turn of
/// phrase or a site's footer. Of the copies with a resemblance of 0.3 one in a hundred has fewer, of those with 0.4 one in a
/// thousand.
pub const SHARED: usize = 2;
/// Shingles that an article must have to be compared at all. Shorter texts are captions, or "réservé aux abonnés".
const LEAST: usize = 12;
/// The threshold of resemblance from which on two articles are copies. Replacing every tenth word and cutting the first
/// paragraph leaves 0.4. A later version of a wire story, with a third of it new, has less than that; articles on one event
/// that share a quotation have less than 0.2.
const RESEMBLANCE: f64 = 0.3;

/// The sketch of a text; empty if it is too short.
pub fn sketch(text: &str) -> Sketch {
    let mut smallest = Smallest::default();
    let mut words = [0; WORDS];
    let mut count = 0;
    for_each_word(text, |word| {
        words.rotate_left(1);
        words[WORDS - 1] = word;
        count += 1;
        if count >= WORDS {
            smallest.add(shingle(&words));
        }
    });
    let sketch = smallest.finish();
    if sketch.len() < LEAST { Sketch::new() } else { sketch }
}

/// A selection of the smallest numbers among those that are added.
#[derive(Default)]
struct Smallest {
    /// Candidates, of which the smallest will be kept.
    some: Vec<u32>,
    /// The largest of the numbers to keep so far, once there are enough: only smaller ones are candidates.
    bound: Option<u32>,
}

impl Smallest {
    fn add(&mut self, number: u32) {
        if self.bound.is_none_or(|bound| number < bound) {
            self.some.push(number);
            if self.some.len() == 2 * KEPT {
                self.sort_out();
            }
        }
    }

    fn sort_out(&mut self) {
        self.some.sort_unstable();
        self.some.dedup();
        self.some.truncate(KEPT);
        self.bound = self.some.get(KEPT - 1).copied();
    }

    fn finish(mut self) -> Vec<u32> {
        self.sort_out();
        self.some
    }
}

/// Passes the hash of each word of [`LETTERS`] letters or more to `each`.
fn for_each_word(text: &str, mut each: impl FnMut(u64)) {
    let mut folded = String::new();
    // No letter becomes more letters than it has bytes.
    for word in text.split(ends_word).filter(|word| word.len() >= LETTERS) {
        if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            each(XxHash3_64::oneshot(word.as_bytes()));
            continue;
        }
        folded.clear();
        for c in word.chars() {
            fold_letter(c, |letter| {
                if letter.is_alphanumeric() {
                    folded.push(letter);
                }
            });
        }
        if folded.chars().count() >= LETTERS {
            each(XxHash3_64::oneshot(folded.as_bytes()));
        }
    }
}

/// Whether a character separates words. Accents, soft hyphens and other characters without width do not.
fn ends_word(c: char) -> bool {
    match c {
        '\0'..='\x7F' => !c.is_ascii_alphanumeric(),
        // A short cut for nearly all others of a French text, past the tables of Unicode.
        'à'..='ö' => false,
        '’' | '«' | '»' | '\u{A0}' => true,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' => false,
        _ => !(c.is_alphanumeric() || is_combining_mark(c)),
    }
}

/// The hash of a shingle: a cyclic polynomial (buzhash) of the hashes of its words.
fn shingle(words: &[u64; WORDS]) -> u32 {
    let hash = words.iter().fold(0u64, |hash, word| hash.rotate_left(1) ^ word);
    (hash >> (64 - BITS)) as u32
}

/// The shingles of a sketch that are terms of the index.
pub fn looked_up(sketch: &[u32]) -> &[u32] {
    &sketch[..sketch.len().min(LOOKED_UP)]
}

/// Packs a sketch for a column of the index: its shingles, of three bytes each, one after the other in numbers of eight. The
/// column stores numbers that use all of their bits as they are, and needs no unpacking when it is opened.
pub fn pack(sketch: &[u32]) -> Vec<u64> {
    let bytes: Vec<u8> = sketch.iter().flat_map(|shingle| shingle.to_be_bytes().into_iter().skip(UNUSED)).collect();
    let number = |chunk: &[u8]| {
        let mut number = [0; NUMBER];
        number[..chunk.len()].copy_from_slice(chunk);
        u64::from_be_bytes(number)
    };
    bytes.chunks(NUMBER).map(number).collect()
}

/// The inverse of [`pack`].
pub fn unpack(packed: impl Iterator<Item = u64>) -> Sketch {
    let bytes: Vec<u8> = packed.flat_map(u64::to_be_bytes).collect();
    let mut sketch = Sketch::with_capacity(KEPT);
    for chunk in bytes.chunks_exact(size_of::<u32>() - UNUSED) {
        let mut shingle = [0; size_of::<u32>()];
        shingle[UNUSED..].copy_from_slice(chunk);
        let shingle = u32::from_be_bytes(shingle);
        // Shingles ascend, so a smaller one is the padding of zeros at the end.
        if sketch.last().is_some_and(|last| *last >= shingle) {
            break;
        }
        sketch.push(shingle);
    }
    sketch
}

const NUMBER: usize = size_of::<u64>();
/// Bytes of a shingle that are always zero.
const UNUSED: usize = size_of::<u32>() - BITS as usize / 8;

/// Whether two articles tell the same story in the same words, by their sketches.
pub fn are_copies(a: &[u32], b: &[u32]) -> bool {
    let shared = looked_up(a).iter().filter(|shingle| looked_up(b).binary_search(shingle).is_ok());
    shared.count() >= SHARED && resemblance(a, b) >= RESEMBLANCE
}

/// The resemblance of two sets of shingles (their Jaccard index), as two sketches estimate it: among the smallest shingles of
/// the union, the share that both sets have.
fn resemblance(a: &[u32], b: &[u32]) -> f64 {
    // Beyond the end of a full sketch, the set may have shingles that the sketch has not.
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
    use unicode_normalization::UnicodeNormalization;

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
        // A text that is too short is no copy.
        check("Article réservé aux abonnés.", "Article réservé aux abonnés.", false);
        check("", "", false);
    }

    #[test]
    fn typography_and_short_words_make_no_difference() {
        let tail = text(0..30);
        let check =
            |a: &str, b: &str| assert_eq!(sketch(&format!("{a} {tail}")), sketch(&format!("{b} {tail}")), "{a}");
        check(
            "À Étaples, les ouvriers de l’usine ont refusé l’offre : « C’est trop peu ». ",
            "A ETAPLES, LES OUVRIERS DE L'USINE ONT RE\u{ad}FUSE\u{301} L'OFFRE : \"c'est trop peu\". ",
        );
        let ligatures = "Les œuvres, les vœux, les bœufs, les sœurs de Lætitia, les ﬁlles, les œdèmes";
        check(ligatures, "Les oeuvres, les voeux, les boeufs, les soeurs de Laetitia, les filles, les oedemes");
        check(ligatures, &ligatures.to_uppercase());
        check("Noël à l’île d’Oléron, l’été après", &"Noël à l’île d’Oléron, l’été après".nfd().collect::<String>());
    }

    #[test]
    fn copies_are_found_whichever_way_their_letters_are_spelled() {
        let story: String = (0..200).map(|n| format!("cœur{n} bœuf{n} Ægean{n} été{n} façade{n} ")).collect();
        let spelled_out = story.replace('œ', "oe").replace('Æ', "Ae");
        for copy in [spelled_out, story.nfd().collect(), story.to_uppercase()] {
            assert!(are_copies(&sketch(&story), &sketch(&copy)));
        }
    }

    #[test]
    fn the_smallest_are_kept() {
        let mut smallest = Smallest::default();
        // In no order, and each several times.
        (0..3000u32).for_each(|n| smallest.add(n * 7919 % 1000 + 5));
        assert_eq!(smallest.finish(), (5..5 + KEPT as u32).collect::<Vec<_>>());
    }

    proptest! {
        #[test]
        fn sketches_are_unpacked_as_they_were(smallest in prop::collection::btree_set(0u32..1 << BITS, 0..KEPT)) {
            let sketch: Sketch = smallest.into_iter().collect();
            prop_assert_eq!(unpack(pack(&sketch).into_iter()), sketch);
        }

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
