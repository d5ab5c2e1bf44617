//! The pages as people use them: in a browser, by the keyboard or the pointer, with and without scripts.

use std::collections::BTreeSet;
use std::fs;
use std::thread::sleep;
use std::time::Duration;

use super::api::kiosque;
use super::browser::Browser;
use super::client::Served;
use super::hostile::{HOSTILE, hostile_index};
use crate::search::corpus_index;

const ARTICLE: &str = "/article?id=le-phare-du-nord/dragage-du-port.html&q=port";

/// A page of each kind, by name.
const PAGES: &[(&str, &str)] = &[
    ("home", "/"),
    ("results", "/?q=port"),
    ("narrowed", "/?q=port&since=2025-03&source=La+Rade&sort=newest"),
    ("second", "/?q=*&offset=10"),
    ("caution", "/?q=prix+-19"),
    ("misspelt", "/?q=gr%C3%A8ve+des+feries"),
    ("nothing", "/?q=introuvablement+port&all=1"),
    ("error", "/?q=port&since=demain-soir"),
    ("article", ARTICLE),
    ("copies", "/article?id=fil-24/greve-ferries-calais.html"),
    ("kwic", "/kwic?q=port"),
    ("collocates", "/collocates?q=port&min=2"),
    ("keywords", "/keywords?q=port"),
    ("keywords-by-source", "/keywords?by=source&min-articles=1&small-words=1"),
    ("trends", "/trends?last=90d&against=rest&min-articles=1"),
    ("corpus", "/corpus?q=port"),
    ("stats", "/stats"),
    ("help", "/help"),
    ("nowhere", "/nulle-part"),
];

/// A browser and a server of the corpus; none where there is no browser.
fn opened() -> Option<(Browser, Served, String)> {
    let mut browser = Browser::start()?;
    browser.resize(1200);
    browser.wish("light", "en");
    let served = Served::start(&corpus_index(), &["--title", "La Presse"]);
    let base = format!("http://{}", served.place);
    Some((browser, served, base))
}

/// The conditions that tests wait for.
const THERE_ARE_HITS: &str = "document.querySelectorAll('#hits > li').length > 2";

fn parameter(name: &str, value: &str) -> String {
    format!("new URLSearchParams(location.search).get('{name}') === '{value}'")
}

#[test]
fn by_the_keyboard_alone() {
    let Some((mut browser, _served, base)) = opened() else { return };
    browser.go(&base);
    // The first key leads past what all pages share.
    browser.tab_to(".skip");
    browser.press("Enter");
    browser.until("document.activeElement.id === 'main'");
    browser.press("/");
    browser.until("document.activeElement.id === 'q'");
    browser.type_text("por");
    browser.until("!document.getElementById('offers').hidden");
    browser.picture("completion");
    browser.press("ArrowDown");
    browser.press("ArrowDown");
    browser.press("ArrowUp");
    let offer = browser.eval("document.querySelector('#offers [aria-selected=true]').textContent");
    browser.press("Enter");
    browser.until("document.getElementById('offers').hidden");
    assert_eq!(browser.eval("document.getElementById('q').value"), offer);
    browser.eval("document.getElementById('q').select()");
    browser.type_text("port");
    browser.until("!document.getElementById('offers').hidden");
    browser.press("Escape");
    browser.until("document.getElementById('offers').hidden && document.getElementById('q').value === 'port'");
    browser.press("Enter");
    browser.until(&format!("{THERE_ARE_HITS} && location.search === '?q=port'"));
    // Hit by hit, into an article, from match to match, and back to the hit.
    browser.press("j");
    browser.press("j");
    browser.press("j");
    browser.press("k");
    browser.until("document.activeElement === document.querySelectorAll('#hits h2 a')[1]");
    browser.press("Enter");
    browser.until("location.pathname === '/article' && document.querySelectorAll('main mark[id]').length > 0");
    browser.press("j");
    browser.until("document.querySelector('mark.here') !== null");
    browser.press("?");
    browser.until("location.pathname === '/help'");
    browser.eval("history.back()");
    browser.until("location.pathname === '/article'");
    browser.eval("history.back()");
    browser
        .until(&format!("{THERE_ARE_HITS} && document.activeElement === document.querySelectorAll('#hits h2 a')[1]"));
    // A star, which the first page remembers.
    browser.press("s");
    browser.until("document.querySelector('#count button').getAttribute('aria-pressed') === 'true'");
    // A facet, a period typed, and a period of the table.
    browser.tab_to(".facet a");
    browser.press("Enter");
    browser.until("document.querySelector('.chips a') !== null");
    browser.tab_to(".chips a");
    browser.press("Enter");
    browser.until(&format!("{THERE_ARE_HITS} && document.querySelector('.chips') === null"));
    browser.tab_to(".timeline summary");
    browser.press("Enter");
    browser.tab_to(".timeline td a, .timeline th a");
    browser.press("Enter");
    browser.until(&parameter("since", "2025-01"));
    browser.go(&format!("{base}/?q=port"));
    browser.tab_to(".more summary");
    browser.press("Enter");
    browser.tab_to("#since");
    browser.type_text("2025-03");
    browser.press("Enter");
    browser.until(&parameter("since", "2025-03"));
    browser.go(&base);
    browser.until("document.querySelectorAll('#saved h2').length === 2");
    assert_eq!(browser.complaints, Vec::<String>::new());
}

