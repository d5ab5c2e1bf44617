//! Pages that a run adds although the index has them under other names: of a copy of the corpus, or of a folder that was
//! moved out of it. Which of the two should go, only the user knows.

use std::collections::HashSet;

use twox_hash::XxHash3_64;

use super::Run;
use super::report;
use crate::index::error::IndexError;
use crate::index::manifest;

#[derive(Default)]
pub struct Twice {
    /// The fingerprints of the articles that the index had, in their order, where it is worth looking.
    pub known: Vec<u64>,
    pages: u64,
    fingerprints: HashSet<u64>,
    /// The files that the pages were added from, as hashes of their names.
    added: HashSet<u64>,
}

impl Twice {
    /// Takes note of an article that is added.
    pub fn see(&mut self, fingerprint: u64, container: &str) {
        if self.known.binary_search(&fingerprint).is_ok() {
            self.pages += 1;
            self.fingerprints.insert(fingerprint);
            self.added.insert(hash(container));
        }
    }

    /// What was found, and where the pages were before.
    pub fn found(&self, run: &Run) -> Result<Option<report::Twice>, IndexError> {
        let mut before: Option<String> = None;
        if self.pages > 0 {
            manifest::containers_of(run.index, &self.fingerprints, &mut |container| {
                if !self.added.contains(&hash(container)) {
                    let path = run.corpus.path(container);
                    before = Some(before.as_deref().map_or(path.clone(), |before| shared(before, &path)));
                }
            })?;
        }
        Ok(before.map(|before| report::Twice { pages: self.pages, before }))
    }
}

/// The deepest path above two, or the path that both are.
fn shared(left: &str, right: &str) -> String {
    let parts = left.split('/').zip(right.split('/')).take_while(|(left, right)| left == right);
    match parts.map(|(part, _)| part).collect::<Vec<_>>().join("/") {
        root if root.is_empty() => "/".to_owned(),
        path => path,
    }
}

fn hash(name: &str) -> u64 {
    XxHash3_64::oneshot(name.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_paths_share() {
        #[track_caller]
        fn check(left: &str, right: &str, expected: &str) {
            assert_eq!(shared(left, right), expected);
        }
        check("/data/est/a.html", "/data/est/a.html", "/data/est/a.html");
        check("/data/est/a.html", "/data/est/b.html", "/data/est");
        check("/data/est/a.html", "/data/ouest/a.html", "/data");
        check("/data/a.html", "/mnt/a.html", "/");
    }
}
