//! html5ever as the oracle of our tree: both read the same markup, and must make of it the same title, the same lines
//! of text with the same blocks around them, and the same elements with the attributes that extraction reads.
//!
//! What differs on purpose is this, and nothing else:
//!
//! - Text between the cells of a table stays there; the standard moves it before the table. It is compared as moved.
//! - Formatting that is open at the end of its block (`<b>`, `<a>`) ends with it; the standard opens it again in the
//!   next. So each element of formatting, or of a rarer name, is compared once, and where it stands is not.
//! - A link that no end tag closes, with blocks in it, has no attributes.
//! - A select ends before the first block in it, and a drawing before any element of HTML: where their end tags are
//!   missing, the standard has them go on.
//! - A table ends a paragraph also on a page without a doctype.
//! - A second `<html>` or `<body>` lends no attributes to the first.
//! - Framesets, `<plaintext>` and `<xmp>`: no page of the press has had them for twenty years.
//! - What `<template>`, `<noscript>`, `<iframe>`, `<textarea>` and `<svg>` hold is no text of a page.

use std::collections::BTreeSet;

use scraper::{ElementRef, Html, Node};

use super::attributes::Attribute;
use super::builder::parse;
use super::tags::Tag;
use super::text;
use super::tree::{NodeId, Tree};

/// Panics where the two trees of a page differ.
pub fn check(page: &str) {
    let (ours, expected) = (Outline::ours(page), Outline::of_html5ever(page));
    assert_eq!(ours.title, expected.title, "title");
    for (ours, expected) in [(&ours.lines, &expected.lines), (&ours.elements, &expected.elements)] {
        let same = ours.iter().zip(expected).take_while(|(ours, expected)| ours == expected).count();
        assert_eq!(ours.get(same), expected.get(same), "behind {:?}", ours[..same].last());
    }
    assert_eq!(ours.formatting.difference(&expected.formatting).next(), None, "formatting");
}

/// What extraction sees of a page's tree.
#[derive(Default)]
struct Outline {
    title: Option<String>,
    /// The lines of text, each behind the names of the blocks around it.
    lines: Vec<String>,
    /// The elements with attributes, but formatting.
    elements: Vec<String>,
    formatting: BTreeSet<String>,
}

impl Outline {
    /// The page as we read it.
    fn ours(page: &str) -> Self {
        let tree = parse(page);
        let mut writer = Writer::default();
        write(&tree, 0, &mut writer);
        writer.done(tree.title.map(text::line_of_text))
    }

    /// The page as html5ever reads it.
    fn of_html5ever(page: &str) -> Self {
        let page = Html::parse_document(page);
        let mut writer = Writer::default();
        let title = write_html5ever(page.root_element(), &mut writer);
        writer.done(title)
    }
}

fn write(tree: &Tree, node: NodeId, writer: &mut Writer) {
    let tag = tree.tag(node);
    if tag == Tag::Text {
        return writer.text(&text::line_of_text(&format!("|{}|", tree.raw_text(node))));
    }
    // What has to be moved out of a table comes before it.
    if tag == Tag::Table {
        moved_out(tree, node).for_each(|child| write(tree, child, writer));
    }
    let attributes = tree.attributes(node).iter().map(|(name, value)| {
        let value = if name.is_compared() { value.to_string() } else { text::line(value) };
        (*name, squeeze(&value))
    });
    writer.start(tag, attributes.collect());
    if tag != Tag::Template {
        for child in tree.children(node) {
            if !is_moved_out(tree, child) {
                write(tree, child, writer);
            }
        }
    }
    writer.end(tag);
}

/// The nodes in a table or a row that are no part of it.
fn moved_out<'t>(tree: &'t Tree, node: NodeId) -> Box<dyn Iterator<Item = NodeId> + 't> {
    Box::new(tree.children(node).flat_map(move |child| match tree.tag(child) {
        Tag::Tbody | Tag::Thead | Tag::Tfoot | Tag::Tr => moved_out(tree, child),
        _ => Box::new(Some(child).filter(|child| is_moved_out(tree, *child)).into_iter()),
    }))
}

fn is_moved_out(tree: &Tree, node: NodeId) -> bool {
    let in_table = tree
        .parent(node)
        .is_some_and(|parent| matches!(tree.tag(parent), Tag::Table | Tag::Tbody | Tag::Thead | Tag::Tfoot | Tag::Tr));
    in_table
        && match tree.tag(node) {
            Tag::Text => !tree.raw_text(node).trim_matches(|c: char| c.is_ascii_whitespace() || c == '\0').is_empty(),
            Tag::Input => tree.attribute(node, Attribute::Type).is_none_or(|kind| !kind.eq_ignore_ascii_case("hidden")),
            Tag::Form | Tag::Template => false,
            tag => !tag.is_table_part(),
        }
}

