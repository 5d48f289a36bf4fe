/* The panel of `gongkai serve`: what was found, and a reload when the site was built anew.
   Put into pages by the preview only; ES2017; every text from outside goes through textContent. */
(function () {
  "use strict";

  const script = document.currentScript;
  const site = script.getAttribute("data-site");
  const missing = script.hasAttribute("data-missing");
  const base = new URL(script.src).pathname.replace(/[^/]*$/, "");
  const OPEN = "gongkai-preview-open";

  function make(name, className, text) {
    const node = document.createElement(name);
    if (className) { node.className = className; }
    if (text) { node.textContent = text; }
    return node;
  }

  /* --- the frame: in a shadow root, so that neither the theme nor the panel disturbs the other */

  const host = make("div");
  host.id = "gongkai-preview";
  const root = host.attachShadow({ mode: "open" });
  const box = make("div", "box");
  const button = make("button", "bar", "预览");
  const list = make("div", "list");
  button.type = "button";
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", "list");
  list.id = "list";
  list.hidden = true;
  list.tabIndex = -1;
  list.setAttribute("role", "region");
  list.setAttribute("aria-label", "预览：检查结果");
  box.hidden = true;
  box.append(list, button);
  const style = make("link");
  style.rel = "stylesheet";
  style.href = base + "panel.css";
  style.addEventListener("load", function () { box.hidden = false; });
  root.append(style, box);
  document.body.append(host);

  function remember(open) {
    try { sessionStorage.setItem(OPEN, open ? "1" : ""); } catch (error) { /* not allowed here */ }
  }

  function remembered() {
    try { return sessionStorage.getItem(OPEN) === "1"; } catch (error) { return false; }
  }

  function expand(open) {
    list.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  }

  button.addEventListener("click", function () {
    expand(list.hidden);
    remember(!list.hidden);
  });
  root.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && !list.hidden) {
      expand(false);
      remember(false);
      button.focus();
    }
  });

  /* --- what it shows --------------------------------------------------------------------- */

  function finding(each) {
    const item = make("li", "finding " + each.severity);
    const head = make("p", "message");
    head.append(make("span", "severity", each.label), make("span", "text", each.message));
    item.append(head);
    if (each.hint) { item.append(make("p", "hint", "建议：" + each.hint)); }
    const place = make("p", "place");
    const where = each.path + ":" + each.line + ":" + each.column;
    if (each.url) {
      const link = make("a", "", where);
      link.setAttribute("href", each.url);
      place.append(link);
    } else {
      place.append(make("span", "", where));
    }
    place.append(make("span", "rule", each.rule));
    if (each.basis) { place.append(make("span", "basis", "依据：" + each.basis)); }
    item.append(place);
    return item;
  }

  function section(title, items, rest) {
    const part = make("section");
    const lines = make("ul");
    part.append(make("h2", "", title));
    items.forEach(function (item) { lines.append(item); });
    part.append(lines);
    if (rest > 0) { part.append(make("p", "rest", "还有 " + rest + " 条没有列出，用 gongkai check 查看全部。")); }
    return part;
  }

  function notice(className, text, hint) {
    const node = make("div", "notice " + className);
    node.setAttribute("role", "alert");
    node.append(make("p", "", text));
    if (hint) { node.append(make("p", "hint", "建议：" + hint)); }
    return node;
  }

  function heldItem(each) {
    const item = make("li", each.expected ? "held" : "held fault");
    item.append(make("span", "text", each.title || each.path), make("span", "why", each.why));
    item.append(make("p", "place", each.path));
    return item;
  }

  function contents(report) {
    const parts = [];
    if (report.error) {
      parts.push(notice("error", report.error.message, report.error.hint));
      parts.push(make("p", "rest", "页面和下面的结果都是上一次生成的。"));
    }
    report.held_here.forEach(function (why) {
      const still = missing ? "这篇文档没有生成：" : "这篇文档现在不能生成，显示的是上一次的页面：";
      parts.push(notice("held", still + why));
    });
    if (report.stopping) {
      parts.push(notice("stop", "正式构建会因 " + report.stopping + " 处错误停止。"));
    }
    if (report.here.length) { parts.push(section("本页", report.here.map(finding), 0)); }
    if (report.others_total) {
      const rest = report.others_total - report.others.length;
      parts.push(section(report.here.length ? "其他文档" : "全站", report.others.map(finding), rest));
    }
    if (report.held_total) {
      const rest = report.held_total - report.held.length;
      parts.push(section("没有生成的文档 " + report.held_total + " 篇", report.held.map(heldItem), rest));
    }
    if (report.outside) { parts.push(make("p", "rest", "检查结果只在运行预览的电脑上显示。")); }
    if (!parts.length) { parts.push(make("p", "rest", "没有发现问题。")); }
    return parts;
  }

  function show(report) {
    const found = report.counts.filter(function (each) { return each.number; });
    const worst = report.error ? "block" : found.length ? found[0].severity : "none";
    const words = found.map(function (each) { return each.label + " " + each.number; });
    button.className = "bar " + worst;
    button.textContent = "预览：" + (report.error ? "没有生成，显示上一次的结果" : words.join("，") || "没有发现问题");
    list.textContent = "";
    contents(report).forEach(function (part) { list.append(part); });
    host.setAttribute("data-number", report.number);
    // What keeps this very page from being shown as written must not wait for a click.
    if (report.error || report.held_here.length) { expand(true); } else { expand(remembered()); }
  }

  /* --- news ------------------------------------------------------------------------------ */

  let asked = 0;

  // A page that has vanished stays on the screen, with the reason beside it.
  function renewed(news) {
    if (news.site === site || !(news.exists || missing)) { return false; }
    stop();
    location.reload();
    return true;
  }

  async function refresh() {
    asked += 1;
    const mine = asked;
    const answer = await fetch(base + "report?page=" + encodeURIComponent(location.pathname), { cache: "no-store" });
    const report = await answer.json();
    if (mine === asked && !renewed(report)) { show(report); }
  }

  function lost() {
    button.className = "bar lost";
    button.textContent = "预览已停止，页面不再更新";
  }

  let source = null;

  function listen() {
    if (source) { return; }
    source = new EventSource(base + "events?page=" + encodeURIComponent(location.pathname));
    source.onmessage = function (event) {
      // A new page is fetched at once; the report is for the page that stays.
      if (!renewed(JSON.parse(event.data))) { refresh().catch(lost); }
    };
    source.onerror = lost;
  }

  function stop() {
    if (source) { source.close(); }
    source = null;
  }

  // Browsers keep few connections to one server: only the pages in view may hold one.
  function follow() {
    if (document.visibilityState === "hidden") { stop(); } else { listen(); }
  }

  document.addEventListener("visibilitychange", follow);
  window.addEventListener("pagehide", stop);
  window.addEventListener("pageshow", follow);
  follow();
}());
