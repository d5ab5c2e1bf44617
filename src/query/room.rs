//! The bound on a query. Each word costs a walk through the index, and a query may be as long as a command line or a file, so
//! only so many words and dates are looked for; the others are ignored, with a warning.

use std::ops::Range;

use super::warning::Warning;

/// The kinds of things that are bounded.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// Words, also those of phrases and compounds.
    Word,
    /// Words that stand for many others (`mot*`), or for which texts have to be read (`=mot`).
    Costly,
    Date,
}

const ROOM: [(usize, &str); 3] = [(256, "words"), (32, "words with `*`, `~` or `=`"), (32, "dates")];

/// The room that is left.
pub(super) struct Room {
    left: [usize; 3],
    /// The byte where the first of each kind stands that there was no room for.
    full: [Option<usize>; 3],
}

impl Default for Room {
    fn default() -> Self {
        Self { left: ROOM.map(|(room, _)| room), full: [None; 3] }
    }
}

impl Room {
    /// Takes the room for a text that stands at `span` in the query, and gives as much of it as there was room for.
    pub fn take(&mut self, kind: Kind, mut text: String, span: &Range<usize>) -> Option<String> {
        let left = &mut self.left[kind as usize];
        if !matches!(kind, Kind::Word) {
            if *left == 0 {
                self.full[kind as usize].get_or_insert(span.start);
                return None;
            }
            *left -= 1;
        }
        if matches!(kind, Kind::Date) {
            return Some(text);
        }
        let left = &mut self.left[Kind::Word as usize];
        let (words, end) = words_within(&text, *left);
        *left -= words;
        if words == 0 || end < text.len() {
            // Exact unless characters are escaped, which will do to point at the place.
            self.full[Kind::Word as usize].get_or_insert(span.end.min(span.start + end));
            text.truncate(end);
        }
        (words > 0).then_some(text)
    }

    /// Adds a warning for each kind that there was not enough room for in the query `text`.
    pub fn warn(&self, text: &str, warnings: &mut Vec<Warning>) {
        for ((room, what), full) in ROOM.iter().zip(&self.full) {
            let Some(from) = *full else { continue };
            let from = (0..=from).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            // Pointing at the beginning is enough.
            let end = text[from..].char_indices().skip(1).take(SHOWN).find(|(_, c)| c.is_whitespace());
            let end = end.or_else(|| text[from..].char_indices().nth(SHOWN)).map_or(text.len(), |(at, _)| from + at);
            let message = format!("only the first {room} {what} are looked for; from here on they are passed over");
            warnings.push(Warning { span: from..end, message });
        }
    }
}

/// Characters that such a warning points at.
const SHOWN: usize = 20;

/// The number of words of a text, up to a limit, and the end of the last one counted. A text without letters and digits counts
/// as a word.
fn words_within(text: &str, most: usize) -> (usize, usize) {
    let (mut words, mut end, mut inside) = (0, 0, false);
    for (at, c) in text.char_indices() {
        let is_word = c.is_alphanumeric();
        if is_word && !inside {
            if words == most {
                return (words, end);
            }
            words += 1;
        }
        if is_word {
            end = at + c.len_utf8();
        }
        inside = is_word;
    }
    match (words, most) {
        (0, 0) => (0, 0),
        (words, _) => (words.max(1), text.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_there_is_room_for() {
        let check = |text: &str, most, expected| assert_eq!(words_within(text, most), expected, "{text:?} {most}");
        check("port", 1, (1, 4));
        check("port", 0, (0, 0));
        check("le port de Brest", 2, (2, 7));
        check("porte-parole-adjoint", 2, (2, 12));
        check("l'été", 9, (2, 7));
        check("*", 1, (1, 1));
        check("*", 0, (0, 0));
    }
}
