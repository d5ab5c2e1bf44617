//! Rules of one's own: what somebody knows of a site that no general rule gets right, as CSS selectors. A page is looked up
//! by its host, and the pages of other hosts are extracted as if there were no rules.

mod rule;
mod pattern;
pub mod site;
pub mod split;
pub mod tally;
pub mod file;
mod exports;

use std::collections::BTreeMap;
use std::path::Path;

use aho_corasick::AhoCorasick;
use twox_hash::XxHash3_64;

use super::dom::{builder, charset};
use super::metadata::declared::{Declared, host};
use crate::source::RawPage;
use crate::source::pieces::Cut;
use exports::EXPORTS;
use file::SitesError;
use site::Site;

/// The rules of all sites that somebody has rules for, and those for the exports of press databases, which are built in.
#[derive(Debug)]
pub struct Sites {
    sites: Vec<Site>,
    /// The sites by their hosts.
    hosts: BTreeMap<String, usize>,
    /// A number that changes with any rule of any site.
    pub digest: u64,
    /// Finds a host of the sites in a page's bytes: only then is it worth while to look for its address.
    mentions: Option<AhoCorasick>,
    /// The texts by which pages of the sites without hosts are known, in lower case.
    marks: Vec<(usize, Vec<String>)>,
    /// Finds the first mark of any of them.
    first_marks: AhoCorasick,
}

/// A page's site.
#[derive(Debug, Clone, Copy)]
pub struct Ruled<'s> {
    /// The rules of the site.
    pub site: &'s Site,
    /// Whether the site says that the address of the page is no article's.
    pub is_excluded: bool,
}

/// Bytes at the head of a page in which the texts stand by which it is recognised.
const HEAD: usize = 8 << 10;

/// Bytes at the head of a page in which it gives its address.
const HEAD_WITH_ADDRESS: usize = 256 << 10;

impl Default for Sites {
    /// The rules that are built in.
    fn default() -> Self {
        Self::parse("").expect("an empty file")
    }
}

impl Sites {
    /// Reads a file of rules.
    pub fn parse(text: &str) -> Result<Self, SitesError> {
        let mut entries = file::parse(text)?;
        entries.extend(file::parse(EXPORTS).expect("a test reads them"));
        let (mut sites, mut hosts, mut marks) = (Vec::new(), BTreeMap::new(), Vec::new());
        for (number, entry) in entries.into_iter().enumerate() {
            hosts.extend(entry.hosts.into_iter().map(|host| (host, number)));
            if !entry.marks.is_empty() {
                marks.push((number, entry.marks.iter().map(|mark| mark.to_lowercase()).collect::<Vec<_>>()));
            }
            sites.push(entry.site);
        }
        let finder = |texts: Vec<&String>| {
            AhoCorasick::builder().ascii_case_insensitive(true).build(texts).expect("the texts are short")
        };
        let mentions = (!hosts.is_empty()).then(|| finder(hosts.keys().collect()));
        let first_marks = finder(marks.iter().map(|(_, marks)| &marks[0]).collect());
        let digests: Vec<u64> = sites.iter().map(|site: &Site| site.digest).collect();
        let digest = XxHash3_64::oneshot(format!("{digests:?}{hosts:?}{marks:?}").as_bytes());
        Ok(Self { sites, hosts, digest, mentions, marks, first_marks })
    }

