//! "Did you mean", measured: how often the right word is offered for a misspelt one, and how often another one for a word that
//! is right.
//!
//!     cargo bench --bench corrections -- INDEX [COUNT]
//!
//! Frequent words of INDEX and pairs of such words that stand side by side are misspelt as French is, COUNT of each kind of
//! error (100 unless said). A misspelling that is another word of the index, or that
//! finds what the right word finds, is left out. Words that are right are frequent
//! ones, those that three articles or fewer have, and names among these, alone and in pairs.

use std::collections::BTreeMap;
use std::env;
use std::path::Path;

use jiff::civil::date;
use kiosque::analysis::grammar::folding::fold;
use kiosque::analysis::{stop_words, tokens};
use kiosque::embedded::Embedded;
use kiosque::engine::Engine;
use kiosque::engine::candidate::{Sort, Wanted};
use kiosque::engine::ranking::Ranking;
use kiosque::engine::selection::{Operator, Selection};
use kiosque::query;
use kiosque::query::ast::Query;
use kiosque::query::filters::Filters;
use kiosque::search::answer::search;
use kiosque::search::request::Request;

/// So many articles have a frequent word, and so many at most a rare one.
const FREQUENT: usize = 20;
const RARE: usize = 3;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let Some(index) = arguments.first() else {
        println!("corrections: no index given, nothing measured");
        return;
    };
    let count = arguments.get(1).map_or(100, |count| count.parse().expect("a count"));
    let engine = Embedded::open(Path::new(index)).unwrap_or_else(|error| panic!("{error}"));
    let words = Words::of(&engine);
    println!("misspelt                 queries   right   wrong    none");
    let (mut all, mut kinds) = (Tally::default(), BTreeMap::new());
    for (length, queries) in [("a word", words.frequent()), ("a pair", words.pairs(|word| words.is_frequent(word)))] {
        for (kind, misspell) in KINDS {
            let mut tally = Tally::default();
            for query in spread(&queries) {
                if tally.count == count {
                    break;
                }
                // Now the first, now the last word.
                let (start, word, end) = match query.split_once(' ') {
                    Some((first, _)) if tally.count % 2 == 1 => ("", first, &query[first.len()..]),
                    Some((first, last)) => (&query[..=first.len()], last, ""),
                    None => ("", query.as_str(), ""),
                };
                let variants = misspell(word);
                let is_error = |variant: &&String| !words.knows(variant) && stems(variant) != stems(word);
                let variants: Vec<&String> = variants.iter().filter(is_error).collect();
                let Some(variant) = variants.get(tally.count % variants.len().max(1)) else { continue };
                let typed = format!("{start}{variant}{end}");
                tally.add(&typed, offered(&engine, &typed), query);
            }
            tally.print(&format!("{length}, {kind}"));
            all.join(&tally);
            kinds.entry(kind).or_insert_with(Tally::default).join(&tally);
        }
    }
    all.print("all");
    println!("right                    queries   other");
    let is_rare = |word: &str| words.is_rare(word);
    let frequent_pairs = words.pairs(|word| words.is_frequent(word));
    for (what, queries) in [
        ("frequent words", words.frequent()),
        ("pairs of them", frequent_pairs),
        ("rare words", words.rare()),
        ("rare names", words.names.iter().filter(|name| is_rare(name)).cloned().collect()),
        ("a rare one in a pair", words.pairs(is_rare)),
    ] {
        let queries: Vec<&String> = spread(&queries).take(3 * count).collect();
        let other: Vec<(&&String, String)> =
            queries.iter().filter_map(|query| Some((query, offered(&engine, query)?))).collect();
        println!("{what:24} {:7} {:7}", queries.len(), other.len());
        if env::var_os("VERBOSE").is_some() {
            other.iter().for_each(|(query, other)| println!("    {query} -> {other}"));
        }
    }
}

/// All of some items, in an order that takes from all parts.
fn spread(items: &[String]) -> impl Iterator<Item = &String> {
    let step = (items.len() as f64 * 0.618) as usize | 1;
    let coprime = (step..).find(|step| gcd(*step, items.len().max(1)) == 1).unwrap_or(1);
    (0..items.len()).map(move |n| &items[n * coprime % items.len()])
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn offered(engine: &dyn Engine, text: &str) -> Option<String> {
    let request = Request { limit: 1, ..Request::new(query::parse(text, date(2025, 7, 1)).query) };
    search(engine, &request).unwrap().suggestion.map(|query| query.to_string())
}

fn stems(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|token| token.stem).collect()
}

