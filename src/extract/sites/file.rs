//! The file of rules, `sites.toml`: read, and refused with the place of what is wrong.
//!
//! ```toml
//! [[site]]
//! host = "quai.example"                 # and those below it, such as www.quai.example
//! title = "h1.headline"
//! body = [".story p", ".text"]          # tried in this order
//! date = { select = "time", attribute = "data-day", form = "%d/%m/%Y" }
//! remove = ".promo"
//! no-article = ["/video/*", "*/live/*"]
//! ```

use std::ops::Range;

use thiserror::Error;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::pattern::Pattern;
use super::rule::{Reading, Rule};
use super::site::{Field, Site};
use crate::date::form::Form;
use crate::text;

/// What is wrong with a file of rules, and where; lines and columns are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}, column {column}: {what}")]
pub struct SitesError {
    /// The line.
    pub line: usize,
    /// The character of the line.
    pub column: usize,
    /// What is wrong, and what to write instead.
    pub what: String,
}

/// A site of the file, and by what its pages are known.
pub(super) struct Entry {
    pub site: Site,
    /// Its hosts, in lower case and without `www.`.
    pub hosts: Vec<String>,
    /// Texts that all stand at the beginning of its pages, where it has no hosts.
    pub marks: Vec<String>,
}

/// What a rule for a field may say beside its selector.
const READING: &[&str] = &["attribute", "without", "label", "from", "until"];
/// What a rule for a date may say.
const DATED: &[&str] = &["attribute", "form", "without", "label", "from", "until"];

/// What is wrong, and the bytes of the file that are.
type Wrong = (Range<usize>, String);

const KEYS: &str = "host, recognise, name, title, standfirst, body, date, authors, section, newspaper, page, remove, split, id, \
                    begin, no-article";

/// Reads a file of rules.
pub(super) fn parse(file: &str) -> Result<Vec<Entry>, SitesError> {
    let entries = || -> Result<Vec<Entry>, Wrong> {
        let table = DeTable::parse(file)
            .map_err(|error| (error.span().unwrap_or_default(), error.message().trim_end().replace('\n', ", ")))?;
        let mut entries = Vec::new();
        for (key, value) in table.get_ref() {
            let sites = match value.get_ref() {
                DeValue::Array(sites) if key.get_ref() == "site" => sites,
                _ => return Err((key.span(), "write a [[site]] for each site, and its keys below".to_owned())),
            };
            for site in sites.iter() {
                entries.push(entry(site, &entries)?);
            }
        }
        Ok(entries)
    };
    entries().map_err(|(span, what)| {
        let (line, column) = text::line_and_column(file, span.start);
        SitesError { line, column, what }
    })
}

fn entry(value: &Spanned<DeValue>, before: &[Entry]) -> Result<Entry, Wrong> {
    let DeValue::Table(table) = value.get_ref() else {
        return Err((value.span(), "write a [[site]] for each site, and its keys below".to_owned()));
    };
    let (mut site, mut hosts, mut marks) = (Site::default(), Vec::new(), Vec::new());
    let mut name_of_site = None;
    for (key, value) in table {
        let name: &str = key.get_ref();
        match name {
            "host" => hosts = texts(value)?.into_iter().map(|text| host(text, before)).collect::<Result<_, _>>()?,
            "recognise" => marks = texts(value)?.into_iter().map(mark).collect::<Result<_, _>>()?,
            "no-article" => site.no_article = texts(value)?.into_iter().map(pattern).collect::<Result<_, _>>()?,
            "remove" => site.remove = texts(value)?.into_iter().map(selector).collect::<Result<_, _>>()?,
            "name" => name_of_site = Some(one_text(value)?),
            "begin" => site.begin = Some(one_text(value)?),
            "split" => site.split = rules(value, READING)?,
            "id" => site.id = rules(value, READING)?,
            name => {
                let Some((field, _)) = Field::ALL.iter().find(|(_, known)| *known == name) else {
                    return Err((key.span(), format!("there is no key `{name}`; the keys of a site are {KEYS}")));
                };
                site.fields.push((*field, rules(value, if *field == Field::Date { DATED } else { READING })?));
            }
        }
    }
    let known_by: Vec<&String> = hosts.iter().chain(&marks).collect();
    let Some(first) = known_by.first() else {
        return Err((value.span(), "a site needs `host`, or `recognise` with a text of its pages".to_owned()));
    };
    if !hosts.is_empty() && !marks.is_empty() {
        return Err((value.span(), "a site has `host` or `recognise`, not both".to_owned()));
    }
    if !site.id.is_empty() && site.split.is_empty() {
        return Err((
            value.span(),
            "`id` names the articles of a page that `split` cuts; there is no `split`".to_owned(),
        ));
    }
    // The title decides what is the body, and what a reader sees first stands first in what is shown.
    site.fields.sort_by_key(|(field, _)| *field as usize);
    site.name = name_of_site.unwrap_or_else(|| (*first).clone());
    site.has_host = !hosts.is_empty();
    site.digest = site.digested();
    Ok(Entry { site, hosts, marks })
}

