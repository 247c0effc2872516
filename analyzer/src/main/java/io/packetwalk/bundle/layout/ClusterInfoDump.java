package io.packetwalk.bundle.layout;

import io.packetwalk.evidence.Place;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code kubectl cluster-info dump}: {@code nodes.json}, {@code NS/pods.json}, {@code NS/POD/logs.txt}. Lacks endpoints, slices and
 * policies, so it cannot decide by itself who serves and who may talk.
 */
final class ClusterInfoDump implements Layout {

    private static final Pattern MARK = Pattern.compile("(?:^|/)[^/]+/replication-controllers\\.(?:json|yaml)$");

    private static final List<PathShape> SHAPES = List.of(
            PathShape.pod("([^/]+)/([^/]+)/logs\\.txt$"),
            PathShape.cluster("nodes\\.(?:json|yaml)$"),
            PathShape.cluster(
                    "[^/]+/(?:events|replication-controllers|services|daemonsets|deployments|replicasets|pods)\\.(?:json|yaml)$"));

    @Override
    public String name() {
        return "cluster-info-dump";
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
