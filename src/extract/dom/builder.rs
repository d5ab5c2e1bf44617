//! The builder of a page's tree: an HTML parser that keeps as much of a page as extraction reads.
//!
//! html5ever builds the tree that a browser needs. Here scripts, styles, drawings and comments cost one search for
//! their end, and text and attributes stay slices of the page. Tags nest as in the HTML standard's "in body" mode
//! (implied ends, scopes, stray ends) but for its moving of nodes: misnested formatting stays where it was opened,
//! which changes no text. Depth is capped as in Blink. Words in quotes are the standard's names for its steps.

use std::borrow::Cow;

use memchr::memchr;

use super::attributes::{self, Attribute};
use super::stack::Stack;
use super::tags::{self, Key, Tag};
use super::text;
use super::tree::{Attributes, Tree};
use super::{drawings, unparsed};

/// Nodes of a tree; the rest of a page is not read. The largest pages of the press have some 30,000.
const MAX_NODES: usize = 1 << 20;

/// Reads a page. It takes any text, in time and memory linear in its length.
pub fn parse(page: &str) -> Tree<'_> {
    let tree = Tree::with_room_for(page.len());
    let mut builder = Builder { page, at: 0, tree, open: Stack::new(0), mode: Mode::BeforeHead, form: false };
    while builder.at < page.len() && builder.tree.len() < MAX_NODES {
        builder.step();
    }
    builder.tree.finish()
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
            b'<' if tags::begins(rest) => 0,
            // A "<" that opens no tag is text, up to the next one.
            _ => 1 + memchr(b'<', &rest[1..]).unwrap_or(rest.len() - 1),
        };
        if text > 0 {
            if self.mode != Mode::InBody && !self.page[self.at..self.at + text].trim_ascii().is_empty() {
                self.begin_body();
            }
            self.push(Tag::Text, Attributes::default(), &self.page[self.at..self.at + text]);
            self.at += text;
            return;
        }
        match rest[1] {
            b'/' if rest[2].is_ascii_alphabetic() => self.end_tag(),
            b'!' | b'?' | b'/' => self.at += unparsed::comment(rest),
            _ => self.start_tag(),
        }
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
        let name = tags::name(&self.page.as_bytes()[start..]);
        let tag = Tag::named(name);
        self.at = attributes::skip(self.page.as_bytes(), start + name.len()).at;
        match tag {
            // Content behind the end of the body still goes there: "after body", "anything else".
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
                self.push(Tag::Br, Attributes::default(), "");
            }
            _ => self.close(tag, Key::named(tag, name)),
        }
    }

    fn start_tag(&mut self) {
        let start = self.at + 1;
        let name = tags::name(&self.page.as_bytes()[start..]);
        let tag = Tag::named(name);
        self.at = start + name.len();
        let first = self.tree.attributes.len();
        let self_closed = self.read_attributes();
        let attributes = Attributes { first: first as u32, count: (self.tree.attributes.len() - first) as u8 };
        if self.mode != Mode::InBody && !matches!(tag, Tag::Html | Tag::Head | Tag::Body) {
            if !tag.belongs_in_head() {
                self.begin_body();
            } else if self.mode == Mode::BeforeHead {
                self.mode = Mode::InHead;
            }
        }
        match tag {
            Tag::Script => {
                let json = self.tree.attributes[first..].iter().any(|(name, value)| {
                    let kind = value.split(';').next().unwrap_or_default();
                    *name == Attribute::Type && kind.trim().eq_ignore_ascii_case("application/ld+json")
                });
                self.tree.attributes.truncate(first);
                let content = self.content(unparsed::script(self.page.as_bytes(), self.at));
                if json {
                    self.tree.json_ld.push(content);
                }
            }
            Tag::Style | Tag::Iframe | Tag::Textarea => {
                self.tree.attributes.truncate(first);
                self.content(unparsed::content(self.page.as_bytes(), self.at, &name.to_ascii_lowercase()));
            }
            Tag::Svg => {
                self.tree.attributes.truncate(first);
                if !self_closed {
                    let closes = |tag, key| self.closes(tag, key);
                    self.at = drawings::end(self.page.as_bytes(), self.at, closes);
                }
            }
            Tag::Title => {
                let content = self.content(unparsed::content(self.page.as_bytes(), self.at, b"title"));
                self.tree.title.get_or_insert(content);
            }
            Tag::Noscript => {
                let content = self.content(unparsed::content(self.page.as_bytes(), self.at, b"noscript"));
                self.tree.noscript.push(content);
            }
            // A second <html> or <body> only lends its attributes to the first.
            Tag::Html => {
                let root = &mut self.tree.nodes[0];
                if root.attributes.count == 0 {
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
                if !tag.is_void() {
                    self.open.push(node, tag, Key::named(tag, name));
                }
            }
        }
    }

    fn push(&mut self, tag: Tag, attributes: Attributes, text: &'s str) -> u32 {
        let (parent, _) = self.open.last();
        self.tree.push(parent, tag, attributes, text)
    }

    /// Goes on behind an element that holds no markup, and returns its content.
    fn content(&mut self, content: unparsed::Content) -> &'s str {
        let start = self.at;
        self.at = attributes::skip(self.page.as_bytes(), content.after_name).at;
        &self.page[start..content.end]
    }

    /// Reads the attributes of a tag and its ">". The known ones go into the tree, each name once. Returns whether "/>"
    /// ended the tag.
    fn read_attributes(&mut self) -> bool {
        // A bit for each attribute that the element has already.
        let mut seen = 0u32;
        let (page, attributes) = (self.page, &mut self.tree.attributes);
        let end = attributes::each(page.as_bytes(), self.at, |name, value| {
            if let Some(name) = Attribute::named(name)
                && seen & 1 << name as u32 == 0
            {
                seen |= 1 << name as u32;
                let value = &page[value];
                let value = if name.is_compared() { text::attribute(value) } else { Cow::Borrowed(value) };
                attributes.push((name, value));
            }
        });
        self.at = end.at;
        end.self_closed
    }

    /// Closes the elements that the start of `tag` ends.
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
        if tag.closes_paragraph() {
            self.close_within(&[Tag::P], &[Tag::Button]);
        }
        if tag.is_heading() && self.open.last().1.is_heading() {
            self.open.pop();
        }
    }

    /// Closes the item before, through no more than `<address>`, `<div>`, `<p>` and inline elements: step 4 of a start
    /// tag "li".
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
        let of_table = tags.iter().any(|tag| tag.is_table());
        let scope = if of_table { self.open.innermost(&[Tag::Table]) } else { self.open.scope() };
        if Some(depth) >= self.open.innermost(barriers).max(scope) {
            self.open.close_from(depth);
        }
    }

    /// Closes the elements that an end tag ends.
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
                self.push(Tag::P, Attributes::default(), "");
            }
            return;
        };
        if tag.is_formatting() && self.open.special() > Some(depth) {
            // "<b><p>…</b>…</p>": the paragraph stays open, as the adoption agency would have it.
            self.open.remove(depth);
        } else if tag == Tag::Form {
            // Elements that are open in it stay open: "remove node from the stack of open elements".
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

    /// How deep the element stands that an end tag closes, if the tree holds it.
    fn reached(&self, tag: Tag, key: Key) -> Option<usize> {
        let formatting = tag.is_formatting();
        // "Any other end tag" reaches over no special element.
        let ordinary = !formatting && !tag.is_special() && tag != Tag::Template;
        if self.open.is_deep() && (formatting || ordinary) {
            return None;
        }
        let found = if tag.is_heading() { self.open.heading() } else { self.open.innermost_of(key) };
        let scope = self.open.scope().filter(|_| !tag.is_table());
        let barrier = match tag {
            Tag::P => self.open.innermost(&[Tag::Button]),
            Tag::Li => self.open.innermost(&[Tag::Ol, Tag::Ul]),
            _ if ordinary => self.open.special(),
            _ => None,
        };
        found.filter(|_| found >= scope.max(barrier))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::NodeId;
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
        let tree =
            parse("<script type='application/LD+json; charset=utf-8'>{\"a\": 1}</script><title>T &amp; U</title>");
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
        // End tags of elements that are not open there close nothing around it.
        let page = "<section>".to_owned() + &"<div>".repeat(600) + "fond" + &"</span></b></i>".repeat(600) + "<p>fin";
        let tree = parse(&page);
        assert!(tree.ancestors(tree.len() - 2).count() >= 511);
    }
}
