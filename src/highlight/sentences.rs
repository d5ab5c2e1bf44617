//! The sentences of a text.

use std::ops::Range;

use super::matches::Place;

/// The sentences of `text` without the white space around them. No match is part of two.
pub fn sentences(text: &str, places: &[Place]) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let (mut start, mut last_end) = (0, 0);
    let mut begun = places.iter().peekable();
    for end in sentence_ends(text).chain([text.len()]) {
        while let Some(place) = begun.next_if(|place| place.bytes.start < end) {
            last_end = last_end.max(place.bytes.end);
        }
        let trimmed = text[start..end].trim();
        if last_end <= end && !trimmed.is_empty() {
            let from = start + (text[start..end].len() - text[start..end].trim_start().len());
            sentences.push(from..from + trimmed.len());
            start = end;
        }
    }
    sentences
}

/// Where sentences end: at a line break; and at a full stop, with quotes that close after it, before a space and
/// something that begins a sentence.
fn sentence_ends(text: &str) -> impl Iterator<Item = usize> {
    // The three bytes of an ellipsis begin with the last of these; no other byte here is part of a longer character.
    let may_end = |byte: u8| matches!(byte, b'\n' | b'.' | b'!' | b'?' | 0xE2);
    let candidates = text.bytes().enumerate().filter(move |(_, byte)| may_end(*byte));
    candidates.filter_map(|(at, byte)| {
        if byte == b'\n' {
            return Some(at);
        }
        let after = text[at..].strip_prefix(['.', '!', '?', '…'])?;
        let end = after.trim_start_matches(['\u{a0}', '\u{202f}', '»', '”', '"', ')']);
        let end = end.strip_prefix(" »").unwrap_or(end);
        let next = end.strip_prefix(' ')?.chars().next()?;
        let begins = next.is_uppercase() || next.is_numeric() || matches!(next, '«' | '“' | '"' | '–' | '—' | '-');
        let ends = begins && !(byte == b'.' && is_abbreviation(&text[..at]));
        ends.then_some(text.len() - end.len())
    })
}

/// Whether the full stop after `text` stands for the rest of a word: `M. Dupont`, `J. R. R. Tolkien`.
fn is_abbreviation(text: &str) -> bool {
    let word = text.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    initial
        || matches!(
            word,
            "MM" | "Mme" | "Mlle" | "Dr" | "Pr" | "Me" | "Mgr" | "St" | "Ste" | "av" | "art" | "cf" | "vol"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_a_reader_says_so() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<&str> = sentences(text, &[]).into_iter().map(|sentence| &text[sentence]).collect();
            assert_eq!(found, expected);
        };
        check("Un. Deux ! Trois ? Quatre…", &["Un.", "Deux !", "Trois ?", "Quatre…"]);
        check("« Non. » Il sort.", &["« Non. »", "Il sort."]);
        check("M. Le Goff et J. K. Rowling, av. Foch.", &["M. Le Goff et J. K. Rowling, av. Foch."]);
        check("Le 3.5 de www.site.fr coûte 12. euros", &["Le 3.5 de www.site.fr coûte 12. euros"]);
        check("Titre\n\n Texte \n", &["Titre", "Texte"]);
        check("Quoi ?! « Rien... » Bon.", &["Quoi ?!", "« Rien... »", "Bon."]);
    }
}
