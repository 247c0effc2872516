package io.packetwalk.model.lower.nft;

import io.packetwalk.fact.nft.NftExpr;
import io.packetwalk.model.lower.value.FrameType;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.CtState;
import io.packetwalk.model.rules.Field;
import io.packetwalk.model.rules.Span;
import io.packetwalk.net.Proto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * The other fields of nft expressions: numbers in headers, of which something is known or nothing, headers that the packets of a walk do not carry, and facts about a
 * packet that nobody writes down.
 */
final class NftHeaders {

    private static final List<Cond> V4 = List.of(new Cond.FamilyIs(false));
    private static final List<Cond> V6 = List.of(new Cond.FamilyIs(true));
    private static final List<Cond> TCP = of(6);
    private static final List<Cond> UDP = of(17);
    private static final List<Cond> SCTP = of(132);
    private static final List<Cond> DCCP = of(33);
    /** ICMP is of IPv4: nft drops a match of the family beside it (src/payload.c, payload_may_dependency_kill). */
    private static final List<Cond> ICMP = List.of(new Cond.FamilyIs(false), new Cond.ProtocolIs(Proto.ICMP));

    private static final List<Cond> ICMPV6 = List.of(new Cond.FamilyIs(true), new Cond.ProtocolIs(Proto.ICMPV6));

    /** Only echoes have an identifier and a sequence number (src/payload.c, payload_gen_icmp_dependency). */
    private static final List<Cond> ECHO = types(ICMP, 0, 8);

    private static final List<Cond> ECHO6 = types(ICMPV6, 128, 129);

    /** Only the error about a packet that is too large has an MTU. */
    private static final List<Cond> TOO_BIG = types(ICMP, 3);

    private static final List<Cond> TOO_BIG6 = types(ICMPV6, 2);

    /** Listener reports, neighbour discovery and redirects name a target. */
    private static final List<Cond> TARGET6 = types(ICMPV6, 130, 131, 132, 135, 136, 137);

    /** Only a frame of Ethernet has its header. */
    private static final List<Cond> ETHERNET =
            List.of(new Cond.Unsaid("`meta iiftype` of the packet", "meta iiftype ether"));

    /** Connections that nobody expected have no helper to ask, and end the rule (nft_ct.c, nft_ct_get_eval). */
    private static final List<Cond> HELPED = List.of(new Cond.Helped());

    /** What a packet without connection does not have ends the rule (nft_ct.c). */
    static final List<Cond> TRACKED =
            List.of(new Cond.Not(new Cond.StateIn(Set.of(CtState.INVALID, CtState.UNTRACKED))));

    /** Only packets made on this host have a socket. */
    static final List<Cond> MADE_HERE = List.of(new Cond.InDevice(""));

    private static final Map<String, NftField> NUMBERS = new HashMap<>();

    /** Protocols whose fields nobody writes down, by their word. */
    private static final Map<String, List<Cond>> SILENT = Map.ofEntries(
            Map.entry("ah", of(51)),
            Map.entry("esp", of(50)),
            Map.entry("comp", of(108)),
            Map.entry("igmp", of(2)),
            Map.entry("udplite", of(136)),
            Map.entry("vxlan", UDP),
            Map.entry("geneve", UDP),
            Map.entry("gre", of(47)),
            Map.entry("gretap", of(47)),
            Map.entry("ether", ETHERNET),
            Map.entry("vlan", ETHERNET),
            Map.entry("tunnel", List.of()),
            Map.entry("ipsec", List.of()),
            Map.entry("osf", TCP),
            Map.entry("socket", List.of(new Cond.SocketTakes(false, true))));

    private static final Set<String> EXTENSIONS =
            Set.of("hbh", "frag", "dst", "mh", "srh", "rt0", "rt2", "rt4", "exthdr", "arp");

    private static final Map<String, Integer> DCCP_TYPES = Map.of(
            "request",
            0,
            "response",
            1,
            "data",
            2,
            "ack",
            3,
            "dataack",
            4,
            "closereq",
            5,
            "close",
            6,
            "reset",
            7,
            "sync",
            8,
            "syncack",
            9);

    static {
        put("ip version", Field.VERSION, V4);
        put("ip hdrlength", Field.HEADER_LENGTH, V4);
        put("ip length", Field.LENGTH, V4);
        put("ip frag-off", Field.FRAGMENT_OFFSET, V4);
        put("ip ttl", Field.TTL, V4);
        put("ip6 version", Field.VERSION, V6);
        put("ip6 length", Field.PAYLOAD_LENGTH, V6);
        put("ip6 hoplimit", Field.TTL, V6);
        put("tcp ackseq", Field.TCP_ACKNOWLEDGMENT, TCP);
        put("tcp doff", Field.TCP_DATA_OFFSET, TCP);
        put("tcp window", Field.TCP_WINDOW, TCP);
        put("tcp urgptr", Field.TCP_URGENT, TCP);
        put("udp length", Field.UDP_LENGTH, UDP);
        put("sctp vtag", Field.SCTP_TAG, SCTP);
        put("icmp id", Field.ICMP_ID, ECHO);
        put("icmpv6 id", Field.ICMP_ID, ECHO6);
        put("meta length", Field.LENGTH, List.of());
        put("ct zone", Field.ZONE, List.of());
    }

