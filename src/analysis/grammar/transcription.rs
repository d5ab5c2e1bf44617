//! Letters of other languages that the French press writes in two ways: without their mark (`Schroder`), or as two letters
//! (`Schroeder`).

/// A folded word as it is spelled with two letters for each of these: `djokovic` for `đoković`. `None` for most words.
pub fn transcribed(form: &str) -> Option<String> {
    if form.is_ascii() {
        return None;
    }
    let mut spelled = String::with_capacity(form.len() + 2);
    let mut before = ' ';
    let mut differs = false;
    for letter in form.chars() {
        // `aigüe` and `Emmaüs` are French.
        let is_french = letter == 'ü' && matches!(before, 'a' | 'g');
        match two_letters(letter).filter(|_| !is_french) {
            Some(letters) => {
                spelled.push_str(letters);
                differs = true;
            }
            None => spelled.push(letter),
        }
        before = letter;
    }
    differs.then_some(spelled)
}

/// The two letters for a letter in lower case: those of Serbian, German and the languages of the North.
pub fn two_letters(letter: char) -> Option<&'static str> {
    Some(match letter {
        'đ' => "dj",
        'ä' => "ae",
        'ö' | 'ø' => "oe",
        'ü' => "ue",
        'å' => "aa",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_other_languages() {
        let check = |form: &str, expected: &str| assert_eq!(transcribed(form).unwrap_or_default(), expected, "{form}");
        check("đoković", "djoković");
        check("schröder", "schroeder");
        check("århus", "aarhus");
        check("aigüe", "");
        check("emmaüs", "");
        check("élève", "");
    }
}
