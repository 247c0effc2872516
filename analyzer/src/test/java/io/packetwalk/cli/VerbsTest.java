package io.packetwalk.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Entry;
import io.packetwalk.bundle.EntryVisitor;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.capture.SampleCaptures;
import io.packetwalk.check.Checks;
import io.packetwalk.evidence.Note;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The smaller verbs, each against a real bundle. */
class VerbsTest {
    private static final String BUNDLE = Ran.bundle("wrong-targetport");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path here = Path.of("");

    @Test
    void flowsAreOneJsonObjectPerLine() throws IOException {
        Ran ran = Ran.in(here, "flows", BUNDLE, "verdict:failed", "-o", "jsonl");

        List<String> lines = ran.out().lines().toList();
        assertThat(ran.exit()).isZero();
        assertThat(lines).hasSize(1);
        JsonNode row = JSON.readTree(lines.getFirst());
        assertThat(row.at("/state").asText()).isEqualTo("refused");
        assertThat(row.at("/server/object").asText()).isEqualTo("svc/default/solo");
        assertThat(row.at("/findings/0").asText()).startsWith("PW-004~");
        assertThat(row.fieldNames())
                .toIterable()
                .startsWith(
                        "id", "proto", "client", "server", "translated", "start", "end", "packets", "bytes", "state");
    }

    @Test
    void flowsAsCsvHaveAsManyCellsAsColumns() {
        Ran ran = Ran.in(here, "flows", BUNDLE, "-o", "csv");

        int columns = ran.out().lines().findFirst().orElse("").split(",", -1).length;
        assertThat(ran.out().lines()).hasSizeGreaterThan(2).allMatch(line -> line.split(",", -1).length == columns);
    }

    @Test
    void flowsOfACaptureThatWasCutAreThoseOfItsWholePart() throws IOException {
        byte[] whole = SampleCaptures.all().entrySet().stream()
                .filter(sample -> sample.getKey().endsWith(".pcap") && sample.getValue().length > 2_000)
                .findFirst()
                .orElseThrow()
                .getValue();
        Files.write(here.resolve("whole.pcap"), whole);
        Files.write(here.resolve("cut.pcap"), Arrays.copyOf(whole, whole.length - 5));

        assertThat(Ran.in(here, "flows", "whole.pcap").err()).isEmpty();
        Ran cut = Ran.in(here, "flows", "cut.pcap", "-o", "jsonl");
        assertThat(cut.exit()).isZero();
        assertThat(cut.out()).isNotEmpty();
        assertThat(cut.err()).startsWith("note: cut.pcap: ").contains("what came before was read");
    }

    @Test
    void noFlowIsNoMatch() {
        assertThat(Ran.in(here, "flows", BUNDLE, "from:192.0.2.77").exit()).isEqualTo(1);
    }

    @Test
    void searchFindsWhatAPlainScanOfTheTextFinds() throws IOException {
        Ran scanned = Ran.in(here, "search", BUNDLE, "10.244.2.5", "--in", "*.txt", "-o", "jsonl");
        Ran ranked = Ran.in(here, "search", BUNDLE, "10.244.2.5", "--in", "*.txt", "-o", "jsonl", "--ranked");

        Set<String> plain = plainScan(BUNDLE, ".txt", "(?<![0-9A-Za-z])10\\.244\\.2\\.5(?![0-9A-Za-z])");
        assertThat(plain).hasSizeGreaterThan(10);
        assertThat(sources(scanned)).isEqualTo(plain);
        assertThat(sources(ranked)).isEqualTo(plain);
        assertThat(scanned.exit()).isZero();
    }

    @Test
    void searchFindsConversationsOfCaptures() throws IOException {
        Ran ran = Ran.in(here, "search", BUNDLE, "solo.default.svc.cluster.local", "--in", "*.pcap", "-o", "jsonl");

        assertThat(sources(ran)).isNotEmpty().allMatch(source -> source.contains(".pcap#"));
    }

    @Test
    void searchShowsTheLinesAround() {
        Ran ran = Ran.in(
                here,
                "search",
                BUNDLE,
                "\"KUBE-SERVICES -d 10.96.10.20/32\"",
                "--in",
                "nodes/node1/iptables-save.txt",
                "-C",
                "1");

        assertThat(ran.out().lines()).hasSize(4);
        assertThat(ran.out()).startsWith("   - ").endsWith("1 line matches\n");
    }

    @Test
    void nothingFoundIsExitOne() {
        assertThat(Ran.in(here, "search", BUNDLE, "nosuchword")).isEqualTo(new Ran(1, "0 lines match\n", ""));
        assertThat(Ran.in(here, "search", BUNDLE, "nosuchword", "--count")).isEqualTo(new Ran(1, "0\n", ""));
    }

    @Test
    void showPrintsLinesAndWhatTheyWereReadAs() {
        Ran ran = Ran.in(here, "show", BUNDLE, "nodes/node1/iptables-save.txt:126-127");

        assertThat(ran.exit()).isZero();
        assertThat(ran.out())
                .startsWith("nodes/node1/iptables-save.txt:126-127   read as iptables-save\n126  ")
                .contains("\n  = iptables rule  ");
    }

