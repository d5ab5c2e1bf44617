//! `kiosque search`: from words to hits.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use kiosque::engine::count::By;
use kiosque::ingest::options::Options;
use kiosque::output::fields::HitField;
use kiosque::output::lines::End;
use kiosque::output::style::web_address;
use kiosque::output::{self, Format, Layout, sanitise};
use kiosque::search::answer::stream;
use kiosque::search::request::Request;
use kiosque::search::response::{Hit, Response};
use kiosque::source;
use kiosque::trec::{self, Topic};

use super::run_report;
use crate::cli::failure::Failure;
use crate::cli::failure::NO_HITS;
use crate::cli::options::facet::ByOption;
use crate::cli::options::format::{FormatOption, snippet_length};
use crate::cli::options::index::IndexOption;
use crate::cli::options::ranking::RankingOptions;
use crate::cli::options::selection::{self, FilterOptions};
use crate::cli::options::tables::CellsOption;
use crate::cli::screen::no_hits::write_no_hits;
use crate::cli::screen::pager::Pager;
use crate::cli::screen::terminal::Screen;

/// Find articles, the best first
///
/// Words find their other forms too: `négocier` finds `négociations`, `etat` finds `État`. An article must have all the
/// words; if none has, those with some are shown. Quote what the shell would take for itself.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Arguments {
    /// What to look for; `-` reads it from standard input
    #[arg(required_unless_present = "topics")]
    words: Vec<String>,
    #[command(flatten)]
    pub index: IndexOption,
    /// Bring the index up to date with this folder or file first
    #[arg(long, value_name = "PATH")]
    corpus: Vec<PathBuf>,
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
    /// Count all hits by this too, in formats to read; several with commas between them
    #[arg(long, value_enum, value_delimiter = ',', value_name = "BY")]
    facet: Vec<ByOption>,
    /// Show wire copies and republished articles as one hit also in the formats for programs
    #[arg(long, conflicts_with = "no_group")]
    group: bool,
    /// Show every article, also those that tell a story again in the same words
    #[arg(long)]
    no_group: bool,
    /// How to print them
    #[arg(long, value_enum, default_value_t)]
    format: FormatOption,
    #[command(flatten)]
    cells: CellsOption,
    /// What json, jsonl, csv and tsv give of each hit, in this order
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',', value_parser = field_names())]
    fields: Vec<HitField>,
    /// Say how the words were read and what each score is made of, in text, json and jsonl
    #[arg(long)]
    explain: bool,
    /// End each of --format paths or urls with the byte 0, for `xargs -0`
    #[arg(short = '0', long)]
    null: bool,
    /// Print the number of matching articles alone
    #[arg(short, long, conflicts_with_all = ["quiet", "open"])]
    count: bool,
    /// Print nothing: the exit code tells whether there is any hit
    #[arg(short, long, conflicts_with = "open")]
    quiet: bool,
    /// Open this hit in the browser instead of printing any: 1 for the first
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), conflicts_with = "topics")]
    open: Option<u32>,
    /// Run the queries of a file, `id<TAB>query` a line or TREC topics
    #[arg(long, value_name = "FILE", conflicts_with = "words")]
    topics: Option<PathBuf>,
}

const EXAMPLES: &str = "\
What a query can say:
  réforme retraites          both words, in any form; else articles with one
  \"réforme des retraites\"    a phrase; \"…\"~3 with up to three other words
  grève -transports          one without the other; also SAUF, NOT
  port OU quai   a ET b      either, both; also OR, AND, and parentheses
  maire PRES/5 digue         near each other; ADJ/5 in this order
  pêch*  acceuil~  =pêche    how it begins; with a typing error; this very form
  titre:budget               in one field: titre, chapo, texte, auteur, source,
                             rubrique, langue, url; `auteur:*` if it has any
  date:2025-07               a period: date:hier, depuis:\"3 mois\", avant:2024
  auMoins3:SNCF  budget^2    so often; counting double
The first 256 words are looked for, of these the first 32 with * ~ or =, and the
first 32 dates.

