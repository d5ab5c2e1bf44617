//! Paths and addresses, one after the other.

use std::io::{self, Write};

use super::sanitise;

/// What ends each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The end of a line; what might command a terminal is percent-encoded.
    Line,
    /// The byte 0, which no path can have: what comes before it is written as it is.
    Nul,
}

/// Writes one path or address.
pub fn write(out: &mut impl Write, text: &str, end: End) -> io::Result<()> {
    match end {
        End::Nul => write!(out, "{text}\0"),
        End::Line => writeln!(out, "{}", on_one_line(text)),
    }
}

/// A path with a line break in it must not become two, nor may its name command a terminal: what might is
/// percent-encoded.
pub fn on_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut bytes = [0; 4];
    for c in text.chars() {
        if sanitise::is_unsafe(c) {
            line.extend(c.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
        } else {
            line.push(c);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_ends_once() {
        let check = |text: &str, line: &str, nul: &str| {
            for (end, expected) in [(End::Line, line), (End::Nul, nul)] {
                let mut out = Vec::new();
                write(&mut out, text, end).unwrap();
                assert_eq!(String::from_utf8(out).unwrap(), expected, "{text:?}");
            }
        };
        check("pages/été 1.html", "pages/été 1.html\n", "pages/été 1.html\0");
        check("\u{202e}txt", "%E2%80%AEtxt\n", "\u{202e}txt\0");
        check("a\nb\u{1b}[0m\u{9b}", "a%0Ab%1B[0m%C2%9B\n", "a\nb\u{1b}[0m\u{9b}\0");
    }
}
