//! The tabs of a search: its articles, and what may be made of them.

use maud::{Markup, html};

use super::address::Address;
use super::language::Language;

/// A page of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Tab {
    Articles,
    Kwic,
    Collocates,
    Keywords,
    Trends,
    Corpus,
}

const TABS: [Tab; 6] = [Tab::Articles, Tab::Kwic, Tab::Collocates, Tab::Keywords, Tab::Trends, Tab::Corpus];

/// The parameters that say which articles: those that a tab leaves to the next one.
pub const SHARED: [&str; 7] = ["q", "since", "until", "source", "all", "any", "now"];

impl Tab {
    /// The tab at a path, if it is one of a study.
    pub fn of_study(path: &str) -> Option<Self> {
        TABS.into_iter().find(|tab| *tab != Self::Articles && tab.path() == path)
    }

    /// Its path.
    pub fn path(self) -> &'static str {
        match self {
            Self::Articles => "/",
            Self::Kwic => "/kwic",
            Self::Collocates => "/collocates",
            Self::Keywords => "/keywords",
            Self::Trends => "/trends",
            Self::Corpus => "/corpus",
        }
    }

    /// What people call it.
    pub fn name(self, language: Language) -> &'static str {
        match self {
            Self::Articles => "Articles",
            Self::Kwic => language.say("Contextes", "In context"),
            Self::Collocates => language.say("Voisins", "Collocates"),
            Self::Keywords => language.say("Mots-clés", "Keywords"),
            Self::Trends => language.say("Tendances", "Trends"),
            Self::Corpus => language.say("Exporter", "Export"),
        }
    }
}

/// The parameters of an address that say which articles.
pub fn shared(here: &Address) -> Vec<(&str, &str)> {
    let pairs = here.parameters().iter().map(|(name, value)| (name.as_str(), value.as_str()));
    pairs.filter(|(name, _)| SHARED.contains(name)).collect()
}

/// Links to the tabs, of which one is shown.
pub fn tabs(shown: Tab, language: Language, here: &Address) -> Markup {
    let shared = shared(here);
    html! {
        nav.tabs aria-label=(language.say("Vues de la recherche", "Views of the search")) {
            @for tab in TABS {
                a href=(here.to(tab.path(), &shared)) aria-current=[(tab == shown).then_some("page")] { (tab.name(language)) } " "
            }
        }
    }
}
