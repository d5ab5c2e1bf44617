//! The analysis chain: from French text to tokens, which say what is a word and which words are the same. Titles, leads,
//! bodies and queries all go through it, so that a query finds the words of a text in whatever form they stand there.
//!
//! The steps, in their order:
//!
//! 1. `words::characters`: one spelling for each character
//! 2. `words`: where words begin and end, with elisions, compounds, numbers and addresses
//! 3. `grammar::folding`: lower case, then no accents
//! 4. `grammar::overrides`: irregular forms, names, verbs, feminines
//! 5. `grammar::stemmer`: Savoy's light stemmer for all other words
//!
//! [`stop_words`] are indexed as all words are. [`relatives`] of words are asked for by searches alone. [`numbered`] gives the
//! index a text with the numbers of its words in a [`vocabulary`].
//!
//! ```
//! use kiosque::analysis::tokens;
//!
//! let stems: Vec<String> = tokens("L'œil des journaux").into_iter().map(|token| token.stem).collect();
//! assert_eq!(stems, ["oeil", "des", "journal"]);
//! ```

pub mod words;
pub mod stop_words;
mod lexicon;
pub mod grammar;
pub mod relatives;
pub mod pieces;
pub mod vocabulary;
mod memo;
pub mod wanted;
pub mod numbered;

use grammar::reading::Pair;
use grammar::{Lexeme, folding};
use wanted::WantedWords;
use words::characters::{Characters, characters};
use words::{Word, Words};

/// The version of the chain. It rises with every change of the tokens of any text: an index keeps the version that made it,
/// since the words of queries would not be those of its texts. `tests/french/version.txt` has a line for each version.
pub const VERSION: u32 = 5;

/// A token: one word of a text, as the index has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Token {
    /// The word folded and stemmed, by which it matches: `journal` for `Journaux`.
    pub stem: String,
    /// The word in lower case with its accents (NFC). `=mot` asks for it, and it adds to the score of a text that has it.
    pub form: String,
    /// The first byte of the word in the text, behind an elided article.
    pub start: usize,
    /// The byte behind its last one.
    pub end: usize,
    /// The number of the word in the text, from 0. Tokens of one position are alternatives (`weekend` beside `week end`).
    pub position: u32,
    /// How many positions it covers: 2 for `weekend` beside `week end`.
    pub length: u32,
}

/// The tokens that a query asks for, in its order. A noun that is written as a verb form is (`traité`) asks for the noun.
pub fn tokens(text: &str) -> Vec<Token> {
    tokens_by(text, |text, word| {
        let lexeme = grammar::lexeme(word.written(text));
        if lexeme.pair == Pair::Unaccented { lexeme.both() } else { lexeme }
    })
}

/// The tokens that the index has of a text, in its order: one that a query with the same word asks for, and another where the
/// word may be a verb as well.
pub fn indexed_tokens(text: &str) -> Vec<Token> {
    tokens_by(text, indexed)
}

fn indexed(text: &str, word: &Word) -> Lexeme {
    let lexeme = grammar::lexeme(word.written(text));
    if lexeme.pair.may_be_other(text, word.start) { lexeme.both() } else { lexeme }
}

/// The first of the tokens of each position: the words as they are written, without alternatives and wholes.
pub fn one_by_one(mut tokens: Vec<Token>) -> Vec<Token> {
    tokens.retain(|token| token.length == 1);
    tokens.dedup_by_key(|token| token.position);
    tokens
}

/// Passes the form and the first stem of each word of a text to `each`. It keeps none, unlike [`tokens`].
pub fn for_each_word(text: &str, mut each: impl FnMut(&str, &str)) {
    let plain = characters(text);
    let mut words = Words::default();
    while let Some(word) = words.next(&plain.text) {
        // A compound in one piece (`weekend`) covers several positions, and each of its words comes as well.
        if word.length == 1 {
            let lexeme = grammar::lexeme(word.written(&plain.text));
            each(&lexeme.form, lexeme.stems.split(' ').next().unwrap_or_default());
        }
    }
}

