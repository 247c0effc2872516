package io.packetwalk;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Archives;
import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.parse.intake.Intake;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two manifests of one collection bound the difference of two clocks. */
class NodeClocksTest {
    private static final String NODE = """
            {"schemaVersion":"1","collector":{"name":"packetwalk-collect","version":"0.1.0"},"scope":"node","host":"w1","node":"w1",
            "start":"2026-11-20T10:00:03.000Z","end":"2026-11-20T10:00:07.000Z","interrupted":false,"arguments":[],"artifacts":[
            ]}
            """;
    private static final String CLUSTER = """
            {"schemaVersion":"1","collector":{"name":"packetwalk-collect","version":"0.1.0"},"scope":"cluster","host":"desk","node":null,
            "start":"2026-11-20T10:00:00.000Z","end":"2026-11-20T10:01:00.000Z","interrupted":false,"arguments":[],"artifacts":[
            {"id":"node-archive","format":"packetwalk-archive","scope":"node","sensitivity":"names","node":"w1","namespace":null,"pod":null,"netns":null,"path":"collected/w1.tar.gz","argv":["ssh","w1"],"start":"2026-11-20T10:00:01.000Z","end":"2026-11-20T10:00:05.500Z","exit":0,"state":"collected","truncated":false,"bytes":400,"sha256":null,"stderr":null}
            ]}
            """;

    @Test
    void aNodesRunLiesInsideTheCollectorsAndNothingIsMissing() throws IOException {
        byte[] inner = Archives.gzip(Archives.tar(Map.of("packetwalk-w1/packetwalk-manifest.json", NODE)));
        byte[] outer = Archives.tar(tar -> {
            Archives.file(tar, "p/packetwalk-manifest.json", Archives.bytes(CLUSTER));
            Archives.file(tar, "p/collected/w1.tar.gz", inner);
        });
        Intake intake = Intake.of(
                Bundle.of(List.of(new Input.Piped("x", new ByteArrayInputStream(outer))), Limits.standard(), () -> 0),
                1);

        // 1.5 to 2 seconds ahead.
        assertThat(NodeClocks.of(intake.readings()))
                .containsExactly(new NodeClocks.Skew("w1", 1750, 251, "the collecting machine, by both manifests"));
        assertThat(intake.readings().stream().flatMap(reading -> reading.notes().stream()))
                .noneMatch(note -> note.code().equals("artifact-missing"));
    }
}
