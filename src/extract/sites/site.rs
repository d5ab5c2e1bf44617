//! The rules of one site, and what they find on a page of it.

use scraper::Html;
use twox_hash::XxHash3_64;

use super::pattern::Pattern;
use super::rule::Rule;
use crate::date::Moment;
use crate::date::context::Context;
use crate::extract::dom::builder;
use crate::extract::metadata::authors;

/// The rules of one site.
#[derive(Debug, Default)]
pub struct Site {
    /// Its first host, else the first text by which its pages are known.
    pub name: String,
    /// Whether its pages are known by their host.
    pub has_host: bool,
    /// The text with which each article begins on a page of several, so that a page too long for one tree can be cut.
    pub begin: Option<String>,
    /// A number that changes with any rule.
    pub digest: u64,
    /// The rules for each field, to be tried in this order.
    pub(super) fields: Vec<(Field, Vec<Rule>)>,
    /// What is taken out of a page before anything is read.
    pub(super) remove: Vec<Rule>,
    /// The elements that are an article each.
    pub(super) split: Vec<Rule>,
    /// The ids of these articles.
    pub(super) id: Vec<Rule>,
    /// Addresses that are no articles.
    pub(super) no_article: Vec<Pattern>,
}

/// A field of an article that a rule may be for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Standfirst,
    Body,
    Date,
    Authors,
    Section,
    Newspaper,
    Page,
}

impl Field {
    pub const ALL: [(Self, &str); 8] = [
        (Self::Title, "title"),
        (Self::Standfirst, "standfirst"),
        (Self::Body, "body"),
        (Self::Date, "date"),
        (Self::Authors, "authors"),
        (Self::Section, "section"),
        (Self::Newspaper, "newspaper"),
        (Self::Page, "page"),
    ];

    fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

/// What the rules of a site have found on a page. A field for which they have found nothing is empty.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The title.
    pub title: Option<String>,
    /// The standfirst, a paragraph a line.
    pub lead: Option<String>,
    /// The body, a paragraph a line.
    pub body: Option<String>,
    /// The date of publication.
    pub date: Option<Moment>,
    /// The authors.
    pub authors: Vec<String>,
    /// The section.
    pub section: Option<String>,
    /// The newspaper.
    pub source: Option<String>,
    /// The page of the printed newspaper.
    pub page: Option<String>,
    /// Whether the rules are those of an export, which has what it has in its places, so that nothing is to be guessed.
    pub is_of_export: bool,
}

/// The rules that were asked on a page, and what each gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The site that has them.
    pub site: String,
    /// Whether its pages are known by their host.
    pub has_host: bool,
    /// What each key of the site gave.
    pub keys: Vec<Given>,
}

/// What the rules under one key gave on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The key, such as `title`.
    pub key: &'static str,
    /// The selectors that gave something; none if none did.
    pub selector: Option<String>,
    /// What they gave.
    pub value: String,
}

/// A page of a site as its rules see it, without what they remove.
pub struct Opened<'s> {
    site: &'s Site,
    html: Html,
    /// The markup that is left, if they have removed something.
    pub left: Option<String>,
    removed: Given,
}

/// The deepest nesting of a page that rules are applied to. The selectors' tree takes time that grows with it.
const DEEPEST: u32 = 256;

impl Site {
    /// The number that changes with any rule.
    pub(super) fn digested(&self) -> u64 {
        let said = |rules: &[Rule]| rules.iter().map(Rule::digested).collect::<Vec<_>>();
        let fields: Vec<_> = self.fields.iter().map(|(field, rules)| (field, said(rules))).collect();
        let patterns: Vec<&str> = self.no_article.iter().map(|pattern| pattern.written.as_str()).collect();
        let all = format!("{fields:?}{:?}{:?}{:?}{patterns:?}", said(&self.remove), said(&self.split), said(&self.id));
        XxHash3_64::oneshot(all.as_bytes())
    }

    /// Whether an address of the site is no article's, of which `path` is what stands behind the host.
    pub(super) fn excludes(&self, path: &str) -> bool {
        self.no_article.iter().any(|pattern| pattern.matches(path))
    }

    /// The tree of a page in which selectors are looked for; an empty one for a page that is nested too deep.
    pub(super) fn tree(text: &str) -> Html {
        Html::parse_document(if is_deep(text) { "" } else { text })
    }

