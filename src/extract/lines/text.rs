//! What lines of text are compared and counted by: their words, their sentences, and their letters without accents.

use memchr::{memchr, memchr3};

/// The number of words: runs of letters and digits.
pub fn count_words(text: &str) -> usize {
    let mut words = 0;
    let mut inside = false;
    for c in text.chars() {
        let letter = is_alphanumeric(c);
        words += usize::from(letter && !inside);
        inside = letter;
    }
    words
}

/// `char::is_alphanumeric`, which searches tables for all but ASCII, told at once of what French is written with.
pub fn is_alphanumeric(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_alphanumeric(),
        'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ÿ' => true,
        '\u{a0}' | '«' | '»' | '\u{2000}'..='\u{206f}' => false,
        _ => c.is_alphanumeric(),
    }
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

/// The first `limit` bytes or so of a line in lower case, without accents, each run of anything else as one space.
pub fn fold(line: &str, limit: usize) -> String {
    let mut folded: Vec<u8> = Vec::with_capacity(limit.min(line.len()) + 4);
    let mut at = 0;
    while at < line.len() && folded.len() < limit {
        match ASCII.get(usize::from(line.as_bytes()[at])) {
            Some(b' ') => part(&mut folded),
            Some(letter) => folded.push(*letter),
            None => {
                let c = line[at..].chars().next().unwrap_or_default();
                if is_alphanumeric(c) {
                    fold_letter(&mut folded, c)
                } else {
                    part(&mut folded)
                }
                at += c.len_utf8() - 1;
            }
        }
        at += 1;
    }
    if folded.last() == Some(&b' ') {
        folded.pop();
    }
    String::from_utf8(folded).expect("whole characters")
}

/// Ends a word.
fn part(folded: &mut Vec<u8>) {
    if folded.last().is_some_and(|last| *last != b' ') {
        folded.push(b' ');
    }
}

/// What `fold` makes of ASCII.
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

fn fold_letter(folded: &mut Vec<u8>, c: char) {
    match c {
        'à' | 'â' | 'ä' => folded.push(b'a'),
        'é' | 'è' | 'ê' | 'ë' => folded.push(b'e'),
        'î' | 'ï' => folded.push(b'i'),
        'ô' | 'ö' => folded.push(b'o'),
        'ù' | 'û' | 'ü' => folded.push(b'u'),
        'ç' => folded.push(b'c'),
        'œ' => folded.extend(b"oe"),
        _ => {
            let lower = c.to_lowercase().next().unwrap_or(c);
            if lower == c { folded.extend(c.encode_utf8(&mut [0; 4]).bytes()) } else { fold_letter(folded, lower) }
        }
    }
}

/// The words of a line that `fold` wrote.
pub fn count_folded(folded: &str) -> usize {
    folded.bytes().filter(|byte| *byte == b' ').count() + usize::from(!folded.is_empty())
}

/// Letters and digits in lower case: what two spellings of one line share.
pub fn squeeze(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            squeezed.push(c.to_ascii_lowercase());
        } else if matches!(c, 'à'..='ö' | 'ø'..='ÿ') {
            squeezed.push(c);
        } else if !c.is_ascii() && is_alphanumeric(c) {
            squeezed.extend(c.to_lowercase());
        }
    }
    squeezed
}

/// Whether `squeeze` makes `squeezed` of a line. Lines whose lengths do not allow it are not squeezed.
pub fn says(line: &str, squeezed: &str) -> bool {
    line.len() >= squeezed.len() && line.len() <= 2 * squeezed.len() + 16 && squeeze(line) == squeezed
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
        assert_eq!(squeeze("« L’Été, déjà ! » : 3 000 œufs"), "létédéjà3000œufs");
    }

    #[test]
    fn counting() {
        let check = |text: &str, words: usize, sentences: usize| {
            assert_eq!((count_words(text), count_sentences(text)), (words, sentences), "{text}");
            assert_eq!(count_folded(&fold(text, usize::MAX)), words, "{text}");
        };
        check("", 0, 0);
        check("L’été, à 15 h.", 5, 1);
        check("« Il pleut… Il vente ! » dit-elle.", 6, 2);
        check("M. Le Gall, no. 3 du port", 7, 1);
    }
}
