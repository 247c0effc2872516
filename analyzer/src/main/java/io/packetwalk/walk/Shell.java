package io.packetwalk.walk;

/**
 * What a tunnel puts between the outer IP header and the packet inside.
 *
 * @param kind which tunnel
 * @param id network identifier, -1 where there is none
 * @param sender public key of the sending end, empty where there is none
 */
public record Shell(Kind kind, int id, String sender) {

    static final Shell NONE = new Shell(Kind.NONE, -1, "");

    /** A kind of tunnel. */
    public enum Kind {
        /** No tunnel. */
        NONE("", 0),
        /** UDP, VXLAN and Ethernet headers (RFC 7348). */
        VXLAN("VXLAN", 8 + 8 + 14),
        /** UDP, Geneve without options and Ethernet headers (RFC 8926). */
        GENEVE("Geneve", 8 + 8 + 14),
        /** Without key, checksum and sequence number (RFC 2784). */
        GRE("GRE", 4),
        /** IP in IP, of any two families (RFC 2003, RFC 4213, RFC 2473). */
        IP("IP in IP", 0),
        /** UDP, the header of data messages and their tag (whitepaper section 5.4.6). */
        WIREGUARD("WireGuard", 8 + 16 + 16);

        private final String word;
        private final int bytes;

        Kind(String word, int bytes) {
            this.word = word;
            this.bytes = bytes;
        }

        /** How a sentence names it. */
        public String word() {
            return word;
        }

        /** Bytes between the outer IP header and the inner one. */
        public int bytes() {
            return bytes;
        }
    }

    public static Shell of(Kind kind) {
        return new Shell(kind, -1, "");
    }
}
