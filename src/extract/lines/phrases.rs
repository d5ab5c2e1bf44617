//! Lines that no article says: the words by which the French press points to other articles, dates its own, and asks
//! for a subscription.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memchr;
use rustc_hash::FxHashMap;

use super::blocks::{count_words, is_alphanumeric};
use crate::date::context::Context;
use crate::date::written;

/// How a line begins that points to another article, in lower case without accents or punctuation, and the most words that
/// such a line has.
#[rustfmt::skip]
const ELSEWHERE: (usize, &[&str]) = (45, &[
    "lire aussi", "lire egalement", "a lire aussi", "a lire egalement", "lire notre", "lire l article",
    "lire l integralite", "lire le dossier", "lire ou relire", "a relire", "voir aussi", "voir egalement", "voir notre",
    "a voir aussi", "a voir egalement", "revoir notre", "ecouter aussi", "ecoutez aussi", "ecouter notre",
    "a ecouter aussi", "decouvrez aussi", "a decouvrir aussi", "sur le meme sujet", "sur le meme theme",
]);

/// How a line that is no part of an article begins, in lower case without accents or punctuation, and the longest that
/// such a line is, in words.
#[rustfmt::skip]
const BEGINNINGS: &[(usize, &[&str])] = &[
    ELSEWHERE,
    // Lists of other articles.
    (45, &[
        "lire la suite", "dans la meme rubrique", "articles lies", "article lie", "ailleurs sur le web",
        "vous aimerez aussi", "vous aimerez peut etre", "cela peut vous interesser", "ca peut vous interesser",
        "cela pourrait vous interesser", "ca pourrait vous interesser", "cet article peut vous interesser",
        "ces articles peuvent", "ces articles pourraient", "retrouvez tous nos articles",
        "retrouvez toute l actualite", "retrouvez toutes nos", "lire page suivante", "notre dossier",
        "lire plus", "voir plus", "plus d articles", "vous pourriez aussi aimer", "vous pourriez etre interesse",
    ]),
    // Subscriptions, accounts, gifts.
    (45, &[
        "inscrivez vous", "abonnez vous", "s abonner", "je m abonne", "deja abonne", "article reserve",
        "cet article est reserve", "il vous reste", "la suite est reservee", "la suite de cet article est reservee",
        "reserve aux abonnes", "contenu reserve", "connectez vous", "recevez chaque", "recevez notre", "recevez nos",
        "recevez toute", "recevez la newsletter", "recevez gratuitement", "recevez l essentiel", "suivez nous",
        "suivez l actu", "suivez toute", "suivez toutes", "suivez notre", "suivez nos", "retrouvez nous",
        "telechargez l application", "telechargez notre", "soutenez nous", "soutenez le journalisme",
        "soutenez l information", "faire un don", "faites un don", "votre adresse", "en vous inscrivant",
        "en cliquant sur", "newsletter", "vous avez deja un compte", "vous possedez deja un compte", "deja inscrit",
        "votre email", "votre e mail", "pour ne rien manquer", "pour ne rien rater", "ne manquez rien",
        "ne ratez rien", "ne manquez aucun", "ne ratez aucun", "ne loupez aucun", "profitez de notre",
        "profitez de nos", "profitez de l offre", "profitez de cette offre", "continuez a lire votre",
        "pour lire la suite", "pour acceder a la suite", "pour acceder a cet article", "pour acceder a ce contenu",
        "cet article vous a plu", "cet article vous a ete utile", "vous souhaitez recevoir", "vous souhaitez nous",
        "vous souhaitez vous abonner", "vous souhaitez reagir", "vous souhaitez commenter",
        "envie de donner votre avis", "offre speciale", "sans engagement", "testez gratuitement",
        "essayez gratuitement", "devenez fan", "les informations recueillies", "les donnees recueillies",
        "conformement a la loi informatique", "ce contenu est bloque", "pour afficher ce contenu",
        "ce contenu n est pas", "vous devez etre connecte", "vous devez vous connecter", "vous devez vous abonner",
        "veuillez vous connecter", "vous ne pouvez lire",
    ]),
    // What stands around a text on any site.
    (12, &[
        "partager sur", "partager l article", "partager cet article", "partagez sur", "partagez cet article",
        "telecharger l article", "envoyer par", "envoyer a un ami", "commenter cet article", "reagir a cet article",
        "reagissez a cet article", "voir les contributions", "laisser un commentaire", "laissez un commentaire", "credit photo", "credits photo", "photo credit",
        "tous droits reserves", "la suite apres", "contenu sponsorise", "suivre ce", "suivre sur", "source afp",
        "source image", "image illustrative", "photo d illustration", "traduit par", "afficher le sommaire",
        "retour a l accueil", "retour a la page", "retour a la liste", "retour au sommaire", "retour a tous",
        "aller au contenu", "en video", "haut de page", "retour en haut", "les dernieres actualites",
        "dernieres actualites", "articles recents", "articles similaires", "les plus lus", "les plus partages",
        "l essentiel de l actualite", "la redaction vous conseille", "nos autres articles", "article precedent",
        "article suivant", "article plus recent", "article plus ancien", "navigation de l article",
        "navigation des articles", "inscription a publier les commentaires", "lien permanent", "version imprimable",
        "imprimer cet article", "recommander cette page", "repondre a cet article", "voir en ligne",
        "documents joints", "j aime ca", "you might also like", "more on", "read more", "read also",
    ]),
    (60, &[
        "merci d avoir signale", "cliquez ici pour lire", "cet article est paru", "cet article a ete publie",
        "article initialement publie", "article publie", "seulement une partie des depeches", "toute reproduction",
        "reproduction interdite", "cet article est republie", "ajouter a vos", "ajouter aux favoris",
        "pour ajouter l article", "pour etre informe des derniers articles", "openedition vous propose de citer", "pour citer cet article", "la version originale de cet article",
    ]),
];

