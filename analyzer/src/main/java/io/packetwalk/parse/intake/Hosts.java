package io.packetwalk.parse.intake;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Place;
import io.packetwalk.fact.Reading;
import io.packetwalk.fact.iproute.AddrFact;
import io.packetwalk.fact.system.UnameFact;
import io.packetwalk.net.Ip;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Which node each bundle of a single host is of. An address of a node tells for certain; a host's name tells where it is the node's, in short
 * or in full, and where no other host has a better claim. Where the bundle has no node objects at all, the host is a node of its own name.
 */
final class Hosts {

    private final Map<String, Place> nodes = new HashMap<>();

    /** What one host's files say of it. */
    private static final class Said {
        final Set<String> names = new TreeSet<>();
        final Set<Ip> addresses = new HashSet<>();
    }

    /** {@code folder} gives the host's folder of a reading that speaks of the host itself, if any. */
    Hosts(List<Reading> readings, Identities identities, Function<Reading, Optional<String>> folder) {
        Map<String, Said> hosts = new TreeMap<>();
        for (Reading reading : readings) {
            folder.apply(reading).ifPresent(host -> hear(reading, hosts.computeIfAbsent(host, _h -> new Said())));
        }
        Map<String, List<String>> named = new TreeMap<>();
        hosts.forEach((host, said) -> {
            Set<String> byAddress = identities.nodesAt(said.addresses);
            if (byAddress.size() == 1) {
                nodes.put(host, new Place.Node(byAddress.iterator().next()));
            } else if (byAddress.isEmpty() && said.names.size() == 1) {
                claimed(said.names.iterator().next(), identities)
                        .ifPresent(node -> named.computeIfAbsent(node, _n -> new ArrayList<>())
                                .add(host));
            }
        });
        named.forEach((node, claims) -> {
            // Two machines may have one name: nobody guesses which of them the node is.
            if (claims.size() == 1 && !nodes.containsValue(new Place.Node(node))) {
                nodes.put(claims.getFirst(), new Place.Node(node));
            }
        });
    }

    private static void hear(Reading reading, Said said) {
        for (Fact fact : reading.facts()) {
            if (fact instanceof UnameFact uname) {
                // kubelet makes small letters of a host's name (nodeutil.GetHostname).
                said.names.add(uname.hostname().toLowerCase(Locale.ROOT));
            } else if (fact instanceof AddrFact addr) {
                said.addresses.add(addr.ip());
            }
        }
    }

    private static Optional<String> claimed(String name, Identities identities) {
        return identities.hasNodes() ? identities.nodeNamed(name) : Optional.of(name);
    }

    /** The node that the files of this folder are of. */
    Optional<Place> node(String folder) {
        return Optional.ofNullable(nodes.get(folder));
    }
}
