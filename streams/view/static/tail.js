// A topic's records as they arrive. Everything here is an extra; the page is whole without it.
// What records hold is only ever set as text, never as markup.
"use strict";

(() => {
  const bar = document.getElementById("tail");
  if (!bar || !window.EventSource) return;
  const list = document.getElementById("tail-rows");
  const said = document.getElementById("tail-said");
  const more = document.getElementById("tail-more");
  const pause = document.getElementById("tail-pause");
  const MOST = 200;
  let waiting = [], arrived = 0, paused = false, source = null, last = bar.dataset.after, soon = 0;

  const cut = (text, most) => text.length > most ? `${text.slice(0, most)}…` : text;
  const number = n => String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f");
  const when = time => `${time.slice(0, 19).replace("T", " ")} UTC`;

  function item(r) {
    const made = document.getElementById("tail-record").content.firstElementChild.cloneNode(true);
    const link = made.querySelector("a"), cells = made.querySelectorAll("td");
    link.href = `/topics/${encodeURIComponent(r.topic)}/${r.partition}/${r.offset}`;
    link.textContent = `${r.partition}/${r.offset}`;
    cells[0].textContent = when(r.time);
    cells[1].firstElementChild.textContent = r.hidden ? (r.key_bytes === null ? "" : `${number(r.key_bytes)} bytes`)
      : r.key === null ? "none" : cut(r.key, 80);
    cells[2].textContent = r.tombstone ? "deletion" : number(r.bytes);
    const value = document.createElement(r.hidden ? "i" : "code");
    value.textContent = r.hidden ? `not shown: ${r.hidden}` : cut(r.preview, 160);
    cells[3].append(value);
    return made;
  }

  function gap(g) {
    const made = document.getElementById("tail-gap").content.firstElementChild.cloneNode(true);
    made.firstElementChild.textContent = g.records ? `${number(g.records)} records were skipped here: they came faster than they can be shown.`
      : `${number(g.offsets)} offsets were skipped here: they were too many, or the topic does not hold them any more.`;
    return made;
  }

  function show() {
    soon = 0;
    const fresh = document.createDocumentFragment();
    for (const make of waiting) fresh.prepend(make());
    waiting = [];
    arrived = 0;
    list.prepend(fresh);
    while (list.children.length > MOST) list.lastElementChild.remove();
    label();
  }

  function label() {
    more.hidden = !arrived;
    more.textContent = `${number(arrived)} new`;
  }

  // nothing moves under the hands of somebody who is in the list; what arrives together is shown together
  function take(make, records) {
    waiting.push(make);
    if (waiting.length > MOST) waiting.shift();
    arrived += records;
    if (paused || list.contains(document.activeElement)) label();
    else if (!soon) soon = setTimeout(() => paused || list.contains(document.activeElement) ? label() : show(), 50);
  }

  function open() {
    if (source) return;
    source = new EventSource(`${bar.dataset.from}&after=${encodeURIComponent(last)}`);
    const on = (kind, act) => source.addEventListener(kind, event => {
      if (event.lastEventId) last = event.lastEventId;
      act(JSON.parse(event.data));
    });
    const state = () => { said.textContent = paused ? "Paused" : "Following"; };
    on("hello", state);
    on("record", r => take(() => item(r), 1));
    on("skipped", g => take(() => gap(g), g.records || 0));
    on("reset", () => { said.textContent = "The topic was made anew"; });
    on("dropped", () => { said.textContent = "Interrupted: connecting again"; });
    source.onerror = () => {
      const over = source.readyState === EventSource.CLOSED;  // the server said no: too many followers, or the broker is away
      said.textContent = over ? "Following is not to be had now" : "Connecting again";
      if (over) { close(); setTimeout(open, 30000); }
    };
  }

  // a browser has six connections to a place, of all its tabs, and the view few followers: a page that nobody looks at must not be one
  function close() {
    source?.close();
    source = null;
  }

  document.addEventListener("visibilitychange", () => document.hidden ? close() : open());
  window.addEventListener("pagehide", close);
  more.addEventListener("click", () => { show(); list.querySelector("a")?.focus(); });
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.textContent = paused ? "Go on" : "Pause";
    said.textContent = paused ? "Paused" : "Following";
    if (!paused) show();
  });
  bar.hidden = false;
  open();
})();
