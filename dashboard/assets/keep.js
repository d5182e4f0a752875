// Dash makes cards and controls anew when it redraws them, and the browser then forgets which of
// them had the focus and which stood open. Both are given back to whatever stands in their place.
(function () {
  const FOCUSABLE = "a[href], button, input, summary, [tabindex]";
  // Ids that Mantine makes up are others after each redraw.
  const NAMED = '[id]:not([id^="mantine-"])';
  const open = new Map();
  // What its reader has opened or closed is left as it is; only what is new is opened.
  const known = new WeakSet();
  let focused = null;

  // Where an element stands: the id of what holds it, and its place among those of its kind there.
  function placeOf(element, kind) {
    const holder = element.closest(NAMED);
    return holder && { id: holder.id, kind, at: among(holder, kind).indexOf(element) };
  }

  function among(holder, kind) {
    return [holder, ...holder.querySelectorAll("*")].filter((each) => each.matches(kind));
  }

  function at(place) {
    const holder = document.getElementById(place.id);
    return holder && among(holder, place.kind)[place.at];
  }

  document.addEventListener("focusin", (event) => {
    focused = placeOf(event.target, FOCUSABLE);
  });
  // Who clicks beside everything wants the focus nowhere.
  document.addEventListener("pointerdown", () => { focused = null; });
  document.addEventListener("toggle", (event) => {
    const place = placeOf(event.target, "details");
    if (!place) return;
    known.add(event.target);
    const key = JSON.stringify(place);
    if (event.target.open) open.set(key, place);
    else open.delete(key);
  }, true);

  function restore() {
    for (const place of open.values()) {
      const details = at(place);
      if (details && !known.has(details)) details.open = true;
    }
    if (!focused || document.activeElement !== document.body) return;
    const element = at(focused);
    if (element) element.focus({ preventScroll: true });
  }

  new MutationObserver(restore).observe(document.documentElement, {
    childList: true,
    subtree: true,
  });
})();