    private NftHeaders() {}

    private static List<Cond> of(int protocol) {
        return List.of(new Cond.ProtocolIs(new Proto(protocol)));
    }

    private static List<Cond> types(List<Cond> protocol, long... types) {
        List<Cond> all = new ArrayList<>(protocol);
        List<Span> spans = LongStream.of(types).mapToObj(Span::of).toList();
        all.add(new Cond.FieldIn(Field.ICMP_TYPE, Field.ICMP_TYPE.most(), spans));
        return List.copyOf(all);
    }

    /** What ICMP fields need. */
    static List<Cond> icmp(boolean v6) {
        return v6 ? ICMPV6 : ICMP;
    }

    private static void put(String what, Field field, List<Cond> needs) {
        NUMBERS.put(what, number(field).needing(needs));
    }

    static Optional<NftField> of(String what) {
        NftField known = NUMBERS.get(what);
        if (known != null) {
            return Optional.of(known);
        }
        int blank = what.indexOf(' ');
        String head = blank < 0 ? what : what.substring(0, blank);
        if (what.startsWith("@")) {
            return Optional.of(unsaid("the bytes " + what + " of the packet", what, List.of()));
        }
        if (EXTENSIONS.contains(head)) {
            return Optional.of(absent(what, head.equals("arp") ? List.of() : V6));
        }
        List<Cond> silent = SILENT.get(head);
        if (silent != null) {
            return Optional.of(unsaid("`" + what + "` of the packet", what, silent));
        }
        return switch (head) {
            case "ip" -> ip(what, V4);
            case "ip6" -> ip(what, V6);
            case "tcp" -> Optional.of(unsaid("`" + what + "` of the packet", what, TCP));
            case "udp" -> Optional.of(unsaid("`" + what + "` of the packet", what, UDP));
            case "sctp" -> Optional.of(sctp(what));
            case "dccp" -> Optional.of(dccp(what));
            case "icmp" -> Optional.of(icmp(what, false));
            case "icmpv6" -> Optional.of(icmp(what, true));
            case "rt" -> Optional.of(rt(what));
            case "meta" -> meta(what.substring(blank + 1));
            case "ct" -> Optional.of(ct(what));
            case "fib" -> Optional.of(unsaid("`" + what + "`", what, List.of()));
            default -> Optional.empty();
        };
    }

    private static NftField number(Field field) {
        return NftField.of(value -> spans(value).<Cond>map(spans -> new Cond.FieldIn(field, field.most(), spans)))
                .number(field);
    }

    /** The numbers of a constant: one, a range, or several. */
    static Optional<List<Span>> spans(NftExpr value) {
        return switch (value) {
            case NftExpr.Literal literal -> NftNames.number(literal.text()).map(number -> List.of(Span.of(number)));
            case NftExpr.Range range ->
                NftFields.text(range.from())
                        .flatMap(NftNames::number)
                        .flatMap(from -> NftFields.text(range.to())
                                .flatMap(NftNames::number)
                                .filter(to -> from <= to)
                                .map(to -> List.of(new Span(from, to))));
            default -> Optional.empty();
        };
    }

    /** What no dump and no question says; every value is possible. */
    private static NftField unsaid(String what, String text, List<Cond> needs) {
        return NftField.of(value -> Optional.of(new Cond.Unsaid(what, text + " " + NftConds.print(value))))
                .needing(needs)
                .silent();
    }

    /** What the packet does not carry: only {@code missing} holds. */
    private static NftField absent(String what, List<Cond> needs) {
        return NftField.of(value -> {
                    // Whether a header is there is a bit; JSON may say 0 for none.
                    boolean bit = what.indexOf(' ') < 0 || what.startsWith("exthdr ");
                    boolean missing = NftFields.text(value)
                            .filter(word -> word.equals("missing") || bit && word.equals("0"))
                            .isPresent();
                    Cond there = new Cond.Absent(what);
                    return Optional.of(missing ? new Cond.Not(there) : there);
                })
                .needing(needs)
                .absent();
    }

    /** DSCP and ECN are parts of one byte. */
    private static Optional<NftField> ip(String what, List<Cond> needs) {
        if (what.endsWith(" dscp")) {
            return Optional.of(bits(0xfc, 2, what).needing(needs));
        }
        if (what.endsWith(" ecn")) {
            return Optional.of(bits(3, 0, what).needing(needs));
        }
        return Optional.of(
                what.startsWith("ip option")
                        ? absent(what, needs)
                        : unsaid("`" + what + "` of the packet", what, needs));
    }

