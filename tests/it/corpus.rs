//! Extraction of every page of `corpus/pages`, compared with the article written by hand in `corpus/golden`. Each page has
//! a test of its own, so that a failure names its page, and the fields that differ.

use std::collections::BTreeSet;
use std::fs;
use std::hash::Hasher;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use kiosque::article::{Article, Rejection};
use kiosque::extract::{self, extract, record};
use kiosque::source::names::Names;
use kiosque::source::record::Record;
use kiosque::source::{Origin, RawPage};
use kiosque::trec;
use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_64;

macro_rules! pages {
    ($($test:ident: $page:literal,)*) => {
        const PAGES: &[&str] = &[$($page),*];
        $(#[test] fn $test() { check($page); })*
    };
}

pages! {
    atlas_presse_batteries_kenitra: "atlas-presse/batteries-kenitra.html",
    atlas_presse_dessalement_agadir: "atlas-presse/dessalement-agadir.html",
    atlas_presse_oasis_figuig: "atlas-presse/oasis-figuig.html",
    atlas_presse_recherche_dessalement: "atlas-presse/recherche-dessalement.html",
    atlas_presse_train_marrakech: "atlas-presse/train-marrakech.html",
    calanques_hebdo_incendie_etoile: "calanques-hebdo/incendie-etoile.html",
    calanques_hebdo_posidonie: "calanques-hebdo/posidonie.html",
    calanques_hebdo_savonnerie_du_quai: "calanques-hebdo/savonnerie-du-quai.html",
    calanques_hebdo_tramway_saint_loup: "calanques-hebdo/tramway-saint-loup.html",
    carnets_de_scene_danse_hauts_fourneaux: "carnets-de-scene/danse-hauts-fourneaux.html",
    carnets_de_scene_phedre_a_ciel_ouvert: "carnets-de-scene/phedre-a-ciel-ouvert",
    carnets_de_scene_roman_du_sel: "carnets-de-scene/roman-du-sel.html",
    comptes_et_marches_bureaux_vides: "comptes-et-marches/bureaux-vides.html",
    comptes_et_marches_conserverie_opa: "comptes-et-marches/conserverie-opa.html",
    comptes_et_marches_livret_rural: "comptes-et-marches/livret-rural.html",
    comptes_et_marches_puces_grenoble: "comptes-et-marches/puces-grenoble.html",
    coteaux_et_riviere_chorale: "coteaux-et-riviere/chorale.html",
    coteaux_et_riviere_vendanges: "coteaux-et-riviere/vendanges.html",
    estran_coraux_froids: "estran/coraux-froids.html",
    estran_moustique_vaccin: "estran/moustique-vaccin.html",
    estran_trou_noir: "estran/trou-noir.html",
    fil_24_accident_a10: "fil-24/accident-a10.html",
    fil_24_greve_ferries_calais: "fil-24/greve-ferries-calais.html",
    fil_24_seisme_melle: "fil-24/seisme-melle.html",
    l_echo_du_leman_glacier_trient: "l-echo-du-leman/glacier-trient.html",
    l_echo_du_leman_vapeur_belle_epoque: "l-echo-du-leman/vapeur-belle-epoque.html",
    l_echo_du_leman_votation_loyers: "l-echo-du-leman/votation-loyers.html",
    l_ouest_matin_activez_javascript: "l-ouest-matin/activez-javascript.html",
    l_ouest_matin_algues_vertes: "l-ouest-matin/algues-vertes.html.gz",
    l_ouest_matin_connexion: "l-ouest-matin/connexion.html",
    l_ouest_matin_diaporama_fest_noz: "l-ouest-matin/diaporama-fest-noz.html",
    l_ouest_matin_gare_de_redon: "l-ouest-matin/gare-de-redon.html",
    l_ouest_matin_greve_ferries_perturbations: "l-ouest-matin/greve-ferries-perturbations.html",
    l_ouest_matin_proces_fausse_veterinaire: "l-ouest-matin/proces-fausse-veterinaire.html",
    la_rade_cale_seche: "la-rade/cale-seche.html",
    la_rade_huitres: "la-rade/huitres.html",
    la_rade_musee_sous_marin: "la-rade/musee-sous-marin.html",
    lagune_actu_cacao: "lagune-actu/cacao.html",
    lagune_actu_peche_lagune: "lagune-actu/peche-lagune.html",
    le_carillon_wallon_bourgmestre_bouillon: "le-carillon-wallon/bourgmestre-bouillon.html",
    le_carillon_wallon_brasserie_namur: "le-carillon-wallon/brasserie-namur.html",
    le_carillon_wallon_page_introuvable: "le-carillon-wallon/page-introuvable.html",
    le_carillon_wallon_tram_de_liege: "le-carillon-wallon/tram-de-liege.html",
    le_courant_du_fleuve_hockey_feminin_amp: "le-courant-du-fleuve/hockey-feminin.amp.html",
    le_courant_du_fleuve_pont_de_glace_amp: "le-courant-du-fleuve/pont-de-glace.amp.html",
    le_courant_du_fleuve_sirop_erable_amp: "le-courant-du-fleuve/sirop-erable.amp.html",
    le_golfe_huile_olive: "le-golfe/huile-olive.html",
    le_golfe_louages: "le-golfe/louages.html",
    le_golfe_musee_carthage: "le-golfe/musee-carthage.html",
    le_matin_des_oasis_barrage_taksebt: "le-matin-des-oasis/barrage-taksebt.html",
    le_matin_des_oasis_festival_timimoun: "le-matin-des-oasis/festival-timimoun.html",
    le_matin_des_oasis_solaire_adrar: "le-matin-des-oasis/solaire-adrar.html",
    le_phare_du_nord_budget_2025: "le-phare-du-nord/budget-2025.html",
    le_phare_du_nord_cantine_bio: "le-phare-du-nord/cantine-bio.html",
    le_phare_du_nord_carnaval_des_geants: "le-phare-du-nord/carnaval-des-geants.html",
    le_phare_du_nord_dragage_du_port: "le-phare-du-nord/dragage-du-port.html",
    le_phare_du_nord_greve_ferries: "le-phare-du-nord/greve-ferries.html",
    le_phare_du_nord_pont_ferme: "le-phare-du-nord/pont-ferme.html",
    le_phare_du_nord_rubrique_sport: "le-phare-du-nord/rubrique-sport.html",
    le_relais_du_causse_fontaine_de_gramat: "le-relais-du-causse/fontaine-de-gramat.html",
    le_relais_du_causse_sources_de_l_ouysse: "le-relais-du-causse/sources-de-l-ouysse.html",
    the_channel_dispatch_kent_queues: "the-channel-dispatch/kent-queues.html",
    tribunes_et_vestiaires_entretien_gardienne: "tribunes-et-vestiaires/entretien-gardienne.html",
    tribunes_et_vestiaires_etape_pyrenees: "tribunes-et-vestiaires/etape-pyrenees.html",
    tribunes_et_vestiaires_finale_handball_direct: "tribunes-et-vestiaires/finale-handball-direct.html",
    tribunes_et_vestiaires_montee_rugby: "tribunes-et-vestiaires/montee-rugby.html",
    vallee_info_crue_de_la_jordanne: "vallee-info/crue-de-la-jordanne.html",
    vallee_info_ecole_de_brezons: "vallee-info/ecole-de-brezons.html",
    vallee_info_foire_agricole: "vallee-info/foire-agricole.html",
}

/// A feed of records: pages with their markup, which are extracted, and articles that were extracted elsewhere.
const RECORDS: &str = "fil-24/depeches.jsonl";

/// The article that a careful reader finds on a page, or why there is none.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Golden {
    Rejected { rejected: String },
    Article(Box<Truth>),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Truth {
    title: String,
    date: Option<String>,
    date_precision: Option<String>,
    source: Option<String>,
    authors: Vec<String>,
    section: Option<String>,
    lang: Option<String>,
    lead: Option<String>,
    text: String,
    truncated: bool,
}

/// The golden result of a record, under its id.
#[derive(Debug, Deserialize)]
struct GoldenRecord {
    id: String,
    #[serde(flatten)]
    golden: Golden,
}

fn check(page: &str) {
    compare(page, &golden(page), extract(&raw(page)));
}

fn raw(page: &str) -> RawPage {
    let stored = fs::read(pages_root().join(page)).unwrap();
    let bytes = if stored.starts_with(&[0x1f, 0x8b]) { gunzip(&stored) } else { stored };
    RawPage { origin: Origin { container: page.into(), member: None }, bytes, ..RawPage::default() }
}

#[test]
fn fil_24_depeches() {
    #[derive(Deserialize)]
    struct Record {
        id: Option<String>,
        url: Option<String>,
        html: Option<String>,
    }
    let goldens: Vec<GoldenRecord> = serde_json::from_str(&read(&golden_of(RECORDS))).unwrap();
    let records = read(&pages_root().join(RECORDS));
    let records: Vec<Record> = records.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(records.len(), goldens.len(), "a golden result for every record");
    for (record, GoldenRecord { id, golden }) in records.into_iter().zip(goldens) {
        assert_eq!(
            record.id.or(record.url.clone()).as_ref(),
            Some(&id),
            "a record's id, else its url, in the same order"
        );
        let Some(html) = record.html else { continue };
        let content_type = Some("text/html; charset=utf-8".to_owned());
        let raw = RawPage { url: record.url, content_type, bytes: html.into_bytes(), ..RawPage::default() };
        compare(&id, &golden, extract(&raw));
    }
}

fn compare(page: &str, expected: &Golden, found: Result<Article, Rejection>) {
    let faults = match (expected, found) {
        (Golden::Article(truth), Ok(article)) => differences(truth, &truth_of(&article)),
        (Golden::Article(_), Err(rejection)) => vec![format!("an article, but rejected as {}", kebab(&rejection))],
        (Golden::Rejected { rejected }, Ok(article)) => {
            vec![format!("no article ({rejected}), but {:?} was extracted: {}", article.title, article.body)]
        }
        (Golden::Rejected { rejected }, Err(rejection)) if *rejected == kebab(&rejection) => vec![],
        (Golden::Rejected { rejected }, Err(rejection)) => {
            vec![format!("rejected as {}, not as {rejected}", kebab(&rejection))]
        }
    };
    assert!(faults.is_empty(), "{page}: the page and its golden file disagree\n{}", faults.join("\n"));
}

fn truth_of(article: &Article) -> Truth {
    Truth {
        title: article.title.clone(),
        date: article.published.map(|published| published.moment.to_string()),
        date_precision: article.published.map(|published| kebab(&published.moment.precision)),
        source: article.source.clone(),
        authors: article.authors.clone(),
        section: article.section.clone(),
        lang: article.language.clone(),
        lead: article.lead.clone(),
        text: article.body.clone(),
        truncated: article.truncated,
    }
}

/// One line for each field that differs; for the text, one for each line that is missing (-) or too much (+).
fn differences(expected: &Truth, found: &Truth) -> Vec<String> {
    let mut faults = Vec::new();
    let (expected_fields, found_fields) = (fields(expected), fields(found));
    for (name, value) in &expected_fields {
        if name != "text" && normalised(value) != normalised(&found_fields[name]) {
            faults.push(format!("{name}: expected {value}, found {}", found_fields[name]));
        }
    }
    let (expected_lines, found_lines) = (lines(&expected.text), lines(&found.text));
    if expected_lines != found_lines {
        faults.push("text, by lines, whose order and repetition count:".to_owned());
        faults.extend(expected_lines.iter().filter(|line| !found_lines.contains(line)).map(|line| format!("- {line}")));
        faults.extend(found_lines.iter().filter(|line| !expected_lines.contains(line)).map(|line| format!("+ {line}")));
    }
    faults
}

fn fields(truth: &Truth) -> serde_json::Map<String, serde_json::Value> {
    match serde_json::to_value(truth).unwrap() {
        serde_json::Value::Object(fields) => fields,
        other => unreachable!("a struct serialises as an object, not as {other}"),
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect()
}

/// White space of any kind and length is one space: no-break spaces are typography, not content.
fn normalised(value: &serde_json::Value) -> String {
    value.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn kebab(value: &impl Serialize) -> String {
    match serde_json::to_value(value).unwrap() {
        serde_json::Value::String(name) => name,
        other => unreachable!("a plain variant serialises as a string, not as {other}"),
    }
}

fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let mut inflated = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut inflated).unwrap();
    inflated
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn golden(page: &str) -> Golden {
    serde_json::from_str(&read(&golden_of(page))).unwrap()
}

fn corpus_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

fn pages_root() -> PathBuf {
    corpus_root().join("pages")
}

/// `corpus/golden/SITE/PAGE.json`: without the page's `.html`, with any other extension.
fn golden_of(page: &str) -> PathBuf {
    let stem = page.strip_suffix(".html").unwrap_or(page);
    corpus_root().join("golden").join(format!("{stem}.json"))
}

fn files_below(root: &Path) -> BTreeSet<PathBuf> {
    let entries = walkdir::WalkDir::new(root).into_iter().map(|entry| entry.unwrap());
    entries.filter(|entry| entry.file_type().is_file()).map(|entry| entry.into_path()).collect()
}

/// Pages that have not changed are extracted again only if the version has. So the version holds a digest of all that
/// extraction finds here, and cannot be forgotten.
#[test]
fn the_version_of_extraction_is_that_of_its_results() {
    let mut digest = XxHash3_64::new();
    let mut add = |name: &str, found: &Result<Article, Rejection>| {
        let found = match found {
            Ok(article) => serde_json::to_string(article).unwrap(),
            Err(rejection) => kebab(rejection),
        };
        digest.write(format!("{name}\n{found}\n").as_bytes());
    };
    for page in PAGES {
        add(page, &extract(&raw(page)));
    }
    let names = Names::default();
    for line in read(&pages_root().join(RECORDS)).lines() {
        add(RECORDS, &record::article(&Record::read(line.as_bytes(), &names).unwrap()));
    }
    let digits = |version: u64| (version >> 48, version & 0xffff_ffff_ffff);
    let ((number, known), (_, found)) = (digits(extract::VERSION), digits(digest.finish()));
    assert!(
        known == found,
        "extraction finds something else in corpus/pages than its version says. If that is meant, set extract::VERSION \
         in src/extract/mod.rs to {:#06x}_{found:012x}: then pages that have not changed are extracted again",
        number + 1
    );
}

#[test]
fn every_page_is_listed_and_has_its_golden() {
    let listed: BTreeSet<PathBuf> = PAGES.iter().chain([&RECORDS]).map(|page| pages_root().join(page)).collect();
    assert_eq!(
        files_below(&pages_root()),
        listed,
        "list every file of corpus/pages in tests/it/corpus.rs, and no other"
    );
    let goldens: BTreeSet<PathBuf> = PAGES.iter().chain([&RECORDS]).map(|page| golden_of(page)).collect();
    assert_eq!(
        files_below(&corpus_root().join("golden")),
        goldens,
        "write a file in corpus/golden for every page, and no other"
    );
}

#[test]
fn every_judgement_is_of_a_topic_and_an_article() {
    let records: Vec<GoldenRecord> = serde_json::from_str(&read(&golden_of(RECORDS))).unwrap();
    let mut articles: BTreeSet<String> = records.into_iter().map(|record| record.id).collect();
    articles
        .extend(PAGES.iter().filter(|page| matches!(golden(page), Golden::Article(_))).map(|page| page.to_string()));
    for (topics, qrels) in [("topics.tsv", "qrels.txt"), ("known-item.tsv", "known-item-qrels.txt")] {
        let topics = trec::read_topics(&read(&corpus_root().join(topics))).unwrap();
        let qrels = trec::read_qrels(&read(&corpus_root().join(qrels))).unwrap();
        assert_eq!(topics.iter().map(|topic| &topic.id).collect::<BTreeSet<_>>(), qrels.keys().collect());
        for (topic, grades) in &qrels {
            assert!(grades.values().any(|&grade| grade > 0), "{topic}: nothing relevant");
            for document in grades.keys() {
                assert!(articles.contains(document), "{topic}: {document} is no article of this corpus");
            }
        }
    }
}
