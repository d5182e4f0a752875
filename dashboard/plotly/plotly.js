// Plotly with the kinds of traces that Amur's charts are made of, and no others; lines and points are
// always in it. `make plotly` builds it.
const Plotly = require("plotly.js/lib/core");

Plotly.register([
  require("plotly.js/lib/bar"),
  require("plotly.js/lib/heatmap"),
  require("plotly.js/lib/sankey"),
  require("plotly.js/lib/treemap"),
]);
module.exports = Plotly;
