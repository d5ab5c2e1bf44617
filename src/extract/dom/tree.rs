//! A tree of a page's markup, as much of it as extraction reads.
//!
//! html5ever builds what a browser would need. Here scripts, styles, drawings and comments cost one search for their
//! end, text and attributes stay slices of the page, and nodes lie in document order in one vector, so that a subtree
//! is a range. Tags nest as in the HTML standard's "in body" mode (implied ends, scopes, stray ends) but for its moving
//! of nodes: misnested formatting stays where it was opened, which changes no text. Depth is capped as in Blink.
//! Steps that are the standard's are named by its words for them, in quotes.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memchr2, memmem};

use super::entities;
use super::stack::Stack;

/// The largest pages of the press have some 30,000 nodes; what comes after this many is not read.
const MAX_NODES: usize = 1 << 20;

pub type NodeId = usize;

#[derive(Default)]
pub struct Tree<'s> {
    nodes: Vec<Node<'s>>,
    attributes: Vec<(Attribute, Cow<'s, str>)>,
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
    Text, A, Address, Article, Aside, Audio, B, Base, Blockquote, Body, Br, Button, Caption, Center, Cite, Code, Dd,
    Del, Details, Dialog, Dir, Div, Dl, Dt, Em, Fieldset, Figcaption, Figure, Font, Footer, Form, H1, H2, H3, H4, H5,
    H6, Head, Header, Hgroup, Hr, Html, I, Iframe, Img, Input, Label, Legend, Li, Link, Listing, Main, Mark, Menu,
    Meta, Nav, Object, Ol, Option, P, Picture, Pre, Q, S, Script, Search, Section, Select, Small, Source, Span,
    Strong, Style, Sub, Summary, Sup, Svg, Table, Tbody, Td, Template, Textarea, Tfoot, Th, Thead, Time, Title, Tr, U,
    Ul, Video, Void, Noscript, Custom, Other,
}

/// What an element and its end tag have in common: the tag, or of the names that share `Custom` or `Other` one of some
/// numbers, since "</sup>" closes no "<abbr>". That two names have the same number is as rare as it is harmless.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key(u16);

const TAGS: usize = Tag::Other as usize + 1;
pub const KEYS: usize = TAGS + 256;

impl Key {
    pub fn of(tag: Tag) -> Self {
        Self(tag as u16)
    }

    fn named(tag: Tag, name: &[u8]) -> Self {
        if !matches!(tag, Tag::Custom | Tag::Other) {
            return Self::of(tag);
        }
        // FNV-1a, folded.
        let hash = |hash: u32, byte: &u8| (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193);
        let hash = name.iter().fold(0x811c_9dc5, hash);
        Self(TAGS as u16 + ((hash >> 16 ^ hash) & 0xff) as u16)
    }

    pub fn at(self) -> usize {
        usize::from(self.0)
    }
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
    let mut builder = Builder { page, at: 0, tree, open: Stack::new(0), mode: Mode::BeforeHead, form: false };
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

    /// The attributes kept, in the page's order; those that are read as a line of text with their character references.
    pub fn attributes(&self, node: NodeId) -> &[(Attribute, Cow<'s, str>)] {
        let (count, first) = self.nodes[node].attributes;
        &self.attributes[first as usize..first as usize + usize::from(count)]
    }

    pub fn attribute(&self, node: NodeId, name: Attribute) -> Option<&str> {
        self.attributes(node).iter().find(|(it, _)| *it == name).map(|(_, value)| value.as_ref())
    }
}

struct Builder<'s> {
    page: &'s str,
    at: usize,
    tree: Tree<'s>,
    open: Stack,
    mode: Mode,
    /// The "form element pointer": a form was begun, and no end tag of a form has come yet.
    form: bool,
}

