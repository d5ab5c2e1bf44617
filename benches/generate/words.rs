//! The French that generated articles are written in. Each list begins with what the press writes most, so that its order
//! is the rank in the law of frequencies; endings are derived.

pub struct Noun {
    pub singular: String,
    pub plural: String,
    pub feminine: bool,
}

pub struct Adjective {
    /// Masculine and feminine, singular and plural.
    forms: [[String; 2]; 2],
}

pub struct Verb {
    pub infinitive: String,
    /// Third person, singular and plural.
    pub present: [String; 2],
    pub imperfect: [String; 2],
    pub future: [String; 2],
    pub participle: Adjective,
    pub gerund: String,
}

pub struct Vocabulary {
    pub nouns: Vec<Noun>,
    /// The long tail: compounds that each turn up now and then.
    pub rare_nouns: Vec<Noun>,
    pub adjectives: Vec<Adjective>,
    /// Those that stand before their noun.
    pub early_adjectives: Vec<Adjective>,
    pub verbs: Vec<Verb>,
    pub adverbs: Vec<&'static str>,
    pub men: Vec<&'static str>,
    pub women: Vec<&'static str>,
    pub surnames: Vec<String>,
    pub towns: Vec<String>,
}

impl Vocabulary {
    pub fn new() -> Self {
        let masculine = MASCULINE_NOUNS.split_whitespace().map(|noun| (noun, false));
        let feminine = FEMININE_NOUNS.split_whitespace().map(|noun| (noun, true));
        let nouns: Vec<(&str, bool)> = interleave(masculine.collect(), feminine.collect());
        let mut rare_nouns = Vec::new();
        for prefix in PREFIXES.split_whitespace() {
            rare_nouns.extend(nouns.iter().map(|(noun, feminine)| Noun::new(format!("{prefix}{noun}"), *feminine)));
        }
        let er = ER_VERBS.split_whitespace().map(Verb::in_er);
        let ir = IR_VERBS.split_whitespace().map(Verb::in_ir);
        Self {
            nouns: nouns.into_iter().map(|(noun, feminine)| Noun::new(noun.to_owned(), feminine)).collect(),
            rare_nouns,
            adjectives: ADJECTIVES.split_whitespace().map(Adjective::new).collect(),
            early_adjectives: EARLY_ADJECTIVES.split_whitespace().map(Adjective::new).collect(),
            verbs: interleave(er.collect(), ir.collect()),
            adverbs: ADVERBS.split_whitespace().collect(),
            men: MEN.split_whitespace().collect(),
            women: WOMEN.split_whitespace().collect(),
            surnames: product(SURNAME_BEGINNINGS, SURNAME_ENDINGS),
            towns: CITIES.split_whitespace().map(str::to_owned).chain(product(TOWN_BEGINNINGS, TOWN_ENDINGS)).collect(),
        }
    }
}

/// Whether `le`, `de` and their like lose their vowel before a word.
pub fn elides(word: &str) -> bool {
    let aspirated = ASPIRATED.iter().any(|start| word.starts_with(start));
    !aspirated && word.starts_with(|c: char| "aâàeéèêiîoôuhAÂÀEÉÈÊIÎOÔUH".contains(c) || c == 'œ')
}

impl Noun {
    fn new(singular: String, feminine: bool) -> Self {
        let plural = plural(&singular);
        Self { singular, plural, feminine }
    }
}

impl Adjective {
    /// From the masculine singular, with the feminine after a slash where no rule gives it.
    fn new(entry: &str) -> Self {
        let (masculine, feminine) = match entry.split_once('/') {
            Some((masculine, feminine)) => (masculine, feminine.to_owned()),
            None => (entry, feminine(entry)),
        };
        let plurals = [plural(masculine), plural(&feminine)];
        let [masculine_plural, feminine_plural] = plurals;
        Self { forms: [[masculine.to_owned(), masculine_plural], [feminine, feminine_plural]] }
    }

    pub fn agree(&self, feminine: bool, plural: bool) -> &str {
        &self.forms[usize::from(feminine)][usize::from(plural)]
    }
}

