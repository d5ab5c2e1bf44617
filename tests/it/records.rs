//! Records as tools write them, from the file to the article that a search shows.

use serde_json::{Value, json};

use crate::scene::{Scene, gzip};

/// The one article of a file, as a search shows it, without what it does not have.
#[track_caller]
fn check(content: &str, expected: Value) {
    let scene = Scene::new();
    scene.write("corpus/file", content);
    let ran = scene.kiosque(&["index", "corpus", "--format", "json"]);
    assert_eq!(ran.report()["added"], 1, "{content} {}", ran.stdout);
    assert_eq!(shown(&scene), expected, "{content}");
}

fn shown(scene: &Scene) -> Value {
    let fields = "id,title,source,date,section,authors,url,lead,text";
    let ran = scene.kiosque(&["search", "digue", "--format", "jsonl", "--fields", fields]);
    let mut article: Value =
        serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}{}", ran.stdout, ran.stderr));
    let fields = article.as_object_mut().unwrap();
    fields.retain(|_, value| !value.is_null() && *value != json!([]));
    // The text of a hit begins with the standfirst, and a newspaper without a name has that of its site.
    if let Some(text) = fields.get("lead").and_then(|lead| fields["text"].as_str()?.strip_prefix(lead.as_str()?)) {
        let text = text.trim_start().to_owned();
        fields.insert("text".to_owned(), text.into());
    }
    fields.retain(|name, value| name != "source" || *value != "phare.example");
    article
}

const URL: &str = "https://phare.example/digue";

#[test]
fn scrapy() {
    check(
        r#"[
{"url": "https://phare.example/digue", "title": ["La digue tient"], "content": ["Le vent se lève.", "La mer monte."], "author": ["Awa Diop"], "published_at": "2025-03-04T08:00:00+01:00"}
]"#,
        json!({"id": URL, "url": URL, "title": "La digue tient", "text": "Le vent se lève.\nLa mer monte.",
            "authors": ["Awa Diop"], "date": "2025-03-04T08:00"}),
    );
}

#[test]
fn trafilatura() {
    check(
        r#"{"title": "La digue tient", "author": "Awa Diop; Luc Rey", "hostname": "phare.example", "date": "2025-03-04",
"fingerprint": "a1b2", "id": null, "license": null, "comments": "", "raw_text": "Le vent se lève. La mer monte.",
"text": "Le vent se lève.\nLa mer monte.", "language": null, "image": null, "pagetype": "article", "filedate": "2026-01-01",
"source": "https://phare.example/digue", "source-hostname": "Le Phare", "excerpt": "Après la tempête.", "categories": "Mer",
"tags": ""}"#,
        json!({"id": URL, "url": URL, "title": "La digue tient", "lead": "Après la tempête.", "section": "Mer",
            "text": "Le vent se lève.\nLa mer monte.", "authors": ["Awa Diop", "Luc Rey"], "source": "Le Phare", "date": "2025-03-04"}),
    );
}

#[test]
fn news_please() {
    check(
        r#"{"authors": ["Awa Diop"], "date_download": "2025-03-06 10:00:00", "date_modify": "2025-03-05 10:00:00",
"date_publish": "2025-03-04 08:00:00", "description": "Après la tempête.", "filename": "https%3A%2F%2Fphare.example.json",
"image_url": null, "language": "fr", "localpath": null, "source_domain": "phare.example", "maintext": "Le vent se lève.",
"text": null, "title": "La digue tient", "title_page": null, "title_rss": null, "url": "https://phare.example/digue"}"#,
        json!({"id": URL, "url": URL, "title": "La digue tient", "lead": "Après la tempête.", "text": "Le vent se lève.",
            "authors": ["Awa Diop"], "date": "2025-03-04T08:00"}),
    );
}

