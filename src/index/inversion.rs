//! Inversion: from the words of each text to the posting lists of each word.
//!
//! Texts come as numbers of words. All occurrences of a stem are counted first, so that each stem has its stretch of an
//! array; then a second pass puts each occurrence where it belongs (a counting sort). Documents are read in their final
//! order, so every list is in order by itself. Compared with tantivy's table of terms, which looks each token up by its
//! letters and appends to a list somewhere in memory, nothing is compared, and memory is written in few places at a time.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::DocId;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::InvertedIndexSerializer;
use tantivy::schema::Field;

use super::terms::{LONGEST, write_list};
use crate::analysis::numbered::NumberedWord;
use crate::analysis::vocabulary::Numbered;

/// The words of title, standfirst and body of a document, in this order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    /// Of all three, one after the other.
    pub words: Box<[NumberedWord]>,
    /// Where the title ends and where the standfirst does.
    pub ends: [u32; 2],
}

/// One of the three texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The title.
    Title,
    /// The standfirst.
    Lead,
    /// What stands below it.
    Body,
    /// Standfirst and body, which share the lists of their written words.
    LeadAndBody,
}

impl Texts {
    /// The words of one text, or of two.
    pub fn part(&self, part: Part) -> &[NumberedWord] {
        let [title, lead] = self.ends.map(|end| end as usize);
        match part {
            Part::Title => &self.words[..title],
            Part::Lead => &self.words[title..lead],
            Part::Body => &self.words[lead..],
            Part::LeadAndBody => &self.words[title..],
        }
    }
}

/// The stems and forms of a batch in alphabetical order, and the places in it of those of each word.
pub struct Dictionary<'a> {
    terms: Vec<&'a str>,
    /// By the number of the word.
    words: Vec<WordTerms>,
    stems: Vec<u32>,
}

/// What a word is indexed by: its form, and a stretch of all stems.
#[derive(Clone, Copy, Default)]
struct WordTerms {
    form: u32,
    start: u32,
    stems: u16,
    with_other: u16,
}

