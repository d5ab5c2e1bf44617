//! Kiosque's own output, such as answers, reports and lists of errors that are kept among the pages, recognised by its
//! structure. It is no article; and since a hit has the id of its article, it would replace that article if it were read as
//! one.
//!
//! Records with the text of an article are articles all the same: `kiosque extract` and `search --fields …,text` export them.

use std::path::Path;

use super::record::{self, Record};
use super::utf16;

/// The fields of a hit, as `search --fields` names them.
const HIT: &[&str] = &[
    "topic",
    "rank",
    "score",
    "id",
    "title",
    "source",
    "date",
    "date_evidence",
    "section",
    "authors",
    "lang",
    "url",
    "path",
    "snippet",
    "highlights",
    "lead",
    "text",
    "modified",
    "image",
    "truncated",
    "explanation",
    "copies",
    "captures",
    "page",
];

/// The fields that only a search writes. A list of links from elsewhere may well have ranks or scores.
const OF_A_SEARCH: &[&str] = &["date_evidence", "snippet", "highlights", "explanation", "copies"];

/// The first fields of the other objects, by the commands that write them.
#[rustfmt::skip]
const OBJECTS: &[&[&str]] = &[
    // search, similar; facets
    &["total", "relaxed"], &["total", "query"], &["topic", "total"], &["total", "facets"],
    // index; its --errors; stats; check
    &["read", "added", "updated", "unchanged"], &["origin", "reason"], &["origin", "id", "reason"],
    &["articles", "undated", "rejected", "by_source"], &["files", "bytes", "articles", "rejected", "damages"],
    // extract, of a page that is no article
    &["path", "rejected"],
    // timeline, in an array
    &["query", "period", "count"],
    // bench
    &["pages", "html_bytes"], &["articles", "topics"],
];

/// The fields of an object of `duplicates`, which writes an array of them.
const COPY: &[&str] = &["id", "source", "date", "title", "url"];

/// The headings of tables, but for those of hits.
#[rustfmt::skip]
const TABLES: &[&[&str]] = &[
    &["by", "value", "count"], &["period", "count", "total"], &["query", "period", "count", "total"],
    &["story", "id", "source", "date", "title", "url"],
];

/// The beginning of a timeline that is drawn.
const DRAWING: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 960 ";

/// Whether a record was written by kiosque and is no article.
pub fn is_record(record: &Record) -> bool {
    is_own(&record.names().collect::<Vec<_>>())
}

/// Whether a record that is cut off or otherwise broken was written by kiosque and is no article.
pub fn is_broken_record(json: &[u8]) -> bool {
    is_own(&borrowed(&record::beginning(json)))
}

fn is_own(names: &[&str]) -> bool {
    let has = |name: &str| names.contains(&name);
    if ["text", "body", "html"].into_iter().any(has) {
        return false;
    }
    let is_hit = names.iter().all(|name| HIT.contains(name))
        && (OF_A_SEARCH.iter().any(|name| has(name)) || (has("rank") && has("score")));
    is_hit || OBJECTS.iter().any(|object| begins(names, object))
}

/// Whether a file that begins with `head` was written by kiosque, other than line by line.
pub fn is_document(head: &[u8]) -> bool {
    // The shell of Windows writes UTF-16 when it redirects output to a file.
    let head = utf16::decoded(head);
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head).trim_ascii_start();
    match head.first() {
        Some(b'{') => {
            let names = record::beginning(head);
            // Behind a hit or an error, other records may follow, so those are recognised line by line.
            OBJECTS[..4].iter().any(|answer| begins(&borrowed(&names), answer))
        }
        Some(b'[') => {
            let first = head[1..].trim_ascii_start();
            first.starts_with(b"{") && (is_broken_record(first) || record::beginning(first) == COPY)
        }
        _ => head.starts_with(DRAWING) || is_table(head),
    }
}

/// Whether a folder is a search index, of kiosque or of another program with tantivy.
pub fn is_index(folder: &Path) -> bool {
    folder.join(".managed.json").is_file() && folder.join("meta.json").is_file()
}

fn is_table(head: &[u8]) -> bool {
    let line = head.split(|&byte| byte == b'\n').next().unwrap_or_default().trim_ascii_end();
    let Ok(line) = str::from_utf8(line) else { return false };
    let separated = |separator: char| {
        let names: Vec<&str> = line.split(separator).take(HIT.len() + 1).collect();
        let is_of_hits = names.iter().all(|name| HIT.contains(name)) && OF_A_SEARCH.iter().any(|it| names.contains(it));
        TABLES.contains(&names.as_slice()) || is_of_hits
    };
    separated(',') || separated('\t')
}

