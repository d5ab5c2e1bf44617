//! The context of an occurrence: the words before it and behind it.

use std::ops::Range;

/// Characters of a word that are shown. A text without blanks is one word, and would be shown again with each occurrence.
const LONGEST: usize = 64;

/// The last `words` words before a place in a text, and the first behind it, each on one line. What has no letter or digit,
/// such as `»` or `–`, stays with the words around it and does not count.
///
/// ```
/// use kiosque::study::context::around;
///
/// assert_eq!(around("On dit : la digue\ntient bon.", 12..17, 2), ("dit : la ".to_owned(), " tient bon.".to_owned()));
/// ```
pub fn around(text: &str, place: Range<usize>, words: usize) -> (String, String) {
    let (mut before, mut counted) = (Vec::new(), 0);
    for piece in text[..place.start].rsplit(char::is_whitespace).filter(|piece| !piece.is_empty()) {
        counted += usize::from(is_word(piece));
        if counted > words {
            break;
        }
        let skipped = piece.chars().count().saturating_sub(LONGEST);
        before.push(piece.char_indices().nth(skipped).map_or(piece, |(at, _)| &piece[at..]));
    }
    before.reverse();
    let (mut behind, mut counted) = (Vec::new(), 0);
    for piece in text[place.end..].split(char::is_whitespace).filter(|piece| !piece.is_empty()) {
        counted += usize::from(is_word(piece));
        if counted > words {
            break;
        }
        behind.push(piece.char_indices().nth(LONGEST).map_or(piece, |(at, _)| &piece[..at]));
    }
    // Whether a blank parts the occurrence from them is seen again where they are joined.
    let (mut left, mut right) = (before.join(" "), behind.join(" "));
    if text[..place.start].ends_with(char::is_whitespace) && !left.is_empty() {
        left.push(' ');
    }
    if text[place.end..].starts_with(char::is_whitespace) && !right.is_empty() {
        right.insert(0, ' ');
    }
    (left, right)
}

/// A piece of a text on one line.
pub fn on_one_line(piece: &str) -> String {
    piece.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_word(piece: &str) -> bool {
    piece.contains(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_around() {
        let check = |text: &str, words, expected: (&str, &str)| {
            let start = text.find('[').unwrap();
            let end = text.find(']').unwrap() - 1;
            let plain = text.replace(['[', ']'], "");
            let (left, right) = around(&plain, start..end, words);
            assert_eq!((left.as_str(), right.as_str()), expected, "{text}");
        };
        check("un deux [trois] quatre cinq", 1, ("deux ", " quatre"));
        check("un deux [trois] quatre cinq", 9, ("un deux ", " quatre cinq"));
        check("L'[été] », dit-il – enfin.", 2, ("L'", " », dit-il – enfin."));
        check("[a]", 3, ("", ""));
        check("un\n\ndeux\t[a]\u{a0}b\nc", 2, ("un deux ", " b c"));
        check("un [a] deux", 0, ("", ""));
        check(&format!("{}[a]{}", "x".repeat(999), "y".repeat(999)), 1, (&"x".repeat(64), &"y".repeat(64)));
    }
}