impl<'a> Dictionary<'a> {
    /// The terms of the words that some texts have, of all the `words` of their vocabulary.
    pub fn of<'t>(words: &'a [Arc<str>], texts: impl Iterator<Item = &'t Texts>) -> Self {
        let mut is_used = vec![false; words.len()];
        texts.for_each(|texts| texts.words.iter().for_each(|word| is_used[word.number() as usize] = true));
        let (mut terms, mut numbers) = (Vec::new(), FxHashMap::<&str, u32>::default());
        let mut number_of = |term: &'a str| {
            *numbers.entry(term).or_insert_with(|| {
                terms.push(term);
                terms.len() as u32 - 1
            })
        };
        let (mut of_words, mut stems) = (vec![WordTerms::default(); words.len()], Vec::new());
        for (of_word, word) in of_words.iter_mut().zip(words).zip(&is_used).filter(|(_, used)| **used).map(|(it, _)| it)
        {
            let Numbered { form, stems: own, other } = Numbered::of(word);
            let start = stems.len();
            stems.extend(own.split(' ').map(&mut number_of));
            let own = stems.len();
            if !other.is_empty() {
                stems.extend(other.split(' ').map(&mut number_of));
            }
            *of_word = WordTerms {
                form: number_of(form),
                start: start as u32,
                stems: (own - start) as u16,
                with_other: (stems.len() - start) as u16,
            };
        }
        let mut order: Vec<u32> = (0..terms.len() as u32).collect();
        order.sort_unstable_by_key(|number| terms[*number as usize]);
        let mut places = vec![0; terms.len()];
        for (place, number) in (0..).zip(&order) {
            places[*number as usize] = place;
        }
        of_words
            .iter_mut()
            .zip(&is_used)
            .filter(|(_, used)| **used)
            .for_each(|(word, _)| word.form = places[word.form as usize]);
        stems.iter_mut().for_each(|stem| *stem = places[*stem as usize]);
        Self { terms: order.iter().map(|number| terms[*number as usize]).collect(), words: of_words, stems }
    }

    fn stems(&self, word: NumberedWord) -> &[u32] {
        let terms = self.words[word.number() as usize];
        let count = if word.has_other_reading() { terms.with_other } else { terms.stems };
        &self.stems[terms.start as usize..][..count.into()]
    }

    /// Stretches of the terms that have about as many occurrences as are sorted at once.
    fn stretches(&self, counts: &[u32]) -> Vec<Range<usize>> {
        let (mut stretches, mut start, mut sum) = (Vec::new(), 0, 0);
        for (place, count) in counts.iter().enumerate() {
            if sum > 0 && sum + *count as usize > AT_ONCE {
                stretches.push(start..place);
                (start, sum) = (place, 0);
            }
            sum += *count as usize;
        }
        if sum > 0 {
            stretches.push(start..counts.len());
        }
        stretches
    }

    fn is_indexed(&self, place: usize) -> bool {
        self.terms[place].len() <= LONGEST
    }

    /// Writes the lists of the stems of one text, with positions; gives the length of the text in each document, as the
    /// byte that stands for it.
    pub fn write_stems(
        &self,
        part: Part,
        field: Field,
        texts: &[&Texts],
        lists: &mut InvertedIndexSerializer,
    ) -> tantivy::Result<Vec<u8>> {
        let mut counts = vec![0_u32; self.terms.len()];
        let mut lengths = Vec::with_capacity(texts.len());
        let mut tokens = 0;
        for texts in texts {
            let before = tokens;
            for word in texts.part(part) {
                let stems = self.stems(*word);
                stems.iter().for_each(|stem| counts[*stem as usize] += 1);
                tokens += stems.len() as u64;
            }
            lengths.push(FieldNormReader::fieldnorm_to_id((tokens - before) as u32));
        }
        if tokens == 0 {
            return Ok(lengths);
        }
        let mut lists = lists.new_field(field, tokens, None)?;
        for stretch in self.stretches(&counts) {
            let mut next = starts(&counts[stretch.clone()]);
            let mut occurrences = vec![(0, 0); next[stretch.len()]];
            for (doc, texts) in (0..).zip(texts) {
                let mut position = 0;
                for (n, word) in texts.part(part).iter().enumerate() {
                    position += u32::from(n > 0 && !word.is_at_same_place());
                    for stem in self.stems(*word) {
                        let Some(next) =
                            (*stem as usize).checked_sub(stretch.start).and_then(|n| next[..stretch.len()].get_mut(n))
                        else {
                            continue;
                        };
                        occurrences[*next] = (doc, position);
                        *next += 1;
                    }
                }
            }
            let mut rest = occurrences.as_slice();
            for place in stretch.filter(|place| counts[*place] > 0) {
                let (postings, others) = rest.split_at(counts[place] as usize);
                rest = others;
                if self.is_indexed(place) {
                    write_list(&mut lists, self.terms[place].as_bytes(), postings, |place| *place, true)?;
                }
            }
        }
        lists.close()?;
        Ok(lengths)
    }

    /// Writes the lists of the forms of one text, without positions.
    pub fn write_forms(
        &self,
        part: Part,
        field: Field,
        texts: &[&Texts],
        lists: &mut InvertedIndexSerializer,
    ) -> tantivy::Result<()> {
        const NONE: DocId = DocId::MAX;
        let mut counts = vec![0_u32; self.terms.len()];
        let mut last = vec![NONE; self.terms.len()];
        let mut each_form = |range: Range<usize>, each: &mut dyn FnMut(usize, DocId)| {
            last[range.clone()].fill(NONE);
            for (doc, texts) in (0..).zip(texts) {
                for word in texts.part(part) {
                    let form = self.words[word.number() as usize].form as usize;
                    if range.contains(&form) && std::mem::replace(&mut last[form], doc) != doc {
                        each(form, doc);
                    }
                }
            }
        };
        each_form(0..self.terms.len(), &mut |form, _| counts[form] += 1);
        let postings: u64 = counts.iter().map(|count| u64::from(*count)).sum();
        if postings == 0 {
            return Ok(());
        }
        let mut lists = lists.new_field(field, postings, None)?;
        for stretch in self.stretches(&counts) {
            let mut next = starts(&counts[stretch.clone()]);
            let mut documents = vec![0; next[stretch.len()]];
            each_form(stretch.clone(), &mut |form, doc| {
                let next = &mut next[form - stretch.start];
                documents[*next] = doc;
                *next += 1;
            });
            let mut rest = documents.as_slice();
            for place in stretch.filter(|place| counts[*place] > 0) {
                let (documents, others) = rest.split_at(counts[place] as usize);
                rest = others;
                if self.is_indexed(place) {
                    write_list(&mut lists, self.terms[place].as_bytes(), documents, |doc| (*doc, 0), false)?;
                }
            }
        }
        lists.close()?;
        Ok(())
    }
}

/// Occurrences that are sorted at once, of eight bytes each.
const AT_ONCE: usize = 4 << 20;

/// Where the occurrences of each term start, and where the last ones end.
fn starts(counts: &[u32]) -> Vec<usize> {
    let mut starts = vec![0];
    let mut sum = 0;
    starts.extend(counts.iter().map(|count| {
        sum += *count as usize;
        sum
    }));
    starts
}
