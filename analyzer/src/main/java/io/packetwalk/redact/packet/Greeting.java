package io.packetwalk.redact.packet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.packetwalk.redact.pseudonym.Pseudonyms;
import io.packetwalk.redact.text.Secrets;
import io.packetwalk.redact.text.Text;
import java.util.Arrays;
import java.util.regex.Pattern;

/** What an application says first: a TLS client hello, the head of an HTTP message. */
final class Greeting {
    private static final Pattern HTTP =
            Pattern.compile("(?:(?:GET|POST|PUT|HEAD|DELETE|PATCH|OPTIONS|CONNECT|TRACE) \\S+ HTTP/1|HTTP/1)[\\s\\S]*");

    private Greeting() {}

    /** Replaces the server name in a client hello; returns the length of the record, 0 when this is none. */
    static int hello(byte[] bytes, Pseudonyms mapping) {
        if (bytes.length < 45 || bytes[0] != 0x16 || bytes[1] != 3 || bytes[5] != 1) {
            return 0;
        }
        int record = Math.min(bytes.length, 5 + u2(bytes, 3));
        int at = 43;
        at += 1 + (bytes[at] & 0xff);
        at += 2 + u2(bytes, at);
        at += at < record ? 1 + (bytes[at] & 0xff) : 0;
        at += 2;
        while (at + 4 <= record) {
            int size = u2(bytes, at + 2);
            if (u2(bytes, at) == 0 && at + 9 <= record) {
                int length = u2(bytes, at + 7);
                int from = at + 9;
                int to = Math.min(from + length, record);
                String[] labels = new String(bytes, from, Math.max(0, to - from), ISO_8859_1).split("\\.", -1);
                for (int i = 0; i < labels.length; i++) {
                    labels[i] = DnsPatch.sameLength(labels[i], mapping);
                }
                byte[] name = String.join(".", labels).getBytes(ISO_8859_1);
                System.arraycopy(name, 0, bytes, from, Math.min(name.length, to - from));
            }
            at += 4 + size;
        }
        return record;
    }

    /** Length of the head of an HTTP message, 0 when this is none. */
    static int head(byte[] bytes) {
        String text = new String(bytes, ISO_8859_1);
        if (!HTTP.matcher(text).matches()) {
            return 0;
        }
        int end = text.indexOf("\r\n\r\n");
        return end < 0 ? text.length() : end + 4;
    }

    /** The whole length when this is text, 0 otherwise. */
    static int printable(byte[] bytes) {
        for (byte b : bytes) {
            if (b >= 0 && b < ' ' && b != '\r' && b != '\n' && b != '\t') {
                return 0;
            }
        }
        return bytes.length;
    }

    static String scrubbed(String text, Pseudonyms mapping) {
        Secrets secrets = new Secrets(false);
        Text words = new Text(mapping, line -> new Secrets(false).line(line));
        StringBuilder out = new StringBuilder();
        for (String line : text.split("(?<=\n)", -1)) {
            String bare = line.stripTrailing();
            out.append(words.line(secrets.line(bare))).append(line.substring(bare.length()));
        }
        return out.toString();
    }

    /** Exactly {@code length} bytes: blanks before the end, or the beginning only. */
    static byte[] fitted(String text, int length) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        if (bytes.length >= length) {
            return Arrays.copyOf(bytes, length);
        }
        int tail = text.endsWith("\r\n\r\n") ? 4 : 0;
        byte[] out = new byte[length];
        Arrays.fill(out, (byte) ' ');
        System.arraycopy(bytes, 0, out, 0, bytes.length - tail);
        System.arraycopy(bytes, bytes.length - tail, out, length - tail, tail);
        return out;
    }

    private static int u2(byte[] bytes, int at) {
        return at + 1 < bytes.length ? (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff : 0;
    }
}
