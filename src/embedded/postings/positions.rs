//! Where one term stands in the documents of a field, read by blocks: a phrase is looked for in most articles of an index, and
//! tantivy's own reader adds up the frequencies of half a block before each of them.

use tantivy::directory::CompositeFile;
use tantivy::positions::PositionReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::{IndexRecordOption, Term};
use tantivy::{DocId, SegmentReader};

use super::list::FULL_BLOCK;

/// Where a term stands in the documents of a field.
pub struct PositionList {
    block: BlockSegmentPostings,
    reader: PositionReader,
    at: usize,
    /// The number of positions in the blocks before this one.
    before: u64,
    /// How many documents of the block have been asked for.
    asked: usize,
    /// The steps of the whole block, or of one document while few of the block are asked for.
    steps: Vec<u32>,
    /// Where those of each document of the block begin, and behind them where the last ones end.
    ends: [u32; FULL_BLOCK + 1],
}

/// How many documents of a block come before `doc`. In a search by halves each comparison waits for the one before; here they are
/// independent, and the parts of a block are compared in a few instructions.
fn before(docs: &[DocId], doc: DocId) -> usize {
    let Some(block) = docs.first_chunk::<FULL_BLOCK>() else { return docs.partition_point(|found| *found < doc) };
    let (parts, _) = block.as_chunks::<PART>();
    let part = parts.iter().filter(|part| part[PART - 1] < doc).count();
    let within: u32 = parts.get(part).map_or(0, |part| part.iter().map(|found| u32::from(*found < doc)).sum());
    part * PART + within as usize
}

/// A part of a block that is looked through at once.
const PART: usize = 16;

/// So many documents of a block are read one by one before the whole block is.
const FEW: usize = 4;

impl PositionList {
    /// Where a term stands in a segment, with the file of all its positions; none if it stands nowhere.
    pub fn open(term: &Term, segment: &SegmentReader, file: &CompositeFile) -> tantivy::Result<Option<Self>> {
        let index = segment.inverted_index(term.field())?;
        let (Some(info), Some(file)) = (index.get_term_info(term)?, file.open_read(term.field())) else {
            return Ok(None);
        };
        let block = index.read_block_postings_from_terminfo(&info, IndexRecordOption::WithFreqsAndPositions)?;
        let reader = PositionReader::open(file.read_bytes_slice(info.positions_range)?)?;
        Ok(Some(Self { block, reader, at: 0, before: 0, asked: 0, ends: [0; FULL_BLOCK + 1], steps: Vec::new() }))
    }

    /// The document at which the list stands.
    pub fn doc(&self) -> DocId {
        self.block.doc(self.at)
    }

    /// The first document from `doc` on that has the term; documents are asked for in order.
    #[inline]
    pub fn seek(&mut self, doc: DocId) -> DocId {
        if self.doc() >= doc {
            return self.doc();
        }
        // Only the last block is not full, and what follows it has no end.
        while self.block.doc(FULL_BLOCK - 1) < doc {
            self.next_block();
        }
        // What a phrase of common words asks for next is mostly the next.
        if self.doc() < doc {
            self.at += 1;
            if self.doc() < doc {
                self.at = before(self.block.docs(), doc);
            }
        }
        self.doc()
    }

    fn next_block(&mut self) {
        self.before += u64::from(self.block.freqs().iter().sum::<u32>());
        self.block.advance();
        (self.at, self.asked) = (0, 0);
    }

    /// Those of the block's documents that are left, up to before `end`.
    fn until(&self, end: DocId) -> &[DocId] {
        let docs = &self.block.docs()[self.at..];
        match docs.last() {
            Some(last) if *last >= end => &docs[..docs.partition_point(|doc| *doc < end)],
            _ => docs,
        }
    }

    /// Goes on to a document of the block, by its place there, or to the next block.
    fn go_to(&mut self, at: usize) {
        self.at = at;
        if at == FULL_BLOCK {
            self.next_block();
        }
    }

    /// Calls `each` where both lists stand at one document, for all that both have from where they stand to before `end`. Of two
    /// common words this takes half of the time of seeking in turn: the blocks are merged, and nothing is guessed.
    pub fn each_of_both(a: &mut Self, b: &mut Self, end: DocId, mut each: impl FnMut(DocId, &mut Self, &mut Self)) {
        while a.doc() < end && b.doc() < end {
            let (mut pairs, mut found) = ([(0, 0); FULL_BLOCK], 0);
            let (a_docs, b_docs) = (a.until(end), b.until(end));
            let (mut i, mut j) = (0, 0);
            while i < a_docs.len() && j < b_docs.len() {
                pairs[found % FULL_BLOCK] = (i, j);
                let (doc, other) = (a_docs[i], b_docs[j]);
                found += usize::from(doc == other);
                i += usize::from(doc <= other);
                j += usize::from(other <= doc);
            }
            let (a_start, b_start) = (a.at, b.at);
            for (i, j) in &pairs[..found] {
                (a.at, b.at) = (a_start + i, b_start + j);
                each(a.doc(), a, b);
            }
            a.go_to(a_start + i);
            b.go_to(b_start + j);
        }
    }

