//! The page that says what is in the index; it is the home page too.

use maud::{Markup, html};

use super::dates;
use super::frame::Frame;
use crate::date::minutes::from_minutes;
use crate::engine::statistics::Statistics;

/// What a query can say.
const EXAMPLES: [&str; 4] =
    ["\"réforme des retraites\"", "grève -transports", "titre:budget (Lyon OU Marseille)", "maire PRES/5 digue"];

/// The first page: how much there is to search, and what a query can say.
pub fn home(articles: u64, newest: Option<i64>, frame: &Frame) -> Markup {
    let language = frame.language;
    let main = html! {
        h1 { (frame.title) }
        p {
            (language.articles(articles))
            @if let Some(newest) = newest {
                (language.say(", le plus récent du ", ", the newest of ")) (dates::day(from_minutes(newest).date(), language))
            }
            "."
        }
        h2 { (language.say("Par exemple", "For example")) }
        ul.less {
            @for example in EXAMPLES { li { a href=(frame.address.to("/", &[("q", example)])) { (example) } } }
            li { a href=(frame.address.to("/", &[("q", "*"), ("sort", "newest")])) { (language.say("Tous, les plus récents d’abord", "All, the newest first")) } }
        }
        section #saved data-history=(language.say("Recherches récentes", "Recent searches")) data-starred=(language.say("Recherches gardées", "Starred searches")) data-forget=(language.say("Tout oublier", "Forget all")) data-queries=(language.say("Les exporter pour kiosque watch", "Export them for kiosque watch")) {}
    };
    frame.page("", &main)
}

/// What the index holds, counted.
pub fn page(statistics: &Statistics, frame: &Frame) -> Markup {
    let language = frame.language;
    let mut sources: Vec<(String, u64)> =
        statistics.by_source.iter().map(|(name, count)| (name.clone(), *count)).collect();
    sources.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let years = statistics.by_year.iter().map(|(year, count)| (year.to_string(), *count)).collect::<Vec<_>>();
    let languages = statistics.by_language.iter().map(|(code, count)| (code.clone(), *count)).collect::<Vec<_>>();
    let about = language.say("Contenu de l’index", "What is in the index");
    let link = |parameters: &[(&str, &str)]| frame.address.to("/", &[&[("q", "*")], parameters].concat());
    let main = html! {
        h1 { (about) }
        p {
            (language.articles(statistics.articles)) ", "
            (language.number(statistics.undated)) " " (language.say("sans date", "undated")) ", "
            (language.say(format!("{:.1} Mo", statistics.bytes as f64 / 1e6).replace('.', ","), format!("{:.1} MB", statistics.bytes as f64 / 1e6)))
        }
        (table(language.say(("Par année", "Année"), ("By year", "Year")), &years, frame, &|year| link(&[("since", year), ("until", year)])))
        (table(language.say(("Par langue", "Langue"), ("By language", "Language")), &languages, frame, &|code| frame.address.to("/", &[("q", &format!("langue:{code}"))])))
        (table(language.say(("Par journal", "Journal"), ("By newspaper", "Newspaper")), &sources, frame, &|name| link(&[("source", name)])))
    };
    frame.page(about, &main)
}

/// A table under a heading, whose first column has a name.
fn table(
    (heading, column): (&str, &str),
    counts: &[(String, u64)],
    frame: &Frame,
    link: &dyn Fn(&str) -> String,
) -> Markup {
    html! {
        @if !counts.is_empty() {
            h2 { (heading) }
            table.numbers {
                thead { tr { th scope="col" { (column) } th scope="col" { "Articles" } } }
                tbody { @for (value, count) in counts {
                    tr { th scope="row" { a href=(link(value)) { (value) } } td { (frame.language.number(*count)) } }
                } }
            }
        }
    }
}
