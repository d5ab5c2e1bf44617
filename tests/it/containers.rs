//! The same pages as a folder and in every container are the same articles. What is in them is asked the same questions, too.

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::AtomicU64;

use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::civil::date;
use kiosque::article::Article;
use kiosque::embedded::Embedded;
use kiosque::query;
use kiosque::search::answer::search;
use kiosque::search::request::Request;
use kiosque::search::response::{Hit, Response};
use kiosque::source::names::Names;
use kiosque::source::reopen::reopen;
use kiosque::source::skip::Skip;
use kiosque::source::{self, Item, NoPage, Passed, RawPage};
use memchr::memmem;

use crate::packing::{Files, containers, mhtml, tar, zip, zstd};
use crate::scene::{Numbers, Scene, gzip, page};

/// Words of the pages, the common ones first.
const WORDS: &str = "port quai ferry digue marin grève équipage traversée passager capitaine tempête marée phare pêche filet \
    chalut criée conserverie chantier naval grue conteneur douane cargo voile régate baie falaise plage touriste hôtel loyer \
    logement mairie budget école collège lycée rentrée cantine hôpital urgences médecin tribunal procès avocat gendarme \
    incendie pompier forêt sécheresse rivière barrage centrale éolienne usine salarié syndicat patron négociation accord";

const NEWSPAPERS: [&str; 4] = ["Le Quai", "La Rade", "L'Estacade", "Ouest-Port"];

/// Sixty pages, each with a title of its own, a newspaper, a date, and words of which some are common and most are rare.
fn pages() -> Files {
    let words: Vec<&str> = WORDS.split_ascii_whitespace().collect();
    let mut numbers = Numbers(21);
    let mut word = || {
        let limit = numbers.below(words.len()) + 1;
        words[numbers.below(limit)]
    };
    let mut sentence = |length: usize| (0..length).map(|_| word()).collect::<Vec<_>>().join(" ");
    let mut numbered = |number: usize| {
        let (newspaper, month, day) = (NEWSPAPERS[number % 4], number % 12 + 1, number % 28 + 1);
        let title = format!("{} numéro {number}", sentence(3));
        let text: String = (0..3 + number % 7).map(|_| format!("<p>Le {} # ou presque.", sentence(14))).collect();
        let page = format!(
            "<html lang=fr><meta charset=utf-8><meta property=og:site_name content=\"{newspaper}\">\
             <meta property=article:published_time content=2024-{month:02}-{day:02}T08:00:00Z><title>{title}</title>\
             <article><h1>{title}</h1>{text}</article>"
        );
        (format!("est/p{number:02}.html"), page.into_bytes())
    };
    (0..60).map(&mut numbered).collect()
}

/// A hundred queries: words, phrases, beginnings, periods, newspapers, and these together.
fn queries() -> Vec<String> {
    let words: Vec<&str> = WORDS.split_ascii_whitespace().collect();
    let mut numbers = Numbers(22);
    let mut query = |number: usize| {
        let mut word = || words[numbers.below(words.len())];
        let (one, other, newspaper) = (word(), word(), NEWSPAPERS[number % 4]);
        let month = number % 12 + 1;
        match number % 10 {
            0 | 1 => one.to_owned(),
            2 | 3 => format!("{one} {other}"),
            4 => format!("\"{one} {other}\""),
            5 => format!("{one} OU {other}"),
            6 => format!("{}*", one.chars().take(3).collect::<String>()),
            7 => format!("{one} date:2024-{month:02}"),
            8 => format!("{one} source:\"{newspaper}\""),
            _ => format!("titre:{one} SAUF {other}"),
        }
    };
    (0..100).map(&mut query).collect()
}

