//! Text from the web, made harmless to a terminal.

use std::borrow::Cow;

/// `text` without the characters that move a cursor, change a colour or turn the direction of writing: what a page wrote
/// is shown, never obeyed. A line break or a tab becomes a space.
pub fn line(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| match c {
        '\n' | '\t' | '\r' => Some(' '),
        c => (!is_unsafe(c)).then_some(c),
    };
    Cow::Owned(text.chars().filter_map(shown).collect())
}

/// Control characters, the marks, embeddings, overrides and isolates of the bidirectional algorithm (Unicode Standard
/// Annex 9; "Trojan Source", CVE-2021-42574), line and paragraph separators, and invisible tags.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
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
        check("famille 👨‍👩‍👧", "famille 👨‍👩‍👧");
    }
}