impl Verb {
    fn in_er(infinitive: &str) -> Self {
        let stem = &infinitive[..infinitive.len() - 2];
        // Before a and o, g and c keep their soft sound.
        let soft = match (stem.strip_suffix('g'), stem.strip_suffix('c')) {
            (Some(_), _) => format!("{stem}e"),
            (_, Some(start)) => format!("{start}ç"),
            _ => stem.to_owned(),
        };
        Self {
            infinitive: infinitive.to_owned(),
            present: [format!("{stem}e"), format!("{stem}ent")],
            imperfect: [format!("{soft}ait"), format!("{soft}aient")],
            future: [format!("{infinitive}a"), format!("{infinitive}ont")],
            participle: Adjective::new(&format!("{stem}é")),
            gerund: format!("{soft}ant"),
        }
    }

    /// Of the second group: finir, finissent.
    fn in_ir(infinitive: &str) -> Self {
        let stem = &infinitive[..infinitive.len() - 1];
        Self {
            infinitive: infinitive.to_owned(),
            present: [format!("{stem}t"), format!("{stem}ssent")],
            imperfect: [format!("{stem}ssait"), format!("{stem}ssaient")],
            future: [format!("{infinitive}a"), format!("{infinitive}ont")],
            participle: Adjective::new(stem),
            gerund: format!("{stem}ssant"),
        }
    }
}

fn plural(singular: &str) -> String {
    const IN_ALS: [&str; 8] = ["festival", "carnaval", "bal", "récital", "final", "fatal", "naval", "banal"];
    if singular.ends_with(['s', 'x', 'z']) {
        singular.to_owned()
    } else if singular.ends_with("al") && !IN_ALS.contains(&singular) {
        format!("{}ux", &singular[..singular.len() - 1])
    } else if singular.ends_with("vail") {
        format!("{}ux", &singular[..singular.len() - 2])
    } else if singular.ends_with("eau") || singular.ends_with("eu") {
        format!("{singular}x")
    } else {
        format!("{singular}s")
    }
}

fn feminine(masculine: &str) -> String {
    const ENDINGS: [(&str, &str); 8] = [
        ("eux", "euse"),
        ("teur", "trice"),
        ("if", "ive"),
        ("el", "elle"),
        ("en", "enne"),
        ("er", "ère"),
        ("et", "ète"),
        ("e", "e"),
    ];
    for (from, to) in ENDINGS {
        if let Some(stem) = masculine.strip_suffix(from) {
            return format!("{stem}{to}");
        }
    }
    format!("{masculine}e")
}

/// Both lists in turn, and the rest of the longer one.
fn interleave<T>(a: Vec<T>, b: Vec<T>) -> Vec<T> {
    let (mut a, mut b) = (a.into_iter(), b.into_iter());
    let mut all = Vec::new();
    loop {
        let (left, right) = (a.next(), b.next());
        if left.is_none() && right.is_none() {
            return all;
        }
        all.extend(left.into_iter().chain(right));
    }
}

/// Every beginning with every ending, those early in both lists first.
fn product(beginnings: &str, endings: &str) -> Vec<String> {
    let endings: Vec<_> = endings.split_whitespace().collect();
    let mut all: Vec<(usize, String)> = Vec::new();
    for (i, beginning) in beginnings.split_whitespace().enumerate() {
        all.extend(endings.iter().enumerate().map(|(j, ending)| ((i + 1) * (j + 1), format!("{beginning}{ending}"))));
    }
    all.sort();
    all.into_iter().map(|(_, name)| name).collect()
}

const ASPIRATED: [&str; 22] = [
    "hausse",
    "haut",
    "hall",
    "haie",
    "haine",
    "halte",
    "hameau",
    "handicap",
    "hangar",
    "harcèl",
    "hasard",
    "hectare ",
    "héros",
    "heurt",
    "hockey",
    "honte",
    "houle",
    "huit",
    "hurl",
    "hâte",
    "hérisson",
    "onz",
];

