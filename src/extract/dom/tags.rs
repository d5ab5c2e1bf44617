//! The elements of HTML: their names, and the classes of them that the standard and extraction treat alike.

/// The kind of a node: a text, or an element by its name.
///
/// Names that extraction treats alike share a kind: `Void` for the rarer elements that hold nothing, `Custom` for any
/// name with a hyphen (`amp-img`), `Other` for every other name (`abbr`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[rustfmt::skip]
pub enum Tag {
    Text, A, Address, Article, Aside, Audio, B, Base, Blockquote, Body, Br, Button, Caption, Center, Cite, Code, Col, Dd,
    Del, Details, Dialog, Dir, Div, Dl, Dt, Em, Fieldset, Figcaption, Figure, Font, Footer, Form, H1, H2, H3, H4, H5,
    H6, Head, Header, Hgroup, Hr, Html, I, Iframe, Img, Input, Label, Legend, Li, Link, Listing, Main, Mark, Menu,
    Meta, Nav, Object, Ol, Option, P, Picture, Pre, Q, S, Script, Search, Section, Select, Small, Source, Span,
    Strong, Style, Sub, Summary, Sup, Svg, Table, Tbody, Td, Template, Textarea, Tfoot, Th, Thead, Time, Title, Tr, U,
    Ul, Video, Void, Noscript, Custom, Other,
}

impl Tag {
    /// The kind of the element of this name, whatever its case.
    #[rustfmt::skip]
    pub fn named(name: &[u8]) -> Self {
        let mut buffer = [0; LONGEST_NAME];
        match lowercase(name, &mut buffer).unwrap_or(name) {
            b"a" => Self::A, b"address" => Self::Address, b"article" => Self::Article, b"aside" => Self::Aside,
            b"audio" => Self::Audio, b"b" => Self::B, b"blockquote" => Self::Blockquote, b"body" => Self::Body,
            b"br" => Self::Br, b"button" => Self::Button, b"caption" => Self::Caption, b"center" => Self::Center,
            b"cite" => Self::Cite, b"code" => Self::Code, b"col" | b"colgroup" => Self::Col, b"dd" => Self::Dd, b"del" => Self::Del,
            b"details" => Self::Details, b"dialog" => Self::Dialog, b"dir" => Self::Dir, b"div" => Self::Div,
            b"dl" => Self::Dl, b"dt" => Self::Dt, b"em" => Self::Em, b"fieldset" => Self::Fieldset,
            b"figcaption" => Self::Figcaption, b"figure" => Self::Figure, b"font" => Self::Font,
            b"footer" => Self::Footer, b"form" => Self::Form, b"h1" => Self::H1, b"h2" => Self::H2, b"h3" => Self::H3,
            b"h4" => Self::H4, b"h5" => Self::H5, b"h6" => Self::H6, b"head" => Self::Head, b"header" => Self::Header,
            b"hgroup" => Self::Hgroup, b"hr" => Self::Hr, b"html" => Self::Html, b"i" => Self::I,
            b"iframe" | b"noembed" | b"noframes" => Self::Iframe, b"img" => Self::Img, b"input" => Self::Input, b"label" => Self::Label,
            b"legend" => Self::Legend, b"li" => Self::Li, b"link" => Self::Link, b"listing" => Self::Listing,
            b"main" => Self::Main, b"mark" => Self::Mark, b"menu" => Self::Menu, b"meta" => Self::Meta,
            b"nav" => Self::Nav, b"object" => Self::Object, b"ol" => Self::Ol, b"option" => Self::Option,
            b"p" => Self::P, b"picture" => Self::Picture, b"pre" => Self::Pre, b"q" => Self::Q, b"s" => Self::S,
            b"script" => Self::Script, b"search" => Self::Search, b"section" => Self::Section,
            b"select" => Self::Select, b"small" => Self::Small, b"source" => Self::Source, b"span" => Self::Span,
            b"strong" => Self::Strong, b"style" => Self::Style, b"sub" => Self::Sub, b"summary" => Self::Summary,
            b"sup" => Self::Sup, b"svg" => Self::Svg, b"table" => Self::Table, b"tbody" => Self::Tbody,
            b"td" => Self::Td, b"template" => Self::Template, b"textarea" => Self::Textarea, b"tfoot" => Self::Tfoot,
            b"th" => Self::Th, b"thead" => Self::Thead, b"time" => Self::Time, b"title" => Self::Title,
            b"tr" => Self::Tr, b"u" => Self::U, b"base" | b"basefont" | b"bgsound" => Self::Base,
            b"area" | b"embed" | b"frame" | b"keygen" | b"param" | b"track" | b"wbr" => Self::Void,
            b"ul" => Self::Ul, b"video" => Self::Video, b"noscript" => Self::Noscript,
            name if name.contains(&b'-') => Self::Custom,
            _ => Self::Other,
        }
    }

