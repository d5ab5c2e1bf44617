//! The newspapers of one commit. The index keeps imprints as they were found; here they get the names that all of them
//! together give.

use std::sync::Arc;

use tantivy::columnar::StrColumn;
use tantivy::{Searcher, SegmentOrdinal, SegmentReader};

use crate::article::Article;
use crate::index::schema::SOURCE;
use crate::newspaper::imprint::Imprint;
use crate::newspaper::sources::Sources;
use crate::newspaper::table::Newspapers;

/// The newspapers of one commit.
#[derive(Debug)]
pub struct Press {
    pub newspapers: Arc<Newspapers>,
    /// For each segment, the newspapers of its imprints, in the order of its dictionary; none for those of deleted articles
    /// alone.
    by_segment: Vec<Vec<Option<usize>>>,
}

impl Press {
    /// Reads the imprints of a commit and names the newspapers. The column has them in order in each segment, and its
    /// dictionary is read faster than that of the postings.
    pub fn read(searcher: &Searcher, own: &Sources) -> tantivy::Result<Self> {
        let mut columns = Vec::new();
        for (number, segment) in searcher.segment_readers().iter().enumerate() {
            if let Some(column) = segment.fast_fields().str(SOURCE)? {
                columns.push((number, count(&column, segment), column));
            }
        }
        let mut open = Vec::new();
        for (number, articles, column) in &columns {
            let mut imprints = column.dictionary().stream()?;
            if imprints.advance() {
                open.push((*number, articles, imprints));
            }
        }
        let mut counts = Vec::new();
        let mut places: Vec<Vec<Option<usize>>> = vec![Vec::new(); searcher.segment_readers().len()];
        let mut least = Vec::new();
        while let Some(first) = open.iter().map(|(_, _, imprints)| imprints.key()).min() {
            least.clear();
            least.extend_from_slice(first);
            let here = |imprints: &[u8]| imprints == least;
            let mut articles = 0;
            for (_, counted, imprints) in open.iter().filter(|(_, _, imprints)| here(imprints.key())) {
                articles += counted[imprints.term_ord() as usize];
            }
            let place = (articles > 0).then_some(counts.len());
            open.retain_mut(|(number, _, imprints)| {
                if !here(imprints.key()) {
                    return true;
                }
                places[*number].push(place);
                imprints.advance()
            });
            if articles > 0 {
                counts.push((Imprint::from_text(String::from_utf8_lossy(&least).into_owned()), articles));
            }
        }
        let newspapers = Newspapers::of(counts, own);
        let named = |places: Vec<Option<usize>>| {
            places.into_iter().map(|place| place.map(|place| newspapers.numbers()[place])).collect()
        };
        Ok(Self { by_segment: places.into_iter().map(named).collect(), newspapers: Arc::new(newspapers) })
    }

    /// The newspapers of a whole index, for a part of it whose articles nobody counts.
    pub fn of_whole(newspapers: Arc<Newspapers>) -> Self {
        Self { newspapers, by_segment: Vec::new() }
    }

    /// The name of the newspaper that an imprint of a segment is of, by the imprint's place in the segment's dictionary.
    pub fn name(&self, segment: SegmentOrdinal, ord: u64) -> &str {
        let of_segment = self.by_segment.get(segment as usize);
        let number = of_segment.and_then(|places| places.get(ord as usize).copied().flatten());
        number.map_or("", |number| &self.newspapers.names()[number])
    }

    /// The name of an article's newspaper.
    pub fn of(&self, article: &Article) -> Option<&str> {
        self.newspapers.name(&Imprint::of(article)?)
    }
}

/// Values of a column that are read in a row.
const AT_ONCE: usize = 1024;

/// How many articles have each value of a column.
fn count(column: &StrColumn, segment: &SegmentReader) -> Vec<u64> {
    let mut counts = vec![0; column.num_terms()];
    match segment.alive_bitset() {
        Some(alive) => {
            alive.iter_alive().flat_map(|doc| column.term_ords(doc)).for_each(|ord| counts[ord as usize] += 1)
        }
        None => {
            // An article has one value, so that all values are of articles.
            let values = &column.ords().values;
            let mut some = [0; AT_ONCE];
            for start in (0..values.num_vals() as usize).step_by(AT_ONCE) {
                let some = &mut some[..AT_ONCE.min(values.num_vals() as usize - start)];
                values.get_range(start as u64, some);
                some.iter().for_each(|ord| counts[*ord as usize] += 1);
            }
        }
    }
    counts
}
