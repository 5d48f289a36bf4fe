/*
 * The search page. It knows the page and the address bar, not how the index answers.
 *
 * <script src="search.js" defer data-base="/" data-catalog="/catalog/" data-engine="search-index.js">
 * The engine and the index are loaded when the reader begins to search, not before.
 * Everything from the index is set as text, never as markup. ES2017 only.
 */
(function () {
  "use strict";

  const PAGE = 10; // each result fetches a piece of its document
  const FIELDS = ["q", "column", "unit", "year", "validity", "sort"];
  const FILTERS = ["column", "unit", "year", "validity"];
  const BEFORE = 30; // characters of the excerpt in front of the match
  const EXCERPT = 130;

  const script = document.currentScript;
  const base = (script.getAttribute("data-base") || "/").replace(/\/*$/, "/");
  const catalog = script.getAttribute("data-catalog") || base;
  const engine = script.getAttribute("data-engine");

  const form = document.getElementById("search-form");
  const results = document.getElementById("search-results");
  const status = document.getElementById("search-status");
  const more = document.getElementById("search-more");
  if (!form || !results || !status || !more) {
    return;
  }

  let opened = null; // promise of the index
  let latest = 0; // number of the search that may write to the page

  // --- loading -----------------------------------------------------------------------------

  function loadEngine() {
    if (window.GongkaiSearch) {
      return Promise.resolve();
    }
    return new Promise(function (resolve, reject) {
      const tag = document.createElement("script");
      tag.src = engine;
      tag.onload = resolve;
      tag.onerror = function () { reject(new Error("engine not loaded")); };
      document.head.appendChild(tag);
    });
  }

  function index() {
    if (!opened) {
      opened = loadEngine().then(function () {
        return window.GongkaiSearch.open(base + "search/");
      });
      opened.catch(function () { opened = null; });
    }
    return opened;
  }

  // --- the form and the address ------------------------------------------------------------

  function read() {
    const query = {};
    FIELDS.forEach(function (name) {
      const field = form.elements[name];
      query[name] = field ? field.value : "";
    });
    return query;
  }

  function fill(parameters) {
    FIELDS.forEach(function (name) {
      const field = form.elements[name];
      const value = parameters.get(name) || "";
      if (!field) {
        return;
      }
      if (field.options && !Array.from(field.options).some(function (o) { return o.value === value; })) {
        field.selectedIndex = 0; // an old address may name a unit that is gone
      } else {
        field.value = value;
      }
    });
  }

  function address(query) {
    const parameters = new URLSearchParams();
    FIELDS.forEach(function (name) {
      if (query[name] && !(name === "sort" && query[name] === "relevance")) {
        parameters.set(name, query[name]);
      }
    });
    const written = parameters.toString();
    history.replaceState(null, "", location.pathname + (written ? "?" + written : ""));
  }

  // --- showing -----------------------------------------------------------------------------

  function element(name, className, text) {
    const made = document.createElement(name);
    made.className = className;
    if (text) {
      made.textContent = text;
    }
    return made;
  }

  /* Append `text` from `from` to `to`, the ranges in `marks` as <mark>. */
  function appendMarked(parent, text, marks, from, to) {
    let at = from;
    marks.forEach(function (range) {
      const start = Math.max(range[0], from);
      const end = Math.min(range[1], to);
      if (start < end) {
        parent.appendChild(document.createTextNode(text.slice(at, start)));
        parent.appendChild(element("mark", "", text.slice(start, end)));
        at = end;
      }
    });
    parent.appendChild(document.createTextNode(text.slice(at, to)));
  }

  /* Move a cut so that it does not split a surrogate pair. */
  function whole(text, at) {
    return /[\udc00-\udfff]/.test(text.charAt(at)) ? at + 1 : at;
  }

  function excerpt(text, terms) {
    const made = element("p", "search-excerpt");
    const marks = window.GongkaiSearch.marks(text, terms);
    const first = marks.length ? marks[0][0] : 0;
    // A match near its paragraph's start is shown from that start.
    const paragraph = text.lastIndexOf("\n", first - 1) + 1;
    const from = first - paragraph <= BEFORE ? (first ? paragraph : 0) : whole(text, first - BEFORE);
    const to = Math.min(text.length, whole(text, Math.max(from + EXCERPT, marks.length ? marks[0][1] : 0)));
    const flat = text.replace(/\n/g, " ");
    if (from > 0) {
      made.appendChild(document.createTextNode("…"));
    }
    appendMarked(made, flat, marks, from, to);
    if (to < text.length) {
      made.appendChild(document.createTextNode("…"));
    }
    return made;
  }

  function item(shown, terms) {
    const url = base + shown.url.replace(/^\/+/, "");
    const made = element("li", "search-result");
    made.setAttribute("data-url", url);
    const title = shown.title || "（无标题）";
    const link = element("a", "search-title");
    link.setAttribute("href", url);
    appendMarked(link, title, window.GongkaiSearch.marks(title, terms), 0, title.length);
    made.appendChild(link);
    const facts = shown.labels.concat(shown.date).filter(Boolean).join(" · ");
    if (facts) {
      made.appendChild(element("p", "search-meta", facts));
    }
    if (shown.text) {
      made.appendChild(excerpt(shown.text, terms));
    }
    return made;
  }

  function clear() {
    results.removeAttribute("data-total");
    results.textContent = "";
    more.textContent = "";
  }

  function fail() {
    clear();
    results.removeAttribute("aria-busy");
    status.textContent = "检索暂时不能使用。请刷新页面重试，或在";
    const link = element("a", "", "信息公开目录");
    link.setAttribute("href", catalog);
    status.appendChild(link);
    status.appendChild(document.createTextNode("中按栏目、单位、年份查找。"));
  }

  /* Show the next page of `hits`; resolves to the first item that was added. */
  function append(found, hits, from, number) {
    const next = hits.slice(from, from + PAGE);
    return Promise.all(next.map(found.show)).then(function (shown) {
      if (number !== latest) {
        return null;
      }
      const items = shown.map(function (value, i) { return item(value, next[i].terms); });
      items.forEach(function (made) { results.appendChild(made); });
      more.textContent = "";
      const left = hits.length - from - next.length;
      if (left > 0) {
        const button = element("button", "search-more", "更多结果（还有 " + left + " 条）");
        button.type = "button";
        button.addEventListener("click", function () {
          button.disabled = true;
          append(found, hits, from + PAGE, number).then(function (first) {
            if (first) {
              first.querySelector("a").focus();
            }
          }).catch(failed(number));
        });
        more.appendChild(button);
      }
      return items[0] || null;
    });
  }

  function failed(number) {
    return function (error) {
      if (number === latest) {
        opened = null; // the site may have been published anew; the next try reads it afresh
        fail();
      }
      if (window.console) {
        window.console.error(error);
      }
    };
  }

  // --- searching ---------------------------------------------------------------------------

  function search(query, again) {
    latest += 1;
    const number = latest;
    const filters = {};
    FILTERS.forEach(function (name) { filters[name] = query[name]; });
    const filtered = FILTERS.some(function (name) { return query[name]; });
    clear();
    if (!query.q.trim() && !filtered) {
      results.removeAttribute("aria-busy");
      status.textContent = "请输入检索词，或选择筛选条件。";
      return;
    }
    status.textContent = "正在检索……";
    results.setAttribute("aria-busy", "true");
    index().then(function (found) {
      const terms = window.GongkaiSearch.terms(query.q);
      const sort = terms.length ? query.sort : "date";
      return found.find({terms: terms, filters: filters, sort: sort}).then(function (hits) {
        if (number !== latest) {
          return null;
        }
        return append(found, hits, 0, number).then(function () {
          if (number === latest) {
            status.textContent = hits.length
              ? "共找到 " + hits.length + " 条结果。"
              : "没有找到符合条件的信息。可以换一个检索词，或减少筛选条件。";
            results.removeAttribute("aria-busy");
            results.setAttribute("data-total", String(hits.length));
          }
        });
      });
    }).catch(function (error) {
      if (again && number === latest) {
        opened = null; // files of an older index are gone: read the list of segments again
        search(query, false);
      } else {
        failed(number)(error);
      }
    });
  }

  function run() {
    const query = read();
    address(query);
    search(query, true);
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    run();
  });
  form.addEventListener("change", function (event) {
    if (event.target.name !== "q") {
      run();
    }
  });
  form.addEventListener("focusin", function () {
    index().catch(function () {}); // a fault is shown when the reader really searches
  });

  const parameters = new URLSearchParams(location.search);
  if (FIELDS.some(function (name) { return parameters.get(name); })) {
    fill(parameters);
    search(read(), true);
  }
})();
