//! Articles that try to bring something of their own into our pages.

use super::client::{Served, encoded};
use crate::scene::Scene;

/// What a page of the web may try to bring into a page of ours.
pub const HOSTILE: [&str; 30] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'><svg/onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "</style></script></textarea></noscript><script>alert(1)</script>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<style>*{display:none}</style>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0>",
    "<form action=//evil.example><input name=q>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<object data=javascript:alert(1)></object><embed src=//evil.example>",
    "<math><mi xlink:href=\"javascript:alert(1)\">x</mi></math>",
    "<svg><animate attributeName=href values=javascript:alert(1) /><a id=x>x</a></svg>",
    "<template><script>alert(1)</script></template>",
    "<main id=main><h1>h</h1></main>",
    "<input id=q name=q autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "\" onmouseover=\"alert(1)\" x=\"",
    "' onmouseover='alert(1)' x='",
    "` onmouseover=`alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "\u{202e}evil\u{202c}\u{0}\u{1b}[31m",
    "{{7*7}}${7*7}<%= 7*7 %>",
];

/// A server of their index. Each stands in all that a record can say, once with an address that is a script.
pub fn hostile_index() -> (Scene, Served) {
    let scene = Scene::new();
    let mut feed = String::new();
    for (n, hostile) in HOSTILE.iter().enumerate() {
        let article = |id: String, url: &str| {
            serde_json::json!({
                "id": id, "title": format!("Digue {hostile}"), "text": format!("La digue {hostile} tient.\nDigue {hostile}"),
                "url": url, "authors": [hostile], "section": hostile, "source": format!("Le {hostile}"), "lang": "fr",
                "date": "2025-07-01", "lead": hostile,
            })
        };
        let (one, other) = (article(format!("{n}{hostile}"), "javascript:alert(1)"), article(format!("b{n}"), hostile));
        feed += &format!("{one}\n{other}\n");
    }
    scene.write("feed.jsonl", feed);
    scene.index(&["feed.jsonl"], |_| {});
    let served = Served::start(&scene.path("index"), &["--title", "<script>alert(1)</script>"]);
    (scene, served)
}

/// The elements that our pages are made of.
const ELEMENTS: &str = "a article aside body button caption code dd details div dl dt footer form h1 h2 head header html input kbd label li \
                    link main mark meta nav ol option p pre rect script section select span strong summary svg table \
                    tbody td th thead time title tr ul";

/// The attributes that they have.
const ATTRIBUTES: &str = "action aria-current aria-hidden aria-label aria-labelledby autocomplete charset checked \
                          class content data-base data-forget data-from data-history data-queries data-starred data-to \
                          datetime defer download focusable for height href id lang maxlength method min name \
                          open placeholder preserveAspectRatio rel role scope selected size spellcheck src start \
                          tabindex type value viewBox width x y";

fn is_in(names: &str, name: &str) -> bool {
    names.split(' ').any(|known| known == name)
}

#[test]
fn hostile_articles_bring_no_element_and_no_attribute() {
    let (_scene, served) = hostile_index();
    let mut targets = vec!["/?q=digue".to_owned(), "/stats".to_owned(), "/".to_owned()];
    targets.extend((1..6).map(|page| format!("/?q=digue&offset={page}0")));
    const STUDIES: [&str; 8] = [
        "/kwic?q=digue",
        "/kwic?q=digue&context=99&sort=source",
        "/collocates?q=digue&min=1&small-words=1",
        "/collocates?q=tient&within=paragraph",
        "/keywords?q=digue&by=source&min-articles=1",
        "/keywords?q=digue&by=section&min-articles=1&small-words=1",
        "/trends?q=digue&against=rest",
        "/corpus?q=digue",
    ];
    targets.extend(STUDIES.map(str::to_owned));
    for path in ["/kwic", "/collocates", "/trends", "/corpus"] {
        targets.extend(HOSTILE.iter().map(|hostile| format!("{path}?q={}", encoded(hostile))));
    }
    targets.extend(HOSTILE.iter().map(|hostile| format!("/?q={}", encoded(hostile))));
    let hits = served.get("/api/v1/search?q=digue&limit=1000&fields=id").body;
    let hits: serde_json::Value = serde_json::from_str(&hits).unwrap();
    let ids = hits["hits"].as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap());
    targets.extend(ids.map(|id| format!("/article?q=digue&id={}", encoded(id))));
    assert!(targets.len() > 2 * HOSTILE.len(), "{targets:?}");
    for target in targets {
        let answer = served.get(&target);
        assert_eq!(answer.status, 200, "{target}: {}", answer.body);
        let page = scraper::Html::parse_document(&answer.body);
        for once in [
            "main",
            "h1",
            "head > title",
            "script",
            "form[role=search]",
            "input[type=search]",
            "link[rel=stylesheet]",
            "#main",
            "#q",
        ] {
            assert_eq!(page.select(&scraper::Selector::parse(once).unwrap()).count(), 1, "{target}: {once}");
        }
        for element in page.root_element().descendants().filter_map(scraper::ElementRef::wrap) {
            let value = element.value();
            assert!(is_in(ELEMENTS, value.name()), "{target} has an element {}", value.name());
            assert!(value.name() != "script" || value.attr("src") == Some("/script.js"), "{target} has a script");
            let ours = ["/", "/kwic", "/collocates", "/keywords", "/trends", "/corpus", "/export/corpus"];
            let is_form_of_ours = value.attr("action").is_some_and(|action| ours.contains(&action));
            assert!(value.name() != "form" || is_form_of_ours, "{target} has a form");
            for (name, content) in value.attrs() {
                assert!(is_in(ATTRIBUTES, name), "{target} has {name}={content}");
                if name == "href" || name == "src" || name == "action" {
                    let is_safe =
                        content.starts_with(['/', '#', '?']) || content.starts_with("http") || content == "data:,";
                    assert!(is_safe && !content.starts_with("//"), "{target} has {name}={content}");
                }
            }
        }
    }
}
