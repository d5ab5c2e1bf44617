//! The hint that a count takes in other words, and how to ask for one form alone.

use std::io::Write;

use kiosque::engine::Engine;
use kiosque::output::sanitise;
use kiosque::query::ast::Query;
use kiosque::query::filters::Filters;
use kiosque::search::mixed::mixed;

use crate::cli::failure::Failure;

/// Says if a count is other words' for the most part.
pub fn write(said: &mut dyn Write, index: &dyn Engine, query: &Query, filters: &Filters) -> Result<(), Failure> {
    if let Some(mixed) = mixed(index, query, filters)? {
        let (word, other) = (sanitise::line(&mixed.word), sanitise::line(&mixed.other));
        let (articles, total) = (mixed.articles, mixed.total);
        writeln!(
            said,
            "kiosque: {word} also counts \"{other}\" and the like ({articles} of {total} articles); ={word} for this form alone"
        )?;
    }
    Ok(())
}
