//! Headings below which an article does not go on: those of comments, of the author, of notes and sources.

/// Whether a line is a heading below which no article goes on: "Vos réactions (5)".
pub fn is_ending(line: &str, folded: &str) -> bool {
    const LONGEST: usize = 250;
    if line.len() > LONGEST {
        return false;
    }
    let words = folded.trim_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let (first, rest) = folded.split_once(' ').unwrap_or_default();
    let counted = matches!(first, "un" | "une" | "one") || first.parse::<u32>().is_ok();
    ENDINGS.contains(&words)
        || matches!(words, "commentaire" | "reactions") && words != folded
        || counted && THOUGHTS.iter().any(|it| rest.starts_with(it))
}

/// Whether a line is the heading of notes, sources or a bibliography.
pub fn is_references(line: &str, folded: &str) -> bool {
    line.len() <= 60 && REFERENCES.contains(&folded)
}

/// Whether a line is a button below a comment: "Répondre", "Signaler un abus".
pub fn offers_to_answer(line: &str, folded: &str) -> bool {
    const ANSWERS: [&str; 11] = [
        "repondre",
        "signaler",
        "signaler un abus",
        "signaler ce commentaire",
        "alerter",
        "citer",
        "reply",
        "j aime",
        "report abuse",
        "report this comment",
        "kommentar melden",
    ];
    line.len() <= 80 && ANSWERS.iter().any(|it| folded.starts_with(it))
}

/// Headings below which no article goes on, whatever their count: "Vos réactions (5)", "12 commentaires".
#[rustfmt::skip]
const ENDINGS: &[&str] = &[
    "a propos de l auteur", "a propos de l auteure", "a propos de l autrice", "a propos des auteurs",
    "a propos du journaliste", "l auteur", "l auteure", "l autrice", "les auteurs", "commentaires", "vos commentaires",
    "vos reactions", "les commentaires", "voir les commentaires",
    "lire les commentaires", "tous les commentaires", "commentaires des lecteurs", "contributions",
    "laisser un commentaire", "laisser un commentaire annuler la reponse", "laissez un commentaire",
    "ajouter un commentaire", "publier un commentaire", "poster un commentaire", "ecrire un commentaire",
    "votre commentaire", "un commentaire", "aucun commentaire", "repondre a cet article", "comments",
    "leave a reply", "leave a comment", "forum", "vos avis", "participez a la discussion", "rejoignez la discussion",
    "about the author", "about the authors", "view comments", "reader comments", "no comments", "post a comment",
    "leave a reply cancel reply", "join the discussion", "join the conversation", "kommentare", "leserkommentare",
    "ihre kommentare", "keine kommentare", "kommentar schreiben", "kommentar verfassen",
    "schreiben sie einen kommentar", "schreibe einen kommentar", "schreibe einen kommentar antworten abbrechen",
    "uber den autor", "uber die autorin", "uber die autoren", "zum autor", "zur autorin",
];

/// Headings of notes and sources, which end an article as a rule and not always.
#[rustfmt::skip]
const REFERENCES: &[&str] = &[
    "bibliographie", "references", "notes", "notes de bas de page", "pour citer cet article", "sources",
    "references bibliographiques", "notes et references", "bibliographie indicative", "bibliographie selective",
    "pour citer ce billet", "comment citer cet article", "notice bibliographique",
    "bibliography", "further reading", "footnotes", "notes and references", "literatur", "literaturverzeichnis",
    "quellen", "einzelnachweise", "anmerkungen",
];

/// Headings of comments in the themes of WordPress, behind their number: "3 réflexions sur « … »".
const THOUGHTS: [&str; 12] = [
    "reflexions sur",
    "reflexion sur",
    "commentaires sur",
    "commentaire sur",
    "reponses a",
    "reponse a",
    "thoughts on",
    "thought on",
    "comments on",
    "responses to",
    "gedanken zu",
    "kommentare zu",
];

#[cfg(test)]
mod tests {
    use super::super::text::fold;
    use super::*;

    #[test]
    fn endings() {
        let ending = |line: &str| is_ending(line, &fold(line, 250));
        assert!(
            ending("Vos réactions (5)")
                && ending("12 commentaires")
                && ending("3 réflexions sur « La passerelle rouvre »")
                && ending("Laisser un commentaire Annuler la réponse")
                && ending("Réactions (5)")
                && !ending("Réactions")
                && !ending("Les commentaires fusent au café")
                && !ending("Réponse à une question que tous se posent")
        );
        let references = |line: &str| is_references(line, &fold(line, 60));
        assert!(references("Notes et références :") && !references("Les notes du chef"));
    }
}
