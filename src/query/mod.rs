//! The query language: a parser from what a person types to an abstract syntax tree. It never fails; where it has to guess,
//! it gives a warning with the bytes in question. It knows nothing of indexes.
//!
//! ```text
//! réforme retraites         words
//! "réforme des retraites"   a phrase, also « … », “ … ” and '…'; "…"~3: with up to three other words, in any order
//! "conseil mun*"            a phrase whose word begins so; "accord * Paris" with a word or none for the star
//! +mot  -mot  SAUF mot      must be there; must not (also !mot and –mot with any dash, NOT, and NON after another word)
//! a ET b    a OU b          also AND, OR, &&, ||, |; words beside each other bind closer, then ET, then OU
//! a PRES/5 b   a ADJ/5 b    near each other; in this order (also NEAR; operators are in capital letters)
//! mot*   mot~   =mot        how it begins, also l'hôpit*; with a typing error or two; this very form
//! titre:mot                 also chapo, texte, auteur, source, rubrique, langue, url, and their English names;
//!                           intitle, inurl, site and journal, as elsewhere; source:Le Monde without quotes
//! date:2025-07              any period: date:hier.. date:"de mars à mai 2023"; also depuis, avant, après, jusqu'à,
//!                           année, mois, date>2023, date:[2020 TO 2023]
//! auMoins3:mot   mot^2      at least three times; twice the weight
//! \+mot   titre\:mot        a backslash keeps a character from meaning anything
//! ```
//!
//! What is written otherwise elsewhere (`NEAR/x`, `mot?`, `titre : mot`, `[a TO b]`) is read as words, with a warning that says
//! what to type instead.
//!
//! A query is bounded, since each word costs a walk through the index: 256 words, 32 of them `mot*`, `mot~` or `=mot`, and 32
//! dates. More are ignored, with a warning.

pub mod warning;
pub mod ast;
pub mod filters;
mod habits;
mod lexer;
mod room;
mod parser;
mod write;
pub mod dated;

use jiff::civil::Date;

use ast::Query;
use parser::Parser;
use room::Room;
use warning::Warning;

/// A query as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The tree.
    pub query: Query,
    /// Where the parser had to guess, in the order of the text.
    pub warnings: Vec<Warning>,
}

