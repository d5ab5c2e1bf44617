//! Lines that no article says: the words by which the French press points to other articles, dates its own, and asks
//! for a subscription.

/// How a line that is no part of an article begins, in lower case without accents or punctuation, and the longest that
/// such a line is, in words.
#[rustfmt::skip]
const BEGINNINGS: &[(usize, &[&str])] = &[
    // Other articles.
    (45, &[
        "lire aussi", "lire egalement", "a lire aussi", "a lire egalement", "lire notre", "lire la suite",
        "lire l article", "lire l integralite", "voir aussi", "voir egalement", "a voir aussi", "a voir egalement",
        "ecouter aussi", "ecoutez aussi", "decouvrez aussi", "a decouvrir aussi", "sur le meme sujet",
        "sur le meme theme", "dans la meme rubrique", "articles lies", "article lie", "ailleurs sur le web",
        "vous aimerez aussi", "cela peut vous interesser", "ca peut vous interesser",
        "cet article peut vous interesser", "ces articles peuvent", "retrouvez tous nos articles",
        "retrouvez toute l actualite", "retrouvez toutes nos", "a relire", "lire ou relire", "lire page suivante",
        "lire le dossier", "notre dossier", "lire plus", "voir plus", "plus d articles", "vous pourriez aussi aimer",
        "vous pourriez etre interesse",
    ]),
    (14, &[
        "a lire", "a voir", "a ecouter", "a decouvrir", "relire", "lire", "pour aller plus loin", "en savoir plus",
        "pour en savoir plus", "plus d infos", "plus d informations", "a la une", "les plus lus",
        "les plus partages", "articles recents", "articles similaires", "dernieres actualites",
        "l essentiel de l actualite", "notre selection", "la redaction vous conseille", "sur ce sujet",
        "sur le sujet", "aussi sur", "dans le meme dossier", "nos autres articles", "more on", "read more",
        "read also",
    ]),
    // Its own date and signature.
    (35, &[
        "publie le", "publie hier", "publie aujourd", "publie il y a", "publie lundi", "publie mardi",
        "publie mercredi", "publie jeudi", "publie vendredi", "publie samedi", "publie dimanche", "publie par",
        "publie a", "publie dans", "publication", "mis a jour", "modifie le", "mise a jour", "maj", "actualise",
        "mis en ligne", "poste le", "poste par", "redige par", "ecrit par", "cree le", "temps de lecture",
        "derniere mise a jour", "derniere modification", "date de publication",
    ]),
    (6, &["lecture", "ecoute", "duree", "article", "par"]),
    // Subscriptions, accounts, gifts.
    (45, &[
        "inscrivez vous", "abonnez vous", "s abonner", "je m abonne", "deja abonne", "article reserve",
        "cet article est reserve", "il vous reste", "la suite est reservee", "la suite de cet article est reservee",
        "reserve aux abonnes", "contenu reserve", "connectez vous", "recevez chaque", "recevez notre", "recevez nos",
        "recevez toute", "recevez gratuitement", "recevez l essentiel", "suivez nous", "suivez l actualite",
        "suivez toute", "suivez toutes", "retrouvez nous", "telechargez l application", "telechargez notre",
        "soutenez nous", "soutenez le journalisme", "soutenez l information", "faire un don", "faites un don",
        "votre adresse", "en vous inscrivant", "en cliquant sur", "newsletter", "vous avez deja un compte",
        "deja inscrit", "votre email", "votre e mail", "pour ne rien manquer", "pour ne rien rater",
        "ne manquez rien", "ne ratez rien", "ne manquez aucun", "profitez de", "continuez a lire votre",
        "pour lire la suite", "pour acceder a", "cet article vous a plu", "cet article vous a ete utile",
        "vous souhaitez", "offre speciale", "sans engagement", "testez gratuitement", "essayez gratuitement",
        "devenez fan", "les informations recueillies", "les donnees recueillies",
        "conformement a la loi informatique", "ce contenu est bloque", "pour afficher ce contenu",
        "ce contenu n est pas", "vous devez etre connecte", "vous devez vous connecter", "veuillez vous connecter",
        "vous ne pouvez lire",
    ]),
    // What stands around a text on any site.
    (12, &[
        "partager", "partagez", "telecharger l article", "imprimer", "envoyer", "commentaires", "commenter", "laisser un commentaire",
        "laissez un commentaire", "reagir", "reagissez", "credit photo", "credits photo", "photo credit", "credit",
        "credits", "copyright", "tous droits reserves", "mots cles", "tags", "publicite", "la suite apres",
        "annonce", "contenu sponsorise", "suivre ce", "suivre sur", "suivez", "source afp", "source image",
        "image illustrative", "photo d illustration", "illustration", "traduit par", "traduction", "sommaire",
        "afficher le sommaire", "retour a", "aller au contenu", "video", "en video", "diaporama", "galerie",
        "etiquettes", "categorie", "rubrique",
    ]),
    (60, &[
        "merci d avoir signale", "cliquez ici pour lire", "cet article est paru", "cet article a ete publie",
        "article initialement publie", "article publie", "seulement une partie des depeches", "toute reproduction",
        "reproduction interdite", "cet article est republie", "ajouter a vos",
        "pour ajouter l article",
    ]),
];

