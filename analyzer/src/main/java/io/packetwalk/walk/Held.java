package io.packetwalk.walk;

import io.packetwalk.fact.conntrack.ConntrackFact;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.netfilter.ConntrackView;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Connections of a client that were there when its node was dumped and that go another way than a new one. A UDP socket that lives on keeps its source port, and with it
 * the translation its first datagram got. A TCP connection matters beside a new one where the client's own connections fill the table: those in it work, one more does not.
 */
final class Held {

    private static final int MOST = 3;

    private Held() {}

    /** One entry for each server; of the ports, those that lead elsewhere than the rules do {@code now} come first. */
    static List<ConntrackFact> ports(
            Terrain terrain, Question question, Site client, List<Ip> addresses, Set<IpPort> now) {
        Optional<ConntrackView> view = terrain.node(client).map(terrain::host).map(terrain::conntrack);
        if (question.fromPort() != 0 || view.isEmpty()) {
            return List.of();
        }
        List<Ip> own = Stream.concat(
                        client.netns().addresses().stream().map(address -> address.ip()), client.api().stream())
                .distinct()
                .toList();
        Map<IpPort, ConntrackFact> byServer = new LinkedHashMap<>();
        for (Ip address : addresses) {
            IpPort to = new IpPort(address, question.port());
            own.stream()
                    .filter(ip ->
                            question.proto().equals(Proto.UDP) || view.get().filledBy(question.proto(), ip, to))
                    .flatMap(ip -> view.get().entries(question.proto(), ip, to).stream())
                    .forEach(entry -> byServer.putIfAbsent(entry.reply().src(), entry));
        }
        return byServer.values().stream()
                .filter(entry -> entry.zone() == 0)
                .sorted(Comparator.comparing(entry -> now.contains(entry.reply().src())))
                .limit(MOST)
                .toList();
    }
}
