//! The format for the eye: hits with a hierarchy, wrapped to the terminal's width.

use std::io::{self, Write};
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::sanitise;
use crate::article::Article;
use crate::search::snippet::Marked;
use crate::search::{Hit, Response};

/// What the terminal, or the file that stands in for it, can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    pub color: bool,
    /// Whether it knows OSC 8 hyperlinks.
    pub links: bool,
    /// Columns of a line.
    pub width: usize,
}

const BOLD: &str = "1";
const DIM: &str = "2";
const MATCH: &str = "1;33";

pub fn write(out: &mut impl Write, response: &Response, style: &Style) -> io::Result<()> {
    for (n, hit) in response.hits.iter().enumerate() {
        if n > 0 {
            writeln!(out)?;
        }
        write_hit(out, hit, style)?;
    }
    Ok(())
}

/// Writes a whole article, to read.
pub fn write_article(out: &mut impl Write, article: &Article, style: &Style) -> io::Result<()> {
    let plain = |text: &str| Marked { text: text.to_owned(), marks: Vec::new() };
    for line in wrap(&plain(&article.title), style.width) {
        writeln!(out, "{}", paint(&line.text, BOLD, style))?;
    }
    for line in wrap(&plain(&about(article)), style.width) {
        writeln!(out, "{}", paint(&line.text, DIM, style))?;
    }
    if !article.authors.is_empty() {
        writeln!(out, "{}", paint(&sanitise::line(&article.authors.join(", ")), DIM, style))?;
    }
    if let Some(url) = &article.url {
        writeln!(out, "{}", link(&paint(&sanitise::line(url), DIM, style), url, style))?;
    }
    for paragraph in article.lead.iter().map(String::as_str).chain(article.body.lines()) {
        writeln!(out)?;
        for line in wrap(&plain(paragraph), style.width) {
            writeln!(out, "{}", line.text)?;
        }
    }
    Ok(())
}

fn write_hit(out: &mut impl Write, hit: &Hit, style: &Style) -> io::Result<()> {
    let number = format!("{}. ", hit.rank);
    let indent = number.width();
    let margin = " ".repeat(indent);
    let width = style.width.saturating_sub(indent).max(20);
    for (n, line) in wrap(&hit.title, width).iter().enumerate() {
        let margin = if n == 0 { &number } else { &margin };
        writeln!(out, "{margin}{}", paint_marks(line, BOLD, style))?;
    }
    for line in wrap(&Marked { text: about(&hit.article), marks: Vec::new() }, width) {
        writeln!(out, "{margin}{}", paint(&line.text, DIM, style))?;
    }
    for line in wrap(&hit.snippet, width) {
        writeln!(out, "{margin}{}", paint_marks(&line, "", style))?;
    }
    let address = match &hit.article.url {
        Some(url) => link(&paint(&sanitise::line(url), DIM, style), url, style),
        None => link(&paint(&sanitise::line(&hit.path), DIM, style), &file_address(&hit.path), style),
    };
    writeln!(out, "{margin}{address}")
}

/// Source, date and section, as far as they are known.
fn about(article: &Article) -> String {
    let date = article
        .published
        .map_or_else(|| "undated".to_owned(), |published| published.moment.to_string().replace('T', " "));
    let known = [article.source.clone(), Some(date), article.section.clone()];
    known.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn paint(text: &str, code: &str, style: &Style) -> String {
    if style.color && !code.is_empty() && !text.is_empty() {
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    } else {
        text.to_owned()
    }
}

fn paint_marks(line: &Marked, code: &str, style: &Style) -> String {
    let mut painted = String::new();
    let mut from = 0;
    for mark in &line.marks {
        painted += &paint(&line.text[from..mark.start], code, style);
        painted += &paint(&line.text[mark.clone()], MATCH, style);
        from = mark.end;
    }
    painted + &paint(&line.text[from..], code, style)
}

/// A hyperlink in OSC 8 (egmontkob, "Hyperlinks in terminal emulators"); only addresses of the schemes that a reader
/// expects become one.
fn link(text: &str, target: &str, style: &Style) -> String {
    let known = ["https://", "http://", "file://"].iter().any(|scheme| target.starts_with(scheme));
    if !style.links || !known {
        return text.to_owned();
    }
    let target: String = target.chars().filter(char::is_ascii_graphic).collect();
    format!("\u{1b}]8;;{target}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\")
}

/// The address of a file (RFC 8089), all but its plainest characters percent-encoded.
fn file_address(path: &str) -> String {
    let mut address = "file://".to_owned();
    for byte in path.bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => address.push(byte.into()),
            _ => address += &format!("%{byte:02X}"),
        }
    }
    address
}

