//! What each format makes of one response, and what a screen of 40, 80 and 200 columns shows of it.

use std::io;
use std::time::Duration;

use jiff::civil::date;
use kiosque::article::{Article, Evidence, Published};
use kiosque::date::{Moment, Precision};
use kiosque::engine::candidate::Sort;
use kiosque::engine::count::{By, Facet};
use kiosque::engine::shown::Marked;
use kiosque::output::fields::HitField;
use kiosque::output::lines::End;
use kiosque::output::style::Style;
use kiosque::output::table::Formulas;
use kiosque::output::{self, Format, Layout, text};
use kiosque::query::ast::Query;
use kiosque::search::response::{Alternative, Hit, Response};

/// A text with its marks between ⟨ and ⟩.
fn marked(text: &str) -> Marked {
    let mut marked = Marked::default();
    for (n, piece) in text.split(['⟨', '⟩']).enumerate() {
        let start = marked.text.len();
        marked.text += piece;
        if n % 2 == 1 {
            marked.marks.push(start..marked.text.len());
        }
    }
    marked
}

fn hit(rank: usize, id: &str, title: &str, snippet: &str, article: Article) -> Hit {
    let title = marked(title);
    Hit {
        rank,
        score: 10.0 / rank as f64,
        id: id.to_owned(),
        path: format!("pages/{id}"),
        article: Article { title: title.text.clone(), ..article },
        title,
        snippet: marked(snippet),
        explanation: None,
        copies: Vec::new(),
    }
}

fn published(at: jiff::civil::DateTime, precision: Precision) -> Option<Published> {
    Some(Published { moment: Moment::new(at, precision), evidence: Evidence::JsonLd })
}

/// Hits as pages write them: one that has everything, one that has nothing, one with commas and quotes, one that means
/// harm.
fn response() -> Response {
    let plain = Article {
        lead: Some("Aucun bateau n’a quitté le port.".to_owned()),
        body: "Les marins sont en grève.\nIls le resteront.".to_owned(),
        authors: vec!["Awa Diop".to_owned(), "Jean-Loup Le Goff".to_owned()],
        source: Some("Le Phare du Nord".to_owned()),
        section: Some("Transports".to_owned()),
        published: published(date(2025, 7, 2).at(7, 5, 0, 0), Precision::Minute),
        modified: Some(Moment::day(date(2025, 7, 3))),
        language: Some("fr".to_owned()),
        url: Some("https://www.phare.example/transports/greve-des-marins-95020/".to_owned()),
        ..Article::default()
    };
    let quoted = Article {
        source: Some("Fil 24".to_owned()),
        published: published(date(2025, 7, 1).at(0, 0, 0, 0), Precision::Month),
        ..Article::default()
    };
    let hostile = Article {
        source: Some("\u{1b}]0;titre\u{7}Le \u{202e}Mauvais".to_owned()),
        section: Some("👨‍👩‍👧‍👦 famille".to_owned()),
        url: Some("https://mauvais.example/\u{1b}]8;;https://ailleurs.example\u{1b}\\".to_owned()),
        ..Article::default()
    };
    let hits = vec![
        hit(
            1,
            "greve.html",
            "Transmanche : la ⟨grève⟩ des ⟨marins⟩ paralyse les ferries à Calais et à Dunkerque, où l’⟨on s’attend⟩ à « une semaine noire »",
            "Aucun ferry n’a quitté le port de Calais mercredi matin en raison d’une ⟨grève des marins⟩, qui \
             protestent contre le recours à des équipages moins payés sur les lignes transmanche : « c’est une question \
             de survie ! », dit l’un d’eux…",
            plain,
        ),
        hit(2, "sans/rien.html", "", "", Article::default()),
        hit(
            3,
            "devis,\"été\".html",
            "« Un, deux, trois », dit-il ; \"quatre\"",
            "Un\u{a0}: ⟨deux⟩\u{a0}; trois.",
            quoted,
        ),
        hit(
            4,
            "mauvais\n\u{1b}[2J.html",
            "\u{1b}[31mRouge\u{1b}[0m ⟨\u{202e}essorg\u{202c}⟩ 👩‍👩‍👧‍👦👩‍👩‍👧‍👦 e\u{301}te\u{301} \u{200b}\u{9b}2J",
            "…\u{1b}[8m⟨caché⟩\u{1b}[0m sous \u{2066}tout\u{2069}…",
            hostile,
        ),
    ];
    let counts = vec![("Le \u{202e}Phare du Nord".to_owned(), 1200), ("Fil 24".to_owned(), 7)];
    let facet = Facet { by: By::Source, counts, without: 43 };
    Response {
        total: 1250,
        hits,
        facets: vec![facet],
        crossed: None,
        reading: None,
        relaxed: false,
        suggestion: None,
        sort: Sort::Best,
        now: Some(date(2025, 7, 5).at(12, 0, 0, 0)),
        undated: 3,
        alternatives: Vec::new(),
        took: Duration::from_micros(5612),
    }
}

