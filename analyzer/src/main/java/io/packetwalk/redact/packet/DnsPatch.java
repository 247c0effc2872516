package io.packetwalk.redact.packet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.packetwalk.redact.pseudonym.Pseudonyms;

/** Replaces names and addresses in a DNS message (RFC 1035), in place: pseudonyms have the length of what they stand for. */
final class DnsPatch {
    private static final int HEADER = 12;

    private final Pseudonyms mapping;
    private final Patch patch;
    private byte[] bytes = new byte[0];
    private int start;
    private int stop;

    DnsPatch(Pseudonyms mapping, Patch patch) {
        this.mapping = mapping;
        this.patch = patch;
    }

    /** False when it is no message we can read to its end: then nothing of it may stay. */
    boolean message(byte[] frame, int from, int end) {
        bytes = frame;
        start = from;
        stop = end;
        if (end - from < HEADER) {
            return false;
        }
        int questions = u2(from + 4);
        int records = u2(from + 6) + u2(from + 8) + u2(from + 10);
        int at = from + HEADER;
        for (int i = 0; i < questions && at < end; i++) {
            at = name(at);
            if (at < 0) {
                return false;
            }
            at += 4;
        }
        for (int i = 0; i < records && at < end; i++) {
            at = record(at);
            if (at < 0) {
                return false;
            }
        }
        for (int i = at; i < end; i++) {
            patch.put(i, 0);
        }
        return true;
    }

    private int record(int from) {
        int at = name(from);
        if (at < 0 || at + 10 > stop) {
            return at < 0 ? -1 : stop;
        }
        int type = u2(at);
        int size = u2(at + 8);
        int content = at + 10;
        int end = Math.min(stop, content + size);
        switch (type) {
            case 1 -> {
                if (end - content >= 4) {
                    patch.put(content, Frames.image(mapping, bytes, content, 4));
                }
            }
            case 28 -> {
                if (end - content >= 16) {
                    patch.put(content, Frames.image(mapping, bytes, content, 16));
                }
            }
            case 2, 5, 12, 39 -> name(content);
            case 15 -> name(content + 2);
            case 33 -> name(content + 6);
            case 6 -> {
                int second = name(content);
                if (second >= 0) {
                    name(second);
                }
            }
            case 41 -> options(content, end);
            default -> {
                for (int i = content; i < end; i++) {
                    patch.put(i, 0);
                }
            }
        }
        return content + size;
    }

    /** EDNS: the client's subnet, cookies. */
    private void options(int from, int end) {
        int at = from;
        while (at + 4 <= end) {
            int size = u2(at + 2);
            for (int i = at + 4; i < Math.min(end, at + 4 + size); i++) {
                patch.put(i, 0);
            }
            at += 4 + size;
        }
    }

    /** Replaces the labels that stand here (a pointer leads to labels that were replaced where they stand); -1 when it is no name. */
    private int name(int from) {
        int at = from;
        while (at < stop) {
            int length = bytes[at] & 0xff;
            if (length == 0) {
                return at + 1;
            }
            if (length >= 0xc0) {
                return at + 2;
            }
            if (length > 63 || at + 1 + length > stop) {
                return at + 1 + length > stop && length <= 63 ? cut(at + 1) : -1;
            }
            String label = new String(bytes, at + 1, length, ISO_8859_1);
            patch.put(at + 1, sameLength(label, mapping).getBytes(ISO_8859_1));
            at += 1 + length;
        }
        return stop;
    }

    /** A label that the capture cut: nothing of it stays. */
    private int cut(int from) {
        for (int i = Math.max(start, from); i < stop; i++) {
            patch.put(i, 'x');
        }
        return stop;
    }

    private int u2(int at) {
        return at + 1 < stop ? (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff : 0;
    }

    /** The pseudonym of a label, never longer or shorter. Numbers of reverse names get other numbers. */
    static String sameLength(String label, Pseudonyms mapping) {
        if (!label.isEmpty() && label.chars().allMatch(c -> c >= '0' && c <= '9' || c == '-')) {
            return mapping.digits(label);
        }
        String image = mapping.label(label);
        return image.length() == label.length() ? image : mapping.digits(label);
    }
}
