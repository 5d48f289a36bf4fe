// Sorts, filters and pages tables in the browser. A table of several pages is fetched whole when
// a reader first asks something of it; without this script its static pages remain.
(function () {
  "use strict";
  const SIZE = 100; // rows on a page, as on the static pages
  const LONG = 40; // characters; the style sheet cuts what is longer, as on the static pages
  const NUMBERS = { count: true, money: true };
  const collator = new Intl.Collator("zh-CN", { numeric: true });

  function fold(text) {
    return text.normalize("NFKC").toLowerCase();
  }

  function words(text) {
    return fold(text).split(/\s+/).filter(Boolean);
  }

  function number(text) {
    return Number(text.replace(/,/g, ""));
  }

  // What the JSON download says -> the text that the page shows.
  function shown(value, kind) {
    if (value === null || value === undefined) return "";
    return kind === "money" && typeof value === "number" ? value.toFixed(2) : String(value);
  }

  function start(section) {
    const body = section.querySelector("tbody");
    const wrap = section.querySelector(".table-wrap");
    const status = section.querySelector(".table-status");
    const pager = section.querySelector(".table-pager");
    const form = section.querySelector(".table-filter");
    if (!status || !body.rows.length) return;

    const key = section.getAttribute("data-key");
    const ids = section.getAttribute("data-ids");
    const source = section.getAttribute("data-source"); // only where there are several pages
    const rowPages = section.getAttribute("data-rows");
    const keys = section.getAttribute("data-keys").split(" ");
    const kinds = section.getAttribute("data-kinds").split(" ");
    const fields = form ? Array.prototype.filter.call(form.elements, function (each) { return each.name; }) : [];

    // How the server left the table: shown again whenever nothing is asked.
    const still = { rows: nodes(body), pager: pager ? nodes(pager) : [], status: status.textContent };
    const state = { page: 0 }; // 0 = as the server left it, while nothing is asked
    let rows = null; // every row: {cells, folded, element}
    let loading = null;
    let order = { by: "", filled: [], empty: [] }; // the last sorted order; down is its reverse
    let run = 0; // an older answer that still waits for the data is dropped

    // --- rows ---

    function nodes(parent) {
      return Array.prototype.slice.call(parent.childNodes);
    }

    function known(row) {
      return { cells: Array.prototype.map.call(row.cells, function (cell) { return cell.textContent; }), folded: "", element: row };
    }

    async function fetched() {
      const response = await fetch(source, { credentials: "same-origin" });
      if (!response.ok) throw new Error(source);
      const data = await response.json();
      return data.rows.map(function (row, place) {
        return {
          cells: keys.map(function (each, at) { return shown(row[each], kinds[at]); }),
          folded: "",
          element: null,
          anchor: data.anchors ? data.anchors[place] : "",
        };
      });
    }

    function load() {
      if (!loading) {
        loading = source ? fetched() : Promise.resolve(Array.prototype.map.call(body.rows, known));
        loading.then(function (all) { rows = all; }, function () { loading = null; });
      }
      return loading;
    }

    // A row is made when it is first shown, after the pattern of the first one on the page.
    function element(row) {
      if (row.element) return row.element;
      const made = pattern.cloneNode(true);
      if (row.anchor) made.id = ids + row.anchor;
      else made.removeAttribute("id");
      Array.prototype.forEach.call(made.cells, function (cell, at) {
        const link = cell.querySelector("a");
        if (link && row.anchor) {
          link.href = rowPages + row.anchor + "/";
          link.textContent = row.cells[at] || row.anchor;
        } else if (cuts && row.cells[at].length > LONG) {
          const part = document.createElement("div");
          part.textContent = row.cells[at];
          cell.textContent = "";
          cell.appendChild(part);
        } else {
          cell.textContent = row.cells[at];
        }
      });
      row.element = made;
      return made;
    }
    const pattern = body.rows[0];
    const cuts = body.parentNode.classList.contains("cuts");

    // --- what is asked, and the answer ---

    function asked() {
      const wanted = { words: [], values: [], sort: "" };
      fields.forEach(function (field) {
        const value = field.value;
        if (field.name === "q") wanted.words = words(value);
        else if (field.name === "sort") wanted.sort = value;
        else if (value) wanted.values.push([keys.indexOf(field.name.slice(2)), value]);
      });
      return wanted;
    }

    function isIdle(wanted) {
      return !wanted.words.length && !wanted.values.length && !wanted.sort;
    }

    function compare(at) {
      const isNumber = NUMBERS[kinds[at]];
      const plain = kinds[at] === "date";
      return function (one, other) {
        const a = rows[one].cells[at];
        const b = rows[other].cells[at];
        if (a === b) return one - other;
        if (isNumber) return number(a) - number(b) || one - other;
        if (plain) return a < b ? -1 : 1;
        return collator.compare(a, b) || one - other;
      };
    }

    function sortable(row, at) {
      return row.cells[at] && !(NUMBERS[kinds[at]] && isNaN(number(row.cells[at])));
    }

    // Places of all rows in the order asked for. Empty cells come last, up and down.
    function sorted(sort) {
      if (!sort) return null;
      const down = sort.charAt(0) === "-";
      const by = down ? sort.slice(1) : sort;
      const at = keys.indexOf(by);
      if (order.by !== by) {
        const filled = [];
        const empty = [];
        rows.forEach(function (row, place) { (sortable(row, at) ? filled : empty).push(place); });
        order = { by: by, filled: filled.sort(compare(at)), empty: empty };
      }
      return (down ? order.filled.slice().reverse() : order.filled).concat(order.empty);
    }

    function matches(row, wanted) {
      if (!wanted.values.every(function (each) { return row.cells[each[0]] === each[1]; })) return false;
      if (!wanted.words.length) return true;
      if (!row.folded) row.folded = fold(row.cells.join("\n"));
      return wanted.words.every(function (word) { return row.folded.indexOf(word) >= 0; });
    }

    function found(wanted) {
      const places = sorted(wanted.sort);
      const all = places ? places.map(function (place) { return rows[place]; }) : rows;
      return all.filter(function (row) { return matches(row, wanted); });
    }

    // --- showing ---

    function fill(parent, children) {
      const fragment = document.createDocumentFragment();
      children.forEach(function (child) { fragment.appendChild(child); });
      parent.textContent = "";
      parent.appendChild(fragment);
    }

    function nothing() {
      const row = document.createElement("tr");
      const cell = document.createElement("td");
      row.className = "none";
      cell.colSpan = keys.length;
      cell.textContent = "没有符合条件的行。可以减少条件，或者换一个词。";
      row.appendChild(cell);
      return row;
    }

    function turner(label, page, pages) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.setAttribute("data-turn", String(page));
      // Not `disabled`: the focus would be lost on the last page.
      button.setAttribute("aria-disabled", String(page < 1 || page > pages));
      return button;
    }

    function show(chosen) {
      const pages = Math.max(1, Math.ceil(chosen.length / SIZE));
      state.page = Math.min(Math.max(state.page, 1), pages);
      const first = (state.page - 1) * SIZE;
      const part = chosen.slice(first, first + SIZE);
      fill(body, part.length ? part.map(element) : [nothing()]);
      status.textContent = "共 " + rows.length + " 行，符合条件 " + chosen.length + " 行";
      if (!pager) return;
      const place = document.createElement("p");
      place.textContent = "第 " + state.page + " / " + pages + " 页，共 " + chosen.length + " 行";
      fill(pager, [turner("上一页", state.page - 1, pages), place, turner("下一页", state.page + 1, pages)]);
      pager.hidden = pages < 2;
    }

    function restore() {
      state.page = 0;
      fill(body, still.rows);
      status.textContent = still.status;
      if (pager) {
        fill(pager, still.pager);
        pager.hidden = false;
      }
    }

    function mark(sort) {
      heads.forEach(function (head) {
        head.cell.removeAttribute("aria-sort");
        if (sort === head.key) head.cell.setAttribute("aria-sort", "ascending");
        if (sort === "-" + head.key) head.cell.setAttribute("aria-sort", "descending");
      });
    }

    // Answers what the form asks. Resolves when the rows stand on the page.
    async function answer() {
      const mine = run += 1;
      const wanted = asked();
      mark(wanted.sort);
      if (isIdle(wanted) && !state.page) {
        restore();
        return;
      }
      if (!rows) {
        if (source) status.textContent = "正在读取全表……";
        try {
          await load();
        } catch (error) {
          if (run === mine) status.textContent = "全表暂时无法读取。可以逐页查看，或者下载表格。";
          return;
        }
        if (run !== mine) return;
      }
      show(found(wanted));
    }

    // --- what the reader does ---

    // The address keeps what is asked: going back, or sending it to somebody, shows the same.
    function keep() {
      const query = new URLSearchParams(location.search);
      fields.forEach(function (field) {
        if (field.value) query.set(key + "." + field.name, field.value);
        else query.delete(key + "." + field.name);
      });
      if (state.page > 1) query.set(key + ".page", String(state.page));
      else query.delete(key + ".page");
      const text = query.toString();
      history.replaceState(null, "", location.pathname + (text ? "?" + text : "") + location.hash);
    }

    function change() {
      state.page = isIdle(asked()) ? 0 : 1;
      return answer();
    }

    function changeAndKeep() {
      change().then(keep);
    }

    function turn(page) {
      state.page = page;
      answer().then(function () {
        keep();
        section.scrollIntoView();
        wrap.focus({ preventScroll: true });
      });
    }

    // The head's lowest cells, one for each field; merged cells above them stay as they are.
    function leaves() {
      const lines = Array.prototype.slice.call(section.querySelectorAll("thead tr"));
      const grid = lines.map(function () { return []; });
      lines.forEach(function (line, y) {
        Array.prototype.forEach.call(line.cells, function (cell) {
          let x = 0;
          while (grid[y][x]) x += 1;
          for (let down = y; down < Math.min(y + cell.rowSpan, lines.length); down += 1) {
            for (let right = x; right < x + cell.colSpan; right += 1) grid[down][right] = cell;
          }
        });
      });
      const last = grid[grid.length - 1] || [];
      return keys
        .map(function (each, at) { return { key: each, cell: last[at] }; })
        .filter(function (head, at) { return head.cell && head.cell.colSpan === 1 && kinds[at] !== "long"; });
    }

    function addSorting(head) {
      const button = document.createElement("button");
      const label = document.createElement("span");
      label.textContent = head.cell.textContent;
      button.type = "button";
      button.className = "sort";
      button.title = "点击排序";
      button.appendChild(label);
      fill(head.cell, [button]);
      button.addEventListener("click", function () {
        const sort = form.elements.sort;
        // Up, down, and back to the order of the table.
        if (sort.value === head.key) sort.value = "-" + head.key;
        else sort.value = sort.value === "-" + head.key ? "" : head.key;
        changeAndKeep();
      });
    }

    // An address that names a row of another page.
    async function seek() {
      const id = decodeURIComponent(location.hash.slice(1));
      if (!id || !source || id.indexOf(ids) !== 0 || document.getElementById(id)) return;
      if (ids === "" && /^(?:table-|t\d+-)/.test(id)) return;
      const all = await load();
      const place = all.findIndex(function (row) { return row.anchor && ids + row.anchor === id; });
      if (place < 0) return;
      fields.forEach(function (field) { field.value = ""; });
      state.page = Math.floor(place / SIZE) + 1;
      await answer();
      location.replace("#" + encodeURIComponent(id)); // the row is there now: scroll to it, mark it
    }

    let heads = [];
    if (form) {
      heads = leaves();
      heads.forEach(addSorting);
      form.hidden = false;
      form.addEventListener("focusin", function () { load().catch(function () {}); }, { once: true });
      form.addEventListener("input", function (event) {
        if (event.target.name === "q" && !event.isComposing) change();
      });
      form.addEventListener("compositionend", change);
      form.addEventListener("change", function (event) {
        if (event.target.name === "q") keep();
        else changeAndKeep();
      });
      form.addEventListener("submit", function (event) {
        event.preventDefault();
        changeAndKeep();
      });
      form.addEventListener("reset", function () {
        setTimeout(changeAndKeep, 0); // the fields are empty only after this event
      });
    }
    if (pager) {
      pager.addEventListener("click", function (event) {
        const button = event.target.closest("button");
        if (!button || button.getAttribute("aria-disabled") === "true") return;
        turn(Number(button.getAttribute("data-turn")));
      });
    }

    const query = new URLSearchParams(location.search);
    fields.forEach(function (field) {
      const value = query.get(key + "." + field.name);
      // A browser may have put old text back into the field; the address decides.
      field.value = value || "";
      if (field.selectedIndex === -1) field.value = "";
    });
    state.page = Math.floor(Number(query.get(key + ".page"))) || 0;
    if (!isIdle(asked()) && !state.page) state.page = 1;
    if (state.page) answer();
    seek().catch(function () { /* the page stays as it is */ });
    window.addEventListener("hashchange", function () { seek().catch(function () {}); });
  }

  if (!window.fetch || !window.URLSearchParams || !window.Intl) return;
  Array.prototype.forEach.call(document.querySelectorAll(".data-table"), start);
})();