/// The pages at a path, and what else there is.
fn read(path: &Path) -> (Vec<RawPage>, BTreeMap<String, usize>) {
    let (mut pages, mut others) = (Vec::new(), BTreeMap::new());
    let consumed = AtomicU64::new(0);
    let _ = source::paths::read(path, &Skip::default(), &Names::default(), &consumed, &mut |item| {
        let page = match item {
            Item::File { origin, .. } => source::file::load(&origin.container, &consumed),
            Item::Capture(capture) => capture.page(),
            Item::Page(page) => Ok(page),
            Item::Opened { .. } => return ControlFlow::Continue(()),
            Item::PassedOver { what, .. } => Err(NoPage::PassedOver(what)),
            Item::Unreadable { reason, .. } => Err(NoPage::Unreadable(reason)),
            item => panic!("{item:?}"),
        };
        match page {
            Ok(page) => pages.push(page),
            Err(NoPage::PassedOver(what)) => *others.entry(what.to_string()).or_default() += 1,
            Err(NoPage::Unreadable(reason)) => *others.entry(reason.to_string()).or_default() += 1,
        }
        ControlFlow::Continue(())
    });
    (pages, others)
}

/// A file of this content has the pages, and each can be opened again.
#[track_caller]
fn check(name: &str, content: &[u8], has_urls: bool) {
    let scene = Scene::new();
    scene.write("x", content);
    let path = scene.path("x");
    let (found, _) = read(&path);
    let expected = pages();
    assert_eq!(found.len(), expected.len(), "{name}");
    for (page, (file, content)) in found.iter().zip(expected) {
        assert!(page.bytes == content, "{name}: {file}");
        assert_eq!(page.url.as_deref(), has_urls.then(|| format!("https://quai.example/{file}")).as_deref(), "{name}");
        let reopened = reopen(&path, page.origin.member.as_deref(), &Names::default()).unwrap();
        assert!(reopened.bytes == content, "{name}: {:?} again", page.origin.member);
    }
}

#[test]
fn every_container_has_the_same_pages() {
    for (name, content, has_urls) in containers(&pages()) {
        check(name, &content, has_urls);
    }
}

/// What an index answers to the queries: of each, how many articles there are, and the first ten, whole but for where and when
/// they were fetched.
fn answers(scene: &Scene, queries: &[String]) -> Vec<String> {
    let index = Embedded::open(&scene.path("index")).unwrap();
    let mut answers = Vec::new();
    for query in queries {
        let request =
            Request { limit: 10, suggest: false, ..Request::new(query::parse(query, date(2025, 6, 1)).query) };
        let Response { total, hits, .. } = search(&index, &request).unwrap();
        answers.push(format!("{query}: {total}"));
        answers.extend(hits.into_iter().map(|Hit { score, id, article, .. }| {
            let page = id.find("est/p").map_or("", |at| &id[at..at + "est/p00".len()]);
            let article = Article { url: None, captures: Vec::new(), ..article };
            format!("{page} {score:?} {article:?}")
        }));
    }
    answers
}

#[test]
fn every_container_answers_alike() {
    let (files, queries) = (pages(), queries());
    let loose = Scene::new();
    for (name, content) in &files {
        loose.write(&format!("corpus/{name}"), content);
    }
    loose.index(&["corpus"], |_| {});
    let expected = answers(&loose, &queries);
    assert!(expected.len() > 4 * queries.len(), "the queries find something");
    #[track_caller]
    fn check(scene: &Scene, name: &str, has_urls: bool, queries: &[String], expected: &[String]) {
        let report = scene.index(&["corpus"], |_| {});
        assert_eq!((report.added, report.unreadable.len()), (60, 0), "{name}: {report:?}");
        let answers = answers(scene, queries);
        for (found, expected) in answers.iter().zip(expected) {
            assert_eq!(found, expected, "{name}");
        }
        assert_eq!(answers.len(), expected.len(), "{name}");
        for id in scene.titles().keys() {
            assert_eq!(id.starts_with("https://quai.example/est/p"), has_urls, "{name}: {id}");
        }
    }
    let in_one_file = |name: &str, content: Vec<u8>, has_urls: bool| {
        let scene = Scene::new();
        scene.write("corpus/x", content);
        check(&scene, name, has_urls, &queries, &expected);
    };
    for (name, content, has_urls) in containers(&files) {
        in_one_file(name, content, has_urls);
    }
    let text = |content: &[u8]| String::from_utf8(content.to_vec()).unwrap();
    let record = |(name, content): &(String, Vec<u8>)| {
        format!("{}\n", serde_json::json!({"url": format!("https://quai.example/{name}"), "html": text(content)}))
    };
    in_one_file("JSON Lines", files.iter().map(record).collect::<String>().into_bytes(), true);

    let (packed, saved, fetched) = (Scene::new(), Scene::new(), Scene::new());
    let mut report = "url,resolved_url,http_status,datetime_utc,path,encoding,mimetype\n".to_owned();
    for file in &files {
        let (name, content) = file;
        packed.write(&format!("corpus/{name}.gz"), gzip(content));
        let (name_of_saved, message) = mhtml(file);
        saved.write(&format!("corpus/{name_of_saved}"), message);
        fetched.write(&format!("corpus/downloaded/{name}"), content);
        let address = format!("https://quai.example/{name}");
        report += &format!("{address}?a,{address},200,2025-03-03T12:00:00,{name},utf-8,text/html\n");
    }
    fetched.write("corpus/report.csv", report);
    check(&packed, "gzip", false, &queries, &expected);
    check(&saved, "MHTML", true, &queries, &expected);
    check(&fetched, "minet", true, &queries, &expected);
}

