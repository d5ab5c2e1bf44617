//! The answer of a server as a crawler stored it: its status, its fields, and its content out of chunks and compressions,
//! whether its fields declare them rightly or not.

use std::borrow::Cow;
use std::io::Read;

use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use memchr::memchr;

use super::bounds::LAYERS;
use super::fields::Fields;
use super::{PAGE_LIMIT, Unreadable};

/// Heads before the last: of `100 Continue`, and of a proxy that says that it is connected.
const HEADS: usize = 4;

/// An answer of a server.
pub struct Answer<'a> {
    /// Its status, as 200.
    pub status: u16,
    /// Its fields.
    pub fields: Fields<'a>,
    /// What follows its head, as it was sent.
    pub body: &'a [u8],
}

impl<'a> Answer<'a> {
    /// Reads an answer, which begins with a line as `HTTP/1.1 200 OK`; `None` if it does not.
    pub fn read(block: &'a [u8]) -> Option<Self> {
        let mut answer = Self::first(block)?;
        for _ in 0..HEADS {
            let is_interim = answer.status < 200 || answer.fields.get("content-type").is_none();
            match Self::first(answer.body).filter(|_| is_interim) {
                Some(next) => answer = next,
                None => break,
            }
        }
        Some(answer)
    }

    fn first(block: &'a [u8]) -> Option<Self> {
        let line = &block[..memchr(b'\n', block).map_or(block.len(), |end| end + 1)];
        let after = line.strip_prefix(b"HTTP/").or_else(|| line.strip_prefix(b"ICY"))?;
        let code = after.split(u8::is_ascii_whitespace).skip(1).find(|word| !word.is_empty()).unwrap_or_default();
        let status = str::from_utf8(code).ok().and_then(|code| code.parse().ok()).unwrap_or(0);
        let (fields, length) = Fields::read(&block[line.len()..]);
        Some(Self { status, fields, body: &block[line.len() + length..] })
    }

    /// The content of the answer. Where its compression breaks off, what came before is the content.
    pub fn content(&self) -> Result<Vec<u8>, Unreadable> {
        let is_chunked = self.fields.get("transfer-encoding").is_some_and(|value| has_word(&value, "chunked"));
        let body = unchunked(self.body, is_chunked);
        let declared = self.fields.get("content-encoding").unwrap_or_default().to_ascii_lowercase();
        let mut content = body;
        for name in declared.rsplit([',', ' ']).filter(|name| !name.is_empty()).take(LAYERS) {
            if let Some(decoded) = decoded(name, &content)? {
                content = decoded.into();
            }
        }
        // What a proxy or a script compressed once more, and nobody declared.
        for _ in 0..LAYERS {
            match decoded("", &content)? {
                Some(decoded) => content = decoded.into(),
                None => break,
            }
        }
        if content.len() > PAGE_LIMIT { Err(Unreadable::TooLarge) } else { Ok(content.into_owned()) }
    }
}

fn has_word(value: &str, word: &str) -> bool {
    value.split([',', ' ']).any(|it| it.eq_ignore_ascii_case(word))
}

/// A body without the lengths of its chunks. A body that does not begin with a chunk is not chunked, whatever is declared; one
/// that begins with a whole chunk and the line of another is.
fn unchunked(body: &[u8], is_declared: bool) -> Cow<'_, [u8]> {
    let mut content = Vec::new();
    let mut rest = body;
    let mut is_first = true;
    loop {
        let Some((length, start)) = chunk(rest) else {
            return match is_first {
                true => body.into(),
                // Damage: what is left stays as it is.
                false => [content.as_slice(), rest].concat().into(),
            };
        };
        let data = &rest[start..];
        let end = length.min(data.len());
        let after = &data[end..];
        let after = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n")).unwrap_or(after);
        if is_first && !is_declared && (length > data.len() || (length > 0 && chunk(after).is_none())) {
            return body.into();
        }
        content.extend_from_slice(&data[..end]);
        if length == 0 || after.is_empty() {
            return content.into();
        }
        (rest, is_first) = (after, false);
    }
}

/// The length of the chunk that `bytes` begin with, and where its data begin.
fn chunk(bytes: &[u8]) -> Option<(usize, usize)> {
    const LONGEST_LINE: usize = 4096;
    let end = memchr(b'\n', &bytes[..bytes.len().min(LONGEST_LINE)])?;
    let line = bytes[..end].split(|byte| *byte == b';').next()?.trim_ascii();
    let length = usize::from_str_radix(str::from_utf8(line).ok()?, 16).ok()?;
    line[0].is_ascii_hexdigit().then_some((length, end + 1))
}

