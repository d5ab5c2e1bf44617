//! Completions of what is typed: words of the index, and titles that have them.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};
use std::iter;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, DocSet, Searcher, SegmentOrdinal, SegmentReader, TERMINATED, Term};

use super::automata::Beginning;
use super::expand::written;
use super::following;
use super::forms::forms;
use crate::embedded::cores;
use crate::embedded::postings::frequency;
use crate::engine::typos::written_as;
use crate::index::schema::{Fields, PUBLISHED};

/// For each completion that is wanted, so many of the most frequent words of titles are counted in texts too.
const COUNTED: usize = 4;
/// A letter or two begin thousands of words. As many of them, the most frequent ones, find nearly all the titles.
const MOST_FORMS: usize = 200;
/// The column of ids.
const ID: &str = "id";
/// The column that says why a page is no article.
const REJECTION: &str = "rejection";
/// Of the words before the last, shorter ones say too little to choose titles by, and begin too many.
const SHORTEST: usize = 3;

/// `beginning` with its last word completed by at most `limit` words of the index. Words that follow the words before come
/// first, then those that stand in titles with them, then the frequent ones. Where titles have enough of the latter, those of
/// texts are not looked at: titles have a tenth of all words, and nobody waits for a completion.
pub fn words(fields: &Fields, searcher: &Searcher, beginning: &str, limit: usize) -> tantivy::Result<Vec<String>> {
    let (before, last) = last_word(beginning);
    let mut found = following::words(fields, searcher, before, &Beginning::of(last), limit)?;
    for (form, _) in likely_words(fields, searcher, beginning, limit)? {
        if found.len() < limit && !found.contains(&form) {
            found.push(form);
        }
    }
    Ok(found.into_iter().map(|form| format!("{before}{}", written_as(last, form))).collect())
}

/// The ids that begin so: at most `limit`, in their order.
pub fn ids(fields: &Fields, searcher: &Searcher, beginning: &str, limit: usize) -> tantivy::Result<Vec<String>> {
    let mut found = BTreeSet::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(fields.id)?;
        let is_rejected = segment.fast_fields().str(REJECTION)?;
        let is_article = |doc| is_rejected.as_ref().is_none_or(|column| column.term_ords(doc).next().is_none());
        let mut stream = index.terms().range().ge(beginning).into_stream()?;
        let mut left = limit;
        while left > 0 && stream.advance() && stream.key().starts_with(beginning.as_bytes()) {
            let mut postings = index.read_postings_from_terminfo(stream.value(), IndexRecordOption::Basic)?;
            while postings.doc() != TERMINATED && (segment.is_deleted(postings.doc()) || !is_article(postings.doc())) {
                postings.advance();
            }
            if postings.doc() != TERMINATED {
                found.insert(String::from_utf8_lossy(stream.key()).into_owned());
                left -= 1;
            }
        }
    }
    Ok(found.into_iter().take(limit).collect())
}

/// A word, with the number of titles that have it beside the words before, and the number of articles that have it.
type Counted = (String, (u64, u64));

fn likely_words(fields: &Fields, searcher: &Searcher, beginning: &str, limit: usize) -> tantivy::Result<Vec<Counted>> {
    let texts = [fields.title.forms, fields.body.forms];
    let (before, _) = beginnings(beginning);
    let wanted = Beginning::of(last_word(beginning).1);
    let together = together(fields, searcher, &before, &wanted)?;
    let count = |(form, articles): (String, u64)| {
        let beside = together.get(&form).copied().unwrap_or(0);
        (form, (beside, articles))
    };
    let mut found: Vec<Counted> = forms(written(searcher, &texts[..1], &wanted)?).into_iter().map(count).collect();
    if found.len() < limit {
        found = forms(written(searcher, &texts, &wanted)?).into_iter().map(count).collect();
    } else {
        keep_most_frequent(&mut found, COUNTED.saturating_mul(limit));
        for (form, (_, articles)) in &mut found {
            let in_texts = Term::from_field_text(fields.body.forms, form);
            *articles = frequency::of(&in_texts, searcher)?.max(*articles);
        }
    }
    keep_most_frequent(&mut found, limit);
    Ok(found)
}

/// For each word that `wanted` accepts, the number of titles that have it and all the words before.
fn together(
    fields: &Fields,
    searcher: &Searcher,
    before: &[Beginning],
    wanted: &Beginning,
) -> tantivy::Result<FxHashMap<String, u64>> {
    let mut counts = FxHashMap::<String, u64>::default();
    if before.is_empty() {
        return Ok(counts);
    }
    let before = each_frequent(searcher, fields, before)?;
    let wanted = frequent_forms(searcher, fields, wanted)?;
    let counted = cores::each_segment(searcher, |ordinal| {
        let segment = searcher.segment_reader(ordinal);
        let mut is_beside = vec![false; segment.max_doc() as usize];
        titled(fields, segment, &before)?.for_each(|doc| is_beside[doc as usize] = true);
        let mut counted = Vec::new();
        for form in &wanted {
            let mut count = 0;
            each_title_with(form, fields, segment, |doc| count += u64::from(is_beside[doc as usize]))?;
            counted.push((form.clone(), count));
        }
        Ok(counted)
    })?;
    for (form, count) in counted.into_iter().flatten() {
        *counts.entry(form).or_default() += count;
    }
    Ok(counts)
}

