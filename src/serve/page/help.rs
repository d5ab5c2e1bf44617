//! The page that says what a query can say, and which keys do what.

use maud::{Markup, html};

use super::frame::Frame;

/// What a query can say: an example, in French, in English.
const QUERIES: &[(&str, &str, &str)] = &[
    (
        "réforme retraites",
        "les deux mots, sous toutes leurs formes ; à défaut, l’un des deux",
        "both words, in any form; else articles with one",
    ),
    (
        "\"réforme des retraites\"",
        "une expression ; \"…\"~3 admet trois mots de plus",
        "a phrase; \"…\"~3 with up to three other words",
    ),
    ("grève -transports", "l’un sans l’autre ; aussi SAUF", "one without the other; also SAUF, NOT"),
    ("port OU quai", "l’un ou l’autre ; aussi ET et les parenthèses", "either; also ET (both) and parentheses"),
    (
        "maire PRES/5 digue",
        "à cinq mots l’un de l’autre au plus ; ADJ/5 dans cet ordre",
        "within five words; ADJ/5 in this order",
    ),
    ("pêch*", "ce par quoi un mot commence", "how a word begins"),
    ("acceuil~", "avec une faute de frappe", "with a typing error"),
    ("=pêche", "cette forme et aucune autre", "this very form"),
    (
        "titre:budget",
        "dans un champ : titre, chapo, texte, auteur, source, rubrique, langue, url",
        "in one field: titre, chapo, texte, auteur, source, rubrique, langue, url",
    ),
    (
        "date:2025-07",
        "une période : date:hier, depuis:\"3 mois\", avant:2024",
        "a period: date:hier, depuis:\"3 mois\", avant:2024",
    ),
    ("auMoins3:SNCF", "au moins trois fois", "at least three times"),
    ("budget^2", "un mot qui compte double", "a word that counts double"),
];

/// The keys: which, in French, in English.
const KEYS: &[(&str, &str, &str)] = &[
    ("/", "aller à la recherche", "go to the search box"),
    (
        "j, k",
        "résultat suivant, précédent ; dans un article, passage suivant, précédent",
        "next, previous hit; in an article, next, previous match",
    ),
    ("↵", "ouvrir le résultat", "open the hit"),
    ("o", "ouvrir l’original", "open the original"),
    ("s", "garder cette recherche", "star this search"),
    ("?", "cette page", "this page"),
];

/// The page that says what a query can say.
pub fn page(frame: &Frame) -> Markup {
    let language = frame.language;
    let about = language.say("Aide", "Help");
    let rows = |rows: &[(&'static str, &'static str, &'static str)], is_query: bool| {
        html! { @for (sign, french, english) in rows {
            tr {
                th scope="row" {
                    @if is_query { a href=(frame.address.to("/", &[("q", sign)])) { code { (sign) } } } @else { kbd { (sign) } }
                }
                td { (language.say(*french, *english)) }
            }
        } }
    };
    let main = html! {
        h1 { (about) }
        h2 { (language.say("Ce que peut dire une recherche", "What a query can say")) }
        table { tbody { (rows(QUERIES, true)) } }
        h2 { (language.say("Clavier", "Keyboard")) }
        table { tbody { (rows(KEYS, false)) } }
        h2 { (language.say("Pour les programmes", "For programs")) }
        p {
            (language.say("Chaque page a ses données en JSON : ", "Every page has its data in JSON: "))
            a href=(frame.address.to("/openapi.json", &[])) { "openapi.json" }
        }
    };
    frame.page(about, &main)
}