/// Writes an element, and returns the first title in it.
fn write_html5ever(element: ElementRef, writer: &mut Writer) -> Option<String> {
    let name = element.value().name();
    // A drawing shows no text but in what it holds of HTML.
    if element.value().name.ns == web_atoms::ns!(svg) {
        element.child_elements().for_each(|child| drop(write_html5ever(child, writer)));
        return None;
    }
    let tag = Tag::named(name.as_bytes());
    match tag {
        Tag::Title => return Some(element.text().collect()),
        Tag::Script | Tag::Style | Tag::Textarea | Tag::Iframe | Tag::Noscript => return None,
        _ => {}
    }
    let attributes = element.value().attrs().filter_map(|(name, value)| {
        let name = Attribute::named(name.as_bytes())?;
        Some((name, squeeze(value)))
    });
    writer.start(tag, attributes.collect());
    let mut title = None;
    for child in element.children() {
        if let Node::Text(text) = child.value() {
            writer.text(&squeeze(&format!("|{}|", &**text)));
        } else if let Some(element) = ElementRef::wrap(child) {
            title = title.or(write_html5ever(element, writer));
        }
    }
    writer.end(tag);
    title
}

/// A text as one line, without what `text::line` leaves out.
fn squeeze(text: &str) -> String {
    let unseen =
        |c: char| matches!(c, '\0' | '\u{fffd}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    let kept: String = text.chars().filter(|c| !unseen(*c)).collect();
    let words = kept.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

#[derive(Default)]
struct Writer {
    outline: Outline,
    blocks: Vec<Tag>,
    line: String,
}

impl Writer {
    /// A text between bars, which keep the spaces at its ends.
    fn text(&mut self, text: &str) {
        let text = text.strip_prefix('|').unwrap_or(text);
        self.line.push_str(text.strip_suffix('|').unwrap_or(text));
    }

    fn start(&mut self, tag: Tag, mut attributes: Vec<(Attribute, String)>) {
        // html5ever does not keep their order.
        attributes.sort_by_key(|(name, _)| *name as u8);
        let is_read = !matches!(tag, Tag::Body | Tag::Col | Tag::Html | Tag::Template | Tag::Void);
        if !attributes.is_empty() && is_read {
            let element = format!("{tag:?}{attributes:?}");
            if tag.is_formatting() || tag == Tag::Other {
                self.outline.formatting.insert(element);
            } else {
                self.outline.elements.push(element);
            }
        }
        if tag.is_block() || tag == Tag::Br {
            self.flush();
        }
        if tag.is_block() {
            self.blocks.push(tag);
        }
    }

    fn end(&mut self, tag: Tag) {
        if tag.is_block() {
            self.flush();
            self.blocks.pop();
        }
    }

    fn flush(&mut self) {
        let line = squeeze(&std::mem::take(&mut self.line));
        if !line.is_empty() {
            // The standard makes a body where the page has none.
            let implied = |tag: &&Tag| !matches!(tag, Tag::Html | Tag::Body);
            let blocks: String = self.blocks.iter().filter(implied).map(|tag| format!("{tag:?} ")).collect();
            self.outline.lines.push(format!("{blocks}'{line}'"));
        }
    }

    fn done(mut self, title: Option<String>) -> Outline {
        self.flush();
        self.outline.title = title.map(|title| squeeze(&title));
        self.outline
    }
}

/// Markup that a fuzzer or a property test asks for: each byte chooses a tag, an attribute or a text. The first chooses
/// what all of it is about.
pub fn soup(bytes: &[u8]) -> String {
    let mut choices = bytes.iter().map(|byte| usize::from(*byte));
    let (names, attributes, texts) = match choices.next().unwrap_or(0) % 5 {
        0 => (NAMES.iter().copied().filter(|name| !is_formatting(name)).collect(), ATTRIBUTES, TEXTS),
        1 => (NAMES.iter().copied().filter(|name| !meets_formatting(name)).collect(), ATTRIBUTES, TEXTS),
        2 => (CELLS.to_vec(), PLAIN, WORDS),
        3 => (SELECTS.to_vec(), PLAIN, WORDS),
        _ => (DRAWINGS.to_vec(), PLAIN, WORDS),
    };
    let mut page = "<!DOCTYPE html>".to_owned();
    while let (Some(kind), Some(choice)) = (choices.next(), choices.next()) {
        let name = names[choice % names.len()];
        page += &match kind % 8 {
            0 | 1 => texts[choice % texts.len()].to_owned(),
            2 | 3 => format!("<{name}>"),
            4 | 5 => format!("</{name}>"),
            6 => format!("<{}>", name.to_ascii_uppercase()),
            _ => {
                let mut attribute = || attributes[choices.next().unwrap_or(0) % attributes.len()];
                format!("<{name} {} {}>", attribute(), attribute())
            }
        };
    }
    page
}

/// Names of formatting, also of rarer formatting that extraction reads as any other name.
fn is_formatting(name: &str) -> bool {
    Tag::named(name.as_bytes()).is_formatting() || ["big", "nobr", "strike", "tt"].contains(&name)
}

/// Names that end otherwise where formatting was opened again. So does a `<nobr>` in another.
fn meets_formatting(name: &str) -> bool {
    ["h1", "h2", "h6", "option", "dialog", "legend", "form", "nobr"].contains(&name)
}

/// Every name that the standard or browsers treat apart, but those that the head of this file leaves out, those that
/// the other lists have, and `<ruby>`, whose parts end paragraphs in it.
#[rustfmt::skip]
const NAMES: &[&str] = &[
    "a", "abbr", "address", "area", "article", "aside", "audio", "b", "base", "basefont", "bdi", "bgsound", "big",
    "blockquote", "body", "br", "button", "canvas", "caption", "center", "cite", "code", "dd",
    "del", "details", "dialog", "dir", "div", "dl", "dt", "em", "embed", "fieldset", "figcaption", "figure", "font",
    "footer", "form", "h1", "h2", "h6", "head", "header", "hgroup", "hr", "html", "i", "iframe", "image",
    "img", "input", "ins", "kbd", "keygen", "label", "legend", "li", "link", "listing", "main", "map", "mark",
    "menu", "meta", "meter", "nav", "nobr", "noembed", "noframes", "noscript", "object", "ol", "option",
    "p", "param", "picture", "pre", "q", "s", "samp", "script", "section", "small",
    "source", "span", "strike", "strong", "style", "sub", "summary", "sup", "table", "tbody", "td",
    "template", "textarea", "tfoot", "th", "thead", "time", "title", "tr", "track", "tt", "u", "ul", "var", "video",
    "wbr", "amp-img", "g:plus", "p.x", "été",
];

#[rustfmt::skip]
const ATTRIBUTES: &[&str] = &[
    "class=x", "CLASS='y z'", "class=\"a&amp;b\"", "class=&copy=", "class", "class=", "class=''", "class=a class=b",
    "id = 'n'", "id\n=\nn", "id=a/b", "id=a/", "href=/x?a=1&copy=2", "href=\"'\"", "href=a'b", "href=`", "title='>'",
    "title=\"<p>\"", "=class=x", "class='a'id='b'", "/", "/class=x", "itemprop='a\tb'", "data-x=1", "\"", "<",
    "style='display:none'", "hidden", "datetime=2025-03-03T07:00", "content='&eacute;t&eacute;'", "lang=fr", "é=é",
    "type=hidden", "role=\"&#x6d;ain\"", "aria-hidden=true", "rel=canonical", "name=a name=b", "property='\0'",
];

#[rustfmt::skip]
const TEXTS: &[&str] = &[
    "un", "deux ", " trois", "\n", "\0", "é", "&", "<", ">", "=", "'", "\"", "/", "</", "<!", "<?", "&eacute;",
    "&eacutecole", "&copy=", "&comma;", "&notit;", "&#x2B;", "&#0233", "&#233;", "&#128;", "&#xD800;", "&#0;", "&#;",
    "&#x110000;", "&NotEqualTilde;", "&nbsp;", "&amp;eacute;", "<!--", "-->", "--!>", "<!-->", "<!--->", "<!---->",
    "<!-- x --!>", "<![CDATA[", "]]>", "<?x?>", "</ >", "<3", "</3>", "a<b", "\r\n", "\u{c}",
];

const PLAIN: &[&str] = &["class=x", "id=y", "type=hidden"];

const WORDS: &[&str] = &["un", "deux", "é", "<!-- x -->", "<3", "&eacute;"];

/// What stands in tables.
#[rustfmt::skip]
const CELLS: &[&str] = &[
    "table", "tr", "td", "th", "tbody", "thead", "tfoot", "caption", "col", "colgroup", "table", "tr", "td", "p", "div",
    "form", "input", "li", "script", "span", "br",
];

const SELECTS: &[&str] = &["select", "option", "optgroup", "select", "option", "input", "span", "b", "br"];

/// What stands in drawings. Any element of HTML ends a drawing here; in the standard these do, and the rest does not.
#[rustfmt::skip]
const DRAWINGS: &[&str] = &[
    "svg", "svg", "svg/", "path/", "path", "g", "style", "p", "div", "ul", "li", "span", "br", "x-y", "img", "h2",
    "!-- <svg> --", "![CDATA[</svg>]]",
];

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use proptest::sample::{Index, select};

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn soup_is_read_as_html5ever_reads_it(
            page in prop::collection::vec(any::<u8>(), 0..60).prop_map(|choices| soup(&choices))
        ) {
            check(&page);
        }
    }

    /// The bundled pages.
    static PAGES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let folders = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/pages").read_dir().expect("bundled pages");
        let pages = folders.flat_map(|folder| folder.unwrap().path().read_dir().into_iter().flatten());
        let mut paths: Vec<_> = pages.map(|page| page.unwrap().path()).collect();
        paths.sort();
        let texts = paths.iter().filter_map(|path| std::fs::read_to_string(path).ok());
        let pages: Vec<String> = texts.filter(|text| text.contains("</html>")).collect();
        assert!(pages.len() > 50, "{}", pages.len());
        pages
    });

    /// What is inserted into a page: what pages hold too much of.
    const FAULTS: &[&str] = &[
        "</div>",
        "</p>",
        "<div>",
        "<p>",
        "<P CLASS=x>",
        "</section>",
        "<form><form></form></form>",
        "<form>",
        "</form>",
        "<table>",
        "</table>",
        "<td>",
        "<tr>",
        "</tr>",
        "<li>",
        "</ul>",
        "<ul>",
        "<dd>",
        "<h2>",
        "</h3>",
        "<center>",
        "<html lang=fr><head><title>x</title></head><body class=y>",
        "</body></html>",
        "<!-- x --!>",
        "<!-->",
        "</br>",
        "<svg><path d='M0'/></svg>",
        "<SVG><PATH></SVG>",
        "</svg>",
        "<select><option>x</select>",
        "</span>",
        "</b></a>",
        "<iframe></iframe>",
        "<textarea><p></textarea>",
        "<style></p></style>",
        "<noscript><p></noscript>",
        "<?php ?>",
        "<template><p></template>",
        "<p title='a>b'>",
        "<![CDATA[x]]>",
        "</>",
        "<",
        "&",
        "&eacute",
        "\0",
        "é",
    ];

    #[derive(Debug, Clone, Copy)]
    enum Fault {
        Insert(&'static str),
        LeaveOut,
        Repeat,
        Cut,
    }

    /// A bundled page with one fault at one of its tags. Tags of formatting and drawings are neither left out nor
    /// repeated: what follows from that is on the list at the head of this file.
    fn damaged() -> impl Strategy<Value = String> {
        let fault = prop_oneof![
            3 => select(FAULTS).prop_map(Fault::Insert),
            2 => Just(Fault::LeaveOut),
            1 => Just(Fault::Repeat),
            1 => Just(Fault::Cut),
        ];
        (any::<Index>(), any::<Index>(), fault).prop_map(|(page, place, fault)| {
            let page = page.get(&PAGES[..]);
            let tags = tags_of(page);
            let &(mut at, mut end) = place.get(&tags[..]);
            let piece = match fault {
                Fault::Insert(piece) => {
                    end = at;
                    piece
                }
                Fault::LeaveOut => "",
                Fault::Repeat => {
                    at = end;
                    &page[place.get(&tags[..]).0..end]
                }
                Fault::Cut => {
                    end = page.len();
                    ""
                }
            };
            [&page[..at], piece, &page[end..]].concat()
        })
    }

    /// The ranges of a page's tags whose loss or repetition both trees are to survive alike.
    fn tags_of(page: &str) -> Vec<(usize, usize)> {
        let tags = page.match_indices('<').filter_map(|(at, _)| {
            let name = page[at + 1..].trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next()?;
            let tag = Tag::named(name.as_bytes());
            let is_left = tag.is_formatting() || tag.may_be_in_drawing() || matches!(tag, Tag::Select | Tag::Option);
            let end = at + page[at..].find('>')? + 1;
            (!name.is_empty() && !is_left).then_some((at, end))
        });
        tags.collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn damaged_pages(page in damaged()) {
            check(&page);
        }

        #[test]
        fn pages_in_capitals(page in any::<Index>()) {
            let mut page = page.get(&PAGES[..]).clone();
            for (at, end) in tags_of(&page) {
                let length = page[at..end].find([' ', '>']).unwrap_or(0);
                page[at..at + length].make_ascii_uppercase();
            }
            check(&page);
        }
    }
}
