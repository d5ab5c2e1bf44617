//! zip archives, among them WACZ, EPUB and the files of office programs: members in the order of the archive's own list.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;

use bzip2::read::BzDecoder;
use deflate64::Deflate64Decoder;
use flate2::read::DeflateDecoder;
use lzma_rust2::{LzmaReader, XzReader};
use rawzip::{CompressionMethod, FileReader, RECOMMENDED_BUFFER_SIZE, ReaderAt, ZipArchive, ZipFileHeaderRecord};

use super::Unreadable;
use super::bounds::{Bounds, WINDOW, ZIP_IN_STREAM};
use super::compression::{Inflated, zstd_decoder};

const BUFFER: usize = 64 << 10;

/// What an archive is, by the names in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Files of any kind.
    Files,
    /// Records of a crawler below `archive/`, with lists of them (WACZ).
    Crawl,
    /// A document of an office program.
    Office,
    /// An electronic book.
    Ebook,
}

/// Opens an archive on disk.
pub fn of_file(file: File) -> Result<ZipArchive<FileReader>, Unreadable> {
    ZipArchive::from_file(file, &mut vec![0; RECOMMENDED_BUFFER_SIZE]).map_err(|_| Unreadable::CorruptArchive)
}

/// Reads an archive out of a stream, into memory.
pub fn of_stream(stream: impl BufRead) -> Result<ZipArchive<Vec<u8>>, Unreadable> {
    let mut bytes = Vec::new();
    let read = stream.take(ZIP_IN_STREAM + 1).read_to_end(&mut bytes);
    read.map_err(|error| Unreadable::from_io(&error))?;
    if bytes.len() as u64 > ZIP_IN_STREAM {
        return Err(Unreadable::LargeZip);
    }
    let archive = ZipArchive::from_slice(bytes).map_err(|_| Unreadable::CorruptArchive)?;
    Ok(archive.into_reader_archive())
}

/// What an archive is.
pub fn purpose<R: ReaderAt>(archive: &ZipArchive<R>) -> Purpose {
    let (mut has_records, mut has_package, mut is_office, mut is_book) = (false, false, false, false);
    let _ = members(archive, &mut |record| {
        match record.file_path().as_bytes() {
            b"datapackage.json" => has_package = true,
            b"[Content_Types].xml" | b"META-INF/manifest.xml" => is_office = true,
            b"META-INF/container.xml" => is_book = true,
            name => has_records |= name.starts_with(b"archive/"),
        }
        ControlFlow::Continue(())
    });
    match (has_records && has_package, is_office, is_book) {
        (true, ..) => Purpose::Crawl,
        (_, true, _) => Purpose::Office,
        (.., true) => Purpose::Ebook,
        _ => Purpose::Files,
    }
}

/// What gives the content of a member, or says why it cannot be read.
pub type Content<'c, 'a> = &'c dyn Fn(&'a Bounds) -> Result<Box<dyn BufRead + 'a>, Unreadable>;

/// Passes the members that are files to `each`, by name and content.
pub fn read<'a, R: ReaderAt>(
    archive: &'a ZipArchive<R>,
    each: &mut dyn FnMut(&str, Content<'_, 'a>) -> ControlFlow<()>,
) -> Result<ControlFlow<()>, Unreadable> {
    members(archive, &mut |record| {
        if record.is_dir() {
            return ControlFlow::Continue(());
        }
        let name = name(record.file_path().as_bytes(), record.flags().is_utf8());
        each(&name, &|bounds| content(archive, record, bounds))
    })
}