const PLAIN: Style = Style { color: false, links: false, width: 80 };

fn printed(mut response: Response, layout: &Layout) -> String {
    let hits = std::mem::take(&mut response.hits).into_iter().map(io::Result::Ok);
    let mut out = Vec::new();
    output::write_header(&mut out, layout).unwrap();
    output::write(&mut out, &response, hits, layout, "7").unwrap();
    String::from_utf8(out).unwrap()
}

fn layout(format: Format) -> Layout {
    Layout {
        format,
        style: PLAIN,
        fields: format.usual_fields().to_vec(),
        formulas: Formulas::Disarmed,
        end: End::Line,
    }
}

/// Snapshots show escape sequences as they are written, not as they act.
fn visible(text: &str) -> String {
    text.replace('\u{1b}', "␛").replace('\0', "␀")
}

#[test]
fn formats() {
    let check = |name: &str, layout: &Layout| insta::assert_snapshot!(name, visible(&printed(response(), layout)));
    check("json", &layout(Format::Json));
    check("jsonl", &layout(Format::Jsonl));
    check("csv", &layout(Format::Csv));
    check("tsv", &layout(Format::Tsv));
    check("trec", &layout(Format::Trec));
    check("paths", &layout(Format::Paths));
    check("paths_nul", &Layout { end: End::Nul, ..layout(Format::Paths) });
    check("urls", &layout(Format::Urls));
    let all = HitField::ALL.map(|(field, ..)| field).to_vec();
    check("jsonl_all_fields", &Layout { fields: all, ..layout(Format::Jsonl) });
    check(
        "csv_some_fields",
        &Layout { fields: vec![HitField::Date, HitField::Title, HitField::Text], ..layout(Format::Csv) },
    );
}

#[test]
fn screens() {
    for width in [40, 80, 200] {
        let plain = Layout { style: Style { width, ..PLAIN }, ..layout(Format::Text) };
        insta::assert_snapshot!(format!("text_{width}"), visible(&printed(response(), &plain)));
        let rich = Layout { style: Style { width, color: true, links: true }, ..layout(Format::Text) };
        insta::assert_snapshot!(format!("text_{width}_color"), visible(&printed(response(), &rich)));
    }
}

/// The first hit's article and the last one's, to read.
#[test]
fn articles() {
    for width in [40, 80, 200] {
        for (name, style) in [("", Style { width, ..PLAIN }), ("_color", Style { width, color: true, links: true })] {
            let mut out = Vec::new();
            for hit in [&response().hits[0], &response().hits[3]] {
                text::write_article(&mut out, &hit.article, &style).unwrap();
            }
            insta::assert_snapshot!(format!("article_{width}{name}"), visible(std::str::from_utf8(&out).unwrap()));
        }
    }
}

