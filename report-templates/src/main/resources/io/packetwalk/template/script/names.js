// Real names for a redacted report, from the private map that redact wrote. The map is read in this tab, kept in no storage, and sent nowhere.
const originals = { words: new Map(), others: new Map(), kept: new Map() };
// An address with or without a port, a chain, or a part of a name.
const TOKEN = /(?<![\w.:-])[0-9A-Fa-f]{0,4}(?:[.:][0-9A-Fa-f]{0,4}){2,}(?:\/\d{1,3})?(?!\w)|[A-Z]+(?:-[A-Z0-9]+)+|[\p{L}\p{N}]+/gu;
const PART = /[\p{L}\p{N}]+/gu;
/** A part of a name; up to three digits behind it are kept, as redact --reveal does it. */
const originalPart = (part, words) => {
  const lower = part.toLowerCase();
  const stem = lower.replace(/[0-9]{1,3}$/, "");
  const found = words.get(lower) ?? (words.has(stem) ? words.get(stem) + lower.slice(stem.length) : undefined);
  return found === undefined ? part : part === lower ? found : found.toUpperCase();
};
/** A text with originals for pseudonyms: addresses, networks and chains whole, names part by part. */
const revealed = (text, { words, others }) => text.replace(TOKEN, (token) => {
  if (others.has(token)) {
    return others.get(token);
  }
  // An address may have a port behind it, or end a sentence.
  const [, head, tail] = /^(.*?)((?::\d{1,5})?[.:]?)$/.exec(token);
  return others.has(head) ? others.get(head) + tail : token.replace(PART, (part) => originalPart(part, words));
});
const showNames = (root) => {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, { acceptNode: (node) => node.parentElement?.closest("script, style, [data-markdown], #tools") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT });
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = revealed(node.data, originals);
    if (text !== node.data) {
      originals.kept.set(node, node.data);
      node.data = text;
    }
  }
};
const later = new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => showNames(node.nodeType === Node.TEXT_NODE ? node.parentNode ?? node : node))));
const forgetNames = () => {
  later.disconnect();
  originals.kept.forEach((text, node) => { node.data = text; });
  originals.kept.clear();
};
const chooser = make("input", { type: "file", accept: ".json,application/json", hidden: true, id: "names-map", "aria-label": "The map that redact wrote" });
const namesButton = make("button", { type: "button", id: "names", "aria-pressed": "false" }, "Real names…");
const loadNames = (text) => {
  const map = JSON.parse(text);
  if (map?.schemaVersion !== "1" || typeof map.words !== "object" || typeof map.others !== "object") {
    throw new SyntaxError("this is no map that redact wrote");
  }
  const back = (part) => new Map(Object.entries(part).map(([original, pseudonym]) => [String(pseudonym), original]));
  forgetNames();
  originals.words = back(map.words);
  originals.others = back(map.others);
  showNames(document.body);
  later.observe(document.body, { childList: true, subtree: true });
  namesButton.setAttribute("aria-pressed", "true");
  namesButton.textContent = "Real names: shown";
  announce("Real names are shown in this tab only; the file and Copy as Markdown keep the pseudonyms.");
};
chooser.addEventListener("change", () => chooser.files[0]?.text().then(loadNames).catch((error) => announce("Could not read the map: " + error.message)).finally(() => { chooser.value = ""; }));
namesButton.addEventListener("click", () => {
  if (namesButton.getAttribute("aria-pressed") === "true") {
    forgetNames();
    namesButton.setAttribute("aria-pressed", "false");
    namesButton.textContent = "Real names…";
    announce("Pseudonyms are shown again");
  } else {
    chooser.click();
  }
});
byId("tools").append(namesButton, chooser);
