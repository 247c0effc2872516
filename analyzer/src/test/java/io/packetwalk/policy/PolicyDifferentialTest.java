package io.packetwalk.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Ports;
import io.packetwalk.net.Proto;
import io.packetwalk.policy.NaivePolicy.Thing;
import io.packetwalk.policy.inquiry.Matrix;
import io.packetwalk.policy.tier.Ruling;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The engine against the brute-force {@link NaivePolicy} over random clusters. {@code -Dpolicy.clusters=100000} is the long run whose figure stands in docs/policy.md.
 */
final class PolicyDifferentialTest {

    private static final int CLUSTERS = Integer.getInteger("policy.clusters", 200);
    private static final List<Proto> PROTOS = List.of(Proto.TCP, Proto.UDP, Proto.SCTP);
    private static final int[] PORTS = {53, 79, 80, 81, 8080};

    @Test
    void theEngineAgreesWithBruteForce() {
        long asked = 0;
        for (long seed = 0; seed < CLUSTERS; seed++) {
            RandomCluster cluster = new RandomCluster(seed);
            PolicyEngine engine = PolicyEngine.of(cluster.objects());
            List<Floor> naive = NaivePolicy.floors(cluster);
            Map<String, Map<String, String>> matrix = matrix(engine, cluster);
            for (Thing from : cluster.things) {
                for (Thing to : cluster.things) {
                    if (from.ip().equals(to.ip())
                            || from.namespace().isEmpty() && to.namespace().isEmpty()) {
                        continue;
                    }
                    Ruling out = engine.ruling(Direction.EGRESS, RandomCluster.end(from), RandomCluster.end(to));
                    Ruling in = engine.ruling(Direction.INGRESS, RandomCluster.end(from), RandomCluster.end(to));
                    for (Proto proto : PROTOS) {
                        for (int port : PORTS) {
                            asked++;
                            Set<Boolean> may = NaivePolicy.allows(naive, from, to, proto, port);
                            boolean wanted = !may.contains(false);
                            boolean refused = !may.contains(true);
                            Traffic packet = Traffic.of(proto, port);
                            boolean got = out.about(packet).answers().accepted()
                                    && in.about(packet).answers().accepted();
                            boolean denied = out.about(packet).answers().denied()
                                    || in.about(packet).answers().denied();
                            boolean listed = listed(row(matrix, from, to), proto, port);
                            if (got != wanted || denied != refused || listed != wanted) {
                                assertThat(List.of(got, denied, listed))
                                        .as("seed %d, %s to %s %s %d may be %s", seed, from, to, proto, port, may)
                                        .isEqualTo(List.of(wanted, refused, wanted));
                            }
                        }
                    }
                }
            }
        }
        assertThat(asked).isGreaterThan(CLUSTERS * 900L);
    }

    @Test
    void theOrderOfPoliciesDoesNotMatter() {
        for (long seed = 0; seed < 50; seed++) {
            RandomCluster cluster = new RandomCluster(seed);
            String rows = rows(cluster).toString();
            Collections.shuffle(cluster.networkPolicies, new Random(seed));
            Collections.shuffle(cluster.clusterPolicies, new Random(seed));
            Collections.shuffle(cluster.calico, new Random(seed));
            Collections.shuffle(cluster.cilium, new Random(seed));

            assertThat(rows(cluster)).hasToString(rows);
        }
    }

    private static List<Matrix.Row> rows(RandomCluster cluster) {
        List<Matrix.Row> rows = new ArrayList<>();
        Matrix.of(PolicyEngine.of(cluster.objects()), members(cluster)).allowed(name -> true, name -> true, rows::add);
        return rows;
    }

    private static List<Ends.Member> members(RandomCluster cluster) {
        return cluster.things.stream()
                .filter(thing -> !thing.namespace().isEmpty())
                .map(thing -> new Ends.Member(
                        ObjectRef.pod(thing.namespace(), thing.ip().toString()),
                        thing.namespace() + "/" + thing.ip() + "[Pod]",
                        "",
                        RandomCluster.end(thing)))
                .toList();
    }

    private static Map<String, Map<String, String>> matrix(PolicyEngine engine, RandomCluster cluster) {
        Map<String, Map<String, String>> matrix = new HashMap<>();
        Matrix.of(engine, members(cluster))
                .allowed(
                        name -> true,
                        name -> true,
                        row -> matrix.computeIfAbsent(row.from(), from -> new HashMap<>())
                                .put(row.to(), row.ports()));
        return matrix;
    }

    private static String row(Map<String, Map<String, String>> matrix, Thing from, Thing to) {
        for (Map.Entry<String, Map<String, String>> sender : matrix.entrySet()) {
            if (is(sender.getKey(), from)) {
                for (Map.Entry<String, String> receiver : sender.getValue().entrySet()) {
                    if (is(receiver.getKey(), to)) {
                        return receiver.getValue();
                    }
                }
            }
        }
        return "";
    }

    private static boolean is(String name, Thing thing) {
        if (!thing.namespace().isEmpty()) {
            return name.equals(thing.namespace() + "/" + thing.ip() + "[Pod]");
        }
        if (name.indexOf('/') >= 0) {
            return false;
        }
        String[] ends = name.split("-", -1);
        return Ip.of(ends[0]).compareTo(thing.ip()) <= 0 && thing.ip().compareTo(Ip.of(ends[1])) <= 0;
    }

    private static boolean listed(String ports, Proto proto, int port) {
        if (ports.equals("All")) {
            return true;
        }
        String word = proto.toString().toUpperCase(java.util.Locale.ROOT) + " ";
        for (String part : ports.split(";", -1)) {
            if (part.startsWith(word)) {
                return Ports.parse(part.substring(word.length())).orElseThrow().contains(port);
            }
        }
        return false;
    }
}
