//! Records in JSON that is not a line each: arrays of any length, objects over several lines, and answers of servers, which are
//! an object around a list: `{"articles": [...]}`, `{"hits": {"hits": [...]}}`.

use std::io::{BufRead, ErrorKind};
use std::mem;
use std::ops::ControlFlow;

use super::json::{self, RECORD_SEPARATOR};
use super::jsonl::{SKIP_LIMIT, opened};
use super::names::{Names, Part};
use super::{Item, LINE_LIMIT, Lines, Origin, Unreadable, record, utf16};

/// The names of lists of articles in answers of servers.
const LISTS: &[&str] = &[
    "articles",
    "items",
    "entries",
    "posts",
    "results",
    "hits",
    "docs",
    "documents",
    "records",
    "stories",
    "news",
    "data",
];

/// Objects around a list, and lists in lists; what stands deeper is no list of articles.
const DEPTH: usize = 3;

/// Brackets that may be open around records. A file with more is not read further.
const DEEPEST: usize = 128;

/// Bytes of a name that are compared.
const LONGEST_NAME: usize = 64;

/// Where the records of a file stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Each is an object of the file, or of an array in it.
    Bare,
    /// In a list within an object.
    Enveloped,
}

/// The form of JSON that begins with `head`, if the first of its objects seems to be an article.
pub fn form(head: &[u8], names: &Names) -> Option<Form> {
    let head = utf16::decoded(head);
    let text = json::after_blank(head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head));
    let is_of_articles = |form| {
        let mut walk = Walk::new(form);
        walk.first_only = true;
        let _ = walk.walk(text);
        let first = if walk.found.is_empty() { &walk.record } else { &walk.found };
        seems_article(first, names)
    };
    if text.starts_with(b"{") && is_of_articles(Form::Enveloped) && !has_text(text, names) {
        return Some(Form::Enveloped);
    }
    is_of_articles(Form::Bare).then_some(Form::Bare)
}

/// Whether a record, which may be cut off, seems to be an article.
fn seems_article(record: &[u8], names: &Names) -> bool {
    let found = record::beginning(record);
    names.seem_article(&found) || found.iter().any(|name| name == "_source")
}

/// Whether an object has a text of its own before any list.
fn has_text(object: &[u8], names: &Names) -> bool {
    let found = record::beginning(object);
    let before = found.iter().take_while(|name| !LISTS.contains(&name.as_str()));
    before.into_iter().any(|name| names.part(name).is_some_and(|(part, _)| matches!(part, Part::Text | Part::Html)))
}

