//! From a raw page to an article: charset, metadata, title, date, body. The only room that sees a DOM; it does no I/O.

mod dom;
mod lines;
mod body;
mod metadata;
mod language;
mod rejection;
pub mod record;

use std::borrow::Cow;

use crate::article::{Article, Rejection, Repeated, is_web_address};
use crate::source::{RawPage, is_json};

pub use body::judge::{Reason, Verdict};
pub use lines::blocks::Block;
pub use lines::vocabulary::Marks;
pub use metadata::clues::Clue;

use body::judge::{self, Clues};
use dom::{builder, charset};
use lines::{blocks, phrases};
use metadata::dates::{self, Place};
use metadata::{authors, clues, head, jsonld, newspaper, section, title};

/// Changes with what extraction makes of the same page, so that pages that have not changed are extracted again.
pub const VERSION: u64 = 4;

/// The article on a page, or why there is none.
pub fn extract(page: &RawPage) -> Result<Article, Rejection> {
    explain(page).outcome
}

/// The first stage alone: a page's bytes as text.
pub fn decode(page: &RawPage) -> Cow<'_, str> {
    charset::decode(&page.bytes, page.content_type.as_deref())
}

/// The second stage alone, to be measured: the number of nodes in the tree of a text.
pub fn count_nodes(text: &str) -> usize {
    builder::parse(text).len()
}

/// What extraction made of a page, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    pub outcome: Result<Article, Rejection>,
    /// Every line of the page, in its order.
    pub blocks: Vec<Block>,
    /// What became of each.
    pub verdicts: Vec<Verdict>,
    /// What the page says of its title, its date and so on, before one was chosen.
    pub clues: Vec<Clue>,
}

