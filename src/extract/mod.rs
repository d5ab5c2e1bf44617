//! From a raw page to an article: its encoding, its tree, its lines, and from these its text and its metadata. The only
//! room that sees a tree. It does no I/O.

mod dom;
pub mod lines;
pub mod metadata;
pub mod body;
mod language;
mod rejection;
pub mod sites;
pub mod record;

use std::borrow::Cow;

use jiff::tz::TimeZone;

use crate::article::{Article, Evidence, Published, Rejection, Repeated};
use crate::date::context::Context;
use crate::source::RawPage;
use body::judge::{self, Clues};
use body::verdict::Verdict;
use dom::{builder, charset};
use lines::blocks;
use lines::noise;
use lines::text::count_words;
use metadata::authors::Signed;
use metadata::clues::{self, Clue};
use metadata::declared::Declared;
use metadata::page::Page;
use metadata::{title, zone};
use sites::Ruled;
use sites::site::{Applied, Found};

/// The version of extraction. The fingerprints of pages are seeded with it, so that pages that have not changed are
/// extracted again by another version.
///
/// Its first four digits are a number, and the other twelve a digest of what extraction finds on the bundled pages.
/// Where that changes, `tests/it/corpus.rs` fails and says which version is next. For a change that shows on none of
/// these pages, the number is raised by hand.
pub const VERSION: u64 = 0x000d_ab8f4981e433;

/// The article on a page, or the reason why there is none.
pub fn extract(page: &RawPage) -> Result<Article, Rejection> {
    read(page, None, false).outcome
}

/// The same by the rules of the page's site, if there are some, and what they gave.
pub fn extract_by(page: &RawPage, ruled: Option<Ruled>) -> (Result<Article, Rejection>, Option<Applied>) {
    let Explanation { outcome, applied, .. } = read(page, ruled, false);
    (outcome, applied)
}

/// The share of its text that a page shows at least, where the metadata have all of it. Of less, they are taken.
const MOST_OF_TEXT: (usize, usize) = (2, 3);

/// The first stage alone: a page's bytes as text.
pub fn decode(page: &RawPage) -> Cow<'_, str> {
    charset::decode(&page.bytes, page.content_type.as_deref())
}

/// The second stage alone, to be measured: the number of nodes in the tree of a text.
pub fn count_nodes(text: &str) -> usize {
    builder::parse(text).len()
}

/// An extraction with the grounds of its decisions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The article, or the reason why there is none.
    pub outcome: Result<Article, Rejection>,
    /// Every line of the page, in its order.
    pub lines: Vec<Line>,
    /// The titles, dates and so on that the page offers, before one was chosen.
    pub clues: Vec<Clue>,
    /// The rules of the page's site and what they gave; none if there are no rules for it.
    pub applied: Option<Applied>,
}

/// A line of a page, and the verdict on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The text of the line, trimmed, with every run of white space as one space.
    pub text: String,
    /// Whether the line belongs to the article.
    pub verdict: Verdict,
}

/// Extracts a page by the rules of its site, if there are some, and keeps the grounds of each decision. Where a rule gives
/// nothing, the page's other evidence decides.
pub fn explain(page: &RawPage, ruled: Option<Ruled>) -> Explanation {
    read(page, ruled, true)
}

