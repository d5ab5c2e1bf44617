//! A tree of a page's markup, as much of it as extraction reads.
//!
//! html5ever builds what a browser would need. Here scripts, styles, drawings and comments cost one search for their
//! end, text and attributes stay slices of the page, and nodes lie in document order in one vector, so that a subtree
//! is a range. Tags nest as in the HTML standard's "in body" mode (implied ends, scopes, stray ends) but for its moving
//! of nodes: misnested formatting stays where it was opened, which changes no text. Depth is capped as in Blink.

use std::ops::Range;

use memchr::{memchr, memmem};

use super::stack::Stack;

/// Blink's `kMaximumHTMLParserDOMTreeDepth`. What a deeper element holds becomes its sibling.
const MAX_DEPTH: usize = 512;
/// The largest pages of the press have some 30,000 nodes; what comes after this many is not read.
const MAX_NODES: usize = 1 << 20;

pub type NodeId = usize;

#[derive(Default)]
pub struct Tree<'s> {
    nodes: Vec<Node<'s>>,
    attributes: Vec<(Attribute, &'s str)>,
    /// The contents of the `<script type="application/ld+json">` elements.
    pub json_ld: Vec<&'s str>,
    /// What the first `<title>` holds, with its character references.
    pub title: Option<&'s str>,
    /// What the `<noscript>` elements hold, as markup.
    pub noscript: Vec<&'s str>,
}

struct Node<'s> {
    parent: u32,
    /// One past the last node of the subtree.
    end: u32,
    tag: Tag,
    /// How many attributes it has, and where the first of them is.
    attributes: (u8, u32),
    /// Of a text node, with its character references.
    text: &'s str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[rustfmt::skip]
pub enum Tag {
    Text, A, Address, Article, Aside, Audio, B, Blockquote, Body, Br, Button, Caption, Center, Cite, Code, Dd, Del,
    Details, Dialog, Div, Dl, Dt, Em, Fieldset, Figcaption, Figure, Font, Footer, Form, H1, H2, H3, H4, H5, H6, Head,
    Header, Hgroup, Hr, Html, I, Iframe, Img, Input, Label, Legend, Li, Link, Main, Mark, Menu, Meta, Nav, Object,
    Ol, Option, P, Picture, Pre, Q, S, Script, Section, Select, Small, Source, Span, Strong, Style, Sub, Summary,
    Sup, Svg, Table, Tbody, Td, Template, Textarea, Tfoot, Th, Thead, Time, Title, Tr, U, Ul, Video, Noscript,
    Custom, Other,
}

impl Tag {
    pub const COUNT: usize = Self::Other as usize + 1;
}

/// The attributes that extraction reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[rustfmt::skip]
pub enum Attribute {
    Alt, AriaHidden, AriaLabel, Class, Content, Datetime, Hidden, Href, Id, Itemprop, Itemscope, Itemtype, Lang,
    Name, Property, Rel, Role, Src, Style, Type, Title, Testid,
}

/// Reads a page. It takes any text, in time and memory linear in its length.
pub fn parse(page: &str) -> Tree<'_> {
    // Room for what an average page holds, so that it is not moved while it grows.
    let tree = Tree {
        nodes: Vec::with_capacity(page.len() / 50),
        attributes: Vec::with_capacity(page.len() / 50),
        ..Tree::default()
    };
    let mut builder = Builder { page, at: 0, tree, open: Stack::new(0), overflow: 0, body: false };
    builder.push(Tag::Html, (0, 0), "");
    while builder.at < page.len() && builder.tree.nodes.len() < MAX_NODES {
        builder.step();
    }
    let mut tree = builder.tree;
    for node in (1..tree.nodes.len()).rev() {
        let (parent, end) = (tree.nodes[node].parent as usize, tree.nodes[node].end);
        let parent = &mut tree.nodes[parent];
        parent.end = parent.end.max(end);
    }
    tree
}