#[test]
fn words_of_which_no_article_has_all() {
    let relaxed = Response {
        relaxed: true,
        sort: Sort::Newest,
        now: None,
        undated: 0,
        total: 4,
        facets: Vec::new(),
        ..response()
    };
    let shown = printed(relaxed, &layout(Format::Text));
    assert!(shown.starts_with("No article has all the words; these have some.\n\n1. "), "{shown}");
    assert!(shown.ends_with("\n\n4 articles, newest first, 5.6\u{a0}ms\n"), "{shown}");
}

#[test]
fn nothing_found() {
    let alone = |part: &str, total| Alternative::Alone { part: part.to_owned(), total };
    let without = |filters: &str, total| Alternative::Without { filters: filters.to_owned(), total };
    let response = Response {
        total: 0,
        hits: Vec::new(),
        suggestion: Some(Query::Term("xylophoniste".to_owned())),
        alternatives: vec![
            alone("grève", 1250),
            alone("\u{1b}[31mxylophonistes", 0),
            without("date:2031-01-01.. source:\"Le Phare du Nord et de la Mer\"", 1),
        ],
        ..response()
    };
    for width in [40, 80, 200] {
        for (name, color) in [("", false), ("_color", true)] {
            let mut out = Vec::new();
            text::write_no_hits(&mut out, &response, &Style { width, color, ..PLAIN }).unwrap();
            insta::assert_snapshot!(format!("none_{width}{name}"), visible(std::str::from_utf8(&out).unwrap()));
        }
    }
}

/// A page's text stays text in a spreadsheet, and numbers stay numbers; whoever wants the cells as they are gets them.
#[test]
fn hostile_cells_run_in_no_spreadsheet() {
    let formula = "=HYPERLINK(\"https://mauvais.example\")";
    let article = Article { authors: vec!["@awa".to_owned()], source: Some("\t+1+1".to_owned()), ..Article::default() };
    let hostile = hit(1, "-1+1", formula, "＝1+1", article);
    let response = Response { hits: vec![Hit { score: -3.5, ..hostile }], ..response() };
    let fields =
        [HitField::Score, HitField::Id, HitField::Title, HitField::Source, HitField::Authors, HitField::Snippet]
            .to_vec();
    let check = |format, formulas, expected: &str| {
        let shown = printed(response.clone(), &Layout { fields: fields.clone(), formulas, ..layout(format) });
        assert_eq!(shown.lines().nth(1), Some(expected), "{format:?} {formulas:?}");
    };
    let tsv = format!("-3.5\t'-1+1\t'{formula}\t' +1+1\t'@awa\t'＝1+1");
    check(Format::Tsv, Formulas::Disarmed, &tsv);
    check(Format::Tsv, Formulas::Kept, &tsv.replace('\'', ""));
    let csv = "-3.5,'-1+1,\"'=HYPERLINK(\"\"https://mauvais.example\"\")\",' +1+1,'@awa,'＝1+1";
    check(Format::Csv, Formulas::Disarmed, csv);
    check(Format::Csv, Formulas::Kept, &csv.replace('\'', ""));
}

/// No address of a page leads anywhere but to the web.
#[test]
fn a_page_chooses_no_file_to_open() {
    for url in ["file:///etc/passwd", "javascript:alert(1)", "smb://a/b", "/etc/passwd", "https://"] {
        let article = Article { url: Some(url.to_owned()), ..Article::default() };
        let response = Response { hits: vec![hit(1, "a.html", "Titre", "", article)], ..response() };
        let style = Style { links: true, ..PLAIN };
        let shown = printed(response.clone(), &Layout { style, ..layout(Format::Text) });
        let targets: Vec<_> = shown.split("]8;;").skip(1).step_by(2).map(|it| it.split('\u{1b}').next()).collect();
        assert_eq!(targets, [Some("file://pages/a.html"); 2], "{url} {}", visible(&shown));
        let mut out = Vec::new();
        text::write_article(&mut out, &response.hits[0].article, &style).unwrap();
        assert!(!String::from_utf8(out).unwrap().contains('\u{1b}'), "{url}");
        assert_eq!(printed(response.clone(), &layout(Format::Urls)), "", "{url}");
        assert_eq!(printed(response, &Layout { end: End::Nul, ..layout(Format::Urls) }), "", "{url}");
    }
}

