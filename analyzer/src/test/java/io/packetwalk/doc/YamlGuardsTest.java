package io.packetwalk.doc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One test per known way in which YAML goes wrong. */
class YamlGuardsTest {

    private static final String THREE = """
            apiVersion: v1
            items:
            - kind: Pod
              metadata:
                name: a
            - kind: Pod
              metadata:
                name: b
                note: %s
            - kind: Pod
              metadata:
                name: c
            kind: List
            """;

    @Test
    void codePointLimitOfTheLibraryDoesNotApply() {
        StringBuilder big = new StringBuilder("kind: Pod\nmetadata:\n  name: big\n  lines:\n");
        for (int i = 0; i < 60_000; i++) {
            big.append("    k").append(i).append(": ").append("v".repeat(50)).append('\n');
        }
        assertThat(big.length()).isGreaterThan(3_145_728);
        assertThat(Read.of(big.toString()).names()).containsExactly("big");
    }

    @Test
    void longScalarIsElidedAndReported() {
        Read read = Read.of(THREE.formatted("x".repeat(3_000_000)));
        assertThat(read.names()).containsExactly("a", "b", "c");
        Piece.Document b = read.documents().get(1);
        assertThat(Read.root(b).at("metadata", "note").text("")).startsWith("<elided 3000010 bytes sha256 ");
        assertThat(b.problems()).extracting(Problem::code, Problem::line).containsExactly(tuple("line-elided", 9L));
    }

    @Test
    void longLineOfALiteralBlockIsElided() {
        Read read = Read.of("kind: ConfigMap\ndata:\n  a: |\n    " + "QUJD".repeat(100_000) + "\n    end\n  b: kept\n");
        Field data = Read.root(read.documents().getFirst()).at("data");
        assertThat(data.at("a").text("")).matches("<elided 400004 bytes sha256 [0-9a-f]{64}>\nend\n");
        assertThat(data.at("b").text("")).isEqualTo("kept");
    }

    @Test
    void duplicateKeyIsReportedAndTheLastOneCounts() {
        Read read = Read.of("kind: Pod\nmetadata:\n  name: a\n  name: b\n");
        assertThat(read.names()).containsExactly("b");
        assertThat(read.documents().getFirst().problems())
                .extracting(Problem::code, Problem::line)
                .containsExactly(tuple("duplicate-key", 4L));
    }

    @Test
    void everyDocumentOfAStreamIsRead() {
        Read read = Read.of(
                "---\nkind: Pod\nmetadata:\n  name: a\n---\n# nothing\n---\nkind: Pod\nmetadata:\n  name: b\n...\n");
        assertThat(read.names()).containsExactly("a", "b");
        assertThat(read.ending().cut()).isEmpty();
    }

    @Test
    void aliasesAndMergeKeysAreResolvedAndReported() {
        Read read = Read.of("x: &x {a: 1, b: 2}\ny: *x\nz:\n  <<: *x\n  b: 3\n");
        Field root = Read.root(read.documents().getFirst());
        assertThat(root.at("y", "a").integer(0)).isEqualTo(1);
        assertThat(root.at("z").textMap()).containsEntry("a", "1").containsEntry("b", "3");
        assertThat(read.problems()).containsExactly("yaml-alias");
    }