const MASCULINE_NOUNS: &str = "
pays gouvernement président ministre projet groupe monde temps travail jour mois marché parti prix plan public maire
conseil programme député secteur service accord site milieu nombre club match problème système débat candidat
mouvement droit pouvoir chef directeur centre dossier film livre soir chiffre emploi budget texte dirigeant cas risque
lieu quartier sujet effet réseau niveau avenir objectif résultat début an territoire adversaire retour patron syndicat
salarié habitant joueur titre prince homme enfant élève étudiant enseignant professeur médecin hôpital patient soin
virus vaccin masque juge tribunal avocat procès procureur suspect témoin policier gendarme pompier incendie accident
véhicule train avion bateau port aéroport tramway vélo camion chauffeur trafic transport carburant pétrole gaz
nucléaire réacteur climat réchauffement orage vent fleuve barrage champ agriculteur éleveur troupeau lait blé vin
fromage fruit légume repas restaurant hôtel touriste été hiver printemps automne festival concert chanteur musicien
acteur réalisateur roman écrivain auteur éditeur musée tableau artiste théâtre spectacle journal journaliste média
article portrait reportage entretien message compte écran ordinateur téléphone logiciel algorithme opérateur
fournisseur client consommateur achat commerce magasin stock produit industriel ouvrier usine atelier chantier
bâtiment logement loyer locataire propriétaire terrain architecte permis promoteur impôt déficit crédit taux emprunt
investisseur actionnaire bénéfice dividende chômage contrat licenciement préavis cadre retraité régime âge vote
scrutin électeur bulletin sénateur préfet élu militant opposant discours sondage référendum traité sommet diplomate
ambassadeur conflit cessez-le-feu soldat général blindé missile camp réfugié migrant passeport visa consulat otage
attentat terroriste renseignement complot scandale détournement mandat verdict détenu gardien appel recours arrêt
décret règlement amendement règne roi siècle anniversaire souvenir hommage défilé drapeau hymne saint évêque pape
temple cimetière deuil drame choc séisme volcan cyclone sauvetage alpiniste glacier lac étang marais oiseau loup ours
cheval chien chat poisson requin insecte champignon arbre bois jardin parc sentier pont tunnel périphérique parking
arrondissement faubourg village bourg hameau canton département ministère cabinet bureau secrétaire conseiller
rapporteur comité collectif organisme institut laboratoire chercheur scientifique essai brevet procédé matériau métal
acier aluminium cuivre plastique déchet recyclage tri compost engrais pesticide sol nitrate ruisseau littoral rivage
équipage capitaine marin pêcheur filet chalut quai phare naufrage voilier skipper tour peloton coureur sprint maillot
entraîneur stade arbitre carton penalty but championnat tournoi set podium record entraînement vestiaire supporteur
transfert mercato agent salaire bonus sponsor partenaire diffuseur abonné bouquet studio plateau animateur humoriste
sketch feuilleton épisode personnage décor costume tissu couturier mannequin bijou parfum luxe salon stand visiteur
exposant catalogue collectionneur enchérisseur faux manuscrit parchemin archéologue fossile squelette dinosaure
satellite lanceur astronaute télescope trou robot drone capteur processeur serveur pirate mot code clavier bouton
câble câblage interrupteur panneau compteur kilowatt chauffage radiateur isolant toit mur plafond carrelage escalier
ascenseur couloir placard meuble canapé lit matelas drap rideau miroir couteau four réfrigérateur boulanger boucher
cuisinier sommelier bar café thé sucre sel poivre beurre chocolat gâteau
";

