//! A page whose lines are judged. Dates, authors, newspaper and section are looked for in it, beside its declarations.

use crate::date::context::Context;
use crate::extract::dom::tree::{NodeId, Tree};
use crate::extract::lines::blocks::Block;
use crate::extract::lines::marks::Marks;

/// A page whose article is known.
pub struct Page<'p> {
    pub tree: &'p Tree<'p>,
    pub blocks: &'p [Block],
    /// For each node, the parts that the elements around it name.
    pub marks: &'p [Marks],
    /// The block that shows the title.
    pub title: Option<usize>,
    /// The first and the last block of the text.
    pub text: Option<(usize, usize)>,
    /// The zone of the newspaper's readers, and when the page was fetched.
    pub context: &'p Context,
}

impl Page<'_> {
    /// Whether a node belongs to a part of the page that speaks of other articles.
    pub fn speaks_of_others(&self, node: NodeId) -> bool {
        let others = Marks::RELATED.with(Marks::TEASER).with(Marks::COMMENT).with(Marks::NAVIGATION).with(Marks::ASIDE);
        self.marks[node].has(others)
    }

    /// The title's block if it stands before the text, else the text's first block.
    pub fn beginning(&self, first: usize) -> usize {
        self.title.filter(|&title| title <= first).unwrap_or(first)
    }
}
