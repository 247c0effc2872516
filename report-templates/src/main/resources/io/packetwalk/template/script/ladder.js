// One flow in full: both ends, the points that saw it in causal order, and where it was seen last.
const pointsOf = (flows, hit) => {
  const points = [];
  for (let i = flows.offset[hit]; i < flows.offset[hit + 1]; i++) {
    const [artifact, device, node, netns, tunnel] = word(flows, flows.point[i]).split("\t");
    const tuple = flows.tuple[i] === -1 ? "" : flows.tuple[i] === -2 ? partyOf(flows, hit, "client").at + " > " + partyOf(flows, hit, "reached").at : word(flows, flows.tuple[i]);
    points.push({ artifact, device, node, netns, tunnel, first: flows.first[i], last: flows.first[i] + flows.last[i], there: flows.there[i], back: flows.back[i], tuple });
  }
  return points;
};
/** One rung for each device: several captures of one device saw the same packets, and a connection table is no place on the way. */
const rungs = (points) => {
  const seen = new Map();
  points.filter((point) => point.first && (point.there || point.back)).forEach((point) => {
    const key = [point.node, point.netns, point.device, point.tunnel].join(" ");
    const known = seen.get(key);
    seen.set(key, known ? { ...known, there: Math.max(known.there, point.there), back: Math.max(known.back, point.back) } : point);
  });
  return [...seen.values()];
};
const ladder = (client, server, points, lost) => {
  const names = [client, ...points.map((point) => (point.netns.startsWith("pod/") ? point.netns.split("/").pop() : point.node) + " " + point.device), server];
  const step = Math.max(96, Math.min(190, Math.floor(980 / names.length)));
  const width = step * names.length;
  const middle = (index) => index * step + step / 2;
  const short = (text) => text.length > step / 7.4 ? "…" + text.slice(-Math.floor(step / 7.4) + 1) : text;
  const arrow = (from, to, y, label, kind) => {
    const tip = to > from ? -6 : 6;
    return [draw("line", { x1: middle(from), y1: y, x2: middle(to) + tip, y2: y, class: kind }), draw("path", { d: `M${middle(to)} ${y}l${tip} -4v8z`, class: kind + " tip" }),
      draw("text", { x: (middle(from) + middle(to)) / 2, y: y - 5, class: "count" }, label)];
  };
  const marks = [];
  points.forEach((point, index) => {
    marks.push(arrow(index, index + 1, 52, point.there + " →", point.there ? "there" : "none"));
    if (point.back) {
      marks.push(arrow(index + 1, index, 92, "← " + point.back, "back"));
    }
  });
  const end = points.length;
  if (points.some((point) => point.back)) {
    marks.push(arrow(end, end + 1, 52, "", "there"), arrow(end + 1, end, 92, "", "back"));
  } else if (lost) {
    marks.push(draw("line", { x1: middle(end), y1: 52, x2: middle(end) + step * 0.4, y2: 52, class: "lost" }), draw("path", { d: `M${middle(end) + step * 0.4 - 6} 46l12 12m0 -12l-12 12`, class: "lost" }),
      draw("text", { x: middle(end) + step * 0.5, y: 76, class: "count lost" }, "not seen beyond"));
  }
  return draw("svg", { viewBox: `0 0 ${width} 118`, class: "ladder", "aria-hidden": "true", width },
    names.map((name, index) => [draw("line", { x1: middle(index), y1: 30, x2: middle(index), y2: 112, class: "life" }), draw("text", { x: middle(index), y: 18, class: "name" }, short(name))]), marks);
};
// What connection tables and logs say of a flow: entries by its tuple; lines that name one of its ends, and warnings of its time.
const NEAR = 5e6;
const LINES = 12;
const aroundFlow = (flows, hit) => {
  const parts = word(flows, flows.tracked[hit]).split("\t");
  const entries = [];
  for (let i = 0; i + 2 < parts.length; i += 3) {
    entries.push(make("li", {}, make("b", {}, parts[i]), " ", parts[i + 2], " ", cite(parts[i + 1])));
  }
  const ends = ["client", "server", "reached"].map((side) => partyOf(flows, hit, side)).flatMap((end) => [end.ip, end.object.startsWith("node/") ? "" : end.object.split("/").pop()]).filter(Boolean);
  const whole = (text, name) => text.split(name).length > 1 && new RegExp("(^|[^\\w.-])" + name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") + "($|[^\\w-])").test(text);
  const start = flows.epoch + flows.start[hit], end = start + flows.took[hit];
  const box = make("div");
  chunk("t").then(({ lanes }) => {
    const lines = lanes.flatMap((lane) => lane.events.map((event) => ({ ...event, lane: lane.name, at: microsOf(event.at) }))).map((event) => ({ ...event, named: ends.some((name) => whole(event.text, name)), near: event.at >= start - NEAR && event.at <= end + NEAR }))
      .filter((event) => event.named || (event.near && event.severity !== "info")).sort((a, b) => (b.near - a.near) || (b.named - a.named) || Math.abs(a.at - start) - Math.abs(b.at - start));
    put(box, lines.length ? [make("h4", {}, "Log lines and events that name an end of it, or warn within five seconds"), make("ol", { class: "legs" }, lines.slice(0, LINES).map((event) => make("li", {}, make("span", { class: "time" }, isoOf(event.at).slice(11, 23)), " ", make("b", {}, event.lane), " ", event.text, " ", cite(event.source)))), lines.length > LINES ? make("p", { class: "soft" }, lines.length - LINES + " more in the timeline.") : ""] : make("p", { class: "soft" }, "No captured log line or event names an end of it, and none warns within five seconds."));
  });
  return [entries.length ? [make("h4", {}, "In connection tables"), make("ol", { class: "legs" }, entries)] : "", box];
};
const flowDetail = (flows, hit) => {
  const id = "f" + flows.ids[hit];
  const [client, server, reached] = ["client", "server", "reached"].map((side) => partyOf(flows, hit, side));
  const state = word(flows, flows.state[hit]);
  const points = pointsOf(flows, hit);
  const packets = (point) => point.first ? point.artifact + "#" + point.first : point.artifact;
  const rows = [["Client", client.named + (client.object ? " (" + client.at + ")" : "")], ["Server", server.named + (server.object ? " (" + server.at + ")" : "")],
    ["Reached", reached.at && (reached.object ? reached.named + " (" + reached.at + ")" : reached.at)], ["From, for", isoOf(flows.epoch + flows.start[hit]) + ", " + (flows.took[hit] / 1000).toFixed(1) + " ms"],
    ["Packets", flows.packets[hit] + " there, " + flows.answers[hit] + " back; " + flows.bytes[hit] + " and " + flows.answered[hit] + " bytes"], ["Sent again", flows.again[hit] ? plural(flows.again[hit], "segment") : ""], ["Question", word(flows, flows.dns[hit])]];
  return make("div", {}, make("h3", {}, "Flow ", make("code", {}, id), " ", word(flows, flows.proto[hit]), " ", make("span", { class: "verdict " + toneOf(state) }, state)),
    make("dl", { class: "facts wide" }, rows.filter(([, value]) => value).map(([label, value]) => make("div", {}, make("dt", {}, label), make("dd", {}, value)))),
    make("h4", {}, "Who saw it"), make("div", { class: "scroll plain", tabindex: 0, role: "region", "aria-label": "Ladder" }, ladder(client.named, server.named, rungs(points), failed(state))),
    make("ol", { class: "legs" }, points.map((point) => make("li", {}, make("b", {}, [point.node, point.netns === point.node || point.netns === "host" ? "" : point.netns, point.device].filter(Boolean).join(" · ")), ` ${point.there} there, ${point.back} back `,
      point.tuple ? make("code", {}, point.tuple) : make("span", { class: "soft" }, "as the client sent it"), point.tunnel ? " in " + point.tunnel : "", " ", cite(packets(point)), point.last > point.first ? make("span", { class: "soft" }, " to #" + point.last) : ""))),
    points.length ? "" : make("p", { class: "soft" }, "No point is named."), failed(state) && !points.some((point) => point.back) ? make("p", { class: "soft" }, "Nobody captured it beyond the last point above. That is no proof that it went no further.") : "",
    aroundFlow(flows, hit), word(flows, flows.findings[hit]) ? make("p", {}, "Explained by ", word(flows, flows.findings[hit]).split(" ").map((each) => [link(at("f/" + each), each.split("~")[0], "cite"), " "])) : "",
    make("p", { class: "soft" }, "In the terminal: ", make("code", {}, "packetwalk flows BUNDLE " + id + " --legs")));
};
