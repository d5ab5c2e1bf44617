//! Phrases that no article is written in: the words by which the press points to other articles, dates its own, and asks
//! for a subscription, in French, and in English and German, of which every French corpus has some pages. All are in
//! lower case, without accents or punctuation.

/// Beginnings of lines that point to another article, and the most words that such a line has.
#[rustfmt::skip]
pub const ELSEWHERE: (usize, &[&str]) = (45, &[
    "lire aussi", "lire egalement", "a lire aussi", "a lire egalement", "lire notre", "lire l article",
    "lire l integralite", "lire le dossier", "lire ou relire", "a relire", "voir aussi", "voir egalement", "voir notre",
    "a voir aussi", "a voir egalement", "revoir notre", "ecouter aussi", "ecoutez aussi", "ecouter notre",
    "a ecouter aussi", "decouvrez aussi", "a decouvrir aussi", "sur le meme sujet", "sur le meme theme",
    "read more", "read also", "also read", "see also", "lesen sie auch", "lesen sie dazu", "lesen sie hierzu",
    "lesen sie mehr", "siehe auch", "mehr zum thema",
]);

/// Beginnings of lines that are no part of an article, each list with the most words that such a line has.
#[rustfmt::skip]
pub const BEGINNINGS: &[(usize, &[&str])] = &[
    ELSEWHERE,
    // Lists of other articles.
    (45, &[
        "lire la suite", "dans la meme rubrique", "articles lies", "article lie", "ailleurs sur le web",
        "vous aimerez aussi", "vous aimerez peut etre", "cela peut vous interesser", "ca peut vous interesser",
        "cela pourrait vous interesser", "ca pourrait vous interesser", "cet article peut vous interesser",
        "ces articles peuvent vous", "ces articles peuvent aussi", "ces articles peuvent egalement",
        "ces articles pourraient", "retrouvez tous nos articles",
        "retrouvez toute l actualite", "retrouvez toutes nos", "lire page suivante", "notre dossier",
        "lire plus", "voir plus", "plus d articles", "vous pourriez aussi aimer", "vous pourriez etre interesse",
        "you may also like", "you may also be interested", "you might also be interested", "recommended for you",
        "related articles", "related stories", "related posts", "related content", "related news",
        "related coverage", "related topics", "related links", "around the web", "in case you missed it",
        "das konnte sie auch interessieren", "das konnte dich auch interessieren", "das konnte sie interessieren",
        "ahnliche artikel", "verwandte artikel", "weitere artikel", "mehr artikel", "weitere meldungen",
        "weitere nachrichten", "weitere themen", "aus dem netz",
    ]),
    // Subscriptions, accounts, gifts.
    (45, &[
        "abonnez vous", "s abonner", "je m abonne", "deja abonne", "article reserve",
        "cet article est reserve", "la suite est reservee", "la suite de cet article est reservee",
        "reserve aux abonnes", "contenu reserve", "recevez chaque", "recevez notre", "recevez nos",
        "recevez toute", "recevez la newsletter", "recevez gratuitement", "recevez l essentiel", "suivez nous",
        "suivez l actu", "suivez toute", "suivez toutes", "suivez notre", "suivez nos", "retrouvez nous",
        "telechargez l application", "telechargez notre", "soutenez nous", "soutenez le journalisme",
        "soutenez l information", "votre adresse e mail", "votre adresse de messagerie", "votre adresse electronique",
        "en vous inscrivant", "newsletter", "vous avez deja un compte", "vous possedez deja un compte", "deja inscrit",
        "votre email", "votre e mail", "pour ne rien manquer", "pour ne rien rater", "ne manquez rien",
        "ne ratez rien", "ne manquez aucun", "ne ratez aucun", "ne loupez aucun", "profitez de notre",
        "profitez de nos", "profitez de l offre", "profitez de cette offre", "continuez a lire votre",
        "pour lire la suite", "pour acceder a la suite", "pour acceder a cet article", "pour acceder a ce contenu",
        "cet article vous a plu", "cet article vous a ete utile", "vous souhaitez recevoir", "vous souhaitez nous",
        "vous souhaitez vous abonner", "vous souhaitez reagir", "vous souhaitez commenter",
        "envie de donner votre avis", "offre speciale", "sans engagement", "testez gratuitement",
        "essayez gratuitement", "devenez fan",
        "conformement a la loi informatique", "ce contenu est bloque", "pour afficher ce contenu",
        "ce contenu n est pas", "vous devez etre connecte", "vous devez vous connecter", "vous devez vous abonner",
        "veuillez vous connecter", "vous ne pouvez lire",
        "already a subscriber", "already a member", "already have an account", "don t have an account",
        "this article is for subscribers", "this content is for subscribers", "for subscribers only",
        "subscribers only", "start your free trial", "get unlimited access", "support independent journalism",
        "support our journalism", "you can unsubscribe", "please log in", "please sign in", "please subscribe",
        "you must be logged in", "you need to be logged in", "download our app", "download the app",
        "bereits abonnent", "bereits registriert", "sie sind bereits", "noch kein abo", "jetzt abonnieren",
        "jetzt anmelden", "jetzt registrieren", "jetzt weiterlesen", "jetzt testen", "dieser artikel ist nur fur",
        "dieser inhalt ist nur fur", "nur fur abonnenten", "exklusiv fur abonnenten", "newsletter abonnieren",
        "melden sie sich an", "folgen sie uns", "mit der anmeldung", "mit dem absenden", "follow us",
    ]),
    // Buttons and headings around the text on any site.
    (12, &[
        "partager sur", "partager l article", "partager cet article", "partagez sur", "partagez cet article",
        "telecharger l article", "envoyer par", "envoyer a un ami", "commenter cet article", "reagir a cet article",
        "reagissez a cet article", "voir les contributions", "laisser un commentaire", "laissez un commentaire",
        "credit photo", "credits photo", "photo credit",
        "tous droits reserves", "la suite apres", "contenu sponsorise", "suivre ce", "suivre sur", "source afp",
        "source image", "image illustrative", "photo d illustration", "traduit par", "afficher le sommaire",
        "retour a l accueil", "retour a la page", "retour a la liste", "retour au sommaire", "retour a tous",
        "aller au contenu", "en video", "haut de page", "retour en haut", "les dernieres actualites",
        "dernieres actualites", "articles recents", "articles similaires", "les plus lus", "les plus partages",
        "l essentiel de l actualite", "la redaction vous conseille", "nos autres articles", "article precedent",
        "article suivant", "article plus recent", "article plus ancien", "navigation de l article",
        "navigation des articles", "inscription a publier les commentaires", "lien permanent", "version imprimable",
        "imprimer cet article", "recommander cette page", "repondre a cet article", "voir en ligne",
        "documents joints", "j aime ca", "you might also like", "more on",
        "share this", "share on", "share via", "share article", "share the article", "print this", "print article",
        "email this", "send to a friend", "post a comment", "leave a comment", "leave a reply", "add a comment",
        "view comments", "show comments", "read the comments", "comments are closed", "back to top", "back to home",
        "skip to content", "skip to main", "jump to content", "article continues below", "article continues after",
        "story continues below", "story continues after", "all rights reserved", "most read", "most popular",
        "most viewed", "trending now", "editor s picks", "editors picks", "photo by", "next article",
        "previous article", "read next", "up next", "load more", "show more", "latest news", "artikel teilen",
        "teilen auf", "auf facebook teilen", "artikel drucken", "seite drucken", "artikel merken",
        "artikel versenden", "kommentar schreiben", "kommentar verfassen", "kommentare anzeigen", "kommentare lesen",
        "zum seitenanfang", "zuruck nach oben", "zur startseite", "zuruck zur", "zum inhalt springen",
        "zum hauptinhalt", "zur navigation", "alle rechte vorbehalten", "meistgelesen", "meistgelesene artikel",
        "am meisten gelesen", "auch interessant", "passend zum thema", "nachster artikel", "vorheriger artikel",
        "unsere empfehlungen", "empfohlener inhalt",
    ]),
    (60, &[
        "merci d avoir signale", "cliquez ici pour lire", "cet article est paru", "cet article a ete publie",
        "article initialement publie", "article publie", "seulement une partie des depeches", "toute reproduction",
        "reproduction interdite", "cet article est republie", "ajouter a vos", "ajouter aux favoris",
        "pour ajouter l article", "pour etre informe des derniers articles", "openedition vous propose de citer",
        "pour citer cet article", "la version originale de cet article",
        "this article was originally published", "this article was first published", "this article first appeared",
        "this story was originally published", "this article is republished", "this article originally appeared",
        "dieser artikel erschien", "dieser beitrag erschien", "dieser text erschien",
    ]),
];

