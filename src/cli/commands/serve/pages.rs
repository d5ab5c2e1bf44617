//! The pages: what each is made of, read from the index.

use clap::Args;
use kiosque::engine::Engine;
use kiosque::engine::calendar::Unit;
use kiosque::engine::count::By;
use kiosque::query;
use kiosque::query::filters::Filters;
use kiosque::search::answer::stream;
use kiosque::search::marking::marked;
use kiosque::search::request::Request;
use kiosque::search::similar::similar;
use kiosque::search::timeline::{Bin, OverTime};
use kiosque::serve::asked::Asked;
use kiosque::serve::page::frame::Frame;
use kiosque::serve::page::results::{self, Results};
use kiosque::serve::page::tab::Tab;
use kiosque::serve::page::{article as article_page, help, stats};

use super::{parameters, studies};
use crate::cli::commands::timeline::ByOption;
use crate::cli::failure::Failure;
use crate::cli::names;
use crate::cli::options::article;
use crate::cli::options::format::SNIPPET;
use crate::cli::options::ranking::RankingOptions;
use crate::cli::options::selection::{self, FilterOptions};

/// What the address of a search may say: the options of the commands.
#[derive(Debug, Args)]
struct Searched {
    words: Vec<String>,
    #[command(flatten)]
    filters: FilterOptions,
    #[command(flatten)]
    ranking: RankingOptions,
    #[arg(long, default_value_t = 0)]
    offset: usize,
    #[arg(long, value_enum)]
    by: Option<ByOption>,
}

const PARAMETERS: [&str; 12] =
    ["q", "since", "until", "source", "sort", "recency", "half-life", "now", "all", "any", "offset", "by"];

/// Hits of a page, and articles like one.
const HITS: usize = 10;
const LIKE: usize = 5;

/// The page at a path; none where there is none.
pub fn page(asked: &Asked, index: &dyn Engine, frame: &Frame) -> Result<Option<String>, Failure> {
    let markup = match asked.path.as_str() {
        "/" if frame.address.parameters().is_empty() => stats::home(index.count()?, index.newest()?, frame),
        "/" => searched(asked, index, frame)?,
        "/article" => read(index, frame)?,
        "/stats" => stats::page(&index.statistics()?, frame),
        "/help" => help::page(frame),
        path => match Tab::of_study(path) {
            Some(study) => studies::page(study, index, frame)?,
            None => return Ok(None),
        },
    };
    Ok(Some(markup.into_string()))
}

fn searched(asked: &Asked, index: &dyn Engine, frame: &Frame) -> Result<maud::Markup, Failure> {
    // What the chart is drawn in is the page's own business.
    let parameters = frame.address.parameters().iter().filter(|(name, _)| name != "scale").cloned().collect();
    let typed: Searched = parameters::read(&Asked { parameters, ..asked.clone() }, &PARAMETERS, &[])?;
    let reading = &typed.ranking.reading;
    let today = reading.today();
    let text = if typed.words.is_empty() { "*".to_owned() } else { typed.words.join(" ") };
    let parsed = query::parse(&names::expanded(&text)?, today);
    let request = Request {
        query: parsed.query.clone(),
        filters: typed.filters.filters(today)?,
        matching: reading.matching(),
        sort: typed.ranking.sort(),
        ranking: typed.ranking.ranking(),
        now: reading.now,
        offset: typed.offset,
        limit: HITS,
        snippet: SNIPPET,
        facets: vec![By::Source, By::Section, By::Author, By::Language],
        crossed: None,
        explain: false,
        suggest: true,
        group_copies: true,
    };
    let (mut response, hits) = stream(index, &request)?;
    let (unit, bins) = match response.total {
        0 => (Unit::Month, Vec::new()),
        _ => {
            let over_time = OverTime::of(index, vec![hits.matches().days()?], &request.filters)?;
            in_bars(&over_time, typed.by.map(Unit::from))
        }
    };
    response.hits = hits.collect::<Result<_, _>>()?;
    let results = Results {
        response: &response,
        query: &parsed.query.to_string(),
        warnings: &parsed.warnings,
        over_time: (unit, &bins),
        offset: typed.offset,
        limit: HITS,
    };
    Ok(results::page(&results, frame))
}

/// Periods for a chart: months, unless the address or the length of the time says otherwise.
fn in_bars(over_time: &OverTime, by: Option<Unit>) -> (Unit, Vec<Bin>) {
    /// Bars that can be told apart.
    const MOST: usize = 240;
    const LEAST: usize = 4;
    let by_unit = |unit| (unit, over_time.by(unit).0);
    if let Some(unit) = by {
        return by_unit(unit);
    }
    let (unit, months) = by_unit(Unit::Month);
    match months.len() {
        ..LEAST => by_unit(Unit::Day),
        // A period that was typed may be of millennia.
        MOST.. => by_unit(Unit::Year),
        _ => (unit, months),
    }
}

fn read(index: &dyn Engine, frame: &Frame) -> Result<maud::Markup, Failure> {
    let name = frame.address.get("id");
    if name.is_empty() {
        return Err(Failure::Parameter("an article is asked for by its id: /article?id=…".to_owned()));
    }
    let filed = article::find(index, name)?;
    let handles = index.find(&filed.id)?;
    let told = index.copies(&handles)?;
    let copies = index.read(told.first().map_or(&[], Vec::as_slice))?;
    let like = similar(index, &filed, &Filters::default(), LIKE, 0)?;
    let parsed = query::parse(&names::expanded(frame.address.get("q"))?, selection::today()).query;
    let read = handles.first().map(|article| marked(index, &parsed, *article)).transpose()?.flatten();
    let Some(occurrences) = read else { return Err(Failure::NoArticle(name.to_owned())) };
    let shown = article_page::Shown { occurrences: &occurrences, copies: &copies, similar: &like.hits };
    Ok(article_page::page(&shown, frame))
}
