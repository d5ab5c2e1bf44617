//! The speed of reading dates, in lines of pages and in what people type. The results are checked: each line has a date, and
//! each text is a period.

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use jiff::civil::date;
use kiosque::date::context::Context;
use kiosque::date::{period, written};

fn main() {
    divan::main();
}

/// Lines as they stand beside a title, each with a date among words and numbers that are none.
const LINES: [&str; 8] = [
    "Publié dans Le Phare du Nord le 01 - 07 - 2025",
    "Par Odile Kermarec, le mardi 1er juillet 2025 à 14h05 (3 min de lecture)",
    "Mis à jour le 1 juil. 2025, 18:30 | 12 commentaires | 245 partages",
    "01/07/2025 - 09H15, Lille (Nord), 4 500 habitants",
    "Le 14 DÉC. 2024, le prix du kilo a passé 12,50 euros contre 9,80 un an plus tôt",
    "2025-07-01T14:05:00+02:00",
    "Tue, 01 Jul 2025 12:05:00 GMT",
    "En tout 89 700 foyers, dont 5,6 % sans électricité depuis le 3 mars 2025, selon le gestionnaire du réseau",
];

#[divan::bench]
fn written_on_pages(bencher: Bencher) {
    let context = Context { now: Some(date(2025, 7, 15).at(12, 0, 0, 0)), ..Default::default() };
    let bytes: usize = LINES.iter().map(|line| line.len()).sum();
    bencher.counter(BytesCount::new(bytes)).counter(ItemsCount::new(LINES.len())).bench_local(|| {
        let found = LINES.iter().filter(|line| !written::find(line, &context).is_empty()).count();
        assert_eq!(found, LINES.len());
    });
}

const PERIODS: [&str; 8] = [
    "2025-07",
    "juillet 2025",
    "la semaine dernière",
    "3 mois",
    "de mars à mai 2023",
    "fin juillet",
    "hier..",
    "T3 2024",
];

#[divan::bench]
fn typed_as_periods(bencher: Bencher) {
    let today = date(2025, 7, 15);
    bencher.counter(ItemsCount::new(PERIODS.len())).bench_local(|| {
        let read = PERIODS.iter().filter(|text| period::parse(text, today).is_ok()).count();
        assert_eq!(read, PERIODS.len());
    });
}