/// Breaks a text between words into lines of at most `width` columns, its marks with it. A word wider than a line is
/// broken between graphemes.
fn wrap(marked: &Marked, width: usize) -> Vec<Marked> {
    let marked = harmless(marked);
    let mut lines = Vec::new();
    let (mut start, mut end, mut columns) = (0, 0, 0);
    for piece in marked.text.split_inclusive(' ').flat_map(|word| pieces(word, width)) {
        // White space at the end of a line takes no room.
        if columns + piece.trim_end().width() > width && end > start {
            lines.push(part(&marked, start..end));
            start = end;
            columns = 0;
        }
        end += piece.len();
        columns += piece.width();
    }
    if end > start {
        lines.push(part(&marked, start..end));
    }
    lines
}

/// A word, or its graphemes if it is wider than a line.
fn pieces(word: &str, width: usize) -> Vec<&str> {
    if word.trim_end().width() <= width { vec![word] } else { word.graphemes(true).collect() }
}

fn harmless(marked: &Marked) -> Marked {
    let mut safe = Marked::default();
    let mut from = 0;
    for mark in &marked.marks {
        safe.text += &sanitise::line(&marked.text[from..mark.start]);
        let start = safe.text.len();
        safe.text += &sanitise::line(&marked.text[mark.clone()]);
        safe.marks.push(start..safe.text.len());
        from = mark.end;
    }
    safe.text += &sanitise::line(&marked.text[from..]);
    safe
}

/// A part of a marked text without the white space at its ends.
fn part(marked: &Marked, range: Range<usize>) -> Marked {
    let text = &marked.text[range.clone()];
    let start = range.start + (text.len() - text.trim_start().len());
    let end = start + text.trim().len();
    let inside = marked.marks.iter().filter(|mark| mark.start < end && mark.end > start);
    let marks = inside.map(|mark| mark.start.max(start) - start..mark.end.min(end) - start).collect();
    Marked { text: marked.text[start..end].to_owned(), marks }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words() {
        let check = |text: &str, width, expected: &[&str]| {
            let lines = wrap(&Marked { text: text.to_owned(), marks: Vec::new() }, width);
            let found: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
            assert_eq!(found, expected, "{text:?} in {width} columns");
        };
        check("", 10, &[]);
        check("La digue", 10, &["La digue"]);
        check("La digue tient bon", 10, &["La digue", "tient bon"]);
        check("La digue t", 8, &["La digue", "t"]);
        check("anticonstitutionnellement", 10, &["anticonsti", "tutionnell", "ement"]);
        check("東京東京", 4, &["東京", "東京"]);
    }

    #[test]
    fn marks_follow_their_words() {
        let marked = Marked { text: "La digue tient bon".to_owned(), marks: vec![Range { start: 3, end: 14 }] };
        let marks: Vec<_> = wrap(&marked, 10).into_iter().flat_map(|line| line.marks).collect();
        assert_eq!(marks, [3..8, 0..5]);
    }

    #[test]
    fn only_addresses_become_links() {
        let style = Style { color: false, links: true, width: 80 };
        assert_eq!(link("a", "javascript:alert(1)", &style), "a");
        assert_eq!(link("a", "https://a.fr/\u{1b}x", &style), "\u{1b}]8;;https://a.fr/x\u{1b}\\a\u{1b}]8;;\u{1b}\\");
        assert_eq!(file_address("/a b/é.html"), "file:///a%20b/%C3%A9.html");
    }
}