    /// `<h1>` to `<h6>`.
    pub fn is_heading(self) -> bool {
        matches!(self, Self::H1 | Self::H2 | Self::H3 | Self::H4 | Self::H5 | Self::H6)
    }

    /// Whether the element begins on a line of its own.
    #[rustfmt::skip]
    pub fn is_block(self) -> bool {
        matches!(
            self,
            Self::Address | Self::Article | Self::Aside | Self::Blockquote | Self::Body | Self::Caption | Self::Center
            | Self::Dd | Self::Details | Self::Dialog | Self::Dir | Self::Div | Self::Dl | Self::Dt | Self::Fieldset
            | Self::Figcaption | Self::Figure | Self::Footer | Self::Form | Self::H1 | Self::H2 | Self::H3 | Self::H4
            | Self::H5 | Self::H6 | Self::Head | Self::Header | Self::Hgroup | Self::Hr | Self::Html | Self::Legend
            | Self::Li | Self::Listing | Self::Main | Self::Menu | Self::Nav | Self::Ol | Self::P | Self::Pre
            | Self::Search | Self::Section | Self::Summary | Self::Table | Self::Tbody | Self::Td | Self::Tfoot
            | Self::Th | Self::Thead | Self::Tr | Self::Ul | Self::Template
        )
    }

    /// Whether the element has no content and so no end tag. A `<colgroup>` has none that is read.
    pub fn is_void(self) -> bool {
        matches!(
            self,
            Self::Base
                | Self::Br
                | Self::Col
                | Self::Hr
                | Self::Img
                | Self::Input
                | Self::Link
                | Self::Meta
                | Self::Source
                | Self::Void
        )
    }

    /// Whether the element may stand in the head, and so does not end it.
    pub fn belongs_in_head(self) -> bool {
        matches!(
            self,
            Self::Base
                | Self::Link
                | Self::Meta
                | Self::Noscript
                | Self::Script
                | Self::Style
                | Self::Template
                | Self::Title
        )
    }

    /// Whether the element may stand in a drawing, because SVG has one of the same name. `<textarea>` is here, or it
    /// would swallow the rest of the page.
    pub fn may_be_in_drawing(self) -> bool {
        matches!(
            self,
            Self::A
                | Self::Audio
                | Self::Custom
                | Self::Font
                | Self::Iframe
                | Self::Noscript
                | Self::Other
                | Self::Script
                | Self::Style
                | Self::Svg
                | Self::Textarea
                | Self::Title
                | Self::Video
        )
    }

    /// The standard's "formatting" category.
    pub fn is_formatting(self) -> bool {
        matches!(
            self,
            Self::A
                | Self::B
                | Self::Code
                | Self::Em
                | Self::Font
                | Self::I
                | Self::S
                | Self::Small
                | Self::Strong
                | Self::U
        )
    }

    /// Whether the element is a scope: an end tag inside it closes nothing outside it.
    pub fn is_scope(self) -> bool {
        matches!(self, Self::Td | Self::Th | Self::Table | Self::Caption | Self::Template | Self::Object)
    }

    /// The standard's "special" category: the end tag of an inline element closes nothing outside such an element. Void
    /// elements and those that are never opened here are left out.
    pub fn is_special(self) -> bool {
        self.is_block() && !matches!(self, Self::Dialog | Self::Legend)
            || matches!(self, Self::Button | Self::Object | Self::Select)
    }

    /// Whether the element is a table or a part of one. A `<template>` may stand for any part.
    pub fn is_table(self) -> bool {
        matches!(
            self,
            Self::Table | Self::Tbody | Self::Thead | Self::Tfoot | Self::Tr | Self::Td | Self::Th | Self::Template
        )
    }

