//! Feeds: RSS of all versions, Atom, and WordPress's export, which is RSS. An entry becomes a record, and all that holds for
//! records holds for it.
//!
//! A feed is cut at the tags of its entries, and each is read by itself: broken XML is read as far as it goes, and a feed may
//! be of any length.

use std::borrow::Cow;
use std::io::{BufRead, BufReader, ErrorKind};
use std::mem;
use std::ops::ControlFlow;

use encoding_rs::{Encoding, UTF_8};
use memchr::memmem;
use serde_json::{Map, Value};

use super::jsonl::opened;
use super::utf16::{self, Transcoded};
use super::{Item, LINE_LIMIT, Lines, Origin, RawPage, Unreadable, json};
use crate::entities::{Within, entity};

/// Bytes of what stands before the first entry, from which the name of the feed is read.
const LONGEST_CHANNEL: usize = 1 << 16;

/// A feed, as its head shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Feed {
    /// How its tags of entries begin.
    entry: &'static str,
    /// If it is neither UTF-8 nor UTF-16.
    encoding: Option<&'static Encoding>,
}

/// The feed that begins with `head`, if it is one.
pub fn sniff(head: &[u8]) -> Option<Feed> {
    let decoded = utf16::decoded(head);
    let bytes = decoded.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&decoded).trim_ascii_start();
    if !bytes.starts_with(b"<") {
        return None;
    }
    let text = json::text(bytes);
    let mut rest: &str = &text;
    let root = loop {
        rest = rest.trim_start();
        let end = match rest.strip_prefix('<')? {
            markup if markup.starts_with('?') => "?>",
            markup if markup.starts_with("!--") => "-->",
            markup if markup.starts_with('!') => ">",
            root => break root,
        };
        rest = &rest[rest.find(end)? + end.len()..];
    };
    let name = root.split(|c: char| c == '>' || c.is_ascii_whitespace()).next()?;
    let tag = root.split('>').next()?;
    let entry = match name {
        "rss" => "item",
        "rdf:RDF" if tag.contains("purl.org/rss/") || tag.contains("my.netscape.com/rdf") => "item",
        "feed" if tag.contains("www.w3.org/2005/Atom") || tag.contains("purl.org/atom/") => "entry",
        _ => return None,
    };
    Some(Feed { entry, encoding: declared(&text).filter(|_| matches!(decoded, Cow::Borrowed(_)) && !is_utf8(head)) })
}

/// The encoding that the first line declares, if it is not UTF-8.
fn declared(text: &str) -> Option<&'static Encoding> {
    let prolog = text.strip_prefix("<?xml")?.split("?>").next()?;
    let label = attribute(prolog, "encoding")?;
    Encoding::for_label(label.as_bytes()).filter(|encoding| *encoding != UTF_8 && encoding.is_ascii_compatible())
}

/// Whether bytes are UTF-8 and more than ASCII. The last character may be cut off.
fn is_utf8(head: &[u8]) -> bool {
    let valid = str::from_utf8(head).map_or_else(|error| error.valid_up_to(), str::len);
    !head.is_ascii() && valid + 4 > head.len()
}

