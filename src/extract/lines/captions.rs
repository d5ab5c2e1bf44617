//! Lines that show where a picture comes from: captions and credits.

/// Whether a line begins or ends as the caption or the credit of a picture does: "Photo AFP".
pub fn is_credit(line: &str, folded: &str) -> bool {
    const LONGEST: usize = 300;
    if line.len() > LONGEST {
        return false;
    }
    let says = |it: &str| folded.starts_with(it) || folded.ends_with(it);
    has_copyright(line)
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
    const LONGEST: usize = 400;
    if line.len() > LONGEST || line.contains(" : «") {
        return false;
    }
    let copyright = has_copyright(line);
    let set_off = copyright || line.contains('/');
    let signs = |agency: &str| {
        line.match_indices(agency).any(|(at, _)| {
            line[..at].trim_end().ends_with(['/', '©']) || line[at + agency.len()..].trim_start().starts_with('/')
        })
    };
    let named = ["photo:", "photo :", "Photo:", "Photo :", "Photos :", "Image:", "Image :", "Crédit :", "Crédits :"];
    // "Le pont, lundi. ODILE KERMAREC / LE QUAI"
    const CAPITALS: usize = 4;
    let tail = line.rsplit(['.', ',', '!', '?']).next().unwrap_or_default();
    let capitals = tail.contains('/')
        && tail.chars().filter(|c| c.is_uppercase()).count() >= CAPITALS
        && !tail.contains(|c: char| c.is_lowercase() || c.is_numeric());
    // "Le pont. Photo : mairie", and not "Sur la photo : le maire".
    let introduces =
        |it: &str| line.find(it).is_some_and(|at| !line[..at].trim_end().ends_with(|c: char| c.is_alphanumeric()));
    // "La charpente refaite. Photo Odile Kermarec"
    const LONGEST_NAME: usize = 4;
    let signed = line.rsplit_once("Photo ").is_some_and(|(before, name)| {
        before.trim_end().ends_with(['.', ',', '-', '–', '|'])
            && name.split_whitespace().count() <= LONGEST_NAME
            && name.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
    });
    capitals
        || copyright
        || signed
        || set_off && AGENCIES.iter().any(|it| signs(it))
        || line.contains(':') && named.iter().any(|it| introduces(it))
}

/// Whether a line has the sign of copyright, and not as a brand has it: "le Rollmarkt©, inventé ici".
fn has_copyright(line: &str) -> bool {
    line.split_once('©').is_some_and(|(before, behind)| {
        let letter = |c: char| c.is_alphanumeric();
        !before.ends_with(letter) || behind.starts_with(letter) || behind.trim_start().is_empty()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captions() {
        let check = |line: &str, expected: bool| assert_eq!(is_caption(line), expected, "{line}");
        check("La passerelle, lundi. JEAN LE GALL / LE QUAI", true);
        check("Odile Kermarec à la criée (photo : mairie)", true);
        check("Le port vu du phare. © Studio du Quai", true);
        check("Le pont rouvre, Yann Le Bris/AFP", true);
        check("La charpente refaite. Photo Y. Le Bris", true);
        check("Le préfet l'a dit à l'AFP.", false);
        check("Le traité date du 17/08/2021", false);
        check("Les maires se partagent la somme à 50/50", false);
        check("Sur la photo : le maire, et pas un qui sourie.", false);
        check("Le Quaimarkt©, né au port, roule toujours.", false);
        check("Il a pris une photo, puis il est parti.", false);
    }
}
