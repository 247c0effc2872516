// Who may reach whom: senders are rows, receivers columns; what decides about a pair stands below it when its cell is chosen.
const PASS = { all: ["ok", "all", "everything may pass"], some: ["part", "some", "some of it may pass"], denied: ["bad", "none", "nothing may pass"], unknown: ["unclear", "?", "of some of it this cannot be told"] };
const WORST = ["denied", "some", "unknown"];
const RANGES = 6;
const policySection = () => {
  const home = byId("policy").querySelector("[data-home]");
  const inside = (name) => name.includes("/");
  const everywhere = (range) => ({ "0.0.0.0-255.255.255.255": "every IPv4 address", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff": "every IPv6 address" })[range] ?? range;
  /** A workload, its kind in a softer voice. */
  const workload = (name) => {
    const [, plain, kind] = /^(.*?)(\[\w+\])?$/s.exec(name);
    return make("code", {}, plain, kind ? make("span", { class: "soft" }, kind) : "");
  };
  const rules = (pair) => make("ol", { class: "rules" }, pair.by.map((rule) => make("li", {}, make("b", {}, rule.direction), " ", make("code", {}, rule.policy), " ", rule.text, " ", rule.ports === "All" ? "" : make("span", { class: "soft" }, "about " + rule.ports + " "), cite(rule.source))));
  const told = (pair) => [make("h3", {}, workload(pair.from), " → ", workload(pair.to), " ", make("span", { class: "verdict " + PASS[pair.verdict][0] }, PASS[pair.verdict][2])), pair.ports ? make("p", {}, "Surely: ", make("code", {}, pair.ports)) : "", pair.by.length ? rules(pair) : ""];
  const grid = (ends, decided) => {
    const pairs = new Map(decided.map((pair) => [pair.from + " > " + pair.to, pair]));
    const box = make("div", { class: "detail", "aria-live": "polite" });
    const choose = (pair, button) => {
      home.querySelectorAll(".reach [aria-pressed=true]").forEach((each) => each.setAttribute("aria-pressed", "false"));
      button.setAttribute("aria-pressed", "true");
      put(box, told(pair));
    };
    const cell = (from, to) => {
      if (from === to) {
        return make("td", { class: "self" }, make("span", {}, "·", make("span", { class: "vh" }, "itself")));
      }
      const pair = pairs.get(from + " > " + to);
      const [tone, text, words] = PASS[pair?.verdict ?? "all"];
      const name = from + " to " + to + ": " + words;
      return make("td", { class: "pass " + tone }, pair ? make("button", { type: "button", title: name, "aria-label": name, "aria-pressed": "false", "data-verdict": pair.verdict, onclick: (event) => choose(pair, event.currentTarget) }, text) : make("span", { title: name }, text));
    };
    const head = (to) => make("th", { scope: "col", title: to }, make("span", { class: "tall" }, workload(to)));
    const all = table("Who may reach whom", [], ends.map((from) => make("tr", {}, make("th", { scope: "row" }, workload(from)), ends.map((to) => cell(from, to)))), "reach");
    put(all.querySelector("thead tr"), make("th", { scope: "col" }, make("span", { class: "corner" }, "sends ↓  receives →")), ends.map(head));
    // What is worst is what a reader came for: it stands open.
    const worst = WORST.map((verdict) => all.querySelector(`[data-verdict=${verdict}]`)).find(Boolean);
    worst?.click();
    return make("div", { class: "beside-it" }, all, box);
  };
  const outside = (ends, connections) => {
    const of = (end, side, other) => connections.filter((each) => each[side] === end && !inside(each[other])).map((each) => [everywhere(each[other]), each.ports === "All" ? "" : each.ports]);
    const list = (items) => items.length ? make("ul", {}, items.slice(0, RANGES).map(([range, ports]) => make("li", {}, range, ports ? [" ", make("code", {}, ports)] : "")), items.length > RANGES ? make("li", { class: "soft" }, items.length - RANGES + " more ranges") : "") : make("span", { class: "verdict bad" }, "nobody");
    // Workloads that share their neighbours outside share a row; the fewest come first, for they are the exceptions.
    const groups = [...grouped(ends, (end) => JSON.stringify([of(end, "to", "from"), of(end, "from", "to")]))].sort(([, one], [, other]) => one.length - other.length);
    return table("With addresses outside", ["Workloads", "May be reached from outside by", "May reach outside"], groups.map(([shared, members]) => {
      const [from, to] = JSON.parse(shared);
      return make("tr", {}, make("th", { scope: "row" }, members.map((end) => make("div", {}, workload(end)))), make("td", {}, list(from)), make("td", {}, list(to)));
    }), "matrix");
  };
  const ready = chunk("policy").then(({ policies, ends, of, connections, decided, deviations, lacks }) => {
    const lead = make("p", { class: "lead" }, "What the policies say, not what a node enforces: the walks show both. ", ends.length < of ? make("b", {}, ends.length + " of " + plural(of, "workload") + ", those of findings and those that policies select first. ") : "", "Another pair, one port: ", make("code", {}, "packetwalk policy BUNDLE --from X --to Y --port P"), ". All pairs: ", make("code", {}, "packetwalk policy BUNDLE --list"), ".");
    put(home, lacks ? make("p", { class: "lead" }, lacks) : "", ends.length ? [lead, decided.length ? grid(ends, decided) : make("p", {}, make("span", { class: "verdict ok" }, "everything may pass"), " between the workloads that were looked at."), make("h3", {}, "Addresses outside"), outside(ends, connections)] : "",
      policies.length ? [make("h3", {}, "Policies, in the order in which tiers are asked"), table("Policies", ["Policy", "Selects", "Directions", "Rules", "Where"], policies.map((each) => make("tr", {}, make("th", { scope: "row" }, make("code", {}, each.name)), make("td", {}, each.selects), make("td", {}, each.directions.join(", ") || "none"), make("td", {}, each.rules), make("td", {}, cite(each.source)))), "matrix")] : "",
      policies.length && deviations.length ? [make("h3", {}, "Where the network plugin differs from the specification"), make("ul", { class: "plain" }, deviations.map((each) => make("li", {}, each)))] : "");
  });
  return { ready };
};