/// The standard's "insertion modes", as far as they differ here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    BeforeHead,
    InHead,
    AfterHead,
    InBody,
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
            if self.mode != Mode::InBody && !self.page[self.at..self.at + text].trim_ascii().is_empty() {
                self.begin_body();
            }
            self.push(Tag::Text, (0, 0), &self.page[self.at..self.at + text]);
            self.at += text;
            return;
        }
        match rest[1] {
            b'/' if rest[2].is_ascii_alphabetic() => self.end_tag(),
            b'!' | b'?' | b'/' => self.comment(),
            _ => self.start_tag(),
        }
    }

    /// Skips a comment, or what the standard calls a "bogus comment": "<!DOCTYPE html>", "<?php ?>", "</ >".
    fn comment(&mut self) {
        let rest = &self.page.as_bytes()[self.at..];
        self.at += match rest.strip_prefix(b"<!--") {
            Some(inside) => 4 + comment_length(inside),
            None => memchr(b'>', rest).map_or(rest.len(), |end| end + 1),
        };
    }

    /// Ends the head: the step "anything else" of the modes before "in body".
    fn begin_body(&mut self) {
        // A template may hold anything, in the head too.
        if self.mode == Mode::InBody || self.open.innermost(&[Tag::Template]).is_some() {
            return;
        }
        self.open.close_from(1);
        self.mode = Mode::InBody;
    }

    fn end_tag(&mut self) {
        let start = self.at + 2;
        let name = self.name(start);
        let tag = tag(name);
        self.at = start + name.len();
        self.skip_attributes();
        match tag {
            // What follows the end of the body still goes there: "after body", "anything else".
            Tag::Body | Tag::Html => {}
            Tag::Head => {
                if self.mode == Mode::InHead && self.open.innermost(&[Tag::Template]).is_none() {
                    self.open.close_from(1);
                    self.mode = Mode::AfterHead;
                }
            }
            // "Drop the attributes from the token, and act as for a start tag."
            Tag::Br => {
                self.begin_body();
                self.push(Tag::Br, (0, 0), "");
            }
            _ => self.close(tag, Key::named(tag, name)),
        }
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
        if self.mode != Mode::InBody && !matches!(tag, Tag::Html | Tag::Head | Tag::Body) {
            if !belongs_in_head(tag) {
                self.begin_body();
            } else if self.mode == Mode::BeforeHead {
                self.mode = Mode::InHead;
            }
        }
        match tag {
            Tag::Script => {
                let json = self.tree.attributes[first..].iter().any(|(name, value)| {
                    *name == Attribute::Type && value.trim().eq_ignore_ascii_case("application/ld+json")
                });
                self.tree.attributes.truncate(first);
                let content = self.script();
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
            // A page in a page, as in "<p><html><head></head><body>": parse errors that are ignored.
            Tag::Head if self.mode != Mode::BeforeHead => self.tree.attributes.truncate(first),
            Tag::Body if self.mode == Mode::InBody => self.tree.attributes.truncate(first),
            // So is a form in a form.
            Tag::Form if self.form => self.tree.attributes.truncate(first),
            _ => {
                match tag {
                    Tag::Head => self.mode = Mode::InHead,
                    Tag::Body => self.begin_body(),
                    Tag::Form => self.form = self.open.innermost(&[Tag::Template]).is_none(),
                    _ => {}
                }
                self.imply_ends(tag);
                let node = self.push(tag, attributes, "");
                if !is_void(tag) {
                    self.open.push(node, tag, Key::named(tag, name));
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
            if ends_name(bytes.get(after)) {
                self.at = after;
                self.skip_attributes();
                return &self.page[start..end];
            }
        }
        self.at = bytes.len();
        &self.page[start..]
    }

    /// Skips to the end tag of a script, and returns what stood before it. From "<!--" to "-->", "<script" and "</script"
    /// pair up: the "script data double escaped state", for `<!-- document.write('<script src=x></script>') -->`.
    fn script(&mut self) -> &'s str {
        let start = self.at;
        let content = self.raw_text(b"script");
        if memmem::find(content.as_bytes(), b"<!--").is_none() {
            return content;
        }
        let bytes = self.page.as_bytes();
        let (mut at, mut escaped, mut doubly) = (start, false, false);
        while let Some(found) = memchr2(b'<', b'-', &bytes[at..]) {
            at += found;
            let rest = &bytes[at..];
            let is_name = |from: usize| {
                rest.get(from..from + 6).is_some_and(|name| name.eq_ignore_ascii_case(b"script"))
                    && ends_name(rest.get(from + 6))
            };
            if rest.starts_with(b"-->") {
                (escaped, doubly) = (false, false);
                at += 3;
            } else if rest.starts_with(b"<!--") {
                // Its dashes may be those of "-->" too.
                escaped = true;
                at += 2;
            } else if escaped && !doubly && is_name(1) {
                doubly = true;
                at += 7;
            } else if rest.starts_with(b"</") && is_name(2) {
                if !doubly {
                    self.at = at + 8;
                    self.skip_attributes();
                    return &self.page[start..at];
                }
                doubly = false;
                at += 8;
            } else {
                at += 1;
            }
        }
        self.at = bytes.len();
        &self.page[start..]
    }

    /// Skips a drawing, which may hold others, up to its end tag or to the tag that shows it to have no end: "the rules
    /// for parsing tokens in foreign content". Any element that HTML has and SVG has not ends it, where the standard
    /// names some forty. So does what a `<foreignObject>` holds, which is read as if it stood behind the drawing.
    fn skip_drawing(&mut self) {
        let bytes = self.page.as_bytes();
        // What is open in it, and how many there are of each key.
        let mut open = vec![Key::of(Tag::Svg)];
        let mut open_of = [0u32; KEYS];
        open_of[Key::of(Tag::Svg).at()] = 1;
        while let Some(found) = memchr(b'<', &bytes[self.at..]) {
            self.at += found;
            let rest = &bytes[self.at..];
            let is_end = rest.get(1) == Some(&b'/');
            let start = self.at + 1 + usize::from(is_end);
            if !bytes.get(start).is_some_and(u8::is_ascii_alphabetic) {
                if let Some(data) = rest.strip_prefix(b"<![CDATA[") {
                    self.at += memmem::find(data, b"]]>").map_or(rest.len(), |end| 9 + end + 3);
                } else if starts_tag(rest) {
                    self.comment();
                } else {
                    self.at += 1;
                }
                continue;
            }
            let name = self.name(start);
            let tag = tag(name);
            let key = Key::named(tag, name);
            let leaves = if is_end {
                matches!(tag, Tag::P | Tag::Br) || open_of[key.at()] == 0 && self.closes(tag, key)
            } else {
                !is_of_drawings(tag)
            };
            if leaves {
                return;
            }
            self.at = start + name.len();
            let self_closed = self.skip_attributes();
            if is_end && open_of[key.at()] > 0 {
                while let Some(last) = open.pop() {
                    open_of[last.at()] -= 1;
                    if last == key {
                        break;
                    }
                }
                if open.is_empty() {
                    return;
                }
            } else if !is_end && !self_closed {
                open.push(key);
                open_of[key.at()] += 1;
            }
        }
        self.at = bytes.len();
    }

    fn skip_attributes(&mut self) -> bool {
        let first = self.tree.attributes.len();
        let self_closed = self.read_attributes();
        self.tree.attributes.truncate(first);
        self_closed
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
                        let value = &self.page[value];
                        let value = if is_compared(name) { entities::attribute(value) } else { Cow::Borrowed(value) };
                        self.tree.attributes.push((name, value));
                    }
                }
            }
        }
        self.at = at;
        slash
    }

    /// Closes what the start of `tag` closes without an end tag.
    fn imply_ends(&mut self, tag: Tag) {
        if self.open.is_deep() {
            return;
        }
        match tag {
            Tag::Li => self.close_item(&[Tag::Li]),
            Tag::Dd | Tag::Dt => self.close_item(&[Tag::Dd, Tag::Dt]),
            Tag::Option => self.close_within(&[Tag::Option], &[Tag::Select]),
            // "If the list of active formatting elements contains an a element": as for its end tag.
            Tag::A => self.close(Tag::A, Key::of(Tag::A)),
            Tag::Td | Tag::Th => self.close_within(&[Tag::Td, Tag::Th], &[Tag::Tr, Tag::Table]),
            Tag::Tr => self.close_within(&[Tag::Tr], &[Tag::Table]),
            Tag::Tbody | Tag::Thead | Tag::Tfoot => {
                self.close_within(&[Tag::Tbody, Tag::Thead, Tag::Tfoot], &[Tag::Table]);
            }
            Tag::Button => self.close_within(&[Tag::Button], &[]),
            _ => {}
        }
        if closes_paragraph(tag) {
            self.close_within(&[Tag::P], &[Tag::Button]);
        }
        if is_heading(tag) && is_heading(self.open.last().1) {
            self.open.pop();
        }
    }

    /// Closes the item before, through no more than `<address>`, `<div>`, `<p>` and what is inline: step 4 of a start tag
    /// "li".
    fn close_item(&mut self, tags: &[Tag]) {
        if let Some(depth) = self.open.innermost(tags)
            && Some(depth) >= self.open.list()
        {
            self.open.close_from(depth);
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

    /// Closes what an end tag closes.
    fn close(&mut self, tag: Tag, key: Key) {
        if self.open.close_deep(key) {
            return;
        }
        if tag == Tag::Form {
            self.form = false;
        }
        let Some(depth) = self.reached(tag, key) else {
            if tag == Tag::P {
                // "Insert an HTML element for a "p" start tag": text before and behind a stray end are two lines.
                self.push(Tag::P, (0, 0), "");
            }
            return;
        };
        if is_formatting(tag) && self.open.special() > Some(depth) {
            // "<b><p>…</b>…</p>": the paragraph stays open, as the adoption agency would have it.
            self.open.remove(depth);
        } else if tag == Tag::Form {
            // What is still open in it stays open: "remove node from the stack of open elements".
            while matches!(self.open.last().1, Tag::P | Tag::Li | Tag::Dd | Tag::Dt | Tag::Option) {
                self.open.pop();
            }
            self.open.remove(depth);
        } else {
            self.open.close_from(depth);
        }
    }

    /// Whether an end tag closes anything.
    fn closes(&self, tag: Tag, key: Key) -> bool {
        self.open.has_deep(key) || self.reached(tag, key).is_some()
    }

    /// How deep the element stands that an end tag closes, of those that the tree holds.
    fn reached(&self, tag: Tag, key: Key) -> Option<usize> {
        let formatting = is_formatting(tag);
        // "Any other end tag", and no further than what is special.
        let ordinary = !formatting && !is_special(tag) && tag != Tag::Template;
        if self.open.is_deep() && (formatting || ordinary) {
            return None;
        }
        let found = if is_heading(tag) { self.open.heading() } else { self.open.innermost_of(key) };
        let scope = self.open.scope().filter(|_| !is_table(tag));
        let barrier = match tag {
            Tag::P => self.open.innermost(&[Tag::Button]),
            Tag::Li => self.open.innermost(&[Tag::Ol, Tag::Ul]),
            _ if ordinary => self.open.special(),
            _ => None,
        };
        found.filter(|_| found >= scope.max(barrier))
    }
}

/// The length of a comment behind its "<!--". The dashes that begin it may end it ("<!-->"), and so may "--!>".
pub fn comment_length(inside: &[u8]) -> usize {
    if inside.starts_with(b">") || inside.starts_with(b"->") {
        return memchr(b'>', inside).map_or(0, |end| end + 1);
    }
    let mut at = 0;
    while let Some(found) = memmem::find(&inside[at..], b"--") {
        at += found;
        match &inside[at + 2..] {
            [b'>', ..] => return at + 3,
            [b'!', b'>', ..] => return at + 4,
            _ => at += 1,
        }
    }
    inside.len()
}

fn starts_tag(rest: &[u8]) -> bool {
    match rest.get(1) {
        Some(b'!' | b'?') => true,
        Some(b'/') => rest.get(2).is_some(),
        Some(byte) => byte.is_ascii_alphabetic(),
        None => false,
    }
}

/// Whether the name of a tag ends before this byte, for elements that hold no markup.
fn ends_name(byte: Option<&u8>) -> bool {
    byte.is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c | b'/' | b'>'))
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
pub fn attribute(bytes: &[u8], start: usize) -> (Range<usize>, Range<usize>, usize) {
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
    matches!(
        tag,
        Tag::Base | Tag::Br | Tag::Hr | Tag::Img | Tag::Input | Tag::Link | Tag::Meta | Tag::Source | Tag::Void
    )
}