/// Passes the entries of the list of members to `each`.
fn members<R: ReaderAt>(
    archive: &ZipArchive<R>,
    each: &mut dyn FnMut(&ZipFileHeaderRecord) -> ControlFlow<()>,
) -> Result<ControlFlow<()>, Unreadable> {
    // An entry has a name, fields and a comment of 64 KiB each at most.
    let mut buffer = vec![0; rawzip::MAX_CENTRAL_DIRECTORY_RECORD_SIZE];
    let mut entries = archive.entries(&mut buffer);
    while let Some(record) = entries.next_entry().map_err(|_| Unreadable::CorruptArchive)? {
        if each(&record).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// The inflated bytes of a member. At their end its sum is checked.
fn content<'a, R: ReaderAt>(
    archive: &'a ZipArchive<R>,
    record: &ZipFileHeaderRecord,
    bounds: &'a Bounds,
) -> Result<Box<dyn BufRead + 'a>, Unreadable> {
    if record.flags().is_encrypted() {
        return Err(Unreadable::Encrypted);
    }
    let entry = archive.get_entry(record.wayfinder()).map_err(|_| Unreadable::CorruptArchive)?;
    let packed = BufReader::with_capacity(BUFFER, entry.reader());
    let decoder: Box<dyn Read + 'a> = match record.compression_method() {
        CompressionMethod::STORE => Box::new(packed),
        CompressionMethod::DEFLATE => Box::new(DeflateDecoder::new(packed)),
        CompressionMethod::DEFLATE64 => Box::new(Deflate64Decoder::with_buffer(packed)),
        CompressionMethod::LZMA => {
            Box::new(lzma_decoder(packed, record.uncompressed_size_hint()).map_err(|_| Unreadable::CorruptArchive)?)
        }
        CompressionMethod::XZ => Box::new(XzReader::new_mem_limit(packed, true, WINDOW >> 10)),
        CompressionMethod::BZIP2 => Box::new(BzDecoder::new(packed)),
        CompressionMethod::ZSTD | CompressionMethod::ZSTD_DEPRECATED => {
            Box::new(zstd_decoder(packed).map_err(|_| Unreadable::CorruptArchive)?)
        }
        _ => return Err(Unreadable::UnknownCompression),
    };
    let decoder = entry.verifying_reader(decoder);
    let (truncated, corrupt) = (Unreadable::TruncatedArchive, Unreadable::CorruptArchive);
    Ok(Box::new(BufReader::with_capacity(BUFFER, Inflated { decoder, truncated, corrupt, bounds })))
}

/// A decoder of LZMA. What an archive has before the stream is made the head of a file of LZMA alone.
fn lzma_decoder<'a>(mut packed: impl Read + 'a, length: u64) -> io::Result<impl Read + 'a> {
    // The program's version, and the length of the properties: the byte of its parameters, and the size of its window.
    let mut head = [0; 9];
    packed.read_exact(&mut head)?;
    if head[2..4] != [5, 0] {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let head = [&head[4..], &length.to_le_bytes()].concat();
    LzmaReader::new_mem_limit(io::Cursor::new(head).chain(packed), WINDOW >> 10, None)
}