#[test]
fn members_have_names_that_open_them() {
    #[track_caller]
    fn check(content: &[u8], expected: &[&str]) {
        let scene = Scene::new();
        scene.write("x", content);
        let (found, _) = read(&scene.path("x"));
        let members: Vec<_> = found.iter().map(|page| page.origin.member.as_deref().unwrap_or_default()).collect();
        assert_eq!(members, expected);
    }
    let files = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), b"<p>a".to_vec())).collect::<Files>();
    check(
        &tar(&files(&["a/b.html", "./c", "/etc/passwd", "../../d", "a#4", "e\\f"])),
        &["a/b.html", "c", "etc/passwd", "../../d", "a\\x234", "e\\x5Cf"],
    );
    check(&zip(&files(&["a", ".git/b", "__MACOSX/._a", "c.html.orig", "d/"])), &["a"]);
    let inner = zip(&files(&["a"]));
    check(&tar(&[("x.zip".to_owned(), inner)]), &["x.zip#a"]);
}

#[test]
fn what_holds_no_page_is_counted_by_what_it_is() {
    let scene = Scene::new();
    let named = |name: &str, content: &[u8]| (name.to_owned(), content.to_vec());
    let deep = (0..4).fold(b"<p>a".to_vec(), |content, _| tar(&[named("x", &content)]));
    let mut locked = zip(&[named("a", b""), named("b", b"<p>b")]);
    // The flag of encryption, in the list of members.
    let list = locked.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
    locked[list + 8] |= 1;
    scene.write(
        "all.zip",
        zip(&[
            named("a.png", b"\x89PNG\r\n\x1a\n"),
            named("b.js", b"var a"),
            named("c.css?v=1", b"p {}"),
            named("d.pdf", b"%PDF-1.4"),
            named("e.rar", b"Rar!\x1a\x07\0"),
            named("f.tar", &deep),
            named("g.zip", &locked),
            named("h.docx", &zip(&[named("[Content_Types].xml", b"<x>")])),
            named("i.epub", &zip(&[named("META-INF/container.xml", b"<x>")])),
            named("j.gz", &gzip(&gzip(&gzip(b"<p>a")))),
            named("k.zip", b"PK\x03\x04, but no more"),
        ]),
    );
    scene.write("mirror/a.html", "<p>a");
    scene.write("mirror/a.html.orig", "<p>a");
    scene.write("mirror/b.html.orig", "<p>a");
    scene.write("mirror/hts-cache/new.zip", "PK");
    let (pages, others) = read(&scene.path(""));
    let others: Vec<String> = others.into_iter().map(|(what, count)| format!("{count} {what}")).collect();
    assert_eq!(
        others.join(", "),
        "1 corrupt-archive, 1 crawler-file, 1 double, 1 ebook, 1 encrypted, 1 image, 1 office, 1 pdf, 1 rar, 1 script, \
         1 style-sheet, 2 too-deep"
    );
    let members: Vec<String> = pages.iter().map(|page| page.origin.name_in("")).collect();
    assert_eq!(members, ["#g.zip#a", "", ""]);
}