/// Words that alone or before a sign (":", ">", "|", a number) point, label or count, and else begin a sentence or an
/// intertitle as any word does: "Publicité", "Crédit : Le Phare", "Lecture 3 min".
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "partager", "partagez", "imprimer", "envoyer", "commentaires", "commenter", "contribuer", "recommander", "reagir",
    "reagissez", "credit", "credits", "copyright", "mots cles", "tags", "publicite", "annonce", "suivez", "suivre", "partage",
    "illustration", "traduction", "sommaire", "video", "diaporama", "galerie", "etiquettes", "categorie", "categories",
    "rubrique", "publication", "lecture", "ecoute", "duree", "temps de lecture", "accueil",
    "clics", "affichages", "lu", "vues", "libelles", "facebook", "twitter", "chargement",
];

/// Words that point to other articles in a line of at most 14 words that is no sentence.
#[rustfmt::skip]
const POINTERS: &[&str] = &[
    "a lire", "a voir", "a ecouter", "a decouvrir", "relire", "lire", "pour aller plus loin", "en savoir plus",
    "pour en savoir plus", "plus d infos", "plus d informations", "a la une", "notre selection", "sur ce sujet",
    "sur le sujet", "aussi sur", "dans le meme dossier",
];

/// How a line that dates or signs the article begins, if it is no sentence of the article's own.
#[rustfmt::skip]
const DATED: &[&str] = &[
    "publie le", "publie hier", "publie aujourd", "publie il y a", "publie lundi", "publie mardi", "publie mercredi",
    "publie jeudi", "publie vendredi", "publie samedi", "publie dimanche", "publie par", "publie a", "publie dans",
    "publication le", "mis a jour", "mise a jour", "maj", "modifie le", "modifie il y a", "actualise", "mis en ligne",
    "poste le", "poste par", "redige par", "ecrit par", "cree le", "derniere mise a jour", "derniere modification",
    "date de publication",
];

/// Words by which such a line dates the article wherever in it they stand.
#[rustfmt::skip]
const DATING: &[&str] = &[
    "mis a jour le", "mis en ligne le", "publie le", "temps de lecture", "modifie le", "actualise le", "actualise a",
    "mise a jour le",
];

