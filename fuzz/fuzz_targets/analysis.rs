//! Whatever a text holds, its words lie within it, in order, on the boundaries of characters; composed or decomposed, it
//! has the same words; and the index has exactly the postings that a query asks for.

#![no_main]

use kiosque::analysis::{EXACT, Token, names, tokenizer::TextTokenizer, tokens};
use libfuzzer_sys::fuzz_target;
use tantivy::tokenizer::{TokenStream, Tokenizer};
use unicode_normalization::UnicodeNormalization;

fuzz_target!(|text: &str| {
    let words = tokens(text);
    in_order(text, &words);
    in_order(text, &names(text));

    let shape = |text: String| -> Vec<_> {
        tokens(&text).into_iter().map(|token| (token.stem, token.form, token.position, token.length)).collect()
    };
    assert_eq!(shape(text.nfc().collect()), shape(text.nfd().collect()));

    let mut asked = Vec::new();
    for (i, token) in words.iter().enumerate() {
        asked.push((token.stem.clone(), token.start, token.end, token.position));
        // Alternatives share one form.
        let place = |token: &Token| (token.start, token.end, token.position, token.length, token.form.clone());
        if i == 0 || place(&words[i - 1]) != place(token) {
            asked.push((format!("{EXACT}{}", token.form), token.start, token.end, token.position));
        }
    }
    let mut indexed = Vec::new();
    TextTokenizer.token_stream(text).process(&mut |token| {
        indexed.push((token.text.clone(), token.offset_from, token.offset_to, token.position as u32));
    });
    asked.sort();
    indexed.sort();
    assert_eq!(asked, indexed);
});

fn in_order(text: &str, words: &[Token]) {
    for token in words {
        assert!(token.start < token.end && text.get(token.start..token.end).is_some(), "{token:?}");
        assert!(!token.stem.is_empty() && !token.stem.contains([EXACT, ' ']) && token.length > 0, "{token:?}");
    }
    for pair in words.windows(2) {
        assert!(pair[0].start <= pair[1].start && pair[0].position <= pair[1].position, "{pair:?}");
        assert!(pair[1].position <= pair[0].position + 1, "{pair:?}");
    }
}
