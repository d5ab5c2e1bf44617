//! Noise: lines that belong to no article's text, known by the phrases that they begin with or hold. Such a line points
//! to other articles, dates or signs its own, asks for a subscription, or warns of cookies.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memchr;
use rustc_hash::FxHashMap;

use super::phrases::{
    ANYWHERE, ASKING, BEGINNINGS, DATED, DATING, ELSEWHERE, LABELS, OF_THE_PAPER, PAYWALLS, POINTERS,
};
use super::text::{count_folded, count_words, fold};
use crate::date::context::Context;
use crate::date::written;

/// Whether a line says that the rest of the article is for sale: "Il vous reste 78 % de cet article à lire."
pub fn is_paywall(line: &str, folded: &str) -> bool {
    line.len() <= LONGEST_PAYWALL
        && beginnings(folded).any(|(_, sense)| matches!(sense, Sense::Sells))
        && (folded.contains("suite")
            || line.contains('%')
            || speaks_of_the_paper(folded)
            || count_folded(folded) <= LONGEST_COUNTER)
}

/// Bytes of the longest such line.
const LONGEST_PAYWALL: usize = 250;
/// Words of the longest that says no more than "Il vous reste", beside a number of its own.
const LONGEST_COUNTER: usize = 4;

/// Whether a line is noise: "Lire aussi : Le port ferme", "Publié le 12 mai 2024", "Inscrivez-vous à notre newsletter".
///
/// `folded` is the line as [`fold`] writes it.
pub fn is_noise(line: &str, folded: &str) -> bool {
    if line.len() > LONGEST_NOISE {
        return false;
    }
    let words = count_folded(folded);
    let says = |(phrase, sense): &(&str, Sense)| match *sense {
        Sense::Noise(longest) => words <= longest,
        Sense::Asks(longest) => {
            words <= longest
                && (words < SHORTEST_REQUEST || !ends_as_sentence(line) || speaks_of_the_paper(&folded[phrase.len()..]))
        }
        Sense::Dates => words <= LONGEST_DATING && !is_sentence(line),
        Sense::Points => words <= LONGEST_POINTING && points(line, phrase),
        Sense::Labels => words <= LONGEST_LABEL && is_mark(after(line, phrase)),
        Sense::Signs => words <= LONGEST_SIGNING && after(line, phrase).trim_start().starts_with(char::is_uppercase),
        Sense::Sells => false,
        Sense::Cookies => speaks_to_its_reader(folded),
    };
    let (finder, within) = &*WITHIN;
    line.starts_with('©')
        || whole_beginnings(folded).any(says)
        || finder.is_match(folded) && within.iter().filter(|(phrase, _)| folded.contains(phrase)).any(says)
}

/// Words of the shortest sentence that may ask something of the reader for the matter.
const SHORTEST_REQUEST: usize = 8;
/// Bytes of the longest noise. Longer lines are paragraphs.
const LONGEST_NOISE: usize = 900;
/// Words of the longest line that dates the article,
const LONGEST_DATING: usize = 35;
/// that points to other articles,
const LONGEST_POINTING: usize = 14;
/// that has a label,
const LONGEST_LABEL: usize = 20;
/// and that signs.
const LONGEST_SIGNING: usize = 6;

/// Whether a line does nothing but point to another article: "Lire aussi : Le port ferme", "À voir : la digue".
pub fn points_elsewhere(line: &str) -> bool {
    if line.len() > LONGEST_POINTER {
        return false;
    }
    let (longest, phrases) = ELSEWHERE;
    let is_pointer = |(phrase, sense): &(&'static str, Sense)| match sense {
        Sense::Noise(_) => phrases.contains(phrase),
        Sense::Points => is_mark(after(line, phrase)),
        _ => false,
    };
    // Hardly a line begins so. To fold all of each would take ten times as long.
    whole_beginnings(&fold(line, LONGEST_POINTING_PHRASE + 2)).any(is_pointer)
        && count_folded(&fold(line, LONGEST_POINTER)) <= longest
}

