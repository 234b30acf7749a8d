"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const rows = data.rows, texts = data.texts, results = data.results, words = data.words;
  const ROW = 0, DOMAIN = 1, WISH = 2, RESULT = 3, COMMENT = 4, CODE = 5, TASK = 6, ATTEMPTS = 7, SUBMITTED = 8, FINISHED = 9;
  const inTexts = new Set([WISH, COMMENT, CODE, TASK, SUBMITTED, FINISHED]);
  const onPage = 100, onPaper = 2000;

  const language = document.documentElement.lang;
  const at = (id) => document.getElementById(id);
  const form = at("filter"), search = at("q"), code = at("code"), body = at("body"), table = at("table");
  const boxes = Array.from(form.querySelectorAll("input[name=result]"));
  const state = { q: "", code: "", results: new Set(), sort: ROW, down: false, page: 0 };
  let found = rows;

  // A text with %d replaced by numbers, in order or by %[1]d.
  const say = (text, ...numbers) => {
    let n = 0;
    return words[text].replace(/%(?:\[(\d)\])?d/g, (_, k) => numbers[k ? k - 1 : n++].toLocaleString(language));
  };

  // What a row is searched in is put together once, when it is first needed.
  const lower = texts.map((t) => t.toLowerCase());
  const hay = new Array(rows.length);
  const hayOf = (i) => {
    const r = rows[i];
    return hay[i] || (hay[i] = [r[DOMAIN].toLowerCase(), lower[r[WISH]], lower[r[COMMENT]], lower[r[CODE]], lower[r[TASK]], r[ROW]].join("\n"));
  };

  const fits = (i) => {
    const r = rows[i];
    if (state.results.size && !state.results.has(r[RESULT])) return false;
    if (state.code && texts[r[CODE]] !== state.code) return false;
    return state.q.split(/\s+/).every((word) => hayOf(i).includes(word));
  };

  const key = (r) => (inTexts.has(state.sort) ? texts[r[state.sort]] : r[state.sort]);
  const inOrder = (a, b) => {
    const x = key(a), y = key(b);
    const way = x < y ? -1 : x > y ? 1 : 0;
    return (state.down ? -way : way) || a[ROW] - b[ROW];
  };

  const cell = (text, kind) => {
    const td = document.createElement("td");
    td.textContent = text;
    if (kind) td.className = kind;
    return td;
  };

  const line = (r) => {
    const tr = document.createElement("tr");
    const chip = document.createElement("span"), symbol = document.createElement("span"), box = cell("");
    chip.className = "chip r" + r[RESULT];
    symbol.setAttribute("aria-hidden", "true");
    symbol.textContent = results[r[RESULT]][1];
    chip.append(symbol, " " + results[r[RESULT]][0]);
    box.append(chip);
    tr.append(cell(r[ROW], "n"), cell(r[DOMAIN]), cell(texts[r[WISH]]), box, cell(texts[r[COMMENT]]), cell(texts[r[CODE]], "code"),
      cell(texts[r[TASK]], "code"), cell(r[ATTEMPTS] || "", "n"), cell(texts[r[SUBMITTED]], "time"), cell(texts[r[FINISHED]], "time"));
    return tr;
  };

  const fill = (from, to) => body.replaceChildren(...found.slice(from, to).map(line));

  const pages = () => Math.max(1, Math.ceil(found.length / onPage));

  const draw = () => {
    state.page = Math.min(Math.max(state.page, 0), pages() - 1);
    fill(state.page * onPage, (state.page + 1) * onPage);
    at("count").textContent = found.length ? say("%d of %d rows", found.length, rows.length) : words["No row fits."];
    at("page").textContent = say("Page %d of %d", state.page + 1, pages());
    for (const b of at("pages").querySelectorAll("button")) {
      const end = b.dataset.go === "first" || b.dataset.go === "back" ? 0 : pages() - 1;
      b.disabled = state.page === end;
    }
    at("pages").hidden = pages() === 1;
    for (const b of table.querySelectorAll("thead button")) {
      const th = b.parentElement;
      if (Number(b.dataset.sort) === state.sort) th.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      else th.removeAttribute("aria-sort");
    }
  };

  const find = () => {
    found = rows.filter((_, i) => fits(i));
    if (state.sort !== ROW || state.down) found.sort(inOrder);
    draw();
    remember();
  };

  // The filter is part of the address, so that it can be handed on.
  const remember = () => {
    const p = new URLSearchParams();
    if (state.q) p.set("q", state.q);
    if (state.code) p.set("code", state.code);
    if (state.results.size) p.set("result", [...state.results].map((k) => results[k][0]).join(","));
    if (state.sort !== ROW || state.down) p.set("sort", (state.down ? "-" : "") + state.sort);
    if (state.page) p.set("page", state.page + 1);
    try {
      history.replaceState(null, "", p.size ? "#" + p : location.pathname + location.search);
    } catch (_) {
      // Some browsers let a file have no history.
    }
  };

  const recall = () => {
    const p = new URLSearchParams(location.hash.slice(1));
    search.value = p.get("q") || "";
    code.value = p.get("code") || "";
    const wanted = (p.get("result") || "").split(",");
    for (const b of boxes) b.checked = wanted.includes(results[b.value][0]);
    const sort = p.get("sort") || "0";
    state.down = sort[0] === "-";
    state.sort = Math.min(Math.abs(Number(sort)) || 0, FINISHED);
    read();
    state.page = (Number(p.get("page")) || 1) - 1;
  };

  const read = () => {
    state.q = search.value.trim().toLowerCase();
    state.code = code.value;
    state.results = new Set(boxes.filter((b) => b.checked).map((b) => Number(b.value)));
    state.page = 0;
  };

  const codes = new Map();
  for (const r of rows) if (r[CODE]) codes.set(r[CODE], (codes.get(r[CODE]) || 0) + 1);
  for (const [k, n] of [...codes].sort((a, b) => b[1] - a[1])) {
    const option = document.createElement("option");
    option.value = texts[k];
    option.textContent = texts[k] + " (" + n.toLocaleString(language) + ")";
    code.append(option);
  }

  let timer = 0;
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => { read(); find(); }, 150);
  });
  form.addEventListener("change", () => { read(); find(); });
  form.addEventListener("submit", (e) => { e.preventDefault(); read(); find(); });
  form.addEventListener("reset", () => setTimeout(() => { read(); state.sort = ROW; state.down = false; find(); }));
  table.querySelector("thead").addEventListener("click", (e) => {
    const b = e.target.closest("button");
    if (!b) return;
    const column = Number(b.dataset.sort);
    state.down = column === state.sort && !state.down;
    state.sort = column;
    state.page = 0;
    find();
  });
  at("pages").addEventListener("click", (e) => {
    const b = e.target.closest("button");
    if (!b) return;
    state.page = { first: 0, back: state.page - 1, on: state.page + 1, last: pages() - 1 }[b.dataset.go];
    draw();
    remember();
    table.scrollIntoView({ block: "start" });
  });
  document.addEventListener("keydown", (e) => {
    if (e.key === "/" && !e.ctrlKey && !e.metaKey && !e.altKey && !/^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName)) {
      e.preventDefault();
      search.focus();
    }
  });

  // On paper stands what was filtered, not only one page of it.
  addEventListener("beforeprint", () => {
    fill(0, onPaper);
    if (found.length > onPaper) at("count").textContent = say("The first %d of %d rows are printed; filter the rows to print others.", onPaper, found.length);
  });
  addEventListener("afterprint", draw);
  addEventListener("hashchange", () => { recall(); find(); });

  form.hidden = table.hidden = false;
  recall();
  found = rows;
  find();
})();
