//! Atom feeds (RFC 4287).

use std::io::{self, Write};

use jiff::civil::DateTime;
use twox_hash::XxHash3_64;

use crate::article::{Article, is_web_address};
use crate::output::style::web_address;
use crate::output::{heading, sanitise, xml};
use crate::search::response::Hit;

/// A feed, without its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed<'a> {
    /// What its id is made from: the same feed has the same at all times.
    pub key: &'a str,
    /// What it is called.
    pub title: &'a str,
    /// Its own address, where it has one.
    pub address: Option<&'a str>,
    /// The page that shows the same, where there is one.
    pub page: Option<&'a str>,
}

/// Writes a feed. An entry's id is made from the id of its article and stays; nothing in it depends on when it is written.
pub fn write<E: From<io::Error>>(
    out: &mut impl Write,
    feed: &Feed,
    hits: impl Iterator<Item = Result<Hit, E>>,
) -> Result<(), E> {
    let (mut entries, mut newest) = (Vec::new(), EPOCH.to_owned());
    for hit in hits {
        let hit = hit?;
        // RFC 3339 sorts as text where all is in one zone.
        newest = newest.max(updated(&hit.article));
        write_entry(&mut entries, &hit)?;
    }
    let version = env!("CARGO_PKG_VERSION");
    writeln!(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">")?;
    writeln!(out, "  <id>{}</id>\n  <title>{}</title>", urn("feed", feed.key), escaped(feed.title))?;
    writeln!(out, "  <updated>{newest}</updated>\n  <author><name>kiosque</name></author>")?;
    writeln!(out, "  <generator version=\"{version}\">kiosque</generator>")?;
    for (relation, media, address) in
        [("self", "application/atom+xml", feed.address), ("alternate", "text/html", feed.page)]
    {
        if let Some(address) = address {
            let address = escaped(address);
            writeln!(out, "  <link rel=\"{relation}\" type=\"{media}\" href=\"{address}\"/>")?;
        }
    }
    out.write_all(&entries)?;
    writeln!(out, "</feed>")?;
    Ok(())
}

fn write_entry(out: &mut impl Write, hit: &Hit) -> io::Result<()> {
    let Hit { id, article, snippet, .. } = hit;
    let language = article.language.as_deref().filter(|code| is_language(code));
    let language = language.map_or_else(String::new, |code| format!(" xml:lang=\"{code}\""));
    writeln!(out, "  <entry{language}>\n    <id>{}</id>", urn("article", id))?;
    writeln!(out, "    <title>{}</title>", escaped(&heading::of(article)))?;
    writeln!(out, "    <updated>{}</updated>", updated(article))?;
    if let Some(published) = article.published.and_then(|published| timestamp(published.moment.at)) {
        writeln!(out, "    <published>{published}</published>")?;
    }
    let names = article.authors.iter().map(|name| escaped(name)).filter(|name| !name.trim().is_empty());
    let mut names: Vec<String> = names.collect();
    if names.is_empty() {
        names.extend(article.source.as_deref().map(escaped));
    }
    for name in names {
        writeln!(out, "    <author><name>{name}</name></author>")?;
    }
    let address = article.url.iter().chain([id]).find(|url| is_web_address(url)).and_then(|url| web_address(url));
    if let Some(address) = &address {
        writeln!(out, "    <link rel=\"alternate\" href=\"{}\"/>", escaped(address))?;
    }
    if let Some(section) = &article.section {
        writeln!(out, "    <category term=\"{}\"/>", escaped(section))?;
    }
    let source = article.source.iter().filter(|_| !article.authors.is_empty()).map(|source| format!("{source} – "));
    let text = escaped(&(source.collect::<String>() + &snippet.text));
    // An entry without a link has content.
    let element = if address.is_some() { "summary" } else { "content" };
    writeln!(out, "    <{element} type=\"text\">{text}</{element}>\n  </entry>")
}

/// Text that turns no direction of writing where a reader shows it.
fn escaped(text: &str) -> String {
    xml::escaped(&sanitise::line(text))
}

/// What is said of an article whose time nobody knows: readers put it behind all others.
const EPOCH: &str = "1970-01-01T00:00:00Z";

/// When an article was last changed, else when it was published.
fn updated(article: &Article) -> String {
    let published = article.published.map(|published| published.moment.at);
    let modified = article.modified.map(|moment| moment.at);
    published.max(modified).and_then(timestamp).unwrap_or_else(|| EPOCH.to_owned())
}

/// A time on the newspaper's own clock, whose zone nobody knows, as if that were UTC.
fn timestamp(at: DateTime) -> Option<String> {
    (0..=9999).contains(&at.year()).then(|| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

fn is_language(code: &str) -> bool {
    code.split('-').all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// A name that stays (RFC 9562, version 8: made from hashes of what it names).
fn urn(kind: &str, key: &str) -> String {
    let hash = |seed| XxHash3_64::oneshot_with_seed(seed, format!("{kind}\n{key}").as_bytes());
    let (high, low) = (hash(0), hash(1));
    let (time, version) = (high >> 16, high & 0xfff);
    let (variant, node) = (low >> 48 & 0x3fff | 0x8000, low & 0xffff_ffff_ffff);
    format!("urn:uuid:{:08x}-{:04x}-8{version:03x}-{variant:04x}-{node:012x}", time >> 16, time & 0xffff)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn names_stay() {
        assert_eq!(urn("article", "le-phare/digue.html"), urn("article", "le-phare/digue.html"));
        assert_ne!(urn("article", "a"), urn("feed", "a"));
        let urn = urn("article", "a");
        let parts: Vec<usize> = urn.trim_start_matches("urn:uuid:").split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12], "{urn}");
        let (version, variant) = (urn.as_bytes()[23], urn.as_bytes()[28]);
        assert!(version == b'8' && b"89ab".contains(&variant), "{urn}");
    }

    #[test]
    fn times() {
        let check = |at: DateTime, expected: Option<&str>| assert_eq!(timestamp(at).as_deref(), expected);
        check(date(2025, 7, 1).at(14, 5, 0, 0), Some("2025-07-01T14:05:00Z"));
        check(date(44, 3, 15).at(0, 0, 0, 0), Some("0044-03-15T00:00:00Z"));
        check(date(-44, 3, 15).at(0, 0, 0, 0), None);
    }
}