/// Bytes of the longest such line.
const LONGEST_POINTER: usize = 400;
/// Bytes of the longest phrase that such a line begins with.
const LONGEST_POINTING_PHRASE: usize = 20;

/// The sense of a phrase for the line that begins with it or holds it.
#[derive(Clone, Copy)]
enum Sense {
    /// The line is noise, if it has at most so many words.
    Noise(usize),
    /// The line asks something of the reader, and is noise if it has at most so many words, unless it is a sentence that
    /// does not speak of the paper.
    Asks(usize),
    /// The line dates or signs the article, unless it is a sentence.
    Dates,
    /// The line points to other articles, unless it is a short sentence.
    Points,
    /// The line is a label, unless it is a sentence or an intertitle that begins with the same word.
    Labels,
    /// The line signs the article, if a name follows.
    Signs,
    /// The line sells the rest of the article.
    Sells,
    /// The line speaks of cookies, and is noise if it speaks to its reader.
    Cookies,
}

/// The phrases that lines begin with, by their first word: few lines begin with any of these, and so most are
/// compared with none.
static BY_FIRST_WORD: LazyLock<FxHashMap<&str, Vec<(&str, Sense)>>> = LazyLock::new(|| {
    let mut phrases: FxHashMap<&str, Vec<(&str, Sense)>> = FxHashMap::default();
    let mut add = |all: &[&'static str], sense: Sense| {
        for phrase in all {
            let first = phrase.split(' ').next().unwrap_or_default();
            phrases.entry(first).or_default().push((phrase, sense));
        }
    };
    for (longest, beginnings) in BEGINNINGS {
        add(beginnings, Sense::Noise(*longest));
    }
    add(ASKING.1, Sense::Asks(ASKING.0));
    add(DATED, Sense::Dates);
    add(POINTERS, Sense::Points);
    add(LABELS, Sense::Labels);
    add(&["par", "by"], Sense::Signs);
    add(PAYWALLS, Sense::Sells);
    phrases
});

/// The phrases that lines hold anywhere, to be looked for all at once, and the sense of each.
static WITHIN: LazyLock<(AhoCorasick, Vec<(&str, Sense)>)> = LazyLock::new(|| {
    let mut phrases: Vec<(&str, Sense)> = Vec::new();
    for (longest, all) in ANYWHERE {
        phrases.extend(all.iter().map(|it| (*it, Sense::Noise(*longest))));
    }
    phrases.extend(DATING.iter().map(|it| (*it, Sense::Dates)));
    phrases.push(("cookies", Sense::Cookies));
    let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(phrases.iter().map(|(it, _)| it));
    let finder = finder.expect("a few short phrases");
    (finder, phrases)
});

/// The phrases that a line begins with. The last word of the phrase may go on in the line: "abonne" begins "abonnés".
fn beginnings(folded: &str) -> impl Iterator<Item = &(&'static str, Sense)> {
    let end = memchr(b' ', folded.as_bytes()).unwrap_or(folded.len());
    BY_FIRST_WORD.get(&folded[..end]).into_iter().flatten().filter(|(phrase, _)| folded.starts_with(phrase))
}

/// The phrases that a line begins with, down to the end of their last word.
fn whole_beginnings(folded: &str) -> impl Iterator<Item = &(&'static str, Sense)> {
    beginnings(folded).filter(|(phrase, _)| matches!(folded.as_bytes().get(phrase.len()), None | Some(b' ')))
}

/// Whether a line ends as a sentence does and has more words than stand around a date.
fn is_sentence(line: &str) -> bool {
    const MOST_AROUND_DATES: usize = 10;
    let in_dates =
        || written::find(line, &Context::default()).iter().map(|(range, _)| count_words(&line[range.clone()])).sum();
    ends_as_sentence(line) && count_words(line).saturating_sub(in_dates()) > MOST_AROUND_DATES
}

