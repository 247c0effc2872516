// The ladder of one flow: both ends, the points that saw it in causal order, and where its packets vanished.
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
/** The name of a point in two lines: where, and which device. */
const twoLines = (point) => [point.netns.startsWith("pod/") ? point.netns.split("/").pop() : point.node, point.device];
const partyLines = (party) => { const cut = party.lastIndexOf(":"); return [party.slice(0, cut).split("/").pop(), party.slice(cut)]; };
const ladder = (client, server, points, failing, lost) => {
  const at = (text) => points.findIndex((point) => text === ((point.netns.startsWith("pod/") ? point.netns : "node/" + point.node) + " " + point.device));
  // Who was watching and saw none of it stands as a life line of its own.
  const blind = lost?.kind === "lost" && at(lost.before) < 0 ? [lost.before.replace(/^\S+\//, "").split(" ")] : [];
  const names = [partyLines(client), ...points.map(twoLines), ...blind, partyLines(server)];
  const step = Math.max(88, Math.min(170, Math.floor(990 / names.length)));
  const width = step * names.length;
  const middle = (index) => index * step + step / 2;
  const short = (text) => text.length > step / 6.6 ? "…" + text.slice(1 - Math.floor(step / 6.6)) : text;
  const THERE = 66, BACK = 106;
  const arrow = (from, to, y, label, kind) => {
    const tip = to > from ? -6 : 6;
    return [draw("line", { x1: middle(from), y1: y, x2: middle(to) + tip, y2: y, class: kind }), draw("path", { d: `M${middle(to)} ${y}l${tip} -4v8z`, class: kind + " tip" }),
      draw("text", { x: (middle(from) + middle(to)) / 2, y: y - 5, class: "count" }, label)];
  };
  const cross = (from, to, y, label) => {
    const x = (middle(from) + middle(to)) / 2;
    return [draw("path", { d: `M${x - 6} ${y - 6}l12 12m0 -12l-12 12`, class: "lost" }), draw("text", { x, y: y + 20, class: "count lost" }, label)];
  };
  /** A way that ends half-way to the next line. */
  const end = (from, to, y, label) => [draw("line", { x1: middle(from), y1: y, x2: (middle(from) + middle(to)) / 2, y2: y, class: "lost" }), cross(from, to, y, label)];
  const marks = [];
  points.forEach((point, index) => {
    marks.push(arrow(index, index + 1, THERE, point.there + " →", point.there ? "there" : "none"));
    if (point.back) {
      marks.push(arrow(index + 1, index, BACK, "← " + point.back, "back"));
    }
  });
  const last = points.length;
  const answered = points.some((point) => point.back);
  if (answered) {
    marks.push(arrow(last, last + 1, THERE, "", "there"), arrow(last + 1, last, BACK, "", "back"));
  } else if (lost?.kind === "unanswered") {
    marks.push(arrow(last, last + 1, THERE, "", "there"), draw("text", { x: middle(last + 1), y: BACK, class: "count lost" }, "no answer"));
  } else if (lost || failing) {
    marks.push(end(last, last + 1, THERE, blind.length ? "lost" : "not seen beyond"));
  }
  // Some of it went on: where the others were lost.
  if (lost?.kind === "lost" && answered && at(lost.after) >= 0 && at(lost.before) >= 0) {
    marks.push(cross(at(lost.after) + 1, at(lost.before) + 1, lost.way === "request" ? THERE : BACK, "lost"));
  }
  const lines = (index) => blind.length && index === last + 1 ? " blind" : "";
  return draw("svg", { viewBox: `0 0 ${width} 130`, class: "ladder", "aria-hidden": "true", width },
    names.map(([place, device], index) => [draw("line", { x1: middle(index), y1: 42, x2: middle(index), y2: 124, class: "life" + lines(index) }),
      draw("text", { x: middle(index), y: 16, class: "name" + lines(index) }, short(place)), draw("text", { x: middle(index), y: 32, class: "name device" }, short(device))]), marks);
};
