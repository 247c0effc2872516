import assert from "node:assert/strict";
import test from "node:test";
import { scope } from "./scope.mjs";

const { ticksOf } = scope(["place.js", "ticks.js"], ["ticksOf"]);
const micros = (text) => Date.parse(text) * 1000;
const labels = (from, to) => {
  const { ticks, label } = ticksOf(micros(from), micros(to));
  return Array.from(ticks, label);
};

test("a few seconds are told by round seconds", () => {
  assert.deepEqual(labels("2026-11-21T00:57:53.022Z", "2026-11-21T00:58:01.500Z"), ["00:57:54", "00:57:56", "00:57:58", "00:58:00"]);
});
test("below a second by milliseconds", () => {
  assert.deepEqual(labels("2026-11-21T00:00:00.010Z", "2026-11-21T00:00:00.055Z"), ["00:00:00.010", "00:00:00.020", "00:00:00.030", "00:00:00.040", "00:00:00.050"]);
});
test("across midnight with the day", () => {
  assert.deepEqual(labels("2026-11-20T23:50:00Z", "2026-11-21T00:20:00Z"), ["11-20 23:50", "11-20 23:55", "11-21 00:00", "11-21 00:05", "11-21 00:10", "11-21 00:15", "11-21 00:20"]);
});
test("over weeks by days, and never more than a reader takes in", () => {
  assert.deepEqual(labels("2026-11-01T10:00:00Z", "2026-11-30T10:00:00Z"), ["2026-11-05", "2026-11-12", "2026-11-19", "2026-11-26"]);
  assert.ok(ticksOf(micros("1970-01-01T00:00:00Z"), micros("2026-11-01T00:00:00Z")).ticks.length <= 60);
});
