// What makes the pages quicker. Without it they do the same by links and forms.
"use strict";
(() => {
  const base = document.body.dataset.base;
  const box = document.getElementById("q");
  const form = box.form;
  const reads = (name) => { try { return JSON.parse(localStorage.getItem("kiosque:" + base + ":" + name)) || []; } catch { return []; } };
  const keeps = (name, value) => { try { localStorage.setItem("kiosque:" + base + ":" + name, JSON.stringify(value)); } catch { /* a private window */ } };

  // Completion while one types: a combobox as ARIA has it.
  const offers = document.createElement("ul");
  offers.id = "offers";
  offers.setAttribute("role", "listbox");
  offers.setAttribute("aria-label", "Suggestions");
  offers.hidden = true;
  box.after(offers);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", "offers"], ["aria-expanded", "false"]]) box.setAttribute(name, value);
  let asked = 0, chosen = -1, pause = 0;
  const close = () => { offers.hidden = true; chosen = -1; box.setAttribute("aria-expanded", "false"); box.removeAttribute("aria-activedescendant"); };
  const choose = (n) => {
    const items = [...offers.children];
    if (!items.length) return;
    chosen = (n + items.length) % items.length;
    items.forEach((item, at) => item.setAttribute("aria-selected", String(at === chosen)));
    box.setAttribute("aria-activedescendant", items[chosen].id);
  };
  const take = (item) => { box.value = item.textContent; close(); box.focus(); };
  box.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(async () => {
      const mine = ++asked, typed = box.value;
      if (typed.trim().length < 2) return close();
      try {
        const answer = await fetch(base + "/api/v1/suggest?" + new URLSearchParams({ q: typed, limit: 6, words: 1 }));
        if (!answer.ok || mine !== asked) return;
        const { words } = await answer.json();
        offers.replaceChildren(...words.map((word, n) => {
          const item = document.createElement("li");
          item.id = "offer" + n;
          item.setAttribute("role", "option");
          item.setAttribute("aria-selected", "false");
          item.textContent = word;
          item.addEventListener("mousedown", (event) => { event.preventDefault(); take(item); });
          return item;
        }));
        chosen = -1;
        offers.hidden = !words.length || document.activeElement !== box;
        box.setAttribute("aria-expanded", String(!offers.hidden));
      } catch { close(); }
    }, 120);
  });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (offers.hidden) return;
    if (event.key === "ArrowDown") { choose(chosen + 1); event.preventDefault(); }
    else if (event.key === "ArrowUp") { choose(chosen < 0 ? -1 : chosen - 1); event.preventDefault(); }
    else if (event.key === "Enter" && chosen >= 0) { take(offers.children[chosen]); event.preventDefault(); }
    // The browser would empty the box.
    else if (event.key === "Escape") { close(); event.preventDefault(); }
  });

  // Results replaced in place.
  const here = () => location.pathname + location.search;
  let shown = here(), going = 0;
  // Shows another page; one that was there before where it says which page was `left` for it.
  const go = async (address, left) => {
    const mine = ++going;
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine !== going) return;
      if (!page.querySelector("main")) throw new Error();
      if (!left) history.pushState(null, "", address);
      document.title = page.title;
      document.getElementById("feed")?.remove();
      document.head.append(...page.querySelectorAll("#feed"));
      document.querySelector("main").replaceWith(page.querySelector("main"));
      const fresh = page.querySelector("form");
      box.value = fresh.q.value;
      form.action = fresh.action;
      const more = form.querySelector("details"), freshMore = fresh.querySelector("details");
      freshMore.open ||= more.open;
      more.replaceWith(freshMore);
      form.querySelectorAll("input[type=hidden]").forEach((input) => input.remove());
      form.append(...fresh.querySelectorAll("input[type=hidden]"));
      shown = here();
      arrive();
      if (left) returned(left);
      else { scrollTo(0, 0); document.getElementById("main").focus({ preventScroll: true }); }
    } catch { location.assign(address); }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    close();
    const address = new URL(form.action);
    address.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    go(address.href);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("main a");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const address = new URL(link.href.baseVal ?? link.href, location.href);
    const inside = [base + "/", base + "/article", base + "/stats", base + "/help"];
    if (address.origin !== location.origin || !inside.includes(address.pathname) || (address.hash && address.pathname + address.search === location.pathname + location.search)) return;
    event.preventDefault();
    if (!dragged) go(address.href);
  });
  // A link within the page is the browser's own business.
  addEventListener("popstate", () => {
    const left = shown;
    shown = here();
    if (left !== shown) go(location.href, left);
  });

  // A range drawn on the timeline.
  let start = null, dragged = false;
  const bar = (event) => { const at = document.elementFromPoint(event.clientX, event.clientY); return at && at.closest("#chart a"); };
  document.addEventListener("pointerdown", (event) => { dragged = false; start = event.button ? null : bar(event); if (start) event.preventDefault(); });
  document.addEventListener("dragstart", (event) => { if (start) event.preventDefault(); });
  const drawn = (end) => {
    const bars = [...document.querySelectorAll("#chart a")];
    const [from, to] = [bars.indexOf(start), bars.indexOf(end)].sort((a, b) => a - b);
    return bars.slice(from, to + 1);
  };
  document.addEventListener("pointermove", (event) => {
    const end = start && bar(event);
    if (!end || end === start && !dragged) return;
    dragged = true;
    document.querySelectorAll("#chart a.drawn").forEach((one) => one.classList.remove("drawn"));
    drawn(end).forEach((one) => one.classList.add("drawn"));
  });
  document.addEventListener("pointerup", () => {
    const bars = [...document.querySelectorAll("#chart a.drawn")];
    start = null;
    if (!dragged || !bars.length) return;
    form.elements.since.value = bars[0].dataset.from;
    form.elements.until.value = bars[bars.length - 1].dataset.to;
    form.requestSubmit();
  });

  // The keyboard.
  let at = -1;
  const move = (by) => {
    const hits = [...document.querySelectorAll("#hits h2 a")], marks = [...document.querySelectorAll("main mark[id]")];
    const all = hits.length ? hits : marks;
    if (!all.length) return;
    at = Math.max(0, Math.min(all.length - 1, at + by));
    if (hits.length) return hits[at].focus();
    marks.forEach((mark, n) => mark.classList.toggle("here", n === at));
    marks[at].scrollIntoView({ block: "center" });
  };
  // Who comes back from an article goes on at its hit.
  const returned = (left) => {
    const hits = [...document.querySelectorAll("#hits h2 a")];
    at = hits.findIndex((hit) => hit.getAttribute("href") === left);
    if (at >= 0) hits[at].focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    const focused = document.activeElement.closest("article");
    const original = (focused || document).querySelector("a.original");
    if (event.key === "/") box.select();
    else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "o" && original) open(original.href, "_blank", "noopener,noreferrer");
    else if (event.key === "s") star();
    else if (event.key === "?") go(base + "/help");
    else return;
    event.preventDefault();
  });

  // Searches of the past and starred ones stay in this browser.
  const about = () => {
    const typed = new URLSearchParams(location.search);
    const narrowing = ["source", "since", "until"].flatMap((name) => typed.getAll(name)).filter(Boolean);
    return [document.querySelector("h1").textContent, ...narrowing].join(" · ");
  };
  const star = () => {
    const starred = reads("starred"), known = starred.findIndex(([address]) => address === here());
    known < 0 ? starred.unshift([here(), about()]) : starred.splice(known, 1);
    keeps("starred", starred.slice(0, 200));
    arrive();
  };
  const list = (name, entries) => {
    const heading = document.createElement("h2"), items = document.createElement("ul");
    heading.textContent = name;
    items.className = "less";
    items.append(...entries.map(([address, text]) => {
      const item = document.createElement("li"), link = document.createElement("a");
      link.href = address.startsWith("/") && !address.startsWith("//") ? address : base + "/";
      link.textContent = text;
      item.append(link);
      return item;
    }));
    return [heading, items];
  };
  // Starred searches as lines of the file of queries, each under a name of its own.
  const queries = (starred) => {
    const names = new Set();
    const line = ([address]) => {
      const typed = new URLSearchParams(address.split("?")[1]);
      const q = (typed.get("q") || "*").replace(/\s+/g, " ").trim();
      const word = (text) => '"' + text.replace(/["\s]+/g, " ").trim() + '"';
      const sources = typed.getAll("source").filter(Boolean).map(word);
      const filters = [
        sources.length && "source:" + (sources.length > 1 ? "(" + sources.join(" OU ") + ")" : sources[0]),
        typed.get("since") && "depuis:" + word(typed.get("since")),
        typed.get("until") && "jusqu'à:" + word(typed.get("until")),
      ].filter(Boolean);
      const about = [q, ...sources, typed.get("since"), typed.get("until")].filter(Boolean).join("-");
      const base = about.toLowerCase().normalize("NFC").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 40) || "tout";
      const plain = (name) => name.normalize("NFD").replace(/\p{M}/gu, "");
      let name = base;
      for (let n = 2; names.has(plain(name)); n++) name = base + "-" + n;
      names.add(plain(name));
      return name + " = " + (filters.length ? "(" + q + ") " + filters.join(" ") : q) + "\n";
    };
    return starred.map(line).join("");
  };
  const arrive = () => {
    at = -1;
    const count = document.getElementById("count"), saved = document.getElementById("saved");
    if (count) {
      keeps("history", [[here(), about()], ...reads("history").filter(([address]) => address !== here())].slice(0, 20));
      const button = count.querySelector("button") || document.createElement("button");
      const isStarred = reads("starred").some(([address]) => address === here());
      button.type = "button";
      button.textContent = isStarred ? "★" : "☆";
      button.setAttribute("aria-label", document.documentElement.lang === "fr" ? "Garder cette recherche" : "Star this search");
      button.setAttribute("aria-pressed", String(isStarred));
      button.onclick = star;
      count.append(" ", button);
    }
    if (saved) {
      const [past, starred] = [reads("history"), reads("starred")];
      saved.replaceChildren();
      if (starred.length) {
        const link = document.createElement("a");
        link.textContent = saved.dataset.queries;
        link.download = "queries";
        link.href = URL.createObjectURL(new Blob([queries(starred)], { type: "application/octet-stream" }));
        saved.append(...list(saved.dataset.starred, starred), link);
      }
      if (past.length) {
        const forget = document.createElement("button");
        forget.textContent = saved.dataset.forget;
        forget.onclick = () => { keeps("history", []); keeps("starred", []); arrive(); };
        saved.append(...list(saved.dataset.history, past), forget);
      }
    }
  };
  arrive();
})();
