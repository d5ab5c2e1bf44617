//! What mail has for letters beyond ASCII: encoded words in headers (RFC 2047), and bodies in base64 (RFC 2045).

use crate::output::sanitise;

/// Bytes of an encoded word: with what stands around them they take 72 columns of the 75 that it may have.
const WORD: usize = 45;
/// Bytes of a line of a body, which is 76 columns.
const LINE: usize = 57;

/// The value of a header, folded: as it is where it is short and plain, else as encoded words. A line break in it, which would
/// begin another header, becomes a space.
pub fn header(text: &str) -> String {
    let text = sanitise::line(text);
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') && !text.contains("=?");
    if is_plain && text.len() <= 60 && text.trim() == text {
        return text.into_owned();
    }
    let mut words: Vec<String> = vec![String::new()];
    for c in text.chars() {
        let last = words.last_mut().expect("there is a first one");
        if last.len() + c.len_utf8() > WORD { words.push(c.to_string()) } else { last.push(c) }
    }
    let words: Vec<String> = words.iter().map(|word| format!("=?utf-8?B?{}?=", base64(word.as_bytes()))).collect();
    words.join("\r\n ")
}

/// A body in lines.
pub fn body(bytes: &[u8]) -> String {
    bytes.chunks(LINE).map(|line| base64(line) + "\r\n").collect()
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let number = (0..3).fold(0, |number, n| number << 8 | u32::from(three.get(n).copied().unwrap_or(0)));
        for n in 0..4 {
            let digit = DIGITS[(number >> (18 - 6 * n) & 63) as usize];
            encoded.push(if n <= three.len() { digit.into() } else { '=' });
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn base64_as_rfc_4648_has_it() {
        let check = |text: &str, expected: &str| assert_eq!(base64(text.as_bytes()), expected, "{text}");
        check("", "");
        check("f", "Zg==");
        check("fo", "Zm8=");
        check("foo", "Zm9v");
        check("foob", "Zm9vYg==");
        check("fooba", "Zm9vYmE=");
        check("foobar", "Zm9vYmFy");
    }

    #[test]
    fn headers() {
        let check = |text: &str, expected: &str| assert_eq!(header(text), expected, "{text:?}");
        check("port: 3 new articles", "port: 3 new articles");
        check("été", "=?utf-8?B?w6l0w6k=?=");
        check("a\r\nBcc: x@example.org", "a  Bcc: x@example.org");
        check("=?utf-8?Q?a?=", "=?utf-8?B?PT91dGYtOD9RP2E/PQ==?=");
    }

    proptest! {
        #[test]
        fn no_header_begins_another(text in ".{0,200}") {
            for (n, line) in header(&text).split("\r\n").enumerate() {
                prop_assert!(line.is_ascii() && line.len() <= 76, "{line}");
                prop_assert!(!line.contains(['\r', '\n']) && (n == 0 || line.starts_with(" =?utf-8?B?")), "{line}");
            }
        }
    }
}
