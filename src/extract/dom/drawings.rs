//! Drawings (`<svg>`), which are left out of the tree.

use memchr::{memchr, memmem};

use super::tags::{self, KEYS, Key, Tag};
use super::{attributes, unparsed};

/// Finds the end of the drawing whose start tag ends at `at`. Drawings may hold drawings: "the rules for parsing tokens
/// in foreign content".
///
/// A drawing without an end tag ends before the tag that shows it. That is the start of any element that HTML has and
/// SVG has not (the standard names some forty of them), or an end tag that `closes` something around the drawing. So
/// the content of a `<foreignObject>` is read as if it stood behind the drawing.
pub fn end(page: &[u8], mut at: usize, closes: impl Fn(Tag, Key) -> bool) -> usize {
    // The elements that are open in the drawing, and how many there are of each key.
    let mut open = vec![Key::of(Tag::Svg)];
    let mut open_of = [0u32; KEYS];
    open_of[Key::of(Tag::Svg).at()] = 1;
    while let Some(found) = memchr(b'<', &page[at..]) {
        at += found;
        let rest = &page[at..];
        let is_end = rest.get(1) == Some(&b'/');
        let start = at + 1 + usize::from(is_end);
        if !page.get(start).is_some_and(u8::is_ascii_alphabetic) {
            at += if let Some(data) = rest.strip_prefix(b"<![CDATA[") {
                memmem::find(data, b"]]>").map_or(rest.len(), |end| 9 + end + 3)
            } else if tags::begins(rest) {
                unparsed::comment(rest)
            } else {
                1
            };
            continue;
        }
        let name = tags::name(&page[start..]);
        let tag = Tag::named(name);
        let key = Key::named(tag, name);
        let leaves = if is_end {
            matches!(tag, Tag::P | Tag::Br) || open_of[key.at()] == 0 && closes(tag, key)
        } else {
            !tag.may_be_in_drawing()
        };
        if leaves {
            return at;
        }
        let end = attributes::skip(page, start + name.len());
        at = end.at;
        if is_end && open_of[key.at()] > 0 {
            while let Some(last) = open.pop() {
                open_of[last.at()] -= 1;
                if last == key {
                    break;
                }
            }
            if open.is_empty() {
                return at;
            }
        } else if !is_end && !end.self_closed {
            open.push(key);
            open_of[key.at()] += 1;
        }
    }
    page.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left of a page behind the `<svg>` that it begins with, where a `<div>` is open around it.
    fn check(page: &str, rest: &str) {
        let closes = |tag: Tag, _: Key| tag == Tag::Div;
        let start = "<svg>".len();
        assert_eq!(&page[end(page.as_bytes(), start, closes)..], rest, "{page}");
    }

    #[test]
    fn ends() {
        check("<svg><path></path></svg>un", "un");
        check("<svg><path d='M0'></div>un", "</div>un");
        check("<svg><path></span></svg>un", "un");
        check("<svg><path></p>un", "</p>un");
        check("<svg><path><div>un", "<div>un");
        check("<svg><g><svg></g>x</svg>un", "un");
        check("<svg><!-- </svg> --></svg>un", "un");
        check("<svg><![CDATA[</svg>]]></svg>un", "un");
        check("<svg><path id='</svg>'/></svg>un", "un");
        check("<svg><", "");
    }
}