const FEMININE_NOUNS: &str = "
ville année semaine fois question loi politique entreprise région crise police justice vie mesure situation équipe
décision économie école santé population commune société réforme campagne élection saison histoire victoire guerre
croissance part place fin heure femme famille mort affaire enquête victime voiture route maison rue rencontre finale
première compétition défaite réunion manifestation grève négociation proposition réponse demande offre vente
production énergie électricité centrale éolienne pollution eau mer plage côte île montagne forêt tempête inondation
sécheresse neige pluie chaleur température planète biodiversité espèce abeille agriculture récolte exploitation ferme
vigne alimentation cantine recette cuisine table terrasse auberge culture musique chanson scène danse exposition œuvre
peinture sculpture photo image vidéo émission chaîne radio presse rédaction rumeur information plateforme application
donnée intelligence technologie innovation recherche étude université faculté classe rentrée formation bourse banque
monnaie dette dépense taxe facture inflation hausse baisse perte fusion filiale industrie filière commande livraison
marque boutique clientèle consommation épargne assurance retraite pension allocation aide prestation caisse cotisation
embauche carrière profession grille prime convention protestation colère pétition revendication assemblée commission
majorité opposition gauche droite coalition motion séance session démission nomination investiture candidature
circonscription mairie municipalité préfecture métropole agglomération intercommunalité collectivité subvention
rénovation construction démolition copropriété location propriété parcelle zone autoroute ligne gare station rame voie
piste navette desserte circulation vitesse panne collision ambulance urgence clinique maladie épidémie infection
vaccination dose ordonnance pharmacie consultation infirmière chirurgie greffe thérapie dépression addiction drogue
alcool cigarette prison cellule peine amende condamnation plainte audience cour instance procédure perquisition garde
arrestation agression violence menace arme fusillade frontière armée mission opération frappe offensive trêve
résolution sanction ambassade alliance puissance souveraineté indépendance monarchie dictature révolution mémoire
tombe cérémonie messe église cathédrale mosquée synagogue communauté foi laïcité religion fête foire brocante kermesse
tradition légende fouille découverte ruine façade pierre fontaine statue bibliothèque librairie lecture poésie
biographie bande planche médaille coupe course étape échappée arrivée ascension descente raquette balle manche pelouse
tribune fédération ligue blessure absence suspension polémique critique controverse accusation révélation fuite source
archive analyse chronique lettre langue traduction orthographe maternelle crèche adoption naissance grossesse
contraception parité égalité discrimination harcèlement insulte haine solidarité association bénévole collecte
distribution soupe couverture tente chambre douche lessive poubelle benne décharge usure réparation batterie borne
recharge essence citerne cuve nappe rivière digue écluse vanne pompe turbine hélice pale antenne fibre connexion
messagerie adresse signature identité carte photographie empreinte caméra surveillance alarme serrure clé porte
fenêtre vitre cloison poutre charpente tuile ardoise brique cheminée cave buanderie étagère commode lampe ampoule
bougie flamme fumée cendre braise brûlure cicatrice ride peau cheville épaule hanche cuisse mâchoire dent oreille voix
gorge poitrine colonne vertèbre hormone protéine bactérie molécule enzyme membrane réaction hypothèse théorie équation
méthode expérience observation sonde fusée orbite comète galaxie étoile
";

const PREFIXES: &str = "
sous- ex- anti super co micro inter auto télé néo bio mini euro sur contre pseudo multi radio photo ciné agro aéro hydro
électro thermo cyber macro méga poly hyper infra ultra archi extra rétro trans pluri géo narco crypto éco vélo moto
";

const EARLY_ADJECTIVES: &str = "
premier nouveau/nouvelle grand dernier petit autre même bon/bonne principal jeune ancien vrai double meilleur simple
important beau/belle rare futur gros/grosse lourd long/longue bref/brève énième mauvais possible fameux
";