/// Passes the entries of a stream to `each`, as they come. They are numbered from 1. A feed without entries is a page.
pub fn read(
    stream: Box<dyn BufRead + '_>,
    place: &Origin,
    feed: Feed,
    each: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let origin = |number: u64| place.with(&number.to_string());
    let unreadable = |number, reason| Item::Unreadable { origin: origin(number), reason };
    let mut stream = match opened(stream) {
        Ok((stream, _)) => stream,
        Err(error) => return each(unreadable(1, Unreadable::from_io(&error))),
    };
    if let Some(encoding) = feed.encoding {
        stream = Box::new(BufReader::new(Transcoded::new(stream, encoding)));
    }
    let mut cutter = Cutter::new(feed.entry);
    let mut number = 0;
    loop {
        let end = match stream.fill_buf() {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => Some(Some(Unreadable::from_io(&error))),
            Ok([]) => Some(None),
            Ok(available) => {
                let length = available.len();
                cutter.bytes.extend_from_slice(available);
                stream.consume(length);
                None
            }
        };
        let first = number + 1;
        let mut bytes = Vec::new();
        while let Some(entry) = cutter.next(end.is_some()) {
            number += 1;
            match entry {
                Some(entry) => write_record(&json::text(&entry), cutter.channel(), &mut bytes),
                None => each(unreadable(number, Unreadable::TooLarge))?,
            }
            bytes.push(b'\n');
        }
        if bytes.iter().any(|byte| *byte != b'\n') {
            let Origin { container, member: within } = place.clone();
            each(Item::Lines(Lines { container, within, first, separator: b'\n', bytes }))?;
        }
        match end {
            None => {}
            Some(Some(reason)) => return each(unreadable(number + 1, reason)),
            Some(None) if number > 0 => return ControlFlow::Continue(()),
            Some(None) => {
                let origin = place.clone();
                return each(Item::Page(RawPage { origin, bytes: cutter.before, ..RawPage::default() }));
            }
        }
    }
}

/// Cuts the entries out of a feed that comes in pieces.
struct Cutter {
    opening: Vec<u8>,
    closing: Vec<u8>,
    /// What has come and is not cut yet.
    bytes: Vec<u8>,
    /// Whether an entry is under way, and up to where it was searched for its end.
    inside: Option<usize>,
    /// Bytes before the first entry.
    before: Vec<u8>,
    /// What is known of the feed from there.
    channel: Option<Channel>,
}

impl Cutter {
    fn new(entry: &str) -> Self {
        let tag = |start: &str| [start, entry].concat().into_bytes();
        let (opening, closing) = (tag("<"), tag("</"));
        Self { opening, closing, bytes: Vec::new(), inside: None, before: Vec::new(), channel: None }
    }

    fn channel(&mut self) -> &Channel {
        self.channel.get_or_insert_with(|| Channel::read(&json::text(&self.before)))
    }

    /// The next entry, if all of it has come; nothing within for one that is too long.
    fn next(&mut self, is_end: bool) -> Option<Option<Vec<u8>>> {
        let Some(mut at) = self.inside else {
            let start = self.tag(0, &self.opening);
            let skipped = start.unwrap_or(if is_end {
                self.bytes.len()
            } else {
                self.bytes.len().saturating_sub(self.opening.len())
            });
            if self.channel.is_none() && self.before.len() < LONGEST_CHANNEL {
                self.before.extend_from_slice(&self.bytes[..skipped]);
            }
            self.bytes.drain(..skipped);
            start?;
            self.inside = Some(self.opening.len());
            return self.next(is_end);
        };
        loop {
            let mark = memchr::memchr(b'<', &self.bytes[at..]).map(|mark| at + mark);
            let Some(mark) = mark else { return self.unfinished(self.bytes.len(), is_end) };
            let rest = &self.bytes[mark..];
            // A mark may have come in part.
            if rest.len() < CDATA.len().max(self.closing.len()) + 1 && !is_end {
                return self.unfinished(mark, is_end);
            }
            if rest.starts_with(CDATA) {
                match memmem::find(rest, b"]]>") {
                    Some(end) => at = mark + end,
                    None => return self.unfinished(mark, is_end),
                }
            } else if rest.starts_with(&self.closing) || self.tag(mark, &self.opening) == Some(mark) {
                // A tag that opens the next entry ends one that was not closed.
                self.inside = None;
                let rest = self.bytes.split_off(mark);
                let entry = mem::replace(&mut self.bytes, rest);
                return Some(Some(entry).filter(|entry| entry.len() <= LINE_LIMIT));
            } else {
                at = mark + 1;
            }
        }
    }

    /// An entry that goes on; at the end of the feed, as much of it as there is.
    fn unfinished(&mut self, at: usize, is_end: bool) -> Option<Option<Vec<u8>>> {
        self.inside = Some(at);
        if self.bytes.len() > LINE_LIMIT {
            self.inside = None;
            self.bytes.clear();
            return Some(None);
        }
        if is_end {
            self.inside = None;
            return Some(Some(mem::take(&mut self.bytes)));
        }
        None
    }

