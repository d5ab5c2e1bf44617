//! The report of `minet fetch`: a table that says of each page in which file it is, from which address it came, when, and in
//! which encoding. The pages that it names are read with what it says of them.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::mem;
use std::ops::ControlFlow;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::AtomicU64;

use jiff::civil::DateTime;
use twox_hash::XxHash3_64;

use super::names::{Names, Part};
use super::skip::Skip;
use super::{HEAD, Item, NoPage, RawPage, file, table};

/// The folders that minet fills if it is not told another.
const FOLDERS: [&str; 3] = ["", "downloaded", "content"];

/// The files that a report names, by hashes of their paths.
pub type Named = HashSet<u64>;

/// What a report says of a page.
#[derive(Debug, Default)]
struct Row {
    path: PathBuf,
    url: Option<String>,
    content_type: String,
    fetched: Option<DateTime>,
    /// Whether the server gave the page that was asked for.
    is_success: bool,
}

/// A report that was found.
pub struct Report {
    path: PathBuf,
    delimiter: u8,
    heading: Vec<String>,
    /// The folder of its pages.
    folder: PathBuf,
    /// The folder in which those pages lie that are wanted, if not all are.
    within: Option<PathBuf>,
}

/// The number that stands for a file in [`Named`].
pub fn hash(path: &Path) -> u64 {
    XxHash3_64::oneshot(path.as_os_str().as_encoded_bytes())
}

impl Report {
    /// Opens the file at `path`, if it is a report and its pages are there; with those of its pages alone that lie `within` a
    /// folder, if one is given.
    pub fn open(path: &Path, within: Option<&Path>, names: &Names) -> Option<Self> {
        let mut head = Vec::with_capacity(HEAD);
        File::open(path).ok()?.take(HEAD as u64).read_to_end(&mut head).ok()?;
        let (delimiter, heading) = table::heading(&head, &|heading| is_report(heading, names))?;
        let within = within.map(Path::to_owned);
        let mut report = Self { path: path.to_owned(), delimiter, heading, folder: PathBuf::new(), within };
        let parent = path.parent()?;
        let inner =
            fs::read_dir(parent).ok()?.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_dir());
        let folders: Vec<PathBuf> = FOLDERS.iter().map(|name| parent.join(name)).chain(inner).collect();
        let mut found = None;
        let _ = report.rows(&mut |row| {
            let has = |folder: &&PathBuf| {
                let page = folder.join(&row.path);
                page.is_file() && report.is_wanted(&page)
            };
            found = folders.iter().find(has).cloned();
            // Its first page says where they are, if there is no choice among them.
            match found.is_none() && report.within.is_some() {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            }
        });
        report.folder = found?;
        Some(report)
    }

    /// Passes the pages of the report to `each`, and notes in `named` which files they are. Pages that their server did not give
    /// are left out.
    pub fn read(
        &self,
        skip: &Skip,
        names: &Names,
        consumed: &AtomicU64,
        named: &mut Named,
        each: &mut dyn FnMut(Item) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        named.insert(hash(&self.path));
        self.rows(&mut |row| {
            let path = self.folder.join(&row.path);
            if !self.is_wanted(&path) || !named.insert(hash(&path)) || !row.is_success {
                return ControlFlow::Continue(());
            }
            file::read(&path, skip, names, consumed, &mut |item| {
                let page = match item {
                    Item::File { origin, .. } => match file::load(&origin.container, consumed) {
                        Ok(page) => page,
                        Err(NoPage::PassedOver(what)) => return each(Item::PassedOver { origin, what }),
                        Err(NoPage::Unreadable(reason)) => return each(Item::Unreadable { origin, reason }),
                    },
                    Item::Page(page) => page,
                    item => return each(item),
                };
                let (url, content_type) = (row.url.clone(), Some(row.content_type.clone()));
                each(Item::Page(RawPage { url, content_type, fetched: row.fetched, ..page }))
            })
        })
    }

    fn is_wanted(&self, page: &Path) -> bool {
        self.within.as_ref().is_none_or(|folder| page.starts_with(folder))
    }

    /// Passes the rows that name a file to `each`.
    fn rows(&self, each: &mut dyn FnMut(Row) -> ControlFlow<()>) -> ControlFlow<()> {
        let Ok(file) = File::open(&self.path) else { return ControlFlow::Continue(()) };
        let mut is_heading = true;
        table::rows(&mut BufReader::new(file), self.delimiter, &mut |row| match row {
            Some(Ok(_)) if mem::take(&mut is_heading) => ControlFlow::Continue(()),
            Some(Ok(row)) => self.row(&row).map_or(ControlFlow::Continue(()), &mut *each),
            Some(Err(_)) | None => ControlFlow::Continue(()),
        })
    }

    fn row(&self, row: &[String]) -> Option<Row> {
        let value = |names: &[&str]| {
            let columns = names.iter().filter_map(|name| self.heading.iter().position(|heading| heading == name));
            columns.filter_map(|column| row.get(column)).find(|value| !value.is_empty()).cloned()
        };
        let path = PathBuf::from(value(PATH)?);
        // A report from elsewhere must not have files read that lie elsewhere.
        if !path.components().all(|part| matches!(part, Component::Normal(_))) {
            return None;
        }
        let mimetype = value(&["mimetype"]).unwrap_or_else(|| "text/html".to_owned());
        Some(Row {
            path,
            url: value(&["resolved_url", "resolved", "url"]),
            content_type: match value(&["encoding"]) {
                Some(encoding) => format!("{mimetype}; charset={encoding}"),
                None => mimetype,
            },
            fetched: value(&["datetime_utc"]).and_then(|time| time.trim_end_matches('Z').parse().ok()),
            is_success: value(STATUS).is_none_or(|status| status.starts_with('2')),
        })
    }
}

const PATH: &[&str] = &["path", "filename"];
const STATUS: &[&str] = &["http_status", "status"];

/// Whether a table has the columns of a report. One that has texts, too, is a table of articles.
fn is_report(heading: &[String], names: &Names) -> bool {
    let has = |wanted: &[&str]| wanted.iter().any(|name| heading.iter().any(|heading| heading == name));
    let is_text = |name: &String| names.part(name).is_some_and(|(part, _)| matches!(part, Part::Text | Part::Html));
    has(PATH) && has(STATUS) && has(&["resolved_url", "resolved"]) && !heading.iter().any(is_text)
}
