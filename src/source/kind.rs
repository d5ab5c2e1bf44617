//! What a file or a stream is, by its first bytes. Names are asked only of what is no page anyway.

use std::io::Read;

use flate2::bufread::GzDecoder;
use memchr::memmem;

use super::compression::Compression;
use super::feed::{self, Feed};
use super::json::{self, Shape};
use super::names::Names;
use super::objects::{self, Form};
use super::{Passed, Unreadable, own, table, tar};

/// The kind of a file, or of the inside of a compressed stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Compressed, and not by the record.
    Compressed(Compression),
    /// Records of a crawler, WARC or ARC; perhaps compressed with gzip.
    Records {
        /// Whether it is.
        gzip: bool,
    },
    Tar,
    Zip,
    /// Written by kiosque.
    Own,
    JsonLines,
    /// Other JSON that holds records.
    Objects(Form),
    /// RSS or Atom.
    Feed(Feed),
    /// A table of articles, and what stands between its columns.
    Table(u8),
    /// Other JSON, which is neither read nor taken for a page.
    OtherJson,
    /// A file of a site that is no page.
    PassedOver(Passed),
    /// A kind of file that is not read.
    NotRead(Unreadable),
    /// Anything else is taken for a page.
    Page,
}

/// The kind of what begins with these bytes.
pub fn of(head: &[u8], names: &Names) -> Kind {
    if is_records(head) {
        return Kind::Records { gzip: false };
    }
    if let Some(compression) = Compression::of(head) {
        let is_gzip = compression == Compression::Gzip;
        return match is_gzip && is_records(&inflated(head)) {
            true => Kind::Records { gzip: true },
            false => Kind::Compressed(compression),
        };
    }
    if let Some(kind) = of_magic(head) {
        return kind;
    }
    if tar::is_header(head) {
        Kind::Tar
    } else if own::is_document(head) {
        Kind::Own
    } else {
        let shape = json::shape(head);
        match (shape, shape.and_then(|_| objects::form(head, names))) {
            (Some(_), Some(Form::Enveloped)) => Kind::Objects(Form::Enveloped),
            (Some(Shape::Records), _) => Kind::JsonLines,
            (Some(Shape::Other), Some(Form::Bare)) => Kind::Objects(Form::Bare),
            (Some(Shape::Other), None) => Kind::OtherJson,
            (None, _) if first_name(head).eq_ignore_ascii_case(b"svg") => Kind::PassedOver(Passed::Image),
            (None, _) => match (feed::sniff(head), table::delimiter(head, names)) {
                (Some(feed), _) => Kind::Feed(feed),
                (None, Some(delimiter)) => Kind::Table(delimiter),
                (None, None) => Kind::Page,
            },
        }
    }
}

/// Whether bytes begin as a WARC or an ARC file does.
fn is_records(head: &[u8]) -> bool {
    let head = head.trim_ascii_start();
    head.starts_with(b"WARC/0.") || head.starts_with(b"WARC/1.") || head.starts_with(b"filedesc:")
}

/// Bytes by which a record is known; an ARC's begins with its address.
pub const RECORD: usize = 4 << 10;

/// Whether bytes begin as a record of a WARC or an ARC file does.
pub fn is_record(head: &[u8]) -> bool {
    const DIGITS: usize = 14;
    const WARC: &[u8] = b"WARC/";
    // A record that goes on in the next member of its file.
    if !head.is_empty() && WARC.starts_with(&head[..head.len().min(WARC.len())]) {
        return matches!(head.get(WARC.len()), None | Some(b'0' | b'1'));
    }
    let line = head[..head.len().min(RECORD)].split(|byte| *byte == b'\n').next().unwrap_or_default();
    let is_date = |word: &[u8]| word.len() == DIGITS && word.iter().all(u8::is_ascii_digit);
    let scheme = line.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    scheme > 0 && line.get(scheme) == Some(&b':') && line.split(|byte| *byte == b' ').skip(2).any(is_date)
}

