//! The word reader: it divides a French text into words, and gives alternatives where one may be written in several ways
//! (`week-end`, `weekend`). It knows elisions, compounds, acronyms, numbers, addresses and hashtags.

pub mod characters;
mod scan;
pub(crate) mod elision;
mod compounds;
mod inclusive;
pub(super) mod numbers;
mod web;

use std::collections::VecDeque;

use scan::{Class, apostrophe, class, is_word_char, next_start, word_end};

use crate::text::is_hyphen;

/// One word of a text, before any grammar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word, where it is written otherwise than it stands in the text: `ONU` for `O.N.U.`.
    pub rewritten: Option<Box<str>>,
    /// Its first byte in the text.
    pub start: usize,
    /// The byte behind its last one.
    pub end: usize,
    /// Its number in the text, from 0.
    pub position: u32,
    /// How many such numbers it covers.
    pub length: u32,
}

impl Word {
    /// The word as analysis goes on with it.
    pub fn written<'t>(&'t self, text: &'t str) -> &'t str {
        self.rewritten.as_deref().unwrap_or(&text[self.start..self.end])
    }
}

/// A reader of the words of one text, which has gone through `characters` and is passed to every call. Words of one position
/// are alternatives.
#[derive(Debug, Default)]
pub struct Words {
    /// The byte where reading goes on.
    at: usize,
    /// The position of the next word.
    position: u32,
    /// Words that are read and not yet asked for.
    ahead: VecDeque<Word>,
}

impl Words {
    /// The next word of the text.
    pub fn next(&mut self, text: &str) -> Option<Word> {
        loop {
            if let Some(word) = self.ahead.pop_front() {
                return Some(word);
            }
            let start = next_start(text, self.at)?;
            let end = word_end(text, start);
            if stands_alone(text, start, end) {
                return Some(self.plain(start, end));
            }
            self.read(text, start, end);
        }
    }
}

/// Each method reads what begins at `start`, adds its words to those ahead and moves on.
impl Words {
    fn plain(&mut self, start: usize, end: usize) -> Word {
        self.at = end;
        self.position += 1;
        Word { rewritten: None, start, end, position: self.position - 1, length: 1 }
    }

    fn read(&mut self, text: &str, start: usize, end: usize) {
        let first = text[start..].chars().next().expect("a word or a sign begins here");
        if end == start {
            return self.read_sign(text, first, start);
        }
        if first.is_ascii_digit() {
            return self.read_figures(text, start);
        }
        if let Some((word, end)) = inclusive::word(text, start, end) {
            return self.push_to(word, start, end);
        }
        let next = text[end..].chars().next().unwrap_or(' ');
        if let '.' | ':' | '@' | '-' | '_' | '+' = next
            && text[end + 1..].starts_with(|after| after == '/' || is_word_char(after))
            && let Some(end) = address_end(text, start)
        {
            return self.read_address(text, start, end);
        }
        if apostrophe(text, end).is_some() {
            return self.read_apostrophe(text, start, end);
        }
        if is_hyphen(next) {
            return self.read_compound(text, start, end);
        }
        if next == '.'
            && let Some((letters, end)) = acronym(text, start)
        {
            return self.push_to(letters, start, end);
        }
        if let Some(end) = numbers::numero_end(text, start, end) {
            return self.push_to("numéro", start, end);
        }
        if let Some(after) = elision::lost_apostrophe(text, start, end) {
            return self.read_cut(text, (start, end), after);
        }
        let word = self.plain(start, end);
        let position = word.position;
        self.ahead.push_back(word);
        if let Some(joined_end) = compounds::joined_to_next(text, start, end) {
            let joined: String = text[start..joined_end].chars().filter(|letter| is_word_char(*letter)).collect();
            self.push_beside(joined, (start, joined_end), position, 2);
        }
    }

    fn read_sign(&mut self, text: &str, sign: char, start: usize) {
        let end = start + sign.len_utf8();
        self.at = end;
        match sign {
            '€' => self.push("euro", start, end),
            '$' => self.push("dollar", start, end),
            '£' => self.push("livre", start, end),
            '¥' => self.push("yen", start, end),
            '№' => self.push("numéro", start, end),
            '%' => self.push("%", start, end),
            _ => {
                // A `#` or `@` begins a label, unless nothing follows.
                let label_end = web::label_end(text, end);
                let words = web::label_words(text, end, label_end);
                self.push_parts(&words, &text[end..label_end]);
                self.at = label_end;
            }
        }
    }