#[derive(Default)]
struct Tally {
    count: usize,
    right: usize,
    wrong: usize,
}

impl Tally {
    fn add(&mut self, typed: &str, offered: Option<String>, meant: &str) {
        self.count += 1;
        let is_right =
            offered.as_ref().is_some_and(|offered| fold(offered) == fold(meant) || stems(offered) == stems(meant));
        self.right += usize::from(is_right);
        self.wrong += usize::from(offered.is_some() && !is_right);
        if !is_right && env::var_os("VERBOSE").is_some() {
            println!("    {typed} for {meant}: {offered:?}");
        }
    }

    fn join(&mut self, other: &Self) {
        self.count += other.count;
        self.right += other.right;
        self.wrong += other.wrong;
    }

    fn print(&self, what: &str) {
        let none = self.count - self.right - self.wrong;
        let share = 100.0 * self.right as f64 / self.count.max(1) as f64;
        println!("{what:24} {:7} {:7} {:7} {none:7}  {share:.0} %", self.count, self.right, self.wrong);
    }
}

/// The written words of an index, in lower case, with the number of articles that have them.
struct Words {
    articles_with: BTreeMap<String, usize>,
    folded: BTreeMap<String, usize>,
    /// Pairs of words that are no stop words and stand side by side.
    pairs: Vec<String>,
    /// Words that are never written without a capital.
    names: Vec<String>,
}

impl Words {
    fn of(engine: &dyn Engine) -> Self {
        let selection = Selection { query: Query::All, filters: Filters::default(), operator: Operator::And };
        let ranking = Ranking::default();
        let matches = engine.matches(&selection, &ranking).unwrap();
        let all = Wanted { sort: Sort::Newest, first: usize::MAX, deep: 0, now: None };
        let mut handles: Vec<_> = matches.best(&all).unwrap().into_iter().map(|candidate| candidate.article).collect();
        handles.sort_unstable();
        let (mut articles_with, mut folded) = (BTreeMap::new(), BTreeMap::new());
        let (mut pairs, mut capitals) = (BTreeMap::<String, usize>::new(), BTreeMap::<String, bool>::new());
        for some in handles.chunks(500) {
            for filed in engine.read(some).unwrap() {
                let body = filed.article.body;
                let (mut forms, mut here) = (BTreeMap::new(), BTreeMap::new());
                let mut before: Option<&str> = None;
                for word in body.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '\u{301}') {
                    let is_word = word.chars().count() > 3 && word.chars().all(char::is_alphabetic);
                    let lower = word.to_lowercase();
                    if !is_word || stop_words::is_stop_word(&lower) {
                        before = None;
                        continue;
                    }
                    let has_capital = word.starts_with(char::is_uppercase);
                    *capitals.entry(lower.clone()).or_insert(true) &= has_capital;
                    if let Some(before) = before {
                        here.insert(format!("{} {lower}", before.to_lowercase()), ());
                    }
                    forms.insert(lower, ());
                    before = Some(word);
                }
                for form in forms.into_keys() {
                    *folded.entry(fold(&form)).or_default() += 1;
                    *articles_with.entry(form).or_default() += 1;
                }
                here.into_keys().for_each(|pair| *pairs.entry(pair).or_default() += 1);
            }
        }
        let pairs = pairs.into_iter().filter(|(_, count)| *count >= 3).map(|(pair, _)| pair).collect();
        let names = capitals.into_iter().filter(|(_, always)| *always).map(|(word, _)| word).collect();
        Self { articles_with, folded, pairs, names }
    }

    fn frequent(&self) -> Vec<String> {
        self.articles_with.keys().filter(|word| self.is_frequent(word)).cloned().collect()
    }

    fn rare(&self) -> Vec<String> {
        self.articles_with.keys().filter(|word| self.is_rare(word)).cloned().collect()
    }

    fn is_frequent(&self, word: &str) -> bool {
        self.articles_with.get(word).is_some_and(|count| *count >= FREQUENT)
    }

    fn is_rare(&self, word: &str) -> bool {
        self.folded.get(&fold(word)).is_some_and(|count| *count <= RARE)
    }

    /// Pairs that have such a word.
    fn pairs(&self, is_one: impl Fn(&str) -> bool) -> Vec<String> {
        self.pairs.iter().filter(|pair| pair.split(' ').any(&is_one)).cloned().collect()
    }

    /// Whether some articles have a word, however it is accented.
    fn knows(&self, word: &str) -> bool {
        self.folded.get(&fold(word)).is_some_and(|count| *count > 2)
    }
}

