package io.packetwalk.bundle;

import java.util.Arrays;
import java.util.HexFormat;

/** What a stream of bytes holds, told by its first bytes and never by its name. */
enum Container {
    TAR,
    ZIP,
    GZIP,
    XZ,
    ZSTD,
    BZIP2,
    /** No container: a file as it is. */
    PLAIN;

    /** Bytes needed to tell. */
    static final int HEAD = 512;

    private static final byte[] USTAR = {'u', 's', 't', 'a', 'r'};
    private static final int USTAR_AT = 257;

    static Container of(byte[] head) {
        if (starts(head, "1f8b08")) {
            return GZIP;
        }
        if (starts(head, "fd377a585a00")) {
            return XZ;
        }
        // A zstd stream may open with a skippable frame (RFC 8878, 3.1.2).
        if (starts(head, "28b52ffd") || (head.length >= 4 && (head[0] & 0xF0) == 0x50 && starts(head, 1, "2a4d18"))) {
            return ZSTD;
        }
        if (starts(head, "425a68") && starts(head, 4, "314159265359")) {
            return BZIP2;
        }
        if (starts(head, "504b0304") || starts(head, "504b0506")) {
            return ZIP;
        }
        return isTar(head) ? TAR : PLAIN;
    }

    boolean compression() {
        return switch (this) {
            case GZIP, XZ, ZSTD, BZIP2 -> true;
            case TAR, ZIP, PLAIN -> false;
        };
    }

    boolean archive() {
        return this == TAR || this == ZIP;
    }

    private static boolean isTar(byte[] head) {
        if (head.length < HEAD) {
            return false;
        }
        return Arrays.equals(head, USTAR_AT, USTAR_AT + USTAR.length, USTAR, 0, USTAR.length) || v7(head);
    }

    /** A tar without entries is nothing but zeros. */
    static boolean emptyTar(byte[] head) {
        for (byte b : head) {
            if (b != 0) {
                return false;
            }
        }
        return head.length == HEAD;
    }

    /** Tar before POSIX has no magic, only a checksum: the sum of all bytes with the checksum field read as blanks. */
    private static boolean v7(byte[] head) {
        int stated = 0;
        int digits = 0;
        for (int i = 148; i < 156; i++) {
            int b = head[i];
            if (b >= '0' && b <= '7') {
                stated = stated * 8 + (b - '0');
                digits++;
            } else if (b != ' ' && b != 0) {
                return false;
            }
        }
        int sum = 0;
        for (int i = 0; i < HEAD; i++) {
            sum += i >= 148 && i < 156 ? ' ' : head[i] & 0xFF;
        }
        return digits > 0 && sum == stated && head[0] != 0;
    }

    private static boolean starts(byte[] head, String hex) {
        return starts(head, 0, hex);
    }

    private static boolean starts(byte[] head, int at, String hex) {
        byte[] magic = HexFormat.of().parseHex(hex);
        return head.length >= at + magic.length && Arrays.equals(head, at, at + magic.length, magic, 0, magic.length);
    }
}
