//! Where an article can be opened: on the web, or in a file of its own.

use super::style::Target;
use crate::article::is_web_address;

/// The place of the article with this id and address, in the file at `path`. An article that stands in a file among others has none but
/// its address: nobody reads a feed of megabytes in a browser.
pub fn of<'a>(id: &'a str, path: &'a str, url: Option<&'a str>) -> Option<Target<'a>> {
    let url = url.into_iter().chain([id]).find(|url| is_web_address(url));
    url.map(Target::Page).or_else(|| is_page(id).then_some(Target::File(path)))
}

/// Whether an id is that of a page, which is its path, not that of a record: `docs/formats-and-fields.md`, "The id of an
/// article".
fn is_page(id: &str) -> bool {
    id.contains(['.', '/']) && !id.contains('#') && !id.contains("://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        let check = |id: &str, url: Option<&str>, expected: &str| {
            let shown = match of(id, "/feed.jsonl", url) {
                Some(Target::Page(url)) => url,
                Some(Target::File(path)) => path,
                None => "",
            };
            assert_eq!(shown, expected, "{id} {url:?}");
        };
        check("fil-24/a.html", None, "/feed.jsonl");
        check("./b", None, "/feed.jsonl");
        check("fil-24/a.html", Some("https://fil24.example/a"), "https://fil24.example/a");
        check("fil-24/a.html", Some("file:///etc/passwd"), "/feed.jsonl");
        check("a17", Some("https://fil24.example/a"), "https://fil24.example/a");
        check("https://fil24.example/b", None, "https://fil24.example/b");
        check("a17", None, "");
        check("feed.jsonl#4", None, "");
        check("#fil-24/a.html", None, "");
    }
}
