//! One rule: a CSS selector, and what of the elements that it matches is read.

use scraper::{ElementRef, Html, Selector};

use crate::date::context::Context;
use crate::date::form::Form;
use crate::date::{Moment, written};
use crate::extract::dom::builder;
use crate::extract::dom::text;
use crate::extract::lines::blocks;

/// A selector, and what of the elements that it matches is the value.
#[derive(Debug)]
pub struct Rule {
    /// The selector as it is written.
    pub selector: String,
    compiled: Selector,
    without: Option<Selector>,
    reading: Reading,
}

/// How the value is read from an element.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The attribute that is read instead of the text.
    pub attribute: Option<String>,
    /// The elements inside that are left out.
    pub without: Option<String>,
    /// What the text begins with, where only a text that begins so is meant; the value is what follows.
    pub label: Option<String>,
    /// What the value begins with.
    pub from: Option<String>,
    /// What the value ends before.
    pub until: Vec<String>,
    /// How a date is written.
    pub form: Option<Form>,
}

impl Rule {
    /// A rule with this selector; what is wrong where it, or the one of what is left out, is none.
    pub fn new(selector: &str, reading: Reading) -> Result<Self, String> {
        let compile =
            |text: &str| Selector::parse(text).map_err(|error| format!("`{text}` is no CSS selector: {error}"));
        let without = reading.without.as_deref().map(compile).transpose()?;
        Ok(Self { selector: selector.to_owned(), compiled: compile(selector)?, without, reading })
    }

    /// The elements that it matches, in the page's order, without those inside another of them.
    pub fn select<'h>(&self, html: &'h Html) -> Vec<ElementRef<'h>> {
        let mut found: Vec<ElementRef> = Vec::new();
        for element in html.select(&self.compiled) {
            let is_inside = |last: &ElementRef| element.ancestors().any(|around| around.id() == last.id());
            if !found.last().is_some_and(is_inside) {
                found.push(element);
            }
        }
        found
    }

    /// The lines of an element as a reader sees them, or the attribute that was asked for. A `<meta>` has no text but its
    /// `content`.
    pub fn lines(&self, element: ElementRef) -> Vec<String> {
        let attribute = self.reading.attribute.as_deref().or((element.value().name() == "meta").then_some("content"));
        let text = match attribute {
            Some(name) => element.attr(name).map(text::line_of_text).unwrap_or_default(),
            None => self.shown(element).join("\n"),
        };
        let value = self.reading.value(&text).unwrap_or_default();
        value.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    fn shown(&self, element: ElementRef) -> Vec<String> {
        let mut markup = standing_alone(element);
        if let Some(without) = &self.without {
            let mut page = Html::parse_document(&markup);
            let same = page.root_element().descendent_elements().find(|it| it.value().name() == element.value().name());
            let doomed: Vec<_> = same.map(|same| same.select(without).map(|it| it.id()).collect()).unwrap_or_default();
            for id in doomed {
                if let Some(mut node) = page.tree.get_mut(id) {
                    node.detach();
                }
            }
            markup = page.html();
        }
        let tree = builder::parse(&markup);
        let blocks = blocks::split(&tree, &blocks::own_marks(&tree, false));
        blocks.into_iter().map(|block| block.text).collect()
    }

    /// The same as one line; none if there is nothing in it.
    pub fn line(&self, element: ElementRef) -> Option<String> {
        Some(self.lines(element).join(" ")).filter(|line| !line.is_empty())
    }

    /// The date in an element: in the form of the rule, else as pages write dates. What a `<time>` says to machines comes
    /// before what it shows.
    pub fn moment(&self, element: ElementRef, context: &Context) -> Option<Moment> {
        let machine = self.reading.attribute.is_none().then(|| element.attr("datetime")).flatten();
        let read = |text: &str| match &self.reading.form {
            Some(form) => form.read(text, context),
            None => {
                let found = || written::find(text, context).into_iter().next();
                written::parse(text, context).or_else(|| found().map(|(_, moment)| moment))
            }
        };
        machine.and_then(read).or_else(|| read(&self.line(element)?))
    }

    /// Whether an attribute is read.
    pub fn has_attribute(&self) -> bool {
        self.reading.attribute.is_some()
    }

    /// All that the rule says, to notice a change.
    pub fn digested(&self) -> String {
        format!("{:?}", (&self.selector, &self.reading))
    }
}

/// The markup of an element, with what a parser needs around it to keep it.
pub fn standing_alone(element: ElementRef) -> String {
    let around = match element.value().name() {
        "tr" | "tbody" | "thead" | "tfoot" | "caption" => "<table>",
        "td" | "th" => "<table><tr>",
        "option" | "optgroup" => "<select>",
        _ => "",
    };
    around.to_owned() + &element.html()
}

