package io.packetwalk.parse.k8s;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import java.util.List;
import java.util.function.LongFunction;

/** The Corefile inside a ConfigMap. */
final class EmbeddedCorefile {
    private EmbeddedCorefile() {}

    /** Its fact; {@code lineAt} gives the source of a line of {@code text}, from 1. */
    static List<Fact> read(String text, LongFunction<Source> lineAt) {
        return List.of();
    }
}