fn borrowed(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

fn begins(names: &[&str], object: &[&str]) -> bool {
    names.starts_with(object)
}

#[cfg(test)]
mod tests {
    use super::super::names::Names;
    use super::*;
    use crate::output::fields::HitField;

    #[test]
    fn the_fields_of_hits_are_known() {
        let fields: Vec<&str> = HitField::ALL.iter().map(|(_, name, _)| *name).collect();
        assert_eq!(HIT, fields, "a field of output::fields is to be named here too");
    }

    #[test]
    fn records() {
        #[track_caller]
        fn check(line: &str, expected: bool) {
            assert_eq!(is_broken_record(line.as_bytes()), expected, "{line}");
            let names = Names::default();
            if let Ok(record) = Record::read(line.as_bytes(), &names) {
                assert_eq!(is_record(&record), expected, "{line}");
            }
        }
        check(r#"{"rank":1,"score":2.5,"id":"a","title":"La digue","snippet":"Elle tient.","highlights":[]}"#, true);
        check(r#"{"title":"La digue","snippet":"Elle"#, true);
        check(r#"{"rank":1,"score":2.5,"url":"https://exemple.fr/"}"#, true);
        check(r#"{"origin":"a.html","reason":"empty"}"#, true);
        check(r#"{"origin":"a.html#1","id":"1","reason":"empty"}"#, true);
        check(r#"{"path":"a.html","rejected":"front"}"#, true);
        check(r#"{"read":1,"added":1,"updated":0,"unchanged":0,"rejected":{}}"#, true);

        check(r#"{"rank":1,"title":"La digue","text":"Elle tient.","snippet":"Elle","highlights":[]}"#, false);
        check(r#"{"title":"La digue","snippet":"Elle","description":"Elle tient."}"#, false);
        check(r#"{"rank":1,"title":"La digue","url":"https://exemple.fr/"}"#, false);
        check(r#"{"id":"a","title":"La digue","date":"2025-07-01"}"#, false);
        check(r#"{"origin":"AFP","title":"La digue","reason":"?"}"#, false);
        check(r#"{"path":"a.html","title":"La digue","date_evidence":null,"text":"Elle tient."}"#, false);
        check(r#"{"url":"https://exemple.fr/","html":"<p>"}"#, false);
        check("{}", false);
        check("[1]", false);
        check("", false);
    }

    #[test]
    fn documents() {
        #[track_caller]
        fn check(head: &str, expected: bool) {
            assert_eq!(is_document(head.as_bytes()), expected, "{head}");
        }
        check("{\"total\":1,\"relaxed\":false,\"hits\":[\n{\"rank\":1,\"title\":\"La digue\"}\n]}\n", true);
        check("{\n  \"total\": 1,\n  \"relaxed\": false,\n  \"sort\": \"be", true);
        check("{\"topic\":\"1\",\"total\":1,\"query\":\"digue\",\"words\":[{\"word\":\"di", true);
        check("{\"total\":3,\"facets\":[]}\n", true);
        check("[{\"query\":\"digue\",\"period\":\"2025\",\"count\":1,\"total\":2}]\n", true);
        check("[{\"id\":\"a\",\"source\":null,\"date\":null,\"title\":\"La digue\",\"url\":null},{\"id\"", true);
        check("[\n {\"rank\": 1, \"score\": 2.5, \"title\": \"La digue\"}", true);
        check("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 960 422\" width=\"960\">", true);
        check("rank,score,id,title,source,date,date_evidence,section\n1,2.5,a,", true);
        check("title\tsnippet\nLa digue\t<i>Elle</i> tient.", true);
        check("by,value,count\r\nsource,Le Phare,2\r\n", true);

        check("{\"total\":1,\"articles\":[]}", false);
        check("[{\"id\":\"a\",\"title\":\"La digue\",\"text\":\"Elle tient.\"}]", false);
        check("{\"origin\":\"a.html\",\"reason\":\"empty\"}\n", false);
        check("title,url\nLa digue,https://exemple.fr/", false);
        let utf16 = "\u{feff}{\"total\":3,\"facets\":[]}\n".encode_utf16();
        assert!(is_document(&utf16.flat_map(u16::to_le_bytes).collect::<Vec<u8>>()));
        check("<html><svg viewBox=\"0 0 960 422\">", false);
        check("", false);
    }
}
