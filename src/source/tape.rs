//! A buffered reader that can look ahead, and go back to what it has read: after damage, to search for the next sound place.

use std::io::{self, BufRead, Read};

/// Bytes that are read at once.
const CHUNK: usize = 64 << 10;

/// Bytes behind the mark that are kept; of more, the first are forgotten.
const KEPT: usize = 4 << 20;

/// A stream, and the bytes of it that were read since the mark.
pub struct Tape<R> {
    inner: R,
    /// Bytes of the stream from `start` on.
    bytes: Vec<u8>,
    /// Where `bytes` begins in the stream.
    start: u64,
    /// How many of `bytes` have been taken.
    taken: usize,
    mark: u64,
}

impl<R: Read> Tape<R> {
    /// A tape of a stream whose first byte has this number.
    pub fn new(inner: R, start: u64) -> Self {
        Self { inner, bytes: Vec::new(), start, taken: 0, mark: start }
    }

    /// The number of the next byte.
    pub fn position(&self) -> u64 {
        self.start + self.taken as u64
    }

    /// Keeps what is read from here on.
    pub fn mark(&mut self) {
        self.mark = self.position();
    }

    /// Goes back to so many bytes behind the mark, as far as they are kept. It never goes forward.
    pub fn rewind(&mut self, behind_mark: u64) {
        let wanted = (self.mark + behind_mark).max(self.start);
        self.taken = self.taken.min((wanted - self.start) as usize);
    }

    /// The next bytes, at least so many if the stream has them. They are not taken.
    pub fn peek(&mut self, least: usize) -> io::Result<&[u8]> {
        while self.bytes.len() - self.taken < least {
            if self.fill()? == 0 {
                break;
            }
        }
        Ok(&self.bytes[self.taken..])
    }

    /// Reads on, and says how many bytes came.
    fn fill(&mut self) -> io::Result<usize> {
        let kept_from = (self.mark.max(self.start) - self.start) as usize;
        let useless = kept_from.min(self.taken).max(self.taken.saturating_sub(KEPT));
        // What is moved is less than what goes.
        if useless >= CHUNK.max(self.bytes.len() - useless) || useless == self.bytes.len() {
            self.bytes.drain(..useless);
            self.start += useless as u64;
            self.taken -= useless;
        }
        let length = self.bytes.len();
        self.bytes.resize(length + CHUNK, 0);
        let read = loop {
            match self.inner.read(&mut self.bytes[length..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        self.bytes.truncate(length + read.as_ref().map_or(0, |read| *read));
        read
    }
}

impl<R: Read> Read for Tape<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let read = available.len().min(buffer.len());
        buffer[..read].copy_from_slice(&available[..read]);
        self.consume(read);
        Ok(read)
    }
}

impl<R: Read> BufRead for Tape<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.peek(1)
    }

    fn consume(&mut self, taken: usize) {
        self.taken += taken;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tape_gives_again_what_it_has_given() {
        let content: Vec<u8> = (0..200_000_u32).map(|number| (number % 251) as u8).collect();
        let mut tape = Tape::new(content.as_slice(), 1000);
        let mut read = vec![0; 70_000];
        tape.read_exact(&mut read).unwrap();
        tape.mark();
        assert_eq!(tape.position(), 71_000);
        tape.read_exact(&mut read).unwrap();
        tape.rewind(5);
        assert_eq!(tape.position(), 71_005);
        tape.rewind(9);
        assert_eq!(tape.position(), 71_005);
        assert_eq!(tape.peek(3).unwrap()[..3], content[70_005..70_008]);
        let mut rest = Vec::new();
        tape.read_to_end(&mut rest).unwrap();
        assert!(rest == content[70_005..]);
        tape.rewind(0);
        assert_eq!(tape.position(), 71_000);
        assert!(tape.peek(200_000).unwrap() == &content[70_000..]);
    }

    #[test]
    fn a_tape_forgets_what_is_too_long() {
        let mut tape = Tape::new(io::repeat(7).take(3 * KEPT as u64), 0);
        io::copy(&mut tape, &mut io::sink()).unwrap();
        assert!(tape.bytes.len() <= 2 * KEPT + CHUNK);
        tape.rewind(0);
        assert!(tape.position() >= KEPT as u64);
    }
}
