//! A real browser, where one is installed: Chromium, driven over the pipe of its DevTools protocol.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;
use std::{env, fs};

use serde_json::{Value, json};

/// A browser with one page.
pub struct Browser {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    session: Value,
    calls: u64,
    /// What the browser complained of: violations of the policy, errors of the script, windows that a page opened.
    pub complaints: Vec<String>,
    /// The bytes of each answer to the page since it was last navigated, by number of the request.
    pub received: BTreeMap<String, f64>,
    profile: tempfile::TempDir,
}

impl Browser {
    /// None where there is no browser, unless `KIOSQUE_BROWSER` insists.
    pub fn start() -> Option<Self> {
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
        let mut browser = Self {
            child,
            to,
            from,
            session: Value::Null,
            calls: 0,
            complaints: Vec::new(),
            received: BTreeMap::new(),
            profile,
        };
        let folder = browser.downloads();
        browser.call("Browser.setDownloadBehavior", json!({ "behavior": "allow", "downloadPath": folder }));
        let target = browser.call("Target.createTarget", json!({ "url": "about:blank" }))["targetId"].clone();
        let attached = browser.call("Target.attachToTarget", json!({ "targetId": target, "flatten": true }));
        browser.session = attached["sessionId"].clone();
        for domain in ["Page.enable", "Runtime.enable", "Log.enable", "Network.enable"] {
            browser.call(domain, json!({}));
        }
        Some(browser)
    }

