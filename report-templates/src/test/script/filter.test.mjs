import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { scope } from "./scope.mjs";

const { flowsOf, matching } = scope(["words.js", "address.js", "columns.js", "match.js"], ["flowsOf", "matching"]);
const here = new URL("../filter/", import.meta.url);
const columns = JSON.parse(readFileSync(new URL("flows.json", here), "utf8"));
const flows = flowsOf(columns);

for (const line of readFileSync(new URL("cases.txt", here), "utf8").split("\n")) {
  if (line && !line.startsWith("#")) {
    const cut = line.lastIndexOf("|");
    const filter = line.slice(0, cut).trim();
    const expected = line.slice(cut + 1).trim();
    test(filter || "nothing", () => {
      if (expected.startsWith("!")) {
        assert.throws(() => matching(flows, filter), (error) => error.message.startsWith(expected.slice(1)));
      } else {
        assert.equal([...matching(flows, filter)].map((row) => "f" + flows.ids[row]).join(" "), expected);
      }
    });
  }
}