Examples:
  kiosque search 'grève -transports \"service minimum\"' --since 2025
  kiosque search 'titre:budget (Lyon OU Marseille)' --sort newest
  kiosque search budget -n all --format csv --fields date,source,title,url
  kiosque search budget --format paths -0 -n all | xargs -0 cp -t chosen/
  kiosque search budget --open 1
  kiosque search --corpus pages/ élections";

/// The names of the fields, as the command line takes and documents them.
fn field_names() -> impl TypedValueParser<Value = HitField> {
    let names = HitField::ALL.map(|(_, name, about)| PossibleValue::new(name).help(about));
    PossibleValuesParser::new(names).map(|name| HitField::named(&name).expect("only names of fields are possible"))
}

fn parse_limit(text: &str) -> Result<usize, String> {
    match text {
        "all" | "0" => Ok(usize::MAX),
        number => number.parse().map_err(|_| "neither a number nor `all`".to_owned()),
    }
}

pub fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Failure> {
    let layout = layout(arguments, screen)?;
    if !arguments.corpus.is_empty() {
        let report =
            super::index::bring_up_to_date(&arguments.index.dir, &arguments.corpus, &Options::default(), None)?;
        run_report::warn(&report, false);
    }
    let index = arguments.index.open()?;
    let mut out = screen.out();
    if !arguments.count && !arguments.quiet && arguments.open.is_none() {
        output::write_header(&mut out, &layout)?;
    }
    let mut found = false;
    for topic in topics(arguments)? {
        let request = request(arguments, &topic.query, &layout)?;
        let (response, hits) = stream(&index, &request)?;
        let mut hits = hits.map(|hit| hit.map_err(Failure::from));
        found |= response.total > 0;
        if arguments.count {
            write_count(&mut out, arguments, &topic, response.total)?;
        } else if arguments.open.is_some() {
            found = open_hit(hits.next().transpose()?, &response)?;
        } else if !arguments.quiet {
            write_hits(&mut out, arguments, &response, hits, &layout, &topic)?;
        }
    }
    out.finish()?;
    Ok(if found { ExitCode::SUCCESS } else { ExitCode::from(NO_HITS) })
}

/// What is asked: the words of the command line, or every line of a file.
fn topics(arguments: &Arguments) -> Result<Vec<Topic>, Failure> {
    if let Some(path) = &arguments.topics {
        let text = read(path)?;
        return trec::read_topics(&text).map_err(|error| Failure::Trec { path: path.clone(), error });
    }
    let query = match arguments.words.as_slice() {
        [dash] if dash == "-" => read(Path::new("-"))?,
        words => words.join(" "),
    };
    Ok(vec![Topic { id: "1".to_owned(), query }])
}