const ADJECTIVES: &str = "
français national public politique européen économique social international local général américain mondial financier
régional municipal présidentiel actuel difficile départemental commun fort libre britannique allemand historique
culturel sanitaire judiciaire électoral militaire privé professionnel russe chinois commercial industriel agricole
numérique scientifique médical technique énergétique climatique écologique naturel humain familial scolaire
universitaire syndical salarial fiscal budgétaire bancaire monétaire immobilier touristique maritime aérien
ferroviaire routier urbain rural résidentiel populaire traditionnel moderne classique contemporain littéraire musical
théâtral artistique sportif olympique italien espagnol belge suisse africain asiatique japonais turc/turque
grec/grecque polonais ukrainien israélien palestinien syrien algérien marocain tunisien ivoirien sénégalais malien
parisien lyonnais marseillais breton/bretonne normand alsacien basque corse provençal nantais lillois bordelais
toulousain rennais strasbourgeois niçois majeur mineur grave inquiétant rassurant étonnant surprenant impressionnant
inédit exceptionnel rapide lent/lente tardif précoce durable provisoire permanent temporaire immédiat
prochain/prochaine récent éventuel probable certain incertain officiel officieux secret/secrète discret ouvert fermé
complet partiel total final initial central périphérique voisin lointain proche frontalier extérieur intérieur
supérieur inférieur gratuit payant cher modeste riche pauvre précaire fragile solide stable instable puissant faible
efficace utile inutile nécessaire suffisant insuffisant obligatoire volontaire facultatif légal illégal légitime
contesté controversé polémique critique favorable hostile neutre unanime majoritaire minoritaire parlementaire
ministériel gouvernemental fédéral royal républicain démocratique autoritaire conservateur libéral socialiste
communiste centriste nationaliste populiste religieux laïque catholique protestant musulman juif orthodoxe civil pénal
criminel suspect innocent coupable violent mortel blessé tragique dramatique spectaculaire brutal soudain progressif
massif forestier marin fluvial glaciaire polaire tropical tempéré humide sec/sèche froid chaud brûlant pluvieux
venteux nuageux ensoleillé nocturne diurne quotidien hebdomadaire mensuel annuel trimestriel décennal centenaire
millénaire médiéval antique romain gaulois baroque gothique impressionniste abstrait figuratif photographique
cinématographique télévisé radiophonique journalistique éditorial publicitaire informatique électronique électrique
thermique hydraulique solaire éolien atomique chimique pharmaceutique biologique génétique moléculaire cellulaire
cérébral cardiaque respiratoire chirurgical hospitalier infirmier dentaire psychologique psychiatrique pédagogique
linguistique juridique administratif constitutionnel réglementaire contractuel patronal ouvrier artisanal coopératif
associatif caritatif bénévole solidaire participatif citoyen collectif individuel personnel intime anonyme célèbre
méconnu prometteur
";

const ER_VERBS: &str = "
annoncer présenter demander indiquer déclarer expliquer assurer affirmer trouver donner passer lancer porter proposer
préciser souligner confirmer évoquer dénoncer estimer ajouter compter rester montrer gagner créer chercher changer
augmenter limiter utiliser organiser préparer imposer accuser critiquer concerner toucher menacer provoquer entraîner
signer adopter voter refuser accepter autoriser contrôler renforcer développer financer consacrer accorder verser
attribuer désigner nommer quitter occuper diriger présider rencontrer inviter accompagner aborder débuter terminer
continuer arrêter bloquer fermer relancer retrouver remporter dominer affronter disputer marquer manquer rater tenter
aider sauver soigner transporter évacuer installer déplacer placer poser monter tomber couper casser brûler ravager
dévaster inonder surveiller alerter signaler constater observer mesurer calculer évaluer analyser examiner vérifier
publier diffuser partager commenter raconter filmer photographier enregistrer dessiner inventer imaginer fabriquer
exporter importer livrer distribuer commander payer coûter rembourser économiser épargner embaucher recruter licencier
former employer négocier manifester protester réclamer exiger revendiquer contester condamner relaxer juger
interpeller interroger écouter soupçonner inculper blesser tuer frapper agresser voler cambrioler piller détourner
frauder tromper cacher dissimuler dévoiler divulguer communiquer informer convoquer consulter associer impliquer
mobiliser rassembler diviser opposer séparer isoler écarter remplacer hériter conserver restaurer rénover aménager
urbaniser raser édifier inaugurer visiter explorer traverser longer contourner survoler naviguer pêcher chasser
cultiver planter arroser récolter consommer goûter déguster cuisiner savourer jouer chanter danser incarner tourner
réaliser récompenser primer honorer fêter commémorer enterrer pleurer regretter souhaiter redouter déplorer saluer
féliciter remercier encourager stimuler freiner stabiliser équilibrer compenser ajuster corriger modifier amender
abroger supprimer annuler reporter prolonger avancer retarder programmer planifier anticiper envisager étudier
enseigner éduquer vacciner dépister diagnostiquer greffer hospitaliser contaminer infecter confiner tester
expérimenter commercialiser tarifer facturer taxer subventionner privatiser nationaliser fusionner liquider
restructurer délocaliser automatiser numériser connecter pirater crypter stocker héberger télécharger cliquer coder
simplifier compliquer aggraver améliorer optimiser réguler encadrer plafonner indexer doubler tripler quadrupler
diminuer abaisser grimper
";

