//! What an article is called where it is one of many.

use crate::article::Article;

/// An article without a title is called by so many of its first characters, or a few less.
const FIRST: usize = 80;

/// The title of an article; where it has none its first words, and where it has no text either, that it is untitled.
pub fn of(article: &Article) -> String {
    if !article.title.trim().is_empty() {
        return article.title.clone();
    }
    let text = article.text();
    let mut heading = String::new();
    for word in text.split_whitespace() {
        if heading.chars().count() + word.chars().count() >= FIRST {
            // The first word may be longer than any.
            let heading = if heading.is_empty() { word.chars().take(FIRST).collect() } else { heading };
            return heading.trim_end_matches([',', ';', ':']).to_owned() + "…";
        }
        if !heading.is_empty() {
            heading.push(' ');
        }
        heading += word;
    }
    if heading.is_empty() { "Untitled".to_owned() } else { heading }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings() {
        let check = |title: &str, body: &str, expected: &str| {
            let article = Article { title: title.to_owned(), body: body.to_owned(), ..Article::default() };
            assert_eq!(of(&article), expected);
        };
        check("La digue", "Elle tient.", "La digue");
        check("", "", "Untitled");
        check(" ", "La digue\ntient.", "La digue tient.");
        let long = "La digue du port a tenu, dit la mairie, qui craint toutefois que la marée, d’ici à demain,";
        check(
            "",
            &format!("{long} ne monte."),
            "La digue du port a tenu, dit la mairie, qui craint toutefois que la marée, d’ici…",
        );
        check("", &"a".repeat(200), &format!("{}…", "a".repeat(80)));
    }
}
