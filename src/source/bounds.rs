//! The bounds of what a container may hold, so that no file, however it was made, takes time or memory without end.

use std::cell::Cell;
use std::io::{self, Read};

use super::{PAGE_LIMIT, Unreadable};

/// Archives in each other that are opened: `x.tar.zst` holding `y.wacz` holding `z.warc.gz`.
pub const DEPTH: usize = 3;

/// Layers of compression around a page or an archive: servers compress a page, and crawlers compress it again.
pub const LAYERS: usize = 2;

/// Members of one container, with those of the archives in it.
pub const MEMBERS: u64 = 10_000_000;

/// Bytes that a container may inflate to for each of its own. Pages of one site inflate to a hundred times their size at most.
pub const RATIO: u64 = 500;

/// Bytes that any container may inflate to.
const FREE: u64 = 256 << 20;

/// Bytes of a zip archive that stands in a stream, where it has to be read whole before its list of members is known.
pub const ZIP_IN_STREAM: u64 = 128 << 20;

/// Bytes of a record of a crawler that may be a page: the page as it was sent, and the head of the server's answer.
pub const RECORD: usize = PAGE_LIMIT + (4 << 20);

/// Bytes of memory that a decoder may take for what it has given (its window); `xz -9` and `zstd -19` take half of it.
pub const WINDOW: u32 = 128 << 20;

/// What a container has given so far.
#[derive(Debug, Default)]
pub struct Bounds {
    /// Bytes of the container that have been read, or its length where that is known.
    pub taken: Cell<u64>,
    /// Bytes that these were inflated to, in all layers.
    pub given: Cell<u64>,
    /// Members met.
    pub members: Cell<u64>,
}

impl Bounds {
    /// The bounds of a file with so many bytes.
    pub fn of_length(length: u64) -> Self {
        Self { taken: Cell::new(length), ..Self::default() }
    }

    /// Counts a member.
    pub fn meet(&self) -> Result<(), Unreadable> {
        self.members.set(self.members.get() + 1);
        if self.members.get() > MEMBERS { Err(Unreadable::TooManyMembers) } else { Ok(()) }
    }

    /// Counts inflated bytes.
    pub fn inflate(&self, bytes: usize) -> io::Result<()> {
        self.given.set(self.given.get() + bytes as u64);
        let most = FREE.max(self.taken.get().saturating_mul(RATIO));
        if self.given.get() > most { Err(io::Error::other(Unreadable::Bomb)) } else { Ok(()) }
    }
}

/// A stream whose bytes count as taken from the container.
pub struct Taken<'a, R> {
    /// The stream.
    pub inner: R,
    /// The bounds of the container.
    pub bounds: &'a Bounds,
}

impl<R: Read> Read for Taken<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bounds.taken.set(self.bounds.taken.get() + read as u64);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_counted() {
        let bounds = Bounds::default();
        bounds.members.set(MEMBERS - 1);
        assert_eq!((bounds.meet(), bounds.meet()), (Ok(()), Err(Unreadable::TooManyMembers)));
    }

    #[test]
    fn a_bomb_is_told_by_its_ratio() {
        #[track_caller]
        fn check(taken: u64, given: u64, is_bomb: bool) {
            let bounds = Bounds::of_length(taken);
            bounds.given.set(given);
            assert_eq!(bounds.inflate(1).is_err(), is_bomb, "{taken} to {given}");
        }
        check(0, 0, false);
        check(1 << 10, FREE - 1, false);
        check(1 << 10, FREE, true);
        check(1 << 20, (RATIO << 20) - 1, false);
        check(1 << 20, RATIO << 20, true);
    }
}
