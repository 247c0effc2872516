// One flow in full: its ends, its ladder, where its packets vanished, and what tables and logs say around it.
/** Where it vanished, or that nobody looked further. */
const vanished = (failing, points, lost) => lost
  ? make("p", { class: lost.kind === "last-seen" ? "because" : "because bad" }, make("b", {}, { lost: "Lost: ", unanswered: "Unanswered: " }[lost.kind] ?? "Last seen: "), lost.text, ". ", lost.doubts ? make("span", { class: "soft" }, "Not claimed to be lost there: " + lost.doubts + ". ") : "", lost.sources.map((source) => [cite(source), " "]))
  : failing && !points.some((point) => point.back) ? make("p", { class: "soft" }, "Nobody captured it beyond the last point above. That is no proof that it went no further.") : "";
const flowDetail = (flows, hit) => {
  const id = "f" + flows.ids[hit];
  const [client, server, reached] = ["client", "server", "reached"].map((side) => partyOf(flows, hit, side));
  const state = word(flows, flows.state[hit]);
  const points = pointsOf(flows, hit);
  const lost = lostOf(flows, hit);
  const odd = unexpectedOf(flows, hit);
  const packets = (point) => point.first ? point.artifact + "#" + point.first : point.artifact;
  const rows = [["Client", client.named + (client.object ? " (" + client.at + ")" : "")], ["Server", server.named + (server.object ? " (" + server.at + ")" : "")],
    ["Reached", reached.at && (reached.object ? reached.named + " (" + reached.at + ")" : reached.at)], ["From, for", isoOf(flows.epoch + flows.start[hit]) + ", " + (flows.took[hit] / 1000).toFixed(1) + " ms"],
    ["Packets", flows.packets[hit] + " there, " + flows.answers[hit] + " back; " + flows.bytes[hit] + " and " + flows.answered[hit] + " bytes"], ["Goodput", flows.goodput[hit] < 0 ? "" : flows.goodput[hit].toLocaleString("en") + " bytes/s"], ["Sent again", flows.again[hit] ? plural(flows.again[hit], "segment") : ""], ["Question", word(flows, flows.dns[hit])]];
  return make("div", {}, make("h3", {}, "Flow ", make("code", {}, id), " ", word(flows, flows.proto[hit]), " ", make("span", { class: "verdict " + toneOf(state) }, state)),
    make("dl", { class: "facts wide" }, rows.filter(([, value]) => value).map(([label, value]) => make("div", {}, make("dt", {}, label), make("dd", {}, value)))),
    make("h4", {}, "Who saw it"), make("div", { class: "scroll plain", tabindex: 0, role: "region", "aria-label": "Ladder" }, ladder(client.named, server.named, rungs(points), failed(state), lost)), vanished(failed(state), points, lost),
    odd ? make("p", { class: "because bad" }, make("b", {}, "Unexpected translation: "), odd.text, ". ", odd.sources.map((source) => [cite(source), " "])) : "",
    points.length ? table("Points that saw it", ["Where", "There", "Back", "As", "Captured"], points.map((point) => make("tr", {}, make("th", { scope: "row" }, [point.node, point.netns === point.node || point.netns === "host" ? "" : point.netns, point.device].filter(Boolean).join(" · ")), make("td", {}, point.there), make("td", {}, point.back),
      make("td", {}, point.tuple ? make("code", {}, point.tuple) : make("span", { class: "soft" }, "as the client sent it"), point.tunnel ? " in " + point.tunnel : ""), make("td", {}, cite(packets(point)), point.last > point.first ? make("span", { class: "soft" }, " to #" + point.last) : ""))), "points") : "",
    points.length ? "" : make("p", { class: "soft" }, "No point is named."),
    aroundFlow(flows, hit), word(flows, flows.findings[hit]) ? make("p", {}, "Explained by ", word(flows, flows.findings[hit]).split(" ").map((each) => [link(at("f/" + each), each.split("~")[0], "cite"), " "])) : "",
    make("p", { class: "soft" }, "In the terminal: ", make("code", {}, "packetwalk flows BUNDLE " + id + " --legs")));
};