/// What does not end the head.
fn belongs_in_head(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Base | Tag::Link | Tag::Meta | Tag::Noscript | Tag::Script | Tag::Style | Tag::Template | Tag::Title
    )
}

/// What SVG has too, by the same name, and what it may have. A `<textarea>` would swallow what follows.
fn is_of_drawings(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::A
            | Tag::Audio
            | Tag::Custom
            | Tag::Font
            | Tag::Iframe
            | Tag::Noscript
            | Tag::Other
            | Tag::Script
            | Tag::Style
            | Tag::Svg
            | Tag::Textarea
            | Tag::Title
            | Tag::Video
    )
}

/// Attributes whose values are compared with words, and so are read without their references.
fn is_compared(name: Attribute) -> bool {
    use Attribute::{Alt, AriaLabel, Content, Href, Src, Title};
    !matches!(name, Alt | AriaLabel | Content | Href | Src | Title)
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

/// What no end tag of an inline element reaches over: the standard's "special" category, of which what is void, or is not
/// opened here, needs no mention.
pub fn is_special(tag: Tag) -> bool {
    is_block(tag) && !matches!(tag, Tag::Dialog | Tag::Legend) || matches!(tag, Tag::Button | Tag::Object | Tag::Select)
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
        | Tag::Details | Tag::Dialog | Tag::Dir | Tag::Div | Tag::Dl | Tag::Dt | Tag::Fieldset | Tag::Figcaption | Tag::Figure
        | Tag::Footer | Tag::Form | Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 | Tag::Head
        | Tag::Header | Tag::Hgroup | Tag::Hr | Tag::Html | Tag::Legend | Tag::Li | Tag::Listing | Tag::Main | Tag::Menu | Tag::Nav
        | Tag::Ol | Tag::P | Tag::Pre | Tag::Search | Tag::Section | Tag::Summary | Tag::Table | Tag::Tbody | Tag::Td | Tag::Tfoot
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
        b"dialog" => Tag::Dialog, b"dir" => Tag::Dir, b"div" => Tag::Div, b"dl" => Tag::Dl, b"dt" => Tag::Dt, b"em" => Tag::Em,
        b"fieldset" => Tag::Fieldset, b"figcaption" => Tag::Figcaption, b"figure" => Tag::Figure,
        b"font" => Tag::Font, b"footer" => Tag::Footer, b"form" => Tag::Form, b"h1" => Tag::H1, b"h2" => Tag::H2,
        b"h3" => Tag::H3, b"h4" => Tag::H4, b"h5" => Tag::H5, b"h6" => Tag::H6, b"head" => Tag::Head,
        b"header" => Tag::Header, b"hgroup" => Tag::Hgroup, b"hr" => Tag::Hr, b"html" => Tag::Html, b"i" => Tag::I,
        b"iframe" => Tag::Iframe, b"img" => Tag::Img, b"input" => Tag::Input, b"label" => Tag::Label,
        b"legend" => Tag::Legend, b"li" => Tag::Li, b"link" => Tag::Link, b"listing" => Tag::Listing, b"main" => Tag::Main, b"mark" => Tag::Mark,
        b"menu" => Tag::Menu, b"meta" => Tag::Meta, b"nav" => Tag::Nav, b"object" => Tag::Object, b"ol" => Tag::Ol,
        b"option" => Tag::Option, b"p" => Tag::P, b"picture" => Tag::Picture, b"pre" => Tag::Pre, b"q" => Tag::Q,
        b"s" => Tag::S, b"script" => Tag::Script, b"search" => Tag::Search, b"section" => Tag::Section, b"select" => Tag::Select,
        b"small" => Tag::Small, b"source" => Tag::Source, b"span" => Tag::Span, b"strong" => Tag::Strong,
        b"style" => Tag::Style, b"sub" => Tag::Sub, b"summary" => Tag::Summary, b"sup" => Tag::Sup,
        b"svg" => Tag::Svg, b"table" => Tag::Table, b"tbody" => Tag::Tbody, b"td" => Tag::Td,
        b"template" => Tag::Template, b"textarea" => Tag::Textarea, b"tfoot" => Tag::Tfoot, b"th" => Tag::Th,
        b"thead" => Tag::Thead, b"time" => Tag::Time, b"title" => Tag::Title, b"tr" => Tag::Tr, b"u" => Tag::U,
        b"base" | b"basefont" | b"bgsound" => Tag::Base,
        b"area" | b"col" | b"embed" | b"frame" | b"keygen" | b"param" | b"track" | b"wbr" => Tag::Void,
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
    use proptest::prelude::*;
    use scraper::{ElementRef, Html};

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
        check("<ul><li>un<section>deux<li>trois</section>", "Html(Ul(Li('un'Section('deux'Li('trois')))))");
        check("<dl><dt>un<div>deux<dd>trois", "Html(Dl(Dt('un'Div('deux'))Dd('trois')))");
        check("<div><a>un<ul>deux<a>trois", "Html(Div(A('un'Ul('deux'A('trois')))))");
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
    fn a_drawing_without_an_end_ends_where_html_goes_on() {
        check("<div><svg><path d='M0'></div><p>un</p>", "Html(DivP('un'))");
        check("<figure><svg><use></use></figure>un", "Html(Figure'un')");
        check("<SVG><PATH/></SVG>un", "Html('un')");
        check("<svg><!-- <svg> --></svg>un", "Html('un')");
        check("<svg><path id='</svg>' class='<svg>'/></svg>un", "Html('un')");
        check("<svg><path><div>un</div></svg>deux", "Html(Div('un')'deux')");
        check("<svg><g><a>x</a></g><style>p{}</style><title>T</title><image></svg>un", "Html('un')");
        check("<a><svg><path></a>un", "Html(A'un')");
        check("<p><svg><path></p>un", "Html(P'un')");
        check("<svg><![CDATA[<p>]]></svg>un", "Html('un')");
        check("<svg><foreignObject><p>un</p></foreignObject></svg>deux", "Html(P('un')'deux')");
        check("<svg><g><svg></g>x</svg>un", "Html('un')");
        check("<svg/>un<svg><svg/></svg>deux", "Html('un''deux')");
    }

    #[test]
    fn a_page_in_a_page_is_part_of_it() {
        check(
            "<body>un<p><html><head><title>T</title></head><body>deux</body></html></p>trois",
            "Html(Body('un'P('deux')'trois'))",
        );
        check("<head><meta><h1>un</h1>", "Html(Head(Meta)H1('un'))");
        check("<head><title>T</title></head><p>un", "Html(HeadP('un'))");
        check("<head>un<meta><body>deux", "Html(Head'un'Meta'deux')");
        check(
            "<head> <template><p>un</head></template><link></head> <body>deux",
            "Html(Head(''Template(P('un'))Link)''Body('deux'))",
        );
        check("<p>un</p></body></html><p>deux", "Html(P('un')P('deux'))");
    }

    #[test]
    fn comments_end_as_in_browsers() {
        check(
            "<!-- x --!>un<!-->deux<!--->trois<!-- -- > - -->quatre<!-- a ---->cinq",
            "Html('un''deux''trois''quatre''cinq')",
        );
        check(
            "<!----!>un<!--!>x-->deux<? ?>trois</ x>quatre<![CDATA[x]]>cinq",
            "Html('un''deux''trois''quatre''cinq')",
        );
        check("un<!-- deux", "Html('un')");
    }

    #[test]
    fn scripts_that_write_scripts() {
        check("<script><!-- w('<script></script><p>x') --></script>un", "Html('un')");
        check("<script><!-- w('<script></script>') //--> x</script>un", "Html('un')");
        check("<script><!-- x</script>un<script>w('<script>')</script>deux", "Html('un''deux')");
        check("<script><!--><script></script>un", "Html('un')");
        check("<script></scripts></script-x></script >un", "Html('un')");
    }

    #[test]
    fn ends_that_stand_for_starts() {
        check("un</br>deux", "Html('un'Br'deux')");
        check("<div>un</p>deux</div>", "Html(Div('un'P'deux'))");
        check("<p>un<button>deux</p>trois</button>", "Html(P('un'Button('deux'P'trois')))");
    }

    #[test]
    fn a_form_holds_no_form() {
        check("<form>un<form>deux</form>trois</form>quatre", "Html(Form('un''deux')'trois''quatre')");
        check("<form><div>un</form>deux</div>trois", "Html(Form(Div('un''deux'))'trois')");
        check("<form><p>un</form>deux", "Html(Form(P('un'))'deux')");
    }

    #[test]
    fn names_are_told_apart() {
        check("<abbr>un</acronym>deux</abbr>trois", "Html(Other('un''deux')'trois')");
        check("<x-a>un<x-b>deux</x-a>trois</x-b>", "Html(Custom('un'Custom('deux'))'trois')");
        check("<ABBR>un</abbr>deux", "Html(Other('un')'deux')");
        check("<x-a><div>un</x-a>deux</div>", "Html(Custom(Div('un''deux')))");
        check(
            "<p>un<wbr>deux<area><col><embed><param><track>trois",
            "Html(P('un'Void'deux'VoidVoidVoidVoidVoid'trois'))",
        );
        check(
            "<p>un<search>deux</search><dir><li>trois<li>quatre</dir>",
            "Html(P('un')Search('deux')Dir(Li('trois')Li('quatre')))",
        );
        check("<p>un<listing>deux</listing>trois", "Html(P('un')Listing('deux')'trois')");
        check("<ul><li>un<ul></li>deux</ul></ul>", "Html(Ul(Li('un'Ul('deux'))))");
    }

    #[test]
    fn references_in_what_is_compared() {
        let tree =
            parse("<script type='application/ld&#x2B;json'>{}</script><p class='a&amp;b&copy=' title='a&amp;b'>");
        assert_eq!(tree.json_ld, ["{}"]);
        assert_eq!(tree.attribute(1, Attribute::Class), Some("a&b&copy="));
        assert_eq!(tree.attribute(1, Attribute::Title), Some("a&amp;b"), "read as a line, where it is resolved");
    }

    #[test]
    fn attributes() {
        let tree = parse("<a HREF = 'u' class=x  class=y id title=\"t>\" data-x=1/>z</a>");
        let expected = [(Attribute::Href, "u"), (Attribute::Class, "x"), (Attribute::Id, ""), (Attribute::Title, "t>")];
        assert_eq!(tree.attributes(1), expected.map(|(name, value)| (name, Cow::from(value))));
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
        assert!(depths.max().unwrap() <= 512);
        assert_eq!(tree.parent(tree.len() - 2), Some(0), "the stack is empty again after as many ends");
        // Ends of what is not open there close nothing around it.
        let page = "<section>".to_owned() + &"<div>".repeat(600) + "fond" + &"</span></b></i>".repeat(600) + "<p>fin";
        let tree = parse(&page);
        assert!(tree.ancestors(tree.len() - 2).count() >= 511);
    }

    /// The lines of a page as we read it.
    fn lines(page: &str) -> Vec<String> {
        fn write(tree: &Tree, node: NodeId, out: &mut Lines) {
            match tree.tag(node) {
                Tag::Text => return out.text(&entities::line_of_text(&format!("|{}|", tree.raw_text(node)))),
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
            let tag = tag(name.as_bytes());
            let is_html = element.value().name.ns == html5ever::ns!(html);
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
            if is_block(tag) || tag == Tag::Br {
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
}