    pub fn call(&mut self, method: &str, parameters: Value) -> Value {
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
            self.hear(&message);
            if message["id"] == self.calls {
                assert!(message["error"].is_null(), "{message}");
                return message["result"].take();
            }
        }
    }

    fn hear(&mut self, message: &Value) {
        let about = &message["params"];
        match message["method"].as_str().unwrap_or_default() {
            "Runtime.exceptionThrown" | "Page.javascriptDialogOpening" => self.complaints.push(message.to_string()),
            // That a page is answered with 404 is no complaint.
            "Log.entryAdded" if about["entry"]["source"] != "network" => self.complaints.push(message.to_string()),
            "Network.loadingFinished" => {
                let request = about["requestId"].as_str().unwrap().to_owned();
                self.received.insert(request, about["encodedDataLength"].as_f64().unwrap());
            }
            _ => {}
        }
    }

    /// The value of an expression in the page; of a promise, what it comes to.
    pub fn eval(&mut self, expression: &str) -> Value {
        let asked = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let mut result = self.call("Runtime.evaluate", asked);
        assert!(result["exceptionDetails"].is_null(), "{expression}: {result}");
        result["result"]["value"].take()
    }

    /// Waits until an expression is true.
    #[track_caller]
    pub fn until(&mut self, expression: &str) {
        for _ in 0..400 {
            if self.eval(expression) == true {
                return;
            }
            sleep(Duration::from_millis(25));
        }
        let page = self.eval("location.href + '\\n' + document.body.innerText");
        panic!("{expression} never came true: {page}");
    }

    pub fn go(&mut self, address: &str) {
        self.received.clear();
        // The page before may be complete still.
        self.eval("window.isOld = true");
        self.call("Page.navigate", json!({ "url": address }));
        self.until("document.readyState === 'complete' && !window.isOld");
    }

    /// Makes the window so many pixels wide.
    pub fn resize(&mut self, width: u32) {
        let size = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", size);
    }

    /// What the browser wishes: the colours, `light` or `dark`, and the language.
    pub fn wish(&mut self, scheme: &str, language: &str) {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.call("Emulation.setEmulatedMedia", features);
        self.call("Network.setExtraHTTPHeaders", json!({ "headers": { "Accept-Language": language } }));
    }

    pub fn allow_scripts(&mut self, allowed: bool) {
        self.call("Emulation.setScriptExecutionDisabled", json!({ "value": !allowed }));
    }

    /// The folder of files that the browser has saved.
    pub fn downloads(&self) -> PathBuf {
        self.profile.path().join("downloads")
    }

    pub fn type_text(&mut self, text: &str) {
        self.call("Input.insertText", json!({ "text": text }));
    }

    pub fn press(&mut self, key: &str) {
        let (code, text) = match key {
            "Enter" => (13, "\r"),
            "Tab" => (9, ""),
            "Escape" => (27, ""),
            "ArrowUp" => (38, ""),
            "ArrowDown" => (40, ""),
            letter => (0, letter),
        };
        let down = json!({ "type": "keyDown", "key": key, "text": text, "windowsVirtualKeyCode": code });
        self.call("Input.dispatchKeyEvent", down);
        self.call("Input.dispatchKeyEvent", json!({ "type": "keyUp", "key": key, "windowsVirtualKeyCode": code }));
    }

    /// Goes from one thing to the next by the keyboard until the one that has the focus matches a selector.
    #[track_caller]
    pub fn tab_to(&mut self, selector: &str) {
        for _ in 0..200 {
            self.press("Tab");
            if self.eval(&format!("document.activeElement.matches('{selector}')")) == true {
                return;
            }
        }
        panic!("no key leads to {selector}");
    }

    /// Where the middle of what a selector finds is in the window.
    #[track_caller]
    fn middle(&mut self, selector: &str) -> Vec<(f64, f64)> {
        self.until(&format!("document.querySelector('{selector}') !== null"));
        let places = self.eval(&format!(
            "(() => {{ const all = [...document.querySelectorAll('{selector}')]; all[0].scrollIntoView({{ block: 'center', behavior: 'instant' }}); \
             return all.map((one) => one.getBoundingClientRect()).map((r) => [r.x + r.width / 2, r.y + r.height / 2]); }})()"
        ));
        let pair = |place: &Value| (place[0].as_f64().unwrap(), place[1].as_f64().unwrap());
        places.as_array().unwrap().iter().map(pair).collect()
    }

    /// Clicks on the first thing that a selector finds.
    pub fn click(&mut self, selector: &str) {
        let place = self.middle(selector)[0];
        self.mouse("mousePressed", place);
        self.mouse("mouseReleased", place);
    }

    /// Drags from one of the things that a selector finds to another one.
    pub fn drag(&mut self, selector: &str, from: usize, to: usize) {
        let places = self.middle(selector);
        self.mouse("mousePressed", places[from]);
        for n in 1..=8 {
            let part = |a: f64, b: f64| a + (b - a) * f64::from(n) / 8.0;
            self.mouse("mouseMoved", (part(places[from].0, places[to].0), part(places[from].1, places[to].1)));
        }
        self.mouse("mouseReleased", places[to]);
    }

    fn mouse(&mut self, kind: &str, (x, y): (f64, f64)) {
        let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1 });
        self.call("Input.dispatchMouseEvent", event);
    }

    /// What a judge of accessibility finds wrong with the page: our own rules, and axe-core where it is installed
    /// (`npm ci --prefix tests/it/serve/axe`).
    pub fn audit(&mut self) -> Vec<String> {
        let mut wrong = self.eval(include_str!("structure.js"));
        let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/serve/axe/node_modules/axe-core/axe.min.js");
        if let Ok(axe) = fs::read_to_string(axe) {
            self.eval(&format!("{axe};undefined"));
            let judged =
                "axe.run().then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.html).join(' ')))";
            wrong.as_array_mut().unwrap().append(self.eval(judged).as_array_mut().unwrap());
        }
        serde_json::from_value(wrong).unwrap()
    }

    /// Keeps what the page looks like, where `KIOSQUE_SCREENSHOTS` names a folder.
    pub fn picture(&mut self, name: &str) {
        let Some(folder) = env::var_os("KIOSQUE_SCREENSHOTS") else { return };
        let shot = self.call("Page.captureScreenshot", json!({ "format": "png" }));
        let path = Path::new(&folder).join(format!("{name}.png.base64"));
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
