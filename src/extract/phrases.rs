//! Lines that no article says: the words by which the French press points to other articles, dates its own, and asks
//! for a subscription.

/// How a line that points elsewhere begins, in lower case without accents or punctuation.
const BEGINNINGS: &[&str] = &[
    "lire aussi",
    "lire egalement",
    "a lire aussi",
    "a lire egalement",
    "a lire sur",
    "a lire ",
    "lire notre",
    "lire la suite",
    "lire l article",
    "lire l integralite",
    "lire plus",
    "voir aussi",
    "voir egalement",
    "a voir aussi",
    "a voir egalement",
    "a ecouter",
    "ecouter aussi",
    "a decouvrir",
    "decouvrez aussi",
    "a relire",
    "relire ",
    "a propos de l auteur",
    "sur le meme sujet",
    "sur le meme theme",
    "pour aller plus loin",
    "en savoir plus",
    "plus d infos",
    "dans la meme rubrique",
    "articles lies",
    "article lie",
    "ailleurs sur le web",
    "publie le",
    "publie par",
    "publie a",
    "publie dans",
    "mis a jour le",
    "modifie le",
    "mise a jour le",
    "actualise le",
    "mis en ligne le",
    "ecrit par",
    "inscrivez vous",
    "abonnez vous",
    "s abonner",
    "je m abonne",
    "deja abonne",
    "article reserve",
    "cet article est reserve",
    "il vous reste",
    "la suite est reservee",
    "reserve aux abonnes",
    "contenu reserve",
    "connectez vous",
    "recevez chaque",
    "recevez notre",
    "recevez nos",
    "recevez toute",
    "recevez gratuitement",
    "suivez nous",
    "suivez l actualite",
    "suivez toute",
    "retrouvez nous",
    "telechargez l application",
    "partager sur",
    "partager cet",
    "partagez cet",
    "partager l article",
    "imprimer",
    "commentaires",
    "laisser un commentaire",
    "reagir a",
    "credit photo",
    "credits photo",
    "photo credit",
    "copyright",
    "tous droits reserves",
    "temps de lecture",
    "lecture ",
    "mots cles",
    "tags ",
    "merci d avoir signale",
    "cliquez ici pour lire",
    "cet article est paru",
    "soutenez ",
    "faire un don",
    "votre adresse",
    "en vous inscrivant",
    "newsletter",
    "publicite",
    "la suite apres",
    "la suite apres la publicite",
    "la suite apres cette",
    "le monde avec",
    "sur le meme",
    "a la une",
    "les plus lus",
    "ce contenu est bloque",
    "pour afficher ce contenu",
    "vous avez deja",
    "suivre ce",
    "votre email",
    "votre e mail",
    "source afp",
];

/// Whether a line points elsewhere, dates, signs or sells, and says nothing of the article's matter.
pub fn is_noise(line: &str) -> bool {
    if line.len() > 600 {
        return false;
    }
    let start = fold(line, 48);
    BEGINNINGS.iter().any(|beginning| start.starts_with(beginning))
}

/// The first `limit` bytes or so of a line in lower case, without accents, each run of anything else as one space.
pub fn fold(line: &str, limit: usize) -> String {
    let mut folded = String::with_capacity(limit + 4);
    for c in line.chars() {
        if folded.len() >= limit {
            break;
        }
        match c.to_lowercase().next().unwrap_or(c) {
            'à' | 'â' | 'ä' => folded.push('a'),
            'é' | 'è' | 'ê' | 'ë' => folded.push('e'),
            'î' | 'ï' => folded.push('i'),
            'ô' | 'ö' => folded.push('o'),
            'ù' | 'û' | 'ü' => folded.push('u'),
            'ç' => folded.push('c'),
            'œ' => folded.push_str("oe"),
            c if c.is_alphanumeric() => folded.push(c),
            _ if folded.is_empty() || folded.ends_with(' ') => {}
            _ => folded.push(' '),
        }
    }
    folded
}
