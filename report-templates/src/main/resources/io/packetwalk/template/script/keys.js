// Keys, as one table; the help is made from it. Keys of the browser are left alone.
const finding = (step) => {
  const findings = [...document.querySelectorAll("[data-finding]")];
  const here = findings.findIndex((each) => each.id === read().place);
  const next = findings[Math.min(findings.length - 1, Math.max(0, here + step))];
  if (next) {
    location.hash = at(next.id);
    next.focus({ preventScroll: true });
  }
};
const match = (step) => visit("flows")?.ready.then(() => sections.flows.step(step));
const rail = [...document.querySelectorAll(".rail > ul > li > a")];
const help = make("dialog", { "aria-labelledby": "keys-title" });
const keys = {
  "/": ["filter the flows", () => visit("flows")?.ready.then(() => { location.hash = at("flows"); sections.flows.input.focus(); })],
  j: ["next finding", () => finding(1)],
  k: ["previous finding", () => finding(-1)],
  n: ["next flow that matches", () => match(1)],
  N: ["previous flow that matches", () => match(-1)],
  "1 … 9": ["go to a section", null],
  "]": ["unfold everything", () => foldAll(true)],
  "[": ["fold everything", () => foldAll(false)],
  c: ["copy the first command", () => document.querySelector("#answer .copy, .copy")?.click()],
  y: ["copy the link to this place", () => clipboard(location.href, announce)],
  p: ["print", () => print()],
  Enter: ["open what has the focus", null],
  Escape: ["close, or leave the filter", () => document.activeElement?.blur()],
  "?": ["this list", () => help.showModal()],
};
help.append(make("strong", { id: "keys-title" }, "Keys"), make("dl", {}, Object.entries(keys).map(([key, [what]]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, what)])), make("button", { type: "button", onclick: () => help.close() }, "Close"));
document.body.append(help);
document.querySelectorAll("[data-keys]").forEach((each) => { each.hidden = false; });
addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select");
  if (event.ctrlKey || event.metaKey || event.altKey || help.open || (typing && event.key !== "Escape")) {
    return;
  }
  const section = /^[1-9]$/.test(event.key) ? rail[event.key - 1] : null;
  const act = section ? () => section.click() : Object.hasOwn(keys, event.key) ? keys[event.key][1] : null;
  if (act) {
    if (event.key !== "Escape") {
      event.preventDefault();
    }
    act();
  }
});
