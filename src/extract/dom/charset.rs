//! The encoding of a page: from its bytes to text, even where it declares a wrong one.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::{memchr, memmem};

use super::{attributes, unparsed};

/// Bytes in which a declaration is looked for. The standard says 1024, but pages of the press have scripts before it.
const PRESCAN: usize = 4096;

/// Decodes a page. A byte order mark wins; then valid UTF-8, whatever is declared, since text in another encoding is
/// hardly ever valid UTF-8 by chance; then the `Content-Type`, the `<meta>`, and a guess from the bytes.
pub fn decode<'b>(bytes: &'b [u8], content_type: Option<&str>) -> Cow<'b, str> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[length..]).0;
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return encoding.decode_without_bom_handling(bytes).0;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => return Cow::Borrowed(text),
        Err(_) => {
            if let Some(text) = damaged_utf8(bytes) {
                return Cow::Owned(text);
            }
        }
    }
    let declared = content_type.and_then(from_content_type).or_else(|| from_meta(bytes));
    // A declaration is wrong that says UTF-8 on a page that is not, or UTF-16 on a page that was read so far as ASCII.
    let encoding = match declared {
        Some(encoding) if encoding != UTF_8 && encoding != UTF_16LE && encoding != UTF_16BE => encoding,
        _ => guess(bytes),
    };
    encoding.decode_without_bom_handling(bytes).0
}

/// UTF-16 without a byte order mark. Markup is mostly ASCII, and half of the bytes of ASCII in UTF-16 are zero.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<', 0, _, 0, ..] => Some(UTF_16LE),
        [0, b'<', 0, _, ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// The text of a page that is UTF-8 with a few broken bytes, as of a truncated teaser or one comment in another encoding;
/// `None` if it is in another as a whole. Text in another encoding hardly ever has well-formed sequences, and UTF-8 has
/// at least as many as broken bytes, and some.
fn damaged_utf8(bytes: &[u8]) -> Option<String> {
    const FEWEST: usize = 8;
    let (mut well_formed, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        well_formed += chunk.valid().bytes().filter(|&byte| byte >= 0xC0).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    if well_formed < broken.max(FEWEST) && well_formed < 20 * broken {
        return None;
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        match chunk.invalid() {
            [] => {}
            // A sequence that was cut short, and no letter of windows-1252 that French has.
            [0xC2 | 0xC3 | 0xC5] | [_, _, ..] => text.push(char::REPLACEMENT_CHARACTER),
            other => text.push_str(&WINDOWS_1252.decode_without_bom_handling(other).0),
        }
    }
    Some(text)
}

fn from_content_type(header: &str) -> Option<&'static Encoding> {
    let at = header.to_ascii_lowercase().find("charset")? + "charset".len();
    from_label(header[at..].trim_start().strip_prefix('=')?)
}

/// "Prescan a byte stream to determine its encoding": the first `<meta>` that declares one, or an XML declaration. A
/// `<meta>` in a comment declares nothing, nor does the word "charset" in a description.
fn from_meta(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(PRESCAN)];
    if let Some(declaration) = head.strip_prefix(b"<?xml") {
        let declaration = &declaration[..memchr(b'>', declaration).unwrap_or(0)];
        if let Some(at) = memmem::find(declaration, b"encoding=") {
            return from_label(&String::from_utf8_lossy(&declaration[at + "encoding=".len()..]));
        }
    }
    let mut at = 0;
    while let Some(found) = memchr(b'<', &head[at..]) {
        at += found;
        let rest = &head[at..];
        if rest.starts_with(b"<!--") {
            at += unparsed::comment(rest);
        } else if rest.get(1).is_some_and(u8::is_ascii_alphabetic) {
            let name = rest[1..].iter().take_while(|byte| !byte.is_ascii_whitespace() && !b"/>".contains(byte)).count();
            let is_meta = rest[1..=name].eq_ignore_ascii_case(b"meta");
            let (declared, end) = declared(head, at + 1 + name);
            if is_meta && declared.is_some() {
                return declared;
            }
            at = end;
            // The standard gives up after 1024 bytes, before most scripts. They hold no markup.
            if rest[1..=name].eq_ignore_ascii_case(b"script") {
                at += memmem::find(&head[at..], b"</script").unwrap_or(head.len() - at);
            }
        } else {
            at += 1;
        }
    }
    None
}

/// The encoding that the attributes from `at` on declare, as those of a `<meta>`, and where they end.
fn declared(head: &[u8], at: usize) -> (Option<&'static Encoding>, usize) {
    let (mut charset, mut content, mut is_type) = (None, None, false);
    let end = attributes::each(head, at, |name, value| {
        let value = String::from_utf8_lossy(&head[value]);
        match name.to_ascii_lowercase().as_slice() {
            b"charset" => charset = charset.or_else(|| from_label(&value)),
            b"content" => content = content.or_else(|| from_content_type(&value)),
            b"http-equiv" => is_type |= value.trim().eq_ignore_ascii_case("content-type"),
            _ => {}
        }
    });
    (charset.or(content.filter(|_| is_type)), end.at)
}

