package io.packetwalk.walk.netfilter;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.model.Ruleset;
import io.packetwalk.model.rules.CtState;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Walk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A chain of many rules is looked up, chains of a few are walked. The same rules must come to the same end by the same rule either way: here they stand in one chain,
 * and there in many that are jumped into one after the other.
 */
class IndexLawTest {

    /** More than the number from which a chain's rules are lowered one by one. */
    private static final int RULES = 300;

    private static final int FEW = 8;
    private static final int PACKETS = 60;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void lookedUpIsWalked(long seed) {
        Random random = new Random(seed);
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < RULES; i++) {
            rules.add(conditions(random) + " -m comment --comment r" + i + " -j " + verdict(random, i));
        }
        Ruleset looked = SaveText.rules(together(rules));
        Ruleset walked = SaveText.rules(apart(rules));
        for (int i = 0; i < PACKETS; i++) {
            RuleTrace.Request request = packet(random);
            assertThat(ends(looked, request)).as("seed %s, %s", seed, request).isEqualTo(ends(walked, request));
        }
    }

    private static String conditions(Random random) {
        StringBuilder text = new StringBuilder();
        if (random.nextInt(3) > 0) {
            text.append(random.nextInt(6) == 0 ? " ! -d " : " -d ")
                    .append(address(random, "10.96.0."))
                    .append("/32");
        } else if (random.nextInt(4) == 0) {
            text.append(" -d 10.96.0.").append(random.nextInt(2) * 8).append("/29");
        }
        if (random.nextInt(4) == 0) {
            text.append(random.nextInt(6) == 0 ? " ! -s " : " -s ")
                    .append(address(random, "10.0.0."))
                    .append("/32");
        }
        String proto = random.nextBoolean() ? "tcp" : "udp";
        if (random.nextInt(3) > 0) {
            text.append(" -p ").append(proto);
            if (random.nextInt(3) > 0) {
                int port = 80 + random.nextInt(4);
                String ports = random.nextInt(4) == 0 ? port + ":" + (port + 2) : Integer.toString(port);
                text.append(" -m ")
                        .append(proto)
                        .append(random.nextInt(6) == 0 ? " !" : "")
                        .append(" --dport ")
                        .append(ports);
            }
        }
        return text.toString();
    }

    private static String address(Random random, String net) {
        return net + random.nextInt(12);
    }

    private static String verdict(Random random, int i) {
        return switch (random.nextInt(5)) {
            case 0 -> "ACCEPT";
            case 1 -> "DROP";
            case 2 -> "REJECT";
            default -> "MARK --set-xmark 0x" + Integer.toHexString(1 << i % 30) + "/0x0";
        };
    }

    private static String together(List<String> rules) {
        StringBuilder text = new StringBuilder("*mangle\n:FORWARD ACCEPT [0:0]\n");
        rules.forEach(rule -> text.append("-A FORWARD").append(rule).append('\n'));
        return text + "COMMIT\n";
    }

    private static String apart(List<String> rules) {
        StringBuilder text = new StringBuilder("*mangle\n:FORWARD ACCEPT [0:0]\n");
        for (int i = 0; i < RULES; i += FEW) {
            text.append("-A FORWARD -j PART").append(i).append('\n');
            for (String rule : rules.subList(i, Math.min(RULES, i + FEW))) {
                text.append("-A PART").append(i).append(rule).append('\n');
            }
        }
        return text + "COMMIT\n";
    }

    private static RuleTrace.Request packet(Random random) {
        boolean unknown = random.nextInt(5) == 0;
        return new RuleTrace.Request(
                IpPort.parse((unknown ? "0.0.0.0" : address(random, "10.0.0.")) + ":40000")
                        .orElseThrow(),
                IpPort.parse(address(random, "10.96.0.") + ":" + (80 + random.nextInt(6)))
                        .orElseThrow(),
                random.nextBoolean() ? Proto.TCP : Proto.UDP,
                Optional.empty(),
                "eth0",
                "eth1",
                List.of(),
                CtState.NEW,
                0);
    }

    /** Of each way: how it ends, with which mark, and the comment of the rule that ends it. */
    private static List<String> ends(Ruleset rules, RuleTrace.Request request) {
        Walk walk = RuleTrace.trace(rules, SaveText.READ, request);
        return walk.paths().stream().map(IndexLawTest::end).sorted().toList();
    }

    private static String end(Path path) {
        String text = path.steps().getLast().text();
        int comment = text.indexOf("--comment");
        return path.verdict().word() + " " + path.steps().getLast().after().mark() + " "
                + (comment < 0 ? "" : text.substring(comment));
    }
}
