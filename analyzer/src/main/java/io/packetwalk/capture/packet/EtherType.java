package io.packetwalk.capture.packet;

import java.util.HexFormat;

/** Ethertypes (IEEE 802 numbers, IANA registry). */
public final class EtherType {

    public static final int IPV4 = 0x0800;
    public static final int ARP = 0x0806;
    public static final int TEB = 0x6558;
    public static final int VLAN = 0x8100;
    public static final int IPV6 = 0x86dd;
    private static final int RARP = 0x8035;
    private static final int SLOW = 0x8809;
    private static final int MPLS = 0x8847;
    private static final int PPPOE = 0x8864;
    private static final int EAPOL = 0x888e;
    private static final int QINQ = 0x88a8;
    private static final int LLDP = 0x88cc;
    private static final int LOOPBACK = 0x9000;
    private static final int OLD_QINQ = 0x9100;

    /** Below this the field is a length and LLC follows (IEEE 802.3, 3.2.6): spanning tree and the like. */
    private static final int FIRST_TYPE = 0x0600;

    private EtherType() {}

    public static boolean isTag(int type) {
        return type == VLAN || type == QINQ || type == OLD_QINQ;
    }

    public static boolean isHousekeeping(int type) {
        return type < FIRST_TYPE
                || type == ARP
                || type == RARP
                || type == LLDP
                || type == SLOW
                || type == EAPOL
                || type == LOOPBACK;
    }

    public static String name(int type) {
        return switch (type) {
            case IPV4 -> "IPv4";
            case ARP -> "ARP";
            case RARP -> "RARP";
            case VLAN -> "802.1Q";
            case QINQ, OLD_QINQ -> "802.1ad";
            case IPV6 -> "IPv6";
            case MPLS -> "MPLS";
            case PPPOE -> "PPPoE session";
            case EAPOL -> "EAPOL";
            case LLDP -> "LLDP";
            case SLOW -> "slow protocols";
            default -> "ethertype 0x" + HexFormat.of().toHexDigits((short) type);
        };
    }
}