impl<'s> Tree<'s> {
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    pub fn tag(&self, node: NodeId) -> Tag {
        self.nodes[node].tag
    }

    /// Of a text node, with its character references; empty for an element.
    pub fn raw_text(&self, node: NodeId) -> &'s str {
        self.nodes[node].text
    }

    pub fn parent(&self, node: NodeId) -> Option<NodeId> {
        (node > 0).then(|| self.nodes[node].parent as usize)
    }

    pub fn end(&self, node: NodeId) -> NodeId {
        self.nodes[node].end as usize
    }

    /// Everything below the node, in document order.
    pub fn descendants(&self, node: NodeId) -> Range<NodeId> {
        node + 1..self.end(node)
    }

    pub fn ancestors(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.parent(node), |&node| self.parent(node))
    }

    /// The attributes kept, in the page's order, with their character references.
    pub fn attributes(&self, node: NodeId) -> &[(Attribute, &'s str)] {
        let (count, first) = self.nodes[node].attributes;
        &self.attributes[first as usize..first as usize + usize::from(count)]
    }

    pub fn attribute(&self, node: NodeId, name: Attribute) -> Option<&'s str> {
        self.attributes(node).iter().find(|(it, _)| *it == name).map(|(_, value)| *value)
    }
}

struct Builder<'s> {
    page: &'s str,
    at: usize,
    tree: Tree<'s>,
    open: Stack,
    /// Elements that `MAX_DEPTH` kept off the stack, and that are not yet closed.
    overflow: usize,
    /// Whether a `<body>` was seen.
    body: bool,
}

impl<'s> Builder<'s> {
    /// Consumes one run of text or one tag.
    fn step(&mut self) {
        let rest = &self.page.as_bytes()[self.at..];
        let text = match rest[0] {
            b'<' if starts_tag(rest) => 0,
            // A "<" that opens no tag is text, up to the next one.
            _ => 1 + memchr(b'<', &rest[1..]).unwrap_or(rest.len() - 1),
        };
        if text > 0 {
            self.push(Tag::Text, (0, 0), &self.page[self.at..self.at + text]);
            self.at += text;
            return;
        }
        match rest[1] {
            b'/' if rest[2].is_ascii_alphabetic() => self.end_tag(),
            b'!' if rest.starts_with(b"<!--") => self.comment(),
            b'!' | b'?' | b'/' => self.at += memchr(b'>', rest).map_or(rest.len(), |end| end + 1),
            _ => self.start_tag(),
        }
    }

    fn comment(&mut self) {
        let inside = &self.page.as_bytes()[self.at + 4..];
        let length = if inside.starts_with(b">") {
            1
        } else if inside.starts_with(b"->") {
            2
        } else {
            memmem::find(inside, b"-->").map_or(inside.len(), |end| end + 3)
        };
        self.at += 4 + length;
    }

    fn end_tag(&mut self) {
        let start = self.at + 2;
        let name = self.name(start);
        let tag = tag(name);
        self.at = start + name.len();
        self.skip_attributes();
        if matches!(tag, Tag::Body | Tag::Html | Tag::Head) {
            return;
        }
        if self.overflow > 0 {
            self.overflow -= 1;
            return;
        }
        self.close(tag);
    }

