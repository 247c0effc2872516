package io.packetwalk.model.rules;

/** A number in a packet's headers, or about the packet, that a rule may compare. Of some of them the description of a packet says something, of others nothing. */
public enum Field {
    /** Source address of IPv4 as a number. */
    SOURCE("the source address", 0xffff_ffffL),
    /** Destination address of IPv4 as a number. */
    DESTINATION("the destination address", 0xffff_ffffL),
    /** Number of the upper layer's protocol. */
    PROTOCOL("the protocol", 255),
    VERSION("the IP version", 15),
    /** Length of the IPv4 header in units of 4 bytes. */
    HEADER_LENGTH("the length of the IP header", 15),
    /** Type of service of IPv4, traffic class of IPv6: DSCP in the upper six bits, ECN in the lower two. */
    TOS("the DSCP and ECN bits of the packet", 255),
    /** Bytes of the packet, IP header included. */
    LENGTH("the length of the packet", 65535),
    /** Bytes behind the header of IPv6. */
    PAYLOAD_LENGTH("the length of the packet", 65535),
    /** Flags and offset of IPv4, 16 bits: 0x4000 is "don't fragment", 0x1fff the offset. */
    FRAGMENT_OFFSET("whether the packet may be fragmented", 65535),
    /** Time to live, hop limit. */
    TTL("the TTL of the packet", 255),
    TCP_ACKNOWLEDGMENT("the acknowledgment number", 0xffff_ffffL),
    /** Length of the TCP header in units of 4 bytes. */
    TCP_DATA_OFFSET("the length of the TCP header", 15),
    TCP_WINDOW("the TCP window", 65535),
    TCP_URGENT("the urgent pointer", 65535),
    UDP_LENGTH("the length of the packet", 65535),
    ICMP_TYPE("the ICMP type", 255),
    ICMP_CODE("the ICMP code", 255),
    ICMP_ID("the identifier of the echo request", 65535),
    SCTP_TAG("the verification tag", 0xffff_ffffL),
    DCCP_TYPE("the DCCP packet type", 15),
    MARK("the packet mark", 0xffff_ffffL),
    CONN_MARK("the connection mark", 0xffff_ffffL),
    ZONE("the conntrack zone", 65535);

    private final String words;
    private final long most;

    Field(String words, long most) {
        this.words = words;
        this.most = most;
    }

    /** The field for a reader. */
    public String words() {
        return words;
    }

    /** The largest value it can hold; all its bits are set. */
    public long most() {
        return most;
    }

    /** True for what a packet without connection does not have. */
    public boolean ofConnection() {
        return this == CONN_MARK || this == ZONE;
    }
}
