package io.packetwalk.parse.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Artifact;
import io.packetwalk.evidence.Fact;
import io.packetwalk.fact.Reading;
import io.packetwalk.fact.netfilter.IptablesTable;
import io.packetwalk.fact.netfilter.IptablesTableFact;
import io.packetwalk.fact.nft.NftTable;
import io.packetwalk.fact.nft.NftTableContentFact;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read of a dump does not depend on which dumps were read before, however alike they are; what they have in common is kept once. */
class AlikeTest {

    private static final Path SAMPLES = Path.of("../samples/formats");
    private static final int ROUNDS = 100;

    static Stream<Path> dumps() throws IOException {
        List<Path> dumps = new ArrayList<>();
        for (String format : List.of("iptables-save", "ip6tables-save", "nft-ruleset", "nft-json")) {
            try (Stream<Path> files = Files.list(SAMPLES.resolve(format))) {
                files.filter(file -> !file.toString().endsWith(".facts.txt"))
                        .sorted()
                        .forEach(dumps::add);
            }
        }
        return dumps.stream();
    }

    @ParameterizedTest
    @MethodSource("dumps")
    void readsTheSameWhateverWasReadBefore(Path dump) throws IOException {
        String name = dump.getName(dump.getNameCount() - 2) + ".txt";
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            List<String> lines = new ArrayList<>(Files.readString(dump).lines().toList());
            ArtifactReader together = new ArtifactReader(Parsers.ALL);
            for (int node = 1; node <= 4; node++) {
                String text = String.join("\n", lines) + "\n";
                List<Reading> alone = read(new ArtifactReader(Parsers.ALL), node, name, text);
                List<Reading> behind = read(together, node, name, text);
                assertThat(behind)
                        .as("seed %s, node %s of %s:%n%s", seed, node, dump, text)
                        .isEqualTo(alone);
                assertThat(inside(behind)).as("seed %s, node %s", seed, node).isEqualTo(inside(alone));
                differ(lines, random);
            }
        }
    }

    /** Chains, and the rules that each name finds. */
    private static List<Object> inside(List<Reading> readings) {
        List<Object> inside = new ArrayList<>();
        for (Reading reading : readings) {
            for (Fact fact : reading.facts()) {
                if (fact instanceof IptablesTableFact table) {
                    IptablesTable content = table.content();
                    inside.add(List.copyOf(content.names()));
                    inside.add(content.readable());
                    content.names().forEach(name -> {
                        inside.add(content.chain(name));
                        inside.add(content.rules(name));
                        inside.add(content.names().contains(name));
                    });
                } else if (fact instanceof NftTableContentFact table) {
                    NftTable content = table.content();
                    inside.add(List.copyOf(content.names()));
                    inside.add(content.idle());
                    content.names().forEach(name -> {
                        inside.add(content.chain(name));
                        inside.add(content.rules(name));
                        inside.add(content.names().contains(name));
                    });
                }
            }
        }
        return inside;
    }

    /** What the next node may have otherwise: counters, handles, rules and chains more and less, another order, or its end cut off. */
    private static void differ(List<String> lines, Random random) {
        for (int change = random.nextInt(6); change >= 0 && lines.size() > 4; change--) {
            int at = random.nextInt(lines.size());
            int to = Math.min(lines.size(), at + 1 + random.nextInt(12));
            String line = lines.get(at);
            switch (random.nextInt(12)) {
                case 0 -> lines.remove(at);
                case 1 -> lines.add(random.nextInt(lines.size()), line);
                case 2 -> Collections.swap(lines, at, random.nextInt(lines.size()));
                case 3 -> Collections.rotate(lines.subList(at, to), 1 + random.nextInt(3));
                case 4 -> Collections.shuffle(lines.subList(at, to), random);
                case 5 -> {
                    List<String> block = List.copyOf(lines.subList(at, to));
                    lines.subList(at, to).clear();
                    lines.addAll(random.nextInt(lines.size() + 1), block);
                }
                case 6 ->
                    lines.replaceAll(each -> each.startsWith("-A ")
                            ? "[" + random.nextInt(3) + ":" + random.nextInt(999) + "] " + each
                            : each);
                case 7 ->
                    lines.replaceAll(each -> each.startsWith("\t\t") && !each.endsWith("\r") && random.nextBoolean()
                            ? each.replaceAll(" # handle \\d+$", "") + " # handle " + random.nextInt(99)
                            : each.replaceAll("# handle \\d+$", "# handle " + random.nextInt(99))
                                    .replaceAll("\"handle\": ?\\d+", "\"handle\": " + random.nextInt(99)));
                case 8 -> lines.set(at, line.replaceAll("10\\.", "11."));
                case 9 -> lines.set(at, random.nextBoolean() ? line + "\r" : line + " ");
                case 10 -> lines.subList(at, to).replaceAll(each -> each.replaceAll("^\\[[0-9:]+] ", ""));
                default -> {
                    if (random.nextInt(4) == 0) {
                        lines.subList(at, lines.size()).clear();
                    } else {
                        lines.add(at, random.nextBoolean() ? "" : line.replace("\"", ""));
                    }
                }
            }
        }
    }

    private static List<Reading> read(ArtifactReader reader, int node, String name, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Artifact artifact = new Artifact("nodes/n" + node + "/" + name, bytes.length, Optional.empty(), "");
        return reader.read(artifact, new ByteArrayInputStream(bytes), Optional::empty);
    }

    @Test
    void whatTwoNodesHaveInCommonIsKeptOnce() throws IOException {
        ArtifactReader reader = new ArtifactReader(Parsers.ALL);
        String saved = Files.readString(SAMPLES.resolve("iptables-save/golden.txt"));
        String listed = Files.readString(SAMPLES.resolve("nft-ruleset/kube-proxy.txt"));

        List<Boolean> first = new ArrayList<>(independent(read(reader, 1, "iptables-save.txt", saved)));
        first.addAll(independent(read(reader, 1, "nft-ruleset.txt", listed)));
        List<Boolean> second = new ArrayList<>(independent(read(reader, 2, "iptables-save.txt", saved)));
        second.addAll(independent(read(reader, 2, "nft-ruleset.txt", listed)));

        assertThat(first).isNotEmpty().containsOnly(true);
        assertThat(second).hasSameSizeAs(first).containsOnly(false);
    }

    private static List<Boolean> independent(List<Reading> readings) {
        return readings.stream()
                .flatMap(reading -> reading.facts().stream())
                .flatMap(fact -> fact instanceof IptablesTableFact table
                        ? Stream.of(table.content().independent())
                        : fact instanceof NftTableContentFact table
                                ? Stream.of(table.content().independent())
                                : Stream.of())
                .toList();
    }
}
