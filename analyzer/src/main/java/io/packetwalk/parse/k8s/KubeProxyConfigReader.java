package io.packetwalk.parse.k8s;

import io.packetwalk.doc.Documents;
import io.packetwalk.doc.Field;
import io.packetwalk.doc.Piece;
import io.packetwalk.doc.Tree;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.k8s.KubeProxyConfigFact;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** KubeProxyConfiguration (kubeproxy.config.k8s.io/v1alpha1), as a file of its own or inside a ConfigMap. */
final class KubeProxyConfigReader implements KindReader {

    @Override
    public List<Fact> read(ApiItem item) {
        return List.of(fact(item.root(), line -> Source.line(item.artifact(), line)));
    }

    /** Reads the text of a configuration that stands inside another artifact; {@code lineAt} gives the source of a line of it, from 1. */
    static List<Fact> embedded(String text, LongFunction<Source> lineAt) {
        List<Fact> facts = new ArrayList<>();
        try {
            // The line end that a stripped block scalar lacks would look like a cut.
            byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
            Documents.KUBERNETES.read(new ByteArrayInputStream(bytes), 1, piece -> {
                if (piece instanceof Piece.Document document) {
                    Field root = Field.root(document.tree(), oddity -> {});
                    if (root.at("kind").text("").equals("KubeProxyConfiguration")) {
                        facts.add(fact(root, lineAt));
                    }
                }
            });
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return facts;
    }

    private static KubeProxyConfigFact fact(Field root, LongFunction<Source> lineAt) {
        Map<String, String> settings = new LinkedHashMap<>();
        Map<String, Source> sources = new LinkedHashMap<>();
        collect(root, lineAt, settings, sources);
        String mode = root.at("mode").text("");
        return new KubeProxyConfigFact(
                lineAt.apply(root.line()),
                mode,
                root.at("clusterCIDR").text(""),
                root.at("detectLocalMode").text(""),
                root.at(mode.equals("nftables") ? "nftables" : "iptables", "masqueradeAll")
                        .flag(),
                root.at("ipvs", "strictARP").flag(),
                root.at("nodePortAddresses").texts(),
                root.at("conntrack", "maxPerCore").integer(0),
                root.at("conntrack", "min").integer(0),
                Collections.unmodifiableMap(settings),
                Collections.unmodifiableMap(sources));
    }

    private static void collect(
            Field field, LongFunction<Source> lineAt, Map<String, String> settings, Map<String, Source> sources) {
        field.tree().ifPresent(tree -> {
            switch (tree) {
                case Tree.Obj _o -> field.fields().values().forEach(below -> collect(below, lineAt, settings, sources));
                case Tree.Arr _l -> field.items().forEach(below -> collect(below, lineAt, settings, sources));
                case Tree.Scalar value -> {
                    settings.put(field.path(), value.text());
                    sources.put(field.path(), lineAt.apply(value.line()));
                }
            }
        });
    }
}
