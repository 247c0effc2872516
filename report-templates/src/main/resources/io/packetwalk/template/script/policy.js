// Who may reach whom: senders are rows, receivers columns; what decides about a pair stands below it when its cell is chosen.
const PASS = { all: ["ok", "all", "everything may pass"], some: ["part", "some", "some of it may pass"], denied: ["bad", "none", "nothing may pass"], unknown: ["unclear", "?", "of some of it this cannot be told"] };
const policySection = () => {
  const home = byId("policy").querySelector("[data-home]");
  const inside = (name) => name.includes("/");
  const everywhere = (range) => ({ "0.0.0.0-255.255.255.255": "every IPv4 address", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff": "every IPv6 address" })[range] ?? range;
  const rules = (pair) => make("ol", { class: "rules" }, pair.by.map((rule) => make("li", {}, make("b", {}, rule.direction), " ", make("code", {}, rule.policy), " ", rule.text, " ", make("span", { class: "soft" }, "about " + rule.ports), " ", cite(rule.source))));
  const told = (from, to, pair) => [make("h4", {}, make("code", {}, from), " → ", make("code", {}, to)), make("p", {}, make("span", { class: "verdict " + PASS[pair.verdict][0] }, PASS[pair.verdict][2]), pair.ports ? [" surely: ", make("code", {}, pair.ports)] : ""), pair.by.length ? rules(pair) : ""];
  const grid = (ends, decided) => {
    const pairs = new Map(decided.map((pair) => [pair.from + " > " + pair.to, pair]));
    const box = make("div", { class: "detail", "aria-live": "polite" });
    const cell = (from, to) => {
      if (from === to) {
        return make("td", { class: "self" }, make("span", { class: "vh" }, "itself"), "·");
      }
      const pair = pairs.get(from + " > " + to);
      const [tone, text, words] = PASS[pair?.verdict ?? "all"];
      const name = from + " to " + to + ": " + words;
      return make("td", { class: "pass " + tone }, pair ? make("button", { type: "button", title: name, "aria-label": name, onclick: () => put(box, told(from, to, pair)) }, text) : make("span", { title: name }, text));
    };
    const head = (to, index) => make("th", { scope: "col", title: to }, String(index + 1), make("span", { class: "vh" }, " " + to));
    return [make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Who may reach whom" }, make("table", { class: "reach" },
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "from (row) to (column)"), ends.map(head))),
      make("tbody", {}, ends.map((from, index) => make("tr", {}, make("th", { scope: "row" }, make("span", { class: "soft" }, index + 1 + " "), make("code", {}, from)), ends.map((to) => cell(from, to))))))), box];
  };
  const outside = (ends, connections) => {
    const of = (end, side, other) => connections.filter((each) => each[side] === end && !inside(each[other])).map((each) => make("li", {}, everywhere(each[other]), each.ports === "All" ? "" : [" ", make("code", {}, each.ports)]));
    const list = (items) => items.length ? make("ul", {}, items.slice(0, 6), items.length > 6 ? make("li", { class: "soft" }, items.length - 6 + " more ranges") : "") : make("span", { class: "verdict bad" }, "nobody");
    return table("With addresses outside", ["Workload", "May be reached from outside by", "May reach outside"], ends.map((end) => make("tr", {}, make("th", { scope: "row" }, make("code", {}, end)), make("td", {}, list(of(end, "to", "from"))), make("td", {}, list(of(end, "from", "to"))))), "matrix");
  };
  const ready = chunk("policy").then(({ policies, ends, of, connections, decided, deviations, lacks }) => {
    const lead = make("p", { class: "lead" }, "What the policies say, not what a node enforces: the walks show both. ", ends.length < of ? make("b", {}, ends.length + " of " + plural(of, "workload") + ", those of findings and those that policies select first. ") : "", "Another pair, one port: packetwalk policy BUNDLE --from X --to Y --port P. All pairs: packetwalk policy BUNDLE --list.");
    put(home, lacks ? make("p", { class: "lead" }, lacks) : "", ends.length ? [lead, decided.length ? grid(ends, decided) : make("p", {}, make("span", { class: "verdict ok" }, "everything may pass"), " between the workloads that were looked at."), make("h3", {}, "Addresses outside"), outside(ends, connections)] : "",
      policies.length ? [make("h3", {}, "Policies, in the order in which tiers are asked"), table("Policies", ["Policy", "Selects", "Directions", "Rules", "Where"], policies.map((each) => make("tr", {}, make("th", { scope: "row" }, make("code", {}, each.name)), make("td", {}, each.selects), make("td", {}, each.directions.join(", ") || "none"), make("td", { class: "num" }, each.rules), make("td", {}, cite(each.source)))))] : "",
      deviations.length ? [make("h3", {}, "Where the network plugin differs from the specification"), make("ul", { class: "plain" }, deviations.map((each) => make("li", {}, each)))] : "");
  });
  return { ready };
};
