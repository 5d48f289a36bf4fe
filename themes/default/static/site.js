// Buttons of every page: 长辈模式, font size, print, copy, read aloud; marks the place in the menu.
(function () {
  "use strict";
  const root = document.documentElement;

  function remember(key, value) {
    try {
      if (value) localStorage.setItem(key, value);
      else localStorage.removeItem(key);
    } catch (error) {
      // Storage may be switched off: the mode then lasts for one page.
    }
  }

  function each(selector, visit) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), visit);
  }

  // --- 长辈模式 ---

  function showElder() {
    const on = root.hasAttribute("data-elder");
    each('[data-action="elder"]', function (button) {
      button.setAttribute("aria-pressed", String(on));
      button.textContent = on ? "退出长辈模式" : "长辈模式";
    });
  }

  function toggleElder() {
    const on = !root.hasAttribute("data-elder");
    if (on) root.setAttribute("data-elder", "");
    else root.removeAttribute("data-elder");
    remember("gongkai-elder", on ? "1" : "");
    showElder();
  }

  // --- size of the text ---

  function showFont() {
    const size = root.getAttribute("data-font") || "m";
    each("button[data-font]", function (button) {
      button.setAttribute("aria-pressed", String(button.getAttribute("data-font") === size));
    });
  }

  function setFont(size) {
    if (size === "m") root.removeAttribute("data-font");
    else root.setAttribute("data-font", size);
    remember("gongkai-font", size === "m" ? "" : size);
    showFont();
  }

  // --- the current place in the side navigation: the page itself, else its nearest parent ---

  function markPlace() {
    const nav = document.getElementById("nav");
    if (!nav) return;
    const places = Array.prototype.map.call(
      document.querySelectorAll(".crumbs a"),
      function (link) { return link.pathname; }
    ).slice(1);
    places.push(location.pathname);
    const links = Array.prototype.slice.call(nav.querySelectorAll("li a"));
    for (let i = places.length - 1; i >= 0; i -= 1) {
      const found = links.filter(function (link) { return link.pathname === places[i]; })[0];
      if (found) {
        found.setAttribute("aria-current", i === places.length - 1 ? "page" : "true");
        return;
      }
    }
  }

  // --- copying the address ---

  function copyAddress(button) {
    const address = location.href.split("#")[0];
    function done(ok) {
      button.textContent = ok ? "已复制" : "请从地址栏复制";
      setTimeout(function () { button.textContent = "复制链接"; }, 2500);
    }
    if (navigator.clipboard && navigator.clipboard.writeText) {
      navigator.clipboard.writeText(address).then(
        function () { done(true); },
        function () { done(false); }
      );
      return;
    }
    const field = document.createElement("textarea");
    field.value = address;
    field.className = "sr";
    document.body.appendChild(field);
    field.select();
    done(document.execCommand("copy"));
    document.body.removeChild(field);
  }

  // --- reading aloud: voices of this computer only, nothing is sent anywhere ---

  const speech = window.speechSynthesis;
  let voice = null;
  let speaking = false;

  function findVoice() {
    voice = speech.getVoices().filter(function (each) {
      return each.localService && /^(zh|cmn)/i.test(each.lang);
    })[0] || null;
    if (voice) each('[data-action="speak"]', function (button) { button.hidden = false; });
  }

  // Short pieces, because some engines fall silent in a long one.
  function pieces() {
    const parts = [];
    each("#main h1, .prose > *, .facts > div, .items li, .page-head > p", function (element) {
      const text = element.textContent.replace(/\s+/g, " ").trim();
      (text.match(/[^。！？；]{1,120}[。！？；]?/g) || []).forEach(function (part) {
        parts.push(part);
      });
    });
    return parts;
  }

  function showSpeech(on) {
    speaking = on;
    each('[data-action="speak"]', function (button) {
      button.textContent = on ? "停止朗读" : "朗读";
      button.setAttribute("aria-pressed", String(on));
    });
  }

  function toggleSpeech() {
    speech.cancel();
    if (speaking) {
      showSpeech(false);
      return;
    }
    const parts = pieces();
    parts.forEach(function (part, index) {
      const utterance = new SpeechSynthesisUtterance(part);
      utterance.voice = voice;
      utterance.lang = voice.lang;
      utterance.rate = root.hasAttribute("data-elder") ? 0.85 : 1;
      if (index === parts.length - 1) utterance.onend = function () { showSpeech(false); };
      speech.speak(utterance);
    });
    showSpeech(parts.length > 0);
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest("button");
    if (!button) return;
    const action = button.getAttribute("data-action");
    if (action === "elder") toggleElder();
    else if (action === "print") window.print();
    else if (action === "copy") copyAddress(button);
    else if (action === "speak") toggleSpeech();
    else if (button.hasAttribute("data-font")) setFont(button.getAttribute("data-font"));
  });

  showElder();
  showFont();
  markPlace();
  if (speech && window.SpeechSynthesisUtterance) {
    findVoice();
    if (speech.addEventListener) speech.addEventListener("voiceschanged", findVoice);
    window.addEventListener("pagehide", function () { speech.cancel(); });
  }
})();
