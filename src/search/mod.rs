//! From a request to a response: which articles match, in what order, and what of each is shown.

use std::time::{Duration, Instant};

use jiff::civil::DateTime;
use rustc_hash::FxHashMap;
use tantivy::{DocAddress, Searcher};

use crate::article::Article;
use crate::index::collection::Collection;
use crate::index::schema::{from_minutes, minutes};
use crate::index::{Index, IndexError};
use crate::query::ast::Query;
use advice::Alternative;
use bm25f::Statistics;
use compile::{Context, Plan};
use copies::Copy;
use explain::{Explanation, Having, Reading};
use facets::Facet;
use matching::Articles;
use ranking::Ranking;
use snippet::Marked;
use spans::Sought;
use top::{Match, Wanted};

pub mod ranking;
mod compile;
mod matching;
pub mod cores;
mod window;
mod frequency;
mod bm25f;
mod spans;
mod expand;
mod typos;
mod respell;
mod recency;
mod proximity;
mod top;
pub mod explain;
pub mod snippet;
pub mod facets;
pub mod timeline;
pub mod advice;
pub mod spelling;
pub mod completion;
pub mod copies;
pub mod similar;

/// What is asked of an index.
#[derive(Debug, Clone)]
pub struct Request {
    pub query: Query,
    pub matching: Matching,
    pub sort: Sort,
    pub ranking: Ranking,
    /// What ages are counted from; else the newest plausible date of the index.
    pub now: Option<DateTime>,
    pub offset: usize,
    pub limit: usize,
    /// The length of a snippet in characters; 0 where nobody reads it.
    pub snippet: usize,
    /// What the matching articles are counted by.
    pub facets: Vec<facets::By>,
    /// Whether to say why each hit has its score.
    pub explain: bool,
    /// Whether articles that tell the same story in the same words are one hit.
    pub group_copies: bool,
}

impl Request {
    /// Asks for all that match, by relevance, with nothing beside the hits.
    pub fn new(query: Query) -> Self {
        Self {
            query,
            matching: Matching::AllElseAny,
            sort: Sort::Relevance,
            ranking: Ranking::default(),
            now: None,
            offset: 0,
            limit: usize::MAX,
            snippet: 0,
            facets: Vec::new(),
            explain: false,
            group_copies: false,
        }
    }
}

/// How many of the words side by side an article must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matching {
    /// All; if no article has all, any.
    AllElseAny,
    All,
    Any,
}

/// The order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// By score, the less the older.
    Best,
    Relevance,
    Newest,
    Oldest,
}

/// What the index answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// The number of matching articles, shown or not.
    pub total: usize,
    pub hits: Vec<Hit>,
    /// As they were asked for.
    pub facets: Vec<Facet>,
    /// How the query was understood, where the hits are explained.
    pub reading: Option<Reading>,
    /// No article has all the words, so these have some.
    pub relaxed: bool,
    pub sort: Sort,
    /// The query with other words for those that find next to nothing: to be offered, not to be taken.
    pub suggestion: Option<Query>,
    /// What ages were counted from, where they count.
    pub now: Option<DateTime>,
    /// The articles that a date filter leaves out only because nobody knows when they were published.
    pub undated: usize,
    /// Where nothing is found: what less would find.
    pub alternatives: Vec<Alternative>,
    /// What it took to know which articles match and in what order.
    pub took: Duration,
}

/// An article that matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// 1 for the first of all matches.
    pub rank: usize,
    /// What the hit was sorted by where that is a score, else the text's score.
    pub score: f64,
    pub id: String,
    /// The file that the page came from.
    pub path: String,
    pub title: Marked,
    pub snippet: Marked,
    pub article: Article,
    /// Why it has its score, if that was asked.
    pub explanation: Option<Explanation>,
    /// The other articles of the index that tell the same story, where they were asked to be one hit; whether they match
    /// or not.
    pub copies: Vec<Copy>,
}

/// Answers `request`.
pub fn search(index: &Index, request: &Request) -> Result<Response, IndexError> {
    let (mut response, hits) = stream(index, request)?;
    response.hits = hits.collect::<Result<_, _>>()?;
    Ok(response)
}

/// Answers `request`, its hits apart: they are read from the index some at a time. So all of them need no more memory than
/// their order does, which is forty bytes an article.
pub fn stream<'a>(index: &'a Index, request: &Request) -> Result<(Response, Hits<'a>), IndexError> {
    let (searcher, collection) = (index.searcher()?, index.collection()?);
    let answer = match request.group_copies {
        true => grouped(index, &searcher, collection, request),
        false => answer(index, searcher, collection, request),
    };
    answer.map_err(|source| index.storage(source))
}

