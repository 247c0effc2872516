// Elements are made here and nowhere else. Captured text becomes a text node, never markup.
"use strict";
const fill = (node, attributes, children) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) {
      node.addEventListener(name.slice(2), value);
    } else if (value !== false && value !== null && value !== undefined) {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  node.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false).map((child) => child instanceof Node ? child : String(child)));
  return node;
};
const make = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
// The name space of drawings is that of the drawing which every page begins with.
const draw = (tag, attributes = {}, ...children) => fill(document.createElementNS(document.querySelector("svg").namespaceURI, tag), attributes, children);
/** Replaces what a node holds; what is missing or false is left out. */
const put = (node, ...children) => {
  node.replaceChildren();
  return fill(node, {}, children);
};
const byId = (id) => document.getElementById(id);
const plural = (count, noun) => count.toLocaleString("en") + " " + noun + (count === 1 ? "" : "s");
const link = (href, text, kind) => make("a", { href, class: kind }, make("code", {}, text));
const cite = (source) => source ? link("#" + fragment("e/" + source), source, "cite") : "";
/** What RFC 3986 does not allow in a fragment, and the question mark that begins our own state, is percent-encoded. */
const fragment = (text) => encodeURIComponent(text).replace(/%(2F|3A|40|2C|3D|2B|3B|24)/g, (code) => decodeURIComponent(code));
const table = (label, heads, rows, kind = "") => make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": label },
  make("table", { class: kind },
    make("thead", {}, make("tr", {}, heads.map((head) => make("th", { scope: "col" }, head)))),
    make("tbody", {}, rows)));
