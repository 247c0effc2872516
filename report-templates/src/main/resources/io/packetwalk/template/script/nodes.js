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
    const named = { same: "as intended", differs: "differs", unknown: "cannot tell" };
    const backend = (kind, sign, one, said) => make("li", { class: kind }, make("span", { class: "sign" }, sign), make("code", {}, one), said);
    /** What a node has and should not, and what it lacks; what is right needs no words. */
    const difference = ({ backends }, intended) => make("ul", { class: "backends" }, backends.length || !intended.length ? "" : backend("lacking", "−", "", "nothing programmed"),
      backends.map((one) => intended.includes(one) ? backend("", "", one, "") : backend("extra", "+", one, " not in the API")), backends.length ? intended.filter((one) => !backends.includes(one)).map((one) => backend("lacking", "−", one, " lacking")) : "");
    const cell = (each, intended) => make("td", { class: each.state }, make("span", { class: "verdict " + { same: "ok", differs: "bad", unknown: "unclear" }[each.state] }, named[each.state]), each.state === "differs" ? difference(each, intended) : "");
    /** What most nodes have stands out from nothing; where none prevails, all of it is in question. */
    const odd = (row) => {
      const most = [...grouped(row.values.filter(Boolean), (value) => value)].sort(([, one], [, other]) => other.length - one.length);
      const usual = most.length > 1 && most[0][1].length > most[1][1].length ? most[0][0] : null;
      return (value) => row.differs && value !== "" && value !== usual;
    };
    const setting = (row) => {
      const marked = odd(row);
      return make("tr", {}, make("th", { scope: "row" }, make("code", {}, row.name), " ", make("span", { class: "soft" }, row.kind)), row.values.map((value) => make("td", { class: marked(value) ? "differs" : "" }, value === "" ? make("span", { class: "soft" }, "not dumped") : make("code", {}, value), marked(value) ? make("span", { class: "vh" }, " differs") : "")));
    };
    const paint = () => {
      const rows = services.filter((row) => every.checked || row.differs || row.cells.some((each) => each.state === "unknown"));
      const values = settings.filter((row) => every.checked || row.differs);
      put(body, make("h3", {}, "Backends programmed"), rows.length ? table("Backends by node", ["Service", "Intended", ...nodes], rows.map((row) => make("tr", {}, make("th", { scope: "row" }, make("code", {}, row.service), row.local ? make("span", { class: "soft" }, " local only: nodes differ by design") : ""), make("td", {}, row.intended.length ? make("ul", {}, row.intended.map((one) => make("li", {}, make("code", {}, one)))) : "none"), row.cells.map((each) => cell(each, row.intended)))), "matrix")
        : make("p", { class: "soft" }, services.length ? "No node differs from what the API intends, in " + plural(services.length, "Service port") + " compared." : "No Service port could be compared."),
      make("h3", {}, "Settings, MTU, versions"), values.length ? table("Settings by node", ["Setting", ...nodes], values.map(setting), "matrix") : make("p", { class: "soft" }, settings.length ? "No setting differs, of " + settings.length + " that were dumped." : "No setting was dumped."));
    };
    every.addEventListener("change", paint);
    put(home, make("p", { class: "lead" }, "Where each node’s rules send a Service’s packets, beside what the API intends; then settings of the nodes."), make("p", { class: "switch" }, every, " ", make("label", { for: "nodes-every" }, "also rows in which all nodes agree")), body);
    paint();
  });
  return { ready };
};
