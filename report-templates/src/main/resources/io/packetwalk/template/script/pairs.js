// Paired paths: for each destination that connections failed to reach, what differs between those that failed and those that worked.
const SPLITS = { splits: ["bad", "splits"], same: ["ok", "alike"], mixed: ["unclear", "mixed"], unseen: ["unclear", "cannot tell"] };
const pairsSection = () => {
  const home = byId("pairs").querySelector("[data-home]");
  const side = (each) => make("li", { class: each.seen ? "" : "soft" }, make("span", { class: "verdict " + (each.seen === 0 ? "unclear" : each.answered === each.seen ? "ok" : "bad") }, each.seen ? each.answered + " of " + each.seen : "none"), " ", each.label, " ", each.flows.map((flow) => [link("#flow/" + flow, flow, "cite"), " "]));
  const row = (split) => make("tr", { class: split.state }, make("th", { scope: "row" }, split.thing), make("td", {}, make("ul", {}, split.sides.map(side))),
    make("td", {}, make("span", { class: "verdict " + SPLITS[split.state][0] }, SPLITS[split.state][1])), make("td", {}, split.tells));
  const ready = chunk("pairs").then(({ total, rows }) => {
    put(home, make("p", { class: "lead" }, rows.length ? "Connections that differ in one thing only. What splits the failed from the answered names the layer to look at; a side that was not captured is worth a test."
      : "No captured connection failed, so there is nothing to hold side by side."), rows.map((each) => make("article", { class: "client" }, make("h3", {}, make("code", {}, each.name), " ", make("span", { class: "soft" }, each.failed + " of " + plural(each.seen, "connection") + " failed")),
      table("Pairs of " + each.name, ["What differs", "Answered of seen", "Result", "What follows"], each.splits.map(row), "pairs"))),
    rows.length < total ? make("p", { class: "soft" }, plural(total - rows.length, "destination") + " more, with fewer failures.") : "");
  });
  return { ready };
};
