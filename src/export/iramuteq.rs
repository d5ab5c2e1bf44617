//! IRaMuTeQ (and Alceste): one file, in which a line of stars and variables begins each text
//! (IRaMuTeQ's documentation, "Formatage des corpus texte").

use super::clean;
use super::record::{Record, Variable};
use crate::text::fold;

/// A text below its line `**** *source_le-phare *annee_2024`.
pub fn text(record: &Record, variables: &[Variable]) -> String {
    let mut text = "****".to_owned();
    for variable in variables {
        let name = match variable {
            Variable::Id => "id",
            Variable::Source => "source",
            Variable::Year => "annee",
            Variable::Month => "mois",
            Variable::Section => "rubrique",
            Variable::Author => "auteur",
        };
        let value = if *variable == Variable::Id { Some(record.id()) } else { variable.of(record.filed) };
        text += &format!(" *{name}_{}", modality(&value.unwrap_or_default()));
    }
    text.push('\n');
    for line in record.title.into_iter().map(clean::line).chain(clean::lines(&record.text)) {
        let line = neutral(&line);
        if !line.is_empty() {
            text += &line;
            text.push('\n');
        }
    }
    text.push('\n');
    text
}

/// A value of small letters, digits and hyphens; `na` where there is none.
fn modality(value: &str) -> String {
    let kept = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let folded: String = fold(value).chars().map(kept).collect();
    let words: Vec<&str> = folded.split('-').filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "na".to_owned() } else { words.join("-") }
}

/// A line without what IRaMuTeQ would take for a command: `****` begins a text, `-*` a theme, `_x_` and `*x` are words of its
/// own.
fn neutral(line: &str) -> String {
    line.replace(['*', '_'], " ").split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
