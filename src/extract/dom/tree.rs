//! The tree of a page: its elements and texts in document order, in one vector.

use std::borrow::Cow;
use std::ops::Range;

use super::attributes::Attribute;
use super::tags::Tag;

/// Where a node lies in its tree, counted in document order.
pub type NodeId = usize;

/// A page as a tree. The root, node 0, is the `<html>` element. The nodes of a subtree follow each other, so that a
/// subtree is a range of nodes.
pub struct Tree<'s> {
    pub(super) nodes: Vec<Node<'s>>,
    /// The attributes of all nodes, in document order.
    pub(super) attributes: Vec<(Attribute, Cow<'s, str>)>,
    /// The contents of the `<script type="application/ld+json">` elements.
    pub json_ld: Vec<&'s str>,
    /// The content of the first `<title>`, with its entities.
    pub title: Option<&'s str>,
    /// The contents of the `<noscript>` elements, as markup.
    pub noscript: Vec<&'s str>,
}

pub(super) struct Node<'s> {
    parent: u32,
    /// One past the last node of the subtree.
    end: u32,
    pub(super) tag: Tag,
    pub(super) attributes: Attributes,
    /// The text of a text node, with its entities.
    text: &'s str,
}

/// Which of the tree's attributes a node has.
#[derive(Clone, Copy, Default)]
pub(super) struct Attributes {
    pub first: u32,
    pub count: u8,
}

impl<'s> Tree<'s> {
    /// How many nodes the tree has; the root is always there.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The kind of a node.
    pub fn tag(&self, node: NodeId) -> Tag {
        self.nodes[node].tag
    }

    /// The text of a text node, with its entities; empty for an element.
    pub fn raw_text(&self, node: NodeId) -> &'s str {
        self.nodes[node].text
    }

    /// The element that a node stands in; `None` for the root.
    pub fn parent(&self, node: NodeId) -> Option<NodeId> {
        (node > 0).then(|| self.nodes[node].parent as usize)
    }

    /// One past the last node of the subtree.
    pub fn end(&self, node: NodeId) -> NodeId {
        self.nodes[node].end as usize
    }

    /// Whether `inner` is the node itself or stands in it.
    pub fn holds(&self, node: NodeId, inner: NodeId) -> bool {
        node <= inner && inner < self.end(node)
    }

    /// The nodes that stand in a node, however deep, in document order.
    pub fn descendants(&self, node: NodeId) -> Range<NodeId> {
        node + 1..self.end(node)
    }

    /// The nodes that stand in a node and in no other within it.
    pub fn children(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let end = self.end(node);
        let before_end = move |child: &NodeId| *child < end;
        std::iter::successors(Some(node + 1).filter(before_end), move |&child| Some(self.end(child)).filter(before_end))
    }

    /// The elements around a node, the innermost first.
    pub fn ancestors(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.parent(node), |&node| self.parent(node))
    }

    /// The attributes of a node that extraction reads, in the page's order. The values that are not compared have their
    /// entities.
    pub fn attributes(&self, node: NodeId) -> &[(Attribute, Cow<'s, str>)] {
        let Attributes { first, count } = self.nodes[node].attributes;
        &self.attributes[first as usize..first as usize + usize::from(count)]
    }

    /// The value of one attribute of a node.
    pub fn attribute(&self, node: NodeId, name: Attribute) -> Option<&str> {
        self.attributes(node).iter().find(|(it, _)| *it == name).map(|(_, value)| value.as_ref())
    }
}

/// For the builder.
impl<'s> Tree<'s> {
    /// The tree of an empty page, with room for as many nodes as a page of so many bytes has on average, so that it is
    /// not moved while it grows.
    pub(super) fn with_room_for(bytes: usize) -> Self {
        let mut tree = Self {
            nodes: Vec::with_capacity(bytes / 50),
            attributes: Vec::with_capacity(bytes / 50),
            json_ld: Vec::new(),
            title: None,
            noscript: Vec::new(),
        };
        tree.push(0, Tag::Html, Attributes::default(), "");
        tree
    }

    /// Adds a node behind all others.
    pub(super) fn push(&mut self, parent: u32, tag: Tag, attributes: Attributes, text: &'s str) -> u32 {
        let id = self.nodes.len() as u32;
        self.nodes.push(Node { parent, end: id + 1, tag, attributes, text });
        id
    }

    /// Ends every element where the last node in it ends.
    pub(super) fn finish(mut self) -> Self {
        for node in (1..self.nodes.len()).rev() {
            let (parent, end) = (self.nodes[node].parent as usize, self.nodes[node].end);
            let parent = &mut self.nodes[parent];
            parent.end = parent.end.max(end);
        }
        self
    }
}
