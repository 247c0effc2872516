package io.packetwalk.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bundles made to harm their reader. */
class HostileTest {

    @ParameterizedTest(name = "{0} is read as {1}")
    @CsvSource({
        "../../etc/passwd,      outside/etc/passwd, true",
        "a/../../b,             outside/b,          true",
        "/etc/passwd,           etc/passwd,         true",
        "C:/Windows/x,          C/Windows/x,        true",
        "a\tb,                  a%09b,              true",
        "a\u202Eb,              a%202Eb,            true",
        "./a//b/./c,            a/b/c,              false",
        "a\\b\\c,               a/b/c,              false",
    })
    void namesNeverLeaveTheBundle(String name, String path, boolean noted) throws IOException {
        byte[] tar = Archives.tar(Map.of("x/first", "1", "y/second", "2"));
        Unpacked unpacked = Unpacked.of(Archives.tar(t -> {
            Archives.file(t, "x", tar);
            Archives.file(t, name, Archives.bytes("content"));
        }));
        assertThat(unpacked.files).containsEntry(path, "content");
        assertThat(unpacked.codes().contains("unsafe-name")).isEqualTo(noted);
    }

    @Test
    void aNameOfNothingIsSkippedAndSaid() throws IOException {
        Unpacked unpacked = Unpacked.of(Archives.tar(t -> {
            Archives.file(t, "a", Archives.bytes("1"));
            Archives.file(t, "./.", Archives.bytes("2"));
        }));
        assertThat(unpacked.files).containsOnlyKeys("a");
        assertThat(unpacked.codes()).containsExactly("unsafe-name");
    }

    @Test
    void linksAndDevicesAreRecordedAndNeverFollowed() throws IOException {
        Unpacked unpacked = Unpacked.of(Archives.tar(t -> {
            Archives.file(t, "file", Archives.bytes("content"));
            Archives.special(t, "soft", TarConstants.LF_SYMLINK, "/etc/passwd");
            Archives.special(t, "hard", TarConstants.LF_LINK, "file");
            Archives.special(t, "pipe", TarConstants.LF_FIFO, "");
            Archives.special(t, "tty", TarConstants.LF_CHR, "");
            Archives.special(t, "disk", TarConstants.LF_BLK, "");
        }));
        assertThat(unpacked.files).containsOnlyKeys("file");
        assertThat(unpacked.links)
                .containsOnly(
                        Map.entry("soft", "/etc/passwd"),
                        Map.entry("hard", "file"),
                        Map.entry("pipe", "fifo"),
                        Map.entry("tty", "device"),
                        Map.entry("disk", "device"));
    }

    @Test
    void linksInAFolderAreNotFollowed(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        Path inside = Files.createDirectories(folder.resolve("bundle/sub"));
        Files.createSymbolicLink(inside.resolve("link"), secret);
        Files.createSymbolicLink(inside.resolve("loop"), inside);
        Files.writeString(inside.resolve("a"), "1");
        Files.writeString(folder.resolve("bundle/b"), "2");
        Unpacked unpacked = Unpacked.of(new Input.Stored(folder.resolve("bundle")));
        assertThat(unpacked.files).containsOnly(Map.entry("sub/a", "1"), Map.entry("b", "2"));
        assertThat(unpacked.links).containsKeys("sub/link", "sub/loop");
    }

    @Test
    void theFirstOfANameIsKept() throws IOException {
        Unpacked unpacked = Unpacked.of(Archives.tar(t -> {
            Archives.file(t, "a", Archives.bytes("1"));
            Archives.file(t, "./a", Archives.bytes("2"));
        }));
        assertThat(unpacked.files).containsExactly(Map.entry("a", "1"));
        assertThat(unpacked.codes()).containsExactly("duplicate-entry");
    }

    @Test
    void aGzipOfZerosStopsAtTheRatio() {
        byte[] bomb = Archives.gzip(new byte[80 << 20]);
        assertThatExceptionOfType(LimitExceeded.class)
                .isThrownBy(() -> Unpacked.of(Archives.tar(t -> Archives.file(t, "zeros.gz", bomb))))
                .satisfies(e -> {
                    assertThat(e.flag()).isEqualTo("--max-ratio");
                    assertThat(e).hasMessageContaining("zeros.gz").hasMessageContaining("300 to 1");
                });
    }

    @Test
    void manySmallBombsStopAtTheRatioOfTheirInput(@TempDir Path folder) throws IOException {
        byte[] bomb = Archives.gzip(new byte[60 << 20]);
        byte[] tar = Archives.tar(t -> {
            for (int i = 0; i < 12; i++) {
                Archives.file(t, "zeros" + i + ".gz", bomb);
            }
        });
        Path file = Files.write(folder.resolve("many.tar.gz"), Archives.gzip(tar));
        assertThatExceptionOfType(LimitExceeded.class)
                .isThrownBy(() -> Unpacked.of(new Input.Stored(file)))
                .satisfies(e -> assertThat(e.flag()).isEqualTo("--max-ratio"))
                .withMessageContaining("an input of " + Files.size(file));
    }

    @Test
    void manyEntriesStopAtTheirLimit() {
        Map<String, String> files = new LinkedHashMap<>();
        for (int i = 0; i < 50; i++) {
            files.put("f" + i, "");
        }
        Limits limits = with(20, 1 << 20, 1 << 20, 4);
        exceeds(limits, Archives.tar(files), "--max-entries");
        exceeds(limits, Archives.zip(files), "--max-entries");
    }

    @Test
    void bytesStopAtTheirLimits() {
        byte[] tar = Archives.tar(Map.of("a", "x".repeat(5000)));
        exceeds(with(20, 4000, 1 << 20, 4), Archives.gzip(tar), "--max-bytes");
        exceeds(with(20, 1 << 20, 4000, 4), Archives.gzip(tar), "--max-artifact-bytes");
    }

