// The filter of the flow table: the words of `packetwalk help filters`, read over the cells of each row.
const filterBox = document.querySelector("[data-filter]");
if (filterBox) {
  const input = filterBox.querySelector("input");
  const output = filterBox.querySelector("output");
  const rows = [...document.querySelectorAll("table.flows tbody tr")].map((row) => {
    const cell = [...row.cells].map((each) => each.textContent.toLowerCase());
    return {
      row,
      tone: row.className,
      field: {
        from: cell[1], to: cell[2] + " " + cell[3], port: cell[2] + " " + cell[3], proto: cell[4], verdict: cell[6], finding: cell[6], node: cell[7],
      },
      text: cell.join(" "),
    };
  });
  const words = (query) => [...query.toLowerCase().matchAll(/(!?)(?:([a-z]+):)?(?:"([^"]*)"|(\S+))/g)]
    .map(([, not, key, quoted, bare]) => ({ not: not === "!", key, want: quoted ?? bare }));
  const holds = ({ key, want }, flow) => {
    if (key === "verdict" && (want === "failed" || want === "ok")) {
      return (flow.tone === "bad") === (want === "failed");
    }
    if (key === "port") {
      return new RegExp(":" + want.replace(/\D/g, "") + "(?!\\d)").test(flow.field.port);
    }
    const where = key && Object.hasOwn(flow.field, key) ? flow.field[key] : flow.text;
    return where.includes(want);
  };
  const apply = () => {
    const wanted = words(input.value);
    let shown = 0;
    for (const flow of rows) {
      flow.row.hidden = !wanted.every((word) => holds(word, flow) !== word.not);
      shown += flow.row.hidden ? 0 : 1;
    }
    output.textContent = input.value ? shown + " of " + rows.length : "";
  };
  filterBox.hidden = false;
  input.addEventListener("input", apply);
}
