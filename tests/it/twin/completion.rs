//! What might be typed on.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use kiosque::analysis::grammar::folding::fold;
use kiosque::analysis::{self, Token, stop_words};
use kiosque::engine::typos::written_as;

use super::engine::BruteForce;
use super::held::{BODY, Held, LEAD, TITLE, forms_of};

/// The last word is completed by words of titles or, where these are too few, of all texts: first those that stand in most
/// titles beside the words before, then those that most articles have.
pub fn words(corpus: &BruteForce, beginning: &str, limit: usize) -> Vec<String> {
    let (before, last) = beginning.split_at(beginning.len() - last_word(beginning).len());
    let words_before: Vec<Vec<String>> = beginnings(beginning).0.iter().map(|word| frequent(corpus, word)).collect();
    let begins = |counts: BTreeMap<String, u64>| counts.into_iter().filter(|(form, _)| begins_with(form, last));
    let beside = frequent(corpus, last);
    let titles: Vec<&Held> = corpus.articles.iter().filter(|article| has_all(article, &words_before)).collect();
    let counted = |(form, count): (String, u64)| {
        let beside = !words_before.is_empty() && beside.contains(&form);
        let titles = titles.iter().filter(|title| beside && has_title_word(title, &form)).count();
        (Reverse(titles), Reverse(count), form)
    };
    let mut found: Vec<_> = begins(corpus.forms(&[TITLE])).map(counted).collect();
    if found.len() < limit {
        found = begins(corpus.forms(&[TITLE, LEAD, BODY])).map(counted).collect();
    } else {
        found.sort();
        found.truncate(4 * limit);
        let texts = corpus.forms(&[BODY]);
        for (_, Reverse(count), form) in &mut found {
            *count = texts.get(form).copied().unwrap_or(0).max(*count);
        }
    }
    found.sort();
    found.truncate(limit);
    let mut words = following(corpus, before, last, limit);
    let others: Vec<String> = found.into_iter().map(|(_, _, form)| form).filter(|form| !words.contains(form)).collect();
    words.extend(others);
    words.truncate(limit);
    words.into_iter().map(|form| format!("{before}{}", written_as(last, form))).collect()
}

/// Of the two hundred most frequent words that begin so, those that follow the last four words before, from one that is no
/// stop word; else those that follow fewer of them.
fn following(corpus: &BruteForce, before: &str, last: &str, limit: usize) -> Vec<String> {
    let tokens: Vec<Token> = analysis::tokens(before).into_iter().filter(|token| token.length == 1).collect();
    let positions: BTreeSet<u32> = tokens.iter().map(|token| token.position).collect();
    let at = |position: &u32| tokens.iter().filter(|token| token.position == *position).collect::<Vec<_>>();
    let mut words: Vec<Vec<&Token>> = positions.iter().map(at).collect();
    words.drain(..words.len().saturating_sub(4));
    let mut forms: Vec<_> =
        corpus.forms(&[TITLE, LEAD, BODY]).into_iter().filter(|(form, _)| begins_with(form, last)).collect();
    forms.sort_by_key(|(form, count)| (Reverse(*count), form.clone()));
    forms.truncate(200);
    while !words.is_empty() {
        if !stop_words::is_stop_word(&words[0][0].form) {
            let counted = forms.iter().map(|(form, _)| {
                let stems = analysis::stems_of_form(form);
                let follows = |article: &&Held| {
                    [TITLE, LEAD, BODY].iter().any(|field| {
                        let text = &article.texts[*field];
                        let stands = |position: u32, wanted: &dyn Fn(&Token) -> bool| {
                            text.iter().any(|token| token.position == position && wanted(token))
                        };
                        let is_written = forms_of(*field)
                            .iter()
                            .any(|text| article.texts[*text].iter().any(|token| token.form == *form));
                        is_written
                            && text.iter().any(|start| {
                                (0..).zip(&words).all(|(n, word)| {
                                    stands(start.position + n, &|token| {
                                        word.iter().any(|wanted| wanted.stem == token.stem)
                                    })
                                }) && stands(start.position + words.len() as u32, &|token| stems.contains(&token.stem))
                            })
                    })
                };
                (corpus.articles.iter().filter(follows).count(), form)
            });
            let mut found: Vec<_> = counted.filter(|(articles, _)| *articles > 0).collect();
            if !found.is_empty() {
                found.sort_by_key(|(articles, _)| Reverse(*articles));
                return found.into_iter().take(limit).map(|(_, form)| form.clone()).collect();
            }
        }
        words.remove(0);
    }
    Vec::new()
}

/// The titles that have words with all these beginnings, the newest first, then by id; each title once.
pub fn titles(corpus: &BruteForce, beginning: &str, limit: usize) -> Vec<String> {
    let (mut words, last) = beginnings(beginning);
    words.push(last);
    let words: Vec<Vec<String>> = words.iter().map(|word| frequent(corpus, word)).collect();
    let mut found: Vec<&Held> = corpus.articles.iter().filter(|article| has_all(article, &words)).collect();
    found.sort_by_key(|article| (Reverse(article.published()), article.filed.id.clone()));
    let mut titles: Vec<String> = Vec::new();
    for title in found.into_iter().map(|article| &article.filed.article.title) {
        if titles.len() < limit && !titles.contains(title) {
            titles.push(title.clone());
        }
    }
    titles
}

/// The words before the last that are long enough to say something, and the last.
fn beginnings(beginning: &str) -> (Vec<&str>, &str) {
    let mut words: Vec<&str> = beginning.split_whitespace().map(last_word).collect();
    let last = words.pop().unwrap_or_default();
    words.retain(|word| word.chars().count() >= 3);
    (words, last)
}

/// What stands behind the last blank or apostrophe.
fn last_word(text: &str) -> &str {
    text.rsplit(|c: char| c.is_whitespace() || matches!(c, '\'' | '’')).next().unwrap_or_default()
}

/// Whether a title has one of the forms of each word.
fn has_all(article: &Held, words: &[Vec<String>]) -> bool {
    words.iter().all(|forms| forms.iter().any(|form| has_title_word(article, form)))
}

fn has_title_word(article: &Held, form: &str) -> bool {
    article.texts[TITLE].iter().any(|token| token.form == form)
}

/// The two hundred words that begin so and that most titles have.
fn frequent(corpus: &BruteForce, word: &str) -> Vec<String> {
    let mut forms: Vec<_> = corpus.forms(&[TITLE]).into_iter().filter(|(form, _)| begins_with(form, word)).collect();
    forms.sort_by_key(|(form, count)| (Reverse(*count), form.clone()));
    forms.into_iter().take(200).map(|(form, _)| form).collect()
}

fn begins_with(form: &str, beginning: &str) -> bool {
    !fold(beginning).is_empty() && fold(form).starts_with(&fold(beginning))
}
