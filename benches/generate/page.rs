//! A story as its newspaper puts it on the web: the article, and ten times as many bytes around it. Shares of scripts,
//! styles, drawings and markup are those measured on several hundred French press pages.

use std::fmt::Write;

use encoding_rs::WINDOWS_1252;
use jiff::civil::DateTime;
use serde_json::json;

use super::filler::fill;
use super::random::Random;
use super::site::{Layout, Site};
use super::story::{Paragraph, Story};

/// Of a page's bytes. What is left after these, the menu and the article goes to links to other articles.
const SCRIPTS: f64 = 0.21;
const STYLES: f64 = 0.16;
const DRAWINGS: f64 = 0.09;
const COMMENTS: f64 = 0.006;
const MENU: f64 = 0.1;

pub fn page(site: &Site, story: &Story, seed: u64, kilobytes: f64) -> Vec<u8> {
    // A stream of its own, which no story has.
    let mut random = Random::new(!seed, story.number as u64);
    let median = kilobytes * 1000.0 * site.outlet.weight;
    let weight = random.spread(median, 0.55).clamp(0.2 * kilobytes * 1000.0, 2.0 * kilobytes * 1000.0);
    let bytes = |share: f64| (weight * share) as usize;

    let mut out = String::with_capacity(bytes(1.2) + 20_000);
    head(&mut out, site, story);
    fill(&mut out, &site.styles, bytes(STYLES), &mut random);
    fill(&mut out, &site.scripts, bytes(SCRIPTS / 2.0), &mut random);
    out.push_str("</head>\n");
    let prefix = site.outlet.prefix;
    writeln!(out, "<body class=\"{prefix}-body single single-post postid-{} no-js\">", story.number).unwrap();
    fill(&mut out, &site.comments, bytes(COMMENTS), &mut random);
    writeln!(out, "<header class=\"{prefix}-header\" role=\"banner\"><a href=\"/\" title=\"Accueil\">").unwrap();
    fill(&mut out, &site.drawings, bytes(DRAWINGS / 2.0), &mut random);
    writeln!(out, "{}</a></header>\n<nav class=\"{prefix}-nav\" role=\"navigation\"><ul>", site.outlet.name).unwrap();
    fill(&mut out, &site.menu, bytes(MENU), &mut random);
    out.push_str("</ul></nav>\n");
    article(&mut out, site, story, &mut random);

    let after = bytes(SCRIPTS / 2.0 + DRAWINGS / 2.0) + 600;
    let others = (weight as usize).saturating_sub(out.len() + after);
    writeln!(out, "<aside class=\"{prefix}-related\"><h2>À lire également</h2><ul>").unwrap();
    fill(&mut out, &site.teasers, others, &mut random);
    out.push_str("</ul></aside>\n");
    writeln!(out, "<footer class=\"{prefix}-footer\" role=\"contentinfo\"><ul class=\"social\">").unwrap();
    fill(&mut out, &site.drawings, bytes(DRAWINGS / 2.0), &mut random);
    writeln!(out, "</ul><p>© {} – Mentions légales – Cookies – Contacts – Newsletters</p></footer>", site.outlet.name)
        .unwrap();
    fill(&mut out, &site.scripts, bytes(SCRIPTS / 2.0), &mut random);
    out.push_str("</body>\n</html>\n");
    match site.outlet.layout {
        Layout::Table => WINDOWS_1252.encode(&out).0.into_owned(),
        _ => out.into_bytes(),
    }
}

fn head(out: &mut String, site: &Site, story: &Story) {
    let Story { title, published, author, lead, .. } = story;
    let (name, url, iso) = (site.outlet.name, story.url(), iso(*published));
    let charset = match site.outlet.layout {
        Layout::Table => "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1252\">",
        _ => "<meta charset=\"utf-8\">",
    };
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n{charset}\n<title>{title} - {name}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<link rel=\"canonical\" href=\"{url}\">\n\
         <link rel=\"icon\" sizes=\"192x192\" href=\"/favicon-192.png\">\n<meta name=\"robots\" content=\"max-image-preview:large\">\n"
    )
    .unwrap();
    if site.outlet.layout == Layout::Table {
        return;
    }
    write!(
        out,
        "<meta property=\"og:type\" content=\"article\">\n<meta property=\"og:site_name\" content=\"{name}\">\n\
         <meta property=\"og:title\" content=\"{title}\">\n<meta property=\"og:url\" content=\"{url}\">\n\
         <meta property=\"og:description\" content=\"{lead}\">\n<meta name=\"description\" content=\"{lead}\">\n\
         <meta name=\"twitter:card\" content=\"summary_large_image\">\n<meta name=\"author\" content=\"{author}\">\n"
    )
    .unwrap();
    if matches!(site.outlet.layout, Layout::Application | Layout::Blog) {
        writeln!(out, "<meta property=\"article:published_time\" content=\"{iso}\">").unwrap();
        let graph = json!({
            "@context": "https://schema.org", "@type": "NewsArticle", "mainEntityOfPage": url, "headline": title,
            "datePublished": iso, "dateModified": iso, "description": lead, "articleSection": story.section,
            "author": {"@type": "Person", "name": author}, "publisher": {"@type": "Organization", "name": name},
        });
        writeln!(out, "<script type=\"application/ld+json\">{graph}</script>").unwrap();
    }
}

