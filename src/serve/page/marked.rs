//! Text with its matches marked.

use maud::{Markup, html};

use crate::engine::shown::Marked;

/// The text in one piece.
pub fn inline(marked: &Marked) -> Markup {
    pieces(&marked.text, &mut marked.marks.iter().map(|mark| (mark.start, mark.end, None)))
}

/// The text with a paragraph for each line. The matches are numbered from 1 on, so that links lead to them.
pub fn paragraphs(marked: &Marked) -> Markup {
    let (mut lines, mut from) = (Vec::new(), 0);
    let mut marks = (1..).zip(&marked.marks).peekable();
    for line in marked.text.split_inclusive('\n') {
        let to = from + line.len();
        let mut inside = Vec::new();
        while let Some((number, mark)) = marks.next_if(|(_, mark)| mark.start < to) {
            inside.push((mark.start.max(from) - from, mark.end.min(to) - from, Some(number)));
        }
        if !line.trim().is_empty() {
            lines.push(pieces(line.trim_end(), &mut inside.into_iter()));
        }
        from = to;
    }
    html! { @for line in lines { p { (line) } } }
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
        let marked = Marked { text: "Le <port> dort.\n\nUn port.\n".to_owned(), marks: vec![4..8, 20..24] };
        assert_eq!(inline(&marked).into_string(), "Le &lt;<mark>port</mark>&gt; dort.\n\nUn <mark>port</mark>.\n");
        assert_eq!(
            paragraphs(&marked).into_string(),
            "<p>Le &lt;<mark id=\"m1\">port</mark>&gt; dort.</p><p>Un <mark id=\"m2\">port</mark>.</p>"
        );
    }
}
