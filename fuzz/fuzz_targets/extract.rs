//! Whatever a page holds, it becomes an article or a reason why there is none. The text of an article is lines, each of
//! which has something in it.

#![no_main]

use jiff::civil::date;
use kiosque::extract::explain;
use kiosque::source::RawPage;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let fetched = Some(date(2025, 7, 15).at(18, 30, 0, 0));
    let explanation = explain(&RawPage { bytes: bytes.to_vec(), fetched, ..RawPage::default() }, None);
    let Ok(article) = explanation.outcome else { return };
    assert_eq!(article.title.trim(), article.title);
    for line in article.lead.iter().flat_map(|lead| lead.lines()).chain(article.body.lines()) {
        assert!(!line.is_empty() && line.trim() == line, "{line:?}");
    }
    for name in &article.authors {
        assert!(!name.is_empty() && article.authors.iter().filter(|it| *it == name).count() == 1, "{name:?}");
    }
    if let Some(published) = article.published {
        assert!(published.moment.at.year() >= 1850 && published.moment.at.date() <= date(2025, 7, 16));
    }
});