const IR_VERBS: &str = "
réunir définir choisir établir garantir subir réussir agir fournir saisir bâtir investir enrichir affaiblir élargir
durcir ralentir franchir avertir bannir punir fleurir nourrir unir guérir vieillir rajeunir atterrir convertir démolir
envahir applaudir anéantir accomplir adoucir alourdir assainir brandir éclaircir épanouir ensevelir fléchir
";

const ADVERBS: &str = "
aussi encore toujours déjà ainsi notamment également désormais très bien alors jamais souvent seulement actuellement
récemment rapidement largement fortement particulièrement directement officiellement finalement vraiment clairement
probablement pourtant cependant ensuite enfin ailleurs parfois longtemps beaucoup surtout vite tard immédiatement
progressivement massivement légèrement discrètement publiquement localement gratuitement nettement
";

const MEN: &str = "
Jean Pierre Michel Philippe Nicolas François Alain Laurent Thomas Julien Bernard Éric Christophe Patrick Olivier David
Antoine Paul Jacques Frédéric Stéphane Mathieu Alexandre Vincent Maxime Hugo Louis Lucas Karim Mehdi Samuel Romain
Yann Guillaume Benoît Sébastien Fabrice Gilles Bruno Didier Émile Gaspard Rachid Mamadou Sacha Loïc Ronan Étienne Rémi
Axel
";

const WOMEN: &str = "
Marie Anne Sophie Isabelle Nathalie Catherine Christine Claire Julie Camille Sylvie Valérie Sandrine Élodie Céline
Aurélie Émilie Laure Hélène Florence Pauline Manon Léa Chloé Lucie Sarah Fatima Nadia Amélie Charlotte Juliette
Margaux Véronique Monique Françoise Brigitte Delphine Karine Agathe Solène Maëlle Inès Zoé Aminata Leïla Capucine
Noémie Édith
";

const SURNAME_BEGINNINGS: &str = "
Mar Du Le Ber La Mo Gar Rou Fa Ro Cha De Per Bou Gi Ri Col Ar Ma Bar Lam Fer Mon Vas Cor Tis Bel Pru Gau Bre Ker Tré
Quer Ben Has Dia Sal Ver Can Pel Hau Fré Ober Stei Mul Vand Gon Lo Bon Ca Sau Tho Guil Lan Val Bas Mal Des Aub Cler
";

const SURNAME_ENDINGS: &str = "
tin mont bert ret net lier reau nier vier rand val guet sson doux chard nault gnon tier blanc lois ville teau mel dot
pin get ric vel meau zac guen bec nec rel lard lan quet lot neuf thier roux pont croix voisin champ garde taud
";

const CITIES: &str = "
Paris Lyon Marseille Bruxelles Toulouse Bordeaux Lille Nantes Strasbourg Rennes Nice Montpellier Grenoble Rouen Toulon
Dijon Angers Reims Brest Metz Nancy Caen Tours Limoges Amiens Perpignan Besançon Orléans Mulhouse Poitiers Bayonne Pau
Avignon Nîmes Chambéry Annecy Lorient Quimper Vannes Troyes Genève Lausanne Liège Namur Dakar Alger Tunis Montréal
";

const TOWN_BEGINNINGS: &str = "
Saint-Mar Mont Ville Château Beau Roche Font Val Saint-Ger Cour Bois Pont Saint-Lau Gran Bel Clair Haute Cham Mer Ker
Saint-Ju Vieux Chante Mau Ar Cas Fla Lon Mor Ner Or Pier Quin Ray Sar Tour Us Ver Plou Tré Lan Saint-Cy Saint-Hi
";

const TOWN_ENDINGS: &str = "
ville mont court lieu val bourg rive fort clair fontaine vigne champ laire sac gny zac bosc et-sur-Loire gnac y-lès-Dunes
ton y-sur-Saône ay-en-Bresse nay ac-les-Bains ay eux ac ans igny ols oux ères euil ignan argues iers anges elle ard erolles
ieu as
";
