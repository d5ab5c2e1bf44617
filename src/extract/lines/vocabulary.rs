//! The vocabulary of templates: tags, roles, and the words of classes and ids, French and English, that name a part of
//! a page, such as a menu, a standfirst, a share bar or a newsletter box. No word is of one site.

use rustc_hash::FxHashMap;

use super::marks::Marks;
use crate::extract::dom::attributes::Attribute;
use crate::extract::dom::tags::{Tag, lowercase};
use crate::extract::dom::tree::{NodeId, Tree};

/// The parts that the words of a page's classes and ids name, each value read once: templates repeat theirs.
pub type Known<'s> = FxHashMap<&'s str, Marks>;

/// The parts that an element itself names. Without `classes`, its class and id count only for comments and pointers to
/// other articles. The classes of a page's body or main element do not count: they name the kind of page.
pub fn marks<'s>(tree: &'s Tree, node: NodeId, classes: bool, known: &mut Known<'s>) -> Marks {
    let tag = tree.tag(node);
    let page = matches!(tag, Tag::Body | Tag::Html | Tag::Main);
    let mut marks = of_tag(tag);
    // A link to a place on the same page leads nowhere else.
    if marks == Marks::LINK && tree.attribute(node, Attribute::Href).is_none_or(|href| href.starts_with('#')) {
        marks = Marks::NONE;
    }
    for (name, value) in tree.attributes(node) {
        let value = value.as_ref();
        marks = marks.with(match name {
            Attribute::Class | Attribute::Id | Attribute::Testid if page => Marks::NONE,
            // A target made of the words that follow: "la-publicite-en-question".
            Attribute::Id if is_line(tag) && value.split(['-', '_']).count() > 3 => Marks::NONE,
            Attribute::Class | Attribute::Id | Attribute::Testid if classes => of_names(value, known),
            Attribute::Class | Attribute::Id | Attribute::Testid => {
                of_names(value, known).and(Marks::COMMENT.with(Marks::RELATED))
            }
            Attribute::Role => of_role(value),
            Attribute::Itemprop => of_property(value),
            Attribute::Hidden => UNSEEN,
            Attribute::AriaHidden if value == "true" => Marks::HIDDEN,
            Attribute::Style if hides(value) => UNSEEN,
            _ => Marks::NONE,
        });
    }
    marks
}

/// The marks of what no reader is shown.
pub const UNSEEN: Marks = Marks::HIDDEN.with(Marks::UNSEEN);

fn is_line(tag: Tag) -> bool {
    tag == Tag::P || tag.is_heading()
}

fn of_tag(tag: Tag) -> Marks {
    match tag {
        Tag::Nav | Tag::Menu => Marks::NAVIGATION,
        Tag::Footer => Marks::FOOTER,
        Tag::Aside => Marks::ASIDE,
        Tag::Figcaption | Tag::Figure | Tag::Caption => Marks::CAPTION,
        Tag::Form | Tag::Fieldset | Tag::Button | Tag::Select | Tag::Label | Tag::Option | Tag::Dialog => Marks::FORM,
        Tag::Template | Tag::Head => Marks::HIDDEN,
        Tag::Audio | Tag::Video | Tag::Object => Marks::EMBED,
        Tag::Article => Marks::ARTICLE,
        Tag::Strong | Tag::B => Marks::STRONG,
        Tag::A => Marks::LINK,
        Tag::Time => Marks::DATE,
        _ => Marks::NONE,
    }
}

fn of_role(role: &str) -> Marks {
    match role {
        "navigation" | "menu" | "menubar" | "search" | "tablist" | "toolbar" | "banner" => Marks::NAVIGATION,
        "contentinfo" => Marks::FOOTER,
        "complementary" => Marks::ASIDE,
        "dialog" | "alertdialog" | "form" | "button" => Marks::FORM,
        "article" => Marks::ARTICLE,
        _ => Marks::NONE,
    }
}

