//! Tables of articles: CSV, TSV and their like, a row each, under a heading with names as records have them. A row becomes a
//! record, and all that holds for records holds for it.

use std::io::{BufRead, ErrorKind};
use std::mem;
use std::ops::ControlFlow;

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};
use serde_json::{Map, Value};

use super::jsonl::opened;
use super::names::Names;
use super::{Item, LINE_LIMIT, Lines, Origin, Unreadable, json, utf16};

/// What may stand between the columns.
const DELIMITERS: [u8; 4] = *b",;\t|";

/// Bytes of a heading. A longer one is a line of a text.
const LONGEST_HEADING: usize = 100;

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// What stands between the columns of the table that begins with `head`, if it is one of articles: its headings say so.
pub fn delimiter(head: &[u8], names: &Names) -> Option<u8> {
    heading(head, &|heading| names.seem_article(heading)).map(|(delimiter, _)| delimiter)
}

/// What stands between the columns of the table that begins with `head`, and its headings, if they are wanted. Of several
/// readings, that with the most columns is meant.
pub fn heading(head: &[u8], is_wanted: &dyn Fn(&[String]) -> bool) -> Option<(u8, Vec<String>)> {
    let head = utf16::decoded(head);
    let head = head.strip_prefix(BOM).unwrap_or(&head);
    if head.trim_ascii_start().starts_with(b"<") {
        return None;
    }
    let (declared, length) = declared(head);
    let columns = |delimiter: &u8| {
        let row = Rows::new(*delimiter).next(&head[length..]).1?;
        let is_heading = |name: &String| name.len() <= LONGEST_HEADING && !name.contains(['<', '{', '\n']);
        (row.len() > 1 && row.iter().all(is_heading) && is_wanted(&row)).then_some((*delimiter, row))
    };
    let delimiters = DELIMITERS.iter().filter(|delimiter| declared.is_none_or(|declared| declared == **delimiter));
    delimiters.filter_map(columns).max_by_key(|(_, row)| row.len())
}

/// The delimiter that the line before the headings declares (`sep=;`, as Excel reads it), and the length of that line.
fn declared(text: &[u8]) -> (Option<u8>, usize) {
    match text {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter, rest @ ..] => match rest {
            [b'\r', b'\n', ..] => (Some(*delimiter), 7),
            [b'\n', ..] => (Some(*delimiter), 6),
            _ => (None, 0),
        },
        _ => (None, 0),
    }
}

/// Passes the rows of a stream to `each`, as they come. They are numbered from 1, without the heading.
pub fn read(
    stream: Box<dyn BufRead + '_>,
    place: &Origin,
    delimiter: u8,
    each: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let unreadable = |number: u64, reason| Item::Unreadable { origin: place.with(&number.to_string()), reason };
    let mut stream = match opened(stream) {
        Ok((stream, _)) => stream,
        Err(error) => return each(unreadable(1, Unreadable::from_io(&error))),
    };
    let mut heading: Option<Vec<String>> = None;
    let (mut first, mut number, mut bytes) = (1, 1, Vec::new());
    rows(&mut *stream, delimiter, &mut |row| {
        let Some(row) = row else {
            let is_any = bytes.iter().any(|byte| *byte != b'\n');
            let first = if is_any { mem::replace(&mut first, number) } else { first };
            let Origin { container, member: within } = place.clone();
            let lines = |bytes| Item::Lines(Lines { container, within, first, separator: b'\n', bytes });
            return if is_any { each(lines(mem::take(&mut bytes))) } else { ControlFlow::Continue(()) };
        };
        match (&heading, row) {
            // The first line may only say how the others are to be read.
            (None, Ok(row)) if row.len() <= 2 && row.concat().to_lowercase().starts_with("sep=") => {}
            (None, Ok(row)) => heading = Some(row),
            (Some(heading), Ok(row)) => {
                write_record(heading, row, &mut bytes);
                number += 1;
            }
            (_, Err(reason)) => {
                bytes.push(b'\n');
                number += 1;
                return each(unreadable(number - 1, reason));
            }
        }
        ControlFlow::Continue(())
    })
}

