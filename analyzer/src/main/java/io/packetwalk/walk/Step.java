package io.packetwalk.walk;

import io.packetwalk.evidence.Source;
import java.util.List;
import java.util.stream.Stream;

/**
 * One step of a walk.
 *
 * @param node node name, empty outside the cluster
 * @param netns {@code host}, {@code pod/NS/NAME} or {@code outside}
 * @param kind what happens
 * @param hook netfilter hook, empty when none
 * @param table table, empty when none
 * @param chain chain, empty when none
 * @param text what happens, for a reader
 * @param before header before
 * @param after header after
 * @param basis why it is believed
 * @param sources where it stands
 */
public record Step(
        String node,
        String netns,
        Kind kind,
        String hook,
        String table,
        String chain,
        String text,
        Hop before,
        Hop after,
        Basis basis,
        List<Source> sources) {

    /** The same for another reason, which these places show. */
    public Step marked(Basis because, List<Source> shown) {
        List<Source> all =
                Stream.concat(sources.stream(), shown.stream()).distinct().toList();
        return new Step(node, netns, kind, hook, table, chain, text, before, after, because, all);
    }

    /** What a step does. The JSON name is the kind in camel case, for example {@code RuleHit}. */
    public enum Kind {
        ORIGINATE("Originate"),
        RESOLVE("Resolve"),
        RULE_HIT("RuleHit"),
        TRANSLATE("Translate"),
        TRACK("Track"),
        ROUTE("Route"),
        POLICY_TIER("PolicyTier"),
        CROSS("Cross"),
        ENCAP("Encap"),
        DECAP("Decap"),
        ARRIVE("Arrive");

        private final String json;

        Kind(String json) {
            this.json = json;
        }

        public String json() {
            return json;
        }
    }
}
