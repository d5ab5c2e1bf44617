//! One request, step by step: read the query, find the articles, put them in order, and say what is worth saying beside
//! them.

use std::time::Instant;

use super::alternatives::alternatives;
use super::correction::corrected;
use super::headline::{self, Headline, headlines};
use super::hits::Hits;
use super::request::{Matching, Request};
use super::response::{QueryReading, Response};
use super::undated::undated;
use super::{meaning, order, pieces, recency, stories};
use crate::date::minutes::{from_minutes, minutes};
use crate::engine::candidate::{Candidate, Handle, Sort, Wanted};
use crate::engine::selection::Selection;
use crate::engine::{Engine, EngineError, Matches};
use crate::query::ast::Query;
use crate::query::filters::Filters;

/// Answers `request`.
pub fn search(engine: &dyn Engine, request: &Request) -> Result<Response, EngineError> {
    let (mut response, hits) = stream(engine, request)?;
    response.hits = hits.collect::<Result<_, _>>()?;
    Ok(response)
}

/// Answers `request`, its hits apart: they are read from the engine some at a time. So all of them need no more memory than
/// their order does, which is a [`Candidate`] an article.
pub fn stream<'a>(engine: &'a dyn Engine, request: &'a Request) -> Result<(Response, Hits<'a>), EngineError> {
    let start = Instant::now();
    let (words, typed) = Filters::lift(&request.query);
    let filters = typed.clone().and(&request.filters);
    let selections = meaning::selections(engine, &words, filters, request.matching)?;
    let now = match request.sort {
        Sort::Best => request.now.map(minutes).map_or_else(|| engine.newest(), |now| Ok(Some(now)))?,
        _ => None,
    };
    let found = find(engine, selections, request, now)?;
    let headlines = match request.sort {
        Sort::Best | Sort::Relevance if request.last() > 0 && found.total > 0 => {
            headlines(engine, &*found.matches, &found.selection, &words)?
        }
        _ => Vec::new(),
    };
    let order = rank(engine, &*found.matches, found.best, &headlines, request, found.total, now)?;
    let Found { matches, selection, total, relaxed, .. } = found;

    let as_typed = Selection { query: pieces::as_typed(&selection.query), ..selection.clone() };
    let alternatives = match request.suggest && total == 0 {
        true => alternatives(engine, &as_typed, request.matching)?,
        false => Vec::new(),
    };
    let better = match request.suggest {
        true => corrected(engine, &as_typed, if relaxed { 0 } else { total })?,
        false => None,
    };
    let suggestion = better.map(|better| typed.beside(better));
    let undated = undated(engine, &selection)?;
    let reading = if request.explain {
        let query = selection.filters.beside(selection.query);
        Some(QueryReading { query, words: matches.words()? })
    } else {
        None
    };
    let response = Response {
        total,
        hits: Vec::new(),
        facets: request.facets.iter().map(|by| matches.facet(*by)).collect::<Result<_, _>>()?,
        crossed: request.crossed.map(|by| matches.crossed(by)).transpose()?,
        reading,
        relaxed,
        suggestion,
        sort: request.sort,
        now: now.map(from_minutes),
        undated,
        alternatives,
        took: start.elapsed(),
    };
    Ok((response, Hits::new(engine, matches, order, request)))
}

/// The articles that were found, and those of them that may be among the first.
struct Found<'a> {
    /// The selection that they were found by; where none was found, the one that was asked for.
    selection: Selection,
    matches: Box<dyn Matches + 'a>,
    best: Vec<Candidate>,
    total: usize,
    relaxed: bool,
}

/// Finds the articles of the first selection that has any; those behind it ask for less. Where none has, and the request allows it, any of the words are
/// enough.
fn find<'a>(
    engine: &'a dyn Engine,
    selections: Vec<Selection>,
    request: &'a Request,
    now: Option<i64>,
) -> Result<Found<'a>, EngineError> {
    let wanted = wanted(request, depth(request), now);
    let try_one = |selection: Selection, relaxed: bool| -> Result<Found<'a>, EngineError> {
        let matches = engine.matches(&selection, &request.ranking)?;
        let best = matches.best(&wanted)?;
        let total = matches.total()?;
        Ok(Found { selection, matches, best, total, relaxed })
    };
    let mut found = None;
    for (n, selection) in selections.into_iter().enumerate() {
        let tried = try_one(selection, n > 0)?;
        if tried.total > 0 {
            return Ok(tried);
        }
        found = Some(tried);
    }
    let found = found.expect("a query has a selection");
    let less = match request.matching {
        Matching::AllElseAny => found.selection.of_any_word(),
        Matching::All => None,
        Matching::Any => Some(Selection { query: unquoted(&found.selection.query), ..found.selection.clone() }),
    };
    if let Some(less) = less.filter(|less| *less != found.selection) {
        let relaxed = try_one(less, true)?;
        if relaxed.total > 0 {
            return Ok(relaxed);
        }
    }
    // Less is offered of what was asked at first.
    Ok(found)
}

