package io.packetwalk.check.served;

/** A facility of the kernel that Services can be written to. */
public enum Backend {
    IPTABLES("iptables"),
    IPTABLES_LEGACY("iptables-legacy"),
    NFTABLES("nftables"),
    IPVS("IPVS"),
    CILIUM("the map of Cilium");

    private final String word;

    Backend(String word) {
        this.word = word;
    }

    /** How people call it. */
    public String word() {
        return word;
    }
}