    /// The name that starts at `start`, as the page writes it.
    fn name(&self, start: usize) -> &'s [u8] {
        let bytes = &self.page.as_bytes()[start..];
        let end = bytes.iter().position(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c | b'/' | b'>'));
        &bytes[..end.unwrap_or(bytes.len())]
    }

    fn start_tag(&mut self) {
        let start = self.at + 1;
        let name = self.name(start);
        let tag = tag(name);
        self.at = start + name.len();
        let first = self.tree.attributes.len();
        let self_closed = self.read_attributes();
        let attributes = ((self.tree.attributes.len() - first) as u8, first as u32);
        match tag {
            Tag::Script => {
                let json = self.tree.attributes[first..].iter().any(|(name, value)| {
                    *name == Attribute::Type && value.trim().eq_ignore_ascii_case("application/ld+json")
                });
                self.tree.attributes.truncate(first);
                let content = self.raw_text(b"script");
                if json {
                    self.tree.json_ld.push(content);
                }
            }
            Tag::Style | Tag::Iframe | Tag::Textarea => {
                self.tree.attributes.truncate(first);
                self.raw_text(&name.to_ascii_lowercase());
            }
            Tag::Svg => {
                self.tree.attributes.truncate(first);
                if !self_closed {
                    self.skip_drawing();
                }
            }
            Tag::Title => {
                let content = self.raw_text(b"title");
                self.tree.title.get_or_insert(content);
            }
            Tag::Noscript => {
                let content = self.raw_text(b"noscript");
                self.tree.noscript.push(content);
            }
            // A second <html> or <body> only lends its attributes to the first.
            Tag::Html => {
                let root = &mut self.tree.nodes[0];
                if root.attributes.0 == 0 {
                    root.attributes = attributes;
                }
            }
            Tag::Body if self.body => {}
            _ => {
                self.body |= tag == Tag::Body;
                self.imply_ends(tag);
                let node = self.push(tag, attributes, "");
                if is_void(tag) {
                    return;
                }
                if self.open.len() < MAX_DEPTH {
                    self.open.push(node, tag);
                } else {
                    self.overflow += 1;
                }
            }
        }
    }

    fn push(&mut self, tag: Tag, attributes: (u8, u32), text: &'s str) -> u32 {
        let id = self.tree.nodes.len() as u32;
        let (parent, _) = self.open.last();
        self.tree.nodes.push(Node { parent, end: id + 1, tag, attributes, text });
        id
    }

    /// Skips to the end tag of an element that holds no markup, and returns what stood before it.
    fn raw_text(&mut self, name: &[u8]) -> &'s str {
        let bytes = self.page.as_bytes();
        let start = self.at;
        let mut at = start;
        while let Some(found) = memmem::find(&bytes[at..], b"</") {
            let end = at + found;
            at = end + 2;
            let after = at + name.len();
            if bytes.len() < after || !bytes[at..after].eq_ignore_ascii_case(name) {
                continue;
            }
            if bytes.get(after).is_none_or(|byte| !byte.is_ascii_alphanumeric()) {
                self.at = after;
                self.skip_attributes();
                return &self.page[start..end];
            }
        }
        self.at = bytes.len();
        &self.page[start..]
    }

    /// Skips to the end of a drawing, which may hold others.
    fn skip_drawing(&mut self) {
        let bytes = self.page.as_bytes();
        let mut depth = 1;
        while let Some(found) = memmem::find(&bytes[self.at..], b"svg") {
            let name = self.at + found;
            self.at = name + 3;
            if bytes[..name].ends_with(b"</") {
                depth -= 1;
                self.skip_attributes();
            } else if bytes[..name].ends_with(b"<") {
                let first = self.tree.attributes.len();
                depth += usize::from(!self.read_attributes());
                self.tree.attributes.truncate(first);
            }
            if depth == 0 {
                return;
            }
        }
        self.at = bytes.len();
    }

    fn skip_attributes(&mut self) {
        let first = self.tree.attributes.len();
        self.read_attributes();
        self.tree.attributes.truncate(first);
    }

    /// Reads attributes up to and over ">"; the known ones go into the tree, each name once. Whether "/>" closed the tag.
    fn read_attributes(&mut self) -> bool {
        let bytes = self.page.as_bytes();
        let mut at = self.at;
        let mut slash = false;
        // A bit for each attribute that the element has already.
        let mut seen = 0u32;
        loop {
            match bytes.get(at) {
                None => break,
                Some(b'>') => {
                    at += 1;
                    break;
                }
                Some(b'/') => {
                    slash = true;
                    at += 1;
                }
                Some(b' ' | b'\t' | b'\n' | b'\r' | 0x0c) => at += 1,
                Some(_) => {
                    slash = false;
                    let (name, value, end) = attribute(bytes, at);
                    at = end;
                    if let Some(name) = attribute_name(&bytes[name])
                        && seen & 1 << name as u32 == 0
                    {
                        seen |= 1 << name as u32;
                        self.tree.attributes.push((name, &self.page[value]));
                    }
                }
            }
        }
        self.at = at;
        slash
    }

    /// Closes what the start of `tag` closes without an end tag.
    fn imply_ends(&mut self, tag: Tag) {
        match tag {
            Tag::Li => self.close_within(&[Tag::Li], &[Tag::Ul, Tag::Ol, Tag::Menu]),
            Tag::Dd | Tag::Dt => self.close_within(&[Tag::Dd, Tag::Dt], &[Tag::Dl]),
            Tag::Option => self.close_within(&[Tag::Option], &[Tag::Select]),
            Tag::A => self.close_within(&[Tag::A], &[Tag::P, Tag::Div, Tag::Li]),
            Tag::Td | Tag::Th => self.close_within(&[Tag::Td, Tag::Th], &[Tag::Tr, Tag::Table]),
            Tag::Tr => self.close_within(&[Tag::Tr], &[Tag::Table]),
            Tag::Tbody | Tag::Thead | Tag::Tfoot => {
                self.close_within(&[Tag::Tbody, Tag::Thead, Tag::Tfoot], &[Tag::Table]);
            }
            Tag::Body => self.close_within(&[Tag::Head], &[]),
            _ => {}
        }
        if closes_paragraph(tag) {
            self.close_within(&[Tag::P], &[Tag::Button]);
        }
        if is_heading(tag) && is_heading(self.open.last().1) {
            self.open.pop();
        }
    }

    /// Closes the innermost open element among `tags`, unless one of `barriers` or a table cell stands before it.
    fn close_within(&mut self, tags: &[Tag], barriers: &[Tag]) {
        let Some(depth) = self.open.innermost(tags) else { return };
        let of_table = tags.iter().any(|&tag| is_table(tag));
        let scope = if of_table { self.open.innermost(&[Tag::Table]) } else { self.open.scope() };
        if Some(depth) >= self.open.innermost(barriers).max(scope) {
            self.open.close_from(depth);
        }
    }

    fn close(&mut self, tag: Tag) {
        let formatting = is_formatting(tag);
        let inline = formatting || matches!(tag, Tag::Span | Tag::Label | Tag::Time | Tag::Other);
        let found = if is_heading(tag) { self.open.heading() } else { self.open.innermost(&[tag]) };
        let Some(depth) = found else { return };
        let scope = self.open.scope().filter(|_| !is_table(tag));
        let block = self.open.block();
        if found < scope.max(block.filter(|_| inline && !formatting)) {
            return;
        }
        if formatting && block > found {
            // "<b><p>…</b>…</p>": the paragraph stays open, as the adoption agency would have it.
            self.open.remove(depth);
        } else {
            self.open.close_from(depth);
        }
    }
}

