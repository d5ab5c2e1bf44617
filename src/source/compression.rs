//! Compressed streams: gzip, zstd, bzip2 and xz, known by their first bytes and read within bounds.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use bzip2::bufread::MultiBzDecoder;
use flate2::bufread::GzDecoder;
use lzma_rust2::XzReader;

use super::Unreadable;
use super::bounds::{Bounds, WINDOW};
use super::tape::Tape;

/// A way of compressing one stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    Gzip,
    Zstd,
    Bzip2,
    Xz,
}

/// The beginning of a gzip member that is compressed by deflate.
pub const MAGIC: &[u8] = &[0x1f, 0x8b, 8];

/// Bytes of a dictionary; those of crawlers have a tenth of them.
const DICTIONARY: usize = 16 << 20;

/// Bytes that are inflated at once.
const BUFFER: usize = 64 << 10;

impl Compression {
    /// The compression of a stream that begins with these bytes.
    pub fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x1f, 0x8b, ..] => Some(Self::Gzip),
            // A frame, or one that is skipped and has a dictionary or a name before it.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Self::Zstd),
            // The beginning of a block, or of the end where there is none.
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..] => Some(Self::Bzip2),
            [b'B', b'Z', b'h', b'1'..=b'9', 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, ..] => Some(Self::Bzip2),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Self::Xz),
            _ => None,
        }
    }

    /// What is inside a stream of this compression.
    pub fn inflated<'a>(self, stream: Box<dyn BufRead + 'a>, bounds: &'a Bounds) -> Box<dyn BufRead + 'a> {
        let decoder: Box<dyn Read + 'a> = match self {
            Self::Gzip => Box::new(Gunzip::new(stream)),
            Self::Zstd => match zstd_decoder(stream) {
                Ok(decoder) => Box::new(decoder),
                Err(error) => Box::new(Broken(Some(error))),
            },
            Self::Bzip2 => Box::new(MultiBzDecoder::new(stream)),
            Self::Xz => Box::new(XzReader::new_mem_limit(stream, true, WINDOW >> 10)),
        };
        let (truncated, corrupt) = match self {
            Self::Gzip => (Unreadable::TruncatedGzip, Unreadable::CorruptGzip),
            Self::Zstd | Self::Bzip2 | Self::Xz => (Unreadable::TruncatedArchive, Unreadable::CorruptArchive),
        };
        Box::new(BufReader::with_capacity(BUFFER, Inflated { decoder, truncated, corrupt, bounds }))
    }
}

/// A decoder of zstd whose window is bounded. Crawlers put the dictionary of all records at the beginning of their file.
pub fn zstd_decoder<'a>(mut stream: impl BufRead + 'a) -> io::Result<impl Read + 'a> {
    let mut head = Vec::with_capacity(8);
    (&mut stream).take(8).read_to_end(&mut head)?;
    let dictionary = match head.as_slice() {
        [0x5d, 0x2a, 0x4d, 0x18, length @ ..] if length.len() == 4 => {
            let length = length.iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
            head.clear();
            dictionary(&mut stream, length)?
        }
        _ => Vec::new(),
    };
    let mut decoder = zstd::Decoder::with_dictionary(Cursor::new(head).chain(stream), &dictionary)?;
    decoder.window_log_max(WINDOW.ilog2())?;
    Ok(decoder)
}

/// The dictionary in a frame of so many bytes, which may be compressed itself (IIPC, "Use of Zstandard compression in WARC files").
fn dictionary(stream: &mut impl BufRead, length: usize) -> io::Result<Vec<u8>> {
    let mut packed = Vec::new();
    stream.take(length.min(DICTIONARY) as u64).read_to_end(&mut packed)?;
    if packed.len() < length {
        return Err(if length > DICTIONARY { io::ErrorKind::InvalidData } else { io::ErrorKind::UnexpectedEof }.into());
    }
    if !packed.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        return Ok(packed);
    }
    let mut dictionary = Vec::new();
    zstd::Decoder::with_buffer(packed.as_slice())?.take(DICTIONARY as u64).read_to_end(&mut dictionary)?;
    Ok(dictionary)
}

/// A gzip stream of one member or more. What follows the last is ignored, as gunzip does it: a newline, padding, garbage.
struct Gunzip<R: BufRead> {
    decoder: Option<GzDecoder<Tape<R>>>,
}

