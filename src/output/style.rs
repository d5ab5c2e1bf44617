//! What the terminal, or the file that stands in for it, can show: colours, links, columns.

use crate::article::is_web_address;

/// The abilities of one output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether it shows colours.
    pub color: bool,
    /// Whether it knows OSC 8 hyperlinks.
    pub links: bool,
    /// Columns of a line.
    pub width: usize,
}

/// The SGR code of bold letters.
pub const BOLD: &str = "1";
/// The SGR code of pale letters.
pub const DIM: &str = "2";
/// The SGR code of what matches.
pub const MATCH: &str = "1;33";

impl Style {
    /// `text` between the codes of SGR (ECMA-48, 8.3.117) that switch `code` on and all off.
    pub fn paint(&self, text: &str, code: &str) -> String {
        if self.color && !code.is_empty() && !text.is_empty() {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    /// A hyperlink in OSC 8 (egmontkob, "Hyperlinks in terminal emulators"); none so long that a terminal would rather drop
    /// it.
    pub fn link(&self, text: &str, target: &Target) -> String {
        let address = match target {
            Target::Page(url) => web_address(url),
            Target::File(path) => Some(file_address(path)),
        };
        match address.filter(|address| self.links && address.len() <= LONGEST_LINK) {
            Some(address) => format!("\u{1b}]8;;{address}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\"),
            None => text.to_owned(),
        }
    }
}

/// What a link leads to.
#[derive(Debug, Clone, Copy)]
pub enum Target<'t> {
    /// By the address that a page gives, which leads nowhere but to the web.
    Page(&'t str),
    /// By a path that we found.
    File(&'t str),
}

/// VTE's limit, the least of those known.
const LONGEST_LINK: usize = 2083;

/// An address that a page gives, if it is one of the web, as another program may be given it: what no address has is
/// percent-encoded.
pub fn web_address(url: &str) -> Option<String> {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte);
    is_web_address(url).then(|| encoded(url, is_plain))
}

/// The address of a file (RFC 8089), all but its plainest characters percent-encoded.
fn file_address(path: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_');
    "file://".to_owned() + &encoded(path, is_plain)
}

/// `text` with all bytes but the plain ones percent-encoded, as a browser encodes the `é` of an address.
fn encoded(text: &str, is_plain: impl Fn(u8) -> bool) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if is_plain(byte) {
            encoded.push(byte.into());
        } else {
            encoded += &format!("%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_become_links() {
        let style = Style { color: false, links: true, width: 80 };
        let check =
            |target: &str, expected: &str| assert_eq!(style.link("a", &Target::Page(target)), expected, "{target:?}");
        for other in
            ["javascript:alert(1)", "file:///etc/passwd", "FILE://a", "http:/a", "https://", "https:///a", "a.fr"]
        {
            check(other, "a");
        }
        check("HTTP://a.fr", "\u{1b}]8;;HTTP://a.fr\u{1b}\\a\u{1b}]8;;\u{1b}\\");
        check("https://a.fr/\"&calc", "\u{1b}]8;;https://a.fr/%22&calc\u{1b}\\a\u{1b}]8;;\u{1b}\\");
        check("https://a.fr/\u{1b}x", "\u{1b}]8;;https://a.fr/%1Bx\u{1b}\\a\u{1b}]8;;\u{1b}\\");
        check(
            "https://a.fr/été?q=l'eau%20",
            "\u{1b}]8;;https://a.fr/%C3%A9t%C3%A9?q=l'eau%20\u{1b}\\a\u{1b}]8;;\u{1b}\\",
        );
        check(&format!("https://a.fr/{}", "x".repeat(3000)), "a");
        assert_eq!(Style { links: false, ..style }.link("a", &Target::Page("https://a.fr")), "a");
        let file = style.link("a", &Target::File("/a b/\u{1b}.html"));
        assert_eq!(file, "\u{1b}]8;;file:///a%20b/%1B.html\u{1b}\\a\u{1b}]8;;\u{1b}\\");
        assert_eq!(file_address("/a b/é.html"), "file:///a%20b/%C3%A9.html");
    }
}
