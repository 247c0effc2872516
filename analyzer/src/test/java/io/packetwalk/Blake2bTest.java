package io.packetwalk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against coreutils' b2sum, at lengths around a block; {@code abc} is the example of RFC 7693, appendix A. */
class Blake2bTest {

    @ParameterizedTest
    @CsvSource({
        "abc, 1, ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
        "x, 0, 786a02f742015903c6c6fd852552d272912f4740e15847618a86e217f71f5419d25e1031afee585313896444934eb04b903a685b1448b755d56f701afe9be2ce",
        "a, 127, 94596b9d6199c807c40ae1a935f3633ba5a8dd5655f7f1bd44f5285b1ce8dbb0054771eba409539df85a963296d28788807105153c90fa3ec3d761228e90f8b8",
        "a, 128, fc6c71f688f43ea7d60817478808f3cac753e61571865c95adbc2d9122c943a76b92c2cb1047ef3fe7bf6e436ec1d0a99a9e5b216780bf7fed9d7ca91d3a8f3b",
        "a, 129, 55e6e0eb418149a8af92fd9ddc99254781b2f522a131b4f4d984404b71a00e1167b8124d5dcddd4c6977b299392335d6edd303da6d344d74bbef2d38101b232b",
        "ab, 128, c3adff6293c6678c57646e6b94ae070df77167f31740c0fc626951b20af7e7f52bb20fa931780f26dbcebdf280f151471ae0e831761eb7f132230a45a6e99c6f",
        "pw, 5000, d5f91653fbff4c0933a3d994f145a43e2a51906fec638c1593a9d69785a0ec192d66060f01f8b389709ad7b985c8c2e41707e861f86d3e8618b879dec2e634fa"
    })
    void isWhatB2sumSays(String letters, int times, String hash) {
        byte[] message = letters.repeat(times).getBytes(US_ASCII);

        assertThat(HexFormat.of().formatHex(Blake2b.of(message))).isEqualTo(hash);
    }
}
