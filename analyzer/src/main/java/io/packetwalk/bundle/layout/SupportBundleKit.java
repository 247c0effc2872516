package io.packetwalk.bundle.layout;

import io.packetwalk.evidence.Place;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** support-bundle-kit (Harvester, Longhorn): {@code yamls/...}, {@code logs/NS/POD/C.log}, one archive for each node. */
final class SupportBundleKit implements Layout {

    private static final Pattern MARK = Pattern.compile("(?:^|/)yamls/(?:cluster|namespaced)/");

    private static final List<PathShape> SHAPES = List.of(
            PathShape.cluster("yamls/.*"),
            PathShape.pod("logs/([^/]+)/([^/]+)/[^/]+\\.log$"),
            PathShape.node("nodes/([^/]+)\\.zip/.*"));

    @Override
    public String name() {
        return "support-bundle-kit";
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
