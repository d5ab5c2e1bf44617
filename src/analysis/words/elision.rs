//! Elision: a short word that loses its vowel before another (`l'eau`). The index has no word for it. Other apostrophes are
//! within a word (`aujourd'hui`), a name (`N'Golo`), or instead of a hyphen (`grand'mère`).

/// Whether a word before an apostrophe is an elided article, pronoun or conjunction.
pub fn is_elided(word: &str) -> bool {
    const LONGER: [&str; 6] = ["qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu"];
    match word.as_bytes() {
        [letter] => b"ldjmtsnc".contains(&letter.to_ascii_lowercase()),
        _ => matches!(word, "ç" | "Ç") || LONGER.iter().any(|elided| word.eq_ignore_ascii_case(elided)),
    }
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
    fn articles_are_cut_and_whole_words_kept() {
        assert!(is_elided("l") && is_elided("Qu") && is_elided("JUSQU") && is_elided("Ç"));
        assert!(!is_elided("O") && !is_elided("aujourd") && !is_elided("entr"));
        assert!(is_one_word("Aujourd", "hui") && is_one_word("PRESQU", "ÎLE") && is_one_word("entr", "ouvert"));
        assert!(!is_one_word("presqu", "aussi") && !is_one_word("l", "eau"));
    }
}
