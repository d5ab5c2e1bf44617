//! The lines below a text that say who wrote it: signatures and biographies.

use memchr::memmem;

use super::thresholds::{LONGEST_BIOGRAPHY, LONGEST_INITIALS, LONGEST_NAME, LONGEST_NAMES, LONGEST_SIGNATURE};
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
}
