package io.packetwalk.parse.iproute;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.fact.iproute.LinkFact.Tunnel;
import io.packetwalk.fact.iproute.LinkFact.Vxlan;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Mac;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One interface of {@code ip -j link} or {@code ip -j addr}. */
final class LinkJson {

    /** JSON spells some counters otherwise than the text; the text's names are used. */
    private static final Map<String, String> COUNTERS = Map.of(
            "multicast",
            "mcast",
            "over_errors",
            "missed",
            "missed_errors",
            "missed",
            "carrier_errors",
            "carrier",
            "collisions",
            "collsns");

    private LinkJson() {}

    static Optional<LinkFact> read(Field link, Source source) {
        Optional<String> name = link.at("ifname").text();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Field info = link.at("linkinfo");
        String kind = info.at("info_kind").text("");
        Optional<Vxlan> vxlan = kind.equals("vxlan") ? Optional.of(vxlan(info.at("info_data"))) : Optional.empty();
        return Optional.of(new LinkFact(
                source,
                link.at("ifindex").integer(-1),
                name.get(),
                link.at("link_index").integer(-1),
                link.at("link").text(""),
                Set.copyOf(link.at("flags").texts()),
                link.at("mtu").integer(0),
                kind,
                link.at("master").text(""),
                link.at("address").text().flatMap(Mac::parse),
                link.at("operstate").text(""),
                vxlan,
                LinkWords.TUNNELS.contains(kind) ? Optional.of(tunnel(info.at("info_data"))) : Optional.empty(),
                kind.equals("vrf") ? info.at("info_data").at("table").text("") : "",
                counters(link.at("stats64").present() ? link.at("stats64") : link.at("stats"))));
    }

    private static Vxlan vxlan(Field data) {
        Optional<Ip> local =
                data.at("local").text().or(() -> data.at("local6").text()).flatMap(Ip::parse);
        return new Vxlan(
                data.at("id").integer(-1),
                data.at("port").integer(-1),
                local,
                data.at("link").text(""),
                data.at("learning").flag(true));
    }

    private static Tunnel tunnel(Field data) {
        Optional<Ip> local =
                data.at("local").text().or(() -> data.at("local6").text()).flatMap(Ip::parse);
        Optional<Ip> remote =
                data.at("remote").text().or(() -> data.at("remote6").text()).flatMap(Ip::parse);
        return new Tunnel(
                data.at("id").integer(-1),
                data.at("port").integer(-1),
                local.filter(ip -> !ip.unspecified()),
                remote.filter(ip -> !ip.unspecified()),
                data.at("external").flag(false));
    }

    private static Map<String, Long> counters(Field stats) {
        Map<String, Long> counters = new LinkedHashMap<>();
        stats.fields()
                .forEach((direction, values) -> values.fields()
                        .forEach((name, value) -> value.integer()
                                .ifPresent(count ->
                                        counters.put(direction + "." + COUNTERS.getOrDefault(name, name), count))));
        return Map.copyOf(counters);
    }
}
