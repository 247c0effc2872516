package io.packetwalk.parse.iproute;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.fact.iproute.LinkFact.Tunnel;
import io.packetwalk.fact.iproute.LinkFact.Vxlan;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Mac;
import io.packetwalk.parse.Numbers;
import io.packetwalk.parse.Words;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One interface while its lines are read (iproute2, {@code print_linkinfo}). */
final class LinkWords {

    /** First words of the line that {@code -d} adds for the kind of the interface. */
    private static final Set<String> KINDS = Set.of(
            "amt",
            "bareudp",
            "batadv",
            "bond",
            "bridge",
            "dummy",
            "erspan",
            "geneve",
            "gre",
            "gretap",
            "gtp",
            "hsr",
            "ifb",
            "ip6erspan",
            "ip6gre",
            "ip6gretap",
            "ip6tnl",
            "ipip",
            "ipoib",
            "ipvlan",
            "ipvtap",
            "macsec",
            "macvlan",
            "macvtap",
            "netdevsim",
            "netkit",
            "nlmon",
            "openvswitch",
            "rmnet",
            "sit",
            "team",
            "tun",
            "vcan",
            "veth",
            "vlan",
            "vrf",
            "vti",
            "vti6",
            "vxcan",
            "vxlan",
            "wireguard",
            "wwan",
            "xfrm");

    /** The kinds that put packets into others towards an end that the device names. */
    static final Set<String> TUNNELS =
            Set.of("geneve", "gre", "gretap", "ip6gre", "ip6gretap", "ip6tnl", "ipip", "sit");

    final Source source;
    private final int index;
    private final String name;
    private final Set<String> flags;
    private int peerIndex = -1;
    private String peerName = "";
    private int mtu;
    private String kind = "";
    private String master = "";
    private Optional<Mac> mac = Optional.empty();
    private String operstate = "";
    private Optional<Vxlan> vxlan = Optional.empty();
    private Optional<Tunnel> tunnel = Optional.empty();
    private String vrfTable = "";
    private final Map<String, Long> counters = new LinkedHashMap<>();
    private String direction = "";
    private List<String> columns = List.of();

    /** @param text a line for which {@link #header} holds */
    LinkWords(Source source, String text) {
        this.source = source;
        int colon = text.indexOf(':');
        this.index = Numbers.decimal(text.substring(0, colon).strip(), -1);
        this.name = name(text);
        Words words = new Words(text.substring(colon + 1));
        String full = words.next();
        String peer = full.indexOf('@') < 0 ? "" : full.substring(full.indexOf('@') + 1, full.length() - 1);
        if (peer.startsWith("if") && Numbers.digits(peer.substring(2))) {
            peerIndex = Numbers.decimal(peer.substring(2), -1);
        } else if (!peer.equals("NONE")) {
            peerName = peer;
        }
        String brackets = words.next();
        flags = brackets.length() < 2
                ? Set.of()
                : Set.of(brackets.substring(1, brackets.length() - 1).split(","));
        while (words.more()) {
            switch (words.next()) {
                case "mtu" -> mtu = Numbers.decimal(words.next(), 0);
                case "master" -> master = words.next();
                case "state" -> operstate = words.next();
                default -> {}
            }
        }
    }

    /** {@code 2: eth0@if2: <FLAGS> ...}. */
    static boolean header(String text) {
        int colon = text.indexOf(": ");
        if (colon <= 0 || !Numbers.digits(text.substring(0, colon).strip())) {
            return false;
        }
        int second = text.indexOf(": <", colon + 2);
        return second > 0 && text.indexOf(' ', colon + 2) > second && text.indexOf('>', second) > 0;
    }

    /** The interface name of a header line, without {@code @peer}. */
    static String name(String text) {
        Words words = new Words(text.substring(text.indexOf(':') + 1));
        String full = words.next();
        int end = full.indexOf('@');
        return full.substring(0, end > 0 ? end : full.length() - 1);
    }

    /** A line below the header; false when it says nothing of the link. */
    boolean below(String text) {
        Words words = new Words(text);
        String first = words.next();
        if (first.startsWith("link/")) {
            mac = Mac.parse(words.peek());
            return true;
        }
        if (first.equals("RX:") || first.equals("TX:")) {
            direction = first.substring(0, 2).toLowerCase(Locale.ROOT) + ".";
            columns = Words.of(words.rest());
            return true;
        }
        if (!direction.isEmpty() && Numbers.digits(first)) {
            List<String> values = Words.of(text);
            for (int i = 0; i < Math.min(values.size(), columns.size()); i++) {
                counters.put(direction + columns.get(i), Numbers.decimal(values.get(i), -1L));
            }
            direction = "";
            return true;
        }
        direction = "";
        if (KINDS.contains(first)) {
            kind = first;
            if (first.equals("vxlan")) {
                vxlan(words);
            } else if (first.equals("vrf") && words.take("table")) {
                vrfTable = words.next();
            } else if (TUNNELS.contains(first)) {
                tunnel(words);
            }
        }
        return true;
    }

    private void vxlan(Words words) {
        int vni = -1;
        int port = -1;
        Optional<Ip> local = Optional.empty();
        String dev = "";
        boolean learning = true;
        while (words.more()) {
            switch (words.next()) {
                case "id" -> vni = Numbers.decimal(words.next(), -1);
                case "dstport" -> port = Numbers.decimal(words.next(), -1);
                case "local" -> local = Ip.parse(words.next());
                case "dev" -> dev = words.next();
                case "nolearning" -> learning = false;
                default -> {}
            }
        }
        vxlan = Optional.of(new Vxlan(vni, port, local, dev, learning));
    }

    /** {@code ipip ipip remote 192.0.2.2 local 192.0.2.1 ttl inherit}; an end that is not printed, or {@code any}, is any. */
    private void tunnel(Words words) {
        int id = -1;
        int port = -1;
        Optional<Ip> local = Optional.empty();
        Optional<Ip> remote = Optional.empty();
        boolean external = false;
        while (words.more()) {
            switch (words.next()) {
                case "id" -> id = Numbers.decimal(words.next(), -1);
                case "dstport" -> port = Numbers.decimal(words.next(), -1);
                case "local" -> local = Ip.parse(words.next());
                case "remote" -> remote = Ip.parse(words.next());
                case "external" -> external = true;
                default -> {}
            }
        }
        tunnel = Optional.of(new Tunnel(
                id, port, local.filter(ip -> !ip.unspecified()), remote.filter(ip -> !ip.unspecified()), external));
    }

    LinkFact fact() {
        return new LinkFact(
                source,
                index,
                name,
                peerIndex,
                peerName,
                flags,
                mtu,
                kind,
                master,
                mac,
                operstate,
                vxlan,
                tunnel,
                vrfTable,
                Map.copyOf(counters));
    }
}
