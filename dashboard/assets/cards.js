// Puts cards in their places: those that came with a change at once, each other when it has come.
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.amur = window.dash_clientside.amur || {};
(function (amur) {
  const RETRY_SECONDS = 2;
  // Of each place the address of the card that stands there or is on its way, and its coming.
  const wanted = {};
  const coming = {};

  amur.card = function (due, id) {
    const keep = window.dash_clientside.no_update;
    const place = id.place;
    const told = (due.standing || due.changed)[place];
    const before = wanted[place];
    if (!told) return keep;
    wanted[place] = told.address;
    if (!due.standing && before === told.address) return coming[place] || keep;
    if (!due.standing && !told.card) {
      coming[place] = fetched(place, told.address);
      return coming[place];
    }
    ended(place);
    return told.card || keep;
  };

  // The card at an address, asked for until the server answers or the page wants another.
  async function fetched(place, address) {
    busy(place, true);
    while (wanted[place] === address) {
      const { card, refused, seconds } = await read(address);
      if (wanted[place] !== address) break;
      if (card || refused) {
        ended(place);
        if (refused) delete wanted[place]; // the reader's next choice asks for it once more
        return card || refusal(refused);
      }
      await new Promise((go) => setTimeout(go, (seconds || RETRY_SECONDS) * 1000));
    }
    return window.dash_clientside.no_update;
  }

  function ended(place) {
    delete coming[place];
    busy(place, false);
  }

  // Whether what stands in a place is out of date, because another card is on its way.
  function busy(place, is) {
    const element = document.getElementById(JSON.stringify({ place }));
    if (element) element.setAttribute("aria-busy", String(is));
  }

  // What an address answers: a card, why there will be none, or perhaps after how long to ask again.
  // Nothing where no answer comes or only a part of it: the watch tells of it.
  async function read(address) {
    try {
      const answer = await fetch(address);
      if (answer.ok) return { card: await answer.json() };
      if (answer.status < 500 && answer.status !== 429) return { refused: await reason(answer) };
      return { seconds: Number(answer.headers.get("Retry-After")) };
    } catch (error) {
      return {};
    }
  }

  // Why the server, or what stands before it, refuses.
  async function reason(answer) {
    const told = await answer.json().catch(() => ({}));
    return told.message || `${answer.status} ${answer.statusText}`;
  }

  // What stands in the place of a card that the server refuses; the words are on the header.
  function refusal(told) {
    const text = document.querySelector(".header").dataset.refused.replace("{reason}", () => told);
    return {
      namespace: "dash_mantine_components",
      type: "Alert",
      props: { color: "red", children: text },
    };
  }
})(window.dash_clientside.amur);
