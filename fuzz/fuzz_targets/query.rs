//! Whatever is typed parses, warns within the text, and is written as something that reads back as the same.

#![no_main]

use jiff::civil::date;
use kiosque::query::parse;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let today = date(2025, 7, 15);
    let parsed = parse(text, today);
    for warning in &parsed.warnings {
        assert!(text.get(warning.span.clone()).is_some(), "{warning:?}");
    }
    let written = parsed.query.to_string();
    assert_eq!(parse(&written, today).query, parsed.query, "{written:?}");
});
