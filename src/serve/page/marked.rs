//! Text with its matches marked.

use std::ops::Range;

use maud::{Markup, html};

/// The text in one piece.
pub fn inline(text: &str, marks: &[Range<usize>]) -> Markup {
    pieces(text, &mut marks.iter().map(|mark| (mark.start, mark.end, None)))
}

/// A paragraph for each line of the text, those of the standfirst, which is its first `lead` bytes, set apart. The matches are
/// numbered from 1 on, so that links lead to them.
pub fn paragraphs(text: &str, marks: &[Range<usize>], lead: usize) -> Markup {
    let (mut paragraphs, mut from) = (Vec::new(), 0);
    let mut marks = (1..).zip(marks).peekable();
    for line in text.split_inclusive('\n') {
        let to = from + line.len();
        let mut inside = Vec::new();
        while let Some((number, mark)) = marks.next_if(|(_, mark)| mark.start < to) {
            inside.push((mark.start.max(from) - from, mark.end.min(to) - from, Some(number)));
        }
        if !line.trim().is_empty() {
            let class = (from < lead).then_some("lead");
            paragraphs.push(html! { p class=[class] { (pieces(line.trim_end(), &mut inside.into_iter())) } });
        }
        from = to;
    }
    html! { @for paragraph in paragraphs { (paragraph) } }
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
        assert_eq!(
            inline("<port>, quai", &[1..5, 8..12]).into_string(),
            "&lt;<mark>port</mark>&gt;, <mark>quai</mark>"
        );
        assert_eq!(
            paragraphs("Le <port> dort.\n\nUn port.\n", &[4..8, 20..24], 15).into_string(),
            "<p class=\"lead\">Le &lt;<mark id=\"m1\">port</mark>&gt; dort.</p><p>Un <mark id=\"m2\">port</mark>.</p>"
        );
    }
}