#[test]
fn fundus() {
    check(
        r#"[{"title": "La digue tient", "body": {"summary": ["Après la tempête."], "sections": [{"headline": [], "paragraphs":
["Le vent se lève."]}, {"headline": ["Au port"], "paragraphs": ["La mer monte."]}]}, "authors": ["Awa Diop"],
"publishing_date": "2025-03-04 08:00:00+01:00", "topics": ["Mer"], "free_access": true, "url": "https://phare.example/digue"}]"#,
        json!({"id": URL, "url": URL, "title": "La digue tient", "authors": ["Awa Diop"], "date": "2025-03-04T08:00",
            "text": "Après la tempête.\nLe vent se lève.\nAu port\nLa mer monte."}),
    );
}

#[test]
fn newspaper4k() {
    check(
        r#"[{"url": "https://phare.example/digue", "read_more_link": "", "language": "fr", "title": "La digue tient",
"top_image": "https://phare.example/digue.jpg", "meta_img": "", "images": [], "movies": [], "keywords": [],
"meta_description": "Après la tempête.", "authors": ["Awa Diop"], "publish_date": "2025-03-04 08:00:00", "summary": "",
"meta_site_name": "Le Phare", "text": "Le vent se lève.\n\nLa mer monte."}]"#,
        json!({"id": URL, "url": URL, "title": "La digue tient", "lead": "Après la tempête.", "authors": ["Awa Diop"],
            "source": "Le Phare", "date": "2025-03-04T08:00", "text": "Le vent se lève.\n\nLa mer monte."}),
    );
}

#[test]
fn goose() {
    check(
        r#"{"meta": {"description": "", "lang": "fr"}, "title": "La digue tient", "domain": "phare.example",
"cleaned_text": "Le vent se lève.", "publish_date": "2025-03-04", "authors": [], "canonical_link": "https://phare.example/digue"}"#,
        json!({"id": URL, "url": URL, "title": "La digue tient", "date": "2025-03-04",
            "text": "Le vent se lève."}),
    );
}

#[test]
fn readability() {
    check(
        r#"{"title": "La digue tient", "byline": "Par Awa Diop", "dir": null, "lang": "fr",
"content": "<div id=\"readability-page-1\"><p>Le vent se lève.</p><p>La mer monte.</p></div>",
"textContent": "Le vent se lève.La mer monte.", "length": 29, "excerpt": "Après la tempête.", "siteName": "Le Phare",
"publishedTime": "2025-03-04T07:00:00Z"}"#,
        json!({"id": "./file#1", "title": "La digue tient", "lead": "Après la tempête.", "text": "Le vent se lève.\nLa mer monte.",
            "authors": ["Awa Diop"], "source": "Le Phare", "date": "2025-03-04T08:00"}),
    );
}

#[test]
fn feedparser() {
    check(
        r#"{"bozo": false, "feed": {"title": "Le Phare"}, "entries": [{"title": "La digue tient", "link": "https://phare.example/digue",
"id": "https://phare.example/?p=12", "published": "Tue, 04 Mar 2025 08:00:00 +0100", "published_parsed": [2025, 3, 4, 7, 0, 0, 1, 63, 0],
"authors": [{"name": "Awa Diop"}], "summary": "Après la tempête.",
"content": [{"type": "text/html", "language": null, "value": "<p>Le vent se l&egrave;ve.</p><p>La mer monte.</p>"}]}]}"#,
        json!({"id": "https://phare.example/?p=12", "url": URL, "title": "La digue tient", "lead": "Après la tempête.",
            "text": "Le vent se lève.\nLa mer monte.", "authors": ["Awa Diop"], "date": "2025-03-04T08:00"}),
    );
}