impl<R: BufRead> Gunzip<R> {
    fn new(stream: R) -> Self {
        Self { decoder: Some(GzDecoder::new(Tape::new(stream, 0))) }
    }
}

impl<R: BufRead> Read for Gunzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(decoder) = &mut self.decoder {
            let read = decoder.read(buffer)?;
            decoder.get_mut().mark();
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let is_over = !is_member(decoder.get_mut().peek(MAGIC.len())?);
            self.decoder = self.decoder.take().filter(|_| !is_over).map(|ended| GzDecoder::new(ended.into_inner()));
        }
        Ok(0)
    }
}

/// Whether a member of a gzip stream may begin here. One byte of two is the beginning of one that was cut off.
pub fn is_member(bytes: &[u8]) -> bool {
    bytes.len() >= 2 && MAGIC.starts_with(&bytes[..bytes.len().min(MAGIC.len())])
}

/// A decoder that tells what is wrong with its stream, and that keeps within bounds.
pub struct Inflated<'a, R> {
    /// The decoder.
    pub decoder: R,
    /// The reason where the stream ends early.
    pub truncated: Unreadable,
    /// The reason where the stream is damaged.
    pub corrupt: Unreadable,
    /// The bounds of the container.
    pub bounds: &'a Bounds,
}

impl<R: Read> Read for Inflated<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.decoder.read(buffer).map_err(|error| told(error, self.truncated, self.corrupt))?;
        self.bounds.inflate(read)?;
        Ok(read)
    }
}

/// An error of a decoder with its reason. One of the disk or of a layer below is not the decoder's, and stays.
pub fn told(error: io::Error, truncated: Unreadable, corrupt: Unreadable) -> io::Error {
    let is_below = error.raw_os_error().is_some() || reason_in(&error).is_some();
    match error.kind() {
        _ if is_below => error,
        io::ErrorKind::Interrupted => error,
        io::ErrorKind::UnexpectedEof => io::Error::other(truncated),
        _ => io::Error::other(corrupt),
    }
}

impl Unreadable {
    /// The reason behind an error of reading: the one that a decoder gave, or that of the file system.
    pub(super) fn from_io(error: &io::Error) -> Self {
        match (reason_in(error), error.kind()) {
            (Some(reason), _) => reason,
            (None, io::ErrorKind::PermissionDenied) => Self::PermissionDenied,
            (None, io::ErrorKind::NotFound) => Self::Vanished,
            (None, _) => Self::ReadError,
        }
    }
}

/// The reason that an error carries.
fn reason_in(error: &io::Error) -> Option<Unreadable> {
    error.get_ref()?.downcast_ref().copied()
}

/// A stream that could not even be begun.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zstd_begins_with_its_dictionary() {
        let framed =
            |content: &[u8]| [&[0x5d, 0x2a, 0x4d, 0x18], &(content.len() as u32).to_le_bytes()[..], content].concat();
        let packed = |content: &str, dictionary: &[u8]| {
            let mut encoder = zstd::Encoder::with_dictionary(Vec::new(), 19, dictionary).unwrap();
            encoder.include_checksum(true).unwrap();
            io::copy(&mut content.as_bytes(), &mut encoder).unwrap();
            encoder.finish().unwrap()
        };
        #[track_caller]
        fn check(stream: &[u8], expected: Option<&str>) {
            let mut text = String::new();
            let read = zstd_decoder(stream).and_then(|mut decoder| decoder.read_to_string(&mut text));
            assert_eq!(read.ok().map(|_| text.as_str()), expected);
        }
        let dictionary: &[u8] = b"Le ferry est reste a quai, faute de passagers.";
        let (one, other) = (packed("Le ferry est reste a quai", dictionary), packed("faute de passagers.", dictionary));
        assert!(one.len() + other.len() < 45);
        let records = [one, other].concat();
        let text = Some("Le ferry est reste a quaifaute de passagers.");
        check(&[framed(dictionary), records.clone()].concat(), text);
        check(&[framed(&zstd::encode_all(dictionary, 1).unwrap()), records.clone()].concat(), text);
        check(&records, None);
        check(&[framed(b"another text, which is no shorter than that one"), records].concat(), None);
        check(&[framed(dictionary), packed("Le phare", b"")].concat(), Some("Le phare"));
        check(&framed(dictionary), None);
        check(&framed(dictionary)[..20], None);
        check(&[&framed(dictionary)[..4], &[0xff; 20]].concat(), None);
        check(&packed("Le phare", b""), Some("Le phare"));
    }
}
