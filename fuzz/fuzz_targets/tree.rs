//! The tree of a page is that of html5ever, as far as extraction reads it.

#![no_main]
#![allow(dead_code)]

use libfuzzer_sys::fuzz_target;

#[path = "../../src/entities.rs"]
mod entities;
#[path = "../../src/extract/dom"]
mod dom {
    pub mod attributes;
    pub mod builder;
    mod drawings;
    pub mod oracle;
    mod stack;
    pub mod tags;
    pub mod text;
    pub mod tree;
    mod unparsed;
}

fuzz_target!(|choices: &[u8]| dom::oracle::check(&dom::oracle::soup(choices)));