    @Test
    void showOfAPlaceThatIsNotThereSaysSo() {
        assertThat(Ran.in(here, "show", BUNDLE, "nodes/node1/iptables-save.txt:999999")
                        .exit())
                .isEqualTo(1);
        assertThat(Ran.in(here, "show", BUNDLE, "no/such/file.txt:1").exit()).isEqualTo(2);
    }

    @Test
    void everyCheckIsExplained() {
        assertThat(Checks.ALL).allSatisfy(check -> {
            Ran ran = Ran.in(here, "explain", check.id().code());
            assertThat(ran.exit()).isZero();
            assertThat(ran.out()).contains(check.id().code());
            assertThat(ran.out().lines().count()).isGreaterThan(5);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"hairpin", "DNAT", "ndots", "root cause", "proven", "walk", "conntrack", "terms", "checks"})
    void termsAreExplained(String term) {
        assertThat(Ran.in(here, "explain", term).exit()).isZero();
    }

    @Test
    void verifyTellsPresenceByKindAndNode() throws IOException {
        Ran ran = Ran.in(here, "verify", BUNDLE, "-o", "json");

        JsonNode answer = JSON.readTree(ran.out());
        assertThat(ran.exit()).isZero();
        assertThat(answer.fieldNames()).toIterable().contains("integrity", "presence", "clocks", "cannotAnswer");
        assertThat(answer.at("/presence").findValuesAsText("kind")).contains("iptables-save", "pcap", "ip-route");
        assertThat(answer.at("/presence").findValuesAsText("state")).contains("collected");
    }

    @Test
    void verifyOfACutArchiveIsBad() throws IOException {
        byte[] whole = Files.readAllBytes(Path.of(BUNDLE));
        Files.write(here.resolve("cut.tar.gz"), Arrays.copyOf(whole, whole.length / 2));

        Ran ran = Ran.in(here, "verify", "cut.tar.gz", "-o", "json");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(JSON.readTree(ran.out()).at("/integrity").asText()).isEqualTo("damaged");
    }

    @Test
    void collectPrintsAScriptThatNeedsNothingBesideIt() {
        Ran ran = Ran.in(here, "collect", "--script");

        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).startsWith("#!/bin/sh").contains("END OF CATALOGUE");
    }

    private static Set<String> sources(Ran ran) throws IOException {
        TreeSet<String> sources = new TreeSet<>();
        for (String line : ran.out().lines().toList()) {
            sources.add(JSON.readTree(line).at("/source").asText());
        }
        return sources;
    }

    /** What grep -P would find. */
    private static Set<String> plainScan(String bundle, String ending, String pattern) throws IOException {
        var regex = java.util.regex.Pattern.compile(pattern);
        TreeSet<String> found = new TreeSet<>();
        Bundle.of(List.of(new Input.Stored(Path.of(bundle))), Limits.standard(), () -> 0)
                .forEach(new EntryVisitor() {
                    @Override
                    public boolean entry(Entry entry) throws IOException {
                        String path = entry.artifact().path();
                        if (path.endsWith(ending)) {
                            String[] lines = new String(entry.content().readAllBytes(), UTF_8).split("\n", -1);
                            for (int i = 0; i < lines.length; i++) {
                                if (regex.matcher(lines[i]).find()) {
                                    found.add(path + ":" + (i + 1));
                                }
                            }
                        }
                        return true;
                    }

                    @Override
                    public void note(Note note) {
                        // Not asked for.
                    }

                    @Override
                    public void restart() {
                        found.clear();
                    }
                });
        return found;
    }

    @Test
    void optionsMayStandBetweenBundleAndQuery() {
        Ran between = Ran.in(here, "search", BUNDLE, "-o", "jsonl", "10.244.2.5");

        assertThat(between).isEqualTo(Ran.in(here, "search", BUNDLE, "10.244.2.5", "-o", "jsonl"));
        assertThat(between.exit()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"search", "show"})
    void aBundleAloneIsNoQuestion(String verb) {
        Ran ran = Ran.in(here, verb, BUNDLE);

        assertThat(ran.exit()).isEqualTo(Exit.FAILED);
        assertThat(ran.err()).contains("Missing required parameter");
    }

    @Test
    void anEmptyFileClearsNothing() throws IOException {
        Ran ran =
                Ran.in(here, "analyze", Files.createFile(here.resolve("empty")).toString(), "-o", "json");

        assertThat(ran.exit()).isEqualTo(Exit.UNTOLD);
        assertThat(JSON.readTree(ran.out()).at("/clear")).isEmpty();
    }

    @Test
    void anArchiveThatBreaksOffIsNoGoodAnswer() throws IOException {
        byte[] whole = Files.readAllBytes(Path.of(Ran.bundle("healthy-baseline")));
        Path cut = Files.write(here.resolve("cut.tar.gz"), Arrays.copyOf(whole, 20_000));

        assertThat(Ran.in(here, "analyze", cut.toString(), "-o", "json").exit()).isEqualTo(Exit.UNTOLD);
    }
}
