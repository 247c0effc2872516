package io.packetwalk.check.diagnosis;

import io.packetwalk.check.Finding;

/**
 * A finding with its place in the answer.
 *
 * @param rank 1 to n, root causes first, in walk order
 * @param role what part it plays
 * @param fingerprint stable across runs: the check's code and a hash of what it is about
 * @param finding the claim
 */
public record Ranked(int rank, Role role, String fingerprint, Finding finding) {}