fn starts_tag(rest: &[u8]) -> bool {
    match rest.get(1) {
        Some(b'!' | b'?') => true,
        Some(b'/') => rest.get(2).is_some(),
        Some(byte) => byte.is_ascii_alphabetic(),
        None => false,
    }
}

/// The bytes that end an attribute's name.
const ENDS_NAME: [bool; 256] = {
    let mut ends = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        ends[byte] = matches!(byte as u8, b'=' | b'>' | b'/' | b' ' | b'\t' | b'\n' | b'\r' | 0x0c);
        byte += 1;
    }
    ends
};

/// The ranges of the name and the value of the attribute at `start`, and where it ends.
fn attribute(bytes: &[u8], start: usize) -> (Range<usize>, Range<usize>, usize) {
    // A "=" that comes first belongs to the name, says the standard.
    let ends = |byte: &u8| ENDS_NAME[usize::from(*byte)];
    let at = bytes[start + 1..].iter().position(ends).map_or(bytes.len(), |length| start + 1 + length);
    let name = start..at;
    let blank = |at: usize| at + bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let equals = blank(at);
    if bytes.get(equals) != Some(&b'=') {
        return (name, at..at, at);
    }
    let value = blank(equals + 1);
    match bytes.get(value) {
        Some(&quote @ (b'"' | b'\'')) => {
            let end = memchr(quote, &bytes[value + 1..]).map_or(bytes.len(), |end| value + 1 + end);
            (name, value + 1..end, (end + 1).min(bytes.len()))
        }
        _ => {
            let length = bytes[value..].iter().take_while(|byte| !byte.is_ascii_whitespace() && **byte != b'>').count();
            (name, value..value + length, value + length)
        }
    }
}