    /// The site of a page, if there are rules for it. Its host is that of the address that it was fetched from, else of the
    /// one that it declares, else the name of the folder in which it lies.
    pub fn of(&self, page: &RawPage) -> Option<Ruled<'_>> {
        if let Some(site) = self.recognised(&page.bytes) {
            return Some(Ruled { site, is_excluded: false });
        }
        let mentions = self.mentions.as_ref()?;
        if let Some(url) = &page.url {
            return self.at_address(url);
        }
        let (folder, below) = self.folder(&page.origin.container).unzip();
        if folder.is_none() && !mentions.is_match(&page.bytes) && !is_utf16(&page.bytes) {
            return None;
        }
        match declared_address(page) {
            Some(url) => self.at_address(&url),
            None => Some(ruled(folder?, &below?)),
        }
    }

    /// The site without hosts whose marks stand in the head of a page.
    fn recognised(&self, bytes: &[u8]) -> Option<&Site> {
        let head = &bytes[..bytes.len().min(HEAD)];
        if !self.first_marks.is_match(head) {
            return None;
        }
        let head = charset::decode(head, None).to_lowercase();
        let (site, _) = self.marks.iter().find(|(_, marks)| marks.iter().all(|mark| head.contains(mark.as_str())))?;
        Some(&self.sites[*site])
    }

    /// Where a page may be cut that is too long for one tree, by its first bytes; none if it is no page of many articles.
    pub fn cut(&self, head: &[u8]) -> Option<Cut> {
        let site = self.recognised(head)?;
        let (_, marks) = self.marks.iter().find(|(number, _)| std::ptr::eq(&self.sites[*number], site))?;
        Some(Cut { begin: site.begin.clone()?, mark: marks.join(" ") })
    }

    /// Whether a record holds a host of the sites, so that it is worth while to look for its address.
    pub fn may_rule(&self, record: &[u8]) -> bool {
        self.mentions.as_ref().is_some_and(|mentions| mentions.is_match(record))
    }

    /// The site of an address, if there are rules for it.
    pub fn at_address(&self, url: &str) -> Option<Ruled<'_>> {
        let site = self.at(host(url))?;
        let behind = url.split_once("://").map_or(url, |(_, rest)| rest);
        Some(ruled(site, behind.find('/').map_or("/", |at| &behind[at..])))
    }

    /// The site of a host: that of the nearest host above it.
    fn at(&self, host: &str) -> Option<&Site> {
        let host = host.to_lowercase();
        let above = std::iter::successors(Some(host.as_str()), |host| host.split_once('.').map(|(_, rest)| rest));
        above.filter_map(|host| self.hosts.get(host)).next().map(|number| &self.sites[*number])
    }

    /// The site whose host is the name of a folder around a file, and the path of the file below it.
    fn folder(&self, file: &Path) -> Option<(&Site, String)> {
        let names: Vec<_> = file.iter().map(|name| name.to_string_lossy()).collect();
        let (_, folders) = names.split_last()?;
        let (at, site) = folders.iter().enumerate().rev().find_map(|(at, name)| Some((at, self.at(name)?)))?;
        Some((site, format!("/{}", names[at + 1..].join("/"))))
    }
}

fn ruled<'s>(site: &'s Site, path: &str) -> Ruled<'s> {
    Ruled { site, is_excluded: site.excludes(path) }
}

/// The address that a page gives itself in its head.
fn declared_address(page: &RawPage) -> Option<String> {
    let head = &page.bytes[..page.bytes.len().min(HEAD_WITH_ADDRESS)];
    let text = charset::decode(head, page.content_type.as_deref());
    let tree = builder::parse(&text);
    let declared = Declared::read(&tree, None);
    declared.address().or_else(|| declared.shared_address()).map(str::to_owned)
}

/// Whether a page is in UTF-16, in which no host would be found.
fn is_utf16(bytes: &[u8]) -> bool {
    bytes.iter().take(64).filter(|byte| **byte == 0).count() >= 16
}

#[cfg(test)]
mod tests {
    use super::split::PartName;
    use super::*;
    use crate::article::{Article, Rejection};
    use crate::extract::{Explanation, explain};

