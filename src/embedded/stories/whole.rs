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
use crate::dedup::{LOOKED_UP, SHARED, Signature};
use crate::embedded::cores;

/// Groups that are looked at together. Each is compared with all others of its block that come before it, whether these stand
/// for a story or not, which is not known yet.
const BLOCK: usize = if cfg!(test) { 4 } else { 1 << 13 };

/// Articles or groups that a core takes at a time.
const PIECE: usize = 1 << 9;

/// All stories of more than one article.
pub fn all(searcher: &Searcher) -> tantivy::Result<Vec<Vec<DocAddress>>> {
    let groups = Groups::read(searcher)?;
    let mut lists = Lists::new(&groups);
    let stands = groups.standing(&mut lists);
    let copies = (0..groups.all.len()).filter(|n| !stands[*n]).collect();
    // Now that all are known that stand for a story, another may be more alike.
    let told_by = groups.each(copies, |shared, copy| {
        let signature = groups.signature(copy);
        let standing = groups.like(copy, &signature, &lists, shared).filter(|n| stands[*n]);
        let alike = standing.filter_map(|n| Some((groups.resemblance(&signature, n)?, n)));
        let most = alike.max_by(|a, b| a.0.total_cmp(&b.0).then(Reverse(a.1).cmp(&Reverse(b.1))));
        (copy, most.expect("a copy stays one").1)
    });
    let mut stories: FxHashMap<usize, Vec<DocAddress>> = FxHashMap::default();
    for (copy, of) in told_by {
        stories.entry(of).or_insert_with(|| groups.articles(of).collect()).extend(groups.articles(copy));
    }
    for n in (0..stands.len()).filter(|n| stands[*n] && groups.all[*n].len() > 1) {
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

/// The groups of an index in the order of their turns. Articles that are alike to the letter are a group: a site may have
/// thousands of them. They are copies of the same articles, and one of them stands for all.
struct Groups {
    /// One for each segment.
    columns: Vec<Columns>,
    articles: Vec<Compared>,
    /// Where the articles of each group are among these, the one with the first turn first.
    all: Vec<Range<usize>>,
}

impl Groups {
    fn read(searcher: &Searcher) -> tantivy::Result<Self> {
        let columns = cores::each_segment(searcher, |ord| Columns::open(searcher, ord))?;
        let documents = (0..).zip(searcher.segment_readers()).flat_map(|(ord, segment)| {
            pieces(segment.max_doc() as usize).into_iter().map(move |piece| (ord, segment, piece))
        });
        let articles = cores::each(documents.collect(), |(ord, segment, piece)| {
            let columns = &columns[ord as usize];
            let mut compared = Vec::new();
            for doc in (piece.start as u32..piece.end as u32).filter(|doc| !segment.is_deleted(*doc)) {
                let signature = columns.signature(doc);
                if let Some(least) = signature.shingles.first() {
                    let (signature, turn) = ((*least, hash(&signature)), columns.turn(doc));
                    compared.push(Compared { signature, turn, address: DocAddress::new(ord, doc) });
                }
            }
            compared
        });
        let mut articles: Vec<Compared> = articles.into_iter().flatten().collect();
        articles.par_sort_unstable_by_key(|article| (article.signature, article.turn));
        let mut all = Vec::new();
        for alike in articles.chunk_by(|a, b| a.signature == b.signature) {
            let start = all.last().map_or(0, |group: &Range<usize>| group.end);
            all.push(start..start + alike.len());
        }
        all.par_sort_unstable_by_key(|group| articles[group.start].turn);
        Ok(Self { columns, articles, all })
    }

    fn articles(&self, n: usize) -> impl Iterator<Item = DocAddress> {
        self.articles[self.all[n].clone()].iter().map(|article| article.address)
    }

    fn signature(&self, n: usize) -> Signature {
        let address = self.articles[self.all[n].start].address;
        self.columns[address.segment_ord as usize].signature(address.doc_id)
    }

    fn resemblance(&self, signature: &Signature, n: usize) -> Option<f64> {
        let address = self.articles[self.all[n].start].address;
        let columns = &self.columns[address.segment_ord as usize];
        // Most that have come this far have other shingles, and their details need not be read.
        let resemblance = signature.resemblance(&columns.shingles(address.doc_id))?;
        (!signature.differs(&columns.details(address.doc_id))).then_some(resemblance)
    }

    /// Which groups stand for a story: each that is no copy of one that does already. In the end `lists` has all groups.
    fn standing(&self, lists: &mut Lists) -> Vec<bool> {
        let mut stands = vec![false; self.all.len()];
        for start in (0..self.all.len()).step_by(BLOCK) {
            let block = start..self.all.len().min(start + BLOCK);
            lists.add(block.clone());
            let earlier = self.each(block.collect(), |shared, n| {
                let signature = self.signature(n);
                let like = self.like(n, &signature, lists, shared).filter(|of| *of < n);
                let (before, beside): (Vec<_>, Vec<_>) = like.partition(|of| *of < start);
                let is_copy = |of: &usize| self.resemblance(&signature, *of).is_some();
                let of_standing = before.into_iter().any(|of| stands[of] && is_copy(&of));
                (n, (!of_standing).then(|| beside.into_iter().filter(is_copy).collect::<Vec<_>>()))
            });
            for (n, of) in earlier {
                stands[n] = of.is_some_and(|of| !of.into_iter().any(|of| stands[of]));
            }
        }
        stands
    }

    /// What `work` makes of each of some groups, on all cores.
    fn each<R: Send>(&self, groups: Vec<usize>, work: impl Fn(&mut Shared, usize) -> R + Sync + Send) -> Vec<R> {
        let done = cores::each(pieces(groups.len()), |piece| {
            let mut shared = Shared { counts: vec![0; self.all.len()], enough: Vec::new() };
            groups[piece].iter().map(|n| work(&mut shared, *n)).collect::<Vec<_>>()
        });
        done.into_iter().flatten().collect()
    }

    /// The other groups of some lists that `of` may be a copy of.
    fn like(
        &self,
        of: usize,
        signature: &Signature,
        lists: &Lists,
        shared: &mut Shared,
    ) -> impl Iterator<Item = usize> {
        shared.find(&lists.of(of));
        let (outline, mut near, mut like) = (&lists.outlines[of], Vec::with_capacity(AT_ONCE), Vec::new());
        for some in shared.enough.chunks(AT_ONCE) {
            near.clear();
            near.extend(some.iter().map(|n| lists.outlines[*n as usize]));
            let close = some.iter().zip(&near).filter(|(_, other)| other.may_be_copy_of(&signature.shingles, outline));
            like.extend(close.map(|(n, _)| *n as usize).filter(|n| *n != of));
        }
        like.into_iter()
    }
}

/// Outlines that are fetched at once. They lie all over the memory, and the processor waits for many no longer than for one.
const AT_ONCE: usize = 16;

/// What the groups are looked up by: for each shingle, those that have it.
struct Lists {
    outlines: Vec<Outline>,
    /// The groups of one shingle after those of the other, each time in the order of their turns.
    having: Vec<u32>,
    /// Where those of each shingle are that were added so far.
    added: Vec<Range<usize>>,
    /// The numbers of the shingles of each group.
    shingles: Vec<[u32; LOOKED_UP]>,
}

impl Lists {
    /// Lists for all groups, none of which is added yet.
    fn new(groups: &Groups) -> Self {
        let count = groups.all.len();
        let (mut outlines, mut looked_up) = (vec![Outline::default(); count], vec![0; count * LOOKED_UP]);
        let parts =
            pieces(count).into_iter().zip(outlines.chunks_mut(PIECE)).zip(looked_up.chunks_mut(PIECE * LOOKED_UP));
        cores::each(parts.collect(), |((piece, outlines), looked_up)| {
            for ((n, outline), looked_up) in piece.zip(outlines).zip(looked_up.chunks_mut(LOOKED_UP)) {
                let signature = groups.signature(n);
                *outline = Outline::of(&signature.shingles);
                for ((entry, shingle), slot) in looked_up.iter_mut().zip(signature.looked_up()).zip(n * LOOKED_UP..) {
                    *entry = u64::from(*shingle) << SLOT_BITS | slot as u64;
                }
            }
        });
        looked_up.par_sort_unstable();
        let (mut having, mut added) = (Vec::with_capacity(looked_up.len()), Vec::new());
        let mut shingles = vec![[0; LOOKED_UP]; count];
        for alike in looked_up.chunk_by(|a, b| a >> SLOT_BITS == b >> SLOT_BITS) {
            let number = added.len() as u32;
            added.push(having.len()..having.len());
            for slot in alike.iter().map(|entry| (entry % (1 << SLOT_BITS)) as usize) {
                shingles[slot / LOOKED_UP][slot % LOOKED_UP] = number;
                having.push((slot / LOOKED_UP) as u32);
            }
        }
        Self { outlines, having, added, shingles }
    }

    /// Adds the groups that come next.
    fn add(&mut self, groups: Range<usize>) {
        for shingle in self.shingles[groups].as_flattened() {
            self.added[*shingle as usize].end += 1;
        }
    }

    /// The lists of a group's shingles.
    fn of(&self, group: usize) -> [&[u32]; LOOKED_UP] {
        self.shingles[group].map(|shingle| &self.having[self.added[shingle as usize].clone()])
    }
}

/// Bits of the place of a shingle of a group among those of all groups. A shingle has 24.
const SLOT_BITS: u32 = 40;

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
        for list in lists {
            for n in *list {
                let count = &mut self.counts[*n as usize];
                *count += 1;
                if usize::from(*count) == SHARED {
                    self.enough.push(*n);
                }
            }
        }
        for list in lists {
            list.iter().for_each(|n| self.counts[*n as usize] = 0);
        }
    }
}

fn pieces(length: usize) -> Vec<Range<usize>> {
    (0..length).step_by(PIECE).map(|start| start..length.min(start + PIECE)).collect()
}

fn hash(signature: &Signature) -> u64 {
    // Numbers of a sketch have 24 bits, so that the largest one parts the two.
    let numbers = signature.shingles.iter().chain(&[u32::MAX]).chain(&signature.details);
    let mut bytes = Vec::new();
    numbers.for_each(|number| bytes.extend_from_slice(&number.to_le_bytes()));
    XxHash3_64::oneshot(&bytes)
}
