//! Which of the matching articles may be among the first.
//!
//! All matches are counted, few are scored (MaxScore: Turtle & Flood 1995, "Query evaluation: strategies and
//! optimizations"). Of each window of documents the words are decoded and put together. Admissible upper bounds of what
//! they can score then rule out the documents that cannot be among the first. The others get the scores of their stems, and
//! those still in the running the scores of their forms. So the first hits are those that scoring everything would give.

use tantivy::{DocAddress, Searcher};

use super::scoring::{Bounds, Scoring};
use super::shortlist::{Bar, Shortlist};
use crate::embedded::address::{address, are_in_one_segment, handle};
use crate::embedded::matching::articles::Articles;
use crate::embedded::matching::sets::SegmentMatches;
use crate::embedded::plan::Plan;
use crate::embedded::postings::statistics::TermStatistics;
use crate::embedded::postings::window::{Places, Window};
use crate::embedded::{cores, deadline};
use crate::engine::candidate::{Candidate, Gain, Wanted};

/// Which articles match, and those of them that may be among the first.
pub struct Found {
    pub articles: Articles,
    /// All that are wanted, and maybe others.
    pub best: Vec<Candidate>,
}

/// Windows between two looks at what the other segments have found.
const SHARED_EVERY: usize = 4;

/// Documents of a window while the shortlist has room for every match.
const FIRST_WINDOW: usize = 256;

/// Finds what a plan asks for, by its scores.
pub fn find(plan: &Plan, statistics: &TermStatistics, wanted: &Wanted) -> tantivy::Result<Found> {
    let TermStatistics { searcher, collection, ranking, .. } = *statistics;
    let dates = collection.dates(searcher)?;
    let bounds = Bounds::new(plan);
    let bar = Bar::new();
    let of_segments = cores::each_segment(searcher, |ord| {
        let mut shortlist = Shortlist::new(*wanted, ranking);
        let mut articles = Vec::new();
        let mut scoring = Scoring::open(plan, &bounds, searcher, ord)?;
        let mut matching = SegmentMatches::open(&plan.root, &scoring.words, &plan.fields, searcher, collection, ord)?;
        for n in 0.. {
            deadline::check()?;
            if n % SHARED_EVERY == 0 {
                bar.share(&mut shortlist.least);
            }
            // While no least key is known, all documents of a window are scored. So the first windows are small.
            let is_known = shortlist.least.with_share(1.0) > f64::NEG_INFINITY;
            let length = if is_known { Window::LARGEST } else { FIRST_WINDOW };
            let Some((window, places)) = matching.next(&mut scoring.words, length)? else { break };
            // The newest comes first, and the undated last.
            let [newest, last] = [window.start, window.end - 1].map(|doc| dates.of(DocAddress::new(ord, doc)));
            let least = shortlist.least.with_share(shortlist.most_share(last.and(newest)));
            scoring.run(window, &places, least, |place, score| {
                let address = DocAddress::new(ord, window.doc(place));
                let (article, published) = (handle(address), dates.of(address));
                shortlist.offer(Candidate { article, score, gain: Gain::default(), published, key: score });
            });
            articles.push((window, places));
        }
        Ok((articles, shortlist.kept))
    })?;
    let (articles, best): (Vec<_>, Vec<_>) = of_segments.into_iter().unzip();
    Ok(Found { articles: Articles::of(articles), best: best.concat() })
}

