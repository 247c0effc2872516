import assert from "node:assert/strict";
import test from "node:test";
import { scope } from "./scope.mjs";

const { numbers, sums, endAt, network, moment, words, lostOf, unexpectedOf } = scope(["words.js", "address.js", "columns.js"], ["numbers", "sums", "endAt", "network", "moment", "words", "lostOf", "unexpectedOf"]);

test("decimals become numbers, minus included", () => assert.deepEqual([...numbers("0 -1 42 7", 4)], [0, -1, 42, 7]));
test("no rows are no numbers", () => assert.deepEqual([...numbers("", 0)], []));
test("differences add up", () => assert.deepEqual([...sums(numbers("5 0 3", 3, Float64Array))], [5, 5, 8]));
test("IPv6 has brackets before its port", () => assert.equal(endAt("fe80::1", 80), "[fe80::1]:80"));
test("networks of both families", () => {
  assert.ok(network("10.0.0.0/8")("10.255.0.1"));
  assert.ok(!network("10.0.0.0/8")("11.0.0.1"));
  assert.ok(network("2001:db8::/32")("2001:db8:ffff::1"));
  assert.ok(network("::ffff:10.0.0.1")("::ffff:a00:1"));
  assert.ok(!network("::/0")("10.0.0.1"));
});
test("what is no address is a part of a name", () => ["010.0.0.1", "10.0.0", "1.2.3.4/33", "fe80", "1::2::3", "shop/checkout"].forEach((text) => assert.equal(network(text), null)));
test("times of day and whole times", () => {
  assert.equal(moment("00:00:01").micros, 1e6);
  assert.equal(moment("1970-01-01T00:00:01.5Z").micros, 1.5e6);
  assert.equal(moment("25:00"), null);
});
test("an IPv6 address is no key", () => assert.equal(words("fe80::1")[0].key, ""));

const ended = { words: ["lost\trequest\tnode/a eth0\tnode/b eth0\trequests were lost\t\ta.pcap#3\tb.pcapng", "odd\tc.pcap#1"], lost: [0, -1], unexpected: [-1, 1] };
test("where a flow was lost, with every place", () => {
  assert.deepEqual({ ...lostOf(ended, 0), sources: [...lostOf(ended, 0).sources] }, { kind: "lost", way: "request", after: "node/a eth0", before: "node/b eth0", text: "requests were lost", doubts: "", sources: ["a.pcap#3", "b.pcapng"] });
  assert.equal(lostOf(ended, 1), null);
});
test("a translation that nothing explains", () => {
  assert.equal(unexpectedOf(ended, 1).text, "odd");
  assert.equal(unexpectedOf(ended, 0), null);
});
