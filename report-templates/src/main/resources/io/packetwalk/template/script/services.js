// Each Service with what stands behind it: ports, slices, endpoints, listeners, and what becomes of a packet from each node.
const SIGNS = { YES: ["ok", "yes"], NO: ["bad", "no"], UNKNOWN: ["unclear", "not known"] };
const sign = (value, text) => make("span", { class: "verdict " + SIGNS[value][0] }, text ?? SIGNS[value][1]);
const fate = (verdict) => verdict === "DELIVERED" ? "ok" : verdict === "UNDETERMINED" ? "unclear" : "bad";
const servicesSection = () => {
  const home = byId("svc").querySelector("[data-home]");
  const ports = (service) => {
    const nodes = [...new Set(service.ports.flatMap((port) => port.verdicts.map((each) => each.node)))];
    return table("Ports of " + service.name, ["Port", "Target", ...nodes.map((node) => "from " + node)], service.ports.map((port) => make("tr", {}, make("th", { scope: "row" }, port.name ? port.name + " " : "", make("code", {}, port.port), port.nodePort ? make("span", { class: "soft" }, " nodePort " + port.nodePort) : ""), make("td", {}, port.targetPort),
      nodes.length ? nodes.map((node) => {
        const seen = port.verdicts.find((each) => each.node === node);
        return make("td", {}, seen ? [make("span", { class: "verdict " + fate(seen.verdict) }, seen.verdict), " ", make("span", { class: "soft" }, seen.verdict === "DELIVERED" ? "to " + plural(seen.backends.length, "backend") : seen.reason)] : "not walked");
      }) : "")), "matrix");
  };
  const endpoint = (each) => make("tr", {}, make("th", { scope: "row" }, make("code", {}, each.object || each.address)), make("td", {}, each.object ? each.address : ""), make("td", {}, each.node), make("td", {}, sign(each.ready), each.terminating === "YES" ? " terminating" : ""),
    make("td", {}, each.listeners.map((one) => [make("code", {}, one.port), " ", sign(one.listens, one.text), " ", cite(one.source), " "])), make("td", {}, cite(each.source)));
  const behind = (service) => service.type === "ExternalName" ? make("p", { class: "soft" }, "An alias of a name: nothing stands behind it here.")
    : service.listed === "nowhere" ? make("p", { class: "soft" }, "Its endpoints were not dumped: an empty list would say nothing.")
    : service.endpoints.length ? table("Endpoints of " + service.name, ["Endpoint", "Address", "Node", "Ready", "Listener", "Listed at"], service.endpoints.map(endpoint)) : make("p", {}, sign("NO", "no endpoint"), " ", service.slices.map((place) => [cite(place), " "]));
  const bad = (service) => service.ports.some((port) => port.verdicts.some((each) => fate(each.verdict) === "bad")) || service.endpoints.some((each) => each.ready === "NO" || each.listeners.some((one) => one.listens === "NO"));
  const ready = chunk("svc").then((all) => {
    put(home, all.total ? make("p", { class: "lead" }, plural(all.total, "Service") + (all.rows.length < all.total ? ", " + all.rows.length + " shown" : "") + ". Verdicts are predicted walks of a first packet from the node itself; " + plural(all.walked, "walk") + " were computed, further ports say so. One packet of your choice: packetwalk trace.")
      : make("p", { class: "lead" }, "The bundle has no Services."), all.rows.map((service) => make("details", { class: "service", open: unfolded(bad(service)) }, make("summary", {}, make("code", {}, service.name), " ", service.type, " ", make("span", { class: "soft" }, service.addresses.join(" ")), bad(service) ? [" ", make("span", { class: "verdict bad" }, "trouble")] : ""),
      make("p", {}, cite(service.source)), service.ports.length ? ports(service) : "", make("h3", {}, "Behind it"), behind(service))));
  });
  return { ready };
};
