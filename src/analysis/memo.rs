//! What the grammar says of a word, remembered: few words make most of a text (Zipf), and looking one up costs a
//! fraction of analysing it.

use twox_hash::XxHash3_64;

use super::grammar::Lexeme;

/// Each word has two places to be in.
const PLACES: usize = 1 << 14;
/// Bytes of words, forms and stems; when they are full, everything is forgotten.
const ROOM: usize = 1 << 20;

#[derive(Clone)]
pub struct Memo {
    places: Vec<Place>,
    text: String,
}

/// Where in the text a word stands, followed by its form, its stems and a blank after each stem.
#[derive(Clone, Copy, Default)]
struct Place {
    at: u32,
    written: u8,
    form: u8,
    stems: u8,
}

/// A word's form and its stems, with a blank after each.
pub struct Remembered<'m> {
    pub form: &'m str,
    pub stems: &'m str,
}

impl Default for Memo {
    fn default() -> Memo {
        Memo { places: vec![Place::default(); PLACES], text: String::new() }
    }
}

impl Memo {
    pub fn get(&self, written: &str) -> Option<Remembered<'_>> {
        let first = place(written);
        [first, first ^ 1].into_iter().find_map(|place| {
            let place = self.places[place];
            let at = place.at as usize;
            let form = at + usize::from(place.written);
            let stems = form + usize::from(place.form);
            let end = stems + usize::from(place.stems);
            let is_it =
                usize::from(place.written) == written.len() && self.text.as_bytes()[at..form] == *written.as_bytes();
            is_it.then(|| Remembered { form: &self.text[form..stems], stems: &self.text[stems..end] })
        })
    }

    pub fn put(&mut self, written: &str, lexeme: &Lexeme) {
        let stems: usize = lexeme.stems.iter().map(|stem| stem.len() + 1).sum();
        let (Ok(written_length), Ok(form), Ok(stems)) =
            (u8::try_from(written.len()), u8::try_from(lexeme.form.len()), u8::try_from(stems))
        else {
            return;
        };
        if self.text.len() + written.len() + lexeme.form.len() + usize::from(stems) > ROOM {
            *self = Memo::default();
        }
        let first = place(written);
        let free = if self.places[first].written == 0 { first } else { first ^ 1 };
        let at = u32::try_from(self.text.len()).expect("the room is smaller than 4 GiB");
        self.places[free] = Place { at, written: written_length, form, stems };
        self.text.push_str(written);
        self.text.push_str(&lexeme.form);
        for stem in &lexeme.stems {
            self.text.push_str(stem);
            self.text.push(' ');
        }
    }
}

fn place(written: &str) -> usize {
    XxHash3_64::oneshot(written.as_bytes()) as usize % PLACES
}
