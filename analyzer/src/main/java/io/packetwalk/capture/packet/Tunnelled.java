package io.packetwalk.capture.packet;

/** How an IP layer is carried by the one outside it. */
public enum Tunnelled {
    NO(""),
    VXLAN("vxlan"),
    GENEVE("geneve"),
    IPIP("ipip"),
    GRE("gre");

    private final String word;

    Tunnelled(String word) {
        this.word = word;
    }

    /** The word of the reports, empty for {@link #NO}. */
    public String word() {
        return word;
    }
}