    fn read_address(&mut self, text: &str, start: usize, end: usize) {
        let words = web::address_words(text, start, end);
        let whole = web::bare_address(&text[start..end]);
        self.push_parts(&words, &whole);
        self.at = end;
    }

    fn read_compound(&mut self, text: &str, start: usize, end: usize) {
        let compound = compounds::compound(text, start, end);
        match (compound.parts.as_slice(), compound.joins) {
            ([first, .., last], true) => self.push_parts(&compound.parts, &text[first.0..last.1]),
            (parts, _) => parts.iter().for_each(|(start, end)| self.push_plain(*start, *end)),
        }
        // Of a compound the endings are passed over: `vice-président·e·s`.
        self.at = inclusive::endings(text, compound.end).map_or(compound.end, |(_, end)| end);
    }

    fn read_apostrophe(&mut self, text: &str, start: usize, end: usize) {
        let after = apostrophe(text, end).map_or(end, |mark| end + mark.len_utf8());
        let after_end = word_end(text, after);
        let (head, tail) = (&text[start..end], &text[after..after_end]);
        if tail.is_empty() {
            if !elision::is_elided(head) {
                self.push_plain(start, end);
            }
            self.at = after;
        } else if elision::is_one_word(head, tail) {
            self.push_to(format!("{head}'{tail}"), start, after_end);
        } else if elision::is_hyphenated(head) {
            self.push_parts(&[(start, end), (after, after_end)], &format!("{head}-{tail}"));
            self.at = after_end;
        } else if elision::is_elided(head) && !elision::is_foreign_name(head, tail) {
            self.at = after;
            let is_name = head.starts_with(char::is_uppercase) && tail.starts_with(char::is_uppercase);
            if is_name && apostrophe(text, after_end).is_none() {
                self.read(text, after, after_end);
                if let Some(first) = self.ahead.front() {
                    let joined = Word { rewritten: Some(format!("{head}'{tail}").into()), length: 1, ..first.clone() };
                    self.ahead.insert(1, joined);
                }
            }
        } else {
            self.read_name_with_apostrophes(text, start, end);
        }
    }

    /// A word without its apostrophe, before the word behind it.
    fn read_cut(&mut self, text: &str, (start, end): (usize, usize), after: usize) {
        let after_end = word_end(text, after);
        let (head, tail) = (&text[start..end], &text[after..after_end]);
        if elision::is_one_word(head, tail) {
            return self.push_to(format!("{head}'{tail}"), start, after_end);
        }
        // `a t il` is `a-t-il`, whose pronoun is none of its words.
        let is_inverted = head == "t" && matches!(tail, "il" | "ils" | "elle" | "elles" | "on");
        self.at = if is_inverted { after_end } else { end };
    }

    /// A name such as `O'Neill`, `N'Golo` or `McDonald's` is one word, and its parts of two letters and more are alternatives.
    fn read_name_with_apostrophes(&mut self, text: &str, start: usize, first_end: usize) {
        const MOST_PARTS: usize = 4;
        let mut parts = vec![(start, first_end)];
        let mut end = first_end;
        while parts.len() < MOST_PARTS
            && let Some(mark) = apostrophe(text, end)
        {
            let part = end + mark.len_utf8();
            let part_end = word_end(text, part);
            if part_end == part {
                break;
            }
            parts.push((part, part_end));
            end = part_end;
        }
        let written: Vec<&str> = parts.iter().map(|(start, end)| &text[*start..*end]).collect();
        let position = self.position;
        self.push(written.join("'"), start, end);
        for part in parts {
            let written = &text[part.0..part.1];
            if written.chars().nth(1).is_some() {
                self.push_beside(written, part, position, 1);
            }
        }
        self.at = end;
    }

