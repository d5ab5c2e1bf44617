//! The parts that articles are of: by newspaper, section, author, year, month or language, as facets count them.

use crate::article::Article;
use crate::engine::calendar::Unit;
use crate::engine::count::By;

/// The parts that an article is of, by their names: one without a name where articles are not parted.
pub fn names(article: &Article, by: Option<By>) -> Vec<Option<String>> {
    by.map_or_else(|| vec![None], |by| of(article, by).into_iter().map(Some).collect())
}

/// Several for an article by several authors, none where nobody knows.
fn of(article: &Article, by: By) -> Vec<String> {
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
