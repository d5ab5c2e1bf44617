//! The pages in a real browser, where one is installed: Chromium, driven over the pipe of its DevTools protocol.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;
use std::{env, fs};

use serde_json::{Value, json};

use super::client::Served;
use crate::search::corpus_index;

/// A browser with one page.
struct Browser {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    session: Value,
    calls: u64,
    /// What the browser complained of: violations of the policy, errors of the script.
    complaints: Vec<String>,
    profile: tempfile::TempDir,
}

impl Browser {
    /// None where there is no browser, unless `KIOSQUE_BROWSER` insists.
    fn start() -> Option<Self> {
        let names = ["chromium", "chromium-browser", "google-chrome"];
        let is_there = |name: &&str| Command::new(name).arg("--version").output().is_ok_and(|ran| ran.status.success());
        let found = names.iter().find(|name| is_there(name));
        assert!(found.is_some() || env::var_os("KIOSQUE_BROWSER").is_none(), "none of {names:?} is installed");
        let profile = tempfile::tempdir().unwrap();
        // The protocol goes over the descriptors 3 and 4.
        let script = "exec \"$0\" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --remote-debugging-pipe \
                      --no-first-run --lang=en-US --user-data-dir=\"$1\" about:blank 3<&0 4>&1 >/dev/null 2>&1";
        let mut child = Command::new("sh")
            .args(["-c", script, found?])
            .arg(profile.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (to, from) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut browser = Self { child, to, from, session: Value::Null, calls: 0, complaints: Vec::new(), profile };
        let target = browser.call("Target.createTarget", json!({ "url": "about:blank" }))["targetId"].clone();
        let attached = browser.call("Target.attachToTarget", json!({ "targetId": target, "flatten": true }));
        browser.session = attached["sessionId"].clone();
        for domain in ["Page.enable", "Runtime.enable", "Log.enable"] {
            browser.call(domain, json!({}));
        }
        Some(browser)
    }

    fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.calls += 1;
        let mut message = json!({ "id": self.calls, "method": method, "params": parameters });
        if !self.session.is_null() {
            message["sessionId"] = self.session.clone();
        }
        self.to.write_all(format!("{message}\0").as_bytes()).unwrap();
        loop {
            let mut bytes = Vec::new();
            self.from.read_until(0, &mut bytes).unwrap();
            assert_eq!(bytes.pop(), Some(0), "the browser is gone");
            let mut message: Value = serde_json::from_slice(&bytes).unwrap();
            let method = message["method"].as_str().unwrap_or_default();
            if method == "Runtime.exceptionThrown"
                || method == "Log.entryAdded" && message.to_string().contains("Refused")
            {
                self.complaints.push(message.to_string());
            }
            if message["id"] == self.calls {
                assert!(message["error"].is_null(), "{message}");
                return message["result"].take();
            }
        }
    }

    /// The value of an expression in the page.
    fn eval(&mut self, expression: &str) -> Value {
        let result = self.call("Runtime.evaluate", json!({ "expression": expression, "returnByValue": true }));
        result["result"]["value"].clone()
    }

    /// Waits until an expression is true.
    #[track_caller]
    fn until(&mut self, expression: &str) {
        for _ in 0..400 {
            if self.eval(expression) == true {
                return;
            }
            sleep(Duration::from_millis(25));
        }
        let page = self.eval("location.href + '\\n' + document.body.innerText");
        panic!("{expression} never came true: {page}");
    }

    fn go(&mut self, address: &str) {
        self.call("Page.navigate", json!({ "url": address }));
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    fn type_text(&mut self, text: &str) {
        self.call("Input.insertText", json!({ "text": text }));
    }

    fn press(&mut self, key: &str) {
        let (code, text) = match key {
            "Enter" => (13, "\r"),
            "ArrowDown" => (40, ""),
            "Tab" => (9, ""),
            letter => (0, letter),
        };
        let down = json!({ "type": "keyDown", "key": key, "text": text, "windowsVirtualKeyCode": code });
        self.call("Input.dispatchKeyEvent", down);
        self.call("Input.dispatchKeyEvent", json!({ "type": "keyUp", "key": key, "windowsVirtualKeyCode": code }));
    }

    fn mouse(&mut self, kind: &str, x: f64, y: f64) {
        let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1 });
        self.call("Input.dispatchMouseEvent", event);
    }

    /// Keeps what the page looks like, where `KIOSQUE_SCREENSHOTS` names a folder.
    fn picture(&mut self, name: &str) {
        let Some(folder) = env::var_os("KIOSQUE_SCREENSHOTS") else { return };
        let shot = self.call("Page.captureScreenshot", json!({ "format": "png" }));
        let path = std::path::Path::new(&folder).join(format!("{name}.png.base64"));
        fs::write(path, shot["data"].as_str().unwrap()).unwrap();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = &self.profile;
    }
}

