//! Pages that a run adds although the index has them under other names, because they come from a copy of the corpus or from
//! a folder that was moved. The run counts them and removes none: only the user knows which should go.

use std::collections::HashSet;
use std::mem;

use twox_hash::XxHash3_64;

use super::report;
use super::worker::Run;
use crate::index::error::IndexError;
use crate::index::target::Fingerprints;

/// Articles that are looked up together.
const TOGETHER: usize = 1000;

/// A count of such pages.
#[derive(Default)]
pub struct Twice {
    /// The fingerprints of the articles that the index had; none if nothing is to be counted.
    pub known: Option<Box<dyn Fingerprints>>,
    /// Fingerprints of articles that were added, with hashes of the names of their files, that are still to be looked up.
    waiting: Vec<(u64, u64)>,
    pages: u64,
    fingerprints: HashSet<u64>,
    /// Hashes of the names of the files that the pages were added from.
    added: HashSet<u64>,
}

impl Twice {
    /// Notes an article that is added.
    pub fn see(&mut self, fingerprint: u64, container: &str) -> Result<(), IndexError> {
        if self.known.is_some() {
            self.waiting.push((fingerprint, hash(container)));
        }
        if self.waiting.len() >= TOGETHER { self.look_up() } else { Ok(()) }
    }

    fn look_up(&mut self) -> Result<(), IndexError> {
        let Some(known) = &self.known else { return Ok(()) };
        let waiting = mem::take(&mut self.waiting);
        let fingerprints: Vec<u64> = waiting.iter().map(|(fingerprint, _)| *fingerprint).collect();
        let found = known.among(&fingerprints)?;
        for (fingerprint, container) in waiting.into_iter().filter(|(fingerprint, _)| found.contains(fingerprint)) {
            self.pages += 1;
            self.fingerprints.insert(fingerprint);
            self.added.insert(container);
        }
        Ok(())
    }

    /// The number of such pages, and the folder that they were in before.
    pub fn found(&mut self, run: &Run) -> Result<Option<report::Twice>, IndexError> {
        self.look_up()?;
        let mut before: Option<String> = None;
        if self.pages > 0 {
            run.target.containers_of(&self.fingerprints, &mut |container| {
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
    fn paths_share_their_deepest_folder() {
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
