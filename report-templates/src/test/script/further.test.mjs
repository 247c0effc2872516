import assert from "node:assert/strict";
import test from "node:test";
import { scope } from "./scope.mjs";

const { byClaim, toneOfCard, unfolded } = scope(["fold.js", "group.js", "further.js"], ["byClaim", "toneOfCard", "unfolded"]);
const card = (id, role, confidence) => ({ id, role, confidence });

test("claims of one kind are one group, in the order of the report", () => {
  const groups = byClaim([card("PW-071", "root cause", "LIKELY"), card("PW-002", "observation", "POSSIBLE"), card("PW-071", "root cause", "LIKELY"), card("PW-071", "observation", "LIKELY")]);
  assert.deepEqual([...groups].map((cards) => cards[0].id + " " + cards[0].role + " " + cards.length), ["PW-071 root cause 2", "PW-002 observation 1", "PW-071 observation 1"]);
});
test("what hurts nobody is calm whatever is proven of it", () => {
  assert.equal(toneOfCard(card("PW-002", "observation", "PROVEN")), "possible");
  assert.equal(toneOfCard(card("PW-002", "root cause", "PROVEN")), "proven");
});
test("until somebody folds or unfolds everything, each box decides", () => {
  assert.equal(unfolded(true), true);
  assert.equal(unfolded(false), false);
});
