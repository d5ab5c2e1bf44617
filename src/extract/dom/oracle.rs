//! html5ever as the oracle of our tree: both read the same tag soup, and must find the same lines of text. The lists of
//! tags say where something else is made on purpose.

use proptest::prelude::*;
use scraper::{ElementRef, Html};

use super::builder::parse;
use super::tags::Tag;
use super::text;
use super::tree::{NodeId, Tree};

/// The lines of a page as we read it.
fn lines(page: &str) -> Vec<String> {
    fn write(tree: &Tree, node: NodeId, out: &mut Lines) {
        match tree.tag(node) {
            Tag::Text => return out.text(&text::line_of_text(&format!("|{}|", tree.raw_text(node)))),
            tag => out.element(tag),
        }
        let mut child = node + 1;
        while child < tree.end(node) {
            write(tree, child, out);
            child = tree.end(child);
        }
        out.element(tree.tag(node));
    }
    let mut out = Lines::default();
    write(&parse(page), 0, &mut out);
    out.done()
}

/// The lines of a page as html5ever reads it, without those that are not read here: scripts, styles, drawings and
/// their like.
fn lines_of_html5ever(page: &str) -> Vec<String> {
    fn write(element: ElementRef, out: &mut Lines) {
        let name = element.value().name();
        let tag = Tag::named(name.as_bytes());
        let is_html = element.value().name.ns == web_atoms::ns!(html);
        let unread = [Tag::Script, Tag::Style, Tag::Title, Tag::Textarea, Tag::Iframe, Tag::Noscript];
        if is_html && unread.contains(&tag) {
            return;
        }
        if is_html {
            out.element(tag);
        }
        for child in element.children() {
            if let Some(text) = child.value().as_text().filter(|_| is_html) {
                let squeezed = text.split(|c: char| c.is_whitespace()).filter(|word| !word.is_empty());
                let (start, end) = (text.starts_with(char::is_whitespace), text.ends_with(char::is_whitespace));
                let words = squeezed.collect::<Vec<_>>().join(" ");
                let space = |is: bool| if is { " " } else { "" };
                out.text(&format!("|{}{words}{}|", space(start), space(end && !words.is_empty())));
            } else if let Some(element) = ElementRef::wrap(child) {
                write(element, out);
            }
        }
        if is_html {
            out.element(tag);
        }
    }
    let mut out = Lines::default();
    write(Html::parse_document(page).root_element(), &mut out);
    out.done()
}

#[derive(Default)]
struct Lines {
    lines: Vec<String>,
    line: String,
}

impl Lines {
    /// A text between bars, which keep the spaces at its ends.
    fn text(&mut self, text: &str) {
        self.line.push_str(text.trim_matches('|'));
    }

    fn element(&mut self, tag: Tag) {
        if tag.is_block() || tag == Tag::Br {
            let line = std::mem::take(&mut self.line);
            self.lines.push(line.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }

    fn done(mut self) -> Vec<String> {
        self.element(Tag::Br);
        self.lines.retain(|line| !line.is_empty());
        self.lines
    }
}

fn check_lines(page: &str) {
    assert_eq!(lines(page), lines_of_html5ever(page), "{page}");
}

/// Of what is left out, something else is made here on purpose, or by html5ever. Tables: what stands between cells
/// moves out of them there. `<select>`, `<template>` and `<noscript>`: what they hold is no line here. `<xmp>`,
/// `<plaintext>` and `<frameset>`: no page of the press has them. `<search>`: html5ever does not know it.
/// `<form>`: what is inline and open at its end is opened again behind it there.
const SOUP: &[&str] = &[
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<P CLASS=x>",
    "<h2>",
    "</h3>",
    "<ul>",
    "<li>",
    "</li>",
    "</ul>",
    "<b>",
    "</b>",
    "<a href=/x>",
    "</a>",
    "<span>",
    "</span>",
    "<br>",
    "</br>",
    "<hr>",
    "<wbr>",
    "<img src=x>",
    "<dl>",
    "<dt>",
    "<dd>",
    "</dl>",
    "<button>",
    "</button>",
    "<article>",
    "</article>",
    "<dir>",
    "</dir>",
    "<x-y>",
    "</x-y>",
    "<abbr>",
    "</abbr>",
    "<html lang=fr>",
    "<head>",
    "</head>",
    "<body>",
    "</body>",
    "</html>",
    "<meta name=a>",
    "<title>",
    "</title>",
    "<script>",
    "</script>",
    "<style>",
    "</style>",
    "<!--",
    "-->",
    "--!>",
    "<!-->",
    "<![CDATA[",
    "]]>",
    "<!DOCTYPE html>",
    "<?x?>",
    "</ >",
    "<textarea>",
    "</textarea>",
    "<blockquote>",
    "</blockquote>",
    "un",
    "deux ",
    " trois",
    "quatre",
    "\n",
    "&eacute;",
    "&eacutecole",
    "&comma;",
    "&#x2B;",
    "&#0233",
    "&",
    "<",
    "\0",
    "é",
    "=",
    "'",
    "\"",
    "/",
    ">",
];

/// Of what is left out: any element of HTML ends a drawing here, and there only these; what a drawing's `<title>` and
/// `<desc>` hold is read there; a `<form>` ends there, and the drawing in it does not; formatting that is opened again
/// by a text is what its end tag, in a drawing, closes there.
const DRAWINGS: &[&str] = &[
    "<svg>",
    "</svg>",
    "<SVG class=x>",
    "</SVG>",
    "<svg/>",
    "<path d='<svg>'/>",
    "<path>",
    "</path>",
    "<g>",
    "</g>",
    "<style>",
    "</style>",
    "<!--",
    "-->",
    "<!-- <svg> -->",
    "<![CDATA[",
    "]]>",
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<ul>",
    "<li>",
    "</ul>",
    "<span>",
    "</span>",
    "<br>",
    "</br>",
    "<x-y>",
    "</x-y>",
    "<img>",
    "<h2>",
    "</h2>",
    "un",
    " deux",
    "trois ",
    "&eacute;",
    "<",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn soup_has_the_lines_of_html5ever(parts in prop::collection::vec(prop::sample::select(SOUP), 0..30)) {
        check_lines(&parts.concat());
    }

    #[test]
    fn drawings_end_as_those_of_html5ever(parts in prop::collection::vec(prop::sample::select(DRAWINGS), 0..20)) {
        check_lines(&parts.concat());
    }
}