    /// Where the first tag of this name begins.
    fn tag(&self, from: usize, name: &[u8]) -> Option<usize> {
        let ends =
            |at: &usize| matches!(self.bytes.get(at + name.len()), Some(b'>' | b' ' | b'\t' | b'\r' | b'\n' | b'/'));
        memmem::find_iter(&self.bytes[from..], name).map(|at| from + at).find(ends)
    }
}

const CDATA: &[u8] = b"<![CDATA[";

/// What a feed says of all its entries.
#[derive(Debug, Default, PartialEq, Eq)]
struct Channel {
    title: Option<String>,
    language: Option<String>,
}

impl Channel {
    fn read(before: &str) -> Self {
        // It is not closed here, and so it is not known where its elements stand; the first of each name are its own.
        let first = |name: &str| {
            let start = before.find(&format!("<{name}>")).or_else(|| before.find(&format!("<{name} ")))?;
            Some(elements(&before[start..]).next()?.text()).filter(|text| !text.is_empty())
        };
        let title = first("title").map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "));
        Self { title, language: first("language").or_else(|| first("dc:language")) }
    }
}

/// Writes an entry as JSON, if it is an article.
fn write_record(entry: &str, channel: &Channel, line: &mut Vec<u8>) {
    let Some(root) = elements(entry).next() else { return };
    let inner: Vec<Element> = elements(root.content).collect();
    let all = |name: &'static str| inner.iter().filter(move |element| element.name == name);
    let text = |names: &[&'static str]| {
        names.iter().flat_map(|name| all(name)).map(Element::text).find(|text| !text.is_empty())
    };
    // WordPress exports pictures and menus, too.
    if text(&["wp:post_type"]).is_some_and(|kind| kind != "post" && kind != "page") {
        return;
    }
    let link = all("link").filter(|link| link.attribute("rel").is_none_or(|rel| rel == "alternate"));
    let link =
        link.filter_map(|link| Some(link.text()).filter(|url| !url.is_empty()).or_else(|| link.attribute("href")));
    let (content, summary) = (text(&["content:encoded", "content"]), text(&["description", "summary"]));
    let (content, summary) = if content.is_some() { (content, summary) } else { (summary, None) };
    let authors: Vec<Value> =
        ["dc:creator", "author"].iter().flat_map(|name| all(name)).map(|it| it.person().into()).collect();
    let source =
        all("source").map(|source| source.inner("title").unwrap_or_else(|| source.text())).find(|it| !it.is_empty());
    let fields = [
        ("guid", text(&["guid", "id"]).or_else(|| root.attribute("rdf:about"))),
        ("url", link.into_iter().find(|url| !url.is_empty())),
        ("title", text(&["title", "dc:title"])),
        ("description", summary),
        ("content", content),
        ("date", text(&["pubDate", "published", "dc:date", "issued", "updated", "modified"])),
        ("section", text(&["category", "dc:subject"]).or_else(|| all("category").find_map(|it| it.attribute("term")))),
        ("source", source.or_else(|| channel.title.clone())),
        ("lang", text(&["dc:language"]).or_else(|| channel.language.clone())),
    ];
    let mut record: Map<String, Value> =
        fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into()))).collect();
    if !authors.is_empty() {
        record.insert("authors".to_owned(), authors.into());
    }
    serde_json::to_writer(line, &record).expect("strings are JSON");
}

/// An element of XML.
struct Element<'a> {
    name: &'a str,
    /// Its tag behind the name.
    attributes: &'a str,
    /// What stands between its tags.
    content: &'a str,
}

