//! A gzip stream whose members matter: a crawler puts each record into one, so that a record can be read without those before
//! it, and after damage the next is sound.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;
use memchr::memmem;

use super::Unreadable;
use super::bounds::Bounds;
use super::compression::{MAGIC, is_member, told};
use super::kind;
use super::tape::Tape;

/// Bytes that are inflated at once: a third less time than in small pieces.
const BUFFER: usize = 64 << 10;

/// The same of a damaged member. Of those that are inflated with the damage none are had.
const CAREFUL: usize = 4 << 10;

/// Places that look like the beginning of a member and are none, after which a damaged file is given up.
const FALSE_STARTS: usize = 100_000;

/// The inflated members of a gzip stream, one behind the other.
pub struct Members<'a, R: BufRead> {
    decoder: Option<GzDecoder<Tape<R>>>,
    bounds: &'a Bounds,
    /// Inflated bytes of one member; those before `taken` have been taken.
    buffer: Vec<u8>,
    length: usize,
    taken: usize,
    /// Where the member of the buffer begins in the stream.
    member: u64,
    /// Bytes of the member before the buffer.
    before: u64,
    /// The member is damaged, so that its decoder has nothing more to say.
    is_damaged: bool,
}

impl<'a, R: BufRead> Members<'a, R> {
    /// The members of a stream.
    pub fn new(tape: Tape<R>, bounds: &'a Bounds) -> Self {
        let (buffer, member) = (vec![0; BUFFER], tape.position());
        Self {
            decoder: Some(GzDecoder::new(tape)),
            bounds,
            buffer,
            length: 0,
            taken: 0,
            member,
            before: 0,
            is_damaged: false,
        }
    }

    /// Where the member of the next byte begins, and how many of its bytes come before that.
    pub fn place(&self) -> (u64, u64) {
        (self.member, self.before + self.taken as u64)
    }

    /// Inflated bytes of one member, at least one but at the end of the stream.
    pub fn fill(&mut self) -> io::Result<&[u8]> {
        while self.taken == self.length {
            let Some(decoder) = &mut self.decoder else { break };
            if self.is_damaged {
                return Err(io::Error::other(Unreadable::CorruptGzip));
            }
            self.before += self.length as u64;
            (self.length, self.taken) = (0, 0);
            let read = decoder.read(&mut self.buffer);
            match read.map_err(|error| told(error, Unreadable::TruncatedGzip, Unreadable::CorruptGzip)) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    if self.buffer.len() == CAREFUL || !self.again()? {
                        self.is_damaged = true;
                        return Err(error);
                    }
                }
                Ok(0) => {
                    let mut tape = self.decoder.take().expect("it is there").into_inner();
                    tape.mark();
                    match is_member(tape.peek(MAGIC.len())?) {
                        true => self.begin(tape),
                        // Padding, or damage, behind which there may be more.
                        false => self.find(tape).map(drop)?,
                    }
                }
                Ok(read) => {
                    self.length = read;
                    self.bounds.inflate(self.length)?;
                }
            }
        }
        Ok(&self.buffer[self.taken..self.length])
    }

    /// Goes back to where the member's decoder is, to inflate less at once from there, and says whether the stream still has the
    /// beginning of the member.
    fn again(&mut self) -> io::Result<bool> {
        let Some(mut tape) = self.decoder.take().map(GzDecoder::into_inner) else { return Ok(false) };
        tape.rewind(0);
        let is_there = tape.position() == self.member;
        let decoder = self.decoder.insert(GzDecoder::new(tape));
        self.buffer.truncate(CAREFUL);
        Ok(is_there && io::copy(&mut decoder.take(self.before), &mut io::sink())? == self.before)
    }

    /// Whether a member begins here, and with it a record. The buffer must be filled.
    pub fn is_at_record(&self) -> bool {
        self.before + self.taken as u64 == 0 && kind::is_record(&self.buffer[..self.length])
    }

    /// Takes bytes that [`Members::fill`] gave.
    pub fn take(&mut self, bytes: usize) {
        self.taken += bytes;
    }

    /// Goes on at the next member that a record begins with, and says whether there is one. The present one may have run into
    /// it, where it was cut off.
    pub fn recover(&mut self) -> io::Result<bool> {
        let Some(mut tape) = self.decoder.take().map(GzDecoder::into_inner) else { return Ok(false) };
        tape.rewind(1);
        self.find(tape)
    }

    fn find(&mut self, mut tape: Tape<R>) -> io::Result<bool> {
        /// Bytes of a member that show what is in it.
        const TELLING: usize = 1 << 10;
        for _ in 0..FALSE_STARTS {
            let at = loop {
                let bytes = tape.peek(MAGIC.len())?;
                if bytes.len() < MAGIC.len() {
                    return Ok(false);
                }
                match memmem::find(bytes, MAGIC) {
                    Some(at) => break at,
                    None => {
                        let passed = bytes.len() + 1 - MAGIC.len();
                        tape.consume(passed);
                        tape.mark();
                    }
                }
            };
            tape.consume(at);
            tape.mark();
            if kind::is_record(&kind::inflated(tape.peek(TELLING)?)) {
                self.begin(tape);
                return Ok(true);
            }
            tape.consume(1);
        }
        Ok(false)
    }

    fn begin(&mut self, tape: Tape<R>) {
        self.member = tape.position();
        (self.before, self.length, self.taken, self.is_damaged) = (0, 0, 0, false);
        self.buffer.resize(BUFFER, 0);
        self.decoder = Some(GzDecoder::new(tape));
    }
}