/// To look for every clue takes time, and only who asks for the grounds wants them.
fn read(page: &RawPage, ruled: Option<Ruled>, explains: bool) -> Explanation {
    let text = decode(page);
    let excluded = ruled.is_some_and(|ruled| ruled.is_excluded).then_some(Rejection::Excluded);
    if let Some(rejection) = excluded.or_else(|| rejection::of_bytes(&page.bytes, &text)) {
        return Explanation { outcome: Err(rejection), lines: Vec::new(), clues: Vec::new(), applied: None };
    }
    let mut opened = ruled.map(|ruled| ruled.site.open(&text));
    let text = opened.as_mut().and_then(|opened| opened.left.take()).map_or(text, Cow::Owned);
    let tree = builder::parse(&text);
    let declared = Declared::read(&tree, page.url.as_deref());
    let zone = zone::of(&declared);
    let now = page.fetched.and_then(|utc| Some(zone.to_datetime(TimeZone::UTC.to_timestamp(utc).ok()?)));
    let context = Context { zone, now };
    let (by_rule, applied) = opened.map(|opened| opened.find(&context)).unzip();
    let by_rule: Found = by_rule.unwrap_or_default();
    let own = blocks::own_marks(&tree, true);
    let blocks = blocks::split(&tree, &own);

    let title = by_rule.title.or_else(|| title::find(&blocks, &declared)).unwrap_or_default();
    let signed = Signed::read(&declared);
    let known = Clues { title: &title, descriptions: &declared.descriptions(), authors: signed.names() };
    let judged = judge::judge(&tree, &blocks, &own, &known);
    let lines = |wanted: Verdict| {
        let kept = blocks.iter().zip(&judged.verdicts).filter(|(_, verdict)| **verdict == wanted);
        kept.map(|(block, _)| block.text.as_str()).collect::<Vec<_>>().join("\n")
    };
    let (mut lead, mut body) = (lines(Verdict::Lead), lines(Verdict::Text));
    let mut words = judged.words(&blocks);
    let described: usize = declared.described.body.iter().map(|line| count_words(line)).sum();
    if words * MOST_OF_TEXT.1 < described * MOST_OF_TEXT.0 {
        body = broken_as_shown(&declared.described.body, &body);
        words = described;
    }
    if by_rule.is_of_export {
        lead.clear();
    }
    // The standfirst is no part of the body, whichever of them a rule has found.
    if let Some(found) = &by_rule.lead {
        lead.clone_from(found);
        body = without_lines(&body, found);
    }
    if let Some(found) = &by_rule.body {
        if by_rule.lead.is_none() && found.contains(&lead) {
            lead.clear();
        }
        body.clone_from(found);
        words = count_words(found);
    }

    let captures = page.fetched.into_iter().collect();
    let page = Page {
        tree: &tree,
        blocks: &blocks,
        marks: &judged.marks,
        title: judged.title,
        text: judged.text(),
        context: &context,
    };
    let mut found = metadata::find(&page, &declared, signed, &title);
    let offered = found.dates.clone();
    if by_rule.is_of_export {
        found.forget();
    }
    let dated = by_rule.date.map(|moment| Published { moment, evidence: Evidence::Rule });
    let article = Article {
        authors: if by_rule.authors.is_empty() { found.authors } else { by_rule.authors },
        source: by_rule.source.or(found.source),
        section: by_rule.section.or(found.section),
        page: by_rule.page,
        published: dated.or(found.dates.published),
        modified: found.dates.modified,
        language: language::of(&body, declared.language()),
        url: found.url,
        image: found.image,
        truncated: declared.described.paid || blocks.iter().any(|block| noise::is_paywall(&block.text, &block.folded)),
        captures,
        repeated: Repeated::default(),
        title,
        lead: Some(lead).filter(|lead| !lead.is_empty()),
        body,
    };
    let clues = if explains { clues::collect(&page, &declared, &offered, &article) } else { Vec::new() };
    // Whoever points at the text of a page says that it is an article.
    let is_told = by_rule.body.is_some() && !article.title.is_empty();
    let rejected = if is_told { None } else { rejection::of(&article, words, &tree, &blocks, &declared) };
    let lines = blocks.into_iter().zip(judged.verdicts).map(|(block, verdict)| Line { text: block.text, verdict });
    Explanation { outcome: rejected.map_or(Ok(article), Err), lines: lines.collect(), clues, applied }
}

/// The text that a page declares. Where that is one line, it is broken as the part of it is that the page shows.
fn broken_as_shown(declared: &[String], shown: &str) -> String {
    /// Shown lines that the text may lack. Each is looked for in all of it.
    const MOST_MISSED: usize = 8;
    /// Words of the longest intertitle. Longer lines that end no sentence may be cut.
    const LONGEST_INTERTITLE: usize = 12;
    let [text] = declared else { return declared.join("\n") };
    let (mut lines, mut rest, mut missed) = (Vec::new(), text.as_str(), 0);
    for line in shown.lines() {
        let is_whole = line.ends_with(['.', '!', '?', '…', '»', '”', '"', ')', ':']);
        let stands_alone = |at: &usize| {
            let behind = rest[at + line.len()..].chars().next();
            let before = rest[..*at].chars().next_back();
            [before, behind].into_iter().flatten().all(|c| c == ' ')
        };
        match rest.match_indices(line).map(|(at, _)| at).find(stands_alone) {
            Some(at) if is_whole || count_words(line) <= LONGEST_INTERTITLE => {
                lines.extend([rest[..at].trim(), line]);
                rest = &rest[at + line.len()..];
            }
            _ if missed == MOST_MISSED => break,
            _ => missed += 1,
        }
    }
    lines.push(rest.trim());
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// The lines of a text that are none of these.
fn without_lines(text: &str, lines: &str) -> String {
    let left = text.lines().filter(|line| !lines.lines().any(|it| it == *line));
    left.collect::<Vec<_>>().join("\n")
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
    fn a_declared_text_in_one_line_is_broken_as_shown() {
        let check = |declared: &str, shown: &str, expected: &str| {
            assert_eq!(broken_as_shown(&[declared.to_owned()], shown), expected, "{declared}");
        };
        let text = "Le pont rouvre. Au port Nul ne l'attendait plus. Le maire viendra.";
        check(text, "Le pont rouvre.\nAu port", "Le pont rouvre.\nAu port\nNul ne l'attendait plus. Le maire viendra.");
        check(text, "Le pont ferme.\nAu", &text.replace("Au port", "\nAu\nport").replace(". \n", ".\n"));
        check(
            text,
            "Lisez-nous.\nNul ne l'attendait plus.",
            &text.replace(" Nul", "\nNul").replace("plus. ", "plus.\n"),
        );
        check(text, "ne l'attend", text);
        assert_eq!(broken_as_shown(&["Un".to_owned(), "Deux".to_owned()], "Un"), "Un\nDeux");
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
