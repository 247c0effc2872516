package io.packetwalk.parse.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.packetwalk.bundle.Archives;
import io.packetwalk.bundle.Artifact;
import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Window;
import io.packetwalk.fact.Reading;
import io.packetwalk.fact.system.StderrFact;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntakeTest {

    private static final String MANIFEST = """
            {"schemaVersion":"1",
            "collector":{"name":"packetwalk-collect","version":"0.1.0"},
            "scope":"node","host":"h","node":"w1","start":"2026-11-21T02:34:06Z","end":"2026-11-21T02:34:09Z",
            "artifacts":[
            %s
            ]}
            """;

    private static String entry(String path, String state, String exit, long bytes, String stderr) {
        return ("{\"id\":\"x\",\"format\":\"fmt\",\"scope\":\"node\",\"node\":\"w1\",\"namespace\":null,\"pod\":null,"
                        + "\"netns\":null,\"path\":\"PATH\",\"argv\":[\"tool\",\"-a\"],\"start\":\"2026-11-21T02:34:07Z\","
                        + "\"end\":\"2026-11-21T02:34:08Z\",\"exit\":EXIT,\"state\":\"STATE\",\"truncated\":false,\"bytes\":BYTES,"
                        + "\"sha256\":null,\"stderr\":\"STDERR\"}")
                .replace("PATH", path)
                .replace("EXIT", exit)
                .replace("STATE", state)
                .replace("BYTES", Long.toString(bytes))
                .replace("STDERR", stderr);
    }

    @ParameterizedTest(name = "{0} is {4}")
    @CsvSource({
        "collected,  0,    5, 'hello', collected",
        "empty,      0,    0, '',      empty",
        "failed,     1,    0, ,        failed",
        "failed,     1,    5, 'hello', truncated",
        "timed-out,  124,  5, 'hello', truncated",
        "forbidden,  1,    0, ,        refused",
        "not-served, 1,    0, ,        empty",
        "not-found,  127,  0, ,        failed",
        "skipped,    null, 0, ,        not-collected",
        "collected,  0,    9, 'hello', truncated",
        "collected,  0,    9, ,        truncated",
    })
    void theManifestSaysWhyAThingIsNotThere(String state, String exit, long bytes, String content, String word)
            throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(
                "b/packetwalk-manifest.json",
                MANIFEST.replace("%s", entry("nodes/w1/x.txt", state, exit, bytes, "why")));
        if (content != null) {
            files.put("b/nodes/w1/x.txt", content);
        }
        Reading reading = reading(intake(files), "nodes/w1/x.txt");
        assertThat(reading.presence().word()).isEqualTo(word);
        assertThat(reading.place()).isEqualTo(new Place.Node("w1"));
        assertThat(reading.window())
                .contains(new Window(Instant.parse("2026-11-21T02:34:07Z"), Instant.parse("2026-11-21T02:34:08Z")));
    }

    @Test
    void whatACollectorHadNoTimeForIsNotEmpty() throws IOException {
        String stopped = Files.readString(Path.of("../samples/formats/packetwalk-manifest/stopped.json"));
        Intake intake = intake(Map.of("b/packetwalk-manifest.json", stopped, "b/nodes/plover/ip-link.json", "[]"));

        Reading rules = reading(intake, "nodes/plover/nft-ruleset.txt");
        assertThat(rules.format()).isEqualTo("nft-ruleset");
        assertThat(rules.place()).isEqualTo(new Place.Node("plover"));
        assertThat(rules.presence())
                .isEqualTo(new Presence.Failed(-1, "not tried, the collection ended early: time: more than 1 s"));
        assertThat(reading(intake, "pods/blue/cart-1/hosts").place()).isEqualTo(new Place.Pod("blue", "cart-1"));
        assertThat(reading(intake, "packetwalk-manifest.json").notes())
                .extracting(Note::code, Note::text)
                .containsExactly(tuple(
                        "collection-stopped",
                        "The collection ended early (time: more than 1 s): 5 artifacts at 2 places were not tried,"
                                + " none of them is known to be empty"));
    }

    @Test
    void whatCannotBeReadFailedAndIsNotEmpty() throws IOException {
        byte[] zip =
                Archives.zip(Map.of("b/nodes/w1/nft-ruleset.txt", "table", "b/nodes/w1/uname.txt", "Linux w1 6.1\n"));
        // General purpose bit 0 of a local header, and of the directory's record, says that the entry is encrypted
        // (APPNOTE 4.4.4).
        byte[] locked = zip.clone();
        for (int i = 0; i + 4 < locked.length; i++) {
            if (locked[i] == 'P' && locked[i + 1] == 'K' && locked[i + 2] == 3) {
                locked[i + 6] |= 1;
            } else if (locked[i] == 'P' && locked[i + 1] == 'K' && locked[i + 2] == 1) {
                locked[i + 8] |= 1;
            }
        }
        Reading reading = reading(intake(locked, Parsers.ALL), "nodes/w1/nft-ruleset.txt");
        assertThat(reading.format()).as("by its path").isEqualTo("nft-ruleset");
        assertThat(reading.place()).isEqualTo(new Place.Node("w1"));
        assertThat(reading.presence().word()).isEqualTo("failed");
        assertThat(reading.notes()).extracting(Note::code).containsExactly("artifact-unreadable");
    }

    @Test
    void aPathBelowNetnsIsNotTheNodes() throws IOException {
        Intake intake = intake(Map.of(
                "b/packetwalk-manifest.json",
                MANIFEST.replace("%s", entry("nodes/w1/netns/n7/x.txt", "collected", "0", 1, "")),
                "b/nodes/w1/netns/n7/x.txt",
                "x"));
        assertThat(reading(intake, "nodes/w1/netns/n7/x.txt").place()).isEqualTo(new Place.Unplaced());
        assertThat(intake.notes()).extracting(Note::code).contains("unplaced-artifact");
    }

    @Test
    void allLinesOfAManifestAreAccountedFor() throws IOException {
        String text = MANIFEST.replace(
                "%s",
                entry("a", "empty", "0", 0, "") + ",\n"
                        + entry("b", "empty", "0", 0, "").replace(",\"", ",\n\""));
        Reading manifest = reading(intake(Map.of("packetwalk-manifest.json", text)), "packetwalk-manifest.json");
        assertThat(manifest.format()).isEqualTo("packetwalk-manifest");
        assertThat(manifest.coverage().lines()).isEqualTo(text.lines().count());
        assertThat(manifest.coverage().unrecognised()).isZero();
        assertThat(manifest.notes()).isEmpty();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "bash: ipset: command not found                              | failed",
                "ipset v7.11: Kernel error received: Operation not permitted | refused",
                "Error from server (Forbidden): pods is forbidden            | refused",
                "cat: /proc/net/ip_vs: No such file or directory             | failed",
                "something unheard of                                        | failed",
                "conntrack v1.4.7 (conntrack-tools): 0 flow entries have been shown. | empty",
            })
    void wordsOnStderrBesideAnEmptyFileSayIfItIsEmptyForARealReason(String said, String word) throws IOException {
        Intake intake =
                intake(Map.of("b/nodes/w1/ipset-save.txt", "", "b/nodes/w1/ipset-save.txt.stderr", said + "\n"));
        assertThat(reading(intake, "nodes/w1/ipset-save.txt").presence().word()).isEqualTo(word);
    }

    @Test
    void stderrAloneMeansThatItsCommandFailed() throws IOException {
        Intake intake = intake(Map.of("b/nodes/w1/ss.txt.stderr", "ss: not found\n", "b/nodes/w1/a", ""));
        assertThat(reading(intake, "nodes/w1/ss.txt").presence()).isEqualTo(new Presence.Failed(-1, "ss: not found"));
    }

    @Test
    void errorTextInsteadOfDataIsAFailureAndNeverEmpty() throws IOException {
        Reading reading = reading(
                intake(Map.of("b/nodes/w1/x.txt", "Error from server (Forbidden): no\r\n", "b/y", "")),
                "nodes/w1/x.txt");
        assertThat(reading.presence()).isInstanceOf(Presence.Refused.class);
    }

    @Test
    void maskedValuesAreRedactedNotAbsent() throws IOException {
        Reading reading = reading(intake(Map.of("b/x.txt", "password ****HIDDEN*** x\n", "b/y", "")), "x.txt");
        assertThat(reading.presence()).isInstanceOf(Presence.Redacted.class);
    }

    @Test
    void aCutArchiveKeepsWhatCameBeforeAndSaysSo() throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("b/first", "1\n");
        files.put("b/second", "line\n".repeat(1000));
        byte[] tar = Archives.tar(files);
        Intake intake = intake(java.util.Arrays.copyOf(tar, 3000), Parsers.ALL);
        assertThat(reading(intake, "first").presence()).isInstanceOf(Presence.Collected.class);
        assertThat(reading(intake, "second").presence()).isInstanceOf(Presence.Truncated.class);
        assertThat(intake.notes()).extracting(Note::code).contains("archive-truncated");
    }

    @Test
    void aParserThatCrashesLosesNothingBeforeAndHidesNothing() throws IOException {
        Reading reading = reading(intake(Archives.tar(Map.of("x", "a\nb\nc\n")), List.of(new Crashing())), "x");
        assertThat(reading.facts()).hasSize(1);
        assertThat(reading.coverage().modelled()).isEqualTo(1);
        assertThat(reading.coverage().unrecognised()).isEqualTo(2);
        assertThat(reading.notes()).extracting(Note::code).contains("parser-crashed", "lines-unaccounted");
    }

    @Test
    void utf16AndByteOrderMarksAreReadAsText() throws IOException {
        byte[] utf16 = ("\uFEFF" + "Error from server (Forbidden): \uD83D\uDE00\n").getBytes(StandardCharsets.UTF_16LE);
        byte[] tar = Archives.tar(tar_ -> Archives.file(tar_, "x", utf16));
        assertThat(reading(intake(tar, Parsers.ALL), "x").presence())
                .isEqualTo(new Presence.Refused("Error from server (Forbidden): \uD83D\uDE00"));
    }

    static Intake intake(Map<String, String> files) throws IOException {
        return intake(Archives.tar(files), Parsers.ALL);
    }

    private static Intake intake(byte[] archive, List<Parser> parsers) throws IOException {
        Input input = new Input.Piped("-", new ByteArrayInputStream(archive));
        return Intake.of(Bundle.of(List.of(input), Limits.standard(), () -> 0), 2, parsers);
    }

    static Reading reading(Intake intake, String path) {
        return intake.readings().stream()
                .filter(reading -> reading.artifact().equals(path))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no reading of " + path));
    }

    private static final class Crashing implements Parser {
        @Override
        public Format format() {
            return new Format("crashing");
        }

        @Override
        public Score claims(Head head) {
            return Score.SURE;
        }

        @Override
        public void parse(Content content, FactSink sink) throws IOException {
            Lines lines = content.lines();
            if (lines.next()) {
                sink.fact(new StderrFact(lines.source(), lines.text()));
            }
            throw new IllegalStateException("a mistake of ours");
        }
    }

    @Test
    void whatSomebodyNamesAndNobodyKnowsIsSaid(@TempDir Path folder) throws IOException {
        Path empty = Files.createFile(folder.resolve("bundle.tar.gz"));
        Path prose = Files.writeString(folder.resolve("letter.doc"), "Dear all,\nnothing works.\n");

        Intake intake = Intake.of(
                Bundle.of(List.of(new Input.Stored(empty), new Input.Stored(prose)), Limits.standard(), () -> 0), 1);

        assertThat(intake.notes())
                .filteredOn(note -> note.severity() == Note.Severity.WARN)
                .extracting(Note::code, note -> note.source().artifact())
                .containsExactly(tuple("input-empty", "bundle.tar.gz"), tuple("input-not-known", "letter.doc"));
    }

    /** On both sides of the length up to which a file is copied. */
    @ParameterizedTest
    @ValueSource(ints = {1_000, (4 << 20) - 1, 4 << 20, 5_000_000})
    void aFileIsReadAlikeBareAndPacked(int size, @TempDir Path folder) throws IOException {
        byte[] lines = Files.readAllBytes(Path.of("../samples/formats/coredns-log/plain.log"));
        byte[] log = new byte[size];
        for (int at = 0; at < size; at += lines.length) {
            System.arraycopy(lines, 0, log, at, Math.min(lines.length, size - at));
        }
        Path bare = Files.write(folder.resolve("coredns.log"), log);
        Path packed =
                Files.write(Files.createDirectory(folder.resolve("packed")).resolve("coredns.log"), Archives.gzip(log));

        Intake one = intakeOf(bare);
        Intake other = intakeOf(packed);

        assertThat(one.artifacts()).extracting(Artifact::size).containsExactly((long) size);
        assertThat(one.readings()).isEqualTo(other.readings());
        assertThat(one.readings()).extracting(Reading::format).containsExactly("coredns-log");
    }

    private static Intake intakeOf(Path file) throws IOException {
        return Intake.of(Bundle.of(List.of(new Input.Stored(file)), Limits.standard(), () -> 0), 2);
    }
}