    /// The positions in the document at which the list stands, in order, each as its distance from the one before.
    #[inline]
    pub fn steps(&mut self) -> &[u32] {
        if self.asked <= FEW {
            self.asked += 1;
            if self.asked <= FEW {
                return self.read_one();
            }
            self.read_block();
        }
        &self.steps[self.ends[self.at] as usize..self.ends[self.at + 1] as usize]
    }

    fn read_one(&mut self) -> &[u32] {
        let counts = self.block.freqs();
        let before = u64::from(counts[..self.at].iter().sum::<u32>());
        self.steps.resize(counts[self.at] as usize, 0);
        self.reader.read(self.before + before, &mut self.steps);
        &self.steps
    }

    fn read_block(&mut self) {
        let mut end = 0;
        for (count, of_document) in self.block.freqs().iter().zip(&mut self.ends[1..]) {
            end += count;
            *of_document = end;
        }
        self.steps.resize(end as usize, 0);
        self.reader.read(self.before, &mut self.steps);
    }

    /// The number of documents that have the term, deleted ones too.
    pub fn documents(&self) -> u32 {
        self.block.doc_freq()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::postings::Postings;
    use tantivy::{DocSet, TERMINATED};

    use super::*;
    use crate::analysis;
    use crate::article::Article;
    use crate::index::collection::Collection;
    use crate::index::schema::Entry;
    use crate::index::{Index, in_memory};

    fn list(index: &Index, word: &str) -> Option<PositionList> {
        let searcher = index.latest().unwrap();
        let term = Term::from_field_text(index.fields.body.stems, &analysis::tokens(word)[0].stem);
        let collection = Collection::new(&searcher, &index.fields).unwrap();
        let file = collection.positions(&searcher).unwrap().segment(0);
        PositionList::open(&term, searcher.segment_reader(0), file).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        /// Whatever is passed over, documents and positions are those that tantivy's reader gives.
        #[test]
        fn positions_are_tantivys(
            counts in prop::collection::vec(0..9_usize, 1..700),
            steps in prop::collection::vec((prop_oneof![3 => 1..4_u32, 1 => 0..200_u32], any::<bool>()), 1..200),
        ) {
            let article = |count: &usize| Article { body: "La digue de la mer. ".repeat(*count), ..Article::default() };
            let entries = counts.iter().enumerate().map(|(n, count)| Entry::new(n.to_string(), Ok(article(count))));
            let index = in_memory(&entries.collect::<Vec<_>>());
            let searcher = index.latest().unwrap();
            let segment = searcher.segment_reader(0);
            let term = Term::from_field_text(index.fields.body.stems, &analysis::tokens("digue")[0].stem);
            let stems = segment.inverted_index(term.field()).unwrap();
            let expected = stems.read_postings(&term, IndexRecordOption::WithFreqsAndPositions).unwrap();
            let list = list(&index, "digue");
            prop_assert_eq!(list.is_some(), expected.is_some());
            let (Some(mut list), Some(mut expected)) = (list, expected) else { return Ok(()) };
            let mut doc = 0;
            for (step, is_read) in steps {
                doc += step;
                if expected.doc() < doc {
                    expected.seek(doc);
                }
                prop_assert_eq!(list.seek(doc), expected.doc());
                if expected.doc() == TERMINATED {
                    break;
                }
                if is_read {
                    let mut positions = Vec::new();
                    expected.positions(&mut positions);
                    let mut position = 0;
                    let found = list.steps().iter().map(|step| { position += step; position });
                    prop_assert_eq!(found.collect::<Vec<_>>(), positions);
                }
            }
        }

        /// However the documents are cut into windows, both lists stand where both words are, once in each of these.
        #[test]
        fn documents_that_two_words_share(
            has in prop::collection::vec((prop::bool::weighted(0.8), prop::bool::weighted(0.6)), 1..900),
            windows in prop::collection::vec((0..300_u32, 0..300_u32), 1..12),
        ) {
            let text = |(a, b): (bool, bool)| {
                ["Le port. ".repeat(usize::from(a)), "La digue. ".repeat(2 * usize::from(b))].concat()
            };
            let entries = has.iter().enumerate().map(|(n, words)| {
                Entry::new(format!("{n:03}"), Ok(Article { body: text(*words), ..Article::default() }))
            });
            let index = in_memory(&entries.collect::<Vec<_>>());
            let (Some(mut a), Some(mut b)) = (list(&index, "port"), list(&index, "digue")) else { return Ok(()) };
            let mut end = 0;
            for (skipped, length) in windows {
                let start = end + skipped;
                end = start + length;
                a.seek(start);
                b.seek(start);
                let mut found = Vec::new();
                PositionList::each_of_both(&mut a, &mut b, end, |doc, a, b| {
                    found.push((doc, a.doc(), b.doc(), a.steps().len(), b.steps().len()));
                });
                let both = (start..end).filter(|doc| has.get(*doc as usize) == Some(&(true, true)));
                prop_assert_eq!(found, both.map(|doc| (doc, doc, doc, 1, 2)).collect::<Vec<_>>());
            }
        }
    }
}