fn article(out: &mut String, site: &Site, story: &Story, random: &mut Random) {
    let prefix = site.outlet.prefix;
    let Story { title, lead, author, published, section, .. } = story;
    let written = in_words(*published);
    let (before, after) = match site.outlet.layout {
        Layout::Application => {
            write!(
                out,
                "<div id=\"__app\"><div class=\"{prefix}-layout\"><div class=\"{prefix}-grid\"><main class=\"{prefix}-article\">\
                 <div class=\"{prefix}-breadcrumb\"><a href=\"/{section}\">{section}</a></div>\n\
                 <h1 class=\"{prefix}-article__title\">{title}</h1>\n<div class=\"{prefix}-article__standfirst\">{lead}</div>\n\
                 <div class=\"{prefix}-article__byline\"><span>Par <a href=\"/auteurs\">{author}</a></span>\
                 <span class=\"{prefix}-date\">Publié le {written}</span></div>\n<div class=\"{prefix}-article__body\">\n"
            )
            .unwrap();
            let state = json!({"page": "article", "id": story.number, "title": title, "content": story.text()});
            (
                "<div class=\"paragraph\"><p>",
                format!(
                    "</div></main></div></div></div>\n<script id=\"__STATE__\" type=\"application/json\">{state}</script>\n"
                ),
            )
        }
        Layout::Blog => {
            write!(
                out,
                "<main id=\"main\" class=\"site-main\"><article id=\"post-{}\" class=\"post type-post hentry\"><header class=\"entry-header\">\
                 <h1 class=\"entry-title\">{title}</h1>\n<div class=\"entry-meta\"><time class=\"entry-date published\" datetime=\"{}\">{}</time> \
                 par <span class=\"author vcard\">{author}</span></div></header>\n<div class=\"entry-content\">\n<p class=\"chapo\"><strong>{lead}</strong></p>\n",
                story.number,
                iso(*published),
                published.strftime("%d/%m/%Y")
            )
            .unwrap();
            ("<p>", "</div></article></main>\n".to_owned())
        }
        Layout::Spip => {
            write!(
                out,
                "<div id=\"contenu\"><div class=\"cartouche\"><h1 class=\"crayon article-titre-{}\">{title}</h1>\n\
                 <p class=\"info-publi\">{written}, par {author}</p></div>\n<div class=\"chapo\"><p>{lead}</p></div>\n<div class=\"texte\">\n",
                story.number
            )
            .unwrap();
            ("<p>", "</div></div>\n".to_owned())
        }
        Layout::Fields => {
            write!(
                out,
                "<main><div class=\"node node--type-article\" itemscope itemtype=\"https://schema.org/NewsArticle\">\
                 <h1 class=\"page-title\" itemprop=\"headline\"><span class=\"field field--name-title\">{title}</span></h1>\n\
                 <span class=\"submitted\"><meta itemprop=\"datePublished\" content=\"{}\">Le {written}, \
                 <span itemprop=\"author\">{author}</span></span>\n<div class=\"field field--name-field-chapo\">{lead}</div>\n\
                 <div class=\"field field--name-body\" itemprop=\"articleBody\"><div class=\"field__item\">\n",
                iso(*published)
            )
            .unwrap();
            ("<p class=\"text-align-justify\">", "</div></div></div></main>\n".to_owned())
        }
        Layout::Table => {
            write!(
                out,
                "<table width=\"760\" border=\"0\" cellpadding=\"4\"><tr><td width=\"160\" valign=\"top\"><b>{section}</b></td>\n\
                 <td><h1><font face=\"Arial\" size=\"5\">{title}</font></h1>\n<i>{written} – {author}</i><br>\n<p><b>{lead}</b></p>\n"
            )
            .unwrap();
            ("<p align=\"justify\">", "</td></tr></table>\n".to_owned())
        }
    };
    for (index, Paragraph { intertitle, text }) in story.paragraphs.iter().enumerate() {
        if let Some(intertitle) = intertitle {
            writeln!(out, "<h2>{intertitle}</h2>").unwrap();
        }
        out.push_str(before);
        inline(out, text, random);
        out.push_str(if before.starts_with("<div") { "</p></div>\n" } else { "</p>\n" });
        if index % 4 == 2 {
            let teaser = &site.teasers[random.below(site.teasers.len())];
            writeln!(out, "<div class=\"{prefix}-readalso\"><strong>Lire aussi :</strong><ul>{teaser}</ul></div>")
                .unwrap();
        }
    }
    out.push_str(&after);
}

/// A paragraph, now and then with a link or with stress on a few of its words.
fn inline(out: &mut String, text: &str, random: &mut Random) {
    let spaces: Vec<_> = text.match_indices(' ').map(|(at, _)| at).collect();
    if spaces.len() < 8 || !random.chance(0.4) {
        out.push_str(text);
        return;
    }
    let first = random.below(spaces.len() - 4);
    let (start, end) = (spaces[first] + 1, spaces[first + 3]);
    let (open, close) =
        random.pick(&[("<a href=\"/themes/dossier\">", "</a>"), ("<strong>", "</strong>"), ("<em>", "</em>")]);
    write!(out, "{}{open}{}{close}{}", &text[..start], &text[start..end], &text[end..]).unwrap();
}

/// With the offset of Paris, near enough: summer time from April to October.
fn iso(moment: DateTime) -> String {
    let offset = if (4..=10).contains(&moment.month()) { 2 } else { 1 };
    format!("{}+{offset:02}:00", moment.strftime("%Y-%m-%dT%H:%M:%S"))
}

fn in_words(moment: DateTime) -> String {
    const DAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
    const MONTHS: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    let weekday = DAYS[moment.weekday().to_monday_zero_offset() as usize];
    let month = MONTHS[moment.month() as usize - 1];
    format!("{weekday} {} {month} {} à {}h{:02}", moment.day(), moment.year(), moment.hour(), moment.minute())
}
