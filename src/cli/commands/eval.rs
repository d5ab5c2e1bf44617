//! `kiosque eval`: how good a ranking is by human judgements, and whether another is better.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use kiosque::eval::{self, Comparison, Evaluation, Measure, Moved, Scores};
use kiosque::output::{self, json, sanitise};
use kiosque::query;
use kiosque::search::answer::search;
use kiosque::search::request::Request;
use kiosque::trec::{self, Qrels, Run, Topic, TrecError};
use serde::Serialize;

use crate::cli::failure::Failure;
use crate::cli::options::index::AskedIndex;
use crate::cli::options::ranking::RankingOptions;
use crate::cli::options::report::ReportFormat;

/// Measure rankings against judgements: nDCG@10, MRR@10, MAP, P@10, Recall@100, judged@10, as trec_eval does
///
/// A topic of the judgements that a run lacks counts 0. Documents are ordered by score, and equal scores by document id
/// backwards; the rank column is not used. Each further run is compared with the first. Without a run, the index answers
/// the topics itself.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kiosque eval --qrels qrels.txt --topics topics.tsv
  kiosque search --topics topics.tsv --format trec -n 100 > a.run
  kiosque eval --qrels qrels.txt --run a.run --run b.run")]
pub struct Arguments {
    /// Judgements, `topic 0 document grade` a line
    #[arg(long, value_name = "FILE")]
    qrels: PathBuf,

    /// Queries, `id<TAB>query` a line or TREC's classic `<top>` form
    #[arg(long, value_name = "FILE", required_unless_present = "runs")]
    topics: Option<PathBuf>,

    /// A TREC run to measure; give more to compare them with the first
    #[arg(long = "run", value_name = "FILE")]
    runs: Vec<PathBuf>,

    #[command(flatten)]
    pub index: AskedIndex,

    #[command(flatten)]
    ranking: RankingOptions,

    /// Hits that the index is asked for
    #[arg(short = 'n', long, value_name = "N", default_value_t = 100)]
    limit: usize,

    /// Print each topic's values too (JSON always has them)
    #[arg(long)]
    per_topic: bool,

    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
}

/// What `--format json` prints.
#[derive(Serialize)]
struct Document<'a> {
    runs: &'a [Measured],
}

/// One run's figures.
#[derive(Serialize)]
struct Measured {
    run: String,
    #[serde(flatten)]
    evaluation: Evaluation,
    #[serde(skip_serializing_if = "Option::is_none")]
    against_first: Option<Change>,
}

/// What a run gains or loses against the first.
#[derive(Serialize)]
struct Change {
    comparison: BTreeMap<Measure, Comparison>,
    /// By nDCG@10.
    moved: Vec<Moved>,
}

/// How many of the topics that moved are worth a line.
const MOVED: usize = 10;

pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let qrels = read(&arguments.qrels, trec::read_qrels)?;
    let topics = match &arguments.topics {
        Some(path) => read(path, trec::read_topics)?,
        None => Vec::new(),
    };
    let mut runs = Vec::new();
    for path in &arguments.runs {
        runs.push((path.display().to_string(), read(path, trec::read_run)?));
    }
    if runs.is_empty() {
        runs.push((arguments.index.folder.shown().to_string(), answers(arguments, &topics)?));
    }
    let mut measured: Vec<Measured> = Vec::new();
    for (name, run) in runs {
        warn_of_gaps(&name, &qrels, &run);
        let evaluation = eval::evaluate(&qrels, &run);
        let against_first = measured.first().map(|first| change(&first.evaluation, &evaluation));
        measured.push(Measured { run: name, evaluation, against_first });
    }
    let mut out = io::stdout().lock();
    match arguments.format {
        ReportFormat::Json => {
            writeln!(out, "{}", json::to_string(&Document { runs: &measured }))?;
        }
        ReportFormat::Text => {
            print_means(&mut out, &measured)?;
            print_moved(&mut out, &measured, &topics)?;
            if arguments.per_topic {
                print_topics(&mut out, &measured)?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn read<T>(path: &Path, parse: impl Fn(&str) -> Result<T, TrecError>) -> Result<T, Failure> {
    let text = fs::read_to_string(path).map_err(|error| Failure::Unreadable { path: path.to_owned(), error })?;
    parse(&text).map_err(|error| Failure::Trec { path: path.to_owned(), error })
}

/// What the index finds for each topic.
fn answers(arguments: &Arguments, topics: &[Topic]) -> Result<Run, Failure> {
    let index = arguments.index.open()?;
    let manner = &arguments.ranking;
    let mut run = Run::new();
    for Topic { id, query } in topics {
        let request = Request {
            matching: manner.reading.matching(),
            sort: manner.sort(),
            ranking: manner.ranking(),
            now: manner.reading.now,
            limit: arguments.limit,
            ..Request::new(query::parse(query, manner.reading.today()).query)
        };
        let hits = search(&*index, &request)?.hits.into_iter();
        run.insert(id.clone(), hits.map(output::retrieved).collect());
    }
    Ok(run)
}

fn warn_of_gaps(run_name: &str, qrels: &Qrels, run: &Run) {
    let run_name = sanitise::line(run_name);
    let missing = qrels.keys().filter(|topic| !run.contains_key(*topic)).count();
    if missing > 0 {
        eprintln!("kiosque: {run_name}: judged topics that the run lacks, counted 0: {missing} of {}", qrels.len());
    }
    let unjudged = run.keys().filter(|topic| !qrels.contains_key(*topic)).count();
    if unjudged > 0 {
        eprintln!("kiosque: {run_name}: topics without judgements, left aside: {unjudged}");
    }
}

fn change(before: &Evaluation, after: &Evaluation) -> Change {
    Change {
        comparison: Measure::ALL.map(|measure| (measure, eval::compare(before, after, measure))).into(),
        moved: eval::moved(before, after, Measure::Ndcg10),
    }
}

fn print_means(out: &mut impl Write, measured: &[Measured]) -> io::Result<()> {
    let width = measured.iter().map(|measured| measured.run.chars().count()).max().unwrap_or(0).max(20);
    print_row(out, width, "", |measure| measure.name().to_owned())?;
    for Measured { run, evaluation, against_first } in measured {
        print_row(out, width, run, |measure| value(&evaluation.mean, measure))?;
        let Some(Change { comparison, .. }) = against_first else { continue };
        print_row(out, width, "  difference", |measure| format!("{:+.4}", comparison[&measure].difference))?;
        print_row(out, width, "  p, t-test", |measure| p_value(comparison[&measure].t_test))?;
        print_row(out, width, "  p, randomization", |measure| p_value(comparison[&measure].randomization))?;
    }
    let topics = measured.first().map_or(0, |first| first.evaluation.topics.len());
    writeln!(out, "Means over {topics} topics.")
}

fn print_moved(out: &mut impl Write, measured: &[Measured], topics: &[Topic]) -> io::Result<()> {
    for Measured { run, against_first, .. } in measured {
        let Some(Change { moved, .. }) = against_first.as_ref().filter(|change| !change.moved.is_empty()) else {
            continue;
        };
        let better = moved.iter().filter(|moved| moved.after > moved.before).count();
        let worse = moved.len() - better;
        let run = sanitise::line(run);
        writeln!(out, "\n{run}: {better} topics better, {worse} worse by nDCG@10; the farthest:")?;
        for Moved { topic, before, after } in moved.iter().take(MOVED) {
            let query = topics.iter().find(|known| known.id == *topic).map_or("", |known| &known.query);
            let line = format!("  {:+.4}  {before:.4} to {after:.4}  {topic}  {query}", after - before);
            writeln!(out, "{}", sanitise::line(line.trim_end()))?;
        }
    }
    Ok(())
}

fn print_topics(out: &mut impl Write, measured: &[Measured]) -> io::Result<()> {
    for Measured { run, evaluation, .. } in measured {
        writeln!(out)?;
        let width = evaluation.topics.keys().map(|topic| topic.chars().count()).max().unwrap_or(0).max(run.len());
        print_row(out, width, run, |measure| measure.name().to_owned())?;
        for (topic, scores) in &evaluation.topics {
            print_row(out, width, topic, |measure| value(scores, measure))?;
        }
    }
    Ok(())
}

fn print_row(out: &mut impl Write, width: usize, head: &str, cell: impl Fn(Measure) -> String) -> io::Result<()> {
    write!(out, "{:width$}", sanitise::line(head))?;
    for measure in Measure::ALL {
        write!(out, "  {:>10}", cell(measure))?;
    }
    writeln!(out)
}

fn p_value(p: Option<f64>) -> String {
    match p {
        Some(p) if p < 1e-4 => format!("{p:.1e}"),
        Some(p) => format!("{p:.4}"),
        None => "-".to_owned(),
    }
}

fn value(scores: &Scores, measure: Measure) -> String {
    format!("{:.4}", scores.get(measure))
}
