//! RIS, as Zotero and other reference managers import it: newspaper articles (type NEWS).

use super::clean;
use super::record::Record;

/// The reference. Each value stands on one line, so that none begins a field.
pub fn reference(record: &Record) -> String {
    let article = &record.filed.article;
    let mut fields = vec![("TY", "NEWS".to_owned()), ("TI", article.title.clone())];
    fields.extend(article.authors.iter().map(|author| ("AU", author.clone())));
    fields.extend(article.source.iter().map(|source| ("T2", source.clone())));
    if let Some(published) = article.published {
        let moment = published.moment.to_string();
        let day = moment.split('T').next().unwrap_or_default();
        fields.push(("PY", day.chars().take(4).collect()));
        fields.push(("DA", day.replace('-', "/")));
    }
    fields.extend(article.section.iter().map(|section| ("SE", section.clone())));
    fields.extend(article.page.iter().map(|page| ("SP", page.clone())));
    fields.extend(article.language.iter().map(|language| ("LA", language.clone())));
    fields.extend(article.url.iter().map(|url| ("UR", url.clone())));
    fields.push(("ID", record.id()));
    fields.push(("AB", record.text.clone()));
    let line = |(tag, value): &(&str, String)| format!("{tag}  - {}\n", clean::line(value));
    fields.iter().map(line).collect::<String>() + "ER  - \n\n"
}
