package io.packetwalk.walk.dns.server;

import io.packetwalk.fact.logs.CorefileFact;
import io.packetwalk.fact.logs.CorefileFact.Directive;
import io.packetwalk.fact.logs.CorefileFact.Server;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The server blocks of a Corefile: a question goes to the one whose zone is the longest that holds the name (CoreDNS core/dnsserver/server.go).
 *
 * @param file the Corefile
 * @param ports ports at which the server is asked; empty when that is not known
 */
record ServerBlocks(CorefileFact file, Set<Integer> ports) {

    private static final int DNS = 53;

    /**
     * A zone of a block.
     *
     * @param zone with its final dot
     * @param port port, 53 when not written
     */
    record Key(String zone, int port) {

        /** {@code [dns://]ZONE[:PORT]}; empty for other transports and for networks, whose names are those of addresses. */
        static Optional<Key> of(String written) {
            String text = written.startsWith("dns://") ? written.substring("dns://".length()) : written;
            if (text.contains("/") || text.startsWith("(")) {
                return Optional.empty();
            }
            int colon = text.lastIndexOf(':');
            String number = colon < 0 ? "" : text.substring(colon + 1);
            boolean port = number.matches("[0-9]{1,5}");
            String zone = colon < 0 ? text : text.substring(0, colon);
            return Optional.of(new Key(Zones.full(zone), port ? Integer.parseInt(number) : DNS));
        }
    }

    private record Match(Server server, Key key) {}

    /** The blocks for a name with the longest zone; several are told apart by what is not modelled ({@code view}, {@code bind}). */
    List<Server> of(String name) {
        List<Match> matches = new ArrayList<>();
        for (Server server : file.servers()) {
            for (String written : server.zones()) {
                Key.of(written)
                        .filter(key -> Zones.within(name, key.zone()) && served(key))
                        .ifPresent(key -> matches.add(new Match(server, key)));
            }
        }
        Optional<String> longest =
                matches.stream().map(match -> match.key().zone()).max(Comparator.comparingInt(String::length));
        return matches.stream()
                .filter(match -> longest.filter(match.key().zone()::equals).isPresent())
                .map(Match::server)
                .distinct()
                .toList();
    }

    /** One port in the whole file is the port that is asked, however it is mapped. */
    private boolean served(Key key) {
        long written = file.servers().stream()
                .flatMap(server -> server.zones().stream())
                .flatMap(zone -> Key.of(zone).stream())
                .map(Key::port)
                .distinct()
                .count();
        return written <= 1 || (ports.isEmpty() ? key.port() == DNS : ports.contains(key.port()));
    }

    /** What {@code import NAME} stands for in this file; empty when that is a file of its own. */
    Optional<List<Directive>> snippet(Directive imported) {
        String name = "(" + String.join(" ", imported.args()) + ")";
        return file.servers().stream()
                .filter(server -> server.zones().equals(List.of(name)))
                .map(Server::plugins)
                .findFirst();
    }
}