fn ends_as_sentence(line: &str) -> bool {
    line.trim_end_matches(['»', '"', '”', ')', ' ']).ends_with(['.', '!', '?', '…'])
}

fn speaks_of_the_paper(folded: &str) -> bool {
    folded.split(' ').any(|word| OF_THE_PAPER.contains(&word))
}

/// "À lire : …" and "Lire Le port ferme", and not "Lire, c'est partir." or "Lire est un plaisir."
fn points(line: &str, words: &str) -> bool {
    let rest = after(line, words);
    is_mark(rest) || !(rest.starts_with(',') || line.ends_with(['.', '!', '?', '…']))
}

/// Whether the rest of a line behind its label is nothing, or begins with a number or a sign that sets the label off.
fn is_mark(rest: &str) -> bool {
    rest.trim_start().chars().next().is_none_or(|c| c.is_ascii_digit() || ":>»|–—-•/(→".contains(c))
}

/// The rest of a line behind its first words, which are as many as those of `folded`.
fn after<'l>(line: &'l str, folded: &str) -> &'l str {
    let mut left = folded.split(' ').count();
    let mut inside = false;
    for (at, c) in line.char_indices() {
        if inside && !c.is_alphanumeric() {
            left -= 1;
            if left == 0 {
                return &line[at..];
            }
        }
        inside = c.is_alphanumeric();
    }
    ""
}