#[test]
fn wordpress() {
    check(
        r#"[{"id": 12, "date": "2025-03-04T08:00:00", "date_gmt": "2025-03-04T07:00:00", "guid": {"rendered": "https://phare.example/?p=12"},
"modified": "2025-03-05T08:00:00", "link": "https://phare.example/digue", "title": {"rendered": "La digue tient&nbsp;: l&#8217;essai"},
"content": {"rendered": "<p>Le vent se lève.</p>\n<p>La mer monte.</p>\n", "protected": false},
"excerpt": {"rendered": "<p>Après la tempête.</p>\n"}, "author": 3, "categories": [12, 4]}]"#,
        json!({"id": URL, "url": URL, "title": "La digue tient : l’essai", "lead": "Après la tempête.",
            "text": "Le vent se lève.\nLa mer monte.", "date": "2025-03-04T08:00"}),
    );
}

#[test]
fn news_apis() {
    check(
        r#"{"status": "ok", "totalResults": 1, "articles": [{"source": {"id": null, "name": "Le Phare"}, "author": "Awa Diop",
"title": "La digue tient", "description": "Après la tempête.", "url": "https://phare.example/digue", "urlToImage": null,
"publishedAt": "2025-03-04T07:00:00Z", "content": "Le vent se lève."}]}"#,
        json!({"id": URL, "url": URL, "title": "La digue tient", "lead": "Après la tempête.", "text": "Le vent se lève.",
            "authors": ["Awa Diop"], "source": "Le Phare", "date": "2025-03-04T08:00"}),
    );
}

#[test]
fn json_feed() {
    check(
        r#"{
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Le Phare",
    "items": [{"id": "digue-1", "url": "https://phare.example/digue", "title": "La digue tient",
        "content_html": "<p>Le vent se lève.</p>", "date_published": "2025-03-04T08:00:00+01:00", "authors": [{"name": "Awa Diop"}]}]
}"#,
        json!({"id": "digue-1", "url": URL, "title": "La digue tient", "text": "Le vent se lève.",
            "authors": ["Awa Diop"], "date": "2025-03-04T08:00"}),
    );
}

#[test]
fn databases() {
    check(
        r#"{"_id": {"$oid": "65f0c0ffee"}, "titre": "La digue tient", "corps": "Le vent se lève.", "date": {"$date": {"$numberLong": "1741071600000"}}, "journal": "Le Phare"}"#,
        json!({"id": "65f0c0ffee", "title": "La digue tient", "text": "Le vent se lève.", "source": "Le Phare",
            "date": "2025-03-04T08:00"}),
    );
    check(
        r#"{"_index": "presse", "_id": "a1", "_score": 1, "_source": {"headline": "La digue tient", "articleBody": "Le vent se lève.", "timestamp": 1741071600.5}}"#,
        json!({"id": "a1", "title": "La digue tient", "text": "Le vent se lève.", "date": "2025-03-04T08:00"}),
    );
}

#[test]
fn tables() {
    check(
        "\u{feff}Titre;Texte;Date de publication;Journal;Auteur(s);Lien\r\nLa digue tient;\"Le vent se lève.\nLa mer monte.\";04/03/2025;Le Phare;Awa Diop, Luc Rey;https://phare.example/digue\r\n",
        json!({"id": URL, "url": URL, "title": "La digue tient", "text": "Le vent se lève.\nLa mer monte.",
            "authors": ["Awa Diop, Luc Rey"], "source": "Le Phare", "date": "2025-03-04"}),
    );
    // As pandas writes newspaper4k's articles, and minet what it extracts.
    check(
        ",url,title,authors,text,publish_date\n0,https://phare.example/digue,La digue tient,\"['Awa Diop', 'Luc Rey']\",Le vent se lève.,2025-03-04 08:00:00\n",
        json!({"id": URL, "url": URL, "title": "La digue tient", "text": "Le vent se lève.", "authors": ["Awa Diop", "Luc Rey"],
            "date": "2025-03-04T08:00"}),
    );
    check(
        "url,resolved_url,http_status,path,extract_error,canonical_url,title,description,content,comments,author,categories,tags,date,sitename\n\
         https://phare.example/digue,https://phare.example/d,200,,,https://phare.example/canonique,La digue tient,Après la tempête.,Le vent se lève.,,Awa Diop,Mer,,2025-03-04,Le Phare\n",
        json!({"id": URL, "url": URL, "title": "La digue tient", "lead": "Après la tempête.", "text": "Le vent se lève.",
            "authors": ["Awa Diop"], "section": "Mer", "source": "Le Phare", "date": "2025-03-04"}),
    );
    check(
        "id\ttitle\ttext\na1\tLa digue tient\tLe vent se lève.\n",
        json!({"id": "a1", "title": "La digue tient", "text": "Le vent se lève."}),
    );
}

