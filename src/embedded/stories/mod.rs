//! Which articles of the index are copies of each other.
//!
//! A story is the article that stands for it, and the copies of that one. Copies of copies are not followed: a story that is
//! told on and on would soon be another one. Articles come to stand for stories in the order of their dates, each that is no
//! copy of one that does already; the others belong to the one that they resemble most. That depends on nothing but the
//! articles, in whatever order they came into the index.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::{DocAddress, Searcher};

use super::cores;
use crate::index::schema::Fields;
use around::Copies;

pub mod signed;
pub mod whole;
pub mod around;

/// For each of some articles, the other articles of its story.
pub fn others(searcher: &Searcher, fields: &Fields, articles: &[DocAddress]) -> tantivy::Result<Vec<Vec<DocAddress>>> {
    let without = |mut story: Vec<DocAddress>, article| {
        story.retain(|other| *other != article);
        story
    };
    if articles.len() * LOOKING_UP > searcher.num_docs() as usize {
        let stories = by_article(whole::all(searcher)?);
        let others =
            |article: &DocAddress| without(stories.get(article).map_or(Vec::new(), |story| story.to_vec()), *article);
        return Ok(articles.iter().map(others).collect());
    }
    let copies = Copies::open(searcher, fields)?;
    let found = cores::each(articles.to_vec(), |article| Ok(without(copies.story(article)?, article)));
    found.into_iter().collect()
}

/// Looking up the copies of one article takes about as long as reading the signatures of so many articles.
const LOOKING_UP: usize = 10;

fn by_article(stories: Vec<Vec<DocAddress>>) -> FxHashMap<DocAddress, Arc<[DocAddress]>> {
    let mut by_article = FxHashMap::default();
    for story in stories.into_iter().map(Arc::<[DocAddress]>::from) {
        by_article.extend(story.iter().map(|&article| (article, Arc::clone(&story))));
    }
    by_article
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use jiff::civil::date;

    use super::*;
    use crate::article::{Article, Evidence, Published};
    use crate::date::Moment;
    use crate::index::in_segments;
    use crate::index::schema::Entry;

    #[test]
    fn stories_looked_up_are_those_found_at_once() {
        let text = |words: Range<usize>| words.map(|n| format!("mot{} ", n * 7919)).collect::<String>();
        // A story that is told on and on, each time without its beginning; two articles alike to the letter, and a stranger.
        let mut bodies: Vec<String> = (0..12).map(|n| text(25 * n..25 * n + 100)).collect();
        bodies.extend([9000..9100, 9000..9100, 9500..9600].map(text));
        let entry = |(id, body): (usize, &String)| {
            // One has no date.
            let moment = (id != 3).then(|| Moment::day(date(2025, 7, 1 + (id * 5 % 12) as i8)));
            let published = moment.map(|moment| Published { moment, evidence: Evidence::Meta });
            let article = Article { title: "La digue".to_owned(), body: body.clone(), published, ..Article::default() };
            Entry::new(id.to_string(), Ok(article))
        };
        let index = in_segments(&bodies.iter().enumerate().map(entry).collect::<Vec<_>>(), 2);
        let searcher = index.latest().unwrap();
        let stories = whole::all(&searcher).unwrap();
        let copies = Copies::open(&searcher, &index.fields).unwrap();
        let signature = |article: DocAddress| copies.columns[article.segment_ord as usize].signature(article.doc_id);
        let turn = |article: DocAddress| copies.columns[article.segment_ord as usize].turn(article.doc_id);
        assert!(stories.len() > 3, "{stories:?}");
        for mut story in stories {
            story.sort_by_key(|article| turn(*article));
            for article in &story {
                let mut looked_up = copies.story(*article).unwrap();
                looked_up.sort_by_key(|article| turn(*article));
                assert_eq!(looked_up, story);
                // No chains.
                assert!(signature(*article).resemblance_of_copies(&signature(story[0])).is_some());
            }
        }
    }
}
