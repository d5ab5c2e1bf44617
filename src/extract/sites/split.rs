//! Pages with several articles, cut into a page each.

use std::collections::HashSet;
use std::fmt;

use scraper::{ElementRef, Html};
use twox_hash::XxHash3_64;

use super::rule::standing_alone;
use super::site::Site;
use crate::extract::dom::charset;
use crate::source::RawPage;

/// One of several articles on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The page that the article would have alone.
    pub page: RawPage,
    /// What distinguishes it from the others.
    pub name: PartName,
}

/// What distinguishes an article from the others of its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartName {
    /// Its place among them, from 1.
    Nth(usize),
    /// A name that no other of the page has.
    Within(String),
    /// An id that the page gives it, wherever it stands.
    Given(String),
}

/// As it stands behind the name of the page: `#2`, `#id=port`.
impl fmt::Display for PartName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nth(nth) => write!(f, "#{nth}"),
            Self::Within(name) | Self::Given(name) => write!(f, "#id={name}"),
        }
    }
}

/// Words in the names of metadata that a page says of itself, and that are not its articles'.
const OF_THE_WHOLE: [&str; 4] = ["title", "description", "image", "charset"];

impl Site {
    /// Cuts a page into its articles; none if the site has no rule for that, or none of the page's elements is one.
    ///
    /// Each keeps the elements around it, empty but for it, and what the page's head says of newspaper and date; that of an export
    /// keeps nothing but itself.
    pub fn split(&self, page: &RawPage) -> Option<Vec<Part>> {
        if self.split.is_empty() {
            return None;
        }
        let html = Self::tree(&charset::decode(&page.bytes, page.content_type.as_deref()));
        let (rule, elements) = self.split.iter().find_map(|rule| {
            let elements = rule.select(&html);
            (!elements.is_empty()).then_some((rule, elements))
        })?;
        let head = head(&html);
        let mut names = HashSet::new();
        let part = |(element, nth): (ElementRef, usize)| {
            let bytes = self.alone(element, &head).into_bytes();
            let id = || {
                let part = Html::parse_document(&standing_alone(element));
                self.id.iter().find_map(|rule| rule.select(&part).into_iter().find_map(|element| rule.line(element)))
            };
            // The next export may have further articles before this one.
            let within = match rule.has_attribute() {
                true => rule.line(element),
                false => (!self.has_host).then(|| format!("{:016x}", XxHash3_64::oneshot(&bytes))),
            };
            let name = match (id(), within) {
                (Some(id), _) => PartName::Given(id),
                (None, Some(name)) if names.insert(name.clone()) => PartName::Within(name),
                _ => PartName::Nth(nth),
            };
            let content_type = Some("text/html; charset=utf-8".to_owned());
            Part { page: RawPage { bytes, content_type, ..all_but_bytes(page) }, name }
        };
        Some(elements.into_iter().zip(1..).map(part).collect())
    }

    /// The page that an article would have alone, without what is removed. One of an export is the same in all exports, whose
    /// other parts say who had it made and when, and which mark the words that were searched for.
    fn alone(&self, element: ElementRef, head: &str) -> String {
        if self.has_host {
            return within(element, head);
        }
        let page = format!("<!DOCTYPE html>{}", standing_alone(element).replace("<mark>", "").replace("</mark>", ""));
        self.open(&page).markup()
    }
}

fn all_but_bytes(page: &RawPage) -> RawPage {
    let RawPage { origin, url, fetched, .. } = page;
    RawPage { origin: origin.clone(), url: url.clone(), fetched: *fetched, ..RawPage::default() }
}

/// What the head of the page says of all its articles.
fn head(html: &Html) -> String {
    let mut head = String::from("<head>");
    for element in html.root_element().child_elements().flat_map(|part| part.child_elements()) {
        let name = element.attr("property").or_else(|| element.attr("name")).unwrap_or("charset").to_ascii_lowercase();
        let is_kept = match element.value().name() {
            "meta" => !OF_THE_WHOLE.iter().any(|word| name.contains(word)),
            "link" => element.attr("rel") == Some("canonical"),
            _ => false,
        };
        if is_kept {
            head.push_str(&element.html());
        }
    }
    head + "</head>"
}

/// A page with one element of another, and those around it.
fn within(element: ElementRef, head: &str) -> String {
    let around: Vec<ElementRef> = element.ancestors().filter_map(ElementRef::wrap).collect();
    let mut page = String::from("<!DOCTYPE html>");
    for element in around.iter().rev() {
        page.push_str(&opening(*element));
        if element.value().name() == "html" {
            page.push_str(head);
        }
    }
    page.push_str(&element.html());
    page
}

/// The opening tag of an element.
fn opening(element: ElementRef) -> String {
    let mut tag = format!("<{}", element.value().name());
    for (name, value) in element.value().attrs() {
        tag.push_str(&format!(" {name}=\"{}\"", value.replace('&', "&amp;").replace('"', "&quot;")));
    }
    tag + ">"
}
