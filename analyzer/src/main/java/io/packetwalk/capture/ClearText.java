package io.packetwalk.capture;

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

    private byte[] bytes = new byte[0];
    private int at;
    private int end;

    /** The first payload of the client. */
    public void request(byte[] segment, int from, int length) {
        open(segment, from, length);
        proxy();
        if (end - at >= 6 && bytes[at] == 22) {
            hello(1);
            return;
        }
        String line = line();
        int space = line.indexOf(' ');
        if (space > 0 && METHODS.contains(line.substring(0, space)) && line.contains(" HTTP/")) {
            boolean two = line.startsWith("PRI * HTTP/2");
            kind = two ? "http2" : "http";
            request = two ? "" : masked(line.substring(0, line.indexOf(" HTTP/")));
            headers();
        }
    }

    /** The first payload of the server. */
    public void answer(byte[] segment, int from, int length) {
        open(segment, from, length);
        if (end - at >= 6 && bytes[at] == 22) {
            hello(2);
            return;
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
            if (bytes[at + 13] == 0x11 && size >= 12 && end - at >= 28) {
                proxied = Ip.v4(Bytes.s4(bytes, at + 16)).toString();
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

    private void headers() {
        for (int i = 0; i < MOST_HEADERS; i++) {
            String line = line();
            int colon = line.indexOf(':');
            if (colon <= 0) {
                return;
            }
            // Cookies, credentials and all the rest are nobody's business.
            if (colon == HOST.length() && line.regionMatches(true, 0, HOST, 0, colon)) {
                host = line.substring(colon + 1).strip();
            } else if (colon == REQUEST_ID.length() && line.regionMatches(true, 0, REQUEST_ID, 0, colon)) {
                requestId = line.substring(colon + 1).strip();
            }
        }
    }

    /** The next whole line without its end; empty when there is none. */
    private String line() {
        int limit = Math.min(end, at + LONGEST_LINE);
        for (int i = at; i < limit; i++) {
            if (bytes[i] == '\n') {
                int to = i > at && bytes[i - 1] == '\r' ? i - 1 : i;
                String line = new String(bytes, at, to - at, StandardCharsets.ISO_8859_1);
                at = i + 1;
                return line;
            }
        }
        return "";
    }

    /** A TLS record that begins with a handshake message of {@code type}: 1 ClientHello, 2 ServerHello. */
    private void hello(int type) {
        int from = at + 5;
        boolean fits = Bytes.u1(bytes, at + 1) == 3 && Bytes.u1(bytes, from) == type;
        int body = from + 4;
        if (!fits || end - body < 35) {
            return;
        }
        kind = "tls";
        version(Bytes.u2(bytes, body));
        int next = body + 35 + Bytes.u1(bytes, body + 34);
        if (type == 1) {
            next = end - next < 2 ? end : next + 2 + Bytes.u2(bytes, next);
            next = end - next < 1 ? end : next + 1 + Bytes.u1(bytes, next);
        } else {
            next += 3;
        }
        next += 2;
        while (end - next >= 4) {
            int size = Bytes.u2(bytes, next + 2);
            if (size > end - next - 4) {
                return;
            }
            extension(Bytes.u2(bytes, next), next + 4, size, type == 1);
            next += 4 + size;
        }
    }

    private void extension(int type, int from, int size, boolean client) {
        if (type == 0 && client && size > 5) {
            int length = Bytes.u2(bytes, from + 3);
            host = length <= size - 5 ? new String(bytes, from + 5, length, StandardCharsets.ISO_8859_1) : "";
        } else if (type == 16 && client && size > 2) {
            StringBuilder names = new StringBuilder();
            int i = from + 2;
            while (i < from + size && i + 1 + Bytes.u1(bytes, i) <= from + size) {
                int length = Bytes.u1(bytes, i);
                names.append(names.isEmpty() ? "" : ",")
                        .append(new String(bytes, i + 1, length, StandardCharsets.ISO_8859_1));
                i += 1 + length;
            }
            alpn = names.toString();
        } else if (type == 43) {
            // A client lists its versions, a server names the one chosen; GREASE (RFC 8701) is none.
            for (int i = client ? from + 1 : from; i + 2 <= from + size; i += 2) {
                version(Bytes.u2(bytes, i));
            }
        }
    }

    private void version(int number) {
        if (number >>> 8 == 3 && (number & 0xff) >= 1 && (number & 0xff) <= 4) {
            String name = "1." + ((number & 0xff) - 1);
            version = name.compareTo(version) > 0 ? name : version;
        }
    }
}