/// Scores matches that were found by their dates.
pub fn score(matches: &mut [Candidate], plan: &Plan, searcher: &Searcher) -> tantivy::Result<()> {
    let bounds = Bounds::new(plan);
    let mut in_order: Vec<&mut Candidate> = matches.iter_mut().collect();
    in_order.sort_unstable_by_key(|hit| hit.article);
    for hits in in_order.chunk_by_mut(|a, b| are_in_one_segment(a.article, b.article)) {
        let mut scoring = Scoring::open(plan, &bounds, searcher, address(hits[0].article).segment_ord)?;
        for hit in hits {
            let doc = address(hit.article).doc_id;
            let window = Window { start: doc, end: doc + 1 };
            scoring.run(window, &Places::all(window), f64::NEG_INFINITY, |_, score| hit.score = score);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;

    use crate::article::{Article, Evidence, Published};
    use crate::date::Moment;
    use crate::embedded::Embedded;
    use crate::engine::candidate::Sort;
    use crate::engine::ranking::Ranking;
    use crate::index::in_segments;
    use crate::index::schema::Entry;
    use crate::query;
    use crate::search::answer::search;
    use crate::search::request::{Matching, Request};

    const WORDS: [&str; 10] =
        ["port", "digue", "marin", "phare", "navire", "navires", "tempête", "chantier", "maire", "mairie"];

    /// Articles of words that stand in them the rarer, the later they are in the list.
    fn articles() -> impl Strategy<Value = Vec<Entry>> {
        let word = (0..WORDS.len(), 0..WORDS.len()).prop_map(|(a, b)| WORDS[a.min(b)]);
        let article = (
            prop::collection::vec(word.clone(), 1..4),
            prop::collection::vec(word, 0..40),
            prop::option::weighted(0.8, 0..2000_i64),
        );
        prop::collection::vec(article, 1..160).prop_map(|articles| {
            let moment = |age: i64| Moment::day(date(2025, 7, 1).saturating_sub(age.days()));
            let mut entries = Vec::new();
            for (title, body, age) in articles {
                let published = age.map(|age| Published { moment: moment(age), evidence: Evidence::Meta });
                let article = Article { title: title.join(" "), body: body.join(" "), published, ..Article::default() };
                let id = entries.len().to_string();
                entries.push(Entry::new(id, Ok(article)));
            }
            entries
        })
    }

    fn queries() -> impl Strategy<Value = String> {
        let word = prop::sample::select(&WORDS[..]);
        let part = prop_oneof![
            6 => word.clone().prop_map(str::to_owned),
            1 => word.clone().prop_map(|word| format!("titre:{word}^2")),
            1 => word.clone().prop_map(|word| format!("={word}")),
            1 => (word.clone(), word.clone()).prop_map(|(a, b)| format!("\"{a} {b}\"~2")),
            1 => (word.clone(), word).prop_map(|(a, b)| format!("({a} OU -{b})")),
            1 => Just("nav*".to_owned()),
        ];
        // Of these all matches have one score.
        let even = prop::sample::select(&["nav*", "nav* ET ma*", "nav*^0 mairei~", "date:..2025"][..]);
        prop_oneof![
            3 => prop::collection::vec(part, 1..6).prop_map(|parts| parts.join(" ")),
            1 => even.prop_map(str::to_owned),
        ]
    }

    /// A short list is soon full, so that little is scored.
    fn request(text: &str, sort: Sort, limit: usize) -> Request {
        let ranking = Ranking { proximity_depth: 4, ..Ranking::default() };
        let query = query::parse(text, date(2025, 7, 1)).query;
        Request { matching: Matching::Any, sort, ranking, limit, ..Request::new(query) }
    }

    fn hits(index: &Embedded, request: &Request) -> (usize, Vec<(String, u64)>) {
        let response = search(index, request).unwrap();
        (response.total, response.hits.into_iter().map(|hit| (hit.id, hit.score.to_bits())).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// However the index is cut, and however little of it is scored, the order and every bit of the scores are those
        /// of one segment of which all is scored.
        #[test]
        fn neither_segments_nor_pruning_change_an_answer(
            entries in articles(),
            text in queries(),
            sort in prop::sample::select(&[Sort::Best, Sort::Relevance, Sort::Newest, Sort::Oldest][..]),
        ) {
            let whole = Embedded::new(in_segments(&entries, entries.len())).unwrap();
            let (total, all) = hits(&whole, &request(&text, sort, usize::MAX));
            prop_assert_eq!(all.len(), total);
            let cut = Embedded::new(in_segments(&entries, entries.len().div_ceil(6))).unwrap();
            for index in [&whole, &cut] {
                for limit in [1, 3, 10] {
                    let (counted, first) = hits(index, &request(&text, sort, limit));
                    prop_assert_eq!((counted, first.as_slice()), (total, &all[..limit.min(total)]), "{} of {}", limit, text);
                }
            }
        }
    }
}
