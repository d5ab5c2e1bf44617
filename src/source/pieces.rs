//! Long pages that hold many articles, such as the exports of press databases: they are handed on in pieces of a page's length,
//! cut where an article begins, so that memory does not grow with the file.

use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};

use memchr::memmem;

use super::look::Look;
use super::skip::Skip;
use super::{HEAD, Item, Origin, PAGE_LIMIT, RawPage, Unreadable};

/// Where a long page may be cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The bytes with which each article begins.
    pub begin: String,
    /// What is put before each piece, by which it is recognised as the page is.
    pub mark: String,
}

/// Bytes of a piece. An article that is longer is not read, nor is what follows it.
const PIECE: usize = 2 << 20;

/// Passes an item to `each`; one that is too long for a page, and that `cut` knows by its first bytes, in pieces.
pub fn read(
    item: Item,
    skip: &Skip,
    cut: &dyn Fn(&[u8]) -> Option<Cut>,
    consumed: &AtomicU64,
    each: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let Item::File { origin, length } = &item else { return each(item) };
    if *length <= PAGE_LIMIT as u64 {
        return each(item);
    }
    let opened = File::open(&origin.container).and_then(|mut file| {
        let mut head = Vec::with_capacity(HEAD);
        (&mut file).take(HEAD as u64).read_to_end(&mut head)?;
        let look = file.metadata().and_then(|metadata| Look::at(&mut file, &metadata))?;
        Ok((head, look, file))
    });
    // Whoever loads it will meet the error, too.
    let Ok((head, look, file)) = opened else { return each(item) };
    let Some(cut) = cut(&head) else { return each(item) };
    if let Some(look) = look {
        if skip.read.get(&origin.container) == Some(&look) {
            consumed.fetch_add(*length, Ordering::Relaxed);
            return each(Item::Unchanged { origin: origin.clone() });
        }
        each(Item::Opened { origin: origin.clone(), look })?;
    }
    pieces(head, file, &cut, &mut |bytes| match bytes {
        Ok(bytes) => {
            consumed.fetch_add(bytes.len() as u64, Ordering::Relaxed);
            each(Item::Page(RawPage { origin: origin.clone(), bytes, ..RawPage::default() }))
        }
        Err(reason) => {
            let origin = Origin { container: origin.container.clone(), member: None };
            each(Item::Unreadable { origin, reason })
        }
    })
}

/// Cuts a stream, of which `held` has been read already.
fn pieces(
    mut held: Vec<u8>,
    mut stream: impl Read,
    cut: &Cut,
    each: &mut dyn FnMut(Result<Vec<u8>, Unreadable>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mark = format!("<!--{}-->", cut.mark).into_bytes();
    loop {
        if let Err(error) = fill(&mut held, &mut stream) {
            return each(Err(Unreadable::from_io(&error)));
        }
        if held.len() < PIECE {
            return each(Ok(held));
        }
        let begins = memmem::rfind(&held, cut.begin.as_bytes()).filter(|at| *at > mark.len());
        let Some(at) = begins else { return each(Err(Unreadable::TooLarge)) };
        let rest = [&mark, &held[at..]].concat();
        held.truncate(at);
        each(Ok(std::mem::replace(&mut held, rest)))?;
    }
}

/// Reads on until a piece is whole or the stream ends.
fn fill(held: &mut Vec<u8>, stream: &mut impl Read) -> io::Result<()> {
    let missing = PIECE.saturating_sub(held.len());
    stream.take(missing as u64).read_to_end(held).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pieces of a text, each as its length and the articles that begin in it.
    #[track_caller]
    fn check(text: &str, expected: &[(usize, usize)]) {
        let cut = Cut { begin: "<article".to_owned(), mark: "an export".to_owned() };
        let (head, rest) = text.as_bytes().split_at(text.len().min(HEAD));
        let mut found = Vec::new();
        let flow = pieces(head.to_vec(), rest, &cut, &mut |piece| {
            found.push(match piece {
                Ok(piece) => {
                    let begins = memmem::find_iter(&piece, "<article").count();
                    let marked = piece.starts_with(b"<!--an export--><article") || found.is_empty();
                    assert!(marked, "{:?}", String::from_utf8_lossy(&piece[..40]));
                    (piece.len(), begins)
                }
                Err(reason) => {
                    assert_eq!(reason, Unreadable::TooLarge);
                    (0, 0)
                }
            });
            ControlFlow::Continue(())
        });
        assert_eq!(flow, ControlFlow::Continue(()));
        assert_eq!(found, expected);
    }

    #[test]
    fn pieces_begin_with_articles() {
        const MARK: usize = "<!--an export-->".len();
        let article = |length: usize| format!("<article>{}", "a".repeat(length - 9));
        let half = PIECE / 2;
        check("", &[(0, 0)]);
        check(&article(100), &[(100, 1)]);
        check(&article(half).repeat(3), &[(half, 1), (MARK + half, 1), (MARK + half, 1)]);
        check(
            &format!("<head>{}", article(half - 100).repeat(5)),
            &[(6 + 2 * (half - 100), 2), (MARK + 2 * (half - 100), 2), (MARK + half - 100, 1)],
        );
        check(&format!("{}{}", article(100), article(2 * PIECE)), &[(100, 1), (0, 0)]);
        check(&"a".repeat(PIECE), &[(0, 0)]);
    }
}
