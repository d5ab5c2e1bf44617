//! One rule: a CSS selector, and what of the elements that it matches is read.

use scraper::{ElementRef, Html, Selector};

use crate::date::context::Context;
use crate::date::form::Form;
use crate::date::{Moment, written};
use crate::extract::dom::builder;
use crate::extract::dom::text;
use crate::extract::lines::blocks;

/// A selector, with the attribute that is read instead of the text, and the form of the dates in it.
#[derive(Debug)]
pub struct Rule {
    /// The selector as it is written.
    pub selector: String,
    compiled: Selector,
    attribute: Option<String>,
    form: Option<Form>,
}

impl Rule {
    /// A rule with this selector; the reason where it is none.
    pub fn new(selector: &str, attribute: Option<String>, form: Option<Form>) -> Result<Self, String> {
        let compiled = Selector::parse(selector).map_err(|error| error.to_string())?;
        Ok(Self { selector: selector.to_owned(), compiled, attribute, form })
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
        match self.attribute.as_deref().or((element.value().name() == "meta").then_some("content")) {
            Some(name) => {
                element.attr(name).map(text::line_of_text).into_iter().filter(|line| !line.is_empty()).collect()
            }
            None => {
                let markup = element.html();
                let tree = builder::parse(&markup);
                let blocks = blocks::split(&tree, &blocks::own_marks(&tree, false));
                blocks.into_iter().map(|block| block.text).collect()
            }
        }
    }

    /// The same as one line; none if there is nothing in it.
    pub fn line(&self, element: ElementRef) -> Option<String> {
        Some(self.lines(element).join(" ")).filter(|line| !line.is_empty())
    }

    /// The date in an element: in the form of the rule, else as pages write dates. What a `<time>` says to machines comes
    /// before what it shows.
    pub fn moment(&self, element: ElementRef, context: &Context) -> Option<Moment> {
        let machine = self.attribute.is_none().then(|| element.attr("datetime")).flatten();
        let read = |text: &str| match &self.form {
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
        self.attribute.is_some()
    }

    /// All that the rule says, to notice a change.
    pub fn digested(&self) -> String {
        format!("{:?}", (&self.selector, &self.attribute, &self.form))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the first match of a rule gives.
    fn read(selector: &str, attribute: Option<&str>, html: &str) -> Vec<Vec<String>> {
        let rule = Rule::new(selector, attribute.map(str::to_owned), None).unwrap();
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
    }

    #[test]
    fn dates_of_elements() {
        let check = |attribute: Option<&str>, form: Option<&str>, html: &str, expected: Option<&str>| {
            let form = form.map(|form| Form::new(form).unwrap());
            let rule = Rule::new("time", attribute.map(str::to_owned), form).unwrap();
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
