//! What may be typed on in a query: words, and the names that its filters take.

use std::collections::BTreeMap;

use crate::analysis;
use crate::analysis::grammar::folding::fold;
use crate::engine::count::By;
use crate::engine::ranking::Ranking;
use crate::engine::selection::{Operator, Selection};
use crate::engine::{Engine, EngineError};
use crate::query::ast::{Field, Query};
use crate::query::filters::Filters;

/// At most `limit` continuations of `beginning`, the likeliest first, each with all that was typed: words; or, behind
/// `source:`, `auteur:` and the like, names that articles have, put as one word (`source:phare-du-nord`).
pub fn complete(engine: &dyn Engine, beginning: &str, limit: usize) -> Result<Vec<String>, EngineError> {
    let last = beginning.rfind(char::is_whitespace).map_or(beginning, |at| beginning[at..].trim_start());
    let in_field = last.split_once(':').and_then(|(field, typed)| Some((Field::named(&fold(field))?, typed)));
    let Some((field, typed)) = in_field else { return engine.complete_words(beginning, limit) };
    let before = &beginning[..beginning.len() - typed.len()];
    let Some(by) = by(field) else {
        let words = engine.complete_words(typed, limit)?.into_iter();
        return Ok(words.map(|word| format!("{before}{word}")).collect());
    };
    let selection = Selection { query: Query::All, filters: Filters::default(), operator: Operator::And };
    let ranking = Ranking::default();
    let names = engine.matches(&selection, &ranking)?.facet(by)?.counts;
    let mut found: Vec<String> = Vec::new();
    for name in names.iter().filter_map(|(known, _)| from_word_on(known, typed)) {
        let completed = format!("{before}{name}");
        if found.len() < limit && !found.contains(&completed) {
            found.push(completed);
        }
    }
    Ok(found)
}

/// What articles are counted by, of the fields that have few values.
fn by(field: Field) -> Option<By> {
    match field {
        Field::Source => Some(By::Source),
        Field::Author => Some(By::Author),
        Field::Section => Some(By::Section),
        Field::Language => Some(By::Language),
        Field::Title | Field::Lead | Field::Body | Field::Url => None,
    }
}

/// The words of a name from the first one on that begins as what was typed, as one word.
fn from_word_on(name: &str, typed: &str) -> Option<String> {
    // Of the words at one place, as `louest` and `ouest` of `L’Ouest`, the shortest is the one without its article.
    let mut words = BTreeMap::<u32, String>::new();
    for token in analysis::names(name).into_iter().filter(|token| token.length == 1) {
        let word = words.entry(token.position).or_insert_with(|| token.stem.clone());
        if token.stem.len() < word.len() {
            *word = token.stem;
        }
    }
    let (words, typed) = (words.into_values().collect::<Vec<_>>(), fold(typed));
    (0..words.len()).map(|n| words[n..].join("-")).find(|rest| rest.starts_with(&typed))
}

/// Those of some completions that a shell may put in the place of what was typed. It puts there what they have in common, so
/// that all must be as long as what was typed, and be written alike so far: `retr` may become `retraites`, or `rétr…`, and
/// never the `r` of both. Accents that were typed stay.
pub fn in_place(typed: &str, completions: Vec<String>) -> Vec<String> {
    let length = typed.chars().count();
    let beginning = |completion: &String| completion.chars().take(length).collect::<String>();
    let as_typed = |completion: &&String| !typed.is_ascii() && completion.starts_with(typed);
    let likeliest = completions.iter().find(as_typed).or(completions.first()).map(beginning);
    let fits = |completion: &String| completion.chars().count() >= length && Some(beginning(completion)) == likeliest;
    completions.into_iter().filter(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::embedded::Embedded;
    use crate::index::in_memory;
    use crate::index::schema::Entry;

    #[test]
    fn names_are_completed() {
        let entry = |(n, (source, author)): (usize, &(&str, &str))| {
            let article = Article {
                title: "La digue".to_owned(),
                source: Some((*source).to_owned()),
                authors: vec![(*author).to_owned()],
                ..Article::default()
            };
            Entry::new(n.to_string(), Ok(article))
        };
        let names = [("Le Phare du Nord", "Awa Diop"), ("Le Phare du Nord", "Aude Ève"), ("L’Écho", "Awa Diop")];
        let index = Embedded::new(in_memory(&names.iter().enumerate().map(entry).collect::<Vec<_>>())).unwrap();
        let check = |beginning: &str, expected: &[&str]| {
            assert_eq!(complete(&index, beginning, 3).unwrap(), expected, "{beginning}");
        };
        check("di", &["digue"]);
        check("source:ph", &["source:phare-du-nord"]);
        check("digue source:LE P", &[]);
        check("digue source:Le", &["digue source:le-phare-du-nord"]);
        check("source:éc", &["source:echo"]);
        check("source:", &["source:le-phare-du-nord", "source:echo"]);
        check("auteur:a", &["auteur:awa-diop", "auteur:aude-eve"]);
        check("auteur:x", &[]);
        check("titre:di", &["titre:digue"]);
    }

    #[test]
    fn what_was_typed_is_never_cut() {
        let check = |typed: &str, completions: &[&str], expected: &[&str]| {
            let completions = completions.iter().map(|word| (*word).to_owned()).collect();
            assert_eq!(in_place(typed, completions), expected, "{typed}");
        };
        check("retr", &["retraites", "rétropédalage", "retrait"], &["retraites", "retrait"]);
        check("elec", &["élections", "electro", "électeurs"], &["élections", "électeurs"]);
        check("rétr", &["retraites", "rétropédalage"], &["rétropédalage"]);
        check("été", &["ete"], &["ete"]);
        check("oeuvre", &["œuvre"], &[]);
        check("xyl", &[], &[]);
    }
}
