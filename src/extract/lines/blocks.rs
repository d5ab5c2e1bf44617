//! Blocks: the lines of text that a reader sees on a page, in its order, each with its place in the page.

use std::ops::Range;

use super::marks::Marks;
use super::text::{count_folded, count_sentences, count_words, fold};
use super::{noise, vocabulary};
use crate::date::Moment;
use crate::date::context::Context;
use crate::date::written;
use crate::extract::dom::tags::Tag;
use crate::extract::dom::text;
use crate::extract::dom::tree::{NodeId, Tree};

/// A line of text, with its place in the page and the counts that later steps decide by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The line, trimmed, with every run of white space as one space.
    pub text: String,
    /// The innermost element around the line that begins on a line of its own.
    pub node: NodeId,
    /// The kind of line: P, LI, a heading, BLOCKQUOTE, FIGCAPTION, TD, else DIV.
    pub tag: Tag,
    /// The parts named by the inline elements around the whole line.
    pub inline: Marks,
    /// The number of words.
    pub words: usize,
    /// The number of words in links.
    pub linked: usize,
    /// The number of sentences that end in the line.
    pub sentences: usize,
    /// The line as `text::fold` writes it, to be compared with phrases.
    pub folded: String,
    /// Whether the line is noise: "Lire aussi : Le port ferme". See [`noise::is_noise`].
    pub noise: bool,
}

impl Block {
    /// Whether the line is running text, as the paragraphs of an article are and menus, captions and teasers are not.
    pub fn is_prose(&self) -> bool {
        const FEWEST_WORDS: usize = 20;
        const FEWEST_WORDS_OF_SENTENCE: usize = 8;
        let own = self.words - self.linked;
        (own >= FEWEST_WORDS || own >= FEWEST_WORDS_OF_SENTENCE && self.sentences > 0)
            && self.linked * 2 <= self.words
            && !self.tag.is_heading()
    }

    /// The dates in the line, with the bytes that each takes. Few lines are asked for them: to find those of all lines
    /// beforehand took 5 % of extraction.
    pub fn dates(&self) -> Vec<(Range<usize>, Moment)> {
        written::find(&self.text, &Context::default())
    }

    /// Whether more than 70 % of the words are links.
    pub fn is_linked(&self) -> bool {
        self.linked * 10 > self.words * 7
    }
}

/// For tests.
#[cfg(test)]
impl Block {
    /// The blocks of a page.
    pub fn of_page(html: &str) -> Vec<Self> {
        let tree = crate::extract::dom::builder::parse(html);
        split(&tree, &own_marks(&tree, true))
    }
}

/// Splits a page into its blocks. `own[node]` holds the parts that the node's element itself names.
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
                let breaks = breaks_line(tag) && !(tag == Tag::Custom && line.goes_on_with(tree, node, &around));
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

/// For each node, the parts that its element itself names; see [`vocabulary::marks`].
pub fn own_marks(tree: &Tree, classes: bool) -> Vec<Marks> {
    let mut known = vocabulary::Known::with_capacity_and_hasher(tree.len() / 8, Default::default());
    let mut marks: Vec<Marks> =
        (0..tree.len()).map(|node| vocabulary::marks(tree, node, classes, &mut known)).collect();
    unfold_answers(tree, &mut marks);
    marks
}

/// Takes `<h3><button>` for a question and no form, and a hidden element behind it for its answer.
fn unfold_answers(tree: &Tree, marks: &mut [Marks]) {
    let is_heading = |node: &NodeId| tree.tag(*node).is_heading();
    for button in (0..tree.len()).filter(|&node| tree.tag(node) == Tag::Button) {
        let Some(heading) = tree.parent(button).filter(is_heading) else { continue };
        marks[button] = marks[button].without(Marks::FORM);
        let is_blank = |node: &NodeId| tree.tag(*node) == Tag::Text && tree.raw_text(*node).trim().is_empty();
        if let Some(answer) = (tree.end(heading)..tree.len()).find(|node| !is_blank(node)) {
            marks[answer] = marks[answer].without(vocabulary::UNSEEN);
        }
    }
}

fn breaks_line(tag: Tag) -> bool {
    tag.is_block() || matches!(tag, Tag::Custom | Tag::Button | Tag::Option | Tag::Select | Tag::Label | Tag::Video)
}

/// An open element, with the facts of the elements around it. They may be many, and are not looked through again.
#[derive(Clone, Copy, Default)]
struct Open {
    node: NodeId,
    /// The parts named by the inline elements, this one and those around it.
    inline: Marks,
    /// The innermost element that begins on a line of its own.
    breaks: NodeId,
    /// Whether a line break is here no more than a space: in a heading or a link.
    keeps_together: bool,
}

/// The line that is being read.
#[derive(Default)]
struct Line {
    shown: Words,
    /// Words that are not shown, as "(nouvelle fenêtre)" behind a link. They make a line where no others stand in it.
    hidden: Words,
    /// Where in the shown text links stand.
    links: Vec<Range<usize>>,
}

/// Words of a line.
#[derive(Default)]
struct Words {
    text: String,
    /// The parts named by the inline elements around all of the text; `None` before the first word.
    marks: Option<Marks>,
    /// The innermost element that begins on a line of its own, around the first word.
    node: NodeId,
}