/// Beginnings of lines that ask something of the reader, for the paper or for the matter, and the most words that a line
/// has which asks for the paper: "Inscrivez-vous à notre lettre", "Inscrivez-vous en mairie avant le 12 mai."
#[rustfmt::skip]
pub const ASKING: (usize, &[&str]) = (45, &[
    "inscrivez vous", "il vous reste", "connectez vous", "faire un don", "faites un don", "votre adresse",
    "en cliquant sur", "les informations recueillies", "les donnees recueillies",
    "sign up", "subscribe", "log in", "sign in", "create an account", "enter your email", "join our", "never miss",
    "don t miss", "stay informed", "get the latest", "get our", "by signing up", "by subscribing", "by clicking",
    "your email", "abonnieren sie", "registrieren sie sich", "melden sie sich", "verpassen sie", "erhalten sie",
    "unterstutzen sie", "ihre e mail",
]);

/// Words by which a line speaks of the paper, and not of the matter.
#[rustfmt::skip]
pub const OF_THE_PAPER: &[&str] = &[
    "abonne", "abonnes", "abonnee", "abonner", "abonnez", "abonnement", "abonnements", "acceptez", "actualite",
    "alertes", "application", "article", "articles", "cgu", "cnil", "commentaire", "commentaires", "commenter",
    "consentez", "contenu", "contenus", "cookies", "courriel", "email", "emails", "formulaire", "infolettre", "lecture",
    "lettre", "lire", "mail", "mails", "newsletter", "newsletters", "nos", "notifications", "notre", "nous",
    "politique", "reconnaissez", "redaction", "rgpd", "traitement", "traitements",
    "account", "inbox", "journalism", "notification", "our", "subscriber", "subscribers", "subscription", "updates",
    "abonnent", "abonnenten", "abonnieren", "anmelden", "datenschutz", "konto", "postfach", "unser", "unsere",
    "unseren", "unserem", "unserer",
];

