//! How words are misspelt in French: how much less probable than the right word a misspelling is, and which words sound like
//! one that was typed.
//!
//! Words are folded: accents are no errors.

use rustc_hash::FxHashSet;

/// The cost of an error that many people make: a letter doubled or not, two letters changed for each other, letters that sound
/// alike, an ending that is not heard, an apostrophe left out with its letter. Any other letter more, less or changed costs 1.
const COMMON: f64 = 0.5;
/// The cost of two neighbouring letters left out, as of a syllable in a long word.
const SYLLABLE: f64 = 1.1;
/// What an error in the first letter costs more: people rarely mistype it.
const FIRST: f64 = 0.5;

/// Letters that sound alike.
const ALIKE: [&[&str]; 13] = [
    &["f", "ph"],
    &["an", "en", "am", "em"],
    &["in", "ain", "ein", "im", "yn", "ym"],
    &["o", "au", "eau"],
    &["s", "ss", "c", "sc"],
    &["s", "z"],
    &["tion", "sion", "ssion", "cion"],
    &["c", "k", "qu"],
    &["e", "ai", "ei"],
    &["e", "er", "ez", "et"],
    &["i", "y"],
    &["g", "j", "ge"],
    &["eu", "oeu"],
];
/// Letters that are not heard: `h` anywhere, the others at the end.
const MUTE: char = 'h';
const MUTE_ENDINGS: [char; 7] = ['e', 's', 't', 'd', 'x', 'p', 'h'];
/// Letters that stand before an apostrophe, which is left out (`lhuissier`).
const ELIDED: [char; 8] = ['l', 'd', 'c', 'j', 'm', 'n', 's', 't'];
/// A word that may be written in more ways is not looked for in all of them.
const MOST: usize = 300;

/// Other ways to write what sounds like a word, each with one change, made once or wherever it can be. All letters are written
/// once, and an ending that is not heard is left out, also together with another change.
pub(super) fn sounding_like(word: &str) -> Vec<String> {
    let mut plain: Vec<char> = word.chars().collect();
    plain.dedup();
    let plain: String = plain.into_iter().collect();
    let mut others = Vec::new();
    for word in [word, &plain] {
        let heard = word.strip_suffix(MUTE_ENDINGS).filter(|heard| heard.len() > 2);
        for word in [Some(word), heard].into_iter().flatten() {
            others.push(word.to_owned());
            with_sounds_changed(word, &mut others);
        }
    }
    for (at, _) in word.char_indices() {
        others.push(format!("{}{MUTE}{}", &word[..at], &word[at..]));
    }
    let mut seen = FxHashSet::from_iter([word.to_owned()]);
    others.retain(|other| seen.insert(other.clone()));
    others.truncate(MOST);
    others
}

fn with_sounds_changed(word: &str, others: &mut Vec<String>) {
    for group in ALIKE {
        for (heard, written) in group.iter().flat_map(|heard| group.iter().map(move |written| (heard, written))) {
            if heard == written {
                continue;
            }
            for (at, _) in word.match_indices(heard) {
                others.push([&word[..at], written, &word[at + heard.len()..]].concat());
            }
            others.push(word.replace(heard, written));
        }
    }
}

/// What the errors cost that make `typed` of `meant`: the optimal string alignment distance, with common errors cheaper.
pub(super) fn cost(typed: &str, meant: &str) -> f64 {
    let (a, b): (Vec<char>, Vec<char>) = (typed.chars().collect(), meant.chars().collect());
    let vowel = |letter: Option<&char>| letter.is_some_and(|letter| "aeiouyh".contains(*letter));
    let alone = |word: &[char], n: usize| match word[n - 1] {
        letter if n == 1 && ELIDED.contains(&letter) && vowel(word.get(1)) => COMMON,
        letter if n > 1 && letter == word[n - 2] => COMMON,
        MUTE => COMMON,
        _ if n == 1 => 1.0 + FIRST,
        letter if n == word.len() && n > 3 && MUTE_ENDINGS.contains(&letter) => COMMON,
        _ => 1.0,
    };
    let (heard_in_a, heard_in_b) = (heard(&a), heard(&b));
    let mut rows = vec![vec![f64::INFINITY; b.len() + 1]; a.len() + 1];
    rows[0][0] = 0.0;
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            let mut least = rows[i][j];
            let mut or = |before: f64, cost: f64| least = f64::min(least, before + cost);
            if i > 0 {
                or(rows[i - 1][j], alone(&a, i));
            }
            if j > 0 {
                or(rows[i][j - 1], alone(&b, j));
            }
            if i > 0 && j > 0 {
                let other = if i == 1 && j == 1 { 1.0 + FIRST } else { 1.0 };
                or(rows[i - 1][j - 1], if a[i - 1] == b[j - 1] { 0.0 } else { other });
            }
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                or(rows[i - 2][j - 2], COMMON);
            }
            if j > 1 && b.len() >= 9 {
                or(rows[i][j - 2], SYLLABLE);
            }
            for (group, from) in &heard_in_a[i] {
                for (_, of) in heard_in_b[j].iter().filter(|(other, _)| other == group) {
                    or(rows[i - from][j - of], COMMON);
                }
            }
            rows[i][j] = least;
        }
    }
    rows[a.len()][b.len()]
}

/// For each place in a word, the groups of [`ALIKE`] that letters before it belong to, with the number of these letters.
fn heard(word: &[char]) -> Vec<Vec<(usize, usize)>> {
    let ends_with = |end: usize, letters: &str| {
        letters.len() <= end && word[end - letters.len()..end].iter().copied().eq(letters.chars())
    };
    let at = |end: usize| {
        let of_group = |(n, group): (usize, &&[&str])| {
            group.iter().filter(|letters| ends_with(end, letters)).map(|letters| (n, letters.len())).collect::<Vec<_>>()
        };
        ALIKE.iter().enumerate().flat_map(of_group).collect()
    };
    (0..=word.len()).map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_errors_cost_less() {
        let check = |typed: &str, meant: &str, expected: f64| {
            let found = cost(typed, meant);
            assert!((found - expected).abs() < 1e-9, "{typed} {meant}: {found}");
        };
        check("digue", "digue", 0.0);
        check("digue", "dogue", 1.0);
        check("dgue", "digue", 1.0);
        check("apeler", "appeler", 0.5);
        check("acceuil", "accueil", 0.5);
        check("jone", "jaune", 0.5);
        check("fotografie", "photographie", 1.0);
        check("phillipe", "philippe", 1.0);
        check("enfen", "enfant", 1.0);
        check("istoire", "histoire", 0.5);
        check("retraitte", "retraite", 0.5);
        check("parlemen", "parlement", 0.5);
        check("manifester", "manifeste", 0.5);
        check("lhuissier", "huissier", 0.5);
        check("manifestion", "manifestation", 1.1);
        check("mole", "role", 1.5);
        check("ajournee", "journee", 1.5);
        check("haller", "aller", 0.5);
        check("penne", "pen", 1.0);
    }

    #[test]
    fn words_that_sound_alike() {
        let check = |word: &str, other: &str| assert!(sounding_like(word).iter().any(|found| found == other), "{word}");
        check("jone", "jaune");
        check("filosofie", "philosophie");
        check("istoire", "histoire");
        check("atension", "atention");
        check("cadau", "cadeau");
        check("kestion", "question");
        check("penne", "pen");
        check("manifestacion", "manifestation");
        assert!(sounding_like("eeeeaaaaiiiioooossssfffffttttt").len() <= MOST);
    }
}
