//! Stretches of a page that hold no markup: comments, and the contents of scripts, styles and titles. Each costs one
//! search for its end.

use memchr::{memchr, memchr2, memmem};

/// Where the content of an element ends that holds no markup.
pub struct Content {
    /// One past its last byte: where the end tag begins, or the end of the page.
    pub end: usize,
    /// Behind the end tag's name, or the end of the page.
    pub after_name: usize,
}

/// Finds the end tag called `name`, which is in lower case, from `start` on.
pub fn content(page: &[u8], start: usize, name: &[u8]) -> Content {
    let mut at = start;
    while let Some(found) = memmem::find(&page[at..], b"</") {
        let end = at + found;
        at = end + 2;
        let after_name = at + name.len();
        if page.len() < after_name || !page[at..after_name].eq_ignore_ascii_case(name) {
            continue;
        }
        if ends_name(page.get(after_name)) {
            return Content { end, after_name };
        }
    }
    Content { end: page.len(), after_name: page.len() }
}

/// Finds the end tag of a script from `start` on. From "<!--" to "-->", "<script" and "</script" pair up: the "script
/// data double escaped state", for `<!-- document.write('<script src=x></script>') -->`.
pub fn script(page: &[u8], start: usize) -> Content {
    const NAME: &[u8] = b"script";
    let plain = content(page, start, NAME);
    if memmem::find(&page[start..plain.end], b"<!--").is_none() {
        return plain;
    }
    let (mut at, mut escaped, mut doubly) = (start, false, false);
    while let Some(found) = memchr2(b'<', b'-', &page[at..]) {
        at += found;
        let rest = &page[at..];
        let is_name = |from: usize| {
            rest.get(from..from + NAME.len()).is_some_and(|name| name.eq_ignore_ascii_case(NAME))
                && ends_name(rest.get(from + NAME.len()))
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
            at += 1 + NAME.len();
        } else if rest.starts_with(b"</") && is_name(2) {
            let after_name = at + 2 + NAME.len();
            if !doubly {
                return Content { end: at, after_name };
            }
            doubly = false;
            at = after_name;
        } else {
            at += 1;
        }
    }
    Content { end: page.len(), after_name: page.len() }
}

/// Whether the name of a tag ends before this byte.
fn ends_name(byte: Option<&u8>) -> bool {
    byte.is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c | b'/' | b'>'))
}

/// The length of the comment at the start of `rest`, or of a "bogus comment", in the standard's words: "<!DOCTYPE
/// html>", "<?php ?>", "</ >".
pub fn comment(rest: &[u8]) -> usize {
    match rest.strip_prefix(b"<!--") {
        Some(inside) => 4 + inside_comment(inside),
        None => memchr(b'>', rest).map_or(rest.len(), |end| end + 1),
    }
}

/// The length of a comment behind its "<!--". The dashes that begin it may end it ("<!-->"), and so may "--!>".
fn inside_comment(inside: &[u8]) -> usize {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents() {
        let check = |page: &str, name: &str, expected: &str, rest: &str| {
            let found = content(page.as_bytes(), 0, name.as_bytes());
            assert_eq!((&page[..found.end], &page[found.after_name..]), (expected, rest), "{page}");
        };
        check("a</style>b", "style", "a", ">b");
        check("a</styles></STYLE x>b", "style", "a</styles>", " x>b");
        check("a</sty", "style", "a</sty", "");
        check("", "style", "", "");
    }

    #[test]
    fn scripts() {
        let check = |page: &str, expected: &str, rest: &str| {
            let found = script(page.as_bytes(), 0);
            assert_eq!((&page[..found.end], &page[found.after_name..]), (expected, rest), "{page}");
        };
        check("a</script>b", "a", ">b");
        check("<!-- w('<script></script>') --></script>b", "<!-- w('<script></script>') -->", ">b");
        check("<!-- a</script>b", "<!-- a", ">b");
        check("<!-- <script>a", "<!-- <script>a", "");
    }

    #[test]
    fn comments() {
        let check = |page: &str, rest: &str| assert_eq!(&page[comment(page.as_bytes())..], rest, "{page}");
        check("<!-- a -- b -->c", "c");
        check("<!-->c", "c");
        check("<!--->c", "c");
        check("<!-- a --!>c", "c");
        check("<!-- a", "");
        check("<!DOCTYPE html>c", "c");
        check("<?xml ?>c", "c");
        check("</ >c", "c");
    }
}
