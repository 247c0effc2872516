package io.packetwalk.bundle.layout;

import io.packetwalk.evidence.Place;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** No known collector's: folder names that mean the same wherever they occur; the rest is for the content to tell. */
final class Sniffed implements Layout {

    private static final List<PathShape> SHAPES = List.of(
            PathShape.node("nodes?/([^/]+)/.*"),
            PathShape.node("hosts?/([^/]+)/.*"),
            PathShape.pod("pods/([^/]+)/([^/]+)/.*"),
            PathShape.pod("namespaces/([^/]+)/pods/([^/]+)/.*"));

    @Override
    public String name() {
        return "sniffed";
    }

    @Override
    public boolean marked(Collection<String> paths) {
        return true;
    }

    @Override
    public Optional<Place> place(String path) {
        return PathShape.first(SHAPES, path);
    }
}