    @Test
    void aliasBombIsUnreadable() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 40; i++) {
            String before = "*a" + (i - 1);
            bomb.append("a" + i + ": &a" + i + " [" + before + ("," + before).repeat(9) + "]\n");
        }
        assertThat(Read.of(bomb.toString()).unreadable())
                .singleElement()
                .satisfies(piece -> assertThat(piece.why()).contains("aliases expand"));
    }

    @Test
    void selfReferenceIsUnreadable() {
        assertThat(Read.of("a: &a\n  b: *a\n").unreadable()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"ESC, x\u001b[0m", "NUL, x\u0000y", "BEL, x\u0007y", "DEL, x\u007f"})
    void controlByteCostsOneItem(String name, String text) {
        Read read = Read.of(THREE.formatted(text));
        assertThat(read.names()).as(name).containsExactly("a", "c");
        assertThat(read.unreadable()).singleElement().satisfies(piece -> {
            assertThat(piece.from()).isEqualTo(6);
            assertThat(piece.to()).isEqualTo(9);
            assertThat(piece.item()).isTrue();
        });
    }

    @Test
    void tabIndentCostsOneItem() {
        Read read = Read.of(THREE.formatted("\n\t\tx: 1"));
        assertThat(read.names()).containsExactly("a", "c");
        assertThat(read.unreadable()).hasSize(1);
    }

    @Test
    void badUtf8CostsOneItem() {
        byte[] bytes = THREE.formatted("?!").getBytes(StandardCharsets.UTF_8);
        bytes[new String(bytes, StandardCharsets.US_ASCII).indexOf("?!")] = (byte) 0xc3;
        Read read = Read.of(bytes);
        assertThat(read.names()).containsExactly("a", "c");
        assertThat(read.unreadable()).extracting(Piece.Unreadable::why).containsExactly("not UTF-8");
    }

    @Test
    void listWithoutItsEndIsCutAndTheLastItemIsNotBelieved() {
        String whole = THREE.formatted("x");
        Read read = Read.of(whole.substring(0, whole.indexOf("kind: List")));
        assertThat(read.names()).containsExactly("a", "b");
        assertThat(read.ending().cut()).isPresent();
    }

    @Test
    void listWithItsKindInFrontNeedsNoEnd() {
        Read read = Read.of("kind: PodList\nitems:\n  - metadata: {name: a}\n  - metadata: {name: b}\n");
        assertThat(read.names()).containsExactly("a", "b");
        assertThat(read.documents()).extracting(Piece.Document::listKind).containsOnly("PodList");
        assertThat(read.ending().cut()).isEmpty();
    }

    @Test
    void lineWithoutEndIsNotBelieved() {
        Read read = Read.of("kind: Pod\nmetadata:\n  name: a\nstatus:\n  phase: Running\n  podIP: 10.0.0.1");
        Field status = Read.root(read.documents().getFirst()).at("status");
        assertThat(status.at("podIP").present()).isFalse();
        assertThat(status.at("phase").text("")).isEqualTo("Running");
        assertThat(read.ending().cut()).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "NO, BOOLEAN, false",
        "yes, BOOLEAN, true",
        "on, BOOLEAN, true",
        "0644, INTEGER, 420",
        "0x1F, INTEGER, 31",
        "1_000, INTEGER, 1000",
        ".inf, DECIMAL, .inf",
        "1e3, DECIMAL, 1e3",
        "-7, INTEGER, -7",
        "1.2.3, TEXT, 1.2.3",
        "10:30, TEXT, 10:30",
        "~, NULL, ''",
        "-, TEXT, -",
        "0o17, INTEGER, 15",
        "089, TEXT, 089",
        "2026-01-01, TEXT, 2026-01-01"
    })
    void scalarsMeanWhatKubectlMakesOfThem(String written, Tree.Kind kind, String text) {
        assertThat(YamlScalar.of(1, written)).isEqualTo(new Tree.Scalar(1, kind, text, false));
    }

    @Test
    void deepNestingIsUnreadable() {
        assertThat(Read.of("a: " + "[".repeat(5000) + "]".repeat(5000) + "\n").unreadable())
                .hasSize(1);
        assertThat(Read.of("{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}")
                        .unreadable())
                .hasSize(1);
    }

    @Test
    void unusualLineBreaksDoNotShiftLineNumbers() {
        Read read = Read.of("a: \"x\u2028y\u0085z\"\nb: 1\n");
        assertThat(Read.root(read.documents().getFirst()).at("b").line()).isEqualTo(2);
        assertThat(read.problems()).containsExactly("odd-line-break");
    }

    @Test
    void managedFieldsAreDropped() {
        Read yaml = Read.of("kind: Pod\nmetadata:\n  managedFields:\n  - f: {x: 1}\n    g: 2\n  name: a\n");
        assertThat(Read.root(yaml.documents().getFirst()).at("metadata").fields())
                .containsOnlyKeys("name");
    }

    @Test
    void chatterBetweenItemsCostsAtMostOneItem() {
        Read read = Read.of(THREE.formatted("x")
                .replace(
                        "- kind: Pod\n  metadata:\n    name: c",
                        "Warning: slow\n- kind: Pod\n  metadata:\n    name: c"));
        assertThat(read.names()).containsExactly("a", "b", "c");
        Read klog = Read.of(
                THREE.formatted("x").replace("    name: c", "E0101 10:00:00.000000 1 x.go:1] \"boom\"\n    name: c"));
        assertThat(klog.names()).containsExactly("a", "b");
        assertThat(klog.unreadable()).hasSize(1);
    }
}