/// The beginning of what is inside a gzip stream.
pub fn inflated(head: &[u8]) -> Vec<u8> {
    const ENOUGH: u64 = RECORD as u64;
    let mut inside = Vec::new();
    // What comes before an error is enough, too.
    let _ = GzDecoder::new(head).take(ENOUGH).read_to_end(&mut inside);
    inside
}

/// The kinds that the first bytes of a file name.
#[rustfmt::skip]
const MAGIC: &[(&[u8], Kind)] = &[
    (b"PK\x03\x04", Kind::Zip), (b"PK\x05\x06", Kind::Zip), (b"PK\x07\x08PK", Kind::Zip),
    (b"%PDF-", Kind::NotRead(Unreadable::Pdf)),
    (b"Rar!\x1a\x07", Kind::NotRead(Unreadable::Rar)),
    (b"7z\xbc\xaf\x27\x1c", Kind::NotRead(Unreadable::SevenZip)),
    // lzip, lz4, compress, cab, ar (deb)
    (b"LZIP\x01", Kind::NotRead(Unreadable::OtherArchive)), (b"\x04\x22\x4d\x18", Kind::NotRead(Unreadable::OtherArchive)),
    (b"\x1f\x9d", Kind::NotRead(Unreadable::OtherArchive)), (b"MSCF\0", Kind::NotRead(Unreadable::OtherArchive)),
    (b"!<arch>\n", Kind::NotRead(Unreadable::OtherArchive)),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind::NotRead(Unreadable::Office)), (b"{\\rtf", Kind::NotRead(Unreadable::Office)),
    (b"SQLite format 3\0", Kind::NotRead(Unreadable::Sqlite)),
    (b"\x7fELF", Kind::NotRead(Unreadable::Executable)), (b"\xfe\xed\xfa\xce", Kind::NotRead(Unreadable::Executable)),
    (b"\xfe\xed\xfa\xcf", Kind::NotRead(Unreadable::Executable)), (b"\xcf\xfa\xed\xfe", Kind::NotRead(Unreadable::Executable)),
    (b"\xca\xfe\xba\xbe", Kind::NotRead(Unreadable::Executable)), (b"\0asm", Kind::NotRead(Unreadable::Executable)),
    (b"\x89PNG\r\n\x1a\n", Kind::PassedOver(Passed::Image)), (b"\xff\xd8\xff", Kind::PassedOver(Passed::Image)),
    (b"GIF87a", Kind::PassedOver(Passed::Image)), (b"GIF89a", Kind::PassedOver(Passed::Image)),
    (b"II*\0", Kind::PassedOver(Passed::Image)), (b"MM\0*", Kind::PassedOver(Passed::Image)),
    (b"\0\0\x01\0", Kind::PassedOver(Passed::Image)), (b"\0\0\x02\0", Kind::PassedOver(Passed::Image)),
    (b"8BPS\0", Kind::PassedOver(Passed::Image)), (b"\xff\x0a", Kind::PassedOver(Passed::Image)),
    (b"ID3\x02", Kind::PassedOver(Passed::Audio)), (b"ID3\x03", Kind::PassedOver(Passed::Audio)),
    (b"ID3\x04", Kind::PassedOver(Passed::Audio)), (b"\xff\xfb", Kind::PassedOver(Passed::Audio)),
    (b"\xff\xf3", Kind::PassedOver(Passed::Audio)), (b"\xff\xf1", Kind::PassedOver(Passed::Audio)),
    (b"OggS\0", Kind::PassedOver(Passed::Audio)), (b"fLaC\0", Kind::PassedOver(Passed::Audio)),
    (b"\x1a\x45\xdf\xa3", Kind::PassedOver(Passed::Video)), (b"FLV\x01", Kind::PassedOver(Passed::Video)),
    (b"\0\0\x01\xba", Kind::PassedOver(Passed::Video)), (b"\0\0\x01\xb3", Kind::PassedOver(Passed::Video)),
    (b"wOFF", Kind::PassedOver(Passed::Font)), (b"wOF2", Kind::PassedOver(Passed::Font)),
    (b"OTTO\0", Kind::PassedOver(Passed::Font)), (b"ttcf\0", Kind::PassedOver(Passed::Font)),
    (b"\0\x01\0\0\0", Kind::PassedOver(Passed::Font)),
];