/// Parses a query. Any text is a query, and takes linear time. Relative dates (`hier`) are counted from `today`.
///
/// ```
/// use jiff::civil::date;
/// use kiosque::query::parse;
/// let parsed = parse("titre:(élections OU scrutin) -sondage depuis:\"3 mois\"", date(2025, 7, 15));
/// assert_eq!(parsed.query.to_string(), "titre:(élections OU scrutin) -sondage date:2025-04-15..");
/// assert!(parsed.warnings.is_empty());
/// ```
pub fn parse(text: &str, today: Date) -> Parsed {
    let (tokens, warnings) = lexer::tokens(text, today);
    let mut parser = Parser {
        text,
        tokens: tokens.into_iter(),
        warnings,
        passed_over: 0,
        room: Room::default(),
        unsearchable: None,
    };
    let query = parser.either(0);
    let mut warnings = parser.warnings;
    parser.room.warn(text, &mut warnings);
    let marks = Some(text.trim()).filter(|text| !text.is_empty() && !text.contains(char::is_alphanumeric));
    let unsearchable = parser.unsearchable.or_else(|| marks.map(str::to_owned));
    let query = match (query, unsearchable) {
        (Some(query), _) => query,
        (None, Some(unsearchable)) => {
            Warning::add(&mut warnings, 0..text.len(), "no letter and no digit: nothing can be found by it");
            Query::Term(unsearchable)
        }
        (None, None) => Query::All,
    };
    warnings.sort_by_key(|warning| warning.span.start);
    Parsed { query, warnings }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::ast::Field;
    use super::*;

    fn read(text: &str) -> Parsed {
        parse(text, date(2025, 7, 15))
    }

    /// How a query is written back, without any warning.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let parsed = read(text);
        assert_eq!(parsed.query.to_string(), expected, "{:?}", parsed.query);
        assert_eq!(parsed.warnings, [], "{text}");
        assert_eq!(read(expected).query, parsed.query, "{expected} does not read back");
    }

    /// How it is written back, and the part of it that each warning is about.
    #[track_caller]
    fn check_warned(text: &str, expected: &str, warned: &[&str]) {
        let parsed = read(text);
        assert_eq!(parsed.query.to_string(), expected, "{:?}", parsed.query);
        let spans: Vec<_> = parsed.warnings.iter().map(|warning| &text[warning.span.clone()]).collect();
        assert_eq!(spans, warned, "{:?}", parsed.warnings);
        assert_eq!(read(expected).query, parsed.query, "{expected} does not read back");
    }

    #[track_caller]
    fn check_tree(text: &str, expected: Query) {
        assert_eq!(read(text).query, expected, "{text}");
    }

    fn term(text: &str) -> Query {
        Query::Term(text.to_owned())
    }

    #[test]
    fn words() {
        check_tree("réforme", term("réforme"));
        check_tree("l'avion d’Artagnan", Query::Words(vec![term("l'avion"), term("d’Artagnan")]));
        check("", "*");
        check("  \u{a0}\u{202f} ", "*");
        check("*", "*");
        check("n'est-ce pas ?", "n'est-ce pas");
        check("Maroc: la réforme, enfin !", "Maroc la réforme enfin");
        check("prix : hausse", "prix hausse");
        check("rendez-vous 10:30", "rendez-vous 10:30");
        check("https://presse.example/a?b=c&d", "https://presse.example/a?b=c&d");
        check("C++ O.N.U. R&D 50 % n°5", "C++ O.N.U R&D 50 % n°5");
        check("10 €, 3,5\u{a0}% 2 % 5 a", "10 € 3,5\u{a0}% 2 % 5 a");
        check("prix % € 10", "prix 10");
        check("et ou sauf near and or not", "et ou sauf near and or not");
        check("étudiant(e)s élu(e)", "étudiant(e)s élu(e)");
        check("port(quai) port(e quai)", "port quai port (e quai)");
        check("\\+mot titre\\:mot a\\ b", "\\+mot \\titre\\:mot \\a\\ b");
    }

    #[test]
    fn phrases() {
        let phrase = |text: &str, slop| Query::Phrase { text: text.to_owned(), slop };
        check_tree("\"réforme des retraites\"", phrase("réforme des retraites", 0));
        check_tree("«\u{a0}réforme des retraites\u{a0}»", phrase("réforme des retraites", 0));
        check_tree("“réforme des retraites”~3", phrase("réforme des retraites", 3));
        check_tree("« la \"réforme\" »", phrase("la \"réforme\"", 0));
        check("« la \"réforme\" \\ »", r#""la \"réforme\" \\""#);
        check("mot\"la phrase\"mot", "mot \"la phrase\" mot");
        check_warned("5\" vinyle", "5 vinyle", &["\""]);
        check_warned("« sans fin", "sans fin", &["«"]);
        check_warned("sans début »", "sans début", &["»"]);
    }

    #[test]
    fn signs() {
        check_tree(
            "a +b -c",
            Query::Words(vec![term("a"), Query::Must(term("b").into()), Query::Not(term("c").into())]),
        );
        check("a SAUF b c", "a -b c");
        check("a NOT (b c)", "a -(b c)");
        check("+a", "a");
        check("-a", "-a");
        check("-a -b", "-a -b");
        check("porte-parole - adjoint", "porte-parole adjoint");
        check("+212 mondial -2022", "\\+212 mondial -2022");
        check("SAUF 19", "-\\19");
        check("--a -#MeToo", "a -#MeToo");
        check("-(+a)", "-a");
        check("-\"la une\" +titre:a", "-\"la une\" +titre:a");
        check_warned("Covid -19", "Covid 19", &["-19"]);
        check_warned("soldes -50%", "soldes 50%", &["-50%"]);
        check("-5G -49e", "-5G -49e");
    }

    #[test]
    fn operators() {
        check_tree("a ET b", Query::And(vec![term("a"), term("b")]));
        check("a b OU c ET d e", "a b OU c ET d e");
        check("a AND b AND c", "a ET b ET c");
        check("(a OR b) c", "(a OU b) c");
        check("a ET (b ET c)", "a ET (b ET c)");
        check("((a))", "a");
        check("a ET -b", "a ET -b");
        check("a ET SAUF b", "a ET -b");
        check("d'Artagnan OU l'Oréal", "d'Artagnan OU l'Oréal");
        check_warned("cours OR", "cours \\OR", &["OR"]);
        check_warned("ET", "\\ET", &["ET"]);
        check_warned("ET si on riait", "\\ET si on riait", &["ET"]);
        check_warned("a ET OU b", "a \\ET OU b", &["ET"]);
        check_warned("a SAUF", "a \\SAUF", &["SAUF"]);
    }

    #[test]
    fn a_long_query_is_cut() {
        let check = |text: &str, kept: &str, warned: &[&str]| check_warned(text, kept, warned);
        let many = |word: &str, times: usize| vec![word; times].join(" ");
        let all = many("mot", 256);
        check(&format!("{all} de trop"), &all, &["de"]);
        check(
            &format!("{all} date:2025 -de (titre:trop OU trop*)"),
            &format!("{all} date:2025-01-01..2025-12-31"),
            &["de"],
        );
        check(&format!("\"{all} de trop\""), &format!("\"{all}\""), &[" de"]);
        let compound = all.replace(' ', "-");
        check(&format!("{compound}-de-trop"), &compound, &["-de-trop"]);
        let stars = many("mot*", 32);
        check(&format!("{stars} trop* trop~ =trop mot"), &format!("{stars} mot"), &["trop*"]);
        let dates = many("date:2025-07-01..2025-07-01", 32);
        check(&format!("{dates} date:2024 mot"), &format!("{dates} mot"), &["date:2024"]);
        check_tree(&many("mot OU", 300)[..many("mot OU", 300).len() - 3], Query::Or(vec![term("mot"); 256]));
    }

    #[test]
    fn near() {
        let near =
            |distance, ordered| Query::Near { left: term("a").into(), right: term("b").into(), distance, ordered };
        check_tree("a NEAR/5 b", near(5, false));
        check_tree("a PRES b", near(10, false));
        check_tree("a PRÈS/3 b", near(3, false));
        check_tree("a ADJ b", near(1, true));
        check("a ADJ/2 b PRES/3 c", "a ADJ/2 b PRES/3 c");
        check("a PRES/3 (b ADJ/2 c)", "a PRES/3 (b ADJ/2 c)");
        check("x -a NEAR/2 b", "x -a PRES/2 b");
        check("\"a b\" NEAR/2 titre:c", "\"a b\" PRES/2 titre:c");
        check_warned("a NEAR/5", "a \\NEAR\\/5", &["NEAR/5"]);
        check_warned("a NEAR/x b", "a NEAR/x b", &["NEAR/x"]);
    }

    #[test]
    fn ends_of_words() {
        check_tree("manif*,", Query::Prefix("manif".into()));
        check_tree("négociasion~", Query::Fuzzy("négociasion".into()));
        check_tree("mot~2", Query::Fuzzy("mot".into()));
        check_tree("=pêché", Query::Exact("pêché".into()));
        check_tree("=\"la pêche\"", Query::Exact("la pêche".into()));
        check_tree("mot^2,5", Query::Boost(term("mot").into(), 2.5));
        check("\"la une\"^3 (a b)^0.5 =mot^2", "\"la une\"^3 (a b)^0.5 =mot^2");
        check("mot^ mot~9 a=b = mot", "mot^ mot~9 a=b mot");
        check_warned("*manif m*t", "manif m*t", &["*manif", "m*t"]);
        check_warned("(a b)^2^3", "(a b)^2", &["^3"]);
    }

    #[test]
    fn fields() {
        check_tree("titre:réforme", Query::Field(Field::Title, term("réforme").into()));
        check("Auteur:\"Jeanne Doe\" LANG:fr", "auteur:\"Jeanne Doe\" langue:fr");
        check("titre:(a OU b) chapô:c", "titre:(a OU b) chapo:c");
        check("chapo\u{302}:c CHAPÔ:d", "chapo:c chapo:d");
        check("titre: réforme", "titre:réforme");
        check("Source: une fuite", "Source une fuite");
        check_warned("titre : réforme", "titre réforme", &["titre :"]);
        check("Titre : réforme", "Titre réforme");
        check("titre:", "titre");
        check("titre:a:b url:https://presse.example/a", "titre:a:b url:https://presse.example/a");
        check("titre:-a", "titre:(-a)");
        check("titre:a^2 (titre:a)^2", "titre:a^2 (titre:a)^2");
        check("auteur:*", "auteur:*");
        check("prénom:Jeanne", "prénom:Jeanne");
        check_warned("titer:a auteurs:b", "titer:a auteurs:b", &["titer:", "auteurs:"]);
        check_warned("-autor:a datte:2025 tire:b", "-autor:a datte:2025 tire:b", &["autor:", "datte:", "tire:"]);
        check("titer: a tige:b titer", "titer a tige:b titer");
        check("auMoins3:SNCF atleast2:\"la gare\"", "auMoins3:SNCF auMoins2:\"la gare\"");
        check_warned("(titre: )", "titre", &["titre:"]);
    }

    #[test]
    fn signs_from_elsewhere() {
        check("grève !transports", "grève -transports");
        check("grève !(a b)", "grève -(a b)");
        check("enfin ! Paris", "enfin Paris");
        check("soldes !19", "soldes -\\19");
        check("grève –transports", "grève -transports");
        check("grève —transports −bus ‑train", "grève -transports -bus -train");
        check("Bulgarie – Angleterre", "Bulgarie Angleterre");
        check_warned("Covid –19", "Covid 19", &["–19"]);
        check("a || b", "a OU b");
        check("a|b", "a OU b");
        check("port | quai grève", "port OU quai grève");
        check("a && b||c", "a ET b OU c");
        check("a&&b", "a ET b");
        check("R&D Marks & Spencer", "R&D Marks Spencer");
        check_warned("| Le Monde", "Le Monde", &["|"]);
        check_warned("titre ||", "titre", &["||"]);
        check("a + b", "a b");
        check("+a +b", "+a +b");
        check_warned("réforme+retraite", "réforme+retraite", &["réforme+retraite"]);
        check("C++ LGBT+ Canal+", "C++ LGBT+ Canal+");
    }

    #[test]
    fn words_from_elsewhere() {
        check_warned("grève NON transports", "grève -transports", &["NON"]);
        check("grève ET NON transports", "grève ET -transports");
        check_warned("NON au nucléaire", "\\NON au nucléaire", &["NON"]);
        check("non au nucléaire", "non au nucléaire");
        check_warned("mot?", "mot", &["mot?"]);
        check_warned("m?t et", "m?t et", &["m?t"]);
        check_warned("retrait? réforme", "retrait réforme", &["retrait?"]);
        check("Grève? Les trains roulent", "Grève Les trains roulent");
        check("Pourquoi cette grève?", "Pourquoi cette grève");
        check("a ADJ2 b NEAR5 c", "a ADJ/2 b PRES/5 c");
        check_warned("a NEAR/x b w/5 c", "a NEAR/x b w/5 c", &["NEAR/x", "w/5"]);
        check_warned("auMoins:mot filetype:pdf", "auMoins:mot filetype:pdf", &["auMoins:mot", "filetype:pdf"]);
        check_warned("TIT_HEAD=budget", "TIT_HEAD=budget", &["TIT_HEAD=budget"]);
        check_warned("[a TO b]", "\\[a TO b]", &["TO"]);
        check_warned("gaz 2020..2023", "gaz 2020..2023", &["2020..2023"]);
    }

    #[test]
    fn quotes_from_elsewhere() {
        check("'deux mots'", "\"deux mots\"");
        check("titre:'l'avion de ligne' a", "titre:\"l'avion de ligne\" a");
        check("‘deux mots’, a", "\"deux mots\" a");
        check("l' avion d'Artagnan 'un", "l' avion d'Artagnan \\'un");
        check("l'été 'bleu' a", "l'été \\'bleu\\' a");
    }

    #[test]
    fn fields_from_elsewhere() {
        check("site:lemonde.fr inurl:sport", "url:lemonde.fr url:sport");
        check("intitle:budget journal:phare", "titre:budget source:phare");
        check("année:2023 year:2023", "date:2023-01-01..2023-12-31 date:2023-01-01..2023-12-31");
        check("mois:2023-03 jour:hier", "date:2023-03-01..2023-03-31 date:2025-07-14..2025-07-14");
        check("titre=budget date=2023", "titre:budget date:2023-01-01..2023-12-31");
        check("source:Le Monde", "source:\"Le Monde\"");
        check("source:le monde grève", "source:\"le monde\" grève");
        check("source:20 Minutes", "source:\"20 Minutes\"");
        check_warned("source:Ouest France", "source:Ouest France", &["Ouest"]);
        check_warned("source:Europe 1", "source:Europe 1", &["Europe"]);
        check_warned("auteur:Jeanne Doe", "auteur:Jeanne Doe", &["Jeanne"]);
        check("source:AFP OU source:phare", "source:AFP OU source:phare");
        check("source:phare grève", "source:phare grève");
        check("date>2023 gaz", "date:2024-01-01.. gaz");
        check("date >= 2023 gaz", "date:2023-01-01.. gaz");
        check("date:>2023 date<=2024", "date:2024-01-01.. date:..2024-12-31");
        check("date:[2020 TO 2023] gaz", "date:2020-01-01..2023-12-31 gaz");
        check("date:mars-2023 gaz", "date:2023-03-01..2023-03-31 gaz");
        check("date:du 28 février 2023 au 1er mars 2024 gaz", "date:2023-02-28..2024-03-01 gaz");
    }

    #[test]
    fn stars_behind_an_article_and_in_a_phrase() {
        check_tree("l'hôpit*", Query::Prefix("hôpit".into()));
        check("D’hôpit* qu'el* aujourd'h*", "hôpit* el* aujourd'h*");
        check("l'hopitl~ l\\'hôpit*", "hopitl~ \\l\\'hôpit*");
        check("\"conseil mun*\"", "conseil ADJ/1 mun*");
        check("« le conseil mun* de Lyon »", "\"le conseil\" ADJ/1 mun* ADJ/1 \"de Lyon\"");
        check("\"accord * Paris\" titre:\"mair* lyon\"", "accord ADJ/2 Paris titre:(mair* ADJ/1 lyon)");
        check("-\"conseil mun*\"^2 a", "-(conseil ADJ/1 mun*)^2 a");
        check("\"mun*\" \"l'hôpit*\"", "mun* hôpit*");
        check("\"a\\* b\"", "\"a\\* b\"");
        check_warned("\"conseil mun*\"~3", "\"conseil mun\\*\"~3", &["\"conseil mun*\"~3"]);
        check_warned("=\"conseil mun*\"", "=\"conseil mun\\*\"", &["\"conseil mun*\""]);
    }

    #[test]
    fn dates() {
        check("date:2025-07", "date:2025-07-01..2025-07-31");
        check("date:2025-07-01..2025-07-31", "date:2025-07-01..2025-07-31");
        check("après:2023 apres:2023 apre\u{300}s:2023", "date:2024-01-01.. date:2024-01-01.. date:2024-01-01..");
        check("date:hier.. maroc", "date:2025-07-14.. maroc");
        check("date:..hier, maroc", "date:..2025-07-14 maroc");
        check("date:\"de mars à mai 2023\"", "date:2023-03-01..2023-05-31");
        check("date:« mars 2023 » (date:2024)", "date:2023-03-01..2023-03-31 date:2024-01-01..2024-12-31");
        check("date:1er juillet 2025 retraites", "date:2025-07-01..2025-07-01 retraites");
        check("date: juillet ET a", "date:2025-07-01..2025-07-31 ET a");
        check("depuis:\"3 mois\" avant:2026", "date:2025-04-15.. date:..2025-12-31");
        check("depuis:3 mois gaz", "date:2025-04-15.. gaz");
        check("-date:2024 date:\"mars 2025\"^2", "-date:2024-01-01..2024-12-31 date:2025-03-01..2025-03-31");
        check_warned("gaz date:toujours", "gaz", &["toujours"]);
        check_warned("date:2025..2024 gaz", "gaz", &["2025..2024"]);
        check_warned("gaz ET -date:toujours russe", "gaz ET russe", &["toujours"]);
        check("Date: le retour", "Date le retour");
    }

    #[test]
    fn parentheses() {
        check_warned("(a b", "a b", &["("]);
        check_warned("a) b", "a b", &[")"]);
        check("a () b", "a b");
        check_warned(":-)", "\\:\\-", &[":-)", ")"]);
        check_warned("😀 !", "\\😀", &["😀 !"]);
        check_warned("\"", "\\\"", &["\"", "\""]);
        check_warned("()", "\\(\\)", &["()"]);
        check("vive 😀", "vive");
        let deep = format!("{}a b{} c", "(".repeat(50), ")".repeat(50));
        assert_eq!(read(&deep).query.to_string(), "(a b) c");
    }

    #[test]
    fn any_repetition_is_read_to_its_end() {
        let units = [
            "(",
            ")",
            "-(",
            "titre:",
            "titre:-",
            "SAUF ",
            "a NEAR ",
            "a OU ",
            "(a OU ",
            "\"",
            "« ",
            "=« ",
            "\\",
            "^2",
            "date:",
            "date:mars ",
            "a\"\\",
            "+",
            "- ",
            "*",
            "mot ",
            "é",
            "...",
            "a^",
            ")^",
            "date:( ",
            "auMoins2:",
            "😀 ",
            "'a ",
            "‘a ",
            "|",
            "&&",
            "a&&",
            "a |",
            "!",
            "source:Le ",
            "NON ",
            "date>",
            "date > 2 ",
            "a : ",
            "titre : ",
            "\"a* ",
            "date:[ ",
        ];
        for unit in units {
            let text = unit.repeat(100_000 / unit.len());
            let parsed = read(&text);
            let written = parsed.query.to_string();
            assert!(read(&written).query == parsed.query, "{unit:?}");
        }
    }
}
