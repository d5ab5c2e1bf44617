//! The stop words of French: words that any text has, and that say little about it. They are indexed as all words are; a
//! search leaves them out where a query has other words.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

/// Whether a word in lower case is a stop word. Some are listed without their accents too (`meme`).
pub fn is_stop_word(form: &str) -> bool {
    STOP_WORDS.contains(form)
}

static STOP_WORDS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| LIST.split_whitespace().collect());

const LIST: &str = "
    l d j m t s n c ç qu jusqu lorsqu puisqu quoiqu
    le la les un une des du de au aux
    à a en dans par pour sur sous vers avec sans chez entre depuis pendant contre dès des hors malgré selon après apres avant
    et ou où ni mais or donc car que qui quoi dont si comme quand lorsque puisque quoique afin ainsi
    je tu il elle on nous vous ils elles me te se moi toi soi lui leur eux y
    ce cet cette ces ceci cela ça ca celui celle ceux celles c'est
    mon ma mes ton ta tes son sa ses notre nos votre vos leurs
    quel quelle quels quelles lequel laquelle lesquels lesquelles auquel duquel desquels auxquels
    ne pas plus moins très tres trop peu aussi même meme mêmes memes tout tous toute toutes autre autres encore déjà deja
    là alors puis ici être etre été suis es est sommes êtes etes sont étais étais était etait étions étiez étaient etaient
    sera serai seras serez seront serait seraient sois soit soient fut fût furent étant
    avoir ai as avons avez ont avais avait avions aviez avaient aura aurai auras aurons aurez auront aurait auraient
    aie ait aient eu eut ayant
    fait faire peut peuvent doit doivent
    comment pourquoi quelque quelques chaque plusieurs certains certaines aucun aucune
    via lors voici voilà voila";

#[cfg(test)]
mod tests {
    use super::is_stop_word;

    #[test]
    fn grammar_is_stopped_and_matter_is_not() {
        assert!(["le", "à", "qu", "était", "même", "meme"].into_iter().all(is_stop_word));
        assert!(!["réforme", "nuit", "été indien", ""].into_iter().any(is_stop_word));
    }
}