/// A text or a list of texts, each with its place.
fn texts<'v>(value: &'v Spanned<DeValue>) -> Result<Vec<(Range<usize>, &'v str)>, Wrong> {
    listed(value)
        .into_iter()
        .map(|one| match one.get_ref() {
            DeValue::String(text) => Ok((one.span(), text.as_ref())),
            _ => Err((one.span(), "this is a text, or a list of texts".to_owned())),
        })
        .collect()
}

/// A rule or a list of rules. A table may have `select` and these keys.
fn rules(value: &Spanned<DeValue>, may_have: &[&str]) -> Result<Vec<Rule>, Wrong> {
    listed(value).into_iter().map(|one| rule(one, may_have)).collect()
}

fn rule(value: &Spanned<DeValue>, may_have: &[&str]) -> Result<Rule, Wrong> {
    let shape = || {
        let keys = may_have.join(", ");
        format!("this is a selector, a list of selectors, or a table {{ select = \"…\" }}, which may also have {keys}")
    };
    let table = match value.get_ref() {
        DeValue::String(text) => return compiled((value.span(), text.as_ref()), Reading::default()),
        DeValue::Table(table) => table,
        _ => return Err((value.span(), shape())),
    };
    let (mut select, mut reading) = (None, Reading::default());
    for (key, value) in table {
        let name: &str = key.get_ref();
        if name != "select" && !may_have.contains(&name) {
            return Err((key.span(), format!("there is no key `{name}` here; {}", shape())));
        }
        match name {
            "select" => select = Some((value.span(), one_text(value)?)),
            "attribute" => reading.attribute = Some(one_text(value)?.trim().to_ascii_lowercase()),
            "without" => {
                let without = one_text(value)?;
                compiled((value.span(), &without), Reading::default())?;
                reading.without = Some(without);
            }
            "label" => reading.label = Some(one_text(value)?),
            "from" => reading.from = Some(one_text(value)?),
            "until" => reading.until = texts(value)?.into_iter().map(|(_, text)| text.to_owned()).collect(),
            _ => {
                let what = || "this is no form of a date; one is written as %d/%m/%Y, with the signs of strftime";
                let form = Form::new(&one_text(value)?);
                reading.form = Some(form.ok_or_else(|| (value.span(), what().to_owned()))?);
            }
        }
    }
    let (span, select) = select.ok_or_else(|| (value.span(), format!("`select` is missing; {}", shape())))?;
    compiled((span, &select), reading)
}

fn one_text(value: &Spanned<DeValue>) -> Result<String, Wrong> {
    match value.get_ref() {
        DeValue::String(text) => Ok(text.to_string()),
        _ => Err((value.span(), "this is a text".to_owned())),
    }
}

fn compiled((span, selector): (Range<usize>, &str), reading: Reading) -> Result<Rule, Wrong> {
    Rule::new(selector, reading).map_err(|what| (span, what))
}

fn selector(text: (Range<usize>, &str)) -> Result<Rule, Wrong> {
    compiled(text, Reading::default())
}

