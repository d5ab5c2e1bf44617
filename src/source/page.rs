//! One page out of a stream: as it is, or out of what a browser or a mirror saved it in.

use std::io::{self, BufReader, Cursor, Read};

use super::saved::{self, Cut};
use super::{HEAD, NoPage, Origin, PAGE_LIMIT, Passed, RawPage, Unreadable, mime};

/// Bytes of a page with its pictures in it. A longer one is not read.
pub const WITH_PICTURES: usize = 64 << 20;

const BUFFER: usize = 64 << 10;

/// Reads the page in a stream that is likely to have so many bytes.
pub fn read(mut stream: impl Read, length: usize, origin: Origin) -> Result<RawPage, NoPage> {
    let failure = |error: io::Error| NoPage::Unreadable(Unreadable::from_io(&error));
    let mut bytes = Vec::with_capacity(length);
    stream.by_ref().take(HEAD as u64).read_to_end(&mut bytes).map_err(failure)?;
    if mime::is_message(&bytes) {
        let message =
            mime::read(BufReader::with_capacity(BUFFER, Cursor::new(bytes).chain(stream))).map_err(failure)?;
        let mime::Message { url, fetched, content_type, bytes } = message;
        return Ok(RawPage { origin, url, content_type, fetched, bytes });
    }
    let rest = (PAGE_LIMIT + 1 - bytes.len()) as u64;
    stream.by_ref().take(rest).read_to_end(&mut bytes).map_err(failure)?;
    if bytes.len() > PAGE_LIMIT {
        bytes = without_pictures(&bytes, stream)?;
    }
    if saved::is_stub(&bytes) {
        return Err(NoPage::PassedOver(Passed::Redirect));
    }
    let saved::Saved { url, fetched } = saved::read(&bytes);
    Ok(RawPage { origin, url, content_type: None, fetched, bytes })
}

/// A page that is too long, without the pictures in it.
fn without_pictures(beginning: &[u8], stream: impl Read) -> Result<Vec<u8>, Unreadable> {
    let mut cut = Cut::default();
    cut.add(beginning);
    let mut left = WITH_PICTURES - beginning.len();
    let mut stream = BufReader::with_capacity(BUFFER, stream);
    loop {
        let piece = io::BufRead::fill_buf(&mut stream).map_err(|error| Unreadable::from_io(&error))?;
        let length = piece.len();
        cut.add(piece);
        if cut.kept.len() > PAGE_LIMIT || length > left {
            return Err(Unreadable::TooLarge);
        }
        if length == 0 {
            return Ok(cut.kept);
        }
        io::BufRead::consume(&mut stream, length);
        left -= length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_read_whole_or_not_at_all() {
        #[track_caller]
        fn check(content: &[u8], expected: Result<usize, NoPage>) {
            let read = read(content, 0, Origin::default()).map(|page| page.bytes.len());
            assert_eq!(read, expected);
        }
        let picture =
            |length: usize| [b"<img src='data:a/b;base64,".to_vec(), vec![b'A'; length], b"'><p>a".to_vec()].concat();
        check(b"", Ok(0));
        check(b"<p>a", Ok(4));
        check(&vec![b'a'; PAGE_LIMIT], Ok(PAGE_LIMIT));
        check(&vec![b'a'; PAGE_LIMIT + 1], Err(Unreadable::TooLarge.into()));
        check(&picture(100), Ok(132));
        check(&picture(30 << 20), Ok(32));
        check(&[picture(30 << 20), picture(30 << 20)].concat(), Ok(64));
        check(&picture(WITH_PICTURES), Err(Unreadable::TooLarge.into()));
        check(&[picture(PAGE_LIMIT), vec![b' '; PAGE_LIMIT]].concat(), Err(Unreadable::TooLarge.into()));
    }

    #[test]
    fn stubs_are_no_pages() {
        let stub =
            b"<HTML><!-- Created by HTTrack Website Copier --><META HTTP-EQUIV=\"Refresh\" CONTENT=\"0; URL=a\">";
        assert_eq!(read(stub.as_slice(), 0, Origin::default()), Err(NoPage::PassedOver(Passed::Redirect)));
    }
}
