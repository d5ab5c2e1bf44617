//! The parts that articles are of: by newspaper, section, author, year, month or language, as facets count them.

use crate::article::Article;
use crate::engine::calendar::Unit;
use crate::engine::count::By;

/// The parts that an article is of: several for one by several authors, none where nobody knows.
pub fn of(article: &Article, by: By) -> Vec<String> {
    let period = |unit: Unit| {
        let moment = article.published?.moment;
        (moment.precision >= unit.precision()).then(|| unit.name(unit.start(moment.at.date())))
    };
    match by {
        By::Source => article.source.iter().cloned().collect(),
        By::Section => article.section.iter().cloned().collect(),
        By::Author => article.authors.clone(),
        By::Language => article.language.iter().cloned().collect(),
        By::Year => period(Unit::Year).into_iter().collect(),
        By::Month => period(Unit::Month).into_iter().collect(),
    }
}
