// Sets the reader's remembered mode before the page is drawn, so that nothing flashes.
(function () {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  try {
    if (localStorage.getItem("gongkai-elder") === "1") root.setAttribute("data-elder", "");
    const font = localStorage.getItem("gongkai-font");
    if (font === "s" || font === "l") root.setAttribute("data-font", font);
  } catch (error) {
    // Storage may be switched off: the mode then lasts for one page.
  }
})();
