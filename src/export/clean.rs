//! Text for files that programs read: without what no text has, so that a record never ends where it should not.

/// Without control characters; a line break or a tab is a blank, and blanks are single.
pub fn line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| is_text(*c)).collect();
    plain.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The lines of a text that have something, each as [`line`] has it.
pub fn lines(text: &str) -> Vec<String> {
    text.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).map(line).filter(|line| !line.is_empty()).collect()
}

/// Whether a character may stand in XML 1.0 and in a text: no control character, and none that is no character at all.
fn is_text(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{feff}')
}
