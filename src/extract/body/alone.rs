//! The verdict on a block by itself: by its words, and by the parts that the elements around it name.

use super::thresholds::{LONGEST_CAPTION, MOST_CAPTION_SENTENCES, SHORTEST_BARE_LINE};
use super::verdict::{Reason, Verdict};
use crate::extract::dom::tags::Tag;
use crate::extract::lines::blocks::Block;
use crate::extract::lines::captions;
use crate::extract::lines::marks::Marks;
use crate::extract::lines::text::says;

/// The verdict on a block of the container that stands in the parts `marks`. `title` is the squeezed title.
pub fn judge(block: &Block, marks: Marks, title: &str) -> Verdict {
    let drop = |reason| Verdict::Dropped(reason);
    let part = marks.and(Marks::NOISE);
    if part != Marks::NONE {
        return drop(Reason::Part(part));
    }
    if says(&block.text, &block.folded, title) {
        return drop(Reason::Title);
    }
    if block.noise {
        return drop(Reason::Phrase);
    }
    if block.is_linked() {
        return drop(Reason::Links);
    }
    let labelled = matches!(block.tag, Tag::Div | Tag::Td | Tag::Th | Tag::Dd | Tag::Dt);
    if block.words == 0 || labelled && block.words < SHORTEST_BARE_LINE && block.sentences == 0 {
        return drop(Reason::Label);
    }
    if block.words <= LONGEST_CAPTION && block.sentences <= MOST_CAPTION_SENTENCES && captions::is_caption(&block.text)
    {
        return drop(Reason::Credit);
    }
    Verdict::Text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts() {
        let check = |html: &str, marks: Marks, expected: Verdict| {
            assert_eq!(judge(&Block::of_page(html)[0], marks, "lepontrouvre"), expected, "{html}");
        };
        let dropped = Verdict::Dropped;
        check("<p>La passerelle rouvre lundi.", Marks::NONE, Verdict::Text);
        check("<p>La passerelle rouvre lundi.", Marks::BODY, Verdict::Text);
        check("<p>La passerelle rouvre lundi.", Marks::ASIDE, dropped(Reason::Part(Marks::ASIDE)));
        check("<h2>Le pont rouvre !</h2>", Marks::NONE, dropped(Reason::Title));
        check("<p>Lire aussi : La criée ferme", Marks::NONE, dropped(Reason::Phrase));
        check("<p><a href=/x>La criée ferme ses portes", Marks::NONE, dropped(Reason::Links));
        check("<div>Port de Brest", Marks::NONE, dropped(Reason::Label));
        check("<p>* * *", Marks::NONE, dropped(Reason::Label));
        check("<p>La passerelle, lundi. © Studio du Quai", Marks::NONE, dropped(Reason::Credit));
    }
}
