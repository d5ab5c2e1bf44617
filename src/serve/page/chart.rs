//! The chart of attention over time: a drawing for the eye, and a table with links for everyone.

use std::fmt::Write;

use jiff::ToSpan;
use jiff::civil::Date;
use maud::{Markup, PreEscaped, html};

use super::frame::Frame;
use crate::engine::calendar::Unit;
use crate::search::timeline::{Bin, Timeline};

/// The width and the height of the drawing, which fills the width of the page.
const SIZE: (f64, f64) = (1000.0, 100.0);

/// The first query of a timeline, in shares of all articles of each period, unless the address asks for numbers.
pub fn chart(timeline: &Timeline, frame: &Frame) -> Markup {
    let (language, here) = (frame.language, &frame.address);
    let is_absolute = here.get("scale") == "numbers";
    let value = |bin: &Bin| {
        let count = bin.counts[0] as f64;
        if is_absolute { count } else { 100.0 * count / bin.total.max(1) as f64 }
    };
    let shown = |value: f64| match is_absolute {
        true => language.number(value as u64),
        false => format!("{}\u{a0}%", language.say(format!("{value:.1}").replace('.', ","), format!("{value:.1}"))),
    };
    let most = timeline.bins.iter().map(value).fold(0.0, f64::max);
    let [Some(first), Some(last)] = [timeline.bins.first(), timeline.bins.last()] else { return html! {} };
    let name = |bin: &Bin| match timeline.unit {
        Unit::Week => bin.first.to_string(),
        unit => unit.name(bin.first),
    };
    html! {
        section.timeline aria-labelledby="when" {
            h2 #when { (language.say("Quand ?", "When?")) }
            p.note {
                @if is_absolute { (language.say("Nombre d’articles par période.", "Articles in each period.")) }
                @else { (language.say("Part de tous les articles de chaque période.", "Share of all articles of each period.")) }
                " " a href=(here.with(&[("scale", if is_absolute { "" } else { "numbers" })])) {
                    @if is_absolute { (language.say("Montrer les parts", "Show shares")) }
                    @else { (language.say("Montrer les nombres", "Show numbers")) }
                }
            }
            p.axis aria-hidden="true" { (shown(most)) }
            (PreEscaped(drawing(timeline, frame, most, &value, &|bin| format!("{} : {}", name(bin), shown(value(bin))))))
            p.axis.ends aria-hidden="true" { span { (name(first)) } span { (name(last)) } }
            details {
                summary { (language.say("Tableau", "Table")) }
                div.scroll tabindex="0" role="region" aria-label=(language.say("Tableau des périodes", "Table of periods")) {
                    table.numbers {
                        thead { tr {
                            th scope="col" { (language.say("Période", "Period")) }
                            th scope="col" { (language.say("Articles", "Articles")) }
                            th scope="col" { (language.say("Sur", "Of")) }
                            th scope="col" { (language.say("Part", "Share")) }
                        } }
                        tbody {
                            @for bin in &timeline.bins {
                                tr {
                                    th scope="row" { a href=(within(bin, timeline.unit, frame)) { (name(bin)) } }
                                    td { (language.number(bin.counts[0])) }
                                    td { (language.number(bin.total)) }
                                    td { (format!("{:.1}", 100.0 * bin.counts[0] as f64 / bin.total.max(1) as f64)) "\u{a0}%" }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The drawing. Its bars are links for the pointer; the table has the same for the keyboard.
fn drawing(
    timeline: &Timeline,
    frame: &Frame,
    most: f64,
    value: &dyn Fn(&Bin) -> f64,
    title: &dyn Fn(&Bin) -> String,
) -> String {
    let (width, height) = SIZE;
    let step = width / timeline.bins.len() as f64;
    let mut svg = format!(
        "<svg id=\"chart\" viewBox=\"0 0 {width} {height}\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">"
    );
    for (n, bin) in timeline.bins.iter().enumerate() {
        let tall = if most > 0.0 { height * value(bin) / most } else { 0.0 };
        let (x, y, wide) = (step * n as f64, height - tall, step * 0.85);
        let (link, title) = (html! { (within(bin, timeline.unit, frame)) }, html! { (title(bin)) });
        let (from, to) = (bin.first, last_day(bin, timeline.unit));
        let _ = write!(
            svg,
            "<a href=\"{}\" tabindex=\"-1\" data-from=\"{from}\" data-to=\"{to}\"><title>{}</title>\
             <rect class=\"room\" x=\"{x:.2}\" y=\"0\" width=\"{step:.2}\" height=\"{height}\"/>\
             <rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{wide:.2}\" height=\"{tall:.2}\"/></a>",
            link.into_string(),
            title.into_string()
        );
    }
    svg + "</svg>"
}

/// The address of the same search within a period.
fn within(bin: &Bin, unit: Unit, frame: &Frame) -> String {
    let (first, last) = match unit {
        Unit::Day | Unit::Week => (bin.first.to_string(), last_day(bin, unit).to_string()),
        unit => (unit.name(bin.first), unit.name(bin.first)),
    };
    frame.address.with(&[("since", &first), ("until", &last)])
}

fn last_day(bin: &Bin, unit: Unit) -> Date {
    match unit {
        Unit::Day => bin.first,
        Unit::Week => bin.first.saturating_add(6.days()),
        Unit::Month => bin.first.last_of_month(),
        Unit::Year => bin.first.last_of_year(),
    }
}