    /// A page of which the general extraction takes the wrong things.
    const PAGE: &str = "<html><head><title>Le Quai</title><meta name=topic content=Mer><meta property=article:published_time \
        content=2025-03-03T10:00:00Z></head><body><h1>Le Quai</h1><div class=head>La passerelle du port rouvre</div>\
        <p class=top>Onze semaines de travaux.</p><div class=by>Par Odile Kermarec et Yann Le Bris</div>\
        <span class=day data-day=03/04/2025>le 7 mars 2025</span><span class=paper>La Rade</span>\
        <div class=story><p>La passerelle du port a été rouverte lundi matin, après onze semaines de travaux.</p>\
        <aside class=promo><p>Toute la rade dans votre boîte, chaque matin, pour un euro par mois seulement.</p></aside>\
        <p>« On ne l'attendait plus », sourit Odile Kermarec, qui la traverse chaque jour.</p></div></body></html>";

    fn page(url: &str, html: &str) -> RawPage {
        let url = Some(url.to_owned()).filter(|url| !url.is_empty());
        RawPage { bytes: html.as_bytes().to_vec(), url, ..RawPage::default() }
    }

    fn sites(keys: &str) -> Sites {
        Sites::parse(&format!("[[site]]\nhost = \"quai.example\"\n{keys}\n")).unwrap()
    }

    fn explained(keys: &str, html: &str) -> Explanation {
        let (sites, page) = (sites(keys), page("https://www.quai.example/a.html", html));
        explain(&page, sites.of(&page))
    }

    /// What a rule makes of the page: one field of its article.
    #[track_caller]
    fn check(keys: &str, html: &str, field: impl Fn(Article) -> String, expected: &str) {
        assert_eq!(field(explained(keys, html).outcome.unwrap()), expected, "{keys}");
    }

    #[test]
    fn each_key_gives_its_field() {
        let title = |article: Article| article.title;
        let lead = |article: Article| article.lead.unwrap_or_default();
        let body = |article: Article| article.body;
        let authors = |article: Article| article.authors.join("; ");
        let section = |article: Article| article.section.unwrap_or_default();
        let source = |article: Article| article.source.unwrap_or_default();
        let date = |article: Article| {
            article.published.map(|it| format!("{} {:?}", it.moment, it.evidence)).unwrap_or_default()
        };
        check("title = \".head\"", PAGE, title, "La passerelle du port rouvre");
        check("title = [\".none\", \".head\", \"h1\"]", PAGE, title, "La passerelle du port rouvre");
        check("standfirst = \"p.top\"", PAGE, lead, "Onze semaines de travaux.");
        check(
            "body = \".story > p\"",
            PAGE,
            body,
            "La passerelle du port a été rouverte lundi matin, après onze semaines de travaux.\n\
             « On ne l'attendait plus », sourit Odile Kermarec, qui la traverse chaque jour.",
        );
        check("body = \".head\"", PAGE, body, "La passerelle du port rouvre");
        check("date = \".day\"", PAGE, date, "2025-03-07 Rule");
        check("date = { select = \".day\", attribute = \"data-day\" }", PAGE, date, "2025-04-03 Rule");
        check(
            "date = { select = \".day\", attribute = \"data-day\", form = \"%m/%d/%Y\" }",
            PAGE,
            date,
            "2025-03-04 Rule",
        );
        check("date = [{ select = \".day\", form = \"%m/%d/%Y\" }, \".day\"]", PAGE, date, "2025-03-07 Rule");
        check("date = \".none\"", PAGE, date, "2025-03-03T11:00 Meta");
        check("authors = \".by\"", PAGE, authors, "Odile Kermarec; Yann Le Bris");
        check("section = \"meta[name=topic]\"", PAGE, section, "Mer");
        check("newspaper = \".paper\"", PAGE, source, "La Rade");
        let without_promo = |article: Article| article.body.contains("un euro").to_string();
        check("body = \".story\"", PAGE, without_promo, "true");
        check("body = \".story\"\nremove = [\".none\", \".promo\"]", PAGE, without_promo, "false");
    }

