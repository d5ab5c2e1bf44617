//! Text as XML has it.

/// Text between tags, or in an attribute with double quotes: what XML reads otherwise is escaped, and what XML 1.0 has no place for
/// (2.2) is left out. A line break or a tab is a blank, as a reader makes it one in an attribute.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' | '\r' => escaped.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
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
        check("R&D \"x\" d'art", "R&amp;D &quot;x&quot; d'art");
        check("a\u{0}\u{b}\u{1b}\u{fffe}\u{ffff}b\nc\td\u{85}", "ab c d");
        check("]]>", "]]&gt;");
    }
}
