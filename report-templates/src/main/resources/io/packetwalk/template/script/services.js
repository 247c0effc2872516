// Each Service with what stands behind it: a line that says whether a packet arrives from each node; opened, ports, endpoints and listeners.
const SIGNS = { YES: ["ok", "yes"], NO: ["bad", "no"], UNKNOWN: ["unclear", "not known"] };
const sign = (value, text) => make("span", { class: "verdict " + SIGNS[value][0] }, text ?? SIGNS[value][1]);
const fate = (verdict) => verdict === "DELIVERED" ? "ok" : verdict === "UNDETERMINED" ? "unclear" : "bad";
const NAMED = 3;
const servicesSection = () => {
  const home = byId("svc").querySelector("[data-home]");
  const ports = (service) => {
    const nodes = [...new Set(service.ports.flatMap((port) => port.verdicts.map((each) => each.node)))];
    return table("Ports of " + service.name, ["Port", "Target", ...nodes.map((node) => "From " + node)], service.ports.map((port) => make("tr", {}, make("th", { scope: "row" }, port.name ? port.name + " " : "", make("code", {}, port.port), port.nodePort ? make("span", { class: "soft" }, " nodePort " + port.nodePort) : ""), make("td", {}, port.targetPort),
      nodes.length ? nodes.map((node) => {
        const seen = port.verdicts.find((each) => each.node === node);
        return make("td", {}, seen ? [make("span", { class: "verdict " + fate(seen.verdict) }, seen.verdict.toLowerCase()), " ", make("span", { class: "soft" }, seen.verdict === "DELIVERED" ? "to " + plural(seen.backends.length, "backend") : seen.reason)] : "not walked");
      }) : "")), "matrix");
  };
  const endpoint = (each) => make("tr", {}, make("th", { scope: "row" }, make("code", {}, each.object || each.address)), make("td", {}, make("code", {}, each.object ? each.address : "")), make("td", {}, each.node), make("td", {}, sign(each.ready), each.terminating === "YES" ? " terminating" : ""),
    make("td", {}, each.listeners.map((one) => make("div", {}, make("code", {}, one.port), " ", sign(one.listens, one.text), " ", cite(one.source)))), make("td", {}, cite(each.source)));
  const behind = (service) => service.type === "ExternalName" ? make("p", { class: "soft" }, "An alias of a name: nothing stands behind it here.")
    : service.listed === "nowhere" ? make("p", { class: "soft" }, "Its endpoints were not dumped: an empty list would say nothing.")
    : service.endpoints.length ? table("Endpoints of " + service.name, ["Endpoint", "Address", "Node", "Ready", "Listener", "Listed at"], service.endpoints.map(endpoint), "matrix") : make("p", {}, sign("NO", "no endpoint"), " ", service.slices.map((place) => [cite(place), " "]));
  const deaf = (each) => each.listeners.some((one) => one.listens === "NO");
  const bad = (service) => service.ports.some((port) => port.verdicts.some((each) => fate(each.verdict) === "bad")) || service.endpoints.some((each) => each.ready === "NO" || deaf(each));
  /** How many endpoints may take packets, in the words of the line. */
  const usable = (service) => {
    const { endpoints } = service;
    if (service.type === "ExternalName" || service.listed === "nowhere") {
      return make("span", { class: "soft" }, service.listed === "nowhere" ? "not dumped" : "alias");
    }
    const ready = endpoints.filter((each) => each.ready === "YES").length, silent = endpoints.filter(deaf).length;
    return make("span", { class: "verdict " + (!endpoints.length || endpoints.some((each) => each.ready === "NO") || silent ? "bad" : ready === endpoints.length ? "ok" : "unclear") },
      !endpoints.length ? "none" : silent ? `${ready} ready, ${silent} not listening` : `${ready} of ${endpoints.length} ready`);
  };
  /** From which nodes a first packet arrives: those that fail by name, the others as a number. */
  const from = (service) => {
    const worst = new Map();
    service.ports.flatMap((port) => port.verdicts).forEach((each) => {
      if (!worst.has(each.node) || fate(each.verdict) === "bad") {
        worst.set(each.node, each.verdict);
      }
    });
    const groups = grouped([...worst], ([, verdict]) => verdict);
    return groups.size ? [...groups].sort(([one], [other]) => (fate(one) === "ok") - (fate(other) === "ok")).map(([verdict, nodes]) => [make("span", { class: "verdict " + fate(verdict) }, verdict.toLowerCase()), " from ",
      fate(verdict) !== "ok" && nodes.length <= NAMED ? nodes.map(([node]) => node).join(", ") : nodes.length === worst.size && nodes.length > 1 ? "all " + plural(nodes.length, "node") : plural(nodes.length, "node"), "  "]) : make("span", { class: "soft" }, "not walked");
  };
  const line = (service) => make("summary", {}, make("code", { class: "what" }, service.name), make("span", {}, service.type), make("code", { class: "soft" }, service.addresses.join(" ")), make("span", {}, usable(service)), make("span", { class: "from" }, from(service)));
  const ready = chunk("svc").then((all) => {
    put(home, all.total ? make("p", { class: "lead" }, plural(all.total, "Service") + (all.rows.length < all.total ? ", " + all.rows.length + " shown" : "") + ". Verdicts are predicted walks of a first packet from the node itself; " + plural(all.walked, "walk") + " were computed, further ports say so. One packet of your choice: ", make("code", {}, "packetwalk trace"), ".")
      : make("p", { class: "lead" }, "The bundle has no Services."),
    all.rows.length ? make("div", { class: "list services" }, make("div", { class: "heads", "aria-hidden": "true" }, ["Service", "Type", "Address", "Endpoints", "A first packet is"].map((head) => make("span", {}, head))),
      all.rows.map((service) => make("details", { class: "item service", open: unfolded(bad(service)) }, line(service), make("div", { class: "inside" }, make("p", {}, "Declared at ", cite(service.source)), service.ports.length ? ports(service) : "", make("h3", {}, "Behind it"), behind(service))))) : "");
  });
  return { ready };
};