fn of_property(property: &str) -> Marks {
    match property {
        "articleBody" => Marks::BODY,
        "headline" => Marks::TITLE,
        "description" | "alternativeHeadline" => Marks::LEAD,
        "author" | "creator" => Marks::BYLINE,
        "datePublished" | "dateModified" | "dateCreated" => Marks::DATE,
        "comment" => Marks::COMMENT,
        "caption" => Marks::CAPTION,
        "keywords" => Marks::TAGS,
        _ => Marks::NONE,
    }
}

fn hides(style: &str) -> bool {
    style.find("display").is_some_and(|at| style[at + 7..].trim_start_matches([' ', ':']).starts_with("none"))
}

/// The parts that the words of a class or an id name.
fn of_names<'s>(value: &'s str, known: &mut Known<'s>) -> Marks {
    if let Some(marks) = known.get(value) {
        return *marks;
    }
    let names = || value.split_ascii_whitespace();
    let mut marks = names().fold(Marks::NONE, |marks, name| marks.with(of_name(name)));
    if marks.has(Marks::HIDDEN) && names().any(shows_again) {
        marks = marks.without(UNSEEN);
    }
    known.insert(value, marks);
    marks
}

/// Whether a class shows on a wide screen what another hides on a narrow one: "hidden md:block", "d-none d-md-flex".
fn shows_again(name: &str) -> bool {
    let kind = match name.strip_prefix("d-") {
        Some(rest) => rest.split_once('-'),
        None => name.rsplit_once(':'),
    };
    let kind = kind.map_or("", |(_, kind)| kind);
    matches!(kind, "block" | "flex" | "grid" | "inline" | "inline-block" | "inline-flex" | "table" | "contents")
}

/// The parts that the words of one class name. Words end at "-", "_", a digit and a capital.
fn of_name(name: &str) -> Marks {
    // Names with such beginnings say how an element is laid out or filed.
    const ELSE: [&str; 9] = ["has-", "no-", "not-", "with-", "without-", "category-", "tag-", "is-layout", "elementor"];
    if ELSE.iter().any(|prefix| name.starts_with(prefix)) {
        return Marks::NONE;
    }
    if matches!(
        name,
        "hidden"
            | "is-hidden"
            | "visually-hidden"
            | "visuallyhidden"
            | "sr-only"
            | "screen-reader-text"
            | "d-none"
            | "invisible"
            | "element-invisible"
    ) {
        return UNSEEN;
    }
    /// No word that `of_word` knows is longer.
    const LONGEST: usize = 16;
    let bytes = name.as_bytes();
    let mut marks = Marks::NONE;
    let mut previous = Previous::default();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        at += bytes[at..].iter().take_while(|byte| byte.is_ascii_uppercase()).count();
        at += bytes[at..].iter().take_while(|byte| byte.is_ascii_lowercase()).count();
        let word = &bytes[start..at];
        if word.is_empty() {
            at += 1;
            continue;
        }
        if word.len() <= LONGEST {
            let mut buffer = [0; LONGEST];
            let word = if word[0].is_ascii_uppercase() { lowercase(word, &mut buffer) } else { Some(word) };
            marks = marks.with(of_word(word.unwrap_or_default(), &mut previous));
        }
        previous.modifier = bytes[at..].starts_with(b"--");
    }
    marks
}

/// The earlier words of the same class name, as far as they change the meaning of the next.
#[derive(Default)]
struct Previous {
    /// "--" stands before the word: it says which kind of the element this is.
    modifier: bool,
    read: bool,
    body: bool,
}