    #[test]
    fn what_a_rule_does_not_find_stays_as_it_was() {
        let plain = explained("", PAGE);
        let with = explained("title = \".none\"\nbody = \".none\"\nauthors = \"img\"\ndate = \".head\"", PAGE);
        assert_eq!(with.outcome, plain.outcome);
        let keys: Vec<_> = with.applied.unwrap().keys.into_iter().map(|given| (given.key, given.selector)).collect();
        assert_eq!(keys, [("title", None), ("body", None), ("date", None), ("authors", None)]);
    }

    #[test]
    fn what_rules_gave_is_told() {
        let keys = "body = [\".none\", \".story p\"]\ntitle = \".head\"\nremove = \".promo\"";
        let applied = explained(keys, PAGE).applied.unwrap();
        assert_eq!(applied.site, "quai.example");
        let told: Vec<_> = applied
            .keys
            .iter()
            .map(|it| format!("{} {} {}", it.key, it.selector.as_deref().unwrap_or("-"), it.value))
            .collect();
        let expected = ["title .head La passerelle du port rouvre", "body .story p 2 lines", "remove .promo 1 element"];
        assert_eq!(told, expected);
    }

    #[test]
    fn a_body_that_is_pointed_at_is_an_article() {
        let html = "<title>Brève</title><p class=t>La digue tient.</p>";
        assert_eq!(explained("", html).outcome, Err(Rejection::TooShort));
        check("body = \".t\"", html, |article| article.body, "La digue tient.");
        assert_eq!(explained("body = \".u\"", html).outcome, Err(Rejection::TooShort));
    }

    #[test]
    fn a_standfirst_is_not_said_again_in_the_body() {
        let html =
            "<h1>La digue</h1><div class=s><p class=l>Elle tient bon.</p><p>Elle a tenu toute la nuit.</p></div>";
        let both = |article: Article| format!("{}|{}", article.lead.unwrap_or_default(), article.body);
        check(
            "body = \".s\"\nstandfirst = \".l\"",
            html,
            both,
            "Elle tient bon.|Elle tient bon.\nElle a tenu toute la nuit.",
        );
    }

    #[test]
    fn addresses_that_are_no_articles() {
        let sites = sites("no-article = [\"/video/*\", \"/\"]");
        let check = |url: &str, expected: bool| {
            let page = page(url, PAGE);
            let outcome = explain(&page, sites.of(&page)).outcome;
            assert_eq!(outcome == Err(Rejection::Excluded), expected, "{url}");
        };
        check("https://www.quai.example/video/a.html", true);
        check("https://www.quai.example", true);
        check("https://www.quai.example/?a=b", true);
        check("https://www.quai.example/a/video/", false);
        check("https://rade.example/video/a.html", false);
    }

