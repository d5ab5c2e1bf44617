//! Details: the names, figures and dates of a text, each with the place where it stands. Texts made from one pattern, such as
//! two results of a lottery, have nearly all their other words in common, and other details in the same places.
//!
//! A place is known by the two words before it that are no details: the winning numbers stand after "numéros gagnants" in every
//! draw, however long the text before them is. So a copy that is cut, or has a paragraph more, keeps the places of all that it
//! keeps.

use super::sketch::{Sketch, Smallest};
use super::words::{Detail, Word};

/// Bits of the hash of a detail, which stand below those of its place.
const DETAIL_BITS: u32 = 8;
/// Bits of the hash of a place.
const PLACE_BITS: u32 = 16;
/// Words before a detail that its place is known by.
const BEFORE: usize = 2;
/// Details of a sketch. The median article of a newspaper has forty.
const KEPT: usize = 32;

/// The share of the common places with another detail from which on two texts tell different things. Copies have a twentieth in
/// the mean, and an updated death toll is one of many; texts of one pattern have four tenths or more.
const DIFFERING: f64 = 0.3;
/// How many places must differ at least: one detail may be a slip, or a later count.
const LEAST_DIFFERING: usize = 2;
/// The share of the places of one text that the other must have, with the same detail. Briefs that end alike have few or none.
/// Of the copies of real articles, one in two hundred has less.
const SHARED: f64 = 0.25;
/// Places that a text must have for this share to say something.
const LEAST_PLACES: usize = 3;

/// The details of a text, as its words are read.
pub(super) struct Details {
    before: [u64; BEFORE],
    /// How many details follow these words so far.
    since: u64,
    /// The last word, if it is a name, which the next one may go on.
    name: Option<u64>,
    smallest: Smallest,
}

impl Details {
    pub(super) fn new() -> Self {
        Self { before: [0; BEFORE], since: 0, name: None, smallest: Smallest::new(KEPT) }
    }

    pub(super) fn add(&mut self, word: &Word) {
        if word.detail == Some(Detail::Name) {
            // Of "Luigi Di Maio" the last word counts, which another desk leaves of it.
            self.name = Some(word.hash);
            return;
        }
        self.end_name();
        if word.detail.is_some() {
            self.add_detail(word.hash);
        } else {
            self.before.rotate_left(1);
            self.before[BEFORE - 1] = word.hash;
            self.since = 0;
        }
    }

    fn end_name(&mut self) {
        if let Some(name) = self.name.take() {
            self.add_detail(name);
        }
    }

    fn add_detail(&mut self, hash: u64) {
        let place = hash_of_place(self.before, self.since) >> (64 - PLACE_BITS);
        self.smallest.add((place << DETAIL_BITS | hash >> (64 - DETAIL_BITS)) as u32);
        self.since += 1;
    }

    /// Those whose places have the smallest hashes.
    pub(super) fn finish(mut self) -> Sketch {
        self.end_name();
        self.smallest.finish()
    }
}

fn hash_of_place(before: [u64; BEFORE], since: u64) -> u64 {
    let hash = before.iter().fold(since + 1, |hash, word| hash.rotate_left(21) ^ word);
    // Any odd number spreads the bits (Knuth's multiplicative hashing): places that differ in `since` alone differ in all.
    hash.wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Whether the details of two texts, by their sketches, say that neither is a copy of the other.
pub(super) fn differ(a: &[u32], b: &[u32]) -> bool {
    // Beyond the end of a full sketch, the text may have details that the sketch has not.
    let end = |sketch: &[u32]| if sketch.len() == KEPT { sketch[KEPT - 1] } else { u32::MAX };
    let end = end(a).min(end(b));
    let known = |sketch: &[u32]| sketch.partition_point(|detail| *detail <= end);
    let (a, b) = (&a[..known(a)], &b[..known(b)]);
    let same_place = |x: &u32, y: &u32| x >> DETAIL_BITS == y >> DETAIL_BITS;
    let (mut same, mut other) = (0, 0);
    for here in a.chunk_by(same_place) {
        let from = b.partition_point(|detail| detail >> DETAIL_BITS < here[0] >> DETAIL_BITS);
        let mut there = b[from..].iter().take_while(|detail| same_place(detail, &here[0])).peekable();
        if there.peek().is_some() {
            let shares = there.any(|detail| here.contains(detail));
            same += usize::from(shares);
            other += usize::from(!shares);
        }
    }
    let places = |details: &[u32]| details.chunk_by(same_place).count();
    let least = places(a).min(places(b));
    other >= LEAST_DIFFERING && other as f64 > DIFFERING * (same + other) as f64
        || least >= LEAST_PLACES && (same as f64) < SHARED * least as f64
}
