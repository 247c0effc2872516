// Who may reach whom, as far as the report says; what it lacks is said as well.
const policySection = () => {
  const home = byId("policy").querySelector("[data-home]");
  const ready = chunk("policy").then(({ policies, connections, deviations, lacks }) => {
    put(home, lacks ? make("p", { class: "lead" }, lacks) : "", connections.length ? [make("h3", {}, "Allowed connections"), table("Allowed connections", ["From", "To", "Ports"], connections.map((each) => make("tr", {}, make("td", {}, make("code", {}, each.from)), make("td", {}, make("code", {}, each.to)), make("td", {}, each.ports))))] : "",
      policies.length ? [make("h3", {}, "Policies"), table("Policies", ["Policy", "Selects", "Directions", "Rules", "Where"], policies.map((each) => make("tr", {}, make("th", { scope: "row" }, make("code", {}, each.name)), make("td", {}, each.selects), make("td", {}, each.directions.join(", ") || "as the rules say"), make("td", { class: "num" }, each.rules), make("td", {}, cite(each.source)))))] : "",
      deviations.length ? [make("h3", {}, "Where the network plugin differs from the specification"), make("ul", { class: "plain" }, deviations.map((each) => make("li", {}, each)))] : "");
  });
  return { ready };
};
