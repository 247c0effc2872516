package io.packetwalk.parse.intake;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Entry;
import io.packetwalk.bundle.EntryVisitor;
import io.packetwalk.capture.packet.Tunnels;
import io.packetwalk.evidence.Note;
import io.packetwalk.fact.Reading;
import io.packetwalk.fact.capture.CaptureFact;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.net.Proto;
import io.packetwalk.parse.capture.Capture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Overlays on ports of their own. A capture may stand in the archive before the dump of links ({@code ip -d link}) that says where VXLAN and Geneve are, so it is read at
 * once, and read again when a dump named a port to which it saw datagrams that nobody looked into. Bundles with the usual ports are read once.
 *
 * <p>The devices of all hosts count for all captures: what a host receives goes to the port its peers send to, and some captures are from elsewhere.
 */
public final class Overlays {

    private static final Set<String> DUMPS = Set.of("ip-link", "ip-addr");

    private Overlays() {}

    static List<Reading> applied(Bundle bundle, List<Reading> readings) throws IOException {
        Set<Integer> ports = ports(readings);
        if (ports.isEmpty()) {
            return readings;
        }
        Set<String> captures = readings.stream()
                .filter(reading -> reading.facts().stream().anyMatch(fact -> uses(fact, ports)))
                .map(Reading::artifact)
                .collect(Collectors.toSet());
        if (captures.isEmpty()) {
            return readings;
        }
        Map<String, Reading> again = again(bundle, captures, ports);
        return readings.stream()
                .map(reading -> again.getOrDefault(reading.artifact(), reading))
                .toList();
    }

    /**
     * The ports of their own that a bundle's dumps of links tell.
     *
     * @throws IOException when a limit is passed or an input cannot be opened
     */
    public static int[] told(Bundle bundle) throws IOException {
        ArtifactReader reader = new ArtifactReader(Parsers.ALL.stream()
                .filter(parser -> DUMPS.contains(parser.format().id()))
                .toList());
        List<Reading> dumps = new ArrayList<>();
        bundle.forEach(new EntryVisitor() {
            @Override
            public boolean wants(String path) {
                return true;
            }

            @Override
            public boolean entry(Entry entry) throws IOException {
                dumps.addAll(reader.read(entry.artifact(), entry.content(), entry::damage));
                return true;
            }

            @Override
            public void note(Note note) {
                // Who opens one artifact is told of nothing else.
            }

            @Override
            public void restart() {
                dumps.clear();
            }
        });
        return ports(dumps).stream().mapToInt(Integer::intValue).toArray();
    }

    private static Set<Integer> ports(List<Reading> readings) {
        Set<Integer> ports = new TreeSet<>();
        for (Reading reading : readings) {
            if (DUMPS.contains(reading.format())) {
                reading.facts().stream()
                        .filter(LinkFact.class::isInstance)
                        .map(LinkFact.class::cast)
                        .flatMapToInt(Overlays::ports)
                        .filter(port -> port > 0 && !Tunnels.wellKnown(port))
                        .forEach(ports::add);
            }
        }
        return ports;
    }

    private static IntStream ports(LinkFact link) {
        return IntStream.of(
                link.vxlan().map(LinkFact.Vxlan::port).orElse(-1),
                link.tunnel().map(LinkFact.Tunnel::port).orElse(-1));
    }

    private static boolean uses(Object fact, Set<Integer> ports) {
        return fact instanceof CaptureFact capture
                && capture.conversations().stream().anyMatch(conversation -> closed(conversation, ports));
    }

    /** Datagrams to one of the ports in which nothing was found. */
    private static boolean closed(ConversationFact seen, Set<Integer> ports) {
        return seen.tuple().proto().equals(Proto.UDP)
                && !seen.carrier()
                && (ports.contains(seen.tuple().dst().port())
                        || ports.contains(seen.tuple().src().port()));
    }

    private static Map<String, Reading> again(Bundle bundle, Set<String> captures, Set<Integer> ports)
            throws IOException {
        int[] more = ports.stream().mapToInt(Integer::intValue).toArray();
        ArtifactReader reader = new ArtifactReader(List.of(new Capture(more)));
        Map<String, Reading> again = new HashMap<>();
        bundle.forEach(new EntryVisitor() {
            @Override
            public boolean wants(String path) {
                return captures.contains(path) || captures.stream().anyMatch(wanted -> wanted.startsWith(path + "/"));
            }

            @Override
            public boolean entry(Entry entry) throws IOException {
                if (captures.contains(entry.artifact().path())) {
                    again.put(
                            entry.artifact().path(),
                            reader.read(entry.artifact(), entry.content(), entry::damage)
                                    .getFirst());
                }
                return again.size() < captures.size();
            }

            @Override
            public void note(Note note) {
                // The first pass over the bundle reported it.
            }

            @Override
            public void restart() {
                again.clear();
            }
        });
        return again;
    }
}
