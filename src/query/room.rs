//! How much of a query is looked for. Each word costs a walk through the index, and a query may be as long as a command line
//! or a file: what there is no room for is passed over, and said.

use std::ops::Range;

use super::Warning;

/// What there is only so much room for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// Words, those of phrases and compounds too.
    Word,
    /// Words that stand for many, or that texts have to be read for.
    Costly,
    Date,
}

const ROOM: [(usize, &str); 3] = [(256, "words"), (32, "words with `*`, `~` or `=`"), (32, "dates")];

/// What is left of it.
pub(super) struct Room {
    left: [usize; 3],
    /// Where the first of each kind stands that is passed over.
    full: [Option<usize>; 3],
}

impl Default for Room {
    fn default() -> Self {
        Self { left: ROOM.map(|(room, _)| room), full: [None; 3] }
    }
}

impl Room {
    /// As much of a text as there is room for; `span` is where it stands in the query.
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
            // Where nothing is escaped; it is only to be pointed at.
            self.full[Kind::Word as usize].get_or_insert(span.end.min(span.start + end));
            text.truncate(end);
        }
        (words > 0).then_some(text)
    }

    /// Says what of the query `text` is passed over.
    pub fn warn(&self, text: &str, warnings: &mut Vec<Warning>) {
        for ((room, what), full) in ROOM.iter().zip(&self.full) {
            let Some(from) = *full else { continue };
            let from = (0..=from).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            // To point at its beginning is enough.
            let end = text[from..].char_indices().skip(1).take(SHOWN).find(|(_, c)| c.is_whitespace());
            let end = end.or_else(|| text[from..].char_indices().nth(SHOWN)).map_or(text.len(), |(at, _)| from + at);
            let message = format!("only the first {room} {what} are looked for; from here on they are passed over");
            warnings.push(Warning { span: from..end, message });
        }
    }
}

/// Characters of what is passed over that a warning points at.
const SHOWN: usize = 20;

/// How many words a text has, at most so many, and where the last of them ends. What has neither letter nor digit counts as
/// a word.
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