#[test]
fn feeds() {
    check(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Le Phare</title><language>fr-FR</language>
<item><title>La digue tient</title><link>https://phare.example/digue</link><guid isPermaLink="false">https://phare.example/?p=12</guid>
<dc:creator><![CDATA[Awa Diop]]></dc:creator><pubDate>Tue, 04 Mar 2025 07:00:00 +0000</pubDate><category>Mer</category>
<description><![CDATA[<p>Après la temp&ecirc;te.</p>]]></description>
<content:encoded><![CDATA[<p>Le vent se lève.</p><p>La mer monte.</p>]]></content:encoded></item></channel></rss>"#,
        json!({"id": URL, "url": URL, "title": "La digue tient", "lead": "Après la tempête.",
            "text": "Le vent se lève.\nLa mer monte.", "authors": ["Awa Diop"], "section": "Mer", "source": "Le Phare",
            "date": "2025-03-04T08:00"}),
    );
    check(
        r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Le Phare</title><entry><id>tag:phare.example,2025:1</id>
<title type="html">La digue &lt;b&gt;tient&lt;/b&gt;</title><updated>2025-03-04T08:00:00+01:00</updated>
<summary>Le vent se lève.</summary><author><name>Awa Diop</name></author></entry></feed>"#,
        json!({"id": "#tag:phare.example,2025:1", "title": "La digue tient", "text": "Le vent se lève.",
            "authors": ["Awa Diop"], "source": "Le Phare", "date": "2025-03-04T08:00"}),
    );
}

#[test]
fn a_record_keeps_what_its_page_does_not_say() {
    let text = "<p>Le vent se lève, et la mer monte contre la digue depuis le début de la nuit de mardi.</p>".repeat(8);
    let record = |html: &str| {
        json!({"url": URL, "html": html, "title": "La digue", "date": "2025-03-04", "authors": ["Awa Diop"], "source": "Le Phare",
            "text": "Le vent de la nuit."})
    };
    let page =
        format!("<html><head><title>La digue tient</title></head><body><h1>La digue tient</h1>{text}</body></html>");
    let scene = Scene::new();
    scene.write("corpus/file", record(&page).to_string());
    scene.index(&["corpus"], |_| {});
    let article = shown(&scene);
    let said = ["title", "date", "authors", "source"].map(|name| article[name].clone());
    assert_eq!(said, [json!("La digue tient"), json!("2025-03-04"), json!(["Awa Diop"]), json!("Le Phare")]);
    assert!(article["text"].as_str().unwrap().starts_with("Le vent se lève, et"), "{article}");

    let scene = Scene::new();
    scene.write("corpus/file", record("<title>Connexion</title><form><input type=password></form>").to_string());
    scene.index(&["corpus"], |_| {});
    assert_eq!(shown(&scene)["text"], "Le vent de la nuit.");
}

