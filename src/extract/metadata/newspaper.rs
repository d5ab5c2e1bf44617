//! The newspaper that an article appeared in: on an aggregator the original one, else the site itself.

use super::declared::Declared;
use super::page::Page;
use super::title;
use crate::text::squeeze;

/// Finds the newspaper's name. `title` is the article's.
pub fn find(page: &Page, declared: &Declared, title: &str) -> Option<String> {
    if let Some(original) = original(page) {
        return Some(original);
    }
    let host = host(declared);
    let named = named(declared);
    let in_title = in_title(declared, title);
    let names = named.iter().map(|(_, name)| *name).chain(in_title);
    let names: Vec<&str> = names.map(trimmed).filter(|name| !name.is_empty() && name.chars().count() <= 60).collect();
    // A name is better than an address, which some sites declare as their name.
    let is_address = |name: &str| name.contains('.') && !name.contains(' ');
    let site = squeeze(host.split('.').next().unwrap_or_default());
    let is_host = |name: &str| squeeze(name) == site || site.len() >= 6 && squeeze(name).ends_with(&site);
    let of_host = names.iter().find(|name| !is_address(name) && is_host(name));
    let first = names.first().filter(|_| !named.is_empty() || host.is_empty());
    let chosen = first.filter(|name| !is_address(name)).or(of_host).or(first).copied();
    chosen.or(copyright(page)).or(Some(host)).filter(|name| !name.is_empty()).map(str::to_owned)
}

/// The names that a page offers, each with its place.
pub fn offers(page: &Page, declared: &Declared, title: &str) -> Vec<(&'static str, String)> {
    let owned = |place: &'static str| move |name: &str| (place, name.to_owned());
    let mut offers: Vec<_> = original(page).into_iter().map(|name| ("line by the title", name)).collect();
    offers.extend(named(declared).into_iter().map(|(place, name)| (place, name.to_owned())));
    offers.extend(in_title(declared, title).into_iter().map(owned("title")));
    offers.extend(copyright(page).map(owned("copyright")));
    offers.extend(Some(host(declared)).filter(|host| !host.is_empty()).map(owned("host")));
    offers
}

fn host<'d>(declared: &'d Declared) -> &'d str {
    let host = declared.host();
    host.strip_prefix("www.").unwrap_or(host)
}

/// The names that a page declares.
fn named<'d>(declared: &'d Declared) -> Vec<(&'static str, &'d str)> {
    const OTHERS: [&str; 4] = ["application-name", "apple-mobile-web-app-title", "dc.publisher", "publisher"];
    let in_head = |key: &'static str| Some((key, declared.head.get(&[key])?));
    let in_json_ld = || Some(("json-ld", declared.described.publisher.as_deref()?));
    [in_head("og:site_name"), in_json_ld(), OTHERS.into_iter().find_map(in_head)].into_iter().flatten().collect()
}

/// The parts of the page's `<title>` that are not of the article's.
fn in_title<'d>(declared: &'d Declared, title: &str) -> Vec<&'d str> {
    let head = declared.head.title.as_deref().unwrap_or_default();
    // "Le pont rouvre : Le Quai"
    let rest = head.strip_prefix(title).map(|rest| rest.trim_matches([' ', ':', '|', '-', '–', '—', '»', '·', '•']));
    let rest = rest.filter(|rest| (1..=6).contains(&rest.split_whitespace().count()));
    let title = squeeze(title);
    let mut segments = title::segments(head);
    if !title.starts_with(&squeeze(segments[0])) {
        // The site's name comes first where the title comes last.
        segments.reverse();
    }
    let behind = segments.into_iter().rev().filter(|segment| !title.contains(&squeeze(segment)));
    rest.into_iter().chain(behind).collect()
}

/// The newspaper that an aggregator names below the title: "Publié dans Maroc Diplomatique le 01 - 07 - 2025".
fn original(page: &Page) -> Option<String> {
    let (first, _) = page.text?;
    let start = page.beginning(first).saturating_sub(3);
    for block in &page.blocks[start..(first + 2).min(page.blocks.len())] {
        let Some(rest) =
            ["Publié dans ", "Paru dans ", "Publié sur "].iter().find_map(|it| block.text.strip_prefix(it))
        else {
            continue;
        };
        let (range, _) = block.dates().into_iter().next()?;
        let name = &block.text[block.text.len() - rest.len()..range.start];
        let name = name.trim().trim_end_matches("le").trim_end_matches([',', ' ', ':', '-']).trim();
        if !name.is_empty() && name.chars().count() <= 60 {
            return Some(name.to_owned());
        }
    }
    None
}

/// The name in a line of copyright: "© Coteaux & Rivière - Tirage : 2 400 exemplaires".
fn copyright<'p>(page: &Page<'p>) -> Option<&'p str> {
    let line = page.blocks.iter().rev().take(20).find_map(|block| block.text.strip_prefix('©'))?;
    let around = |c: char| c.is_whitespace() || c.is_ascii_digit() || "-–,.:".contains(c);
    let name = line.trim_start_matches(around).split(['-', '–', '.', ',', '|', '(']).next()?;
    Some(name.trim()).filter(|name| (1..=5).contains(&name.split_whitespace().count()))
}

/// A name without its motto and its legal form: "Le Temps SA - Actualités" is "Le Temps".
fn trimmed(name: &str) -> &str {
    let end = [" - ", " | ", " : ", " – ", " — "].iter().filter_map(|it| name.find(it)).min().unwrap_or(name.len());
    let name = name[..end].trim().trim_start_matches('@');
    let name = name.strip_prefix("www.").unwrap_or(name);
    let name = [" SA", " SAS", " SARL", " S.A."].iter().find_map(|form| name.strip_suffix(form)).unwrap_or(name);
    if name.contains("://") { "" } else { name }
}

#[cfg(test)]
mod tests {
    use crate::extract::extract;
    use crate::source::RawPage;

    /// The newspaper of a page with this head and this line below its title.
    #[track_caller]
    fn check(head: &str, line: &str, expected: Option<&str>) {
        let text = "<p>La passerelle du port a été rouverte lundi matin, après onze semaines de travaux, en présence du maire.";
        let html = format!("<head>{head}</head><h1>Le pont rouvre</h1><p>{line}</p><p>{}", text.repeat(5));
        let page = RawPage { bytes: html.into_bytes(), ..RawPage::default() };
        assert_eq!(extract(&page).unwrap().source.as_deref(), expected, "{head} {line}");
    }

    #[test]
    fn the_papers_own_name() {
        let site = "<meta property=og:site_name content='Le Quai SA - Actualités du port'>";
        check(site, "", Some("Le Quai"));
        check("<title>Le pont rouvre | Le Quai</title>", "", Some("Le Quai"));
        check("<title>Le Quai » Le pont rouvre</title>", "", Some("Le Quai"));
        let canonical = "<link rel=canonical href=https://www.quai-du-nord.example/pont>";
        check(&format!("<title>Le pont rouvre : Le Quai du Nord</title>{canonical}"), "", Some("Le Quai du Nord"));
        check(canonical, "", Some("quai-du-nord.example"));
        check(
            &format!(
                "<meta property=og:site_name content=quai.example><title>Le pont rouvre - Quai</title>{canonical}"
            ),
            "",
            Some("quai.example"),
        );
        check(site, "Publié dans Le Phare le 01 - 07 - 2025", Some("Le Phare"));
        check("", "", None);
    }
}
