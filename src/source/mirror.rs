//! Mirrors as wget leaves them: a folder for each host, below which folders and files have the names that addresses have.
//!
//! ```text
//! mirror/www.lemonde.fr/robots.txt
//! mirror/www.lemonde.fr/ports/digue.html?p=3   →   https://www.lemonde.fr/ports/digue.html?p=3
//! ```

use std::path::{Component, Path, PathBuf};

/// The name under which wget keeps the page of a folder.
const INDEX: &str = "index.html";

/// The address of the page in a file, if it lies in the folder of a host: one that has the name of a host, and in which is its
/// `robots.txt`. Others may only be called so.
pub fn address(file: &Path) -> Option<String> {
    let is_host_s = |folder: &Path| {
        folder.file_name().and_then(|name| name.to_str()).is_some_and(is_host) && folder.join("robots.txt").is_file()
    };
    let host = file.ancestors().skip(1).filter(|folder| is_host_s(folder)).last()?;
    let parts = file.strip_prefix(host.parent()?).ok()?.components();
    let parts: Option<Vec<&str>> = parts
        .map(|part| match part {
            Component::Normal(name) => name.to_str(),
            _ => None,
        })
        .collect();
    let mut path = parts?.join("/").replace('#', "%23");
    // The name of the page as it was asked for, and what wget adds so that a browser knows what it is.
    if let Some(at) = path.find('?')
        && let Some(length) = path[at..].strip_suffix(".html").map(str::len)
    {
        path.truncate(at + length);
    }
    let (page, query) = path.split_at(path.find('?').unwrap_or(path.len()));
    let page = page.strip_suffix(INDEX).filter(|folder| folder.ends_with('/')).unwrap_or(page);
    Some(format!("https://{page}{query}"))
}

/// The file that has the same name without what stands behind the `?` in it, if there is one: `a.html` for `a.html?p=3`.
pub fn without_query(file: &Path) -> Option<PathBuf> {
    let (page, _) = file.file_name()?.to_str()?.split_once('?')?;
    Some(file.with_file_name(page)).filter(|file| !page.is_empty() && file.is_file())
}

/// Whether a name may be that of a host: labels with dots between, of which the last is no number.
fn is_host(name: &str) -> bool {
    let is_label =
        |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let (host, port) = name.split_once(':').unwrap_or((name, "80"));
    let is_top = |label: &str| label.len() >= 2 && label.starts_with(|first: char| first.is_ascii_alphabetic());
    host.split('.').all(is_label)
        && host.rsplit_once('.').is_some_and(|(_, top)| is_top(top))
        && port.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn folders_have_addresses() {
        let folder = tempfile::tempdir().unwrap();
        for file in
            ["www.quai.example/robots.txt", "rade.example:8080/robots.txt", "lemonde.fr/index.html", "a/robots.txt"]
        {
            let file = folder.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "").unwrap();
        }
        let check = |file: &str, expected: Option<&str>| {
            assert_eq!(address(&folder.path().join(file)).as_deref(), expected, "{file}");
        };
        check("www.quai.example/ports/digue.html", Some("https://www.quai.example/ports/digue.html"));
        check("www.quai.example/ports/digue.html?p=3", Some("https://www.quai.example/ports/digue.html?p=3"));
        check("www.quai.example/ports/digue?p=3.html", Some("https://www.quai.example/ports/digue?p=3"));
        check("www.quai.example/index.html", Some("https://www.quai.example/"));
        check("www.quai.example/ports/index.html?p=3", Some("https://www.quai.example/ports/?p=3"));
        check("www.quai.example/myindex.html", Some("https://www.quai.example/myindex.html"));
        check("www.quai.example/a#b", Some("https://www.quai.example/a%23b"));
        check("rade.example:8080/1", Some("https://rade.example:8080/1"));
        check("lemonde.fr/1.html", None);
        check("a/1.html", None);
        check("robots.txt", None);
    }

    #[test]
    fn hosts_have_names() {
        #[track_caller]
        fn check(name: &str, expected: bool) {
            assert_eq!(is_host(name), expected, "{name}");
        }
        check("lemonde.fr", true);
        check("www.le-monde.fr:8080", true);
        check("xn--t-zfa.example", true);
        check("pages", false);
        check("fil.24", false);
        check("2024.01.02", false);
        check(".git", false);
        check("a b.fr", false);
        check("lemonde.", false);
    }
}