/// Extracts, and keeps what each decision was made on.
pub fn explain(page: &RawPage) -> Explanation {
    let text = decode(page);
    let rejected = |rejection| Explanation {
        outcome: Err(rejection),
        blocks: Vec::new(),
        verdicts: Vec::new(),
        clues: Vec::new(),
    };
    if text.trim().is_empty() {
        return rejected(Rejection::Empty);
    }
    // It may hold the markup of other pages.
    if is_json(&page.bytes) {
        return rejected(Rejection::Json);
    }
    if !rejection::is_markup(&text) {
        return rejected(Rejection::NotHtml);
    }
    let tree = builder::parse(&text);
    let metadata = head::read(&tree);
    let described = jsonld::read(&tree.json_ld);
    let own = blocks::own_marks(&tree, true);
    let blocks = blocks::split(&tree, &own);
    let title = title::find(&tree, &blocks, &metadata, &described, page.url.as_deref()).unwrap_or_default();
    let descriptions: Vec<&str> = [
        described.description.as_deref(),
        metadata.get(&["og:description"]),
        metadata.get(&["description"]),
        metadata.get(&["twitter:description"]),
    ]
    .into_iter()
    .flatten()
    .collect();
    let signed = authors::Declared::of(&metadata, &described);
    let clues = Clues { title: &title, descriptions: &descriptions, authors: signed.names() };
    let judged = judge::judge(&tree, &blocks, &own, &clues);
    let kept = |verdict: &Verdict| matches!(verdict, Verdict::Lead | Verdict::Text);
    let first = judged.verdicts.iter().position(kept);
    let last = judged.verdicts.iter().rposition(kept);
    let place = Place {
        tree: &tree,
        blocks: &blocks,
        marks: &judged.marks,
        title: judged.title,
        text: first.zip(last),
        url: page.url.as_deref(),
        fetched: page.fetched,
    };
    let dates = dates::find(&place, &metadata, &described);
    let lines = |wanted: Verdict| {
        let kept = blocks.iter().zip(&judged.verdicts).filter(|(_, verdict)| **verdict == wanted);
        kept.map(|(block, _)| block.text.as_str()).collect::<Vec<_>>().join("\n")
    };
    let (lead, body) = (lines(Verdict::Lead), lines(Verdict::Text));
    let source = newspaper::find(&place, &metadata, &described, &title);
    let declared = described.language.as_deref().or(metadata.language.as_deref());
    let article = Article {
        authors: authors::find(&place, signed, source.as_deref()),
        source,
        section: section::find(&place, &metadata, &described, &title),
        published: dates.published,
        modified: dates.modified,
        language: language::of(&body, declared),
        url: page
            .url
            .clone()
            .or_else(|| metadata.canonical.clone())
            .or_else(|| metadata.get(&["og:url"]).filter(|url| is_web_address(url)).map(str::to_owned)),
        image: metadata.get(&["og:image", "twitter:image"]).map(str::to_owned).or_else(|| described.image.clone()),
        truncated: described.paid || blocks.iter().any(|block| phrases::is_paywall(&block.text, &block.folded)),
        repeated: Repeated::default(),
        title,
        lead: Some(lead).filter(|lead| !lead.is_empty()),
        body,
    };
    let clues = clues::collect(&tree, &blocks, &metadata, &described, &dates);
    let rejected = rejection::of(&article, judge::words_kept(&blocks, &judged), &tree, &blocks, &described);
    Explanation { outcome: rejected.map_or(Ok(article), Err), blocks, verdicts: judged.verdicts, clues }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::article::Evidence;

    const PARAGRAPHS: &str = "<p>La passerelle du port a été rouverte lundi matin, après onze semaines de travaux, en présence \
        d'une centaine d'habitants.</p><p>« On ne l'attendait plus », sourit Odile Kermarec, qui la traverse chaque jour \
        pour gagner la criée, à dix minutes de chez elle.</p>";
    const BODY: &str = "La passerelle du port a été rouverte lundi matin, après onze semaines de travaux, en présence d'une \
        centaine d'habitants.\n« On ne l'attendait plus », sourit Odile Kermarec, qui la traverse chaque jour pour gagner la \
        criée, à dix minutes de chez elle.";

    fn page(html: &str) -> RawPage {
        RawPage { bytes: html.as_bytes().to_vec(), ..RawPage::default() }
    }

    fn article(html: &str) -> Article {
        extract(&page(html)).unwrap_or_else(|rejection| panic!("{rejection:?}: {html}"))
    }

    /// Around the paragraphs, `before` and `after` leave no trace in the body.
    fn check_body(before: &str, after: &str) {
        let html = format!("<title>La passerelle rouvre</title><article>{before}{PARAGRAPHS}{after}</article>");
        assert_eq!(article(&html).body, BODY, "{html}");
    }

    #[test]
    fn what_stands_around_a_text_is_left_out() {
        check_body("<h1>La passerelle rouvre</h1><p class=meta>Par Yann Le Bris, publié le 3 mars 2025 à 7h</p>", "");
        check_body("<h1>La passerelle rouvre</h1>", "<p>Lire aussi : <a href=/x>Le pont fermé dix jours</a></p>");
        check_body(
            "",
            "<div class=newsletter><p>Chaque matin, l'essentiel de l'actualité du port dans votre boîte.</p></div>",
        );
        check_body(
            "",
            "<h3>Vos réactions (2)</h3><p>Enfin une bonne nouvelle pour tous ceux qui vont à pied à la criée.</p>",
        );
        check_body(
            "",
            "<aside><p>Le port compte soixante navires et quatre cents marins, selon la dernière étude.</p></aside>",
        );
        check_body(
            "<figure><img src=p.jpg><figcaption>La passerelle, lundi. © Y. L. B.</figcaption></figure>",
            "<p>Yann Le Bris</p>",
        );
        check_body("", "<h2>À lire sur le même thème</h2><ul><li><a href=/a>Le marché couvert déménage</a></ul>");
    }

    #[test]
    fn the_standfirst_is_the_lead() {
        let lead = "Onze semaines de travaux, un demi-million d'euros et beaucoup de patience.";
        for standfirst in ["<p class=chapo>", "<h2>", "<div data-testid=standfirst>"] {
            let html = format!("<h1>La passerelle rouvre</h1>{standfirst}{lead}</p></h2></div><div>{PARAGRAPHS}</div>");
            let article = article(&html);
            assert_eq!((article.lead.as_deref(), article.body.as_str()), (Some(lead), BODY), "{standfirst}");
        }
    }

    #[test]
    fn an_aggregator_names_the_paper_and_the_day() {
        let ticker =
            "<li><a href=/1>Un sanglier traverse le centre commercial</a><li><a href=/2>Storm warning lifted</a>"
                .repeat(20);
        let html = format!(
            "<title>La passerelle rouvre - Revue</title><ul>{ticker}</ul><div style='display:none'>Merci d'avoir signalé !</div>\
             <h1>La passerelle rouvre</h1><div>Odile Kermarec<br>Publié dans <a href=/s>Le Quai du Nord</a> le 01 - 07 - 2025</div>\
             <div>{PARAGRAPHS}<a href=/x>Cliquez ici pour lire l'article depuis sa source.</a></div>"
        );
        let article = article(&html);
        assert_eq!(article.title, "La passerelle rouvre");
        assert_eq!(article.source.as_deref(), Some("Le Quai du Nord"));
        let published = article.published.unwrap();
        assert_eq!((published.moment.to_string().as_str(), published.evidence), ("2025-07-01", Evidence::VisibleText));
        assert_eq!(article.body, BODY);
    }

    #[test]
    fn dates_are_the_readers() {
        let check = |head: &str, line: &str, url: &str, expected: Option<&str>| {
            let html = format!(
                "<head>{head}</head><h1>La passerelle rouvre</h1><p>{line}</p>{PARAGRAPHS}<p>© 2019 Le Quai</p>"
            );
            let page = RawPage { url: Some(url.to_owned()), ..page(&html) };
            let published = extract(&page).unwrap().published.map(|it| it.moment.to_string());
            assert_eq!(published.as_deref(), expected, "{head} {line} {url}");
        };
        let meta = "<meta property=article:published_time content=2025-03-03T23:30:00Z>";
        check(meta, "", "https://quai.example/a", Some("2025-03-04T00:30"));
        check(meta, "", "https://quai.ma/a", Some("2025-03-03T23:30"));
        check(meta, "Publié le 03/03/2025 à 18h30", "https://quai.example/a", Some("2025-03-03T18:30"));
        check("", "Publié le 3 mars 2025, mis à jour le 5 mars 2025", "https://quai.example/a", Some("2025-03-03"));
        check("", "", "https://quai.example/2025/03/03/passerelle", Some("2025-03-03"));
        check("", "", "https://quai.example/passerelle", None);
        check("<meta name=date content=2025-03-03T00:00:00+01:00>", "", "https://quai.example/a", Some("2025-03-03"));
    }

    #[test]
    fn a_paywall_ends_the_text() {
        let html = format!(
            "<h1>La passerelle rouvre</h1><div>{PARAGRAPHS}<div><p>Il vous reste 70 % de cet article à lire.</p>\
             <p>Soutenez une rédaction de dix journalistes qui vivent ici, et lisez tout sans limite.</p></div></div>"
        );
        let article = article(&html);
        assert!(article.truncated);
        assert_eq!(article.body, BODY);
    }

    #[test]
    fn what_is_no_article_is_rejected() {
        let check = |html: &str, expected: Rejection| assert_eq!(extract(&page(html)), Err(expected), "{html}");
        let teasers = "<h3><a href=/1>Le marché couvert déménage au printemps</a></h3>".repeat(20);
        check(" \n", Rejection::Empty);
        check("Un texte sans balises.", Rejection::NotHtml);
        check("[{\"title\": \"La digue\", \"html\": \"<p>Le vent.</p>\"}]", Rejection::Json);
        check("\0\u{1}\u{fffd}".repeat(99).as_str(), Rejection::NotHtml);
        check(
            "<title>Page introuvable</title><p>La page que vous cherchez n'existe pas ou n'existe plus.",
            Rejection::ErrorPage,
        );
        check(&format!("<title>Archives des Sports</title>{teasers}"), Rejection::Front);
        check(
            "<title>Le Quai</title><noscript>Veuillez activer JavaScript.</noscript><div id=root>",
            Rejection::NeedsJavascript,
        );
        check("<title>Connexion</title><form><input name=u><input type=password></form>", Rejection::LoginWall);
        check("<title>La passerelle</title><p>Elle rouvre.", Rejection::TooShort);
    }

    #[test]
    fn what_dwarfs_a_page_stays_bounded() {
        let long = "mot ".repeat(500_000);
        for html in [
            "<div>".repeat(100_000),
            "<b><p>".repeat(50_000),
            "</p></b></div>".repeat(50_000),
            "<table><tr><td>".repeat(30_000),
            "<svg>".repeat(50_000),
            "<script></".repeat(50_000),
            format!("<p class=\"{long}\">{long}"),
            format!("<script type=application/ld+json>{}", "[".repeat(500_000)),
            "&".repeat(1_000_000) + "<p>",
            "<".repeat(1_000_000) + "p>",
        ] {
            let _ = extract(&page(&html));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
            let _ = extract(&RawPage { bytes, ..RawPage::default() });
        }

        #[test]
        fn any_markup_is_survived(parts in prop::collection::vec(prop::sample::select(vec![
            "<p>", "</p>", "<div class='chapo'>", "</div>", "<h1>", "</h1>", "<table>", "<td>", "</table>", "<a href=/>", "</a>", "<br>",
            "<li>", "</ul>", "<template>", "<frameset>", "<svg>", "<!--", "-->", "<script>", "</script>", "<b>", "</b>", "<title>", "</title>",
            "Un texte assez long pour être une phrase, avec une virgule et un point final.", "Publié le 3 mars 2025", "&eacute;", "é", "\u{0}",
        ]), 0..60)) {
            let _ = extract(&page(&parts.concat()));
        }
    }
}
