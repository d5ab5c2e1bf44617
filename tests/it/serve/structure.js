// What can be told of accessibility without a judge: names, one heading, landmarks, unique ids, labels, contrast.
(() => {
    const wrong = [], all = (s) => [...document.querySelectorAll(s)];
    if (all('h1').length !== 1) wrong.push('h1');
    for (const one of ['main', 'header', 'footer']) if (all(one).length !== 1) wrong.push(one);
    if (!document.documentElement.lang || !document.title) wrong.push('lang or title');
    const ids = all('[id]').map((e) => e.id);
    if (new Set(ids).size !== ids.length) wrong.push('an id twice');
    for (const e of all('a, button, summary')) if (!e.closest('svg') && !(e.textContent.trim() || e.getAttribute('aria-label'))) wrong.push('no name: ' + e.outerHTML);
    for (const e of all('input:not([type=hidden]), select')) if (!e.labels.length) wrong.push('no label: ' + e.outerHTML);
    for (const e of all('[aria-labelledby]')) if (!document.getElementById(e.getAttribute('aria-labelledby'))) wrong.push('labelled by nothing: ' + e.outerHTML);
    let level = 0;
    for (const e of all('h1, h2, h3')) { const n = +e.tagName[1]; if (n > level + 1) wrong.push('a level is missing: ' + e.outerHTML); level = n; }
    const lum = (c) => { const [r, g, b] = c.match(/[\d.]+/g).map((v) => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126 * r + .7152 * g + .0722 * b; };
    const back = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (c !== 'rgba(0, 0, 0, 0)') return c; } return 'rgb(255, 255, 255)'; };
    for (const e of all('p, a, li, span, td, th, label, button, mark, dd, dt, h1, h2, summary, code')) {
        if (e.closest('svg') || !e.textContent.trim()) continue;
        const [a, b] = [lum(getComputedStyle(e).color), lum(back(e))].sort((x, y) => y - x);
        if ((a + .05) / (b + .05) < 4.5) wrong.push('too pale: ' + e.outerHTML.slice(0, 90));
    }
    return wrong;
})()
