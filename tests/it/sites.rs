//! Rules of one's own for sites, from `sites.toml` to the index and to what `extract --explain` shows.

use serde_json::Value;

use crate::scene::{Scene, record};

/// A page whose headline the general extraction does not find.
fn page(host: &str, headline: &str) -> String {
    let paragraph =
        "<p>La passerelle du port a été rouverte lundi matin, après onze semaines de travaux.</p>".repeat(6);
    format!(
        "<meta charset=utf-8><link rel=canonical href=https://www.{host}/a><title>Accueil</title><h1>Accueil</h1>\
         <div class=headline>{headline}</div>{paragraph}"
    )
}

fn scene() -> Scene {
    let scene = Scene::new();
    scene.write("pages/a.html", page("quai.example", "La passerelle rouvre"));
    scene.write("pages/b.html", page("rade.example", "La rade gèle"));
    scene.write("pages/feed.jsonl", {
        let html = page("autre.example", "Le phare s'allume");
        format!("{}\n{}", serde_json::json!({"url": "https://quai.example/c", "html": html}), record("r", "Le port"))
    });
    scene
}

const RULES: &str = "[[site]]\nhost = \"quai.example\"\ntitle = \".headline\"\n";

/// Indexes, and gives the counts of the report that are not zero.
#[track_caller]
fn index(scene: &Scene, more: &[&str]) -> String {
    let ran = scene.kiosque(&[&["index", "pages", "--format", "json"], more].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let counts = ["added", "updated", "unchanged"].map(|name| (name, report[name].as_u64().unwrap()));
    let mut counts: Vec<String> =
        counts.into_iter().filter(|(_, count)| *count > 0).map(|(name, count)| format!("{name} {count}")).collect();
    counts.extend(report["rejected"].as_object().unwrap().iter().map(|(reason, count)| format!("{reason} {count}")));
    counts.join(", ")
}

#[test]
fn a_changed_rule_reads_the_pages_of_its_site_again() {
    let scene = scene();
    #[track_caller]
    fn check(scene: &Scene, more: &[&str], counts: &str, titles: [&str; 3]) {
        assert_eq!(index(scene, more), counts);
        let ids = ["pages/a.html", "pages/b.html", "https://quai.example/c"].map(|id| id.trim_start_matches("pages/"));
        assert_eq!(ids.map(|id| scene.article(id).unwrap().title), titles);
    }
    let plain = ["Accueil"; 3];
    check(&scene, &[], "added 4", plain);
    check(&scene, &[], "unchanged 4", plain);
    scene.write("sites.toml", RULES);
    let ruled = ["La passerelle rouvre", "Accueil", "Le phare s'allume"];
    check(&scene, &[], "updated 2, unchanged 2", ruled);
    check(&scene, &[], "unchanged 4", ruled);
    scene.write("sites.toml", RULES.replace("[[site]]", "# The quay.\n[[site]]\nremove = [\".none\"]"));
    check(&scene, &[], "updated 2, unchanged 2", ruled);
    let others = "[[site]]\nhost = \"rade.example\"\ntitle = \".headline\"\n";
    scene.write("sites.toml", RULES.replace("[[site]]", "[[site]]\nremove = [\".none\"]") + others);
    check(&scene, &[], "updated 1, unchanged 3", ["La passerelle rouvre", "La rade gèle", "Le phare s'allume"]);
    scene.write("mine.toml", "[[site]]\nhost = \"quai.example\"\nno-article = \"/c\"\n");
    assert_eq!(index(&scene, &["--sites", "mine.toml"]), "updated 2, unchanged 1, excluded 1");
    check(&scene, &["--sites", ""], "added 1, updated 1, unchanged 2", plain);
    std::fs::remove_file(scene.path("sites.toml")).unwrap();
    check(&scene, &[], "unchanged 4", plain);
}

#[test]
fn a_page_is_cut_into_articles_with_ids() {
    let scene = Scene::new();
    let brief = |attributes: &str, title: &str| {
        format!("<div class=b {attributes}><h2>{title}</h2><p>Le vent a soufflé toute la nuit sur la rade.</p></div>")
    };
    let all = brief("data-id=vent", "Le vent") + &brief("", "La pluie") + &brief("data-id=gel", "Le gel");
    scene.write("pages/quai.example/breves.html", format!("<meta charset=utf-8><title>Brèves</title>{all}"));
    scene.write("pages/quai.example/autre.html", page("quai.example", "Le phare"));
    assert_eq!(index(&scene, &[]), "added 2");
    let rules = "[[site]]\nhost = \"quai.example\"\nbody = \"p\"\ntitle = [\"h2\", \".headline\"]\n\
                 split = { select = \".b\", attribute = \"data-id\" }\n";
    scene.write("sites.toml", rules);
    assert_eq!(index(&scene, &[]), "added 3, updated 1");
    assert_eq!(index(&scene, &[]), "unchanged 4");
    let titles = ["breves.html#id=vent", "breves.html#2", "breves.html#id=gel", "autre.html"]
        .map(|id| scene.article(&format!("quai.example/{id}")).unwrap().title);
    assert_eq!(titles, ["Le vent", "La pluie", "Le gel", "Le phare"]);
    // The page as a whole is gone, as the record of a feed may be.
    let pruned = scene.kiosque(&["index", "pages", "--prune"]).stdout;
    assert!(pruned.contains("1 pruned"), "{pruned}");
    assert!(scene.article("quai.example/breves.html").is_none());

    let extracted = scene.kiosque(&["extract", "pages/quai.example/breves.html"]).stdout;
    let titles: Vec<String> = extracted
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["title"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(titles, ["Le vent", "La pluie", "Le gel"]);
    let explained = scene.kiosque(&["extract", "--explain", "pages/quai.example/breves.html"]).stdout;
    assert!(explained.contains("breves.html#id=gel\n  title        Le gel\n"), "{explained}");
}

#[test]
fn extract_shows_which_rule_gave_what() {
    let scene = scene();
    scene.write(
        "sites.toml",
        "[[site]]\nhost = \"quai.example\"\ntitle = [\".none\", \".headline\"]\nauthors = \".by\"\nremove = \"h1\"\n",
    );
    let shown = scene.kiosque(&["extract", "--explain", "pages/a.html"]).stdout;
    let expected = "  rules of quai.example
  title        .headline                La passerelle rouvre
  authors      nothing found            
  remove       h1                       1 element
";
    assert!(shown.contains(expected), "{shown}");
    assert!(shown.contains("\n  title        La passerelle rouvre\n"), "{shown}");
    let other = scene.kiosque(&["extract", "--explain", "pages/b.html"]).stdout;
    assert!(!other.contains("rules of"), "{other}");
    let without = scene.kiosque(&["extract", "--sites", "", "pages/a.html"]).stdout;
    assert!(without.contains("\"title\":\"Accueil\""), "{without}");
}

#[test]
fn a_rule_that_matches_nothing_is_told() {
    let scene = Scene::new();
    for n in 0..5 {
        scene.write(&format!("pages/{n}.html"), page("quai.example", &format!("Le titre {n}")));
    }
    scene.write("sites.toml", format!("{RULES}authors = \".by\"\n"));
    let told = "kiosque: the rule `authors` of quai.example gave nothing on 5 of 5 pages\n";
    assert_eq!(scene.kiosque(&["extract", "pages"]).stderr, told);
    assert_eq!(scene.kiosque(&["index", "pages"]).stderr, told);
    // Pages that have not changed are not read again.
    assert_eq!(scene.kiosque(&["index", "pages"]).stderr, "");
    let report = scene.kiosque(&["index", "pages", "--full", "--format", "json"]).stdout;
    let report: Value = serde_json::from_str(&report).unwrap();
    let idle = serde_json::json!([{"site": "quai.example", "key": "authors", "pages": 5, "matched": 0}]);
    assert_eq!(report["idle_rules"], idle);
}

#[test]
fn bad_rules_are_refused_with_their_place() {
    let scene = scene();
    #[track_caller]
    fn check(scene: &Scene, rules: &str, expected: &str) {
        scene.write("sites.toml", rules);
        for command in ["index", "extract"] {
            let ran = scene.kiosque(&[command, "pages"]);
            assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
            assert!(ran.stderr.starts_with(&format!("kiosque: sites.toml, {expected}")), "{}", ran.stderr);
            assert!(ran.stderr.ends_with("; --sites FILE names other rules, --sites '' none\n"), "{}", ran.stderr);
        }
    }
    check(&scene, &RULES.replace(".headline", ".headline["), "line 3, column 9: `.headline[` is no CSS selector");
    check(
        &scene,
        &RULES.replace("title", "titre"),
        "line 3, column 1: there is no key `titre`; the keys of a site are host",
    );
    check(&scene, &format!("{RULES}no-article = \"video\"\n"), "line 4, column 14: `video` is no pattern");
    check(
        &scene,
        &format!("{RULES}date = {{ select = \"i\", form = \"%Q\" }}\n"),
        "line 4, column 31: this is no form",
    );
    let ran = scene.kiosque(&["index", "pages", "--sites", "none.toml"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("none.toml cannot be read: there is no such file"), "{}", ran.stderr);
}

#[test]
fn a_corpus_with_rules_that_moves_is_recognised() {
    let scene = scene();
    scene.write("sites.toml", "[[site]]\nhost = [\"quai.example\", \"rade.example\"]\ntitle = \".headline\"\n");
    assert_eq!(index(&scene, &[]), "added 4");
    std::fs::create_dir(scene.path("elsewhere")).unwrap();
    std::fs::rename(scene.path("pages"), scene.path("elsewhere/pages")).unwrap();
    let ran = scene.kiosque(&["index", "elsewhere/pages", "--format", "json"]);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((&report["unchanged"], report["moved"].is_null()), (&4.into(), false), "{report}");
}

/// An export of Europresse with these documents: number and title.
fn export(documents: &[(u32, &str)]) -> String {
    let document = |(number, title): &(u32, &str)| {
        format!(
            "<article><header><div class=rdp__DocPublicationName><span class=\"DocPublicationName\">Le Quai, no. 12</span></div>\
             <span class=DocHeader>samedi 6 septembre 2014, p. 4</span><p class=titreArticleVisu>{title}</p></header>\
             <div class=docOcurrContainer><p>Le vent a soufflé sur la rade.</p></div>\
             <div class=publiC-lblNodoc>news·20140906·QU·{number}</div></article>"
        )
    };
    let documents: String = documents.iter().map(document).collect();
    format!("<!DOCTYPE html><html><head><meta charset=utf-8></head><body>{documents}</body></html>")
}

#[test]
fn a_document_in_two_exports_is_one_article() {
    let scene = Scene::new();
    scene.write("pages/mars.html", export(&[(1, "La digue"), (2, "Le phare")]));
    scene.write("pages/avril.html", export(&[(2, "Le phare"), (3, "La rade")]));
    assert_eq!(index(&scene, &[]), "added 3, unchanged 1");
    assert_eq!(index(&scene, &[]), "unchanged 4");
    let article = scene.article("news·20140906·QU·2").unwrap();
    assert_eq!((article.title.as_str(), article.source.as_deref()), ("Le phare", Some("Le Quai")));
    scene.write("pages/avril.html", export(&[(0, "Le port"), (2, "Le phare s'éteint"), (3, "La rade")]));
    assert_eq!(index(&scene, &["--sites", ""]), "added 1, updated 2, unchanged 2");
    let found = scene.kiosque(&["search", "vent", "--no-group", "-c"]).stdout;
    assert_eq!(found, "4\n");
    // Another day's export for another reader, who searched for other words, is the same.
    let other = export(&[(2, "Le <mark>phare</mark> s'éteint")]);
    let other = other.replace("</article>", "<footer>Certificat émis à Une bibliothèque</footer></article>");
    scene.write("pages/mars.html", export(&[(1, "La digue"), (2, "Le phare s'éteint")]));
    scene.write("pages/avril2.html", other.replace("<body>", "<body class=export id=b7>"));
    assert_eq!(index(&scene, &[]), "updated 1, unchanged 5");
    assert_eq!(index(&scene, &[]), "unchanged 6");
}

#[test]
fn an_export_of_another_kind_is_a_table() {
    let scene = Scene::new();
    let notice = |id: &str, title: &str| {
        format!("<li class=n><b>{id}</b> <i>{title}</i><p>Le vent a soufflé sur la rade.</p></li>")
    };
    let notices = notice("A/1", "La digue") + &notice("A/2", "Le phare");
    scene.write("pages/export.html", format!("<meta charset=utf-8><!-- Presse & Cie, export v2 --><ul>{notices}</ul>"));
    scene.write(
        "sites.toml",
        "[[site]]\nname = \"Presse & Cie\"\nrecognise = [\"presse & cie\", \"export v\"]\nsplit = \"li.n\"\nid = \"b\"\n\
         title = \"i\"\nbody = \"p\"\n",
    );
    assert_eq!(index(&scene, &[]), "added 2");
    assert_eq!(index(&scene, &[]), "unchanged 2");
    assert_eq!(scene.article("#A/2").unwrap().title, "Le phare");
}

#[test]
fn an_export_longer_than_a_page_is_read_in_pieces() {
    let scene = Scene::new();
    let titles: Vec<String> = (0..300).map(|n| format!("Le titre {n}")).collect();
    let documents: Vec<(u32, &str)> = (0..).zip(titles.iter().map(String::as_str)).collect();
    let long = export(&documents).replace("</p></div>", &format!("{}</p></div>", " La rade gèle.".repeat(2200)));
    assert!(long.len() > 9 << 20);
    scene.write("pages/long.html", &long);
    scene.write("pages/other.html", long.replace("DocPublicationName", "PublicationName"));
    let ran = scene.kiosque(&["index", "pages", "--memory", "64MB", "--format", "json"]);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((&report["added"], &report["unreadable"]), (&300.into(), &serde_json::json!({"too-large": 1})));
    assert_eq!(scene.article("news·20140906·QU·299").unwrap().title, "Le titre 299");
    let extracted = scene.kiosque(&["extract", "pages/long.html"]).stdout;
    assert_eq!(extracted.lines().count(), 300);
}
