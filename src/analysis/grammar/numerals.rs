//! Numerals: the value of a number that is written as an ordinal (`2ème`) or in roman numerals (`XIV`, `XXe`). The value is
//! its stem, so that `XXe` and `20e` match.

use crate::analysis::words::numbers::{figures_end, is_ordinal_ending};

/// The value of an ordinal in figures or in roman numerals: 2 for `2ème`, 20 for `XXe` and `XXème`, and also for `xxe` and
/// `XXE`, which no word is.
pub fn ordinal(word: &str) -> Option<u32> {
    let (figures, ending) = word.split_at(figures_end(word, 0));
    match figures {
        "" => roman_ordinal(word),
        _ if is_ordinal_ending(ending, figures) => figures.parse().ok(),
        _ => None,
    }
}

fn roman_ordinal(word: &str) -> Option<u32> {
    const LONGEST: usize = 16;
    let begins = matches!(word.bytes().next(), Some(b'I' | b'V' | b'X' | b'L' | b'C' | b'i' | b'v' | b'x'));
    if !begins || word.len() > LONGEST {
        return None;
    }
    let numerals = word.bytes().take_while(|byte| matches!(byte, b'I' | b'V' | b'X' | b'L' | b'C')).count();
    let (numeral, ending) = word.split_at(numerals);
    if numerals == 0 || ending == "E" {
        return ordinal_of_one_case(&word.to_lowercase());
    }
    let value = roman(numeral)?;
    // `Le` and `Ce` are words.
    let is_numeral = numerals > 1 || matches!(numeral, "I" | "V" | "X");
    (is_numeral && is_ordinal_ending(ending, &value.to_string())).then_some(value)
}

/// The value of an ordinal in small letters or capitals alone; none for `vie`, `ive` and `xe`, which may be words.
fn ordinal_of_one_case(word: &str) -> Option<u32> {
    let numeral = ["ème", "eme", "e"].iter().find_map(|ending| word.strip_suffix(ending))?;
    let value = roman(&numeral.to_ascii_uppercase())?;
    (numeral.len() > 1 && value > 6 && value < 40).then_some(value)
}

/// The value of a numeral that stands alone in capitals, as with kings, popes and centuries: 14 for `XIV`.
pub fn roman_cardinal(word: &str) -> Option<u32> {
    let is_numeral = (2..=6).contains(&word.len()) && word.bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X'));
    if is_numeral { roman(word) } else { None }
}

/// Whether a word is a roman numeral, with an ending or without.
pub fn is_roman(word: &str) -> bool {
    roman_ordinal(word).is_some() || roman_cardinal(word).is_some()
}

/// The value of a numeral, if it is well formed: `IX`, not `VIV` or `VIIII`.
fn roman(numeral: &str) -> Option<u32> {
    let mut rest = numeral;
    let mut value = 0;
    for (sign, worth) in ROMAN_SIGNS {
        while let Some(shorter) = rest.strip_prefix(sign) {
            rest = shorter;
            value += worth;
        }
    }
    (rest.is_empty() && value > 0 && roman_numeral(value) == numeral).then_some(value)
}

fn roman_numeral(value: u32) -> String {
    let mut rest = value;
    let mut numeral = String::new();
    for (sign, worth) in ROMAN_SIGNS {
        while rest >= worth {
            rest -= worth;
            numeral.push_str(sign);
        }
    }
    numeral
}

const ROMAN_SIGNS: [(&str, u32); 9] =
    [("C", 100), ("XC", 90), ("L", 50), ("XL", 40), ("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roman_numerals_only_where_they_are_meant() {
        for (word, value) in
            [("XXe", 20), ("Ve", 5), ("Ier", 1), ("XVIIIème", 18), ("xxie", 21), ("VIe", 6), ("XXes", 20), ("XXE", 20)]
        {
            assert_eq!(roman_ordinal(word), Some(value), "{word}");
        }
        for word in [
            "Le", "Ce", "Mixe", "vie", "Vie", "VIE", "ive", "Vers", "Cie", "luxe", "Les", "Lies", "IIIIe", "VIVe",
            "vive",
        ] {
            assert_eq!(roman_ordinal(word), None, "{word}");
        }
        assert_eq!(roman_cardinal("XIV"), Some(14));
        assert_eq!(roman_cardinal("MIX"), None);
        assert_eq!(roman_cardinal("X"), None);
    }
}
