//! All stories of an index. A million articles have some hundred million pairs that share shingles enough to be looked at, so
//! nearly all of these are ruled out by their outlines, and all are looked at on all cores.

use std::cmp::Reverse;
use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use tantivy::{DocAddress, Searcher};
use twox_hash::XxHash3_64;

use super::signed::{Columns, Turn};
use crate::dedup::outline::Outline;
use crate::dedup::{SHARED, Signature, may_be_copies};
use crate::embedded::cores;

/// Groups that are looked at together. Each is compared with all others of its block that come before it, whether these stand
/// for a story or not, which is not known yet.
const BLOCK: usize = if cfg!(test) { 4 } else { 1 << 13 };

/// Groups that a core takes at a time.
const PIECE: usize = 1 << 9;

/// All stories of more than one article.
pub fn all(searcher: &Searcher) -> tantivy::Result<Vec<Vec<DocAddress>>> {
    let groups = Groups::read(searcher)?;
    let stands = groups.standing();
    let copies = (0..groups.all.len()).filter(|n| !stands[*n]).collect();
    // Now that all are known that stand for a story, another may be more alike.
    let told_by = groups.each(copies, |shared, copy| {
        let signature = groups.signature(copy);
        let standing = groups.like(copy, &signature, groups.all.len(), shared).iter().map(|n| *n as usize);
        let alike = standing.filter(|n| stands[*n]).filter_map(|n| Some((groups.resemblance(&signature, n)?, n)));
        let place = |n: usize| Reverse(groups.all[n].place);
        alike.max_by(|a, b| a.0.total_cmp(&b.0).then(place(a.1).cmp(&place(b.1)))).expect("a copy stays one").1
    });
    let mut stories: FxHashMap<usize, Vec<DocAddress>> = FxHashMap::default();
    for (copy, of) in told_by {
        stories.entry(of).or_insert_with(|| groups.articles(of).collect()).extend(groups.articles(copy));
    }
    for n in (0..stands.len()).filter(|n| stands[*n] && groups.all[*n].articles.len() > 1) {
        stories.entry(n).or_insert_with(|| groups.articles(n).collect());
    }
    Ok(stories.into_values().collect())
}

/// An article that is long enough to be compared.
struct Compared {
    /// The smallest shingle and a hash of the signature: two that are not alike never have both in common.
    signature: (u32, u64),
    turn: Turn,
    address: DocAddress,
}

/// Articles that are alike to the letter: a site may have thousands of them. They are copies of the same articles, and one of
/// them stands for all.
struct Group {
    /// Where they are among the articles that are compared.
    articles: Range<usize>,
    /// The place of the first of them in the order of turns.
    place: usize,
}

/// The groups of an index, and what they are looked up by. Those that share their smallest shingle are neighbours: most
/// groups that share others with one are near it, and so in the processor's cache.
struct Groups {
    /// One for each segment.
    columns: Vec<Columns>,
    articles: Vec<Compared>,
    all: Vec<Group>,
    /// The groups in the order of their turns.
    in_turn: Vec<usize>,
    outlines: Vec<Outline>,
    /// Where the groups that have a shingle stand in `having`, if there are several.
    shingles: FxHashMap<u32, Range<usize>>,
    having: Vec<u32>,
    /// The places of these, which ascend within a stretch.
    places: Vec<u32>,
}

impl Groups {
    fn read(searcher: &Searcher) -> tantivy::Result<Self> {
        let columns = cores::each_segment(searcher, |ord| Columns::open(searcher, ord))?;
        let articles = cores::each_segment(searcher, |ord| {
            let columns = &columns[ord as usize];
            let mut compared = Vec::new();
            for doc in searcher.segment_reader(ord).doc_ids_alive() {
                let signature = columns.signature(doc);
                if let Some(least) = signature.shingles.first() {
                    let (signature, turn) = ((*least, hash(&signature)), columns.turn(doc));
                    compared.push(Compared { signature, turn, address: DocAddress::new(ord, doc) });
                }
            }
            Ok(compared)
        })?;
        let mut articles: Vec<Compared> = articles.into_iter().flatten().collect();
        articles.par_sort_unstable_by_key(|article| (article.signature, article.turn));
        let mut all = Vec::new();
        for alike in articles.chunk_by(|a, b| a.signature == b.signature) {
            let start = all.last().map_or(0, |group: &Group| group.articles.end);
            all.push(Group { articles: start..start + alike.len(), place: 0 });
        }
        let mut in_turn: Vec<usize> = (0..all.len()).collect();
        in_turn.par_sort_unstable_by_key(|n| articles[all[*n].articles.start].turn);
        for (place, n) in in_turn.iter().enumerate() {
            all[*n].place = place;
        }
        let (shingles, having, places) = <(FxHashMap<_, _>, Vec<_>, Vec<_>)>::default();
        let groups = Self { columns, articles, all, in_turn, outlines: Vec::new(), shingles, having, places };
        Ok(groups.looked_up())
    }

