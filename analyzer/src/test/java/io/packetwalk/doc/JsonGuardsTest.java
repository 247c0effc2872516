package io.packetwalk.doc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonGuardsTest {

    private static final String THREE = """
            {
                "apiVersion": "v1",
                "items": [
                    {
                        "metadata": {
                            "name": "a"
                        }
                    },
                    {
                        "metadata": {
                            "name": "b",
                            "note": "?!"
                        }
                    },
                    {
                        "metadata": {
                            "name": "c"
                        }
                    }
                ],
                "kind": "List"
            }
            """;

    @Test
    void listIsReadItemByItem() {
        Read read = Read.of(THREE);
        assertThat(read.names()).containsExactly("a", "b", "c");
        assertThat(read.documents()).extracting(Piece::from).containsExactly(4L, 9L, 15L);
        assertThat(read.documents()).extracting(Piece::to).containsExactly(8L, 14L, 19L);
        assertThat(read.only(Piece.Envelope.class)).singleElement().satisfies(list -> {
            assertThat(list.from()).isEqualTo(1);
            assertThat(list.to()).isEqualTo(22);
            assertThat(Field.root(list.tree(), oddity -> {}).at("kind").text(""))
                    .isEqualTo("List");
        });
        assertThat(read.ending()).isEqualTo(new Ending(22, Optional.empty()));
    }

    @Test
    void otherListKeysCanBeAskedFor() throws IOException {
        List<Piece> pieces = new ArrayList<>();
        byte[] nft = "{\"nftables\": [{\"metainfo\": {}}, {\"table\": {\"name\": \"t\"}}]}\n"
                .getBytes(StandardCharsets.UTF_8);
        new Documents("nftables").read(new ByteArrayInputStream(nft), 1, pieces::add);
        assertThat(pieces).hasSize(3).last().isInstanceOf(Piece.Envelope.class);
    }

    @Test
    void bareListConcatenatedDocumentsAndJsonLinesAreRead() {
        assertThat(Read.of("[{\"metadata\":{\"name\":\"a\"}},\n{\"metadata\":{\"name\":\"b\"}}]")
                        .names())
                .containsExactly("a", "b");
        assertThat(Read.of(
                                "{\"metadata\":{\"name\":\"a\"}}{\"metadata\":{\"name\":\"b\"}}\n{\"metadata\":{\"name\":\"c\"}}\n")
                        .names())
                .containsExactly("a", "b", "c");
        assertThat(Read.of(THREE + THREE).names()).containsExactly("a", "b", "c", "a", "b", "c");
    }

    @Test
    void chatterAroundDocumentsIsNoise() {
        Read read = Read.of("Warning: v1 Endpoints is deprecated in v1.33+\n" + THREE
                + "==== START logs ====\n[INFO] plugin/reload\n{a b}\n");
        assertThat(read.names()).containsExactly("a", "b", "c");
        assertThat(read.only(Piece.Noise.class)).extracting(Piece::from).containsExactly(1L, 24L, 25L, 26L);
    }

    @Test
    void brokenItemCostsOnlyItself() {
        for (String bad : new String[] {"?!\u0001", "a\nb", "lost quote \"", "\\x"}) {
            Read read = Read.of(THREE.replace("?!", bad));
            assertThat(read.names()).as(bad).containsExactly("a", "c");
            assertThat(read.unreadable())
                    .as(bad)
                    .singleElement()
                    .satisfies(piece -> assertThat(piece.from()).isEqualTo(9));
        }
    }

    @Test
    void badUtf8CostsOneItem() {
        byte[] bytes = THREE.getBytes(StandardCharsets.UTF_8);
        bytes[THREE.indexOf("?!")] = (byte) 0xc3;
        assertThat(Read.of(bytes).names()).containsExactly("a", "c");
    }

    @Test
    void duplicateKeyIsReportedAndTheLastOneCounts() {
        Read read = Read.of("{\"metadata\": {\"name\": \"a\",\n\"name\": \"b\"}}");
        assertThat(read.names()).containsExactly("b");
        assertThat(read.documents().getFirst().problems())
                .extracting(Problem::code, Problem::line)
                .containsExactly(tuple("duplicate-key", 2L));
    }

    @Test
    void tooLargeItemIsPassedOver() {
        String big = "\"" + "x".repeat(Documents.LIMIT + 10) + "\"";
        Read read = Read.of("[{\"metadata\":{\"name\":\"a\"}},{\"x\":" + big + "},{\"metadata\":{\"name\":\"c\"}}]");
        assertThat(read.names()).containsExactly("a", "c");
        assertThat(read.unreadable())
                .extracting(Piece.Unreadable::why)
                .singleElement()
                .asString()
                .startsWith("larger than");
    }

    @Test
    void byteOrderMarkIsPassedOver() {
        assertThat(Read.of("\uFEFF" + THREE).names()).hasSize(3);
        assertThat(Read.of("\uFEFFkind: Pod\nmetadata:\n  name: a\n").names()).containsExactly("a");
    }
}
