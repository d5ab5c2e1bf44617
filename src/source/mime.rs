//! MHTML: a page with its pictures as the parts of a MIME message, which browsers call "web archive, single file". Mails with
//! a page in them are read, too.

use std::io::{self, BufRead, Read};

use jiff::civil::DateTime;

use super::bounds;
use super::fields::{self, Fields, media_type, parameter};
use super::{PAGE_LIMIT, Unreadable, moment};

/// Bytes of a head, or of a line that is looked at as one; of a longer line, the pieces.
const HEAD: usize = 1 << 20;

/// The page of a message.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// The address that it was saved from.
    pub url: Option<String>,
    /// When it was saved, in UTC.
    pub fetched: Option<DateTime>,
    /// The type of the part, perhaps with its encoding.
    pub content_type: Option<String>,
    /// The page; the head of a message without one, which is no page either.
    pub bytes: Vec<u8>,
}

/// Whether bytes begin as a message with parts does: with its fields.
pub fn is_message(head: &[u8]) -> bool {
    let first = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let name = first.split(|byte| *byte == b':').next().unwrap_or_default();
    let is_field = name.len() < first.len() && !name.is_empty();
    is_field
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
        && Fields::read(head).0.get("content-type").is_some_and(|value| {
            let value = value.to_ascii_lowercase();
            value.starts_with("multipart/") && parameter(&value, "boundary").is_some()
        })
}

/// Reads the first part of a message that is HTML. A message that ends early is read as far as it goes.
pub fn read(mut stream: impl BufRead) -> io::Result<Message> {
    let head = head(&mut stream)?;
    let (fields, _) = Fields::read(&head);
    let mut message = Message {
        url: fields.get("Snapshot-Content-Location").or(fields.get("Content-Location")).and_then(|url| address(&url)),
        fetched: fields.get("Date").and_then(|date| moment::read(&date)),
        ..Message::default()
    };
    let mut boundaries: Vec<Vec<u8>> = Vec::new();
    boundaries.extend(boundary(&fields));
    let mut line = Vec::new();
    while next_line(&mut stream, &mut line)? {
        if !ends_part(&line, &boundaries) {
            continue;
        }
        let part = self::head(&mut stream)?;
        let (fields, _) = Fields::read(&part);
        let content_type = fields.get("Content-Type").unwrap_or_default();
        match media_type(&content_type).as_str() {
            "text/html" | "application/xhtml+xml" => {
                let encoding = fields.get("Content-Transfer-Encoding").unwrap_or_default();
                message.bytes = body(&mut stream, &encoding, &boundaries)?;
                message.url = fields.get("Content-Location").and_then(|url| address(&url)).or(message.url);
                message.content_type = Some(content_type.into_owned());
                return Ok(message);
            }
            name if name.starts_with("multipart/") && boundaries.len() < bounds::DEPTH => {
                boundaries.extend(boundary(&fields));
            }
            _ => {}
        }
    }
    message.bytes = head;
    Ok(message)
}

/// The line that stands before each part, without the line's end.
fn boundary(fields: &Fields) -> Option<Vec<u8>> {
    let content_type = fields.get("Content-Type")?;
    Some(format!("--{}", parameter(&content_type, "boundary")?).into_bytes())
}

fn ends_part(line: &[u8], boundaries: &[Vec<u8>]) -> bool {
    line.starts_with(b"--")
        && boundaries.iter().any(|boundary| {
            let line = line.trim_ascii_end();
            line == boundary || line.strip_suffix(b"--") == Some(boundary)
        })
}

/// The lines up to the first blank one.
fn head(stream: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let (mut head, mut line) = (Vec::new(), Vec::new());
    while head.len() < HEAD && next_line(stream, &mut line)? {
        head.extend_from_slice(&line);
        if line.trim_ascii_end().is_empty() {
            break;
        }
    }
    Ok(head)
}

/// Reads a line with its end; false where there is none.
fn next_line(stream: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    Ok(stream.take(HEAD as u64).read_until(b'\n', line)? > 0)
}

/// The content of a part, decoded.
fn body(stream: &mut impl BufRead, encoding: &str, boundaries: &[Vec<u8>]) -> io::Result<Vec<u8>> {
    let (mut bytes, mut line) = (Vec::new(), Vec::new());
    let (mut bits, mut held) = (0_u32, 0);
    while next_line(stream, &mut line)? && !ends_part(&line, boundaries) {
        match encoding.to_ascii_lowercase().as_str() {
            "quoted-printable" => unquote(&line, &mut bytes),
            "base64" => {
                for digit in line.iter().filter_map(|byte| base64(*byte)) {
                    (bits, held) = ((bits << 6) | digit, held + 6);
                    if held >= 8 {
                        held -= 8;
                        bytes.push((bits >> held) as u8);
                    }
                }
            }
            _ => bytes.extend_from_slice(&line),
        }
        if bytes.len() > PAGE_LIMIT {
            return Err(io::Error::other(Unreadable::TooLarge));
        }
    }
    // The line's end before a boundary belongs to it.
    let kept = bytes.strip_suffix(b"\n").map(|it| it.strip_suffix(b"\r").unwrap_or(it).len());
    bytes.truncate(kept.unwrap_or(bytes.len()));
    Ok(bytes)
}