/// The bytes decompressed as `name` says, or for `""` as they say themselves; `None` if they are not so compressed.
fn decoded(name: &str, bytes: &[u8]) -> Result<Option<Vec<u8>>, Unreadable> {
    let is_gzip = bytes.starts_with(&[0x1f, 0x8b, 8]);
    let is_zstd = bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]);
    let content = match name {
        _ if is_gzip => decompressed(MultiGzDecoder::new(bytes), true)?,
        _ if is_zstd => {
            zstd::Decoder::with_buffer(bytes).ok().map_or(Ok(None), |decoder| decompressed(decoder, true))?
        }
        _ => return decoded_as(name, bytes),
    };
    // They say themselves that they are compressed.
    content.ok_or(Unreadable::CorruptArchive).map(Some)
}

/// The bytes decompressed as `name` says, where they do not say it themselves.
fn decoded_as(name: &str, bytes: &[u8]) -> Result<Option<Vec<u8>>, Unreadable> {
    match name {
        // Markup has no compression to undo: whoever stored the page has done it.
        _ if bytes.trim_ascii_start().starts_with(b"<") => Ok(None),
        "deflate" => match decompressed(ZlibDecoder::new(bytes), true)? {
            Some(content) => Ok(Some(content)),
            None => decompressed(DeflateDecoder::new(bytes), true),
        },
        "br" => decompressed(brotli_decompressor::Decompressor::new(bytes, 4096), true),
        "" if is_zlib(bytes) => decompressed(ZlibDecoder::new(bytes), false),
        _ => Ok(None),
    }
}

/// Whether bytes begin as a zlib stream does: its method is deflate, and its first two bytes are a multiple of 31.
fn is_zlib(bytes: &[u8]) -> bool {
    matches!(bytes, [0x78, second, ..] if (0x7800 + u16::from(*second)).is_multiple_of(31))
}

