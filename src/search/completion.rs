//! What might be typed on: the words that a beginning stands for, and the titles that have them.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, DocSet, Searcher, SegmentOrdinal, SegmentReader, TERMINATED, Term};

use super::spelling::{forms, written_as};
use super::typos::Beginning;
use crate::index::{Index, IndexError};

/// How many of the words that are most frequent in titles are counted in texts too, for each that is wanted.
const COUNTED: usize = 4;
/// A letter or two begin thousands of words. As many of them, the most frequent ones, find nearly all the titles.
const MOST_FORMS: usize = 200;
/// Of the words before the last, shorter ones say too little to choose titles by, and begin too many.
const SHORTEST: usize = 3;

/// `beginning` with its last word completed by frequent words of the index, at most `limit`. Those of titles will do where
/// there are enough: they are a tenth of all, and nobody waits for a completion.
pub fn words(index: &Index, beginning: &str, limit: usize) -> Result<Vec<String>, IndexError> {
    let (before, last) = last_word(beginning);
    let searcher = index.searcher()?;
    let found = frequent_words(index, &searcher, last, limit).map_err(|source| index.storage(source))?;
    Ok(found.into_iter().map(|(form, _)| format!("{before}{}", written_as(last, form))).collect())
}

fn frequent_words(index: &Index, searcher: &Searcher, last: &str, limit: usize) -> tantivy::Result<Vec<(String, u64)>> {
    let fields = [index.fields.title, index.fields.lead, index.fields.body].map(|field| (field, 1.0));
    let wanted = Beginning::of(last);
    let mut found: Vec<_> = forms(searcher, &fields[..1], &wanted)?.into_iter().collect();
    if found.len() < limit {
        found = forms(searcher, &fields, &wanted)?.into_iter().collect();
    } else {
        keep_most_frequent(&mut found, COUNTED.saturating_mul(limit));
        for (form, articles) in &mut found {
            let in_texts = Term::from_field_text(index.fields.body.forms, form);
            *articles = searcher.doc_freq(&in_texts)?.max(*articles);
        }
    }
    keep_most_frequent(&mut found, limit);
    Ok(found)
}

fn keep_most_frequent(words: &mut Vec<(String, u64)>, limit: usize) {
    let by_frequency = |a: &(String, u64), b: &(String, u64)| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0));
    if words.len() > limit {
        words.select_nth_unstable_by(limit, by_frequency);
        words.truncate(limit);
    }
    words.sort_by(by_frequency);
}

/// The titles that have words with all these beginnings: at most `limit`, the newest first.
pub fn titles(index: &Index, beginning: &str, limit: usize) -> Result<Vec<String>, IndexError> {
    let mut words: Vec<&str> = beginning.split_whitespace().map(|word| last_word(word).1).collect();
    let last = words.pop().unwrap_or_default();
    words.retain(|word| word.chars().count() >= SHORTEST);
    words.push(last);
    let searcher = index.searcher()?;
    let words: Vec<Beginning> = words.into_iter().map(Beginning::of).collect();
    newest_titles(index, &searcher, &words, limit).map_err(|source| index.storage(source))
}

fn newest_titles(
    index: &Index,
    searcher: &Searcher,
    words: &[Beginning],
    limit: usize,
) -> tantivy::Result<Vec<String>> {
    let mut found = Vec::new();
    for (ordinal, segment) in (0 as SegmentOrdinal..).zip(searcher.segment_readers()) {
        let published = segment.fast_fields().i64("published")?;
        let docs = titled(index, segment, words)?.into_iter();
        found.extend(docs.map(|doc| Reverse((Reverse(published.first(doc)), DocAddress::new(ordinal, doc)))));
    }
    // A heap, since hardly any is looked at of all that there may be.
    let mut newest: BinaryHeap<_> = found.into();
    let mut titles = Vec::new();
    while titles.len() < limit
        && let Some(Reverse((_, address))) = newest.pop()
    {
        let title = index.fields.article(&searcher.doc(address)?).map(|article| article.title);
        titles.extend(title.filter(|title| !titles.contains(title)));
    }
    Ok(titles)
}

/// The documents of a segment whose title has words that begin like all of these.
fn titled(index: &Index, segment: &SegmentReader, words: &[Beginning]) -> tantivy::Result<Vec<DocId>> {
    let titles = segment.inverted_index(index.fields.title.forms)?;
    // How many of the words each document has, as far as it has all those before.
    let mut has = vec![0u16; segment.max_doc() as usize];
    for (n, word) in (0..).zip(words) {
        let mut forms: Vec<TermInfo> = Vec::new();
        let mut stream = titles.terms().search(word.clone()).into_stream()?;
        while stream.advance() {
            forms.push(stream.value().clone());
        }
        if forms.len() > MOST_FORMS {
            forms.select_nth_unstable_by_key(MOST_FORMS, |form| Reverse(form.doc_freq));
            forms.truncate(MOST_FORMS);
        }
        for form in forms {
            let mut postings = titles.read_postings_from_terminfo(&form, IndexRecordOption::Basic)?;
            while postings.doc() != TERMINATED {
                let has = &mut has[postings.doc() as usize];
                if *has == n {
                    *has += 1;
                }
                postings.advance();
            }
        }
    }
    Ok(segment.doc_ids_alive().filter(|doc| usize::from(has[*doc as usize]) == words.len()).collect())
}

/// What is typed already, and the word that is being typed.
fn last_word(beginning: &str) -> (&str, &str) {
    let between = |c: char| c.is_whitespace() || matches!(c, '\'' | '’');
    let end = beginning.rfind(between).map_or(0, |at| at + beginning[at..].chars().next().map_or(0, char::len_utf8));
    beginning.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::index::in_memory;
    use crate::index::schema::Entry;

    fn index() -> Index {
        let entry = |(id, (title, body)): (usize, &(&str, &str))| {
            let article = Article { title: (*title).to_owned(), body: (*body).to_owned(), ..Article::default() };
            Entry { id: id.to_string(), container: String::new(), fingerprint: 0, outcome: Ok(article) }
        };
        let articles = [
            ("La grève des ferries", "Les marins font grève."),
            ("La grève des ferries", "Les marins la poursuivent."),
            ("Le président Macron à l’Élysée", "Il y reste."),
            ("Les marins de Calais en grève", "Grèce, ferronnier, grenier."),
            ("Un ferronnier à l’œuvre", "Ferraille."),
        ];
        in_memory(&articles.iter().enumerate().map(entry).collect::<Vec<_>>())
    }

    #[test]
    fn completions() {
        let index = index();
        let check = |beginning: &str, expected: &[&str], expected_titles: &[&str]| {
            assert_eq!(words(&index, beginning, 3).unwrap(), expected, "{beginning}");
            assert_eq!(titles(&index, beginning, 3).unwrap(), expected_titles, "{beginning}");
        };
        check("fer", &["ferries", "ferraille", "ferronnier"], &["La grève des ferries", "Un ferronnier à l’œuvre"]);
        check(
            "grève des f",
            &["grève des ferries", "grève des ferraille", "grève des ferronnier"],
            &["La grève des ferries"],
        );
        check("à l'ely", &["à l'élysée"], &["Le président Macron à l’Élysée"]);
        check("OE", &["Oeuvre"], &["Un ferronnier à l’œuvre"]);
        check("gre", &["grève", "grenier", "grèce"], &["La grève des ferries", "Les marins de Calais en grève"]);
        check("grève ", &[], &["La grève des ferries", "Les marins de Calais en grève"]);
        check("xyl", &[], &[]);
        check("", &[], &[]);
    }
}