#[test]
fn each_field_is_documented() {
    let document = include_str!("../../docs/formats-and-fields.md");
    for (_, name, _) in HitField::ALL {
        assert!(document.contains(&format!("`{name}`")), "docs/formats-and-fields.md does not say what {name} is");
    }
}

/// A page's texts, whatever is in them, reach the terminal as text: no control character but those that kiosque wrote,
/// no direction but the reader's, no line wider than the screen.
#[test]
fn hostile_texts_leave_the_terminal_as_it_was() {
    let escapes = "\u{1b}[?1049h\u{1b}]52;c;cm0=\u{7}\u{9b}6n\u{90}q\u{8}\r\u{c}\u{85}";
    let texts = [
        escapes.repeat(100),
        "\u{202e}\u{2067}\u{200f}droite".repeat(100),
        "Un titre très long, ".repeat(50_000),
        "a".repeat(1 << 20),
        "\u{200d}".repeat(1 << 20),
        "e\u{301}\u{302}\u{303}".repeat(1000),
        format!("z{}", "\u{336}".repeat(100_000)),
        "👨‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿👩🏽‍🚀".repeat(1000),
        "東京タワー".repeat(10_000),
        "\u{0}\u{1}\u{7f}\u{ad}\u{feff}\u{e0041}".repeat(1000),
    ];
    for text in &texts {
        let article = Article { source: Some(text.clone()), section: Some(text.clone()), ..Article::default() };
        let hostile = hit(1, "id", "", "", article);
        let marks =
            Marked { text: text.clone(), marks: text.chars().next().map(|c| 0..c.len_utf8()).into_iter().collect() };
        let hostile = Hit { title: marks, path: text.chars().take(10).collect(), ..hostile };
        let response = Response { hits: vec![hostile], ..response() };
        for (color, links) in [(false, false), (true, true)] {
            let style = Style { color, links, width: 40 };
            let shown = printed(response.clone(), &Layout { style, ..layout(Format::Text) });
            check_harmless(&shown, 40);
        }
        for format in [Format::Json, Format::Jsonl, Format::Csv, Format::Tsv, Format::Trec, Format::Paths] {
            check_harmless(&printed(response.clone(), &layout(format)), usize::MAX);
        }
    }
}

/// Nothing in what is shown commands a terminal, and no line is wider than the screen.
pub fn check_harmless(shown: &str, width: usize) {
    use unicode_width::UnicodeWidthStr;

    // What kiosque itself writes: colours that end, links that end.
    let mut plain = String::new();
    let mut pieces = shown.split('\u{1b}');
    plain += pieces.next().unwrap();
    for piece in pieces {
        let end = match piece.as_bytes()[0] {
            b'[' => piece.find('m').filter(|end| piece[1..*end].chars().all(|c| c.is_ascii_digit() || c == ';')),
            b']' => piece.starts_with("]8;;").then_some(piece.len() - 1),
            b'\\' => Some(0),
            _ => None,
        };
        plain += &piece[end.unwrap_or_else(|| panic!("an escape sequence from the page: {piece:?}")) + 1..];
    }
    for line in shown.lines() {
        let last = line.rfind("\u{1b}[").map(|at| &line[at..]);
        assert!(last.is_none_or(|code| code.starts_with("\u{1b}[0m")), "a colour does not end: {line:?}");
    }
    let links = shown.matches("\u{1b}]8;;").count();
    assert_eq!(links, 2 * shown.matches("\u{1b}]8;;\u{1b}\\").count(), "a link does not end");
    for line in plain.lines() {
        let unsafe_character = line.chars().find(|c| *c != '\t' && output::sanitise::is_unsafe(*c));
        assert_eq!(unsafe_character, None, "{:?}", line.chars().take(80).collect::<String>());
        assert!(line.width() <= width, "{} columns: {:?}", line.width(), line.chars().take(80).collect::<String>());
    }
}
