package io.packetwalk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.packetwalk.capture.Annotated;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody wrote into a pcapng file beside its packets: names, comments, keys. */
final class CaptureWordsTest {

    private static final String NAME = Annotated.NAME;
    private static final String COMMENT = Annotated.COMMENT;

    @TempDir
    Path here;

    @BeforeEach
    void capture() throws IOException {
        Files.write(here.resolve("x.pcapng"), Annotated.capture());
    }

    @Test
    void namesStandBesideAddressesWithTheFileThatSaysThem() throws IOException {
        List<JsonNode> rows = rows();
        assertThat(rows.get(0).at("/server/name/name").textValue()).isEqualTo(NAME + ", www." + NAME);
        assertThat(rows.get(0).at("/server/name/source").textValue()).isEqualTo("x.pcapng");
        assertThat(rows.get(0).get("client").has("name")).isFalse();
        assertThat(rows.get(2).at("/server/name/name").textValue()).isEqualTo("v6");

        Ran text = Ran.in(here, "flows", "x.pcapng", "to:shop");
        assertThat(text.out()).contains("192.0.2.9:99 (" + NAME + ", www." + NAME + ")", "2 flows match");
    }

    @Test
    void aCommentStandsWithTheFlowOfItsPacket() throws IOException {
        List<JsonNode> rows = rows();
        assertThat(rows.get(0).get("comments")).hasSize(1);
        assertThat(rows.get(0).at("/comments/0/packet").textValue()).isEqualTo("x.pcapng#2");
        assertThat(rows.get(0).at("/comments/0/text").textValue()).isEqualTo(COMMENT);
        assertThat(rows.get(1).has("comments")).isFalse();

        assertThat(Ran.in(here, "flows", "x.pcapng", "--legs").out()).contains("comment: " + COMMENT + "  x.pcapng#2");
        assertThat(Ran.in(here, "show", "x.pcapng", "x.pcapng#2").out()).contains(COMMENT);
        assertThat(Ran.in(here, "show", "x.pcapng", "x.pcapng#1").out()).doesNotContain(COMMENT);
    }

    @Test
    void wordsAboutTheFileAreFoundAndNoted() {
        assertThat(Ran.in(here, "search", "x.pcapng", "night").out()).contains("section: taken at night");
        assertThat(Ran.in(here, "search", "x.pcapng", "rack").out()).contains("interface 0: uplink of rack 7");
        assertThat(Ran.in(here, "search", "x.pcapng", "hang").out()).contains("x.pcapng#2");
        assertThat(Ran.in(here, "search", "x.pcapng", NAME).out()).contains(NAME);
        assertThat(Ran.in(here, "analyze", "x.pcapng", "-o", "json").out()).contains("taken at night");
    }

    @Test
    void keysAreNamedAndNeverShown() {
        Ran flows = Ran.in(here, "flows", "x.pcapng", "-o", "json");
        assertThat(flows.err()).contains("keys that decrypt");
        for (Ran ran : List.of(
                flows,
                Ran.in(here, "flows", "x.pcapng", "--legs"),
                Ran.in(here, "search", "x.pcapng", "CLIENT_RANDOM"),
                Ran.in(here, "show", "x.pcapng", "x.pcapng#1-9"),
                Ran.in(here, "analyze", "x.pcapng", "-o", "json"))) {
            assertThat(ran.out() + ran.err()).doesNotContain("0123456789abcdef").doesNotContain("3031323334353637");
        }
    }

    @Test
    void aRedactedFileHasNoneOfIt() throws IOException {
        Ran redacted = Ran.in(here, "redact", "x.pcapng", "-o", "redacted.tar.gz");
        assertThat(redacted.exit()).as(redacted.err()).isZero();
        try (InputStream in = new GZIPInputStream(Files.newInputStream(here.resolve("redacted.tar.gz")))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1))
                    .contains(".pcapng")
                    .doesNotContain("night", "rack", COMMENT, NAME, Annotated.SECRET);
        }
    }

    private List<JsonNode> rows() throws IOException {
        JsonNode document = new ObjectMapper()
                .readTree(Ran.in(here, "flows", "x.pcapng", "-o", "json").out());
        return List.of(document.at("/flows/0"), document.at("/flows/1"), document.at("/flows/2"));
    }
}
