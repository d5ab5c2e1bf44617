//! Judges the blocks of a page, step by step: each step gives or changes verdicts.

use super::thresholds::{FEWEST_WORDS_KEPT, FEWEST_WORDS_KEPT_AGAIN, PROSE_OF_AN_ARTICLE};
use super::verdict::{Reason, Verdict};
use super::{alone, comments, container, endings, lead, parts, teasers, trim};
use crate::extract::dom::tags::Tag;
use crate::extract::dom::tree::Tree;
use crate::extract::lines::blocks::{self, Block};
use crate::extract::lines::marks::Marks;
use crate::extract::lines::text::{says, squeeze};

/// The facts of an article that are known before its text is looked for.
pub struct Clues<'c> {
    /// The article's title.
    pub title: &'c str,
    /// The texts by which the page's metadata sum up the article.
    pub descriptions: &'c [&'c str],
    /// The authors that the metadata name.
    pub authors: &'c [String],
}

/// The result of judging a page's blocks.
pub struct Judged {
    /// One for each block.
    pub verdicts: Vec<Verdict>,
    /// For each node, the parts that the elements around it name.
    pub marks: Vec<Marks>,
    /// The block that shows the title.
    pub title: Option<usize>,
}

impl Judged {
    /// The first and the last block of the article.
    pub fn text(&self) -> Option<(usize, usize)> {
        let kept = |verdict: &Verdict| !matches!(verdict, Verdict::Dropped(_));
        self.verdicts.iter().position(kept).zip(self.verdicts.iter().rposition(kept))
    }

    /// The number of words of the article.
    pub fn words(&self, blocks: &[Block]) -> usize {
        let kept = blocks.iter().zip(&self.verdicts).filter(|(_, verdict)| !matches!(verdict, Verdict::Dropped(_)));
        kept.map(|(block, _)| block.words).sum()
    }
}

/// Judges a page's blocks. `own` are the parts that each element itself names.
///
/// Where the words of classes leave next to nothing of a page that has text, they mislead, and the page is judged again
/// without them.
pub fn judge(tree: &Tree, blocks: &[Block], own: &[Marks], clues: &Clues) -> Judged {
    let judged = judge_by(tree, blocks, own, clues);
    let prose: usize = blocks.iter().filter(|block| block.is_prose()).map(|block| block.words).sum();
    if judged.words(blocks) >= FEWEST_WORDS_KEPT || prose < PROSE_OF_AN_ARTICLE {
        return judged;
    }
    let again = judge_by(tree, blocks, &blocks::own_marks(tree, false), clues);
    if again.words(blocks) >= FEWEST_WORDS_KEPT_AGAIN { again } else { judged }
}

fn judge_by(tree: &Tree, blocks: &[Block], own: &[Marks], clues: &Clues) -> Judged {
    let shown = squeeze(clues.title);
    let title = title_block(blocks, &shown);
    let marks = parts::of_nodes(tree, blocks, own, title);
    let of = |block: &Block| marks[block.node].with(block.inline);
    let article = container::find(tree, blocks, &of, title);

    let first = |block: &Block| match tree.holds(article, block.node) {
        true => alone::judge(block, of(block), &shown),
        false => Verdict::Dropped(Reason::Outside),
    };
    let mut verdicts: Vec<Verdict> = blocks.iter().map(first).collect();
    trim::drop_before_title(blocks, title, &mut verdicts);
    trim::trim_start(blocks, &of, &mut verdicts);
    endings::drop_endings(blocks, &mut verdicts);
    comments::drop_comments(blocks, &mut verdicts);
    teasers::drop_teasers(blocks, &mut verdicts);
    teasers::drop_pointers(blocks, &mut verdicts);
    trim::trim_end(blocks, clues.authors, &mut verdicts);
    trim::drop_lone_headings(blocks, &mut verdicts);
    lead::find(blocks, &of, title, &shown, clues.descriptions, &mut verdicts);
    Judged { verdicts, marks, title }
}

/// The block that shows the title: a heading that says it, else the main heading, else the first block that says it.
fn title_block(blocks: &[Block], squeezed: &str) -> Option<usize> {
    let says = |block: &Block| says(&block.text, squeezed);
    blocks
        .iter()
        .position(|block| block.tag == Tag::H1 && says(block))
        .or_else(|| blocks.iter().position(|block| block.tag.is_heading() && says(block)))
        .or_else(|| blocks.iter().position(|block| block.tag == Tag::H1))
        .or_else(|| blocks.iter().position(says))
}