fn is_void(tag: Tag) -> bool {
    matches!(tag, Tag::Br | Tag::Hr | Tag::Img | Tag::Input | Tag::Link | Tag::Meta | Tag::Source)
}

pub fn is_heading(tag: Tag) -> bool {
    matches!(tag, Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6)
}

fn is_formatting(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::A | Tag::B | Tag::Code | Tag::Em | Tag::Font | Tag::I | Tag::S | Tag::Small | Tag::Strong | Tag::U
    )
}

/// What an end tag of something outside cannot reach over.
pub fn is_scope(tag: Tag) -> bool {
    matches!(tag, Tag::Td | Tag::Th | Tag::Table | Tag::Caption | Tag::Template | Tag::Object)
}

fn is_table(tag: Tag) -> bool {
    matches!(tag, Tag::Table | Tag::Tbody | Tag::Thead | Tag::Tfoot | Tag::Tr | Tag::Td | Tag::Th | Tag::Template)
}

fn closes_paragraph(tag: Tag) -> bool {
    is_block(tag) && !is_table(tag) && !matches!(tag, Tag::Body | Tag::Head | Tag::Html | Tag::Legend | Tag::Caption)
        || tag == Tag::Table
}

/// Elements that begin on a line of their own.
#[rustfmt::skip]
pub fn is_block(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Address | Tag::Article | Tag::Aside | Tag::Blockquote | Tag::Body | Tag::Caption | Tag::Center | Tag::Dd
        | Tag::Details | Tag::Dialog | Tag::Div | Tag::Dl | Tag::Dt | Tag::Fieldset | Tag::Figcaption | Tag::Figure
        | Tag::Footer | Tag::Form | Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 | Tag::Head
        | Tag::Header | Tag::Hgroup | Tag::Hr | Tag::Html | Tag::Legend | Tag::Li | Tag::Main | Tag::Menu | Tag::Nav
        | Tag::Ol | Tag::P | Tag::Pre | Tag::Section | Tag::Summary | Tag::Table | Tag::Tbody | Tag::Td | Tag::Tfoot
        | Tag::Th | Tag::Thead | Tag::Tr | Tag::Ul | Tag::Template
    )
}

/// A name in lower case, which it mostly is; `None` if it is not and has no room in `buffer`, as no known name has.
pub fn lowercase<'n>(name: &'n [u8], buffer: &'n mut [u8]) -> Option<&'n [u8]> {
    if !name.iter().any(u8::is_ascii_uppercase) {
        return Some(name);
    }
    let buffer = buffer.get_mut(..name.len())?;
    buffer.copy_from_slice(name);
    buffer.make_ascii_lowercase();
    Some(buffer)
}

