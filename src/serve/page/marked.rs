//! Text with its matches marked.

use std::ops::Range;

use maud::{Markup, html};

use crate::engine::shown::Marked;

/// The text in one piece.
pub fn inline(marked: &Marked) -> Markup {
    pieces(&marked.text, &mut marked.marks.iter().map(|mark| (mark.start, mark.end, None)))
}

/// Paragraphs whose matches are numbered from 1 on, so that links lead to them.
pub fn paragraphs(paragraphs: &[Marked]) -> Markup {
    let mut number = 0;
    let mut numbered = |mark: &Range<usize>| {
        number += 1;
        (mark.start, mark.end, Some(number))
    };
    let paragraphs = paragraphs.iter().filter(|paragraph| !paragraph.text.trim().is_empty());
    let paragraphs = paragraphs.map(|marked| pieces(&marked.text, &mut marked.marks.iter().map(&mut numbered)));
    html! { @for paragraph in paragraphs { p { (paragraph) } } }
}

fn pieces(text: &str, marks: &mut dyn Iterator<Item = (usize, usize, Option<usize>)>) -> Markup {
    let (mut pieces, mut shown) = (Vec::new(), 0);
    for (start, end, number) in marks {
        let [before, within] = [shown..start, start..end].map(|piece| text.get(piece).unwrap_or_default());
        let id = number.map(|number| format!("m{number}"));
        pieces.push(html! { (before) mark id=[id] { (within) } });
        shown = end;
    }
    html! { @for piece in pieces { (piece) } (text.get(shown..).unwrap_or_default()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_are_marked() {
        let marked = |text: &str, marks: &[Range<usize>]| Marked { text: text.to_owned(), marks: marks.to_vec() };
        let first = marked("Le <port> dort.", &[4..8]);
        assert_eq!(inline(&first).into_string(), "Le &lt;<mark>port</mark>&gt; dort.");
        let all = [first, marked("", &[]), marked("Un port.", &[3..7])];
        assert_eq!(
            paragraphs(&all).into_string(),
            "<p>Le &lt;<mark id=\"m1\">port</mark>&gt; dort.</p><p>Un <mark id=\"m2\">port</mark>.</p>"
        );
    }
}
