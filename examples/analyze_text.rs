//! Prints the words of a French text with their stems: two words match if they have a stem in common.
//!
//!     cargo run --example analyze_text -- "L'œil des journaux"

use kiosque::analysis;

fn main() {
    let text = std::env::args().skip(1).collect::<Vec<_>>().join(" ");
    for token in analysis::tokens(&text) {
        println!("{}\t{}\t{}", token.position, &text[token.start..token.end], token.stem);
    }
}