/// Headings after which no article goes on, whatever their count: "Vos réactions (5)", "12 commentaires".
#[rustfmt::skip]
const ENDINGS: &[&str] = &[
    "a propos de l auteur", "a propos de l auteure", "a propos de l autrice", "a propos des auteurs",
    "a propos du journaliste", "l auteur", "l auteure", "l autrice", "les auteurs", "commentaires", "vos commentaires", "vos reactions", "reactions", "les commentaires", "voir les commentaires",
    "lire les commentaires", "tous les commentaires", "commentaires des lecteurs", "contributions",
    "laisser un commentaire", "laisser un commentaire annuler la reponse", "laissez un commentaire",
    "ajouter un commentaire", "publier un commentaire", "poster un commentaire", "ecrire un commentaire",
    "votre commentaire", "un commentaire", "aucun commentaire", "repondre a cet article", "comments",
    "leave a reply", "leave a comment", "forum", "vos avis", "participez a la discussion", "rejoignez la discussion",
];

/// Headings of notes and sources, which end an article as a rule and not always.
#[rustfmt::skip]
const REFERENCES: &[&str] = &[
    "bibliographie", "references", "notes", "notes de bas de page", "pour citer cet article", "sources",
    "references bibliographiques", "notes et references", "bibliographie indicative", "bibliographie selective",
    "pour citer ce billet", "comment citer cet article", "notice bibliographique",
];

/// How the themes of WordPress head comments, behind their number: "3 réflexions sur « … »".
const THOUGHTS: [&str; 8] = [
    "reflexions sur",
    "reflexion sur",
    "commentaires sur",
    "commentaire sur",
    "reponses a",
    "reponse a",
    "thoughts on",
    "thought on",
];

/// What a line says of the site and not of the matter, wherever in it the words stand, and the longest that such a line
/// is, in words.
#[rustfmt::skip]
const ANYWHERE: &[(usize, &[&str])] = &[
    // Cookie banners and mailing lists.
    (150, &[
        "votre adresse e mail", "votre adresse email", "votre adresse mail", "vous desinscrire", "vous desabonner",
        "lien de desinscription", "nous utilisons des cookies", "utilise des cookies", "utilisation de cookies",
        "le stockage ou l acces technique", "website uses cookies", "notre politique de confidentialite",
        "votre choix de consentement", "directement dans votre boite",
    ]),
    // Rooms for comments, copies of the article, the paper's disclaimer.
    (40, &[
        "poster un commentaire", "publier un commentaire", "ajouter un commentaire", "laisser un commentaire",
        "espace des contributions", "commentaires sont fermes", "reponse a votre commentaire", "sur google news",
        "sur google actualites", "est apparu en premier sur", "appeared first on", "n engagent que leur",
        "n engage que son auteur", "poster des commentaires", "utilise akismet",
    ]),
];

/// Whether a line is a heading after which no article goes on.
pub fn is_ending(line: &str, folded: &str) -> bool {
    if line.len() > 250 {
        return false;
    }
    let words = folded.trim_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let (first, rest) = folded.split_once(' ').unwrap_or_default();
    let counted = matches!(first, "un" | "une" | "one") || first.parse::<u32>().is_ok();
    ENDINGS.contains(&words)
        || words == "commentaire" && words != folded
        || counted && THOUGHTS.iter().any(|it| rest.starts_with(it))
}

/// Whether a line is what one clicks on below a comment.
pub fn offers_to_answer(line: &str, folded: &str) -> bool {
    const ANSWERS: [&str; 8] =
        ["repondre", "signaler", "signaler un abus", "signaler ce commentaire", "alerter", "citer", "reply", "j aime"];
    line.len() <= 80 && ANSWERS.iter().any(|it| folded.starts_with(it))
}

/// Whether a line is the heading of notes, sources or a bibliography.
pub fn is_references(line: &str, folded: &str) -> bool {
    line.len() <= 60 && REFERENCES.contains(&folded)
}