/// A query with the words of its phrases side by side: where any word is enough, a quotation that no article has is no reason
/// to find nothing.
fn unquoted(query: &Query) -> Query {
    match query {
        Query::Phrase { text, .. } => {
            Query::words(text.split_whitespace().map(|word| Query::Term(word.to_owned())).collect())
        }
        Query::Words(items) => Query::words(items.iter().map(unquoted).collect()),
        other => other.clone(),
    }
}

/// How many hits are looked for at first. How many articles a story hides shows only when its copies are known, so where
/// stories are asked for these are twice as many.
fn depth(request: &Request) -> usize {
    if request.group_copies { request.last().saturating_mul(2) } else { request.last() }
}

fn wanted(request: &Request, first: usize, now: Option<i64>) -> Wanted {
    Wanted { sort: request.sort, first, deep: if request.sort == Sort::Best { recency::GOOD } else { 0 }, now }
}

/// The hits in their order, each with the other articles of its story, where stories are asked for. Ages are counted from
/// `now`, in minutes since 1970.
fn rank(
    engine: &dyn Engine,
    matches: &dyn Matches,
    mut best: Vec<Candidate>,
    headlines: &[Headline],
    request: &Request,
    total: usize,
    now: Option<i64>,
) -> Result<Vec<(Candidate, Vec<Handle>)>, EngineError> {
    let last = request.last().min(total);
    let mut depth = depth(request);
    loop {
        headline::add(&mut best, headlines);
        order::set_keys(&mut best, matches, request, now)?;
        headline::raise(&mut best, headlines);
        let mut first = order::first(best, depth.min(total), engine)?;
        if matches!(request.sort, Sort::Newest | Sort::Oldest) {
            matches.score(&mut first)?;
        }
        let mut order = match request.group_copies {
            true => stories::collapse(engine, first, last)?,
            false => first.into_iter().map(|candidate| (candidate, Vec::new())).collect(),
        };
        if order.len() == last || depth >= total {
            order.drain(..request.offset.min(order.len()));
            return Ok(order);
        }
        depth = depth.saturating_mul(4);
        best = matches.best(&wanted(request, depth, now))?;
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::article::{Article, Evidence, Published, Rejection};
    use crate::date::Moment;
    use crate::embedded::Embedded;
    use crate::engine::shown::Marked;
    use crate::index::in_memory;
    use crate::index::schema::Entry;
    use crate::query;
    use crate::search::response::{Alternative, Hit};

    fn entry(id: &str, published: Option<(i16, i8, i8)>, source: &str, title: &str, body: &str) -> Entry {
        let moment = published.map(|(year, month, day)| Moment::day(date(year, month, day)));
        let article = Article {
            title: title.to_owned(),
            body: body.to_owned(),
            source: Some(source.to_owned()),
            published: moment.map(|moment| Published { moment, evidence: Evidence::Meta }),
            ..Article::default()
        };
        Entry { container: id.to_owned(), ..Entry::new(id, Ok(article)) }
    }

    fn index() -> Embedded {
        let index = in_memory(&[
            entry("digue", Some((2025, 3, 1)), "Le Phare du Nord", "La digue tient bon", "La mer a frappé la digue."),
            entry("port", Some((2025, 6, 1)), "Le Phare", "Le port rouvre", "La digue du port a tenu, dit la mairie."),
            entry("marin", None, "Le Phare", "Un marin raconte", "La mer, la mer, toujours la mer. Le port dort."),
            entry("vieux", Some((2019, 6, 1)), "L'Écho", "Une grève au port", "Le port est bloqué par les dockers."),
            Entry::new("front", Err(Rejection::Front)),
        ]);
        Embedded::new(index).unwrap()
    }

    fn request(text: &str) -> Request {
        Request { limit: 10, snippet: 80, ..Request::new(query::parse(text, date(2025, 7, 1)).query) }
    }

    fn ids(request: &Request) -> Vec<String> {
        search(&index(), request).unwrap().hits.into_iter().map(|hit| hit.id).collect()
    }

    #[test]
    fn standfirst_and_body_are_told_apart() {
        let article = Article {
            title: "Le port rouvre".to_owned(),
            lead: Some("Les marins attendaient la fin de la grève.".to_owned()),
            body: "Le marin attend un navire.".to_owned(),
            ..Article::default()
        };
        let entry = Entry::new("port", Ok(article));
        let index = Embedded::new(in_memory(&[entry])).unwrap();
        let check = |text: &str, expected: usize| {
            assert_eq!(search(&index, &request(text)).unwrap().total, expected, "{text}");
        };
        check("chapo:marin", 1);
        check("chapo:=marins", 1);
        check("texte:=marins", 0);
        check("texte:=marin", 1);
        check("chapo:nav*", 0);
        check("texte:nav*", 1);
        check("chapo:navrie~", 0);
        check("texte:navrie~", 1);
        check("=marins =navire", 1);
        check("titre:=marins", 0);
    }

    #[test]
    fn matching() {
        let check = |text: &str, expected: &[&str]| {
            let mut found = ids(&request(text));
            found.sort_unstable();
            assert_eq!(found, expected, "{text}");
        };
        check("digue", &["digue", "port"]);
        check("DIGUES", &["digue", "port"]);
        check("digue mer", &["digue"]);
        check("digue OR dockers", &["digue", "port", "vieux"]);
        check("port -digue", &["marin", "vieux"]);
        check("\"digue du port\"", &["port"]);
        check("\"port digue\"", &[]);
        let any = Request { matching: Matching::Any, ..request("\"digue dockers\"") };
        assert_eq!((ids(&any).len(), search(&index(), &any).unwrap().relaxed), (3, true));
        check("\"port digue\"~1", &["port"]);
        check("mairie NEAR/7 digue", &["port"]);
        // Where a written word stands, the text tells.
        check("=mer", &["digue", "marin"]);
        check("titre:=digue", &["digue"]);
        check("=\"la digue\"", &["digue", "port"]);
        check("=\"la digues\"", &[]);
        check("=\"Par les dockers\"", &["vieux"]);
        check("=\"par les docker\"", &[]);
        check("mair* NEAR/7 digue", &["port"]);
        check("mair* NEAR/3 digue", &[]);
        check("titre:(rouv* NEAR/2 port)", &["port"]);
        check("corps:(rouv* NEAR/2 port)", &[]);
        check("mairie NEAR/6 digue", &[]);
        check("titre:port", &["port", "vieux"]);
        check("source:phare", &["digue", "marin", "port"]);
        check("source:\"Phare du Nord\" digue", &["digue"]);
        check("date:2025", &["digue", "port"]);
        check("source:*", &["digue", "marin", "port", "vieux"]);
        check("auteur:*", &[]);
        check("port date:..2020", &["vieux"]);
        check("dock*", &["vieux"]);
        check("dokcers~", &["vieux"]);
        check("auMoins3:mer", &["marin"]);
        check("-digue", &["marin", "vieux"]);
        check("la", &["digue", "marin", "port"]);
        check("introuvable", &[]);
    }

    #[test]
    fn a_source_by_its_whole_name() {
        let by_source = query::ast::Query::Field(
            query::ast::Field::Source,
            Box::new(query::ast::Query::Exact("LE PHARE".to_owned())),
        );
        let mut found = ids(&Request { query: by_source, ..request("") });
        found.sort_unstable();
        assert_eq!(found, ["marin", "port"]);
    }

    #[test]
    fn order() {
        let check = |text: &str, sort, expected: &[&str]| {
            assert_eq!(ids(&Request { sort, ..request(text) }), expected, "{text} {sort:?}");
        };
        check("port", Sort::Newest, &["port", "vieux", "marin"]);
        check("port", Sort::Oldest, &["vieux", "port", "marin"]);
        check("port", Sort::Best, &["port", "vieux", "marin"]);
        check("mer", Sort::Relevance, &["marin", "digue"]);
    }

    #[test]
    fn pages_of_hits_are_parts_of_one_order() {
        let all = ids(&request("port digue mer la"));
        let second = ids(&Request { offset: 1, limit: 1, ..request("port digue mer la") });
        assert_eq!(second, all[1..2]);
        assert!(ids(&Request { offset: 99, ..request("port") }).is_empty());
    }

    #[test]
    fn without_an_article_that_has_all_the_words_some_are_enough() {
        let response = search(&index(), &request("dockers marin")).unwrap();
        assert!(response.relaxed);
        assert_eq!(response.total, 2);
        assert!(!search(&index(), &request("port digue")).unwrap().relaxed);
        let strict = Request { matching: Matching::All, ..request("dockers marin") };
        assert_eq!(search(&index(), &strict).unwrap().total, 0);
    }

    #[test]
    fn all_hits_are_read_one_by_one() {
        let index = index();
        let request = Request { limit: usize::MAX, offset: 1, ..request("la") };
        let (response, hits) = stream(&index, &request).unwrap();
        let streamed: Vec<Hit> = hits.map(Result::unwrap).collect();
        assert_eq!((response.total, response.hits.len()), (3, 0));
        assert_eq!(streamed.iter().map(|hit| hit.rank).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(streamed, search(&index, &request).unwrap().hits);
    }

    #[test]
    fn undated_articles_that_a_date_leaves_out_are_counted() {
        let check = |text: &str, expected| {
            assert_eq!(search(&index(), &request(text)).unwrap().undated, expected, "{text}");
        };
        check("port", 0);
        check("port date:2025", 1);
        check("port date:2031", 1);
        check("marin port date:2031", 1);
        check("dockers port date:2031", 0);
        check("digue date:2025", 0);
        check("date:2025", 1);
        check("port -date:2025", 0);
        check("port OU date:2025", 0);
        check("dockers OU (mer date:2025)", 1);
        check("-digue date:2025", 1);
    }

    #[test]
    fn where_nothing_is_found_less_is_offered() {
        let check = |text: &str, expected: &[&str]| {
            let response = search(&index(), &request(text)).unwrap();
            let shown = response.alternatives.iter().map(|less| match less {
                Alternative::Alone { part, total } => format!("{part}: {total}"),
                Alternative::Without { filters, total } => format!("without {filters}: {total}"),
            });
            assert_eq!(shown.collect::<Vec<_>>(), expected, "{text}");
        };
        check("digue", &[]);
        check("introuvable", &[]);
        check("introuvable perdu", &["introuvable: 0", "perdu: 0"]);
        check("port ET introuvable", &["port: 3", "introuvable: 0"]);
        check("\"port digue\"", &[]);
        check("port date:2031", &["without date:2031-01-01..2031-12-31: 3"]);
        check("digue source:figaro date:2019", &["without source:figaro date:2019-01-01..2019-12-31: 2"]);
        check(
            "digue source:phare date:2019",
            &["without date:2019-01-01..2019-12-31: 2", "without source:phare date:2019-01-01..2019-12-31: 2"],
        );
        check("digue -mairie -frappé", &["without -mairie: 1", "without -frappé: 1", "without -mairie -frappé: 2"]);
        check("date:2031", &[]);
    }

    #[test]
    fn queries_as_long_as_books_and_as_deep_as_wells() {
        let distinct = (0..20_000).map(|n| format!("mot{n}")).collect::<Vec<_>>().join(" OU ");
        let texts = [
            "port ".repeat(20_000),
            "port OU ".repeat(20_000),
            format!("{}port", "(".repeat(20_000)),
            format!("{} -digue", "+port ".repeat(20_000)),
            format!("{}digue", "port ET NON digue ".repeat(5_000)),
            distinct,
        ];
        let index = index();
        for text in texts {
            for matching in [Matching::Any, Matching::All] {
                let response = search(&index, &Request { matching, ..request(&text) }).unwrap();
                assert!(response.total <= 3, "{}", &text[..20]);
            }
        }
    }

    #[test]
    fn snippets_show_the_matches() {
        let check = |text: &str, expected: &str| {
            let response = search(&index(), &request(text)).unwrap();
            let Marked { text: mut shown, marks } = response.hits[0].snippet.clone();
            for mark in marks.iter().rev() {
                shown.insert(mark.end, ']');
                shown.insert(mark.start, '[');
            }
            assert_eq!(shown, expected, "{text}");
        };
        check("dockers", "Le port est bloqué par les [dockers].");
        check("\"digue du port\"", "La [digue du port] a tenu, dit la mairie.");
        check("bloquer", "Le port est [bloqué] par les dockers.");
        check("les dockers", "Le port est bloqué par les [dockers].");
    }
}
