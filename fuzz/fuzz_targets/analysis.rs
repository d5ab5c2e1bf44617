//! Whatever a text holds, its words lie within it, in order, on the boundaries of characters; composed or decomposed, it
//! has the same words; and the index has exactly the postings that a query asks for.

#![no_main]

use std::collections::BTreeSet;

use kiosque::analysis::numbered::NumberedText;
use kiosque::analysis::vocabulary::{Numbered, Vocabulary};
use kiosque::analysis::{Token, indexed_tokens, names, stems_of_form};
use libfuzzer_sys::fuzz_target;
use unicode_normalization::UnicodeNormalization;

fuzz_target!(|text: &str| {
    let words = indexed_tokens(text);
    in_order(text, &words);
    in_order(text, &names(text));

    let shape = |text: String| -> Vec<_> {
        indexed_tokens(&text).into_iter().map(|token| (token.stem, token.form, token.position, token.length)).collect()
    };
    assert_eq!(shape(text.nfc().collect()), shape(text.nfd().collect()));

    let vocabulary = Vocabulary::new();
    let numbered = NumberedText::of(text, &vocabulary);
    let known = vocabulary.words();
    let (mut stems, mut forms, mut position) = (Vec::new(), BTreeSet::new(), 0);
    for (n, word) in numbered.words.iter().enumerate() {
        let Numbered { form, stems: own, other } = Numbered::of(&known[word.number() as usize]);
        position += u32::from(n > 0 && !word.is_at_same_place());
        let others = other.split(' ').filter(|_| word.has_other_reading());
        stems.extend(own.split(' ').chain(others).map(|stem| (stem.to_owned(), position)));
        forms.insert(form.to_owned());
    }
    let asked: Vec<_> = words.iter().map(|token| (token.stem.clone(), token.position)).collect();
    assert_eq!(asked, stems);
    let asked: BTreeSet<_> = words.iter().map(|token| token.form.clone()).collect();
    assert_eq!(asked, forms);
    for alternatives in words.chunk_by(|a, b| (a.start, a.end, &a.form) == (b.start, b.end, &b.form)) {
        let stems = stems_of_form(&alternatives[0].form);
        assert!(alternatives.iter().any(|token| stems.contains(&token.stem)), "{alternatives:?} {stems:?}");
    }
});

fn in_order(text: &str, words: &[Token]) {
    for token in words {
        assert!(token.start < token.end && text.get(token.start..token.end).is_some(), "{token:?}");
        assert!(!token.stem.is_empty() && !token.stem.contains([' ', '\n']) && token.length > 0, "{token:?}");
    }
    for pair in words.windows(2) {
        assert!(pair[0].start <= pair[1].start && pair[0].position <= pair[1].position, "{pair:?}");
        assert!(pair[1].position <= pair[0].position + 1, "{pair:?}");
    }
}
