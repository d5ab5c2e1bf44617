//! Lines of text compared and counted: by their words, their sentences, and their letters without accents.

use memchr::{memchr, memchr3};

use crate::text::fold_letter;

/// The number of words: runs of letters and digits.
pub fn count_words(text: &str) -> usize {
    count_folded(&fold(text, usize::MAX))
}

/// The number of sentences that end in a text.
pub fn count_sentences(text: &str) -> usize {
    // 0xA6 ends "…", and little else.
    let ellipses = memchr(0xa6, text.as_bytes()).is_some();
    let end = |rest: &str| match ellipses {
        true => rest.find(['.', '!', '?', '…']),
        false => memchr3(b'.', b'!', b'?', rest.as_bytes()),
    };
    let mut sentences = 0;
    let mut rest = text;
    while let Some(at) = end(rest) {
        rest = rest[at..].trim_start_matches(['.', '!', '?', '…', ' ', '"', '»', '”', ')']);
        if rest.is_empty() || rest.starts_with(|c: char| c.is_uppercase() || "«“\"—–-".contains(c)) {
            sentences += 1;
        }
    }
    sentences
}

/// The words of a line, as `text::fold` writes them, with one space between: "L’Été, déjà" is "l ete deja". Of a line
/// that is longer, the first `limit` bytes or so.
pub fn fold(line: &str, limit: usize) -> String {
    let mut folded: Vec<u8> = Vec::with_capacity(limit.min(line.len()) + 4);
    let mut at = 0;
    while at < line.len() && folded.len() < limit {
        match ASCII.get(usize::from(line.as_bytes()[at])) {
            Some(b' ') => end_word(&mut folded),
            Some(letter) => folded.push(*letter),
            None => {
                let c = line[at..].chars().next().unwrap_or_default();
                at += c.len_utf8() - 1;
                match c {
                    // The punctuation of French, which needs no look into the tables of Unicode.
                    '\u{a0}' | '«' | '»' | '\u{2000}'..='\u{206f}' => end_word(&mut folded),
                    _ => fold_letter(c, |letter| match letter {
                        'a'..='z' | '0'..='9' => folded.push(letter as u8),
                        _ if is_alphanumeric(letter) => folded.extend(letter.encode_utf8(&mut [0; 4]).bytes()),
                        _ => end_word(&mut folded),
                    }),
                }
            }
        }
        at += 1;
    }
    if folded.last() == Some(&b' ') {
        folded.pop();
    }
    String::from_utf8(folded).expect("whole characters")
}

fn end_word(folded: &mut Vec<u8>) {
    if folded.last().is_some_and(|last| *last != b' ') {
        folded.push(b' ');
    }
}

/// The bytes that [`fold`] writes for those of ASCII.
const ASCII: [u8; 128] = {
    let mut folded = [b' '; 128];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() {
            folded[byte] = (byte as u8).to_ascii_lowercase();
        }
        byte += 1;
    }
    folded
};

/// The words of a line that `fold` wrote.
pub fn count_folded(folded: &str) -> usize {
    folded.bytes().filter(|byte| *byte == b' ').count() + usize::from(!folded.is_empty())
}

/// The letters and digits of a text, as `text::fold` writes them: two spellings of one line share them.
pub fn squeeze(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            if c.is_ascii_alphanumeric() {
                squeezed.push(c.to_ascii_lowercase());
            }
        } else {
            fold_letter(c, |letter| {
                if is_alphanumeric(letter) {
                    squeezed.push(letter)
                }
            });
        }
    }
    squeezed
}

/// Whether [`squeeze`] makes `squeezed` of a line. Lines that are much shorter or longer are not squeezed.
pub fn says(line: &str, squeezed: &str) -> bool {
    3 * line.len() >= squeezed.len() && line.len() <= 3 * squeezed.len() + 16 && squeeze(line) == squeezed
}

/// `char::is_alphanumeric`, without a search in its tables for the characters that French is written with.
fn is_alphanumeric(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_alphanumeric(),
        'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ÿ' => true,
        '\u{a0}' | '«' | '»' | '\u{2000}'..='\u{206f}' => false,
        _ => c.is_alphanumeric(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_digits_are_those_of_unicode() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_alphanumeric(c), c.is_alphanumeric(), "{c:?}");
        }
    }

    #[test]
    fn folding() {
        assert_eq!(fold("  L’Œuvre, déjà : ÉTÉ !", 40), "l oeuvre deja ete");
    }

    #[test]
    fn squeezing() {
        assert_eq!(squeeze("L’e\u{301}te\u{301}"), "lete");
        assert_eq!(squeeze("« L’Été, déjà ! » : 3 000 œufs"), "letedeja3000oeufs");
    }

    #[test]
    fn counting() {
        let check = |text: &str, words: usize, sentences: usize| {
            assert_eq!((count_words(text), count_sentences(text)), (words, sentences), "{text}");
            assert_eq!(count_folded(&fold(text, usize::MAX)), words, "{text}");
        };
        check("", 0, 0);
        check("L’été, à 15 h.", 5, 1);
        check("L’e\u{301}te\u{301}", 2, 0);
        check("« Il pleut… Il vente ! » dit-elle.", 6, 2);
        check("M. Le Gall, no. 3 du port", 7, 1);
    }
}
