//! zip archives, among them WACZ, EPUB and the files of office programs: members in the order of the archive's own list.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::ops::ControlFlow;

use bzip2::read::BzDecoder;
use flate2::read::DeflateDecoder;
use rawzip::{CompressionMethod, FileReader, RECOMMENDED_BUFFER_SIZE, ReaderAt, ZipArchive, ZipFileHeaderRecord};

use super::Unreadable;
use super::bounds::{Bounds, ZIP_IN_STREAM};
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
        return Err(Unreadable::TooLarge);
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
    use super::*;

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
