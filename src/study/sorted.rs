//! Sorting more than memory holds: what exceeds it is sorted in parts, which are written to temporary files and merged
//! (Knuth, The Art of Computer Programming, volume 3, 5.4).

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, BufRead, BufReader, BufWriter, Lines, Seek, Write};
use std::{fs, mem, vec};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::error::StudyError;

/// Sorts `items` by `key`; those of one key stay in their order. No more than about `memory` bytes of them are in memory, where
/// `size` says how many one takes.
pub fn sorted<T: Serialize + DeserializeOwned>(
    items: impl Iterator<Item = Result<T, StudyError>>,
    key: impl Fn(&T) -> String,
    size: impl Fn(&T) -> usize,
    memory: usize,
) -> Result<Sorted<T>, StudyError> {
    let (mut here, mut held, mut parts) = (Vec::new(), 0, Vec::new());
    for (number, item) in items.enumerate() {
        let item = item?;
        let key = key(&item);
        held += key.len() + size(&item) + mem::size_of::<Keyed<T>>();
        here.push(Keyed { key, number, item });
        if held > memory {
            parts.push(Part::written(mem::take(&mut here)).map_err(StudyError::Disk)?);
            held = 0;
        }
    }
    parts.push(Part::Held(in_order(here).into_iter()));
    let mut sorted = Sorted { heads: BinaryHeap::new(), waiting: Vec::new(), parts };
    for part in 0..sorted.parts.len() {
        sorted.waiting.push(None);
        sorted.advance(part)?;
    }
    Ok(sorted)
}

/// The items in order, read from all parts at once.
pub struct Sorted<T> {
    /// The key and the number of the next item of each part, with the part.
    heads: BinaryHeap<Reverse<(String, usize, usize)>>,
    /// The next item of each part.
    waiting: Vec<Option<T>>,
    parts: Vec<Part<T>>,
}

#[derive(Serialize, Deserialize)]
struct Keyed<T> {
    key: String,
    /// In the order that the items came in.
    number: usize,
    item: T,
}

enum Part<T> {
    Held(vec::IntoIter<Keyed<T>>),
    Written(Lines<BufReader<fs::File>>),
}

fn in_order<T>(mut items: Vec<Keyed<T>>) -> Vec<Keyed<T>> {
    items.sort_by(|a, b| (&a.key, a.number).cmp(&(&b.key, b.number)));
    items
}

impl<T: Serialize + DeserializeOwned> Part<T> {
    fn written(items: Vec<Keyed<T>>) -> io::Result<Self> {
        let mut out = BufWriter::new(tempfile::tempfile()?);
        for item in in_order(items) {
            serde_json::to_writer(&mut out, &item)?;
            out.write_all(b"\n")?;
        }
        let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok(Self::Written(BufReader::new(file).lines()))
    }

    fn next(&mut self) -> io::Result<Option<Keyed<T>>> {
        match self {
            Self::Held(items) => Ok(items.next()),
            Self::Written(lines) => match lines.next() {
                Some(line) => Ok(Some(serde_json::from_str(&line?)?)),
                None => Ok(None),
            },
        }
    }
}

impl<T: Serialize + DeserializeOwned> Sorted<T> {
    fn advance(&mut self, part: usize) -> Result<Option<T>, StudyError> {
        let next = self.parts[part].next().map_err(StudyError::Disk)?;
        let next = next.map(|Keyed { key, number, item }| {
            self.heads.push(Reverse((key, number, part)));
            item
        });
        Ok(mem::replace(&mut self.waiting[part], next))
    }
}

impl<T: Serialize + DeserializeOwned> Iterator for Sorted<T> {
    type Item = Result<T, StudyError>;

    fn next(&mut self) -> Option<Self::Item> {
        let Reverse((_, _, part)) = self.heads.pop()?;
        self.advance(part).transpose()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_memory_sorts_alike(items in prop::collection::vec("[a-c\n\"é]{0,3}", 0..60), memory in 0..3000_usize) {
            let numbered: Vec<(usize, String)> = items.into_iter().enumerate().collect();
            let mut expected = numbered.clone();
            expected.sort_by(|a, b| a.1.cmp(&b.1));
            let found = sorted(numbered.into_iter().map(Ok), |item| item.1.clone(), |item| item.1.len(), memory).unwrap();
            prop_assert_eq!(found.map(Result::unwrap).collect::<Vec<_>>(), expected);
        }
    }
}
