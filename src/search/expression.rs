//! Expressions: small words that carry meaning, as in `âge d'or`, `vitamine D`, `été 2018`, `Europe de l'Est` or `à la une`.
//!
//! Stop words are passed over beside other words, since `le budget` means `budget`. But `vitamine D` does not mean
//! `vitamine`. Where the place of a stop word says that it is meant, and some article has the words as they were typed, they
//! are looked for as a phrase. So are the locutions of a list, such as `mise en examen`, whose words do not add up.

use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::analysis;
use crate::analysis::grammar::folding::fold;
use crate::engine::selection::{Operator, Selection, is_stop_word};
use crate::engine::{Engine, EngineError};
use crate::query::ast::Query;
use crate::query::filters::Filters;

/// What becomes of an expression that no article has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// It stays one where its place leaves no doubt: an index without `vitamine C` has nothing on it.
    Stay,
    /// It is read as its words.
    Go,
}

/// `query` with its expressions as phrases; none if there is none to look for.
pub fn as_phrases(engine: &dyn Engine, query: &Query, absent: Absent) -> Result<Option<Query>, EngineError> {
    let Query::Words(items) = query else { return Ok(None) };
    let certain = if absent == Absent::Stay { parts(items, |n| !is_stop_word(&items[n])) } else { Vec::new() };
    let mut read: Vec<Query> = Vec::new();
    let mut next = 0;
    for range in expressions(items) {
        let texts: Vec<&str> = items[range.clone()].iter().filter_map(text_of).collect();
        let mut phrases = Vec::new();
        for (n, text) in [Some(texts.join(" ")), in_other_number(&texts)].into_iter().flatten().enumerate() {
            let query = Query::Phrase { text, slop: 0 };
            let selection = Selection { query: query.clone(), filters: Filters::default(), operator: Operator::And };
            if n == 0 && certain.contains(&range) || engine.has_any(&selection)? {
                phrases.push(query);
            }
        }
        if !phrases.is_empty() {
            read.extend(items[next..range.start].iter().cloned());
            read.push(if phrases.len() == 1 { phrases.remove(0) } else { Query::Or(phrases) });
            next = range.end;
        }
    }
    if next == 0 {
        return Ok(None);
    }
    read.extend(items[next..].iter().cloned());
    // Stop words before or behind an expression say no more than before any word.
    read.retain(|item| !is_stop_word(item));
    Ok(Some(Query::words(read)))
}

/// An expression with its first word in the other number, where that has another stem: `cours d'appel` for `cour d'appel`.
fn in_other_number(words: &[&str]) -> Option<String> {
    let (first, rest) = words.split_first()?;
    let other = first.strip_suffix('s').map_or_else(|| format!("{first}s"), str::to_owned);
    let is_another = !is_stop_word(&Query::Term((*first).to_owned())) && stems_of(&other) != stems_of(first);
    is_another.then(|| [&[other.as_str()], rest].concat().join(" "))
}

/// A query of more words is a sentence, whose small words are grammar.
const LONGEST: usize = 7;

/// Stop words that may begin an expression: `été 2018`, `sans papiers`, `fait divers`, `plus value`.
const BEGINNINGS: [&str; 14] =
    ["ete", "or", "fait", "faire", "avant", "apres", "sans", "sous", "hors", "contre", "plus", "moins", "tout", "car"];

/// Stop words that may end one: `Europe de l'Est`, `faux pas`, `mise en avant`, `prise de son`; and every single letter.
const ENDINGS: [&str; 18] = [
    "est", "ete", "or", "car", "son", "ton", "pas", "avant", "apres", "fait", "faire", "plus", "moins", "etre",
    "avoir", "soi", "une", "la",
];

/// The items of a query that may be expressions, in order and without overlap.
fn expressions(items: &[Query]) -> Vec<Range<usize>> {
    let listed = locutions(items);
    if !listed.is_empty() {
        return listed;
    }
    let words: Option<Vec<&str>> = items.iter().map(text_of).collect();
    let telling = |n: usize| !is_stop_word(&items[n]);
    let count = (0..items.len()).filter(|n| telling(*n)).count();
    match words {
        Some(words) if count <= 1 && words.len() <= LONGEST => whole(&words, count, telling).into_iter().collect(),
        _ => parts(items, telling),
    }
}

