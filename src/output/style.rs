//! What the terminal, or the file that stands in for it, can show: colours, links, columns.

/// The abilities of one output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    pub color: bool,
    /// Whether it knows OSC 8 hyperlinks.
    pub links: bool,
    /// Columns of a line.
    pub width: usize,
}

pub const BOLD: &str = "1";
pub const DIM: &str = "2";
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

    /// A hyperlink in OSC 8 (egmontkob, "Hyperlinks in terminal emulators"); only addresses of the schemes that a reader
    /// expects become one, and none so long that a terminal would rather drop it.
    pub fn link(&self, text: &str, target: &str) -> String {
        let known = ["https://", "http://", "file://"].iter().any(|scheme| target.starts_with(scheme));
        if !self.links || !known || target.len() > LONGEST_LINK {
            return text.to_owned();
        }
        let target = encoded(target, |byte| byte.is_ascii_graphic());
        format!("\u{1b}]8;;{target}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\")
    }
}

/// VTE's limit, the least of those known.
const LONGEST_LINK: usize = 2083;

/// The address of a file (RFC 8089), all but its plainest characters percent-encoded.
pub fn file_address(path: &str) -> String {
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
        let check = |target: &str, expected: &str| assert_eq!(style.link("a", target), expected, "{target:?}");
        check("javascript:alert(1)", "a");
        check("https://a.fr/\u{1b}x", "\u{1b}]8;;https://a.fr/%1Bx\u{1b}\\a\u{1b}]8;;\u{1b}\\");
        check(
            "https://a.fr/été?q=l'eau%20",
            "\u{1b}]8;;https://a.fr/%C3%A9t%C3%A9?q=l'eau%20\u{1b}\\a\u{1b}]8;;\u{1b}\\",
        );
        check(&format!("https://a.fr/{}", "x".repeat(3000)), "a");
        assert_eq!(Style { links: false, ..style }.link("a", "https://a.fr"), "a");
        assert_eq!(file_address("/a b/é.html"), "file:///a%20b/%C3%A9.html");
    }
}