/// A banner speaks of its own cookies to its reader, an article of cookies does not.
fn speaks_to_its_reader(folded: &str) -> bool {
    [" nos ", " notre ", " votre ", " vos ", " nous ", " our ", " your ", " we ", " unsere ", " ihre ", " wir "]
        .iter()
        .any(|it| folded.contains(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(line: &str) -> bool {
        is_noise(line, &fold(line, LONGEST_NOISE))
    }

    #[test]
    fn what_is_noise() {
        for line in [
            "Lire aussi : Le port ferme pour deux jours",
            "À LIRE AUSSI >> Le port ferme",
            "Publié le 12/05/2024 à 08h15, mis à jour à 9h",
            "Le 12 mai 2024, mis à jour le 13 mai",
            "Inscrivez-vous à notre newsletter",
            "© Studio du Quai",
            "En indiquant votre adresse e-mail, vous acceptez de recevoir notre lettre.",
        ] {
            assert!(noise(line), "{line}");
        }
        for line in [
            "Lire un livre par semaine, voilà le pari que se sont lancé les élèves de la classe de troisième du collège du port.",
            "Publicitaire de métier, il a tout quitté.",
            "À voir les visages, la nouvelle n'a surpris personne, et pourtant nul n'osait la dire tout haut.",
        ] {
            assert!(!noise(line), "{line}");
        }
    }

    #[test]
    fn no_pointing_phrase_is_longer_than_the_longest() {
        let phrases = POINTERS.iter().chain(ELSEWHERE.1);
        assert_eq!(phrases.map(|phrase| phrase.len()).max(), Some(LONGEST_POINTING_PHRASE));
    }

    #[test]
    fn pointers() {
        let check = |line: &str, expected: bool| assert_eq!(points_elsewhere(line), expected, "{line}");
        check("Lire aussi : Le port ferme pour deux jours", true);
        check("» LIRE AUSSI - Pourquoi le port ferme-t-il ?", true);
        check("À voir : la digue vue du ciel", true);
        check("Voir notre dossier sur la digue", true);
        check("Lire aussitôt le règlement lui fut conseillé.", false);
        check("À voir la digue, on ne croirait pas qu'elle a tenu.", false);
        check("Lire, écrire, compter", false);
        check("Publié le 12 mai 2024", false);
        check(&format!("Lire aussi {}", "un long texte qui n'en finit pas ".repeat(20)), false);
    }

    #[test]
    fn words_that_also_begin_sentences() {
        let check = |line: &str, expected: bool| assert_eq!(noise(line), expected, "{line}");
        check("Publicité", true);
        check("Crédit : Le Phare", true);
        check("Lecture 3 min", true);
        check("Crédit immobilier : les taux repartent à la hausse", false);
        check("Article 49.3, mode d'emploi", false);
        check("Retour au calme après la tempête", false);
        check("Par Odile Kermarec", true);
        check("Par amour du sel", false);
        check("À lire, à voir, à manger", false);
        check("En savoir plus sur la passerelle", true);
        check("Profitez de la place vide pour regarder les joints.", false);
        check("Profitez de notre offre de printemps", true);
        check(
            "Un devis publié le 3 mars par la mairie chiffrait la réparation à 84 000 euros, une somme folle.",
            false,
        );
        check("Publié le 3 mars 2025 par Odile Kermarec, modifié le 4 mars 2025", true);
        check("Le règlement sera donc modifié. Les vélos resteront autorisés dans la ville haute cette année.", false);
        check("Inscrivez-vous gratuitement à notre lettre du port.", true);
        check("Inscrivez-vous avant lundi soir auprès de la capitainerie du port.", false);
        check("Connectez-vous pour lire la suite.", true);
        check("Les données recueillies par la bouée montrent que l'eau se réchauffe.", false);
        check("Votre adresse e-mail ne sera pas publiée.", true);
        check("En acceptant les cookies, vous soutenez notre rédaction.", true);
        check("La loi sur les cookies date de 2002, et les sites la connaissent mal.", false);
        check("Cet article est apparu en premier sur Le Quai.", true);
    }

    #[test]
    fn english_and_german() {
        let check = |line: &str, expected: bool| assert_eq!(noise(line), expected, "{line}");
        check(
            "Read more: Why the footbridge was closed for eleven weeks, and what the harbour has learnt from it",
            true,
        );
        check("Related: The covered market moves in spring", true);
        check("Related to the sea by three generations, the family stays.", false);
        check("Sign up for our newsletter to get the best of the harbour every morning.", true);
        check("Sign up at the harbour office before Monday, said the mayor, or lose your berth.", false);
        check("Subscribe", true);
        check("By Odile Kermarec", true);
        check("By the time it opened, half of the shops had gone.", false);
        check("Last updated 3 March 2025 at 7:00", true);
        check("Advertisement", true);
        check("Advertisement pays for half of what the paper costs, says its editor.", false);
        check("We use cookies to improve your experience.", true);
        check("Share this article", true);
        check("More than a thousand people crossed the footbridge on Monday.", false);
        check("Watch the tide, the old man said, and never the clock.", false);
        check("Lesen Sie auch: Der Markt zieht um", true);
        check("Lesen Sie den Vertrag in Ruhe, rät der Hafenmeister.", false);
        check("Mehr zum Thema", true);
        check("Mehr als tausend Menschen gingen am Montag über den Steg.", false);
        check("Anzeige", true);
        check("Die Anzeige gegen den Hafenmeister wurde fallen gelassen.", false);
        check("Melden Sie sich für unseren Newsletter an und lesen Sie jeden Morgen das Beste.", true);
        check("Veröffentlicht am 3. März 2025 um 7 Uhr", true);
        check("Das könnte Sie auch interessieren", true);
    }

    #[test]
    fn paywalls() {
        let check = |line: &str, expected: bool| assert_eq!(is_paywall(line, &fold(line, 250)), expected, "{line}");
        check("Il vous reste 78 % de cet article à lire.", true);
        check("Il reste deux pains.", false);
        check("Il vous reste 60 % à découvrir.", true);
        check("Subscribe to continue reading this article.", true);
        check("Dieser Artikel ist nur für Abonnenten.", true);
        check("To continue reading by candlelight, she bought three more.", false);
        check("Vous avez lu tous vos articles gratuits.", true);
        check("Vous avez lu Proust ? Alors vous connaissez la scène.", false);
    }
}
