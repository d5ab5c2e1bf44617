//! Lines of text compared and counted: by their words, their sentences, and their letters without accents.

use memchr::{memchr, memchr_iter, memchr3};

use crate::text::{fold_letter, is_alphanumeric};

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
    let mut folded = vec![0; limit.min(line.len()) + 4];
    let (mut at, mut length, mut between) = (0, 0, true);
    while at < line.len() && length < limit {
        let rest = &line[at..];
        let run;
        (run, length, between) = fold_ascii(rest.as_bytes(), &mut folded, length, limit, between);
        at += run;
        let Some(c) = rest[run..].chars().next().filter(|_| length < limit) else { break };
        let mut put = |byte: u8| {
            // The letters of "Ŋ" may take more room than it does.
            if folded.len() < length + 4 {
                folded.resize(2 * folded.len(), 0);
            }
            folded[length] = byte;
            length += usize::from(byte != b' ' || !between);
            between = byte == b' ';
        };
        at += c.len_utf8();
        match c {
            // The punctuation of French, which needs no look into the tables of Unicode.
            '\u{a0}' | '«' | '»' | '\u{2000}'..='\u{206f}' => put(b' '),
            _ => fold_letter(c, |letter| match letter {
                'a'..='z' | '0'..='9' => put(letter as u8),
                _ if is_alphanumeric(letter) => letter.encode_utf8(&mut [0; 4]).bytes().for_each(&mut put),
                _ => put(b' '),
            }),
        }
    }
    folded.truncate(length);
    if folded.last() == Some(&b' ') {
        folded.pop();
    }
    String::from_utf8(folded).expect("whole characters")
}

/// Writes the ASCII that `line` begins with into `folded` from `length` on, as [`fold`] does, and returns how much of it
/// was read, the length then, and whether it ends between words.
fn fold_ascii(
    line: &[u8],
    folded: &mut [u8],
    mut length: usize,
    limit: usize,
    mut between: bool,
) -> (usize, usize, bool) {
    let mut read = 0;
    // A processor cannot predict where words end, and so this does not branch there: a space too many is written over.
    while let (Some(byte), Some(place)) = (line.get(read), folded.get_mut(length))
        && let Some(&letter) = ASCII.get(usize::from(*byte))
        && length < limit
    {
        *place = letter;
        let space = letter == b' ';
        length += usize::from(!(space & between));
        between = space;
        read += 1;
    }
    (read, length, between)
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
    memchr_iter(b' ', folded.as_bytes()).count() + usize::from(!folded.is_empty())
}

/// Whether [`squeeze`](crate::text::squeeze) makes `squeezed` of a line, which [`fold`] writes as `folded`. A line that is much shorter or
/// longer says something else.
pub fn says(line: &str, folded: &str, squeezed: &str) -> bool {
    3 * line.len() >= squeezed.len()
        && line.len() <= 3 * squeezed.len() + 16
        && folded.bytes().filter(|byte| *byte != b' ').eq(squeezed.bytes())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::squeeze;

    #[test]
    fn folding() {
        assert_eq!(fold("  L’Œuvre, déjà : ÉTÉ !", 40), "l oeuvre deja ete");
        assert_eq!(fold("Un pont, deux ports", 4), "un p");
        assert_eq!(fold("Ŋ".repeat(9).as_str(), 99), "ng".repeat(9));
    }

    proptest! {
        #[test]
        fn a_folded_line_has_the_letters_of_the_squeezed_one(line in "\\PC{0,40}") {
            let folded = fold(&line, usize::MAX);
            prop_assert_eq!(folded.replace(' ', ""), squeeze(&line));
            prop_assert_eq!(count_words(&line), folded.split(' ').filter(|word| !word.is_empty()).count());
            prop_assert!(!folded.starts_with(' ') && !folded.ends_with(' ') && !folded.contains("  "));
        }
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