#[rustfmt::skip]
fn of_word(word: &[u8], previous: &mut Previous) -> Marks {
    let read = std::mem::replace(&mut previous.read, matches!(word, b"lire" | b"read" | b"voir" | b"see"));
    let text = std::mem::replace(
        &mut previous.body,
        matches!(
            word,
            b"article" | b"articles" | b"entry" | b"post" | b"story" | b"content" | b"news" | b"texte" | b"single"
        ),
    );
    match word {
        b"nav" | b"navbar" | b"navigation" | b"menu" | b"menus" | b"submenu" | b"breadcrumb" | b"breadcrumbs"
        | b"crumb" | b"crumbs" | b"arbo" | b"ariane" | b"topbar" | b"toolbar" | b"megamenu" | b"burger"
        | b"hamburger" | b"pagination" | b"pager" | b"paging" | b"skip" | b"ticker" | b"masthead" | b"sitemap"
        | b"fil" => Marks::NAVIGATION,
        b"footer" | b"pied" | b"copyright" | b"colophon" | b"bottombar" => Marks::FOOTER,
        b"aside" | b"sidebar" | b"sidebars" | b"rightcol" | b"rail" if !previous.modifier => Marks::ASIDE,
        b"comment" | b"comments" | b"commentaire" | b"commentaires" | b"disqus" | b"commentlist" | b"respond"
        | b"reactions" | b"reagir" | b"talk" | b"talkback" | b"talkbacks" | b"coral" | b"hyvor"
        | b"kommentar" | b"kommentare" => Marks::COMMENT,
        b"related" | b"relateds" | b"relatedposts" | b"similar" | b"similaire" | b"similaires" | b"recommended"
        | b"recommendation" | b"recommendations" | b"recommandations" | b"recos" | b"reco" | b"outbrain" | b"taboola"
        | b"ligatus" | b"suggestions" | b"suggestion" | b"connexe" | b"connexes" | b"lireaussi" | b"alire"
        | b"readmore" | b"readalso" | b"seealso" | b"mostread" | b"popular" | b"populaires" | b"trending" | b"latest"
        | b"crosslink" | b"crosslinks" | b"crosslinking" | b"associated" | b"associes" | b"prev" | b"previous"
        | b"suivant" | b"precedent" | b"ranking" | b"suggested" | b"encart" | b"encarts" | b"enmoins" | b"upnext"
        | b"yarpp" | b"jetpackrelated" => Marks::RELATED,
        b"aussi" | b"also" | b"more" | b"plus" | b"suite" if read => Marks::RELATED,
        b"teaser" | b"teasers" | b"card" | b"cards" | b"carousel" | b"slider" | b"swiper" | b"slick" | b"listing"
        | b"thumbnails" => Marks::TEASER,
        b"share" | b"shares" | b"sharing" | b"partage" | b"partager" | b"partages" | b"social" | b"socials"
        | b"addthis" | b"sharedaddy" | b"addtoany" | b"sharebar" | b"sociaux" | b"socialbar" | b"imprimer" | b"tools"
        | b"outils" => Marks::SHARE,
        b"newsletter" | b"newsletters" | b"subscribe" | b"subscription" | b"subscriptions" | b"abonnement"
        | b"abonnements" | b"abonnez" | b"abo" | b"capping" | b"donate" | b"donation" | b"dons" | b"cookie"
        | b"cookies" | b"consent" | b"gdpr" | b"rgpd" | b"cmp" | b"didomi" | b"signup" | b"login" | b"popup"
        | b"popin" | b"modal" | b"ad" | b"ads" | b"advert" | b"advertisement" | b"advertising" | b"pub"
        | b"publicite" | b"sponsor" | b"sponsored" | b"dfp" | b"promo" | b"promotion" | b"marketing" | b"lightbox"
        | b"toast" | b"notification" | b"notifications" | b"inscription" | b"connexion" | b"offer" | b"offers"
        | b"optin" | b"adsense" | b"cta" | b"teasing" | b"werbung" | b"anzeige" => Marks::PROMOTION,
        b"paywall" | b"premium" => Marks::PAYWALL,
        b"tag" | b"tags" | b"keywords" | b"motscles" | b"mots" | b"tagcloud" | b"tagged" | b"hashtags" | b"topics"
        | b"categories" | b"cats" => Marks::TAGS,
        b"author" | b"auth" | b"authors" | b"auteur" | b"auteurs" | b"byline" | b"signature" | b"meta" | b"metas"
        | b"metadata" | b"autor" | b"writer" | b"journaliste" | b"published" | b"publication" | b"timestamp"
        | b"datetime" | b"publish" | b"dateline" | b"postmeta" | b"infos" => Marks::BYLINE,
        b"date" | b"dates" | b"time" | b"datepublication" => Marks::DATE,
        b"caption" | b"captions" | b"legend" | b"legende" | b"credit" | b"credits" | b"figcaption" | b"photographer"
        | b"bildunterschrift" => Marks::CAPTION,
        b"bio" | b"biography" | b"biographie" | b"aboutauthor" => Marks::BIOGRAPHY,
        b"embed" | b"embeds" | b"twitter" | b"tweet" | b"instagram" | b"player" | b"tiktok" => Marks::EMBED,
        b"chapo" | b"chapeau" | b"standfirst" | b"lead" | b"lede" | b"leadin" | b"intro" | b"introduction"
        | b"excerpt" | b"hat" | b"deck" | b"dek" | b"soustitre" | b"subtitle" | b"subheadline" | b"subheading"
        | b"accroche" | b"abstract" | b"summary" | b"chapeaux" | b"subhead" | b"resume" | b"headnote" | b"desc"
        | b"description" | b"heading" | b"vorspann" => Marks::LEAD,
        b"articlebody" | b"storybody" | b"maincontent" | b"paragraph" | b"paragraphs" | b"paragraphe" | b"wysiwyg"
        | b"richtext" => Marks::BODY,
        b"body" | b"content" | b"text" | b"texte" | b"contenu" | b"corps" | b"copy" if text => Marks::BODY,
        b"headline" | b"title" | b"titre" | b"titles" => Marks::TITLE,
        b"rubrique" | b"cat" | b"category" | b"categorie" | b"kicker" | b"surtitre" | b"section" | b"overline"
        | b"eyebrow" => Marks::SECTION,
        b"article" => Marks::ARTICLE,
        _ => Marks::NONE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::dom::builder;

    /// The parts that the innermost element of a page names.
    fn check(html: &str, expected: Marks) {
        let tree = builder::parse(html);
        let found = marks(&tree, tree.len() - 1, true, &mut Known::default());
        assert_eq!(found, expected, "{html}: {found}");
    }

    #[test]
    fn tags_roles_and_properties() {
        check("<nav>", Marks::NAVIGATION);
        check("<div role=complementary>", Marks::ASIDE);
        check("<span itemprop=articleBody>", Marks::BODY);
        check("<div style='display: none'>", UNSEEN);
        check("<b aria-hidden=true>", Marks::HIDDEN.with(Marks::STRONG));
        check("<a href=/x>", Marks::LINK);
        check("<a href=#note>", Marks::NONE);
    }

    #[test]
    fn words_of_classes() {
        check("<div class=related-posts>", Marks::RELATED);
        check("<div class=RelatedPosts>", Marks::RELATED);
        check("<div class='box page__chapo'>", Marks::LEAD);
        check("<div class=article-body>", Marks::BODY.with(Marks::ARTICLE));
        check("<div class=body>", Marks::NONE);
        check("<div class=lire-aussi>", Marks::RELATED);
        check("<div class=aussi>", Marks::NONE);
        check("<div class=grid--sidebar>", Marks::NONE);
        check("<div class=unrelated>", Marks::NONE);
        check("<p class='x hidden'>", UNSEEN);
        check("<p class='hidden md:block'>", Marks::NONE);
        check("<p class='d-none d-md-block'>", Marks::NONE);
        check("<p class='d-none d-block'>", UNSEEN);
    }

    #[test]
    fn names_that_say_something_else() {
        check("<div class=has-sidebar>", Marks::NONE);
        check("<body class=newsletter>", Marks::NONE);
        check("<p id=la-publicite-en-question>", Marks::NONE);
    }

    #[test]
    fn without_classes_comments_and_pointers_count_alone() {
        let tree = builder::parse("<div class='comments sidebar'>");
        assert_eq!(marks(&tree, 1, false, &mut Known::default()), Marks::COMMENT);
    }
}
