//! Large files that have not changed since a run read them: they are passed over whole, and count as they did then.
//!
//! A page of another file may have the id of a page in one of these. The later one wins, as ever: [`Passing::is_later`]. Where
//! pages may be removed, all files are read, since they may have them too.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

use super::corpus::Corpus;
use super::options::Options;
use super::report::{Count, Report};
use crate::index::stamp::{Container, Containers};
use crate::source::look::Look;
use crate::source::{Passed, text_path};

/// Which files a run passes over, and what it learns of the others.
#[derive(Default)]
pub struct Passing {
    /// The names of those that need not be read and that the run has not come across.
    ahead: BTreeSet<String>,
    /// The names of those that no path of the run leads to.
    elsewhere: BTreeSet<String>,
    /// The names of those that it has passed over.
    passed: BTreeSet<String>,
    /// What the next run will know.
    known: Containers,
    /// A hash of all that pages are read with.
    reader: u64,
    /// The file that is being read, if it is one to remember.
    open: Option<String>,
}

impl Passing {
    /// Finds the files that `before` knows and that look as they did; those below `paths` will be passed over. `reader` is a hash
    /// of all that pages are read with.
    pub fn new(before: &Containers, reader: u64, options: &Options, corpus: &Corpus, paths: &[PathBuf]) -> Self {
        let mut known = before.clone();
        known.retain(|name, file| {
            file.reader == reader && Look::at_path(&text_path(&corpus.path(name))) == Some(file.look)
        });
        let reads_all = options.full || options.prune;
        // Who asks for the problems of a run wants those of all its files.
        let is_told = |file: &Container| options.names_problems && file.has_problems();
        let is_named = |name: &str| paths.iter().any(|path| corpus.is_below(name, path));
        let (named, elsewhere): (BTreeSet<_>, BTreeSet<_>) = known.keys().cloned().partition(|name| is_named(name));
        let ahead = named.into_iter().filter(|name| !reads_all && !is_told(&known[name])).collect();
        Self { ahead, elsewhere, known, reader, ..Self::default() }
    }

    /// The files to pass over, by their paths.
    pub fn looks(&self, corpus: &Corpus) -> HashMap<PathBuf, Look> {
        self.ahead.iter().map(|name| (text_path(&corpus.path(name)), self.known[name].look)).collect()
    }

    /// Whether it matters which file a page is replaced in.
    pub fn is_any_unread(&self) -> bool {
        !self.ahead.is_empty() || !self.elsewhere.is_empty()
    }

    /// Whether a page replaces one that the index has of the file called `name`. It does, as later pages replace earlier ones,
    /// unless the run will come to that file and pass over it. A file that the run does not come to is read by the next one
    /// that does, to see which of the two is later.
    pub fn is_later(&mut self, name: &str) -> bool {
        if self.elsewhere.remove(name) {
            self.known.remove(name);
        }
        !self.ahead.contains(name)
    }

    /// Whether the run has passed over a file.
    pub fn has_passed(&self, name: &str) -> bool {
        self.passed.contains(name)
    }

    /// The names of the files that the run has passed over.
    pub fn passed(&self) -> Vec<String> {
        self.passed.iter().cloned().collect()
    }

    /// Counts a file that is passed over.
    pub fn pass(&mut self, name: &str, report: &mut Report) {
        self.ahead.remove(name);
        self.passed.insert(name.to_owned());
        self.open = None;
        if let Some(file) = self.known.get(name) {
            report.count_unchanged(file);
        }
    }

    /// Begins a file that is read.
    pub fn open(&mut self, name: &str, look: Look) {
        self.known.insert(name.to_owned(), Container::new(look, self.reader));
        self.open = Some(name.to_owned());
    }

    /// Counts a page of the file called `name`.
    pub fn count(&mut self, name: &str, count: Count, bytes: u64) {
        let Some(open) = self.open.as_deref().filter(|open| *open == name) else { return };
        let Some(file) = self.known.get_mut(open) else { return };
        file.bytes += bytes;
        match count {
            Count::Added | Count::Updated | Count::Unchanged => file.articles += 1,
            Count::Capture => file.captures += 1,
            Count::Rejected(reason) => *file.rejected.entry(reason).or_default() += 1,
            Count::Unreadable(reason) if reason.may_pass() => drop(self.known.remove(open)),
            Count::Unreadable(reason) => *file.unreadable.entry(reason).or_default() += 1,
        }
    }

    /// Counts what was passed over in the file called `name`.
    pub fn pass_over(&mut self, name: &str, what: Passed) {
        let open = self.open.as_deref().filter(|open| *open == name);
        if let Some(file) = open.and_then(|open| self.known.get_mut(open)) {
            *file.passed_over.entry(what).or_default() += 1;
        }
    }

    /// Forgets what is known of some files.
    pub fn forget(&mut self, is_named: impl Fn(&str) -> bool) {
        self.known.retain(|name, _| !is_named(name));
    }

    /// What the next run will know.
    pub fn known(self) -> Containers {
        self.known
    }
}
