package io.packetwalk.capture.speech;

import io.packetwalk.capture.Bytes;
import io.packetwalk.net.Ip;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * The first bytes each side of a TCP connection sends: the PROXY protocol (versions 1 and 2), HTTP/1 (RFC 9112), HTTP/2's preface (RFC 9113 section 3.4), TLS hellos
 * (RFC 8446). Reads headers as far as one segment has them and gives up at the first thing it does not know.
 */
public final class ClearText {

    private static final Set<String> METHODS =
            Set.of("GET", "PUT", "POST", "HEAD", "PATCH", "TRACE", "DELETE", "CONNECT", "OPTIONS", "PRI");

    private static final String HOST = "host";
    private static final String REQUEST_ID = "x-request-id";

    private static final int LONGEST_LINE = 2_048;
    private static final int MOST_HEADERS = 64;
    private static final byte[] PROXY_V2 = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};

    /** As in {@code fact.capture.Greeting}. */
    public String kind = "";

    public String host = "";
    public String request = "";
    public int status;
    public String requestId = "";
    public String alpn = "";
    public String version = "";
    public String proxied = "";
    public String alpnChosen = "";
    public String alert = "";
    public String subject = "";
    public String issuer = "";
    public String names = "";
    public String validFrom = "";
    public String validTo = "";
    public long random;

    private final Tls tls = new Tls(this);

    private static final byte[] NONE = {};

    /** What is being read; let go afterwards, for the window it stands in is not ours. */
    private byte[] bytes = NONE;

    private int at;
    private int end;

    /** Whether the last line had an end. */
    private boolean ended;

    /** The first bytes of the client; true when more of them would not tell more. */
    public boolean request(byte[] segment, int from, int length) {
        open(segment, from, length);
        boolean told = request(segment[from]);
        bytes = NONE;
        return told;
    }

    private boolean request(int first) {
        proxy();
        if (Tls.begins(bytes, at, end)) {
            return tls.read(bytes, at, end);
        }
        String line = line();
        int space = line.indexOf(' ');
        if (space > 0 && METHODS.contains(line.substring(0, space)) && line.contains(" HTTP/")) {
            boolean two = line.startsWith("PRI * HTTP/2");
            kind = two ? "http2" : "http";
            request = two ? "" : masked(line.substring(0, line.indexOf(" HTTP/")));
            return two || headers();
        }
        return !line.isEmpty() || end - at >= LONGEST_LINE || !speaks(first);
    }

    /** The first bytes of the server; true when more of them would not tell more. */
    public boolean answer(byte[] segment, int from, int length) {
        open(segment, from, length);
        boolean told = answer(segment[from]);
        bytes = NONE;
        return told;
    }

    private boolean answer(int first) {
        if (Tls.begins(bytes, at, end)) {
            return tls.read(bytes, at, end);
        }
        String line = line();
        if (line.startsWith("HTTP/1.")
                && line.length() >= 12
                && line.charAt(9) >= '1'
                && line.charAt(9) <= '5'
                && digit(line.charAt(10))
                && digit(line.charAt(11))) {
            kind = "http";
            status = Integer.parseInt(line.substring(9, 12));
        }
        return !line.isEmpty() || end - at >= LONGEST_LINE || !speaks(first);
    }

    /** A TLS alert that stands alone in a later segment, by its description. */
    public void alert(int description) {
        tls.alert(description);
    }

    /** True when bytes that begin so may be of a protocol we know: letters, a TLS record, PROXY version 2. */
    public static boolean speaks(int first) {
        return first >= 'A' && first <= 'Z' || first == Tls.HANDSHAKE || first == Tls.ALERT || first == '\r';
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private void open(byte[] segment, int from, int length) {
        bytes = segment;
        at = from;
        end = from + length;
    }

    private void proxy() {
        if (end - at >= 16 && Arrays.equals(bytes, at, at + 12, PROXY_V2, 0, 12)) {
            int size = Bytes.u2(bytes, at + 14);
            // With the command LOCAL (0x20) the proxy speaks for itself: addresses there mean nothing.
            if (bytes[at + 12] == 0x21 && bytes[at + 13] == 0x11 && size >= 12 && end - at >= 28) {
                proxied = Ip.v4(Bytes.s4(bytes, at + 16)).toString();
            } else if (bytes[at + 12] == 0x21 && bytes[at + 13] == 0x21 && size >= 36 && end - at >= 52) {
                proxied = new Ip(Bytes.s8(bytes, at + 16), Bytes.s8(bytes, at + 24), true).toString();
            }
            at = Math.min(end, at + 16 + size);
        } else if (end - at > 6 && new String(bytes, at, 6, StandardCharsets.ISO_8859_1).equals("PROXY ")) {
            String[] words = line().split(" ", -1);
            proxied = words.length == 6 ? words[2] : "";
        }
    }

    /** A query may hold a token: it is there, and that is all that is told. */
    private static String masked(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query) + "?***";
    }

    /** True when they were read to their end. */
    private boolean headers() {
        for (int i = 0; i < MOST_HEADERS; i++) {
            String line = line();
            int colon = line.indexOf(':');
            if (colon <= 0) {
                return ended;
            }
            // Cookies, credentials and all the rest are nobody's business.
            if (colon == HOST.length() && line.regionMatches(true, 0, HOST, 0, colon)) {
                host = line.substring(colon + 1).strip();
            } else if (colon == REQUEST_ID.length() && line.regionMatches(true, 0, REQUEST_ID, 0, colon)) {
                requestId = line.substring(colon + 1).strip();
            }
        }
        return true;
    }

    /** The next whole line without its end; empty when there is none. */
    private String line() {
        int limit = Math.min(end, at + LONGEST_LINE);
        ended = true;
        for (int i = at; i < limit; i++) {
            if (bytes[i] == '\n') {
                int to = i > at && bytes[i - 1] == '\r' ? i - 1 : i;
                String line = new String(bytes, at, to - at, StandardCharsets.ISO_8859_1);
                at = i + 1;
                return line;
            }
        }
        ended = limit - at >= LONGEST_LINE;
        return "";
    }
}