/// Decodes a line of quoted-printable. What is no code stays as it is.
fn unquote(line: &[u8], bytes: &mut Vec<u8>) {
    let mut rest = line;
    while let Some(at) = memchr::memchr(b'=', rest) {
        bytes.extend_from_slice(&rest[..at]);
        let code = &rest[at + 1..];
        if code.trim_ascii_end().is_empty() {
            // The line goes on in the next.
            return;
        }
        let digits = code.get(..2).and_then(|digits| str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &code[2..];
            }
            None => {
                bytes.push(b'=');
                rest = code;
            }
        }
    }
    bytes.extend_from_slice(rest);
}

fn base64(byte: u8) -> Option<u32> {
    Some(u32::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    }))
}

fn address(text: &str) -> Option<String> {
    let url = text.trim();
    fields::is_web_address(url).then(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "From: <Saved by Blink>\nSnapshot-Content-Location: https://quai.example/a\nSubject: La digue\n\
        Date: Mon, 3 Mar 2025 12:00:00 +0100\nMIME-Version: 1.0\n\
        Content-Type: multipart/related;\n\ttype=\"text/html\";\n\tboundary=\"----Marqueur--x----\"\n\n\n";

    fn part(fields: &str, content: &str) -> String {
        format!("------Marqueur--x----\n{fields}\n\n{content}\n")
    }

    /// The page of a message with these parts, its address and its type.
    #[track_caller]
    fn check(parts: &[String], expected: &str, url: &str) {
        for line_end in ["\n", "\r\n"] {
            let text = format!("{HEAD}{}------Marqueur--x------\n", parts.concat()).replace('\n', line_end);
            assert!(is_message(text.as_bytes()));
            let message = read(text.as_bytes()).unwrap();
            assert_eq!(String::from_utf8_lossy(&message.bytes), expected.replace('\n', line_end));
            assert_eq!(message.url.as_deref(), Some(url));
            assert_eq!(message.fetched.unwrap().to_string(), "2025-03-03T11:00:00");
        }
    }

    #[test]
    fn the_first_html_is_the_page() {
        let picture = part("Content-Type: image/png\nContent-Transfer-Encoding: base64", "PGh0bWw+");
        let quoted = |content| part("Content-Type: text/html\nContent-Transfer-Encoding: Quoted-Printable", content);
        check(
            &[quoted("<p>D=C3=A9j=\n=C3=A0 =3D vu\nici"), picture.clone()],
            "<p>Déjà = vu\nici",
            "https://quai.example/a",
        );
        check(&[quoted("=2 =ZZ =\u{e9} 100 %="), picture.clone()], "=2 =ZZ =\u{e9} 100 %", "https://quai.example/a");
        let based =
            part("content-type: text/html; charset=utf-8\ncontent-transfer-encoding: base64", "PHA+RMOp\naiDD\noA==");
        check(&[picture.clone(), based, quoted("2")], "<p>Déj à", "https://quai.example/a");
        let plain = part("Content-Type: text/html\nContent-Location: https://quai.example/b", "<p>--a\n\n--");
        check(&[plain], "<p>--a\n\n--", "https://quai.example/b");
        let frame = part("Content-Type: text/html\nContent-Location: cid:frame@mhtml.blink", "<p>");
        check(&[frame], "<p>", "https://quai.example/a");
        let nested = "Content-Type: multipart/alternative; boundary=dedans\n\n--dedans\nContent-Type: text/plain\n\nx\n--dedans\n\
            Content-Type: text/html\n\n<p>\n--dedans--";
        check(&[part(nested, "")], "<p>", "https://quai.example/a");
    }

    #[test]
    fn a_message_without_html_is_its_head() {
        let message = read(format!("{HEAD}{}", part("Content-Type: text/plain", "x")).as_bytes()).unwrap();
        assert_eq!(
            message.bytes,
            HEAD.trim_end().to_owned().into_bytes().as_slice().iter().copied().chain(*b"\n\n").collect::<Vec<u8>>()
        );
    }

    #[test]
    fn a_message_that_is_cut_is_read_as_far_as_it_goes() {
        let text = format!("{HEAD}{}", part("Content-Type: text/html", "<p>a\n<p>b"));
        let message = read(&text.as_bytes()[..text.len() - 3]).unwrap();
        assert_eq!(message.bytes, b"<p>a\n<p");
    }

    #[test]
    fn what_is_no_message() {
        for text in
            ["", "<html>", "Un texte: long\n", "{\"Content-Type\": 1}", "Content-Type: text/html\n\n<p>", "a b: c\n"]
        {
            assert!(!is_message(text.as_bytes()), "{text}");
        }
    }
}