#[test]
fn by_the_pointer() {
    let Some((mut browser, _served, base)) = opened() else { return };
    browser.go(&format!("{base}/?q=port"));
    browser.click(".facet a");
    browser.until("new URLSearchParams(location.search).get('source') !== null");
    browser.until("document.querySelectorAll('.chips a').length === 1");
    browser.click(".chips a");
    browser.until("document.querySelector('.chips') === null");
    // A range drawn on the chart, from right to left; a bar; and its back.
    browser.drag("#chart rect.room", 4, 1);
    browser.until(&parameter("since", "2025-02-01"));
    browser.until(&parameter("until", "2025-05-31"));
    browser.eval("history.back()");
    browser.until("document.querySelector('.chips') === null");
    browser.click("#chart rect.room");
    browser.until(&parameter("until", "2025-01"));
    // A correction.
    browser.go(&format!("{base}/?q=gr%C3%A8ve+des+feries"));
    browser.click("#meant");
    browser.until("document.querySelectorAll('#hits > li').length > 0 && document.getElementById('meant') === null");
    // An article, and a match in it, which stays marked.
    browser.click("#hits h2 a");
    browser.until("document.querySelector('.matches a') !== null");
    browser.click(".matches a");
    browser.until("document.querySelector('mark:target') !== null");
    sleep(Duration::from_millis(200));
    browser.until("document.querySelector('mark:target') !== null");
    browser.click("#back");
    browser.until("document.querySelectorAll('#hits > li').length > 0");
    assert_eq!(browser.complaints, Vec::<String>::new());
}

#[test]
fn an_address_shows_a_colleague_the_same() {
    let Some((mut browser, _served, base)) = opened() else { return };
    let main = "document.querySelector('main').innerHTML";
    browser.go(&base);
    browser.eval("document.getElementById('q').value = 'port'; document.querySelector('form').requestSubmit()");
    browser.until(THERE_ARE_HITS);
    browser.click(".facet a");
    browser.until("document.querySelector('.chips') !== null");
    let (address, seen) = (browser.eval("location.href"), browser.eval(main));
    browser.go(address.as_str().unwrap());
    assert_eq!(browser.eval(main), seen);
    // What narrows the search stays where other words are typed.
    browser.eval("document.getElementById('q').value = 'quai'; document.querySelector('form').requestSubmit()");
    browser.until(&parameter("q", "quai"));
    browser.until("document.querySelectorAll('.chips a').length === 1");
}