/// The tokens of all positions that have a wanted token. A snippet needs no others, and most words of a text are passed
/// over by their first two letters, without being analysed. The few that are analysed are fewer than would fill a cache, so
/// the cache of words stays out of it.
pub fn wanted_tokens(text: &str, wanted: &WantedWords) -> Vec<Token> {
    let plain = characters(text);
    let mut words = Words::default();
    let mut tokens = Vec::new();
    let is_wanted = |lexeme: &Lexeme| lexeme.stems.split(' ').any(|stem| wanted.is(&lexeme.form, stem));
    // The words of one position, none of them wanted so far; those that had to be analysed with their lexemes.
    let mut here: Vec<(Word, Option<Lexeme>)> = Vec::new();
    let mut wanted_at = None;
    while let Some(word) = words.next(&plain.text) {
        here.retain(|(before, _)| before.position == word.position);
        let lexeme = wanted.may_be(word.written(&plain.text)).then(|| indexed(&plain.text, &word));
        if wanted_at != Some(word.position) {
            wanted_at = lexeme.as_ref().is_some_and(is_wanted).then_some(word.position);
        }
        here.push((word, lexeme));
        if wanted_at.is_some() {
            for (word, lexeme) in here.drain(..) {
                let lexeme = lexeme.unwrap_or_else(|| indexed(&plain.text, &word));
                push_tokens(&mut tokens, &plain, &word, &lexeme);
            }
        }
    }
    tokens
}

/// All stems that a word with this form may have. A form is in lower case, and capitals may have changed the stem: `VIe` is
/// the ordinal `6e`, `vie` a word, and both have the form `vie`.
pub fn stems_of_form(form: &str) -> Vec<String> {
    const LONGEST: usize = 16;
    let mut stems = vec![folding::fold(form)];
    // Capitals change the stem of numerals alone, where they come first.
    let may_be_number = form.starts_with(|c: char| c.is_ascii_digit() || "ivxlc".contains(c)) && form.len() <= LONGEST;
    let capitals = if may_be_number { form.chars().count() } else { 0 };
    for capitals in 0..=capitals {
        let (first, rest) = form.split_at(form.char_indices().nth(capitals).map_or(form.len(), |(at, _)| at));
        let written = first.to_uppercase() + rest;
        stems.extend(grammar::lexeme(&written).stems.split(' ').map(str::to_owned));
    }
    stems.sort_unstable();
    stems.dedup();
    stems
}

/// The tokens of a name or an address: their words are folded, never stemmed, and have no form.
pub fn names(text: &str) -> Vec<Token> {
    tokens_by(text, |text, word| grammar::name(word.written(text)))
}

fn tokens_by(text: &str, lexeme: impl Fn(&str, &Word) -> Lexeme) -> Vec<Token> {
    let plain = characters(text);
    let mut words = Words::default();
    let mut tokens = Vec::new();
    while let Some(word) = words.next(&plain.text) {
        push_tokens(&mut tokens, &plain, &word, &lexeme(&plain.text, &word));
    }
    tokens
}

