// Keys, as one table; the help is made from it. Keys of the browser are left alone.
const findings = () => [...document.querySelectorAll("[data-finding]")];
const go = (step) => {
  const all = findings();
  const at = all.findIndex((each) => "#" + each.id === decodeURIComponent(location.hash));
  const next = all[Math.min(all.length - 1, Math.max(0, at + step))];
  if (next) {
    location.hash = next.id;
    next.focus({ preventScroll: true });
  }
};
const fold = (open) => document.querySelectorAll("details").forEach((box) => { box.open = open; });
const keys = {
  "/": ["filter the flows", () => document.querySelector("#flow-filter")?.focus()],
  j: ["next finding", () => go(1)],
  k: ["previous finding", () => go(-1)],
  c: ["copy the first command", () => document.querySelector(".copy")?.click()],
  y: ["copy the link to this place", () => navigator.clipboard?.writeText(location.href)],
  "[": ["fold everything", () => fold(false)],
  "]": ["unfold everything", () => fold(true)],
  p: ["print", () => print()],
  "?": ["this list", () => help.showModal()],
};
const help = document.createElement("dialog");
const list = document.createElement("dl");
const title = document.createElement("strong");
title.textContent = "Keys";
for (const [key, [what]] of Object.entries(keys)) {
  const name = document.createElement("dt");
  const sign = document.createElement("kbd");
  const meaning = document.createElement("dd");
  sign.textContent = key;
  meaning.textContent = what;
  name.append(sign);
  list.append(name, meaning);
}
help.append(title, list);
document.body.append(help);
document.querySelectorAll("[data-keys]").forEach((each) => { each.hidden = false; });
addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) {
    return;
  }
  event.preventDefault();
  keys[event.key][1]();
});
