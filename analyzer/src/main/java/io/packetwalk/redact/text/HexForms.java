package io.packetwalk.redact.text;

import io.packetwalk.net.Ip;
import io.packetwalk.redact.pseudonym.Letters;
import io.packetwalk.redact.pseudonym.Mapping;
import java.util.Optional;

/**
 * Addresses as digits only: the kernel's tables ({@code /proc/net/tcp}, {@code route}, {@code if_inet6}), matches of raw bytes, hardware
 * addresses in names of interfaces. Eight hex digits are an address when the bundle knows it, or where only a socket stands so.
 */
public final class HexForms {
    private static final int FOUR = 8;
    private static final int HARDWARE = 12;
    private static final int SIX = 32;
    /** A port behind a colon: {@code 0100007F:1F90}. */
    private static final int PORT = 5;

    private final Mapping mapping;

    HexForms(Mapping mapping) {
        this.mapping = mapping;
    }

    /** The digits from {@code at} on with their address replaced; empty when they are none. */
    Optional<String> at(String line, int at) {
        int end = digits(line, at);
        int length = end - at;
        if (length == HARDWARE && !wordy(line, end)) {
            long mac = Long.parseLong(line.substring(at, end), 16);
            return mapping.knows(mac)
                    ? Optional.of(cased(hex(mapping.hardware(mac), HARDWARE), line.substring(at, end)))
                    : Optional.empty();
        }
        if (length == 4 && dotted(line, at)) {
            String text = line.substring(at, at + 14);
            long mac = Long.parseLong(text.replace(".", ""), 16);
            String image = hex(mapping.hardware(mac), HARDWARE);
            return mapping.knows(mac)
                    ? Optional.of(
                            cased(image.substring(0, 4) + "." + image.substring(4, 8) + "." + image.substring(8), text))
                    : Optional.empty();
        }
        if (length != FOUR && length != SIX || wordy(line, end)) {
            return Optional.empty();
        }
        String text = line.substring(at, end);
        boolean socket = end + PORT <= line.length()
                && line.charAt(end) == ':'
                && digits(line, end + 1) == end + PORT
                && text.equals(text.toUpperCase(java.util.Locale.ROOT));
        // The kernel prints words of memory as numbers, so on most machines the bytes of each come in reverse.
        Ip swapped = ip(swapped(text));
        if (socket || mapping.knows(swapped)) {
            return Optional.of(cased(swapped(hex(mapping.address(swapped))), text));
        }
        Ip plain = ip(text);
        return mapping.knows(plain) ? Optional.of(cased(hex(mapping.address(plain)), text)) : Optional.empty();
    }

    /** The address that {@code text}, 8 or 32 digits, is in the order of the wire. */
    public static Ip ip(String text) {
        return text.length() == FOUR
                ? Ip.v4((int) Long.parseLong(text, 16))
                : Ip.v6(
                        Long.parseUnsignedLong(text.substring(0, 16), 16),
                        Long.parseUnsignedLong(text.substring(16), 16));
    }

    /** The bytes of each word of 32 bits in reverse. */
    public static String swapped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int word = 0; word < text.length(); word += FOUR) {
            for (int at = word + 6; at >= word; at -= 2) {
                out.append(text, at, at + 2);
            }
        }
        return out.toString();
    }

    private static String hex(Ip ip) {
        return ip.v6() ? hex(ip.hi(), 16) + hex(ip.lo(), 16) : hex(ip.lo() & 0xffff_ffffL, FOUR);
    }

    /** {@code value} in that many digits. */
    static String hex(long value, int digits) {
        String text = Long.toHexString(value);
        return "0".repeat(digits - text.length()) + text;
    }

    private static String cased(String image, String like) {
        return like.equals(like.toLowerCase(java.util.Locale.ROOT)) ? image : image.toUpperCase(java.util.Locale.ROOT);
    }

    /** {@code 02de.adbe.ef01}, as switches write it. */
    private static boolean dotted(String line, int at) {
        return at + 14 <= line.length()
                && line.charAt(at + 4) == '.'
                && digits(line, at + 5) == at + 9
                && line.charAt(at + 9) == '.'
                && digits(line, at + 10) == at + 14
                && !wordy(line, at + 14);
    }

    private static int digits(String line, int at) {
        int end = at;
        while (end < line.length() && end - at <= SIX && Letters.hex(line.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean wordy(String line, int at) {
        return at < line.length() && (Letters.wordy(line.charAt(at)) || line.charAt(at) == '_');
    }
}
