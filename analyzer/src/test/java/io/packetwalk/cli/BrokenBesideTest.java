package io.packetwalk.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Archives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A hostile or broken bundle beside a good one: the good one's cause is found as if it were alone, and what became of the other is said. */
class BrokenBesideTest {
    private static final String GOOD = Ran.bundle("rp-filter-drop");
    private static final String CAUSE = "\"id\" : \"PW-098\"";

    @TempDir
    private Path here = Path.of("");

    enum Kind {
        LEAVES_ITS_FOLDER,
        BOMB,
        BOMB_IN_A_TAR,
        DEEP,
        LINKS,
        CUT,
        GARBAGE,
        LONG_NAME,
        TWICE_THE_SAME_NAME,
        MANY_ENTRIES,
        DEEP_JSON,
        LINK_OUT_OF_A_FOLDER,
        LINKS_IN_A_CIRCLE,
        EMPTY,
        EMPTY_TAR,
        CUT_XZ,
        CUT_ZSTD,
        CUT_ZIP
    }

    @ParameterizedTest
    @EnumSource
    void neverStopsTheGoodOne(Kind kind) throws IOException {
        Path broken = write(kind);

        Ran ran = Ran.in(here, "analyze", GOOD, broken.getFileName().toString(), "-o", "json", "--exit-zero");

        assertThat(ran.exit()).as(ran.err()).isZero();
        String findings = ran.out().substring(ran.out().indexOf("\"findings\""));
        assertThat(findings.substring(0, findings.indexOf("\"fingerprint\"")))
                .contains(CAUSE)
                .contains("\"rank\" : 1,");
        assertThat(ran.out()).as("it is named").contains(broken.getFileName().toString());
        assertThat(ran.err()).doesNotContain("Exception");
    }

    /** Every verb that takes bundles reads past the broken one, whichever comes first. */
    @ParameterizedTest
    @EnumSource(names = {"CUT", "BOMB", "LEAVES_ITS_FOLDER", "EMPTY", "LINKS_IN_A_CIRCLE"})
    void norAnyOtherVerb(Kind kind) throws IOException {
        String broken = write(kind).getFileName().toString();

        Ran trace =
                Ran.in(here, "trace", broken, GOOD, "--from", "node/node1", "--to", "10.96.0.10:53/udp", "-o", "json");
        assertThat(trace.out()).as(trace.err()).contains("\"verdict\" : ");
        Ran search = Ran.in(here, "search", broken, GOOD, "rp_filter", "--count");
        assertThat(search.exit()).as(search.err()).isZero();
        Ran verify = Ran.in(here, "verify", broken, GOOD, "-o", "json");
        assertThat(verify.out()).as(verify.err()).contains("\"presence\"");
        Ran flows = Ran.in(here, "flows", broken, GOOD, "--limit", "1", "-o", "jsonl");
        assertThat(flows.exit()).as(flows.err()).isZero();
        Ran redact = Ran.in(here, "redact", broken, GOOD, "-o", "out.tar.gz");
        assertThat(redact.exit()).as(redact.out() + redact.err()).isNotEqualTo(2);
        Ran again = Ran.in(here, "analyze", "out.tar.gz", "-o", "json", "--exit-zero");
        assertThat(again.out()).contains(CAUSE);
    }

    private Path write(Kind kind) throws IOException {
        byte[] zeros = new byte[64 << 20];
        return switch (kind) {
            case LEAVES_ITS_FOLDER -> file("broken.zip", Archives.zip(Map.of("../../etc/passwd", "root")));
            case BOMB -> file("broken.gz", Archives.gzip(Archives.gzip(zeros)));
            case BOMB_IN_A_TAR -> file("broken.tar.gz", Archives.gzip(tar("nodes/n/big.txt", zeros)));
            case DEEP -> {
                byte[] inside = "hello".getBytes(UTF_8);
                for (int i = 0; i < 40; i++) {
                    inside = Archives.gzip(tar("x.tar.gz", inside));
                }
                yield file("broken.tar.gz", inside);
            }
            case LINKS ->
                file("broken.tar", Archives.tar(tar -> {
                    for (byte type : new byte[] {TarConstants.LF_SYMLINK, TarConstants.LF_LINK, TarConstants.LF_CHR}) {
                        Archives.special(tar, "nodes/n/" + (char) type, type, "../../../../etc/shadow");
                    }
                }));
            case CUT -> {
                byte[] whole = Archives.gzip(tar("nodes/n/noise.txt", noise(200_000)));
                yield file("broken.tar.gz", Arrays.copyOf(whole, whole.length / 2));
            }
            case GARBAGE -> {
                byte[] noise = noise(5000);
                noise[0] = 0x1f;
                noise[1] = (byte) 0x8b;
                yield file("broken.tar.gz", noise);
            }
            case LONG_NAME -> file("broken.tar", tar("n".repeat(20_000), new byte[] {1}));
            case TWICE_THE_SAME_NAME ->
                file("broken.tar", Archives.tar(tar -> {
                    Archives.file(tar, "nodes/n/uname.txt", "Linux n 1\n".getBytes(UTF_8));
                    Archives.file(tar, "nodes/n/uname.txt", "Linux m 2\n".getBytes(UTF_8));
                }));
            case MANY_ENTRIES ->
                file("broken.tar.gz", Archives.gzip(Archives.tar(tar -> {
                    for (int i = 0; i < 200_000; i++) {
                        Archives.file(tar, "f/" + i, new byte[0]);
                    }
                })));
            case DEEP_JSON ->
                file(
                        "broken.tar",
                        tar("kubectl/pods.json", "[".repeat(2_000_000).getBytes(UTF_8)));
            case LINK_OUT_OF_A_FOLDER -> {
                Files.createDirectories(here.resolve("private"));
                Files.writeString(here.resolve("private/uname.txt"), "Linux n 1\n");
                Path folder = Files.createDirectories(here.resolve("broken"));
                Files.createSymbolicLink(folder.resolve("link"), Path.of("../private"));
                yield folder;
            }
            case LINKS_IN_A_CIRCLE -> {
                Path folder = Files.createDirectories(here.resolve("broken"));
                Files.createSymbolicLink(folder.resolve("self"), Path.of("."));
                Files.createSymbolicLink(folder.resolve("a"), Path.of("b"));
                Files.createSymbolicLink(folder.resolve("b"), Path.of("a"));
                yield folder;
            }
            case EMPTY -> file("broken.tar.gz", new byte[0]);
            case EMPTY_TAR -> file("broken.tar", Archives.tar(Map.of()));
            case CUT_XZ -> cut("broken.tar.xz", Archives.xz(tar("nodes/n/noise.txt", noise(200_000))));
            case CUT_ZSTD -> cut("broken.tar.zst", Archives.zstd(tar("nodes/n/noise.txt", noise(200_000))));
            case CUT_ZIP ->
                cut("broken.zip", Archives.zip(Map.of("nodes/n/noise.txt", "x y z ".repeat(9000), "b", "c")));
        };
    }

    private Path cut(String name, byte[] whole) throws IOException {
        return file(name, Arrays.copyOf(whole, whole.length / 2));
    }

    private static byte[] tar(String name, byte[] content) {
        return Archives.tar(tar -> Archives.file(tar, name, content));
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        return noise;
    }

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(here.resolve(name), content);
    }
}
