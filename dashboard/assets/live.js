// What an open page does by itself: takes up new data, tells of a lost server, acts on its cards.
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.amur = window.dash_clientside.amur || {};
(function (amur) {
  // Of an embedded chart: its title, sources and links where they wrap in a column of text, and how
  // wide such a column may be.
  const TEXTS_HEIGHT = 180, COLUMN_WIDTH = 600;

  // Says, or with `said` false no longer says, what the header holds under the note's name.
  function tell(id, said, seconds) {
    let note = document.getElementById(id);
    if (!said) {
      if (note) note.remove();
      return;
    }
    if (!note) {
      note = document.createElement("div");
      note.id = id;
      note.className = "told";
      note.setAttribute("role", "status");
      document.body.append(note);
    }
    note.textContent = document.querySelector(".header").dataset[id];
    if (seconds) setTimeout(() => note.remove(), seconds * 1000);
  }

  // Asks which snapshot the server has; a server that does not answer is told until it does.
  amur.watch = async function (ticks, snapshot) {
    const keep = window.dash_clientside.no_update;
    try {
      const answer = await fetch("/readyz", { cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      const name = (await answer.text()).trim();
      tell("lost", false);
      return name === snapshot ? keep : name;
    } catch (error) {
      tell("lost", true);
      return keep;
    }
  };

  // Full screen, copying the link, copying the code to embed: what a card's menu asks for.
  amur.act = function (...given) {
    const context = window.dash_clientside.callback_context;
    const fired = context.triggered.filter((each) => each.value);
    const search = given[given.length - 1] || "";
    if (fired.length !== 1) return window.dash_clientside.no_update;
    const { action, chart, card } = JSON.parse(fired[0].prop_id.replace(/\.n_clicks$/, ""));
    const here = window.location;
    if (action === "full") {
      document.getElementById(card).requestFullscreen();
    } else if (action === "link") {
      copy(here.origin + here.pathname + search + "#" + card);
    } else {
      // The card's view, which is not the page's: its own months, and only what a chart knows.
      const shown = document.getElementById(card);
      const file = shown.querySelector(".menu-items a[download]");
      const source = here.origin + "/embed/" + chart + new URL(file.href).search;
      const caption = shown.querySelector(".caption");
      const told = caption.offsetHeight * Math.max(1, caption.offsetWidth / COLUMN_WIDTH);
      const height = shown.querySelector(".graph").offsetHeight + TEXTS_HEIGHT + Math.round(told);
      copy(`<iframe src="${source}" width="100%" height="${height}" style="border:0"></iframe>`);
    }
    return action;
  };

  // What a card's reader asks for: its table, or where a clicked point is from.
  amur.ask = function () {
    const keep = window.dash_clientside.no_update;
    const fired = window.dash_clientside.callback_context.triggered;
    // Cards that are new in their places count as fired too, with nothing clicked.
    if (fired.length !== 1 || !fired[0].value) return keep;
    const { table, graph, card } = JSON.parse(fired[0].prop_id.replace(/\.\w+$/, ""));
    if (table) return { chart: table, card };
    const carried = fired[0].value.points[0].customdata;
    const origin = typeof carried === "string" ? JSON.parse(carried) : carried;
    // What carries a product besides leads into it.
    return origin && origin[0] && origin.length === 3 ? { chart: graph, card, origin } : keep;
  };

  // Goes into the product whose bar was clicked.
  amur.drill = function (clicks, search) {
    const clicked = clicks.filter(Boolean).pop();
    const params = new URLSearchParams(search || "");
    const product = clicked && clicked.points[0].customdata[3];
    if (!product || amur.given(params, "product") === product) return window.dash_clientside.no_update;
    params.set("product", product);
    return "?" + params.toString();
  };

  // A card's menu closes when something else is clicked, a thing in it is chosen, or by Escape.
  document.addEventListener("click", (event) => {
    document.querySelectorAll(".menu[open]").forEach((menu) => {
      const button = menu.querySelector(".menu-button");
      if (!button.contains(event.target)) menu.removeAttribute("open");
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll(".menu[open]").forEach((menu) => {
      menu.removeAttribute("open");
      menu.querySelector(".menu-button").focus();
    });
  });

  // Pages over plain HTTP have no clipboard, and a browser may refuse it: then the reader copies.
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      tell("copied", true, 3);
    } catch (error) {
      window.prompt("", text);
    }
  }
})(window.dash_clientside.amur);