/// How a line begins where the rest of an article is for sale.
#[rustfmt::skip]
const PAYWALLS: &[&str] = &[
    "il vous reste", "la suite est reservee", "la suite de cet article est reservee", "la suite de l article",
    "lisez la suite", "pour lire la suite", "pour lire l integralite", "pour continuer votre lecture",
    "pour continuer la lecture", "pour poursuivre votre lecture", "pour consulter la suite",
    "cet article est reserve", "contenu reserve aux abonnes", "article reserve aux abonnes",
    "cette suite est reservee", "vous avez lu", "continuez a lire", "continuez votre lecture", "decouvrez la suite",
];

/// What a phrase says of the line that begins with it or holds it.
#[derive(Clone, Copy)]
enum Sense {
    /// It is noise, if it has at most so many words.
    Noise(usize),
    /// It dates or signs the article, unless it is a sentence.
    Dates,
    /// It points to other articles, or is a short sentence.
    Points,
    /// It is a label, or a sentence or an intertitle that begins with that word.
    Labels,
    /// "Par" begins it.
    Signs,
    /// The rest of the article is for sale.
    Sells,
    /// It speaks of cookies.
    Cookies,
}

/// The phrases that lines begin with, by their first word: few lines begin with any of these, and so most are
/// compared with none.
static BY_FIRST_WORD: LazyLock<FxHashMap<&str, Vec<(&str, Sense)>>> = LazyLock::new(|| {
    let mut phrases: FxHashMap<&str, Vec<(&str, Sense)>> = FxHashMap::default();
    let mut add = |all: &[&'static str], sense: Sense| {
        for phrase in all {
            let first = phrase.split(' ').next().unwrap_or_default();
            phrases.entry(first).or_default().push((phrase, sense));
        }
    };
    for (longest, beginnings) in BEGINNINGS {
        add(beginnings, Sense::Noise(*longest));
    }
    add(DATED, Sense::Dates);
    add(POINTERS, Sense::Points);
    add(LABELS, Sense::Labels);
    add(&["par"], Sense::Signs);
    add(PAYWALLS, Sense::Sells);
    phrases
});

/// The phrases that lines hold anywhere, to be looked for all at once, and the sense of each.
static WITHIN: LazyLock<(AhoCorasick, Vec<(&str, Sense)>)> = LazyLock::new(|| {
    let mut phrases: Vec<(&str, Sense)> = Vec::new();
    for (longest, all) in ANYWHERE {
        phrases.extend(all.iter().map(|it| (*it, Sense::Noise(*longest))));
    }
    phrases.extend(DATING.iter().map(|it| (*it, Sense::Dates)));
    phrases.push(("cookies", Sense::Cookies));
    let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(phrases.iter().map(|(it, _)| it));
    let finder = finder.expect("a few short phrases");
    (finder, phrases)
});

/// The phrases that a line begins with, of which the last word may go on.
fn beginnings(folded: &str) -> impl Iterator<Item = &(&'static str, Sense)> {
    let end = memchr(b' ', folded.as_bytes()).unwrap_or(folded.len());
    BY_FIRST_WORD.get(&folded[..end]).into_iter().flatten().filter(|(phrase, _)| folded.starts_with(phrase))
}

/// Those that end with the end of a word.
fn whole_beginnings(folded: &str) -> impl Iterator<Item = &(&'static str, Sense)> {
    beginnings(folded).filter(|(phrase, _)| matches!(folded.as_bytes().get(phrase.len()), None | Some(b' ')))
}

/// Whether a line says that the rest of the article is for sale. `folded` is what `fold` makes of it.
pub fn is_paywall(line: &str, folded: &str) -> bool {
    line.len() <= 250 && beginnings(folded).any(|(_, sense)| matches!(sense, Sense::Sells))
}

