package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import java.util.Map;

/**
 * One row of a {@code kubectl get} table.
 *
 * @param source its line
 * @param kind API kind, when the columns tell it; empty otherwise
 * @param cells column heading to text, in order
 */
public record TableRowFact(Source source, String kind, Map<String, String> cells) implements Fact {}
