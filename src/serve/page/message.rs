//! The page that says what is wrong with a request.

use maud::{Markup, html};

use super::frame::Frame;

/// What is wrong, in the words of the commands.
pub fn page(message: &str, frame: &Frame) -> Markup {
    written(html! { p role="alert" lang="en" { (message) } }, frame)
}

/// That there is nothing at this address.
pub fn nowhere(frame: &Frame) -> Markup {
    written(
        html! { p role="alert" { (frame.language.say("Il n’y a pas de telle page.", "There is no such page.")) } },
        frame,
    )
}

fn written(message: Markup, frame: &Frame) -> Markup {
    let about = frame.language.say("Cela ne va pas", "That does not work");
    let main = html! {
        h1 { (about) }
        (message)
        p { a href=(frame.address.to("/help", &[])) { (frame.language.say("Aide", "Help")) } }
    };
    frame.page(about, &main)
}
