package io.packetwalk.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BundleTest {

    private static final Map<String, String> FILES = new LinkedHashMap<>();

    static {
        FILES.put("case/nodes/w1/uname.txt", "Linux w1\n");
        FILES.put("case/kubectl/nodes.json", "{}\n");
        FILES.put("case/readme", "");
    }

    private static final Map<String, String> STRIPPED =
            Map.of("nodes/w1/uname.txt", "Linux w1\n", "kubectl/nodes.json", "{}\n", "readme", "");

    static Stream<Arguments> everyContainer() {
        byte[] tar = Archives.tar(FILES);
        byte[] first = Archives.gzip(java.util.Arrays.copyOf(tar, 700));
        byte[] second = Archives.gzip(java.util.Arrays.copyOfRange(tar, 700, tar.length));
        return Stream.of(
                Arguments.of("tar", tar),
                Arguments.of("tar.gz", Archives.gzip(tar)),
                Arguments.of("tar.gz of two members", concat(first, second)),
                Arguments.of("tar.xz", Archives.xz(tar)),
                Arguments.of("tar.zst", Archives.zstd(tar)),
                Arguments.of("tar.bz2", Archives.bzip2(tar)),
                Arguments.of("zip with data descriptors", Archives.zip(FILES)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyContainer")
    void everyContainerGivesTheSamePathsAndContents(String kind, byte[] archive) throws IOException {
        Unpacked unpacked = Unpacked.of(archive);
        assertThat(unpacked.files).as(kind).isEqualTo(STRIPPED);
        assertThat(unpacked.notes).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyContainer")
    void aFileOnDiskReadsLikeAPipe(String kind, byte[] archive, @TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("misleading.txt"), archive);
        assertThat(Unpacked.of(new Input.Stored(file)).files).as(kind).isEqualTo(STRIPPED);
    }

    @Test
    void aFolderReadsLikeItsArchive(@TempDir Path folder) throws IOException {
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        assertThat(Unpacked.of(new Input.Stored(folder)).files).isEqualTo(STRIPPED);
        assertThat(Unpacked.of(new Input.Stored(folder.resolve("case"))).files).isEqualTo(STRIPPED);
    }

    @Test
    void aCompressedFileIsReadAsItsContent() throws IOException {
        assertThat(Unpacked.of(Unpacked.piped("w1.log.gz", Archives.gzip(Archives.bytes("hello")))).files)
                .containsExactly(Map.entry("w1.log.gz", "hello"));
    }

    @Test
    void archivesInsideArchivesAreFolders() throws IOException {
        byte[] inner = Archives.zip(Map.of("w1/ip.txt", "1: lo"));
        byte[] outer = Archives.tar(tar -> {
            Archives.file(tar, "case/nodes/w1.zip", inner);
            Archives.file(tar, "case/old.tar.gz", Archives.gzip(Archives.tar(Map.of("a/b", "c"))));
            Archives.file(tar, "case/w2.log.gz", Archives.gzip(Archives.bytes("line")));
        });
        assertThat(Unpacked.of(Archives.gzip(outer)).files)
                .containsOnly(
                        Map.entry("nodes/w1.zip/w1/ip.txt", "1: lo"),
                        Map.entry("old.tar.gz/a/b", "c"),
                        Map.entry("w2.log.gz", "line"));
    }

    @Test
    void aFolderThatOnlyTheFirstEntriesShareIsKept() throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("a/x", "1");
        files.put("a/y", "2");
        files.put("b/z", "3");
        assertThat(Unpacked.of(Archives.tar(files)).files).containsOnlyKeys("a/x", "a/y", "b/z");
    }

    @Test
    void aFolderWithAMeaningIsNoBundleName() throws IOException {
        assertThat(Unpacked.of(Archives.tar(Map.of("nodes/w1/ip.txt", ""))).files)
                .containsOnlyKeys("nodes/w1/ip.txt");
    }

    @Test
    void joinedInputsAreOneTreeWhateverTheirOrder() throws IOException {
        Map<String, String> one = Map.of("n1/nodes/w1/a", "1", "n1/packetwalk-manifest.json", "{}");
        Map<String, String> two = Map.of("n2/nodes/w2/a", "2", "n2/packetwalk-manifest.json", "{ }");
        byte[] first = Archives.tar(one);
        byte[] second = Archives.tar(two);
        Unpacked forth = Unpacked.of(Unpacked.piped("n1.tar", first), Unpacked.piped("n2.tar", second));
        Unpacked back = Unpacked.of(Unpacked.piped("n2.tar", second), Unpacked.piped("n1.tar", first));
        assertThat(forth.files)
                .containsOnlyKeys(
                        "nodes/w1/a", "nodes/w2/a", "packetwalk-manifest.json", "n2.tar/packetwalk-manifest.json");
        assertThat(back.files).isEqualTo(forth.files);
    }

    @Test
    void oneArtifactCanBeReadAgain() throws IOException {
        Bundle bundle = Bundle.of(
                java.util.List.of(Unpacked.piped("-", Archives.gzip(Archives.tar(FILES)))), Limits.standard(), () -> 0);
        for (int i = 0; i < 2; i++) {
            assertThat(bundle.read("kubectl/nodes.json", entry -> text(entry))).contains("{}\n");
        }
        assertThat(bundle.read("kubectl/absent.json", entry -> text(entry))).isEmpty();
    }

    @Test
    void anEmptyTarIsAnEmptyBundle() throws IOException {
        assertThat(Unpacked.of(Archives.tar(tar -> {})).files).isEmpty();
    }

    private static String text(Entry entry) throws IOException {
        return new String(entry.content().readAllBytes(), StandardCharsets.UTF_8);
    }

    static byte[] concat(byte[] a, byte[] b) {
        byte[] both = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