#[test]
fn a_mirror_says_where_its_pages_came_from() {
    let scene = Scene::new();
    for file in ["digue.html", "digue.html?p=3", "digue.html?p=4", "index.html?p=3", "phare?p=5.html"] {
        let title = if file.starts_with("digue") && !file.ends_with('4') { "La digue" } else { file };
        scene.write(&format!("mirror/www.quai.example/ports/{file}"), page(title));
    }
    scene.write("mirror/www.quai.example/robots.txt", "User-agent: *");
    scene.write("mirror/quai.example/digue.html", page("La digue au loin"));
    for _ in 0..2 {
        let report = scene.index(&["mirror"], |_| {});
        assert_eq!(report.added + report.unchanged, 5, "{report:?}");
        assert_eq!(report.passed_over.get(&Passed::Double), Some(&1), "{report:?}");
    }
    let ids: Vec<String> = scene.titles().into_keys().filter(|id| !id.ends_with("robots.txt")).collect();
    assert_eq!(
        ids,
        [
            "https://quai.example/ports/?p=3",
            "https://quai.example/ports/digue.html",
            "https://quai.example/ports/digue.html?p=4",
            "https://quai.example/ports/phare?p=5",
            "quai.example/digue.html",
        ]
    );
}

#[test]
fn bombs_are_bounded() {
    let scene = Scene::new();
    // A gigabyte of zeros in a member, in a compressed tar; and hundreds of members that are each a long page.
    let header = {
        let mut archive = tar(&[("zeros".to_owned(), Vec::new())]);
        archive.truncate(512);
        archive[124..136].copy_from_slice(b"10000000000\0");
        archive[148..156].fill(b' ');
        let sum: u32 = archive.iter().map(|byte| u32::from(*byte)).sum();
        archive[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        archive
    };
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&header).unwrap();
    let zeros = vec![0; 1 << 20];
    for _ in 0..600 {
        encoder.write_all(&zeros).unwrap();
    }
    scene.write("bomb.tar.gz", encoder.finish().unwrap());
    let (pages, others) = read(&scene.path("bomb.tar.gz"));
    assert_eq!(
        (pages.len(), others.into_keys().collect::<Vec<_>>()),
        (0, vec!["bomb".to_owned(), "too-large".to_owned()])
    );

    let files: Files = (0..60).map(|number| (number.to_string(), vec![b' '; 7 << 20])).collect();
    scene.write("bomb.zip", zip(&files));
    let (pages, others) = read(&scene.path("bomb.zip"));
    assert!(pages.len() < 60 && others.contains_key("bomb"), "{} {others:?}", pages.len());

    // The list of members has one of them sixty times.
    let mut archive = zip(&files[..1]);
    let list = memmem::rfind(&archive, b"PK\x01\x02").unwrap();
    let end = archive.split_off(memmem::rfind(&archive, b"PK\x05\x06").unwrap());
    let entry = archive[list..].to_vec();
    archive.extend(entry.repeat(59));
    let length = (60 * entry.len() as u32).to_le_bytes();
    archive.extend([&end[..8], &[60, 0, 60, 0], &length, &end[16..]].concat());
    scene.write("overlapping.zip", archive);
    let (pages, others) = read(&scene.path("overlapping.zip"));
    assert!(pages.len() < 60 && others.contains_key("bomb"), "{} {others:?}", pages.len());

    // Sixteen archives of sixteen pages, in sixteen and in sixteen others, is half a terabyte in some kilobytes.
    let sixteen =
        |content: &[u8]| zip(&(0..16).map(|number| (number.to_string(), content.to_vec())).collect::<Files>());
    let nested = (0..4).fold(files[0].1.clone(), |content, _| sixteen(&content));
    assert!(nested.len() < 100_000);
    scene.write("nested.zip", nested);
    let (pages, others) = read(&scene.path("nested.zip"));
    assert!(pages.is_empty() && others.contains_key("too-deep"), "{} {others:?}", pages.len());

    // A compressed page without end.
    scene.write("zeros.zst", zstd(&vec![0; 100 << 20]));
    let (pages, others) = read(&scene.path("zeros.zst"));
    assert_eq!((pages.len(), others), (0, BTreeMap::from([("too-large".to_owned(), 1)])));
}
