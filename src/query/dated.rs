//! Dates among the words of a query: `macron 2023` looks for the word, and `macron date:2023` for the year.

use jiff::civil::Date;

use super::ast::Query;
use crate::date::period;

/// A query with a date among its words, which may have been meant as a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Dated {
    /// The words that are a date: `2023`, `mars 2023`.
    pub words: String,
    /// The query with the period in their place.
    pub query: Query,
}

/// The longest date that ends in a year no later than this one and stands among the words of a query; none where the query has a
/// period already.
///
/// ```
/// use jiff::civil::date;
/// use kiosque::query::{dated, parse};
/// let today = date(2025, 7, 15);
/// let offer = dated::dated(&parse("macron mars 2023", today).query, today).unwrap();
/// assert_eq!(offer.words, "mars 2023");
/// assert_eq!(offer.query.to_string(), "macron date:2023-03-01..2023-03-31");
/// ```
pub fn dated(query: &Query, today: Date) -> Option<Dated> {
    let items = match query {
        Query::Words(items) => items.as_slice(),
        Query::Term(_) => std::slice::from_ref(query),
        _ => return None,
    };
    if items.iter().any(|item| matches!(item, Query::Date(_))) {
        return None;
    }
    let is_year = |word: &str| word.len() == 4 && word.parse().is_ok_and(|year| (1900..=today.year()).contains(&year));
    let texts: Vec<Option<&str>> =
        items.iter().map(|item| if let Query::Term(text) = item { Some(&**text) } else { None }).collect();
    let end = 1 + texts.iter().rposition(|text| text.is_some_and(is_year))?;
    // `14 mars 2023` has three words.
    (end.saturating_sub(3)..end).find_map(|from| {
        let words = texts[from..end].iter().copied().collect::<Option<Vec<_>>>()?.join(" ");
        let period = period::parse(&words, today).ok()?;
        let mut items = items.to_vec();
        items.splice(from..end, [Query::Date(period)]);
        Some(Dated { words, query: Query::words(items) })
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::parse;
    use super::*;

    #[test]
    fn dates_among_words() {
        let check = |text: &str, expected: &str| {
            let today = date(2025, 7, 15);
            let found = dated(&parse(text, today).query, today).map(|dated| (dated.words, dated.query.to_string()));
            let shown = found.map_or_else(String::new, |(words, query)| format!("{words}: {query}"));
            assert_eq!(shown, expected, "{text}");
        };
        check("macron 2023", "2023: macron date:2023-01-01..2023-12-31");
        check("2023", "2023: date:2023-01-01..2023-12-31");
        check("macron mars 2023 retraites", "mars 2023: macron date:2023-03-01..2023-03-31 retraites");
        check("discours 14 juillet 2023", "14 juillet 2023: discours date:2023-07-14..2023-07-14");
        check("inondations été 2018", "été 2018: inondations date:2018-06-01..2018-08-31");
        check("grève depuis 2020", "depuis 2020: grève date:2020-01-01..");
        check("élections 2027", "");
        check("macron 2023 date:2024", "");
        check("\"rentrée 2023\"", "");
        check("grève", "");
    }
}
