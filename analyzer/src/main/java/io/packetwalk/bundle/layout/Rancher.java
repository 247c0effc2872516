package io.packetwalk.bundle.layout;

import io.packetwalk.evidence.Place;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The Rancher logs collector: one host, {@code networking/iptablessave}, {@code systeminfo/}, {@code k3s|rke2|rke/kubectl/...} tables. */
final class Rancher implements Layout {

    private static final Pattern MARK = Pattern.compile(
            "(?:^|/)(?:networking/iptablessave|networking/procnetxfrmstat|(?:k3s|rke2|rke)/kubectl/[^/]+)$");

    private static final List<PathShape> SHAPES = List.of(PathShape.cluster("(?:k3s|rke2|rke)/kubectl/.*"));

    @Override
    public String name() {
        return "rancher";
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
