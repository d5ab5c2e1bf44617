//! A walk through the terms of a dictionary, along an automaton. tantivy's own stream reads each node before it asks whether
//! anything behind it can match. Of words that are like another most cannot, and their nodes lie all over the file.

use std::io;

use tantivy::directory::{FileSlice, OwnedBytes};
use tantivy_fst::Automaton;
use tantivy_fst::raw::{Fst, Node};

/// The terms of a field in one segment, as a transducer (tantivy's `FstTermDictionary`).
pub struct Terms(Fst<OwnedBytes>);

impl Terms {
    /// Reads a field's part of the file of dictionaries: the transducer, the places of postings, their length in eight bytes, and
    /// two versions of four.
    pub fn open(file: FileSlice) -> io::Result<Self> {
        const VERSIONS: usize = 8;
        const LENGTH: usize = 8;
        let (rest, footer) = file.split_from_end(LENGTH + VERSIONS);
        let footer = footer.read_bytes()?;
        let length = footer.first_chunk().map_or(0, |length| u64::from_le_bytes(*length)) as usize;
        let (transducer, _) = rest.split_from_end(length);
        Fst::new(transducer.read_bytes()?).map(Self).map_err(io::Error::other)
    }

    /// The terms that `wanted` accepts, in order. No automaton may accept the empty one, or terms of any length.
    pub fn accepted(&self, wanted: &impl Automaton) -> Vec<Vec<u8>> {
        let mut found = Vec::new();
        self.walk(&self.0.root(), &wanted.start(), wanted, &mut Vec::new(), &mut found);
        found
    }

    fn walk<A: Automaton>(
        &self,
        node: &Node,
        state: &A::State,
        wanted: &A,
        term: &mut Vec<u8>,
        found: &mut Vec<Vec<u8>>,
    ) {
        for n in 0..node.len() {
            let byte = node.transition(n).inp;
            let next = wanted.accept(state, byte);
            if !wanted.can_match(&next) {
                continue;
            }
            let node = self.0.node(node.transition_addr(n));
            term.push(byte);
            if node.is_final() && wanted.is_match(&next) {
                found.push(term.clone());
            }
            self.walk(&node, &next, wanted, term, found);
            term.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy_fst::Automaton;

    use super::*;
    use crate::article::Article;
    use crate::embedded::dictionary::automata::{OneOf, Similar};
    use crate::index::collection::Collection;
    use crate::index::in_memory;
    use crate::index::schema::Entry;

    fn check(text: &str, wanted: &(impl Automaton<State: Clone> + Clone)) -> Result<(), TestCaseError> {
        let index = in_memory(&[Entry::new("a", Ok(Article { body: text.to_owned(), ..Article::default() }))]);
        let searcher = index.latest().unwrap();
        let collection = Collection::new(&searcher, &index.fields).unwrap();
        let field = index.fields.body.forms;
        let file = collection.terms(&searcher).unwrap().segment(0).open_read(field).unwrap();
        let dictionary = searcher.segment_reader(0).inverted_index(field).unwrap();
        let mut stream = dictionary.terms().search(wanted.clone()).into_stream().unwrap();
        let mut expected = Vec::new();
        while stream.advance() {
            expected.push(stream.key().to_vec());
        }
        prop_assert_eq!(Terms::open(file).unwrap().accepted(wanted), expected);
        Ok(())
    }

    proptest! {
        #[test]
        fn the_same_terms_as_tantivys_stream(
            words in prop::collection::vec("[abé]{1,6}|[a-zà-ÿ]{1,9}", 1..60),
            word in "[abé]{1,6}",
            limit in 0..3_u8,
        ) {
            let text = words.join(" ");
            check(&text, &Similar::to(&word, limit))?;
            check(&text, &OneOf::of(&[word, words[0].clone()]))?;
        }
    }
}
