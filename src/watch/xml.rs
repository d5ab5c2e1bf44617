//! Text as XML has it.

use crate::output::sanitise;

/// Text between tags or in an attribute: what XML reads otherwise is escaped, and what it has no place for is left out, as is
/// what might turn the direction of writing.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in sanitise::line(text).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            // XML 1.0, 2.2.
            '\u{fffe}' | '\u{ffff}' => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_reads_otherwise() {
        let check = |text: &str, expected: &str| assert_eq!(escaped(text), expected, "{text:?}");
        check("L’été « bleu »", "L’été « bleu »");
        check("</title><script>", "&lt;/title&gt;&lt;script&gt;");
        check("R&D \"x\" d'art", "R&amp;D &quot;x&quot; d&apos;art");
        check("a\u{0}\u{b}\u{1b}\u{202e}\u{fffe}\u{ffff}b\nc", "ab c");
        check("]]>", "]]&gt;");
    }
}