/// Whether a line points elsewhere, dates, signs or sells, and says nothing of the article's matter. `folded` is what
/// `fold` makes of it.
pub fn is_noise(line: &str, folded: &str) -> bool {
    if line.len() > 900 {
        return false;
    }
    let words = count_folded(folded);
    let says = |(phrase, sense): &(&str, Sense)| match *sense {
        Sense::Noise(longest) => words <= longest,
        Sense::Dates => words <= 35 && !is_sentence(line),
        Sense::Points => words <= 14 && points(line, phrase),
        Sense::Labels => words <= 20 && is_mark(after(line, phrase)),
        Sense::Signs => words <= 6 && after(line, phrase).trim_start().starts_with(char::is_uppercase),
        Sense::Sells => false,
        Sense::Cookies => speaks_to_its_reader(folded),
    };
    let (finder, within) = &*WITHIN;
    line.starts_with('©')
        || whole_beginnings(folded).any(says)
        || finder.is_match(folded) && within.iter().filter(|(phrase, _)| folded.contains(phrase)).any(says)
}

/// Whether a line does nothing but point to another article: "Lire aussi : Le port ferme", "À voir : la digue".
pub fn points_elsewhere(line: &str) -> bool {
    if line.len() > LONGEST_POINTER {
        return false;
    }
    let (longest, phrases) = ELSEWHERE;
    let folded = fold(line, LONGEST_POINTER);
    let is_pointer = |(phrase, sense): &(&'static str, Sense)| match sense {
        Sense::Noise(_) => phrases.contains(phrase),
        Sense::Points => is_mark(after(line, phrase)),
        _ => false,
    };
    whole_beginnings(&folded).any(is_pointer) && count_folded(&folded) <= longest
}

/// Bytes of such a line.
const LONGEST_POINTER: usize = 400;

/// A line that ends as a sentence does, with more words than stand around a date.
fn is_sentence(line: &str) -> bool {
    let ends = line.trim_end_matches(['»', '"', '”', ')', ' ']).ends_with(['.', '!', '?', '…']);
    let dates =
        || written::find(line, &Context::default()).iter().map(|(range, _)| count_words(&line[range.clone()])).sum();
    ends && count_words(line).saturating_sub(dates()) > 10
}

/// "À lire : …" and "Lire Le port ferme", and not "Lire, c'est partir." or "Lire est un plaisir."
fn points(line: &str, words: &str) -> bool {
    let rest = after(line, words);
    is_mark(rest) || !(rest.starts_with(',') || line.ends_with(['.', '!', '?', '…']))
}

/// Whether what follows a label is nothing, a number or a sign that sets it off.
fn is_mark(rest: &str) -> bool {
    rest.trim_start().chars().next().is_none_or(|c| c.is_ascii_digit() || ":>»|–—-•/(→".contains(c))
}

/// What follows the words that `fold` wrote with one space between.
fn after<'l>(line: &'l str, folded: &str) -> &'l str {
    let mut left = folded.split(' ').count();
    let mut inside = false;
    for (at, c) in line.char_indices() {
        if inside && !c.is_alphanumeric() {
            left -= 1;
            if left == 0 {
                return &line[at..];
            }
        }
        inside = c.is_alphanumeric();
    }
    ""
}

/// A banner speaks of its own cookies to its reader, an article of cookies does not.
fn speaks_to_its_reader(folded: &str) -> bool {
    [" nos ", " notre ", " votre ", " vos ", " nous "].iter().any(|it| folded.contains(it))
}

/// Whether a line is the caption or the credit of a picture.
pub fn is_credit(line: &str) -> bool {
    if line.len() > 300 {
        return false;
    }
    let folded = fold(line, 300);
    let says = |it: &str| folded.starts_with(it) || folded.ends_with(it);
    line.contains('©')
        || line.contains("(c)")
        || says("photo")
        || says("afp")
        || says("reuters")
        || says("getty images")
        || says("illustration")
        || says("photo d archives")
}

