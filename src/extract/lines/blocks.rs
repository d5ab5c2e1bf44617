//! A page as a sequence of blocks: the lines of text that a reader sees, each with its place in the page.

use std::ops::Range;

use memchr::{memchr, memchr3};

use super::phrases;
use super::vocabulary::{self, Marks};
use crate::extract::dom::entities;
use crate::extract::dom::tags::Tag;
use crate::extract::dom::tree::{NodeId, Tree};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub text: String,
    /// The innermost element that begins on a line of its own.
    pub node: NodeId,
    /// What kind of line it is: P, LI, a heading, BLOCKQUOTE, FIGCAPTION, TD, else DIV.
    pub tag: Tag,
    /// What the inline elements around the whole text name.
    pub inline: Marks,
    pub words: usize,
    /// Of the words, those in links.
    pub linked: usize,
    /// Sentences that end in it.
    pub sentences: usize,
    /// What `phrases` compares: the text in lower case, without accents and punctuation.
    pub folded: String,
    /// It points elsewhere, dates, signs or sells: see `phrases`.
    pub noise: bool,
}

impl Block {
    /// Running text, as the paragraphs of an article are and menus, captions and teasers are not.
    pub fn is_prose(&self) -> bool {
        let own = self.words - self.linked;
        (own >= 20 || (own >= 8 && self.sentences > 0)) && self.linked * 2 <= self.words && !self.tag.is_heading()
    }

    pub fn link_share(&self) -> f64 {
        self.linked as f64 / self.words.max(1) as f64
    }
}

/// Splits a page into its blocks. `own[node]` is what the node's element itself names.
pub fn split(tree: &Tree, own: &[Marks]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Vec<Open> = Vec::with_capacity(64);
    let mut line = Line::default();
    for (node, marks) in own.iter().enumerate() {
        while let Some(last) = open.last()
            && tree.end(last.node) <= node
        {
            if last.node == last.breaks {
                line.flush(tree, &mut blocks);
            }
            open.pop();
        }
        let around = open.last().copied().unwrap_or_default();
        match tree.tag(node) {
            Tag::Text => line.text(tree.raw_text(node), &around),
            Tag::Br if around.keeps_together => line.text(" ", &around),
            Tag::Br => line.flush(tree, &mut blocks),
            tag => {
                let breaks = breaks_line(tag);
                if breaks {
                    line.flush(tree, &mut blocks);
                }
                open.push(Open {
                    node,
                    inline: if breaks { around.inline.and(Marks::LINK) } else { around.inline.with(*marks) },
                    breaks: if breaks { node } else { around.breaks },
                    keeps_together: tag == Tag::A || tag.is_heading() || !breaks && around.keeps_together,
                });
            }
        }
    }
    line.flush(tree, &mut blocks);
    blocks
}

/// What each element itself names, by its classes too if `classes`.
pub fn own_marks(tree: &Tree, classes: bool) -> Vec<Marks> {
    let mut known = vocabulary::Known::with_capacity_and_hasher(tree.len() / 8, Default::default());
    (0..tree.len()).map(|node| vocabulary::marks(tree, node, classes, &mut known)).collect()
}

fn breaks_line(tag: Tag) -> bool {
    tag.is_block() || matches!(tag, Tag::Custom | Tag::Button | Tag::Option | Tag::Select | Tag::Label | Tag::Video)
}

/// An open element, with what is to be known of those around it: they may be many, and are not looked through again.
#[derive(Clone, Copy, Default)]
struct Open {
    node: NodeId,
    /// What the inline elements name, this one and those around it.
    inline: Marks,
    /// The innermost element that begins on a line of its own.
    breaks: NodeId,
    /// Whether a line break is here no more than a space: in a heading or a link.
    keeps_together: bool,
}

#[derive(Default)]
struct Line {
    text: String,
    marks: Option<Marks>,
    /// Where in `text` links stand.
    links: Vec<Range<usize>>,
    /// The innermost element that begins on a line of its own, around the first word.
    node: NodeId,
}

impl Line {
    fn text(&mut self, raw: &str, around: &Open) {
        let before = self.text.len();
        entities::append(&mut self.text, raw);
        if self.text[before..].trim().is_empty() {
            return;
        }
        if self.marks.is_none() {
            self.node = around.breaks;
        }
        self.marks = Some(self.marks.map_or(around.inline, |it| it.and(around.inline)));
        if around.inline.has(Marks::LINK) {
            self.links.push(before..self.text.len());
        }
    }

    fn flush(&mut self, tree: &Tree, blocks: &mut Vec<Block>) {
        // Nothing is appended before the first word.
        let Some(inline) = self.marks.take() else { return };
        let in_links = || self.links.iter().map(|link| count_words(&self.text[link.clone()])).sum::<usize>();
        let linked = if inline.has(Marks::LINK) { usize::MAX } else { in_links() };
        let text = self.text.trim_end().to_owned();
        self.text.clear();
        self.links.clear();
        let folded = phrases::fold(&text, usize::MAX);
        let words = phrases::count_folded(&folded);
        blocks.push(Block {
            node: self.node,
            tag: kind(tree, self.node),
            inline,
            words,
            linked: linked.min(words),
            sentences: count_sentences(&text),
            noise: phrases::is_noise(&text, &folded),
            text,
            folded,
        });
    }
}

/// The element that says what a line is: a `<div>` in a list item is a list item.
fn kind(tree: &Tree, node: NodeId) -> Tag {
    let telling = |tag: Tag| {
        tag.is_heading()
            || matches!(
                tag,
                Tag::P | Tag::Li | Tag::Blockquote | Tag::Figcaption | Tag::Td | Tag::Th | Tag::Dd | Tag::Dt | Tag::Pre
            )
    };
    let own = tree.tag(node);
    let mut around = tree.ancestors(node).take(3).map(|it| tree.tag(it));
    if own == Tag::P {
        return around.find(|tag| matches!(tag, Tag::Li | Tag::Blockquote | Tag::Figcaption)).unwrap_or(Tag::P);
    }
    std::iter::once(own).chain(around).find(|&tag| telling(tag)).unwrap_or(Tag::Div)
}

pub fn count_words(text: &str) -> usize {
    let mut words = 0;
    let mut inside = false;
    for c in text.chars() {
        let letter = is_alphanumeric(c);
        words += usize::from(letter && !inside);
        inside = letter;
    }
    words
}

/// `char::is_alphanumeric`, which searches tables for all but ASCII, told at once of what French is written with.
pub fn is_alphanumeric(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_alphanumeric(),
        'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ÿ' => true,
        '\u{a0}' | '«' | '»' | '\u{2000}'..='\u{206f}' => false,
        _ => c.is_alphanumeric(),
    }
}

fn count_sentences(text: &str) -> usize {
    // 0xA6 ends "…", and little else.
    let ellipses = memchr(0xa6, text.as_bytes()).is_some();
    let end = |rest: &str| match ellipses {
        true => rest.find(['.', '!', '?', '…']),
        false => memchr3(b'.', b'!', b'?', rest.as_bytes()),
    };
    let mut sentences = 0;
    let mut rest = text;
    while let Some(at) = end(rest) {
        rest = rest[at..].trim_start_matches(['.', '!', '?', '…', ' ', '"', '»', '”', ')']);
        if rest.is_empty() || rest.starts_with(|c: char| c.is_uppercase() || "«“\"—–-".contains(c)) {
            sentences += 1;
        }
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_digits_are_those_of_unicode() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_alphanumeric(c), c.is_alphanumeric(), "{c:?}");
        }
    }
}
