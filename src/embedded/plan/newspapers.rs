//! The newspapers that `source:` asks for: the one of exactly this name, else those with the name as a part of theirs; or
//! those at an address.

use super::lookup::Lookup;
use crate::analysis;
use crate::analysis::grammar::folding::fold;
use crate::embedded::matching::node::Node;
use crate::embedded::matching::single::Single;
use crate::newspaper::imprint::Imprint;
use crate::newspaper::key::letters;
use crate::newspaper::table::{Newspaper, Newspapers};
use crate::query::ast::Query;

impl Lookup<'_> {
    /// The articles of the newspapers that a leaf of a query asks for.
    pub fn newspapers(&self, query: &Query) -> tantivy::Result<Node> {
        let newspapers = &self.snapshot.press()?.newspapers;
        let found = match query {
            Query::Exact(name) => called(newspapers, name),
            Query::Term(name)
            | Query::Phrase { text: name, slop: 0 }
            | Query::Fuzzy(name)
            | Query::AtLeast { text: name, .. } => {
                let at_address = newspapers.at(name);
                let whole = if at_address.is_empty() { called(newspapers, name) } else { at_address };
                if whole.is_empty() { self.with_part(newspapers, query)? } else { whole }
            }
            Query::Prefix(prefix) => {
                let (word, whole) = (fold(prefix), letters(prefix));
                let is_begun = |name: &String| {
                    letters(name).starts_with(&whole)
                        || analysis::names(name).iter().any(|token| token.stem.starts_with(&word))
                };
                asked(newspapers, |newspaper| newspaper.names.iter().any(is_begun))
            }
            _ => self.with_part(newspapers, query)?,
        };
        let imprints = found.into_iter().map(|imprint| imprint.text().to_owned());
        self.single(Single::Terms(self.fields.source, imprints.collect()))
    }

    /// The imprints of newspapers with a name in which the words of a query stand.
    fn with_part<'n>(&self, newspapers: &'n Newspapers, query: &Query) -> tantivy::Result<Vec<&'n Imprint>> {
        let words_begun = |prefix: &str| {
            let prefix = fold(prefix);
            let names = newspapers.all().iter().flat_map(|newspaper| &newspaper.names);
            let words = names.flat_map(|name| analysis::names(name)).map(|token| token.stem);
            Ok(words.filter(|word| word.starts_with(&prefix)).collect())
        };
        let Some(pattern) = self.name_pattern(query, &words_begun)? else { return Ok(Vec::new()) };
        let is_part_of = |name: &String| !pattern.spans(&analysis::names(name)).is_empty();
        Ok(asked(newspapers, |newspaper| newspaper.names.iter().any(is_part_of)))
    }
}

fn called<'n>(newspapers: &'n Newspapers, name: &str) -> Vec<&'n Imprint> {
    let numbers = newspapers.called(name);
    if numbers.is_empty() { Vec::new() } else { newspapers.imprints(|number| numbers.contains(&number)) }
}

fn asked(newspapers: &Newspapers, is_wanted: impl Fn(&Newspaper) -> bool) -> Vec<&Imprint> {
    let wanted: Vec<bool> = newspapers.all().iter().map(is_wanted).collect();
    newspapers.imprints(|number| wanted[number])
}
