package io.packetwalk.parse.k8s;

import io.packetwalk.doc.Tree;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.k8s.ConfigMapFact;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** ConfigMaps (core/v1), with the Corefile or the KubeProxyConfiguration they hold, recognised by content and not by the map's name. */
final class ConfigMapReader implements KindReader {

    @Override
    public List<Fact> read(ApiItem item) {
        Map<String, Source> sources = new LinkedHashMap<>();
        List<Fact> embedded = new ArrayList<>();
        item.at("data").fields().forEach((key, value) -> {
            sources.put(key, item.source(value));
            value.scalar().ifPresent(text -> embedded.addAll(embedded(item, key, text)));
        });
        List<Fact> facts = new ArrayList<>();
        facts.add(new ConfigMapFact(
                item.source(), item.ref(), item.at("data").textMap(), Collections.unmodifiableMap(sources)));
        facts.addAll(embedded);
        return facts;
    }

    private static List<Fact> embedded(ApiItem item, String key, Tree.Scalar value) {
        LongFunction<Source> lineAt = line -> Source.line(item.artifact(), value.lineOf((int) line - 1));
        if (value.text().contains("kind: KubeProxyConfiguration")) {
            return KubeProxyConfigReader.embedded(value.text(), lineAt);
        }
        if (key.startsWith("Corefile")) {
            return EmbeddedCorefile.read(value.text(), lineAt);
        }
        return List.of();
    }
}
