package io.packetwalk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RenderTest {
    @TempDir
    private Path here = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"stale-rules-one-node", "ndots-amplification"})
    void aSavedReportGivesThePageThatAnalyzeWrote(String bundle) throws IOException {
        Ran analyzed = Ran.in(here, "analyze", Ran.bundle(bundle), "-o", "json=saved.json", "-o", "html=first.html");
        Ran rendered = Ran.in(here, "render", "saved.json", "-o", "html=second.html", "-o", "json=again.json");

        assertThat(rendered.exit()).isEqualTo(analyzed.exit());
        assertThat(here.resolve("second.html")).hasSameBinaryContentAs(here.resolve("first.html"));
        assertThat(here.resolve("again.json")).hasSameBinaryContentAs(here.resolve("saved.json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{\"schemaVersion\": \"1\"}",
                "{\"schemaVersion\": \"9\"}",
                "PK\u0003\u0004"
            })
    void whatIsNoReportIsRefusedInOneSentence(String text) throws IOException {
        Files.writeString(here.resolve("no.json"), text);

        Ran ran = Ran.in(here, "render", "no.json");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .startsWith("packetwalk render: no.json is no report that 'analyze -o json' wrote: ")
                .hasLineCount(1);
    }

    @Test
    void aMissingFileIsNamed() {
        assertThat(Ran.in(here, "render", "gone.json").err()).contains("there is no file or folder");
    }
}