impl Element<'_> {
    /// Its text. Markup in it, be it escaped, in CDATA or of XHTML, is markup of the text.
    fn text(&self) -> String {
        let mut text = String::with_capacity(self.content.len());
        let mut rest = self.content;
        while let Some(at) = rest.find(['&', '<']) {
            text.push_str(&rest[..at]);
            rest = &rest[at..];
            if let Some(data) = rest.strip_prefix("<![CDATA[") {
                let end = data.find("]]>").unwrap_or(data.len());
                text.push_str(&data[..end]);
                rest = data[end..].strip_prefix("]]>").unwrap_or_default();
            } else if let Some(found) = entity(rest, Within::Text) {
                text.extend(found.characters());
                rest = &rest[found.length..];
            } else {
                text.push_str(&rest[..1]);
                rest = &rest[1..];
            }
        }
        text.push_str(rest);
        text.trim().to_owned()
    }

    /// The text of the first element of this name in it.
    fn inner(&self, name: &str) -> Option<String> {
        elements(self.content).find(|element| element.name == name).map(|element| element.text())
    }

    /// A person: Atom's `<name>`, or RSS's `someone@paper.example (Some One)`.
    fn person(&self) -> String {
        let text = self.inner("name").unwrap_or_else(|| self.text());
        match text.split_once('(') {
            Some((mail, name)) if mail.contains('@') => name.trim_end_matches(')').to_owned(),
            _ => text,
        }
    }

    fn attribute(&self, name: &str) -> Option<String> {
        attribute(self.attributes, name)
    }
}

/// The value of an attribute in the text of a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag;
    loop {
        let at = rest.find(name)?;
        let is_name = rest[..at].ends_with(|c: char| c.is_ascii_whitespace());
        rest = &rest[at + name.len()..];
        if let (true, Some(value)) = (is_name, rest.trim_start().strip_prefix('=')) {
            let value = value.trim_start();
            let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
            let value = value[1..].split(quote).next()?;
            return Some(Element { name, attributes: "", content: value }.text());
        }
    }
}

/// The elements that stand in a text one behind the other. One that is not closed goes on to the end.
fn elements(text: &str) -> impl Iterator<Item = Element<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            rest = &rest[rest.find('<')?..];
            let begins = |start: &str| rest.starts_with(start);
            let skipped = if begins("<![CDATA[") {
                "]]>"
            } else if begins("<!--") {
                "-->"
            } else if begins("</") || begins("<!") || begins("<?") {
                ">"
            } else {
                break;
            };
            rest = &rest[rest.find(skipped)? + skipped.len()..];
        }
        let tag_end = tag_end(rest);
        let tag = rest.get(1..tag_end).unwrap_or_default();
        let is_empty = tag.ends_with('/');
        let tag = tag.trim_end_matches('/');
        let (name, attributes) = tag.split_at(tag.find(|c: char| c.is_ascii_whitespace()).unwrap_or(tag.len()));
        let inside = rest.get(tag_end + 1..).unwrap_or_default();
        let length = if is_empty { 0 } else { length_of_content(inside, name) };
        rest = &inside[length..];
        Some(Element { name, attributes, content: &inside[..length] })
    })
}

/// Where the tag ends that `text` begins with: the next ">" that is in no value.
fn tag_end(text: &str) -> usize {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
    }
    text.len()
}

/// Whether a tag has no content. It is not looked for the end of a very long one, of which there may be very many.
fn is_empty_tag(text: &str) -> bool {
    let tag = &text.as_bytes()[..text.len().min(4096)];
    memchr::memchr(b'>', tag).is_some_and(|end| tag[end - 1] == b'/')
}

