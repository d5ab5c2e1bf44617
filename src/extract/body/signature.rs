//! The lines that say who wrote a text, or each entry of a live report: signatures and biographies.

use memchr::memmem;
use rustc_hash::FxHashMap;

use super::thresholds::{LONGEST_BIOGRAPHY, LONGEST_INITIALS, LONGEST_NAME, LONGEST_NAMES, LONGEST_SIGNATURE};
use super::verdict::{Reason, Verdict};
use crate::extract::lines::blocks::Block;
use crate::text::squeeze;

/// Whether a line is a signature: "Odile Kermarec", "(AFP)", "Le Quai avec AFP", "Odile Kermarec (à Brest)",
/// "abc-def/gh". `authors` are those that the page declares.
pub fn is_signature(block: &Block, authors: &[String]) -> bool {
    let text = block.text.split(['(', '[']).find(|part| !part.trim().is_empty()).unwrap_or_default();
    // "Odile Kermarec (Brest) complète le podium."
    let behind = block.text.rsplit_once([')', ']']).map_or("", |(_, behind)| behind);
    if behind.contains(char::is_alphanumeric) && !text.contains([')', ']']) {
        return false;
    }
    let text = text.trim_matches([')', '.', ' ', '-', '–', '/', ',', ']']);
    if block.words > LONGEST_SIGNATURE || ends_as_sentence(&block.text) && !block.text.ends_with('.') {
        return false;
    }
    let squeezed = squeeze(text);
    if authors.iter().any(|author| squeeze(author) == squeezed) {
        return true;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let capital = |word: &&str| word.starts_with(char::is_uppercase);
    let small =
        |word: &&str| matches!(*word, "avec" | "et" | "de" | "du" | "des" | "la" | "le" | "d" | "&" | "/" | "par");
    let name = words.len() <= LONGEST_NAME && words.iter().all(capital);
    let names = words.len() <= LONGEST_NAMES
        && words.iter().all(|word| capital(word) || small(word))
        && words.iter().any(|word| matches!(*word, "AFP" | "Reuters" | "AP" | "Belga" | "ATS" | "APS" | "MAP" | "TAP"));
    // How the desks of the agencies sign.
    let initials = words.len() == 1
        && text.contains(['-', '/'])
        && block.words >= 2
        && text.len() <= LONGEST_INITIALS
        && text
            .split(['-', '/'])
            .all(|part| (2..=5).contains(&part.len()) && part.chars().all(|c| c.is_ascii_lowercase()));
    name || names || initials
}

/// Drops the heads of the entries of a live report, "17h07 Odile Kermarec", where one name heads several.
pub fn drop_heads_of_entries(blocks: &[Block], verdicts: &mut [Verdict]) {
    const FEWEST: usize = 3;
    let is_kept = |at: &usize| verdicts[*at] == Verdict::Text;
    let heads: Vec<(usize, &str)> =
        (0..blocks.len()).filter(is_kept).filter_map(|at| Some((at, name_behind_time(&blocks[at])?))).collect();
    let mut entries_of: FxHashMap<&str, usize> = FxHashMap::default();
    heads.iter().for_each(|(_, name)| *entries_of.entry(name).or_default() += 1);
    for (at, _) in heads.iter().filter(|(_, name)| entries_of[name] >= FEWEST) {
        verdicts[*at] = Verdict::Dropped(Reason::Signature);
    }
}

/// "Odile Kermarec" in "17h07 Odile Kermarec".
fn name_behind_time(block: &Block) -> Option<&str> {
    if block.words > LONGEST_SIGNATURE || !block.text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (time, name) = block.text.split_once(' ')?;
    let is_time = time.split_once([':', 'h']).is_some_and(|(hour, minute)| {
        let is_below = |number: &str, end: u8| number.len() <= 2 && number.parse::<u8>().is_ok_and(|it| it < end);
        is_below(hour, 24) && minute.len() == 2 && is_below(minute, 60)
    });
    let name = name.trim_start_matches(['-', '–', '|', ' ']);
    let words = name.split(' ');
    let is_name = (2..=LONGEST_NAME).contains(&words.clone().count())
        && words.clone().all(|word| word.starts_with(char::is_uppercase));
    (is_time && is_name).then_some(name)
}

/// Whether a line is the biography of one of the authors: "Odile Kermarec est journaliste et vit à Brest."
pub fn is_biography(block: &Block, authors: &[String]) -> bool {
    let of = |author: &String| {
        let says = format!("{author} est ");
        // The name may stand above its biography, in the same line.
        let beginning = 2 * author.len() + 4 + says.len();
        let beginning = &block.text.as_bytes()[..block.text.len().min(beginning)];
        author.contains(' ') && memmem::find(beginning, says.as_bytes()).is_some()
    };
    block.words <= LONGEST_BIOGRAPHY && authors.iter().any(of)
}

/// Whether a line ends as sentences, quotes and announcements do, and names and labels do not.
pub fn ends_as_sentence(line: &str) -> bool {
    line.ends_with(['.', '!', '?', '…', '»', '"', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(line: &str) -> Block {
        Block::of_page(&format!("<p>{line}")).remove(0)
    }

    fn authors() -> [String; 1] {
        ["La rédaction du port".to_owned()]
    }

    #[test]
    fn signatures() {
        let check = |line: &str, expected: bool| assert_eq!(is_signature(&block(line), &authors()), expected, "{line}");
        check("Odile Kermarec", true);
        check("(AFP)", true);
        check("Le Quai avec AFP", true);
        check("Odile Kermarec (à Brest)", true);
        check("abc-def/gh", true);
        check("La Rédaction du port.", true);
        check("Odile Kermarec (Brest) complète le podium.", false);
        check("Il rouvre lundi", false);
        check("Odile Kermarec :", false);
        check("Le pont rouvre lundi, dit-on au port", false);
    }

    #[test]
    fn biographies() {
        let authors = ["Odile Kermarec".to_owned(), "Odile".to_owned()];
        let check = |line: &str, expected: bool| assert_eq!(is_biography(&block(line), &authors), expected, "{line}");
        check("Odile Kermarec est journaliste et vit à Brest.", true);
        check("Odile Kermarec — Odile Kermarec est journaliste.", true);
        check("Odile est journaliste.", false);
        check("Dans ce port que l'on dit calme, et depuis longtemps, Odile Kermarec est chez elle.", false);
    }

    #[test]
    fn heads_of_entries() {
        use super::super::verdict::left_by;
        let check = |heads: [&str; 3], expected: usize| {
            let html = heads.map(|head| format!("<div>{head}</div><p>La passerelle rouvre.</p>")).concat();
            assert_eq!(left_by(&html, drop_heads_of_entries).len(), expected, "{html}");
        };
        check(["17h07 O. Kermarec", "16h14 O. Kermarec", "8:02 - O. Kermarec"], 3);
        check(["17h07 O. Kermarec", "16h14 O. Kermarec", "15h Yann Le Bris"], 6);
        check(["17h07 La passerelle rouvre", "16h14 Le Port", "15h12 Le Marché"], 6);
        check(["17 O. Kermarec", "16 O. Kermarec", "15 O. Kermarec"], 6);
    }
}
