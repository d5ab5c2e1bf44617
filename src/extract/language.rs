//! The language of a text, known by its commonest words.

use std::sync::LazyLock;

use memchr::{memchr, memchr3};
use rustc_hash::FxHashMap;

/// For each language, its ISO 639-1 code and words that are common in it and rare in the others.
const LANGUAGES: &[(&str, &[&str])] = &[
    (
        "fr",
        &[
            "le", "les", "des", "du", "est", "dans", "une", "pour", "qui", "sur", "au", "avec", "plus", "et", "à",
            "ce", "pas", "il", "aux",
        ],
    ),
    ("en", &["the", "of", "and", "to", "is", "that", "for", "was", "with", "by", "are", "this", "from", "it", "has"]),
    ("es", &["el", "los", "las", "del", "y", "una", "por", "con", "para", "que", "más", "como", "su", "lo"]),
    ("pt", &["o", "os", "da", "do", "em", "uma", "não", "para", "com", "dos", "mais", "ao", "são"]),
    ("it", &["il", "di", "che", "della", "è", "per", "una", "con", "gli", "del", "nel", "sono", "più", "alla"]),
    ("de", &["der", "die", "und", "das", "den", "ist", "von", "mit", "für", "nicht", "ein", "eine", "auf", "dem"]),
    ("nl", &["het", "een", "van", "en", "dat", "op", "voor", "zijn", "niet", "met", "ook", "aan", "wordt"]),
];

/// Bytes of the longest of these words. Half of the words of a text are longer, and need not be looked up.
const LONGEST: usize = 5;

/// The languages of each common word, a bit for each of `LANGUAGES`.
static COMMON: LazyLock<FxHashMap<&[u8], u8>> = LazyLock::new(|| {
    let mut common: FxHashMap<&[u8], u8> = FxHashMap::default();
    for (at, (_, words)) in LANGUAGES.iter().enumerate() {
        for word in *words {
            *common.entry(word.as_bytes()).or_default() |= 1 << at;
        }
    }
    common
});

/// The ISO 639-1 code of a text's language, or of the declared one (`fr-FR`) where the text is too short.
pub fn of(text: &str, declared: Option<&str>) -> Option<String> {
    let mut rest = text.chars();
    let _ = rest.nth(4000 - 1);
    let sample = &text[..text.len() - rest.as_str().len()];
    // These bytes begin U+0600 to U+06FF.
    if memchr3(0xd8, 0xd9, 0xda, sample.as_bytes()).or(memchr(0xdb, sample.as_bytes())).is_some() {
        let arabic = sample.bytes().filter(|byte| (0xd8..=0xdb).contains(byte)).count();
        let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
        if letters >= 40 && arabic * 2 > letters {
            return Some("ar".to_owned());
        }
    }
    let (common, mut counts) = (&*COMMON, [0; LANGUAGES.len()]);
    for_each_word(sample, |word| {
        if (1..=LONGEST).contains(&word.len())
            && let Some(languages) = common.get(word)
        {
            for (at, count) in counts.iter_mut().enumerate() {
                *count += usize::from(languages >> at & 1);
            }
        }
    });
    let (best, count) = counts.iter().enumerate().max_by_key(|(at, count)| (**count, usize::MAX - at))?;
    let second = counts.iter().enumerate().filter(|(at, _)| *at != best).map(|(_, count)| *count).max().unwrap_or(0);
    if *count >= 5 && *count * 2 > second * 3 {
        return Some(LANGUAGES[best].0.to_owned());
    }
    let declared = declared?.split(['-', '_']).next()?.trim().to_ascii_lowercase();
    (declared.len() == 2 && declared.bytes().all(|byte| byte.is_ascii_lowercase())).then_some(declared)
}

/// Passes each run of letters to `each`.
fn for_each_word<'t>(text: &'t str, mut each: impl FnMut(&'t [u8])) {
    let bytes = text.as_bytes();
    let (mut start, mut at) = (0, 0);
    loop {
        while bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
            at += 1;
        }
        let Some(c) = text[at..].chars().next() else { break };
        if !is_letter(c) {
            each(&bytes[start..at]);
            start = at + c.len_utf8();
        }
        at += c.len_utf8();
    }
    each(&bytes[start..]);
}

/// `char::is_alphabetic`, without a search in its tables for nearly all that French writes beside ASCII.
fn is_letter(c: char) -> bool {
    match c {
        'à'..='ö' => true,
        '’' | '«' | '»' | '\u{a0}' => false,
        _ => c.is_alphabetic(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{LANGUAGES, LONGEST, for_each_word, of};

    #[test]
    fn no_common_word_is_longer_than_the_longest() {
        let words = LANGUAGES.iter().flat_map(|(_, words)| *words);
        assert_eq!(words.map(|word| word.len()).max(), Some(LONGEST));
    }

    proptest! {
        #[test]
        fn words_are_runs_of_letters(text in any::<String>(), french in "[a-eA-Eéœ’« \u{a0}\u{301}٣ة0-9.]{0,30}") {
            let text = text + &french;
            let mut words: Vec<&str> = Vec::new();
            for_each_word(&text, |word| words.extend(std::str::from_utf8(word)));
            words.retain(|word| !word.is_empty());
            let expected = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
            prop_assert_eq!(words, expected.collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_text_wins_over_the_declaration() {
        let check = |text: &str, declared: Option<&str>, expected: Option<&str>| {
            assert_eq!(of(text, declared).as_deref(), expected, "{text}");
        };
        check("La pluie est tombée sur la ville et les quais dans la nuit, pour une heure.", Some("en"), Some("fr"));
        check("The rain fell on the town and the quays, and that was it for the night.", Some("fr-FR"), Some("en"));
        check("El agua llegó a los barrios del puerto por la noche y los vecinos con ella.", None, Some("es"));
        check("هطلت الأمطار على المدينة وعلى أرصفة الميناء طوال الليل حتى الصباح", None, Some("ar"));
        check("Dépêche", Some("fr-CA"), Some("fr"));
        check("Dépêche", None, None);
    }
}