#[rustfmt::skip]
fn tag(name: &[u8]) -> Tag {
    let mut lowercase = [0; 10];
    let Some(lowercase) = lowercase.get_mut(..name.len()) else {
        return if name.contains(&b'-') { Tag::Custom } else { Tag::Other };
    };
    lowercase.copy_from_slice(name);
    lowercase.make_ascii_lowercase();
    match &*lowercase {
        b"a" => Tag::A, b"address" => Tag::Address, b"article" => Tag::Article, b"aside" => Tag::Aside,
        b"audio" => Tag::Audio, b"b" => Tag::B, b"blockquote" => Tag::Blockquote, b"body" => Tag::Body,
        b"br" => Tag::Br, b"button" => Tag::Button, b"caption" => Tag::Caption, b"center" => Tag::Center,
        b"cite" => Tag::Cite, b"code" => Tag::Code, b"dd" => Tag::Dd, b"del" => Tag::Del, b"details" => Tag::Details,
        b"dialog" => Tag::Dialog, b"div" => Tag::Div, b"dl" => Tag::Dl, b"dt" => Tag::Dt, b"em" => Tag::Em,
        b"fieldset" => Tag::Fieldset, b"figcaption" => Tag::Figcaption, b"figure" => Tag::Figure,
        b"font" => Tag::Font, b"footer" => Tag::Footer, b"form" => Tag::Form, b"h1" => Tag::H1, b"h2" => Tag::H2,
        b"h3" => Tag::H3, b"h4" => Tag::H4, b"h5" => Tag::H5, b"h6" => Tag::H6, b"head" => Tag::Head,
        b"header" => Tag::Header, b"hgroup" => Tag::Hgroup, b"hr" => Tag::Hr, b"html" => Tag::Html, b"i" => Tag::I,
        b"iframe" => Tag::Iframe, b"img" => Tag::Img, b"input" => Tag::Input, b"label" => Tag::Label,
        b"legend" => Tag::Legend, b"li" => Tag::Li, b"link" => Tag::Link, b"main" => Tag::Main, b"mark" => Tag::Mark,
        b"menu" => Tag::Menu, b"meta" => Tag::Meta, b"nav" => Tag::Nav, b"object" => Tag::Object, b"ol" => Tag::Ol,
        b"option" => Tag::Option, b"p" => Tag::P, b"picture" => Tag::Picture, b"pre" => Tag::Pre, b"q" => Tag::Q,
        b"s" => Tag::S, b"script" => Tag::Script, b"section" => Tag::Section, b"select" => Tag::Select,
        b"small" => Tag::Small, b"source" => Tag::Source, b"span" => Tag::Span, b"strong" => Tag::Strong,
        b"style" => Tag::Style, b"sub" => Tag::Sub, b"summary" => Tag::Summary, b"sup" => Tag::Sup,
        b"svg" => Tag::Svg, b"table" => Tag::Table, b"tbody" => Tag::Tbody, b"td" => Tag::Td,
        b"template" => Tag::Template, b"textarea" => Tag::Textarea, b"tfoot" => Tag::Tfoot, b"th" => Tag::Th,
        b"thead" => Tag::Thead, b"time" => Tag::Time, b"title" => Tag::Title, b"tr" => Tag::Tr, b"u" => Tag::U,
        b"ul" => Tag::Ul, b"video" => Tag::Video, b"noscript" => Tag::Noscript,
        _ if lowercase.contains(&b'-') => Tag::Custom,
        _ => Tag::Other,
    }
}

