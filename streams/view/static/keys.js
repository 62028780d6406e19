// Keys: / to search, j and k through the items of a page, Enter to open one, ? for help. They can be switched off, for those whose
// software speaks or types for them (WCAG 2.1.4).
"use strict";

(() => {
  const help = document.getElementById("keys"), toggle = document.getElementById("keys-on");
  const KEY = "dateline-keys-off";
  const remembered = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  toggle.checked = remembered() !== "1";
  toggle.addEventListener("change", () => { try { localStorage.setItem(KEY, toggle.checked ? "0" : "1"); } catch { /* not remembered, then */ } });
  document.getElementById("keys-open").hidden = false;
  document.getElementById("keys-open").addEventListener("click", () => help.showModal());
  document.getElementById("keys-close").addEventListener("click", () => help.close());

  const items = () => [...document.querySelectorAll("main .articles .title, main .ranking li > a, main tbody th a, main .evidence h3 a")]
    .filter(e => e.checkVisibility());

  function step(by) {
    const all = items();
    if (!all.length) return;
    const at = all.indexOf(document.activeElement);
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  const acts = {
    "/": () => document.querySelector("main input[type=search], main input[name=q]")?.focus(),
    "j": () => step(1),
    "k": () => step(-1),
    "?": () => help.showModal(),
  };

  document.addEventListener("keydown", event => {
    const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing) { if (event.key === "Escape") event.target.blur(); return; }
    if (help.open || !Object.hasOwn(acts, event.key) || (!toggle.checked && event.key !== "?")) return;
    event.preventDefault();
    acts[event.key]();
  });
})();
