//! Words that are compared by a stem of their own: irregular forms, names, what only an accent keeps apart.
//!
//! The lists are data: `lemmas.txt`, `names.txt`, `nations.txt` and `homographs.txt` in `lexicon/`.

use std::sync::LazyLock;

use super::folding::{fold, lower_case};
use super::table::Table;

/// The stems of a form, written with its accents or folded: one, or alternatives with blanks between them.
pub fn stems(form: &str) -> Option<&'static str> {
    LEXICON.get(form)
}

static LEXICON: LazyLock<Table> = LazyLock::new(|| {
    const FORMS: usize = 1 << 13;
    let mut lexicon = Lexicon { stems: Table::with_capacity(FORMS) };
    lexicon.read_names(include_str!("lexicon/names.txt"));
    lexicon.read_nations(include_str!("lexicon/nations.txt"));
    lexicon.read_lemmas(include_str!("lexicon/lemmas.txt"));
    lexicon.read_homographs(include_str!("lexicon/homographs.txt"));
    lexicon.stems
});

struct Lexicon {
    stems: Table,
}

impl Lexicon {
    /// A name is its own stem.
    fn read_names(&mut self, list: &str) {
        for name in list.split_whitespace() {
            self.insert(name, &plain(name));
        }
    }

    /// A nation, and behind it the adjectives that agree as adjectives do.
    fn read_nations(&mut self, list: &str) {
        for line in lines(list) {
            let mut words = line.split_whitespace();
            let nation = words.next().unwrap_or_default();
            let stem = plain(nation);
            self.insert(nation, &stem);
            for form in words.flat_map(agreements) {
                self.insert(&form, &stem);
            }
        }
    }

    /// A stem, and behind it other forms that have it.
    fn read_lemmas(&mut self, list: &str) {
        let mut plurals = Vec::new();
        for line in lines(list) {
            let stem = line.split_whitespace().next().map(plain).unwrap_or_default();
            for form in line.split_whitespace() {
                self.insert(form, &stem);
                plurals.push((format!("{form}s"), stem.clone()));
            }
        }
        for (plural, stem) in plurals {
            // A word of its own comes before a plural: `mais` is not several times `mai`.
            for form in [lower_case(&plural), plain(&plural)] {
                if !self.stems.contains(&form) {
                    self.stems.set(&form, &stem);
                }
            }
        }
    }

    /// A stem, then the forms that have it when written with their accents. Without them a word has the stems of all
    /// that it may be, but for those of lines with `!`.
    fn read_homographs(&mut self, list: &str) {
        for line in lines(list) {
            let Some((stem, forms)) = line.split_once(':') else { continue };
            for form in forms.split_whitespace() {
                match stem.strip_prefix('!') {
                    Some(stem) => self.stems.add(form, stem),
                    None => self.insert(form, stem),
                }
            }
        }
    }

    /// The word is found with its accents and without.
    fn insert(&mut self, written: &str, stem: &str) {
        let form = lower_case(written);
        let folded = fold(&form);
        self.stems.add(&folded, stem);
        if form != folded {
            self.stems.add(&form, stem);
        }
    }
}

fn plain(written: &str) -> String {
    fold(&lower_case(written))
}

fn lines(list: &str) -> impl Iterator<Item = &str> {
    list.lines().filter(|line| !line.starts_with('#'))
}

/// Singular and plural, masculine and feminine of the adjective of a people.
fn agreements(people: &str) -> [String; 4] {
    let feminine = match people {
        _ if people.ends_with('e') => people.to_string(),
        _ if people.ends_with("en") || people.ends_with("on") => format!("{people}ne"),
        _ => format!("{people}e"),
    };
    [people.to_string(), format!("{people}s"), format!("{feminine}s"), feminine]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(form: &str, expected: Option<&str>) {
        assert_eq!(stems(form), expected, "{form}");
    }

    #[test]
    fn words_of_their_own() {
        check("yeux", Some("oeil"));
        check("paris", Some("paris"));
        check("marocaines", Some("maroc"));
        check("mais", Some("mais"));
        check("manger", None);
    }

    #[test]
    fn accents_keep_homographs_apart() {
        check("pêche", Some("pêche"));
        check("péché", Some("péché"));
        check("peche", Some("pêche péché"));
        check("interne", None);
    }
}