/// The bytes up to the tag that closes an element of this name, past those within of the same name.
fn length_of_content(text: &str, name: &str) -> usize {
    let (mut depth, mut at) = (1, 0);
    while let Some(mark) = text[at..].find('<') {
        let start = at + mark;
        let rest = &text[start..];
        if rest.starts_with("<![CDATA[") {
            at = start + rest.find("]]>").unwrap_or(rest.len());
            continue;
        }
        let is_tag = |rest: &str| {
            rest.strip_prefix(name)
                .is_some_and(|rest| rest.starts_with(|c: char| matches!(c, '>' | '/') || c.is_ascii_whitespace()))
        };
        if rest.strip_prefix("</").is_some_and(is_tag) {
            depth -= 1;
            if depth == 0 {
                return start;
            }
        } else if is_tag(&rest[1..]) && !is_empty_tag(rest) {
            depth += 1;
        }
        at = start + 1;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// The records of a feed, whatever pieces it comes in.
    #[track_caller]
    fn check(content: &[u8], expected: &[Value]) {
        let feed = sniff(&content[..content.len().min(8192)]).expect("a feed");
        for piece in [1, 10, 100_000] {
            let mut found = Vec::new();
            let stream = BufReader::with_capacity(piece, content);
            let _ = read(Box::new(stream), &Origin { container: "f".into(), member: None }, feed, &mut |item| {
                match item {
                    Item::Lines(lines) => {
                        found.extend(lines.places().map(|it| serde_json::from_slice(&lines.record(it)).unwrap()));
                    }
                    Item::Page(page) => found.push(json!(String::from_utf8_lossy(&page.bytes))),
                    item => found.push(json!(item.origin(None).to_string())),
                }
                ControlFlow::Continue(())
            });
            assert_eq!(found, expected, "{}", String::from_utf8_lossy(content));
        }
    }

    #[test]
    fn rss() {
        check(
            "<?xml version=\"1.0\"?>\n<!-- made by hand -->\n<rss version=\"2.0\"><channel><title>Le Phare</title><link>https://phare.example</link>\
             <language>fr</language>\n<item><title><![CDATA[La digue & le port]]></title><link>https://phare.example/digue</link>\
             <guid isPermaLink=\"false\">12 à Brest</guid><pubDate>Tue, 04 Mar 2025 08:00:00 +0100</pubDate><dc:creator>Awa Diop</dc:creator>\
             <category>Mer</category><category>Port</category><description>Après la temp&#234;te.</description>\
             <content:encoded><![CDATA[<p>Le vent </item> se lève.</p>]]></content:encoded></item>\
             <item><title>L&apos;été</title><description>&lt;p&gt;Il vient &amp;amp; va.&lt;/p&gt;</description>\
             <source url=\"https://quai.example\">Le Quai</source><author>a@quai.example (Luc Rey)</author></item></channel></rss>"
                .as_bytes(),
            &[
                json!({"guid": "12 à Brest", "url": "https://phare.example/digue", "title": "La digue & le port",
                    "description": "Après la tempête.", "content": "<p>Le vent </item> se lève.</p>", "section": "Mer",
                    "date": "Tue, 04 Mar 2025 08:00:00 +0100", "authors": ["Awa Diop"], "source": "Le Phare", "lang": "fr"}),
                json!({"title": "L'été", "content": "<p>Il vient &amp; va.</p>", "authors": ["Luc Rey"], "source": "Le Quai",
                    "lang": "fr"}),
            ],
        );
    }

    #[test]
    fn atom() {
        check(
            b"<feed xmlns=\"http://www.w3.org/2005/Atom\"><title type='text'>Le Phare</title><author><name>R\xC3\xA9daction</name></author>\
              <entry><id>tag:phare,2025:1</id><title>La digue</title><link rel=\"self\" href=\"https://phare.example/1.xml\"/>\
              <link rel='alternate' href='https://phare.example/digue?a=1&amp;b=2'/><updated>2025-03-05T08:00:00Z</updated>\
              <published>2025-03-04T08:00:00Z</published><author><name>Awa Diop</name></author><category term=\"Mer\"/>\
              <content type=\"xhtml\"><div xmlns=\"x\"><p>Le vent.</p><div>La mer.</div></div></content></entry></feed>",
            &[json!({"guid": "tag:phare,2025:1", "url": "https://phare.example/digue?a=1&b=2", "title": "La digue",
                "content": "<div xmlns=\"x\"><p>Le vent.</p><div>La mer.</div></div>", "date": "2025-03-04T08:00:00Z",
                "authors": ["Awa Diop"], "section": "Mer", "source": "Le Phare"})],
        );
    }

    #[test]
    fn rss_1_in_latin_1() {
        check(
            b"<?xml version='1.0' encoding='ISO-8859-15'?>\n<rdf:RDF xmlns='http://purl.org/rss/1.0/'><channel rdf:about='x'>\
              <title>Le Ph\xE2re</title><items><rdf:Seq/></items></channel><item rdf:about='https://phare.example/b\xBD'><title>B\xBDuf</title>\
              <description>Un b\xBDuf.</description><dc:date>2025-03-04</dc:date></item></rdf:RDF>",
            &[json!({"guid": "https://phare.example/bœ", "title": "Bœuf", "content": "Un bœuf.", "date": "2025-03-04",
                "source": "Le Phâre"})],
        );
    }

    #[test]
    fn broken_feeds_are_read_as_far_as_they_go() {
        let channel = "<rss><channel><title>Le Phare</title>";
        let check = |entries: &str, expected: &[Value]| check(format!("{channel}{entries}").as_bytes(), expected);
        let record = |title: &str| json!({"title": title, "source": "Le Phare"});
        check("<item><title>Un</title><item><title>Deux</title></item>", &[record("Un"), record("Deux")]);
        check("<item><title>Un</title></item><item><title>De", &[record("Un"), record("De")]);
        check(
            "<item><title>Un</title></channel></item> & <item><title>Deux</titre></item>",
            &[record("Un"), record("Deux</titre>")],
        );
        check(
            "<item><title>Un <![CDATA[vent</title></item>",
            &[json!({"title": "Un vent</title></item>", "source": "Le Phare"})],
        );
        check("", &[json!(channel)]);
    }

    #[test]
    fn wordpress_exports_more_than_articles() {
        let item = |kind: &str| format!("<item><title>{kind}</title><wp:post_type>{kind}</wp:post_type></item>");
        let items = ["post", "attachment", "page"].map(item).concat();
        check(format!("<rss><channel>{items}").as_bytes(), &[json!({"title": "post"}), json!({"title": "page"})]);
    }

    #[test]
    fn an_entry_beyond_the_limit_is_passed_over() {
        let content = format!("<rss><channel><item>{}</item><item><title>a</title></item>", "a".repeat(LINE_LIMIT + 9));
        let mut found = Vec::new();
        let feed = sniff(&content.as_bytes()[..100]).unwrap();
        let stream = BufReader::with_capacity(1 << 16, content.as_bytes());
        let _ = read(Box::new(stream), &Origin { container: "f".into(), member: None }, feed, &mut |item| {
            found.push(match item {
                Item::Lines(lines) => lines.places().map(|place| lines.number(place)).collect(),
                item => item.origin(None).to_string(),
            });
            ControlFlow::Continue(())
        });
        assert_eq!(found, ["f#1", "2"]);
    }

    #[test]
    fn what_is_no_feed() {
        for head in
            ["<html><rss>", "<svg>", "<?xml version='1.0'?><urlset>", "<feed>", "<rdf:RDF xmlns='owl'>", "rss", "", "<"]
        {
            assert_eq!(sniff(head.as_bytes()), None, "{head}");
        }
    }

    proptest! {
        #[test]
        fn a_feed_has_the_same_records_in_whatever_pieces_it_comes(
            parts in prop::collection::vec(prop::sample::select(vec![
                "<item>", "</item>", "<item/>", "<title>", "</title>", "<link href='", "'/>", "<![CDATA[", "]]>", "<!--", "-->", "&amp;",
                "&#", "<", ">", "é", "<author><name>", "</name>", "(a@b", " rel=\"alternate\"", "a",
            ]), 0..30),
            piece in 1..20_usize,
        ) {
            let content = format!("<rss>{}", parts.concat());
            let feed = sniff(b"<rss>").unwrap();
            let records = |piece| {
                let mut found = Vec::new();
                let stream = BufReader::with_capacity(piece, content.as_bytes());
                let _ = read(Box::new(stream), &Origin { container: "f".into(), member: None }, feed, &mut |item| {
                    if let Item::Lines(lines) = item {
                        found.extend(lines.places().map(|it| (lines.number(it), lines.record(it).into_owned())));
                    }
                    ControlFlow::Continue(())
                });
                found
            };
            let whole = records(1 << 16);
            for (_, record) in &whole {
                prop_assert!(serde_json::from_slice::<Value>(record).is_ok());
            }
            prop_assert_eq!(records(piece), whole);
        }
    }
}
