package io.packetwalk.bundle.layout;

import io.packetwalk.evidence.Place;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A Retina capture: one host; a pcap beside {@code ip-resources.txt} and {@code iptables-rules.txt}, which hold several commands each. */
final class Retina implements Layout {

    private static final Pattern MARK = Pattern.compile("(?:^|/)(?:ip-resources|iptables-rules|socket-stats)\\.txt$");

    private static final List<PathShape> SHAPES = List.of();

    @Override
    public String name() {
        return "retina";
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