/// Words that alone or before a sign (":", ">", "|", a number) point, label or count, and else begin a sentence or an
/// intertitle as any word does: "Publicité", "Crédit : Le Phare", "Lecture 3 min".
#[rustfmt::skip]
pub const LABELS: &[&str] = &[
    "partager", "partagez", "imprimer", "envoyer", "commentaires", "commenter", "contribuer", "recommander", "reagir",
    "reagissez", "credit", "credits", "copyright", "mots cles", "tags", "publicite", "annonce", "suivez", "suivre",
    "partage",
    "illustration", "traduction", "sommaire", "video", "diaporama", "galerie", "etiquettes", "categorie", "categories",
    "rubrique", "publication", "lecture", "ecoute", "duree", "temps de lecture", "accueil",
    "clics", "affichages", "lu", "vues", "libelles", "facebook", "twitter", "chargement", "votre adresse",
    "related", "advertisement", "advertising", "sponsored", "share", "print", "topics", "comments", "more", "read",
    "watch", "listen", "trending", "published", "updated", "posted", "anzeige", "werbung", "teilen", "drucken",
    "merken", "kommentare", "themen", "schlagworte", "schlagworter", "foto", "lesen", "lesezeit", "mehr",
    "veroffentlicht", "aktualisiert",
];

/// Words that point to other articles in a line of at most 14 words that is no sentence.
#[rustfmt::skip]
pub const POINTERS: &[&str] = &[
    "a lire", "a voir", "a ecouter", "a decouvrir", "relire", "lire", "pour aller plus loin", "en savoir plus",
    "pour en savoir plus", "plus d infos", "plus d informations", "a la une", "notre selection", "sur ce sujet",
    "sur le sujet", "aussi sur", "dans le meme dossier",
    "more from", "more about", "more stories", "more news", "learn more", "find out more", "read on",
    "recommended reading", "further reading", "mehr zu", "mehr dazu", "mehr lesen", "zum thema", "lesen sie",
    "weiterlesen",
];