/// The kind of a binary file.
pub fn of_magic(head: &[u8]) -> Option<Kind> {
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(*kind);
    }
    let at = |start: usize, magic: &[u8]| head.get(start..).is_some_and(|rest| rest.starts_with(magic));
    if at(0, b"RIFF") {
        let kinds: [(&[u8], Passed); 3] =
            [(b"WEBP", Passed::Image), (b"WAVE", Passed::Audio), (b"AVI ", Passed::Video)];
        return kinds.iter().find(|(magic, _)| at(8, magic)).map(|(_, what)| Kind::PassedOver(*what));
    }
    // ISO media files: pictures, sounds and films in one kind of box.
    if at(4, b"ftyp") && head[0] == 0 {
        let is_picture = [b"avif", b"avis", b"heic", b"mif1"].iter().any(|brand| at(8, *brand));
        let what = if is_picture {
            Passed::Image
        } else if at(8, b"M4A") {
            Passed::Audio
        } else {
            Passed::Video
        };
        return Some(Kind::PassedOver(what));
    }
    // Two letters may begin a text; such headers have zeros behind them.
    if at(0, b"BM") && at(6, b"\0\0\0\0") {
        return Some(Kind::PassedOver(Passed::Image));
    }
    if at(0, b"MZ") && head[..head.len().min(64)].contains(&0) {
        return Some(Kind::NotRead(Unreadable::Executable));
    }
    // ISO 9660 and dumps of tapes are not known by their first bytes, and rejected as no HTML.
    None
}

/// The name of the first element in markup, or `!doctype`; empty where there is none.
fn first_name(head: &[u8]) -> &[u8] {
    let mut rest = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    loop {
        let end: &[u8] = match rest {
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            [b'<', b'?', ..] => b">",
            [b'<', b'!', ..] if !is_doctype_of_html(rest) => b">",
            [b'<', name @ ..] => {
                let length = name.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'!').count();
                return &name[..length];
            }
            _ => return b"",
        };
        match memmem::find(rest, end) {
            Some(at) => rest = rest[at + end.len()..].trim_ascii_start(),
            None => return b"",
        }
    }
}

fn is_doctype_of_html(rest: &[u8]) -> bool {
    const DOCTYPE: &[u8] = b"<!doctype html";
    rest.get(..DOCTYPE.len()).is_some_and(|start| start.eq_ignore_ascii_case(DOCTYPE))
}

/// Whether bytes begin as a page does, whatever their type is said to be.
pub fn is_html(head: &[u8]) -> bool {
    const NAMES: [&[u8]; 16] = [
        b"!doctype",
        b"html",
        b"head",
        b"body",
        b"meta",
        b"title",
        b"link",
        b"script",
        b"style",
        b"article",
        b"main",
        b"section",
        b"div",
        b"p",
        b"h1",
        b"table",
    ];
    NAMES.iter().any(|name| first_name(head).eq_ignore_ascii_case(name))
}