/// Headings after which no article goes on.
#[rustfmt::skip]
const ENDINGS: &[&str] = &[
    "a propos de l auteur", "a propos des auteurs", "a propos du journaliste", "l auteur", "les auteurs",
    "bibliographie", "references", "notes", "notes de bas de page", "commentaires", "vos commentaires",
    "vos reactions", "reactions", "les commentaires", "laisser un commentaire", "laissez un commentaire",
    "ajouter un commentaire", "pour citer cet article", "sources", "references bibliographiques", "comments",
    "leave a reply", "discussion", "forum", "vos avis",
];

/// Words of cookie banners and mailing lists, wherever in a line they stand.
#[rustfmt::skip]
const CONSENT: &[&str] = &[
    "votre adresse e mail", "votre adresse email", "votre adresse mail", "vous desinscrire", "vous desabonner",
    "lien de desinscription", "nous utilisons des cookies", "utilise des cookies", "utilisation de cookies",
    "le stockage ou l acces technique", "website uses cookies", "notre politique de confidentialite",
];

/// Whether a line is a heading after which no article goes on, with a count or not: "Vos réactions (5)".
pub fn is_ending(line: &str) -> bool {
    if line.len() > 60 {
        return false;
    }
    let folded = fold(line, 60);
    let words = folded.trim_matches(|c: char| c.is_ascii_digit() || c == ' ');
    ENDINGS.contains(&words)
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

/// Whether a line says that the rest of the article is for sale.
pub fn is_paywall(line: &str) -> bool {
    if line.len() > 250 {
        return false;
    }
    let folded = fold(line, 60);
    PAYWALLS.iter().any(|it| folded.starts_with(it))
}

/// Words by which a line dates an article, wherever in it they stand.
#[rustfmt::skip]
const DATING: &[&str] = &[
    "mis a jour le", "mis en ligne le", "publie le", "temps de lecture", "modifie le", "actualise le", "actualise a",
    "mise a jour le",
];

/// Whether a line points elsewhere, dates, signs or sells, and says nothing of the article's matter.
pub fn is_noise(line: &str) -> bool {
    if line.len() > 900 {
        return false;
    }
    let folded = fold(line, 900);
    let words = folded.split(' ').filter(|word| !word.is_empty()).count();
    let first = folded.as_bytes().first();
    let begins = |beginning: &&str| {
        beginning.as_bytes().first() == first
            && folded.strip_prefix(*beginning).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let said = BEGINNINGS.iter().any(|(longest, beginnings)| words <= *longest && beginnings.iter().any(begins));
    said || line.starts_with('©')
        || CONSENT.iter().any(|it| folded.contains(it))
        || (words <= 35 && DATING.iter().any(|it| folded.contains(it)))
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

/// The first `limit` bytes or so of a line in lower case, without accents, each run of anything else as one space.
pub fn fold(line: &str, limit: usize) -> String {
    let mut folded = String::with_capacity(limit.min(line.len()) + 4);
    for c in line.chars() {
        if folded.len() >= limit {
            break;
        }
        if c.is_ascii() {
            if c.is_ascii_alphanumeric() {
                folded.push(c.to_ascii_lowercase());
            } else if !folded.is_empty() && !folded.ends_with(' ') {
                folded.push(' ');
            }
            continue;
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
    folded.truncate(folded.trim_end().len());
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise() {
        for line in [
            "Lire aussi : Le port ferme pour deux jours",
            "À LIRE AUSSI >> Le port ferme",
            "Publié le 12/05/2024 à 08h15, mis à jour à 9h",
            "Le 12 mai 2024, mis à jour le 13 mai",
            "Inscrivez-vous à notre newsletter",
            "© Studio du Quai",
            "En indiquant votre adresse e-mail, vous acceptez de recevoir notre lettre.",
        ] {
            assert!(is_noise(line), "{line}");
        }
        for line in [
            "Lire un livre par semaine, voilà le pari que se sont lancé les élèves de la classe de troisième du collège du port.",
            "Publicitaire de métier, il a tout quitté.",
            "À voir les visages, la nouvelle n'a surpris personne, et pourtant nul n'osait la dire tout haut.",
        ] {
            assert!(!is_noise(line), "{line}");
        }
    }

    #[test]
    fn endings_and_walls() {
        assert!(
            is_ending("Vos réactions (5)")
                && is_ending("12 commentaires")
                && !is_ending("Les commentaires fusent au café")
        );
        assert!(is_paywall("Il vous reste 78 % de cet article à lire.") && !is_paywall("Il reste deux pains."));
    }

    #[test]
    fn folding() {
        assert_eq!(fold("  L’Œuvre, déjà : ÉTÉ !", 40), "l oeuvre deja ete");
    }
}
