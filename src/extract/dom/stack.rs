//! The stack of open elements. It knows where the innermost of each kind stands, so that no tag looks through all of
//! them: a page may open five hundred elements, and then have a million end tags of others.

use super::tags::{KEYS, Key, Tag};

/// The open elements. The root is the first, and is never closed.
pub struct Stack {
    open: Vec<Open>,
    /// Where the innermost element of each key stands; 0, where the root is, for none.
    innermost: [u16; KEYS],
    /// The elements too deep for the tree. Their content goes to the element around them, but each is closed by its own
    /// end tag, so that the end tags of five hundred such elements do not close those around.
    deep: Vec<Key>,
    /// The number of too deep elements of each key.
    deep_of: [u32; KEYS],
}

/// The depth of the tree, as Blink bounds it (`kMaximumHTMLParserDOMTreeDepth`).
const MAX_DEPTH: usize = 512;

struct Open {
    node: u32,
    tag: Tag,
    key: Key,
    /// The next open element outwards with the same key.
    outer: u16,
    /// The innermost open element of each kind, this one included.
    heading: u16,
    scope: u16,
    special: u16,
    /// Special elements but `<address>`, `<div>` and `<p>`.
    list: u16,
}

impl Stack {
    pub fn new(root: u32) -> Self {
        let mut stack =
            Self { open: Vec::with_capacity(64), innermost: [0; KEYS], deep: Vec::new(), deep_of: [0; KEYS] };
        stack.open.push(Open {
            node: root,
            tag: Tag::Html,
            key: Key::of(Tag::Html),
            outer: 0,
            heading: 0,
            scope: 0,
            special: 0,
            list: 0,
        });
        stack
    }

    /// The innermost open element.
    pub fn last(&self) -> (u32, Tag) {
        let last = &self.open[self.open.len() - 1];
        (last.node, last.tag)
    }

    /// The node of the element at this depth.
    pub fn node(&self, depth: usize) -> u32 {
        self.open[depth].node
    }

    pub fn push(&mut self, node: u32, tag: Tag, key: Key) {
        if self.open.len() >= MAX_DEPTH {
            self.deep.push(key);
            self.deep_of[key.at()] += 1;
            return;
        }
        let at = self.open.len() as u16;
        let around = &self.open[self.open.len() - 1];
        let or = |is: bool, outer: u16| if is { at } else { outer };
        self.open.push(Open {
            node,
            tag,
            key,
            outer: std::mem::replace(&mut self.innermost[key.at()], at),
            heading: or(tag.is_heading(), around.heading),
            scope: or(tag.is_scope(), around.scope),
            special: or(tag.is_special(), around.special),
            list: or(tag.is_special() && !matches!(tag, Tag::Address | Tag::Div | Tag::P), around.list),
        });
    }

    pub fn pop(&mut self) {
        if self.open.len() > 1
            && let Some(last) = self.open.pop()
        {
            self.innermost[last.key.at()] = last.outer;
        }
    }

    pub fn is_deep(&self) -> bool {
        !self.deep.is_empty()
    }

    pub fn has_deep(&self, key: Key) -> bool {
        self.deep_of[key.at()] > 0
    }

    /// Closes the innermost of the too deep elements with this key, and those within it. Returns whether there was one.
    pub fn close_deep(&mut self, key: Key) -> bool {
        if !self.has_deep(key) {
            return false;
        }
        while let Some(last) = self.deep.pop() {
            self.deep_of[last.at()] -= 1;
            if last == key {
                break;
            }
        }
        true
    }

    /// Closes the element at this depth, and all within it.
    pub fn close_from(&mut self, depth: usize) {
        self.deep.drain(..).for_each(|key| self.deep_of[key.at()] -= 1);
        while self.open.len() > depth.max(1) {
            self.pop();
        }
    }

    /// Closes the element at this depth, and none of those within it.
    pub fn remove(&mut self, depth: usize) {
        let gone = self.open.remove(depth);
        let around = &self.open[depth - 1];
        let (heading, scope, special, list) = (around.heading, around.scope, around.special, around.list);
        // Elements that stood further in stand one step further out.
        let moved = |at: &mut u16, instead: u16| match usize::from(*at) {
            here if here == depth => *at = instead,
            here if here > depth => *at -= 1,
            _ => {}
        };
        for within in &mut self.open[depth..] {
            moved(&mut within.outer, gone.outer);
            moved(&mut within.heading, heading);
            moved(&mut within.scope, scope);
            moved(&mut within.special, special);
            moved(&mut within.list, list);
        }
        self.innermost.iter_mut().for_each(|at| moved(at, gone.outer));
    }

    /// How deep the innermost element of any of some tags stands.
    pub fn innermost(&self, tags: &[Tag]) -> Option<usize> {
        known(tags.iter().map(|tag| self.innermost[*tag as usize]).max().unwrap_or(0))
    }

    /// How deep the innermost element of a key stands.
    pub fn innermost_of(&self, key: Key) -> Option<usize> {
        known(self.innermost[key.at()])
    }

    pub fn heading(&self) -> Option<usize> {
        known(self.open[self.open.len() - 1].heading)
    }

    pub fn scope(&self) -> Option<usize> {
        known(self.open[self.open.len() - 1].scope)
    }

    /// How deep the innermost element stands beyond which the start of a list item closes no other item.
    pub fn list(&self) -> Option<usize> {
        known(self.open[self.open.len() - 1].list)
    }

    pub fn special(&self) -> Option<usize> {
        known(self.open[self.open.len() - 1].special)
    }
}

fn known(depth: u16) -> Option<usize> {
    (depth > 0).then_some(depth.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_of_each_kind() {
        let mut stack = Stack::new(0);
        for (node, tag) in (1..).zip([Tag::Div, Tag::B, Tag::Td, Tag::H2, Tag::B, Tag::Span]) {
            stack.push(node, tag, Key::of(tag));
        }
        let kinds = |stack: &Stack| [stack.innermost(&[Tag::B]), stack.heading(), stack.scope(), stack.special()];
        assert_eq!(kinds(&stack), [Some(5), Some(4), Some(3), Some(4)]);
        assert_eq!(stack.innermost(&[Tag::Li]), None);
        stack.remove(2);
        assert_eq!((kinds(&stack), stack.last()), ([Some(4), Some(3), Some(2), Some(3)], (6, Tag::Span)));
        stack.close_from(2);
        assert_eq!((kinds(&stack), stack.open.len()), ([None, None, None, Some(1)], 2));
        stack.close_from(0);
        assert_eq!((stack.open.len(), stack.last()), (1, (0, Tag::Html)));
    }
}