#[test]
fn in_a_browser() {
    let Some(mut browser) = Browser::start() else { return };
    let served = Served::start(&corpus_index(), &["--title", "La Presse"]);
    let base = format!("http://{}", served.place);

    // By the keyboard alone: search, complete, open, go on.
    let wide = json!({ "width": 1200, "height": 900, "deviceScaleFactor": 1, "mobile": false });
    browser.call("Emulation.setDeviceMetricsOverride", wide);
    browser.go(&base);
    browser.until("document.querySelectorAll('h1').length === 1");
    browser.press("/");
    browser.until("document.activeElement.id === 'q'");
    browser.type_text("por");
    browser.until("!document.getElementById('offers').hidden");
    browser.picture("completion");
    browser.press("ArrowDown");
    browser.press("Enter");
    browser.until("document.getElementById('offers').hidden && document.getElementById('q').value.startsWith('por')");
    browser.eval("document.getElementById('q').select()");
    browser.type_text("port");
    browser.press("Enter");
    browser.until("document.querySelectorAll('#hits > li').length > 2 && location.search === '?q=port'");
    browser.picture("hits");
    browser.press("j");
    browser.press("j");
    browser.until("document.activeElement === document.querySelectorAll('#hits h2 a')[1]");
    browser.press("k");
    browser.press("Enter");
    browser.until("location.pathname === '/article' && document.querySelectorAll('main mark').length > 0");
    browser.picture("article");
    browser.press("j");
    browser.until("document.querySelector('mark.here') !== null");
    browser.press("?");
    browser.until("location.pathname === '/help'");
    browser.eval("history.back()");
    browser.until("location.pathname === '/article'");
    browser.eval("history.back()");
    browser
        .until("document.querySelectorAll('#hits > li').length > 2 && document.getElementById('q').value === 'port'");

    // By the pointer: a facet, a range drawn on the chart, a correction, an export.
    browser.eval("document.querySelector('.facet a').click()");
    browser.until(
        "new URLSearchParams(location.search).get('source') !== null && document.querySelector('.chips') !== null",
    );
    browser.go(&format!("{base}/?q=port"));
    let bars = browser.eval(
        "(() => { const b = [...document.querySelectorAll('#chart rect.room')].map((r) => r.getBoundingClientRect()); \
         return b.map((r) => [r.x + r.width / 2, r.y + r.height / 2]); })()",
    );
    let at = |n: usize| (bars[n][0].as_f64().unwrap(), bars[n][1].as_f64().unwrap());
    browser.mouse("mousePressed", at(1).0, at(1).1);
    for n in 2..=4 {
        browser.mouse("mouseMoved", at(n).0, at(n).1);
    }
    browser.mouse("mouseReleased", at(4).0, at(4).1);
    browser.until("new URLSearchParams(location.search).get('since') === '2025-02-01'");
    browser.until("new URLSearchParams(location.search).get('until') === '2025-05-31'");
    browser.eval("document.querySelector('details.more').open = true; document.getElementById('since').value = '2025-03'; document.querySelector('form').requestSubmit()");
    browser.until("new URLSearchParams(location.search).get('since') === '2025-03'");
    browser.go(&format!("{base}/?q=gr%C3%A8ve+des+feries"));
    browser.until("document.getElementById('meant') !== null");
    browser.eval("document.getElementById('meant').click()");
    browser.until("document.querySelectorAll('#hits > li').length > 0 && document.getElementById('meant') === null");
    assert_eq!(browser.eval("document.querySelectorAll('.exports a[download]').length"), 2);

    // In 320 pixels nothing sticks out, in light and dark.
    let narrow = json!({ "width": 320, "height": 900, "deviceScaleFactor": 1, "mobile": false });
    browser.call("Emulation.setDeviceMetricsOverride", narrow);
    let light = browser.eval("getComputedStyle(document.body).backgroundColor");
    let dark = json!({ "features": [{ "name": "prefers-color-scheme", "value": "dark" }] });
    browser.call("Emulation.setEmulatedMedia", dark);
    assert_ne!(browser.eval("getComputedStyle(document.body).backgroundColor"), light);
    for page in
        ["/", "/?q=port", "/article?id=le-phare-du-nord/dragage-du-port.html&q=port", "/stats", "/help", "/?q=prix+-19"]
    {
        browser.go(&format!("{base}{page}"));
        let is_within = browser.eval("document.documentElement.scrollWidth <= document.documentElement.clientWidth");
        assert_eq!(is_within, true, "{page} is wider than the screen");
        browser.picture(&format!("narrow-{}", page.len()));
        check_structure(&mut browser, page);
    }

    // Without a script the same by forms and links.
    browser.call("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    browser.go(&format!("{base}/?q=port&since=2025-03"));
    assert_eq!(browser.eval("document.querySelector('#count button')"), Value::Null);
    assert_eq!(browser.eval("document.querySelectorAll('#hits > li').length > 0"), true);
    assert_eq!(browser.complaints, Vec::<String>::new());
}

/// What can be told of accessibility without a judge: names, one heading, landmarks, unique ids, labels, contrast.
fn check_structure(browser: &mut Browser, page: &str) {
    let wrong = browser.eval(
        "(() => {
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
            const lum = (c) => { const [r, g, b] = c.match(/[\\d.]+/g).map((v) => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126 * r + .7152 * g + .0722 * b; };
            const back = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (c !== 'rgba(0, 0, 0, 0)') return c; } return 'rgb(255, 255, 255)'; };
            for (const e of all('p, a, li, span, td, th, label, button, mark, dd, dt, h1, h2, summary, code')) {
                if (e.closest('svg') || !e.textContent.trim()) continue;
                const [a, b] = [lum(getComputedStyle(e).color), lum(back(e))].sort((x, y) => y - x);
                if ((a + .05) / (b + .05) < 4.5) wrong.push('too pale: ' + e.outerHTML.slice(0, 90));
            }
            return wrong;
        })()",
    );
    assert_eq!(wrong, json!([]), "{page}");
}
