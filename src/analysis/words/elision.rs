//! Elision: a short word that loses its vowel before another (`l'eau`). The index has no word for it. Other apostrophes are
//! within a word (`aujourd'hui`), a name (`N'Golo`), or instead of a hyphen (`grand'mère`).

use super::scan::word_end;

/// Whether a word before an apostrophe is an elided article, pronoun or conjunction.
pub fn is_elided(word: &str) -> bool {
    const LONGER: [&str; 6] = ["qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu"];
    match word.as_bytes() {
        [letter] => b"ldjmtsnc".contains(&letter.to_ascii_lowercase()),
        _ => matches!(word, "ç" | "Ç") || LONGER.iter().any(|elided| word.eq_ignore_ascii_case(elided)),
    }
}

/// Whether a word that a blank follows may have lost its apostrophe, by its last letters: `l`, `qu`, `aujourd`. Nearly all
/// words have not.
pub fn may_be_cut(word: &[u8]) -> bool {
    matches!(word, [_] | [.., b'q', b'u'] | [.., b'r', b'd'] | b"prud" | b"entr")
}

/// The byte of the word behind `text[start..end]`, if these lost the apostrophe between them, as in addresses and on telephones:
/// `pouvoir d achat`, `aujourd hui`.
pub fn lost_apostrophe(text: &str, start: usize, end: usize) -> Option<usize> {
    let head = &text[start..end];
    let blank = text[end..].chars().next().filter(|blank| matches!(blank, ' ' | '\u{A0}' | '\u{202F}'))?;
    let next = end + blank.len_utf8();
    let tail = &text[next..word_end(text, next)];
    let is_lost = may_be_cut(head.as_bytes())
        && (is_one_word(head, tail) && head != "p" || is_elided(head) && is_cut(&text[..start], head, tail));
    is_lost.then_some(next)
}

/// Whether a small letter between `before` and `tail` is an elided word. It is none behind a figure (`5 m environ`), and none
/// that no vowel follows or that ends what comes before it (`le plan d et la suite`).
fn is_cut(before: &str, head: &str, tail: &str) -> bool {
    let is_small = head.chars().all(char::is_lowercase);
    let is_unit = before.trim_end().ends_with(|c: char| c.is_ascii_digit());
    let vowel = tail.starts_with(|c: char| "aeiouyhàâéèêëîïôœùûAEIOUYHÀÂÉÈÊËÎÏÔŒÙÛ".contains(c));
    let fits = match head {
        "c" => ["est", "étai", "etai", "en"].iter().any(|verb| tail.starts_with(verb)),
        "l" | "d" => {
            !matches!(tail, "a" | "à" | "ai" | "au" | "aux" | "et" | "ou" | "ont") || head == "l" && tail == "a"
        }
        _ => !matches!(tail, "à" | "au" | "aux" | "et" | "ou") || head.len() > 1,
    };
    is_small && !is_unit && vowel && fits
}

/// Whether an apostrophe between `before` and `after` is within one word, as in `aujourd'hui`.
pub fn is_one_word(before: &str, after: &str) -> bool {
    const ONE_WORD: [(&str, &str); 7] = [
        ("aujourd", "hui"),
        ("presqu", "île"),
        ("presqu", "ile"),
        ("prud", "hom"),
        ("quelqu", "un"),
        ("entr", ""),
        ("p", "ti"),
    ];
    // `l'` and its like are nearly all apostrophes of a text.
    if before.len() == 1 && is_elided(before) {
        return false;
    }
    ONE_WORD.iter().any(|(first, second)| {
        same_letters(before, first) && after.get(..second.len()).is_some_and(|head| same_letters(head, second))
    })
}

/// Whether `before` and `after` make a foreign name, as `N'Golo` does: in French no vowel is elided before a consonant. It is
/// before an acronym, whose letters may be spoken with a vowel (`l'RATP`).
pub fn is_foreign_name(before: &str, after: &str) -> bool {
    let mut letters = after.chars();
    let begins_with_consonant = letters.next().is_some_and(|first| "BCDFGJKLMNPQRSTVWXZ".contains(first));
    begins_with_consonant && before.starts_with(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
}

/// Whether the apostrophe behind a word is written as a hyphen today: `grand'mère`, `grand'rue`.
pub fn is_hyphenated(before: &str) -> bool {
    same_letters(before, "grand")
}

fn same_letters(word: &str, lower: &str) -> bool {
    word.eq_ignore_ascii_case(lower) || !word.is_ascii() && word.chars().flat_map(char::to_lowercase).eq(lower.chars())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apostrophes_that_are_lost() {
        let check = |before: &str, text: &str, expected: bool| {
            let all = format!("{before}{text}");
            let end = word_end(&all, before.len());
            assert_eq!(lost_apostrophe(&all, before.len(), end).is_some(), expected, "{all}");
        };
        check("pouvoir ", "d achat", true);
        check("", "l hopital", true);
        check("", "qu ils", true);
        check("", "jusqu au bout", true);
        check("", "aujourd hui", true);
        check("les ", "prud hommes", true);
        check("", "c est", true);
        check("5 ", "m environ", false);
        check("vitamine ", "c au citron", false);
        check("vitamine ", "d et calcium", false);
        check("le plan ", "d de secours", false);
        check("RER ", "D express", false);
        check("", "nord ouest", false);
        check("", "p tit", false);
    }

    #[test]
    fn articles_are_cut_and_whole_words_kept() {
        assert!(is_elided("l") && is_elided("Qu") && is_elided("JUSQU") && is_elided("Ç"));
        assert!(!is_elided("O") && !is_elided("aujourd") && !is_elided("entr"));
        assert!(is_one_word("Aujourd", "hui") && is_one_word("PRESQU", "ÎLE") && is_one_word("entr", "ouvert"));
        assert!(!is_one_word("presqu", "aussi") && !is_one_word("l", "eau"));
    }
}