/// Whether a line names the source of a picture, as captions do and sentences do not: "Odile Kermarec, lundi. JEAN
/// LE GALL / AFP", "Le pont (photo : mairie)".
pub fn is_caption(line: &str) -> bool {
    const AGENCIES: [&str; 9] =
        ["AFP", "REUTERS", "Reuters", "SIPA", "Sipa", "Getty Images", "Keystone", "KEYSTONE", "Belga"];
    if line.len() > 400 || line.contains(" : «") {
        return false;
    }
    let set_off = line.contains(['/', '©']);
    let signs = |agency: &str| {
        line.match_indices(agency).any(|(at, _)| {
            line[..at].trim_end().ends_with(['/', '©']) || line[at + agency.len()..].trim_start().starts_with('/')
        })
    };
    let named = ["photo:", "photo :", "Photo:", "Photo :", "Photos :", "Image:", "Image :", "Crédit :", "Crédits :"];
    // "Le pont, lundi. ODILE KERMAREC / LE QUAI"
    let tail = line.rsplit(['.', ',', '!', '?']).next().unwrap_or_default();
    let capitals = tail.contains('/')
        && tail.chars().filter(|c| c.is_uppercase()).count() >= 4
        && !tail.contains(|c: char| c.is_lowercase() || c.is_numeric());
    capitals
        || line.contains('©')
        || set_off && AGENCIES.iter().any(|it| signs(it))
        || line.contains(':') && named.iter().any(|it| line.contains(it))
}

/// The first `limit` bytes or so of a line in lower case, without accents, each run of anything else as one space.
pub fn fold(line: &str, limit: usize) -> String {
    let mut folded: Vec<u8> = Vec::with_capacity(limit.min(line.len()) + 4);
    let mut at = 0;
    while at < line.len() && folded.len() < limit {
        match ASCII.get(usize::from(line.as_bytes()[at])) {
            Some(b' ') => part(&mut folded),
            Some(letter) => folded.push(*letter),
            None => {
                let c = line[at..].chars().next().unwrap_or_default();
                if is_alphanumeric(c) {
                    fold_letter(&mut folded, c)
                } else {
                    part(&mut folded)
                }
                at += c.len_utf8() - 1;
            }
        }
        at += 1;
    }
    if folded.last() == Some(&b' ') {
        folded.pop();
    }
    String::from_utf8(folded).expect("whole characters")
}

/// Ends a word.
fn part(folded: &mut Vec<u8>) {
    if folded.last().is_some_and(|last| *last != b' ') {
        folded.push(b' ');
    }
}

/// What `fold` makes of ASCII.
const ASCII: [u8; 128] = {
    let mut folded = [b' '; 128];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() {
            folded[byte] = (byte as u8).to_ascii_lowercase();
        }
        byte += 1;
    }
    folded
};

fn fold_letter(folded: &mut Vec<u8>, c: char) {
    match c {
        'à' | 'â' | 'ä' => folded.push(b'a'),
        'é' | 'è' | 'ê' | 'ë' => folded.push(b'e'),
        'î' | 'ï' => folded.push(b'i'),
        'ô' | 'ö' => folded.push(b'o'),
        'ù' | 'û' | 'ü' => folded.push(b'u'),
        'ç' => folded.push(b'c'),
        'œ' => folded.extend(b"oe"),
        _ => {
            let lower = c.to_lowercase().next().unwrap_or(c);
            if lower == c { folded.extend(c.encode_utf8(&mut [0; 4]).bytes()) } else { fold_letter(folded, lower) }
        }
    }
}