fn read(path: &Path) -> Result<String, Failure> {
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    let bytes = bytes.map_err(|error| Failure::Unreadable { path: path.to_owned(), error })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// How hits are printed; an error where an option belongs to another format.
fn layout(arguments: &Arguments, screen: &Screen) -> Result<Layout, Failure> {
    let format = Format::from(arguments.format);
    if arguments.null && !matches!(format, Format::Paths | Format::Urls) {
        return Err(Failure::Options("--null ends paths and addresses: add --format paths or --format urls"));
    }
    let usual = format.usual_fields();
    if !arguments.fields.is_empty() && usual.is_empty() {
        return Err(Failure::Options("--fields is for programs: add --format json, jsonl, csv or tsv"));
    }
    if arguments.explain && !matches!(format, Format::Text | Format::Json | Format::Jsonl) {
        return Err(Failure::Options(
            "--explain is for --format text, json and jsonl: leave it out, or take one of these",
        ));
    }
    let usual =
        if arguments.group && !usual.is_empty() { [usual, &[HitField::Copies]].concat() } else { usual.to_vec() };
    let mut fields = match (arguments.fields.as_slice(), &arguments.topics) {
        ([], Some(_)) if !usual.is_empty() => [&[HitField::Topic], usual.as_slice()].concat(),
        ([], _) => usual,
        (chosen, _) => chosen.to_vec(),
    };
    if arguments.explain && format != Format::Text && !fields.contains(&HitField::Explanation) {
        fields.push(HitField::Explanation);
    }
    let end = if arguments.null { End::Nul } else { End::Line };
    Ok(Layout { format, style: screen.style(), fields, formulas: arguments.cells.formulas(), end })
}

fn request(arguments: &Arguments, text: &str, layout: &Layout) -> Result<Request, Failure> {
    let (offset, limit) = match arguments.open {
        Some(rank) => (rank as usize - 1, 1),
        None if arguments.count || arguments.quiet => (0, 0),
        None => (arguments.offset, arguments.limit.unwrap_or(USUAL_LIMIT)),
    };
    let today = arguments.ranking.reading.today();
    Ok(Request {
        query: selection::parse(text, today)?,
        filters: arguments.filters.filters(today)?,
        matching: arguments.ranking.reading.matching(),
        sort: arguments.ranking.sort(),
        ranking: arguments.ranking.ranking(),
        now: arguments.ranking.reading.now,
        offset,
        limit,
        snippet: snippet_length(layout),
        facets: arguments.facet.iter().copied().map(By::from).collect(),
        explain: arguments.explain || layout.fields.contains(&HitField::Explanation),
        // Who reads wants each story once; programs get every article unless they ask for less.
        group_copies: (layout.format == Format::Text || arguments.group) && !arguments.no_group,
    })
}

/// One screen of hits.
const USUAL_LIMIT: usize = 10;

fn write_hits(
    out: &mut Pager,
    arguments: &Arguments,
    response: &Response,
    hits: impl Iterator<Item = Result<Hit, Failure>>,
    layout: &Layout,
    topic: &Topic,
) -> Result<(), Failure> {
    if layout.format == Format::Text && response.total == 0 {
        return Ok(write_no_hits(response, layout.style)?);
    }
    // What the text says itself, those who export want to know too.
    if layout.format != Format::Text && response.relaxed {
        eprintln!("kiosque: no article has all the words; these have some");
    }
    if layout.format != Format::Text && arguments.limit.is_none() && response.total > USUAL_LIMIT {
        eprintln!("kiosque: {USUAL_LIMIT} of {} hits; `-n all` gives every one", response.total);
    }
    output::write(out, response, hits, layout, &topic.id)
}

fn write_count(out: &mut Pager, arguments: &Arguments, topic: &Topic, total: usize) -> io::Result<()> {
    match arguments.topics {
        Some(_) => writeln!(out, "{}\t{total}", sanitise::line(&topic.id)),
        None => writeln!(out, "{total}"),
    }
}

const NO_FILE: &str = "the article came through standard input and has no address on the web, so that there is nothing to open; \
                       `kiosque show ID` prints it";

/// Opens the page of a hit, if there is one: on the web if it is there, else the file that it came in.
fn open_hit(hit: Option<Hit>, response: &Response) -> Result<bool, Failure> {
    let Some(hit) = hit else {
        eprintln!("kiosque: there is no such hit: the search finds {}", response.total);
        return Ok(false);
    };
    let on_the_web = hit.article.url.as_deref().and_then(web_address);
    let target = on_the_web.clone().unwrap_or(hit.path);
    if target == source::STDIN {
        return Err(Failure::Options(NO_FILE));
    }
    eprintln!("kiosque: opening {}", sanitise::line(&target));
    // A name that is not UTF-8 is there by its bytes alone.
    let by_bytes = on_the_web.is_none() && !Path::new(&target).exists();
    let opened = if by_bytes { open::that(source::text_path(&target)) } else { open::that(&target) };
    opened.map_err(|error| {
        let programs = open::commands(&target).into_iter();
        let tried: Vec<_> = programs.map(|program| program.get_program().to_string_lossy().into_owned()).collect();
        Failure::Open { target, tried: tried.join(", "), error }
    })?;
    Ok(true)
}
