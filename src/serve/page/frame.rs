//! What stands around every page: the head, the search box, the foot.

use maud::{DOCTYPE, Markup, html};

use super::address::Address;
use super::language::Language;
use super::tab::Tab;

/// What all pages share.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The name of the collection.
    pub title: String,
    /// The language of the page.
    pub language: Language,
    /// Its address.
    pub address: Address,
}

impl Frame {
    /// A whole page: what it is about, for the title of its window, and its main part, which has the heading.
    pub fn page(&self, about: &str, main: &Markup) -> Markup {
        let (language, to) = (self.language, |path| self.address.to(path, &[]));
        html! {
            (DOCTYPE)
            html lang=(language.code()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="robots" content="noindex";
                    meta name="color-scheme" content="light dark";
                    title { @if !about.is_empty() { (about) " – " } (self.title) }
                    link rel="stylesheet" href=(to("/style.css"));
                    link rel="icon" href="data:,";
                    @if let Some(feed) = self.feed() { link #feed rel="alternate" type="application/atom+xml" href=(feed); }
                    script src=(to("/script.js")) defer {}
                }
                body data-base=(to("")) {
                    a.skip href="#main" { (language.say("Aller au contenu", "Skip to content")) }
                    header {
                        a.name href=(to("/")) { (self.title) }
                        (self.search_box())
                    }
                    main #main tabindex="-1" { (main) }
                    footer {
                        nav aria-label=(language.say("Pages du site", "Site")) {
                            a href=(to("/help")) { (language.say("Aide", "Help")) } " "
                            a href=(to("/stats")) { (language.say("Contenu de l’index", "What is in the index")) } " "
                            a href=(to("/openapi.json")) { "API" }
                        }
                    }
                }
            }
        }
    }

    /// The address of what is new for the search of the page, if it is that of one.
    pub(super) fn feed(&self) -> Option<String> {
        const FOLLOWED: [&str; 6] = ["q", "since", "until", "source", "all", "any"];
        let parameters = self.address.parameters().iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let followed: Vec<(&str, &str)> = parameters.filter(|(name, _)| FOLLOWED.contains(name)).collect();
        (self.address.is_at("/") && !followed.is_empty()).then(|| self.address.to("/feed.atom", &followed))
    }

    /// The form, which keeps all that narrows the search but for what it asks itself.
    fn search_box(&self) -> Markup {
        let (language, here) = (self.language, &self.address);
        // A study has an order of its own, and stays the same where another search is made.
        let study = Tab::of_study(here.path());
        let own = ["q", "since", "until", "offset", "id"];
        let asks = |name: &str| own.contains(&name) || study.is_none() && name == "sort";
        let is_narrowed = !here.get("since").is_empty()
            || !here.get("until").is_empty()
            || asks("sort") && !here.get("sort").is_empty();
        let sorts = [
            ("", language.say("Pertinence", "Best")),
            ("relevance", language.say("Texte seul", "Text alone")),
            ("newest", language.say("Plus récents", "Newest")),
            ("oldest", language.say("Plus anciens", "Oldest")),
        ];
        html! {
            form role="search" action=(here.to(study.unwrap_or(Tab::Articles).path(), &[])) method="get" {
                div.box {
                    label.hidden for="q" { (language.say("Rechercher dans les articles", "Search the articles")) }
                    input #q name="q" type="search" value=(here.get("q")) autocomplete="off" spellcheck="false"
                        placeholder="grève -transports \"service minimum\"" maxlength="4000";
                    button type="submit" { (language.say("Rechercher", "Search")) }
                }
                @for (name, value) in here.parameters().iter().filter(|(name, _)| !asks(name)) {
                    input type="hidden" name=(name) value=(value);
                }
                details.more open[is_narrowed] {
                    summary { @if study.is_none() { (language.say("Dates et ordre", "Dates and order")) } @else { "Dates" } }
                    div.fields {
                        label { (language.say("Du", "From")) " "
                            input #since name="since" value=(here.get("since")) size="12" placeholder="2025-01"; }
                        label { (language.say("au", "to")) " "
                            input #until name="until" value=(here.get("until")) size="12" placeholder="2025-06-30"; }
                        @if study.is_none() {
                            label { (language.say("Ordre", "Order")) " "
                                select name="sort" {
                                    @for (value, name) in sorts {
                                        option value=(value) selected[here.get("sort") == value] { (name) }
                                    }
                                }
                            }
                        }
                        button type="submit" { (language.say("Appliquer", "Apply")) }
                    }
                }
            }
        }
    }
}
