package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;

/**
 * How many objects of a kind the API server had, counted beside a dump that may not hold them all.
 *
 * @param source its line
 * @param what the kind as it is written, for example {@code network policies}
 * @param count objects
 */
public record ObjectCountFact(Source source, String what, long count) implements Fact {}