impl Line {
    fn text(&mut self, raw: &str, around: &Open) {
        let is_hidden = around.inline.has(Marks::UNSEEN);
        let words = if is_hidden { &mut self.hidden } else { &mut self.shown };
        let before = words.text.len();
        text::append(&mut words.text, raw);
        if words.text[before..].trim().is_empty() {
            return;
        }
        if words.marks.is_none() {
            words.node = around.breaks;
        }
        words.marks = Some(words.marks.map_or(around.inline, |it| it.and(around.inline)));
        if around.inline.has(Marks::LINK) && !is_hidden {
            self.links.push(before..words.text.len());
        }
    }

    /// Whether an element with a name of the site's own stands in the line, as `<g-emoji>` does, and not around lines of
    /// its own: there is text before it in the same element, and no element in it that breaks a line.
    fn goes_on_with(&self, tree: &Tree, node: NodeId, around: &Open) -> bool {
        const MOST_NODES: usize = 8;
        let inside = tree.descendants(node);
        self.shown.marks.is_some()
            && self.shown.node == around.breaks
            && inside.len() <= MOST_NODES
            && !inside.clone().any(|it| breaks_line(tree.tag(it)) || tree.tag(it) == Tag::Br)
    }

    fn flush(&mut self, tree: &Tree, blocks: &mut Vec<Block>) {
        let words = if self.shown.marks.is_some() { &mut self.shown } else { &mut self.hidden };
        // Nothing is appended before the first word.
        let Some(inline) = words.marks.take() else { return };
        let in_links = || self.links.iter().map(|link| count_words(&words.text[link.clone()])).sum::<usize>();
        let linked = if inline.has(Marks::LINK) { usize::MAX } else { in_links() };
        let (text, node) = (words.text.trim_end().to_owned(), words.node);
        self.shown.text.clear();
        self.hidden.text.clear();
        self.hidden.marks = None;
        self.links.clear();
        let folded = fold(&text, usize::MAX);
        let words = count_folded(&folded);
        blocks.push(Block {
            node,
            tag: kind(tree, node),
            inline,
            words,
            linked: linked.min(words),
            sentences: count_sentences(&text),
            noise: noise::is_noise(&text, &folded),
            text,
            folded,
        });
    }
}

/// The kind of a line, by the elements around it: a `<div>` in a list item is a list item.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let check = |page: &str, expected: &[(Tag, &str)]| {
            let found = Block::of_page(page);
            let found: Vec<(Tag, &str)> = found.iter().map(|block| (block.tag, block.text.as_str())).collect();
            assert_eq!(found, expected, "{page}");
        };
        check("<p>Un <b>deux</b>\n trois<p>quatre", &[(Tag::P, "Un deux trois"), (Tag::P, "quatre")]);
        check("un<br>deux", &[(Tag::Div, "un"), (Tag::Div, "deux")]);
        check("<h2>un<br>deux</h2>", &[(Tag::H2, "un deux")]);
        check("<li><p>un</p></li><li><div>deux", &[(Tag::Li, "un"), (Tag::Li, "deux")]);
        check("<blockquote><p>un", &[(Tag::Blockquote, "un")]);
        check("<p> <p>&nbsp;", &[]);
        check("<p>un <g-emoji>deux</g-emoji> trois", &[(Tag::P, "un deux trois")]);
        check("<p>un<my-list><div>deux", &[(Tag::P, "un"), (Tag::Div, "deux")]);
        check("<p>un<a href=/x>deux<i class=sr-only> (site)</i></a> trois", &[(Tag::P, "undeux trois")]);
        check("<p><i class=sr-only>un</i>", &[(Tag::P, "un")]);
        check("<p><i aria-hidden=true>U</i>n deux", &[(Tag::P, "Un deux")]);
    }

    #[test]
    fn words_in_links() {
        let check = |page: &str, words: usize, linked: usize| {
            let found = Block::of_page(page);
            assert_eq!((found[0].words, found[0].linked), (words, linked), "{page}");
        };
        check("<p>Un <a href=/x>lien de trois</a>, et la suite.", 7, 3);
        check("<p><a href=/x>Tout est lien</a>", 3, 3);
        check("<p><a href=#note>Un renvoi</a>", 2, 0);
    }

    #[test]
    fn dates() {
        let found = Block::of_page("<p>Du 3 mars 2025 au 5 mars 2025 à 7h");
        let moments: Vec<String> = found[0].dates().iter().map(|(_, moment)| moment.to_string()).collect();
        assert_eq!(moments, ["2025-03-03", "2025-03-05T07:00"]);
    }

    #[test]
    fn prose() {
        let check = |page: &str, expected: bool| assert_eq!(Block::of_page(page)[0].is_prose(), expected, "{page}");
        check("<p>La passerelle du port a été rouverte lundi matin.", true);
        check("<h2>La passerelle du port a été rouverte lundi matin.</h2>", false);
        check("<p>La passerelle rouvre.", false);
        check("<p><a href=/x>La passerelle du port a été rouverte</a> lundi matin.", false);
    }
}
