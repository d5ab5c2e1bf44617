//! The first of articles that nothing but their dates puts in order: where the newest or the oldest are asked for, and where
//! all have the same score, as with `grev*`. They may be most of the index, so that none of them is scored and few are kept.

use tantivy::{DocAddress, SegmentOrdinal};

use super::shortlist::Shortlist;
use crate::embedded::address::handle;
use crate::embedded::matching::articles::Articles;
use crate::embedded::postings::window::{Places, Window};
use crate::engine::candidate::{Candidate, Gain, Sort, Wanted};
use crate::engine::ranking::Ranking;
use crate::index::collection::{Dates, Minutes, UNDATED};

/// The first by date, so many, and those that tie with the last of them; each with this score. Undated articles are among
/// them where they may be among the first: they stand behind all others, but [`Sort::Best`] takes them to be of the median
/// date.
pub fn first(articles: &Articles, dates: &Dates, score: f64, wanted: &Wanted, ranking: &Ranking) -> Vec<Candidate> {
    let sort = if wanted.sort == Sort::Oldest { Sort::Oldest } else { Sort::Newest };
    let candidate = |article: DocAddress| {
        let published = dates.of(article);
        Candidate {
            article: handle(article),
            score,
            gain: Gain::default(),
            published,
            key: sort.key_of_date(published),
        }
    };
    let mut shortlist = Shortlist::new(Wanted { deep: 0, now: None, ..*wanted }, ranking);
    // How many have a date, or so many as are enough: more are passed over only once there are more than enough.
    let mut dated = 0;
    let mut running = UNDATED + 1..=Minutes::MAX;
    let mut offer = |(segment, window, places): (SegmentOrdinal, Window, &Places)| {
        let of_window = &dates.segment(segment)[window.start as usize..window.end as usize];
        // A segment has the newest first, and the undated last.
        if of_window[0] < *running.start() {
            return;
        }
        let mut places = places.clone();
        places.keep_within(of_window, &running);
        dated += places.count();
        for place in places.iter() {
            shortlist.offer(candidate(DocAddress::new(segment, window.doc(place))));
        }
        let least = shortlist.least.with_share(1.0);
        match sort {
            _ if least == f64::NEG_INFINITY => {}
            Sort::Oldest => running = UNDATED + 1..=-least as Minutes,
            _ => running = least as Minutes..=Minutes::MAX,
        }
    };
    // A segment has the newest first: what asks for the oldest finds them soonest from behind.
    match sort {
        Sort::Oldest => articles.windows().rev().for_each(&mut offer),
        _ => articles.windows().for_each(&mut offer),
    }
    // At least so many stand before the undated ones.
    let before = if wanted.sort == Sort::Best { dated.div_ceil(2) } else { dated };
    if before < wanted.first {
        let undated = articles.iter().map(candidate).filter(|candidate| candidate.published.is_none());
        shortlist.kept.extend(undated);
    }
    shortlist.kept
}