impl Reading {
    /// What of a text is the value; none if it is none of the texts that are meant.
    fn value<'t>(&self, text: &'t str) -> Option<&'t str> {
        let mut value = text;
        if let Some(label) = &self.label {
            value = value.strip_prefix(label.as_str()).filter(|rest| !rest.starts_with(char::is_alphanumeric))?;
            value = value.trim_start_matches(|c: char| c.is_whitespace() || c == ':');
        }
        if let Some(from) = &self.from {
            value = &value[value.find(from.as_str())?..];
        }
        let end = self.until.iter().filter_map(|until| value.find(until.as_str())).min();
        let value = &value[..end.unwrap_or(value.len())];
        Some(value.trim_end_matches(|c: char| c.is_whitespace() || c == ','))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the first match of a rule gives.
    fn read(selector: &str, attribute: Option<&str>, html: &str) -> Vec<Vec<String>> {
        let attribute = attribute.map(str::to_owned);
        let rule = Rule::new(selector, Reading { attribute, ..Reading::default() }).unwrap();
        rule.select(&Html::parse_document(html)).into_iter().map(|element| rule.lines(element)).collect()
    }

    #[test]
    fn lines_of_elements() {
        #[track_caller]
        fn check(selector: &str, attribute: Option<&str>, html: &str, expected: &[&[&str]]) {
            assert_eq!(read(selector, attribute, html), expected, "{selector} {html}");
        }
        check("p", None, "<p>La digue<br>tient &amp; bon</p><p> </p>", &[&["La digue", "tient & bon"], &[]]);
        check("div", None, "<div><div>Un</div><div>Deux</div></div><div>Trois</div>", &[&["Un", "Deux"], &["Trois"]]);
        check("ul, li", None, "<ul><li>Un<li>Deux</ul>", &[&["Un", "Deux"]]);
        check("meta[name=a]", None, "<meta name=a content=' La&#32;digue '>", &[&["La digue"]]);
        check("img", Some("alt"), "<img alt='La digue'><img alt><img>", &[&["La digue"], &[], &[]]);
        check("p", None, "<p>Un<script>deux()</script><style>p{}</style></p>", &[&["Un"]]);
        check("h1", None, "<p>Un</p>", &[]);
        check("tr", None, "<table><tr><td>Un<td>Deux</table>", &[&["Un", "Deux"]]);
        check("th", None, "<table><tr><th>Un<td>Deux</table>", &[&["Un"]]);
    }

    #[test]
    fn a_part_of_a_text() {
        #[track_caller]
        fn check(reading: Reading, text: &str, expected: Option<&str>) {
            assert_eq!(reading.value(text), expected, "{reading:?}");
        }
        let label = |label: &str| Reading { label: Some(label.to_owned()), ..Reading::default() };
        let between = |from: &str, until: &[&str]| Reading {
            from: Some(from.to_owned()).filter(|from| !from.is_empty()),
            until: until.iter().map(|it| (*it).to_owned()).collect(),
            ..Reading::default()
        };
        check(label("HD"), "HD\nLa digue", Some("La digue"));
        check(label("Paru le"), "Paru le : 3 mars", Some("3 mars"));
        check(label("HD"), "HDF, la région", None);
        check(label("HD"), "La digue", None);
        check(between("", &["(", ","]), "Le Quai, no. 12 (site)", Some("Le Quai"));
        check(between("", &[","]), "Le Quai", Some("Le Quai"));
        check(between("n°", &[" "]), "Page 3, n°12 du mois", Some("n°12"));
        check(between("n°", &[]), "Page 3", None);
        check(between("", &["Le"]), "Le Quai", Some(""));
    }

    #[test]
    fn elements_inside_are_left_out() {
        let reading = Reading { without: Some("b, i".to_owned()), ..Reading::default() };
        let rule = Rule::new("p", reading).unwrap();
        let html = Html::parse_document("<p>Un<b>deux <i>trois</i></b> quatre<i>cinq</i>");
        assert_eq!(rule.lines(rule.select(&html)[0]), ["Un quatre"]);
    }

    #[test]
    fn dates_of_elements() {
        let check = |attribute: Option<&str>, form: Option<&str>, html: &str, expected: Option<&str>| {
            let form = form.map(|form| Form::new(form).unwrap());
            let reading = Reading { attribute: attribute.map(str::to_owned), form, ..Reading::default() };
            let rule = Rule::new("time", reading).unwrap();
            let html = Html::parse_document(html);
            let moment = rule.moment(rule.select(&html)[0], &Context::default());
            assert_eq!(moment.map(|moment| moment.to_string()).as_deref(), expected);
        };
        let both = "<time datetime='2025-03-04T18:30' data-day='05/03/2025'>Le 6 mars 2025</time>";
        check(None, None, both, Some("2025-03-04T18:30"));
        check(Some("data-day"), None, both, Some("2025-03-05"));
        check(Some("data-day"), Some("%m/%d/%Y"), both, Some("2025-05-03"));
        check(None, None, "<time datetime=hier>Paru le 6 mars 2025, page 2</time>", Some("2025-03-06"));
        check(Some("datetime"), None, "<time datetime=hier>Le 6 mars 2025</time>", None);
    }
}