/// Passes the records of a stream to `each`, as they come. They are numbered from 1.
pub fn read(
    stream: Box<dyn BufRead + '_>,
    place: &Origin,
    form: Form,
    each: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let unreadable = |number: u64, reason| Item::Unreadable { origin: place.with(&number.to_string()), reason };
    let (mut stream, _) = match opened(stream) {
        Ok(opened) => opened,
        Err(error) => return each(unreadable(1, Unreadable::from_io(&error))),
    };
    let mut walk = Walk::new(form);
    let mut first = 1;
    loop {
        let end = match stream.fill_buf() {
            Ok([]) => {
                walk.end();
                Some(None)
            }
            Ok(available) => {
                let length = available.len();
                let walked = walk.walk(available);
                stream.consume(length);
                walked.err().map(Some)
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => Some(Some(Unreadable::from_io(&error))),
        };
        let bytes = mem::take(&mut walk.found);
        if !bytes.is_empty() {
            let Origin { container, member: within } = place.clone();
            each(Item::Lines(Lines { container, within, first, separator: RECORD_SEPARATOR, bytes }))?;
        }
        for number in mem::take(&mut walk.too_large) {
            each(unreadable(number, Unreadable::TooLarge))?;
        }
        first = walk.number + 1;
        match end {
            None => {}
            Some(None) => return ControlFlow::Continue(()),
            Some(Some(reason)) => return each(unreadable(first, reason)),
        }
    }
}

/// A walk through JSON that comes in pieces.
struct Walk {
    form: Form,
    /// End with the first record.
    first_only: bool,
    /// The brackets that are open around records.
    around: Vec<Around>,
    is_in_string: bool,
    is_escaped: bool,
    /// The last string around records.
    name: Vec<u8>,
    /// Brackets that are open in the record under way; zero between records.
    depth: usize,
    /// The record under way, unless it is too long.
    record: Vec<u8>,
    /// Bytes of the record under way.
    length: usize,
    /// The number of the last record.
    number: u64,
    /// The records that ended, each with a separator behind it.
    found: Vec<u8>,
    /// The numbers of those that were too long.
    too_large: Vec<u64>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    /// A list of records.
    List,
    /// An object that may hold such a list.
    Envelope,
    Other,
}

impl Walk {
    fn new(form: Form) -> Self {
        Self {
            form,
            first_only: false,
            around: Vec::new(),
            is_in_string: false,
            is_escaped: false,
            name: Vec::new(),
            depth: 0,
            record: Vec::new(),
            length: 0,
            number: 0,
            found: Vec::new(),
            too_large: Vec::new(),
        }
    }

    /// Goes on with the next piece. The error says why nothing further is read.
    fn walk(&mut self, piece: &[u8]) -> Result<(), Unreadable> {
        let mut at = 0;
        while at < piece.len() && !(self.first_only && self.number > 0) {
            at += if self.depth > 0 { self.inside(&piece[at..])? } else { self.between(&piece[at..])? };
        }
        Ok(())
    }

    /// Goes on within a record, and says how far.
    fn inside(&mut self, piece: &[u8]) -> Result<usize, Unreadable> {
        let mut at = 0;
        while at < piece.len() && self.depth > 0 {
            if self.is_in_string {
                at += self.string(&piece[at..]);
                continue;
            }
            match piece[at] {
                b'"' => self.is_in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => self.depth -= 1,
                _ => {}
            }
            at += 1;
        }
        self.length += at;
        if self.length > SKIP_LIMIT {
            self.too_large.push(self.number + 1);
            return Err(Unreadable::TooLarge);
        }
        if self.length <= LINE_LIMIT {
            self.record.extend_from_slice(&piece[..at]);
        } else {
            self.record = Vec::new();
        }
        if self.depth == 0 {
            self.end();
        }
        Ok(at)
    }

    /// Goes on between records, and says how far.
    fn between(&mut self, piece: &[u8]) -> Result<usize, Unreadable> {
        if self.is_in_string {
            let length = self.string(piece);
            let kept = (LONGEST_NAME - self.name.len().min(LONGEST_NAME)).min(length);
            self.name.extend_from_slice(&piece[..kept]);
            return Ok(length);
        }
        let inner = match (self.around.last(), piece[0]) {
            (None, b'{') if self.form == Form::Enveloped => Around::Envelope,
            (None | Some(Around::List), b'{') => {
                self.depth = 1;
                self.length = 1;
                self.record.push(b'{');
                return Ok(1);
            }
            (None | Some(Around::List), b'[') => Around::List,
            (Some(Around::Envelope), b'{') if self.around.len() < DEPTH => Around::Envelope,
            (Some(Around::Envelope), b'[') if self.names_list() => Around::List,
            (_, b'{' | b'[') => Around::Other,
            (_, b'}' | b']') => {
                self.around.pop();
                return Ok(1);
            }
            (_, b'"') => {
                self.is_in_string = true;
                self.name.clear();
                return Ok(1);
            }
            _ => return Ok(1),
        };
        self.around.push(inner);
        if self.around.len() > DEEPEST { Err(Unreadable::BrokenRecord) } else { Ok(1) }
    }

    fn names_list(&self) -> bool {
        let name = self.name.strip_suffix(b"\"").unwrap_or(&self.name);
        LISTS.iter().any(|list| list.as_bytes() == name)
    }

    /// Goes on within a string, and says how far: behind its quote, or to the end of the piece.
    fn string(&mut self, piece: &[u8]) -> usize {
        let mut at = 0;
        while at < piece.len() {
            if mem::take(&mut self.is_escaped) {
                at += 1;
                continue;
            }
            let Some(mark) = memchr::memchr2(b'"', b'\\', &piece[at..]) else { return piece.len() };
            at += mark + 1;
            if piece[at - 1] == b'"' {
                self.is_in_string = false;
                return at;
            }
            self.is_escaped = true;
        }
        at
    }

    /// Takes the record under way as it is.
    fn end(&mut self) {
        if self.length == 0 {
            return;
        }
        self.number += 1;
        if self.length > LINE_LIMIT {
            self.too_large.push(self.number);
        }
        // No separator stands in a record but by mistake.
        self.record.iter_mut().filter(|byte| **byte == RECORD_SEPARATOR).for_each(|byte| *byte = b' ');
        self.found.append(&mut self.record);
        if self.depth == 0 {
            self.found.push(RECORD_SEPARATOR);
        }
        (self.depth, self.length) = (0, 0);
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use proptest::prelude::*;

    use super::*;

    /// The records of a text, each with its number, whatever pieces it comes in.
    fn records(text: &[u8], form: Form, piece: usize) -> Vec<String> {
        let mut found = Vec::new();
        let file = Origin { container: "f".into(), member: None };
        let stream = BufReader::with_capacity(piece, text);
        let flow =
            read(Box::new(stream), &file, form, &mut |item| {
                match item {
                    Item::Lines(lines) => found.extend(lines.places().map(|place| {
                        format!("{} {}", lines.number(place), String::from_utf8_lossy(&lines.record(place)))
                    })),
                    Item::Unreadable { origin, reason } => found.push(format!("{origin} {reason}")),
                    _ => unreachable!("they are records"),
                }
                ControlFlow::Continue(())
            });
        assert_eq!(flow, ControlFlow::Continue(()));
        found
    }

    #[track_caller]
    fn check(text: &str, form: Form, expected: &[&str]) {
        for piece in [1, 3, 1000] {
            assert_eq!(records(text.as_bytes(), form, piece), expected, "{text}");
        }
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(records(&utf16, form, 1000), expected, "{text} in UTF-16");
    }

    #[test]
    fn arrays_and_objects_over_several_lines() {
        let check = |text: &str, expected: &[&str]| check(text, Form::Bare, expected);
        check("[{\"a\": 1}, {\"b\": [{}]}]", &["1 {\"a\": 1}", "2 {\"b\": [{}]}"]);
        check("[\n  {\n    \"a\": \"]}\\\"\"\n  }\n]\n", &["1 {\n    \"a\": \"]}\\\"\"\n  }"]);
        check("{\n\"a\": 1\n}\n{\n\"b\": NaN\n}\n", &["1 {\n\"a\": 1\n}", "2 {\n\"b\": null\n}"]);
        check(
            "[1, \"{\", null, {\"a\": 1}, [{\"b\": 2}]][{\"c\": 3}",
            &["1 {\"a\": 1}", "2 {\"b\": 2}", "3 {\"c\": 3}"],
        );
        check("[{\"a\": 1}, {\"b\": \"cut", &["1 {\"a\": 1}", "2 {\"b\": \"cut"]);
        check("[{\"a\": \"\u{1e}\"}]", &["1 {\"a\": \" \"}"]);
        check("[]", &[]);
        check("{} ] }", &["1 {}"]);
    }

    #[test]
    fn lists_in_answers() {
        let check = |text: &str, expected: &[&str]| check(text, Form::Enveloped, expected);
        check("{\"status\": \"ok\", \"articles\": [{\"a\": 1}, {\"b\": 2}]}", &["1 {\"a\": 1}", "2 {\"b\": 2}"]);
        check("{\"took\": 1, \"hits\": {\"total\": {\"value\": 1}, \"hits\": [{\"a\": 1}]}}", &["1 {\"a\": 1}"]);
        check("{\"items\": [{\"a\": 1}]}\n{\"items\": [{\"b\": 2}]}", &["1 {\"a\": 1}", "2 {\"b\": 2}"]);
        check("{\"links\": [{\"a\": 1}], \"items\": []}", &[]);
        check("{\"a\": \"items\", \"b\": [{\"c\": 1}]}", &[]);
    }

    #[test]
    fn forms() {
        #[track_caller]
        fn check(head: &str, expected: Option<Form>) {
            assert_eq!(form(head.as_bytes(), &"text=billet.corps".parse().unwrap()), expected, "{head}");
        }
        let (bare, enveloped) = (Some(Form::Bare), Some(Form::Enveloped));
        check("[{\"title\": \"T\", \"date\": \"2025\"}]", bare);
        check("[\n{\"id\": 1, \"content\": {\"rendered\": \"cut", bare);
        check("[{\"billet\": {\"corps\": 1}}]", bare);
        check("{\n\"title\": \"T\",\n\"text\": \"a\"\n}", bare);
        check("{\"status\": \"ok\", \"articles\": [{\"title\": \"T\", \"content\": \"a\"}]}", enveloped);
        check("{\"version\": \"1\", \"title\": \"T\", \"items\": [\n{\"content_html\": \"", enveloped);
        check("{\"hits\": {\"hits\": [{\"_id\": 1, \"_source\": {\"title\": \"T\"}}]}}", enveloped);
        check("{\"text\": \"a\", \"items\": [{\"title\": \"T\", \"text\": \"b\"}]}", bare);
        check("[{\"title\": \"T\", \"url\": \"/a\"}]", None);
        check("[{\"lat\": 1, \"name\": \"Paris\"}]", None);
        check("{\n\"name\": \"kiosque\",\n\"files\": [{\"text\": \"a\"}]}", None);
        check("{\"type\": \"FeatureCollection\", \"features\": [{\"title\": \"Port\"}]}", None);
        check("[[1, 2], [3", None);
        check("[]", None);
    }

    #[test]
    fn what_is_too_long_or_too_deep() {
        let long = format!("[{{\"a\": \"{}\"}}, {{\"b\": 2}}]", "a".repeat(LINE_LIMIT));
        assert_eq!(records(long.as_bytes(), Form::Bare, 1 << 16), ["2 {\"b\": 2}", "f#1 too-large"]);
        let deep = "[".repeat(DEEPEST + 1) + "{\"a\": 1}";
        assert_eq!(records(deep.as_bytes(), Form::Bare, 1 << 16), ["f#1 broken-record"]);
    }

    proptest! {
        #[test]
        fn an_array_has_the_records_of_its_lines(
            texts in prop::collection::vec(prop::sample::select(vec!["", "é", "}", "]\"", "\\", ",{", "\n"]), 0..8),
            piece in 1..40_usize,
        ) {
            let objects: Vec<String> = texts.iter().map(|text| serde_json::json!({"a": [text]}).to_string()).collect();
            let expected: Vec<String> = (1..).zip(&objects).map(|(number, it): (u64, _)| format!("{number} {it}")).collect();
            let array = format!("[{}]", objects.join(", "));
            prop_assert_eq!(&records(array.as_bytes(), Form::Bare, piece), &expected);
            prop_assert_eq!(&records(objects.concat().as_bytes(), Form::Bare, piece), &expected);
            let envelope = format!("{{\"n\": {{}}, \"docs\": {array}, \"z\": [{{}}]}}");
            prop_assert_eq!(&records(envelope.as_bytes(), Form::Enveloped, piece), &expected);
        }
    }
}