fn keep_most_frequent(words: &mut Vec<Counted>, limit: usize) {
    let by_frequency = |a: &Counted, b: &Counted| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0));
    if words.len() > limit {
        words.select_nth_unstable_by(limit, by_frequency);
        words.truncate(limit);
    }
    words.sort_by(by_frequency);
}

/// The titles that have words with all these beginnings: at most `limit`, the newest first, then by their articles' ids.
pub fn titles(fields: &Fields, searcher: &Searcher, beginning: &str, limit: usize) -> tantivy::Result<Vec<String>> {
    let (mut words, last) = beginnings(beginning);
    words.push(last);
    newest_titles(fields, searcher, &each_frequent(searcher, fields, &words)?, limit)
}

/// The words before the last, as far as they say something, and the last one there is.
fn beginnings(beginning: &str) -> (Vec<Beginning>, Beginning) {
    let mut words: Vec<&str> = beginning.split_whitespace().map(|word| last_word(word).1).collect();
    let last = words.pop().unwrap_or_default();
    words.retain(|word| word.chars().count() >= SHORTEST);
    (words.into_iter().map(Beginning::of).collect(), Beginning::of(last))
}

/// The titles that have, for each of some words, one of its forms.
fn newest_titles(
    fields: &Fields,
    searcher: &Searcher,
    words: &[Vec<String>],
    limit: usize,
) -> tantivy::Result<Vec<String>> {
    let mut segments = cores::each_segment(searcher, |ordinal| {
        let segment = searcher.segment_reader(ordinal);
        newest_first(titled(fields, segment, words)?, segment)
    })?;
    let ids: Vec<_> = searcher
        .segment_readers()
        .iter()
        .map(|segment| segment.fast_fields().str(ID))
        .collect::<tantivy::Result<_>>()?;
    // The newest that is left is the next one of some segment.
    let head = |ordinal: usize, (date, doc): (Option<i64>, DocId)| {
        let mut id = String::new();
        if let Some(ids) = &ids[ordinal]
            && let Some(ord) = ids.term_ords(doc).next()
        {
            ids.ord_to_str(ord, &mut id)?;
        }
        tantivy::Result::Ok((date, Reverse(id), ordinal, doc))
    };
    let mut next = BinaryHeap::new();
    for (ordinal, docs) in segments.iter_mut().enumerate() {
        next.extend(docs.next().map(|doc| head(ordinal, doc)).transpose()?);
    }
    let (mut titles, mut known) = (Vec::new(), FxHashSet::default());
    while titles.len() < limit
        && let Some((_, _, ordinal, doc)) = next.pop()
    {
        next.extend(segments[ordinal].next().map(|doc| head(ordinal, doc)).transpose()?);
        let document = searcher.doc(DocAddress::new(ordinal as SegmentOrdinal, doc))?;
        let title = fields.article(&document)?.map(|article| article.title);
        titles.extend(title.filter(|title| known.insert(title.clone())));
    }
    Ok(titles)
}

/// Some documents of a segment, which lie in the order of their dates, with these; those of one date in the order of their
/// ids.
fn newest_first(
    docs: impl Iterator<Item = DocId>,
    segment: &SegmentReader,
) -> tantivy::Result<impl Iterator<Item = (Option<i64>, DocId)>> {
    let dates = segment.fast_fields().i64(PUBLISHED)?;
    let ids = segment.fast_fields().str(ID)?;
    let mut docs = docs.map(move |doc| (dates.first(doc), doc)).peekable();
    let mut of_one_date = Vec::new();
    Ok(iter::from_fn(move || {
        if of_one_date.is_empty() {
            let first = docs.next()?;
            of_one_date.push(first);
            of_one_date.extend(iter::from_fn(|| docs.next_if(|(date, _)| *date == first.0)));
            of_one_date.sort_by_cached_key(|(_, doc)| Reverse(ids.as_ref().and_then(|ids| ids.term_ords(*doc).next())));
        }
        of_one_date.pop()
    }))
}

/// The documents of a segment whose title has, for each of some words, one of its forms; in their order.
fn titled<'s>(
    fields: &Fields,
    segment: &'s SegmentReader,
    words: &[Vec<String>],
) -> tantivy::Result<impl Iterator<Item = DocId> + 's> {
    // For each document, how many of the first words it has.
    let mut has = vec![0u16; segment.max_doc() as usize];
    for (n, forms) in (0..).zip(words) {
        for form in forms {
            each_title_with(form, fields, segment, |doc| {
                let has = &mut has[doc as usize];
                *has += u16::from(*has == n);
            })?;
        }
    }
    let all = words.len();
    Ok(segment.doc_ids_alive().filter(move |doc| usize::from(has[*doc as usize]) == all))
}

