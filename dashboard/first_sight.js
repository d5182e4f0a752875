// Takes a still of the page that is open: what stands there down to the card of its first chart,
// with the styles that it needs, as HTML that neither answers nor disturbs the page that it covers.
async (form) => {
  const pause = () => new Promise((go) => setTimeout(go, 20));
  while (!window.dash_clientside?.amur?.firstChart) await pause();
  await window.dash_clientside.amur.firstChart;
  const live = document.getElementById("react-entry-point");
  const plot = live.querySelector(".graph .js-plotly-plot");
  const drawn = () => plot.querySelector(".main-svg").width.baseVal.value;
  while (Math.abs(drawn() - plot.clientWidth) > 1) await pause(); // it follows the window
  await window.Plotly.redraw(plot); // else its legend stands where it stood in the other width

  const still = live.cloneNode(true);
  let last = still.querySelector(".graph").closest(".card");
  for (; last !== still; last = last.parentElement) {
    while (last.nextSibling) last.nextSibling.remove();
  }
  still.querySelectorAll("script, .menu-items, .details > :not(summary)").forEach((each) => each.remove());
  // Buttons of one name would be one group with those of the live page.
  still.querySelectorAll("[name]").forEach((each) => each.removeAttribute("name"));
  // The chart follows the width of its card, as the live one will.
  still.querySelectorAll(".svg-container").forEach((each) => { each.style.width = "100%"; });
  still.querySelectorAll(".main-svg").forEach((each) => {
    each.setAttribute("viewBox", `0 0 ${plot.clientWidth} ${plot.clientHeight}`);
    each.setAttribute("preserveAspectRatio", "none");
    each.setAttribute("width", "100%");
  });
  still.removeAttribute("id");
  still.className = form;

  const used = (selector) => document.querySelector(
    selector.replace(/(^|[\s,(>+~])::[\w-]+/g, "$1*").replace(/::[\w-]+/g, ""));
  const kept = (rule) => {
    if (rule.selectorText) return used(rule.selectorText) ? rule.cssText : "";
    if (!(rule instanceof CSSMediaRule)) return "";
    const inner = [...rule.cssRules].map(kept).join("");
    return inner && `@media ${rule.conditionText} {${inner}}`;
  };
  // Files of styles come with the page, and go before; scripts bring the others, too late for this.
  const styles = [...document.styleSheets].filter(
    (sheet) => !sheet.href && !live.contains(sheet.ownerNode));
  const rules = styles.flatMap((sheet) => [...sheet.cssRules].map(kept)).filter(Boolean);
  return `<style>@layer first-sight {${rules.join("\n")}}</style>${still.outerHTML}`;
}
