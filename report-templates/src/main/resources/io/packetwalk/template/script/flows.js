// The table of flows: some forty rows of it at a time, with counts beside it and one flow in full below.
const ROW = 30;
const flowSection = () => {
  const home = byId("flows").querySelector("[data-home]");
  const state = { flows: null, hits: new Uint32Array(0), at: -1 };
  const input = make("input", { id: "flow-filter", type: "search", autocomplete: "off", spellcheck: "false", placeholder: "from:checkout port:80 verdict:failed after:10:03 !dns", "aria-describedby": "flow-said" });
  const said = make("output", { id: "flow-said", "aria-live": "polite", for: "flow-filter" });
  const body = make("tbody");
  const heads = ["Start", "Client", "Server", "Reached", "Proto", "Packets", "Ended", "Findings"];
  const grid = make("table", { class: "flows windowed", "aria-label": "Flows" }, make("thead", {}, make("tr", { "aria-rowindex": 1 }, heads.map((head) => make("th", { scope: "col" }, head)))), body);
  const pane = make("div", { class: "pane", tabindex: 0, role: "region", "aria-label": "Flows; arrow keys scroll" }, grid);
  const facets = make("div", { class: "facets", role: "group", "aria-label": "Counts; each narrows the filter" });
  const detail = make("section", { class: "detail", tabindex: -1, "aria-live": "polite" });
  const row = (hit, index) => {
    const { flows } = state;
    const id = "f" + flows.ids[hit];
    const [client, server, reached] = ["client", "server", "reached"].map((side) => partyOf(flows, hit, side));
    const ended = word(flows, flows.state[hit]);
    const tone = toneOf(ended);
    // The port of a client is any of thousands: its name is what fits the column, the detail below has both.
    const cell = (end, named) => make("td", { title: end.at }, named);
    return make("tr", { "aria-rowindex": index + 2, class: tone + (index === state.at ? " picked" : "") },
      make("td", { class: "time" }, link(at("flow/" + id), clock(flows.epoch + flows.start[hit]), "go")), cell(client, client.object || client.named), cell(server, server.named), make("td", {}, reached.at), make("td", {}, word(flows, flows.proto[hit])),
      make("td", { class: "num" }, flows.packets[hit] + " / " + flows.answers[hit]),
      make("td", {}, make("span", { class: "verdict " + tone }, ended), flows.dns[hit] < 0 ? "" : " " + word(flows, flows.dns[hit])),
      make("td", {}, word(flows, flows.findings[hit]).split(" ").filter(Boolean).map((each) => [link(at("f/" + each), each.split("~")[0], "cite"), " "])));
  };
  const spacer = (rows) => {
    const cell = make("td", { colspan: heads.length });
    cell.style.height = rows * ROW + "px";
    return make("tr", { class: "spacer", "aria-hidden": "true" }, cell);
  };
  const paint = () => {
    const first = Math.max(0, Math.floor(pane.scrollTop / ROW) - 8);
    const last = Math.min(state.hits.length, first + 40);
    const rows = [];
    for (let index = first; index < last; index++) {
      rows.push(row(state.hits[index], index));
    }
    // As high as its rows, until there are more than a screen holds.
    pane.style.height = Math.min(480, (state.hits.length + 1) * (ROW + 1) + 4) + "px";
    put(body, ...(first ? [spacer(first)] : []), ...rows, ...(last < state.hits.length ? [spacer(state.hits.length - last)] : []));
    grid.setAttribute("aria-rowcount", state.hits.length + 1);
  };
  const apply = () => {
    if (!state.flows) {
      return;
    }
    try {
      state.hits = matching(state.flows, input.value);
      said.textContent = plural(state.hits.length, "flow") + " of " + state.flows.rows.toLocaleString("en");
      input.removeAttribute("aria-invalid");
    } catch (error) {
      said.textContent = error.message;
      input.setAttribute("aria-invalid", "true");
    }
    state.at = -1;
    pane.scrollTop = 0;
    paint();
    mark();
  };
  const set = (value) => {
    input.value = value;
    keep({ q: value });
    apply();
  };
  const mark = () => facets.querySelectorAll("button").forEach((button) => button.setAttribute("aria-pressed", String(input.value.split(/\s+/).includes(button.dataset.word))));
  const facet = ({ key, values }) => make("fieldset", {}, make("legend", {}, key), values.map(({ value, count }) => {
    const narrowed = key + ":" + quoted(value);
    return make("button", { type: "button", "data-word": narrowed, "aria-pressed": "false", onclick: () => {
      const there = input.value.split(/\s+/).filter(Boolean);
      set((there.includes(narrowed) ? there.filter((each) => each !== narrowed) : [...there, narrowed]).join(" "));
    } }, make("span", {}, value), make("b", {}, count.toLocaleString("en")));
  }));
  const show = (id) => {
    const hit = id ? state.flows.ids.indexOf(+id.slice(1)) : -1;
    put(detail, ...(hit < 0 ? id ? [make("p", { class: "lead" }, "Flow " + id + " is not among those kept in this report: packetwalk flows BUNDLE " + id)] : [] : [flowDetail(state.flows, hit)]));
    if (id) {
      detail.scrollIntoView({ block: "nearest" });
      detail.focus({ preventScroll: true });
    }
  };
  /** Steps to another match: n and N. */
  const step = (by) => {
    if (state.hits.length) {
      state.at = Math.min(state.hits.length - 1, Math.max(0, state.at + by));
      location.hash = at("flow/f" + state.flows.ids[state.hits[state.at]]);
      pane.scrollTop = state.at * ROW - 120;
      paint();
    }
  };
  input.addEventListener("input", () => {
    history.replaceState(null, "", at(read().place, { q: input.value }));
    apply();
  });
  pane.addEventListener("scroll", () => requestAnimationFrame(paint));
  const ready = chunk("flows").then(({ facets: counted, columns }) => {
    if (!columns?.rows) {
      throw new Error(columns ? "no conversation was captured." : "this report was written without flow columns.");
    }
    state.flows = flowsOf(columns);
    put(facets, ...counted.map(facet));
    put(home, ...(columns.kept < columns.others ? [make("p", { class: "sampled" }, plural(columns.rows, "flow") + " shown: all that failed or are tied to a finding, and " + columns.kept.toLocaleString("en") + " of the " + columns.others.toLocaleString("en") + " others. Counts are of all.")] : []),
      make("div", { class: "filter" }, make("label", { for: "flow-filter" }, "Filter"), input, said), make("div", { class: "beside" }, facets, pane), detail);
    input.value = query();
    apply();
  });
  document.addEventListener("state", () => {
    if (query() !== input.value) {
      input.value = query();
      apply();
    }
  });
  return { ready, input, show, step, set, state };
};
