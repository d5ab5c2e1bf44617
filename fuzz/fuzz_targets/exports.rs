//! Whatever the export of a press database holds, it is cut into articles that each have a name of their own or a place, and each
//! of them becomes an article or a reason why there is none. The first byte chooses the database.

#![no_main]

use std::collections::HashSet;

use kiosque::extract::explain;
use kiosque::extract::sites::Sites;
use kiosque::extract::sites::split::PartName;
use kiosque::source::RawPage;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, bytes)) = bytes.split_first() else { return };
    let head: &[u8] = match kind % 3 {
        0 => b"<!--DocPublicationName--><article>",
        1 => b"<!--DocPublicationName--><table><tr><td><span class=TitreArticleVisu>",
        _ => b"<title>Factiva</title><div class=\"article frArticle\">",
    };
    let sites = Sites::default();
    let page = RawPage { bytes: [head, bytes].concat(), ..RawPage::default() };
    let ruled = sites.of(&page).expect("its head says what it is");
    let mut names = HashSet::new();
    for (part, nth) in ruled.site.split(&page).unwrap_or_default().into_iter().zip(1..) {
        match part.name {
            PartName::Nth(number) => assert_eq!(number, nth),
            PartName::Within(name) => assert!(names.insert(name)),
            PartName::Given(id) => assert!(!id.trim().is_empty()),
        }
        if let Ok(article) = explain(&part.page, Some(ruled)).outcome {
            assert!(!article.title.is_empty() || !article.body.is_empty());
            assert!(article.body.lines().all(|line| !line.is_empty() && line.trim() == line));
        }
    }
});
