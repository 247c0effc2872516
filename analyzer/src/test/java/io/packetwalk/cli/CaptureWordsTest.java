package io.packetwalk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.packetwalk.capture.CaptureFile;
import io.packetwalk.capture.Frames;
import io.packetwalk.capture.LinkType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody wrote into a pcapng file beside its packets: names, comments, keys. */
final class CaptureWordsTest {

    private static final String SECRET = "CLIENT_RANDOM 0123456789abcdef";
    private static final String NAME = "shop.example";
    private static final String COMMENT = "here it begins to hang";

    @TempDir
    Path here;

    @BeforeEach
    void capture() throws IOException {
        CaptureFile file = new CaptureFile(ByteOrder.LITTLE_ENDIAN);
        file.block(
                0x0a0d0d0a,
                ByteBuffer.allocate(16 + 4 + 16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(0x1a2b3c4d)
                        .putShort((short) 1)
                        .putShort((short) 0)
                        .putLong(-1)
                        .put(file.option(1, "taken at night"))
                        .array());
        file.tap(LinkType.RAW, 0, file.option(2, "eth0"), file.option(3, "uplink of rack 7"));
        file.block(4, names());
        file.block(10, SECRET.getBytes(StandardCharsets.UTF_8));
        file.packet(0, 1_700_000_000_000_000L, Frames.udp("10.0.0.1", 5_000, "192.0.2.9", 99, new byte[9]));
        file.packet(
                0,
                1_700_000_000_001_000L,
                Frames.udp("192.0.2.9", 99, "10.0.0.1", 5_000, new byte[9]),
                file.option(2, 1),
                file.option(1, COMMENT),
                file.option(0, ""));
        file.packet(0, 1_700_000_000_002_000L, Frames.udp("10.0.0.1", 5_001, "192.0.2.9", 99, new byte[9]));
        file.packet(0, 1_700_000_000_003_000L, Frames.udp("fd00::1", 5_001, "fd00::9", 99, new byte[9]));
        Files.write(here.resolve("x.pcapng"), file.toBytes());
    }

    /** One IPv4 address with two names, one IPv6 address, and a record of a type that nobody knows. */
    private static byte[] names() {
        ByteBuffer block = ByteBuffer.allocate(80).order(ByteOrder.LITTLE_ENDIAN);
        byte[] both = (NAME + "\0www." + NAME + "\0").getBytes(StandardCharsets.UTF_8);
        block.putShort((short) 1).putShort((short) (4 + both.length)).put(new byte[] {(byte) 192, 0, 2, 9});
        block.put(both).position(block.position() + 3 & ~3);
        block.putShort((short) 3).putShort((short) 2).putInt(0);
        block.putShort((short) 2).putShort((short) 19).put(new byte[] {(byte) 0xfd});
        block.position(block.position() + 14).put((byte) 9).put("v6\0\0".getBytes(StandardCharsets.UTF_8));
        return Arrays.copyOf(block.array(), block.position() + 4);
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
                    .doesNotContain("night", "rack", COMMENT, NAME, SECRET);
        }
    }

    private List<JsonNode> rows() throws IOException {
        JsonNode document = new ObjectMapper()
                .readTree(Ran.in(here, "flows", "x.pcapng", "-o", "json").out());
        return List.of(document.at("/flows/0"), document.at("/flows/1"), document.at("/flows/2"));
    }
}