/// The items that are locutions of the list.
fn locutions(items: &[Query]) -> Vec<Range<usize>> {
    let stems: Vec<String> = items.iter().map(|item| text_of(item).map(stems_of).unwrap_or_default()).collect();
    let known = locutions_of(items);
    let mut found = Vec::new();
    let mut at = 0;
    while at < items.len() {
        // The longest that begins here.
        let ends = (at + 2..=items.len().min(at + LONGEST)).rev();
        let is_one = |end: &usize| {
            let words = &stems[at..*end];
            words.iter().all(|stem| !stem.is_empty()) && known.contains(words.join(" ").as_str())
        };
        match { ends }.find(is_one) {
            Some(end) => {
                found.push(at..end);
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// The stems of the listed locutions that may be in a query: those whose first word begins as one of its words does. To analyse
/// all of the list at the start of a program took longer than most searches do.
fn locutions_of(items: &[Query]) -> FxHashSet<&'static str> {
    let first = |text: &str| analysis::tokens(text).first().map(|token| beginning(&token.form));
    let begun: FxHashSet<String> = items.iter().filter_map(text_of).filter_map(first).collect();
    let may_be = begun.iter().filter_map(|beginning| LOCUTIONS.get(beginning)).flatten();
    may_be.map(|locution| locution.stems.get_or_init(|| stems_of(locution.text)).as_str()).collect()
}

/// Words that do not add up.
struct Locution {
    text: &'static str,
    /// Known once somebody asked for a word that begins so.
    stems: OnceLock<String>,
}

/// The list, by the beginnings of the first words.
static LOCUTIONS: LazyLock<FxHashMap<String, Vec<Locution>>> = LazyLock::new(|| {
    let mut listed = FxHashMap::<String, Vec<Locution>>::default();
    for text in include_str!("locutions.txt").lines() {
        let first = text.split([' ', '-']).next().and_then(|word| word.rsplit('\'').next()).unwrap_or_default();
        listed.entry(beginning(first)).or_default().push(Locution { text, stems: OnceLock::new() });
    }
    listed
});

fn beginning(word: &str) -> String {
    fold(word).chars().take(2).collect()
}

/// The first stem of each word of a text, with blanks between them. An elision is no word.
fn stems_of(text: &str) -> String {
    let words = analysis::one_by_one(analysis::tokens(text));
    words.into_iter().map(|word| word.stem).collect::<Vec<_>>().join(" ")
}

/// A query that is nothing but an expression, with the articles and prepositions before it left out.
fn whole(words: &[&str], telling: usize, is_telling: impl Fn(usize) -> bool) -> Option<Range<usize>> {
    let start = match telling {
        0 => 0,
        _ => (0..words.len()).find(|n| is_telling(*n) || BEGINNINGS.contains(&folded(words[*n]).as_str()))?,
    };
    let (first, last) = (start, words.len() - 1);
    let ends = !is_telling(last) && (telling == 0 || is_ending(words[last]));
    (first < last && (ends || !is_telling(first))).then_some(start..words.len())
}

/// The expressions in a longer query, which only their places give away: a capital letter behind a word, `l'Est` or `d'or`
/// behind one, `été` before a year.
fn parts(items: &[Query], is_telling: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (n, item) in items.iter().enumerate() {
        let Some(word) = text_of(item).filter(|_| !is_telling(n)) else { continue };
        let free = found.last().map_or(0, |range| range.end);
        // Only these stand between an expression's noun and its end: `Europe de l'Est`, `vente à l'avant`.
        let link = |n: usize| {
            items
                .get(n)
                .and_then(text_of)
                .is_some_and(|word| matches!(folded(word).as_str(), "de" | "a" | "en" | "vers"))
        };
        let noun = (free..n)
            .rev()
            .find(|before| !link(*before))
            .filter(|before| is_telling(*before) && text_of(&items[*before]).is_some());
        let is_letter = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
        let is_elided =
            ["l'", "d'", "l’", "d’", "L'", "D'", "L’", "D’"].iter().any(|article| word.starts_with(article));
        let year = items
            .get(n + 1)
            .and_then(text_of)
            .filter(|next| next.len() == 4 && next.bytes().all(|b| b.is_ascii_digit()));
        match noun {
            Some(noun) if (is_letter && noun + 1 == n) || (is_elided && is_ending(word)) => found.push(noun..n + 1),
            _ if year.is_some() && folded(word) == "ete" => found.push(n..n + 2),
            _ => {}
        }
    }
    found
}

fn is_ending(word: &str) -> bool {
    let word = folded(word);
    word.chars().count() == 1 && word != "a" && word != "y" || ENDINGS.contains(&word.as_str())
}

/// The last word of what was typed, folded: `est` of `l'Est`.
fn folded(word: &str) -> String {
    analysis::tokens(word).pop().map(|token| fold(&token.form)).unwrap_or_default()
}

fn text_of(item: &Query) -> Option<&str> {
    match item {
        Query::Term(text) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::article::Article;
    use crate::embedded::Embedded;
    use crate::index::in_memory;
    use crate::index::schema::Entry;
    use crate::query;
    use crate::search::answer::search;
    use crate::search::request::{Matching, Request};

    #[test]
    fn small_words_that_carry_meaning() {
        let check = |text: &str, expected: &[&str]| {
            let items = match query::parse(text, date(2025, 7, 1)).query {
                Query::Words(items) => items,
                one => vec![one],
            };
            let found = expressions(&items)
                .into_iter()
                .map(|range| items[range].iter().filter_map(text_of).collect::<Vec<_>>().join(" "));
            assert_eq!(found.collect::<Vec<_>>(), expected, "{text}");
        };
        check("Europe de l'Est", &["Europe de l'Est"]);
        check("été 2018", &["été 2018"]);
        check("l'âge d'or", &["l'âge d'or"]);
        check("mise en avant", &["mise en avant"]);
        check("un fait divers", &["fait divers"]);
        check("faux pas", &["faux pas"]);
        check("vitamine D", &["vitamine D"]);
        check("le RER C", &["RER C"]);
        check("à la une", &["à la une"]);
        check("prise de son", &["prise de son"]);
        check("sans papiers", &["sans papiers"]);
        // Grammar.
        check("le budget", &[]);
        check("les retraites", &[]);
        check("pour Macron", &[]);
        check("grève des", &[]);
        check("qui est Macron", &[]);
        check("Macron est arrivé à Paris", &[]);
        check("budget", &[]);
        // Words that mean something together.
        check("mise en examen", &["mise en examen"]);
        check("grève de la faim", &["grève de la faim"]);
        check("grève de la fonction publique", &[]);
        check("mises en examen", &["mises en examen"]);
        check("la main d'œuvre étrangère", &["main d'œuvre"]);
        check("Macron face à face Le Pen", &["face à face"]);
        check("garde à vue procureur", &["garde à vue"]);
        check("élections en Afrique du Sud", &["Afrique du Sud"]);
        check("mise à Calais", &[]);
        // In a longer query.
        check("pollution en Europe de l'Est", &["Europe de l'Est"]);
        check("vaccin hépatite C", &["hépatite C"]);
        check("concerts été 2018", &["été 2018"]);
        check("ballon d'or Messi", &["ballon d'or"]);
        check("+vitamine D", &[]);
        check("grève OU vitamine D", &[]);
    }

    #[test]
    fn an_expression_is_looked_for_where_some_article_has_it() {
        let texts = [
            "La vitamine C et le RER D.",
            "Le manque de vitamine D.",
            "D’été en été, la vitamine manque.",
            "L’été 2018 fut chaud.",
            "Les cours d’appel siègent.",
            "La cour d’appel siège, les cours de chant ont fait appel.",
        ];
        let entry = |(id, text): (usize, &&str)| {
            let article = Article { title: format!("Brève {id}"), body: (*text).to_owned(), ..Article::default() };
            Entry::new(id.to_string(), Ok(article))
        };
        let engine = Embedded::new(in_memory(&texts.iter().enumerate().map(entry).collect::<Vec<_>>())).unwrap();
        let check = |text: &str, matching: Matching, expected: &[&str]| {
            let request = Request { matching, ..Request::new(query::parse(text, date(2025, 7, 1)).query) };
            let mut ids: Vec<String> = search(&engine, &request).unwrap().hits.into_iter().map(|hit| hit.id).collect();
            ids.sort_unstable();
            assert_eq!(ids, expected, "{text}");
        };
        check("vitamine D", Matching::All, &["1"]);
        check("été 2018", Matching::All, &["3"]);
        check("manque vitamine D", Matching::All, &["1"]);
        check("vitamine C", Matching::AllElseAny, &["0"]);
        // Either number.
        check("cour d'appel", Matching::All, &["4", "5"]);
        check("cours d'appel", Matching::All, &["4", "5"]);
        // No article has it: only where all is asked for, nothing is found.
        check("RER C", Matching::All, &[]);
        check("RER C", Matching::AllElseAny, &["0"]);
        check("vitamine K", Matching::All, &[]);
        check("été 2018 -chaud", Matching::All, &[]);
        check("vitamine été", Matching::All, &["0", "1", "2"]);
        check("vitamine D", Matching::Any, &["0", "1", "2"]);
    }
}