/// What a text without markup is by its name: a script or a style sheet of a mirror, of which there are more than pages.
pub fn of_text(name: &[u8], head: &[u8]) -> Option<Passed> {
    let begins_as_markup = head.trim_ascii_start().first().is_none_or(|byte| *byte == b'<');
    // A mirror puts the query of an address behind the name.
    let name = name.split(|byte| *byte == b'?').next()?.to_ascii_lowercase();
    let extension = name.rsplit(|byte| *byte == b'.').next().filter(|it| it.len() < name.len())?;
    match extension {
        _ if begins_as_markup => None,
        b"js" | b"mjs" | b"map" => Some(Passed::Script),
        b"css" => Some(Passed::StyleSheet),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_tell_the_kind() {
        #[track_caller]
        fn check(head: &[u8], expected: Kind) {
            assert_eq!(of(head, &Names::default()), expected, "{}", head.escape_ascii());
        }
        let image = Kind::PassedOver(Passed::Image);
        check(b"", Kind::Page);
        check(b"<p>a", Kind::Page);
        check(b"BM comme Bordeaux-Mistral", Kind::Page);
        check(b"MZ, le magazine", Kind::Page);
        check(b"WARC/1.1\r\nWARC-Type: warcinfo\r\n", Kind::Records { gzip: false });
        check(b"\r\nWARC/0.18\r\n", Kind::Records { gzip: false });
        check(b"filedesc://a.arc 0.0.0.0 20250303120000 text/plain 76\n", Kind::Records { gzip: false });
        check(b"WARC sait attendre", Kind::Page);
        check(b"\x28\xb5\x2f\xfd\0", Kind::Compressed(Compression::Zstd));
        check(b"\x5d\x2a\x4d\x18\0", Kind::Compressed(Compression::Zstd));
        check(b"BZh91AY&SY", Kind::Compressed(Compression::Bzip2));
        check(b"BZh comme Bouzigues", Kind::Page);
        check(b"\xfd7zXZ\0", Kind::Compressed(Compression::Xz));
        check(b"PK\x03\x04", Kind::Zip);
        check(b"%PDF-1.7", Kind::NotRead(Unreadable::Pdf));
        check(b"Rar!\x1a\x07\x01\0", Kind::NotRead(Unreadable::Rar));
        check(b"{\\rtf1\\ansi", Kind::NotRead(Unreadable::Office));
        check(b"\x89PNG\r\n\x1a\n", image);
        check(b"RIFF\0\0\0\0WEBPVP8 ", image);
        check(b"RIFF\0\0\0\0AVI LIST", Kind::PassedOver(Passed::Video));
        check(b"\0\0\0\x20ftypavif", image);
        check(b"\0\0\0\x20ftypisom", Kind::PassedOver(Passed::Video));
        check(b"<?xml version='1.0'?>\n<!-- a --><!DOCTYPE svg PUBLIC 'x'>\n<svg xmlns='y'>", image);
        check(b"<html><svg>", Kind::Page);
        check(b"{\"id\":1}", Kind::JsonLines);
        check(b"[{\"id\":1}]", Kind::OtherJson);
    }

    #[test]
    fn pages_are_known_by_their_first_element() {
        #[track_caller]
        fn check(head: &str, expected: bool) {
            assert_eq!(is_html(head.as_bytes()), expected, "{head}");
        }
        check("<!DOCTYPE HTML PUBLIC \"x\">", true);
        check("\u{feff}\n<!-- a --><HTML lang=fr>", true);
        check("<?xml version='1.0'?><!DOCTYPE html><html>", true);
        check("<?xml version='1.0'?><rss>", false);
        check("Un texte <p>", false);
        check("<", false);
        check("", false);
    }

    #[test]
    fn scripts_and_style_sheets_are_known_by_name() {
        #[track_caller]
        fn check(name: &str, head: &str, expected: Option<Passed>) {
            assert_eq!(of_text(name.as_bytes(), head.as_bytes()), expected, "{name}");
        }
        check("a/b.js", "var a;", Some(Passed::Script));
        check("a.CSS", "p { margin: 0 }", Some(Passed::StyleSheet));
        check("style.css?ver=6.1", "p {}", Some(Passed::StyleSheet));
        check("a.js", "<!doctype html>", None);
        check("a.html", "p { margin: 0 }", None);
        check("js", "var a;", None);
    }
}
