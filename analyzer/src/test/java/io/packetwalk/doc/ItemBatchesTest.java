package io.packetwalk.doc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pieces are the same, in the same order, whether others help to read them or not. */
class ItemBatchesTest {

    private final ExecutorService workers = Executors.newFixedThreadPool(2);

    @AfterEach
    void stop() {
        workers.shutdownNow();
    }

    @Test
    void helpersChangeNothing() throws IOException {
        byte[] text = lists().getBytes(StandardCharsets.UTF_8);

        List<Piece> alone = pieces(text, Optional.empty());
        List<Piece> helped = pieces(text, Optional.of(workers));

        assertThat(alone)
                .hasSizeGreaterThan(20_000)
                .hasAtLeastOneElementOfType(Piece.Unreadable.class)
                .hasAtLeastOneElementOfType(Piece.Envelope.class)
                .hasAtLeastOneElementOfType(Piece.Noise.class);
        assertThat(helped).isEqualTo(alone);
    }

    /** Lists of thousands of items, with broken ones, an odd style, one that is cut off, single documents and chatter between. */
    private static String lists() {
        Random random = new Random(11);
        StringBuilder out = new StringBuilder();
        for (int list = 0; list < 3; list++) {
            out.append("Warning: list ").append(list).append("\napiVersion: v1\nitems:\n");
            for (int n = 0; n < 8000; n++) {
                out.append(
                        switch (random.nextInt(20)) {
                            case 0 -> "- kind: Broken\n  name: \"a\n  labels: ]\n";
                            case 1 -> "- {kind: Flow, name: n" + n + "}\n";
                            case 2 -> "- kind: Text\n  text: |\n    - kind: NoItem\n    " + n + "\n";
                            default ->
                                "- kind: Pod\n  metadata:\n    labels:\n      app: web-" + n % 40 + "\n    name: web-"
                                        + n + "\n  status: {}\n";
                        });
            }
            out.append(list < 2 ? "kind: List\n---\nkind: Alone\nname: x\n---\n" : "");
        }
        return out.toString();
    }

    private static List<Piece> pieces(byte[] text, Optional<ExecutorService> workers) throws IOException {
        List<Piece> pieces = new ArrayList<>();
        Ending ending = Documents.KUBERNETES.read(new ByteArrayInputStream(text), 1, workers, pieces::add);
        assertThat(ending.cut()).isPresent();
        return pieces;
    }
}
