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