/// A name as text: UTF-8, declared or not, else in the encoding of DOS, which old tools write.
fn name(bytes: &[u8], is_utf8: bool) -> Cow<'_, str> {
    /// Code page 437 from 128 on. Its letters of French are those of 850, which Windows has in France.
    const DOS: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
    match str::from_utf8(bytes) {
        Ok(name) => name.into(),
        Err(_) if is_utf8 => String::from_utf8_lossy(bytes),
        Err(_) => {
            let dos: Vec<char> = DOS.chars().collect();
            let letter = |byte: &u8| match byte.checked_sub(128) {
                Some(high) => dos[usize::from(high)],
                None => char::from(*byte),
            };
            bytes.iter().map(letter).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// The text of the test by LZMA and by xz, which no crate of ours writes.
    #[rustfmt::skip]
    const LZMA: &[u8] = b"\x09\x04\x05\x00]\x00\x00\x80\x00\x00&\x19@\x06cd{\xc5\xa6\x80)\x81\xe9\xb74\x9e\x8d3\xedH-J\xf7(O\xe7C\xf6\xd3\xff\xff\xe4\x12\x80\x00";
    #[rustfmt::skip]
    const XZ: &[u8] = b"\xfd7zXZ\x00\x00\x01i\x22\xde6\x02\x00!\x01\x0c\x00\x00\x00\x8f\x98A\x9c\xe0\x00A\x00\x1e]\x00&\x19@\x06cdyh\xc0%\x8934I\xc7\xa1\xf5#l\x1eE\x0b\xa4g\xceG`\xcd\x00\x00\x00\x00\x00\xbb\xf8O\x8c\x00\x016B\xe2\x04H1\x90B\x99\x0d\x01\x00\x00\x00\x00\x01YZ";

    /// A zip archive with one member, whose content is `packed` by a method.
    fn archive(method: u16, packed: &[u8], content: &[u8]) -> Vec<u8> {
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let sizes = [crc.sum(), packed.len() as u32, content.len() as u32].map(u32::to_le_bytes).concat();
        // Needed version, flags, method, time and date; the lengths of the name and of what else there is.
        let common = [&[20, 0, 0, 0][..], &method.to_le_bytes(), &[0; 4], &sizes, &[1, 0, 0, 0]].concat();
        let member = [b"PK\x03\x04", &common[..], b"a", packed].concat();
        let list = [b"PK\x01\x02\x14\0", &common[..], &[0; 14], b"a"].concat();
        let places = [list.len() as u32, member.len() as u32].map(u32::to_le_bytes).concat();
        let end = [b"PK\x05\x06", &[0, 0, 0, 0, 1, 0, 1, 0][..], &places, &[0; 2]].concat();
        [member, list, end].concat()
    }

    fn content_of(archive: Vec<u8>) -> Result<Vec<u8>, Unreadable> {
        let archive = of_stream(archive.as_slice())?;
        let (bounds, mut found) = (Bounds::default(), Vec::new());
        let _ = read(&archive, &mut |name, content| {
            assert_eq!(name, "a");
            found.push(content(&bounds).and_then(|mut content| {
                let mut bytes = Vec::new();
                content.read_to_end(&mut bytes).map_err(|error| Unreadable::from_io(&error))?;
                Ok(bytes)
            }));
            ControlFlow::Continue(())
        })?;
        found.remove(0)
    }

    #[test]
    fn members_are_inflated() {
        const TEXT: &str = "Le ferry est à quai. Le ferry est à quai. Le ferry est à quai. ";
        #[track_caller]
        fn check(method: u16, packed: &[u8]) {
            let found = content_of(archive(method, packed, TEXT.as_bytes()));
            assert_eq!(found.as_deref(), Ok(TEXT.as_bytes()), "method {method}");
            let half = &packed[..packed.len() / 2];
            assert!(content_of(archive(method, half, TEXT.as_bytes())).is_err(), "method {method}, cut");
            assert!(content_of(archive(method, packed, b"another")).is_err(), "method {method}, another length");
        }
        let mut deflate = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
        deflate.write_all(TEXT.as_bytes()).unwrap();
        bzip2.write_all(TEXT.as_bytes()).unwrap();
        let deflate = deflate.finish().unwrap();
        check(0, TEXT.as_bytes());
        check(8, &deflate);
        // What is short enough is the same by Deflate64.
        check(9, &deflate);
        check(12, &bzip2.finish().unwrap());
        check(14, LZMA);
        check(93, &zstd::encode_all(TEXT.as_bytes(), 1).unwrap());
        check(95, XZ);
        assert_eq!(content_of(archive(97, b"", b"")), Err(Unreadable::UnknownCompression));
        assert_eq!(content_of(archive(14, &LZMA[..6], b"")), Err(Unreadable::CorruptArchive));
    }

    #[test]
    fn a_large_archive_is_not_read_into_memory() {
        let stream = BufReader::new(io::repeat(b'P').take(2 * ZIP_IN_STREAM));
        assert_eq!(of_stream(stream).err(), Some(Unreadable::LargeZip));
    }

    #[test]
    fn names_are_decoded() {
        #[track_caller]
        fn check(bytes: &[u8], is_utf8: bool, expected: &str) {
            assert_eq!(name(bytes, is_utf8), expected);
        }
        check(b"a/b.html", false, "a/b.html");
        check("été".as_bytes(), false, "été");
        check(b"\x82t\x82 \x85 No\x89l", false, "été à Noël");
        check(b"\x82t\x82", true, "\u{fffd}t\u{fffd}");
        check(b"\xff", false, "\u{a0}");
    }
}
