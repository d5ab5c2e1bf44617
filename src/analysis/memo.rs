//! What the grammar says of a word, remembered: few words make most of a text (Zipf), and looking one up costs a
//! fraction of analysing it.

use std::cell::RefCell;

use twox_hash::XxHash3_64;

use super::grammar::{self, Lexeme};

/// Gives `read` the form of a word of a text and its stems, as [`grammar::lexeme`] has them.
pub fn lexeme<R>(written: &str, read: impl FnOnce(&str, &str) -> R) -> R {
    MEMO.with_borrow_mut(|memo| {
        let hash = XxHash3_64::oneshot(written.as_bytes());
        if let Some(place) = memo.find(hash, written) {
            return read(memo.part(place, place.form), memo.part(place, place.stems));
        }
        let lexeme = grammar::lexeme(written);
        memo.remember(hash, written, &lexeme);
        read(&lexeme.form, &lexeme.stems)
    })
}

thread_local! {
    static MEMO: RefCell<Memo> = RefCell::new(Memo { sets: vec![[Place::default(); WAYS]; SETS], text: String::new() });
}

/// A word may stand in any place of the set that its hash gives it. All together take 1.3 MB, once a text has filled
/// them.
const SETS: usize = 1 << 13;
const WAYS: usize = 4;
/// Bytes of a word with its form and its stems, which often are parts of it; what needs more is not remembered.
const ROOM: usize = 32;
const BLANKS: &str = "                                ";

struct Memo {
    sets: Vec<[Place; WAYS]>,
    /// `ROOM` bytes for each place in use, the last of them blanks.
    text: String,
}

#[derive(Clone, Copy, Default)]
struct Place {
    /// Which room of the text.
    room: u16,
    /// A part of the hash that the set does not depend on.
    tag: u8,
    /// How many bytes of the room the word takes; none in a free place.
    written: u8,
    form: Part,
    stems: Part,
}

/// Where in its room something stands.
#[derive(Clone, Copy, Default)]
struct Part {
    at: u8,
    length: u8,
}

impl Memo {
    fn find(&mut self, hash: u64, written: &str) -> Option<Place> {
        let set = &mut self.sets[hash as usize % SETS];
        let way = set.iter().position(|place| {
            place.tag == tag(hash)
                && usize::from(place.written) == written.len()
                && self.text.as_bytes()[place.start()..].starts_with(written.as_bytes())
        })?;
        // Words that come again move away from the last place, which is the one to be given up.
        let better = way.saturating_sub(1);
        set.swap(way, better);
        Some(set[better])
    }

    fn part(&self, place: Place, part: Part) -> &str {
        let start = place.start() + usize::from(part.at);
        &self.text[start..start + usize::from(part.length)]
    }

    fn remember(&mut self, hash: u64, written: &str, lexeme: &Lexeme) {
        let mut text = String::with_capacity(ROOM);
        text.push_str(written);
        let form = place_within(&mut text, written, &lexeme.form);
        let stems = place_within(&mut text, written, &lexeme.stems);
        if text.len() > ROOM || written.is_empty() {
            return;
        }
        text.push_str(&BLANKS[text.len()..]);
        let set = &mut self.sets[hash as usize % SETS];
        let way = set.iter().position(|place| place.written == 0).unwrap_or(WAYS - 1);
        let place = &mut set[way];
        if place.written == 0 {
            place.room = (self.text.len() / ROOM) as u16;
            self.text.push_str(&text);
        } else {
            self.text.replace_range(place.start()..place.start() + ROOM, &text);
        }
        *place = Place { room: place.room, tag: tag(hash), written: written.len() as u8, form, stems };
    }
}

impl Place {
    fn start(self) -> usize {
        usize::from(self.room) * ROOM
    }
}

/// Finds a part at the head of the word or of what follows it, or adds it.
fn place_within(text: &mut String, word: &str, part: &str) -> Part {
    let at = [0, word.len()].into_iter().find(|at| text[*at..].starts_with(part)).unwrap_or_else(|| {
        text.push_str(part);
        text.len() - part.len()
    });
    Part { at: at as u8, length: part.len() as u8 }
}

fn tag(hash: u64) -> u8 {
    (hash >> 56) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_what_the_grammar_says() {
        // More words than there are places, twice.
        for number in (0..8 * SETS).chain(0..8 * SETS).step_by(7) {
            let written = format!("Mot{number}é");
            let expected = grammar::lexeme(&written);
            lexeme(&written, |form, stems| assert_eq!((form, stems), (&*expected.form, &*expected.stems)));
        }
    }
}
