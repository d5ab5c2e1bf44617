//! `kiosque search`: from words to hits.

use std::convert::Infallible;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;

use clap::Args;
use jiff::civil::Date;
use kiosque::date::Period;
use kiosque::engine::Engine;
use kiosque::engine::count::By;
use kiosque::engine::selection::Selection;
use kiosque::engine::shown::Filed;
use kiosque::ingest::options::Options;
use kiosque::output::count::articles;
use kiosque::output::fields::HitField;
use kiosque::output::lines::End;
use kiosque::output::style::Style;
use kiosque::output::{self, Format, Layout, sanitise, text};
use kiosque::query::dated::dated;
use kiosque::query::filters::Filters;
use kiosque::search::answer::stream;
use kiosque::search::request::Request;
use kiosque::search::response::{Hit, Response};
use kiosque::source::names::Names;
use kiosque::trec::Topic;

use super::index::SpreadOptions;
use super::run_report;
use crate::cli::failure::Failure;
use crate::cli::options::article;
use crate::cli::options::facet::ByOption;
use crate::cli::options::fields::FieldsOption;
use crate::cli::options::format::{FormatOption, snippet_length};
use crate::cli::options::index::AskedIndex;
use crate::cli::options::ranking::RankingOptions;
use crate::cli::options::selection::{self, FilterOptions, parse_limit};
use crate::cli::options::tables::CellsOption;
use crate::cli::options::topics::TopicsOption;
use crate::cli::screen::mixed;
use crate::cli::screen::no_hits::write_no_hits;
use crate::cli::screen::opening;
use crate::cli::screen::terminal::{Printed, Screen};

/// Find articles, the best first
///
/// Words find their other forms too: `négocier` finds `négociations`, `etat` finds `État`. An article must have all the
/// words; if none has, those with some are shown. Put the query in single quotes, so that the
/// shell leaves " * ( ) ! alone.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Arguments {
    /// What to look for; `-` reads it from standard input. It may be left out beside --since, --until or --source
    #[arg(conflicts_with = "topics", required_unless_present_any = ["topics", "since", "until", "source", "open"])]
    words: Vec<String>,
    #[command(flatten)]
    pub index: AskedIndex,
    /// Bring the index up to date with this folder or file first
    #[arg(long, value_name = "PATH")]
    corpus: Vec<PathBuf>,
    /// For --corpus: read parts of records from these fields, as `kiosque index --map` does
    #[arg(long, value_name = "PART=FIELD,…", value_parser = Names::from_str, requires = "corpus")]
    map: Option<Names>,
    #[command(flatten)]
    filters: FilterOptions,
    #[command(flatten)]
    ranking: RankingOptions,
    /// Hits to show; `all` (or 0) for every one [default: 10]
    #[arg(short = 'n', long, value_name = "N", value_parser = parse_limit)]
    limit: Option<usize>,
    /// Hits to pass over first
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// Also count the articles that match by this, in text and json; several with commas between them
    #[arg(long, value_enum, value_delimiter = ',', value_name = "BY")]
    facet: Vec<ByOption>,
    /// Make articles that tell the same story in the same words one hit, in formats for programs too
    #[arg(long, conflicts_with = "no_group")]
    group: bool,
    /// Show every article, copies included
    #[arg(long)]
    no_group: bool,
    /// How to print them
    #[arg(long, value_enum, default_value_t)]
    format: FormatOption,
    #[command(flatten)]
    cells: CellsOption,
    #[command(flatten)]
    fields: FieldsOption,
    /// Say how the words were read and what each score is made of, in text, json and jsonl
    #[arg(long)]
    explain: bool,
    /// End each path or address with a zero byte, for `xargs -0` (--format paths, urls)
    #[arg(short = '0', long)]
    null: bool,
    /// Print the number of matching articles alone
    #[arg(short, long, conflicts_with_all = ["quiet", "open", "show"])]
    count: bool,
    /// Print nothing; the exit code says whether there is a hit (0) or none (1)
    #[arg(short, long, conflicts_with_all = ["open", "show"])]
    quiet: bool,
    /// Print this hit whole instead of a list: 1 for the first
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), conflicts_with_all = ["topics", "open"])]
    show: Option<u32>,
    /// Open this hit in the browser instead of printing any: 1 for the first; or, without a query, the article with this
    /// id, URL or path
    #[arg(long, value_name = "N", value_parser = parse_chosen, conflicts_with = "topics")]
    open: Option<Chosen>,
    #[command(flatten)]
    topics: TopicsOption,
}

const EXAMPLES: &str = "\
What a query can say:
  réforme retraites          both words, in any form; else articles with one
  \"réforme des retraites\"    a phrase; \"…\"~3 with up to three other words
  grève -transports          one without the other; also SAUF, NOT, !transports
  port OU quai   a ET b      either, both; also OR, AND, |, &&, and parentheses
  maire PRES/5 digue         near each other; ADJ/5 in this order
  pêch*  acceuil~  =pêche    how it begins; with a typing error; this very form
  titre:budget               in one field: titre, chapo, texte, auteur, source,
                             rubrique, langue, url; `auteur:*` if it has any
  date:2025-07               a period: date:hier, depuis:\"3 mois\", avant:2024,
                             date:\"cet été\", date>2023
  auMoins3:SNCF  budget^2    so often; counting double