#[test]
fn exports_are_saved_as_the_command_prints_them() {
    let Some((mut browser, _served, base)) = opened() else { return };
    let options = ["search", "port", "--since", "2025-03", "-n", "all", "--format"];
    for (n, format) in ["csv", "jsonl"].into_iter().enumerate() {
        browser.go(&format!("{base}/?q=port&since=2025-03"));
        browser.eval(&format!("document.querySelectorAll('.exports a[download]')[{n}].click()"));
        let saved = saved(&browser, &format!("kiosque.{format}"));
        let ran = kiosque(&corpus_index(), &[&options[..], &[format]].concat());
        assert_eq!(saved, ran.stdout, "{format}");
    }
    // Starred searches are saved as lines of the file of queries with names.
    for address in ["?q=port&since=2025-03&source=Fil+24", "?q=gr%C3%A8ve"] {
        browser.go(&format!("{base}/{address}"));
        browser.press("s");
        browser.until("document.querySelector('#count button').getAttribute('aria-pressed') === 'true'");
    }
    browser.go(&base);
    browser.until("document.querySelector('#saved a[download]') !== null");
    browser.eval("document.querySelector('#saved a[download]').click()");
    let lines = "grève = grève\nport-fil-24-2025-03 = (port) source:\"Fil 24\" depuis:\"2025-03\"\n";
    assert_eq!(saved(&browser, "queries"), lines);
    assert_eq!(browser.complaints, Vec::<String>::new());
}

/// What the browser saves under a name.
fn saved(browser: &Browser, name: &str) -> String {
    let path = browser.downloads().join(name);
    for _ in 0..400 {
        if path.exists() {
            break;
        }
        sleep(Duration::from_millis(25));
    }
    fs::read_to_string(&path).unwrap()
}

#[test]
fn without_a_script() {
    let Some((mut browser, _served, base)) = opened() else { return };
    browser.allow_scripts(false);
    browser.go(&base);
    browser.click("#q");
    browser.type_text("port");
    browser.press("Enter");
    browser.until(THERE_ARE_HITS);
    assert_eq!(browser.eval("document.querySelector('#count button')"), serde_json::Value::Null);
    browser.click(".facet a");
    browser.until("document.querySelectorAll('.chips a').length === 1");
    browser.click(".chips a");
    browser.until("document.querySelector('.chips') === null");
    browser.click("#chart rect.room");
    browser.until(&parameter("since", "2025-01"));
    browser.go(&format!("{base}/?q=port&since=2025-03"));
    browser.click("#until");
    browser.type_text("2025-06");
    browser.click(".fields button");
    browser.until(&format!("{} && {}", parameter("since", "2025-03"), parameter("until", "2025-06")));
    browser.go(&format!("{base}/?q=gr%C3%A8ve+des+feries"));
    browser.click("#meant");
    browser.until("document.querySelectorAll('#hits > li').length > 0");
    browser.click("#hits h2 a");
    browser.until("location.pathname === '/article'");
    browser.eval("history.back()");
    browser.until("document.querySelectorAll('#hits > li').length > 0");
    browser.go(&format!("{base}/?q=*"));
    browser.click("a[rel=next]");
    browser.until(&format!("{THERE_ARE_HITS} && {}", parameter("offset", "10")));
    assert_eq!(browser.complaints, Vec::<String>::new());
}

#[test]
fn studies_of_a_search() {
    let Some((mut browser, _served, base)) = opened() else { return };
    browser.go(&format!("{base}/?q=port&since=2025-01"));
    // Another view of the same search, its options, another search in the same view, and an article.
    browser.click("nav.tabs a[href*=kwic]");
    let lines = "document.querySelectorAll('table.kwic tbody tr').length > 10";
    browser.until(&format!("location.pathname === '/kwic' && {lines} && {}", parameter("since", "2025-01")));
    browser.eval("document.querySelector('form.options [name=sort]').value = 'left'; document.querySelector('form.options').requestSubmit()");
    browser.until(&format!("{} && {lines}", parameter("sort", "left")));
    browser.eval("document.getElementById('q').value = 'digue'; document.querySelector('header form').requestSubmit()");
    browser.until("location.pathname === '/kwic' && document.querySelector('.kwic mark')?.textContent === 'digue'");
    browser.until(&parameter("sort", "left"));
    browser.click(".kwic .hit a");
    browser.until("location.pathname === '/article' && document.querySelectorAll('main mark').length > 0");
    // Who searches from an article wants articles.
    browser.until("new URL(document.querySelector('header form').action).pathname === '/'");
    browser.eval("history.back()");
    browser.until("location.pathname === '/kwic' && document.querySelector('.kwic mark')?.textContent === 'digue'");
    assert_eq!(browser.complaints, Vec::<String>::new());
}

