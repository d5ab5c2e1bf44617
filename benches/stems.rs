//! The stems of a list of words: how many words have the same stem, and which stems have the most words. Compounds are left
//! out, since they have the stems of all their parts.
//!
//!     cargo bench --bench stems -- WORDS [STEMS]
//!
//! WORDS is a file with a word on each line, such as Debian's `wfrench`. STEMS, if given, is a file of `word<TAB>stem` lines
//! from another implementation of `light_french`; the stemmer alone, without the rules before it, must give the same stems.

use std::collections::BTreeMap;
use std::{env, fs};

use kiosque::analysis::grammar::stemmer;
use kiosque::analysis::tokens;

fn main() {
    let paths: Vec<String> = env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let Some(words) = paths.first() else {
        println!("stems: no list of words given, nothing measured");
        return;
    };
    let words = fs::read_to_string(words).unwrap_or_else(|error| panic!("{words}: {error}"));
    print_merges(words.lines().filter(|word| !word.is_empty() && !word.contains('-')));
    if let Some(stems) = paths.get(1) {
        let stems = fs::read_to_string(stems).unwrap_or_else(|error| panic!("{stems}: {error}"));
        compare(stems.lines().filter_map(|line| line.split_once('\t')));
    }
}

fn print_merges<'a>(words: impl Iterator<Item = &'a str>) {
    let mut merged: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let mut count = 0;
    for word in words {
        count += 1;
        let mut stems: Vec<String> = tokens(word).into_iter().map(|token| token.stem).collect();
        stems.sort();
        stems.dedup();
        for stem in stems {
            merged.entry(stem).or_default().push(word);
        }
    }
    let forms: usize = merged.values().map(Vec::len).sum();
    assert!(forms >= count, "every word has a stem");
    println!("{count} words, {} stems, {:.2} words a stem", merged.len(), forms as f64 / merged.len() as f64);
    let mut by_size: Vec<_> = merged.into_iter().collect();
    by_size.sort_by_key(|(_, words)| std::cmp::Reverse(words.len()));
    for (least, most) in [(1, 1), (2, 4), (5, 16), (17, 32), (33, 64), (65, usize::MAX)] {
        let stems = by_size.iter().filter(|(_, words)| (least..=most).contains(&words.len())).count();
        println!("  {stems:>6} stems of {least} to {most} words");
    }
    for (stem, words) in by_size.iter().take(50) {
        println!("{stem} {}: {}", words.len(), words.join(" "));
    }
}

fn compare<'a>(expected: impl Iterator<Item = (&'a str, &'a str)>) {
    let (mut equal, mut other) = (0, 0);
    for (word, stem) in expected {
        let ours = stemmer::stem(word);
        if ours == stem {
            equal += 1;
        } else {
            other += 1;
            if other <= 20 {
                println!("{word}: {ours}, not {stem}");
            }
        }
    }
    println!("{equal} stems equal, {other} other");
}