The first 256 words are looked for, of these the first 32 with * ~ or =, and the
first 32 dates.

Examples:
  kiosque search 'grève -transports \"service minimum\"' --since 2025
  kiosque search 'titre:budget (Lyon OU Marseille)' --sort newest
  kiosque search budget -n all --format csv --fields date,source,title,url
  kiosque search budget --format paths -0 -n all | xargs -0 cp -t chosen/
  kiosque search --since 2025-06 --sort newest
  kiosque search budget --show 2
  kiosque search budget --open 1
  kiosque search --corpus pages/ élections";

/// One hit, or one article whether it is a hit or not.
#[derive(Debug, Clone)]
enum Chosen {
    /// 1 for the first.
    Rank(u32),
    /// By its id, address or path.
    Named(String),
}

fn parse_chosen(text: &str) -> Result<Chosen, Infallible> {
    let rank = text.parse().ok().filter(|rank| *rank > 0);
    Ok(rank.map_or_else(|| Chosen::Named(text.to_owned()), Chosen::Rank))
}

pub fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Failure> {
    // What is wrong with the options is said before the index is brought up to date.
    let layout = layout(arguments, screen.style())?;
    if !arguments.corpus.is_empty() {
        let options = Options { names: arguments.map.clone().unwrap_or_default(), ..Options::default() };
        let index = &arguments.index.folder;
        let report =
            super::index::bring_up_to_date(index, &SpreadOptions::default(), &arguments.corpus, &options, None)?;
        run_report::warn(&report, false);
    }
    let index = arguments.index.open()?;
    if let Some(Chosen::Named(name)) = &arguments.open {
        opening::open(&article::find(&*index, name)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    screen.print(|to| print(arguments, &layout, &*index, to))
}

/// Prints what `index` has; whether that is anything.
#[cfg(feature = "serve")]
pub fn answer(arguments: &Arguments, index: &dyn Engine, to: &mut Printed) -> Result<bool, Failure> {
    print(arguments, &layout(arguments, to.style)?, index, to)
}

fn print(arguments: &Arguments, layout: &Layout, index: &dyn Engine, to: &mut Printed) -> Result<bool, Failure> {
    let Printed { out, said, style, .. } = to;
    if !arguments.count && !arguments.quiet && arguments.open.is_none() && arguments.show.is_none() {
        output::write_header(out, layout)?;
    }
    let mut found = false;
    for topic in arguments.topics.or_words(&arguments.words)? {
        let request = request(said, arguments, &topic.query, layout)?;
        let (response, hits) = stream(index, &request)?;
        let mut hits = hits.map(|hit| hit.map_err(Failure::from));
        found |= response.total > 0;
        selection::write_unknown(said, index, &request.query, &request.filters, response.total > 0)?;
        selection::write_no_day(said, &request.query, &request.filters)?;
        if arguments.count {
            write_count(out, arguments, &topic, response.total)?;
        } else if arguments.open.is_some() {
            found = open_hit(said, hits.next().transpose()?, &response)?;
        } else if arguments.show.is_some() {
            found = show_hit(out, said, hits.next().transpose()?, &response, style)?;
        } else if !arguments.quiet {
            write_hits(out, said, arguments, &response, hits, layout, &topic)?;
            if layout.format == Format::Text && arguments.topics.topics.is_none() {
                offer_period(said, index, &request, arguments.ranking.reading.today())?;
            }
        }
        let is_list = !arguments.quiet && arguments.open.is_none() && arguments.show.is_none();
        let is_read = arguments.count || is_list && layout.format == Format::Text;
        if is_read && arguments.topics.topics.is_none() {
            mixed::write(said, index, &request.query, &request.filters)?;
        }
    }
    Ok(found)
}

/// Says that a year among the words may be asked for as a date, where articles of it would be found.
fn offer_period(said: &mut dyn Write, index: &dyn Engine, request: &Request, today: Date) -> Result<(), Failure> {
    let Some(dated) = dated(&request.query, today).filter(|_| request.filters.period() == Period::default()) else {
        return Ok(());
    };
    let (query, filters) = Filters::lift(&dated.query);
    let filters = filters.and(&request.filters);
    let found = index.total(&Selection { query, filters, operator: request.matching.operator() })?;
    let words = sanitise::line(&dated.words);
    let period = if words.contains(' ') { format!("date:\"{words}\"") } else { format!("date:{words}") };
    if found > 0 {
        let articles = articles(found as u64);
        writeln!(said, "kiosque: {words} is looked for in the texts; {period} asks for the time: {articles}")?;
    }
    Ok(())
}

/// How hits are printed; an error where an option belongs to another format.
fn layout(arguments: &Arguments, style: Style) -> Result<Layout, Failure> {
    let format = Format::from(arguments.format);
    if arguments.null && !matches!(format, Format::Paths | Format::Urls) {
        return Err(Failure::Options("--null ends paths and addresses: add --format paths or --format urls"));
    }
    let (usual, chosen) = (format.usual_fields(), arguments.fields.of(format)?);
    if arguments.explain && !matches!(format, Format::Text | Format::Json | Format::Jsonl) {
        return Err(Failure::Options(
            "--explain is for --format text, json and jsonl: leave it out, or take one of these",
        ));
    }
    let usual =
        if arguments.group && !usual.is_empty() { [usual, &[HitField::Copies]].concat() } else { usual.to_vec() };
    let mut fields = match (chosen, &arguments.topics.topics) {
        ([], Some(_)) if !usual.is_empty() => [&[HitField::Topic], usual.as_slice()].concat(),
        ([], _) => usual,
        (chosen, _) => chosen.to_vec(),
    };
    if arguments.explain && format != Format::Text && !fields.contains(&HitField::Explanation) {
        fields.push(HitField::Explanation);
    }
    let end = if arguments.null { End::Nul } else { End::Line };
    Ok(Layout { format, style, fields, formulas: arguments.cells.formulas(), end })
}

fn request(said: &mut dyn Write, arguments: &Arguments, text: &str, layout: &Layout) -> Result<Request, Failure> {
    let opened = match arguments.open {
        Some(Chosen::Rank(rank)) => Some(rank),
        Some(Chosen::Named(_)) | None => None,
    };
    let (offset, limit) = match opened.or(arguments.show) {
        Some(rank) => (rank as usize - 1, 1),
        None if arguments.count || arguments.quiet => (0, 0),
        None => (arguments.offset, arguments.limit.unwrap_or(USUAL_LIMIT)),
    };
    let today = arguments.ranking.reading.today();
    Ok(Request {
        query: selection::parse(said, text, today)?,
        filters: arguments.filters.filters(today)?,
        matching: arguments.ranking.reading.matching(),
        sort: arguments.ranking.sort(),
        ranking: arguments.ranking.ranking(),
        now: arguments.ranking.reading.now,
        offset,
        limit,
        snippet: snippet_length(layout),
        facets: arguments.facet.iter().copied().map(By::from).collect(),
        crossed: None,
        explain: arguments.explain || layout.fields.contains(&HitField::Explanation),
        // The other formats have no place for what is suggested.
        suggest: matches!(layout.format, Format::Text | Format::Json) && !arguments.quiet,
        // Who reads wants each story once; programs get every article unless they ask for less.
        group_copies: (layout.format == Format::Text || arguments.group) && !arguments.no_group,
    })
}

/// One screen of hits.
const USUAL_LIMIT: usize = 10;

fn write_hits(
    out: &mut dyn Write,
    said: &mut dyn Write,
    arguments: &Arguments,
    response: &Response,
    hits: impl Iterator<Item = Result<Hit, Failure>>,
    layout: &Layout,
    topic: &Topic,
) -> Result<(), Failure> {
    if layout.format == Format::Text && response.total == 0 {
        return Ok(write_no_hits(said, response, layout.style)?);
    }
    // What the text says itself, those who export want to know too.
    if layout.format != Format::Text && response.relaxed {
        writeln!(said, "kiosque: no article has all the words; these have some")?;
    }
    if layout.format != Format::Text && arguments.limit.is_none() && response.total > USUAL_LIMIT {
        writeln!(said, "kiosque: {USUAL_LIMIT} of {} hits; `-n all` gives every one", response.total)?;
    }
    output::write(&mut &mut *out, response, hits, layout, &topic.id)
}

fn write_count(out: &mut dyn Write, arguments: &Arguments, topic: &Topic, total: usize) -> io::Result<()> {
    match arguments.topics.topics {
        Some(_) => writeln!(out, "{}\t{total}", sanitise::line(&topic.id)),
        None => writeln!(out, "{total}"),
    }
}

/// Opens the page of a hit; false where there is none.
fn open_hit(said: &mut dyn Write, hit: Option<Hit>, response: &Response) -> Result<bool, Failure> {
    let Some(Hit { id, path, article, .. }) = hit else { return Ok(no_such_hit(said, response)?) };
    opening::open(&Filed { id, path, member: None, article })?;
    Ok(true)
}

/// Prints a hit whole; false where there is none.
fn show_hit(
    mut out: &mut dyn Write,
    said: &mut dyn Write,
    hit: Option<Hit>,
    response: &Response,
    style: &Style,
) -> Result<bool, Failure> {
    let Some(hit) = hit else { return Ok(no_such_hit(said, response)?) };
    text::write_article(&mut out, &hit.article, style)?;
    Ok(true)
}

fn no_such_hit(said: &mut dyn Write, response: &Response) -> io::Result<bool> {
    writeln!(said, "kiosque: there is no such hit: the search finds {}", response.total)?;
    Ok(false)
}
