//! Words in one piece or in two: `weekend` and `week end`, `covid19` and `covid 19`, `cyberattaque` and `cyber attaque`. With a hyphen
//! between them, the words of a text are both; with a blank, a query looks for the one beside the other.

use super::lexicon;
use super::words::numbers::is_unit;

/// A folded word as it is written with a blank: `week end` for `weekend`. `None` for most words.
pub fn apart(folded: &str) -> Option<String> {
    lexicon::parts(folded)
        .or_else(|| before_figures(folded))
        .or_else(|| behind_figures(folded))
        .or_else(|| behind_prefix(folded))
}

/// `covid 19` for `covid19`.
fn before_figures(word: &str) -> Option<String> {
    let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_name = letters.chars().nth(1).is_some() && letters.chars().all(char::is_alphabetic);
    (is_name && letters.len() < word.len()).then(|| format!("{letters} {}", &word[letters.len()..]))
}

/// `20 minutes` for `20minutes`.
fn behind_figures(word: &str) -> Option<String> {
    let letters = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let figures = &word[..word.len() - letters.len()];
    let is_name = letters.chars().nth(2).is_some() && letters.chars().all(char::is_alphabetic);
    (is_name && !figures.is_empty() && !is_unit(letters, figures)).then(|| format!("{figures} {letters}"))
}

/// `cyber attaque` for `cyberattaque`.
fn behind_prefix(word: &str) -> Option<String> {
    const PREFIXES: [&str; 44] = [
        "aero", "agro", "anti", "audio", "auto", "bio", "centre", "cyber", "demi", "eco", "electro", "euro", "extra",
        "franco", "geo", "hydro", "hyper", "infra", "inter", "intra", "macro", "maxi", "mega", "meta", "micro", "mini",
        "mono", "multi", "narco", "neo", "para", "photo", "pluri", "poly", "post", "psycho", "radio", "retro", "semi",
        "socio", "super", "tele", "ultra", "video",
    ];
    const SHORTEST: usize = 4;
    let rest = |prefix: &&str| word.strip_prefix(prefix).filter(|rest| rest.chars().count() >= SHORTEST);
    PREFIXES.iter().find_map(|prefix| Some(format!("{prefix} {}", rest(prefix)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_two() {
        let check = |word: &str, expected: &str| assert_eq!(apart(word).unwrap_or_default(), expected, "{word}");
        check("weekend", "week end");
        check("weekends", "week ends");
        check("covid19", "covid 19");
        check("tf1", "tf 1");
        check("20minutes", "20 minutes");
        check("cyberattaques", "cyber attaques");
        check("g20", "");
        check("5g", "");
        check("14h", "");
        check("500km", "");
        check("2024", "");
        check("automne", "");
        check("maison", "");
    }
}
