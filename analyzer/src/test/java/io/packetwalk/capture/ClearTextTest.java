package io.packetwalk.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.packetwalk.capture.speech.ClearText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** First bytes of connections. */
final class ClearTextTest {

    private static final byte[] HTTP =
            ascii("GET /login?token=s3cret HTTP/1.1\r\nHost: shop.example\r\nCookie: a=b\r\nX-Request-Id: 7f\r\n\r\n");

    /** ClientHello: no session, one cipher, SNI "a.bc", ALPN h2 and http/1.1, versions 1.3 and 1.2. */
    private static final byte[] HELLO = HexFormat.of()
            .parseHex("160301005b" + "01000057" + "0303" + "00".repeat(32) + "00" + "00021301" + "0100" + "002c"
                    + "0000000900070000 04612e6263".replace(" ", "")
                    + "0010000e000c026832" + "08687474702f312e31"
                    + "002b000504" + "03040303"
                    + "ff010000");

    /** Self-signed, CN and DNS name a.bc, address 10.0.0.1. */
    private static final String CERTIFICATE =
            "MIIBjTCCATKgAwIBAgIUUGkOhH8gXL01RZ1HD1z/jXRuBRIwCgYIKoZIzj0EAwIwDzENMAsGA1UEAwwEYS5iYzAgFw0yNjExMjYy"
                    + "MDA1NDlaGA8yMTI2MTEwMjIwMDU0OVowDzENMAsGA1UEAwwEYS5iYzBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABOtnIP6d+HeY"
                    + "YDDKRFTXZmDTFXfnJRo99jNyACpKfWw6ZCdtZcVS9gdsJjOjsw7tWfxYliqAJ7DnyY52mZ4dS4qjajBoMB0GA1UdDgQWBBQs+Yyr"
                    + "Pk2YroX0UfJRhDcT9BJ8ADAfBgNVHSMEGDAWgBQs+YyrPk2YroX0UfJRhDcT9BJ8ADAPBgNVHRMBAf8EBTADAQH/MBUGA1UdEQQO"
                    + "MAyCBGEuYmOHBAoAAAEwCgYIKoZIzj0EAwIDSQAwRgIhAOKX1Sb2sFHp4m3KC0uFtYCDinCNGsOlaNW00Rq5BphSAiEA4rZfQqig"
                    + "3FERUUYJedFjG+9XeG5mWC6cVGrHd5UUntQ=";

    private final ClearText text = new ClearText();

    @Test
    void aRequestIsToldWithoutItsSecrets() {
        text.request(HTTP, 0, HTTP.length);
        byte[] answer = ascii("HTTP/1.1 503 Service Unavailable\r\n\r\n");
        text.answer(answer, 0, answer.length);

        assertThat(text.kind).isEqualTo("http");
        assertThat(text.request).isEqualTo("GET /login?***");
        assertThat(text.host).isEqualTo("shop.example");
        assertThat(text.requestId).isEqualTo("7f");
        assertThat(text.status).isEqualTo(503);
    }

    @Test
    void aClientHelloNamesItsServerAndProtocols() {
        text.request(HELLO, 0, HELLO.length);

        assertThat(text.kind).isEqualTo("tls");
        assertThat(text.host).isEqualTo("a.bc");
        assertThat(text.alpn).isEqualTo("h2,http/1.1");
        assertThat(text.version).isEqualTo("1.3");
    }

    @Test
    void aProxyHeaderStandsBeforeTheRequest() {
        byte[] first = ascii("PROXY TCP4 192.0.2.9 10.0.0.1 5 80\r\n" + new String(HTTP, StandardCharsets.ISO_8859_1));
        text.request(first, 0, first.length);

        assertThat(text.proxied).isEqualTo("192.0.2.9");
        assertThat(text.host).isEqualTo("shop.example");
    }

    @Test
    void versionTwoOfItIsBinaryAndHoldsBothFamilies() {
        String magic = "0d0a0d0a000d0a515549540a";
        assertThat(proxied(magic + "2111000c" + "c0000209" + "0a000001" + "00050050"))
                .isEqualTo("192.0.2.9");
        assertThat(proxied(magic + "21210024" + "20010db8000000000000000000000009" + "00".repeat(16) + "00050050"))
                .isEqualTo("2001:db8::9");
        assertThat(proxied(magic + "2011000c" + "c0000209" + "0a000001" + "00050050"))
                .as("a health check speaks for itself")
                .isEmpty();
    }

