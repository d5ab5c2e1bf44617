//! How a file looked when it was read: enough to know, without reading it again, that it has not changed since.

use std::fs::{File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_64;

/// A file's length and time, and a hash of its beginning and its end, since some tools put a time back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    length: u64,
    /// When it was written, since 1970.
    written: Duration,
    ends: u64,
}

/// Bytes that are hashed at each end.
const END: u64 = 4 << 10;

/// A file that has been written within this time before it was read may be written once more in the same instant, as file
/// systems count time.
const INSTANT: Duration = Duration::from_secs(2);

impl Look {
    /// A look at a file that is open, whose place in it stays; none if the file may be being written.
    #[expect(clippy::disallowed_methods, reason = "it asks how old a file is, by the clock that files have")]
    pub fn at(file: &mut File, metadata: &Metadata) -> io::Result<Option<Self>> {
        let length = metadata.len();
        let Ok(written) = metadata.modified()?.duration_since(UNIX_EPOCH) else { return Ok(None) };
        let is_old = SystemTime::now().duration_since(UNIX_EPOCH).is_ok_and(|now| now > written + INSTANT);
        if !is_old {
            return Ok(None);
        }
        let place = file.stream_position()?;
        let mut bytes = Vec::with_capacity(2 * END as usize);
        for start in [0, length.saturating_sub(END)] {
            file.seek(SeekFrom::Start(start))?;
            file.take(END).read_to_end(&mut bytes)?;
        }
        file.seek(SeekFrom::Start(place))?;
        Ok(Some(Self { length, written, ends: XxHash3_64::oneshot(&bytes) }))
    }

    /// A look at the file at a path; none if there is none to be had.
    pub fn at_path(path: &Path) -> Option<Self> {
        let mut file = File::open(path).ok()?;
        let metadata = file.metadata().ok()?;
        Self::at(&mut file, &metadata).ok()?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "files are written at the time that it is")]
    fn a_file_looks_the_same_until_it_is_written_to() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("feed.jsonl");
        let hour = SystemTime::now() - Duration::from_secs(3600);
        let write = |bytes: &[u8], time| {
            std::fs::write(&path, bytes).unwrap();
            File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
            Look::at_path(&path)
        };
        let mut bytes = vec![b'a'; 3 * END as usize];
        let look = write(&bytes, hour);
        assert!(look.is_some());
        assert_eq!(write(&bytes, hour), look);
        assert_ne!(write(&bytes, hour - Duration::from_secs(1)), look);
        *bytes.last_mut().unwrap() = b'b';
        assert_ne!(write(&bytes, hour), look, "its end differs");
        assert_eq!(write(&bytes, SystemTime::now()), None, "it may still be written");
        assert_ne!(write(&bytes[1..], hour), look, "it is shorter");
        assert_eq!(Look::at_path(folder.path()), None);
        let mut file = File::open(&path).unwrap();
        file.seek(SeekFrom::Start(3)).unwrap();
        Look::at(&mut file, &path.metadata().unwrap()).unwrap();
        assert_eq!(file.stream_position().unwrap(), 3);
    }
}