#[test]
fn names_that_nobody_foresaw_are_told_and_can_be_mapped() {
    let line =
        |n: u64| json!({"title": format!("La digue {n}"), "billet": {"corps_": "Le vent."}, "paru_le": "2025-03-04"});
    let lines: String = (0..50).map(|n| format!("{}\n", line(n))).collect();
    let scene = Scene::new();
    scene.write("corpus/feed.jsonl", lines);
    for added in [50, 0] {
        let ran = scene.kiosque(&["index", "corpus", "--format", "json"]);
        let report = ran.report();
        assert_eq!(report["added"], added);
        assert_eq!(report["textless"][0]["records"], 50);
        assert_eq!(report["textless"][0]["fields"], json!(["billet", "paru_le"]));
        let told = "feed.jsonl have no text; their other fields are: billet, paru_le\n";
        assert!(ran.stderr.contains(told) && ran.stderr.contains("--map"), "{}", ran.stderr);
    }
    let map = ["index", "corpus", "--format", "json", "--map", "text=billet.corps_,date=paru_le"];
    for (updated, unchanged) in [(50, 0), (0, 50)] {
        let report = scene.kiosque(&map).report();
        assert_eq!((&report["updated"], &report["unchanged"]), (&json!(updated), &json!(unchanged)));
        assert_eq!(report["textless"], json!([]));
    }
    let ran = scene.kiosque(&["search", "vent", "--format", "jsonl", "--fields", "text,date", "-n", "1"]);
    assert_eq!(ran.stdout, "{\"text\":\"Le vent.\",\"date\":\"2025-03-04\"}\n");
    let ran = scene.kiosque(&[
        "search",
        "-i",
        "new",
        "--corpus",
        "corpus",
        "--map",
        "text=billet.corps_",
        "vent",
        "-n",
        "1",
        "--format",
        "urls",
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let refused = scene.kiosque(&["index", "corpus", "--map", "corps=text"]);
    assert!(refused.code == Some(2) && refused.stderr.contains("there is no part \"corps\""), "{}", refused.stderr);
}

#[test]
fn minet() {
    let text = "<p>Le vent se lève, et la mer monte contre la digue depuis le début de la nuit de mardi.</p>".repeat(8);
    let page =
        |title: &str| format!("<html><head><title>{title}</title></head><body><h1>{title}</h1>{text}</body></html>");
    let latin_1: Vec<u8> = page("La digue d'été").chars().map(|c| c as u8).collect();
    let report = "\
url,resolved_url,http_status,datetime_utc,fetch_error,path,mimetype,encoding,body_size
http://phare.example/d,https://www.phare.example/digue?utm_source=x,200,2025-03-04T07:00:00.123456,,ab/digue.html,text/html,iso-8859-1,1
http://phare.example/perdue,https://phare.example/perdue,404,2025-03-04T07:00:01,,perdue.html,text/html,utf-8,1
http://phare.example/morte,,,,could-not-connect,,,,
http://phare.example/port,https://phare.example/port,200,2025-03-04T07:00:02,,port.html.gz,text/html,utf-8,1
http://phare.example/loin,https://phare.example/loin,200,,,../secret.html,text/html,utf-8,1
";
    let ways = ["corpus", "corpus/report.csv", "corpus/downloaded"];
    for path in ways {
        let scene = Scene::new();
        scene.write("secret.html", page("La digue secrète"));
        scene.write("corpus/report.csv", report);
        scene.write("corpus/downloaded/ab/digue.html", &latin_1);
        scene.write("corpus/downloaded/perdue.html", page("La digue perdue"));
        scene.write("corpus/downloaded/port.html.gz", gzip(page("Le port").as_bytes()));
        scene.write("other.csv", "a,b\n1,2\n");
        let report = scene.index(&[path], |_| {});
        assert_eq!((report.read, report.added), (2, 2), "{path}");
        let found: Vec<(String, String)> = scene.titles().into_iter().collect();
        let expected = [("https://phare.example/digue", "La digue d'été"), ("https://phare.example/port", "Le port")];
        assert_eq!(found, expected.map(|(id, title)| (id.to_owned(), title.to_owned())));
        for again in ways {
            let report = scene.index(&[again], |_| {});
            assert_eq!((report.read, report.unchanged, report.gone), (2, 2, 0), "{path}, then {again}");
        }
    }
}