#[rustfmt::skip]
fn attribute_name(name: &[u8]) -> Option<Attribute> {
    let mut buffer = [0; 14];
    Some(match lowercase(name, &mut buffer)? {
        b"alt" => Attribute::Alt, b"aria-hidden" => Attribute::AriaHidden, b"aria-label" => Attribute::AriaLabel,
        b"class" => Attribute::Class, b"content" => Attribute::Content, b"datetime" => Attribute::Datetime,
        b"hidden" => Attribute::Hidden, b"href" => Attribute::Href, b"id" => Attribute::Id,
        b"itemprop" => Attribute::Itemprop, b"itemscope" => Attribute::Itemscope, b"itemtype" => Attribute::Itemtype,
        b"lang" => Attribute::Lang, b"name" => Attribute::Name, b"property" => Attribute::Property,
        b"rel" => Attribute::Rel, b"role" => Attribute::Role, b"src" => Attribute::Src, b"style" => Attribute::Style,
        b"type" => Attribute::Type, b"title" => Attribute::Title, b"data-testid" => Attribute::Testid,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree as nested tags, text in quotes.
    fn outline(page: &str) -> String {
        fn write(tree: &Tree, node: NodeId, out: &mut String) {
            match tree.tag(node) {
                Tag::Text => out.push_str(&format!("'{}'", tree.raw_text(node).trim())),
                tag => out.push_str(&format!("{tag:?}")),
            }
            let mut child = node + 1;
            if child < tree.end(node) {
                out.push('(');
                while child < tree.end(node) {
                    write(tree, child, out);
                    child = tree.end(child);
                }
                out.push(')');
            }
        }
        let mut out = String::new();
        write(&parse(page), 0, &mut out);
        out
    }

    fn check(page: &str, expected: &str) {
        assert_eq!(outline(page), expected, "{page}");
    }

    #[test]
    fn ends_are_implied() {
        check("<p>un<p>deux<div>trois</div>", "Html(P('un')P('deux')Div('trois'))");
        check(
            "<ul><li>un<li>deux<ul><li>trois</ul><li>quatre</ul>",
            "Html(Ul(Li('un')Li('deux'Ul(Li('trois')))Li('quatre')))",
        );
        check(
            "<table><tr><td>un<td>deux<tr><td>trois</table>x",
            "Html(Table(Tr(Td('un')Td('deux'))Tr(Td('trois')))'x')",
        );
        check("<h1>un<h2>deux</h2>", "Html(H1('un')H2('deux'))");
    }

    #[test]
    fn stray_ends_close_nothing() {
        check("<div><p>un</span></div>deux", "Html(Div(P('un'))'deux')");
        check("<div><table><tr><td>un</div>deux</td></table></div>", "Html(Div(Table(Tr(Td('un''deux')))))");
        check("<b><p>un</b>deux</p>trois", "Html(B(P('un''deux'))'trois')");
    }

    #[test]
    fn scripts_and_drawings_hold_no_nodes() {
        let page = "<script>'<p>'</script><style>p{}</style><svg><svg/><path></svg><!-- <p> --><p>un</p>";
        check(page, "Html(P('un'))");
        let tree = parse("<script type='application/LD+json'>{\"a\": 1}</script><title>T &amp; U</title>");
        assert_eq!((tree.json_ld, tree.title), (vec!["{\"a\": 1}"], Some("T &amp; U")));
    }

    #[test]
    fn attributes() {
        let tree = parse("<a HREF = 'u' class=x  class=y id title=\"t>\" data-x=1/>z</a>");
        let expected = [(Attribute::Href, "u"), (Attribute::Class, "x"), (Attribute::Id, ""), (Attribute::Title, "t>")];
        assert_eq!(tree.attributes(1), expected);
    }

    #[test]
    fn any_markup_ends() {
        for page in [
            "<",
            "</",
            "<a",
            "<a b",
            "<a b=",
            "<a b='",
            "<!--",
            "<!",
            "<script>",
            "<svg><svg>",
            "</p x",
            "a<b<c",
            "<é>",
        ] {
            parse(page);
        }
    }

    #[test]
    fn depth_is_bounded() {
        let page = "<div>".repeat(100_000) + "fond" + &"</div>".repeat(100_000) + "<p>fin";
        let tree = parse(&page);
        let depths = (0..tree.len()).map(|node| tree.ancestors(node).count());
        assert!(depths.max().unwrap() <= MAX_DEPTH);
        assert_eq!(tree.parent(tree.len() - 2), Some(0), "the stack is empty again after as many ends");
    }
}
