package io.packetwalk.check.served;

import io.packetwalk.model.Node;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What each node serves, read once: rule sets of thousands of Services are large. */
public final class ServedNodes {
    private final Map<String, Served> known = new ConcurrentHashMap<>();

    /** What {@code node} serves. */
    public Served on(Node node) {
        return known.computeIfAbsent(node.name(), name -> Served.of(node));
    }
}
