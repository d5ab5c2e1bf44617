//! Near-duplicate detection: which articles tell the same story in the same words, as wire copies, syndicated and
//! republished articles do.
//!
//! An article is compared by its signature, which is two sketches. One is of its shingles, each of three neighbouring words
//! that are long enough to say something: two sketches estimate how many of them two articles have in common. The first
//! shingles of a sketch are terms of the index, so that an article's copies are looked up without comparing it to all others,
//! in whatever order the articles came. SimHash would be smaller, but a copy with every tenth word replaced differs from the
//! original in a dozen of its 64 bits, and so does the nearest of a hundred thousand unrelated articles.
//!
//! The other sketch is of its details: names, figures and dates. Lottery draws, death notices and weather reports are made
//! from one pattern, and differ in nothing else.
//!
//! Words are folded and not stemmed. Newspapers change capitals, accents and apostrophes of a copy, which folding undoes,
//! but not inflections; analysing the text a second time would add a quarter to the time of indexing.

use beginning::Beginning;
use details::Details;
use shingles::{RESEMBLANCE, Shingles, resemblance};
use sketch::Sketch;

mod words;
pub mod sketch;
mod shingles;
pub mod outline;
pub mod beginning;
mod details;

/// What an article is compared by.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Signature {
    /// Of its shingles; empty for an article that is too short to be compared.
    pub shingles: Sketch,
    /// Of its details.
    pub details: Sketch,
}

/// Shingles of a sketch that are terms of the index. An article that is compared has as many at least.
pub const LOOKED_UP: usize = 12;
const _: () = assert!(LOOKED_UP <= shingles::LEAST);
/// How many of these terms two copies have in common at least. An unrelated article now and then has one, from a turn of
/// phrase or a site's footer. Of the copies with a resemblance of 0.3 one in a hundred has fewer, of those with 0.4 one in a
/// thousand.
pub const SHARED: usize = 2;
impl Signature {
    /// The signature of a text.
    pub fn of(text: &str) -> Self {
        let (mut shingles, mut details) = (Shingles::new(), Details::new());
        words::for_each(text, |word| {
            shingles.add(&word);
            details.add(&word);
        });
        let shingles = shingles.finish();
        if shingles.is_empty() { Self::default() } else { Self { shingles, details: details.finish() } }
    }

    /// Whether the text was too short to be compared.
    pub fn is_empty(&self) -> bool {
        self.shingles.is_empty()
    }

    /// The shingles that are terms of the index.
    pub fn looked_up(&self) -> &[u32] {
        looked_up(&self.shingles)
    }

    /// How much two articles that tell the same story in the same words resemble each other, from 0.3 to 1; none where they do
    /// not.
    pub fn resemblance_of_copies(&self, other: &Self) -> Option<f64> {
        self.resemblance(&other.shingles).filter(|_| !self.differs(&other.details))
    }

    /// The same by the shingles of the other alone.
    pub fn resemblance(&self, shingles: &Sketch) -> Option<f64> {
        let other = looked_up(shingles);
        let shared = self.looked_up().iter().filter(|shingle| other.binary_search(shingle).is_ok());
        let may_be = shared.count() >= SHARED;
        may_be.then(|| resemblance(&self.shingles, shingles)).filter(|resemblance| *resemblance >= RESEMBLANCE)
    }

    /// Whether another may be a copy, by the beginning of the sketch of its shingles. Most that share a few shingles may not.
    pub fn may_resemble(&self, beginning: &Beginning) -> bool {
        beginning.most_resemblance(&self.shingles) >= RESEMBLANCE
    }

    /// Whether the details of another say that it tells another story.
    pub fn differs(&self, details: &Sketch) -> bool {
        details::differ(&self.details, details)
    }
}

fn looked_up(shingles: &[u32]) -> &[u32] {
    &shingles[..shingles.len().min(LOOKED_UP)]
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

    fn are_copies(a: &str, b: &str) -> bool {
        let (a, b) = (Signature::of(a), Signature::of(b));
        let resemblance = a.resemblance_of_copies(&b);
        assert_eq!(resemblance, b.resemblance_of_copies(&a));
        resemblance.is_some()
    }

    fn shingles(text: &str) -> Sketch {
        Signature::of(text).shingles
    }

    #[test]
    fn copies() {
        let check = |a: &str, b: &str, expected: bool| assert_eq!(are_copies(a, b), expected, "{a}\n{b}");
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
            |a: &str, b: &str| assert_eq!(shingles(&format!("{a} {tail}")), shingles(&format!("{b} {tail}")), "{a}");
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
            assert!(are_copies(&story, &copy));
        }
    }

    proptest! {
        #[test]
        fn a_sketch_estimates_resemblance(shared in 100usize..400, own in 0usize..400) {
            let (a, b) = (text(0..shared + own), format!("{} {}", text(0..shared), text(9000..9000 + own)));
            let expected = (shared - 2) as f64 / (shared + 2 * own) as f64;
            let found = resemblance(&shingles(&a), &shingles(&b));
            // Four standard deviations.
            prop_assert!((found - expected).abs() < 4.0 * (0.25f64 / shingles::KEPT as f64).sqrt(), "{found}, not {expected}");
        }
    }
}
