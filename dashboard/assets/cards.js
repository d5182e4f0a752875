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
    delete coming[place];
    return told.card || keep;
  };

  // The card at an address, asked for until the server answers or the page wants another.
  async function fetched(place, address) {
    while (wanted[place] === address) {
      const card = await read(address);
      if (card) {
        if (wanted[place] !== address) break;
        delete coming[place];
        return card;
      }
      await new Promise((go) => setTimeout(go, RETRY_SECONDS * 1000));
    }
    return window.dash_clientside.no_update;
  }

  // What an address answers; null where no answer comes or only a part of it: the watch tells of it.
  async function read(address) {
    try {
      const answer = await fetch(address);
      return answer.ok ? await answer.json() : null;
    } catch (error) {
      return null;
    }
  }
})(window.dash_clientside.amur);
