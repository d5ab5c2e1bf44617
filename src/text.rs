//! The folding of letters: a text in lower case and without accents, so that `Œuvre`, `ŒUVRE` and `oeuvre` compare equal.
//!
//! All that compares words uses this one folding: the analysis chain, dates, names of fields, copies, lines that a site
//! repeats, lines that extraction knows. Each caller decides by itself what separates words.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, decompose_canonical, is_combining_mark};

/// A text in lower case and without accents, with the letters that stand for two spelled out. Everything else stays.
/// A folded text folds to itself, and the composed (NFC) and decomposed (NFD) spellings of a text fold alike.
///
/// ```
/// use kiosque::text::fold;
///
/// assert_eq!(fold("L’Œuvre de Noël, É. Łukasz"), "l’oeuvre de noel, e. lukasz");
/// ```
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut has_marks = false;
    for letter in text.chars() {
        fold_letter(letter, |letter| {
            has_marks |= !letter.is_ascii() && canonical_combining_class(letter) != 0;
            folded.push(letter);
        });
    }
    // Marks that stay, as those of Telugu, come in an order of their own where a text is decomposed.
    if has_marks { folded.nfd().collect() } else { folded }
}

/// Passes the letters that [`fold`] makes of one character to `each`: one as a rule, none of an accent that stands alone,
/// two of `œ`.
#[inline]
pub fn fold_letter(letter: char, mut each: impl FnMut(char)) {
    match letter {
        '\0'..='\x7F' => return each(letter.to_ascii_lowercase()),
        // A short cut for nearly all other letters of a French text, past the tables of Unicode.
        'à' | 'â' | 'À' => return each('a'),
        'ç' | 'Ç' => return each('c'),
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' => return each('e'),
        'î' | 'ï' => return each('i'),
        'ô' => return each('o'),
        'ù' | 'û' => return each('u'),
        _ => {}
    }
    for lower in letter.to_lowercase() {
        decompose_canonical(lower, |part| match spelled_out(part) {
            Some(letters) => letters.chars().for_each(&mut each),
            None if is_accent(part) => {}
            None => each(part),
        });
    }
}

/// The letters and digits of a text, as [`fold`] writes them: two spellings of one line share them.
///
/// ```
/// use kiosque::text::squeeze;
///
/// assert_eq!(squeeze("« L’Été, déjà ! »"), "letedeja");
/// ```
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

/// The line in which a byte of a text stands, and the character of that line; both are counted from 1.
///
/// ```
/// use kiosque::text::line_and_column;
///
/// assert_eq!(line_and_column("été\nà midi", 9), (2, 3));
/// ```
pub fn line_and_column(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

/// `char::is_alphanumeric`, without a search in its tables for the characters that French is written with.
pub(crate) fn is_alphanumeric(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_alphanumeric(),
        'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ÿ' => true,
        '\u{a0}' | '«' | '»' | '\u{2000}'..='\u{206f}' => false,
        _ => c.is_alphanumeric(),
    }
}

/// The letters of the alphabet for a lower-case letter that is none and that Unicode does not decompose.
fn spelled_out(letter: char) -> Option<&'static str> {
    Some(match letter {
        'œ' => "oe",
        'æ' => "ae",
        'ß' => "ss",
        'ſ' => "s",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'ı' => "i",
        'þ' => "th",
        'ə' => "a",
        'ɓ' => "b",
        'ɗ' => "d",
        'ɛ' => "e",
        'ħ' => "h",
        'ƙ' => "k",
        'ŋ' => "ng",
        'ɔ' => "o",
        'ŧ' => "t",
        // Marks of Hawaiian, Arabic and Hebrew within a word (`Hawaiʻi`), which French leaves out.
        'ʻ' | 'ʾ' | 'ʿ' => "",
        _ => return ligature(letter),
    })
}

/// The letters that a typographic ligature joins: `fi` for `ﬁ`.
pub fn ligature(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        'ĳ' => "ij",
        _ => return None,
    })
}

/// Whether a character is a hyphen or a dash, in any of the shapes that join the parts of a word.
pub fn is_hyphen(mark: char) -> bool {
    matches!(mark, '-' | '‐' | '‑' | '‒' | '–' | '−' | '﹣')
}

/// Whether letters are the ending of a feminine as inclusive writing adds it to a masculine: `e` of `étudiant·e·s`, `trice`
/// of `directeur·trice`.
pub fn is_inclusive_ending(letters: &str) -> bool {
    const ENDINGS: [&str; 25] = [
        "e", "ne", "le", "te", "se", "ce", "fe", "ve", "he", "que", "ue", "sse", "esse", "ère", "euse", "ive", "elle",
        "enne", "onne", "ette", "ice", "rice", "trice", "ale", "ine",
    ];
    let singular = letters.strip_suffix('s').unwrap_or(letters);
    ENDINGS.contains(&singular)
}

/// Whether a mark is an accent, without which a letter is still the same letter: the marks of Latin and Greek, and the vowel
/// points of Hebrew and Arabic.
fn is_accent(mark: char) -> bool {
    is_combining_mark(mark) && matches!(mark, '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5C7}' | '\u{610}'..='\u{670}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(fold(text), expected, "{text}");
    }

    #[test]
    fn letters_lose_capitals_and_accents() {
        check("ÉLÈVE, aou\u{302}t", "eleve, aout");
        check("Œuvre cœur Lætitia Ǽ", "oeuvre coeur laetitia ae");
        check("ﬁn de l’oﬃce, Ĳssel", "fin de l’office, ijssel");
        check("Straße Łódź Ǿ Đặng İzmir ısı Þór", "strasse lodz o dang izmir isi thor");
        check("Əliyev Ħal Tarxien Hawaiʻi", "aliyev hal tarxien hawaii");
        check("ΆΘΗΝΑ", "αθηνα");
        check("2 €, « C’est-à-dire »", "2 €, « c’est-a-dire »");
        // A vowel of Telugu in two parts, and a mark of another script that goes between them where they are apart.
        check("\u{c48}\u{16af0}", "\u{c46}\u{16af0}\u{c56}");
    }

    #[test]
    fn squeezing() {
        assert_eq!(squeeze("L’e\u{301}te\u{301}"), "lete");
        assert_eq!(squeeze("« L’Été, déjà ! » : 3 000 œufs"), "letedeja3000oeufs");
    }

    fn all_characters() -> impl Iterator<Item = char> {
        '\0'..=char::MAX
    }

    #[test]
    fn letters_and_digits_are_those_of_unicode() {
        for c in all_characters() {
            assert_eq!(is_alphanumeric(c), c.is_alphanumeric(), "{c:?}");
        }
    }

    #[test]
    fn every_character_folds_to_what_folds_to_itself() {
        for letter in all_characters() {
            let folded = fold(&letter.to_string());
            assert_eq!(fold(&folded), folded, "{letter}");
        }
    }

    #[test]
    fn every_character_folds_as_its_decomposition_and_its_capital() {
        for letter in all_characters() {
            let check = |other: String| assert_eq!(fold(&other), fold(&letter.to_string()), "{letter}");
            check(std::iter::once(letter).nfc().collect());
            check(std::iter::once(letter).nfd().collect());
            check(letter.to_lowercase().collect());
        }
    }

    proptest! {
        #[test]
        fn composed_and_decomposed_texts_fold_alike(text in any::<String>(), marks in "[a-zA-ZœŒæéÀᾳ\u{300}-\u{36f}]{0,9}") {
            let text = text + &marks;
            prop_assert_eq!(fold(&text.nfc().collect::<String>()), fold(&text.nfd().collect::<String>()));
        }
    }
}