/// Hands each document of a segment whose title has a form to `each`, the deleted ones too.
fn each_title_with(
    form: &str,
    fields: &Fields,
    segment: &SegmentReader,
    mut each: impl FnMut(DocId),
) -> tantivy::Result<()> {
    let term = Term::from_field_text(fields.title.forms, form);
    let titles = segment.inverted_index(fields.title.forms)?;
    let Some(mut postings) = titles.read_postings(&term, IndexRecordOption::Basic)? else { return Ok(()) };
    while postings.doc() != TERMINATED {
        each(postings.doc());
        postings.advance();
    }
    Ok(())
}

/// For each of some words, the forms that [`frequent_forms`] gives.
fn each_frequent(searcher: &Searcher, fields: &Fields, words: &[Beginning]) -> tantivy::Result<Vec<Vec<String>>> {
    words.iter().map(|word| frequent_forms(searcher, fields, word)).collect()
}

/// The forms that begin so and that most titles have: those of the whole index, however it is cut into segments.
fn frequent_forms(searcher: &Searcher, fields: &Fields, word: &Beginning) -> tantivy::Result<Vec<String>> {
    let mut found: Vec<(String, u64)> = forms(written(searcher, &[fields.title.forms], word)?).into_iter().collect();
    if found.len() > MOST_FORMS {
        found.select_nth_unstable_by(MOST_FORMS, |a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        found.truncate(MOST_FORMS);
    }
    Ok(found.into_iter().map(|(form, _)| form).collect())
}

/// What is typed already, and the word that is being typed.
fn last_word(beginning: &str) -> (&str, &str) {
    let between = |c: char| c.is_whitespace() || matches!(c, '\'' | '’');
    let end = beginning.rfind(between).map_or(0, |at| at + beginning[at..].chars().next().map_or(0, char::len_utf8));
    beginning.split_at(end)
}

#[cfg(test)]
mod tests {
    use crate::article::Article;
    use crate::embedded::Embedded;
    use crate::engine::Engine;
    use crate::index::schema::Entry;
    use crate::index::{in_memory, in_segments};

    fn index() -> Embedded {
        let entry = |(id, (title, body)): (usize, &(&str, &str))| {
            let article = Article { title: (*title).to_owned(), body: (*body).to_owned(), ..Article::default() };
            Entry::new(id.to_string(), Ok(article))
        };
        let articles = [
            ("La grève des ferries", "Les marins font grève."),
            ("La grève des ferries", "Les marins la poursuivent."),
            ("Le président Macron à l’Élysée", "Il y reste."),
            ("Les marins de Calais en grève", "Grèce, ferronnier, grenier."),
            ("Un ferronnier à l’œuvre", "Ferraille."),
        ];
        Embedded::new(in_memory(&articles.iter().enumerate().map(entry).collect::<Vec<_>>())).unwrap()
    }

    #[test]
    fn segments_change_no_completion() {
        // More forms than are looked at, of which a few are frequent in the whole index alone.
        let entry = |n: usize| {
            let title = format!("Mot m{} m{}", n % 300 + 1000, 5000 - n % 7);
            let article = Article { title, ..Article::default() };
            Entry::new(format!("{:03}", n * 89 % 400), Ok(article))
        };
        let entries: Vec<Entry> = (0..400).map(entry).collect();
        let whole = Embedded::new(in_memory(&entries)).unwrap();
        let cut = Embedded::new(in_segments(&entries, 67)).unwrap();
        for beginning in ["m", "mot m", "m49"] {
            let words = |index: &Embedded| index.complete_words(beginning, 50).unwrap();
            assert_eq!(words(&cut), words(&whole), "{beginning}");
            let titles = |index: &Embedded| index.complete_titles(beginning, 500).unwrap();
            assert_eq!(titles(&cut), titles(&whole), "{beginning}");
        }
    }

    #[test]
    fn completions() {
        let index = index();
        let check = |beginning: &str, expected: &[&str], expected_titles: &[&str]| {
            assert_eq!(index.complete_words(beginning, 3).unwrap(), expected, "{beginning}");
            assert_eq!(index.complete_titles(beginning, 3).unwrap(), expected_titles, "{beginning}");
        };
        check("fer", &["ferries", "ferraille", "ferronnier"], &["La grève des ferries", "Un ferronnier à l’œuvre"]);
        check(
            "grève des f",
            &["grève des ferries", "grève des ferraille", "grève des ferronnier"],
            &["La grève des ferries"],
        );
        check("à l'ely", &["à l'élysée"], &["Le président Macron à l’Élysée"]);
        check("œuvre f", &["œuvre ferronnier", "œuvre ferries", "œuvre ferraille"], &["Un ferronnier à l’œuvre"]);
        check("OE", &["Oeuvre"], &["Un ferronnier à l’œuvre"]);
        check("gre", &["grève", "grenier", "grèce"], &["La grève des ferries", "Les marins de Calais en grève"]);
        check("grève ", &[], &["La grève des ferries", "Les marins de Calais en grève"]);
        check("les marins de c", &["les marins de calais"], &["Les marins de Calais en grève"]);
        check("les marins font g", &["les marins font grève", "les marins font grenier", "les marins font grèce"], &[]);
        check("xyl", &[], &[]);
        check("", &[], &[]);
    }
}
