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
        let mut text = 0;
        // A "<" that opens no tag is text.
        while text < rest.len() && !(rest[text] == b'<' && tags::begins(&rest[text..])) {
            text += 1;
            text += memchr(b'<', &rest[text..]).unwrap_or(rest.len() - text);
        }
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
        let end = attributes::skip(self.page.as_bytes(), start + name.len());
        self.at = end.at;
        match tag {
            _ if end.is_cut => {}
            // Content behind the end of the body still goes there: "after body", "anything else".
            Tag::Body | Tag::Html => self.begin_body(),
            Tag::Head => {
                if matches!(self.mode, Mode::BeforeHead | Mode::InHead)
                    && self.open.innermost(&[Tag::Template]).is_none()
                {
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
        let tag = match Tag::named(name) {
            Tag::Other if name.eq_ignore_ascii_case(b"image") => Tag::Img,
            tag => tag,
        };
        self.at = start + name.len();
        let first = self.tree.attributes.len();
        let end = self.read_attributes();
        if end.is_cut {
            return self.tree.attributes.truncate(first);
        }
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
                if !end.self_closed {
                    let closes = |tag, key| self.closes(tag, key);
                    self.at = drawings::end(self.page.as_bytes(), self.at, closes);
                }
            }
            Tag::Title => {
                let content = self.content(unparsed::content(self.page.as_bytes(), self.at, b"title"));
                if self.open.innermost(&[Tag::Template]).is_none() {
                    self.tree.title.get_or_insert(content);
                }
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
            // A select in a select ends it.
            Tag::Select if self.open.innermost(&[Tag::Select]) > self.open.scope() => {
                self.tree.attributes.truncate(first);
                self.close_within(&[Tag::Select], &[]);
            }
            // A form in a form is ignored,
            Tag::Form if self.form => self.tree.attributes.truncate(first),
            // and so is a cell outside a table.
            _ if tag.is_table_part() && !self.make_room_in_table(tag) => self.tree.attributes.truncate(first),
            _ => {
                match tag {
                    Tag::Head => self.mode = Mode::InHead,
                    Tag::Body => self.begin_body(),
                    Tag::Form => self.form = self.open.innermost(&[Tag::Template]).is_none(),
                    _ => {}
                }
                // Between cells a form holds nothing: "pop that form element off the stack of open elements".
                let is_emptied = tag == Tag::Form && self.is_between_cells();
                if !is_emptied {
                    self.imply_ends(tag);
                }
                let node = self.push(tag, attributes, "");
                if !is_emptied && !tag.is_void() {
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

    /// Reads the attributes of a tag and its ">". The known ones go into the tree, each name once.
    fn read_attributes(&mut self) -> attributes::End {
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
        end
    }

    /// Closes the element at this depth, and all within it. A link among them that no end tag has closed, and that
    /// blocks stand in, is taken for none: its end tag is missing, and where it should end nothing says.
    fn close_from(&mut self, depth: usize) {
        while let Some(link) = self.open.innermost(&[Tag::A]).filter(|link| *link >= depth) {
            self.forget_link(link);
            self.open.close_from(link);
        }
        self.open.close_from(depth);
    }

    fn forget_link(&mut self, depth: usize) {
        let link = self.open.node(depth) as usize;
        let inside = &mut self.tree.nodes[link..];
        if inside.iter().any(|node| node.tag.is_block()) {
            inside[0].attributes = Attributes::default();
        }
    }

    /// Closes the elements that the start of `tag` ends.
    fn imply_ends(&mut self, tag: Tag) {
        if self.open.is_deep() {
            return;
        }
        match tag {
            Tag::Li => self.close_item(&[Tag::Li]),
            Tag::Dd | Tag::Dt => self.close_item(&[Tag::Dd, Tag::Dt]),
            Tag::Option if self.open.innermost(&[Tag::Select]).is_some() => {
                self.close_within(&[Tag::Option], &[Tag::Select]);
            }
            Tag::Option if self.open.last().1 == Tag::Option => self.open.pop(),
            // "If the list of active formatting elements contains an a element": as for its end tag.
            Tag::A => {
                if let Some(depth) = self.reached(Tag::A, Key::of(Tag::A)) {
                    self.forget_link(depth);
                }
                self.close(Tag::A, Key::of(Tag::A));
            }
            // A table stands in a cell of another, not between its cells.
            Tag::Table if self.is_between_cells() => {
                self.close_from(self.open.innermost(&[Tag::Table]).unwrap_or(usize::MAX));
            }
            Tag::Button => self.close_within(&[Tag::Button], &[]),
            _ => {}
        }
        if tag.closes_paragraph() {
            self.close_within(&[Tag::P], &[Tag::Button]);
        }
        // A select without an end tag ends before the tag that shows it. The standard lets one hold blocks since 2025.
        if tag.closes_paragraph() && tag != Tag::Hr || tag == Tag::Input {
            self.close_within(&[Tag::Select], &[]);
        }
        if tag.is_heading() && self.open.last().1.is_heading() {
            self.open.pop();
        }
    }

    /// Makes the innermost table ready for a part of it: closes what cannot hold the part ("clear the stack back to a
    /// table row context"), and opens the body and the row that the page leaves out. Returns whether there is a table.
    fn make_room_in_table(&mut self, part: Tag) -> bool {
        let table = self.open.innermost(&[Tag::Table, Tag::Template]);
        let Some(depth) = table.filter(|_| table > self.open.innermost(&[Tag::Template])) else {
            // A template may hold any part.
            return table.is_some();
        };
        let row = self.open.innermost(&[Tag::Tr]).filter(|row| *row > depth);
        let body = self.open.innermost(&[Tag::Tbody, Tag::Thead, Tag::Tfoot]).filter(|body| *body > depth);
        let in_row = matches!(part, Tag::Td | Tag::Th);
        let in_body = in_row || part == Tag::Tr;
        let around = row.filter(|_| in_row).or(body.filter(|_| in_body)).unwrap_or(depth);
        self.close_from(around + 1);
        let missing = [(Tag::Tbody, in_body && around == depth), (Tag::Tr, in_row && row.is_none())];
        for (tag, _) in missing.into_iter().filter(|(_, is_missing)| *is_missing) {
            let node = self.push(tag, Attributes::default(), "");
            self.open.push(node, tag, Key::of(tag));
        }
        true
    }

    /// Whether the innermost table is open and none of its cells: the insertion modes from "in table" to "in row".
    fn is_between_cells(&self) -> bool {
        self.open.innermost(&[Tag::Table]) > self.open.innermost(&[Tag::Td, Tag::Th, Tag::Caption, Tag::Template])
    }

    /// Closes the item before, through no more than `<address>`, `<div>`, `<p>` and inline elements: step 4 of a start
    /// tag "li".
    fn close_item(&mut self, tags: &[Tag]) {
        if let Some(depth) = self.open.innermost(tags)
            && Some(depth) >= self.open.list()
        {
            self.close_from(depth);
        }
    }

    /// Closes the innermost open element among `tags`, unless one of `barriers` or a table cell stands before it.
    fn close_within(&mut self, tags: &[Tag], barriers: &[Tag]) {
        let Some(depth) = self.open.innermost(tags) else { return };
        if Some(depth) >= self.open.innermost(barriers).max(self.open.scope()) {
            self.close_from(depth);
        }
    }

    /// Closes the elements that an end tag ends.
    fn close(&mut self, tag: Tag, key: Key) {
        if self.open.close_deep(key) {
            return;
        }
        if tag == Tag::Form && !std::mem::take(&mut self.form) && self.open.innermost(&[Tag::Template]).is_none() {
            return;
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
        } else if tag == Tag::A {
            self.open.close_from(depth);
        } else {
            self.close_from(depth);
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
        let ordinary = !formatting && !tag.is_special() && !matches!(tag, Tag::Dialog | Tag::Template);
        if self.open.is_deep() && (formatting || ordinary) {
            return None;
        }
        let found = if tag.is_heading() { self.open.heading() } else { self.open.innermost_of(key) };
        let barrier = match tag {
            Tag::Template => None,
            Tag::Table => self.open.innermost(&[Tag::Template]),
            _ if tag.is_table() => self.open.innermost(&[Tag::Table, Tag::Template]),
            Tag::P => self.open.innermost(&[Tag::Button]).max(self.open.scope()),
            Tag::Li => self.open.innermost(&[Tag::Ol, Tag::Ul]).max(self.open.scope()),
            _ if ordinary => self.open.special().max(self.open.scope()),
            _ => self.open.scope(),
        };
        found.filter(|_| found >= barrier)
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
            "Html(Table(Tbody(Tr(Td('un')Td('deux'))Tr(Td('trois'))))'x')",
        );
        check("<ul><li>un<section>deux<li>trois</section>", "Html(Ul(Li('un'Section('deux'Li('trois')))))");
        check("<dl><dt>un<div>deux<dd>trois", "Html(Dl(Dt('un'Div('deux'))Dd('trois')))");
        check("<div><a>un<ul>deux<a>trois", "Html(Div(A('un'Ul('deux'A('trois')))))");
        check("<h1>un<h2>deux</h2>", "Html(H1('un')H2('deux'))");
    }

    #[test]
    fn stray_ends_close_nothing() {
        check("<div><p>un</span></div>deux", "Html(Div(P('un'))'deux')");
        check("<div><table><tr><td>un</div>deux</td></table></div>", "Html(Div(Table(Tbody(Tr(Td('un''deux'))))))");
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
        check("un<p class=x", "Html('un')");
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
    fn cells_stand_in_tables() {
        check("un<tr><td>deux</td></tr>trois", "Html('un''deux''trois')");
        check("<table><div>un<td>deux</table>", "Html(Table(Div('un')Tbody(Tr(Td('deux')))))");
        check("<table><tr><td><div><b>un<td>deux", "Html(Table(Tbody(Tr(Td(Div(B('un')))Td('deux')))))");
        check(
            "<table><td>un<table><td>deux</table>trois",
            "Html(Table(Tbody(Tr(Td('un'Table(Tbody(Tr(Td('deux'))))'trois')))))",
        );
        check("<table><tr><table><td>un", "Html(Table(Tbody(Tr))Table(Tbody(Tr(Td('un')))))");
        check("<table><td>un</tr>deux</table>", "Html(Table(Tbody(Tr(Td('un'))'deux')))");
        check("<table><form><tr><td>un</form></table>deux", "Html(Table(FormTbody(Tr(Td('un'))))'deux')");
        check("<template><td>un</template>", "Html(Template(Td('un')))");
    }

    #[test]
    fn a_select_holds_no_blocks() {
        check("<select><option>un<option>deux</select>trois", "Html(Select(Option('un')Option('deux'))'trois')");
        check("<div><select><option>un<p>deux</div>", "Html(Div(Select(Option('un'))P('deux')))");
        check("<select><option>un<input>deux", "Html(Select(Option('un'))Input'deux')");
        check("<select><option>un<select>deux", "Html(Select(Option('un'))'deux')");
    }

    #[test]
    fn a_link_around_blocks_needs_its_end() {
        let check = |page: &str, is_link: bool| {
            assert_eq!(parse(page).attributes(2).is_empty(), !is_link, "{page}");
        };
        check("<div><a href=/x>un<p>deux</p></a>trois</div>", true);
        check("<div><a href=/x>un</div><p>deux", true);
        check("<div><a href=/x>un<p>deux</p></div>", false);
        check("<div><a href=/x>un<p>deux<a href=/y>trois</a>", false);
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
            "<p>un<wbr>deux<area><embed><param><track><image>trois",
            "Html(P('un'Void'deux'VoidVoidVoidVoidImg'trois'))",
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