/// What a decoder gives; `None` if that is nothing, or breaks off and may not.
fn decompressed(decoder: impl Read, may_break_off: bool) -> Result<Option<Vec<u8>>, Unreadable> {
    let mut content = Vec::new();
    let ended = decoder.take(PAGE_LIMIT as u64 + 1).read_to_end(&mut content);
    if content.len() > PAGE_LIMIT {
        return Err(Unreadable::TooLarge);
    }
    let is_content = ended.is_ok() || (may_break_off && !content.is_empty());
    Ok(is_content.then_some(content))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    const PAGE: &[u8] = b"<html><p>Le ferry est rest\xc3\xa9 \xc3\xa0 quai, le ferry est rest\xc3\xa9 \xc3\xa0 quai.";
    /// The page as a brotli encoder may write it: one metablock that is not compressed.
    fn brotli(content: &[u8]) -> Vec<u8> {
        // WBITS 16 (one bit 0), ISLAST 0, MNIBBLES 4 (two bits 0), MLEN - 1 (16 bits), ISUNCOMPRESSED 1, padding; then an empty
        // last metablock (bits 1 1).
        let length = content.len() as u32 - 1;
        let bits = (length << 4) | (1 << 20);
        [&bits.to_le_bytes()[..3], content, &[0b11]].concat()
    }

    fn packed(name: &str, content: &[u8]) -> Vec<u8> {
        let level = Compression::fast();
        match name {
            "gzip" => {
                let mut encoder = GzEncoder::new(Vec::new(), level);
                encoder.write_all(content).unwrap();
                encoder.finish().unwrap()
            }
            "zlib" => {
                let mut encoder = ZlibEncoder::new(Vec::new(), level);
                encoder.write_all(content).unwrap();
                encoder.finish().unwrap()
            }
            "deflate" => {
                let mut encoder = DeflateEncoder::new(Vec::new(), level);
                encoder.write_all(content).unwrap();
                encoder.finish().unwrap()
            }
            "br" => brotli(content),
            "zstd" => zstd::encode_all(content, 1).unwrap(),
            _ => content.to_vec(),
        }
    }

    /// An answer with this line in its head and this body has this content.
    #[track_caller]
    fn check(head: &str, body: &[u8], expected: &[u8]) {
        let head = if head.is_empty() { String::new() } else { format!("{head}\n") };
        for line_end in ["\r\n", "\n"] {
            let head = format!("HTTP/1.1 200 OK\n{head}\n").replace('\n', line_end);
            let block = [head.as_bytes(), body].concat();
            let content = Answer::read(&block).unwrap().content().unwrap();
            let content = String::from_utf8_lossy(&content);
            assert_eq!(content, String::from_utf8_lossy(expected), "{head:?}");
        }
    }

    #[test]
    fn status_lines_are_read_tolerantly() {
        #[track_caller]
        fn check(block: &str, expected: Option<(u16, &str)>) {
            let answer = Answer::read(block.as_bytes());
            let found = answer.map(|answer| (answer.status, String::from_utf8_lossy(answer.body).into_owned()));
            assert_eq!(found, expected.map(|(status, body)| (status, body.to_owned())), "{block:?}");
        }
        check("HTTP/1.1 200 OK\r\n\r\nx", Some((200, "x")));
        check("HTTP/1.1 200\r\n\r\nx", Some((200, "x")));
        check("HTTP/2 404\n\nx", Some((404, "x")));
        check("HTTP/1.1  301  Moved\n\n", Some((301, "")));
        check("ICY 200 OK\n\nx", Some((200, "x")));
        check("HTTP/1.1 OK\n\nx", Some((0, "x")));
        check("HTTP/1.1 200 OK", Some((200, "")));
        check("HTTP/1.1 200 OK\n<html>", Some((200, "<html>")));
        check("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx", Some((200, "x")));
        check("HTTP/1.0 200 Connection established\n\nHTTP/1.1 404 No\nContent-Type: a/b\n\nx", Some((404, "x")));
        check("HTTP/1.1 200 OK\nContent-Type: message/http\n\nHTTP/1.1 404", Some((200, "HTTP/1.1 404")));
        check("<html>", None);
        check("", None);
    }

    #[test]
    fn chunks_are_joined_as_declared_or_not() {
        let chunked = "Transfer-Encoding: chunked";
        for head in ["", chunked, "Transfer-Encoding: gzip, Chunked"] {
            check(head, b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", b"abcde");
            check(head, b"3 \r\nabc\r\n02;x=y\r\nde\r\n0\r\nTrailer: x\r\n\r\n", b"abcde");
            check(head, b"3\nabc\n2\nde\n0\n\n", b"abcde");
            check(head, b"<p>abc", b"<p>abc");
            check(head, b"", b"");
        }
        check(chunked, b"3\r\nabc\r\nA\r\nde", b"abcde");
        check(chunked, b"3\r\nabc\r\nno\r\nde", b"abcno\r\nde");
        check(chunked, b"3\r\nabc", b"abc");
        check(chunked, b"+3\r\nabc", b"+3\r\nabc");
        check("", b"3\r\nabc", b"3\r\nabc");
        check("", b"12\r\nabc", b"12\r\nabc");
        check("", b"1\nof many things", b"1\nof many things");
        check(chunked, b"ffffffffffffffff\r\nabc", b"abc");
        check(chunked, b"fffffffffffffffff\r\nabc", b"fffffffffffffffff\r\nabc");
    }

    #[test]
    fn compressions_are_undone_as_declared_or_not() {
        for (name, declared) in [
            ("gzip", &["gzip", "x-gzip", "GZIP", "", "br", "identity"][..]),
            ("zstd", &["zstd", "", "gzip"]),
            ("zlib", &["deflate", "", "gzip"]),
            ("deflate", &["deflate"]),
            ("br", &["br", "BR"]),
            ("none", &["gzip", "deflate", "br", "zstd", "none", "", "utf-8"]),
        ] {
            for declared in declared {
                let head = format!("Content-Encoding: {declared}");
                check(&head, &packed(name, PAGE), PAGE);
                let chunked = [b"a\r\n", &packed(name, PAGE)[..10], b"\r\nfff\r\n", &packed(name, PAGE)[10..]].concat();
                check(&format!("{head}\nTransfer-Encoding: chunked"), &chunked, PAGE);
            }
        }
        check("Content-Encoding: gzip, br", &packed("br", &packed("gzip", PAGE)), PAGE);
        check("Content-Encoding: gzip", &packed("gzip", &packed("gzip", PAGE)), PAGE);
        check("", b"x\x9c no zlib", b"x\x9c no zlib");
    }

    #[test]
    fn what_came_before_a_cut_is_kept() {
        let long: Vec<u8> = (0..100_000_u32).flat_map(|number| format!("{number} ").into_bytes()).collect();
        for name in ["gzip", "zlib", "deflate", "zstd"] {
            let packed = packed(name, &long);
            let declared = if name == "zlib" { "deflate" } else { name };
            let head = format!("HTTP/1.1 200 OK\nContent-Encoding: {declared}\n\n");
            let block = [head.as_bytes(), &packed[..packed.len() * 3 / 4]].concat();
            let content = Answer::read(&block).unwrap().content().unwrap();
            let same = content.iter().zip(&long).take_while(|(one, other)| one == other).count();
            assert_eq!(content.len(), same, "{name}");
            assert!(same > long.len() / 4, "{name}: {same}");
        }
    }

    #[test]
    fn no_content_is_longer_than_a_page() {
        let zeros = vec![0; PAGE_LIMIT + 1];
        for name in ["gzip", "zlib", "zstd", "none"] {
            let block = [b"HTTP/1.1 200 OK\n\n".as_slice(), &packed(name, &zeros)].concat();
            assert_eq!(Answer::read(&block).unwrap().content(), Err(Unreadable::TooLarge), "{name}");
        }
    }
}
