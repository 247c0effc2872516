package io.packetwalk.redact.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.packetwalk.redact.pseudonym.Letters;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Text inside text: base64 and the percent signs of URLs. What is inside is replaced there, and written again in the same form. */
final class Encoded {
    private static final int SHORTEST = 12;

    private static final boolean[] PARTS = new boolean[128];
    /** What each character of base64 stands for, in either alphabet (RFC 4648); -1 for others. */
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            VALUES[alphabet.charAt(i)] = (byte) i;
        }
        VALUES['-'] = VALUES['+'];
        VALUES['_'] = VALUES['/'];
        (alphabet + "-_.~%").chars().forEach(c -> PARTS[c] = true);
    }

    private Encoded() {}

    /** A stretch of a line that holds something to replace. */
    record Stretch(int from, int to, String image) {}

    /** The stretches whose content {@code inner} changes, from the left. */
    static List<Stretch> in(String line, UnaryOperator<String> inner) {
        List<Stretch> found = new ArrayList<>();
        int at = 0;
        while (at < line.length()) {
            if (!part(line.charAt(at))) {
                at++;
                continue;
            }
            int end = at;
            boolean percent = false;
            while (end < line.length() && part(line.charAt(end))) {
                percent |= line.charAt(end) == '%';
                end++;
            }
            if (percent) {
                stretch(line, at, end, Encoded::unescaped, Encoded::escaped, inner, found);
            } else if (end - at >= SHORTEST) {
                base64(line, at, end, inner, found);
            }
            at = end;
        }
        return found;
    }

    private interface Writing {
        String of(String text, String original);
    }

    private interface Reading {
        Optional<String> of(String text);
    }

    private static boolean stretch(
            String line,
            int from,
            int to,
            Reading reading,
            Writing writing,
            UnaryOperator<String> inner,
            List<Stretch> found) {
        String original = line.substring(from, to);
        Optional<String> text = reading.of(original);
        if (text.isEmpty()) {
            return false;
        }
        String image = inner.apply(text.get());
        if (!image.equals(text.get())) {
            found.add(new Stretch(from, to, writing.of(image, original)));
        }
        return true;
    }

    /** The whole run; where that is none, what stands between slashes and dots. */
    private static void base64(String line, int from, int to, UnaryOperator<String> inner, List<Stretch> found) {
        if (stretch(line, from, padded(line, to), Encoded::decoded, Encoded::encoded, inner, found)) {
            return;
        }
        int at = from;
        while (at < to) {
            int end = at;
            while (end < to && "/.~".indexOf(line.charAt(end)) < 0) {
                end++;
            }
            if (end - at >= SHORTEST && end - at < to - from) {
                stretch(line, at, end == to ? padded(line, to) : end, Encoded::decoded, Encoded::encoded, inner, found);
            }
            at = end + 1;
        }
    }

    private static int padded(String line, int end) {
        int at = end;
        while (at < line.length() && at - end < 2 && line.charAt(at) == '=') {
            at++;
        }
        return at;
    }

    private static boolean part(char c) {
        return c < PARTS.length && PARTS[c];
    }

    private static Optional<String> decoded(String text) {
        if (!begins(text)) {
            return Optional.empty();
        }
        boolean url = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
        if (text.indexOf('.') >= 0 || text.indexOf('~') >= 0 || url && text.matches(".*[+/].*")) {
            return Optional.empty();
        }
        Base64.Decoder decoder = url ? Base64.getUrlDecoder() : Base64.getDecoder();
        try {
            byte[] bytes = decoder.decode(text);
            return printable(bytes) ? utf8(bytes) : Optional.empty();
        } catch (IllegalArgumentException _e) {
            return Optional.empty();
        }
    }

    /** Are the first three bytes text? Most words of a text fail here. */
    private static boolean begins(String text) {
        int bits = 0;
        for (int i = 0; i < 4; i++) {
            char c = text.charAt(i);
            int value = c < VALUES.length ? VALUES[c] : -1;
            if (value < 0) {
                return false;
            }
            bits = bits << 6 | value;
        }
        return printable((byte) (bits >> 16)) && printable((byte) (bits >> 8)) && printable((byte) bits);
    }

    private static String encoded(String text, String original) {
        boolean url = original.indexOf('-') >= 0 || original.indexOf('_') >= 0;
        Base64.Encoder encoder = url ? Base64.getUrlEncoder() : Base64.getEncoder();
        boolean bare = original.length() % 4 != 0;
        return (bare ? encoder.withoutPadding() : encoder).encodeToString(text.getBytes(UTF_8));
    }

    private static boolean printable(byte[] bytes) {
        for (byte b : bytes) {
            if (!printable(b)) {
                return false;
            }
        }
        return true;
    }

    private static boolean printable(byte b) {
        return b < 0 || b >= ' ' && b != 127 || b == '\n' || b == '\r' || b == '\t';
    }

    private static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException _e) {
            return Optional.empty();
        }
    }

    /** RFC 3986: what each {@code %2F} stands for; empty when a percent sign is none of these. */
    private static Optional<String> unescaped(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
        int escapes = 0;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean escape = c == '%'
                    && at + 2 < text.length()
                    && Character.digit(text.charAt(at + 1), 16) >= 0
                    && Character.digit(text.charAt(at + 2), 16) >= 0;
            if (escape) {
                out.write(Integer.parseInt(text.substring(at + 1, at + 3), 16));
                at += 2;
                escapes++;
            } else {
                out.write(c);
            }
        }
        return escapes > 0 && printable(out.toByteArray()) ? utf8(out.toByteArray()) : Optional.empty();
    }

    private static String escaped(String text, String original) {
        boolean slashes = original.indexOf('/') >= 0;
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(UTF_8)) {
            char c = (char) (b & 0xff);
            if (Letters.wordy(c) || "-_.~".indexOf(c) >= 0 || slashes && c == '/') {
                out.append(c);
            } else {
                out.append('%').append(HexForms.hex(b & 0xff, 2).toUpperCase(java.util.Locale.ROOT));
            }
        }
        return out.toString();
    }
}
