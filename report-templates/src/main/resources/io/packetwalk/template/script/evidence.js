// A cited place: its lines, what they were read as, and for a packet its fields with the bytes they stand in.
/** So many places still are a list to look through. */
const MANY = 200;
const evidenceSection = () => {
  const home = byId("evidence").querySelector("[data-home]");
  const viewer = make("div", { class: "viewer", tabindex: -1, "aria-live": "polite" });
  const bytes = (packet) => {
    const pairs = packet.hex.match(/../g) ?? [];
    const cells = pairs.map((pair, index) => make("span", { "data-byte": index }, pair));
    const box = make("pre", { class: "hex", tabindex: 0, "aria-label": "Bytes of the headers" }, cells.flatMap((cell, index) => [index % 16 ? " " : (index ? "\n" : "") + index.toString(16).padStart(4, "0") + "  ", cell]));
    const light = (offset, length) => cells.forEach((cell, index) => cell.classList.toggle("lit", index >= offset && index < offset + length));
    const field = (each) => {
      const place = each.offset < 0 ? "" : make("button", { type: "button", class: "range", onclick: () => light(each.offset, each.length), "aria-label": "Show bytes of " + each.name }, each.offset + (each.length > 1 ? "–" + (each.offset + each.length - 1) : ""));
      return make("li", {}, make("div", { class: "field" }, make("span", { class: each.fields.length ? "head" : "" }, each.name), " ", make("code", {}, each.value), " ", place), each.fields.length ? make("ul", {}, each.fields.map(field)) : "");
    };
    return [make("p", { class: "soft" }, packet.time + " · " + plural(packet.original, "byte") + " on the wire" + (packet.captured < packet.original ? ", " + packet.captured + " kept" : "") + ". Payload stays in the capture."), make("div", { class: "fields" }, make("ul", { class: "tree" }, packet.fields.map(field)), box)];
  };
  const lines = (excerpt) => make("pre", { class: "quote", tabindex: 0, "aria-label": excerpt.source }, make("code", {}, excerpt.lines.map((text, index) => {
    const number = excerpt.from + index;
    return make("span", { class: "line" + (number >= excerpt.marked && number <= excerpt.markedTo ? " cited" : "") }, make("span", { class: "ln" }, number), text + "\n");
  })));
  const show = (all, source) => {
    const excerpt = all.excerpts.find((each) => each.source === source);
    const artifact = excerpt?.artifact ?? source.replace(/[:#][\d-]+$/, "");
    const read = all.formats[artifact];
    put(viewer, make("h3", {}, make("code", {}, source)), make("p", { class: "soft" }, read ? "read as " + read : "not read as any format", all.hashes[artifact] ? [" · SHA-256 as the manifest states it ", make("code", {}, all.hashes[artifact])] : ""),
      excerpt ? lines(excerpt) : make("p", {}, "This report does not embed the place."), excerpt?.packet ? bytes(excerpt.packet) : "", command("packetwalk show " + all.bundle + " " + (/^[\w./:#@%+=,-]+$/.test(source) ? source : "'" + source.replaceAll("'", "'\\''") + "'")));
    viewer.scrollIntoView({ block: "start" });
    viewer.focus({ preventScroll: true });
  };
  let open = () => {};
  const ready = chunk("e").then((all) => {
    open = (source) => show(all, source);
    const artifacts = grouped(all.excerpts, (each) => each.artifact);
    const place = (each) => make("li", {}, make("a", { href: "#" + fragment("e/" + each.source), class: "cite", title: each.source }, make("code", {}, each.source.slice(each.artifact.length))));
    put(home, make("p", { class: "lead" }, plural(all.excerpts.length, "place") + " of " + plural(artifacts.size, "artifact") + " cited by findings and walks, each with the lines around it."), viewer,
      make("details", { open: unfolded(all.excerpts.length <= MANY) }, make("summary", {}, "All cited places"), make("dl", { class: "places" }, [...artifacts].map(([artifact, cited]) => make("div", {}, make("dt", {}, make("code", {}, artifact), " ", make("span", { class: "soft" }, all.formats[artifact] ?? "")), make("dd", {}, make("ul", {}, cited.map(place))))))));
  });
  return { ready, show: (source) => ready.then(() => open(source)) };
};
