// Keeps the filter controls and the address in step: the address is the one place of truth.
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.amur = window.dash_clientside.amur || {};
Object.assign(window.dash_clientside.amur, {
  sync: function (search, values, ids, rules) {
    const keep = window.dash_clientside.no_update;
    const context = window.dash_clientside.callback_context;
    const same = values.map(() => keep);
    const params = new URLSearchParams(search || "");
    const moved = context.triggered.length && context.triggered.every(
      (trigger) => trigger.prop_id !== "url.search" && trigger.prop_id !== ".");
    const speak = () => { document.documentElement.lang = params.get("lang") || "en"; };
    if (!moved) {
      speak();
      const wanted = ids.map((id, at) => {
        const rule = rules[id.filter];
        const given = params.get(id.filter);
        if (rule.letters) {
          return /^\d{4}-\d{2}(-\d{2})?$/.test(given || "") ? (given + "-01").slice(0, 10) : null;
        }
        const fits = rule.pattern && new RegExp("^(?:" + rule.pattern + ")$").test(given || "");
        return fits || rule.choices.includes(given) ? given : rule.default;
      });
      return [keep, wanted.map((value, at) => (value === values[at] ? keep : value))];
    }
    ids.forEach((id, at) => {
      const rule = rules[id.filter];
      const value = rule.letters ? (values[at] || "").slice(0, rule.letters) : values[at];
      if (!value || value === rule.default) {
        params.delete(id.filter);
      } else {
        params.set(id.filter, value);
      }
    });
    speak();
    const text = params.toString();
    const next = text ? "?" + text : "";
    return [next === (search || "") ? keep : next, same];
  },
});