/// The words of a line that `fold` wrote.
pub fn count_folded(folded: &str) -> usize {
    folded.bytes().filter(|byte| *byte == b' ').count() + usize::from(!folded.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(line: &str) -> bool {
        is_noise(line, &fold(line, 900))
    }

    #[test]
    fn what_is_noise() {
        for line in [
            "Lire aussi : Le port ferme pour deux jours",
            "À LIRE AUSSI >> Le port ferme",
            "Publié le 12/05/2024 à 08h15, mis à jour à 9h",
            "Le 12 mai 2024, mis à jour le 13 mai",
            "Inscrivez-vous à notre newsletter",
            "© Studio du Quai",
            "En indiquant votre adresse e-mail, vous acceptez de recevoir notre lettre.",
        ] {
            assert!(noise(line), "{line}");
        }
        for line in [
            "Lire un livre par semaine, voilà le pari que se sont lancé les élèves de la classe de troisième du collège du port.",
            "Publicitaire de métier, il a tout quitté.",
            "À voir les visages, la nouvelle n'a surpris personne, et pourtant nul n'osait la dire tout haut.",
        ] {
            assert!(!noise(line), "{line}");
        }
    }

    #[test]
    fn pointers() {
        let check = |line: &str, expected: bool| assert_eq!(points_elsewhere(line), expected, "{line}");
        check("Lire aussi : Le port ferme pour deux jours", true);
        check("» LIRE AUSSI - Pourquoi le port ferme-t-il ?", true);
        check("À voir : la digue vue du ciel", true);
        check("Voir notre dossier sur la digue", true);
        check("Lire aussitôt le règlement lui fut conseillé.", false);
        check("À voir la digue, on ne croirait pas qu'elle a tenu.", false);
        check("Lire, écrire, compter", false);
        check("Publié le 12 mai 2024", false);
        check(&format!("Lire aussi {}", "un long texte qui n'en finit pas ".repeat(20)), false);
    }

    #[test]
    fn words_that_also_begin_sentences() {
        let check = |line: &str, expected: bool| assert_eq!(noise(line), expected, "{line}");
        check("Publicité", true);
        check("Crédit : Le Phare", true);
        check("Lecture 3 min", true);
        check("Crédit immobilier : les taux repartent à la hausse", false);
        check("Article 49.3, mode d'emploi", false);
        check("Retour au calme après la tempête", false);
        check("Par Odile Kermarec", true);
        check("Par amour du sel", false);
        check("À lire, à voir, à manger", false);
        check("En savoir plus sur la passerelle", true);
        check("Profitez de la place vide pour regarder les joints.", false);
        check("Profitez de notre offre de printemps", true);
        check(
            "Un devis publié le 3 mars par la mairie chiffrait la réparation à 84 000 euros, une somme folle.",
            false,
        );
        check("Publié le 3 mars 2025 par Odile Kermarec, modifié le 4 mars 2025", true);
        check("Le règlement sera donc modifié. Les vélos resteront autorisés dans la ville haute cette année.", false);
        check("En acceptant les cookies, vous soutenez notre rédaction.", true);
        check("La loi sur les cookies date de 2002, et les sites la connaissent mal.", false);
        check("Cet article est apparu en premier sur Le Quai.", true);
    }

    #[test]
    fn captions() {
        let check = |line: &str, expected: bool| assert_eq!(is_caption(line), expected, "{line}");
        check("La passerelle, lundi. JEAN LE GALL / LE QUAI", true);
        check("Odile Kermarec à la criée (photo : mairie)", true);
        check("Le port vu du phare. © Studio du Quai", true);
        check("Le pont rouvre, Yann Le Bris/AFP", true);
        check("Le préfet l'a dit à l'AFP.", false);
        check("Le traité date du 17/08/2021", false);
        check("Les maires se partagent la somme à 50/50", false);
        check("Il a pris une photo, puis il est parti.", false);
    }

    #[test]
    fn endings_and_walls() {
        let ending = |line: &str| is_ending(line, &fold(line, 250));
        assert!(
            ending("Vos réactions (5)")
                && ending("12 commentaires")
                && ending("3 réflexions sur « La passerelle rouvre »")
                && ending("Laisser un commentaire Annuler la réponse")
                && !ending("Les commentaires fusent au café")
                && !ending("Réponse à une question que tous se posent")
        );
        let references = |line: &str| is_references(line, &fold(line, 60));
        assert!(references("Notes et références :") && !references("Les notes du chef"));
        let paywall = |line: &str| is_paywall(line, &fold(line, 250));
        assert!(paywall("Il vous reste 78 % de cet article à lire.") && !paywall("Il reste deux pains."));
    }

    #[test]
    fn folding() {
        assert_eq!(fold("  L’Œuvre, déjà : ÉTÉ !", 40), "l oeuvre deja ete");
    }
}