    fn read_figures(&mut self, text: &str, start: usize) {
        if numbers::is_iso_date(text, start) {
            let date = &text[start..start + 10];
            let parts = [(start, start + 4), (start + 5, start + 7), (start + 8, start + 10)];
            self.push_parts(&parts, date);
            self.at = start + 10;
            return;
        }
        if let Some(parts) = numbers::telephone(text, start) {
            let (_, end) = parts[parts.len() - 1];
            let whole: String = parts.iter().map(|(start, end)| &text[*start..*end]).collect();
            self.push_parts(&parts, &whole);
            self.at = end;
            return;
        }
        let number = numbers::number(text, start);
        if let Some(end) = numbers::ordinal_end(text, &number.value, number.end) {
            let written = text[start..end].replace(char::is_whitespace, "");
            return self.push_to(written, start, end);
        }
        let run_end = word_end(text, number.end);
        let attached = &text[number.end..run_end];
        let is_bare = numbers::figures_end(text, start) == number.end;
        if !attached.is_empty()
            && is_bare
            && !numbers::is_unit(attached, &number.value)
            && numbers::hour_mark(text, number.end).is_none()
            && numbers::day_mark(text, number.end).is_none()
        {
            return self.push_plain(start, run_end);
        }
        if let Some(end) = numbers::hyphenated_end(text, start, &number) {
            self.push_parts(
                &[(start, number.end), (end - 1, end)],
                &format!("{}.{}", number.value, &text[end - 1..end]),
            );
            self.at = end;
            return;
        }
        let joined = compounds::letter_behind_figure(text, start, number.end);
        self.push(number.value, start, number.end);
        self.at = number.end;
        if let Some(end) = joined {
            let joined = format!("{}{}", &text[start..number.end], &text[end - 1..end]);
            self.push_beside(joined, (start, end), self.position - 1, 2);
            return;
        }
        let hour = numbers::hour_mark(text, number.end).map(|mark| ("heure", mark));
        let day = numbers::day_mark(text, number.end).map(|mark| ("jour", mark));
        if is_bare && let Some((unit, (mark, mark_end))) = hour.or(day) {
            self.push(unit, mark, mark_end);
            self.at = mark_end;
        }
    }

    fn push(&mut self, written: impl Into<Box<str>>, start: usize, end: usize) {
        let position = self.position;
        self.position += 1;
        self.ahead.push_back(Word { rewritten: Some(written.into()), start, end, position, length: 1 });
    }

    /// Adds a word and goes on behind it.
    fn push_to(&mut self, written: impl Into<Box<str>>, start: usize, end: usize) {
        self.push(written, start, end);
        self.at = end;
    }

    fn push_plain(&mut self, start: usize, end: usize) {
        let word = self.plain(start, end);
        self.ahead.push_back(word);
    }

    /// Adds another way to write the words that begin at a position.
    fn push_beside(&mut self, written: impl Into<Box<str>>, (start, end): (usize, usize), position: u32, length: u32) {
        self.ahead.push_back(Word { rewritten: Some(written.into()), start, end, position, length });
    }

    /// Adds words one by one, and beside the first of them the whole in one piece.
    fn push_parts(&mut self, parts: &[(usize, usize)], whole: &str) {
        let position = self.position;
        let [(start, _), .., (_, end)] = *parts else {
            return parts.iter().for_each(|(start, end)| self.push_plain(*start, *end));
        };
        for (number, (part, part_end)) in parts.iter().enumerate() {
            self.push_plain(*part, *part_end);
            if number == 0 && whole.len() > part_end - part {
                let length = u32::try_from(parts.len()).unwrap_or(u32::MAX);
                self.push_beside(whole, (start, end), position, length);
            }
        }
    }
}

/// Whether a word is one of letters, between blanks or commas, that no rule applies to. Nine in ten words are.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let begins_plainly = match class(bytes[start]) {
        Class::Small => end > start + 1,
        Class::Capital => end > start + compounds::LONGEST_PARTICLE,
        Class::High => end > start + 4,
        _ => false,
    };
    begins_plainly
        && &bytes[start..end] != b"no"
        && !elision::may_be_cut(&bytes[start..end])
        && bytes.get(end).is_none_or(|next| class(*next) == Class::Break && !matches!(next, b'(' | b'/'))
}

/// The letters of an acronym (`O.N.U.`, `J.-C.`), and where its last letter ends: the point behind that may end a sentence.
fn acronym(text: &str, start: usize) -> Option<(String, usize)> {
    const LONGEST: usize = 16;
    let mut letters = String::new();
    let mut end = start;
    let mut at = start;
    while letters.len() < LONGEST
        && let Some(letter) = text[at..].chars().next().filter(|letter| letter.is_alphabetic())
        && word_end(text, at) == at + letter.len_utf8()
    {
        letters.push(letter);
        end = at + letter.len_utf8();
        let Some(rest) = text[end..].strip_prefix('.') else { break };
        at = text.len() - rest.strip_prefix('-').unwrap_or(rest).len();
    }
    (letters.chars().count() > 1).then_some((letters, end))
}

fn address_end(text: &str, start: usize) -> Option<usize> {
    web::url_end(text, start).or_else(|| web::email_end(text, start)).or_else(|| web::host_end(text, start))
}
