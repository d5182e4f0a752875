// The pages, and what a phone keeps behind buttons: the menu that holds them, and the filters.
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.amur = window.dash_clientside.amur || {};
(function (amur) {
  const opened = () => document.querySelector('#burger[aria-expanded="true"]');
  const close = () => window.dash_clientside.set_props("burger", { opened: false });

  amur.menu = (open, navbar) => [
    { ...navbar, collapsed: { ...navbar.collapsed, mobile: !open } },
    String(Boolean(open)),
  ];

  // Names the document after the page and in the language that it now shows.
  amur.title = function ([path], titles) {
    const named = titles[document.documentElement.lang];
    document.title = named[path.replace(/\/+$/, "") || "/"] || named[""];
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest(".nav-link")) {
      document.getElementById("frame").focus({ preventScroll: true });
    }
    const fold = event.target.closest(".fold");
    if (fold) fold.setAttribute("aria-expanded", fold.getAttribute("aria-expanded") !== "true");
  });
  // The menu covers the content: it closes when the focus goes there, or by Escape.
  document.addEventListener("focusin", (event) => {
    if (opened() && !event.target.closest("#header")) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !opened()) return;
    close();
    document.getElementById("burger").focus();
  });
})(window.dash_clientside.amur);