    #[test]
    fn a_page_is_known_by_its_host() {
        let sites = Sites::parse(
            "[[site]]\nhost = [\"www.quai.example\", \"rade.fr\"]\n[[site]]\nhost = \"sport.quai.example\"\n\
             [[site]]\nrecognise = [\"<Quai-Export\", \"version 2\"]\n",
        )
        .unwrap();
        let check = |url: &str, file: &str, html: &str, expected: Option<&str>| {
            let mut page = page(url, html);
            page.origin.container = file.into();
            assert_eq!(sites.of(&page).map(|ruled| ruled.site.name.as_str()), expected, "{url} {file} {html}");
        };
        check("https://quai.example/a", "", "", Some("quai.example"));
        check("https://WWW.Quai.example/a", "", "", Some("quai.example"));
        check("https://m.sport.quai.example/a", "", "", Some("sport.quai.example"));
        check("https://monquai.example/a", "", "", None);
        let canonical = "<link rel=canonical href=https://rade.fr/a>";
        check("", "", canonical, Some("quai.example"));
        check("", "", "<meta property=og:url content=https://www.rade.fr/a>", Some("quai.example"));
        check("", "", "<a href=https://rade.fr/a>", None);
        check("https://autre.example/a", "", canonical, None);
        check("", "/data/www.rade.fr/2025/a.html", "", Some("quai.example"));
        check("", "/data/rade.fr/sport.quai.example/a.html", "", Some("sport.quai.example"));
        check("", "/data/rade.fr/a.html", "<link rel=canonical href=https://autre.example/a>", None);
        check("", "/data/rade.fr", "", None);
        check("", "", "<!doctype html><QUAI-EXPORT a='Version 2'>", Some("<Quai-Export"));
        check("", "", "<quai-export>", None);
        let utf16: Vec<u8> = format!("\u{feff}{canonical}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let page = RawPage { bytes: utf16, ..RawPage::default() };
        assert!(sites.of(&page).is_some());
        assert!(Sites::default().of(&page).is_none());
    }

    #[test]
    fn a_page_is_cut_into_its_articles() {
        #[track_caller]
        fn check(keys: &str, html: &str, expected: &[(PartName, &str)]) {
            let (sites, page) = (sites(keys), page("https://quai.example/breves", html));
            let parts = sites.of(&page).unwrap().site.split(&page).unwrap_or_default();
            let parts: Vec<(PartName, String)> = parts
                .into_iter()
                .map(|part| (part.name, explain(&part.page, sites.of(&part.page)).outcome.unwrap().title))
                .collect();
            let parts: Vec<_> = parts.iter().map(|(name, title)| (name.clone(), title.as_str())).collect();
            assert_eq!(parts, expected, "{keys}");
        }
        let nth = PartName::Nth;
        let within = |name: &str| PartName::Within(name.to_owned());
        let given = |name: &str| PartName::Given(name.to_owned());
        let brief = |attributes: &str, title: &str| {
            format!(
                "<div {attributes}><h2>{title}</h2><p>Le vent a soufflé toute la nuit sur la rade.</p><i>n° {title}</i></div>"
            )
        };
        let html = format!(
            "<title>Les brèves</title><main class=list>{}{}{}</main>",
            brief("class=b data-id=u", "Un"),
            brief("class=b data-id=u", "Deux"),
            brief("class=b", "Trois")
        );
        let rules = "title = \".list h2\"\nbody = \"p\"\n";
        let with = |split: &str| format!("{rules}split = {split}");
        check(&with("\".b\""), &html, &[(nth(1), "Un"), (nth(2), "Deux"), (nth(3), "Trois")]);
        check(
            &with("[\".none\", { select = \".b\", attribute = \"data-id\" }]"),
            &html,
            &[(within("u"), "Un"), (nth(2), "Deux"), (nth(3), "Trois")],
        );
        check(
            &with("\".b\"\nid = \"i\""),
            &html,
            &[(given("n° Un"), "Un"), (given("n° Deux"), "Deux"), (given("n° Trois"), "Trois")],
        );
        check(&with("\".none\""), &html, &[]);
        check(rules, &html, &[]);
    }

    #[test]
    fn rules_are_digested() {
        let digest = |keys: &str| sites(keys).sites[0].digest;
        let first = digest("title = \"h1\"\nremove = \"p\"");
        assert_eq!(first, digest("# changed\nremove = [\"p\"]\ntitle = { select = \"h1\" }"));
        for other in [
            "",
            "title = \"h2\"\nremove = \"p\"",
            "title = \"p\"\nremove = \"h1\"",
            "title = \"h1\"\nremove = \"p\"\nno-article = \"/p\"",
            "title = { select = \"h1\", attribute = \"p\" }\nremove = \"p\"",
            "body = \"h1\"\nremove = \"p\"",
            "title = \"h1\"\nsplit = \"p\"",
        ] {
            assert_ne!(first, digest(other), "{other}");
        }
    }

    #[test]
    fn what_is_nested_deep_has_no_rules() {
        let html = format!("{}<p class=t>La digue tient bon.", "<div>".repeat(100_000));
        assert_eq!(explained("body = \".t\"", &html).applied.unwrap().keys[0].selector, None);
    }
}