/// Answers `request` with one hit a story. How many articles its hits stand for shows only when their copies are known: so
/// twice as many are asked for, and more if that was not enough.
fn grouped<'a>(
    index: &'a Index,
    searcher: &Searcher,
    collection: &Collection,
    request: &Request,
) -> tantivy::Result<(Response, Hits<'a>)> {
    let wanted = request.offset.saturating_add(request.limit);
    let mut limit = wanted.saturating_mul(2);
    loop {
        let (response, mut hits) =
            answer(index, searcher.clone(), collection, &Request { offset: 0, limit, ..request.clone() })?;
        let stories = copies::collapse(index, searcher, hits.order, wanted)?;
        if stories.len() == wanted || limit >= response.total {
            hits.rank = request.offset;
            hits.copies = stories.iter().map(|(found, copies)| (found.address, copies.clone())).collect();
            let order: Vec<Match> = stories.into_iter().map(|(found, _)| found).skip(request.offset).collect();
            hits.order = order.into_iter();
            return Ok((response, hits));
        }
        limit = limit.saturating_mul(4);
    }
}

/// The hits of a request that are still to be read.
pub struct Hits<'a> {
    index: &'a Index,
    searcher: Searcher,
    order: std::vec::IntoIter<Match>,
    /// The rank of the hit before the next one of these.
    rank: usize,
    /// Hits that have been read.
    ready: std::vec::IntoIter<Result<Hit, IndexError>>,
    /// The copies of those that have some.
    copies: FxHashMap<DocAddress, Vec<DocAddress>>,
    sought: Sought,
    sort: Sort,
    snippet: usize,
    /// What scored them, if that is to be explained.
    plan: Option<Plan>,
}

impl Iterator for Hits<'_> {
    type Item = Result<Hit, IndexError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ready.as_slice().is_empty() {
            let next: Vec<(usize, Match)> = (self.rank + 1..).zip(self.order.by_ref().take(AT_ONCE)).collect();
            let articles: Vec<DocAddress> = next.iter().map(|(_, found)| found.address).collect();
            let having = self.plan.as_ref().map(|plan| explain::having(plan, &articles, &self.searcher)).transpose();
            let having = match having {
                Ok(having) => having.unwrap_or_default(),
                Err(source) => return Some(Err(self.index.storage(source))),
            };
            let read = |(rank, found)| self.read(rank, &found, &having).map_err(|source| self.index.storage(source));
            let ready = cores::each(next, read);
            self.rank += ready.len();
            self.ready = ready.into_iter();
        }
        self.ready.next()
    }
}

/// Hits that are read at a time, on all cores.
const AT_ONCE: usize = 32;

impl Hits<'_> {
    fn read(&self, rank: usize, found: &Match, having: &Having) -> tantivy::Result<Hit> {
        let fields = &self.index.fields;
        let document = self.searcher.doc(found.address)?;
        let article = fields.article(&document)?.unwrap_or_default();
        let by_key = self.sort == Sort::Best;
        let explain = |plan| explain::explain(found, by_key, plan, having, &self.searcher, fields);
        let copies = self.copies.get(&found.address).map_or(&[][..], Vec::as_slice);
        Ok(Hit {
            rank,
            score: if by_key { found.key } else { found.score },
            id: fields.text(&document, fields.id).to_owned(),
            path: self.index.path_of(&document),
            title: snippet::mark(&article.title, &self.sought),
            snippet: snippet::snippet(&article.text(), &self.sought, self.snippet),
            article,
            explanation: self.plan.as_ref().map(explain).transpose()?,
            copies: copies::read(self.index, &self.searcher, copies)?,
        })
    }
}