    /// Whether the element stands in a table and nowhere else.
    pub fn is_table_part(self) -> bool {
        matches!(self, Self::Caption | Self::Col) || self.is_table() && !matches!(self, Self::Table | Self::Template)
    }

    /// Whether the start of the element ends an open paragraph.
    pub fn closes_paragraph(self) -> bool {
        let stays = matches!(self, Self::Body | Self::Head | Self::Html | Self::Legend | Self::Caption);
        self.is_block() && !self.is_table() && !stays || self == Self::Table
    }
}

/// The key that an element and its end tag share. It is the tag, or a hash of the name where names share the tag
/// `Custom` or `Other`, since `</acronym>` closes no `<abbr>`. Two names with the same hash are as rare as they are
/// harmless.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key(u16);

const TAGS: usize = Tag::Other as usize + 1;
/// How many keys there are.
pub const KEYS: usize = TAGS + 256;

impl Key {
    /// The key of a tag that one name has.
    pub fn of(tag: Tag) -> Self {
        Self(tag as u16)
    }

    /// The key of an element called `name`, which is of the kind `tag`.
    pub fn named(tag: Tag, name: &[u8]) -> Self {
        if !matches!(tag, Tag::Custom | Tag::Other) {
            return Self::of(tag);
        }
        // FNV-1a, folded, from a start by which no two names that HTML has or had share a key.
        let hash = |hash: u32, byte: &u8| (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193);
        let hash = name.iter().fold(3477, hash);
        Self(TAGS as u16 + ((hash >> 24 ^ hash) & 0xff) as u16)
    }

    /// The key's number, below [`KEYS`].
    pub fn at(self) -> usize {
        usize::from(self.0)
    }
}

/// Whether the "<" at the start of `rest` begins a tag or a comment. Any other "<" is text.
pub fn begins(rest: &[u8]) -> bool {
    match rest.get(1) {
        Some(b'!' | b'?') => true,
        Some(b'/') => rest.get(2).is_some(),
        Some(byte) => byte.is_ascii_alphabetic(),
        None => false,
    }
}

/// The name that `rest` begins with, as the page writes it.
pub fn name(rest: &[u8]) -> &[u8] {
    let end = rest.iter().position(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c | b'/' | b'>'));
    &rest[..end.unwrap_or(rest.len())]
}

/// Bytes of `blockquote`, `figcaption` and `basefont`, than which no known name is longer.
const LONGEST_NAME: usize = 10;

/// A name in lower case, which most names are already; `None` if it is not and is longer than `buffer`.
pub fn lowercase<'n>(name: &'n [u8], buffer: &'n mut [u8]) -> Option<&'n [u8]> {
    if !name.iter().any(u8::is_ascii_uppercase) {
        return Some(name);
    }
    let buffer = buffer.get_mut(..name.len())?;
    buffer.copy_from_slice(name);
    buffer.make_ascii_lowercase();
    Some(buffer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let check = |name: &str, expected: Tag| assert_eq!(Tag::named(name.as_bytes()), expected, "{name}");
        check("p", Tag::P);
        check("BlockQuote", Tag::Blockquote);
        check("wbr", Tag::Void);
        check("abbr", Tag::Other);
        check("amp-img", Tag::Custom);
        check("AMP-INSTAGRAM", Tag::Custom);
        check("ABBRABBRABBR", Tag::Other);
    }

    #[test]
    fn names_of_one_kind_have_keys_of_their_own() {
        let key = |name: &str| Key::named(Tag::named(name.as_bytes()), name.as_bytes());
        assert_eq!(key("abbr"), key("ABBR"));
        assert_ne!(key("abbr"), key("acronym"));
        assert_eq!(key("p"), Key::of(Tag::P));
        #[rustfmt::skip]
        let names = [
            "abbr", "acronym", "applet", "bdi", "bdo", "big", "blink", "canvas", "data", "datalist", "dfn", "frameset",
            "ins", "kbd", "map", "marquee", "math", "meter", "nobr", "optgroup", "output", "progress", "rb", "rp", "rt",
            "rtc", "ruby", "samp", "slot", "strike", "tt", "var", "xmp", "mi", "mn", "mo", "path", "g", "use",
        ];
        let keys: std::collections::BTreeSet<usize> = names.iter().map(|name| key(name).at()).collect();
        assert_eq!(keys.len(), names.len());
    }
}
