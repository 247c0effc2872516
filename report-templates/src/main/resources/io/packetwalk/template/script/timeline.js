// When things happened: lanes with bars, a brush over them that sets after: and before: of the filter, and the events as a list.
const timelineSection = () => {
  const home = byId("t").querySelector("[data-home]");
  const FAILURES = "failures", WIDTH = 1000, LEFT = 130, LANE = 30, TOP = 74;
  const events = make("div");
  const ready = chunk("t").then(({ lanes, windows, clocks, traffic, incidents }) => {
    const failures = (incidents ?? []).filter((each) => each.window);
    const stretch = [...windows.flatMap((each) => [microsOf(each.from), microsOf(each.to)]), ...(traffic ? [microsOf(traffic.from), microsOf(traffic.from) + traffic.total.length * traffic.stepMillis * 1000] : []), ...failures.flatMap((each) => [microsOf(each.window.from), microsOf(each.window.to)])];
    const dated = lanes.flatMap((lane) => lane.events.map((event) => microsOf(event.at)));
    const known = stretch.length ? stretch : dated;
    if (!known.length) {
      put(home, make("p", { class: "lead" }, "Nothing in this bundle carries a time."), unread(lanes));
      return;
    }
    let from = Math.min(...known), to = Math.max(...known);
    const pad = Math.max(500000, (to - from) * 0.02);
    from -= pad;
    to += pad;
    const x = (micros) => LEFT + (Math.min(to, Math.max(from, micros)) - from) / (to - from) * (WIDTH - LEFT - 10);
    const time = (left) => from + (left - LEFT) / (WIDTH - LEFT - 10) * (to - from);
    const rows = [...new Set([...(failures.length ? [FAILURES] : []), ...lanes.map((lane) => lane.name), ...windows.map((each) => each.lane)])];
    const height = TOP + rows.length * LANE + 8;
    const brush = draw("rect", { class: "brush", y: 0, height, width: 0, x: 0 });
    const y = (lane) => TOP + rows.indexOf(lane) * LANE;
    const most = traffic ? Math.max(1, ...traffic.total) : 1;
    const bars = traffic ? traffic.total.flatMap((total, index) => {
      const left = x(microsOf(traffic.from) + index * traffic.stepMillis * 1000);
      const wide = Math.max(2, (traffic.stepMillis * 1000) / (to - from) * (WIDTH - LEFT - 10) - 1);
      const tall = (count) => Math.max(count ? 2 : 0, count / most * 40);
      return total ? [draw("rect", { x: left, y: 62 - tall(total), width: wide, height: tall(total), class: "bar" }, draw("title", {}, plural(total, "flow") + ", " + traffic.failed[index] + " failed")),
        traffic.failed[index] ? draw("rect", { x: left, y: 62 - tall(traffic.failed[index]), width: wide, height: tall(traffic.failed[index]), class: "bar bad" }) : ""] : [];
    }) : [];
    const { ticks, label } = ticksOf(from, to);
    const picture = draw("svg", { viewBox: `0 0 ${WIDTH} ${height}`, class: "timeline", role: "img", "aria-label": "Timeline; the events stand in the list below" },
      ticks.map((tick) => [draw("line", { x1: x(tick), x2: x(tick), y1: 16, y2: height, class: "tick" }), draw("text", { x: x(tick), y: 11, class: "hour" + (x(tick) > WIDTH - 60 ? " end" : " mid") }, label(tick))]),
      draw("text", { x: 4, y: 56, class: "lane" }, traffic ? "flows (red: failed)" : ""), bars,
      rows.map((lane) => [draw("rect", { x: 0, y: y(lane), width: WIDTH, height: LANE - 4, class: "row" }), draw("text", { x: 4, y: y(lane) + 17, class: "lane" }, lane.length > 19 ? lane.slice(0, 18) + "…" : lane)]),
      windows.map((each) => draw("rect", { x: x(microsOf(each.from)), y: y(each.lane) + 8, width: Math.max(4, x(microsOf(each.to)) - x(microsOf(each.from))), height: 10, class: each.lane === "captures" ? "taken" : "window" }, draw("title", {}, each.text))),
      failures.map((each) => draw("rect", { x: x(microsOf(each.window.from)), y: y(FAILURES) + 4, width: Math.max(4, x(microsOf(each.window.to)) - x(microsOf(each.window.from))), height: 18, class: "failure" }, draw("title", {}, [each.id || "no cause found", each.element].filter(Boolean).join(" ") + ": " + each.affected.failed + " of " + each.affected.total + " failed"))),
      lanes.map((lane) => lane.events.filter((event) => microsOf(event.at) >= from && microsOf(event.at) <= to).map((event) => draw("path", { d: `M${x(microsOf(event.at))} ${y(lane.name) + 3}v20`, class: "event " + event.severity }, draw("title", {}, event.text)))), brush);
    const paint = () => {
      const chosen = span();
      const left = Number.isFinite(chosen.from) ? x(chosen.from) : LEFT, right = Number.isFinite(chosen.to) ? x(chosen.to) : WIDTH - 10;
      const open = !Number.isFinite(chosen.from) && !Number.isFinite(chosen.to);
      brush.setAttribute("x", left);
      brush.setAttribute("width", open ? 0 : Math.max(2, right - left));
      const all = lanes.flatMap((lane) => lane.events.map((event) => ({ lane: lane.name, ...event }))).filter((event) => within(event.at)).sort((a, b) => microsOf(a.at) - microsOf(b.at));
      put(events, all.length ? table("Events", ["Time", "Lane", "What", "Where"], all.slice(0, 300).map((event) => make("tr", { class: event.severity }, make("td", { class: "time" }, event.at.replace("T", " ").replace("Z", "")), make("td", {}, event.lane), make("td", {}, make("span", { class: "sev" }, event.severity), " ", event.text), make("td", {}, cite(event.source)))), "events")
        : make("p", { class: "soft" }, "No dated event " + (open ? "was captured." : "in the chosen time.")), all.length > 300 ? make("p", { class: "soft" }, "300 of " + all.length + " shown; choose a shorter time.") : "");
    };
    const pick = (one, other) => {
      const rest = (() => { try { return words(query()).filter((each) => !["after", "before"].includes(each.key)).map((each) => (each.not ? "!" : "") + (each.key ? each.key + ":" : "") + quoted(each.value)); } catch { return []; } })();
      const far = Math.abs(other - one) > 4;
      keep({ q: [...rest, ...(far ? ["after:" + isoOf(time(Math.min(one, other))), "before:" + isoOf(time(Math.max(one, other)))] : [])].join(" ") });
    };
    let began = null;
    const spot = (event) => {
      const box = picture.getBoundingClientRect();
      return Math.min(WIDTH - 10, Math.max(LEFT, (event.clientX - box.left) / box.width * WIDTH));
    };
    picture.addEventListener("pointerdown", (event) => { began = spot(event); picture.setPointerCapture(event.pointerId); });
    picture.addEventListener("pointermove", (event) => {
      if (began !== null) {
        brush.setAttribute("x", Math.min(began, spot(event)));
        brush.setAttribute("width", Math.abs(spot(event) - began));
      }
    });
    picture.addEventListener("pointerup", (event) => { const start = began; began = null; pick(start, spot(event)); });
    const field = (name) => {
      const box = make("input", { id: "t-" + name, type: "text", size: 26, spellcheck: "false", placeholder: isoOf(name === "after" ? from : to) });
      box.addEventListener("change", () => {
        const other = words(query()).filter((each) => each.key !== name).map((each) => (each.not ? "!" : "") + (each.key ? each.key + ":" : "") + quoted(each.value));
        keep({ q: [...other, ...(box.value.trim() ? [name + ":" + box.value.trim()] : [])].join(" ") });
      });
      return [make("label", { for: "t-" + name }, name), " ", box, " "];
    };
    put(home, make("p", { class: "lead" }, "Drag over the picture, or type: the chosen time filters flows, lookups and events everywhere. Bars in the lanes are when artifacts were collected and captures ran."), make("div", { class: "filter" }, field("after"), field("before"), make("button", { type: "button", onclick: () => pick(0, 0) }, "all times")),
      make("div", { class: "scroll plain", tabindex: 0, role: "region", "aria-label": "Timeline picture" }, picture), clocks.length ? make("ul", { class: "plain" }, clocks.map((each) => make("li", {}, "Clock: ", each.text, " ", cite(each.source)))) : make("p", { class: "soft" }, "Nothing in the bundle says that a clock is off; times are shown as the artifacts give them."), unread(lanes), make("h3", {}, "Events"), events);
    onSpan(paint);
  });
  const unread = (lanes) => {
    const some = lanes.filter((lane) => lane.undated || lane.total > lane.events.length + lane.undated);
    return some.length ? make("p", { class: "soft" }, some.map((lane) => lane.name + ": " + (lane.undated ? lane.undated + " lines without a time. " : "") + (lane.total > lane.events.length ? lane.events.length + " of " + lane.total + " events kept, warnings first. " : ""))) : "";
  };
  return { ready };
};
