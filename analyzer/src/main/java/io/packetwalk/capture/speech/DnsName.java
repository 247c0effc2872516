package io.packetwalk.capture.speech;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A name of a DNS message (RFC 1035 section 4.1.4), as text in lower case with its final dot; odd octets as in RFC 4343 section 2.1. A cluster asks for few names
 * over and over: those read last are given again, so that a question costs no new text.
 */
final class DnsName {

    /** RFC 1035 section 2.3.4: a name has at most 255 octets. */
    private static final int MOST = 255;

    private static final int LONGEST_LABEL = 63;
    private static final int KNOWN = 1024;

    private final @Nullable String[] known = new String[KNOWN];
    private final byte[][] spelled = new byte[KNOWN][];

    /** Each octet takes four characters at most. */
    private final byte[] text = new byte[4 * MOST + 1];

    private int length;

    /**
     * Reads a name and tells where the next field stands. Each compression pointer must point before the last one (they do in every real message), which bounds
     * the walk without counting.
     *
     * @param message first byte of the message
     * @param at first byte of the name
     * @param end first byte that is not there
     * @return first byte behind the name, -1 when it is cut or cannot be
     */
    int read(byte[] bytes, int message, int at, int end) {
        length = 0;
        int from = at;
        int lowest = at;
        int behind = -1;
        int octets = 0;
        while (from < end) {
            int size = bytes[from] & 0xff;
            if (size == 0) {
                if (length == 0) {
                    text[length++] = '.';
                }
                return behind < 0 ? from + 1 : behind;
            }
            if (size >= 0xc0) {
                if (end - from < 2) {
                    return -1;
                }
                behind = behind < 0 ? from + 2 : behind;
                int target = message + ((size & 0x3f) << 8 | bytes[from + 1] & 0xff);
                if (target >= lowest) {
                    return -1;
                }
                lowest = target;
                from = target;
                continue;
            }
            octets += size + 1;
            if (size > LONGEST_LABEL || octets > MOST || end - from <= size) {
                return -1;
            }
            label(bytes, from + 1, size);
            from += size + 1;
        }
        return -1;
    }

    private void label(byte[] bytes, int from, int size) {
        int to = length;
        for (int i = from; i < from + size; i++) {
            byte octet = bytes[i];
            if (octet >= 'A' && octet <= 'Z') {
                text[to++] = (byte) (octet + ('a' - 'A'));
            } else if (octet <= ' ' || octet == 0x7f) {
                int number = octet & 0xff;
                text[to++] = '\\';
                text[to++] = (byte) ('0' + number / 100);
                text[to++] = (byte) ('0' + number / 10 % 10);
                text[to++] = (byte) ('0' + number % 10);
            } else {
                if (octet == '.' || octet == '\\') {
                    text[to++] = '\\';
                }
                text[to++] = octet;
            }
        }
        text[to++] = '.';
        length = to;
    }

    /** The name that was read last. */
    String text() {
        int hash = length;
        for (int i = 0; i < length; i++) {
            hash = hash * 31 + text[i];
        }
        int slot = (hash ^ hash >>> 16) & KNOWN - 1;
        String there = known[slot];
        if (there == null || !Arrays.equals(spelled[slot], 0, spelled[slot].length, text, 0, length)) {
            there = new String(text, 0, length, StandardCharsets.ISO_8859_1);
            known[slot] = there;
            spelled[slot] = Arrays.copyOf(text, length);
        }
        return there;
    }
}