/// Beginnings of lines that date or sign the article, unless they are sentences of its text.
#[rustfmt::skip]
pub const DATED: &[&str] = &[
    "publie le", "publie hier", "publie aujourd", "publie il y a", "publie lundi", "publie mardi", "publie mercredi",
    "publie jeudi", "publie vendredi", "publie samedi", "publie dimanche", "publie par", "publie a", "publie dans",
    "publication le", "mis a jour", "mise a jour", "maj", "modifie le", "modifie il y a", "actualise", "mis en ligne",
    "poste le", "poste par", "redige par", "ecrit par", "cree le", "derniere mise a jour", "derniere modification",
    "date de publication",
    "published on", "published by", "posted on", "posted by", "updated on", "last updated", "last modified",
    "last update", "first published", "written by", "veroffentlicht am", "veroffentlicht von", "aktualisiert am",
    "zuletzt aktualisiert", "letzte aktualisierung", "geschrieben von",
];

/// Phrases by which a line dates the article wherever in the line they stand.
#[rustfmt::skip]
pub const DATING: &[&str] = &[
    "mis a jour le", "mis en ligne le", "publie le", "temps de lecture", "modifie le", "actualise le", "actualise a",
    "mise a jour le",
    "last updated", "min read", "minute read", "zuletzt aktualisiert", "min lesezeit", "minuten lesezeit",
];

/// Phrases that speak of the site and not of the matter wherever in a line they stand, and the most words that such a
/// line has.
#[rustfmt::skip]
pub const ANYWHERE: &[(usize, &[&str])] = &[
    // Cookie banners and mailing lists.
    (150, &[
        "votre adresse e mail", "votre adresse email", "votre adresse mail", "vous desinscrire", "vous desabonner",
        "lien de desinscription", "nous utilisons des cookies", "utilise des cookies", "utilisation de cookies",
        "le stockage ou l acces technique", "website uses cookies", "notre politique de confidentialite",
        "votre choix de consentement", "directement dans votre boite",
        "we use cookies", "your email address", "to your inbox", "in your inbox", "our privacy policy",
        "unsubscribe at any time", "wir verwenden cookies", "ihre e mail adresse", "in ihr postfach",
        "jederzeit abbestellen", "unsere datenschutzerklarung",
    ]),
    // Rooms for comments, copies of the article, the paper's disclaimer.
    (40, &[
        "poster un commentaire", "publier un commentaire", "ajouter un commentaire", "laisser un commentaire",
        "espace des contributions", "commentaires sont fermes", "reponse a votre commentaire", "sur google news",
        "sur google actualites", "est apparu en premier sur", "appeared first on", "n engagent que leur",
        "n engage que son auteur", "poster des commentaires", "utilise akismet",
        "on google news", "bei google news", "erschien zuerst auf", "kommentare sind geschlossen",
        "comments are closed", "uses akismet",
    ]),
];

/// Beginnings of lines that sell the rest of the article.
#[rustfmt::skip]
pub const PAYWALLS: &[&str] = &[
    "il vous reste", "la suite est reservee", "la suite de cet article est reservee", "la suite de l article",
    "lisez la suite", "pour lire la suite", "pour lire l integralite", "pour continuer votre lecture",
    "pour continuer la lecture", "pour poursuivre votre lecture", "pour consulter la suite",
    "cet article est reserve", "contenu reserve aux abonnes", "article reserve aux abonnes",
    "cette suite est reservee", "vous avez lu", "continuez a lire", "continuez votre lecture", "decouvrez la suite",
    "to continue reading", "to keep reading", "subscribe to continue", "subscribe to read",
    "this article is for subscribers", "this content is for subscribers", "um weiterzulesen", "jetzt weiterlesen",
    "dieser artikel ist nur fur", "dieser inhalt ist nur fur", "weiterlesen mit",
];