    @Test
    void nestingStopsAtItsLimit() {
        byte[] archive = Archives.tar(Map.of("a", "1"));
        for (int i = 0; i < 9; i++) {
            byte[] inner = archive;
            archive = Archives.tar(t -> Archives.file(t, "inner.tar", inner));
        }
        exceeds(Limits.standard(), archive, "--max-depth");
    }

    @Test
    void aNameOfTenThousandCharactersStops() {
        byte[] tar = Archives.tar(Map.of("d/" + "x".repeat(10_000), "1"));
        assertThatExceptionOfType(LimitExceeded.class)
                .isThrownBy(() -> Unpacked.of(tar))
                .satisfies(
                        e -> assertThat(String.valueOf(e.getMessage()).length()).isLessThan(400))
                .satisfies(e -> assertThat(e.flag()).isEqualTo("--max-path"));
    }

    @Test
    void timeStopsAtItsLimit() {
        AtomicLong clock = new AtomicLong();
        byte[] tar = Archives.tar(Map.of("a", "1", "b", "2"));
        assertThatExceptionOfType(LimitExceeded.class)
                .isThrownBy(() -> Bundle.of(
                                List.of(Unpacked.piped("x", tar)),
                                Limits.standard(),
                                () -> clock.addAndGet(Duration.ofMinutes(25).toNanos()))
                        .forEach(new Unpacked()))
                .satisfies(e -> assertThat(e.flag()).isEqualTo("--max-time"));
    }

    @Test
    void aHeaderThatLiesAboutEightTebibytesCostsNothing() throws IOException {
        byte[] tar = Archives.tar(
                t -> {
                    Archives.file(t, "before", Archives.bytes("1"));
                    TarArchiveEntry entry = new TarArchiveEntry("liar", true);
                    entry.setModTime(0);
                    entry.setSize(8L << 40);
                    try {
                        t.putArchiveEntry(entry);
                        t.write(Archives.bytes("s".repeat(512)));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                false);
        Unpacked unpacked = Unpacked.of(tar);
        assertThat(unpacked.files).containsEntry("before", "1").containsEntry("liar", "s".repeat(512));
        assertThat(unpacked.damaged).containsKey("liar");
        assertThat(unpacked.codes()).contains("archive-truncated");
    }

    @Test
    void aLongNameHeaderOfManyMegabytesIsStopped() {
        // GNU's long name is an entry of its own, whose content a naive reader takes into memory whole.
        byte[] header = Archives.tar(
                t -> {
                    TarArchiveEntry entry = new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
                    entry.setModTime(0);
                    entry.setSize(100 << 20);
                    try {
                        t.putArchiveEntry(entry);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                false);
        byte[] bomb = Archives.gzip(Arrays.copyOf(header, 100 << 20));
        assertThatExceptionOfType(LimitExceeded.class).isThrownBy(() -> Unpacked.of(bomb));
    }

    @Test
    void everyCutOfATarGzKeepsAPrefixOfItsFiles() throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        for (int i = 0; i < 6; i++) {
            files.put("b/f" + i, ("line " + i + "\n").repeat(200));
        }
        byte[] whole = Archives.gzip(Archives.tar(files));
        for (int cut = 20; cut < whole.length; cut += 7) {
            Unpacked unpacked = Unpacked.of(Arrays.copyOf(whole, cut));
            assertThat(unpacked.codes().size() + unpacked.damaged.size())
                    .as("notes at cut %d", cut)
                    .isPositive();
            // Cut inside the very first header it is no tar yet, but a damaged file named like the input.
            unpacked.files.remove("x");
            unpacked.files.forEach(
                    (path, text) -> assertThat(files.get("b/" + path)).startsWith(text));
        }
    }

    @Test
    void aTarCutBetweenTwoEntriesIsSuspected() throws IOException {
        byte[] tar = Archives.tar(new LinkedHashMap<>(Map.of("b/a", "x".repeat(512))));
        Unpacked unpacked = Unpacked.of(Arrays.copyOf(tar, 1024));
        assertThat(unpacked.files).containsOnlyKeys("a");
        assertThat(unpacked.codes()).containsExactly("archive-truncated");
    }

    @Test
    void bytesBehindATarAreMentioned() throws IOException {
        byte[] tar = BundleTest.concat(
                Archives.tar(Map.of("a", "1")), "garbage".repeat(2000).getBytes(StandardCharsets.UTF_8));
        Unpacked unpacked = Unpacked.of(tar);
        assertThat(unpacked.files).containsOnlyKeys("a");
        assertThat(unpacked.codes()).containsExactly("trailing-bytes");
    }

    @Test
    void aZipWithoutItsDirectoryIsReadFromTheFront() throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("b/first", "1".repeat(3000));
        files.put("b/second", "2".repeat(3000));
        byte[] zip = Archives.zip(files);
        Unpacked unpacked = Unpacked.of(Arrays.copyOf(zip, zip.length - 100));
        assertThat(unpacked.files).containsEntry("first", "1".repeat(3000));
        assertThat(unpacked.codes()).contains("archive-truncated");
    }

    private static Limits with(long entries, long totalBytes, long artifactBytes, int depth) {
        return new Limits(entries, totalBytes, artifactBytes, 300, depth, 4096, 1 << 28, Duration.ofHours(1));
    }

    private static void exceeds(Limits limits, byte[] archive, String flag) {
        assertThatExceptionOfType(LimitExceeded.class)
                .isThrownBy(() -> Unpacked.of(limits, Unpacked.piped("x", archive)))
                .satisfies(e -> assertThat(e.flag()).isEqualTo(flag))
                .withMessageContaining(flag);
    }
}