    private static NftField bits(long mask, int shift, String what) {
        Map<String, Long> names = NftNames.tos(what);
        return NftField.of(value -> {
            NftExpr number = NftFields.text(value)
                    .map(names::get)
                    .<NftExpr>map(known -> new NftExpr.Literal(Long.toString(known)))
                    .orElse(value);
            return spans(number)
                    .map(spans -> new Cond.FieldIn(
                            Field.TOS,
                            mask,
                            spans.stream()
                                    .map(span -> new Span(span.from() << shift, span.to() << shift))
                                    .toList()));
        });
    }

    /** The first packet of an association is INIT, and nothing else (RFC 9260, 3.3.2). */
    private static NftField sctp(String what) {
        String[] words = what.split(" ", -1);
        if (words.length < 3 || !words[1].equals("chunk")) {
            return unsaid("`" + what + "` of the packet", what, SCTP);
        }
        Cond chunk = new Cond.Chunk(words[2]);
        if (words.length > 3) {
            return unsaid("`" + what + "` of the packet", what, List.of(SCTP.getFirst(), chunk));
        }
        return NftField.of(value ->
                        NftFields.text(value).map(word -> word.equals("missing") ? new Cond.Not(chunk) : chunk))
                .needing(SCTP);
    }

    private static NftField dccp(String what) {
        if (!what.equals("dccp type")) {
            return unsaid("`" + what + "` of the packet", what, DCCP);
        }
        return NftField.of(value -> {
                    Optional<Long> named = NftFields.text(value)
                            .flatMap(word -> Optional.ofNullable(DCCP_TYPES.get(word)))
                            .map(Integer::longValue);
                    return named.map(number -> List.of(Span.of(number)))
                            .or(() -> spans(value))
                            .map(spans -> new Cond.FieldIn(Field.DCCP_TYPE, 15, spans));
                })
                .needing(DCCP);
    }

    /** Fields of errors and of neighbour discovery, which no walk follows (src/proto.c, icmp_dep). */
    private static NftField icmp(String what, boolean v6) {
        return switch (what.substring(what.indexOf(' ') + 1)) {
            case "sequence" -> unsaid("`" + what + "` of the packet", what, v6 ? ECHO6 : ECHO);
            case "taddr" -> absent(what, v6 ? TARGET6 : ICMP);
            case "mtu" -> unsaid("`" + what + "` of the packet", what, v6 ? TOO_BIG6 : TOO_BIG);
            case "checksum" -> unsaid("`" + what + "` of the packet", what, icmp(v6));
            default -> absent(what, icmp(v6));
        };
    }

    private static NftField ct(String what) {
        return what.equals("ct label")
                ? label()
                : unsaid("`" + what + "` of the connection", what, what.equals("ct helper") ? HELPED : TRACKED);
    }

    /** One label, as nft prints it: a name of {@code connlabel.conf} or a number. */
    private static NftField label() {
        return NftField.of(value -> NftFields.text(value)
                        .<Cond>map(Cond.Labelled::new)
                        .or(() -> Optional.of(
                                new Cond.Unsaid("the labels of the connection", "ct label " + NftConds.print(value)))))
                .needing(TRACKED);
    }

    private static NftField rt(String what) {
        return switch (what) {
            case "rt nexthdr", "rt hdrlength", "rt type", "rt seg-left", "rt" -> absent(what, V6);
            default -> unsaid("`" + what + "` of the packet's route", what, List.of());
        };
    }

    private static Optional<NftField> meta(String key) {
        return switch (key) {
            case "pkttype" -> Optional.of(packetType());
            case "cgroup" -> Optional.of(unsaid("the control group of the sending process", "meta cgroup", MADE_HERE));
            case "time", "hour", "day" -> Optional.of(unsaid("the time of the packet", "meta " + key, List.of()));
            case "iifname", "oifname", "iif", "oif", "mark", "l4proto", "nfproto", "protocol", "skuid", "skgid" ->
                Optional.empty();
            default -> Optional.of(unsaid("`meta " + key + "` of the packet", "meta " + key, List.of()));
        };
    }

    /** As iptables' match of that name; numbers are those of {@code if_packet.h}. */
    private static NftField packetType() {
        Map<String, String> names = Map.of(
                "0",
                "host",
                "1",
                "broadcast",
                "2",
                "multicast",
                "host",
                "host",
                "unicast",
                "unicast",
                "broadcast",
                "broadcast",
                "multicast",
                "multicast");
        return NftField.of(value -> {
            Optional<String> word = NftFields.text(value);
            return word.flatMap(text -> Optional.ofNullable(names.get(text)))
                    .flatMap(FrameType::of)
                    .or(() -> word.map(text -> new Cond.Unsaid("the type of the frame", "meta pkttype " + text)));
        });
    }
}
