package io.packetwalk.parse.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.collector.Catalogue;
import io.packetwalk.collector.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the model reads is collected: a kind with a reader and without a row would never be in our own bundles. */
class CollectedKindsTest {
    /** Is inside of a ConfigMap. */
    private static final String INSIDE = "KubeProxyConfiguration";

    @Test
    void everyKindThatIsReadHasARow() {
        Set<String> asked = new TreeSet<>();
        Catalogue.load().rows().stream()
                .filter(row -> row.scope() == Scope.CLUSTER)
                .map(row -> List.copyOf(row.argv()))
                .filter(argv -> argv.get(1).equals("get"))
                .forEach(argv -> asked.addAll(Arrays.asList(argv.get(2).split(",", -1))));

        assertThat(Kinds.ALL.keySet())
                .filteredOn(kind -> !kind.equals(INSIDE))
                .allSatisfy(kind -> assertThat(asked).as(kind).anyMatch(resource -> gets(resource, kind)));
    }

    /** {@code tiers.crd.projectcalico.org} gets {@code Tier}; of two kinds of one name the group tells. */
    private static boolean gets(String resource, String kind) {
        String[] name = kind.split("\\.", 2);
        String[] parts = resource.split("\\.", 2);
        boolean calico = parts.length == 2 && parts[1].contains("projectcalico.org");
        return parts[0].equals(plural(name[0])) && (name.length == 1 || calico);
    }

    private static String plural(String kind) {
        String small = kind.toLowerCase(Locale.ROOT);
        if (small.endsWith("s")) {
            return small.equals("endpoints") ? small : small + "es";
        }
        return small.endsWith("y") && !small.endsWith("ay")
                ? small.substring(0, small.length() - 1) + "ies"
                : small + "s";
    }
}