#[test]
fn every_page_is_accessible_in_both_languages_and_schemes() {
    let Some((mut browser, _served, base)) = opened() else { return };
    let mut wrong = Vec::new();
    for (language, scheme, width) in
        [("fr", "light", 1200), ("fr", "dark", 320), ("en", "dark", 1200), ("en", "light", 320)]
    {
        browser.resize(width);
        browser.wish(scheme, language);
        let mut colours = BTreeSet::new();
        for (name, page) in PAGES {
            browser.go(&format!("{base}{page}"));
            let shown = format!("{name} {language} {scheme} {width}");
            browser.picture(&shown.replace(' ', "-"));
            assert_eq!(browser.eval("document.documentElement.lang"), language, "{shown}");
            colours.insert(browser.eval("getComputedStyle(document.body).backgroundColor").to_string());
            browser.eval("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
            if browser.eval("document.documentElement.scrollWidth > document.documentElement.clientWidth") == true {
                wrong.push(format!("{shown}: it is wider than the window"));
            }
            wrong.extend(browser.audit().into_iter().map(|fault| format!("{shown}: {fault}")));
        }
        let expected = if scheme == "dark" { "\"rgb(23, 22, 20)\"" } else { "\"rgb(255, 255, 255)\"" };
        assert_eq!(Vec::from_iter(colours), [expected], "{scheme}");
    }
    // With offers, too.
    browser.go(&base);
    browser.press("/");
    browser.type_text("por");
    browser.until("!document.getElementById('offers').hidden");
    wrong.extend(browser.audit());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(browser.complaints, Vec::<String>::new());
}

#[test]
fn the_judges_see_what_is_wrong() {
    let Some((mut browser, _served, base)) = opened() else { return };
    browser.go(&base);
    browser.eval("document.querySelector('main').insertAdjacentHTML('beforeend', '<h1>h</h1><button></button><p style=\"color: #ddd\">p</p>')");
    assert!(browser.audit().len() >= 2, "{:?}", browser.audit());
    browser.eval(
        "document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = 1' }))",
    );
    browser.eval("document.body.append(Object.assign(document.createElement('img'), { src: 'http://127.0.0.2:9/' }))");
    browser.until("window.ran === undefined");
    sleep(Duration::from_millis(200));
    browser.eval("0");
    assert!(browser.complaints.len() >= 3, "{:?}", browser.complaints);
}

#[test]
fn the_first_page_is_light() {
    let Some((mut browser, _served, base)) = opened() else { return };
    for page in ["/", "/?q=port"] {
        browser.call("Network.clearBrowserCache", serde_json::json!({}));
        browser.go(&format!("{base}{page}"));
        let bytes: f64 = browser.received.values().sum();
        assert!(browser.received.len() <= 3 && bytes <= 60e3, "{page}: {:?}", browser.received);
    }
}

#[test]
fn hostile_articles_do_nothing_in_a_browser() {
    let Some(mut browser) = Browser::start() else { return };
    let (_scene, served) = hostile_index();
    let base = format!("http://{}", served.place);
    let foreign = "[...document.querySelectorAll('img, iframe, style, base, object, embed, main form, main script, main svg:not(#chart), [onerror], [onload]')].length";
    for page in 0..HOSTILE.len().div_ceil(5) {
        // As the server gives it, and as the script puts it in place.
        browser.go(&format!("{base}/?q=digue&offset={}", page * 10));
        assert_eq!(browser.eval(foreign), 0, "page {page}");
        browser.click("#hits h2 a");
        browser.until("location.pathname === '/article'");
        browser.until("document.querySelector('article.whole') !== null");
        assert_eq!(browser.eval(foreign), 0, "article of page {page}");
    }
    for hostile in HOSTILE {
        browser.go(&base);
        let text = serde_json::to_string(hostile).unwrap();
        browser.eval(&format!(
            "document.getElementById('q').value = {text}; document.querySelector('form').requestSubmit()"
        ));
        browser.until("document.getElementById('count') !== null || document.querySelector('[role=alert]') !== null");
        assert_eq!(browser.eval(foreign), 0, "{hostile}");
    }
    browser.go(&base);
    browser.until("document.querySelector('#saved a') !== null");
    assert_eq!(browser.eval(foreign), 0);
    assert_eq!(
        browser.eval("[...document.querySelectorAll('a')].filter((a) => !/^https?:$/.test(a.protocol)).length"),
        0
    );
    assert_eq!(browser.complaints, Vec::<String>::new());
}
