//! The newspapers of one commit. The index keeps imprints as they were found; here they get the names that all of them
//! together give.

use rustc_hash::FxHashMap;
use tantivy::schema::Field;
use tantivy::{Searcher, SegmentOrdinal};

use super::postings::frequency;
use crate::article::Article;
use crate::newspaper::imprint::Imprint;
use crate::newspaper::sources::Sources;
use crate::newspaper::table::Newspapers;

/// The newspapers of one commit.
#[derive(Debug)]
pub struct Press {
    pub newspapers: Newspapers,
    /// For each segment, the newspapers of its imprints, in the order of its dictionary; none for those of deleted articles
    /// alone.
    by_segment: Vec<Vec<Option<usize>>>,
}

impl Press {
    /// Reads the imprints of a commit, which are in the dictionary of `field`, and names the newspapers.
    pub fn read(searcher: &Searcher, field: Field, own: &Sources) -> tantivy::Result<Self> {
        let mut imprints: FxHashMap<Vec<u8>, (usize, u64)> = FxHashMap::default();
        let mut by_segment = Vec::new();
        for segment in searcher.segment_readers() {
            let index = segment.inverted_index(field)?;
            let mut terms = index.terms().stream()?;
            let mut numbers = Vec::new();
            while terms.advance() {
                let articles = u64::from(frequency::in_segment(terms.value(), &index, segment)?);
                if let Some((number, count)) = imprints.get_mut(terms.key()) {
                    *count += articles;
                    numbers.push(*number);
                } else {
                    numbers.push(imprints.len());
                    imprints.insert(terms.key().to_owned(), (imprints.len(), articles));
                }
            }
            by_segment.push(numbers);
        }
        let mut by_number: Vec<Option<Imprint>> = vec![None; imprints.len()];
        let mut counts = Vec::new();
        for (text, (number, count)) in imprints {
            if count > 0 {
                let imprint = Imprint::from_text(&String::from_utf8_lossy(&text));
                counts.push((imprint.clone(), count));
                by_number[number] = Some(imprint);
            }
        }
        let newspapers = Newspapers::of(counts, own);
        let of_number: Vec<Option<usize>> =
            by_number.iter().map(|imprint| imprint.as_ref().and_then(|it| newspapers.number(it))).collect();
        let named = |numbers: Vec<usize>| numbers.into_iter().map(|number| of_number[number]).collect();
        Ok(Self { by_segment: by_segment.into_iter().map(named).collect(), newspapers })
    }

    /// The name of the newspaper that an imprint of a segment is of, by the imprint's place in the segment's dictionary.
    pub fn name(&self, segment: SegmentOrdinal, ord: u64) -> &str {
        let number = self.by_segment[segment as usize].get(ord as usize).copied().flatten();
        number.map_or("", |number| &self.newspapers.names()[number])
    }

    /// The name of an article's newspaper.
    pub fn of(&self, article: &Article) -> Option<&str> {
        self.newspapers.name(&Imprint::of(article)?)
    }
}
