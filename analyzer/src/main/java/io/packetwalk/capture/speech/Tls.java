package io.packetwalk.capture.speech;

import io.packetwalk.capture.Bytes;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * What TLS records say before they are encrypted (RFC 8446, RFC 5246): hellos, the server's certificate up to version 1.2, alerts.
 */
final class Tls {

    static final int ALERT = 21;
    static final int HANDSHAKE = 22;

    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_HELLO = 2;
    private static final int CERTIFICATE = 11;
    private static final int HELLO_DONE = 14;
    private static final int RECORD_HEADER = 5;

    /** RFC 8446 section 5.1: a plaintext record holds at most so much. */
    private static final int LONGEST_RECORD = 1 << 14;

    private static final int NAMES = 8;

    private final ClearText text;

    Tls(ClearText text) {
        this.text = text;
    }

    static boolean begins(byte[] bytes, int at, int end) {
        return end - at >= RECORD_HEADER + 1
                && (bytes[at] == HANDSHAKE || bytes[at] == ALERT)
                && bytes[at + 1] == 3
                && Bytes.u2(bytes, at + 3) <= LONGEST_RECORD;
    }

    /** Reads records as far as they are plain; true when more bytes would not tell more. */
    boolean read(byte[] bytes, int from, int end) {
        byte[] messages = new byte[end - from];
        int length = 0;
        int at = from;
        boolean plain = true;
        while (plain && end - at >= RECORD_HEADER) {
            int size = Bytes.u2(bytes, at + 3);
            int body = at + RECORD_HEADER;
            int there = Math.min(size, end - body);
            int type = bytes[at];
            if (type == HANDSHAKE) {
                System.arraycopy(bytes, body, messages, length, there);
                length += there;
            } else {
                if (type == ALERT && size == 2 && there == 2) {
                    alert(bytes[body + 1] & 0xff);
                }
                plain = false;
            }
            at = body + size;
        }
        return messages(messages, length) || !plain;
    }

    private boolean messages(byte[] bytes, int end) {
        int at = 0;
        while (end - at >= 4) {
            int size = Bytes.s4(bytes, at) & 0xffffff;
            int body = at + 4;
            boolean whole = size <= end - body;
            int limit = whole ? body + size : end;
            switch (bytes[at]) {
                case CLIENT_HELLO, SERVER_HELLO -> {
                    boolean client = bytes[at] == CLIENT_HELLO;
                    hello(bytes, body, limit, client);
                    if (whole && (client || text.version.equals("1.3"))) {
                        return true;
                    }
                }
                case CERTIFICATE -> {
                    if (whole) {
                        certificate(bytes, body, limit);
                        return true;
                    }
                }
                case HELLO_DONE -> {
                    return true;
                }
                default -> {} // Keys and requests: nothing we ask for.
            }
            at = body + size;
        }
        return false;
    }

    private void hello(byte[] bytes, int body, int end, boolean client) {
        if (end - body < 35) {
            return;
        }
        text.kind = "tls";
        text.version = "";
        version(Bytes.u2(bytes, body));
        if (client) {
            text.random = 1;
            for (int i = 0; i < 4; i++) {
                text.random = (text.random ^ Bytes.s8(bytes, body + 2 + 8 * i)) * 0x9e37_79b9_7f4a_7c15L;
            }
        }
        int next = body + 35 + Bytes.u1(bytes, body + 34);
        if (client) {
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
            extension(bytes, Bytes.u2(bytes, next), next + 4, size, client);
            next += 4 + size;
        }
    }

    private void extension(byte[] bytes, int type, int from, int size, boolean client) {
        if (type == 0 && client && size > 5) {
            int length = Bytes.u2(bytes, from + 3);
            text.host = length <= size - 5 ? new String(bytes, from + 5, length, StandardCharsets.ISO_8859_1) : "";
        } else if (type == 16 && size > 2) {
            String names = names(bytes, from + 2, from + size);
            if (client) {
                text.alpn = names;
            } else {
                text.alpnChosen = names;
            }
        } else if (type == 43) {
            // A client lists its versions, a server names the one chosen; GREASE (RFC 8701) is none.
            text.version = client ? "" : text.version;
            for (int i = client ? from + 1 : from; i + 2 <= from + size; i += 2) {
                version(Bytes.u2(bytes, i));
            }
        }
    }

    private static String names(byte[] bytes, int from, int end) {
        StringBuilder names = new StringBuilder();
        int i = from;
        while (i < end && i + 1 + Bytes.u1(bytes, i) <= end) {
            int length = Bytes.u1(bytes, i);
            names.append(names.isEmpty() ? "" : ",")
                    .append(new String(bytes, i + 1, length, StandardCharsets.ISO_8859_1));
            i += 1 + length;
        }
        return names.toString();
    }

    private void version(int number) {
        if (number >>> 8 == 3 && (number & 0xff) >= 1 && (number & 0xff) <= 4) {
            String name = "1." + ((number & 0xff) - 1);
            text.version = name.compareTo(text.version) > 0 ? name : text.version;
        }
    }

    /** The first certificate of the list is the server's own (RFC 5246 section 7.4.2). */
    private void certificate(byte[] bytes, int body, int end) {
        if (end - body < 6) {
            return;
        }
        int size = Bytes.s4(bytes, body + 2) & 0xffffff;
        if (size > end - body - 6) {
            return;
        }
        try {
            X509Certificate read = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(Arrays.copyOfRange(bytes, body + 6, body + 6 + size)));
            text.subject = read.getSubjectX500Principal().getName();
            text.issuer = read.getIssuerX500Principal().getName();
            text.names = names(read);
            text.validFrom = read.getNotBefore().toInstant().toString();
            text.validTo = read.getNotAfter().toInstant().toString();
        } catch (CertificateException | IllegalArgumentException _broken) {
            text.subject = "";
        }
    }

    /** DNS names and addresses it is good for. */
    private static String names(X509Certificate certificate) throws CertificateException {
        Collection<List<?>> all = certificate.getSubjectAlternativeNames();
        return all == null
                ? ""
                : String.join(
                        ",",
                        all.stream()
                                .filter(name -> name.size() == 2 && name.get(1) instanceof String)
                                .map(name -> String.valueOf(name.get(1)))
                                .limit(NAMES)
                                .toList());
    }

    void alert(int description) {
        text.kind = "tls";
        text.alert = text.alert.isEmpty() ? alertName(description) : text.alert;
    }

    /** IANA registry "TLS Alerts"; a number for the rare ones. */
    static String alertName(int description) {
        return switch (description) {
            case 0 -> "close_notify";
            case 10 -> "unexpected_message";
            case 20 -> "bad_record_mac";
            case 40 -> "handshake_failure";
            case 42 -> "bad_certificate";
            case 43 -> "unsupported_certificate";
            case 44 -> "certificate_revoked";
            case 45 -> "certificate_expired";
            case 46 -> "certificate_unknown";
            case 47 -> "illegal_parameter";
            case 48 -> "unknown_ca";
            case 49 -> "access_denied";
            case 50 -> "decode_error";
            case 51 -> "decrypt_error";
            case 70 -> "protocol_version";
            case 71 -> "insufficient_security";
            case 80 -> "internal_error";
            case 86 -> "inappropriate_fallback";
            case 90 -> "user_canceled";
            case 112 -> "unrecognized_name";
            case 116 -> "certificate_required";
            case 120 -> "no_application_protocol";
            default -> "alert-" + description;
        };
    }
}
