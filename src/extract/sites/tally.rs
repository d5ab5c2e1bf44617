//! The count of what rules gave in a run, by which rules are found that no longer match the pages of their site.

use std::collections::BTreeMap;

use serde::Serialize;

use super::site::Applied;

/// Pages that suffice to say so.
const FEWEST_PAGES: u64 = 5;

/// On how many pages of a run each rule was asked, and on how many it gave something.
#[derive(Debug, Default)]
pub struct Tally {
    counts: BTreeMap<(String, &'static str), (u64, u64)>,
}

/// A rule that gave nothing on most pages of its site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Idle {
    /// The site, as its first host.
    pub site: String,
    /// The key, such as `title`.
    pub key: &'static str,
    /// The pages on which it was asked.
    pub pages: u64,
    /// Those on which it gave something.
    pub matched: u64,
}

impl Tally {
    /// Adds what the rules gave on a page.
    pub fn add(&mut self, applied: Applied) {
        // An export has articles without an author, and no other version that its rules would not fit.
        if !applied.has_host {
            return;
        }
        for given in applied.keys {
            let (pages, matched) = self.counts.entry((applied.site.clone(), given.key)).or_default();
            *pages += 1;
            *matched += u64::from(given.selector.is_some());
        }
    }

    /// The rules that gave nothing on most pages, where there were some.
    pub fn idle(&self) -> Vec<Idle> {
        let all = self.counts.iter().map(|((site, key), (pages, matched))| Idle {
            site: site.clone(),
            key,
            pages: *pages,
            matched: *matched,
        });
        all.filter(|rule| rule.pages >= FEWEST_PAGES && rule.matched * 2 < rule.pages).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::site::Given;
    use super::*;

    #[test]
    fn most_pages_of_some() {
        let check = |pages: u64, matched: u64, expected: bool| {
            let mut tally = Tally::default();
            for page in 0..pages {
                let given =
                    Given { key: "title", selector: (page < matched).then(|| "h1".to_owned()), value: String::new() };
                tally.add(Applied { site: "quai.example".to_owned(), has_host: true, keys: vec![given] });
            }
            assert_eq!(!tally.idle().is_empty(), expected, "{matched} of {pages}");
        };
        check(4, 0, false);
        check(5, 0, true);
        check(5, 2, true);
        check(5, 3, false);
        check(6, 3, false);
    }
}
