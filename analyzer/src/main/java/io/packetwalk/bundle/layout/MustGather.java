package io.packetwalk.bundle.layout;

import io.packetwalk.evidence.Place;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * OpenShift {@code must-gather}: {@code cluster-scoped-resources/}, {@code namespaces/NS/...}, {@code nodes/NODE/...}, below a folder
 * named after the image. Has no iptables, nft, routes or conntrack of nodes.
 */
final class MustGather implements Layout {

    private static final Pattern MARK = Pattern.compile("(?:^|/)cluster-scoped-resources/");

    private static final List<PathShape> SHAPES = List.of(
            PathShape.pod("namespaces/([^/]+)/pods/([^/]+)/[^/]+/[^/]+/logs/.*"),
            PathShape.cluster("namespaces/.*"),
            PathShape.cluster("cluster-scoped-resources/.*"),
            PathShape.cluster("pod_network_connectivity_check/.*"),
            PathShape.node("nodes/([^/]+)/.*"));

    @Override
    public String name() {
        return "must-gather";
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
