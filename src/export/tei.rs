//! TEI P5: an XML file for each record, with what is known of its article in the header (TEI Guidelines, chapters 2 and 4).

use super::clean;
use super::record::Record;
use crate::output::xml::escaped;

/// The document.
pub fn document(record: &Record) -> String {
    let article = &record.filed.article;
    let element = |name: &str, attributes: &str, value: &str| {
        format!("<{name}{attributes}>{}</{name}>", escaped(&clean::line(value)))
    };
    let mut bibl = vec![element("title", " level=\"a\"", &article.title)];
    bibl.extend(article.authors.iter().map(|author| element("author", "", author)));
    bibl.extend(article.source.iter().map(|source| element("title", " level=\"j\"", source)));
    bibl.extend(article.section.iter().map(|section| element("biblScope", " unit=\"section\"", section)));
    bibl.extend(article.page.iter().map(|page| element("biblScope", " unit=\"page\"", page)));
    if let Some(published) = article.published {
        let moment = published.moment.to_string();
        bibl.push(element("date", &format!(" when=\"{}\"", when(&moment)), &moment));
    }
    bibl.push(element("idno", "", &record.id()));
    bibl.extend(article.url.iter().map(|url| element("idno", " type=\"URL\"", url)));
    let mut body: Vec<String> = Vec::new();
    body.extend(record.title.map(|title| element("head", "", title)));
    let paragraphs = clean::lines(&record.text);
    body.extend(paragraphs.iter().map(|line| element("p", "", line)));
    if paragraphs.is_empty() {
        body.push("<p/>".to_owned());
    }
    let language = article.language.as_ref().map(|code| format!(" xml:lang=\"{}\"", escaped(code))).unwrap_or_default();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TEI xmlns=\"http://www.tei-c.org/ns/1.0\">\n<teiHeader>\n<fileDesc>\n\
         <titleStmt>{}</titleStmt>\n<publicationStmt><p>Exported by kiosque</p></publicationStmt>\n\
         <sourceDesc><bibl>\n{}\n</bibl></sourceDesc>\n</fileDesc>\n</teiHeader>\n<text{language}>\n<body>\n{}\n</body>\n\
         </text>\n</TEI>\n",
        element("title", "", &article.title),
        bibl.join("\n"),
        body.join("\n"),
    )
}

/// A moment as XML Schema has it: a time has seconds.
fn when(moment: &str) -> String {
    if moment.contains('T') { format!("{moment}:00") } else { moment.to_owned() }
}