/// The encoding of a label, which ends at the first character that no label has. By the standard, ISO-8859-1 is
/// windows-1252.
fn from_label(text: &str) -> Option<&'static Encoding> {
    let text = text.trim_start_matches([' ', '"', '\'', '\t', '\n']);
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.:".contains(c))).unwrap_or(text.len());
    Encoding::for_label(&text.as_bytes()[..end])
}

/// A guess from the bytes, for a French reader. The detector takes ten times as long for a byte as all else that is
/// done with it, and learns nothing from ASCII: it gets the first words that have other bytes.
fn guess(bytes: &[u8]) -> &'static Encoding {
    const MOST_WORDS: usize = 1000;
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let sample = &bytes[..bytes.len().min(1 << 20)];
    let words = sample.split(|byte| byte.is_ascii_whitespace() || matches!(byte, b'<' | b'>'));
    for word in words.filter(|word| !word.is_ascii()).take(MOST_WORDS) {
        detector.feed(word, false);
        detector.feed(b" ", false);
    }
    detector.feed(b"", true);
    detector.guess(Some(b"fr"), Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "<p>« L’été », œuvre à 15 €</p>";

    fn check(bytes: &[u8], content_type: Option<&str>, expected: &str) {
        assert_eq!(decode(bytes, content_type), expected);
    }

    fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    #[test]
    fn marks_win() {
        check(&[b"\xEF\xBB\xBF", TEXT.as_bytes()].concat(), Some("text/html; charset=iso-8859-1"), TEXT);
        let little: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&[b"\xFF\xFE", little.as_slice()].concat(), None, TEXT);
        check(&[b"\xFE\xFF", big.as_slice()].concat(), None, TEXT);
        check(&little, Some("text/html; charset=utf-8"), TEXT);
        check(&big, None, TEXT);
    }

    #[test]
    fn utf8_wins_over_a_wrong_declaration() {
        let page = format!("<meta charset=iso-8859-1>{TEXT}");
        check(page.as_bytes(), Some("text/html; charset=windows-1252"), &page);
    }

    #[test]
    fn declarations_are_followed() {
        let page = format!(
            "<META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=ISO-8859-15'>{}",
            TEXT.replace('’', "'")
        );
        let latin9 = Encoding::for_label(b"iso-8859-15").unwrap();
        check(&encoded(&page, latin9), None, &page);
        let windows = encoded(TEXT, WINDOWS_1252);
        check(&windows, Some("text/html; charset=\"iso-8859-1\""), TEXT);
        let content = format!("<meta content='text/html;charset = ISO-8859-15' http-equiv=content-type>{TEXT}");
        let content = content.replace('’', "'");
        check(&encoded(&content, latin9), None, &content);
        let xml = format!("<?xml version='1.0' encoding='windows-1252'?>{TEXT}");
        check(&encoded(&xml, WINDOWS_1252), None, &xml);
    }

    #[test]
    fn what_only_mentions_a_charset_declares_none() {
        for before in [
            "<!-- <meta charset=koi8-r> -->",
            "<meta name=description content='Le charset=koi8-r en Russie'>",
            "<meta name=keywords content='text/html; charset=koi8-r'>",
            "<p title='<meta charset=koi8-r>'>",
            "<script>if (1<b) write(\"<meta charset=koi8-r>\", 'd\\'abord')</script>",
        ] {
            let page = format!("{before}<meta charset=windows-1252>{TEXT}");
            check(&encoded(&page, WINDOWS_1252), None, &page);
        }
    }

    #[test]
    fn what_is_not_utf8_is_guessed() {
        let page = format!("<meta charset=utf-8>{}", TEXT.repeat(4));
        check(&encoded(&page, WINDOWS_1252), Some("text/html; charset=utf-8"), &page);
    }

    #[test]
    fn a_cut_character_is_only_that() {
        let mut page = "é".repeat(50).into_bytes();
        page.truncate(99);
        check(&page, None, &format!("{}\u{fffd}", "é".repeat(49)));
    }

    #[test]
    fn a_comment_in_another_encoding_is_read_in_its_own() {
        let comment = encoded("<p>Très bien joué, l’été</p>", WINDOWS_1252);
        let page = [TEXT.repeat(3).as_bytes(), &comment].concat();
        check(&page, None, &format!("{}<p>Très bien joué, l’été</p>", TEXT.repeat(3)));
    }
}
