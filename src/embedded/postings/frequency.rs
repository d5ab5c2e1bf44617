//! Document frequencies: how many articles have a term. tantivy's dictionaries count deleted articles too, until a merge
//! drops them. So an index that was updated would rank, correct and complete otherwise than one made anew.

use tantivy::index::SegmentReader;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{InvertedIndexReader, Searcher, Term};

/// In the whole index.
pub fn of(term: &Term, searcher: &Searcher) -> tantivy::Result<u64> {
    let mut articles = 0;
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(term.field())?;
        if let Some(info) = index.get_term_info(term)? {
            articles += u64::from(in_segment(&info, &index, segment)?);
        }
    }
    Ok(articles)
}

/// Whether any article has the term. It stops at the first segment that has such an article.
pub fn has_any(term: &Term, searcher: &Searcher) -> tantivy::Result<bool> {
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(term.field())?;
        if let Some(info) = index.get_term_info(term)?
            && in_segment(&info, &index, segment)? > 0
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// In one segment, whose dictionary has the term.
pub fn in_segment(info: &TermInfo, index: &InvertedIndexReader, segment: &SegmentReader) -> tantivy::Result<u32> {
    Ok(match segment.alive_bitset() {
        None => info.doc_freq,
        Some(alive) => index.read_postings_from_terminfo(info, IndexRecordOption::Basic)?.doc_freq_given_deletes(alive),
    })
}
