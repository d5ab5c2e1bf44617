//! What makes up most of a page's bytes and says nothing: scripts, styles, drawings, comments. Each site has its own
//! stock, and its pages take what they need from it.

use std::fmt::Write;

use super::random::Random;

const NAMES: &str = "
init load track user config event target value node list item data state props cache queue token render scroll observe
consent slot bidder player video width height offset timeout promise module export default require window document
article header footer teaser banner sticky modal overlay button icon label input form search menu share comment live
";

const RULES: [&str; 12] = [
    "display:flex;align-items:center;justify-content:space-between",
    "margin:0 auto 16px;padding:0 12px;max-width:1240px",
    "font:700 1.125rem/1.3 \"Marianne\",Georgia,serif;color:#1a1a1a",
    "position:absolute;top:0;left:0;right:0;bottom:0;z-index:10",
    "background:#fff;border-bottom:1px solid #e2e2e2",
    "transition:opacity .2s ease-in-out,transform .2s",
    "width:100%;height:auto;object-fit:cover",
    "text-decoration:none;color:inherit",
    "overflow:hidden;text-overflow:ellipsis;white-space:nowrap",
    "grid-template-columns:repeat(12,minmax(0,1fr));gap:24px",
    "-webkit-box-orient:vertical;-webkit-line-clamp:3",
    "background-image:url(data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=)",
];

pub fn scripts(random: &mut Random) -> Vec<String> {
    (0..120).map(|_| script(random)).collect()
}

pub fn styles(random: &mut Random, prefix: &str) -> Vec<String> {
    (0..40).map(|_| style(random, prefix)).collect()
}

pub fn drawings(random: &mut Random) -> Vec<String> {
    (0..80).map(|_| drawing(random)).collect()
}

pub fn comments(random: &mut Random) -> Vec<String> {
    (0..60).map(|_| format!("<!-- {} / {} : {} -->\n", name(random), name(random), random.below(99_999))).collect()
}

/// Appends from the stock, beginning anywhere, until `bytes` are reached as nearly as whole pieces allow.
pub fn fill(out: &mut String, stock: &[String], bytes: usize, random: &mut Random) {
    let end = out.len() + bytes;
    let first = random.below(stock.len());
    for piece in stock.iter().cycle().skip(first).take(4 * stock.len()) {
        if out.len() >= end {
            return;
        }
        if out.len() + piece.len() < end + piece.len() / 2 {
            out.push_str(piece);
        }
    }
}

fn name(random: &mut Random) -> &'static str {
    // Sixty names; the list is short enough to be walked.
    let index = random.below(60);
    NAMES.split_whitespace().nth(index).unwrap_or("x")
}

fn script(random: &mut Random) -> String {
    let length = random.spread(700.0, 1.3).clamp(80.0, 30_000.0) as usize;
    let mut out = String::from(if random.chance(0.3) { "<script async type=\"text/javascript\">" } else { "<script>" });
    while out.len() < length {
        let [a, b, c] = [name(random), name(random), name(random)];
        let n = random.below(10_000);
        match random.below(7) {
            0 => write!(out, "!function(e,t){{\"use strict\";var n=e.{a}||(e.{a}=[]);n.{b}=function(r){{return r&&r.{c}<{n}}}}}(window,document);"),
            1 => write!(out, "var {a}={{\"{b}\":\"{n}\",\"{c}\":!0,\"url\":\"https:\\/\\/cdn.example\\/{b}\\/{n}.js\"}};"),
            2 => writeln!(out, "if(document.querySelector('.js-{a}')&&{n}>window.innerWidth){{window.{b}.push(['{c}',{n}])}}"),
            3 => write!(out, "t.innerHTML='<div class=\"{a}__{b}\"><a href=\"#\">'+e.{c}+'<\\/a><\\/div>';"),
            4 => write!(out, "function {a}{n}(e){{for(var t=0;t<e.length;t++)e[t].{b}({n}),e[t].{c}=null}}"),
            5 => write!(out, "// {a} {b}\nconst {c}{n}=async(e)=>{{await {a}.{b}(e);return `{c}-${{e}}`}};"),
            _ => write!(out, "{{\"id\":{n},\"{a}\":[{n},{n}],\"{b}\":{{\"{c}\":null,\"sizes\":[[300,250],[728,90]]}}}},").map(|()| {
                out.replace_range(out.len() - 1.., ";");
            }),
        }
        .expect("a String takes everything");
    }
    out.push_str("</script>\n");
    out
}

fn style(random: &mut Random, prefix: &str) -> String {
    let length = random.spread(4000.0, 0.9).clamp(200.0, 40_000.0) as usize;
    let mut out = String::from("<style>");
    while out.len() < length {
        let [block, element, modifier] = [name(random), name(random), name(random)];
        let (rule, other) = (random.pick(&RULES), random.pick(&RULES));
        if random.chance(0.2) {
            write!(out, "@media(min-width:{}px){{.{prefix}-{block}{{{rule}}}}}", random.between(320, 1280))
        } else {
            writeln!(out, ".{prefix}-{block}__{element}--{modifier}>a:hover,.{prefix}-{modifier}{{{rule};{other}}}")
        }
        .expect("a String takes everything");
    }
    out.push_str("</style>\n");
    out
}

fn drawing(random: &mut Random) -> String {
    let length = random.spread(450.0, 0.9).clamp(150.0, 8_000.0) as usize;
    let mut out = format!(
        "<svg class=\"icon icon--{}\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path fill=\"currentColor\" d=\"M12 2",
        name(random)
    );
    while out.len() < length {
        let [a, b, c, d] = [(); 4].map(|()| random.below(240) as f32 / 10.0);
        write!(out, "c{a}-{b} {c} {d}").expect("a String takes everything");
    }
    out.push_str("z\"/></svg>");
    out
}
