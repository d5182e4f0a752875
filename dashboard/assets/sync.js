// Keeps the filter controls and the address in step: the address is the one place of truth.
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.amur = window.dash_clientside.amur || {};
(function (amur) {
  const KEPT = ["lang", "theme"]; // these are no filters

  // What the address says of a parameter: of several the last, as view.py reads it.
  amur.given = (params, name) => params.getAll(name).filter(Boolean).pop();

  // The same where a page may hold it, else the parameter's default.
  function accepted(params, name, rule) {
    const given = amur.given(params, name);
    const fits = rule.pattern && new RegExp(`^(?:${rule.pattern})$`).test(given || "");
    const accepts = rule.choices.includes(given) || (fits && (!rule.letters || exists(given)));
    return accepts ? given : rule.default;
  }

  // Whether the calendar has a day or a month; some browsers take 30 February for 2 March.
  function exists(time) {
    const day = new Date(time);
    return !isNaN(day) && day.toISOString().startsWith(time);
  }

  function fromAddress(params, values, ids, rules) {
    return ids.map((id, at) => {
      const rule = rules[id.filter];
      const value = accepted(params, id.filter, rule);
      const shown = rule.letters ? (value && (value + "-01").slice(0, 10)) || null : value;
      return shown === values[at] ? window.dash_clientside.no_update : shown;
    });
  }

  function intoAddress(params, values, ids, rules) {
    ids.forEach((id, at) => {
      const rule = rules[id.filter];
      const value = rule.letters ? (values[at] || "").slice(0, rule.letters) : values[at];
      if (!value || value === rule.default) {
        params.delete(id.filter);
      } else {
        params.set(id.filter, value);
      }
    });
    const text = params.toString();
    return text ? "?" + text : "";
  }

  amur.sync = function (search, values, ids, rules) {
    const keep = window.dash_clientside.no_update;
    const context = window.dash_clientside.callback_context;
    const params = new URLSearchParams(search || "");
    const moved = context.triggered.length && context.triggered.every(
      (trigger) => trigger.prop_id !== "url.search" && trigger.prop_id !== ".");
    const next = moved ? intoAddress(params, values, ids, rules) : search || "";
    document.documentElement.lang = accepted(params, "lang", rules.lang);
    const chosen = ids.some((id) => !KEPT.includes(id.filter) && amur.given(params, id.filter));
    document.documentElement.toggleAttribute("data-chosen", chosen);
    if (!moved) return [keep, fromAddress(params, values, ids, rules)];
    return [next === (search || "") ? keep : next, values.map(() => keep)];
  };

  // Everything at its default, in the reader's language and theme.
  amur.reset = function (clicks, search) {
    if (!clicks) return window.dash_clientside.no_update;
    const given = new URLSearchParams(search || "");
    const kept = new URLSearchParams([...given].filter(([name]) => KEPT.includes(name))).toString();
    return kept ? "?" + kept : "";
  };
})(window.dash_clientside.amur);
