//! A cache of lexemes, one for each thread: few words make most of a text (Zipf), and looking one up costs a fraction of
//! analysing it.
//!
//! It is a set-associative cache of fixed size, with all words in one string, because it has to stay in the processor's own
//! cache. Simpler ones were tried on 24 MB of news (postings of a text, one core, the best of 18 passes, by CPU time):
//!
//! | cache | MB/s |
//! |---|---|
//! | this one, 1.3 MB | 46 |
//! | one slot for each hash, 32,768 slots of 48 bytes in one string | 40 |
//! | one slot for each hash, 32,768 slots with a string each | 37 |
//! | `FxHashMap` that is emptied at 32,768 words | 35 |
//! | none | 17 |

use std::cell::RefCell;

use twox_hash::XxHash3_64;

use super::grammar::reading::Pair;
use super::grammar::{self, Lexeme};

/// A [`Lexeme`] whose words lie in the cache.
pub struct Cached<'c> {
    pub form: &'c str,
    pub stems: &'c str,
    pub other: &'c str,
    pub pair: Pair,
}

/// Passes the lexeme of a word to `read`, as [`grammar::lexeme`] gives it.
pub fn lexeme<R>(written: &str, read: impl FnOnce(Cached<'_>) -> R) -> R {
    MEMO.with_borrow_mut(|memo| {
        let hash = XxHash3_64::oneshot(written.as_bytes());
        if let Some(slot) = memo.find(hash, written) {
            let [form, stems, other] = [slot.form, slot.stems, slot.other].map(|part| memo.part(slot, part));
            return read(Cached { form, stems, other, pair: slot.pair });
        }
        let lexeme = grammar::lexeme(written);
        memo.remember(hash, written, &lexeme);
        read(Cached { form: &lexeme.form, stems: &lexeme.stems, other: &lexeme.other, pair: lexeme.pair })
    })
}

thread_local! {
    static MEMO: RefCell<Memo> = RefCell::new(Memo { sets: vec![[FREE; WAYS]; SETS], text: String::new() });
}

/// Sets of slots. The hash of a word chooses its set, and the word may be in any slot of it.
const SETS: usize = 1 << 13;
const WAYS: usize = 4;
/// Bytes of a word with its form and its stems, which are often the word or a part of it. Longer ones are not kept.
const ROOM: usize = 32;
const BLANKS: &str = "                                ";

struct Memo {
    sets: Vec<[Slot; WAYS]>,
    /// `ROOM` bytes for each slot in use, padded with blanks.
    text: String,
}

#[derive(Clone, Copy)]
struct Slot {
    /// Its number in the text.
    room: u16,
    /// Eight bits of the hash that do not choose the set.
    tag: u8,
    /// Bytes of the word, which stands first in its room; 0 in a free slot.
    written: u8,
    form: Part,
    stems: Part,
    other: Part,
    pair: Pair,
}

const FREE: Slot = {
    let nothing = Part { at: 0, length: 0 };
    Slot { room: 0, tag: 0, written: 0, form: nothing, stems: nothing, other: nothing, pair: Pair::None }
};

/// A stretch of a slot's room.
#[derive(Clone, Copy)]
struct Part {
    at: u8,
    length: u8,
}

impl Memo {
    fn find(&mut self, hash: u64, written: &str) -> Option<Slot> {
        let set = &mut self.sets[hash as usize % SETS];
        let way = set.iter().position(|slot| {
            slot.tag == tag(hash)
                && usize::from(slot.written) == written.len()
                && self.text.as_bytes()[slot.start()..].starts_with(written.as_bytes())
        })?;
        // A word that comes again moves up, and the last slot is the one to be given up.
        let better = way.saturating_sub(1);
        set.swap(way, better);
        Some(set[better])
    }

    fn part(&self, slot: Slot, part: Part) -> &str {
        let start = slot.start() + usize::from(part.at);
        &self.text[start..start + usize::from(part.length)]
    }

    fn remember(&mut self, hash: u64, written: &str, lexeme: &Lexeme) {
        let mut text = String::with_capacity(ROOM);
        text.push_str(written);
        let form = stretch_within(&mut text, written, &lexeme.form);
        let stems = stretch_within(&mut text, written, &lexeme.stems);
        let other = stretch_within(&mut text, written, &lexeme.other);
        if text.len() > ROOM || written.is_empty() {
            return;
        }
        text.push_str(&BLANKS[text.len()..]);
        let set = &mut self.sets[hash as usize % SETS];
        let way = set.iter().position(|slot| slot.written == 0).unwrap_or(WAYS - 1);
        let slot = &mut set[way];
        if slot.written == 0 {
            slot.room = (self.text.len() / ROOM) as u16;
            self.text.push_str(&text);
        } else {
            self.text.replace_range(slot.start()..slot.start() + ROOM, &text);
        }
        let (tag, written) = (tag(hash), written.len() as u8);
        *slot = Slot { room: slot.room, tag, written, form, stems, other, pair: lexeme.pair };
    }
}

impl Slot {
    fn start(self) -> usize {
        usize::from(self.room) * ROOM
    }
}

/// The stretch of the room where a part stands: at its beginning, behind the word, or else added at its end.
fn stretch_within(text: &mut String, word: &str, part: &str) -> Part {
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
    fn the_cache_gives_what_the_grammar_gives() {
        // More words than there are slots, twice.
        for number in (0..8 * SETS).chain(0..8 * SETS).step_by(7) {
            let written = format!("Mot{number}é");
            let expected = grammar::lexeme(&written);
            lexeme(&written, |cached| {
                assert_eq!((cached.form, cached.stems), (&*expected.form, &*expected.stems));
                assert_eq!((cached.other, cached.pair), (&*expected.other, expected.pair));
            });
        }
    }
}
