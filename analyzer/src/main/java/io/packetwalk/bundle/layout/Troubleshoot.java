package io.packetwalk.bundle.layout;

import io.packetwalk.evidence.Place;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code support-bundle} of troubleshoot: {@code cluster-resources/...}, {@code sysctl/NODE}, {@code host-collectors/...}. Firewall
 * and route dumps have names that the user chose: only their content tells what they are.
 */
final class Troubleshoot implements Layout {

    private static final Pattern MARK =
            Pattern.compile("(?:^|/)(?:cluster-resources/|host-collectors/|execution-data/summary\\.txt$)");

    private static final List<PathShape> SHAPES = List.of(
            PathShape.pod("cluster-resources/pods/logs/([^/]+)/([^/]+)/[^/]+\\.log$"),
            PathShape.cluster("cluster-resources/.*"),
            PathShape.cluster("cluster-info/.*"),
            PathShape.node("sysctl/([^/]+)$"),
            PathShape.node("node-metrics/([^/]+)\\.json$"),
            // With one host, these folders stand where the names of hosts would.
            PathShape.node(
                    "host-collectors/(?!(?:system|run-host|dns|tcpPortStatus|udpPortStatus|tcpLoadBalancer|httpLoadBalancer"
                            + "|connect|subnetAvailable|journald|certificate|http|diskUsage)/)([^/]+)/.+"));

    @Override
    public String name() {
        return "troubleshoot";
    }

    @Override
    public boolean marked(Collection<String> paths) {
        return paths.stream().anyMatch(path -> MARK.matcher(path).find());
    }

    @Override
    public Optional<Place> place(String path) {
        return PathShape.first(SHAPES, path);
    }
}