    /// Parses a page of the site, and takes out of it what is to be removed.
    pub fn open(&self, text: &str) -> Opened<'_> {
        let mut html = Self::tree(text);
        let mut removed = Given { key: "remove", selector: None, value: String::new() };
        let (mut selectors, mut count) = (Vec::new(), 0);
        for rule in &self.remove {
            let doomed: Vec<_> = rule.select(&html).iter().map(|element| element.id()).collect();
            if !doomed.is_empty() {
                selectors.push(rule.selector.as_str());
            }
            count += doomed.len();
            for id in doomed {
                if let Some(mut node) = html.tree.get_mut(id) {
                    node.detach();
                }
            }
        }
        let left = (count > 0).then(|| html.html());
        if count > 0 {
            removed.selector = Some(selectors.join(", "));
            removed.value = if count == 1 { "1 element".to_owned() } else { format!("{count} elements") };
        }
        Opened { site: self, html, left, removed }
    }
}

impl Opened<'_> {
    /// The markup of the page, without what is removed.
    pub(super) fn markup(&self) -> String {
        self.html.html()
    }

    /// What the rules find, and which of them gave it.
    pub fn find(&self, context: &Context) -> (Found, Applied) {
        let mut found = Found { is_of_export: !self.site.has_host, ..Found::default() };
        let mut keys = Vec::new();
        for (field, rules) in &self.site.fields {
            let given = rules.iter().find_map(|rule| {
                let value = self.read(*field, rule, context, &mut found)?;
                Some((rule.selector.clone(), value))
            });
            let (selector, value) = given.unzip();
            keys.push(Given { key: field.name(), selector, value: value.unwrap_or_default() });
        }
        if !self.site.remove.is_empty() {
            keys.push(self.removed.clone());
        }
        (found, Applied { site: self.site.name.clone(), has_host: self.site.has_host, keys })
    }

    /// Reads a field by one rule, and says what it has become; none where the rule gives nothing.
    fn read(&self, field: Field, rule: &Rule, context: &Context, found: &mut Found) -> Option<String> {
        let elements = rule.select(&self.html);
        let line = || elements.iter().find_map(|element| rule.line(*element));
        let lines = || elements.iter().flat_map(|element| rule.lines(*element)).collect::<Vec<_>>();
        let text = || Some(lines().join("\n")).filter(|text| !text.is_empty());
        let counted = |text: &Option<String>| {
            text.as_ref().map(|text| match text.lines().count() {
                1 => "1 line".to_owned(),
                count => format!("{count} lines"),
            })
        };
        match field {
            Field::Title => keep(&mut found.title, line()),
            Field::Section => keep(&mut found.section, line()),
            // It may stand above its edition, or behind the time.
            Field::Newspaper => {
                let name = elements.iter().flat_map(|element| rule.lines(*element).into_iter().next());
                keep(&mut found.source, name.into_iter().find(|name| !is_time(name)))
            }
            Field::Page => keep(&mut found.page, line().and_then(|line| page_number(&line))),
            Field::Standfirst => {
                found.lead = text();
                found.lead.clone()
            }
            Field::Body => {
                found.body = text();
                counted(&found.body)
            }
            Field::Date => {
                found.date = elements.iter().find_map(|element| rule.moment(*element, context));
                found.date.map(|moment| moment.to_string())
            }
            Field::Authors => {
                let lines: Vec<String> = elements.iter().filter_map(|element| rule.line(*element)).collect();
                found.authors = authors::names(lines.iter().map(String::as_str));
                Some(found.authors.join(", ")).filter(|names| !names.is_empty())
            }
        }
    }
}

fn keep(field: &mut Option<String>, value: Option<String>) -> Option<String> {
    field.clone_from(&value);
    value
}

/// The number of a page, without what is written before it: of `p. 12` and `Page 12` the `12`.
fn page_number(text: &str) -> Option<String> {
    let number = text.trim_start_matches([',', ' ']);
    let number = ["pages", "page", "pp.", "p."].iter().find_map(|it| {
        let (word, number) = number.split_at_checked(it.len())?;
        word.eq_ignore_ascii_case(it).then_some(number)
    });
    Some(number.unwrap_or(text).trim().to_owned()).filter(|number| !number.is_empty())
}

fn is_time(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && text.contains(':')
}

fn is_deep(text: &str) -> bool {
    let tree = builder::parse(text);
    let mut depths = vec![0; tree.len()];
    for node in 1..tree.len() {
        depths[node] = tree.parent(node).map_or(0, |parent| depths[parent]) + 1;
    }
    depths.into_iter().max() > Some(DEEPEST)
}
