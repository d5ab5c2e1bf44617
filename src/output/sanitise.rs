//! Text from the web, made harmless to a terminal.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

/// `text` without the characters that move a cursor, change a colour or turn the direction of writing: what a page wrote
/// is shown, never obeyed. A line break or a tab becomes a space.
pub fn line(text: &str) -> Cow<'_, str> {
    if text.is_ascii() && !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len());
    let mut invisible = 0;
    for c in text.chars() {
        match c {
            '\n' | '\t' | '\r' => line.push(' '),
            c if is_unsafe(c) => continue,
            c if c.width() == Some(0) && invisible >= MOST_INVISIBLE => continue,
            c => line.push(c),
        }
        invisible = if c.width() == Some(0) { invisible + 1 } else { 0 };
    }
    Cow::Owned(line)
}

/// How many combining marks and joiners may follow each other: as many as in the Stream-Safe Text Format of Unicode
/// Standard Annex 15, which is more than any language or emoji needs.
const MOST_INVISIBLE: usize = 30;

/// Control characters, the marks, embeddings, overrides and isolates of the bidirectional algorithm (Unicode Standard
/// Annex 9; "Trojan Source", CVE-2021-42574), line and paragraph separators, and what is invisible: soft hyphens,
/// spaces of no width, tags.
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_reaches_the_terminal_but_text() {
        let check = |text: &str, expected: &str| assert_eq!(line(text), expected, "{text:?}");
        check("La digue tient bon", "La digue tient bon");
        check("\u{1b}[31mrouge\u{1b}]8;;http://x\u{7}", "[31mrouge]8;;http://x");
        check("deux\nlignes\tet\u{85}", "deux lignes et");
        check("gauche\u{202e}etiord", "gaucheetiord");
        check("cou\u{ad}pure", "coupure");
        check("e\u{301}te\u{301}", "e\u{301}te\u{301}");
        check(&format!("z{}!", "\u{301}".repeat(1000)), &format!("z{}!", "\u{301}".repeat(30)));
        check("famille 👨‍👩‍👧", "famille 👨‍👩‍👧");
    }
}
