//! The newspapers, none of which exists: each has its layout, its ways with dates, its charset and its stock of everything
//! around the article.

use super::filler;
use super::phrase::Phrases;
use super::prose;
use super::random::Random;
use super::words::Vocabulary;

pub struct Outlet {
    pub name: &'static str,
    pub domain: &'static str,
    pub layout: Layout,
    /// What its class names begin with.
    pub prefix: &'static str,
    /// The median page, as a multiple of the weight asked for.
    pub weight: f64,
}

/// How a site marks up an article, and where it writes the date.
#[derive(Clone, Copy, PartialEq)]
pub enum Layout {
    /// Nested `div`s, the article again in the application's own JSON; the date in JSON-LD and in words.
    Application,
    /// WordPress: `entry-content`, the date in `<time>`.
    Blog,
    /// SPIP: `chapo` and `texte`, the date in words alone.
    Spip,
    /// Drupal: fields, the date in microdata.
    Fields,
    /// A table layout in windows-1252, the date in words alone.
    Table,
}

pub const OUTLETS: [Outlet; 10] = [
    outlet("Le Courrier du Ponant", "courrier-ponant.example", Layout::Application, "cp", 1.2),
    outlet("Tribune méridienne", "tribune-meridienne.example", Layout::Blog, "tm", 0.9),
    outlet("Le Quotidien de l’Estuaire", "quotidien-estuaire.example", Layout::Fields, "qe", 1.0),
    outlet("Hexapresse", "hexapresse.example", Layout::Application, "hx", 1.1),
    outlet("L’Écho des Causses", "echo-causses.example", Layout::Blog, "ec", 0.8),
    outlet("Vallées Info", "vallees-info.example", Layout::Spip, "vi", 0.5),
    outlet("Le Phare économique", "phare-eco.example", Layout::Application, "phare", 1.4),
    outlet("Radio Bocage", "radio-bocage.example", Layout::Fields, "rb", 1.0),
    outlet("La Gazette des Deux-Rives", "gazette-deux-rives.example", Layout::Table, "gz", 0.4),
    outlet("Le Petit Arverne", "petit-arverne.example", Layout::Blog, "pa", 1.1),
];

const fn outlet(name: &'static str, domain: &'static str, layout: Layout, prefix: &'static str, weight: f64) -> Outlet {
    Outlet { name, domain, layout, prefix, weight }
}

/// An outlet and its stock.
pub struct Site {
    pub outlet: &'static Outlet,
    pub scripts: Vec<String>,
    pub styles: Vec<String>,
    pub drawings: Vec<String>,
    pub comments: Vec<String>,
    pub menu: Vec<String>,
    /// Links to other articles, with picture, section, headline and date.
    pub teasers: Vec<String>,
}

impl Site {
    pub fn new(outlet: &'static Outlet, words: &Vocabulary, seed: u64) -> Self {
        let stream = outlet.domain.bytes().fold(0, |sum: u64, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
        let mut random = Random::new(seed ^ stream, 0);
        Self {
            outlet,
            scripts: filler::scripts(&mut random),
            styles: filler::styles(&mut random, outlet.prefix),
            drawings: filler::drawings(&mut random),
            comments: filler::comments(&mut random),
            menu: (0..150).map(|number| menu_entry(outlet, words, number)).collect(),
            teasers: (0..300)
                .map(|number| teaser(outlet, words, Random::new(seed ^ stream, number + 1), number))
                .collect(),
        }
    }
}

fn menu_entry(outlet: &Outlet, words: &Vocabulary, number: usize) -> String {
    let Outlet { domain, prefix, .. } = outlet;
    let label = &words.nouns[number].plural;
    format!(
        "<li class=\"{prefix}-nav__item {prefix}-nav__item--level{}\" id=\"menu-item-{number}\"><a class=\"{prefix}-nav__link\" \
         href=\"https://www.{domain}/themes/{label}/\" data-track=\"menu|{label}\"><span>{label}</span></a></li>\n",
        number % 3
    )
}

fn teaser(outlet: &Outlet, words: &Vocabulary, mut random: Random, number: u64) -> String {
    let Outlet { domain, prefix, .. } = outlet;
    let id = random.below(900_000) + 100_000;
    let (day, month) = (random.between(1, 28), random.between(1, 12));
    let title = prose::headline(&mut Phrases::new(words, random));
    format!(
        "<li class=\"{prefix}-teaser {prefix}-teaser--small js-teaser\" data-position=\"{number}\" data-article=\"{id}\">\n\
         <article class=\"{prefix}-teaser__inner\">\n\
         <a class=\"{prefix}-teaser__picture\" href=\"https://www.{domain}/article/{id}.html?utm_source=related\" tabindex=\"-1\">\
         <picture><source type=\"image/webp\" srcset=\"https://img.{domain}/{id}/320.webp 320w, https://img.{domain}/{id}/640.webp 640w\">\
         <img class=\"{prefix}-picture lazyload\" src=\"data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=\" \
         data-src=\"https://img.{domain}/{id}/320.jpg\" alt=\"\" width=\"320\" height=\"180\" loading=\"lazy\"></picture></a>\n\
         <div class=\"{prefix}-teaser__text\"><span class=\"{prefix}-teaser__label\">{}</span>\n\
         <h3 class=\"{prefix}-teaser__title\"><a href=\"https://www.{domain}/article/{id}.html?utm_source=related\">{title}</a></h3>\n\
         <span class=\"{prefix}-teaser__date\">{day:02}/{month:02}</span></div>\n</article>\n</li>\n",
        words.nouns[(number as usize * 7) % 150].singular
    )
}
