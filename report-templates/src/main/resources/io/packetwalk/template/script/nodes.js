// Nodes side by side: what each sends a Service's packets to, then settings. Rows that agree are left out until asked for.
const nodesSection = () => {
  const home = byId("nodes").querySelector("[data-home]");
  const ready = chunk("nodes").then(({ nodes, services, settings }) => {
    if (!nodes.length) {
      put(home, make("p", { class: "lead" }, "The bundle has no nodes."));
      return;
    }
    const body = make("div");
    const every = make("input", { type: "checkbox", id: "nodes-every" });
    const cell = (each, intended) => make("td", { class: each.state }, make("span", { class: "verdict " + { same: "ok", differs: "bad", unknown: "unclear" }[each.state] }, each.state === "unknown" ? "cannot tell" : each.state),
      each.state === "differs" ? make("ul", { class: "backends" }, [...each.backends.map((one) => make("li", { class: intended.includes(one) ? "" : "extra" }, intended.includes(one) ? "  " : "+ ", make("code", {}, one), intended.includes(one) ? "" : " not in the API")), ...intended.filter((one) => !each.backends.includes(one)).map((one) => make("li", { class: "lacking" }, "− ", make("code", {}, one), " lacking"))]) : "");
    const paint = () => {
      const rows = services.filter((row) => every.checked || row.differs || row.cells.some((each) => each.state === "unknown"));
      const values = settings.filter((row) => every.checked || row.differs);
      put(body, make("h3", {}, "Backends programmed"), rows.length ? table("Backends by node", ["Service", "Intended by the API", ...nodes], rows.map((row) => make("tr", {}, make("th", { scope: "row" }, make("code", {}, row.service), row.local ? make("span", { class: "soft" }, " local only: nodes differ by design") : ""), make("td", {}, row.intended.length ? make("ul", {}, row.intended.map((one) => make("li", {}, make("code", {}, one)))) : "none"), row.cells.map((each) => cell(each, row.intended)))), "matrix")
        : make("p", { class: "soft" }, services.length ? "No node differs from what the API intends, in " + plural(services.length, "Service port") + " compared." : "No Service port could be compared."),
      make("h3", {}, "Settings, MTU, versions"), values.length ? table("Settings by node", ["Setting", ...nodes], values.map((row) => make("tr", { class: row.differs ? "differs" : "" }, make("th", { scope: "row" }, make("code", {}, row.name), " ", make("span", { class: "soft" }, row.kind)), row.values.map((value) => make("td", {}, value === "" ? make("span", { class: "soft" }, "not dumped") : value)))), "matrix") : make("p", { class: "soft" }, settings.length ? "No setting differs, of " + settings.length + " that were dumped." : "No setting was dumped."));
    };
    every.addEventListener("change", paint);
    put(home, make("p", { class: "lead" }, "What every node would do with a packet to each Service, from predicted walks, beside what the API intends."), make("p", {}, every, " ", make("label", { for: "nodes-every" }, "also rows that agree")), body);
    paint();
  });
  return { ready };
};