fn answer<'a>(
    index: &'a Index,
    searcher: Searcher,
    collection: &Collection,
    request: &Request,
) -> tantivy::Result<(Response, Hits<'a>)> {
    let start = Instant::now();
    let ranking = &request.ranking;
    let statistics = Statistics::new(&searcher, collection, ranking);
    let mut context = Context { statistics: &statistics, fields: &index.fields, matching: request.matching };
    let query = respell::as_indexed(&request.query, &searcher, &context.text_fields())?;
    let is_scored = matches!(request.sort, Sort::Best | Sort::Relevance) && request.limit > 0;
    let words = if is_scored { context.words_in_order(&query)? } else { Vec::new() };
    let looked_at_for_places = if words.is_empty() { 0 } else { ranking.proximity_depth };
    let looked_at_for_dates = if request.sort == Sort::Best { recency::GOOD } else { 0 };
    let wanted = Wanted {
        sort: request.sort,
        first: if request.limit > 0 { request.offset.saturating_add(request.limit) } else { 0 },
        deep: looked_at_for_places.max(looked_at_for_dates),
        least_share: if request.sort == Sort::Best { 1.0 - f64::from(ranking.recency) } else { 1.0 },
    };
    let mut plan = compile::compile(&query, &context)?;
    let mut found = top::find(&plan, &statistics, &wanted)?;
    let relaxed = found.articles.is_empty() && request.matching == Matching::AllElseAny;
    if relaxed {
        context.matching = Matching::Any;
        plan = compile::compile(&query, &context)?;
        found = top::find(&plan, &statistics, &wanted)?;
    }
    let total = found.articles.count();
    let facets = request.facets.iter().map(|by| facets::count(&searcher, &found.articles, *by));
    let facets = facets.collect::<tantivy::Result<_>>()?;
    if total == 0 {
        // Neither all words nor some were found: what less would find is asked as it was at first.
        context.matching = request.matching;
    }
    let undated = advice::undated(&query, &context)?;
    let alternatives = if total == 0 { advice::alternatives(&query, &context)? } else { Vec::new() };
    proximity::add(&mut found.best, &searcher, &words, &context.text_fields(), ranking)?;
    let dates = collection.dates(&searcher)?;
    let now = match request.sort {
        Sort::Best => request.now.map(minutes).or_else(|| dates.newest(&searcher)),
        _ => None,
    };
    let adapted = now.map_or(*ranking, |now| recency::adapted(ranking, &found.best, now));
    top::set_keys(&mut found, dates, request.sort, now.unwrap_or(0), &adapted);
    let mut first = top::first(found.best, wanted.first.min(total), &searcher)?;
    if !is_scored {
        top::score(&mut first, &plan, &searcher)?;
    }
    let sought = context.visible(&query)?.into();
    let suggestion = spelling::corrected(&query, &Context { matching: Matching::All, ..context })?;
    let reading = request.explain.then(|| explain::reading(query, &plan, &statistics)).transpose()?;
    let response = Response {
        total,
        hits: Vec::new(),
        facets,
        reading,
        relaxed: relaxed && total > 0,
        suggestion,
        sort: request.sort,
        now: now.map(from_minutes),
        undated,
        alternatives,
        took: start.elapsed(),
    };
    let plan = request.explain.then_some(plan);
    drop(statistics);
    let order: Vec<Match> = first.into_iter().skip(request.offset).collect();
    let hits = Hits {
        index,
        searcher,
        order: order.into_iter(),
        rank: request.offset,
        ready: Vec::new().into_iter(),
        copies: FxHashMap::default(),
        sought,
        sort: request.sort,
        snippet: request.snippet,
        plan,
    };
    Ok((response, hits))
}

/// The articles that `query` asks for, where nobody asks which come first.
fn selected(index: &Index, searcher: &Searcher, query: &Query, matching: Matching) -> Result<Articles, IndexError> {
    let collection = index.collection()?;
    let select = || {
        let ranking = Ranking::default();
        let statistics = Statistics::new(searcher, collection, &ranking);
        let context = Context { statistics: &statistics, fields: &index.fields, matching };
        context.articles(&respell::as_indexed(query, searcher, &context.text_fields())?)
    };
    select().map_err(|source| index.storage(source))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::article::{Evidence, Published, Rejection};
    use crate::date::Moment;
    use crate::index::in_memory;
    use crate::index::schema::Entry;
    use crate::query;

    fn entry(id: &str, published: Option<(i16, i8, i8)>, source: &str, title: &str, body: &str) -> Entry {
        let moment = published.map(|(year, month, day)| Moment::day(date(year, month, day)));
        let article = Article {
            title: title.to_owned(),
            body: body.to_owned(),
            source: Some(source.to_owned()),
            published: moment.map(|moment| Published { moment, evidence: Evidence::Meta }),
            ..Article::default()
        };
        Entry { id: id.to_owned(), container: id.to_owned(), fingerprint: 0, outcome: Ok(article) }
    }

    fn index() -> Index {
        in_memory(&[
            entry("digue", Some((2025, 3, 1)), "Le Phare du Nord", "La digue tient bon", "La mer a frappé la digue."),
            entry("port", Some((2025, 6, 1)), "Le Phare", "Le port rouvre", "La digue du port a tenu, dit la mairie."),
            entry("marin", None, "Le Phare", "Un marin raconte", "La mer, la mer, toujours la mer. Le port dort."),
            entry("vieux", Some((2019, 6, 1)), "L'Écho", "Une grève au port", "Le port est bloqué par les dockers."),
            Entry {
                id: "front".to_owned(),
                container: "front".to_owned(),
                fingerprint: 0,
                outcome: Err(Rejection::Front),
            },
        ])
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
        let entry = Entry { id: "port".to_owned(), container: String::new(), fingerprint: 0, outcome: Ok(article) };
        let index = in_memory(&[entry]);
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
        let by_source = Query::Field(query::ast::Field::Source, Box::new(Query::Exact("LE PHARE".to_owned())));
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
