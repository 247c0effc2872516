// Brings up what the fragment names: sections are filled on their first visit, folded text is opened, other links keep working as ever.
const MAKERS = { t: timelineSection, flows: flowSection, pairs: pairsSection, dns: lookupsSection, svc: servicesSection, nodes: nodesSection, policy: policySection, evidence: evidenceSection, ...(byId("further") ? { further: furtherSection } : {}) };
const sections = {};
const trouble = (name, error) => {
  sections[name] = null;
  put(byId(name).querySelector("[data-home]"), make("p", { class: "lead" }, "Nothing to show here: " + error.message));
};
/** The section, filled; null when this browser cannot inflate it. */
const visit = (name) => {
  if (!Object.hasOwn(sections, name)) {
    sections[name] = null;
    if (canInflate) {
      try {
        sections[name] = MAKERS[name]();
        sections[name].ready.catch((error) => trouble(name, error));
      } catch (error) {
        trouble(name, error);
      }
    } else {
      put(byId(name).querySelector("[data-home]"), make("p", { class: "lead" }, "This browser cannot inflate streams (DecompressionStream), so the table is missing here. Findings, walks and their evidence above are complete; packetwalk flows and packetwalk show tell the rest."));
    }
  }
  return sections[name];
};
const go = (target) => {
  unfold(target);
  target.scrollIntoView();
};
/** Acts once a section is filled, unless the reader has gone on meanwhile. */
const arrived = (name, place, act) => visit(name)?.ready.then(() => read().place === place && act()).catch(() => {});
const route = () => {
  look();
  const { place } = read();
  const id = byId(place);
  if (place.startsWith("flow/")) {
    go(byId("flows"));
    arrived("flows", place, () => sections.flows.show(place.slice(5)));
  } else if (place.startsWith("e/") && (!id || place.includes("#"))) {
    go(byId("evidence"));
    visit("evidence")?.show(place.slice(2));
  } else if (!id && byId("further") && place.startsWith("f/")) {
    arrived("further", place, () => byId(place) && go(byId(place)));
  } else if (Object.hasOwn(MAKERS, place)) {
    arrived(place, place, () => go(byId(place)));
  } else if (id) {
    go(id);
  }
  document.dispatchEvent(new Event("state"));
};
// A section that scrolls into view is being visited, too.
const seen = new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => {
  seen.unobserve(entry.target);
  visit(entry.target.id);
}), { rootMargin: "200px" });
Object.keys(MAKERS).forEach((name) => seen.observe(byId(name)));
// Links keep the state: who filtered and then follows a link finds the filter when coming back.
document.addEventListener("click", (event) => {
  const target = event.target.closest?.("a[href^='#']");
  if (target && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    const text = target.getAttribute("href").slice(1);
    const cut = text.indexOf("?");
    const place = decodeURIComponent(cut < 0 ? text : text.slice(0, cut));
    const changes = cut < 0 ? {} : Object.fromEntries(new URLSearchParams(text.slice(cut + 1)));
    const there = at(place, changes);
    there === location.hash ? route() : location.hash = there;
    if (target.classList.contains("skip")) {
      byId(place)?.focus();
    }
  }
});
addEventListener("hashchange", route);
route();
let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details[data-print]:not([open])")];
  closed.forEach((box) => { box.open = true; });
});
addEventListener("afterprint", () => closed.forEach((box) => { box.open = false; }));