    /** A request behind such a header is read as any other. */
    private String proxied(String header) {
        byte[] first = join(HexFormat.of().parseHex(header), HTTP);
        ClearText read = new ClearText();
        read.request(first, 0, first.length);
        assertThat(read.host).isEqualTo("shop.example");
        return read.proxied;
    }

    @Test
    void anythingElseIsNothing() {
        byte[] redis = ascii("AUTH hunter2\r\n");
        text.request(redis, 0, redis.length);
        assertThat(text.kind + text.request + text.host).isEmpty();
    }

    @Test
    void aHelloThatTakesTwoSegmentsIsToldWhenItIsWhole() {
        assertThat(text.request(HELLO, 0, 60)).isFalse();
        assertThat(text.request(HELLO, 0, HELLO.length)).isTrue();
        assertThat(text.host).isEqualTo("a.bc");
        assertThat(text.random).isNotZero();
    }

    @Test
    void aServerShowsItsCertificateUpToVersion12() {
        byte[] der = Base64.getDecoder().decode(CERTIFICATE);
        byte[] list = join(size(der.length, 3), der);
        byte[] body = join(size(list.length, 3), list);
        byte[] hello = join(
                HexFormat.of().parseHex("02000026" + "0303" + "11".repeat(32) + "00" + "c02b" + "00"), new byte[0]);
        byte[] messages = join(hello, join(new byte[] {11}, join(size(body.length, 3), body)));
        byte[] answer = join(HexFormat.of().parseHex("160303"), join(size(messages.length, 2), messages));
        text.request(HELLO, 0, HELLO.length);

        assertThat(text.answer(answer, 0, answer.length - 1)).isFalse();
        assertThat(text.answer(answer, 0, answer.length)).isTrue();
        assertThat(text.version).isEqualTo("1.2");
        assertThat(text.subject).isEqualTo("CN=a.bc");
        assertThat(text.issuer).isEqualTo("CN=a.bc");
        assertThat(text.names).isEqualTo("a.bc,10.0.0.1");
        assertThat(text.validFrom).isLessThan(text.validTo);
    }

    @Test
    void anAlertInPlaceOfAHelloIsTold() {
        byte[] alert = HexFormat.of().parseHex("15030300020228");
        text.request(HELLO, 0, HELLO.length);
        assertThat(text.answer(alert, 0, alert.length)).isTrue();
        assertThat(text.alert).isEqualTo("handshake_failure");
    }

    @Test
    void headersThatGoOnInTheNextSegmentAreAwaited() {
        byte[] whole = ascii("GET /a?token=x HTTP/1.1\r\nCookie: s=1\r\nAuthorization: Bearer y\r\nHost: h\r\n\r\n");
        assertThat(text.request(whole, 0, 45)).isFalse();
        assertThat(text.host).isEmpty();
        assertThat(text.request(whole, 0, whole.length)).isTrue();
        assertThat(text.host).isEqualTo("h");
        assertThat(text.request).isEqualTo("GET /a?***");
    }

    private static byte[] size(int value, int octets) {
        byte[] size = new byte[octets];
        for (int i = 0; i < octets; i++) {
            size[i] = (byte) (value >>> 8 * (octets - 1 - i));
        }
        return size;
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @Test
    void brokenBytesAreData() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 20_000; round++) {
            byte[] broken = (round % 2 == 0 ? HELLO : HTTP).clone();
            for (int i = random.nextInt(6); i > 0; i--) {
                broken[random.nextInt(1, broken.length)] = (byte) random.nextInt();
            }
            byte[] cut = Arrays.copyOf(broken, random.nextInt(1, broken.length + 1));
            assertThatCode(() -> {
                        new ClearText().request(cut, 0, cut.length);
                        new ClearText().answer(cut, 0, cut.length);
                    })
                    .doesNotThrowAnyException();
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
