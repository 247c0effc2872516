package io.packetwalk.bundle.layout;

import io.packetwalk.evidence.Place;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The EKS log collector: one host, {@code networking/}, {@code ipamd/}, {@code var_log/}. Pods' logs below {@code var_log} are named
 * {@code POD_NS_CONTAINER-ID.log} as kubelet does.
 */
final class EksLogs implements Layout {

    private static final Pattern MARK =
            Pattern.compile("(?:^|/)(?:ipamd/[^/]+\\.json|ipamd/[^/]+|networking/ebpf-(?:data|maps-data)\\.txt)$");

    private static final List<PathShape> SHAPES = List.of(PathShape.of(
            "var_log/(?:[^/]+/)*([^/_]+)_([^/_]+)_[^/_]+-[0-9a-f]{64}\\.log$",
            m -> new Place.Pod(m.group(2), m.group(1))));

    @Override
    public String name() {
        return "eks";
    }

    @Override
    public boolean marked(Collection<String> paths) {
        return paths.stream().anyMatch(path -> MARK.matcher(path).find());
    }

    @Override
    public Optional<Place> place(String path) {
        return PathShape.first(SHAPES, path);
    }

    @Override
    public boolean oneHost() {
        return true;
    }

    @Override
    public Set<String> hosts(Collection<String> paths) {
        return PathShape.roots(MARK, paths);
    }
}