/// Passes the rows of a table to `each`, or why one cannot be read; and nothing, where the next would have to be waited for.
pub fn rows(
    stream: &mut dyn BufRead,
    delimiter: u8,
    each: &mut dyn FnMut(Option<Result<Vec<String>, Unreadable>>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut rows = Rows::new(delimiter);
    loop {
        let available = match stream.fill_buf() {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return each(Some(Err(Unreadable::from_io(&error)))),
            Ok(available) => available,
        };
        let (is_end, mut at) = (available.is_empty(), 0);
        loop {
            let (length, row) = rows.next(&available[at..]);
            at += length;
            let Some(row) = row else { break };
            each(Some(if mem::take(&mut rows.is_too_large) { Err(Unreadable::TooLarge) } else { Ok(row) }))?;
            if at == available.len() && !is_end {
                break;
            }
        }
        stream.consume(at);
        each(None)?;
        if is_end {
            return ControlFlow::Continue(());
        }
    }
}

/// Writes a row as a line of JSON: the values that are not empty, each under its heading.
fn write_record(heading: &[String], row: Vec<String>, line: &mut Vec<u8>) {
    let fields = heading.iter().zip(row).filter(|(name, value)| !name.is_empty() && !value.trim().is_empty());
    let fields: Map<String, Value> = fields.map(|(name, value)| (name.clone(), value.into())).collect();
    if !fields.is_empty() {
        serde_json::to_writer(&mut *line, &fields).expect("strings are JSON");
    }
    line.push(b'\n');
}

/// The rows of a table that comes in pieces.
struct Rows {
    reader: Reader,
    /// The row under way, of which the last field may go on.
    row: Vec<String>,
    field: Vec<u8>,
    length: usize,
    /// Whether the last row was longer than [`LINE_LIMIT`], and is not whole.
    is_too_large: bool,
}

impl Rows {
    fn new(delimiter: u8) -> Self {
        let reader = ReaderBuilder::new().delimiter(delimiter).build();
        Self { reader, row: Vec::new(), field: Vec::new(), length: 0, is_too_large: false }
    }

    /// Takes as much of a piece as belongs to the next row, says how much that is, and gives the row if it ends there. An empty
    /// piece ends the table.
    fn next(&mut self, piece: &[u8]) -> (usize, Option<Vec<String>>) {
        let mut buffer = [0; 4096];
        let mut at = 0;
        loop {
            let (result, read, written) = self.reader.read_field(&piece[at..], &mut buffer);
            at += read;
            self.length += written;
            if self.length <= LINE_LIMIT {
                self.field.extend_from_slice(&buffer[..written]);
            }
            match result {
                ReadFieldResult::OutputFull => {}
                ReadFieldResult::InputEmpty | ReadFieldResult::End => return (at, None),
                ReadFieldResult::Field { record_end } => {
                    self.row.push(json::text(&self.field).trim().to_owned());
                    self.field.clear();
                    if record_end {
                        self.is_too_large = mem::take(&mut self.length) > LINE_LIMIT;
                        return (at, Some(mem::take(&mut self.row)));
                    }
                }
            }
            // The reader takes an empty piece for the end of the table.
            if at == piece.len() && !piece.is_empty() {
                return (at, None);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(content: &[u8], expected: &[&str]) {
        let delimiter = delimiter(content, &Names::default()).expect("a table of articles");
        for piece in [1, 7, 100_000] {
            let mut found = Vec::new();
            let stream = BufReader::with_capacity(piece, content);
            let _ = read(Box::new(stream), &Origin { container: "f".into(), member: None }, delimiter, &mut |item| {
                match item {
                    Item::Lines(lines) => found.extend(lines.places().map(|place| {
                        format!("{} {}", lines.number(place), String::from_utf8_lossy(&lines.record(place)))
                    })),
                    Item::Unreadable { origin, reason } => found.push(format!("{origin} {reason}")),
                    _ => unreachable!("they are records"),
                }
                ControlFlow::Continue(())
            });
            assert_eq!(found, expected, "{} in pieces of {piece}", String::from_utf8_lossy(content));
        }
    }

    #[test]
    fn rows_become_records() {
        check(b"title,text\nT,a\n", &[r#"1 {"text":"a","title":"T"}"#]);
        check(
            b"title,text\r\nT,\"a, \"\"b\"\"\nc\"\r\nU,d",
            &[r#"1 {"text":"a, \"b\"\nc","title":"T"}"#, r#"2 {"text":"d","title":"U"}"#],
        );
        check(
            b"\xEF\xBB\xBFTitre;Texte\nT;a\n;\nU;b\n",
            &[r#"1 {"Texte":"a","Titre":"T"}"#, r#"3 {"Texte":"b","Titre":"U"}"#],
        );
        check(b"titre\ttexte\nT\t\xE9t\xE9\n", &[r#"1 {"texte":"été","titre":"T"}"#]);
        check(b"sep=;\r\ntitle;text\nT;a\n", &[r#"1 {"text":"a","title":"T"}"#]);
        check(b",title,text\n0,T,a,b\n1,U\n", &[r#"1 {"text":"a","title":"T"}"#, r#"2 {"title":"U"}"#]);
        let utf16: Vec<u8> = "title,text\nT,é\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&utf16, &[r#"1 {"text":"é","title":"T"}"#]);
    }

    #[test]
    fn rows_beyond_the_limit_are_passed_over() {
        let long = format!("title,text\nT,\"{}\"\nU,b\n", "a".repeat(LINE_LIMIT + 9));
        let delimiter = delimiter(long.as_bytes(), &Names::default()).unwrap();
        let mut found = Vec::new();
        let _ =
            read(Box::new(long.as_bytes()), &Origin { container: "f".into(), member: None }, delimiter, &mut |item| {
                found.push(match item {
                    Item::Lines(lines) => lines.places().map(|place| lines.number(place)).collect(),
                    item => item.origin(None).to_string(),
                });
                ControlFlow::Continue(())
            });
        assert_eq!(found, ["f#1", "2"]);
    }

    #[test]
    fn tables_of_articles() {
        #[track_caller]
        fn check(head: &str, expected: Option<char>) {
            let names = "text=billet".parse().unwrap();
            assert_eq!(delimiter(head.as_bytes(), &names).map(char::from), expected, "{head}");
        }
        check("title,text\nT,a\n", Some(','));
        check("Titre;Date de publication;Journal, édition\nT;a;b\n", Some(';'));
        check("id|billet\n1|a\n", Some('|'));
        check("titre,auteur\nT,a\n", Some(','));
        check("title,url\nT,/a\n", None);
        check("text\nT\n", None);
        check("ville,population\nBrest,1\n", None);
        check("title,text", None);
        check("Un texte, et rien d'autre.\nEt la suite.\n", None);
        check("<title>a,text</title>\n", None);
    }

    proptest! {
        #[test]
        fn a_table_has_the_records_that_were_written(
            rows in prop::collection::vec(("[a-zé\",;\n ]{0,6}", "[a-zé\",;\n]{1,6}"), 0..6),
            piece in 1..40_usize,
        ) {
            let mut written = csv::Writer::from_writer(Vec::new());
            written.write_record(["title", "text"]).unwrap();
            let mut expected = Vec::new();
            for (title, text) in &rows {
                written.write_record([title, text]).unwrap();
                let (title, text) = (title.trim(), text.trim());
                let fields = [("title", title), ("text", text)].into_iter().filter(|(_, value)| !value.is_empty());
                expected.push(fields.map(|(name, value)| (name.to_owned(), value.into())).collect::<Map<String, Value>>());
            }
            expected.retain(|record| !record.is_empty());
            let content = written.into_inner().unwrap();
            let mut found = Vec::new();
            let stream = BufReader::with_capacity(piece, content.as_slice());
            let _ = read(Box::new(stream), &Origin { container: "f".into(), member: None }, b',', &mut |item| {
                if let Item::Lines(lines) = item {
                    found.extend(lines.places().map(|it| serde_json::from_slice::<Map<String, Value>>(&lines.record(it)).unwrap()));
                }
                ControlFlow::Continue(())
            });
            prop_assert_eq!(found, expected);
        }
    }
}
