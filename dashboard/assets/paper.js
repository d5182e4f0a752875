// Paper is narrower than a screen: charts are drawn in its width while the page is printed.
(function () {
  const PAPER = 850; // pixels of an A4 or Letter sheet within usual margins, at the zoom of its style

  function draw(size) {
    document.querySelectorAll(".graph .js-plotly-plot").forEach((plot) => {
      window.Plotly.relayout(plot, size);
    });
  }

  window.addEventListener("beforeprint", () => draw({ width: PAPER }));
  window.addEventListener("afterprint", () => draw({ width: undefined, autosize: true }));
})();
