package io.packetwalk.redact.pseudonym;

import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;

/** What stands in place of what: from originals to pseudonyms, or back. */
public interface Mapping {

    Ip address(Ip ip);

    Cidr subnet(Cidr cidr);

    /** True for an address that has an image: digits alone are an address only then. */
    boolean knows(Ip ip);

    /** True for a hardware address that has one. */
    boolean knows(long mac);

    /** A hardware address of 48 bits. */
    long hardware(long mac);

    /**
     * A run of letters, digits, {@code -} and {@code _}.
     *
     * @param dotted a dot touches it: it may be a label of a domain name
     */
    String run(String run, boolean dotted);

    /** A hash that kube-proxy put into a chain's name, with what stands before it. */
    String chain(String prefix, String hash);

    /** The name of a chain of kube-proxy's nftables mode: kind, hash, and the words it is the hash of. */
    String nftChain(String kind, String hash, String words);
}