/// What may become of a word.
type Misspell = fn(&str) -> Vec<String>;

const KINDS: [(&str, Misspell); 7] = [
    ("doubled", doubled),
    ("undoubled", undoubled),
    ("swapped", swapped),
    ("missing", missing),
    ("as it sounds", as_it_sounds),
    ("silent ending", silent_ending),
    ("syllable missing", syllable_missing),
];

fn letters(word: &str) -> Vec<char> {
    word.chars().collect()
}

fn is_vowel(letter: char) -> bool {
    "aeiouyàâéèêëîïôùû".contains(letter)
}

fn doubled(word: &str) -> Vec<String> {
    let letters = letters(word);
    let is_one = |n: &usize| "lmnprtsfc".contains(letters[*n]) && is_vowel(letters[n - 1]) && is_vowel(letters[n + 1]);
    let double = |n: usize| [&letters[..=n], &letters[n..]].concat().into_iter().collect();
    (1..letters.len() - 1).filter(is_one).map(double).collect()
}

fn undoubled(word: &str) -> Vec<String> {
    let letters = letters(word);
    let is_double = |n: &usize| letters[*n] == letters[n - 1] && !is_vowel(letters[*n]);
    (1..letters.len())
        .filter(is_double)
        .map(|n| [&letters[..n], &letters[n + 1..]].concat().into_iter().collect())
        .collect()
}

fn swapped(word: &str) -> Vec<String> {
    let letters = letters(word);
    let swap = |n: usize| {
        let mut letters = letters.clone();
        letters.swap(n, n + 1);
        letters.into_iter().collect()
    };
    (1..letters.len() - 1).filter(|n| letters[*n] != letters[n + 1]).map(swap).collect()
}

fn missing(word: &str) -> Vec<String> {
    let letters = letters(word);
    (1..letters.len()).map(|n| [&letters[..n], &letters[n + 1..]].concat().into_iter().collect()).collect()
}

fn syllable_missing(word: &str) -> Vec<String> {
    let letters = letters(word);
    let is_syllable = |n: &usize| !is_vowel(letters[*n]) && is_vowel(letters[n + 1]) && !is_vowel(letters[n + 2]);
    let without = |n: usize| [&letters[..n], &letters[n + 2..]].concat().into_iter().collect();
    if letters.len() < 10 { Vec::new() } else { (2..letters.len() - 2).filter(is_syllable).map(without).collect() }
}

fn as_it_sounds(word: &str) -> Vec<String> {
    const SOUNDS: [(&str, &str); 24] = [
        ("ph", "f"),
        ("f", "ph"),
        ("an", "en"),
        ("en", "an"),
        ("am", "em"),
        ("em", "am"),
        ("ss", "s"),
        ("ss", "c"),
        ("eau", "o"),
        ("au", "o"),
        ("o", "au"),
        ("qu", "k"),
        ("ain", "in"),
        ("in", "ain"),
        ("y", "i"),
        ("i", "y"),
        ("tion", "sion"),
        ("ç", "ss"),
        ("th", "t"),
        ("h", ""),
        ("ai", "é"),
        ("ei", "é"),
        ("ge", "je"),
        ("c", "k"),
    ];
    let mut variants = Vec::new();
    for (written, sounding) in SOUNDS {
        for (at, _) in word.match_indices(written) {
            variants.push([&word[..at], sounding, &word[at + written.len()..]].concat());
        }
    }
    variants
}

fn silent_ending(word: &str) -> Vec<String> {
    const ENDINGS: [(&str, &str); 12] = [
        ("é", "er"),
        ("er", "é"),
        ("ée", "é"),
        ("t", ""),
        ("d", ""),
        ("x", ""),
        ("s", ""),
        ("ps", ""),
        ("e", ""),
        ("et", "é"),
        ("ie", "i"),
        ("ment", "men"),
    ];
    let ending = |(from, to): &(&str, &str)| Some(format!("{}{to}", word.strip_suffix(from)?));
    let mut variants: Vec<String> = ENDINGS.iter().filter_map(ending).collect();
    if word.ends_with(['r', 'l', 'n', 'i', 'u', 'é']) {
        variants.extend(["e", "t"].map(|silent| format!("{word}{silent}")));
    }
    variants
}