fn pattern((span, text): (Range<usize>, &str)) -> Result<Pattern, Wrong> {
    let what = || format!("`{text}` is no pattern of addresses; one begins behind the host, as /video/* or */live/*");
    Pattern::new(text).ok_or_else(|| (span, what()))
}

fn mark((span, text): (Range<usize>, &str)) -> Result<String, Wrong> {
    const SHORTEST: usize = 4;
    let what = "a text by which pages are recognised has four characters at least";
    if text.trim().len() < SHORTEST { Err((span, what.to_owned())) } else { Ok(text.trim().to_owned()) }
}

fn host((span, text): (Range<usize>, &str), before: &[Entry]) -> Result<String, Wrong> {
    let lower = text.trim().to_lowercase();
    let host = lower.strip_prefix("www.").unwrap_or(&lower);
    let is_label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || "-_".contains(c));
    if !host.split('.').all(is_label) {
        return Err((span, "a host is written as \"lemonde.fr\", without http:// and without a path".to_owned()));
    }
    if before.iter().any(|entry| entry.hosts.iter().any(|known| known == host)) {
        return Err((span, format!("`{host}` has a [[site]] above already")));
    }
    Ok(host.to_owned())
}

fn listed<'v, 'i>(value: &'v Spanned<DeValue<'i>>) -> Vec<&'v Spanned<DeValue<'i>>> {
    match value.get_ref() {
        DeValue::Array(all) => all.iter().collect(),
        _ => vec![value],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_file_says_where() {
        #[track_caller]
        fn check(file: &str, line: usize, column: usize, what: &str) {
            let Err(error) = parse(file) else { panic!("{file} is good") };
            assert_eq!((error.line, error.column), (line, column), "{error}");
            assert!(error.what.contains(what), "{error}");
        }
        let site = |keys: &str| format!("[[site]]\nhost = \"quai.example\"\n{keys}\n");
        check("[[site]]\nhost = quai.example\n", 2, 8, "");
        check("[quai.example]\ntitle = \"h1\"\n", 1, 2, "[[site]]");
        check("[site]\nhost = \"a.fr\"\n", 1, 2, "[[site]]");
        check("site = [1]\n", 1, 9, "[[site]]");
        check(&site("titel = \"h1\""), 3, 1, "the keys of a site are host, recognise, name, title");
        check(&site("title = \"h1[\""), 3, 9, "`h1[` is no CSS selector");
        check(&site("title = [\"h1\", \"p:nope(\"]"), 3, 16, "no CSS selector");
        check(&site("title = { select = \"h1:\", attribute = \"a\" }"), 3, 20, "no CSS selector");
        check(&site("title = 12"), 3, 9, "a selector, a list");
        check(&site("title = { attribute = \"a\" }"), 3, 9, "`select` is missing");
        check(&site("title = { select = \"h1\", form = \"%Y\" }"), 3, 26, "no key `form` here");
        check(&site("date = { select = \"time\", form = \"jj/mm/aaaa\" }"), 3, 34, "no form of a date");
        check(&site("date = { select = \"time\", form = 1 }"), 3, 34, "a text");
        check(&site("remove = { select = \"p\" }"), 3, 10, "a text");
        check(&site("no-article = [\"/a\", \"video\"]"), 3, 21, "no pattern");
        check(&site("id = \"p\""), 1, 1, "no `split`");
        check(&site("recognise = \"Le Quai\""), 1, 1, "not both");
        check(&site("[[site]]\nhost = [\"a.fr\", \"www.quai.example\"]"), 4, 17, "above already");
        check("[[site]]\ntitle = \"é\"\n", 1, 1, "needs `host`");
        check("[[site]]\nhost = \"https://quai.example\"\n", 2, 8, "without http");
        check("[[site]]\nrecognise = \"a\"\n", 2, 13, "four characters");
        check("[[site]]\nhost = \"a.fr\"\nhost = \"b.fr\"\n", 3, 1, "duplicate");
    }

    #[test]
    fn nothing_is_a_file_too() {
        assert!(parse("# none yet\n").unwrap().is_empty());
    }
}
