// Draws charts one after another, and grids once their script is here.
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.amur = window.dash_clientside.amur || {};
(function (amur) {
  const STILL_SECONDS = 10;
  let last = Promise.resolve();
  const breath = () => new Promise((go) => setTimeout(go));
  let first;

  // The live chart takes the place of its still, see first_sight.py. One that does not come must
  // not keep the page from its reader.
  amur.firstChart = new Promise((go) => { first = go; });
  setTimeout(first, STILL_SECONDS * 1000);
  amur.firstChart.then(() => {
    const still = document.getElementById("first-sight");
    if (still) still.remove();
  });

  // Each chart is shown as it comes: the first does not wait for the last.
  function inTurn(plotly) {
    const draw = plotly.react;
    plotly.react = function (...given) {
      const drawn = last.then(breath).then(() => draw(...given));
      last = drawn.catch(() => {});
      last.then(first);
      return drawn;
    };
    return plotly;
  }

  // Dash fetches Plotly when it has a chart to draw, unless window.Plotly is there: until the
  // script in the page's head has been read, that is a promise of it.
  if (window.Plotly) {
    inTurn(window.Plotly);
  } else {
    let plotly = new Promise((arrived, failed) => {
      const script = document.getElementById("plotly");
      script.addEventListener("load", arrived);
      script.addEventListener("error", failed);
    });
    Object.defineProperty(window, "Plotly", {
      configurable: true,
      get: () => plotly,
      set: (library) => { plotly = inTurn(library); },
    });
  }

  let gridScript;

  amur.grid = async function (described) {
    gridScript = gridScript || new Promise((arrived, failed) => {
      const script = document.createElement("script");
      script.src = document.querySelector("meta[name=grid]").content;
      script.addEventListener("load", arrived);
      script.addEventListener("error", () => {
        gridScript = undefined; // so that the next grid tries again
        failed(new Error("The table's script could not be fetched. Load the page again."));
      });
      document.head.append(script);
    });
    await gridScript;
    return described;
  };
})(window.dash_clientside.amur);
