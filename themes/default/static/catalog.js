// Filters the catalog in the browser. Parts of its data are fetched one by one, newest first,
// and no further than the reader has asked for; without this script the static lists remain.
(function () {
  "use strict";
  const SIZE = 50;
  const form = document.getElementById("catalog-filter");
  if (!form || !window.fetch || !window.URLSearchParams) return;

  const found = document.getElementById("catalog-found");
  const status = document.getElementById("catalog-status");
  const results = document.getElementById("catalog-results");
  const more = document.getElementById("catalog-more");
  const fields = Array.prototype.filter.call(form.elements, function (field) { return field.name; });

  let index = null; // the list of parts, once fetched
  const parts = {}; // URL -> promise of its documents
  let run = null; // the search that is shown; an older one that still waits is dropped

  async function load(url) {
    const response = await fetch(url, { credentials: "same-origin" });
    if (!response.ok) throw new Error(url);
    return response.json();
  }

  function documents(url) {
    if (!parts[url]) {
      parts[url] = load(address(url)).then(function (part) { return part.documents; });
      parts[url].catch(function () { delete parts[url]; }); // the next try asks again
    }
    return parts[url];
  }

  // A part may be named with or without the base path of the site.
  function address(part) {
    const base = form.getAttribute("data-base");
    return part.indexOf(base) === 0 ? part : base + part.replace(/^\//, "");
  }

  function yearOf(part) {
    return digits(part.split("/").pop());
  }

  function wanted() {
    const filter = {};
    fields.forEach(function (field) {
      const value = field.value.trim();
      if (value) filter[field.name] = value;
    });
    return filter;
  }

  // "2024年" -> "2024"; what has no date has no digits either.
  function digits(text) {
    return (/\d{4}/.exec(text) || [""])[0];
  }

  function fold(text) {
    return text.normalize("NFKC").toLowerCase();
  }

  function matches(entry, filter) {
    const topic = entry.topic || [];
    return (!filter.q || fold(entry.title).indexOf(fold(filter.q)) >= 0)
      && (!filter.column || entry.category === filter.column || entry.category_key === filter.column)
      && (!filter.unit || entry.unit === filter.unit)
      && (!filter.year || digits(entry.date) === digits(filter.year))
      && (!filter.validity || entry.validity === filter.validity)
      && (!filter.topic || topic[0] === filter.topic);
  }

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function row(entry) {
    const item = element("li");
    const link = element("a", entry.title);
    link.href = entry.url;
    const day = String(entry.date).slice(0, 10);
    const time = element("time", day);
    time.dateTime = day;
    const notes = element("p");
    if (entry.validity) {
      const off = entry.validity === "失效" || entry.validity === "废止";
      notes.appendChild(element("span", entry.validity, off ? "tag tag-off" : "tag"));
    }
    if (entry.disclosure === "依申请公开" || entry.disclosure === "on_request") {
      notes.appendChild(element("span", "依申请公开", "tag"));
    }
    [entry.category, entry.document_number, entry.unit].forEach(function (note) {
      if (note) notes.appendChild(element("span", note));
    });
    item.appendChild(link);
    item.appendChild(time);
    item.appendChild(notes);
    return item;
  }

  // Shows up to SIZE further entries of a run; fetches parts only while the page is not full.
  async function advance(mine) {
    more.hidden = true;
    status.textContent = "正在查找……";
    const page = document.createDocumentFragment();
    let room = SIZE;
    let ahead = 1; // one part at first, several at once when matches turn out to be rare
    while (room > 0 && (mine.queue.length || mine.next < mine.parts.length)) {
      if (!mine.queue.length) {
        mine.parts.slice(mine.next, mine.next + ahead).forEach(documents);
        const entries = await documents(mine.parts[mine.next]);
        if (run !== mine) return;
        mine.next += 1;
        ahead = 4;
        mine.queue = entries.filter(function (entry) { return matches(entry, mine.filter); });
      }
      mine.queue.splice(0, room).forEach(function (entry) {
        page.appendChild(row(entry));
        room -= 1;
      });
    }
    mine.shown += SIZE - room;
    results.appendChild(page);
    const ended = !mine.queue.length && mine.next >= mine.parts.length;
    more.hidden = ended;
    if (!ended) status.textContent = "已列出前 " + mine.shown + " 条，点“更多”继续。";
    else if (mine.shown) status.textContent = "共 " + mine.shown + " 条。";
    else status.textContent = "没有符合条件的信息。可以减少条件，或者换一个词。";
  }

  function fail() {
    status.textContent = "目录数据暂时无法读取。请使用下面按栏目、单位和年份列出的目录。";
    more.hidden = true;
  }

  async function start() {
    const filter = wanted();
    const mine = { filter: filter, parts: [], next: 0, queue: [], shown: 0 };
    run = mine;
    results.textContent = "";
    more.hidden = true;
    found.hidden = !Object.keys(filter).length;
    if (found.hidden) return;
    status.textContent = "正在查找……";
    try {
      if (!index) index = await load(form.getAttribute("data-source"));
      if (run !== mine) return;
      mine.parts = index.parts.filter(function (part) {
        return !filter.year || yearOf(part) === digits(filter.year);
      });
      await advance(mine);
    } catch (error) {
      if (run === mine) fail();
    }
  }

  // The address keeps the filter, so that a result can be sent to somebody.
  function keep() {
    const query = new URLSearchParams(wanted()).toString();
    history.replaceState(null, "", location.pathname + (query ? "?" + query : ""));
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    keep();
    start();
  });
  form.addEventListener("change", function (event) {
    if (event.target.tagName !== "SELECT") return;
    keep();
    start();
  });
  form.addEventListener("reset", function () {
    // The fields are empty only after this event.
    setTimeout(function () { keep(); start(); }, 0);
  });
  more.addEventListener("click", function () {
    const mine = run;
    const seen = results.children.length;
    advance(mine).then(function () {
      const first = results.children[seen];
      if (run === mine && first) first.querySelector("a").focus();
    }, fail);
  });

  const asked = new URLSearchParams(location.search);
  fields.forEach(function (field) {
    if (asked.has(field.name)) field.value = asked.get(field.name);
  });
  form.hidden = false;
  start();
})();
