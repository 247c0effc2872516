package io.packetwalk.parse.nft;

import io.packetwalk.fact.nft.NftExpr;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The header fields and metadata that expressions look at, by their two words (nft(8), "PAYLOAD EXPRESSIONS", "META EXPRESSIONS"). */
final class NftSelectors {

    private static final Map<String, Map<String, NftExpr>> FIELDS = new HashMap<>();
    private static final Map<String, NftExpr> META = new HashMap<>();
    private static final Map<String, NftExpr> CT = new HashMap<>();

    /** Printed without {@code meta} before them. */
    private static final Set<String> BARE = Set.of(
            "iif",
            "iifname",
            "iiftype",
            "iifgroup",
            "oif",
            "oifname",
            "oiftype",
            "oifgroup",
            "mark",
            "skuid",
            "skgid",
            "pkttype",
            "cpu",
            "rtclassid",
            "cgroup",
            "ibrname",
            "obrname",
            "ibriport",
            "obriport",
            "nftrace");

    static {
        fields("ether", "saddr daddr type");
        fields("vlan", "id cfi dei pcp type");
        fields("arp", "htype ptype hlen plen operation saddr daddr");
        fields("ip", "version hdrlength dscp ecn length id frag-off ttl protocol checksum saddr daddr");
        fields("ip6", "version dscp ecn flowlabel length nexthdr hoplimit saddr daddr");
        fields("icmp", "type code checksum id sequence gateway mtu");
        fields("igmp", "type mrt checksum group");
        fields("icmpv6", "type code checksum parameter-problem packet-too-big id sequence max-delay taddr daddr mtu");
        fields("tcp", "sport dport sequence ackseq doff reserved flags window checksum urgptr");
        fields("udp", "sport dport length checksum");
        fields("udplite", "sport dport checksum csumcov");
        fields("sctp", "sport dport vtag checksum");
        fields("dccp", "sport dport type");
        fields("th", "sport dport");
        fields("ah", "nexthdr hdrlength reserved spi sequence");
        fields("esp", "spi sequence");
        fields("comp", "nexthdr flags cpi");
        fields("frag", "nexthdr reserved frag-off reserved2 more-fragments id");
        fields("hbh", "nexthdr hdrlength");
        fields("dst", "nexthdr hdrlength");
        fields("mh", "nexthdr hdrlength type reserved checksum");
        fields("srh", "flags tag last-entry seg-left sid");
        fields("rt0", "addr");
        fields("rt2", "addr");
        fields("rt4", "last-entry");
        fields("rt", "nexthdr hdrlength type seg-left classid nexthop mtu ipsec");
        fields("socket", "transparent mark wildcard");
        fields("vxlan", "vni flags");
        fields("geneve", "vni type");
        fields("gre", "flags version protocol");
        fields("tunnel", "id path");
        fields("ipsec", "");
        for (String key : BARE) {
            META.put(key, new NftExpr.Select("meta " + key));
        }
        for (String key :
                ("length ipsec nfproto l4proto protocol priority random secpath secmark iifkind oifkind day hour time"
                                + " sdif sdifname ibrpvid ibrvproto ibrhwaddr broute")
                        .split(" ", -1)) {
            META.put(key, new NftExpr.Select("meta " + key));
        }
        for (String key :
                ("state direction status mark expiration helper label l3proto saddr daddr protocol proto-src proto-dst"
                                + " packets bytes avgpkt zone id event secmark count")
                        .split(" ", -1)) {
            CT.put(key, new NftExpr.Select("ct " + key));
        }
    }

    private NftSelectors() {}

    private static void fields(String protocol, String names) {
        Map<String, NftExpr> fields = new HashMap<>();
        for (String name : names.split(" ", -1)) {
            fields.put(name, new NftExpr.Select(protocol + " " + name));
        }
        FIELDS.put(protocol, fields);
    }

    static Optional<NftExpr> field(String protocol, String name) {
        Map<String, NftExpr> fields = FIELDS.get(protocol);
        return fields == null ? Optional.empty() : Optional.ofNullable(fields.get(name));
    }

    static Optional<NftExpr> meta(String key) {
        return Optional.ofNullable(META.get(key));
    }

    /** A key that stands without {@code meta}. */
    static Optional<NftExpr> bare(String word) {
        return BARE.contains(word) ? meta(word) : Optional.empty();
    }

    static Optional<NftExpr> ct(String key) {
        return Optional.ofNullable(CT.get(key));
    }
}