    /// Fills in what the groups are looked up by.
    fn looked_up(mut self) -> Self {
        let read = |n: usize| {
            let signature = self.signature(n);
            let place = self.all[n].place as u64;
            let looked_up = signature.looked_up().iter().map(|it| u64::from(*it) << u32::BITS | place);
            (Outline::of(&signature.shingles), looked_up.collect::<Vec<u64>>())
        };
        let pieces = cores::each(pieces(self.all.len()), |piece| {
            let (outlines, looked_up): (Vec<_>, Vec<_>) = piece.map(read).unzip();
            (outlines, looked_up.concat())
        });
        let (outlines, looked_up): (Vec<_>, Vec<_>) = pieces.into_iter().unzip();
        self.outlines = outlines.concat();
        let mut looked_up = looked_up.concat();
        looked_up.par_sort_unstable();
        for having in looked_up.chunk_by(|a, b| a >> u32::BITS == b >> u32::BITS).filter(|having| having.len() > 1) {
            let start = self.places.len();
            self.places.extend(having.iter().map(|place| *place as u32));
            self.having.extend(self.places[start..].iter().map(|place| self.in_turn[*place as usize] as u32));
            self.shingles.insert((having[0] >> u32::BITS) as u32, start..self.having.len());
        }
        self
    }

    fn articles(&self, n: usize) -> impl Iterator<Item = DocAddress> {
        self.articles[self.all[n].articles.clone()].iter().map(|article| article.address)
    }

    fn signature(&self, n: usize) -> Signature {
        let address = self.articles[self.all[n].articles.start].address;
        self.columns[address.segment_ord as usize].signature(address.doc_id)
    }

    fn resemblance(&self, signature: &Signature, n: usize) -> Option<f64> {
        let address = self.articles[self.all[n].articles.start].address;
        let columns = &self.columns[address.segment_ord as usize];
        // Most that have come this far have other shingles, and their details need not be read.
        let resemblance = signature.resemblance(&columns.shingles(address.doc_id))?;
        (!signature.differs(&columns.details(address.doc_id))).then_some(resemblance)
    }

    /// Which groups stand for a story: each that is no copy of one that does already.
    fn standing(&self) -> Vec<bool> {
        let mut stands = vec![false; self.all.len()];
        for (block, start) in self.in_turn.chunks(BLOCK).zip((0..).step_by(BLOCK)) {
            let mut earlier = self.each(block.to_vec(), |shared, n| {
                let signature = self.signature(n);
                let like = self.like(n, &signature, self.all[n].place, shared).iter().map(|n| *n as usize);
                let (before, beside): (Vec<_>, Vec<_>) = like.partition(|n| self.all[*n].place < start);
                let is_copy = |of: &usize| self.resemblance(&signature, *of).is_some();
                let of_standing = before.into_iter().any(|of| stands[of] && is_copy(&of));
                (!of_standing).then(|| beside.into_iter().filter(is_copy).collect::<Vec<_>>())
            });
            earlier.sort_unstable_by_key(|(n, _)| self.all[*n].place);
            for (n, of) in earlier {
                stands[n] = of.is_some_and(|of| !of.into_iter().any(|of| stands[of]));
            }
        }
        stands
    }

    /// What `work` makes of each of some groups, on all cores, neighbours one after the other.
    fn each<R: Send>(
        &self,
        mut groups: Vec<usize>,
        work: impl Fn(&mut Shared, usize) -> R + Sync + Send,
    ) -> Vec<(usize, R)> {
        groups.sort_unstable();
        let done = cores::each(pieces(groups.len()), |piece| {
            let mut shared = Shared { counts: vec![0; self.all.len()], enough: Vec::new() };
            groups[piece].iter().map(|n| (*n, work(&mut shared, *n))).collect::<Vec<_>>()
        });
        done.into_iter().flatten().collect()
    }

    /// The groups that `of` may be a copy of, but for those whose turns come at `end` or after it.
    fn like<'a>(&self, of: usize, signature: &Signature, end: usize, shared: &'a mut Shared) -> &'a [u32] {
        let having = |shingle: &u32| -> &[u32] {
            let stretch = self.shingles.get(shingle).cloned().unwrap_or_default();
            let length = self.places[stretch.clone()].partition_point(|place| (*place as usize) < end);
            &self.having[stretch][..length]
        };
        shared.find(&signature.looked_up().iter().map(having).collect::<Vec<_>>());
        let outline = &self.outlines[of];
        shared.enough.retain(|n| may_be_copies(outline, &self.outlines[*n as usize]) && *n as usize != of);
        &shared.enough
    }
}

/// How many shingles each group shares with another.
struct Shared {
    /// Zero for each group, between two uses.
    counts: Vec<u8>,
    /// The groups that share enough to be copies.
    enough: Vec<u32>,
}

impl Shared {
    /// Finds the groups that stand in at least [`SHARED`] of some lists.
    fn find(&mut self, lists: &[&[u32]]) {
        self.enough.clear();
        for n in lists.iter().copied().flatten() {
            let count = &mut self.counts[*n as usize];
            *count += 1;
            if usize::from(*count) == SHARED {
                self.enough.push(*n);
            }
        }
        for n in lists.iter().copied().flatten() {
            self.counts[*n as usize] = 0;
        }
    }
}

fn pieces(length: usize) -> Vec<Range<usize>> {
    (0..length).step_by(PIECE).map(|start| start..length.min(start + PIECE)).collect()
}

fn hash(signature: &Signature) -> u64 {
    // Numbers of a sketch have 24 bits, so that the largest one parts the two.
    let numbers = signature.shingles.iter().chain(&[u32::MAX]).chain(&signature.details);
    let bytes: Vec<u8> = numbers.flat_map(|number| number.to_le_bytes()).collect();
    XxHash3_64::oneshot(&bytes)
}
