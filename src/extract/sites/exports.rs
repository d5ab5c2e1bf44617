//! The exports of press databases, Europresse and Factiva: pages with many articles, which are cut and read by rules like those
//! of a user.

/// The rules of the exports, as a file of rules.
pub const EXPORTS: &str = include_str!("exports.toml");

#[cfg(test)]
mod tests {
    use super::super::Sites;
    use super::super::split::PartName;
    use crate::extract::explain;
    use crate::source::RawPage;

    /// The articles of an export: id, title, newspaper, date, authors, section, standfirst, text, page.
    #[track_caller]
    fn check(html: &str, expected: &[[&str; 9]]) {
        let sites = Sites::default();
        let page = RawPage { bytes: html.as_bytes().to_vec(), ..RawPage::default() };
        let ruled = sites.of(&page).expect("it is recognised");
        let found: Vec<[String; 9]> = ruled
            .site
            .split(&page)
            .expect("it has articles")
            .into_iter()
            .map(|part| {
                let article = explain(&part.page, Some(ruled)).outcome.unwrap();
                let PartName::Given(id) = part.name else { panic!("{:?} is no number of a document", part.name) };
                let date = article.published.map(|published| published.moment.to_string()).unwrap_or_default();
                let (section, lead) = (article.section.unwrap_or_default(), article.lead.unwrap_or_default());
                let authors = article.authors.join("; ");
                [
                    id,
                    article.title,
                    article.source.unwrap_or_default(),
                    date,
                    authors,
                    section,
                    lead,
                    article.body,
                    article.page.unwrap_or_default(),
                ]
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn europresse_in_tables() {
        let head = "<html><head><META http-equiv=Content-Type content='text/html; charset=UTF-8'></head><body>\
            <form><input type=button value=Sauvegarder></form>";
        let document = |header: &str, title: &str, text: &str, number: &str| {
            format!(
                "<table align=center><tr><td style='TEXT-ALIGN: justify'><table id=tbHeaderImages><tr><td><img src=a.gif></td></tr>\
                 </table>{header}<br><br><span class=\"TitreArticleVisu\">{title}</span><br><br>{text}<p></p>\
                 <b><i>© 2012 Le Quai. Tous droits réservés.</i></b><p></p>Numéro de document : news·{number}<br><br>\
                 <table><tr><td align=center><img src=b.gif>news·{number}</td></tr><tr><td align=center>Ce certificat est émis à \
                 <b>Une bibliothèque</b></td></tr></table></td></tr></table>\n<p><br><br>"
            )
        };
        let first = document(
            "<span class=\"DocPublicationName\">Le Quai, no. 5968</span><br><span class=\"DocHeader\">Ports, </span>\
             <span class=\"DocHeader\">jeudi </span><span class=\"DocHeader\">4 octobre 2012</span><span class=\"DocHeader\">, p. 03</span>",
            "La digue <span style=\"color:red\">tient</span> bon",
            "La mer est montée.<p></p><font style='font-weight:bold'>Elle</font> est redescendue.",
            "20121004·QU·1856190",
        );
        let second = document(
            "<span class=\"DocPublicationName\">La Rade</span><br><span class=\"DocHeader\">mercredi </span>\
             <span class=\"DocHeader\">3 octobre 2012</span>",
            "Le phare",
            "Il est éteint.",
            "20121003·RA·175071",
        );
        check(
            &format!("{head}{first}{second}</body></html>"),
            &[
                [
                    "news·20121004·QU·1856190",
                    "La digue tient bon",
                    "Le Quai",
                    "2012-10-04",
                    "",
                    "Ports",
                    "",
                    "La mer est montée.\nElle est redescendue.",
                    "03",
                ],
                ["news·20121003·RA·175071", "Le phare", "La Rade", "2012-10-03", "", "", "", "Il est éteint.", ""],
            ],
        );
    }

    #[test]
    fn europresse_in_articles() {
        let document = |header: &str, text: &str, footer: &str| {
            format!(
                "<article><header>{header}</header><section><div class=\"DocText clearfix\"><div class=\"docOcurrContainer\">{text}\
                 </div></div></section>{footer}</article>"
            )
        };
        // Of 2014, in French.
        let first = document(
            "<div><span class=\"DocPublicationName\">Le Quai, no. 21660</span></div><div><span class=\"DocHeader\">Ports, samedi 6 \
             septembre 2014, p. 4</span></div><p class=\"titreArticleVisu\">La digue tient</p><div class=\"docAuthors\">Odile Kermarec; \
             Yann Le Bris</div>",
            "<p>La mer est <mark>montée</mark>.</p><p>Elle est redescendue.</p>",
            "<footer><small>© 2014 Le Quai. Tous droits réservés.</small><p>Numéro de document : news·20140906·QU·7 </p></footer>",
        );
        // Of 2023, in French, with the time and the edition.
        let second = document(
            "<div class=\"rdp__DocPublicationName\"><span class=\"DocPublicationName\">La Rade (site web)                <br />Port ; \
             Ville</span></div><div class=\"rdp__DocHeader\"><span class=\"DocHeader\">lundi 16 octobre 2023 - 16:55:20 -0000 1017 \
             mots</span></div><div class=\"titreArticle\"><p class=\"sm-margin-TopNews titreArticleVisu rdp__articletitle\">Le phare, \
             éteint</p><p class=\"sm-margin-TopNews rdp__subtitle\">Une heure de noir</p></div><p class=\"sm-margin-bottomNews\">Par Awa \
             Diop</p>",
            "<p>Il s'est rallumé.</p>",
            "<aside><div class=\"apd-wrapper\">Cet article est paru dans</div></aside><footer><div class=\"Doc-LegalInfo\"><small>© \
             2023</small></div><div class=\"publiC-lblNodoc\">news·20231016·RAW·8</div></footer>",
        );
        // Of 2022, in English.
        let third = document(
            "<div class=\"rdp__DocPublicationName\"><span class=\"DocPublicationName\">The Channel Dispatch, Vol. 14, no 4</span></div>\
             <div class=\"rdp__DocHeader\"><span class=\"DocHeader\">Business, Thursday, December 22, 2022 13887 words, p. 19</span></div>\
             <div class=\"titreArticle\"><p class=\"titreArticleVisu rdp__articletitle\">The ferry sails again</p></div>",
            "<p>It sailed on Monday.</p>",
            "<div class=\"publiC-lblNodoc\">news·20221222·CD·9</div>",
        );
        check(
            &format!(
                "<!DOCTYPE html><html><head><meta charset=utf-8></head><body>{first}{second}{third}</body></html>"
            ),
            &[
                [
                    "news·20140906·QU·7",
                    "La digue tient",
                    "Le Quai",
                    "2014-09-06",
                    "Odile Kermarec; Yann Le Bris",
                    "Ports",
                    "",
                    "La mer est montée.\nElle est redescendue.",
                    "4",
                ],
                [
                    "news·20231016·RAW·8",
                    "Le phare, éteint",
                    "La Rade",
                    "2023-10-16T18:55",
                    "Awa Diop",
                    "",
                    "Une heure de noir",
                    "Il s'est rallumé.",
                    "",
                ],
                [
                    "news·20221222·CD·9",
                    "The ferry sails again",
                    "The Channel Dispatch",
                    "2022-12-22",
                    "",
                    "Business",
                    "",
                    "It sailed on Monday.",
                    "19",
                ],
            ],
        );
    }

    #[test]
    fn factiva_with_an_index() {
        let row = |key: &str, value: &str| {
            format!("<tr><td align=right valign=top class=index><b>{key}</b>&nbsp;</td><td>{value}</td></tr>")
        };
        let document = |language: &str, rows: &str| {
            format!("<div class=\"article {language}Article\"><table>{rows}</table><br/></div><br/><span></span>")
        };
        let first = [
            row("SE", "Régions"),
            row("HD", "<b class='frHeadline'>La digue tient</b>\n"),
            row("BY", "Odile Kermarec"),
            row("WC", "295 mots"),
            row("PD", "29 décembre 2011"),
            row("ET", "15:32"),
            row("SN", "Le Quai"),
            row("SC", "QUAI"),
            row("PG", "12"),
            row("LA", "Français"),
            row("CY", "(c) 2011 Le Quai."),
            row("LP", "<p class=\"articleParagraph frarticleParagraph\">La mer est montée.</p>\n"),
            row("TD", "<p class=\"articleParagraph frarticleParagraph\">Elle est redescendue.</p>\n"),
            row("NS", "gcat : Actualité"),
            row("AN", "<br/>Document QUAI000020111229e7ct0001r"),
        ];
        let second = [
            row("HD", "<b class='enHeadline'>The ferry sails</b>"),
            row("WC", "12 words"),
            row("PD", "4 January 2012"),
            row("SN", "The Channel Dispatch"),
            row("LP", "<p class=\"articleParagraph enarticleParagraph\">It sails.</p>"),
            row("AN", "Document CHDISP0020120104e8140000a"),
        ];
        let (first, second) = (document("fr", &first.concat()), document("en", &second.concat()));
        check(
            &format!(
                "<!DOCTYPE html><html><head><meta charset=utf-8>\n\t<title>Factiva</title><style>{}</style></head><body>\
                 <div id=contentWrapper>{first}{second}</div><span class=copyright>© 2012 Factiva, Inc.</span></body></html>",
                ".icon{display:block}".repeat(2000)
            ),
            &[
                [
                    "QUAI000020111229e7ct0001r",
                    "La digue tient",
                    "Le Quai",
                    "2011-12-29",
                    "Odile Kermarec",
                    "Régions",
                    "",
                    "La mer est montée.\nElle est redescendue.",
                    "12",
                ],
                [
                    "CHDISP0020120104e8140000a",
                    "The ferry sails",
                    "The Channel Dispatch",
                    "2012-01-04",
                    "",
                    "",
                    "",
                    "It sails.",
                    "",
                ],
            ],
        );
    }

    #[test]
    fn factiva_without_an_index() {
        let document =
            |inside: &str| format!("<div id=article-X><div class=\"article frArticle\">{inside}</div></div>");
        let text = "<p class=\"articleParagraph frarticleParagraph\">La mer est montée.</p>";
        let first = document(&format!(
            "<div>Régions</div><div id=hd><span class='frHeadline'>La digue tient</span></div><div class=author>Odile Kermarec</div>\
             <div>295 mots</div><div>12 mars 2019</div><div>07:12</div><div>Le Quai</div><div>QUAI</div><div>Page 12</div><div>Français</div>\
             <div>© 2019 Le Quai</div>{text}<p>Document QUAI000020190312ef3c0000m</p>"
        ));
        let second = document(&format!(
            "<div id=hd><span class='frHeadline'>Le phare</span></div><div>9 mots</div><div>13 mars 2019</div><div>20 Minutes</div>\
             <div>Français</div>{text}<p>Document VINGTM0020190313ef3d0000b</p>"
        ));
        check(
            &format!("<html><head><title>Factiva</title></head><body>{first}{second}"),
            &[
                [
                    "QUAI000020190312ef3c0000m",
                    "La digue tient",
                    "Le Quai",
                    "2019-03-12",
                    "Odile Kermarec",
                    "Régions",
                    "",
                    "La mer est montée.",
                    "12",
                ],
                [
                    "VINGTM0020190313ef3d0000b",
                    "Le phare",
                    "20 Minutes",
                    "2019-03-13",
                    "",
                    "",
                    "",
                    "La mer est montée.",
                    "",
                ],
            ],
        );
    }

    #[test]
    fn other_pages_are_no_exports() {
        let sites = Sites::default();
        for html in ["<title>Factivation</title><p>a", "<p>Factiva et Europresse", ""] {
            let page = RawPage { bytes: html.as_bytes().to_vec(), ..RawPage::default() };
            assert!(sites.of(&page).is_none_or(|ruled| ruled.site.split(&page).is_none()), "{html}");
        }
    }
}
