// What happens, as it happens: articles and actors over server-sent events. Everything here is an extra; the pages are whole without it.
// Text from articles is only ever set as text, never as markup.
"use strict";

(() => {
  const bar = document.getElementById("live");
  if (!bar || !window.EventSource) return;
  const list = document.getElementById("live-articles");
  const movers = document.getElementById("live-actors");
  const said = document.getElementById("live-said");
  const more = document.getElementById("live-more");
  const pause = document.getElementById("live-pause");
  const MOST_SHOWN = 50, MOST_WAITING = 500, MOST_MOVERS = 8;
  let waiting = [], lost = false, paused = false, source = null, last = bar.dataset.after;

  const counts = new Map();

  function item(a) {
    const made = document.getElementById("live-article").content.firstElementChild.cloneNode(true);
    made.dataset.article = a.article_id;
    const title = made.querySelector("a");
    title.href = a.href;
    title.textContent = a.headline || "Without headline";
    const words = [a.source_name || a.source_id || "unknown source", a.day || "no date"];
    made.querySelector("p").textContent = words.concat(a.version ? [`version ${a.version}`] : []).join(" · ");
    return made;
  }

  function remove(id) {
    waiting = waiting.filter(a => a.article_id !== id);
    document.querySelectorAll(`[data-article="${CSS.escape(id)}"]`).forEach(e => e.remove());
  }

  function show() {
    if (lost) { location.reload(); return; }
    for (const a of waiting) {
      remove(a.article_id);
      list.prepend(item(a));
    }
    waiting = [];
    while (list.children.length > MOST_SHOWN) list.lastElementChild.remove();
    label();
  }

  function label() {
    const n = waiting.length;
    more.hidden = !n && !lost;
    more.textContent = lost ? "More than fits here: reload" : `${n} new`;
  }

  // nothing moves under the hands or the eyes of somebody who reads the list
  const busy = () => paused || lost || waiting.length > 0 || list.contains(document.activeElement) || list.matches(":hover")
    || list.getBoundingClientRect().top < 0;

  function article(a) {
    if (a.pub_status !== "usable") { remove(a.article_id); label(); return; }
    const wait = busy();
    waiting = waiting.filter(w => w.article_id !== a.article_id);
    waiting.push(a);
    if (waiting.length > MOST_WAITING) lost = true;
    if (lost) waiting = [];
    if (wait) label(); else show();
  }

  function actor(a) {
    if (!movers || paused) return;
    const before = counts.get(a.actor_id);
    counts.set(a.actor_id, a.articles);
    if (counts.size > 5000) counts.clear();
    movers.querySelector(`[data-actor="${CSS.escape(a.actor_id)}"]`)?.remove();
    if (!a.href) return;
    const made = document.createElement("li"), link = document.createElement("a"), number = document.createElement("span");
    made.dataset.actor = a.actor_id;
    link.href = a.href;
    link.textContent = a.name || a.actor_id;
    number.className = "meta";
    const change = before === undefined || before === a.articles ? "" : ` (${a.articles > before ? "+" : "−"}${Math.abs(a.articles - before)})`;
    number.textContent = ` ${a.articles} ${a.articles === 1 ? "article" : "articles"}${change}`;
    made.append(link, number);
    movers.prepend(made);
    while (movers.children.length > MOST_MOVERS) movers.lastElementChild.remove();
    movers.parentElement.hidden = false;
  }

  function open() {
    if (source) return;
    source = new EventSource(`/live?after=${encodeURIComponent(last)}`);
    const on = (kind, act) => source.addEventListener(kind, event => {
      if (event.lastEventId) last = event.lastEventId;
      act(JSON.parse(event.data));
    });
    on("hello", () => { said.textContent = paused ? "Paused" : "Live"; });
    on("article", article);
    on("actor", actor);
    on("gone", a => { remove(a.article_id); label(); });
    on("skipped", () => { lost = true; waiting = []; label(); });
    on("reset", () => { lost = true; waiting = []; label(); said.textContent = "The view was made anew"; });
    on("dropped", () => { said.textContent = "Too slow: connecting again"; });
    source.onerror = () => {
      const over = source.readyState === EventSource.CLOSED;  // the server said no: too many followers, or the view has ended
      said.textContent = over ? "Live is not to be had now" : "Connecting again";
      if (over) { close(); setTimeout(open, 30000); }
    };
  }

  // a browser has six connections to a place, of all its tabs: one that nobody looks at must not hold any
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
    said.textContent = paused ? "Paused" : "Live";
    if (!paused) show();
  });
  bar.hidden = false;
  open();
})();
