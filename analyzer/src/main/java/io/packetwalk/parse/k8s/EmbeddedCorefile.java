package io.packetwalk.parse.k8s;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.parse.logs.Corefile;
import java.util.List;
import java.util.function.LongFunction;

/** The Corefile inside a ConfigMap. */
final class EmbeddedCorefile {
    private EmbeddedCorefile() {}

    /** Its fact; {@code lineAt} gives the source of a line of {@code text}, from 1. */
    static List<Fact> read(String text, LongFunction<Source> lineAt) {
        return Corefile.read(text, lineAt).map(List::<Fact>of).orElse(List.of());
    }
}