fn push_tokens(tokens: &mut Vec<Token>, plain: &Characters, word: &Word, lexeme: &Lexeme) {
    for stem in lexeme.stems.split(' ') {
        tokens.push(Token {
            stem: stem.to_string(),
            form: lexeme.form.clone(),
            start: plain.original_start(word.start),
            end: plain.original_end(word.end),
            position: word.position,
            length: word.length,
        });
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use rustc_hash::FxHashSet;
    use unicode_normalization::UnicodeNormalization;

    use super::numbered::NumberedText;
    use super::vocabulary::{Numbered, Vocabulary};
    use super::*;

    fn check(text: &str, expected: &str) {
        let shown = |token: &Token| format!("{}:{}..{}@{}", token.stem, token.start, token.end, token.position);
        let found: Vec<String> = tokens(text).iter().map(shown).collect();
        assert_eq!(found.join(" "), expected, "{text}");
    }

    #[test]
    fn offsets_cover_the_word_alone() {
        check("L’avion d'Air", "avion:4..9@0 air:12..15@1");
        check("a-t-il dit", "a:0..1@0 dire:7..10@1");
        check("O.N.U.", "onu:0..5@0");
        check("5,6\u{a0}%", "5.6:0..3@0 %:5..6@1");
        check("gouver\u{ad}nement.", "gouvern:0..14@0");
    }

    #[test]
    fn other_spellings_stand_at_the_same_place() {
        check("un week-end froid", "un:0..2@0 week:3..7@1 wekend:3..11@1 end:8..11@2 froid:12..17@3");
        check("L'Oréal", "oreal:2..8@0 loreal:2..8@0");
        check("peche", "pêche:0..5@0 péché:0..5@0");
    }

    #[test]
    fn stems_of_forms() {
        let check = |form: &str, expected: &[&str]| assert_eq!(stems_of_form(form), expected, "{form}");
        check("digues", &["digu", "digues"]);
        check("vie", &["6e", "vie"]);
        check("00e", &["00e", "0e"]);
        check("xiv", &["14", "xiv"]);
    }

    #[test]
    fn names_are_not_stemmed() {
        let stems: Vec<String> = names("L'Écho des Ardennes").into_iter().map(|token| token.stem).collect();
        assert_eq!(stems, ["echo", "lecho", "des", "ardennes"]);
    }

    /// Texts that look like French until one looks closely, and any others.
    fn texts() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[a-zA-Zéèêàçœ]{1,8}",
            "[0-9]{1,4}",
            "['’ʼ.,:;@#&%€/_+‑–-]{1,2}",
            "[ \u{a0}\u{202f}\n]",
            "[\u{300}\u{301}\u{327}\u{ad}\u{200b}\u{200d}ﬁ²ᵉ]",
            prop_oneof![
                "l'",
                "L’",
                "jusqu'",
                "-t-il",
                "ème",
                " h ",
                "XIXe",
                "&eacute;",
                "&#769;",
                "www.",
                "https://",
                ".fr",
                "O'",
                " traité",
                "il a ",
                " note",
                "LE TRAITE"
            ],
        ];
        prop_oneof![any::<String>(), prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())]
    }

    const OF_THEIR_OWN: [&str; 11] =
        ["yeux", "Yeux", "vais", "revais", "sont", "eues", "xxe", "VII", "noël", "uk", "noel"];

    proptest! {
        #[test]
        fn tokens_lie_in_the_text_and_in_order(text in texts()) {
            let tokens = indexed_tokens(&text);
            for token in &tokens {
                prop_assert!(token.start < token.end && text.get(token.start..token.end).is_some(), "{token:?}");
                prop_assert!(!token.stem.is_empty() && !token.form.is_empty() && token.length > 0, "{token:?}");
                prop_assert!(!token.stem.contains([' ', '\n']) && !token.form.contains([' ', '\n']), "{token:?}");
            }
            for pair in tokens.windows(2) {
                prop_assert!(pair[0].start <= pair[1].start && pair[0].position <= pair[1].position, "{pair:?}");
                prop_assert!(pair[1].position <= pair[0].position + 1, "{pair:?}");
            }
        }

        #[test]
        fn composed_and_decomposed_texts_have_the_same_words(text in texts()) {
            let words = |text: String| -> Vec<_> {
                indexed_tokens(&text)
                    .into_iter()
                    .map(|token| (token.stem, token.form, token.position, token.length))
                    .collect()
            };
            prop_assert_eq!(words(text.nfc().collect()), words(text.nfd().collect()));
        }

        /// Of words that have stems of their own, too.
        #[test]
        fn wanted_tokens_are_found(
            text in texts(),
            words in prop::collection::vec(prop::sample::select(&OF_THEIR_OWN[..]), 0..9),
            which in any::<u64>(),
        ) {
            let text = format!("{text} {}", words.join(" "));
            let tokens = indexed_tokens(&text);
            let chosen = move |token: &&Token, n| (which >> ((token.position * 7 + n) % 64)) & 3 == 0;
            let some = |n: u32| tokens.iter().filter(move |token| chosen(token, n));
            let stems: FxHashSet<String> = some(0).map(|token| token.stem.clone()).collect();
            let forms: FxHashSet<String> = some(3).map(|token| token.form.clone()).collect();
            let is_wanted = |token: &&Token| stems.contains(&token.stem) || forms.contains(&token.form);
            let positions: BTreeSet<u32> = tokens.iter().filter(is_wanted).map(|token| token.position).collect();
            let expected: Vec<_> = tokens.iter().filter(|token| positions.contains(&token.position)).cloned().collect();
            prop_assert_eq!(wanted_tokens(&text, &WantedWords::new(stems, forms)), expected);
        }

        #[test]
        fn the_index_has_what_queries_ask_for(text in texts()) {
            let tokens = indexed_tokens(&text);
            let vocabulary = Vocabulary::new();
            // Once with words that the cache of this thread has numbers for in another vocabulary, once with these.
            for _ in 0..2 {
                let numbered = NumberedText::of(&text, &vocabulary);
                let words = vocabulary.words();
                let (mut stems, mut forms, mut position) = (Vec::new(), BTreeSet::new(), None);
                for word in &numbered.words {
                    let Numbered { form, stems: own, other } = Numbered::of(&words[word.number() as usize]);
                    position = Some(position.map_or(0, |at: u32| at + u32::from(!word.is_at_same_place())));
                    let others = other.split(' ').filter(|_| word.has_other_reading());
                    stems.extend(own.split(' ').chain(others).map(|stem| (stem.to_owned(), position.unwrap())));
                    forms.insert(form.to_owned());
                }
                prop_assert_eq!(stems.len() as u64, numbered.tokens);
                let asked: Vec<_> = tokens.iter().map(|token| (token.stem.clone(), token.position)).collect();
                prop_assert_eq!(asked, stems);
                let asked: BTreeSet<_> = tokens.iter().map(|token| token.form.clone()).collect();
                prop_assert_eq!(asked, forms);
            }
        }

        #[test]
        fn a_text_has_what_a_query_of_its_words_asks_for(text in texts()) {
            let has = indexed_tokens(&text);
            let mut asks = tokens(&text);
            asks.dedup_by_key(|token| (token.start, token.end, token.position));
            prop_assert!(asks.iter().all(|asked| has.contains(asked)), "{asks:?} {has:?}");
        }

        #[test]
        fn a_form_has_one_of_its_stems(text in texts()) {
            let tokens = indexed_tokens(&text);
            for word in tokens.chunk_by(|a, b| (a.start, a.end, &a.form) == (b.start, b.end, &b.form)) {
                let stems = stems_of_form(&word[0].form);
                prop_assert!(word.iter().any(|token| stems.contains(&token.stem)), "{word:?} {stems:?}");
            }
        }
    }

    #[test]
    fn hostile_texts_take_no_longer_than_others() {
        let pieces = [
            "'",
            "-",
            "\u{301}",
            "1",
            ".",
            "a",
            "é",
            "l'",
            "L'A",
            "O'a",
            "Qu'Qu'",
            "a-",
            "a.",
            "a.-",
            "1.",
            "1,",
            "1 000 ",
            "1h",
            "#a",
            "#aB_",
            "@",
            "a@",
            "a@b.",
            "www.",
            "http://",
            "https://a/",
            "a.fr",
            "&",
            "&#",
            "&#39;",
            "&eacute",
            "I",
            "XX",
            "\u{ad}",
            "e\u{ad}\u{301}",
            "\u{200b}",
            "%",
            "€",
            "n°",
            "2019-03-12",
            "-t-il",
            "a-t",
            "_",
            "a_",
            "Ben ",
            "U 1",
            "ﬁ",
            "𝒜",
            "漢",
        ];
        for piece in pieces {
            let text = piece.repeat(200_000 / piece.len());
            assert!(tokens(&text).len() <= 2 * text.len(), "{piece}");
        }
    }
}
