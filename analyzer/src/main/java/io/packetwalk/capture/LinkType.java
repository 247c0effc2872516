package io.packetwalk.capture;

/** LINKTYPE_ numbers the dissector reads (www.tcpdump.org/linktypes.html). */
public final class LinkType {

    public static final int NULL = 0;
    public static final int ETHERNET = 1;
    /** DLT_RAW as some systems wrote it. */
    public static final int PPP = 9;

    public static final int RAW_12 = 12;

    public static final int RAW_14 = 14;
    public static final int RAW = 101;
    public static final int LOOP = 108;
    public static final int LINUX_SLL = 113;
    public static final int RADIOTAP = 127;
    public static final int IPV4 = 228;
    public static final int IPV6 = 229;
    public static final int NFLOG = 239;
    public static final int LINUX_SLL2 = 276;
    /** The frame names an interface that the file does not describe. */
    public static final int UNKNOWN = -1;

    private LinkType() {}

    /** Whether frames of it are read. */
    public static boolean known(int linkType) {
        return switch (linkType) {
            case NULL, ETHERNET, PPP, RAW_12, RAW_14, RAW, LOOP, LINUX_SLL, IPV4, IPV6, NFLOG, LINUX_SLL2 -> true;
            default -> false;
        };
    }

    /** Short name for people. */
    public static String name(int linkType) {
        return switch (linkType) {
            case NULL -> "null";
            case ETHERNET -> "ethernet";
            case RAW_12, RAW_14, RAW -> "raw";
            case PPP -> "ppp";
            case LOOP -> "loop";
            case RADIOTAP -> "ieee802_11_radio";
            case NFLOG -> "nflog";
            case LINUX_SLL -> "linux-sll";
            case IPV4 -> "ipv4";
            case IPV6 -> "ipv6";
            case LINUX_SLL2 -> "linux-sll2";
            case UNKNOWN -> "unknown";
            default -> "linktype-" + linkType;
        };
    }
}
