//! UTF-16, which some tools of Windows write, converted to UTF-8 while it is read.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_16BE, UTF_16LE};

/// The encoding of JSON that begins with `start`, if it is UTF-16: it has a byte order mark, or a zero beside its first
/// character, which is always ASCII.
pub fn encoding(start: &[u8]) -> Option<&'static Encoding> {
    match start {
        [0xFF, 0xFE, ..] => Some(UTF_16LE),
        [0xFE, 0xFF, ..] => Some(UTF_16BE),
        [1..=0x7F, 0, ..] => Some(UTF_16LE),
        [0, 1..=0x7F, ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// The head of a text as UTF-8. If it was UTF-16, its byte order mark is left out.
pub fn decoded(head: &[u8]) -> Cow<'_, [u8]> {
    match encoding(head) {
        Some(encoding) => encoding.decode_with_bom_removal(head).0.into_owned().into_bytes().into(),
        None => head.into(),
    }
}

/// A stream in UTF-16 that is read as UTF-8. Invalid characters become U+FFFD.
pub struct Transcoded<R> {
    inner: R,
    /// None once all is read.
    decoder: Option<Decoder>,
}

impl<R> Transcoded<R> {
    pub fn new(inner: R, encoding: &'static Encoding) -> Self {
        Self { inner, decoder: Some(encoding.new_decoder_with_bom_removal()) }
    }
}

impl<R: BufRead> Read for Transcoded<R> {
    /// Reads some bytes. The buffer must have room for a character, as that of a `BufReader` has.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(decoder) = &mut self.decoder {
            let input = self.inner.fill_buf()?;
            let is_end = input.is_empty();
            let (result, read, written, _) = decoder.decode_to_utf8(input, buffer, is_end);
            self.inner.consume(read);
            if is_end && result == CoderResult::InputEmpty {
                self.decoder = None;
            }
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    #[test]
    fn streams_become_utf_8() {
        #[track_caller]
        fn check(bytes: &[u8], encoding: &'static Encoding, expected: &str) {
            for capacity in [4, 64] {
                let mut text = String::new();
                let stream = Transcoded::new(BufReader::with_capacity(3, bytes), encoding);
                BufReader::with_capacity(capacity, stream).read_to_string(&mut text).unwrap();
                assert_eq!(text, expected);
            }
        }
        check(b"", UTF_16LE, "");
        check(b"\xFF\xFEa\0\xE9\0\x3D\xD8\x00\xDE", UTF_16LE, "aé😀");
        check(b"\xFE\xFF\0a\0\xE9\xD8\x3D\xDE\x00", UTF_16BE, "aé😀");
        check(b"a\0b", UTF_16LE, "a\u{fffd}");
        check(b"a\0\x3D\xD8", UTF_16LE, "a\u{fffd}");
    }
}
